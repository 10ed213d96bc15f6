// Counts for TLS reports: they add up, each report is given to one, and goes when it is done.
import { expect, it } from 'vitest'
import type { TlsSessions } from '../../../src/domain/tls-report.ts'
import type { Place } from './places.ts'
import { NOW } from './sample-mail.ts'

const GOOD: TlsSessions = { day: '2026-11-20', domain: 'a.test', policy: { type: 'no-policy-found', lines: [], hosts: [] }, sessions: 2 }
const FAILED: TlsSessions = {
  ...GOOD,
  failure: { type: 'starttls-not-supported', host: 'mx.a.test', address: '192.0.2.1', reason: 'no' },
  sessions: 1,
}

export function tlsReportSuite(place: () => Place): void {
  it('counts by kind, and gives a report of an earlier day to one at a time', async () => {
    const store = await place().open()
    await store.addTlsSessions([GOOD, FAILED, { ...GOOD, domain: 'b.test' }, { ...GOOD, day: '2026-11-21' }])
    await store.addTlsSessions([GOOD, FAILED])
    const claim = (now = NOW) => store.claimTlsReport('2026-11-21', now, now + 1000)
    const both = await Promise.all([claim(), claim()])
    const byDomain = both.sort((a, b) => a.length - b.length)
    expect(byDomain[0]).toEqual([{ ...GOOD, domain: 'b.test' }])
    expect(byDomain[1]).toHaveLength(2)
    expect(byDomain[1]).toEqual(
      expect.arrayContaining([
        { ...GOOD, sessions: 4 },
        { ...FAILED, sessions: 2 },
      ]),
    )
    expect(await claim()).toEqual([])
    await store.endTlsReport('2026-11-20', 'a.test')
    expect((await claim(NOW + 1000)).map(({ domain }) => domain)).toEqual(['b.test'])
  })
}
