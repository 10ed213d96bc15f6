// Step 2's engine: reused child processes with a time limit and a heap limit. One that dies or hangs costs one message a hold, never the gateway
// (P5). Not worker threads: their heap limit ends the whole process when memory is taken fast enough (docs/decisions/0007).
import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { ContentLimits } from '../content/content-limits.ts'
import type { ChangeOutcome, ChangeRequest } from '../domain/change-outcome.ts'
import type { ScanSet } from '../domain/scan-set.ts'
import type { ExtractorSettings } from './extractor.ts'
import type { Inspection } from './inspect-message.ts'

export interface InspectorSettings {
  readonly workers: number
  /** Milliseconds until a message counts as uninspectable. */
  readonly timeout: number
  /** Heap limit of one child in bytes. */
  readonly memory: number
  /** What the first messages will be inspected for, so that a reader is warm when they come. */
  readonly scan?: ScanSet
  /** What one message may make the reader do; default `DEFAULT_CONTENT_LIMITS`. */
  readonly content?: ContentLimits
  /** How attachments are opened; default `DEFAULT_EXTRACTOR_SETTINGS`. */
  readonly attachments?: ExtractorSettings
}

/** `scan`: digest of the scan set that the message was inspected for; left out where it was every built-in detector. */
export type InspectResult =
  | { readonly ok: true; readonly inspection: Inspection; readonly scan?: string }
  | { readonly ok: false; readonly reason: string }

export type ChangeAnswer =
  | { readonly ok: true; readonly outcome: ChangeOutcome; readonly scan?: string }
  | { readonly ok: false; readonly reason: string }

type Answer = InspectResult | ChangeAnswer

export interface Inspector {
  /**
   * Waits for a free reader, opens the message and hands it over.
   * @param read opens the message. Called only once a reader is free (again where a signal took that reader away), so that no more messages
   *   than readers stand open in memory, whatever waits
   * @param scan what to look for; left out: every built-in detector and nothing of a policy's own. A reader that looks for something else is
   *   told once it is free.
   * @param signal gives the message up at once
   * @returns undefined where it was given up, or the inspector is closed: nobody has looked, so nothing may be decided from it
   * @throws what `read` throws; all other trouble is a reason to hold the message
   */
  inspect(read: () => Promise<Uint8Array>, scan?: ScanSet, signal?: AbortSignal): Promise<InspectResult | undefined>
  /** As `inspect`, for the changes of one copy: the message is read again, rewritten and judged where a hostile one costs only a child. */
  change(read: () => Promise<Uint8Array>, request: ChangeRequest, scan?: ScanSet, signal?: AbortSignal): Promise<ChangeAnswer | undefined>
  close(): Promise<void>
}

interface Job {
  readonly read: () => Promise<Uint8Array>
  readonly done: (result: Answer | undefined) => void
  readonly failed: (error: unknown) => void
  readonly scan: ScanSet | undefined
  /** Left out: the message is inspected. */
  readonly change?: ChangeRequest
  /** A signal from outside took its first reader away. */
  again: boolean
}

interface Slot {
  child: ChildProcess | undefined
  /** What the child looks for. */
  scan: ScanSet | undefined
  job: Job | undefined
  /** The child has the job's message; before that it has nothing to lose. */
  handed: boolean
  timer: NodeJS.Timeout | undefined
}

/** What people and service managers end processes with. It says nothing about the message: SIGKILL may be the kernel's word about its memory. */
const SENT_FROM_OUTSIDE: readonly (NodeJS.Signals | null)[] = ['SIGINT', 'SIGTERM', 'SIGHUP']

const CHILD = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? './inspect-child.ts' : './inspect-child.js', import.meta.url))

