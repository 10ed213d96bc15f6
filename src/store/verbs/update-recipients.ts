// Writes recipient rows back in one statement, however many there are: more than one travel as JSON (no column that changes is binary). Only columns
// that differ are set: a database goes through every index that has one of the named columns, and six indexes stand on this table.
import type { ColumnType, Dialect, Statement } from '../sql.ts'
import type { RecipientRow } from '../store.ts'

const CHANGING = {
  state: 'text',
  verdict: 'text',
  plan: 'text',
  route_index: 'bigint',
  attempts: 'bigint',
  losses: 'bigint',
  next_attempt_at: 'bigint',
  expires_at: 'bigint',
  committing: 'bigint',
  warned: 'bigint',
  retried_unknown: 'bigint',
  lease_owner: 'text',
  lease_until: 'bigint',
  changed_at: 'bigint',
} as const satisfies Record<string, ColumnType>

type Column = keyof typeof CHANGING
type RecipientRecord = Record<'id' | Column, string | number | null>

/** @param before the same rows as they are stored; of a row left out every column is written */
export function updateRecipients(
  dialect: Dialect,
  rows: readonly RecipientRow[],
  before: ReadonlyMap<string, RecipientRow> = new Map(),
): readonly Statement[] {
  const changed = new Set<Column>()
  const records: RecipientRecord[] = []
  for (const row of rows) {
    const record = toRecord(row)
    const columns = changedColumns(record, before.get(row.id))
    if (columns.length === 0) continue
    records.push(record)
    for (const column of columns) changed.add(column)
  }
  if (records.length === 0) return []
  const columns = COLUMNS.filter((column) => changed.has(column))
  const [only] = records
  if (only && records.length === 1) {
    const assignments = columns.map((column) => `${column} = ?`).join(', ')
    return [{ sql: `UPDATE recipient SET ${assignments} WHERE id = ?`, params: [...columns.map((column) => only[column]), only.id] }]
  }
  const types = Object.fromEntries(columns.map((column) => [column, CHANGING[column]]))
  const sets = columns.map((column) => `${column} = v.${column}`).join(', ')
  const sql = `UPDATE recipient SET ${sets} FROM ${dialect.records({ id: 'text', ...types })} AS v WHERE recipient.id = v.id`
  return [{ sql, params: [JSON.stringify(records, ['id', ...columns])] }]
}

const COLUMNS = Object.keys(CHANGING) as readonly Column[]

function changedColumns(record: RecipientRecord, stored: RecipientRow | undefined): readonly Column[] {
  if (!stored) return COLUMNS
  const old = toRecord(stored)
  return COLUMNS.filter((column) => record[column] !== old[column])
}

function toRecord(row: RecipientRow): RecipientRecord {
  return {
    id: row.id,
    state: row.state,
    verdict: row.verdict ? JSON.stringify(row.verdict) : null,
    plan: row.plan ? JSON.stringify(row.plan) : null,
    route_index: row.routeIndex,
    attempts: row.attempts,
    losses: row.losses,
    next_attempt_at: row.nextAttemptAt,
    expires_at: row.expiresAt,
    committing: row.committing ? 1 : 0,
    warned: row.warned ? 1 : 0,
    retried_unknown: row.retriedUnknown ? 1 : 0,
    lease_owner: row.leaseOwner ?? null,
    lease_until: row.leaseUntil ?? null,
    changed_at: row.changedAt,
  }
}
