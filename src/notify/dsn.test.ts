import { simpleParser } from 'mailparser'
import { describe, expect, it } from 'vitest'
import type { Cause } from '../domain/cause.ts'
import { blamesContact } from './blame.ts'
import { composeDsn, type DsnRecipient, type DsnReport } from './dsn.ts'
import { DSN_REASONS, explain, WORDING } from './dsn-text.ts'

const ORIGINAL = Buffer.from(
  [
    'Received: from app (example.org) by mail-gw.example-health.org',
    'Date: Tue, 3 Mar 2026 14:05:00 +0000 (GMT)',
    'From: "Dr Ada Example" <ada@example-health.org>',
    'To: "pat@clinic.example"',
    '\t<pat@clinic.example>',
    'Message-ID: <aB_cD000000TABC1D00AbCdEfGhIjKlMnOpQrStUv@sfdc.net>',
    'References: <one@mail.example> <two@mail.example>',
    'Subject: Lymphoma results for Pat [ ref:!00D.!500:ref ]',
    'X-SFDC-LK: 00D1U0000013lbu',
    '',
    'SSN 219-09-9999',
    'From: not-a-header@example.org',
  ].join('\r\n'),
)
const REFUSED: Cause = {
  at: 'rcpt',
  enhanced: '5.1.1',
  publicText: 'The server refused the recipient',
  detail: '',
  blame: 'peer',
  reply: { code: 550, enhanced: '5.1.1', text: '5.1.1 <pat@clinic.example>: User unknown in virtual mailbox table' },
}
const VERP = 'ada=example-health.org__0-1a2b3c4d5e6f7g.1a2b3c4d5e6f7g8h@8h7g6f5e.a1b2c3d.8d-3trx3eag.um8.bnc.salesforce.com'

function report(recipient: Partial<DsnRecipient>, more: Partial<DsnReport> = {}): DsnReport {
  return {
    hostname: 'mail-gw.example-health.org',
    from: 'postmaster@example-health.org',
    to: VERP,
    now: Date.UTC(2026, 2, 3, 15),
    arrivedAt: Date.UTC(2026, 2, 3, 14, 6),
    message: '01j0000000000000000000000a',
    original: ORIGINAL,
    recipients: [{ address: 'pat@clinic.example', reason: 'bounced', ...recipient }],
    ...more,
  }
}
const textOf = (value: DsnReport) => Buffer.from(composeDsn(value).bytes).toString('latin1')
const unfold = (text: string) => text.replace(/\r\n[ \t]+/g, ' ')

