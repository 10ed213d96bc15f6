// A destination for commands that a person runs: same gate, no store, short time-outs, nothing remembered but within the command.
import { hostname } from 'node:os'
import { daneTrust } from '../destination/dane-trust.ts'
import { createDestination, DESTINATION_DEFAULTS, type Destination } from '../destination/destination.ts'
import { createStsFetcher, STS_FETCH_DEFAULTS } from '../destination/fetch-sts-policy.ts'
import { createStsPolicies } from '../destination/sts-policies.ts'
import type { MxHostPosture } from '../domain/posture.ts'
import { createDetectionMemory } from '../gate/detections.ts'
import { type GateTarget, openGate, PROBE_TIMEOUTS, speaksVersion } from '../gate/gate.ts'
import { type MailProfile, PROBED_VERSIONS, type ProbedVersion } from '../gate/tls-profile.ts'
import { systemClock as clock } from '../platform/clock.ts'
import { createResolver, readServers } from '../platform/dns-client.ts'
import { createCourtesy } from './courtesy.ts'

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
  /** As `destination.tls-profile` and `destination.min-tls`. */
  readonly tlsProfile?: MailProfile
  readonly minTls?: '1.2' | '1.3'
  /** New connections a second, over all hosts; default 50, 0: as many as there are. */
  readonly perSecond?: number
  /** Milliseconds that a host's verdict answers for other domains; default: as long as the gateway's does. */
  readonly keepMs?: number
}

export const DEFAULT_PER_SECOND = 50

/** Which versions a host speaks with whatever cipher; null: it could not be asked. */
export type SpokenVersions = Readonly<Record<ProbedVersion, boolean | null>>

export interface Prober extends Destination {
  /** Why DANE is not checked, or may not be. */
  readonly daneProblem?: string
  /** One connection for each version but the one that is known, one after the other. Hosts that several domains share are asked once. */
  versionsOf(host: MxHostPosture, signal?: AbortSignal): Promise<SpokenVersions | undefined>
  close(): Promise<void>
}

/** @throws Error where the resolver's address is malformed, or none is configured */
export async function createProber(options: ProberOptions): Promise<Prober> {
  const resolver = createResolver({ servers: options.resolver, clock })
  const servers = readServers(options.resolver).map(({ address }) => address)
  const { on, problem } = await daneTrust(resolver, { dane: options.dane ?? 'auto', servers, canary: options.canary ?? '.' })
  const { ca, privateAddresses, port, keepMs } = options
  const { maxAddresses } = DESTINATION_DEFAULTS
  const fetcher = createStsFetcher(resolver, { ...STS_FETCH_DEFAULTS, port: options.stsPort, ca, privateAddresses, maxAddresses })
  const cache = { get: async () => undefined, put: async () => undefined }
  const detections = createDetectionMemory(clock, keepMs === undefined ? {} : { keepMs })
  const gate = {
    ehloName: options.ehloName ?? ownName(),
    ca,
    clock,
    timeouts: PROBE_TIMEOUTS,
    detections,
    profile: options.tlsProfile ?? 'default',
    minTls: options.minTls ?? '1.2',
  } as const
  const politely = createCourtesy(clock, options.perSecond ?? DEFAULT_PER_SECOND)
  const destination = createDestination({
    resolver,
    probe: (target, signal) => politely(target.address, () => passAndLeave(target, signal), signal),
    cache,
    clock,
    sts: createStsPolicies({ resolver, fetch: fetcher.fetch, cache, clock }),
    settings: {
      port,
      dane: on,
      privateAddresses,
      ...(keepMs === undefined ? {} : { goodMs: keepMs, hardMs: keepMs, temporaryMs: keepMs }),
    },
  })

  async function passAndLeave(target: GateTarget, signal: AbortSignal) {
    const { session, ...result } = await openGate(target, { ...gate, signal })
    await session?.close()
    return result
  }

  const asked = new Map<string, Promise<SpokenVersions>>()
  async function versionsOf(host: MxHostPosture, signal?: AbortSignal): Promise<SpokenVersions | undefined> {
    const [address] = host.addresses
    if (!address || !host.tls) return undefined
    const known = asked.get(host.host) ?? askVersions({ host: host.host, address, port }, host.tls.version, signal)
    asked.set(host.host, known)
    return known
  }

  async function askVersions(target: GateTarget, negotiated: string, signal?: AbortSignal): Promise<SpokenVersions> {
    const settings = { ...gate, ...(signal ? { signal } : {}) }
    const found: Partial<Record<ProbedVersion, boolean | null>> = {}
    for (const version of PROBED_VERSIONS) {
      if (version === negotiated) found[version] = true
      else found[version] = (await politely(target.address, () => speaksVersion(target, version, settings), signal)) ?? null
    }
    return found as SpokenVersions
  }

  const close = async () => {
    await fetcher.close()
    resolver.close()
  }
  return { ...destination, versionsOf, ...(problem ? { daneProblem: problem } : {}), close }
}

/** RFC 5321 §4.1.4: a client without a full name gives an address literal. */
function ownName(): string {
  const name = hostname()
  return /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(name) ? name : '[127.0.0.1]'
}
