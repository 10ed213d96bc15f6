// When no host took the message: what the tries mean together (tls.md §2, §8). An attacker who can block the good host must gain nothing
// by it, so a domain counts as refusing for good only when every host was reached and refused.
import type { Cause } from '../domain/cause.ts'
import { hostOutcome } from '../domain/host-outcome.ts'
import type { HostVerdict } from '../domain/posture.ts'
import type { Demand } from '../domain/protection.ts'
import { REQUIRETLS_CODE } from '../domain/require-tls.ts'
import type { Outcome } from '../domain/route.ts'
import { silentCause } from './reply.ts'

/** What became of one address of one host. */
export type HostTry =
  /** It did not pass the gate, or was never reached. */
  | {
      readonly kind: 'stopped'
      readonly host: string
      readonly verdict: HostVerdict
      /** It asked to be left alone until then (ms since the epoch), so nothing was said to it. */
      readonly restsUntil?: number
    }
  /** It passed, and then the conversation broke before the commit mark. */
  | { readonly kind: 'broken'; readonly host: string; readonly verdict: HostVerdict; readonly cause: Cause }
  /** It passed, but does not offer what this message needs. */
  | { readonly kind: 'lacks'; readonly host: string; readonly verdict: HostVerdict; readonly cause: Cause }

/** The outcome for every recipient that no host decided on. */
export function concludeUnaccepted(domain: string, tries: readonly HostTry[], demand: Demand): Outcome {
  if (tries.length === 0) return { kind: 'deferred', cause: silentCause('dns', '4.4.3', `no mail host of ${domain} is known yet`) }
  const broken = tries.findLast((tried) => tried.kind === 'broken')
  if (broken?.kind === 'broken') return { kind: 'deferred', cause: broken.cause }
  const stopped = withoutSpareAddresses(tries).map((tried) => ({ ...tried, outcome: hostOutcome(tried.verdict, demand) }))
  const waiting = stopped.filter(({ outcome }) => outcome === 'retry' || outcome === 'deliver')
  const lacks = tries.find((tried) => tried.kind === 'lacks')
  // What keeps a protection up is a matter of the route: the next one may do.
  if (lacks?.kind === 'lacks' && waiting.length === 0 && lacks.cause.enhanced === REQUIRETLS_CODE)
    return { kind: 'protection-refused', soft: false, cause: lacks.cause }
  if (lacks?.kind === 'lacks' && waiting.length === 0) return { kind: 'failed', cause: lacks.cause }

  const spoke = stopped.filter(({ verdict }) => isReached(verdict))
  if (spoke.length > 0) {
    const soft = waiting.length > 0
    return { kind: 'protection-refused', soft, cause: refusal(domain, spoke, soft) }
  }
  const first = stopped[0]
  if (waiting.length > 0 || !first) return { kind: 'deferred', cause: unreachable(domain, waiting[0] ?? first), ...untilRested(waiting) }
  return { kind: 'failed', cause: noMail(domain, first) }
}

type Stopped = Extract<HostTry, { kind: 'stopped' }>

/** A host that spoke at one address was reached, whatever became of its others. */
function withoutSpareAddresses(tries: readonly HostTry[]): readonly Stopped[] {
  const reached = new Set(tries.filter(({ verdict }) => isReached(verdict)).map(({ host }) => host))
  return tries.filter((tried) => tried.kind === 'stopped').filter(({ host, verdict }) => isReached(verdict) || !reached.has(host))
}

function isReached({ verdict }: HostVerdict): boolean {
  return verdict !== 'unreachable' && verdict !== 'null-mx'
}

/** Where every host that may yet do is only left alone, its schedule of retries says nothing: it is tried when the first one has rested. */
function untilRested(waiting: readonly Stopped[]): { readonly until?: number } {
  const ends = waiting.flatMap(({ restsUntil }) => (restsUntil === undefined ? [] : [restsUntil]))
  return ends.length > 0 && ends.length === waiting.length ? { until: Math.min(...ends) } : {}
}

function refusal(domain: string, spoke: readonly Stopped[], soft: boolean): Cause {
  const reasons = [...new Set(spoke.map(({ host, verdict }) => `${host}: ${verdict.verdict} (${verdict.reason})`))].join('; ')
  const text = `no mail host of ${domain} can protect this message as it must be: ${reasons}`
  const at = spoke[0]?.verdict.verdict === 'no-tls' ? 'starttls' : spoke[0]?.verdict.verdict === 'weak-tls' ? 'tls' : 'gate'
  // RFC 5248 registry: X.7.10 encryption needed, X.7.5 cryptographic failure.
  return silentCause(at, soft ? '4.7.5' : '5.7.10', text)
}

function unreachable(domain: string, tried: Stopped | undefined): Cause {
  const reason = tried ? `${tried.host}: ${tried.verdict.reason}` : 'nothing was tried'
  if (tried?.verdict.flags.includes('busy')) return silentCause('greeting', '4.3.2', `${domain} takes no more for now: ${reason}`)
  const dns = reason.includes(' lookup: ')
  return silentCause(dns ? 'dns' : 'connect', dns ? '4.4.3' : '4.4.1', `no mail host of ${domain} can be reached: ${reason}`)
}

function noMail(domain: string, { host, verdict }: Stopped): Cause {
  if (verdict.verdict === 'null-mx') return silentCause('dns', '5.1.10', `${domain} accepts no mail (null MX)`)
  if (verdict.flags.includes('permanent')) return silentCause('dns', '5.1.2', `${domain} cannot receive mail: ${verdict.reason}`)
  return silentCause('greeting', '5.3.2', `${host} takes no mail from here: ${verdict.reason}`)
}