describe('composeDsn', () => {
  it('is a multipart/report that a parser reads back, addressed to the exact return path', async () => {
    const { bytes, messageId, smtpUtf8 } = composeDsn(report({ cause: REFUSED, remoteMta: 'mx1.clinic.example' }))
    const mail = await simpleParser(Buffer.from(bytes), { keepDeliveryStatus: true })
    expect(unfold(Buffer.from(bytes).toString())).toMatch(/Content-Type: multipart\/report; report-type=delivery-status; boundary="/)
    expect(mail.to).toMatchObject({ value: [{ address: VERP }] })
    expect(mail.headers.get('auto-submitted')).toBe('auto-replied')
    expect(mail.messageId).toBe(messageId)
    expect(mail.inReplyTo).toBe('<aB_cD000000TABC1D00AbCdEfGhIjKlMnOpQrStUv@sfdc.net>')
    expect(mail.references).toHaveLength(3)
    expect(smtpUtf8).toBe(false)
    expect(mail.attachments.map((part) => part.contentType)).toEqual(['message/delivery-status', 'text/rfc822-headers'])
  })

  it('quotes a real 5.1.1 verbatim, so that Salesforce can mark the contact', () => {
    const text = unfold(
      textOf(report({ cause: REFUSED, remoteMta: 'mx1.clinic.example', orcpt: 'rfc822;pat+a@clinic.example' }, { envid: 'abc' })),
    )
    expect(text).toContain('Diagnostic-Code: smtp; 550 5.1.1 <pat@clinic.example>: User unknown in virtual mailbox table')
    for (const line of [
      'Original-Envelope-Id: abc',
      'Reporting-MTA: dns; mail-gw.example-health.org',
      'Original-Recipient: rfc822;pat+a@clinic.example',
      'Final-Recipient: rfc822; pat@clinic.example',
      'Action: failed',
      'Status: 5.1.1',
      'Remote-MTA: dns; mx1.clinic.example',
    ])
      expect(text.split('\r\n')).toContain(line)
  })

  it('gives back five header fields and nothing else of the original', () => {
    const text = textOf(report({ cause: REFUSED }))
    expect(text).toContain('To: "pat@clinic.example"\r\n\t<pat@clinic.example>')
    for (const secret of ['Lymphoma', 'results', 'ref:!', '219-09', 'X-SFDC', 'not-a-header', 'Received: from app'])
      expect(text).not.toContain(secret)
  })

  it('uses no word that blames the contact where the address is good, whatever the remote or a rule said', () => {
    const cause: Cause = {
      ...REFUSED,
      at: 'starttls',
      enhanced: '5.7.10',
      publicText: 'No valid user mailbox',
      reply: { code: 454, text: 'TLS unavailable, account unknown' },
    }
    const good = DSN_REASONS.filter((reason) => !WORDING[reason].quotes)
    expect(good.length).toBeGreaterThan(8)
    for (const reason of DSN_REASONS) {
      const text = explain(reason, cause, ['The account is invalid']).join(' ')
      expect(blamesContact(text), `${reason}: ${text}`).toBe(false)
      expect(textOf(report({ reason, cause }))).not.toMatch(/Diagnostic-Code|TLS unavailable/)
    }
    expect(textOf(report({ reason: 'protection', cause }))).toContain('Status: 5.7.10')
    expect(textOf(report({ reason: 'policy', cause: REFUSED }))).toContain('Status: 5.7.1\r\n')
  })

  it('knows the phrases by which Salesforce blames a contact', () => {
    for (const words of [
      'account has been disabled',
      'account is inactive',
      'account not found',
      'account unavailable',
      'user unknown',
      "address doesn't exist",
      'address invalid',
      'address could not be found',
    ])
      expect(blamesContact(words), words).toBe(true)
  })

  it('tells the reason given by policy, but not one that would blame', () => {
    const text = explain('policy', undefined, ['Ten or more social security numbers']).join(' ')
    expect(text).toContain('Reason given: Ten or more social security numbers.')
  })

  it('says that a lost confirmation may mean arrival', () => {
    const text = textOf(report({ reason: 'unknown-expired' }))
    expect(text).toContain('may have arrived')
    expect(text).toContain('Status: 4.4.2')
  })

  it('reports a delay with the time of giving up', () => {
    const text = unfold(
      textOf(report({ reason: 'delayed', willRetryUntil: Date.UTC(2026, 2, 7, 14), lastAttemptAt: Date.UTC(2026, 2, 3, 14, 59) })),
    )
    expect(text).toContain(
      'Action: delayed\r\nStatus: 4.4.1\r\nLast-Attempt-Date: Tue, 03 Mar 2026 14:59:00 +0000\r\nWill-Retry-Until: Sat, 07 Mar 2026 14:00:00 +0000',
    )
  })

  it('writes addresses beyond ASCII in the utf-8 type, in a report that stays ASCII', () => {
    const { bytes, smtpUtf8 } = composeDsn(report({ address: 'jörg+a@clinic.example', reason: 'portal' }))
    const text = Buffer.from(bytes).toString('utf8')
    expect(text).toContain('Final-Recipient: utf-8; j\\x{F6}rg\\x{2B}a@clinic.example')
    expect(text).toMatch(/^[\t\r\n\x20-\x7e]*$/)
    expect(text).toContain('Action: relayed')
    expect(smtpUtf8).toBe(false)
  })

  it('returns a header beyond ASCII as message/global-headers, encoded', async () => {
    const original = Buffer.from('From: Jörg <j@example.org>\r\nMessage-ID: <x@y>\r\n\r\n')
    const { bytes } = composeDsn(report({}, { original }))
    expect(Buffer.from(bytes).toString()).toMatch(/Content-Type: message\/global-headers[\s\S]*quoted-printable[\s\S]*J=C3=B6rg/)
  })

  it('lets no line break in what others wrote start a field', () => {
    const cause: Cause = { ...REFUSED, reply: { code: 550, text: 'no\r\nAction: delivered\r\n\r\nFinal-Recipient: rfc822; x@example.org' } }
    const lines = textOf(report({ cause, orcpt: 'rfc822;a\r\nStatus: 2.0.0' }, { envid: 'e\nAction: relayed' })).split('\r\n')
    expect(lines.filter((line) => /^(Action|Status|Final-Recipient):/.test(line))).toEqual([
      'Final-Recipient: rfc822; pat@clinic.example',
      'Action: failed',
      'Status: 5.1.1',
    ])
  })

  it('is 7-bit with CRLF and lines within the limit, even for a runaway original', () => {
    const original = Buffer.from(
      `Message-ID: <${'a'.repeat(400)}@sfdc.net>\r\nTo: ${Array(2000).fill('<p@example.org>').join(',\r\n ')}\r\n\r\n`,
    )
    const text = textOf(report({}, { original }))
    expect(text.split('\r\n').every((line) => line.length <= 998)).toBe(true)
    expect(text).not.toMatch(/[^\r]\n|\r[^\n]/)
    expect(text.length).toBeLessThan(20_000)
  })

  it('never answers the null return path', () => {
    expect(() => composeDsn(report({}, { to: '' }))).toThrow(/null return path/)
  })
})
