import { simpleParser } from 'mailparser'
import { describe, expect, it } from 'vitest'
import { NEIGHBOURS } from '../internet/neighbours.ts'
import { composeTransactions } from './compose.ts'
import { inventedNpi, inventedSsn, TEST_CARD } from './invented.ts'
import { MAILBAG } from './mailbag.ts'

const ORG = { id: '00D4x000001DEMO', relay: { host: 'mail-gw.example-health.test', port: 587 } }
const recipientsOf = ({ mail }: (typeof MAILBAG)[number]) => [...mail.to, ...(mail.cc ?? []), ...(mail.bcc ?? [])]

describe('MAILBAG', () => {
  it('holds about twenty messages of different ids, all to neighbours, each recipient with an expected end', () => {
    expect(MAILBAG.length).toBeGreaterThanOrEqual(20)
    expect(new Set(MAILBAG.map(({ mail }) => mail.seed)).size).toBe(MAILBAG.length)
    const domains: readonly string[] = NEIGHBOURS.map(({ domain }) => domain)
    for (const entry of MAILBAG) {
      expect(Object.keys(entry.expect)).toEqual(recipientsOf(entry))
      for (const address of recipientsOf(entry)) expect(domains).toContain(address.split('@')[1])
    }
  })

  it('covers every way that the demo promises', () => {
    const ends = new Set(MAILBAG.flatMap(({ expect: expected }) => Object.values(expected).map(({ route, state }) => `${route} ${state}`)))
    expect([...ends].sort()).toEqual([
      'bounce failed',
      'bounce rejected',
      'direct delivered',
      'direct failed',
      'null held',
      'portal awaiting-pickup',
    ])
    expect(MAILBAG.some(({ mail }) => mail.verp) && MAILBAG.some(({ mail }) => !mail.verp)).toBe(true)
    expect(new Set(MAILBAG.map(({ mail }) => mail.thread))).toEqual(new Set([undefined, 'reference', 'old-reference', 'lightning']))
  })

  it('composes into mail that a parser reads', async () => {
    for (const entry of MAILBAG) {
      const [first] = composeTransactions(entry.mail, ORG, 0)
      const parsed = await simpleParser(first?.message ?? '')
      expect(parsed.text).toContain(entry.mail.text.split('\n')[0])
      expect(parsed.attachments).toHaveLength(entry.mail.attachments?.length ?? 0)
    }
  })
})

describe('invented identifiers', () => {
  it('makes assignable-looking social security numbers of areas never given out before 2011, all different', () => {
    const numbers = Array.from({ length: 200 }, (_, counter) => inventedSsn(counter))
    for (const number of numbers) {
      expect(number).toMatch(/^\d{3}-\d{2}-\d{4}$/)
      expect(Number(number.slice(0, 3))).toBeGreaterThanOrEqual(773)
      expect(Number(number.slice(0, 3))).toBeLessThanOrEqual(899)
      expect(number).not.toMatch(/-00-|-0000$/)
    }
    expect(new Set(numbers).size).toBe(200)
  })

  it('makes provider numbers and a card number whose check digits hold', () => {
    expect(inventedNpi(0)).toBe('1234567893')
    expect(luhn(`80840${inventedNpi(7)}`)).toBe(true)
    expect(luhn(TEST_CARD.replaceAll(' ', ''))).toBe(true)
  })
})

/** ISO/IEC 7812-1: every second digit from the right doubled. */
function luhn(digits: string): boolean {
  let sum = 0
  for (let index = 0; index < digits.length; index++) {
    const digit = Number(digits[digits.length - 1 - index])
    const doubled = digit * 2
    sum += index % 2 === 0 ? digit : doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}
