// `postern probe --watch`: the same domains again and again, and a line for each change that somebody should know of: the verdict, what the domain
// publishes (MTA-STS, DANE), a certificate that ends soon, and the key of a host that nothing but its key could prove.
import type { Posture } from '../domain/posture.ts'
import type { Clock } from '../platform/clock.ts'
import { daysUntil, outcomesOf } from './probe-report.ts'

export interface Alert {
  /** ISO 8601. */
  readonly at: string
  readonly domain: string
  readonly kind: 'verdict' | 'mta-sts' | 'dane' | 'certificate' | 'key'
  readonly host?: string
  readonly was: string
  readonly is: string
}

export interface Watch {
  /** All domains once. */
  readonly round: (each: (posture: Posture) => void) => Promise<unknown>
  /** Milliseconds from the start of one round to the start of the next. */
  readonly everyMs: number
  /** Milliseconds before its end at which a certificate is spoken of. */
  readonly expiringMs: number
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly alert: (alert: Alert) => void
}

/** Runs until the signal aborts. The first round is what later ones are compared with; of it only certificates near their end are told. */
export async function watch({ round, everyMs, expiringMs, clock, signal, alert }: Watch): Promise<void> {
  const seen = new Map<string, Seen>()
  const shaken = new Set<string>()
  const told = new Set<string>()
  while (!signal.aborted) {
    const startedAt = clock.now()
    await round((posture) => {
      for (const { key, ...end } of endsSoon(posture, clock.now(), expiringMs)) {
        if (told.has(key)) continue
        told.add(key)
        alert(end)
      }
      const { domain } = posture
      const was = seen.get(domain)
      // Passing trouble is told when it is still there one round later.
      if (was && isPassing(posture) && !shaken.has(domain)) return void shaken.add(domain)
      shaken.delete(domain)
      const is = seenIn(posture)
      seen.set(domain, is)
      if (was) for (const change of changes(was, is)) alert({ at: at(clock.now()), domain, ...change })
    })
    await clock.sleep(Math.max(0, startedAt + everyMs - clock.now()), signal)
  }
}

/** One line for people. */
export function alertText({ at, domain, kind, host, was, is }: Alert): string {
  return `${at} ${domain}${host ? ` ${host}` : ''} ${kind}: ${was} → ${is}`
}

/** What of a domain is compared from round to round. */
interface Seen {
  readonly verdict: string
  readonly sts: string
  readonly dane: ReadonlyMap<string, string>
  readonly keys: ReadonlyMap<string, string>
}

function seenIn(posture: Posture): Seen {
  const { encrypted, authenticated } = outcomesOf(posture)
  // Hosts of one preference come in any order.
  const hosts = [...posture.mx].sort((a, b) => a.preference - b.preference || (a.host < b.host ? -1 : 1))
  const verdicts = hosts.map(({ verdict }) => verdict).filter((verdict, index, all) => verdict !== all[index - 1])
  const [first] = hosts
  const { state, id, reason } = first?.sts ?? { state: 'off' }
  const unproved = hosts.filter(({ verdict }) => verdict === 'encrypted-unverified')
  return {
    verdict: `${verdicts.join(' + ')} (encrypted: ${encrypted}, authenticated: ${authenticated})`,
    sts: [state, id && `id ${id}`, reason].filter(Boolean).join(', '),
    dane: new Map(hosts.map(({ host, dane }) => [host, daneWords(dane)])),
    keys: new Map(unproved.map(({ host, tls }) => [host, tls?.certificate?.spki256 ?? ''])),
  }
}

function daneWords({ state, policy }: Posture['mx'][number]['dane']): string {
  if (!policy) return state
  const records = policy.records.map(
    ({ usage, selector, matchingType, data }) => `${usage} ${selector} ${matchingType} ${data.slice(0, 16)}`,
  )
  return [state, ...records].join(', ')
}

type Change = Omit<Alert, 'at' | 'domain'>

function changes(was: Seen, is: Seen): readonly Change[] {
  const single = (kind: Alert['kind'], before: string, now: string): readonly Change[] =>
    before === now ? [] : [{ kind, was: before, is: now }]
  const byHost = (kind: Alert['kind'], before: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>): readonly Change[] =>
    [...now].flatMap(([host, value]) => {
      const known = before.get(host)
      return known === undefined || known === value ? [] : [{ kind, host, was: known, is: value }]
    })
  return [
    ...single('verdict', was.verdict, is.verdict),
    ...single('mta-sts', was.sts, is.sts),
    ...byHost('dane', was.dane, is.dane),
    ...byHost('key', was.keys, is.keys),
  ]
}

/** Certificates that end within `expiringMs`, each under a key of its own. */
function endsSoon({ domain, mx }: Posture, now: number, expiringMs: number): readonly (Alert & { readonly key: string })[] {
  return mx.flatMap(({ host, tls }) => {
    const certificate = tls?.certificate
    if (!certificate || Date.parse(certificate.validTo) - now > expiringMs) return []
    const days = daysUntil(certificate.validTo, now)
    const is = days < 0 ? 'expired' : `${days} days left`
    const end = { at: at(now), domain, kind: 'certificate', host, was: `valid until ${certificate.validTo.slice(0, 10)}`, is } as const
    return [{ ...end, key: `${host} ${certificate.fingerprint256} ${days < 0}` }]
  })
}

function isPassing({ mx }: Posture): boolean {
  return mx.some(({ flags }) => flags.includes('temporary'))
}

function at(ms: number): string {
  return new Date(ms).toISOString()
}
