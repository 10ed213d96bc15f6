// One round of one system: the generator hands messages in, the sink counts them; rates, processor time and memory are taken around it.
import { type ChildProcess, fork } from 'node:child_process'
import { onceFromChild } from './children.ts'
import type { FromGenerator, Load } from './generator.ts'
import { threadsOf, usageOf, watchMemory } from './processes.ts'
import type { FromSink, SinkOptions, ToSink } from './sink.ts'
import type { RunningSystem, System } from './systems/system.ts'

export interface Round {
  /** Messages a second from `go` to the last `250`. */
  readonly accepted: number
  /** Messages a second from `go` to the last one at the sink; undefined where nothing is relayed. */
  readonly delivered?: number
  /** Seconds of all processes of the system for 1,000 messages. */
  readonly cpu: number
  /** The same, by thread of its main process, and for its children. */
  readonly threads: ReadonlyMap<string, number>
  /** Bytes resident, all processes together, at the worst moment. */
  readonly peak: number
  /** Messages that reached the sink more than once. */
  readonly repeated: number
}

export interface Sink {
  readonly port: number
  /** Resolves when all messages of a run have come. */
  expect(run: string, messages: number): Promise<Extract<FromSink, { kind: 'complete' }>>
  stop(): void
}

export async function startSink(options: SinkOptions): Promise<Sink> {
  const child = start('./sink.ts', options)
  const { port } = await onceFromChild(child, (message) => pick<FromSink, 'listening'>(message, 'listening'))
  return {
    port,
    expect: (run, messages) => {
      child.send({ kind: 'expect', run, messages } satisfies ToSink)
      return onceFromChild(child, (message) => {
        const complete = pick<FromSink, 'complete'>(message, 'complete')
        return complete?.run === run ? complete : undefined
      })
    },
    stop: () => child.disconnect(),
  }
}

/** The longest that a system may take to hand on what it accepted. */
const DELIVERY_MS = 300_000
/** What still goes on after the last delivery (evidence, ledger) is part of the cost. */
const SETTLE_MS = 700

export async function runRound(system: System, running: RunningSystem, sink: Sink, load: Omit<Load, 'port'>): Promise<Round> {
  const perThousand = (value: number) => (value / load.messages) * 1000
  const generator = start('./generator.ts', { ...load, port: running.port } satisfies Load)
  await onceFromChild(generator, (message) => pick<FromGenerator, 'ready'>(message, 'ready'))
  const before = usageOf(running.pid)
  const threadsBefore = threadsOf(running.pid)
  const memory = watchMemory(running.pid)
  const complete = system.relays ? within(sink.expect(load.run, load.messages), DELIVERY_MS, system.name) : undefined
  complete?.catch(() => {})
  const accepted = onceFromChild(generator, (message) => pick<FromGenerator, 'done'>(message, 'done'))
  generator.send('go')
  const { startedAt, endedAt } = await accepted
  const end = await complete
  await new Promise((done) => setTimeout(done, SETTLE_MS))
  const peak = memory.stop()
  const after = usageOf(running.pid)
  const threads = [...threadsOf(running.pid)].map(([name, cpu]) => [name, perThousand(cpu - (threadsBefore.get(name) ?? 0))] as const)
  running.tidy()
  const rate = (until: number) => (load.messages / (until - startedAt)) * 1000
  return {
    accepted: rate(endedAt),
    ...(end ? { delivered: rate(end.endedAt) } : {}),
    cpu: perThousand(after.cpu - before.cpu),
    threads: new Map(threads),
    peak,
    repeated: end?.repeated ?? 0,
  }
}

function start(file: './sink.ts' | './generator.ts', options: unknown): ChildProcess {
  return fork(new URL(file, import.meta.url), [JSON.stringify(options)], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    detached: true,
  })
}

function pick<Message extends { readonly kind: string }, Kind extends Message['kind']>(
  message: unknown,
  kind: Kind,
): Extract<Message, { readonly kind: Kind }> | undefined {
  return (message as Message).kind === kind ? (message as Extract<Message, { readonly kind: Kind }>) : undefined
}

async function within<T>(work: Promise<T>, ms: number, who: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${who}: not all messages had reached the sink after ${ms / 1000} s`)), ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
