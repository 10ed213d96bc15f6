// What `postern probe --json` says of one domain: the shape of design §7, to which fields may be added and in which none is renamed.
import { tlsaText } from '../domain/dane.ts'
import { type DomainOutcome, domainOutcome, hostOutcome } from '../domain/host-outcome.ts'
import type { DaneFacts, MxHostPosture, Posture, StsFacts } from '../domain/posture.ts'
import type { Demand } from '../domain/protection.ts'
import type { SpokenVersions } from './prober.ts'

/** What a policy may ask of direct delivery, by the name of its outcome. */
export const DEMANDS: Readonly<Record<'encrypted' | 'authenticated' | 'dane-or-sts' | 'tls-1.3', Demand>> = {
  encrypted: { protection: 'encrypted' },
  authenticated: { protection: 'authenticated' },
  'dane-or-sts': { protection: 'authenticated', proof: 'dane-or-sts' },
  'tls-1.3': { protection: 'encrypted', minTls: '1.3' },
}

/** One domain, probed. */
export interface Probed {
  readonly posture: Posture
  /** By host name; empty unless they were asked for. */
  readonly versions: Readonly<Record<string, SpokenVersions>>
}

/** The shape of design §7: fields may be added, never renamed. */
export function probeReport({ posture, versions }: Probed) {
  return {
    domain: posture.domain,
    verdict: posture.verdict,
    mx: posture.mx.map(({ host, preference, addresses, verdict, flags, reason, tls, dane, sts }) => ({
      host,
      preference,
      addresses,
      verdict,
      flags,
      reason,
      tls: tls ? { version: tls.version, cipher: tls.cipher, group: tls.group ?? null } : null,
      certificate: tls?.certificate ?? null,
      ...(versions[host] ? { versions: versions[host] } : {}),
      dane: daneReport(dane),
      sts: stsReport(sts),
    })),
    outcomes: outcomesOf(posture),
  }
}

const DAY_MS = 86_400_000

/** Whole days until an ISO 8601 date; negative: so long ago. */
export function daysUntil(date: string, now: number): number {
  return Math.floor((Date.parse(date) - now) / DAY_MS)
}

/** The host that a message would be given to: the first that offers TLS that will do for `encrypted`, else the first. */
export function firstChoice({ mx }: Posture): MxHostPosture | undefined {
  return mx.find((host) => hostOutcome(host, DEMANDS.encrypted) === 'deliver') ?? mx[0]
}

function daneReport({ state, policy }: DaneFacts) {
  return { state, ...(policy ? { base: policy.base, records: policy.records.map(tlsaText) } : {}) }
}

function stsReport({ state, reason, id, policy, fetchedAt, expiresAt }: StsFacts) {
  const date = (ms: number | undefined) => (ms === undefined ? undefined : new Date(ms).toISOString())
  return {
    state,
    reason,
    id,
    mode: policy?.mode,
    mx: policy?.mx,
    maxAge: policy?.maxAge,
    fetchedAt: date(fetchedAt),
    expiresAt: date(expiresAt),
  }
}

export function outcomesOf(posture: Posture): Readonly<Record<keyof typeof DEMANDS, DomainOutcome>> {
  const outcomes = Object.entries(DEMANDS).map(([name, demand]) => [name, domainOutcome(posture, demand)])
  return Object.fromEntries(outcomes) as Record<keyof typeof DEMANDS, DomainOutcome>
}
