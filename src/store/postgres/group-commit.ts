// Group commit on PostgreSQL: each writer takes what waits, runs it in one transaction and answers after COMMIT. Verbs that have nothing in
// common run interleaved over the pipelined connection, so that fifty of them cost a few round trips, not two hundred. No savepoints: where a
// verb throws (a bug, a deadlock with another node) the transaction is rolled back and its verbs run again one by one, each alone.
import { createHash } from 'node:crypto'
import type pg from 'pg'
import { databaseWords, StoreError } from '../store-error.ts'
import { type Call, locksOf, startVerb } from '../verbs/verbs.ts'
import { allOf, connect, run, send } from './connection.ts'
import { postgresDialect } from './postgres-dialect.ts'

interface Waiting {
  readonly call: Call
  readonly resolve: (value: unknown) => void
  readonly reject: (error: StoreError) => void
}

export interface GroupCommit {
  call(call: Call): Promise<unknown>
  tally(): { readonly commits: number; readonly verbs: number }
  /** Resolves when all that was called has been answered. */
  idle(): Promise<void>
}

export interface GroupCommitOptions {
  readonly writers: number
  readonly mostTogether: number
}

export function createGroupCommit(pool: pg.Pool, options: GroupCommitOptions): GroupCommit {
  const queue: Waiting[] = []
  const working = new Set<Promise<void>>()
  const tally = { commits: 0, verbs: 0 }

  async function writer(): Promise<void> {
    for (let batch = queue.splice(0, options.mostTogether); batch.length > 0; batch = queue.splice(0, options.mostTogether)) {
      await settleBatch(pool, batch, tally)
    }
  }

  return {
    call: (call) =>
      new Promise((resolve, reject) => {
        queue.push({ call, resolve, reject })
        if (working.size >= options.writers) return
        // Begins at the end of this turn: all that is called in it shares the commit.
        const work = Promise.resolve()
          .then(writer)
          .finally(() => working.delete(work))
        working.add(work)
      }),
    tally: () => ({ ...tally }),
    idle: async () => {
      while (working.size > 0) await Promise.all(working)
    },
  }
}

type Tally = { commits: number; verbs: number }

async function settleBatch(pool: pg.Pool, batch: readonly Waiting[], tally: Tally): Promise<void> {
  const result = await commitTogether(
    pool,
    batch.map((waiting) => waiting.call),
  )
  if (result.ok) {
    tally.commits += 1
    tally.verbs += batch.length
    batch.forEach((waiting, index) => {
      waiting.resolve(result.values[index])
    })
  } else if (result.again) {
    await settleOneByOne(pool, batch, tally)
  } else {
    for (const waiting of batch) waiting.reject(result.error)
  }
}

// Deadlock, serialisation failure: the other one has gone on, so the next try usually passes.
const TRANSIENT = new Set(['40P01', '40001'])
const MOST_TRIES = 5

async function settleOneByOne(pool: pg.Pool, batch: readonly Waiting[], tally: Tally): Promise<void> {
  let unreachable: StoreError | undefined
  for (const waiting of batch) {
    // Without a server every further one would only wait for the same time-out.
    if (unreachable) waiting.reject(unreachable)
    else unreachable = await settleAlone(pool, waiting, tally)
  }
}

/** @returns the error where the server cannot be reached */
async function settleAlone(pool: pg.Pool, waiting: Waiting, tally: Tally): Promise<StoreError | undefined> {
  for (let tries = 1; ; tries++) {
    const result = await commitTogether(pool, [waiting.call])
    if (result.ok) {
      tally.commits += 1
      tally.verbs += 1
      waiting.resolve(result.values[0])
      return undefined
    }
    if (!result.transient || tries === MOST_TRIES) {
      waiting.reject(result.error)
      return result.error.code === 'STORE_UNREACHABLE' ? result.error : undefined
    }
  }
}

type Result =
  | { readonly ok: true; readonly values: readonly unknown[] }
  /** `again`: nothing of it happened, and a verb was the reason, not the connection. */
  | { readonly ok: false; readonly again: boolean; readonly transient: boolean; readonly error: StoreError }

async function commitTogether(pool: pg.Pool, calls: readonly Call[]): Promise<Result> {
  let client: pg.PoolClient
  try {
    client = await connect(pool)
  } catch (error) {
    return { ok: false, again: false, transient: false, error: error as StoreError }
  }
  let committing = false
  try {
    await begin(client, calls)
    const values = await runWaves(client, calls)
    committing = true
    await client.query('COMMIT')
    client.release()
    return { ok: true, values }
  } catch (error) {
    // The connection goes too: statements that were prepared inside the failed transaction are in doubt. Closing it rolls back.
    client.release(true)
    return failure(error, committing)
  }
}

function failure(error: unknown, committing: boolean): Result {
  const code = (error as { code?: unknown }).code
  // Five characters: the server's own word, so the connection lives. Class 57 is the server going down.
  const fromServer = typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && !code.startsWith('57') && !code.startsWith('08')
  if (fromServer) {
    const words = new StoreError('STORE_FAILED', databaseWords(error), error)
    return { ok: false, again: true, transient: TRANSIENT.has(code), error: words }
  }
  if (committing) {
    const text = `PostgreSQL went away during a commit, so it may or may not have happened: ${databaseWords(error)}.`
    return { ok: false, again: false, transient: false, error: new StoreError('STORE_COMMIT_UNKNOWN', text, error) }
  }
  if (typeof code === 'string') {
    return { ok: false, again: false, transient: false, error: new StoreError('STORE_UNREACHABLE', databaseWords(error), error) }
  }
  // No code at all: thrown by our own side of a verb, or by a connection that ended. Alone it shows itself; nothing has happened yet.
  return { ok: false, again: true, transient: false, error: new StoreError('STORE_FAILED', databaseWords(error), error) }
}

async function begin(client: pg.ClientBase, calls: readonly Call[]): Promise<void> {
  const keys = [...new Set(calls.flatMap(locksOf))].map(lockKey).sort((a, b) => (a < b ? -1 : 1))
  const locks =
    keys.length === 0
      ? []
      : [{ sql: 'SELECT pg_advisory_xact_lock(key) FROM unnest(?::bigint[]) AS list(key)', params: [keys.map(String)] }]
  await allOf([client.query('BEGIN').then(() => []), ...locks.map((statement) => send(client, statement))])
}

/** Names of locks become the numbers that advisory locks want; two names with one number only wait for each other. */
function lockKey(name: string): bigint {
  return createHash('sha256').update(name).digest().readBigInt64BE()
}

async function runWaves(client: pg.ClientBase, calls: readonly Call[]): Promise<readonly unknown[]> {
  const values: unknown[] = []
  for (const wave of waves(calls)) values.push(...(await allOf(wave.map((call) => run(client, startVerb(postgresDialect, call))))))
  return values
}

/** Neighbours whose locks are disjoint run interleaved; a verb without locks runs alone. */
export function waves(calls: readonly Call[]): readonly (readonly Call[])[] {
  const result: Call[][] = []
  let taken = new Set<string>()
  let open = false
  for (const call of calls) {
    const locks = locksOf(call)
    const joins = open && locks.length > 0 && locks.every((lock) => !taken.has(lock))
    if (joins) result.at(-1)?.push(call)
    else {
      result.push([call])
      taken = new Set()
    }
    open = locks.length > 0
    for (const lock of locks) taken.add(lock)
  }
  return result
}