/** @param start makes a child; tests hand in one that misbehaves */
export function createInspector(
  settings: InspectorSettings,
  start: (settings: InspectorSettings, scan: ScanSet | undefined) => ChildProcess = startReader,
): Inspector {
  const waiting: Job[] = []
  const slots: Slot[] = Array.from({ length: settings.workers }, () => ({
    child: undefined,
    scan: undefined,
    job: undefined,
    handed: false,
    timer: undefined,
  }))
  let closed = false
  // The first message should not wait for a process to start; the others start when there is work for them: 80 MB each that a quiet gateway keeps.
  const [first] = slots
  if (first) first.child = begin(first, settings.scan)

  function assign(): void {
    for (;;) {
      const free = slots.filter((slot) => !slot.job)
      const [job] = waiting
      const slot = free.find(({ child, scan }) => child && sameScan(scan, job?.scan)) ?? free.find(({ child }) => !child) ?? free[0]
      if (!slot || !job) return
      waiting.shift()
      void run(slot, job)
    }
  }

  async function run(slot: Slot, job: Job): Promise<void> {
    slot.job = job
    if (slot.child && !sameScan(slot.scan, job.scan)) {
      tell(slot.child, job.scan)
      slot.scan = job.scan
    }
    // A reader that must be started first starts while the message is opened.
    slot.child ??= begin(slot, job.scan)
    let bytes: Uint8Array
    try {
      bytes = await job.read()
    } catch (error) {
      if (slot.job === job) free(slot)
      return job.failed(error)
    }
    if (slot.job !== job) return
    slot.child ??= begin(slot, job.scan)
    const { child } = slot
    slot.timer = setTimeout(() => replace(slot, 'the message took longer to read than inspect.timeout allows'), settings.timeout)
    slot.handed = true
    child.send(job.change ? { bytes, change: job.change } : bytes, (error) => {
      if (!error || slot.job !== job || slot.child !== child) return
      if (job.again) replace(slot, 'the reader could not be reached')
      else repeat(slot, job)
    })
  }

  function begin(slot: Slot, scan: ScanSet | undefined): ChildProcess {
    const child = start(settings, scan)
    slot.scan = scan
    child.on('message', (result: Answer) => {
      if (slot.child === child && slot.handed) finish(slot, result.ok && slot.scan ? { ...result, scan: slot.scan.digest } : result)
    })
    // A reader that ends before it has the message takes nothing with it: `run` starts another.
    const ended = (whileReading: () => void) => {
      if (slot.child !== child) return
      if (slot.handed) whileReading()
      else slot.child = undefined
    }
    child.on('error', () => ended(() => replace(slot, 'the reader could not be started')))
    child.on('exit', (_code, signal) =>
      ended(() => {
        if (slot.job && !slot.job.again && SENT_FROM_OUTSIDE.includes(signal)) return repeat(slot, slot.job)
        replace(slot, signal === 'SIGABRT' ? 'reading the message took more memory than inspect.memory allows' : 'the reader crashed')
      }),
    )
    return child
  }

  function finish(slot: Slot, result: Answer | undefined): void {
    slot.job?.done(result)
    free(slot)
  }

  function free(slot: Slot): void {
    clearTimeout(slot.timer)
    slot.handed = false
    slot.job = undefined
    assign()
  }

  /** The message did nothing wrong: a new reader looks at it, once. */
  function repeat(slot: Slot, job: Job): void {
    clearTimeout(slot.timer)
    slot.child?.kill('SIGKILL')
    slot.child = undefined
    slot.handed = false
    job.again = true
    void run(slot, job)
  }

  function replace(slot: Slot, reason: string): void {
    endWith(slot, { ok: false, reason })
  }

  function endWith(slot: Slot, result: Answer | undefined): void {
    slot.child?.kill('SIGKILL')
    slot.child = undefined
    finish(slot, result)
  }

  function giveUp(job: Job): void {
    const index = waiting.indexOf(job)
    if (index >= 0) waiting.splice(index, 1)
    const slot = slots.find((one) => one.job === job)
    if (slot) endWith(slot, undefined)
    else job.done(undefined)
  }

  async function ask(question: Pick<Job, 'read' | 'scan' | 'change'>, signal: AbortSignal | undefined): Promise<Answer | undefined> {
    if (closed || signal?.aborted) return undefined
    let abandon: (() => void) | undefined
    try {
      return await new Promise((done, failed) => {
        const job: Job = { ...question, done, failed, again: false }
        abandon = () => giveUp(job)
        signal?.addEventListener('abort', abandon, { once: true })
        waiting.push(job)
        assign()
      })
    } finally {
      if (abandon) signal?.removeEventListener('abort', abandon)
    }
  }

  return {
    // A child answers what it was asked.
    inspect: (read, scan, signal) => ask({ read, scan }, signal) as Promise<InspectResult | undefined>,
    change: (read, change, scan, signal) => ask({ read, scan, change }, signal) as Promise<ChangeAnswer | undefined>,
    async close() {
      closed = true
      for (const job of waiting.splice(0)) job.done(undefined)
      await Promise.all(slots.map((slot) => end(slot)))
    },
  }

  async function end(slot: Slot): Promise<void> {
    const child = slot.child
    endWith(slot, undefined)
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    // A command has nothing else that keeps it running until its reader is gone.
    child.ref()
    await new Promise((resolve) => child.once('exit', resolve))
  }
}

/** What to look for in the messages that follow. Where the reader is gone already, its exit tells. */
function tell(child: ChildProcess, scan: ScanSet | undefined): void {
  child.send({ scan }, () => {})
}

function sameScan(a: ScanSet | undefined, b: ScanSet | undefined): boolean {
  return a?.digest === b?.digest
}

/** A reader of its own process. It is told what to look for, and anew where that changes; all else is mail. */
export function startReader(settings: InspectorSettings, scan?: ScanSet): ChildProcess {
  const { content, attachments, timeout } = settings
  const child = fork(CHILD, [JSON.stringify({ content, attachments, timeout })], {
    serialization: 'advanced',
    // A small young generation: 28 MB less for each reader, at the same speed.
    execArgv: [
      '--disable-warning=ExperimentalWarning',
      `--max-old-space-size=${Math.ceil(settings.memory / 1024 ** 2)}`,
      '--max-semi-space-size=2',
    ],
    // What a dying process prints may quote the mail (P4).
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  tell(child, scan)
  child.unref()
  child.channel?.unref()
  return child
}
