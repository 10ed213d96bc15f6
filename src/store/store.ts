// The store port: atomic verbs, no transaction callback, so that one commit can serve all that arrives together (design §5).
// Two dialects implement it (SQLite in its own thread, PostgreSQL); test/conformance/store runs the same suite on both.
// The store never sees an address, a subject or a key in clear: callers seal first.

import type { LedgerEvent, NewEvent } from '../domain/event.ts'
import type { LedgerSegment } from '../domain/ledger-segment.ts'
import type { MessageKind, MessageState } from '../domain/message-state.ts'
import type { Move, RecipientState } from '../domain/recipient-state.ts'
import type { Plan } from '../domain/route.ts'
import type { Verdict } from '../domain/verdict.ts'
import type { ConsentStore } from './consents.ts'
import type { OverrideStore } from './overrides.ts'
import type { PostureStore } from './postures.ts'
import type { TlsReportStore } from './tls-reports.ts'

/** Where sealed bytes are: in the row (small), or under a name in the blob area (large). */
export type BlobRef = { readonly kind: 'inline'; readonly bytes: Uint8Array } | { readonly kind: 'stored'; readonly name: string }

/** A box sealed under an evidence key. */
export interface Sealed {
  readonly key: string
  readonly box: Uint8Array
}

export interface NewMessage {
  readonly id: string
  readonly kind: MessageKind
  readonly receivedAt: number
  /** Size of the clear bytes. */
  readonly size: number
  /** SHA-256 of the clear bytes, hex: P7's measure. */
  readonly digest: string
  readonly blob: BlobRef
  /** The content key sealed to the worker's public key. */
  readonly contentKey: Uint8Array
  /** JSON of `Envelope` without recipients, `ClientFacts`, header facts; sealed. */
  readonly envelope: Sealed
  /** Keyed hash of the Message-ID and digest of body and signed headers; left out for messages made here. */
  readonly dedupe?: { readonly messageId: string; readonly digest: string; readonly since: number }
  readonly recipients: readonly NewRecipient[]
  /** Messages made here start decided: their recipients start `ready` with this verdict. */
  readonly decided?: Verdict
  /** The message that this one reports on. */
  readonly about?: string
  /** Stored under this lease (mail only): the process that accepts it looks at it too, and nobody is woken for it. */
  readonly lease?: Lease
}

/** `until`: ms since the epoch. */
export interface Lease {
  readonly owner: string
  readonly until: number
}

export interface NewRecipient {
  readonly id: string
  /** Lower-case A-label domain of the address: the destination. */
  readonly domain: string
  /** Keyed hash of the address. */
  readonly addressHash: string
  /** JSON of `EnvelopeRecipient`, sealed. */
  readonly address: Sealed
  /** When the queue lifetime ends. */
  readonly expiresAt: number
}

/** `at` (ms since the epoch): when it was decided, and is due. */
export interface AddedRecipient extends NewRecipient {
  readonly message: string
  readonly verdict: Verdict
  readonly state: 'ready' | 'held'
  readonly at: number
}

export interface AcceptOutcome {
  /** Recipients stored; empty when every one was a duplicate (then nothing but the event was stored). */
  readonly accepted: readonly string[]
  /** `recipient` is the id in the new message, `of` the id of the earlier message. */
  readonly duplicates: readonly { readonly recipient: string; readonly of: string }[]
}

/** A message without its content: what lists are made of. */
export interface MessageSummary {
  readonly id: string
  readonly kind: MessageKind
  readonly state: MessageState
  readonly receivedAt: number
  readonly size: number
  readonly digest: string
  readonly envelope: Sealed
  readonly about?: string
}

export interface MessageRow extends MessageSummary {
  /** Empty and inline once shredded. */
  readonly blob: BlobRef
  /** Undefined once shredded. */
  readonly contentKey?: Uint8Array
  /** How often its lease was lost while it was inspected: whoever looked at it was gone before the verdicts were stored. */
  readonly losses: number
}

export interface RecipientRow {
  readonly id: string
  readonly message: string
  readonly domain: string
  readonly addressHash: string
  readonly address: Sealed
  readonly state: RecipientState
  readonly verdict?: Verdict
  readonly plan?: Plan
  /** Index into the plan's routes of the route to try next. */
  readonly routeIndex: number
  readonly attempts: number
  /** Attempts lost in a row, whose process went away; any other end of an attempt begins the count anew. */
  readonly losses: number
  readonly nextAttemptAt: number
  readonly expiresAt: number
  readonly committing: boolean
  /** Set once a delay warning went out. */
  readonly warned: boolean
  /** Set once an unknown outcome was tried again: the rule `unknown: retry` means once (P3). */
  readonly retriedUnknown: boolean
  readonly leaseOwner?: string
  readonly leaseUntil?: number
  /** When the state last changed. */
  readonly changedAt: number
}

/** Columns that an event sets besides the state; what is left out stays. */
export interface RecipientPatch {
  readonly verdict?: Verdict
  readonly plan?: Plan
  readonly routeIndex?: number
  readonly nextAttemptAt?: number
  readonly expiresAt?: number
  readonly warned?: boolean
  readonly retriedUnknown?: boolean
}

