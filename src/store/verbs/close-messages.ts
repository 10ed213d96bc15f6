// A message closes in the same transaction as the move that makes its last recipient final.
import { FINAL_STATES } from '../../domain/recipient-state.ts'
import { insertEvents, number, text } from '../rows.ts'
import { type Dialect, oneOf, query, type Steps, together } from '../sql.ts'

const FINAL: ReadonlySet<string> = new Set(FINAL_STATES)

/** Closes those of `messages` whose recipients are all final, each with its event: counts by state. @param at ms since the epoch */
export function* closeMessages(dialect: Dialect, messages: readonly string[], at: number): Steps<void> {
  const which = oneOf(dialect, 'message', messages)
  const counts = yield* query(
    `SELECT message, state, count(*) AS n FROM recipient WHERE ${which.sql} GROUP BY message, state ORDER BY message, state`,
    which.param,
  )
  const open = new Set(counts.filter((row) => !FINAL.has(text(row, 'state'))).map((row) => text(row, 'message')))
  const finished = messages.filter((id) => !open.has(id))
  if (finished.length === 0) return
  const these = oneOf(dialect, 'id', finished)
  const closed = yield* query(
    `UPDATE message SET state = 'closed', closed_at = ?, lease_owner = NULL, lease_until = NULL
     WHERE ${these.sql} AND state <> 'closed' RETURNING id`,
    at,
    these.param,
  )
  const event = (id: string) => {
    const own = counts.filter((row) => row.message === id)
    const recipients = Object.fromEntries(own.map((row) => [text(row, 'state'), number(row, 'n')]))
    return { kind: 'message.closed' as const, at, message: id, actor: 'system', data: { recipients } }
  }
  yield* together(insertEvents(closed.map((row) => event(text(row, 'id')))))
}
