// rspamd on loopback with the same job: 50 patterns (module regexp) and the terms (module multimap, Hyperscan), nothing else switched on: no network, no
// redis, none of its stock rules. One worker; messages are handed in by its HTTP protocol (`/checkv2`).
import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { usageOf } from '../processes.ts'
import { PATTERNS } from './peers.ts'

const PROGRAM = '/usr/bin/rspamd'
const START_MS = 120_000

export interface Rspamd {
  readonly scan: (message: string) => Promise<void>
  /** Seconds of all its processes since it was started. */
  readonly cpu: () => number
  readonly stop: () => void
}

/** @returns undefined where rspamd is not installed */
export async function startRspamd(terms: readonly string[]): Promise<Rspamd | undefined> {
  if (!existsSync(PROGRAM)) return undefined
  const folder = mkdtempSync(join(tmpdir(), 'bench-rspamd-'))
  chmodSync(folder, 0o777)
  const port = await freePort()
  writeFileSync(join(folder, 'words.map'), terms.map((term) => `/\\b${term}\\b/i`).join('\n'))
  writeFileSync(join(folder, 'rspamd.conf'), configuration(folder, port))
  const child = spawn(PROGRAM, ['-i', '-f', '-c', join(folder, 'rspamd.conf'), '-u', '_rspamd', '-g', '_rspamd'], { stdio: 'ignore' })
  const scan = async (message: string) => {
    const response = await fetch(`http://127.0.0.1:${port}/checkv2`, { method: 'POST', body: message })
    if (!response.ok) throw new Error(`rspamd answered ${response.status}`)
    await response.arrayBuffer()
  }
  await untilItAnswers(scan, child, folder)
  return {
    scan,
    cpu: () => usageOf(child.pid as number).cpu,
    stop: () => {
      child.once('exit', () => rmSync(folder, { recursive: true, force: true }))
      child.kill('SIGTERM')
    },
  }
}

/** It compiles patterns and loads languages first, and answers when it is ready. */
async function untilItAnswers(scan: Rspamd['scan'], child: ChildProcess, folder: string): Promise<void> {
  const end = Date.now() + START_MS
  for (;;) {
    try {
      await scan('From: a@example.test\r\nSubject: ready\r\n\r\nready\r\n')
      return
    } catch (error) {
      if (Date.now() > end || child.exitCode !== null) throw new Error(`rspamd did not start:\n${logOf(folder)}`, { cause: error })
      await new Promise((done) => setTimeout(done, 500))
    }
  }
}

function logOf(folder: string): string {
  const path = join(folder, 'log')
  return existsSync(path) ? readFileSync(path, 'utf8').slice(-2000) : 'no log'
}

function configuration(folder: string, port: number): string {
  const rules = PATTERNS.map((pattern, i) => `  BENCH_${i} { re = '/${pattern.replaceAll('/', '\\/')}/Pi'; score = 0; }`)
  return `options {
  pidfile = "${folder}/pid"; filters = "regexp"; tempdir = "${folder}"; hs_cache_dir = "${folder}"; task_timeout = 60s; max_message = 64Mb;
  url_tld = "/usr/share/rspamd/effective_tld_names.dat";
  dns { nameserver = ["127.0.0.1:9"]; timeout = 0.1s; retransmits = 1; }
}
logging { type = "file"; filename = "${folder}/log"; level = "error"; }
worker "normal" { bind_socket = "127.0.0.1:${port}"; count = 1; task_timeout = 60s; }
worker "hs_helper" { count = 1; cache_dir = "${folder}"; }
modules { path = "/usr/share/rspamd/plugins/multimap.lua"; }
regexp {
${rules.join('\n')}
}
multimap { BENCH_WORDS { type = "content"; filter = "oneline"; map = "${folder}/words.map"; regexp = true; score = 0; } }
`
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
