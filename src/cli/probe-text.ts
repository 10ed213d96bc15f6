// What `postern probe DOMAIN` prints for people: the verdict, each mail host, and what a message would do.
import { tlsaText } from '../domain/dane.ts'
import type { DomainOutcome } from '../domain/host-outcome.ts'
import type { DaneFacts, MxHostPosture, Posture, StsFacts } from '../domain/posture.ts'
import { outcomesOf } from './probe-report.ts'

const OUTCOME_WORDS: Readonly<Record<DomainOutcome, string>> = {
  direct: 'straight to the inbox',
  portal: 'next route (portal)',
  retry: 'waits and tries again',
  bounce: 'back to the sender',
}

export function probeText(posture: Posture): string {
  const outcomes = Object.entries(outcomesOf(posture)).map(([name, outcome]) => `  ${name.padEnd(14)} ${OUTCOME_WORDS[outcome]}`)
  return [`${posture.domain}: ${posture.verdict}`, ...posture.mx.flatMap(describeHost), ...outcomes, ''].join('\n')
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
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 10)
  return `${policy.mode}, ${policy.mx.join(' ') || 'no host'}, id ${id}, of ${day(fetchedAt)}, until ${day(expiresAt)}${why}`
}

function describeHost({ host, preference, addresses, verdict, flags, reason, tls, dane, sts }: MxHostPosture): readonly string[] {
  const marks = flags.length > 0 ? ` [${flags.join(', ')}]` : ''
  const lines = [
    `  MX ${preference} ${host}${addresses.length > 0 ? ` (${addresses.join(', ')})` : ''}`,
    `     ${verdict}${marks}: ${reason}`,
  ]
  if (tls) lines.push(`     ${[tls.version, tls.cipher, tls.group].filter(Boolean).join(', ')}`)
  if (addresses.length > 0) lines.push(`     DANE: ${daneWords(dane)}`, `     MTA-STS: ${stsWords(sts)}`)
  const certificate = tls?.certificate
  if (certificate) {
    const key = `${certificate.keyType.toUpperCase()}${certificate.keyBits ? ` ${certificate.keyBits}` : ''}`
    lines.push(`     certificate for ${certificate.names.join(', ') || certificate.subject} by ${certificate.issuer}`)
    lines.push(
      `     valid ${certificate.validFrom.slice(0, 10)} to ${certificate.validTo.slice(0, 10)}, ${key}, SHA-256 ${certificate.fingerprint256.slice(0, 16)}…`,
    )
  }
  return lines
}
