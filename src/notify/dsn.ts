// Delivery status notifications: settle's word to the sender (RFC 3464 in the frame of RFC 6522, fields of RFC 3461, status of RFC 3463,
// RFC 3834 §5 against loops, RFC 6533 for addresses beyond ASCII). Subject, body and matched text of the original are never in one (P4).
import type { Cause, SmtpReply } from '../domain/cause.ts'
import { composeMime, type MimePart, newMessageId } from './compose.ts'
import { type DsnReason, explain, quotesRemote, statusOf, WORDING } from './dsn-text.ts'
import { messageIds, returnedHeaders } from './returned-headers.ts'

export interface DsnRecipient {
  readonly address: string
  /** ORCPT of RFC 3461 §4.2 with its xtext already decoded: `rfc822;user@example.org`. */
  readonly orcpt?: string
  readonly reason: DsnReason
  readonly cause?: Cause
  /** Sentences of the policy's `hold` and `reject`. */
  readonly reasons?: readonly string[]
  /** Host that spoke last, where one did. */
  readonly remoteMta?: string
  /** Milliseconds since the epoch. */
  readonly lastAttemptAt?: number
  /** Delayed only: when the gateway will give up. */
  readonly willRetryUntil?: number
}

export interface DsnReport {
  /** Name of this gateway: `Reporting-MTA` and right side of the Message-ID. */
  readonly hostname: string
  /** Header From: the postmaster. The envelope sender of a report is always null. */
  readonly from: string
  /** The exact return path of the original; never the null one (RFC 3461 §6.1: nobody is told then). */
  readonly to: string
  readonly now: number
  readonly arrivedAt: number
  /** Id of the message here, so that an operator can find it. */
  readonly message: string
  /** ENVID of RFC 3461 §4.4, xtext already decoded. */
  readonly envid?: string
  /** The original message, or at least its header block; read as far as the first empty line only. */
  readonly original: Uint8Array
  readonly recipients: readonly DsnRecipient[]
}

/** Longest diagnostic quoted, in characters. */
const MAX_DIAGNOSTIC = 1000

/** @returns the report with CRLF line ends, and whether its header holds non-ASCII addresses (then it needs SMTPUTF8 to travel). */
export function composeDsn(report: DsnReport): { readonly bytes: Uint8Array; readonly messageId: string; readonly smtpUtf8: boolean } {
  if (report.to === '') throw new Error('a report to the null return path: nobody is told of such mail (RFC 3464 §2)')
  const [first] = report.recipients
  if (!first) throw new Error('a report on no recipient')
  const ids = messageIds(report.original)
  const messageId = newMessageId(report.hostname, report.now)
  const bytes = composeMime(
    {
      from: { name: 'Mail Delivery System', address: report.from },
      to: [report.to],
      subject: subjectOf(report.recipients),
      date: report.now,
      messageId,
      ...(ids.own ? { inReplyTo: ids.own, references: [...ids.references, ids.own] } : {}),
      fields: [['Auto-Submitted', 'auto-replied']],
    },
    {
      type: 'multipart/report; report-type=delivery-status',
      parts: [humanPart(report), statusPart(report), returnedHeaders(report.original)],
    },
  )
  return { bytes, messageId, smtpUtf8: !isAscii(report.to) || !isAscii(report.from) }
}

function subjectOf(recipients: readonly DsnRecipient[]): string {
  const actions = new Set(recipients.map((recipient) => WORDING[recipient.reason].action))
  if (recipients.some((recipient) => recipient.reason === 'unknown-expired'))
    return 'Delivery report: your message may or may not have arrived'
  if (actions.has('failed')) return 'Delivery report: your message was not delivered'
  if (actions.has('delayed')) return 'Delivery report: your message is delayed'
  return 'Delivery report: your message was passed on'
}

function humanPart(report: DsnReport): MimePart {
  const lines = ['This report was written by a mail gateway, not by a person.', '']
  for (const recipient of report.recipients) {
    lines.push(`To: ${recipient.address}`, ...explain(recipient.reason, recipient.cause, recipient.reasons ?? []).flatMap(wrap))
    const reply = quotedReply(recipient)
    if (reply) lines.push(...wrap(`The server${recipient.remoteMta ? ` ${recipient.remoteMta}` : ''} said: ${reply}`))
    if (recipient.willRetryUntil !== undefined) lines.push(`The gateway tries until ${readable(recipient.willRetryUntil)}.`)
    lines.push('')
  }
  lines.push(`Sent by you on or before ${readable(report.arrivedAt)}.`, `Reference: ${report.message} at ${report.hostname}`, '')
  return { type: 'text/plain; charset=utf-8', description: 'What happened', text: lines.join('\n') }
}

