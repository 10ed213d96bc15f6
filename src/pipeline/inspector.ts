// Step 2's engine: worker threads with a time limit and a heap limit. A worker that dies or hangs costs one message a hold, never the gateway (P5).
import { Worker } from 'node:worker_threads'
import type { Inspection, InspectOptions } from './inspect-message.ts'

export interface InspectorSettings {
  readonly workers: number
  /** Milliseconds until a message counts as uninspectable. */
  readonly timeout: number
  /** Heap limit of one worker in bytes. */
  readonly memory: number
}

export type InspectResult = { readonly ok: true; readonly inspection: Inspection } | { readonly ok: false; readonly reason: string }

export interface Inspector {
  /** Never rejects: whatever goes wrong is a reason to hold the message. */
  inspect(bytes: Uint8Array): Promise<InspectResult>
  close(): Promise<void>
}

interface Job {
  readonly bytes: Uint8Array
  readonly done: (result: InspectResult) => void
}

interface Slot {
  worker: Worker | undefined
  job: Job | undefined
  timer: NodeJS.Timeout | undefined
}

const WORKER = new URL(import.meta.url.endsWith('.ts') ? './inspect-worker.ts' : './inspect-worker.js', import.meta.url)

/** @param start makes a worker; tests hand in one that misbehaves */
export function createInspector(settings: InspectorSettings, options: InspectOptions = {}, start = startWorker): Inspector {
  const waiting: Job[] = []
  const slots: Slot[] = Array.from({ length: settings.workers }, () => ({ worker: undefined, job: undefined, timer: undefined }))
  let closed = false

  function assign(): void {
    for (const slot of slots) {
      if (slot.job) continue
      const job = waiting.shift()
      if (!job) return
      run(slot, job)
    }
  }

  function run(slot: Slot, job: Job): void {
    slot.job = job
    slot.worker ??= begin(slot)
    slot.timer = setTimeout(() => replace(slot, 'the message took longer to read than inspect.timeout allows'), settings.timeout)
    slot.worker.postMessage(job.bytes)
  }

  function begin(slot: Slot): Worker {
    const worker = start(options, settings)
    const current = () => slot.worker === worker
    worker.on('message', (result: InspectResult) => current() && finish(slot, result))
    worker.on('error', (error: NodeJS.ErrnoException) => {
      const outOfMemory = error.code === 'ERR_WORKER_OUT_OF_MEMORY'
      if (current()) replace(slot, outOfMemory ? 'reading the message took more memory than inspect.memory allows' : 'the reader crashed')
    })
    worker.on('exit', () => current() && replace(slot, 'the reader stopped'))
    return worker
  }

  function finish(slot: Slot, result: InspectResult): void {
    clearTimeout(slot.timer)
    const job = slot.job
    slot.job = undefined
    job?.done(result)
    assign()
  }

  function replace(slot: Slot, reason: string): void {
    const worker = slot.worker
    slot.worker = undefined
    void worker?.terminate()
    finish(slot, { ok: false, reason })
  }

  return {
    inspect(bytes) {
      if (closed) return Promise.resolve({ ok: false, reason: 'the gateway is stopping' })
      return new Promise((done) => {
        waiting.push({ bytes, done })
        assign()
      })
    },
    async close() {
      closed = true
      for (const job of waiting.splice(0)) job.done({ ok: false, reason: 'the gateway is stopping' })
      await Promise.all(
        slots.map((slot) => {
          const worker = slot.worker
          slot.worker = undefined
          if (slot.job) finish(slot, { ok: false, reason: 'the gateway is stopping' })
          return worker?.terminate()
        }),
      )
    },
  }
}

function startWorker(options: InspectOptions, settings: InspectorSettings): Worker {
  const worker = new Worker(WORKER, {
    workerData: options,
    resourceLimits: { maxOldGenerationSizeMb: Math.ceil(settings.memory / 1024 ** 2) },
  })
  worker.unref()
  return worker
}
