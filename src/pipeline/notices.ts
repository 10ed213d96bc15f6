// Whom to tell, and with what mail: DSN to the sender's exact return path, notes to officers. Each comes back as a message and an event that
// belong into the caller's own change, so that telling can neither be forgotten nor done twice (P2).
import type { Cause } from '../domain/cause.ts'
import type { NewEvent } from '../domain/event.ts'
import type { Verdict } from '../domain/verdict.ts'
import { composeLetter, newMessageId } from '../notify/compose.ts'
import { composeDsn, type DsnRecipient } from '../notify/dsn.ts'
import type { DsnReason } from '../notify/dsn-text.ts'
import { composeOfficerNote } from '../notify/officer-note.ts'
import type { MessageRow, NewMessage, RecipientRow } from '../store/store.ts'
import { createInternalMessage } from './internal-message.ts'
import { openEnvelope, openRecipient, readHeaderBlock } from './open-content.ts'
import type { NoticeParts } from './parts.ts'

export interface Told {
  readonly messages: readonly NewMessage[]
  readonly events: readonly NewEvent[]
}

export interface Concerned {
  readonly recipient: RecipientRow
  readonly reason: DsnReason
  readonly cause: Cause
  /** Sentences of the policy. */
  readonly reasons?: readonly string[]
  readonly remoteMta?: string
  /** Milliseconds since the epoch, where a try was made. */
  readonly lastAttemptAt?: number
}

/** A copy and what policy said of it. */
export interface Decided {
  readonly recipient: RecipientRow
  readonly verdict: Verdict
}

const NOBODY: Told = { messages: [], events: [] }

/**
 * The report to the sender. Where it cannot go to the return path (null, or a report that itself failed) the postmaster gets it; a note to
 * the postmaster that fails ends in the log, or two broken mailboxes would write to each other for ever.
 */
export async function senderNotice(parts: NoticeParts, message: MessageRow, concerned: readonly Concerned[]): Promise<Told> {
  if (message.kind === 'report') {
    if (concerned.some(({ reason }) => !isSuccess(reason)))
      parts.log.error('notice.undeliverable', { message: message.id, about: message.about })
    return NOBODY
  }
  try {
    return await writeReport(parts, message, concerned)
  } catch (error) {
    // An envelope that cannot be opened any more must not keep a copy from its end: the postmaster is told by id.
    parts.log.error('notice.unwritable', { error, message: message.id })
    return unwritable(parts, message, concerned)
  }
}

async function writeReport(parts: NoticeParts, message: MessageRow, concerned: readonly Concerned[]): Promise<Told> {
  const sealed = await openEnvelope(parts, message)
  const returnPath = message.kind === 'mail' ? sealed.envelope.returnPath : ''
  const to = returnPath || parts.config.postmaster
  const told = await wanted(parts, concerned, returnPath)
  if (told.length === 0) return NOBODY
  const now = parts.clock.now()
  const { bytes } = composeDsn({
    hostname: parts.config.hostname,
    from: parts.config.postmaster,
    to,
    now,
    arrivedAt: message.receivedAt,
    message: message.id,
    ...(sealed.envelope.dsn.envid ? { envid: sealed.envelope.dsn.envid } : {}),
    original: await readHeaderBlock(parts, message),
    recipients: told,
  })
  const notice = await createInternalMessage(parts, { kind: returnPath ? 'dsn' : 'report', to: [to], bytes, about: message.id })
  const data = { notice: notice.id, to: returnPath ? 'return-path' : 'postmaster', reasons: told.map(({ reason }) => reason) }
  return { messages: [notice], events: [{ kind: 'dsn.queued', at: now, message: message.id, actor: 'system', data }] }
}

