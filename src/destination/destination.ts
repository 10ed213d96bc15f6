// Pipeline step 4, assess: what does the other side really offer? find-hosts → find-addresses → judge-host, put together as a posture.
// The posture forecasts routes and feeds `probe`; what a delivery's own connection shows overrules it (`learn`).
import { judgeHost, underMemory, underPins, underSts } from '../domain/host-verdict.ts'
import { namesHost } from '../domain/mta-sts.ts'
import type { HostMemory, HostTrust, HostVerdict, MxHostPosture, Posture, StsFacts } from '../domain/posture.ts'
import { domainVerdict } from '../domain/posture-summary.ts'
import type { GateResult, GateTarget } from '../gate/gate.ts'
import type { Clock } from '../platform/clock.ts'
import type { AskOptions, Resolver } from '../platform/dns.ts'
import { untilAborted } from '../platform/until-aborted.ts'
import { type FoundHost, type FoundHosts, findHosts } from './find-hosts.ts'
import { createHostMemories } from './host-memory.ts'
import { createHostJudge, digestOf, type RememberedVerdict, type Under, type VerdictCache } from './judge-host.ts'
import { type StsPolicies, type StsState, stsFactsFor } from './sts-policies.ts'

export interface DestinationSettings {
  /** Port of the mail hosts. */
  readonly port: number
  /** Whether the resolver validates and is reached over a path that nobody else writes on, so that its AD bit is believed: DANE. */
  readonly dane: boolean
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
  /** Milliseconds that the best level of a host counts after it was last seen; 0: nothing is remembered. */
  readonly rememberMs: number
}

export const DESTINATION_DEFAULTS: DestinationSettings = {
  port: 25,
  dane: false,
  privateAddresses: 'refuse',
  maxHosts: 16,
  maxAddresses: 6,
  goodMs: 24 * 3_600_000,
  hardMs: 15 * 60_000,
  temporaryMs: 5 * 60_000,
  maxProbes: 50,
  rememberMs: 14 * 24 * 3_600_000,
}

export interface DestinationDeps {
  readonly resolver: Resolver
  /** One gate pass with the probe's settings; its session, if any, is closed here. */
  readonly probe: (target: GateTarget, signal: AbortSignal) => Promise<GateResult>
  readonly cache: VerdictCache
  readonly clock: Clock
  /** Told where a host offers less than it did. */
  readonly onDowngrade?: (host: string, was: HostMemory, is: HostVerdict) => void
  /** Left out: MTA-STS is not looked for. */
  readonly sts?: StsPolicies
  readonly settings: Partial<DestinationSettings>
}

export interface AssessOptions {
  /** Probes again whatever is remembered. */
  readonly fresh?: boolean
  /** Ends the pass at once; its posture is then worth nothing, and nothing of it is remembered. */
  readonly signal?: AbortSignal
  /** What overrides of the domain ask of its hosts. */
  readonly trust?: HostTrust
}

const STOPPED = { kind: 'none', facts: { kind: 'dns', permanent: false, reason: 'the gateway is stopping' } } as const

export interface Destination {
  /** The posture of a domain: lower-case A-labels, or an address literal. Never rejects for DNS or peer trouble. */
  assess(domain: string, options?: AssessOptions): Promise<Posture>
  /** Only the mail hosts and their addresses, nothing is connected. */
  hosts(domain: string): Promise<FoundHosts>
  /** What a delivery's session found overwrites what a probe said. An unreachable address says nothing about the host and is not kept. */
  learn(target: GateTarget, verdict: HostVerdict): Promise<void>
  /**
   * A host failed a published policy: is it still the one that stands there? Asks again for the TXT record's id and the TLSA records, whatever is
   * kept (RFC 8461 §5.1). @returns the posture under the policy of today; undefined where it is the same
   */
  recheck(known: Posture, signal?: AbortSignal): Promise<Posture | undefined>
}

