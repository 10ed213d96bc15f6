// What `postern probe DOMAIN` prints for people: the verdict in a sentence, each mail host, and what a message would do.
import { tlsaText } from '../domain/dane.ts'
import { type DomainOutcome, domainOutcome } from '../domain/host-outcome.ts'
import type { DaneFacts, MxHostPosture, Posture, StsFacts } from '../domain/posture.ts'
import type { CertificateFacts, TlsFacts } from '../domain/tls-facts.ts'
import { daysUntil, outcomesOf, type Probed } from './probe-report.ts'
import type { SpokenVersions } from './prober.ts'

/** @param now milliseconds since the epoch: certificates are counted from it */
export function probeText({ posture, versions }: Probed, now: number): string {
  return [
    `${posture.domain}: ${posture.verdict}`,
    `  ${inShort(posture)}`,
    '',
    ...posture.mx.flatMap((host) => hostLines(host, versions[host.host], now)),
    '  What a message would do, by the protection that its policy asks for',
    ...messageLines(posture),
    '',
  ].join('\n')
}

/** The verdict for somebody who only wants to know whether mail to this domain is safe. */
function inShort(posture: Posture): string {
  const outcomes = outcomesOf(posture)
  if (outcomes.encrypted === 'bounce') return 'This domain takes no mail: messages come back to their sender.'
  if (outcomes['dane-or-sts'] === 'direct')
    return 'Mail goes straight to the inbox, to hosts that this domain proves to be its own (DANE or MTA-STS).'
  if (outcomes.authenticated === 'direct') return 'Mail goes straight to the inbox, over TLS with a certificate that names the host.'
  if (outcomes.encrypted === 'direct')
    return 'Mail can go straight to the inbox over TLS, but nothing proves the host: ask for `authenticated` and it takes the portal.'
  if (outcomes.encrypted === 'retry') return 'No answer for now: messages wait and are tried again; nothing leaves unprotected.'
  return 'No TLS that may be used: protected messages take the portal, and never leave in the clear.'
}

const OUTCOME_WORDS: Readonly<Record<DomainOutcome, string>> = {
  direct: 'straight to the inbox',
  portal: 'next route (portal): the recipient gets a notice with a link',
  retry: 'waits and tries again; nothing leaves unprotected',
  bounce: 'back to the sender: it cannot be delivered',
}

function messageLines(posture: Posture): readonly string[] {
  const any = domainOutcome(posture, { protection: 'any' })
  const outcomes = outcomesOf(posture)
  const rows: readonly (readonly [string, string, DomainOutcome])[] = [
    ['any', 'no demand: TLS where there is any', any],
    ['encrypted', 'TLS 1.2 or newer, whatever the certificate', outcomes.encrypted],
    ['authenticated', 'and the host proved', outcomes.authenticated],
    ['dane-or-sts', 'and proved by what the domain publishes', outcomes['dane-or-sts']],
    ['tls-1.3', 'TLS 1.3, whatever the certificate', outcomes['tls-1.3']],
    ['portal', 'never as mail', any === 'direct' ? 'portal' : any],
  ]
  return rows.map(([name, meaning, outcome]) => `  ${name.padEnd(14)} ${OUTCOME_WORDS[outcome]} · ${meaning}`)
}

function hostLines(posture: MxHostPosture, versions: SpokenVersions | undefined, now: number): readonly string[] {
  const { host, preference, addresses, verdict, flags, reason, tls, dane, sts } = posture
  const marks = flags.length > 0 ? ` [${flags.join(', ')}]` : ''
  return [
    `  MX ${preference} ${host}${addresses.length > 0 ? ` (${addresses.join(', ')})` : ''}`,
    `     ${verdict}${marks}: ${reason}`,
    ...(tls ? [`     ${sessionWords(tls)}`] : []),
    ...(versions ? [`     speaks ${versionWords(versions)}`] : []),
    ...(tls?.certificate ? certificateLines(tls.certificate, now) : []),
    ...(addresses.length > 0 ? [`     DANE: ${daneWords(dane)}`, `     MTA-STS: ${stsWords(sts)}`] : []),
    '',
  ]
}

function sessionWords({ version, cipher, group }: TlsFacts): string {
  const words = [version, cipher, group].filter(Boolean).join(', ')
  return group && isPostQuantum(group) ? `${words} (post-quantum hybrid)` : words
}

/** ML-KEM beside a classical exchange (draft-ietf-tls-ecdhe-mlkem): recorded traffic stays closed to a quantum computer. */
export function isPostQuantum(group: string): boolean {
  return group.includes('MLKEM')
}

function versionWords(versions: SpokenVersions): string {
  const word = { true: 'yes', false: 'no', null: 'not found out' }
  return Object.entries(versions)
    .map(([version, spoken]) => `${version.replace('TLSv', 'TLS ').replace(/ 1$/, ' 1.0')} ${word[`${spoken}`]}`)
    .join(' · ')
}

function certificateLines(certificate: CertificateFacts, now: number): readonly string[] {
  const { names, subject, issuer, validFrom, validTo, keyType, keyBits, fingerprint256, issuers = [] } = certificate
  const key = `${keyType.toUpperCase()}${keyBits ? ` ${keyBits}` : ''}`
  return [
    `     certificate for ${names.join(', ') || subject} by ${issuer}`,
    `     valid ${day(validFrom)} to ${day(validTo)} (${left(validTo, now)}), ${key}, SHA-256 ${fingerprint256.slice(0, 16)}…`,
    ...issuers.map(
      (above) => `       ↑ ${above.subject}, valid ${day(above.validFrom)} to ${day(above.validTo)} (${left(above.validTo, now)})`,
    ),
  ]
}

function left(validTo: string, now: number): string {
  const days = daysUntil(validTo, now)
  const count = `${Math.abs(days)} ${Math.abs(days) === 1 ? 'day' : 'days'}`
  return days < 0 ? `expired ${count} ago` : `${count} left`
}

function day(date: string): string {
  return date.slice(0, 10)
}

function daneWords({ state, policy }: DaneFacts): string {
  if (state === 'off') return 'not checked'
  if (state === 'none') return 'no secure TLSA records'
  if (state === 'unusable') return 'TLSA records, none of them usable: TLS is mandatory'
  return `${policy?.records.map(tlsaText).join(' · ')} at ${policy?.base}`
}

function stsWords({ state, reason, id, policy, fetchedAt, expiresAt }: StsFacts): string {
  if (state === 'off') return 'not checked'
  const why = reason === undefined ? '' : ` (${reason})`
  if (!policy || fetchedAt === undefined || expiresAt === undefined) return `no policy${why}`
  const date = (ms: number) => day(new Date(ms).toISOString())
  return `${policy.mode}, ${policy.mx.join(' ') || 'no host'}, id ${id}, of ${date(fetchedAt)}, until ${date(expiresAt)}${why}`
}
