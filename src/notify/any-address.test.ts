// Every address that the door lets in can be written to: a report that could not be composed would leave its sender untold (P2).
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { noticeOrigin } from '../pipeline/notice-facts.ts'
import { composeNotice } from '../reroute/portal/notice.ts'
import { parseMailbox } from '../smtp/address.ts'
import { composeLetter } from './compose.ts'
import { composeDsn } from './dsn.ts'
import { composeOfficerNote } from './officer-note.ts'

const NOW = Date.UTC(2026, 0, 2, 3, 4, 5)
const POSTMASTER = 'postmaster@example-health.org'

const atom = fc.string({
  unit: fc.constantFrom(...`abz09!#$%&'*+/=?^_\`{|}~-éß漢\u00a0\u3000\u200c\u{1f600}`),
  minLength: 1,
  maxLength: 30,
})
const quoted = fc
  .string({ unit: fc.constantFrom('a', ' ', '  ', '\\"', '\\\\', '\\ ', '<', '>', ',', ';', ':', '(', '@', '[', 'é', '漢'), maxLength: 30 })
  .map((text) => `"${text}"`)
const domain = fc.constantFrom('example.org', 'EXAMPLE.org', 'bücher.example', 'xn--bcher-kva.example', '[192.0.2.1]', '[IPv6:2001:db8::1]')
const address = fc
  .tuple(
    fc.oneof(
      atom,
      quoted,
      fc.tuple(atom, atom).map(([a, b]) => `${a}.${b}`),
    ),
    domain,
  )
  .map(([localPart, host]) => `${localPart}@${host}`)
  .filter((text) => parseMailbox(text) !== undefined)

function headerOf(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('utf8')
  return text.slice(0, text.indexOf('\r\n\r\n') + 2)
}

function field(bytes: Uint8Array, name: string): string {
  return new RegExp(`^${name}:((?:.|\\r\\n[ \\t])*)\\r\\n`, 'm').exec(headerOf(bytes))?.[1]?.replaceAll('\r\n', '') ?? ''
}

describe('any address that the door accepts', () => {
  it.each([
    String.raw`"a\" b"@example-health.org`,
    String.raw`"a\\"@example-health.org`,
    '"two  blanks, a comma; <and> more"@example-health.org',
    'kein\u00a0blank@example-health.org',
    `"${'long words '.repeat(12)}"@example-health.org`,
  ])('gets its report: %s', (to) => {
    expect(parseMailbox(to)).toBeDefined()
    const { bytes } = composeDsn(report(to, to))
    expect(field(bytes, 'To')).toBe(` <${to}>`)
  })

  it('gets reports, notices and notes with the address as it is', () => {
    fc.assert(
      fc.property(address, address, (one, two) => {
        for (const bytes of [composeDsn(report(one, two)).bytes, officerNote([one]), notice(two, one)])
          expect(field(bytes, 'To')).toBe(` <${one}>`)
        expect(field(officerNote([one, two]), 'To')).toBe(` <${one}>, <${two}>`)
      }),
      { numRuns: 150 },
    )
  })

  it('never gets a header line of its own making', () => {
    for (const to of ['a@b>\r\nBcc: c@d', 'a@b\nBcc: c@d', '"a\r\n b"@example.org', 'a b@example.org', 'a,b@example.org'])
      expect(() => officerNote([to])).toThrow('not an address')
  })
})

function report(to: string, recipient: string) {
  return {
    hostname: 'gw.example-health.org',
    from: POSTMASTER,
    to,
    now: NOW,
    arrivedAt: NOW,
    message: '01j0000000000000000000000a',
    original: Buffer.from('From: a@example.org\r\n\r\n'),
    recipients: [{ address: recipient, orcpt: `rfc822;${recipient}`, reason: 'bounced' as const }],
  }
}

function officerNote(to: readonly string[]): Uint8Array {
  const about = { kind: 'held', message: '01j0000000000000000000000a', rules: [], recipients: 1 } as const
  return composeOfficerNote({ ...about, hostname: 'gw.example-health.org', from: POSTMASTER, to, now: NOW }).bytes
}

function notice(from: string, to: string): Uint8Array {
  const origin = noticeOrigin(Buffer.from(`From: ${from}\r\n`), from)
  const link = `https://secure.example-health.org/portal/o/${'a'.repeat(64)}`
  const facts = { ...origin, from: POSTMASTER, to, link, expiresAt: NOW, now: NOW, messageId: '<new@gw.example-health.org>' }
  return composeNotice(facts, composeLetter)
}
