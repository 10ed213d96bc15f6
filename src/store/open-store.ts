// Opens the store that `store.url` names: `sqlite:PATH` (the embedded default) or `postgres://…` (many nodes).
import { dirname, join, resolve } from 'node:path'
import { type Clock, systemClock } from '../platform/clock.ts'
import { type FileLayer, makeDirectories, nodeFiles } from '../platform/safe-file.ts'
import { createStore } from './create-store.ts'
import { POSTGRES_DEFAULTS, type PostgresSettings } from './postgres/postgres-settings.ts'
import { createBlobFiles } from './sqlite/blob-files.ts'
import { SQLITE_DEFAULTS, type SqliteSettings } from './sqlite/database.ts'
import { openSqliteDriver } from './sqlite/sqlite-driver.ts'
import type { Store } from './store.ts'
import { StoreError } from './store-error.ts'
import { LOSS_WAIT_DEFAULTS, type LossWait } from './verbs/lease.ts'

export interface OpenStoreOptions {
  /** `sqlite:./data/postern.db` (relative to the working directory) or `postgres://user@host/db`. */
  readonly url: string
  /** The configuration's `data`: blobs of the SQLite dialect go to `blobs/` in it. Made where it is missing. */
  readonly dataDir: string
  /**
   * Whether this process leases work (the role `worker`). On SQLite it is then the only one that does, until `close` or its end; on PostgreSQL
   * its clock must agree with the server's. Default false: persons and other roles.
   */
  readonly worker?: boolean
  readonly fileLayer?: FileLayer
  readonly clock?: Clock
  readonly sqlite?: Partial<SqliteSettings>
  readonly postgres?: Partial<PostgresSettings>
  /** How often SQLite looks for commits of other processes while somebody listens with `onWork`, ms. Default 250. */
  readonly pollInterval?: number
  /** Default 2 min after the second loss in a row, 1 h at most. */
  readonly lossWait?: Partial<LossWait>
}

export const STORE_DEFAULTS = {
  pollInterval: 250,
  sqlite: SQLITE_DEFAULTS,
  postgres: POSTGRES_DEFAULTS,
  lossWait: LOSS_WAIT_DEFAULTS,
} as const

/** Opens, checks that commits are durable, and migrates. @throws StoreError with a code and the fix */
export async function openStore(options: OpenStoreOptions): Promise<Store> {
  const { url, clock = systemClock } = options
  if (url.startsWith('sqlite:')) return openSqlite(options, clock)
  if (url.startsWith('postgres://') || url.startsWith('postgresql://')) {
    // Loaded only where it is used: the embedded default needs no PostgreSQL client.
    const { openPostgresDriver } = await import('./postgres/postgres-driver.ts')
    const settings = { ...POSTGRES_DEFAULTS, ...options.postgres }
    const { driver, blobs } = await openPostgresDriver({ url, clock, settings, worker: options.worker ?? false })
    return createStore(driver, blobs, clock, lossWait(options))
  }
  const scheme = url.slice(0, Math.max(0, url.indexOf(':')))
  throw new StoreError(
    'STORE_UNREACHABLE',
    `store.url: "${scheme}:" is not known. Write sqlite:./data/postern.db or postgres://user@host/database.`,
  )
}

async function openSqlite(options: OpenStoreOptions, clock: Clock): Promise<Store> {
  const { dataDir, fileLayer = nodeFiles, pollInterval = STORE_DEFAULTS.pollInterval, worker = false } = options
  const file = resolve(options.url.slice('sqlite:'.length))
  const directory = join(resolve(dataDir), 'blobs')
  // SQLite itself always works on the real disk.
  await makeDirectories(nodeFiles, dirname(file))
  await makeDirectories(fileLayer, resolve(dataDir))
  await makeDirectories(fileLayer, directory)
  const driver = await openSqliteDriver({ file, settings: { ...SQLITE_DEFAULTS, ...options.sqlite }, pollInterval, worker })
  return createStore(driver, createBlobFiles(fileLayer, directory), clock, lossWait(options))
}

function lossWait(options: OpenStoreOptions): LossWait {
  return { ...STORE_DEFAULTS.lossWait, ...options.lossWait }
}
