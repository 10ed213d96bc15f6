// P2 as the kernel sees it: strace of a whole gateway (and of PostgreSQL) shows that a message's rows, and a large message's bytes, are synced
// before `250` goes out. The listener speaks without TLS here, so that the trace shows the reply.
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Internet, startInternet } from '../../src/demo/internet/internet.ts'
import { startPostgres, type TestPostgres } from '../support/postgres.ts'
import { composeMail, writeInstallation } from '../support/test-gateway.ts'
import { type Running, run, start, until } from './support/processes.ts'
import { blobBefore, type Call, readTrace, replyOf, syncedBeforeReply } from './support/trace.ts'

const POSTERN = join(import.meta.dirname, '../../bin/postern')
const CALLS = 'write,writev,sendto,sendmsg,recvfrom,pwrite64,pwritev,fsync,fdatasync,rename,renameat,renameat2'

let internet: Internet
beforeAll(async () => {
  internet = await startInternet({ domains: ['clinic-tls13.test', 'example-health.test'] })
})
afterAll(() => internet?.close())

interface Traced {
  readonly folder: string
  /** Hands a message in by swaks. @returns its id, from the reply */
  accept(size: number): Promise<string>
  /** Ends the gateway. @returns what strace saw */
  end(): Promise<readonly Call[]>
}

/** @param others processes to trace beside the gateway */
async function startTraced(storeUrl: string | undefined, others: readonly number[] = []): Promise<Traced> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-traced-'))
  const { configPath } = await writeInstallation(folder, internet, {
    config: {
      listen: {
        smtp: [{ host: '127.0.0.1', port: 0, tls: 'off' }],
        portal: { host: '127.0.0.1', port: 0 },
        metrics: { host: '127.0.0.1', port: 0 },
      },
      ...(storeUrl ? { store: { url: storeUrl } } : {}),
    },
  })
  const file = join(folder, 'trace')
  const attach = others.length > 0 ? others.flatMap((pid) => ['-p', String(pid)]) : ['--seccomp-bpf']
  const tracer = start('strace', [
    '-f',
    // A signal to strace itself ends it, also where it holds processes that it did not start.
    '-I',
    '2',
    '-yy',
    '-s',
    '300000',
    '-e',
    `trace=${CALLS}`,
    '-e',
    'signal=none',
    '-o',
    file,
    ...attach,
    POSTERN,
    'start',
    '-c',
    configPath,
  ])
  const [, port = ''] = await tracer.says(/"smtp":"127\.0\.0\.1:(\d+)"/, 60_000)
  return { folder, accept: (size) => handIn(folder, port, size), end: () => end(tracer, folder, file, storeUrl !== undefined) }
}

async function handIn(folder: string, port: string, size: number): Promise<string> {
  const line = `${'x'.repeat(76)}\r\n`
  const mail = composeMail({ to: 'ana@clinic-tls13.test', subject: `of ${size}`, text: line.repeat(Math.ceil(size / line.length)) })
  const { code, stdout, stderr } = await run(
    'swaks',
    [
      '--server',
      '127.0.0.1',
      '--port',
      port,
      '--ehlo',
      'client.example',
      '--from',
      'ana@example-health.test',
      '--to',
      'ana@clinic-tls13.test',
      '--data',
      '-',
    ],
    { input: mail, cwd: folder },
  )
  if (code !== 0) throw new Error(stdout + stderr)
  return /Accepted as ([0-9a-z]+)/.exec(stdout)?.[1] ?? ''
}

// strace passes on no signal that it gets itself: the gateway, its first child, is told. A signal to strace while a thread of the gateway is on its
// way out can leave strace waiting for that thread for ever, so the gateway is gone before strace is told anything.
async function end(tracer: Running, folder: string, file: string, attached: boolean): Promise<readonly Call[]> {
  const children = (await readFile(`/proc/${tracer.pid}/task/${tracer.pid}/children`, 'utf8')).trim().split(' ')
  for (const child of children) process.kill(Number(child), 'SIGTERM')
  await until(30_000, async () => /"event":"stopped"/.test(tracer.output()) || 'the gateway has not stopped')
  for (const child of children) await until(30_000, () => !existsSync(`/proc/${child}`) || `the gateway, ${child}, is still there`)
  // Alone with the gateway strace ends with it; with PostgreSQL attached it would go on, so it lets go of what it holds.
  await (attached ? tracer.stop('SIGINT') : tracer.ends(30_000))
  const calls = await readTrace(file)
  await rm(folder, { recursive: true, force: true })
  return calls
}

describe('SQLite', () => {
  it('syncs the log, and before it a large blob with its name, before 250', async () => {
    const traced = await startTraced(undefined)
    const small = [await traced.accept(2000), await traced.accept(30_000)]
    const large = await traced.accept(400_000)
    const calls = await traced.end()
    for (const id of [...small, large]) {
      const { logged } = syncedBeforeReply(calls, id, 'postern.db-wal')
      if (id !== large) continue
      const blob = calls
        .map(({ name, text }) => (/^rename/.test(name) ? /"([^"]+\/blobs\/[^"]+)"[^"]*= 0$/.exec(text)?.[1] : undefined))
        .find((path) => path)
      blobBefore(calls, blob ?? 'a blob', logged)
    }
  }, 120_000)
})

describe('PostgreSQL', () => {
  let postgres: TestPostgres
  beforeAll(async () => {
    postgres = await startPostgres()
  })
  afterAll(() => postgres?.stop())

  it('syncs its log for the commit, answers, and only then 250 goes out', async () => {
    const [where] = await postgres.query('SHOW data_directory')
    const master = Number((await readFile(join(String(where?.data_directory), 'postmaster.pid'), 'utf8')).split('\n')[0])
    const children = (await readFile(`/proc/${master}/task/${master}/children`, 'utf8')).trim().split(' ').map(Number)
    const traced = await startTraced(await postgres.newUrl(), [master, ...children])
    const ids = [await traced.accept(2000), await traced.accept(400_000)]
    const calls = await traced.end()
    for (const id of ids) {
      const { synced } = syncedBeforeReply(calls, id, 'pg_wal')
      const reply = replyOf(calls, id)
      const told = calls.find(
        ({ name, text, began, ended }) => name === 'sendto' && text.includes('COMMIT\\0') && began > synced.ended && ended < reply.began,
      )
      expect(told, `PostgreSQL's answer to the COMMIT of ${id}, between its sync and 250`).toBeDefined()
    }
  }, 180_000)
})