/** `changedAt` (ms since the epoch) tells two stays in one state apart. */
export interface Expectation {
  readonly state: RecipientState
  readonly changedAt?: number
}

/**
 * One event and what it moves. An event whose kind is a recipient `Move` moves its recipient; `messageState` moves the message, forward only.
 * `attempts`, `committing`, the lease and `message.closed` are kept by the store: see `Store.apply`.
 */
export interface Step {
  readonly event: NewEvent
  /**
   * What the caller saw when it decided on this change. Where the recipient's row is another one by now, before any step of the change,
   * nothing is applied (`changed`): a timer must not undo what a person did meanwhile.
   */
  readonly expect?: Expectation
  readonly move?: Move
  readonly patch?: RecipientPatch
  readonly messageState?: MessageState
}

export interface NewGrant {
  readonly id: string
  readonly message: string
  readonly recipient: string
  /** SHA-256 of the link's token. */
  readonly tokenHash: string
  /** The content key sealed to the portal's public key. */
  readonly contentKey: Uint8Array
  readonly createdAt: number
  readonly expiresAt: number
}

/** Once `revoked` or `expired` the content key is deleted: an empty array stands in its place. */
export interface GrantRow extends NewGrant {
  /** When `portal.opened` was first applied for its recipient. */
  readonly openedAt?: number
  readonly state: 'open' | 'revoked' | 'expired'
}

/**
 * All or nothing: every step is legal, every expectation holds and (where `lease` is named) every moved recipient is still under that lease,
 * or none is applied.
 */
export interface Change {
  readonly steps: readonly Step[]
  /**
   * Owner whose lease must hold on each recipient and message that is moved or patched; left out for persons and timers. A recipient
   * without a lease of its own is under its message's lease (inspection).
   */
  readonly lease?: string
  /** Recipients that the change moves to `ready` stay under `lease` until this time (ms since the epoch): their owner tries them next, and nobody is woken for them. */
  readonly keepUntil?: number
  /** Copies that join a message (a journal), stored as decided. */
  readonly recipients?: readonly AddedRecipient[]
  /** Messages made here (DSN, reports), stored in the same transaction as the event that asks for them (P2). */
  readonly messages?: readonly NewMessage[]
  readonly grants?: readonly NewGrant[]
  /** Grants that end: their sealed key is deleted; the row says `expired` where the first step's time is past their end, else `revoked`. */
  readonly revokeGrants?: readonly string[]
}

export type ApplyOutcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: 'lease-lost' | 'changed' | 'illegal-transition' | 'not-found'; readonly detail: string }

export interface LeaseQuery {
  readonly owner: string
  readonly now: number
  /** The lease ends at this time unless renewed. */
  readonly until: number
  readonly limit: number
}

export interface DueQuery extends LeaseQuery {
  /** Destinations to pass over. */
  readonly busy: readonly string[]
  /** Further copies that are due at the same destination, of the messages that `limit` reaches: one transaction can carry them. Default 0. */
  readonly companions?: number
}

/** Due recipients of one destination, grouped by message. */
export interface DueGroup {
  readonly domain: string
  readonly items: readonly { readonly message: MessageRow; readonly recipients: readonly RecipientRow[] }[]
}

export interface RecipientFilter {
  readonly states?: readonly RecipientState[]
  readonly domain?: string
  readonly message?: string
  /** Only those whose `nextAttemptAt` is at this time (ms since the epoch) or before; from an index where `states` is exactly `['unknown']`. */
  readonly dueBefore?: number
  readonly limit: number
  /** Recipient id to continue after. */
  readonly after?: string
}

export type Segment = LedgerSegment

export interface Store extends ConsentStore, OverrideStore, PostureStore, TlsReportStore {
  /**
   * Duplicate decision, rows and events in one transaction. Resolves only after the commit is durable. A recipient is a duplicate where an
   * earlier message with the same Message-ID hash and digest, received since `dedupe.since`, has the same address in any state but failed,
   * cancelled or rejected; each earlier message then gets an event `message.duplicate`. `events` are stored only if something was accepted,
   * those of duplicate recipients left out.
   */
  accept(message: NewMessage, events: readonly NewEvent[]): Promise<AcceptOutcome>
  /**
   * Moves state rows and appends events, together. The only way any state changes. Resolves after the commit. Beside state and patch it keeps:
   * `attempts` (+1 at attempt.started), `losses` (in a row), `committing` (set by attempt.committing, cleared on leaving `attempting`; attempt.lost obeys the row's
   * mark, not the caller's), the lease (ended by every move that does not lead to `attempting`, the message's by `decided`), `openedAt` of
   * grants (portal.opened), and `closed` with its event once every recipient of a message is final.
   */
  apply(change: Change): Promise<ApplyOutcome>

