// The SQLite connection of the store's thread: settings that durability rests on, migrations, and running a verb's statements one after another.
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { pendingMigrations, recordMigration } from '../migrate.ts'
import type { Row, SqlParam, Steps } from '../sql.ts'
import { databaseWords, StoreError } from '../store-error.ts'
import { SQLITE_MIGRATIONS } from './migrations/migrations.ts'

export interface SqliteSettings {
  /** How long a statement waits while another process (the CLI) writes, ms. */
  readonly busyTimeout: number
  /** Pages of 4 KiB that the WAL may grow to before it is copied into the database. */
  readonly checkpointPages: number
  /** Page cache, KiB. */
  readonly cacheSize: number
}

/** 4,000 pages: at 10 KB a message one checkpoint serves about a thousand messages; recovery of a 16 MB WAL takes well under a second. */
export const SQLITE_DEFAULTS: SqliteSettings = { busyTimeout: 10_000, checkpointPages: 4_000, cacheSize: 16_384 }

export interface Database {
  run<T>(steps: Steps<T>): T
  exec(sql: string): void
  /** Whether a transaction is open: some failures (disk full) end it by themselves. */
  inTransaction(): boolean
  pragma(name: string): string
  /** How SQLite would run a statement, one line a step. */
  plan(sql: string): string
  close(): void
}

/** Opens, sets up and migrates. @throws StoreError where the file cannot be opened or belongs to a newer program */
export function openDatabase(file: string, settings: SqliteSettings): Database {
  const db = connect(file)
  try {
    const database = wrap(db)
    // synchronous=FULL: in WAL mode every commit syncs the log, which is what `250` stands on (P2). secure_delete: shredded keys are overwritten.
    db.exec(`PRAGMA busy_timeout = ${settings.busyTimeout}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
      PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; PRAGMA journal_size_limit = 67108864;
      PRAGMA wal_autocheckpoint = ${settings.checkpointPages}; PRAGMA cache_size = -${settings.cacheSize};`)
    if (file !== ':memory:' && database.pragma('journal_mode') !== 'wal') {
      throw new StoreError('STORE_NOT_DURABLE', `${file}: SQLite cannot use a write-ahead log here. Put the database on a local disk.`)
    }
    migrate(database)
    return database
  } catch (error) {
    db.close()
    throw error
  }
}

function connect(file: string): DatabaseSync {
  try {
    return new DatabaseSync(file)
  } catch (error) {
    const words = databaseWords(error)
    throw new StoreError('STORE_UNREACHABLE', `${file}: ${words}. Check that its folder exists and that this user may write there.`)
  }
}

function wrap(db: DatabaseSync): Database {
  const statements = new Map<string, StatementSync>()
  const prepare = (sql: string): StatementSync => {
    const known = statements.get(sql)
    if (known) return known
    const statement = db.prepare(sql)
    statements.set(sql, statement)
    return statement
  }
  const database: Database = {
    run: (steps) => {
      let next = steps.next()
      while (!next.done) {
        next = steps.next(next.value.map(({ sql, params }) => prepare(sql).all(...params.map(bindable)) as Row[]))
      }
      return next.value
    },
    exec: (sql) => db.exec(sql),
    inTransaction: () => db.isTransaction,
    pragma: (name) => String(Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0]),
    plan: (sql) =>
      db
        .prepare(`EXPLAIN QUERY PLAN ${sql}`)
        .all()
        .map((row) => row.detail)
        .join('\n'),
    close: () => db.close(),
  }
  return database
}

function bindable(param: SqlParam): SQLInputValue {
  return Array.isArray(param) ? JSON.stringify(param) : (param as SQLInputValue)
}

function migrate(database: Database): void {
  database.exec('BEGIN IMMEDIATE')
  try {
    for (const migration of database.run(pendingMigrations(SQLITE_MIGRATIONS))) {
      database.exec(migration.sql)
      database.run(recordMigration(migration))
    }
    database.exec('COMMIT')
  } catch (error) {
    if (database.inTransaction()) database.exec('ROLLBACK')
    throw error
  }
}
