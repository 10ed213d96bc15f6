// What intake and the pipeline say to each other: one `Incoming` a message. Intake reads the wire and judges who may send; the pipeline
// seals bytes, writes rows, and resolves `commit` only when both are durable. Between them stands the promise of `250` (P2).
import type { ClientFacts, Envelope } from '../domain/envelope.ts'

/** Facts of the header block that were read at the door; bounded, never logged. */
export interface HeaderFacts {
  /** Addresses of the one header From. */
  readonly from: readonly string[]
  /** With its angle brackets, untrimmed of length; '' when there is none. */
  readonly messageId: string
  /** X-SFDC-LK when there is exactly one: the Salesforce organisation, 15 characters. */
  readonly org?: string
  /** How many `Received` fields came with it. */
  readonly received: number
}

export interface ReceivedFacts {
  /** Bytes of the message, dots unstuffed, as passed to `write`. */
  readonly size: number
  /** SHA-256 of those bytes, lower-case hex: P7's measure. */
  readonly digest: string
  readonly headers: HeaderFacts
  /** SHA-256 over the header fields that Salesforce signs (Date, From, To, Subject, MIME-Version, Content-Type, unfolded) and the body bytes. */
  readonly dedupeDigest: string
}

/** `duplicates`: recipients that an earlier, not failed, message already covers; they are answered `250` all the same. */
export type CommitReply =
  | { readonly ok: true; readonly id: string; readonly duplicates: number }
  | { readonly ok: false; readonly code: 451 | 452; readonly text: string }

export interface Incoming {
  /** Id of the message, where it is known before the commit. For logs. */
  readonly id?: string
  /** Intake waits for a returned promise before it reads on: back-pressure reaches the client's TCP window. */
  write(chunk: Uint8Array): void | Promise<void>
  /** Called once, after the last byte. Resolves when bytes and rows are durable, or says why not. */
  commit(facts: ReceivedFacts): Promise<CommitReply>
  /** Called instead of `commit` when the message will not be accepted: refused, too large, or the client is gone. */
  abort(): void
}

/** Called when the header block is in and the sender is known to be admitted; nothing of a refused message ever gets here. */
export type BeginIncoming = (session: { readonly envelope: Envelope; readonly client: ClientFacts }) => Incoming

/** Why a client was refused: stable words for metrics and logs. */
export type RefusalReason =
  | 'connections'
  | 'connections-per-address'
  | 'too-many-commands'
  | 'protocol'
  | 'tls-required'
  | 'starttls-injection'
  | 'auth-failed'
  | 'auth-required'
  | 'auth-throttled'
  | 'not-a-sender'
  | 'sender-unknown-yet'
  | 'rate'
  | 'envelope-domain'
  | 'address-syntax'
  | 'parameter'
  | 'recipients'
  | 'recipient-literal'
  | 'size'
  | 'header-size'
  | 'header-fields'
  | 'malformed-header'
  | 'duplicate-header'
  | 'from-header'
  | 'from-domain'
  | 'salesforce-org'
  | 'loop'
  | 'line-endings'
  | 'line-length'
  | 'commit-failed'
  | 'timeout'
  | 'shutdown'

/** For metrics: one value an occurrence, nothing that a person wrote in it. `ms` is time in milliseconds. */
export type IntakeObservation =
  | { readonly kind: 'connection'; readonly open: number }
  | { readonly kind: 'disconnection'; readonly open: number }
  | { readonly kind: 'refused'; readonly reason: RefusalReason; readonly code: number; readonly sender?: string }
  | {
      readonly kind: 'accepted'
      readonly sender: string
      readonly size: number
      readonly recipients: number
      /** From DATA to durable, and the part of it that the commit took. */
      readonly ms: number
      readonly commitMs: number
    }
  | { readonly kind: 'duplicate'; readonly sender: string; readonly recipients: number }
  /** The client went away before its message was complete. */
  | { readonly kind: 'aborted'; readonly size: number }
