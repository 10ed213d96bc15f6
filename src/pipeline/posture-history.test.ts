import { describe, expect, it } from 'vitest'
import type { HostVerdict, MxHostPosture, Posture } from '../domain/posture.ts'
import type { PostureSummary } from '../domain/posture-summary.ts'
import type { HostAttempt } from '../domain/route.ts'
import { createPostureHistory, withSessions } from './posture-history.ts'

const HOUR = 3_600_000

function host(name: string, verdict: HostVerdict['verdict'], certificate = 'c1'): MxHostPosture {
  const tls = { version: 'TLSv1.3', cipher: 'x', certificate: { fingerprint256: certificate } as never }
  const addresses = ['192.0.2.1']
  return { host: name, preference: 10, addresses, verdict, flags: [], reason: 'r', tls, dane: { state: 'off' }, sts: { state: 'off' } }
}
const posture = (...mx: MxHostPosture[]): Posture => ({ domain: 'a.test', verdict: mx[0]?.verdict ?? '', mx, checkedAt: 0, expiresAt: 0 })

function setUp() {
  let now = 1_000_000
  const written: { at: number; mark: string; summary: PostureSummary }[] = []
  const store = {
    recordPosture: async (_domain: string, at: number, mark: string, summary: PostureSummary) => void written.push({ at, mark, summary }),
  }
  const clock = { now: () => now, sleep: async () => {} }
  const history = createPostureHistory({ store, clock, log: { warn: () => {} } }, { entries: 9, keep: 9 * HOUR, every: HOUR })
  return { history, written, advance: (ms: number) => (now += ms) }
}

describe('writing a posture down', () => {
  it('is done once a change, however often it is seen', () => {
    const { history, written } = setUp()
    for (let i = 0; i < 100; i++) history.see(posture(host('mx1', 'pkix-verified')))
    history.see(posture(host('mx1', 'encrypted-unverified')))
    expect(written.map(({ summary }) => summary.verdict)).toEqual(['pkix-verified', 'encrypted-unverified'])
  })

  it('of another certificate, or none at all, is done once an hour: hosts behind one name take turns', () => {
    const { history, written, advance } = setUp()
    for (let i = 0; i < 10; i++) history.see(posture(host('mx1', 'pkix-verified', `c${i % 2}`)))
    expect(written).toHaveLength(1)
    advance(HOUR)
    history.see(posture(host('mx1', 'pkix-verified', 'c1')))
    expect(new Set(written.map(({ mark }) => mark)).size).toBe(2)
  })

  it('does not mind the order of hosts of one preference', () => {
    const { history, written } = setUp()
    const [one, other] = [host('mx1', 'pkix-verified'), host('mx2', 'pkix-verified')]
    history.see(posture(one, other))
    history.see(posture(other, one))
    expect(written).toHaveLength(1)
  })
})

it('what a session showed goes over the forecast; a silent address says nothing', () => {
  const forecast = posture(host('mx1', 'pkix-verified'), host('mx2', 'pkix-verified'))
  const attempt = (name: string, verdict: HostVerdict['verdict']): HostAttempt => ({
    host: name,
    address: '192.0.2.1',
    verdict: { verdict, flags: ['hard'], reason: 'seen' },
    tls: null,
    transcript: [],
  })
  const seen = withSessions(forecast, [attempt('mx1', 'no-tls'), attempt('mx2', 'unreachable')])
  expect(seen.verdict).toBe('no-tls + pkix-verified')
  expect(seen.mx[0]).toMatchObject({ flags: ['hard'], reason: 'seen', preference: 10 })
})
