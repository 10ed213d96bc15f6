// Where the suites run: an empty database for each test, on either dialect, that several stores (processes, nodes) can open at once.
// Opening costs more than most tests, so stores that a test left open serve the next one, after every table has been emptied.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'
import { openStore } from '../../../src/store/open-store.ts'
import type { Store } from '../../../src/store/store.ts'
import type { TestPostgres } from '../../support/postgres.ts'

export interface Place {
  /** Another store on the same database. */
  open(): Promise<Store>
  /** The same, opened just now. */
  openNew(): Promise<Store>
  /** Behind the store's back. */
  sql(statement: string): Promise<readonly Record<string, unknown>[]>
  /** Empties the database for the next test. */
  clear(): Promise<void>
  /** Closes every store. */
  leave(): Promise<void>
}

const TABLES = [
  'content',
  'portal_grant',
  'event',
  'segment',
  'role_lease',
  'sealed_key',
  'cache',
  'consent',
  'override',
  'posture',
  'tls_session',
  'recipient',
  'message',
]

export async function newSqlitePlace(): Promise<Place> {
  const dataDir = await mkdtemp(join(tmpdir(), 'postern-store-'))
  const file = join(dataDir, 'postern.db')
  const stores = createPool(() => openStore({ url: `sqlite:${file}`, dataDir, pollInterval: 20 }))
  const db = new DatabaseSync(file, { timeout: 5_000 })
  const sql: Place['sql'] = async (statement) => db.prepare(statement).all()
  return {
    open: () => stores.open(),
    openNew: () => stores.openNew(),
    sql,
    clear: async () => {
      if (stores.opened()) for (const statement of emptying(TABLES)) await sql(statement)
      stores.giveBack()
      await rm(join(dataDir, 'blobs'), { recursive: true, force: true })
    },
    leave: async () => {
      db.close()
      await stores.close()
      await rm(dataDir, { recursive: true })
    },
  }
}

export async function newPostgresPlace(server: TestPostgres): Promise<Place> {
  const url = await server.newUrl()
  const stores = createPool(() => openStore({ url, dataDir: '/nonexistent' }))
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const sql: Place['sql'] = async (statement) => (await client.query(statement)).rows
  return {
    open: () => stores.open(),
    openNew: () => stores.openNew(),
    sql,
    clear: async () => {
      if (stores.opened()) for (const statement of emptying([...TABLES, 'blob'])) await sql(statement)
      stores.giveBack()
    },
    leave: async () => {
      await client.end()
      await stores.close()
    },
  }
}

function emptying(tables: readonly string[]): readonly string[] {
  return [...tables.map((table) => `DELETE FROM ${table}`), 'DELETE FROM schema_version WHERE version >= 999']
}

function createPool(openAnother: () => Promise<Store>) {
  let idle: Store[] = []
  let lent: Store[] = []
  let opened = false
  return {
    opened: () => opened,
    open: async () => lend(idle.pop() ?? (await openNew())),
    openNew: async () => lend(await openNew()),
    giveBack: () => {
      idle = [...idle, ...lent]
      lent = []
    },
    close: async () => {
      await Promise.all([...idle, ...lent].map((store) => store.close()))
    },
  }

  function lend(store: Store): Store {
    lent.push(store)
    return store
  }

  async function openNew(): Promise<Store> {
    const store = await openAnother()
    opened = true
    const watched: Store = {
      ...store,
      close: async () => {
        lent = lent.filter((other) => other !== watched)
        await store.close()
      },
    }
    return watched
  }
}
