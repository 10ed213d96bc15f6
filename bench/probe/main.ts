// `npm run bench:probe`: 1,000 domains on loopback, `postern probe` beside Debian's posttls-finger, both eight at a time, in turns; medians.
// Postern asks DNS (MX, A, AAAA, TLSA where signed, MTA-STS) and judges; posttls-finger gets the addresses, so it asks nothing. Processor time and memory
// are those of the probing processes alone.
import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { usageOf, watchMemory } from '../processes.ts'
import type { Destinations } from './internet.ts'

const COUNT = Number(process.env.POSTERN_BENCH_DOMAINS ?? 1_000)
const ROUNDS = Number(process.env.POSTERN_BENCH_ROUNDS ?? 3)
const PARALLEL = 8

interface Measured {
  readonly seconds: number
  readonly cpu: number
  readonly peak: number
}

const folder = await mkdtemp(join(tmpdir(), 'postern-bench-probe-'))
const internet = fork(new URL('./internet.ts', import.meta.url), [String(COUNT)])
try {
  const [destinations] = (await once(internet, 'message')) as [Destinations]
  const systems = { postern: await posternCommand(destinations), 'posttls-finger': await fingerCommand(destinations) }
  const rounds: Record<string, Measured[]> = { postern: [], 'posttls-finger': [] }
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, command] of Object.entries(systems)) rounds[name]?.push(await measure(name, command))
  }
  print(rounds)
} finally {
  internet.disconnect()
  await rm(folder, { recursive: true })
}

interface Command {
  readonly line: string
  /** Domains that came out well. */
  readonly good: () => Promise<number>
}

async function posternCommand({ domains, resolver, port, caPem }: Destinations): Promise<Command> {
  const list = join(folder, 'domains.txt')
  await writeFile(list, `${domains.join('\n')}\n`)
  await writeFile(join(folder, 'ca.pem'), caPem)
  const bin = new URL('../../bin/postern', import.meta.url).pathname
  const out = join(folder, 'postern.out')
  const options = `--json --parallel ${PARALLEL} --rate 0 --resolver ${resolver} --ca ${join(folder, 'ca.pem')} --port ${port}`
  return { line: `${bin} probe --file ${list} ${options} > ${out}`, good: () => countIn(out, /"verdict":"pkix-verified","mx"/g) }
}

async function fingerCommand({ addresses, port }: Destinations): Promise<Command> {
  const list = join(folder, 'addresses.txt')
  await writeFile(list, `${addresses.map((address) => `[${address}]:${port}`).join('\n')}\n`)
  await writeFile(join(folder, 'main.cf'), 'compatibility_level = 3.6\nmaillog_file = /dev/null\n')
  await writeFile(join(folder, 'master.cf'), '')
  const out = join(folder, 'finger.out')
  const finger = `posttls-finger -c -t 8 -T 8 -l encrypt -L summary -F ${join(folder, 'ca.pem')}`
  return {
    line: `MAIL_CONFIG=${folder} xargs -a ${list} -P ${PARALLEL} -n 1 ${finger} > ${out} 2>&1`,
    good: () => countIn(out, /TLS connection established/g),
  }
}

async function countIn(file: string, pattern: RegExp): Promise<number> {
  return (await readFile(file, 'utf8')).match(pattern)?.length ?? 0
}

async function measure(name: string, { line, good }: Command): Promise<Measured> {
  const startedAt = performance.now()
  // The shell stays, so that what its children used can be read before it ends.
  const shell = spawn('bash', ['-c', `${line}; echo done; read -r`], { stdio: ['pipe', 'pipe', 'inherit'] })
  const memory = watchMemory(shell.pid as number, 100)
  await once(shell.stdout, 'data')
  const seconds = (performance.now() - startedAt) / 1000
  const { cpu } = usageOf(shell.pid as number)
  const peak = memory.stop()
  await ended(shell)
  const worked = await good()
  if (worked !== COUNT) throw new Error(`${name}: ${worked} of ${COUNT} domains came out well; see what it prints by hand: ${line}`)
  return { seconds, cpu, peak }
}

async function ended(shell: ChildProcess): Promise<void> {
  shell.stdin?.end('\n')
  await once(shell, 'exit')
}

function print(rounds: Readonly<Record<string, readonly Measured[]>>): void {
  const [model] = cpus()
  console.log(
    `${COUNT} domains, ${PARALLEL} at a time, ${ROUNDS} rounds in turns, medians; ${cpus().length} × ${model?.model ?? 'unknown processor'}`,
  )
  const rows = Object.entries(rounds).map(([name, measured]) => ({
    name,
    seconds: median(measured.map(({ seconds }) => seconds)),
    cpu: median(measured.map(({ cpu }) => cpu)),
    peak: Math.max(...measured.map(({ peak }) => peak)),
  }))
  for (const { name, seconds, cpu, peak } of rows) {
    const rate = `${(COUNT / seconds).toFixed(0)}/s`
    console.log(
      `${name.padEnd(16)} ${seconds.toFixed(2)} s  ${rate.padStart(7)}  processor ${cpu.toFixed(2)} s  memory at most ${(peak / 2 ** 20).toFixed(0)} MiB`,
    )
  }
  const [ours, theirs] = rows
  if (ours && theirs)
    console.log(`speed × ${(theirs.seconds / ours.seconds).toFixed(2)}, processor time × ${(ours.cpu / theirs.cpu).toFixed(2)}`)
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
