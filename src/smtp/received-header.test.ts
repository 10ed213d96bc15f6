import { describe, expect, it } from 'vitest'
import { receivedHeader } from './received-header.ts'

const base = {
  by: 'mail-gw.example-health.org',
  id: '01jexample',
  at: Date.UTC(2026, 10, 21, 20, 57, 0),
  client: { helo: 'smtp01.mta.example', remoteAddress: '192.0.2.7', tls: { version: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384' } },
  smtpUtf8: false,
}

describe('receivedHeader', () => {
  it('tells the hop, its TLS and its time', () => {
    expect(receivedHeader({ ...base, recipient: 'pat@example.org' })).toBe(
      'Received: from smtp01.mta.example ([192.0.2.7])\r\n' +
        '\tby mail-gw.example-health.org (Postern) with ESMTPS id 01jexample\r\n' +
        '\tfor <pat@example.org>\r\n' +
        '\t(TLSv1.3) tls TLS_AES_256_GCM_SHA384;\r\n' +
        '\tSat, 21 Nov 2026 20:57:00 +0000\r\n',
    )
  })

  it('names the protocol of RFC 3848 and RFC 6531', () => {
    const said = (facts: Partial<typeof base>, authUser?: string) =>
      /with (\w+)/.exec(
        receivedHeader({ ...base, ...facts, client: { ...base.client, ...facts.client, ...(authUser ? { authUser } : {}) } }),
      )?.[1]
    expect(said({})).toBe('ESMTPS')
    expect(said({}, 'relay')).toBe('ESMTPSA')
    expect(said({ smtpUtf8: true })).toBe('UTF8SMTPS')
    expect(receivedHeader({ ...base, client: { ...base.client, tls: null } })).toMatch(/with ESMTP id/)
  })

  it('lets nothing of the client break the field', () => {
    const header = receivedHeader({
      ...base,
      client: { ...base.client, helo: 'x\r\nBcc: evil@example.net' },
      recipient: 'a\r\nb@example.org',
    })
    expect(header).toMatch(/^Received: from unknown /)
    expect(header).not.toContain('for <')
    expect(
      header
        .split('\r\n')
        .slice(1, -1)
        .every((line) => line.startsWith('\t')),
    ).toBe(true)
  })

  it('leaves a UTF-8 recipient out of an ASCII message', () => {
    expect(receivedHeader({ ...base, recipient: '用户@example.org' })).not.toContain('for <')
    expect(receivedHeader({ ...base, smtpUtf8: true, recipient: '用户@example.org' })).toContain('for <用户@example.org>')
  })
})
