// Consents: each with its event in one transaction. A withdrawn one stays, since the ledger speaks of it.
import type { ConsentKind } from '../../domain/consent.ts'
import type { NewEvent } from '../../domain/event.ts'
import type { ConsentFilter, ConsentRow, NewConsent } from '../consents.ts'
import { insertEvents, number, text } from '../rows.ts'
import { type Dialect, insertRows, query, type Row, type Steps, together } from '../sql.ts'

const COLUMNS = 'id, kind, address_hash, address_key, address_box, recorded_at, recorded_by, wording, expires_at, withdrawn_at'

export function* addConsent(_dialect: Dialect, consent: NewConsent, event: NewEvent): Steps<void> {
  const { id, kind, addressHash, address, recordedAt, recordedBy, wording, expiresAt } = consent
  const values = [id, kind, addressHash, address.key, address.box, recordedAt, recordedBy, wording, expiresAt ?? null, null]
  yield* together([...insertRows('consent', COLUMNS.split(', '), [values]), ...insertEvents([event])])
}

export function* withdrawConsent(_dialect: Dialect, id: string, event: NewEvent): Steps<boolean> {
  const rows = yield* query('UPDATE consent SET withdrawn_at = ? WHERE id = ? AND withdrawn_at IS NULL RETURNING id', event.at, id)
  if (rows.length > 0) yield* together(insertEvents([event]))
  return rows.length > 0
}

export function* consentsFor(dialect: Dialect, addressHashes: readonly string[], now: number): Steps<readonly ConsentRow[]> {
  const rows = yield* query(
    `SELECT ${COLUMNS} FROM consent
     WHERE ${dialect.among('address_hash', 'text')} AND withdrawn_at IS NULL AND (expires_at IS NULL OR expires_at > ?) ORDER BY id`,
    addressHashes,
    now,
  )
  return rows.map(toConsent)
}

export function* consents(_dialect: Dialect, { addressHash, limit, after }: ConsentFilter): Steps<readonly ConsentRow[]> {
  const rows = yield* query(
    `SELECT ${COLUMNS} FROM consent WHERE id > ? ${addressHash === undefined ? '' : 'AND address_hash = ?'} ORDER BY id LIMIT ?`,
    after ?? '',
    ...(addressHash === undefined ? [] : [addressHash]),
    limit,
  )
  return rows.map(toConsent)
}

export function* consent(_dialect: Dialect, id: string): Steps<ConsentRow | undefined> {
  const rows = yield* query(`SELECT ${COLUMNS} FROM consent WHERE id = ?`, id)
  return rows[0] && toConsent(rows[0])
}

function toConsent(row: Row): ConsentRow {
  return {
    id: text(row, 'id'),
    kind: text(row, 'kind') as ConsentKind,
    addressHash: text(row, 'address_hash'),
    address: { key: text(row, 'address_key'), box: row.address_box as Uint8Array },
    recordedAt: number(row, 'recorded_at'),
    recordedBy: text(row, 'recorded_by'),
    wording: text(row, 'wording'),
    ...(row.expires_at === null ? {} : { expiresAt: number(row, 'expires_at') }),
    ...(row.withdrawn_at === null ? {} : { withdrawnAt: number(row, 'withdrawn_at') }),
  }
}
