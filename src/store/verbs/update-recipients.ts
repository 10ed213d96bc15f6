// Writes whole recipient rows back in one statement, however many there are: the rows travel as JSON (no column that changes is binary).
import type { ColumnType, Dialect, Statement } from '../sql.ts'
import type { RecipientRow } from '../store.ts'

const CHANGING = {
  state: 'text',
  verdict: 'text',
  plan: 'text',
  route_index: 'bigint',
  attempts: 'bigint',
  next_attempt_at: 'bigint',
  expires_at: 'bigint',
  committing: 'bigint',
  warned: 'bigint',
  lease_owner: 'text',
  lease_until: 'bigint',
  changed_at: 'bigint',
} as const satisfies Record<string, ColumnType>

const SETS = Object.keys(CHANGING)
  .map((column) => `${column} = v.${column}`)
  .join(', ')

export function updateRecipients(dialect: Dialect, rows: readonly RecipientRow[]): readonly Statement[] {
  if (rows.length === 0) return []
  const sql = `UPDATE recipient SET ${SETS} FROM ${dialect.records({ id: 'text', ...CHANGING })} AS v WHERE recipient.id = v.id`
  return [{ sql, params: [JSON.stringify(rows.map(toRecord))] }]
}

function toRecord(row: RecipientRow): Record<'id' | keyof typeof CHANGING, string | number | null> {
  return {
    id: row.id,
    state: row.state,
    verdict: row.verdict ? JSON.stringify(row.verdict) : null,
    plan: row.plan ? JSON.stringify(row.plan) : null,
    route_index: row.routeIndex,
    attempts: row.attempts,
    next_attempt_at: row.nextAttemptAt,
    expires_at: row.expiresAt,
    committing: row.committing ? 1 : 0,
    warned: row.warned ? 1 : 0,
    lease_owner: row.leaseOwner ?? null,
    lease_until: row.leaseUntil ?? null,
    changed_at: row.changedAt,
  }
}
