// One installation that is killed again and again. The parent is everybody else: the sender who remembers what was answered `250` and sends
// the rest again, to the byte, as Salesforce does; the recipients; and in the end the auditor, who reads the database that is left.
import { type ChildProcess, fork } from 'node:child_process'
import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Internet } from '../../src/demo/internet/internet.ts'
import { submit, writeInstallation } from '../support/test-gateway.ts'
import { type CrashMail, composeRound } from './crash-mail.ts'
import { describeKill, type Kill } from './crash-points.ts'

export interface CrashSite {
  readonly folder: string
  readonly configPath: string
  /** Answered `250`: nothing of it may be lost. */
  readonly accepted: readonly CrashMail[]
  /** Runs the gateway with fresh mail until the kill has hit. @throws where the point is never reached */
  crash(kill: Kill): Promise<void>
  /** Starts it without a kill, hands in what was never answered, and leaves it running. */
  recover(): Promise<void>
  /** Ends the process that `recover` started, in good order. */
  stop(): Promise<void>
  remove(): Promise<void>
}

export interface CrashSiteOptions {
  /** Unique in the suite. */
  readonly name: string
  readonly internet: Internet
  readonly unknown: 'retry' | 'park'
  readonly storeUrl?: string
}

/** Long enough for work under way to be renewed, short enough that another process need not wait for a dead one. */
const LEASE_MS = 1_500
/** A machine with much else to do needs longer for a start than for all the rest. */
const REACH_MS = 60_000
/** Older than the age at which a blob without a row counts as left behind. */
export const LONG_AGO_MS = 2 * 86_400_000

export async function createCrashSite({ name, internet, unknown, storeUrl }: CrashSiteOptions): Promise<CrashSite> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-crash-'))
  const { configPath, smtpPort } = await writeInstallation(folder, internet, {
    config: {
      // Its own, because installations share an internet: what arrives there must be theirs.
      postmaster: `postmaster.${name}@example-health.test`,
      delivery: { retry: ['1s'], 'tls-wait': '1s', unknown: { direct: unknown, after: '1s' } },
      // Killed ten times, it must not suspect the mail of having ended it.
      inspect: { workers: 1, losses: 100 },
      ...(storeUrl ? { store: { url: storeUrl } } : {}),
    },
  })
  const relay = { port: smtpPort, ca: internet.caPem }
  const accepted: CrashMail[] = []
  let unanswered: CrashMail[] = []
  let rounds = 0
  let running: Child | undefined

  /** At once, as a sender with several connections does. */
  async function handIn(fresh: readonly CrashMail[]): Promise<void> {
    const waiting = [...unanswered, ...fresh]
    unanswered = []
    await Promise.all(
      waiting.map((mail) =>
        submit(relay, { to: mail.copies.map(({ address }) => address), from: mail.from, raw: mail.raw }).then(
          () => void accepted.push(mail),
          () => void unanswered.push(mail),
        ),
      ),
    )
  }

  async function crash(kill: Kill): Promise<void> {
    const child = startChild(configPath, kill)
    const stopWatching = kill.point === 'server.has-it' ? killWhenReceived(internet, child.process, kill) : () => {}
    const deadline = setTimeout(() => child.process.kill('SIGTERM'), REACH_MS)
    try {
      if (await child.ready) {
        // What arrives in one round may not be enough for the n-th occurrence: then another one comes.
        for (let round = 0; round < 3 && !child.ended(); round++) {
          await handIn(composeRound(`${name}-${++rounds}`))
          await Promise.race([child.exit, settleTime(child)])
        }
      }
      const { signal, output } = await child.exit
      if (signal !== 'SIGKILL') throw new Error(`${describeKill(kill)} was not reached (${signal ?? 'it ended by itself'})\n${output()}`)
    } finally {
      clearTimeout(deadline)
      stopWatching()
    }
  }

  return {
    folder,
    configPath,
    accepted,
    crash,
    async recover() {
      await makeBlobsOld(join(folder, 'data', 'blobs'))
      running = startChild(configPath)
      if (!(await running.ready)) throw new Error(`the gateway did not start again\n${(await running.exit).output()}`)
      for (let tries = 0; tries < 5 && (tries === 0 || unanswered.length > 0); tries++) await handIn([])
      if (unanswered.length > 0) throw new Error(`${unanswered.length} messages are refused by a gateway that runs`)
    },
    async stop() {
      if (!running) return
      running.process.send('stop')
      const { code, output } = await running.exit
      running = undefined
      if (code !== 0) throw new Error(`the gateway did not stop in good order\n${output()}`)
    },
    async remove() {
      running?.process.kill('SIGKILL')
      await running?.exit
      await rm(folder, { recursive: true, force: true })
    },
  }
}

interface Child {
  readonly process: ChildProcess
  /** False: it ended before it listened. */
  readonly ready: Promise<boolean>
  readonly exit: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null; readonly output: () => string }>
  ended(): boolean
}

const COMPILED = join(tmpdir(), 'postern-crash-compiled')
const CHILD = fileURLToPath(new URL('crash-child.ts', import.meta.url))

function startChild(configPath: string, kill?: Kill): Child {
  const child = fork(CHILD, [configPath, String(LEASE_MS), kill ? JSON.stringify(kill) : ''], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: [],
    // Half of a start is compiling: the first child does it for all.
    env: { ...process.env, NODE_COMPILE_CACHE: COMPILED },
  })
  let output = ''
  let ended = false
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  const exit = new Promise<Awaited<Child['exit']>>((resolve) =>
    child.once('close', (code, signal) => {
      ended = true
      resolve({ code, signal, output: () => output })
    }),
  )
  const ready = new Promise<boolean>((resolve) => {
    child.once('message', () => resolve(true))
    void exit.then(() => resolve(false))
  })
  return { process: child, ready, exit, ended: () => ended }
}

/** The time in which a round reaches every point, unless the machine is busy; the next round does no harm then. */
function settleTime(child: Child): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, 5_000)
    void child.exit.then(() => {
      clearTimeout(timer)
      resolve()
    })
  })
}

function killWhenReceived(internet: Internet, child: ChildProcess, { occurrence }: Kill): () => void {
  let seen = 0
  const stops = Object.values(internet.recipients)
    .flat()
    .map((server) =>
      server?.onReceived(() => {
        if (++seen === occurrence) child.kill('SIGKILL')
      }),
    )
  return () => {
    for (const stop of stops) stop?.()
  }
}

async function makeBlobsOld(directory: string): Promise<void> {
  const longAgo = new Date(Date.now() - LONG_AGO_MS)
  for (const name of await blobFiles(directory)) await utimes(join(directory, name), longAgo, longAgo)
}

/** Paths below the folder; none where there is no such folder. */
export async function blobFiles(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => [])
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath.slice(directory.length + 1), entry.name))
}
