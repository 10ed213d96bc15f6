// Between rows of the tables and the shapes of store.ts: the only place that knows both.
import type { EventKind, LedgerEvent, NewEvent } from '../domain/event.ts'
import type { MessageKind, MessageState } from '../domain/message-state.ts'
import type { RecipientState } from '../domain/recipient-state.ts'
import type { Plan } from '../domain/route.ts'
import type { Verdict } from '../domain/verdict.ts'
import { insertRows, type Row, type Statement } from './sql.ts'
import type {
  AddedRecipient,
  BlobRef,
  GrantRow,
  MessageRow,
  MessageSummary,
  NewMessage,
  NewRecipient,
  RecipientRow,
  Segment,
} from './store.ts'

const RECIPIENT = [
  ...['id', 'message', 'domain', 'address_hash', 'address_key', 'address_box', 'state', 'verdict', 'plan', 'route_index', 'attempts'],
  ...['losses', 'next_attempt_at', 'expires_at', 'committing', 'warned', 'retried_unknown', 'lease_owner', 'lease_until', 'changed_at'],
]

/** Of `message m`. */
export const MESSAGE_COLUMNS =
  'm.id, m.kind, m.state, m.received_at, m.size, m.digest, m.blob_name, m.content_key, m.envelope_key, m.envelope_box, m.about, m.losses'

/** Of `recipient r`. */
export const RECIPIENT_COLUMNS = RECIPIENT.map((column) => `r.${column}`).join(', ')
/** For RETURNING, where SQLite knows no alias. */
export const RECIPIENT_RETURNED = RECIPIENT.join(', ')

export const EVENT_COLUMNS = 'id, kind, at, message, recipient, actor, data, sealed_key, sealed_box, position'

export const SEGMENT_COLUMNS = 'from_position, to_position, sealed_at, root, previous, hash, signature, key_id'

export const GRANT_COLUMNS = 'id, message, recipient, token_hash, content_key, created_at, expires_at, opened_at, state'

export const text = (row: Row, column: string): string => String(row[column])
export const number = (row: Row, column: string): number => Number(row[column])

export function toMessageSummary(row: Row): MessageSummary {
  return {
    id: text(row, 'id'),
    kind: text(row, 'kind') as MessageKind,
    state: text(row, 'state') as MessageState,
    receivedAt: number(row, 'received_at'),
    size: number(row, 'size'),
    digest: text(row, 'digest'),
    envelope: { key: text(row, 'envelope_key'), box: row.envelope_box as Uint8Array },
    ...(row.about === null ? {} : { about: text(row, 'about') }),
  }
}

/** Needs `bytes` of the content table beside the message's columns. A shredded message has an empty inline blob and no key. */
export function toMessage(row: Row): MessageRow {
  const blob: BlobRef =
    row.blob_name === null
      ? { kind: 'inline', bytes: (row.bytes as Uint8Array | null) ?? new Uint8Array() }
      : { kind: 'stored', name: text(row, 'blob_name') }
  const losses = number(row, 'losses')
  return { ...toMessageSummary(row), blob, losses, ...(row.content_key === null ? {} : { contentKey: row.content_key as Uint8Array }) }
}

export function toRecipient(row: Row): RecipientRow {
  return {
    id: text(row, 'id'),
    message: text(row, 'message'),
    domain: text(row, 'domain'),
    addressHash: text(row, 'address_hash'),
    address: { key: text(row, 'address_key'), box: row.address_box as Uint8Array },
    state: text(row, 'state') as RecipientState,
    ...(row.verdict === null ? {} : { verdict: JSON.parse(text(row, 'verdict')) as Verdict }),
    ...(row.plan === null ? {} : { plan: JSON.parse(text(row, 'plan')) as Plan }),
    routeIndex: number(row, 'route_index'),
    attempts: number(row, 'attempts'),
    losses: number(row, 'losses'),
    nextAttemptAt: number(row, 'next_attempt_at'),
    expiresAt: number(row, 'expires_at'),
    committing: row.committing === 1,
    warned: row.warned === 1,
    retriedUnknown: row.retried_unknown === 1,
    ...(row.lease_owner === null ? {} : { leaseOwner: text(row, 'lease_owner') }),
    ...(row.lease_until === null ? {} : { leaseUntil: number(row, 'lease_until') }),
    changedAt: number(row, 'changed_at'),
  }
}

export function toEvent(row: Row): LedgerEvent {
  return {
    id: number(row, 'id'),
    kind: text(row, 'kind') as EventKind,
    at: number(row, 'at'),
    ...(row.message === null ? {} : { message: text(row, 'message') }),
    ...(row.recipient === null ? {} : { recipient: text(row, 'recipient') }),
    actor: text(row, 'actor'),
    data: JSON.parse(text(row, 'data')) as Readonly<Record<string, unknown>>,
    ...(row.sealed_key === null ? {} : { sealed: { key: text(row, 'sealed_key'), box: row.sealed_box as Uint8Array } }),
    ...(row.position === null ? {} : { position: number(row, 'position') }),
  }
}

