import { describe, expect, it } from 'vitest'
import { holdsFor, hostTrust, type Override, type OverrideTerms, underOverrides } from './override.ts'
import type { Verdict } from './verdict.ts'

const VERDICT: Verdict = {
  action: 'deliver',
  protection: 'encrypted',
  standard: 'encrypted',
  portal: { auth: 'link' },
  otherwise: ['portal'],
  via: ['portal'],
  notify: [],
  tags: [],
  rules: ['default'],
  reasons: [],
  exceptions: [],
  monitored: [],
  policyVersion: 'v',
}
const overrideOf = (terms: OverrideTerms, id = 'o1'): Override => ({ id, domain: 'example.org', terms, until: 100 })
const under = (verdict: Verdict, ...terms: OverrideTerms[]) =>
  underOverrides(
    verdict,
    terms.map((one, index) => overrideOf(one, `o${index + 1}`)),
    ({ addressHash }) => addressHash === 'mine',
  )
const ruled: Verdict = { ...VERDICT, standard: undefined as never, protection: 'authenticated', rules: ['phi'] }

describe('which recipients', () => {
  it.each([
    ['example.org', 'example.org', true],
    ['example.org', 'sub.example.org', false],
    ['*.example.org', 'sub.example.org', true],
    ['*.example.org', 'a.sub.example.org', true],
    ['*.example.org', 'example.org', false],
    ['*.example.org', 'badexample.org', false],
  ])('%s and mail to %s: %s', (domain, to, expected) => {
    expect(holdsFor({ ...overrideOf({}), domain }, to, 0)).toBe(expected)
  })

  it('ends when it says', () => {
    expect([99, 100].map((now) => holdsFor(overrideOf({}), 'example.org', now))).toEqual([true, false])
  })
})

describe('tightening', () => {
  it.each<[string, Verdict, OverrideTerms, Partial<Verdict>, readonly string[]]>([
    ['raises a protection', VERDICT, { protection: 'authenticated' }, { protection: 'authenticated' }, ['protection authenticated']],
    ['never lowers one', ruled, { protection: 'encrypted' }, { protection: 'authenticated' }, []],
    ['never lowers the portal', { ...VERDICT, protection: 'portal' }, { protection: 'authenticated' }, { protection: 'portal' }, []],
    ['forces the portal', ruled, { route: 'portal' }, { protection: 'portal', via: ['portal'], otherwise: [] }, ['route portal']],
    [
      'leaves who hosts the portal to policy',
      { ...VERDICT, protection: 'portal', via: ['paubox'] },
      { route: 'portal' },
      { protection: 'portal', via: ['paubox'] },
      [],
    ],
    ['asks for a version', VERDICT, { minTls: '1.3' }, { minTls: '1.3' }, ['min-tls 1.3']],
  ])('%s', (_what, verdict, terms, expected, words) => {
    const result = under(verdict, terms)
    expect(result.verdict).toMatchObject(expected)
    expect(result.applied).toEqual(words.length > 0 ? [{ id: 'o1', terms: words }] : [])
  })
})

describe('allow any', () => {
  const ALLOW: OverrideTerms = { allowAny: 'exception' }

  it('stands in place of default', () => {
    expect(under(VERDICT, ALLOW)).toMatchObject({ verdict: { protection: 'any' }, applied: [{ terms: ['allow any'] }] })
  })

  it.each<[string, Verdict]>([
    ['a rule asked for more', ruled],
    ['a rule asked for the same', { ...ruled, protection: 'encrypted' }],
    ['something raised it since', { ...VERDICT, protection: 'authenticated' }],
    ['the sender asked for REQUIRETLS', { ...VERDICT, requireTls: true }],
  ])('never where %s', (_what, verdict) => {
    expect(under(verdict, ALLOW)).toEqual({ verdict, applied: [] })
  })

  it('by a consent is for the recipient who gave it', () => {
    expect(under(VERDICT, { allowAny: { consent: 'c1', addressHash: 'mine' } }).verdict.protection).toBe('any')
    expect(under(VERDICT, { allowAny: { consent: 'c1', addressHash: 'somebody' } }).verdict.protection).toBe('encrypted')
  })

  it('gives way to what another override asks', () => {
    expect(under(VERDICT, { protection: 'authenticated' }, ALLOW).verdict.protection).toBe('authenticated')
    expect(under(VERDICT, ALLOW, { route: 'portal' }).verdict.protection).toBe('portal')
  })

  it('keeps what stands beside the protection', () => {
    expect(under({ ...VERDICT, minTls: '1.3' }, ALLOW).verdict).toMatchObject({ protection: 'any', minTls: '1.3' })
  })
})

it('puts what hosts must show together', () => {
  expect(hostTrust([overrideOf({ route: 'portal' })])).toBeUndefined()
  expect(hostTrust([overrideOf({ pins: ['a'] }), overrideOf({ pins: ['b', 'a'], ca: 'x', acceptDowngrade: ['mx'] })])).toEqual({
    pins: ['a', 'b'],
    ca: 'x',
    forgiven: ['mx'],
  })
})
