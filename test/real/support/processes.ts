// Programs of the machine as parts of a test: run to their end, or kept running until the test is done with them.
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createConnection } from 'node:net'

export interface Finished {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly cwd?: string
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>
  readonly input?: string | Uint8Array
  /** Milliseconds, default 30,000; then the program is killed and counts as failed. */
  readonly timeout?: number
}

/** Runs to the end; a code other than 0 is an answer, not an exception. @throws where the program is not there */
export function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const settings = {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      timeout: options.timeout ?? 30_000,
      killSignal: 'SIGKILL' as const,
      maxBuffer: 64 * 1024 * 1024,
    }
    const child = execFile(program, [...args], settings, (error, stdout, stderr) => {
      if (error && typeof error.code === 'string') reject(error)
      else resolve({ code: error ? Number(error.code ?? -1) : 0, stdout, stderr })
    })
    child.stdin?.on('error', () => {})
    child.stdin?.end(options.input ?? '')
  })
}

export interface Running {
  readonly pid: number
  /** stdout and stderr so far. */
  output(): string
  /** Resolves once `pattern` is in the output. @throws when the program ends first or the time is over */
  says(pattern: RegExp, timeoutMs?: number): Promise<RegExpExecArray>
  signal(name: NodeJS.Signals): void
  /** Waits for it to end by itself. @throws when the time is over */
  ends(timeoutMs?: number): Promise<true>
  /** @returns the exit code */
  stop(name?: NodeJS.Signals): Promise<number | null>
}

export function start(program: string, args: readonly string[], options: RunOptions = {}): Running {
  const child: ChildProcess = spawn(program, [...args], {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  let ended = false
  const exit = once(child, 'exit').then(([code]) => {
    ended = true
    return code as number | null
  })
  exit.catch(() => {})
  child.on('error', (error) => {
    text += `\n${error.message}`
    ended = true
  })
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (text += chunk.toString()))
  return {
    get pid() {
      return child.pid ?? -1
    },
    output: () => text,
    says: (pattern, timeoutMs = 30_000) =>
      until(timeoutMs, () => {
        const found = pattern.exec(text)
        if (!found && ended) throw new Error(`${program} ended before it said ${pattern}:\n${text.slice(-2000)}`)
        return found ?? `${program} has not said ${pattern}:\n${text.slice(-2000)}`
      }),
    signal: (name) => void child.kill(name),
    ends: (timeoutMs = 30_000) => until(timeoutMs, () => ended || `${program} has not ended:\n${text.slice(-2000)}`),
    stop: async (name = 'SIGTERM') => {
      if (!ended) child.kill(name)
      return exit
    },
  }
}

/** Looks every 50 ms until there is more than an explanation of what is missing. @throws with that explanation after `timeoutMs` */
export async function until<T>(timeoutMs: number, look: () => T | string | Promise<T | string>): Promise<T> {
  const end = Date.now() + timeoutMs
  for (;;) {
    const seen = await look()
    if (typeof seen !== 'string') return seen
    if (Date.now() > end) throw new Error(`still waiting after ${timeoutMs} ms: ${seen}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** Resolves once something listens there. */
export function listens(address: string, port: number, timeoutMs = 20_000): Promise<true> {
  return until(
    timeoutMs,
    () =>
      new Promise<true | string>((resolve) => {
        const socket = createConnection({ host: address, port })
        socket.once('connect', () => resolve(true)).once('error', (error) => resolve(`${address}:${port}: ${error.message}`))
        socket.once('connect', () => socket.destroy())
      }),
  )
}
