// A message closes in the same transaction as the move that makes its last recipient final.
import { FINAL_STATES } from '../../domain/recipient-state.ts'
import { insertEvents, number, text } from '../rows.ts'
import { type Dialect, query, type Steps, together } from '../sql.ts'

const FINAL = FINAL_STATES.map((state) => `'${state}'`).join(', ')

/** Closes those of `messages` whose recipients are all final, each with its event: counts by state. @param at ms since the epoch */
export function* closeMessages(dialect: Dialect, messages: readonly string[], at: number): Steps<void> {
  const closed = yield* query(
    `UPDATE message SET state = 'closed', closed_at = ?, lease_owner = NULL, lease_until = NULL
     WHERE ${dialect.among('id', 'text')} AND state <> 'closed'
       AND NOT EXISTS (SELECT 1 FROM recipient r WHERE r.message = message.id AND r.state NOT IN (${FINAL}))
     RETURNING id`,
    at,
    messages,
  )
  if (closed.length === 0) return
  const ids = closed.map((row) => text(row, 'id'))
  const counts = yield* query(
    `SELECT message, state, count(*) AS n FROM recipient WHERE ${dialect.among('message', 'text')} GROUP BY message, state ORDER BY message, state`,
    ids,
  )
  const event = (id: string) => {
    const own = counts.filter((row) => row.message === id)
    const recipients = Object.fromEntries(own.map((row) => [text(row, 'state'), number(row, 'n')]))
    return { kind: 'message.closed' as const, at, message: id, actor: 'system', data: { recipients } }
  }
  yield* together(insertEvents(ids.map(event)))
}