  /**
   * Messages in state `accepted`, or `inspected` by someone who was lost before `decided` (mail only), oldest first, under a lease. Those that
   * were lost before come last and one at a time, fewest losses first: the one that ends its readers must not take others with it.
   */
  leaseMessages(query: LeaseQuery): Promise<readonly { readonly message: MessageRow; readonly recipients: readonly RecipientRow[] }[]>
  /** Due recipients in `ready` or `deferred`, of the longest-waiting destination that is not busy. */
  leaseDue(query: DueQuery): Promise<DueGroup | undefined>
  renewLease(owner: string, recipients: readonly string[], until: number, messages?: readonly string[]): Promise<void>
  /** Ends leases without a state change (nothing was tried); a recipient that is `attempting` keeps its lease. */
  releaseLease(owner: string, recipients: readonly string[], messages: readonly string[]): Promise<void>
  /**
   * Leases that ended by `now` (a time far ahead takes every lease there is), and at start, where `owner` is named, those of its predecessors:
   * owners are written `name/incarnation` or `name/incarnation:n`, and a predecessor has the same name and another incarnation. `attempt.lost` is applied to attempting recipients; where
   * they become `deferred`, they are due at once, and from the second loss in a row on after a time (`OpenStoreOptions.lossWait`).
   * Other leases are freed, a message's with one more in `losses`. Returns the recipients moved.
   */
  reclaimLeases(now: number, owner?: string): Promise<readonly RecipientRow[]>
  /** Open recipients, neither attempting nor leased, whose `expiresAt` has passed. */
  expired(now: number, limit: number): Promise<readonly RecipientRow[]>
  /** When the next unleased work is due (ms since epoch; a message to inspect is due when it came), or undefined. Lets the worker sleep exactly long enough. */
  nextDueAt(): Promise<number | undefined>
  /** Calls back when work may have arrived: from this process at once, from others by LISTEN/NOTIFY or within half a second. Returns the way to stop. */
  onWork(listener: () => void): () => void

  message(id: string): Promise<{ readonly message: MessageRow; readonly recipients: readonly RecipientRow[] } | undefined>
  /** Newest first; `before` is the id to continue after. */
  messages(page: { readonly limit: number; readonly before?: string; readonly state?: MessageState }): Promise<readonly MessageSummary[]>
  recipient(id: string): Promise<RecipientRow | undefined>
  recipients(filter: RecipientFilter): Promise<readonly RecipientRow[]>
  events(message: string): Promise<readonly LedgerEvent[]>
  eventsAfter(position: number, limit: number): Promise<readonly LedgerEvent[]>
  /** Recipients by state, for metrics and `/readyz`. */
  counts(): Promise<Readonly<Record<string, number>>>

  grant(tokenHash: string): Promise<GrantRow | undefined>
  grantsOf(message: string): Promise<readonly GrantRow[]>
  /** Open grants whose `expiresAt` has passed. */
  expiredGrants(now: number, limit: number): Promise<readonly GrantRow[]>

  /** The first one to put an id wins, so that two processes agree: read it back with `key`. */
  putKey(key: { readonly id: string; readonly sealed: Uint8Array; readonly createdAt: number }): Promise<void>
  key(id: string): Promise<{ readonly sealed: Uint8Array; readonly createdAt: number } | undefined>

  cachePut(key: string, value: unknown, expiresAt: number): Promise<void>
  cacheGet(key: string, now: number): Promise<unknown>

  /** Large sealed bytes, durable before the promise resolves: written before `accept`, read by chunks, removed after shredding. */
  openBlob(name: string): Promise<BlobWriter>
  readBlob(name: string): AsyncIterable<Uint8Array>
  /** Deletes content key, inline bytes and grants of a message (crypto-shredding), with the event; then the blob. */
  shred(message: string, event: NewEvent): Promise<void>
  /** Closed messages received before `before` that still have content and have no open grant. */
  shreddable(before: number, limit: number): Promise<readonly string[]>
  /** Stored blobs that no message names and that are older than `before` (left by a crash between blob and row): removed. Returns how many. */
  removeOrphanBlobs(before: number): Promise<number>

  /** Takes or renews the one sealer's lease. */
  leaseSealer(owner: string, now: number, until: number): Promise<boolean>
  /** Committed events without a position, in id order, and the last segment. */
  unsealed(limit: number): Promise<{ readonly events: readonly LedgerEvent[]; readonly last?: Segment }>
  /** Gives positions to exactly these events and appends the segment, under the sealer's lease. */
  appendSegment(owner: string, segment: Segment, events: readonly number[]): Promise<boolean>
  segments(fromPosition: number, limit: number): Promise<readonly Segment[]>

  /**
   * Live settings that durability rests on, read from the open connection: `{journal_mode: 'wal', synchronous: 'full', …}`, and how many
   * `commits` this process has made for how many `verbs` (group commit).
   */
  durability(): Promise<Readonly<Record<string, string>>>
  /** Rejects when the database cannot be reached or written. */
  ping(): Promise<void>
  close(): Promise<void>
}

export interface BlobWriter {
  write(chunk: Uint8Array): Promise<void>
  /** Synced (file and folder, or committed) when this resolves. */
  finish(): Promise<BlobRef>
  abort(): Promise<void>
}