/** RFC 3464 §2.2 and §2.3. ASCII throughout: addresses beyond it take the encoded form of RFC 6533 §3. */
function statusPart(report: DsnReport): MimePart {
  const lines: string[] = []
  if (report.envid) lines.push(...field('Original-Envelope-Id', report.envid))
  lines.push(...field('Reporting-MTA', `dns; ${report.hostname}`), ...field('Arrival-Date', rfc5322Date(report.arrivedAt)))
  for (const recipient of report.recipients) {
    lines.push('')
    if (recipient.orcpt) lines.push(...field('Original-Recipient', originalRecipient(recipient.orcpt)))
    lines.push(...field('Final-Recipient', typedAddress(recipient.address)))
    lines.push(...field('Action', WORDING[recipient.reason].action), ...field('Status', statusOf(recipient.reason, recipient.cause)))
    if (recipient.remoteMta) lines.push(...field('Remote-MTA', `dns; ${recipient.remoteMta}`))
    const reply = quotedReply(recipient)
    if (reply) lines.push(...field('Diagnostic-Code', `smtp; ${reply}`))
    if (recipient.lastAttemptAt !== undefined) lines.push(...field('Last-Attempt-Date', rfc5322Date(recipient.lastAttemptAt)))
    if (recipient.willRetryUntil !== undefined) lines.push(...field('Will-Retry-Until', rfc5322Date(recipient.willRetryUntil)))
  }
  return { type: 'message/delivery-status', description: 'Delivery report', text: `${lines.join('\n')}\n` }
}

/** The other side's words, verbatim, where it spoke and where they cannot blame a good address. */
function quotedReply(recipient: DsnRecipient): string | undefined {
  const reply = recipient.cause?.reply
  return reply && quotesRemote(recipient.reason, recipient.cause) ? formatReply(reply) : undefined
}

function formatReply({ code, enhanced, text }: SmtpReply): string {
  const words = enhanced && !text.startsWith(enhanced) ? `${enhanced} ${text}` : text
  return `${code} ${words}`
    .replace(/[^\x20-\x7e]+/g, ' ')
    .replace(/ {2,}/g, ' ')
    .trim()
    .slice(0, MAX_DIAGNOSTIC)
}

function originalRecipient(orcpt: string): string {
  const [type, ...rest] = orcpt.split(';')
  const address = rest.join(';')
  return isAscii(address) ? `${type};${address}` : `utf-8;${encodeUtf8Address(address)}`
}

function typedAddress(address: string): string {
  return isAscii(address) ? `rfc822; ${address}` : `utf-8; ${encodeUtf8Address(address)}`
}

/** RFC 6533 §3, utf-8-addr-xtext: every character outside plain ASCII, and `+`, `=`, `\`, as `\x{HEX}`. */
function encodeUtf8Address(address: string): string {
  return Array.from(address, (character) => {
    const point = character.codePointAt(0) as number
    const plain = point > 0x20 && point < 0x7f && !'+=\\'.includes(character)
    return plain ? character : `\\x{${point.toString(16).toUpperCase().padStart(2, '0')}}`
  }).join('')
}

/** One field, folded at blanks; a line break in the value cannot start a field of its own. */
function field(name: string, value: string): readonly string[] {
  const [first = '', ...more] = wrap(`${name}: ${value.replace(/[^\x20-\x7e]+/g, ' ')}`)
  return [first, ...more.map((line) => ` ${line}`)]
}

/** Lines of at most 74 characters, broken at blanks; a longer word stays whole. */
function wrap(text: string): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > 74) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}

function rfc5322Date(at: number): string {
  return new Date(at).toUTCString().replace('GMT', '+0000')
}

function readable(at: number): string {
  return new Date(at).toUTCString().replace('GMT', 'UTC')
}

function isAscii(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text)
}