async function unwritable(parts: NoticeParts, message: MessageRow, concerned: readonly Concerned[]): Promise<Told> {
  const now = parts.clock.now()
  const to = parts.config.postmaster
  const bytes = composeLetter({
    from: { name: 'Postern', address: to },
    to: [to],
    subject: 'Postern: a sender could not be told',
    date: now,
    messageId: newMessageId(parts.config.hostname, now),
    fields: [['Auto-Submitted', 'auto-generated']],
    text: [
      `Message ${message.id}: ${concerned.map(({ reason }) => reason).join(', ')}.`,
      'What is stored of its envelope cannot be read any more, so the sender could not be told.',
      '',
      'To look at what is left, on the gateway:',
      `  postern message trace ${message.id}`,
      '',
    ].join('\n'),
  })
  const notice = await createInternalMessage(parts, { kind: 'report', to: [to], bytes, about: message.id })
  const data = { notice: notice.id, to: 'postmaster', reasons: concerned.map(({ reason }) => reason), unwritable: true }
  return { messages: [notice], events: [{ kind: 'dsn.queued', at: now, message: message.id, actor: 'system', data }] }
}

function isSuccess(reason: DsnReason): boolean {
  return reason === 'delivered' || reason === 'relayed' || reason === 'portal'
}

/** RFC 3461 §4.1: a sender who said NEVER is not told; SUCCESS and DELAY only where asked, FAILURE unless declined. The postmaster is always told. */
async function wanted(parts: NoticeParts, concerned: readonly Concerned[], returnPath: string): Promise<DsnRecipient[]> {
  const opened = await Promise.all(
    concerned.map(async ({ recipient, ...rest }): Promise<DsnRecipient | undefined> => {
      const { address, notify, orcpt } = await openRecipient(parts, recipient)
      const success = isSuccess(rest.reason)
      const asked = success
        ? notify?.includes('SUCCESS')
        : rest.reason === 'delayed'
          ? (notify?.includes('DELAY') ?? true)
          : (notify?.includes('FAILURE') ?? true)
      // Nobody asked to hear of success, and the postmaster only hears of what went wrong.
      if (!asked && (returnPath || success)) return undefined
      const willRetryUntil = rest.reason === 'delayed' ? { willRetryUntil: recipient.expiresAt } : {}
      return { address, ...(orcpt ? { orcpt } : {}), ...rest, ...willRetryUntil }
    }),
  )
  return opened.filter((recipient) => recipient !== undefined)
}

/** A note to the officers: rule ids and counts only (P4). */
export async function officerNote(
  parts: NoticeParts,
  message: MessageRow,
  officers: readonly string[],
  what: {
    readonly kind: 'matched' | 'held' | 'unprotectable'
    readonly decided: readonly Decided[]
    readonly findings?: Readonly<Record<string, number>>
  },
): Promise<Told> {
  // Held mail that nobody hears of is lost mail: without officers the postmaster is told.
  const to = officers.length > 0 || what.kind === 'matched' ? officers : [parts.config.postmaster]
  if (to.length === 0 || message.kind !== 'mail') return NOBODY
  const now = parts.clock.now()
  const titles = new Map(parts.policy().rules.map((rule) => [rule.id, rule.title]))
  const rules = [...new Set(what.decided.flatMap(({ verdict }) => verdict.rules))].map((id) => ({
    id,
    ...(titles.has(id) ? { title: titles.get(id) as string } : {}),
  }))
  const { bytes } = composeOfficerNote({
    kind: what.kind,
    hostname: parts.config.hostname,
    from: parts.config.postmaster,
    to,
    now,
    message: message.id,
    rules,
    recipients: what.decided.length,
    ...(what.findings ? { findings: what.findings } : {}),
    ...(what.kind === 'matched' ? {} : { expiresAt: now + parts.config.quarantine.expire }),
  })
  const note = await createInternalMessage(parts, { kind: 'report', to, bytes, about: message.id })
  const event: NewEvent = {
    kind: 'officer.notified',
    at: now,
    message: message.id,
    actor: 'system',
    data: { notice: note.id, officers: to.length, about: what.kind },
  }
  return { messages: [note], events: [event] }
}
