import fc from 'fast-check'
import { simpleParser } from 'mailparser'
import { describe, expect, it } from 'vitest'
import { composeLetter, composeMime, newMessageId, quotedPrintable } from './compose.ts'
import { composeOfficerNote } from './officer-note.ts'

const HEAD = {
  from: { name: 'Zoë "Z" Example', address: 'zoe@example.org' },
  to: ['a@example.org', 'b@example.net'],
  subject: 'Grüße — a subject long enough to need more than one line of header, with ünïcode in it',
  date: Date.UTC(2026, 0, 2, 3, 4, 5),
  messageId: '<id@gw.example.org>',
}

describe('compose', () => {
  it('makes a letter that a parser reads back', async () => {
    const bytes = composeLetter({ ...HEAD, text: 'Hëllo\n.\nFrom here', html: '<p>Hëllo</p>' })
    const mail = await simpleParser(Buffer.from(bytes))
    expect(mail.from?.value[0]).toEqual({ name: HEAD.from.name, address: HEAD.from.address })
    expect(mail.subject).toBe(HEAD.subject)
    expect(mail.text?.trim()).toBe('Hëllo\n.\nFrom here')
    expect(mail.html).toContain('<p>Hëllo</p>')
    expect(mail.date?.getTime()).toBe(HEAD.date)
    expect(Buffer.from(bytes).toString('latin1')).toMatch(/^[\t\r\n\x20-\x7e]*$/)
  })

  it('keeps injected line breaks inside their field', () => {
    const text = Buffer.from(composeMime({ ...HEAD, subject: 'x\r\nBcc: evil@example.org' }, { type: 'text/plain', text: '' })).toString()
    expect(text).not.toMatch(/^Bcc:/m)
    expect(() => composeMime({ ...HEAD, to: ['a@b>\r\nBcc: c@d'] }, { type: 'text/plain', text: '' })).toThrow()
  })

  it('keeps the ends of a long thread', async () => {
    const references = Array.from({ length: 60 }, (_, index) => `<${index}@example.org>`)
    const mail = await simpleParser(Buffer.from(composeLetter({ ...HEAD, references, text: '' })))
    expect(mail.references).toHaveLength(20)
    expect(mail.references?.at(0)).toBe('<0@example.org>')
    expect(mail.references?.at(-1)).toBe('<59@example.org>')
  })

  it('round-trips any text through quoted-printable within 76 columns', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const clean = text.replace(/\r\n|\r|\n/g, '\r\n').toWellFormed()
        const encoded = quotedPrintable(clean)
        expect(encoded.split('\r\n').every((line) => line.length <= 76)).toBe(true)
        const decoded = encoded
          .replace(/=\r\n/g, '')
          .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
        expect(Buffer.from(decoded, 'latin1').toString('utf8')).toBe(clean)
      }),
      { numRuns: 60 },
    )
  })

  it('gives every mail a Message-ID of its own', () => {
    expect(newMessageId('gw.example.org', 1)).toMatch(/^<[0-9a-z]{26}@gw\.example\.org>$/)
    expect(newMessageId('gw.example.org', 1)).not.toBe(newMessageId('gw.example.org', 1))
  })
})

describe('composeOfficerNote', () => {
  it('names rules, counts and the command, and nothing of the message', async () => {
    const { bytes } = composeOfficerNote({
      kind: 'held',
      hostname: 'gw.example.org',
      from: 'postmaster@example.org',
      to: ['privacy@example.org'],
      now: HEAD.date,
      message: '01j0000000000000000000000a',
      rules: [{ id: 'bulk-ssn', title: 'Many numbers' }, { id: 'default' }],
      recipients: 2,
      findings: { 'us-ssn': 12 },
      expiresAt: HEAD.date + 14 * 86_400_000,
    })
    const mail = await simpleParser(Buffer.from(bytes))
    expect(mail.text).toContain('Many numbers (bulk-ssn)')
    expect(mail.text).toContain('us-ssn: 12')
    expect(mail.text).toContain('held for 2 recipients')
    expect(mail.text).toContain('postern quarantine show 01j0000000000000000000000a')
    expect(mail.headers.get('auto-submitted')).toBe('auto-generated')
  })
})
