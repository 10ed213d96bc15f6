// Crypto-shredding: without its content key and grants a message can never be opened again, whatever copies of the bytes remain.
import type { NewEvent } from '../../domain/event.ts'
import { insertEvents, text } from '../rows.ts'
import { type Dialect, query, type Steps, together } from '../sql.ts'

export interface Shredded {
  /** The stored blob to remove after the commit. */
  readonly blob?: string
}

/** A message that is gone or was shredded before gets no second event. */
export function* shred(dialect: Dialect, message: string, event: NewEvent): Steps<Shredded> {
  const rows = yield* query(`SELECT blob_name, content_key FROM message WHERE id = ? ${dialect.forUpdate()}`, message)
  const row = rows[0]
  if (!row || row.content_key === null) return {}
  yield* together([
    { sql: 'UPDATE message SET content_key = NULL, blob_name = NULL WHERE id = ?', params: [message] },
    { sql: 'DELETE FROM content WHERE message = ?', params: [message] },
    { sql: 'DELETE FROM portal_grant WHERE message = ?', params: [message] },
    ...insertEvents([event]),
  ])
  return row.blob_name === null ? {} : { blob: text(row, 'blob_name') }
}

export function shredLocks(message: string): readonly string[] {
  return [`message ${message}`]
}

export function* shreddable(_dialect: Dialect, before: number, limit: number): Steps<readonly string[]> {
  const rows = yield* query(
    `SELECT id FROM message m WHERE state = 'closed' AND content_key IS NOT NULL AND received_at < ?
       AND NOT EXISTS (SELECT 1 FROM portal_grant g WHERE g.message = m.id AND g.state = 'open')
     ORDER BY received_at, id LIMIT ?`,
    before,
    limit,
  )
  return rows.map((row) => text(row, 'id'))
}

/** Those of `names` that a message still needs. */
export function* neededBlobs(dialect: Dialect, names: readonly string[]): Steps<readonly string[]> {
  const rows = yield* query(`SELECT blob_name FROM message WHERE blob_name IS NOT NULL AND ${dialect.among('blob_name', 'text')}`, names)
  return rows.map((row) => text(row, 'blob_name'))
}
