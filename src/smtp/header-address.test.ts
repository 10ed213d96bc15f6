import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { headerAddresses } from './header-address.ts'

describe('headerAddresses', () => {
  it.each([
    ['pat@example.org', ['pat@example.org']],
    ['Pat Doe <pat@example.org>', ['pat@example.org']],
    ['"Doe, Pat" <pat@example.org> (Clinic (north)), b@example.net', ['pat@example.org', 'b@example.net']],
    ['=?UTF-8?Q?P=C3=A4t?= <pat@example.org>', ['pat@example.org']],
    ['Staff: a@example.org, B <b@example.org>;', ['a@example.org', 'b@example.org']],
    ['undisclosed-recipients:;', []],
    ['"evil@example.net" <pat@example.org>', ['pat@example.org']],
    ['"a b"@example.org', ['"a b"@example.org']],
    ['', []],
  ] as const)('%s', (value, expected) => {
    expect(headerAddresses(value)).toEqual(expected)
  })

  it.each([
    'Pat Doe',
    'pat@example.org <evil@example.net> x',
    '<a@example.org> <b@example.org>',
    '<a@example.org',
    '"open <a@example.org>',
    '(open a@example.org',
    'a@example.org>',
    'x: y: a@example.org;',
    'Group: a@example.org',
    'a@example.org;',
    'pat@example.org evil@example.net',
  ])('does not guess at %s', (value) => {
    expect(headerAddresses(value)).toBeUndefined()
  })

  it('costs what the length costs', () => {
    const crafted = [`${'a@example.org,'.repeat(30_000)}b@example.org`, '('.repeat(400_000), '"'.repeat(400_001), '<'.repeat(400_000)]
    const began = performance.now()
    for (const text of crafted) headerAddresses(text)
    expect(performance.now() - began).toBeLessThan(3_000)
  })

  it('never throws', () => {
    const pieces = fc.array(fc.constantFrom('a', '@', '.', '<', '>', '"', '(', ')', ',', ';', ':', '\\', ' ', 'example.org'), {
      maxLength: 25,
    })
    fc.assert(fc.property(pieces, (text) => void headerAddresses(text.join(''))))
  })
})