export function createDestination({ resolver, probe, cache, clock, sts, onDowngrade, settings: given }: DestinationDeps): Destination {
  const settings: DestinationSettings = { ...DESTINATION_DEFAULTS, ...given }
  const judge = createHostJudge({ probe, cache, clock, settings, onSeen: see })
  const memories = createHostMemories(cache, clock, settings)
  const hosts = (domain: string, options?: AskOptions) => findHosts(domain, resolver, settings, options)

  async function assess(domain: string, { fresh = false, signal, trust }: AssessOptions = {}): Promise<Posture> {
    return assessWith(domain, { ask: { fresh }, probeAgain: fresh, ...(signal ? { signal } : {}), ...(trust ? { trust } : {}) })
  }

  async function assessWith(domain: string, look: Look): Promise<Posture> {
    const { ask, signal, trust } = look
    const looked = Promise.all([hosts(domain, ask), stsOf(domain, ask)])
    const [found, policy] = (await untilAborted(looked, signal)) ?? [STOPPED, undefined]
    if (found.kind === 'none') return postureWithoutHosts(domain, found)
    const judged = await Promise.all(found.hosts.map((host) => judgeOne(host, policy, look)))
    const whole = posture(
      domain,
      judged.map(({ host }) => host),
      judged.map(({ age }) => age),
    )
    return trust ? { ...whole, trust } : whole
  }

  async function judgeOne(found: FoundHost, policy: StsState | undefined, { probeAgain, signal, trust }: Look) {
    const sts: StsFacts = policy ? stsFactsFor(found.host, policy) : { state: 'off' }
    // The gate does not let a private authority prove what the domain's own policy asks for.
    const ca = sts.demand || found.dane.state === 'usable' ? undefined : trust?.ca
    const under: Under = { ...(found.dane.policy ? { dane: found.dane.policy } : {}), ...(ca === undefined ? {} : { ca }) }
    const age = await judge.verdictOf(found, under, probeAgain, signal)
    const remembered = trust?.forgiven?.includes(found.host) ? undefined : await memories.of(found.host, scopeOf(under))
    return {
      host: hostPosture(found, age.verdict, { sts, ...(trust?.pins ? { pins: trust.pins } : {}), ...(remembered ? { remembered } : {}) }),
      age,
    }
  }

  async function see(host: string, verdict: HostVerdict, under: Under): Promise<void> {
    const memory = await memories.see(host, verdict, scopeOf(under))
    if (memory && underMemory(verdict, memory.level).flags.includes('downgrade')) onDowngrade?.(host, memory, verdict)
  }

  async function stsOf(domain: string, ask: AskOptions): Promise<StsState | undefined> {
    return domain.startsWith('[') ? undefined : sts?.of(domain, ask)
  }

  async function recheck(known: Posture, signal?: AbortSignal): Promise<Posture | undefined> {
    const now = await assessWith(known.domain, {
      ask: { fresh: true },
      probeAgain: false,
      ...(signal ? { signal } : {}),
      ...(known.trust ? { trust: known.trust } : {}),
    })
    return policiesOf(now) === policiesOf(known) ? undefined : now
  }

  function postureWithoutHosts(domain: string, { facts }: Extract<FoundHosts, { kind: 'none' }>): Posture {
    const now = clock.now()
    const host = { host: facts.kind === 'null-mx' ? '.' : domain, preference: 0, addresses: [], dane: { state: 'off' } } as const
    const verdict = judgeHost(facts)
    const lifetime = verdict.flags.includes('permanent') ? settings.hardMs : settings.temporaryMs
    return posture(
      domain,
      [hostPosture(host, verdict, { sts: { state: 'off' } })],
      [{ verdict, checkedAt: now, expiresAt: now + lifetime }],
    )
  }

  return {
    assess,
    recheck,
    hosts: (domain) => hosts(domain),
    learn: async ({ host, dane, ca }, verdict) => {
      const under: Under = { ...(dane ? { dane } : {}), ...(ca === undefined ? {} : { ca }) }
      if (verdict.verdict !== 'unreachable') await judge.remember(host, under, verdict)
    },
  }
}

/** How one assessment is made. */
interface Look {
  /** About the domain's policies. */
  readonly ask: AskOptions
  /** Whatever verdict is remembered. */
  readonly probeAgain: boolean
  readonly signal?: AbortSignal
  readonly trust?: HostTrust
}

function scopeOf({ ca }: Under): string | undefined {
  return ca === undefined ? undefined : digestOf(ca)
}

function policiesOf({ mx }: Posture): string {
  return JSON.stringify(mx.map(({ host, dane, sts }) => [host, dane.policy, sts.state, sts.id, sts.policy]).sort())
}

function posture(domain: string, mx: readonly MxHostPosture[], ages: readonly RememberedVerdict[]): Posture {
  return {
    domain,
    verdict: domainVerdict(mx),
    mx,
    checkedAt: Math.min(...ages.map(({ checkedAt }) => checkedAt)),
    expiresAt: Math.min(...ages.map(({ expiresAt }) => expiresAt)),
  }
}

/** @param verdict of the host alone: pins, memory and the domain's policy are laid over it */
function hostPosture(
  { host, preference, addresses, dane }: Pick<FoundHost, 'host' | 'preference' | 'addresses' | 'dane'>,
  verdict: HostVerdict,
  { sts, remembered, pins }: { readonly sts: StsFacts; readonly remembered?: HostMemory; readonly pins?: readonly string[] },
): MxHostPosture {
  const judged = underMemory(underPins(verdict, pins), remembered?.level)
  const testing = sts.state === 'testing' && sts.policy ? underSts(judged, { named: namesHost(sts.policy, host) }) : undefined
  const wouldFail = testing?.flags.includes('sts-fail') ? { reason: `would fail if it were enforced: ${testing.reason}` } : {}
  const facts = { host, preference, addresses, dane, sts: { ...sts, ...wouldFail }, ...(remembered ? { remembered } : {}) }
  return { ...underSts(judged, sts.demand), ...facts }
}
