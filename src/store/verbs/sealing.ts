// What the ledger's sealer needs (design §5): one leased sealer, the events that have no position yet, and segments. Hashing and signing
// happen elsewhere. "No position" is asked of the rows themselves, not of ids above the last one: on PostgreSQL a lower id can become
// visible later than a higher one, and it then simply gets a later position.
import type { LedgerEvent } from '../../domain/event.ts'
import { EVENT_COLUMNS, number, SEGMENT_COLUMNS, toEvent, toSegment } from '../rows.ts'
import { type Dialect, insertRows, query, type Steps, together } from '../sql.ts'
import type { Segment } from '../store.ts'

export function* leaseSealer(_dialect: Dialect, owner: string, now: number, until: number): Steps<boolean> {
  const rows = yield* query(
    `INSERT INTO role_lease (role, owner, until) VALUES ('sealer', ?, ?)
     ON CONFLICT (role) DO UPDATE SET owner = excluded.owner, until = excluded.until
       WHERE role_lease.owner = excluded.owner OR role_lease.until <= ?
     RETURNING owner`,
    owner,
    until,
    now,
  )
  return rows.length === 1
}

export function* unsealed(_dialect: Dialect, limit: number): Steps<{ readonly events: readonly LedgerEvent[]; readonly last?: Segment }> {
  const last = yield* lastSegment()
  const rows = yield* query(`SELECT ${EVENT_COLUMNS} FROM event WHERE position IS NULL ORDER BY id LIMIT ?`, limit)
  return { events: rows.map(toEvent), ...(last ? { last } : {}) }
}

function* lastSegment(): Steps<Segment | undefined> {
  const rows = yield* query(`SELECT ${SEGMENT_COLUMNS} FROM segment ORDER BY from_position DESC LIMIT 1`)
  return rows[0] && toSegment(rows[0])
}

/** @returns false, and nothing changed, where the lease is another's, the segment does not follow the last one, or an event is already sealed. */
export function* appendSegment(dialect: Dialect, owner: string, segment: Segment, events: readonly number[]): Steps<boolean> {
  const lease = yield* query(`SELECT owner FROM role_lease WHERE role = 'sealer' ${dialect.forUpdate()}`)
  if (lease[0]?.owner !== owner) return false
  const last = yield* lastSegment()
  if (segment.from !== (last ? last.to + 1 : 1) || segment.to !== segment.from + events.length - 1) return false
  const free = yield* query(`SELECT count(*) AS n FROM event WHERE position IS NULL AND ${dialect.among('id', 'bigint')}`, events)
  if (!free[0] || number(free[0], 'n') !== events.length) return false
  yield* together([
    {
      sql: `UPDATE event SET position = ? + list.ord FROM ${dialect.numbered('bigint')} AS list WHERE event.id = list.value`,
      params: [segment.from, events],
    },
    ...insertRows('segment', SEGMENT_COLUMNS.split(', '), [
      [segment.from, segment.to, segment.sealedAt, segment.root, segment.previous, segment.hash, segment.signature, segment.key],
    ]),
  ])
  return true
}

export function* segments(_dialect: Dialect, fromPosition: number, limit: number): Steps<readonly Segment[]> {
  const rows = yield* query(
    `SELECT ${SEGMENT_COLUMNS} FROM segment WHERE to_position >= ? ORDER BY from_position LIMIT ?`,
    fromPosition,
    limit,
  )
  return rows.map(toSegment)
}
