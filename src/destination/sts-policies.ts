// MTA-STS of recipients' domains (RFC 8461 §3.3, §10.2): the TXT record says whether there is a policy and when it changed, HTTPS gives it, and it
// counts for its max_age whatever becomes of record and host: whoever can make both vanish must not be able to lower the protection.
import { MAX_MAX_AGE, namesHost, readStsRecord, type StsPolicy } from '../domain/mta-sts.ts'
import type { StsFacts } from '../domain/posture.ts'
import type { Clock } from '../platform/clock.ts'
import type { AskOptions, Resolver } from '../platform/dns.ts'
import type { FetchedPolicy } from './fetch-sts-policy.ts'
import type { VerdictCache } from './judge-host.ts'

/** What is known of one domain. */
export interface StsState {
  readonly policy?: StsPolicy
  readonly id?: string
  /** Milliseconds since the epoch. */
  readonly fetchedAt?: number
  readonly expiresAt?: number
  /** Why a policy that was announced is not known, or not renewed. */
  readonly reason?: string
}

export interface StsPolicies {
  /** @param domain of the recipient, lower-case A-labels; never a parent of it (§3.4) */
  of(domain: string, options?: AskOptions): Promise<StsState>
  /** Renews policies that are older than `refreshMs`, so that no gap opens when they end. */
  refreshDue(): Promise<void>
}

export interface StsDeps {
  readonly resolver: Pick<Resolver, 'txt'>
  readonly fetch: (domain: string) => Promise<FetchedPolicy>
  readonly cache: VerdictCache
  readonly clock: Clock
  readonly settings?: Partial<StsSettings>
}

export interface StsSettings {
  /** Milliseconds after which a policy is renewed though its id is the same (§10.2: daily). */
  readonly refreshMs: number
  /** Milliseconds before a policy that could not be fetched is asked for again (§3.3: five minutes at least). */
  readonly backOffMs: number
  /** Domains whose policies are renewed ahead of time. */
  readonly maxDomains: number
}

export const STS_DEFAULTS: StsSettings = { refreshMs: 24 * 3_600_000, backOffMs: 5 * 60_000, maxDomains: 20_000 }

type Kept = Required<Omit<StsState, 'reason'>>

const INDEX = 'sts-domains'

export function createStsPolicies({ resolver, fetch, cache, clock, settings: given }: StsDeps): StsPolicies {
  const settings = { ...STS_DEFAULTS, ...given }
  const memory = new Map<string, Kept>()
  const failures = new Map<string, { readonly until: number; readonly reason: string }>()
  const fetching = new Map<string, Promise<StsState>>()
  const domains = new Set<string>()

  async function of(domain: string, options: AskOptions = {}): Promise<StsState> {
    const [answer, kept] = await Promise.all([resolver.txt(`_mta-sts.${domain}`, options), recall(domain)])
    const record = answer.kind === 'answer' ? readStsRecord(answer.records) : 'none'
    if (typeof record === 'string') {
      if (kept) return kept
      return record === 'malformed' ? { reason: 'its TXT record cannot be read' } : {}
    }
    if (kept?.id !== record.id) return obtain(domain, record.id, kept)
    if (clock.now() - kept.fetchedAt >= settings.refreshMs) void obtain(domain, record.id, kept)
    return kept
  }

  /** The policy under this id; where it cannot be had, what is still kept. */
  async function obtain(domain: string, id: string, kept: Kept | undefined): Promise<StsState> {
    const key = `${domain} ${id}`
    const failed = failures.get(key)
    if (failed && failed.until > clock.now()) return { ...kept, reason: failed.reason }
    const running = fetching.get(key) ?? fetchOnce(domain, id).finally(() => fetching.delete(key))
    fetching.set(key, running)
    const state = await running
    return state.policy ? state : { ...kept, ...state }
  }

  async function fetchOnce(domain: string, id: string): Promise<StsState> {
    const result = await fetch(domain)
    if (!result.ok) {
      if (failures.size >= settings.maxDomains) failures.clear()
      failures.set(`${domain} ${id}`, { until: clock.now() + settings.backOffMs, reason: result.reason })
      return { reason: result.reason }
    }
    const fetchedAt = clock.now()
    const state = { policy: result.policy, id, fetchedAt, expiresAt: fetchedAt + result.policy.maxAge * 1000 }
    await keep(domain, state)
    return state
  }

  async function recall(domain: string): Promise<Kept | undefined> {
    const near = memory.get(domain)
    if (near) return near.expiresAt > clock.now() ? near : undefined
    const far = await cache.get(keyOf(domain)).catch(() => undefined)
    if (!isKept(far) || far.expiresAt <= clock.now()) return undefined
    memory.set(domain, far)
    return far
  }

  async function keep(domain: string, state: Kept): Promise<void> {
    if (memory.size >= settings.maxDomains) memory.delete(memory.keys().next().value as string)
    memory.set(domain, state)
    await cache.put(keyOf(domain), state, state.expiresAt).catch(() => undefined)
    if (domains.has(domain) || domains.size >= settings.maxDomains) return
    await loadIndex()
    domains.add(domain)
    await cache.put(INDEX, [...domains], clock.now() + MAX_MAX_AGE * 1000).catch(() => undefined)
  }

  async function loadIndex(): Promise<void> {
    const known = await cache.get(INDEX).catch(() => undefined)
    if (Array.isArray(known)) for (const domain of known) if (typeof domain === 'string') domains.add(domain)
  }

  async function refreshDue(): Promise<void> {
    await loadIndex()
    for (const domain of domains) {
      const kept = await recall(domain)
      if (!kept) domains.delete(domain)
      else if (clock.now() - kept.fetchedAt >= settings.refreshMs) await obtain(domain, kept.id, kept)
    }
  }

  return { of, refreshDue }
}

/** What the policy of a domain means to one of its mail hosts. */
export function stsFactsFor(host: string, { policy, ...state }: StsState): StsFacts {
  if (!policy || policy.mode === 'none') return { state: 'none', ...state, ...(policy ? { policy } : {}) }
  const named = namesHost(policy, host)
  return { state: policy.mode, ...state, policy, ...(policy.mode === 'enforce' ? { demand: { named } } : {}) }
}

function keyOf(domain: string): string {
  return `sts/${domain}`
}

function isKept(value: unknown): value is Kept {
  const kept = value as Partial<Kept> | null | undefined
  return (
    typeof kept === 'object' &&
    kept !== null &&
    typeof kept.id === 'string' &&
    typeof kept.fetchedAt === 'number' &&
    typeof kept.expiresAt === 'number' &&
    typeof kept.policy?.mode === 'string' &&
    Array.isArray(kept.policy.mx)
  )
}
