// SMTP TLS reporting (RFC 8460): what a session with a mail host counts as, the record that says who wants to know, and the report. Pure.
import { tlsaText } from './dane.ts'
import { namesHost } from './mta-sts.ts'
import type { HostVerdict, MxHostPosture } from './posture.ts'

/** RFC 8460 §4.3. */
export type TlsResultType =
  | 'starttls-not-supported'
  | 'certificate-host-mismatch'
  | 'certificate-expired'
  | 'certificate-not-trusted'
  | 'validation-failure'
  | 'tlsa-invalid'
  | 'sts-policy-fetch-error'
  | 'sts-policy-invalid'
  | 'sts-webpki-invalid'

/** The policy that a session was held to (§4.2). */
export interface ReportedPolicy {
  readonly type: 'tlsa' | 'sts' | 'no-policy-found'
  readonly lines: readonly string[]
  /** Patterns of an MTA-STS policy. */
  readonly hosts: readonly string[]
}

/** Sessions of one kind: alike in policy and result. */
export interface TlsSessions {
  /** UTC, `2026-11-22`. */
  readonly day: string
  /** Policy domain. */
  readonly domain: string
  readonly policy: ReportedPolicy
  /** Left out: they succeeded. */
  readonly failure?: { readonly type: TlsResultType; readonly host: string; readonly address: string; readonly reason: string }
  readonly sessions: number
}

/**
 * What one session was, for the domain's report. A host that could not be reached had none.
 * @param host under the domain's policies @param verdict of the session
 */
export function sessionOf(host: MxHostPosture, address: string, verdict: HostVerdict): Pick<TlsSessions, 'policy' | 'failure'> | undefined {
  if (verdict.verdict === 'unreachable' || verdict.verdict === 'null-mx') return undefined
  const policy = policyFor(host)
  const type = failureOf(host, policy, verdict)
  return { policy, ...(type ? { failure: { type, host: host.host, address, reason: verdict.reason } } : {}) }
}

/** DANE goes before MTA-STS (RFC 8461 §2). */
function policyFor({ dane, sts }: MxHostPosture): ReportedPolicy {
  if (dane.policy) return { type: 'tlsa', lines: dane.policy.records.map(tlsaText), hosts: [] }
  if (sts.policy && sts.state !== 'none') {
    const { mode, mx, maxAge } = sts.policy
    const lines = ['version: STSv1', `mode: ${mode}`, ...mx.map((name) => `mx: ${name}`), `max_age: ${maxAge}`]
    return { type: 'sts', lines, hosts: mx }
  }
  // Announced, and not to be had.
  return { type: sts.reason === undefined ? 'no-policy-found' : 'sts', lines: [], hosts: [] }
}

function failureOf(host: MxHostPosture, { type }: ReportedPolicy, verdict: HostVerdict): TlsResultType | undefined {
  if (verdict.verdict === 'no-tls') return /STARTTLS|EHLO/.test(verdict.reason) ? 'starttls-not-supported' : 'validation-failure'
  if (verdict.verdict === 'weak-tls') return 'validation-failure'
  if (type === 'tlsa')
    return verdict.verdict === 'dane-verified' ? undefined : host.dane.state === 'unusable' ? 'tlsa-invalid' : 'validation-failure'
  if (type === 'no-policy-found') return undefined
  const { policy, reason = '' } = host.sts
  if (!policy) return policyTrouble(reason)
  if (!namesHost(policy, host.host)) return 'validation-failure'
  return verdict.verdict === 'encrypted-unverified' ? certificateTrouble(verdict.reason) : undefined
}

function policyTrouble(reason: string): TlsResultType {
  if (/invalid|too large|cannot be read|text\/plain/.test(reason)) return 'sts-policy-invalid'
  return reason.includes('cannot be verified') ? 'sts-webpki-invalid' : 'sts-policy-fetch-error'
}

function certificateTrouble(reason: string): TlsResultType {
  if (reason.includes('has expired')) return 'certificate-expired'
  return reason.startsWith('the certificate does not name') ? 'certificate-host-mismatch' : 'certificate-not-trusted'
}

/**
 * Where reports go: the TXT records at `_smtp._tls.DOMAIN` (§3).
 * @returns `mailto:` and `https:` addresses; none where there is not exactly one record of this version
 */
export function readTlsReportRecord(texts: readonly string[]): readonly URL[] {
  const records = texts.filter((text) => /^v=TLSRPTv1\s*(?:;|$)/.test(text))
  if (records.length !== 1) return []
  const field = /;\s*rua\s*=\s*([^;]+)/.exec(records[0] as string)?.[1] ?? ''
  return field
    .split(',')
    .map((text) => URL.parse(text.trim()))
    .filter((url) => url !== null)
    .filter(({ protocol }) => protocol === 'mailto:' || protocol === 'https:')
}

export interface ReportHead {
  readonly organisation: string
  readonly contact: string
  readonly id: string
}

/** The JSON of §4.4. @param rows of one domain and day, at least one */
export function tlsReport({ organisation, contact, id }: ReportHead, rows: readonly TlsSessions[]): Readonly<Record<string, unknown>> {
  const day = rows[0]?.day ?? ''
  const byPolicy = Map.groupBy(rows, ({ policy }) => JSON.stringify(policy))
  return {
    'organization-name': organisation,
    'date-range': { 'start-datetime': `${day}T00:00:00Z`, 'end-datetime': `${day}T23:59:59Z` },
    'contact-info': contact,
    'report-id': id,
    policies: [...byPolicy.values()].map(policyReport),
  }
}

function policyReport(rows: readonly TlsSessions[]): Readonly<Record<string, unknown>> {
  const { policy, domain } = rows[0] as TlsSessions
  const failed = rows.filter(({ failure }) => failure)
  const count = (some: readonly TlsSessions[]) => some.reduce((sum, { sessions }) => sum + sessions, 0)
  return {
    policy: {
      'policy-type': policy.type,
      ...(policy.lines.length > 0 ? { 'policy-string': policy.lines } : {}),
      'policy-domain': domain,
      ...(policy.hosts.length > 0 ? { 'mx-host': policy.hosts } : {}),
    },
    summary: { 'total-successful-session-count': count(rows) - count(failed), 'total-failure-session-count': count(failed) },
    ...(failed.length > 0 ? { 'failure-details': failed.map(failureReport) } : {}),
  }
}

function failureReport({ failure, sessions }: TlsSessions): Readonly<Record<string, unknown>> {
  return {
    'result-type': failure?.type,
    'receiving-mx-hostname': failure?.host,
    'receiving-ip': failure?.address,
    'failed-session-count': sessions,
    'failure-reason-code': failure?.reason,
  }
}
