// The main thread's side of the SQLite thread: sends verbs, keeps who waits for which answer, and turns a dead thread into rejections.
import { Worker } from 'node:worker_threads'
import type { Driver } from '../driver.ts'
import { StoreError } from '../store-error.ts'
import type { Call, VerbName } from '../verbs/verbs.ts'
import type { SqliteSettings } from './database.ts'
import type { Answer } from './group-commit.ts'
import type { FromThread, ThreadData, ToThread } from './sqlite-thread.ts'
import { withoutViews } from './transfer.ts'

interface Waiting {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: StoreError) => void
}

export interface SqliteDriverOptions {
  readonly file: string
  readonly settings: SqliteSettings
  /** How often to look for commits of other processes while somebody listens, ms. */
  readonly pollInterval: number
  /** See `OpenStoreOptions.worker`. */
  readonly worker: boolean
}

/** @throws StoreError where the database cannot be opened, is newer than this program, or has a worker already */
export async function openSqliteDriver(options: SqliteDriverOptions): Promise<Driver> {
  const worker = startThread(options)
  await ready(worker)
  return connectDriver(worker)
}

function startThread(data: ThreadData): Worker {
  // From source the neighbour is TypeScript, in the published package it is JavaScript.
  const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js'
  return new Worker(new URL(`./sqlite-thread${extension}`, import.meta.url), {
    name: 'postern-store',
    workerData: data,
    execArgv: ['--disable-warning=ExperimentalWarning'],
  })
}

function ready(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.once('error', reject)
    worker.once('message', (message: FromThread) => {
      worker.off('error', reject)
      if (message.kind === 'refused') reject(new StoreError(message.answer.code, message.answer.message))
      else resolve()
    })
  })
}

function connectDriver(worker: Worker): Driver {
  const waiting = new Map<number, Waiting>()
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
  let down: StoreError | undefined
  let changed = (): void => {}
  let next = 0
  let outbox: (Call & { readonly n: number })[] = []

  const post = (message: ToThread): void => worker.postMessage(message)
  const flush = (): void => {
    const calls = outbox
    outbox = []
    if (calls.length > 0) post({ kind: 'calls', calls })
  }
  const expect = (begin: (n: number) => void): Promise<unknown> => {
    if (down) return Promise.reject(down)
    return new Promise((resolve, reject) => {
      waiting.set(++next, { resolve, reject })
      begin(next)
    })
  }
  const enqueue = (verb: VerbName, args: readonly unknown[]): Promise<unknown> =>
    expect((n) => {
      // Everything of one turn of the event loop goes over together: one message to the thread, and mostly one commit.
      if (outbox.length === 0) setImmediate(flush)
      outbox.push({ n, verb, args: withoutViews(args) })
    })
  const fail = (error: StoreError): void => {
    down ??= error
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }

  worker.on('message', (message: FromThread) => {
    if (message.kind === 'changed') changed()
    if (message.kind === 'answers') for (const [n, answer] of message.answers) settle(waiting, n, answer)
  })
  worker.on('error', (error) =>
    fail(new StoreError('STORE_UNREACHABLE', `The store's thread has failed: ${error}. Restart Postern.`, error)),
  )
  worker.on('exit', () => fail(new StoreError('STORE_UNREACHABLE', `The store's thread has ended. Restart Postern.`)))

  return {
    call: (verb, ...args) => enqueue(verb, args) as Promise<never>,
    watch: (listener) => {
      changed = listener ?? (() => {})
      if (!down) post({ kind: 'watch', on: listener !== undefined })
    },
    // The gateway on the same file sees the commit by its data_version: nothing to send.
    announce: () => {},
    durability: () => expect((n) => post({ kind: 'durability', n })) as Promise<Readonly<Record<string, string>>>,
    close: async () => {
      flush()
      if (!down) post({ kind: 'close' })
      down ??= new StoreError('STORE_CLOSED', 'The store is closed.')
      await exited
    },
  }
}

function settle(waiting: Map<number, Waiting>, n: number, answer: Answer): void {
  const waiter = waiting.get(n)
  waiting.delete(n)
  if (answer.ok) waiter?.resolve(answer.value)
  else waiter?.reject(new StoreError(answer.code, answer.message))
}
