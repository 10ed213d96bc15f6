// `bin/postern` as a person runs it: a child process, its exit code, what it says. Nothing of it is called from inside.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const BIN = fileURLToPath(new URL('../../bin/postern', import.meta.url))
export const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** Each child would strip and compile the same sources again: a third of a test's time. */
const ENV = { ...process.env, NODE_COMPILE_CACHE: `${ROOT}node_modules/.cache/e2e` }

export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly cwd?: string
  readonly input?: string
}

/** Runs to its end; colour is off since nothing here is a terminal. */
export async function postern(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const child = spawn(BIN, args, { cwd: options.cwd ?? ROOT, env: ENV, stdio: ['pipe', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  // A command that ends before it has read its input closes the pipe: no failure of the test.
  child.stdin.on('error', () => {}).end(options.input ?? '')
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, stdout, stderr }
}

/** For `--json`: each line of stdout is one object. @throws with everything it said, where the exit code is another */
export async function objects<T = Record<string, unknown>>(args: readonly string[], options: RunOptions & { readonly code?: number } = {}) {
  const ran = await postern([...args, '--json'], options)
  if (ran.code !== (options.code ?? 0)) throw new Error(`postern ${args.join(' ')}: exit ${ran.code}\n${ran.stdout}\n${ran.stderr}`)
  return ran.stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as T)
}

export type LogLine = { readonly level: string; readonly event: string } & Readonly<Record<string, unknown>>

export interface Running {
  readonly child: ChildProcess
  /** All that it has logged. */
  readonly log: readonly LogLine[]
  /** The first line, past or to come, that fits; after `since` lines. Fails when the process ends first. */
  logged(event: string, since?: number): Promise<LogLine>
  /** Sends the signal and waits for the exit code. */
  end(signal: NodeJS.Signals): Promise<number | null>
}

/** `postern start`, its log read line by line. */
export function startPostern(cwd: string): Running {
  const child = spawn(BIN, ['start'], { cwd, env: ENV, stdio: ['ignore', 'pipe', 'pipe'] })
  const log: LogLine[] = []
  let stderr = ''
  const waiting = new Set<() => void>()
  const wake = () => {
    for (const look of waiting) look()
  }
  let ended = false
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  child.once('close', () => {
    ended = true
    wake()
  })
  createInterface({ input: child.stdout }).on('line', (line) => {
    log.push(JSON.parse(line) as LogLine)
    wake()
  })
  return {
    child,
    log,
    logged: (event, since = 0) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = log.slice(since).find((line) => line.event === event)
          if (!found && !ended) return
          waiting.delete(look)
          if (found) resolve(found)
          else reject(new Error(`postern ended without logging ${event}: ${stderr}`))
        }
        waiting.add(look)
        look()
      }),
    async end(signal) {
      const closed = once(child, 'close') as Promise<[number | null]>
      child.kill(signal)
      return (await closed)[0]
    },
  }
}
