// What people and other floors read: messages, recipients, events, counts, and the times that the worker's timers need. Nothing is changed here.
import type { LedgerEvent } from '../../domain/event.ts'
import type { MessageState } from '../../domain/message-state.ts'
import {
  EVENT_COLUMNS,
  MESSAGE_COLUMNS,
  number,
  RECIPIENT_COLUMNS,
  text,
  toEvent,
  toMessage,
  toMessageSummary,
  toRecipient,
} from '../rows.ts'
import { type Dialect, query, type SqlParam, type Steps } from '../sql.ts'
import type { MessageRow, MessageSummary, RecipientFilter, RecipientRow } from '../store.ts'

export function* message(
  _dialect: Dialect,
  id: string,
): Steps<{ readonly message: MessageRow; readonly recipients: readonly RecipientRow[] } | undefined> {
  const found = yield* query(`SELECT ${MESSAGE_COLUMNS}, c.bytes FROM message m LEFT JOIN content c ON c.message = m.id WHERE m.id = ?`, id)
  if (!found[0]) return undefined
  const recipients = yield* query(`SELECT ${RECIPIENT_COLUMNS} FROM recipient r WHERE r.message = ? ORDER BY r.id`, id)
  return { message: toMessage(found[0]), recipients: recipients.map(toRecipient) }
}

export function* messages(
  _dialect: Dialect,
  page: { readonly limit: number; readonly before?: string; readonly state?: MessageState },
): Steps<readonly MessageSummary[]> {
  const where = conditions([
    page.before === undefined ? undefined : ['m.id < ?', page.before],
    page.state === undefined ? undefined : ['m.state = ?', page.state],
  ])
  const rows = yield* query(`SELECT ${MESSAGE_COLUMNS} FROM message m ${where.sql} ORDER BY m.id DESC LIMIT ?`, ...where.params, page.limit)
  return rows.map(toMessageSummary)
}

export function* recipient(_dialect: Dialect, id: string): Steps<RecipientRow | undefined> {
  const rows = yield* query(`SELECT ${RECIPIENT_COLUMNS} FROM recipient r WHERE r.id = ?`, id)
  return rows[0] && toRecipient(rows[0])
}

export function* recipients(dialect: Dialect, filter: RecipientFilter): Steps<readonly RecipientRow[]> {
  // Timers ask this each second: word for word the condition of its partial index, or it is not used.
  const unknownDue = filter.dueBefore !== undefined && filter.states?.join() === 'unknown'
  const where = conditions([
    unknownDue ? ["r.state = 'unknown'"] : undefined,
    filter.states === undefined || unknownDue ? undefined : [dialect.among('r.state', 'text'), filter.states],
    filter.dueBefore === undefined ? undefined : ['r.next_attempt_at <= ?', filter.dueBefore],
    filter.domain === undefined ? undefined : ['r.domain = ?', filter.domain],
    filter.message === undefined ? undefined : ['r.message = ?', filter.message],
    filter.after === undefined ? undefined : ['r.id > ?', filter.after],
  ])
  const rows = yield* query(
    `SELECT ${RECIPIENT_COLUMNS} FROM recipient r ${unknownDue ? dialect.indexed('recipient_unknown') : ''} ${where.sql} ORDER BY r.id LIMIT ?`,
    ...where.params,
    filter.limit,
  )
  return rows.map(toRecipient)
}

export function* expired(dialect: Dialect, now: number, limit: number): Steps<readonly RecipientRow[]> {
  const rows = yield* query(
    `SELECT ${RECIPIENT_COLUMNS} FROM recipient r ${dialect.indexed('recipient_expiring')}
     WHERE state IN ('pending', 'held', 'ready', 'deferred', 'unknown', 'handed-over', 'awaiting-pickup')
       AND expires_at <= ? AND lease_owner IS NULL ORDER BY expires_at, id LIMIT ?`,
    now,
    limit,
  )
  return rows.map(toRecipient)
}

export function* nextDueAt(dialect: Dialect): Steps<number | undefined> {
  const rows = yield* query(
    `SELECT (SELECT min(next_attempt_at) FROM recipient ${dialect.indexed('recipient_due')} WHERE state IN ('ready', 'deferred') AND lease_owner IS NULL) AS attempt,
       (SELECT received_at FROM message ${dialect.indexed('message_to_inspect')} WHERE state IN ('accepted', 'inspected') AND lease_owner IS NULL
          AND losses >= 0 ORDER BY losses, received_at LIMIT 1) AS inspection`,
  )
  const times = [rows[0]?.attempt, rows[0]?.inspection].filter((time) => typeof time === 'number')
  return times.length === 0 ? undefined : Math.min(...times)
}

export function* events(_dialect: Dialect, ofMessage: string): Steps<readonly LedgerEvent[]> {
  const rows = yield* query(`SELECT ${EVENT_COLUMNS} FROM event WHERE message = ? ORDER BY id`, ofMessage)
  return rows.map(toEvent)
}

export function* eventsAfter(_dialect: Dialect, position: number, limit: number): Steps<readonly LedgerEvent[]> {
  const rows = yield* query(`SELECT ${EVENT_COLUMNS} FROM event WHERE position > ? ORDER BY position LIMIT ?`, position, limit)
  return rows.map(toEvent)
}

/** Answered from the index on state alone: about 30 ms for a million recipients. */
export function* counts(_dialect: Dialect): Steps<Readonly<Record<string, number>>> {
  const rows = yield* query('SELECT state, count(*) AS n FROM recipient GROUP BY state')
  return Object.fromEntries(rows.map((row) => [text(row, 'state'), number(row, 'n')]))
}

type Condition = readonly [sql: string, ...params: readonly SqlParam[]]

function conditions(parts: readonly (Condition | undefined)[]): { readonly sql: string; readonly params: readonly SqlParam[] } {
  const used = parts.filter((part) => part !== undefined)
  if (used.length === 0) return { sql: '', params: [] }
  return { sql: `WHERE ${used.map(([sql]) => sql).join(' AND ')}`, params: used.flatMap(([, ...params]) => params) }
}