export function toSegment(row: Row): Segment {
  return {
    from: number(row, 'from_position'),
    to: number(row, 'to_position'),
    sealedAt: number(row, 'sealed_at'),
    root: text(row, 'root'),
    previous: text(row, 'previous'),
    hash: text(row, 'hash'),
    signature: text(row, 'signature'),
    key: text(row, 'key_id'),
  }
}

export function toGrant(row: Row): GrantRow {
  return {
    id: text(row, 'id'),
    message: text(row, 'message'),
    recipient: text(row, 'recipient'),
    tokenHash: text(row, 'token_hash'),
    contentKey: row.content_key as Uint8Array,
    createdAt: number(row, 'created_at'),
    expiresAt: number(row, 'expires_at'),
    ...(row.opened_at === null ? {} : { openedAt: number(row, 'opened_at') }),
    state: text(row, 'state') as GrantRow['state'],
  }
}

export function insertEvents(events: readonly NewEvent[]): readonly Statement[] {
  return insertRows(
    'event',
    ['kind', 'at', 'message', 'recipient', 'actor', 'data', 'sealed_key', 'sealed_box'],
    events.map((event) => [
      event.kind,
      event.at,
      event.message ?? null,
      event.recipient ?? null,
      event.actor,
      JSON.stringify(event.data),
      event.sealed?.key ?? null,
      event.sealed?.box ?? null,
    ]),
  )
}

// The rest starts as NULL.
const RECIPIENT_INSERTED = RECIPIENT.filter((column) => !['plan', 'lease_owner', 'lease_until'].includes(column))

/** The message with these of its recipients. One made here starts decided, its recipients `ready`. */
export function insertMessage(message: NewMessage, recipients: readonly NewRecipient[]): readonly Statement[] {
  const { blob, decided, dedupe, receivedAt } = message
  const messageRow = {
    id: message.id,
    kind: message.kind,
    state: decided ? 'decided' : 'accepted',
    received_at: receivedAt,
    size: message.size,
    digest: message.digest,
    blob_name: blob.kind === 'stored' ? blob.name : null,
    content_key: message.contentKey,
    envelope_key: message.envelope.key,
    envelope_box: message.envelope.box,
    about: message.about ?? null,
    dedupe_id: dedupe?.messageId ?? null,
    dedupe_digest: dedupe?.digest ?? null,
    lease_owner: message.lease?.owner ?? null,
    lease_until: message.lease?.until ?? null,
  }
  const state = decided ? 'ready' : 'pending'
  const verdict = decided ? JSON.stringify(decided) : null
  const recipientRows = recipients.map((r) => {
    const address = [r.domain, r.addressHash, r.address.key, r.address.box]
    return [r.id, message.id, ...address, state, verdict, 0, 0, 0, receivedAt, r.expiresAt, 0, 0, 0, receivedAt]
  })
  return [
    ...insertRows('message', Object.keys(messageRow), [Object.values(messageRow)]),
    ...(blob.kind === 'inline' ? insertRows('content', ['message', 'bytes'], [[message.id, blob.bytes]]) : []),
    ...insertRows('recipient', RECIPIENT_INSERTED, recipientRows),
  ]
}

/** Copies that join a message that is stored already. */
export function insertAdded(added: readonly AddedRecipient[]): readonly Statement[] {
  const rows = added.map(({ id, message, domain, addressHash, address, state, verdict, at, expiresAt }) => {
    const who = [id, message, domain, addressHash, address.key, address.box]
    return [...who, state, JSON.stringify(verdict), 0, 0, 0, at, expiresAt, 0, 0, 0, at]
  })
  return insertRows('recipient', RECIPIENT_INSERTED, rows)
}

/** The rows of an accepted message as they were just stored: what a lease of them would read. @param accepted ids of the recipients that were stored */
export function acceptedRows(
  message: NewMessage,
  accepted: readonly string[],
): { readonly message: MessageRow; readonly recipients: readonly RecipientRow[] } {
  const { id, kind, receivedAt, size, digest, envelope, blob, contentKey } = message
  const fresh = message.recipients.filter((recipient) => accepted.includes(recipient.id))
  return {
    message: { id, kind, state: 'accepted', receivedAt, size, digest, envelope, blob, contentKey, losses: 0 },
    recipients: fresh.map((recipient) => ({ ...recipient, ...UNTRIED, message: id, nextAttemptAt: receivedAt, changedAt: receivedAt })),
  }
}

const UNTRIED = {
  state: 'pending',
  routeIndex: 0,
  attempts: 0,
  losses: 0,
  committing: false,
  warned: false,
  retriedUnknown: false,
} as const satisfies Partial<RecipientRow>
