// Opens attachments in a reused child process (step 2): started by the first attachment, ended after some idle minutes. It is watched: one that takes too
// long or too much memory is killed, and costs its attachment alone an `uninspectable` (P5). Used by a reader of the inspector, and by the commands.
import { type ChildProcess, fork } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import {
  DEFAULT_EXTRACT_LIMITS,
  type Extract,
  type Extraction,
  type ExtractOptions,
  type ExtractRequest,
  unreadDocument,
} from '../content/extract/extraction.ts'

export interface ExtractorSettings extends ExtractOptions {
  /** Milliseconds for one attachment. */
  readonly timeout: number
  /** Resident memory of the child in bytes, everything in it counted. */
  readonly memory: number
  /** Milliseconds without work after which the child ends. */
  readonly idle: number
}

const MIB = 1024 ** 2

export const DEFAULT_EXTRACTOR_SETTINGS: ExtractorSettings = {
  limits: DEFAULT_EXTRACT_LIMITS,
  ocr: false,
  timeout: 20_000,
  memory: 768 * MIB,
  idle: 300_000,
}

export interface Extractor {
  /**
   * Waits its turn, then opens the document.
   * @param timeLeft milliseconds that the message has left for this attachment and all that follow; at most `timeout` of it is used
   */
  extract(request: ExtractRequest, timeLeft?: number): Promise<Extraction>
  close(): void
}

/** How often the child's memory is looked at: it can take some 50 MiB in between. */
const WATCH_MS = 25
const PAGE = 4096
const SOURCE = import.meta.url.endsWith('.ts') ? './extract-child.ts' : './extract-child.js'
const CHILD = fileURLToPath(new URL(SOURCE, import.meta.url))
const TOO_SLOW = 'took longer to open than inspect.attachments.timeout allows'
const TOO_LARGE = 'took more memory to open than inspect.attachments.memory allows'

interface Job {
  readonly done: (result: Extraction) => void
  readonly timer: NodeJS.Timeout
  readonly watch: NodeJS.Timeout
}

/** @param start makes a child; tests hand in one that misbehaves */
export function createExtractor(
  settings: ExtractorSettings = DEFAULT_EXTRACTOR_SETTINGS,
  start: (settings: ExtractorSettings) => ChildProcess = startChild,
): Extractor {
  let child: ChildProcess | undefined
  let job: Job | undefined
  let idle: NodeJS.Timeout | undefined
  let last: Promise<unknown> = Promise.resolve()
  let closed = false

  function open(request: ExtractRequest, time: number): Promise<Extraction> {
    clearTimeout(idle)
    if (closed || time <= 0) return Promise.resolve(unreadDocument('no time was left to open it'))
    child ??= begin()
    const { pid } = child
    return new Promise((done) => {
      const timer = setTimeout(() => kill(TOO_SLOW), time)
      const watch = setInterval(() => {
        if (residentBytes(pid) > settings.memory) kill(TOO_LARGE)
      }, WATCH_MS)
      job = { done, timer, watch }
      child?.send(request, (error) => {
        if (error) kill('the process that opens attachments could not be reached')
      })
    })
  }

  function begin(): ChildProcess {
    const started = start(settings)
    const lost = (why: string) => {
      if (child === started) kill(why)
    }
    started.on('message', (result: Extraction) => {
      if (child === started) finish(result)
    })
    started.on('error', () => lost('the process that opens attachments could not be started'))
    // V8 aborts at its own limit; so does the child's guard where memory cannot be watched from here.
    started.on('exit', (_code, signal) => lost(signal === 'SIGABRT' ? TOO_LARGE : 'ended the process that opens attachments'))
    return started
  }

  function kill(why: string): void {
    child?.kill('SIGKILL')
    child = undefined
    finish(unreadDocument(why))
  }

  function finish(result: Extraction): void {
    const ended = job
    job = undefined
    if (!ended) return
    clearTimeout(ended.timer)
    clearInterval(ended.watch)
    idle = setTimeout(end, settings.idle)
    idle.unref()
    ended.done(result)
  }

  function end(): void {
    clearTimeout(idle)
    child?.kill('SIGKILL')
    child = undefined
  }

  return {
    extract(request, timeLeft = settings.timeout) {
      const result = last.then(() => open(request, Math.min(timeLeft, settings.timeout)))
      last = result
      return result
    },
    close() {
      closed = true
      if (job) kill('no time was left to open it')
      end()
    },
  }
}

/** One message's share of an extractor: all its attachments together take no longer than `time`. */
export function withinTime(extractor: Extractor, time: number): Extract {
  const end = performance.now() + time
  return (request) => extractor.extract(request, end - performance.now())
}

/** @returns 0 where the system does not tell: the child's own guard watches then */
function residentBytes(pid: number | undefined): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'latin1').split(' ')[1]) * PAGE
  } catch {
    return 0
  }
}

function startChild(settings: ExtractorSettings): ChildProcess {
  const { limits, ocr, memory } = settings
  const child = fork(CHILD, [JSON.stringify({ limits, ocr, memory })], {
    serialization: 'advanced',
    execArgv: ['--disable-warning=ExperimentalWarning', `--max-old-space-size=${Math.ceil(memory / MIB)}`],
    // What a dying process prints may quote the mail (P4).
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  child.unref()
  child.channel?.unref()
  return child
}
