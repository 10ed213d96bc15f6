// `npm run fuzz -- [--seed N] [--seconds N] [--target NAME] [--replay FILE]`: tears at mail, attachments, policies, texts and redaction, and examines what
// becomes of each (CONTRIBUTING.md). The same seed makes the same inputs. Exit 1 where a rule was broken; the input is then in `.fuzz/`.
import { mkdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { examine } from './examine.ts'
import type { Found, FromThread, ThreadOptions } from './fuzz-thread.ts'
import { readInput, writeInput } from './input-file.ts'
import { createRandom } from './random.ts'
import type { Fault, Target } from './target.ts'
import { TARGETS } from './targets.ts'

const FOLDER = join(import.meta.dirname, '../../.fuzz')
/** Wall clock: a loaded machine makes everything slow, and nothing hang. */
const HANG_MS = 40_000
const MEMORY = 2 * 1024 ** 3
const WATCH_MS = 250
const TOLD_MS = 5_000
const NAMES = TARGETS.map(({ name }) => name)

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Math.floor(Date.now() / 1000) % 1_000_000) },
    seconds: { type: 'string', default: '60' },
    target: { type: 'string' },
    replay: { type: 'string' },
  },
})
const seed = Number(values.seed)
const seconds = Number(values.seconds)
if (!Number.isInteger(seed) || !(seconds > 0) || (values.target !== undefined && !NAMES.includes(values.target))) {
  console.error(`usage: npm run fuzz -- [--seed N] [--seconds N] [--target ${NAMES.join('|')}] [--replay FILE]`)
  process.exit(2)
}
process.exitCode = values.replay === undefined ? await fuzzAll() : await replay(values.replay)

async function fuzzAll(): Promise<number> {
  const chosen = TARGETS.filter(({ name }) => values.target === undefined || name === values.target)
  mkdirSync(FOLDER, { recursive: true })
  console.error(`seed ${seed}, ${seconds} seconds, targets: ${chosen.map(({ name }) => name).join(' ')}`)
  let faults = 0
  for (const target of chosen) faults += await fuzz(target, (seconds * 1000) / chosen.length)
  console.log(faults === 0 ? 'no rule was broken' : `${faults} rules were broken; inputs are in ${relative(process.cwd(), FOLDER)}/`)
  return faults === 0 ? 0 : 1
}

/** One target for its share of the time, in as many threads as it takes when some of them hang or die. @returns how many rules were broken */
async function fuzz(target: Target, time: number): Promise<number> {
  const rules = new Map<string, number>()
  const end = performance.now() + time
  const started = performance.now()
  let run = 0
  while (performance.now() < end) {
    const last = await oneThread(target.name, run, end - performance.now(), (fault, found) => {
      rules.set(fault.rule, (rules.get(fault.rule) ?? 0) + 1)
      if (found) tell(target.name, found)
    })
    run = last.next
    if (last.lost) {
      const input = await target.input(createRandom(seed, target.name, run - 1))
      const file = join(FOLDER, `${target.name}-${seed}-${run - 1}`)
      writeInput(file, input, { target: target.name, rule: last.lost.rule, seed, run: run - 1 })
      if (!rules.has(last.lost.rule)) tell(target.name, { fault: last.lost, file, run: run - 1 })
      rules.set(last.lost.rule, (rules.get(last.lost.rule) ?? 0) + 1)
    }
  }
  const rate = run / ((performance.now() - started) / 1000)
  console.log(`${target.name.padEnd(12)} ${String(run).padStart(8)} executions, ${rate.toFixed(1)} a second, ${rules.size} rules broken`)
  for (const [rule, times] of rules) console.log(`  ${times} × ${rule}`)
  return rules.size
}

function tell(target: string, { fault, file, run }: Found): void {
  console.log(
    `BROKEN  ${target}: ${fault.rule}\n  ${fault.detail}\n  seed ${seed}, run ${run}; replay: npm run fuzz -- --replay ${relative(process.cwd(), file)}`,
  )
}

interface Ended {
  readonly next: number
  /** Why the thread did not end by itself. */
  readonly lost?: Fault
}

function oneThread(target: string, run: number, time: number, onFault: (fault: Fault, found?: Found) => void): Promise<Ended> {
  const shared = new SharedArrayBuffer(4)
  const state = new Int32Array(shared)
  const workerData: ThreadOptions = { target, seed, run, time, folder: FOLDER, shared }
  state[0] = run
  const worker = new Worker(new URL('./fuzz-thread.ts', import.meta.url), { workerData, resourceLimits: { maxOldGenerationSizeMb: 1024 } })
  let since = performance.now()
  let seen = run
  let told = since
  return new Promise((resolve) => {
    const end = (ended: Ended) => {
      clearInterval(watch)
      void worker.terminate()
      resolve(ended)
    }
    const watch = setInterval(() => {
      const at = Atomics.load(state, 0)
      const now = performance.now()
      if (at !== seen) [seen, since] = [at, now]
      if (now - told > TOLD_MS) {
        console.error(`  ${target}: ${at} executions, ${((at - run) / (time / 1000)).toFixed(1)} a second over the whole time`)
        told = now
      }
      if (now - since > HANG_MS) end({ next: at + 1, lost: { rule: 'hangs', detail: `longer than ${HANG_MS} ms` } })
      else if (process.memoryUsage.rss() > MEMORY)
        end({ next: at + 1, lost: { rule: 'takes too much memory', detail: `more than ${MEMORY} bytes` } })
    }, WATCH_MS)
    worker.on('message', (message: FromThread) => {
      if ('done' in message) end({ next: message.done })
      else if ('found' in message) onFault(message.found.fault, message.found)
      else onFault({ rule: message.again, detail: '' })
    })
    worker.on('error', (error) => {
      const place = /\/((?:src|node_modules)\/[^)\n]+)/.exec((error as Error).stack ?? '')?.[1] ?? ''
      end({
        next: Atomics.load(state, 0) + 1,
        lost: { rule: `dies of ${(error as Error).name} at ${place}`, detail: (error as Error).message },
      })
    })
  })
}

async function replay(file: string): Promise<number> {
  const { target: name, input } = readInput(file, values.target ?? 'mail')
  const target = TARGETS.find((one) => one.name === name)
  if (!target) throw new Error(`there is no target ${name}`)
  const fault = await examine(target, input)
  console.log(fault ? `BROKEN  ${name}: ${fault.rule}\n  ${fault.detail}` : `${name}: no rule was broken by ${input.bytes.length} bytes`)
  return fault ? 1 : 0
}
