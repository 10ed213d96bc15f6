import { describe, expect, it } from 'vitest'
import { outgoing } from './outgoing.ts'

const MAIL = [
  'DKIM-Signature: v=1; a=rsa-sha256; d=example-health.org; s=a;',
  '\th=Date:From:X-SFDC-Binding; bh=x; b=y',
  'Date: Sat, 21 Nov 2026 10:00:00 +0000',
  'From: Ana <ana@example-health.org>',
  'X-SFDC-LK: 00D000000000001',
  'X-SFDC-Binding: signed',
  'X-Sender: postmaster@salesforce.com',
  '\tfolded',
  'X-Other: stays',
  '',
  'X-SFDC-LK: in the body stays',
  '.dot',
  '',
].join('\r\n')

async function send(text: string, chunk: number, strip: boolean): Promise<string> {
  const bytes = Buffer.from(text)
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk)
  }
  const parts: Uint8Array[] = []
  for await (const part of outgoing(chunks(), 'Received: by gw\r\n', strip)) parts.push(part)
  return Buffer.concat(parts).toString()
}

describe('outgoing', () => {
  it('puts Received on top and changes no other byte (P7)', async () => {
    for (const chunk of [1, 7, 10_000]) expect(await send(MAIL, chunk, false)).toBe(`Received: by gw\r\n${MAIL}`)
  })

  it('takes unsigned trace fields of Salesforce off when told to, whatever the chunks', async () => {
    for (const chunk of [1, 7, 10_000]) {
      const sent = await send(MAIL, chunk, true)
      expect(sent).toBe(
        `Received: by gw\r\n${MAIL.replace('X-SFDC-LK: 00D000000000001\r\n', '').replace('X-Sender: postmaster@salesforce.com\r\n\tfolded\r\n', '')}`,
      )
    }
  })

  it('sends a message without a body as it is', async () => {
    expect(await send('Subject: x\r\n', 4, true)).toBe('Received: by gw\r\nSubject: x\r\n')
  })
})
