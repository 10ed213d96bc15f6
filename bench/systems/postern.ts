// Postern as it is installed: `postern start`, its shipped hipaa policy, SQLite, nothing switched off. Also its intake alone.
import { spawn } from 'node:child_process'
import { mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import * as net from 'node:net'
import { join, resolve } from 'node:path'
import { stringify } from 'yaml'
import { ended } from '../children.ts'
import type { RunningSystem, Surroundings, System } from './system.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const START_MS = 30_000
/** The bench says otherwise than the defaults only here: one sender may send as much as it likes, and as many connections out as there are in. */
const PARALLEL = 10

export const postern: System = {
  name: 'Postern',
  relays: true,
  describe: () =>
    `${version()}, durable and sealed before 250 (SQLite, synchronous=FULL), policies/hipaa.yaml, ${PARALLEL} connections out`,
  start: (around) => start(around, 'postern', []),
}

/** Where intake runs as a process of its own, as on a split gateway. */
export const posternIntake: System = {
  name: 'Postern, intake alone',
  relays: false,
  describe: () => `${version()}, --role intake: mail stays in the store`,
  start: async (around) => {
    // A process with one role never makes keys: a whole gateway has to have been there once.
    const whole = await start(around, 'postern-intake', [])
    await whole.stop()
    return start(around, 'postern-intake', ['--role', 'intake'])
  },
}

async function start(around: Surroundings, name: string, args: readonly string[]): Promise<RunningSystem> {
  const folder = join(around.folder, name)
  mkdirSync(folder, { recursive: true })
  const [smtp, portal, metrics] = await Promise.all([freePort(), freePort(), freePort()])
  const config = join(folder, 'postern.yaml')
  writeFileSync(config, stringify(configuration(around, { smtp, portal, metrics })))
  const log = openSync(join(folder, 'log'), 'a')
  const node = join(ROOT, 'node_modules/.bin/node')
  // As bin/postern starts it, without its shell in between: the family's root is the gateway.
  const flags = ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=8']
  const profiling = process.env.BENCH_NODE_FLAGS?.split(' ') ?? []
  const main = join(ROOT, 'src/cli/main.ts')
  const child = spawn(node, [...flags, ...profiling, main, 'start', '-c', config, ...args], {
    cwd: folder,
    // A session of its own, as a service manager would give it: Linux shares processors out by session, and Postfix takes one too.
    detached: true,
    stdio: ['ignore', log, log],
  })
  const early = new Promise<never>((_, reject) => {
    child.once('exit', (code) =>
      reject(new Error(`${name} ended (exit ${code}):\n${readFileSync(join(folder, 'log'), 'utf8').slice(-2000)}`)),
    )
  })
  early.catch(() => {})
  await Promise.race([listening(smtp, START_MS), early])
  return {
    port: smtp,
    pid: child.pid ?? 0,
    tidy: () => undefined,
    stop: async () => {
      child.kill('SIGTERM')
      await ended(child)
    },
  }
}

function configuration(around: Surroundings, ports: { readonly smtp: number; readonly portal: number; readonly metrics: number }) {
  return {
    hostname: 'mail-gw.bench.test',
    postmaster: 'postmaster@example-health.org',
    listen: {
      smtp: [{ host: '127.0.0.1', port: ports.smtp, tls: 'starttls', cert: around.certFile, key: around.keyFile }],
      portal: { host: '127.0.0.1', port: ports.portal },
      metrics: { host: '127.0.0.1', port: ports.metrics },
    },
    senders: [{ name: 'generator', networks: ['127.0.0.0/8'] }],
    policies: [join(ROOT, 'policies/hipaa.yaml')],
    destination: { resolver: [around.resolver], ca: around.caFile, port: around.sinkPort, 'private-addresses': 'allow' },
    delivery: { 'parallel-per-host': PARALLEL },
    limits: { rate: 1_000_000 },
  }
}

function version(): string {
  return (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }).version
}

function freePort(): Promise<number> {
  return new Promise((done, reject) => {
    const server = net.createServer()
    server.once('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo
      server.close(() => done(port))
    })
  })
}

/** Resolves once something accepts connections there. */
export async function listening(port: number, withinMs: number): Promise<void> {
  for (const end = Date.now() + withinMs; ; ) {
    const open = await new Promise<boolean>((done) => {
      const socket = net.connect({ host: '127.0.0.1', port })
      socket.once('connect', () => done(true)).once('error', () => done(false))
      socket.once('connect', () => socket.destroy())
    })
    if (open) return
    if (Date.now() > end) throw new Error(`nothing listens on 127.0.0.1:${port} after ${withinMs} ms`)
    await new Promise((done) => setTimeout(done, 50))
  }
}
