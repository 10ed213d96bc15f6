// Grants: a recipient's right to open content in the portal. A grant that ends loses its sealed key at once; the row stays, so that the
// portal can say that a link has ended, until the message is shredded.
import type { NewEvent } from '../../domain/event.ts'
import { GRANT_COLUMNS, toGrant } from '../rows.ts'
import { type Dialect, insertRows, query, type Statement, type Steps } from '../sql.ts'
import type { GrantRow, NewGrant } from '../store.ts'

export function insertGrants(grants: readonly NewGrant[]): readonly Statement[] {
  return insertRows(
    'portal_grant',
    GRANT_COLUMNS.split(', ').filter((column) => column !== 'opened_at'),
    grants.map((g) => [g.id, g.message, g.recipient, g.tokenHash, g.contentKey, g.createdAt, g.expiresAt, 'open']),
  )
}

/** @param at decides between `expired` and `revoked`, ms since the epoch */
export function endGrants(dialect: Dialect, ids: readonly string[], at: number): readonly Statement[] {
  if (ids.length === 0) return []
  const sql = `UPDATE portal_grant SET state = CASE WHEN expires_at <= ? THEN 'expired' ELSE 'revoked' END, content_key = ?
    WHERE ${dialect.among('id', 'text')} AND state = 'open'`
  return [{ sql, params: [at, new Uint8Array(), ids] }]
}

/** The first time that content was shown stays. */
export function markOpened(event: NewEvent): Statement {
  return {
    sql: `UPDATE portal_grant SET opened_at = ? WHERE recipient = ? AND state = 'open' AND opened_at IS NULL`,
    params: [event.at, event.recipient ?? null],
  }
}

export function* grant(_dialect: Dialect, tokenHash: string): Steps<GrantRow | undefined> {
  const rows = yield* query(`SELECT ${GRANT_COLUMNS} FROM portal_grant WHERE token_hash = ?`, tokenHash)
  return rows[0] && toGrant(rows[0])
}

export function* grantsOf(_dialect: Dialect, message: string): Steps<readonly GrantRow[]> {
  const rows = yield* query(`SELECT ${GRANT_COLUMNS} FROM portal_grant WHERE message = ? ORDER BY id`, message)
  return rows.map(toGrant)
}

export function* expiredGrants(_dialect: Dialect, now: number, limit: number): Steps<readonly GrantRow[]> {
  const rows = yield* query(
    `SELECT ${GRANT_COLUMNS} FROM portal_grant WHERE state = 'open' AND expires_at <= ? ORDER BY expires_at, id LIMIT ?`,
    now,
    limit,
  )
  return rows.map(toGrant)
}
