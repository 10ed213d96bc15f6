import { describe, expect, it } from 'vitest'
import { domainOutcome, type HostOutcome, hostOutcome } from './host-outcome.ts'
import { HOST_VERDICTS, type HostFlag, type HostVerdict, type HostVerdictName, type MxHostPosture } from './posture.ts'
import type { Demand } from './protection.ts'

const DEMANDS: readonly Demand[] = [
  { protection: 'any' },
  { protection: 'encrypted' },
  { protection: 'authenticated' },
  { protection: 'authenticated', proof: 'dane-or-sts' },
  { protection: 'encrypted', minTls: '1.3' },
]

// One line a host: verdict, flags, TLS version → outcomes for the demands above, D deliver, N next, R retry, B bounce (tls.md §8).
const TABLE = `
  dane-verified         -               1.3  D D D D D
  dane-verified         -               1.2  D D D D N
  sts-verified          -               1.3  D D D D D
  sts-verified          -               1.2  D D D D N
  pkix-verified         -               1.3  D D D N D
  pkix-verified         -               1.2  D D D N N
  pkix-verified         sts-fail        1.3  N N N N N
  pkix-verified         dane-fail       1.3  N N N N N
  encrypted-unverified  -               1.3  D D N N D
  encrypted-unverified  -               1.2  D D N N N
  encrypted-unverified  dane-fail       1.3  N N N N N
  weak-tls              hard            1.0  D N N N N
  weak-tls              attack-suspected -   D N N N N
  weak-tls              hard,dane-fail  1.0  N N N N N
  no-tls                hard            -    D N N N N
  no-tls                -               -    D N N N N
  no-tls                temporary       -    D R R R R
  no-tls                temporary,sts-fail - R R R R R
  no-tls                hard,sts-fail   -    N N N N N
  unreachable           temporary       -    R R R R R
  unreachable           -               -    R R R R R
  unreachable           hard            -    N N N N N
  unreachable           permanent       -    B B B B B
  null-mx               permanent       -    B B B B B
  null-mx               -               -    B B B B B
`
const OUTCOMES: Readonly<Record<string, HostOutcome>> = { D: 'deliver', N: 'next', R: 'retry', B: 'bounce' }
const rows = TABLE.trim()
  .split('\n')
  .map((line) => line.trim().split(/\s+/))

function host(verdict: string, flags = '-', version = '-'): HostVerdict {
  return {
    verdict: verdict as HostVerdictName,
    flags: flags === '-' ? [] : (flags.split(',') as HostFlag[]),
    reason: 'as tested',
    ...(version === '-' ? {} : { tls: { version: `TLSv${version}`, cipher: 'TLS_AES_256_GCM_SHA384' } }),
  }
}

function mx(...lines: string[]): { mx: MxHostPosture[]; verdict: string } {
  const hosts = lines.map((line, index) => ({
    ...host(...(line.split(' ') as [string])),
    host: `mx${index}.example.org`,
    preference: 10 * index,
    addresses: ['127.0.0.1'],
    dane: { state: 'off' as const },
    sts: { state: 'off' as const },
  }))
  return { mx: hosts, verdict: lines.join(' + ') }
}

describe('hostOutcome', () => {
  it.each(rows)('%s %s %s', (verdict, flags, version, ...marks) => {
    expect(DEMANDS.map((demand) => hostOutcome(host(verdict as string, flags, version), demand))).toEqual(
      marks.map((mark) => OUTCOMES[mark]),
    )
  })

  it('names every host verdict', () => {
    expect([...new Set(rows.map(([verdict]) => verdict))].sort()).toEqual([...HOST_VERDICTS].sort())
  })

  it('never delivers without TLS facts where a TLS version is asked for', () => {
    expect(hostOutcome(host('dane-verified'), { protection: 'any', minTls: '1.3' })).toBe('next')
  })
})

describe('domainOutcome', () => {
  const demand: Demand = { protection: 'authenticated' }
  it.each([
    [['no-tls hard', 'pkix-verified - 1.3'], 'direct'],
    [['unreachable temporary', 'pkix-verified - 1.3'], 'direct'],
    [['no-tls hard', 'unreachable temporary'], 'retry'],
    [['no-tls hard', 'encrypted-unverified - 1.3'], 'portal'],
    [['unreachable permanent', 'no-tls hard'], 'portal'],
    [['unreachable hard', 'unreachable hard'], 'bounce'],
    [['unreachable hard', 'unreachable permanent'], 'bounce'],
    [['null-mx permanent'], 'bounce'],
  ])('%j → %s', (lines, outcome) => {
    expect(domainOutcome(mx(...lines), demand)).toBe(outcome)
  })

  it('waits on a posture that knows no host, and bounces null MX without one', () => {
    expect(domainOutcome({ mx: [], verdict: 'unreachable' }, demand)).toBe('retry')
    expect(domainOutcome({ mx: [], verdict: 'null-mx' }, demand)).toBe('bounce')
  })
})
