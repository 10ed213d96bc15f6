// The one table "host verdict × demand → outcome" (tls.md §8, second table). Probe, plan and delivery all ask it, so that what a probe
// promises is what a session does. Pure. Unknown never means secure (P1): whatever is not plainly good enough is `next` or `retry`.
import type { HostFlag, HostVerdict, HostVerdictName, Posture } from './posture.ts'
import type { Demand } from './protection.ts'

/** `deliver` on this host · `next` host, then the next route · `retry` later · `bounce`: the domain takes no mail. */
export type HostOutcome = 'deliver' | 'next' | 'retry' | 'bounce'
/** `portal` stands for "the next route": the gate would refuse every host. */
export type DomainOutcome = 'direct' | 'portal' | 'retry' | 'bounce'

/** No demand is met under these: a published policy or a pin fails, or the host offers less than it did. */
const REFUSING: readonly HostFlag[] = ['dane-fail', 'sts-fail', 'pin-fail', 'downgrade']
const PROVED: readonly HostVerdictName[] = ['dane-verified', 'sts-verified']
const AUTHENTICATED: readonly HostVerdictName[] = [...PROVED, 'pkix-verified']
const ENCRYPTED: readonly HostVerdictName[] = [...AUTHENTICATED, 'encrypted-unverified']

/**
 * What one host's verdict means for one demand.
 * `any` is opportunistic delivery: every host that answers will do, unless its own domain published a DANE or MTA-STS `enforce` policy that failed,
 * or it was seen to do better not long ago.
 */
export function hostOutcome(host: HostVerdict, demand: Demand): HostOutcome {
  if (host.verdict === 'null-mx') return 'bounce'
  if (host.verdict === 'unreachable') return unreachable(host)
  const refusing = REFUSING.filter((flag) => flag !== 'downgrade' || demand.downgrade !== 'accepted')
  if (refusing.some((flag) => host.flags.includes(flag))) return passingTrouble(host) ? 'retry' : 'next'
  if (meets(host, demand)) return 'deliver'
  return passingTrouble(host) ? 'retry' : 'next'
}

/**
 * What the hosts of a domain mean together, tried in preference order as delivery does: one host that will do is enough; while one may yet do,
 * the mail waits; only when every host was reached and refused does the next route take it. A domain whose every host turns SMTP away bounces:
 * a portal notice could not get in either. A posture without hosts is unknown and waits, unless it says `null-mx`.
 */
export function domainOutcome(posture: Pick<Posture, 'mx' | 'verdict'>, demand: Demand): DomainOutcome {
  if (posture.mx.length === 0) return posture.verdict === 'null-mx' ? 'bounce' : 'retry'
  const outcomes = posture.mx.map((host) => hostOutcome(host, demand))
  if (outcomes.includes('deliver')) return 'direct'
  if (outcomes.includes('retry')) return 'retry'
  const noneSpoke = posture.mx.every((host) => host.verdict === 'null-mx' || host.verdict === 'unreachable')
  return noneSpoke ? 'bounce' : 'portal'
}

function unreachable(host: HostVerdict): HostOutcome {
  if (host.flags.includes('permanent')) return 'bounce'
  return host.flags.includes('hard') ? 'next' : 'retry'
}

/** STARTTLS that fails for now (454, a lost connection) may work in a while; what fails in substance will not. */
function passingTrouble(host: HostVerdict): boolean {
  return host.verdict === 'no-tls' && host.flags.includes('temporary') && !host.flags.includes('hard')
}

function meets(host: HostVerdict, demand: Demand): boolean {
  if (demand.minTls === '1.3' && host.tls?.version !== 'TLSv1.3') return false
  if (demand.proof === 'dane-or-sts' && !PROVED.includes(host.verdict)) return false
  if (demand.protection === 'authenticated') return AUTHENTICATED.includes(host.verdict) || host.flags.includes('pinned')
  if (demand.protection === 'encrypted') return ENCRYPTED.includes(host.verdict)
  return demand.protection === 'any'
}
