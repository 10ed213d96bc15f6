// The statements that run all the time use their partial indexes: a condition that no longer matches an index word for word would turn them
// into scans of every recipient ever seen.
import { describe, expect, it } from 'vitest'
import type { Row } from '../sql.ts'
import { LOSS_WAIT_DEFAULTS } from '../verbs/lease.ts'
import { type Call, startVerb } from '../verbs/verbs.ts'
import { type Database, openDatabase, SQLITE_DEFAULTS } from './database.ts'
import { sqliteDialect } from './sqlite-dialect.ts'

const lease = { owner: 'node/1', now: 1, until: 2, limit: 10 }

const CASES: readonly (readonly [what: string, call: Call, index: string])[] = [
  ['leaseDue', { verb: 'leaseDue', args: [{ ...lease, busy: [] }] }, 'recipient_due'],
  ['leaseDue behind busy ones', { verb: 'leaseDue', args: [{ ...lease, busy: ['a.test'] }] }, 'recipient_due_domain'],
  ['leaseMessages', { verb: 'leaseMessages', args: [lease] }, 'message_to_inspect'],
  ['reclaimLeases', { verb: 'reclaimLeases', args: [1, 1, LOSS_WAIT_DEFAULTS] }, 'recipient_leased'],
  ['expired', { verb: 'expired', args: [1, 10] }, 'recipient_expiring'],
  ['nextDueAt', { verb: 'nextDueAt', args: [] }, 'recipient_due'],
  ['shreddable', { verb: 'shreddable', args: [1, 10] }, 'message_to_shred'],
  ['expiredGrants', { verb: 'expiredGrants', args: [1, 10] }, 'portal_grant_open'],
  ['events', { verb: 'events', args: ['m1'] }, 'event_message'],
  ['eventsAfter', { verb: 'eventsAfter', args: [1, 10] }, 'event_position'],
  ['counts', { verb: 'counts', args: [] }, 'recipient_state'],
  ['recipients by state', { verb: 'recipients', args: [{ states: ['held'], limit: 10 }] }, 'recipient_state'],
  ['unknown and due', { verb: 'recipients', args: [{ states: ['unknown'], dueBefore: 1, limit: 10 }] }, 'recipient_unknown'],
  ['accept', { verb: 'accept', args: [{ dedupe: { messageId: 'a', digest: 'b', since: 0 }, recipients: [] }, []] }, 'message_dedupe'],
]

describe('query plans', () => {
  it.each(CASES)('%s', (_what, call, index) => {
    const database = openDatabase(':memory:', SQLITE_DEFAULTS)
    const plan = plansOf(database, call)
    expect(plan).toContain(index)
    expect(plan).not.toMatch(new RegExp(`SCAN (recipient|message|event|r|m|g)\\b(?!.* INDEX ${index})`))
    database.close()
  })
})

/** Of every statement of the verb; lease verbs are told of a destination, so that they go on to take it. */
function plansOf(database: Database, call: Call): string {
  const plans: string[] = []
  const steps = startVerb(sqliteDialect, call)
  for (let next = steps.next(); !next.done && plans.length < 3; ) {
    plans.push(...next.value.map((statement) => database.plan(statement.sql)))
    const found: readonly Row[] = call.verb === 'leaseDue' ? [{ domain: 'a.test' }] : []
    next = steps.next(next.value.map((statement) => (statement.sql.startsWith('UPDATE') ? [] : found)))
  }
  return plans.join('\n')
}
