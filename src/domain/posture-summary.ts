// What the history keeps of a posture, and what of it counts as a change: a line a day for a partner who mends things, not one a connection.
import type { HostFlag, HostVerdictName, Posture } from './posture.ts'

export interface HostSummary {
  readonly host: string
  readonly verdict: HostVerdictName
  readonly flags: readonly HostFlag[]
  readonly reason: string
  readonly tls?: { readonly version: string; readonly cipher: string }
  /** SHA-256 of the certificate, lower-case hex. */
  readonly certificate?: string
  readonly dane: string
  readonly sts: string
}

export interface PostureSummary {
  readonly verdict: string
  readonly hosts: readonly HostSummary[]
}

export function summarise({ verdict, mx }: Pick<Posture, 'verdict' | 'mx'>): PostureSummary {
  return {
    verdict,
    hosts: mx.map(({ host, verdict, flags, reason, tls, dane, sts }) => ({
      host,
      verdict,
      flags,
      reason,
      ...(tls ? { tls: { version: tls.version, cipher: tls.cipher } } : {}),
      ...(tls?.certificate ? { certificate: tls.certificate.fingerprint256 } : {}),
      dane: dane.state,
      sts: sts.state,
    })),
  }
}

/** Of a domain: its host verdicts in preference order, equal neighbours once (design §7). */
export function domainVerdict(mx: readonly { readonly verdict: HostVerdictName }[]): string {
  const names = mx.map(({ verdict }) => verdict)
  return names.filter((name, index) => name !== names[index - 1]).join(' + ')
}

/** What decides about mail. Hosts of one preference come in a different order each time. */
export function levelMark({ hosts }: PostureSummary): string {
  return lines(
    hosts.map(({ host, verdict, flags, tls, dane, sts }) => [host, verdict, [...flags].sort().join(), tls?.version ?? '', dane, sts]),
  )
}

/** All that is kept but the words of the reason. */
export function detailMark({ hosts }: PostureSummary): string {
  return lines(
    hosts.map(({ host, verdict, flags, tls, certificate, dane, sts }) => [
      ...[host, verdict, [...flags].sort().join(), tls?.version ?? '', tls?.cipher ?? ''],
      ...[certificate ?? '', dane, sts],
    ]),
  )
}

function lines(hosts: readonly (readonly string[])[]): string {
  return hosts
    .map((fields) => fields.join(' '))
    .sort()
    .join('\n')
}
