// A mail host offers less than it did not long ago: a word in the log, an event of its own in the ledger, and by that a metric
// (`postern_events_total{kind="posture.downgraded"}`). One a host in a while: a large destination asks its hosts many times a minute.
import type { HostMemory, HostVerdict } from '../domain/posture.ts'
import type { Context } from './context.ts'

const MAX_HOSTS = 10_000

/** @param everyMs milliseconds in which one host raises it once */
export function createDowngradeAlarm(
  { store, clock, log }: Pick<Context, 'store' | 'clock' | 'log'>,
  everyMs: number,
): (host: string, was: HostMemory, is: HostVerdict) => void {
  const told = new Map<string, number>()
  return (host, was, { verdict, flags, reason }) => {
    const now = clock.now()
    const last = told.get(host)
    if (last !== undefined && now - last < everyMs) return
    told.delete(host)
    told.set(host, now)
    if (told.size > MAX_HOSTS) told.delete(told.keys().next().value as string)
    log.warn('destination.downgrade', { host, was: was.level, verdict, reason })
    const data = { host, was: was.level, seenAt: was.seenAt, until: was.until, verdict, flags, reason }
    store
      .apply({ steps: [{ event: { kind: 'posture.downgraded', at: now, actor: 'system', data } }] })
      .catch((error: unknown) => log.warn('destination.downgrade-unrecorded', { host, error }))
  }
}
