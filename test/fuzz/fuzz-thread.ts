// The thread that runs one target: makes inputs, examines them, and writes down what broke. The input under way stands in memory that the main thread shares,
// so that it is known when this thread hangs or dies.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { examine, minimise } from './examine.ts'
import { writeInput } from './input-file.ts'
import { createRandom } from './random.ts'
import type { Fault, Input } from './target.ts'
import { TARGETS } from './targets.ts'

export interface ThreadOptions {
  readonly target: string
  readonly seed: number
  /** First run of this thread. */
  readonly run: number
  /** Milliseconds. */
  readonly time: number
  readonly folder: string
  /** Run under way, and one more for each that began: the main thread sees whether it moves. */
  readonly shared: SharedArrayBuffer
}

export interface Found {
  readonly fault: Fault
  readonly file: string
  readonly run: number
}

export type FromThread = { readonly found: Found } | { readonly again: string } | { readonly done: number }

const MINIMISE_MS = 15_000
const { target: name, seed, run: first, time, folder, shared } = workerData as ThreadOptions
const target = TARGETS.find((one) => one.name === name)
if (!target) throw new Error(`there is no target ${name}`)
const state = new Int32Array(shared)
const known = new Set<string>()
const end = performance.now() + time
mkdirSync(folder, { recursive: true })

let run = first
for (; performance.now() < end; run++) {
  Atomics.store(state, 0, run)
  const input = await target.input(createRandom(seed, name, run))
  const fault = await examine(target, input)
  if (fault) await report(input, fault)
}
parentPort?.postMessage({ done: run } satisfies FromThread)

async function report(input: Input, fault: Fault): Promise<void> {
  if (known.has(fault.rule)) {
    parentPort?.postMessage({ again: fault.rule } satisfies FromThread)
    return
  }
  known.add(fault.rule)
  const least = target ? await minimise(target, input, fault, MINIMISE_MS) : input
  const file = join(folder, `${name}-${seed}-${run}`)
  writeInput(file, least, { target: name, rule: fault.rule, seed, run })
  parentPort?.postMessage({ found: { fault, file, run } } satisfies FromThread)
}
