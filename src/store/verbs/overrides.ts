// Overrides: each with its event in one transaction. One that was withdrawn or has ended stays, since the ledger speaks of it.
import type { NewEvent } from '../../domain/event.ts'
import type { OverrideTerms } from '../../domain/override.ts'
import type { NewOverride, OverrideRow } from '../overrides.ts'
import { insertEvents, number, text } from '../rows.ts'
import { type Dialect, insertRows, query, type Row, type Steps, together } from '../sql.ts'

const COLUMNS = 'id, domain, terms, note_key, note_box, recorded_at, recorded_by, until, withdrawn_at'

export function* addOverride(_dialect: Dialect, override: NewOverride, event: NewEvent): Steps<void> {
  const { id, domain, terms, note, recordedAt, recordedBy, until } = override
  const values = [id, domain, JSON.stringify(terms), note.key, note.box, recordedAt, recordedBy, until, null]
  yield* together([...insertRows('override', COLUMNS.split(', '), [values]), ...insertEvents([event])])
}

export function* withdrawOverride(_dialect: Dialect, id: string, event: NewEvent): Steps<boolean> {
  const rows = yield* query(
    'UPDATE override SET withdrawn_at = ? WHERE id = ? AND withdrawn_at IS NULL AND until > ? RETURNING id',
    event.at,
    id,
    event.at,
  )
  if (rows.length > 0) yield* together(insertEvents([event]))
  return rows.length > 0
}

export function* overridesHolding(_dialect: Dialect, now: number): Steps<readonly OverrideRow[]> {
  const rows = yield* query(`SELECT ${COLUMNS} FROM override WHERE withdrawn_at IS NULL AND until > ? ORDER BY id`, now)
  return rows.map(toOverride)
}

export function* overrides(
  _dialect: Dialect,
  { limit, after }: { readonly limit: number; readonly after?: string },
): Steps<readonly OverrideRow[]> {
  const rows = yield* query(`SELECT ${COLUMNS} FROM override WHERE id > ? ORDER BY id LIMIT ?`, after ?? '', limit)
  return rows.map(toOverride)
}

function toOverride(row: Row): OverrideRow {
  return {
    id: text(row, 'id'),
    domain: text(row, 'domain'),
    terms: JSON.parse(text(row, 'terms')) as OverrideTerms,
    note: { key: text(row, 'note_key'), box: row.note_box as Uint8Array },
    recordedAt: number(row, 'recorded_at'),
    recordedBy: text(row, 'recorded_by'),
    until: number(row, 'until'),
    ...(row.withdrawn_at === null ? {} : { withdrawnAt: number(row, 'withdrawn_at') }),
  }
}
