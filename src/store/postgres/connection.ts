// Connections to PostgreSQL: pooled, pipelined, each checked before its first use for settings under which a commit is durable (P2), and
// running a verb's statements one round after another.
import pg from 'pg'
import type { Row, SqlParam, Statement, Steps } from '../sql.ts'
import { databaseWords, StoreError } from '../store-error.ts'
import { numberPlaceholders } from './postgres-dialect.ts'

const BYTEA = 17
const INT8 = 20

const readBytes = pg.types.getTypeParser(BYTEA, 'text')
/** Plain arrays, as SQLite gives them: a Buffer prints and serialises otherwise. */
function bytes(hex: string): Uint8Array {
  const buffer = readBytes(hex) as Buffer
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)
}

const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') => {
    if (oid === BYTEA) return bytes
    // Times and counts, far below 2^53.
    if (oid === INT8) return Number
    return pg.types.getTypeParser(oid, format as 'text')
  },
} as pg.CustomTypesConfig

export interface ConnectionOptions {
  readonly url: string
  readonly max: number
  /** Milliseconds. */
  readonly connectTimeout: number
  /** Milliseconds. */
  readonly queryTimeout: number
}

export function openPool(options: ConnectionOptions): pg.Pool {
  const config = {
    connectionString: options.url,
    max: options.max,
    connectionTimeoutMillis: options.connectTimeout,
    query_timeout: options.queryTimeout,
    idleTimeoutMillis: 0,
    keepAlive: true,
    application_name: 'postern',
    types,
    // Statements that are sent together share one round trip.
    pipeline: true,
    // Called with each new connection before anyone gets it.
    verify: (client: pg.ClientBase, done: (error?: Error) => void) => {
      checkDurable(client).then(
        () => done(),
        (error: Error) => done(error),
      )
    },
  }
  const pool = new pg.Pool(config as pg.PoolConfig)
  // A pooled connection that breaks while idle is dropped by the pool; whoever needs one next gets a new one, or the error.
  pool.on('error', () => {})
  // One that breaks while in use fails the statement under way; without a listener here it would end the process as well.
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

export async function connect(pool: pg.Pool): Promise<pg.PoolClient> {
  try {
    return await pool.connect()
  } catch (error) {
    if (error instanceof StoreError) throw error
    throw new StoreError(
      'STORE_UNREACHABLE',
      `PostgreSQL cannot be reached: ${databaseWords(error)}. Check store.url and the server.`,
      error,
    )
  }
}

export type DurabilitySettings = Readonly<Record<'fsync' | 'synchronous_commit' | 'full_page_writes', string>>

/** As this connection would commit now. */
export async function readDurability(client: pg.ClientBase): Promise<DurabilitySettings> {
  const result = await client.query<DurabilitySettings>(
    `SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS synchronous_commit,
       current_setting('full_page_writes') AS full_page_writes`,
  )
  const row = result.rows[0]
  if (!row) throw new Error('PostgreSQL gave no settings')
  return row
}

/** @returns what makes a commit under these settings unsafe, undefined where nothing does */
export function weakness(settings: DurabilitySettings): string | undefined {
  if (settings.fsync !== 'on') return `fsync is ${settings.fsync}: set fsync = on in postgresql.conf`
  if (settings.full_page_writes !== 'on')
    return `full_page_writes is ${settings.full_page_writes}: set full_page_writes = on in postgresql.conf`
  // `local` does not wait for the standby that a fail-over would promote; `remote_write` and above sync the local log as well.
  if (!['on', 'remote_apply', 'remote_write'].includes(settings.synchronous_commit)) {
    return `synchronous_commit is ${settings.synchronous_commit}: set it to on for this server, database and role`
  }
  return undefined
}

async function checkDurable(client: pg.ClientBase): Promise<void> {
  const weak = weakness(await readDurability(client))
  if (weak) throw new StoreError('STORE_NOT_DURABLE', `PostgreSQL could lose mail that was answered with 250, ${weak}.`)
}

const NAMES = new Map<string, string>()

/** Sends a statement at once; named, so that each connection plans it once. */
export function send(client: pg.ClientBase, statement: Statement): Promise<readonly Row[]> {
  const name = NAMES.get(statement.sql) ?? `postern${NAMES.size}`
  NAMES.set(statement.sql, name)
  const text = numberPlaceholders(statement.sql)
  return client.query({ name, text, values: statement.params as SqlParam[] }).then((result) => result.rows as Row[])
}

export async function run<T>(client: pg.ClientBase, steps: Steps<T>): Promise<T> {
  let next = steps.next()
  while (!next.done) next = steps.next(await allOf(next.value.map((statement) => send(client, statement))))
  return next.value
}

/** Waits for all, then throws the first failure: what was sent behind it must not run into the next step. */
export async function allOf<T>(sent: readonly Promise<T>[]): Promise<readonly T[]> {
  const settled = await Promise.allSettled(sent)
  return settled.map((result) => {
    if (result.status === 'rejected') throw result.reason
    return result.value
  })
}
