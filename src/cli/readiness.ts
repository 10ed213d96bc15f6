// What the history of postures tells a person: how one domain changed, and which domains could be required to be `authenticated`. Read from the store;
// nobody is connected to.
import { domainOutcome } from '../domain/host-outcome.ts'
import type { HostVerdict } from '../domain/posture.ts'
import type { HostSummary, PostureSummary } from '../domain/posture-summary.ts'
import type { Demand } from '../domain/protection.ts'
import { describeDuration } from '../domain/quantity.ts'
import type { SeenPosture } from '../store/postures.ts'
import { table, when } from './operator.ts'

/** Strongest first. */
const LEVELS = ['dane-or-sts', 'authenticated', 'encrypted'] as const
export type Level = (typeof LEVELS)[number]

const DEMANDS: Readonly<Record<Level, Demand>> = {
  'dane-or-sts': { protection: 'authenticated', proof: 'dane-or-sts' },
  authenticated: { protection: 'authenticated' },
  encrypted: { protection: 'encrypted' },
}

export interface Readiness {
  readonly domain: string
  /** At the wanted level for long enough, and still. */
  readonly ready: boolean
  /** The strongest that mail would meet today; none: it would not go direct. */
  readonly level: Level | 'none'
  /** Since when the wanted level was met without a break, and when it was last seen (ms since the epoch); left out where it is not met now. */
  readonly since?: number
  readonly seenAt: number
  readonly copies: { readonly direct: number; readonly portal: number; readonly failed: number; readonly open: number }
  readonly obstacles: readonly {
    readonly host: string
    readonly verdict: string
    readonly flags: readonly string[]
    readonly reason: string
  }[]
}

/**
 * @param history newest first, at least one @param wanted the level that is to be required
 * @param forMs milliseconds for which it must have been met @param copies by state
 */
export function readinessOf(
  history: readonly [SeenPosture, ...SeenPosture[]],
  wanted: Exclude<Level, 'encrypted'>,
  forMs: number,
  copies: Readonly<Record<string, number>>,
  now: number,
): Readiness {
  const [last] = history
  const since = sinceWhen(history, wanted)
  const count = (...states: readonly string[]) => states.reduce((sum, state) => sum + (copies[state] ?? 0), 0)
  return {
    domain: last.domain,
    ready: since !== undefined && now - since >= forMs,
    level: LEVELS.find((level) => meets(last.summary, level)) ?? 'none',
    ...(since === undefined ? {} : { since }),
    seenAt: last.seenAt,
    copies: {
      direct: count('delivered', 'relayed', 'handed-over'),
      portal: count('awaiting-pickup', 'collected'),
      failed: count('failed', 'rejected', 'cancelled'),
      open: count('pending', 'held', 'ready', 'attempting', 'deferred', 'unknown'),
    },
    obstacles:
      since === undefined
        ? last.summary.hosts
            .filter((host) => !hostMeets(host, wanted))
            .map(({ host, verdict, flags, reason }) => ({ host, verdict, flags, reason }))
        : [],
  }
}

/** The start of the unbroken run up to now. A domain that could not be reached for a while did not fall below its level by that. */
function sinceWhen(history: readonly SeenPosture[], level: Level): number | undefined {
  let since: number | undefined
  for (const { at, summary } of history) {
    if (meets(summary, level)) since = at
    else if (!isSilent(summary)) break
  }
  return since
}

function meets(summary: PostureSummary, level: Level): boolean {
  return domainOutcome({ verdict: summary.verdict, mx: summary.hosts.map(asVerdict) as never }, DEMANDS[level]) === 'direct'
}

function hostMeets(host: HostSummary, level: Level): boolean {
  return meets({ verdict: host.verdict, hosts: [host] }, level)
}

function isSilent({ hosts }: PostureSummary): boolean {
  return hosts.every(({ verdict, flags }) => verdict === 'unreachable' && flags.includes('temporary'))
}

/** What the table of outcomes asks about: verdict, flags, version. */
function asVerdict({ verdict, flags, reason, tls }: HostSummary): HostVerdict {
  return { verdict, flags, reason, ...(tls ? { tls } : {}) }
}

export function readinessText(found: readonly Readiness[], wanted: Level, forMs: number, now: number): string {
  const rows = found.map(({ domain, ready, level, since, seenAt, copies, obstacles }) => [
    ready ? 'yes' : since === undefined ? 'no' : 'not yet',
    domain,
    level,
    since === undefined ? '-' : describeDuration(now - since),
    when(seenAt).slice(0, 10),
    String(copies.direct),
    String(copies.portal),
    obstacles.map(({ host, verdict, flags, reason }) => `${host}: ${[verdict, ...flags].join(' ')} (${reason})`).join('; '),
  ])
  const head = ['READY', 'DOMAIN', 'LEVEL NOW', `${wanted.toUpperCase()} FOR`, 'LAST SEEN', 'DIRECT', 'PORTAL', 'IN THE WAY']
  const ready = found.filter((one) => one.ready).length
  return `${table(head, rows)}\n\n${ready} of ${found.length} domains have been ${wanted} for ${describeDuration(forMs)} or longer`
}

export function historyReport({ domain, at, seenAt, summary }: SeenPosture) {
  return { domain, at, seenAt, ...summary }
}

/** @param history newest first */
export function historyText(domain: string, history: readonly SeenPosture[]): string {
  const rows = history.flatMap(({ at, seenAt, summary }) =>
    summary.hosts.map((host, index) => [
      index === 0 ? when(at) : '',
      index === 0 ? when(seenAt) : '',
      host.host,
      [host.verdict, ...host.flags].join(' '),
      host.tls ? `${host.tls.version} ${host.tls.cipher}` : '',
      host.certificate ? `${host.certificate.slice(0, 12)}…` : '',
      host.dane,
      host.sts,
      host.reason,
    ]),
  )
  return `${domain}\n${table(['FROM (UTC)', 'LAST SEEN', 'HOST', 'VERDICT', 'TLS', 'CERTIFICATE', 'DANE', 'STS', 'WHY'], rows)}\n`
}
