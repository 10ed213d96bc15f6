// A trace for people: one block an event, in the order in which things happened.

import type { LedgerEvent } from '../domain/event.ts'
import type { AppliedOverride } from '../domain/override.ts'
import { describeDuration } from '../domain/quantity.ts'
import type { HeldTo, HostAttempt } from '../domain/route.ts'
import type { TlsFacts } from '../domain/tls-facts.ts'
import type { MessageRow } from '../store/store.ts'
import { when } from './operator.ts'

export interface OpenedEvent extends Omit<LedgerEvent, 'sealed'> {
  readonly evidence?: unknown
}

interface Evidence {
  readonly excerpts?: readonly string[]
  readonly transcripts?: readonly Pick<HostAttempt, 'host' | 'transcript'>[]
  readonly details?: Readonly<Record<string, string>>
  readonly unreadable?: string
  /** A person's words. */
  readonly reason?: string
}

export function traceText(
  message: MessageRow,
  events: readonly OpenedEvent[],
  addresses: ReadonlyMap<string, string>,
  transcript: boolean,
): string {
  const lines = [`message ${message.id}, ${message.size} bytes, ${message.state}; times are UTC`]
  for (const event of events) {
    const who = event.recipient ? `  ${addresses.get(event.recipient) ?? event.recipient}` : ''
    const actor = event.actor === 'system' ? '' : `  by ${event.actor}`
    lines.push('', `${when(event.at)}  ${event.kind}${who}${actor}${event.position === undefined ? '' : `  #${event.position}`}`)
    lines.push(...describe(event, transcript).map((line) => `    ${line}`))
  }
  return lines.join('\n')
}

function describe(event: OpenedEvent, transcript: boolean): readonly string[] {
  const { hosts, cause, overrides, ...data } = event.data as Shown & Record<string, unknown>
  const lines = Object.entries(data).flatMap(([key, value]) => (isEmpty(value) ? [] : [`${key.padEnd(11)} ${inWords(value)}`]))
  if (cause) lines.push(`because     ${cause.enhanced} ${cause.text} (at ${cause.at}${cause.code ? `, reply ${cause.code}` : ''})`)
  for (const { id, terms } of overrides ?? []) lines.push(`override    ${id}: ${terms.join(', ')}`)
  for (const host of hosts ?? []) lines.push(...describeHost(host))
  const evidence = (event.evidence ?? {}) as Evidence
  if (evidence.unreadable) lines.push(`evidence    ${evidence.unreadable}`)
  if (evidence.reason) lines.push(`reason      ${evidence.reason}`)
  if (evidence.excerpts?.length) lines.push(`excerpts    ${evidence.excerpts.join('  ')}`)
  for (const detail of Object.values(evidence.details ?? {})) if (detail) lines.push(`detail      ${detail}`)
  if (transcript)
    for (const { host, transcript: spoken } of evidence.transcripts ?? [])
      lines.push(`session     ${host}`, ...spoken.map((line) => `  ${line}`))
  return lines
}

/** What is shown in words of its own. */
interface Shown {
  readonly hosts?: readonly HostLine[]
  readonly cause?: CauseLine
  readonly overrides?: readonly AppliedOverride[]
}

interface HostLine extends HeldTo {
  readonly host: string
  readonly address: string
  readonly verdict: string
  readonly flags: readonly string[]
  readonly reason: string
  readonly tls: TlsFacts | null
  /** Milliseconds since the epoch; left out in events of older releases. */
  readonly at?: number
  /** The TLSA record that proved it. */
  readonly tlsa?: string
}

interface CauseLine {
  readonly at: string
  readonly enhanced: string
  readonly text: string
  readonly code?: number
}

function describeHost({ host, address, at, verdict, flags, reason, tls, tlsa, dane, sts, remembered }: HostLine): readonly string[] {
  const begun = at === undefined ? '' : `, at ${when(at)}`
  const lines = [`host        ${host} [${address}] ${[verdict, ...flags].join(' ')}: ${reason}${begun}`]
  if (tls) lines.push(`tls         ${tls.version} ${tls.cipher}${tls.group ? ` ${tls.group}` : ''}`)
  const certificate = tls?.certificate
  if (certificate)
    lines.push(
      `certificate ${certificate.subject}, by ${certificate.issuer}, until ${certificate.validTo}`,
      `            sha256 ${certificate.fingerprint256}, public key ${certificate.spki256}`,
      `            chain ${certificate.chain.join(' < ')}`,
    )
  if (tlsa !== undefined) lines.push(`dane        proved by ${tlsa}`)
  else if (dane !== undefined) lines.push(`dane        TLSA records, ${dane}`)
  if (sts) lines.push(`mta-sts     ${sts.mode}${sts.id === undefined ? '' : `, id ${sts.id}`}`)
  if (remembered) lines.push(`memory      ${remembered.level}, last seen ${when(remembered.seenAt)}`)
  return lines
}

function isEmpty(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    value === '' ||
    (Array.isArray(value) && value.length === 0) ||
    (typeof value === 'object' && Object.keys(value as object).length === 0)
  )
}

/** Smaller numbers are times to live, larger ones points in time (milliseconds). */
const YEAR_2000 = Date.UTC(2000, 0)

function inWords(value: unknown): string {
  if (Array.isArray(value)) return value.map(inWords).join(', ')
  if (typeof value === 'object' && value !== null)
    return Object.entries(value)
      .filter(([, entry]) => !isEmpty(entry))
      .map(
        ([key, entry]) =>
          `${key} ${key === 'expires' && typeof entry === 'number' && entry < YEAR_2000 ? describeDuration(entry) : inWords(entry)}`,
      )
      .join(' ')
  // No count in an event is as large as a time in milliseconds of this age.
  return typeof value === 'number' && value > 1e12 ? `${when(value)} UTC` : String(value)
}
