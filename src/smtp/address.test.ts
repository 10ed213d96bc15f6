import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { domainMatches, domainOf, normalDomain, parseMailbox } from './address.ts'

describe('parseMailbox', () => {
  it.each([
    ['pat@example.org', 'example.org'],
    ['Pat.Doe+tag@Example.ORG', 'example.org'],
    ['"a b"@example.org', 'example.org'],
    ['"a\\"@b"@example.org', 'example.org'],
    ['user@[192.0.2.1]', '[192.0.2.1]'],
    ['user@[IPv6:2001:db8::1]', '[ipv6:2001:db8::1]'],
    ['user@bücher.example', 'xn--bcher-kva.example'],
    ['用户@example.org', 'example.org'],
    [
      'user=example.com__0-1a2b3c4d5e6f7g.1a2b3c4d5e6f7g8h@8h7g6f5e4d3c2b1a.a1b2c3d.8d-3trx3eag.um8.bnc.salesforce.com',
      '8h7g6f5e4d3c2b1a.a1b2c3d.8d-3trx3eag.um8.bnc.salesforce.com',
    ],
  ])('takes %s and keeps it to the byte', (address, domain) => {
    expect(parseMailbox(address)).toMatchObject({ address, domain })
  })

  it.each([
    '',
    'user',
    '@example.org',
    'user@',
    '.user@example.org',
    'us..er@example.org',
    'user.@example.org',
    'a b@example.org',
    'user@exa mple.org',
    'user@-bad.example',
    'user@example..org',
    'user@[300.1.1.1]',
    'user@[tag:x]',
    'user@192.0.2.1',
    'user@0x7f.1',
    'user@exam%70le.org',
    'user@example.org\r\nRCPT',
    'us\u0000er@example.org',
    'us\u200ber@example.org',
    '"open@example.org',
    'a@b@example.org',
    `${'x'.repeat(250)}@example.org`,
    '<user@example.org>',
  ])('refuses %j', (address) => {
    expect(parseMailbox(address)).toBeUndefined()
  })

  it('says when SMTPUTF8 is needed', () => {
    expect(parseMailbox('user@bücher.example')?.international).toBe(true)
    expect(parseMailbox('user@xn--bcher-kva.example')?.international).toBe(false)
  })

  it('never lets a control character or bracket through, whatever comes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.constantFrom('example.org', '[192.0.2.1]'), (local, domain) => {
        const mailbox = parseMailbox(`${local}@${domain}`)
        if (mailbox) expect(mailbox.address).not.toMatch(/\p{Cc}/u)
      }),
    )
  })
})

describe('domains', () => {
  it('compares in lower-case A-labels', () => {
    expect(domainOf('x@EXAMPLE.org')).toBe('example.org')
    expect(domainOf('')).toBe('')
    expect(normalDomain('exa/mple.org')).toBeUndefined()
  })

  it('knows a domain from its subdomains', () => {
    expect(domainMatches('example.org', 'example.org')).toBe(true)
    expect(domainMatches('a.example.org', 'example.org')).toBe(false)
    expect(domainMatches('a.b.example.org', '*.example.org')).toBe(true)
    expect(domainMatches('example.org', '*.example.org')).toBe(false)
    expect(domainMatches('badexample.org', '*.example.org')).toBe(false)
  })
})
