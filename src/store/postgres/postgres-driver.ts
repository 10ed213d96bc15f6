// The PostgreSQL dialect put together: pool, group commit, blobs in chunks, wake-ups. Safe with many nodes: whatever must not happen twice
// is decided under locks of the server (verbs/verbs.ts).
import type pg from 'pg'
import type { Clock } from '../../platform/clock.ts'
import type { BlobArea } from '../blob-area.ts'
import type { Driver } from '../driver.ts'
import { pendingMigrations, recordMigration } from '../migrate.ts'
import { StoreError } from '../store-error.ts'
import { startVerb, VERBS, type VerbName } from '../verbs/verbs.ts'
import { createBlobRows, withClient } from './blob-rows.ts'
import { openPool, readDurability, run } from './connection.ts'
import { createGroupCommit } from './group-commit.ts'
import { POSTGRES_MIGRATIONS } from './migrations/migrations.ts'
import { postgresDialect } from './postgres-dialect.ts'
import type { PostgresSettings } from './postgres-settings.ts'
import { createServerClock } from './server-clock.ts'
import { createWakeUp } from './wake-up.ts'

export interface PostgresOptions {
  readonly url: string
  readonly clock: Clock
  readonly settings: PostgresSettings
  /** See `OpenStoreOptions.worker`. */
  readonly worker: boolean
}

/** They go by this machine's clock: who lost a lease, whose time is over, what may be deleted. `ping`: a wrong clock shows in readiness. */
const TIMED: ReadonlySet<VerbName> = new Set([
  ...(['leaseMessages', 'leaseDue', 'leaseSealer', 'reclaimLeases'] as const),
  ...(['expired', 'expiredGrants', 'shreddable', 'neededBlobs', 'ping'] as const),
])

/** @throws StoreError where the server cannot be reached, could lose a commit, holds a newer schema, or has another time */
export async function openPostgresDriver(options: PostgresOptions): Promise<{ readonly driver: Driver; readonly blobs: BlobArea }> {
  const { url, clock, settings, worker } = options
  const { connectTimeout, queryTimeout } = settings
  // Two pools: however many people read, the writers have their connections.
  const writers = openPool({ url, max: settings.writers, connectTimeout, queryTimeout })
  const readers = openPool({ url, max: settings.readers, connectTimeout, queryTimeout })
  const endPools = async (): Promise<void> => {
    await Promise.all([writers.end(), readers.end()])
  }
  const serverClock = createServerClock({ readServer: () => withClient(readers, readTime), clock }, settings)
  try {
    if (worker) await serverClock.check()
    await withClient(writers, migrate)
  } catch (error) {
    await endPools()
    throw error
  }
  const group = createGroupCommit(writers, settings)
  const wakeUp = createWakeUp({ url, announceInterval: settings.announceInterval, pollInterval: settings.pollInterval })
  let closed = false

  const call = (verb: VerbName, args: readonly unknown[]): Promise<unknown> => {
    if (closed) return Promise.reject(new StoreError('STORE_CLOSED', 'The store is closed.'))
    if (VERBS[verb].mode === 'write') return group.call({ verb, args })
    return withClient(readers, (client) => run(client, startVerb(postgresDialect, { verb, args })))
  }
  const driver: Driver = {
    call: async (verb, ...args) => {
      if (TIMED.has(verb) && !closed) await serverClock.check()
      return call(verb, args) as Promise<never>
    },
    watch: wakeUp.watch,
    announce: wakeUp.announce,
    durability: async () => {
      const { commits, verbs } = group.tally()
      return { dialect: 'postgres', ...(await withClient(writers, readDurability)), commits: String(commits), verbs: String(verbs) }
    },
    close: async () => {
      if (closed) return
      closed = true
      await group.idle()
      await wakeUp.close()
      await endPools()
    },
  }
  return { driver, blobs: createBlobRows(readers, clock.now) }
}

async function readTime(client: pg.ClientBase): Promise<number> {
  const result = await client.query<{ now: number }>('SELECT (extract(epoch from clock_timestamp()) * 1000)::bigint AS now')
  return Number(result.rows[0]?.now)
}

// Any number that other programs on the server are unlikely to use: nodes that start together migrate one after another.
const MIGRATION_LOCK = 7_078_837_003

async function migrate(client: Parameters<typeof run>[0]): Promise<void> {
  await client.query('BEGIN')
  await client.query(`SELECT pg_advisory_xact_lock(${MIGRATION_LOCK})`)
  for (const migration of await run(client, pendingMigrations(POSTGRES_MIGRATIONS))) {
    await client.query(migration.sql)
    await run(client, recordMigration(migration))
  }
  await client.query('COMMIT')
}
