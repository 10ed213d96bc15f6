// Sealed keys (evidence keys by period) and the shared cache (postures). A cache entry is durable only because everything here is.
import { number, text } from '../rows.ts'
import { type Dialect, query, type Steps, together } from '../sql.ts'

export interface StoredKey {
  readonly sealed: Uint8Array
  readonly createdAt: number
}

export function* putKey(_dialect: Dialect, key: StoredKey & { readonly id: string }): Steps<void> {
  yield* query(
    'INSERT INTO sealed_key (id, sealed, created_at) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING',
    key.id,
    key.sealed,
    key.createdAt,
  )
}

export function* key(_dialect: Dialect, id: string): Steps<StoredKey | undefined> {
  const rows = yield* query('SELECT sealed, created_at FROM sealed_key WHERE id = ?', id)
  return rows[0] && { sealed: rows[0].sealed as Uint8Array, createdAt: number(rows[0], 'created_at') }
}

/** Each put takes a few dead entries away, so that the cache stays as small as what lives. */
export function* cachePut(dialect: Dialect, id: string, value: unknown, expiresAt: number, now: number): Steps<void> {
  const dead = 'SELECT id FROM cache WHERE expires_at <= ? ORDER BY expires_at LIMIT 10'
  yield* together([
    { sql: `DELETE FROM cache WHERE ${dialect.picked('id', dead)}`, params: [now] },
    {
      sql: `INSERT INTO cache (id, value, expires_at) VALUES (?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at`,
      params: [id, JSON.stringify(value), expiresAt],
    },
  ])
}

export function* cacheGet(_dialect: Dialect, id: string, now: number): Steps<unknown> {
  const rows = yield* query('SELECT value FROM cache WHERE id = ? AND expires_at > ?', id, now)
  return rows[0] && (JSON.parse(text(rows[0], 'value')) as unknown)
}

/** A write that changes nothing: rejects where the database cannot be written. */
export function* ping(_dialect: Dialect): Steps<void> {
  yield* query(`DELETE FROM cache WHERE id = ''`)
}
