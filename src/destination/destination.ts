// Pipeline step 4, assess: what does the other side really offer? find-hosts → find-addresses → judge-host, put together as a posture.
// The posture forecasts routes and feeds `probe`; what a delivery's own connection shows overrules it (`learn`).
import { judgeHost } from '../domain/host-verdict.ts'
import type { HostVerdict, MxHostPosture, Posture } from '../domain/posture.ts'
import type { GateResult, GateTarget } from '../gate/gate.ts'
import type { Clock } from '../platform/clock.ts'
import type { Resolver } from '../platform/dns.ts'
import { untilAborted } from '../platform/until-aborted.ts'
import { type FoundHosts, findHosts } from './find-hosts.ts'
import { createHostJudge, type RememberedVerdict, type VerdictCache } from './judge-host.ts'

export interface DestinationSettings {
  /** Port of the mail hosts. */
  readonly port: number
  /** Whether public DNS may send mail to loopback, private or reserved addresses. */
  readonly privateAddresses: 'refuse' | 'allow'
  /** Mail hosts of one domain, and addresses of one host, that are looked at. */
  readonly maxHosts: number
  readonly maxAddresses: number
  /** Milliseconds that a verdict is remembered: verified hosts · hard failures and unverified certificates · temporary trouble. */
  readonly goodMs: number
  readonly hardMs: number
  readonly temporaryMs: number
  /** Probes at one time, over all destinations. */
  readonly maxProbes: number
}

export const DESTINATION_DEFAULTS: DestinationSettings = {
  port: 25,
  privateAddresses: 'refuse',
  maxHosts: 16,
  maxAddresses: 6,
  goodMs: 24 * 3_600_000,
  hardMs: 15 * 60_000,
  temporaryMs: 5 * 60_000,
  maxProbes: 50,
}

export interface DestinationDeps {
  readonly resolver: Resolver
  /** One gate pass with the probe's settings; its session, if any, is closed here. */
  readonly probe: (target: GateTarget, signal: AbortSignal) => Promise<GateResult>
  readonly cache: VerdictCache
  readonly clock: Clock
  readonly settings: Partial<DestinationSettings>
}

export interface AssessOptions {
  /** Probes again whatever is remembered. */
  readonly fresh?: boolean
  /** Ends the pass at once; its posture is then worth nothing, and nothing of it is remembered. */
  readonly signal?: AbortSignal
}

const STOPPED = { kind: 'none', facts: { kind: 'dns', permanent: false, reason: 'the gateway is stopping' } } as const

export interface Destination {
  /** The posture of a domain: lower-case A-labels, or an address literal. Never rejects for DNS or peer trouble. */
  assess(domain: string, options?: AssessOptions): Promise<Posture>
  /** Only the mail hosts and their addresses, nothing is connected. */
  hosts(domain: string): Promise<FoundHosts>
  /** What a delivery's session found overwrites what a probe said. An unreachable address says nothing about the host and is not kept. */
  learn(host: string, address: string, verdict: HostVerdict): Promise<void>
}

export function createDestination({ resolver, probe, cache, clock, settings: given }: DestinationDeps): Destination {
  const settings: DestinationSettings = { ...DESTINATION_DEFAULTS, ...given }
  const judge = createHostJudge({ probe, cache, clock, settings })
  const hosts = (domain: string) => findHosts(domain, resolver, settings)

  async function assess(domain: string, { fresh = false, signal }: AssessOptions = {}): Promise<Posture> {
    const found = (await untilAborted(hosts(domain), signal)) ?? STOPPED
    if (found.kind === 'none') return postureWithoutHosts(domain, found)
    const judged = await Promise.all(found.hosts.map(async (host) => ({ host, remembered: await judge.verdictOf(host, fresh, signal) })))
    return posture(
      domain,
      judged.map(({ host, remembered }) => hostPosture(host, remembered.verdict)),
      judged.map(({ remembered }) => remembered),
    )
  }

  function postureWithoutHosts(domain: string, { facts }: Extract<FoundHosts, { kind: 'none' }>): Posture {
    const now = clock.now()
    const host = { host: facts.kind === 'null-mx' ? '.' : domain, preference: 0, addresses: [] }
    const verdict = judgeHost(facts)
    const lifetime = verdict.flags.includes('permanent') ? settings.hardMs : settings.temporaryMs
    return posture(domain, [hostPosture(host, verdict)], [{ verdict, checkedAt: now, expiresAt: now + lifetime }])
  }

  return {
    assess,
    hosts,
    learn: async (host, _address, verdict) => {
      if (verdict.verdict !== 'unreachable') await judge.remember(host, verdict)
    },
  }
}

function posture(domain: string, mx: readonly MxHostPosture[], ages: readonly RememberedVerdict[]): Posture {
  const names = mx.map(({ verdict }) => verdict).filter((name, index, all) => name !== all[index - 1])
  return {
    domain,
    verdict: names.join(' + '),
    mx,
    checkedAt: Math.min(...ages.map(({ checkedAt }) => checkedAt)),
    expiresAt: Math.min(...ages.map(({ expiresAt }) => expiresAt)),
  }
}

function hostPosture(
  { host, preference, addresses }: Pick<MxHostPosture, 'host' | 'preference' | 'addresses'>,
  verdict: HostVerdict,
): MxHostPosture {
  return { host, preference, addresses, ...verdict, dane: { state: 'off' }, sts: { state: 'off' } }
}
