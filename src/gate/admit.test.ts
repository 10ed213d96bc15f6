import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HOST_VERDICTS, type HostFlag } from '../domain/posture.ts'
import type { Demand } from '../domain/protection.ts'
import type { TlsFacts } from '../domain/tls-facts.ts'
import { admit, type Judged } from './admit.ts'

const FLAGS: readonly HostFlag[] = ['permanent', 'temporary', 'hard', 'attack-suspected', 'dane-fail', 'sts-fail', 'slow', 'cbc']
const facts = fc.option(
  fc
    .constantFrom('TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3', 'unknown')
    .map((version): TlsFacts => ({ version, cipher: 'TLS_AES_256_GCM_SHA384' })),
)
const judged = fc
  .record({ tls: facts, name: fc.constantFrom(...HOST_VERDICTS), flags: fc.subarray([...FLAGS]), own: facts })
  .map(
    ({ tls, name, flags, own }): Judged => ({ tls, verdict: { verdict: name, flags, reason: 'as drawn', ...(own ? { tls: own } : {}) } }),
  )
const demand = fc.record(
  {
    protection: fc.constantFrom('any', 'encrypted', 'authenticated'),
    minTls: fc.constant('1.3' as const),
    proof: fc.constant('dane-or-sts' as const),
  },
  { requiredKeys: ['protection'] },
)

describe('admit', () => {
  it('never lets a demand for protection cross plaintext or old TLS, whatever the verdict claims', () => {
    fc.assert(
      fc.property(judged, demand, (session, asked) => {
        if (!admit(session, asked as Demand).admitted) return
        if (asked.protection !== 'any') expect(['TLSv1.2', 'TLSv1.3']).toContain(session.tls?.version)
        if (asked.minTls) expect(session.tls?.version).toBe('TLSv1.3')
        if (asked.protection === 'authenticated') expect(session.verdict.verdict).toMatch(/^(dane|sts|pkix)-verified$/)
        if (asked.proof) expect(session.verdict.verdict).toMatch(/^(dane|sts)-verified$/)
        expect(session.verdict.flags).not.toContain('dane-fail')
        expect(session.verdict.flags).not.toContain('sts-fail')
      }),
      { numRuns: 2_000 },
    )
  })

  it('admits what meets the demand, and hands the very session on', () => {
    const tls: TlsFacts = { version: 'TLSv1.2', cipher: 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256' }
    const session: Judged = { tls, verdict: { verdict: 'pkix-verified', flags: [], reason: 'good', tls } }
    expect(admit(session, { protection: 'authenticated' })).toEqual({ admitted: true, session })
    expect(admit(session, { protection: 'authenticated', minTls: '1.3' })).toEqual({ admitted: false, outcome: 'next' })
    expect(admit(session, { protection: 'authenticated', proof: 'dane-or-sts' })).toEqual({ admitted: false, outcome: 'next' })
  })

  it('lets plaintext pass for `any` only', () => {
    const plain: Judged = { tls: null, verdict: { verdict: 'no-tls', flags: ['hard'], reason: 'no STARTTLS' } }
    expect(admit(plain, { protection: 'any' }).admitted).toBe(true)
    expect(admit(plain, { protection: 'encrypted' })).toEqual({ admitted: false, outcome: 'next' })
  })
})
