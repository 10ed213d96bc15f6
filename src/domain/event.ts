// The ledger's vocabulary: every kind of event, one line each. docs/reference/events.md is generated from this table.

export const EVENT_KINDS = {
  'message.accepted': 'Bytes and rows are durable; `250` may be said.',
  'message.duplicate': 'The sender repeated a message that is already here; it was answered `250` and not stored again.',
  'message.inspected': 'MIME and detectors have run: counts by detector, what could not be read.',
  'message.decided': 'Policy has spoken for every recipient.',
  'message.closed': 'Every recipient is final; content stays until its keeping time and the last grant have ended.',
  'message.shredded': 'The content key and every grant were deleted; the content can never be opened again.',
  'recipient.decided': 'The verdict for one recipient: action, protection, rules, policy version.',
  'copy.changed':
    'A policy’s action changed the bytes of a copy: SHA-256 before and after, what was redacted (counts), what else was changed, who signed.',
  'copy.not-changed':
    'A change could not be made, or could not be proved by reading the result again: the copy takes the action’s way out.',
  'recipient.held': 'A copy waits for a person.',
  'recipient.released': 'A person let a held or unknown copy go; names what the release lifts.',
  'recipient.refused': 'A person rejected a held copy.',
  'recipient.expired': 'The queue, hold or pick-up lifetime ended.',
  'recipient.cancelled': 'A person cancelled a copy.',
  'recipient.delayed': 'The sender was warned of a delay.',
  'attempt.requested': 'A person asked for a try now.',
  'attempt.started': 'A try on one route began under a lease.',
  'attempt.committing': 'The last bytes are about to go: from here on a loss is `unknown`.',
  'attempt.succeeded': 'The other side took responsibility.',
  'attempt.deferred': 'A temporary failure; when the next try is due.',
  'attempt.rerouted': 'This route cannot keep the protection; the next one is due.',
  'attempt.failed': 'A permanent failure, or no route left.',
  'attempt.unknown': 'The outcome cannot be known: the answer to the final dot never came.',
  'attempt.lost': 'The process that held the lease is gone.',
  'possible-duplicate': 'An unknown outcome is tried once more with the same Message-ID.',
  'outcome.confirmed': 'An unknown or handed-over copy got its last word.',
  'outcome.denied': 'An unknown copy was shown not to have arrived.',
  'grant.created': 'A recipient may open the content in the portal.',
  'grant.revoked': 'The grant was deleted.',
  'grant.expired': 'The time in which the message could be opened is over.',
  'portal.opened': 'A person pressed the button and the content was shown.',
  'portal.downloaded': 'An attachment was downloaded in the portal.',
  'portal.collected': 'The recipient has read the message: it counts as collected.',
  'notice.sent': 'A host has taken the portal notice.',
  'notice.bounced': 'The portal notice came back. Arrives with inbound mail.',
  'dsn.queued': 'A delivery status notification to the return path was queued.',
  'officer.notified': 'A note to the officers named by a rule was queued.',
  'policy.loaded': 'A policy version went into force.',
  'policy.refused': 'A changed policy was broken; the one in force stays.',
  'consent.recorded': 'A consent of a recipient was recorded: kind, version of the wording, expiry.',
  'consent.withdrawn': 'A consent no longer holds.',
  'override.added': 'A person’s override for a recipient’s domain: what it asks, and until when.',
  'override.withdrawn': 'An override no longer holds.',
  'posture.downgraded':
    'A mail host offers less than it did not long ago: refused. At most once an hour for each host (`destination.history.every`).',
  'key.created': 'A role key or evidence key was made.',
} as const satisfies Record<string, string>

export type EventKind = keyof typeof EVENT_KINDS

/** Who did it: `system`, `cli:name`, `portal`, `policy`. */
export type Actor = string

export interface NewEvent {
  readonly kind: EventKind
  /** Milliseconds since the epoch, UTC. */
  readonly at: number
  readonly message?: string
  readonly recipient?: string
  readonly actor: Actor
  /** In clear: domains, keyed hashes, detector ids, counts, parts, spans, TLS facts, states. Never an address or text of the message (P4). */
  readonly data: Readonly<Record<string, unknown>>
  /** Sealed under an evidence key: addresses, masked excerpts, transcripts. */
  readonly sealed?: SealedEvidence
}

export interface SealedEvidence {
  readonly key: string
  readonly box: Uint8Array
}

/** An event as the ledger holds it. `position` is gap-free and given by the sealer; undefined until then. */
export interface LedgerEvent extends NewEvent {
  readonly id: number
  readonly position?: number
}
