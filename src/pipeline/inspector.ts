// Step 2's engine: reused child processes with a time limit and a heap limit. One that dies or hangs costs one message a hold, never the gateway
// (P5). Not worker threads: their heap limit ends the whole process when memory is taken fast enough (docs/decisions/0007).
import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Inspection } from './inspect-message.ts'

export interface InspectorSettings {
  readonly workers: number
  /** Milliseconds until a message counts as uninspectable. */
  readonly timeout: number
  /** Heap limit of one child in bytes. */
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
  /** A signal from outside took its first reader away. */
  again: boolean
}

interface Slot {
  child: ChildProcess | undefined
  job: Job | undefined
  timer: NodeJS.Timeout | undefined
}

/** What people and service managers end processes with. It says nothing about the message: SIGKILL may be the kernel's word about its memory. */
const SENT_FROM_OUTSIDE: readonly (NodeJS.Signals | null)[] = ['SIGINT', 'SIGTERM', 'SIGHUP']

const CHILD = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './inspect-child.ts' : './inspect-child.js', import.meta.url))

/** @param start makes a child; tests hand in one that misbehaves */
export function createInspector(
  settings: InspectorSettings,
  start: (settings: InspectorSettings) => ChildProcess = startReader,
): Inspector {
  const waiting: Job[] = []
  const slots: Slot[] = Array.from({ length: settings.workers }, () => ({ child: undefined, job: undefined, timer: undefined }))
  let closed = false
  // The first message should not wait for a process to start; the others start when there is work for them: 80 MB each that a quiet gateway keeps.
  const [first] = slots
  if (first) first.child = begin(first)

  function assign(): void {
    for (;;) {
      const free = slots.filter((slot) => !slot.job)
      const slot = free.find(({ child }) => child) ?? free[0]
      const job = slot && waiting.shift()
      if (!slot || !job) return
      run(slot, job)
    }
  }

  function run(slot: Slot, job: Job): void {
    slot.job = job
    slot.child ??= begin(slot)
    slot.timer = setTimeout(() => replace(slot, 'the message took longer to read than inspect.timeout allows'), settings.timeout)
    slot.child.send(job.bytes, (error) => {
      if (!error || slot.job !== job) return
      if (job.again) replace(slot, 'the reader could not be reached')
      else repeat(slot, job)
    })
  }

  function begin(slot: Slot): ChildProcess {
    const child = start(settings)
    const current = () => slot.child === child
    child.on('message', (result: InspectResult) => {
      if (current()) finish(slot, result)
    })
    child.on('error', () => {
      if (current()) replace(slot, 'the reader could not be started')
    })
    child.on('exit', (_code, signal) => {
      if (!current()) return
      if (slot.job && !slot.job.again && SENT_FROM_OUTSIDE.includes(signal)) return repeat(slot, slot.job)
      replace(slot, signal === 'SIGABRT' ? 'reading the message took more memory than inspect.memory allows' : 'the reader crashed')
    })
    return child
  }

  function finish(slot: Slot, result: InspectResult): void {
    clearTimeout(slot.timer)
    const job = slot.job
    slot.job = undefined
    job?.done(result)
    assign()
  }

  /** The message did nothing wrong: a new reader looks at it, once. */
  function repeat(slot: Slot, job: Job): void {
    clearTimeout(slot.timer)
    slot.child?.kill('SIGKILL')
    slot.child = undefined
    run(slot, { ...job, again: true })
  }

  function replace(slot: Slot, reason: string): void {
    slot.child?.kill('SIGKILL')
    slot.child = undefined
    finish(slot, { ok: false, reason })
  }

  return {
    inspect(bytes) {
      if (closed) return Promise.resolve({ ok: false, reason: 'the gateway is stopping' })
      return new Promise((done) => {
        waiting.push({ bytes, done, again: false })
        assign()
      })
    },
    async close() {
      closed = true
      for (const job of waiting.splice(0)) job.done({ ok: false, reason: 'the gateway is stopping' })
      await Promise.all(slots.map((slot) => end(slot)))
    },
  }

  function end(slot: Slot): Promise<void> | undefined {
    const child = slot.child
    if (!child) return undefined
    const gone =
      child.exitCode !== null || child.signalCode !== null
        ? Promise.resolve()
        : new Promise<void>((resolve) => child.once('exit', () => resolve()))
    replace(slot, 'the gateway is stopping')
    return gone
  }
}

/** A reader of its own process. */
export function startReader(settings: InspectorSettings): ChildProcess {
  const child = fork(CHILD, {
    serialization: 'advanced',
    execArgv: ['--disable-warning=ExperimentalWarning', `--max-old-space-size=${Math.ceil(settings.memory / 1024 ** 2)}`],
    // What a dying process prints may quote the mail (P4).
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  child.unref()
  child.channel?.unref()
  return child
}
