// accept: the duplicate decision, rows and events of one message (design §3 step 1). Runs inside one transaction; `250` waits for its commit.
// Salesforce repeats a message whose `250` it did not see: the repetition is answered with `250` and leaves only an event.
import type { NewEvent } from '../../domain/event.ts'
import { insertEvents, insertMessage, text } from '../rows.ts'
import { type Dialect, query, type Row, type Steps, together } from '../sql.ts'
import type { AcceptOutcome, NewMessage } from '../store.ts'

export function* accept(_dialect: Dialect, message: NewMessage, events: readonly NewEvent[]): Steps<AcceptOutcome> {
  const earlier = yield* earlierCopies(message)
  const fresh = message.recipients.filter((r) => !earlier.has(r.addressHash))
  const repeated = message.recipients.flatMap((r) => {
    const copy = earlier.get(r.addressHash)
    return copy ? [{ recipient: r.id, copy }] : []
  })
  const repeatedIds = new Set(repeated.map((r) => r.recipient))
  const kept = fresh.length === 0 ? [] : events.filter((event) => event.recipient === undefined || !repeatedIds.has(event.recipient))
  yield* together([
    ...(fresh.length === 0 ? [] : insertMessage(message, fresh)),
    ...insertEvents([...kept, ...duplicateEvents(message, repeated)]),
  ])
  return {
    accepted: fresh.map((r) => r.id),
    duplicates: repeated.map(({ recipient, copy }) => ({ recipient, of: text(copy, 'message') })),
  }
}

/** Two copies that arrive at the same time wait for each other here (PostgreSQL: an advisory lock; SQLite has one writer). */
export function acceptLocks(message: NewMessage): readonly string[] {
  return [message.dedupe ? `dedupe ${message.dedupe.messageId}` : `message ${message.id}`]
}

/** By address hash: the recipient of an earlier copy that has not failed, been cancelled or been rejected. */
function* earlierCopies(message: NewMessage): Steps<ReadonlyMap<string, Row>> {
  const { dedupe } = message
  if (!dedupe) return new Map()
  const rows = yield* query(
    `SELECT r.id, r.message, r.address_hash FROM message m JOIN recipient r ON r.message = m.id
     WHERE m.dedupe_id = ? AND m.dedupe_digest = ? AND m.received_at >= ? AND r.state NOT IN ('failed', 'cancelled', 'rejected')`,
    dedupe.messageId,
    dedupe.digest,
    dedupe.since,
  )
  return new Map(rows.map((row) => [text(row, 'address_hash'), row]))
}

/** One event for each earlier message, so that its trace shows the repetition. */
function duplicateEvents(message: NewMessage, repeated: readonly { readonly copy: Row }[]): readonly NewEvent[] {
  const byMessage = new Map<string, string[]>()
  for (const { copy } of repeated) {
    const recipients = byMessage.get(text(copy, 'message')) ?? []
    byMessage.set(text(copy, 'message'), [...recipients, text(copy, 'id')])
  }
  return [...byMessage].map(([earlier, recipients]) => ({
    kind: 'message.duplicate',
    at: message.receivedAt,
    message: earlier,
    actor: 'system',
    data: { repetition: message.id, count: recipients.length, recipients },
  }))
}
