// Reads messages for the page in worker threads, so that a hostile one costs its reader a page that says so, and nobody else anything:
// a time limit ends the thread, a heap limit bounds it, few run at once, and few may wait. Whoever waits holds no memory: bytes are brought
// once a thread is free for them, and move into it.
import { Worker } from 'node:worker_threads'
import type { ReadAnswer, ReadAttachment, ReadMessage, ReadRequest } from './display-worker.ts'

export interface ReaderLimits {
  /** Milliseconds for one message or attachment. */
  readonly time: number
  /** Threads at the same time. */
  readonly threads: number
  /** Requests that may wait for a thread. */
  readonly waiting: number
  /** MiB of a thread's JavaScript heap. */
  readonly heap: number
  /** Milliseconds that an idle thread is kept, so that the next click is quick. */
  readonly idle: number
}

export const READER_LIMIT_DEFAULTS: ReaderLimits = { time: 10_000, threads: 2, waiting: 16, heap: 256, idle: 60_000 }

/** `unreadable`: the parser gave up, ran over its time or its memory. `busy`: too many wait already. */
export type Read<T> = { readonly kind: 'read'; readonly value: T } | { readonly kind: 'unreadable' } | { readonly kind: 'busy' }

/** Brings a message. Called when a thread is free; what it gives is moved away from the caller. A rejection is passed on. */
export type BringBytes = () => Promise<Uint8Array>

export interface Reader {
  message(bring: BringBytes): Promise<Read<ReadMessage>>
  /** `value` is undefined where the message has no attachment of that index. */
  attachment(bring: BringBytes, index: number): Promise<Read<ReadAttachment | undefined>>
  stop(): Promise<void>
}

type Question = { readonly kind: 'message' } | { readonly kind: 'attachment'; readonly index: number }

interface Job {
  readonly question: Question
  readonly bring: BringBytes
  readonly resolve: (answer: ReadAnswer) => void
  readonly reject: (error: unknown) => void
}

export function createReader(options: Partial<ReaderLimits> = {}): Reader {
  const limits = { ...READER_LIMIT_DEFAULTS, ...options }
  const waiting: Job[] = []
  const idle: { readonly worker: Worker; readonly timer: NodeJS.Timeout }[] = []
  const running = new Set<Worker>()

  function next(): void {
    if (running.size >= limits.threads) return
    const job = waiting.shift()
    if (!job) return
    const rested = idle.pop()
    if (rested) clearTimeout(rested.timer)
    const worker = rested?.worker ?? startWorker(limits.heap)
    running.add(worker)
    void runJob(worker, job, limits.time).then((alive) => {
      running.delete(worker)
      if (alive) rest(worker)
      next()
    })
  }

  function rest(worker: Worker): void {
    const timer = setTimeout(() => {
      idle.splice(
        idle.findIndex((entry) => entry.worker === worker),
        1,
      )
      void worker.terminate()
    }, limits.idle)
    timer.unref()
    worker.unref()
    idle.push({ worker, timer })
  }

  async function read(question: Question, bring: BringBytes): Promise<Exclude<ReadAnswer, { ok: false }> | 'unreadable' | 'busy'> {
    if (running.size >= limits.threads && waiting.length >= limits.waiting) return 'busy'
    const answer = await new Promise<ReadAnswer>((resolve, reject) => {
      waiting.push({ question, bring, resolve, reject })
      next()
    })
    return answer.ok ? answer : 'unreadable'
  }

  return {
    async message(bring) {
      const answer = await read({ kind: 'message' }, bring)
      if (typeof answer === 'string') return { kind: answer }
      return 'message' in answer ? { kind: 'read', value: answer.message } : { kind: 'unreadable' }
    },
    async attachment(bring, index) {
      const answer = await read({ kind: 'attachment', index }, bring)
      if (typeof answer === 'string') return { kind: answer }
      return 'attachment' in answer ? { kind: 'read', value: answer.attachment } : { kind: 'unreadable' }
    },
    async stop() {
      for (const job of waiting.splice(0)) job.resolve({ ok: false })
      const rested = idle.splice(0)
      for (const { timer } of rested) clearTimeout(timer)
      await Promise.all([...running, ...rested.map(({ worker }) => worker)].map((worker) => worker.terminate()))
    },
  }
}

function startWorker(heap: number): Worker {
  // Type stripping runs the .ts file; the published package has .js beside this one.
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  // What libraries print may quote the message: it is swallowed (P4).
  const worker = new Worker(new URL(`./display-worker.${extension}`, import.meta.url), {
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: heap },
  })
  worker.on('error', () => undefined)
  return worker
}

/** The time limit holds for bringing and reading together. @returns whether the thread can be used again */
function runJob(worker: Worker, job: Job, time: number): Promise<boolean> {
  return new Promise((resolve) => {
    let over = false
    const timer = setTimeout(() => end(() => job.resolve({ ok: false }), false), time)
    const onAnswer = (answer: ReadAnswer) => end(() => job.resolve(answer), true)
    const onExit = () => end(() => job.resolve({ ok: false }), false)
    function end(settle: () => void, alive: boolean): void {
      if (over) return
      over = true
      clearTimeout(timer)
      worker.off('message', onAnswer).off('exit', onExit)
      if (!alive) void worker.terminate()
      settle()
      resolve(alive)
    }
    worker.on('message', onAnswer).on('exit', onExit)
    worker.ref()
    job.bring().then(
      (bytes) => {
        if (over) return
        const request: ReadRequest = { ...job.question, bytes }
        worker.postMessage(request, movable(bytes))
      },
      (error: unknown) => end(() => job.reject(error), true),
    )
  })
}

/** A small Buffer shares its memory with others and has to be copied. */
function movable({ buffer, byteLength }: Uint8Array): ArrayBuffer[] {
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : []
}
