// A destination for commands that a person runs: same gate, no store, short time-outs, nothing remembered but within the command.
import { hostname } from 'node:os'
import { daneTrust } from '../destination/dane-trust.ts'
import { createDestination, DESTINATION_DEFAULTS, type Destination } from '../destination/destination.ts'
import { createStsFetcher, STS_FETCH_DEFAULTS } from '../destination/fetch-sts-policy.ts'
import { createStsPolicies } from '../destination/sts-policies.ts'
import { createDetectionMemory } from '../gate/detections.ts'
import { openGate, PROBE_TIMEOUTS } from '../gate/gate.ts'
import { systemClock as clock } from '../platform/clock.ts'
import { createResolver, readServers } from '../platform/dns-client.ts'

export interface ProberOptions {
  readonly resolver: 'system' | readonly string[]
  /** `system`, or PEM text. */
  readonly ca: string
  readonly port: number
  /** Port of MTA-STS policy hosts. */
  readonly stsPort: number
  readonly privateAddresses: 'refuse' | 'allow'
  /** As `destination.dane` and `destination.dane-canary`; default `auto` and the root. */
  readonly dane?: 'auto' | 'required' | 'off'
  readonly canary?: string
  /** Our name in EHLO; default: this machine's, where it is a full one. */
  readonly ehloName?: string
}

export interface Prober extends Destination {
  /** Why DANE is not checked, or may not be. */
  readonly daneProblem?: string
  close(): Promise<void>
}

/** @throws Error where the resolver's address is malformed, or none is configured */
export async function createProber(options: ProberOptions): Promise<Prober> {
  const resolver = createResolver({ servers: options.resolver, clock })
  const servers = readServers(options.resolver).map(({ address }) => address)
  const { on, problem } = await daneTrust(resolver, { dane: options.dane ?? 'auto', servers, canary: options.canary ?? '.' })
  const { ca, privateAddresses } = options
  const { maxAddresses } = DESTINATION_DEFAULTS
  const fetcher = createStsFetcher(resolver, { ...STS_FETCH_DEFAULTS, port: options.stsPort, ca, privateAddresses, maxAddresses })
  const cache = { get: async () => undefined, put: async () => undefined }
  const detections = createDetectionMemory(clock)
  const gate = { ehloName: options.ehloName ?? ownName(), ca: options.ca, clock, timeouts: PROBE_TIMEOUTS, detections }
  const destination = createDestination({
    resolver,
    probe: (target) => openGate(target, gate),
    cache,
    clock,
    sts: createStsPolicies({ resolver, fetch: fetcher.fetch, cache, clock }),
    settings: { port: options.port, dane: on, privateAddresses },
  })
  const close = async () => {
    await fetcher.close()
    resolver.close()
  }
  return { ...destination, ...(problem ? { daneProblem: problem } : {}), close }
}

/** RFC 5321 §4.1.4: a client without a full name gives an address literal. */
function ownName(): string {
  const name = hostname()
  return /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(name) ? name : '[127.0.0.1]'
}

/** Runs `work` on all items, `limit` at a time, and hands results on in the order of the items. */
export async function inOrder<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<R>,
  done: (result: R) => void,
): Promise<void> {
  const running: Promise<R>[] = []
  let next = 0
  const start = () => {
    const item = items[next++] as T
    running.push(work(item))
  }
  while (next < Math.min(limit, items.length)) start()
  while (running.length > 0) {
    const result = await (running.shift() as Promise<R>)
    if (next < items.length) start()
    done(result)
  }
}
