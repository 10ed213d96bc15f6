import { describe, expect, it } from 'vitest'
import type { HostFlag, HostVerdictName } from '../domain/posture.ts'
import type { SeenPosture } from '../store/postures.ts'
import { historyText, readinessOf, readinessText } from './readiness.ts'

const DAY = 86_400_000
const NOW = Date.UTC(2026, 10, 22)
type Look = readonly [daysAgo: number, verdict: HostVerdictName, ...flags: HostFlag[]]

const seen = ([daysAgo, verdict, ...flags]: Look): SeenPosture => ({
  domain: 'a.test',
  at: NOW - daysAgo * DAY,
  seenAt: NOW - DAY,
  summary: { verdict, hosts: [{ host: 'mx1.a.test', verdict, flags, reason: 'because', dane: 'none', sts: 'none' }] },
})
const ready = (...looks: Look[]) =>
  readinessOf(looks.map(seen) as [SeenPosture, ...SeenPosture[]], 'authenticated', 30 * DAY, { delivered: 7, held: 1, collected: 2 }, NOW)

describe('ready to be required authenticated', () => {
  it.each<[string, Look[], boolean, number | undefined]>([
    ['long enough', [[40, 'pkix-verified']], true, 40],
    [
      'by a stronger proof too',
      [
        [10, 'dane-verified'],
        [40, 'pkix-verified'],
      ],
      true,
      40,
    ],
    [
      'not long enough yet',
      [
        [29, 'sts-verified'],
        [90, 'no-tls', 'hard'],
      ],
      false,
      29,
    ],
    [
      'broken off in between',
      [
        [5, 'pkix-verified'],
        [10, 'encrypted-unverified'],
        [90, 'pkix-verified'],
      ],
      false,
      5,
    ],
    [
      'out of reach for a while, which breaks nothing',
      [
        [5, 'pkix-verified'],
        [6, 'unreachable', 'temporary'],
        [90, 'pkix-verified'],
      ],
      true,
      90,
    ],
    [
      'not any more',
      [
        [1, 'encrypted-unverified', 'downgrade'],
        [90, 'pkix-verified'],
      ],
      false,
      undefined,
    ],
    ['with a policy that fails', [[90, 'pkix-verified', 'sts-fail']], false, undefined],
  ])('%s', (_what, looks, expected, days) => {
    const { ready: is, since } = ready(...looks)
    expect(is).toBe(expected)
    expect(since === undefined ? undefined : (NOW - since) / DAY).toBe(days)
  })

  it('counts copies, and says what stands in the way', () => {
    const found = ready([90, 'encrypted-unverified'])
    expect(found).toMatchObject({ level: 'encrypted', copies: { direct: 7, portal: 2, open: 1 } })
    const text = readinessText([found, ready([40, 'pkix-verified'])], 'authenticated', 30 * DAY, NOW)
    expect(text).toMatch(/no +a\.test +encrypted .*mx1\.a\.test: encrypted-unverified \(because\)/)
    expect(text).toContain('1 of 2 domains have been authenticated for 30 days or longer')
    expect(historyText('a.test', [seen([3, 'pkix-verified'])])).toContain('2026-11-19 00:00:00')
  })
})
