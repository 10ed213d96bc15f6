// Numbered migrations, applied in order at open inside one transaction (the driver brings it, and the lock against other nodes).
// A database that is newer than the program is refused: an old program must not write rows that it only half understands.
import { query, type Steps } from './sql.ts'
import { StoreError } from './store-error.ts'

export interface Migration {
  readonly version: number
  /** Several statements, separated by semicolons. */
  readonly sql: string
}

/** @returns the migrations that still have to run. @throws StoreError `STORE_VERSION` where the database is newer than `migrations`. */
export function* pendingMigrations(migrations: readonly Migration[]): Steps<readonly Migration[]> {
  yield* query('CREATE TABLE IF NOT EXISTS schema_version (version integer PRIMARY KEY, applied_at text NOT NULL)')
  const rows = yield* query('SELECT max(version) AS version FROM schema_version')
  const current = Number(rows[0]?.version ?? 0)
  const newest = migrations.at(-1)?.version ?? 0
  if (current > newest) {
    throw new StoreError(
      'STORE_VERSION',
      `The database has schema version ${current}, this program knows ${newest}. Run the newer Postern that wrote it, or restore an older backup.`,
    )
  }
  return migrations.filter((migration) => migration.version > current)
}

export function* recordMigration(migration: Migration): Steps<void> {
  yield* query('INSERT INTO schema_version (version, applied_at) VALUES (?, ?)', migration.version, new Date().toISOString())
}
