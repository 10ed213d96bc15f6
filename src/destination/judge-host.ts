// Step 3 of assess: one mail host → its verdict, from memory or by a probe (tls.md §2: a probe is advice, the session is proof).
// Remembered by MX host, never by recipient domain: one probe answers for the thousand domains of a big provider.
import { createHash } from 'node:crypto'
import type { DanePolicy } from '../domain/dane.ts'
import { judgeHost } from '../domain/host-verdict.ts'
import type { HostVerdict } from '../domain/posture.ts'
import type { GateResult, GateTarget } from '../gate/gate.ts'
import type { Clock } from '../platform/clock.ts'
import { untilAborted } from '../platform/until-aborted.ts'
import type { FoundHost } from './find-hosts.ts'

export interface RememberedVerdict {
  readonly verdict: HostVerdict
  readonly checkedAt: number
  readonly expiresAt: number
}

/** Where verdicts survive a restart: the store's cache. It may fail; then hosts are probed. */
export interface VerdictCache {
  get(key: string): Promise<unknown>
  put(key: string, value: unknown, expiresAt: number): Promise<void>
}

export interface HostJudgeDeps {
  readonly probe: (target: GateTarget, signal: AbortSignal) => Promise<GateResult>
  readonly cache: VerdictCache
  readonly clock: Clock
  /** Told of each new verdict. */
  readonly onSeen?: (host: string, verdict: HostVerdict, under: Under) => Promise<void>
  readonly settings: {
    readonly port: number
    /** Milliseconds that a verdict counts: proved hosts, hard failures (and unverified certificates, which get mended), temporary trouble. */
    readonly goodMs: number
    readonly hardMs: number
    readonly temporaryMs: number
    readonly maxProbes: number
  }
}

export interface HostJudge {
  /** @param signal ends the wait at once; the verdict is then worth nothing and not kept. The probe ends once nobody waits for it. */
  verdictOf(host: FoundHost, under: Under, fresh: boolean, signal?: AbortSignal): Promise<RememberedVerdict>
  remember(host: string, under: Under, verdict: HostVerdict): Promise<RememberedVerdict>
}

/** What a verdict depends on besides the host: other records, other trusted authorities, other verdict. */
export interface Under {
  readonly dane?: DanePolicy
  /** PEM that an override trusts beside the configured authorities. */
  readonly ca?: string
}

/** One probe that all who ask about its host wait for. */
interface Probe {
  readonly verdict: Promise<RememberedVerdict>
  readonly stop: AbortController
  waiting: number
}

const STOPPED = judgeHost({ kind: 'dns', permanent: false, reason: 'the gateway is stopping' })
const MAX_IN_MEMORY = 10_000

export function createHostJudge({ probe, cache, clock, onSeen, settings }: HostJudgeDeps): HostJudge {
  const memory = new Map<string, RememberedVerdict>()
  const probing = new Map<string, Probe>()
  const turns = createTurns(settings.maxProbes)
  const keyOf = (host: string, { dane, ca }: Under) =>
    `host-verdict/${settings.port}/${host}${dane ? `/${digestOf(dane)}` : ''}${ca === undefined ? '' : `/ca/${digestOf(ca)}`}`

  async function verdictOf(found: FoundHost, under: Under, fresh: boolean, signal?: AbortSignal): Promise<RememberedVerdict> {
    if (found.trouble) return fleeting(judgeHost(found.trouble))
    const key = keyOf(found.host, under)
    const known = fresh ? undefined : await recall(key)
    if (known) return known
    return waitFor(key, probing.get(key) ?? begin(key, found, under), signal)
  }

  function begin(key: string, found: FoundHost, under: Under): Probe {
    const stop = new AbortController()
    const probe: Probe = { verdict: turns(() => probeHost(found, under, stop.signal)).finally(() => forget(key, probe)), stop, waiting: 0 }
    probing.set(key, probe)
    return probe
  }

  async function waitFor(key: string, probe: Probe, signal: AbortSignal | undefined): Promise<RememberedVerdict> {
    probe.waiting++
    const verdict = await untilAborted(probe.verdict, signal)
    probe.waiting--
    if (verdict) return verdict
    if (probe.waiting === 0) {
      forget(key, probe)
      probe.stop.abort()
    }
    return fleeting(STOPPED)
  }

  function forget(key: string, probe: Probe): void {
    if (probing.get(key) === probe) probing.delete(key)
  }

  /** Addresses in turn until one of them talks. */
  async function probeHost({ host, addresses }: FoundHost, under: Under, signal: AbortSignal): Promise<RememberedVerdict> {
    let verdict = judgeHost({ kind: 'dns', permanent: true, reason: 'the host name has no address' })
    for (const address of addresses) {
      if (signal.aborted) break
      const result = await probe({ host, address, port: settings.port, ...under }, signal)
      void result.session?.close()
      verdict = result.verdict
      if (verdict.verdict !== 'unreachable') break
    }
    return signal.aborted ? fleeting(STOPPED) : remember(host, under, verdict)
  }

  async function recall(key: string): Promise<RememberedVerdict | undefined> {
    const near = memory.get(key)
    if (near && near.expiresAt > clock.now()) return near
    const far = await cache.get(key).catch(() => undefined)
    if (!isRemembered(far) || far.expiresAt <= clock.now()) return undefined
    keep(key, far)
    return far
  }

  async function remember(host: string, under: Under, verdict: HostVerdict): Promise<RememberedVerdict> {
    const entry = fleeting(verdict)
    const key = keyOf(host, under)
    keep(key, entry)
    await Promise.all([cache.put(key, entry, entry.expiresAt).catch(() => undefined), onSeen?.(host, verdict, under)])
    return entry
  }

  function keep(key: string, entry: RememberedVerdict): void {
    memory.delete(key)
    memory.set(key, entry)
    const oldest = memory.size > MAX_IN_MEMORY ? memory.keys().next().value : undefined
    if (oldest !== undefined) memory.delete(oldest)
  }

  function fleeting(verdict: HostVerdict): RememberedVerdict {
    const now = clock.now()
    return { verdict, checkedAt: now, expiresAt: now + lifetimeOf(verdict) }
  }

  function lifetimeOf({ verdict, flags }: HostVerdict): number {
    if (verdict.endsWith('-verified')) return settings.goodMs
    return flags.includes('temporary') ? settings.temporaryMs : settings.hardMs
  }

  return { verdictOf, remember }
}

/** At most `limit` at a time, first come first served. */
function createTurns(limit: number): <T>(run: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = []
  let running = 0
  return async (run) => {
    if (running >= limit) await new Promise<void>((resolve) => waiting.push(resolve))
    else running++
    try {
      return await run()
    } finally {
      // The turn passes straight on, so that nobody can slip in between.
      const next = waiting.shift()
      if (next) next()
      else running--
    }
  }
}

/** Short, for keys of what is kept. */
export function digestOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 22)
}

function isRemembered(value: unknown): value is RememberedVerdict {
  const entry = value as Partial<RememberedVerdict> | null | undefined
  return (
    typeof entry === 'object' &&
    entry !== null &&
    typeof entry.checkedAt === 'number' &&
    typeof entry.expiresAt === 'number' &&
    typeof entry.verdict?.verdict === 'string' &&
    Array.isArray(entry.verdict.flags)
  )
}
