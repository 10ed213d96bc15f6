// The best that each mail host was seen to offer (tls.md §2): a host that offers less is refused at every protection and alerted. Who answers for a
// host in its place can take TLS or its certificate away; without DANE or MTA-STS nothing but memory shows it. It decays: a host that stays at the lower
// level for `rememberMs` has simply changed.
import { seenLevel } from '../domain/host-verdict.ts'
import type { HostMemory, HostVerdict } from '../domain/posture.ts'
import type { Clock } from '../platform/clock.ts'
import type { VerdictCache } from './judge-host.ts'

export interface HostMemories {
  /** @param scope authorities under which it was seen (digest); left out: the configured ones. What was seen under these counts everywhere */
  of(host: string, scope?: string): Promise<HostMemory | undefined>
  /** @param verdict without memory. @returns what is remembered after it; the level never falls before its time */
  see(host: string, verdict: HostVerdict, scope?: string): Promise<HostMemory | undefined>
}

export interface HostMemorySettings {
  readonly port: number
  /** Milliseconds that the best level counts after it was last seen; 0: nothing is remembered. */
  readonly rememberMs: number
}

const MAX_IN_MEMORY = 20_000
/** Milliseconds: a host that keeps its level is written down so often. */
const RENEW_AFTER_MS = 3_600_000

export function createHostMemories(cache: VerdictCache, clock: Clock, { port, rememberMs }: HostMemorySettings): HostMemories {
  const near = new Map<string, HostMemory | null>()
  const keyOf = (host: string) => `host-memory/${port}/${host}`

  async function of(host: string, scope?: string): Promise<HostMemory | undefined> {
    const [own, beside] = await Promise.all([living(host), scope === undefined ? undefined : living(scoped(host, scope))])
    return beside && own?.level !== 'authenticated' ? beside : own
  }

  async function living(host: string): Promise<HostMemory | undefined> {
    if (rememberMs === 0) return undefined
    const known = near.get(host)
    const memory = known === undefined ? await recall(host) : known
    return memory && memory.until > clock.now() ? memory : undefined
  }

  async function recall(host: string): Promise<HostMemory | null> {
    const far = await cache.get(keyOf(host)).catch(() => undefined)
    return keep(host, isMemory(far) ? far : null)
  }

  function keep(host: string, memory: HostMemory | null): HostMemory | null {
    if (near.size >= MAX_IN_MEMORY) near.delete(near.keys().next().value as string)
    near.set(host, memory)
    return memory
  }

  async function see(named: string, verdict: HostVerdict, scope?: string): Promise<HostMemory | undefined> {
    const host = scope === undefined ? named : scoped(named, scope)
    const known = await living(host)
    const level = seenLevel(verdict)
    if (rememberMs === 0 || !level || (known?.level === 'authenticated' && level === 'encrypted')) return known
    const now = clock.now()
    if (known?.level === level && now - known.seenAt < RENEW_AFTER_MS) return known
    const memory: HostMemory = { level, seenAt: now, until: now + rememberMs }
    keep(host, memory)
    await cache.put(keyOf(host), memory, memory.until).catch(() => undefined)
    return memory
  }

  return { of, see }
}

/** Proofs by an authority that one domain trusts are no promise to another. */
function scoped(host: string, scope: string): string {
  return `${host}/ca/${scope}`
}

function isMemory(value: unknown): value is HostMemory {
  const memory = value as Partial<HostMemory> | null | undefined
  return (
    typeof memory === 'object' &&
    memory !== null &&
    (memory.level === 'encrypted' || memory.level === 'authenticated') &&
    typeof memory.seenAt === 'number' &&
    typeof memory.until === 'number'
  )
}
