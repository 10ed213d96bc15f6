// `npm run bench`: Postern against bare smtp-server and Postfix, in one run, rounds interleaved so that a slow minute of the machine hits
// all alike. See README.md for what the figures mean. Ctrl-C ends it cleanly; nothing stays behind.
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createCertificateAuthority } from '../src/demo/internet/certificate-authority.ts'
import { startNameServer } from '../src/demo/internet/name-server.ts'
import { makeFolder, sweepLeftovers } from './leftovers.ts'
import { type Round, runRound, startSink } from './measure.ts'
import { SINK_DOMAIN, SINK_HOST } from './messages.ts'
import { usageOf } from './processes.ts'
import { conditionsText, sizeText, threadsText } from './report.ts'
import { bare } from './systems/bare.ts'
import { postern, posternIntake } from './systems/postern.ts'
import { postfix, postfixAccept } from './systems/postfix.ts'
import type { RunningSystem, Surroundings, System } from './systems/system.ts'

const SYSTEMS: readonly System[] = [postern, postfix, posternIntake, postfixAccept, bare]
const SIZES = {
  '10k': { title: '10 KB', bytes: 10 * 1024, messages: 3000, quick: 1000 },
  '100k': { title: '100 KB', bytes: 100 * 1024, messages: 1000, quick: 300 },
  '1m': { title: '1 MB', bytes: 1024 * 1024, messages: 150, quick: 40 },
} as const
const HELP = `npm run bench -- [options]
  --quick           fewer messages, 3 rounds
  --rounds N        rounds of each system and size (5)
  --sizes LIST      of ${Object.keys(SIZES).join(', ')} (all)
  --systems LIST    parts of names, such as postern,postfix (all that are installed)
  --sessions N      sessions of the generator (10)
  --threads         processor time by thread as well
`

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    sizes: { type: 'string', default: Object.keys(SIZES).join(',') },
    systems: { type: 'string', default: '' },
    sessions: { type: 'string', default: '10' },
    threads: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

interface Contender {
  readonly system: System
  readonly running: RunningSystem
  /** Bytes resident before its first message. */
  readonly rest: number
}

/** How long a system may get itself in order before it counts as at rest. */
const REST_MS = 2000

async function bench(): Promise<void> {
  const rounds = Number(values.rounds ?? (values.quick ? 3 : 5))
  const sessions = Number(values.sessions)
  const undo: (() => unknown)[] = []
  const cleanUp = async () => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  process.once('SIGINT', () => void cleanUp().finally(() => process.exit(130)))
  process.once('SIGTERM', () => void cleanUp().finally(() => process.exit(143)))
  try {
    const { around, sink } = await prepare(undo)
    const contenders = await startAll(around, undo)
    const described = contenders.map(({ system }) => `${system.name}: ${system.describe()}`)
    console.log(`${conditionsText({ systems: described, sessions, rounds })}\n`)
    for (const size of chosenSizes()) {
      const messages = values.quick ? size.quick : size.messages
      const results = new Map<Contender, Round[]>(contenders.map((contender) => [contender, []]))
      // The first round warms up, twice as long as the others: code gets compiled, connections made, files grow. It is not counted.
      for (let round = 0; round <= rounds; round++) {
        for (const contender of contenders) {
          process.stderr.write(`\r\x1b[K${size.title}, round ${round} of ${rounds}: ${contender.system.name}`)
          const load = { sessions, messages: round === 0 ? messages * 2 : messages, size: size.bytes, run: runName() }
          const result = await runRound(contender.system, contender.running, sink, load)
          if (round > 0) results.get(contender)?.push(result)
        }
      }
      process.stderr.write('\r\x1b[K')
      const rows = [...results].map(([{ system, rest }, all]) => ({ system: system.name, rest, rounds: all }))
      console.log(`${sizeText(`${size.title} text, ${messages} messages a round`, rows)}\n`)
      if (values.threads) console.log(`${rows.map(threadsText).join('\n')}\n`)
    }
  } finally {
    await cleanUp()
  }
}

async function prepare(undo: (() => unknown)[]): Promise<{ around: Surroundings; sink: Awaited<ReturnType<typeof startSink>> }> {
  sweepLeftovers()
  const folder = makeFolder()
  undo.push(() => rmSync(folder, { recursive: true, force: true }))
  const authority = await createCertificateAuthority({ name: 'Bench' })
  const own = await authority.issue({ names: ['mail-gw.bench.test'], keyType: 'rsa' })
  const files = { certFile: join(folder, 'gw.pem'), keyFile: join(folder, 'gw.key'), caFile: join(folder, 'ca.pem') }
  writeFileSync(files.certFile, own.cert)
  writeFileSync(files.keyFile, own.key, { mode: 0o600 })
  writeFileSync(files.caFile, authority.pem)
  const sink = await startSink({ host: SINK_HOST, ...(await authority.issue({ names: [SINK_HOST], keyType: 'rsa' })) })
  undo.push(() => sink.stop())
  const names = await startNameServer({
    zones: {
      [SINK_DOMAIN]: [{ type: 'MX', preference: 10, exchange: SINK_HOST }],
      [SINK_HOST]: [{ type: 'A', address: '127.0.0.1' }],
    },
  })
  undo.push(() => names.close())
  return { around: { folder, ...files, sinkPort: sink.port, resolver: `${names.address}:${names.port}` }, sink }
}

async function startAll(around: Surroundings, undo: (() => unknown)[]): Promise<readonly Contender[]> {
  const wanted = values.systems.toLowerCase().split(',').filter(Boolean)
  const chosen = SYSTEMS.filter(({ name }) => wanted.length === 0 || wanted.some((part) => name.toLowerCase().includes(part)))
  const contenders: Contender[] = []
  for (const system of chosen) {
    if (!system.describe()) {
      console.log(`${system.name}: not installed here, or this user may not start it; left out`)
      continue
    }
    const running = await system.start(around)
    undo.push(() => running.stop())
    await new Promise((done) => setTimeout(done, REST_MS))
    contenders.push({ system, running, rest: usageOf(running.pid).resident })
  }
  return contenders
}

function chosenSizes() {
  return values.sizes.split(',').map((name) => {
    const size = SIZES[name as keyof typeof SIZES]
    if (!size) throw new Error(`--sizes takes ${Object.keys(SIZES).join(', ')}, not ${name}`)
    return size
  })
}

let runs = 0
const runName = () => `bench-${process.pid}-${++runs}`

if (values.help) console.log(HELP)
else await bench()
