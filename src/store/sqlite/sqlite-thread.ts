// The worker thread that owns the SQLite connection: it takes everything that waits at its port, runs it as one transaction, commits, and
// then answers all. The thread blocks on the disk so that the event loop that talks SMTP never does.
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { databaseWords, StoreError } from '../store-error.ts'
import type { Call } from '../verbs/verbs.ts'
import { type Database, openDatabase, type SqliteSettings } from './database.ts'
import { type Answer, runTogether, type Tally } from './group-commit.ts'
import { movableBuffers } from './transfer.ts'
import { lockWorker, type WorkerLock } from './worker-lock.ts'

export interface ThreadData {
  readonly file: string
  readonly settings: SqliteSettings
  /** How often to look for commits of other processes while somebody listens, ms. */
  readonly pollInterval: number
  /** Whether to be the one worker of this database, for as long as the thread lives. */
  readonly worker: boolean
}

export type ToThread =
  | { readonly kind: 'calls'; readonly calls: readonly (Call & { readonly n: number })[] }
  | { readonly kind: 'durability'; readonly n: number }
  | { readonly kind: 'watch'; readonly on: boolean }
  | { readonly kind: 'close' }

export type FromThread =
  | { readonly kind: 'ready' }
  | { readonly kind: 'refused'; readonly answer: Answer & { readonly ok: false } }
  | { readonly kind: 'answers'; readonly answers: readonly (readonly [n: number, answer: Answer])[] }
  /** Another process has committed. */
  | { readonly kind: 'changed' }

// Bounds how long the first of a burst waits for its answer.
const MOST_TOGETHER = 500

function serve(port: MessagePort, data: ThreadData): void {
  const opened = openOrRefuse(port, data)
  if (!opened) return
  const { database, lock } = opened
  const tally: Tally = { commits: 0, verbs: 0 }
  const watch = createWatch(database, data.pollInterval, () => send(port, { kind: 'changed' }))
  const take = (first: ToThread): void => {
    const waiting = drain(port, first)
    const calls = waiting.flatMap((message) => (message.kind === 'calls' ? message.calls : []))
    for (let start = 0; start < calls.length; start += MOST_TOGETHER)
      answer(port, database, calls.slice(start, start + MOST_TOGETHER), tally)
    for (const message of waiting) {
      if (message.kind === 'watch') watch(message.on)
      if (message.kind === 'durability')
        send(port, { kind: 'answers', answers: [[message.n, { ok: true, value: durability(database, tally) }]] })
      if (message.kind === 'close') {
        watch(false)
        database.close()
        lock?.release()
        port.close()
      }
    }
  }
  port.on('message', take)
  send(port, { kind: 'ready' })
}

interface Opened {
  readonly database: Database
  readonly lock: WorkerLock | undefined
}

function openOrRefuse(port: MessagePort, data: ThreadData): Opened | undefined {
  let lock: WorkerLock | undefined
  try {
    // Before the migrations: they must not change what another gateway works on.
    lock = data.worker ? lockWorker(data.file) : undefined
    return { database: openDatabase(data.file, data.settings), lock }
  } catch (error) {
    lock?.release()
    const code = error instanceof StoreError ? error.code : 'STORE_UNREACHABLE'
    const message = error instanceof StoreError ? error.message : `${data.file}: ${databaseWords(error)}`
    send(port, { kind: 'refused', answer: { ok: false, code, message } })
    port.close()
    return undefined
  }
}

function drain(port: MessagePort, first: ToThread): readonly ToThread[] {
  const waiting = [first]
  for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port)) waiting.push(next.message as ToThread)
  return waiting
}

function answer(port: MessagePort, database: Database, calls: readonly (Call & { readonly n: number })[], tally: Tally): void {
  const answers = runTogether(database, calls, tally)
  send(port, { kind: 'answers', answers: calls.map((call, index) => [call.n, answers[index] as Answer] as const) })
}

function send(port: MessagePort, message: FromThread): void {
  port.postMessage(message, movableBuffers(message))
}

/** `data_version` changes when another connection has committed, never by our own commits. */
function createWatch(database: Database, interval: number, changed: () => void): (on: boolean) => void {
  let timer: NodeJS.Timeout | undefined
  let version = database.pragma('data_version')
  const look = (): void => {
    const now = database.pragma('data_version')
    if (now !== version) changed()
    version = now
  }
  return (on) => {
    clearInterval(timer)
    timer = on ? setInterval(look, interval) : undefined
  }
}

const SYNCHRONOUS = ['off', 'normal', 'full', 'extra']

function durability(database: Database, tally: Tally): Readonly<Record<string, string>> {
  return {
    dialect: 'sqlite',
    journal_mode: database.pragma('journal_mode'),
    synchronous: SYNCHRONOUS[Number(database.pragma('synchronous'))] ?? 'unknown',
    foreign_keys: database.pragma('foreign_keys') === '1' ? 'on' : 'off',
    secure_delete: database.pragma('secure_delete') === '1' ? 'on' : 'off',
    commits: String(tally.commits),
    verbs: String(tally.verbs),
  }
}

if (parentPort) serve(parentPort, workerData as ThreadData)
