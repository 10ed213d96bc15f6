// Every refusal of ours in one table: code, enhanced code (RFC 3463), what the client should do, and a stable word for metrics. 5xx only for a
// final answer, 4xx for our own trouble: Salesforce retries a 4xx for a day. No text names configuration, or reads like "user unknown" (salesforce.md §2.6).
import type { RefusalReason } from './incoming.ts'

export interface Refusal {
  readonly reason: RefusalReason
  readonly code: number
  /** Begins with the enhanced code. */
  readonly text: string
}

/** Whom it befell, for the log: ids and the address of the client's machine, never a mail address. */
export interface RefusalContext {
  readonly session: string
  readonly peer: string
  readonly sender?: string | undefined
}

const TEXTS = {
  connections: [421, '4.3.2 Too many connections; try again in a few minutes'],
  'connections-per-address': [421, '4.7.0 Too many connections from this address; use fewer in parallel'],
  'too-many-commands': [421, '4.7.0 Too many commands without a message; connect again'],
  protocol: [421, '4.7.0 Too many errors; connect again'],
  'tls-required': [530, '5.7.0 Must issue a STARTTLS command first'],
  'starttls-injection': [554, '5.5.1 Nothing may follow STARTTLS before the TLS handshake'],
  'auth-failed': [535, '5.7.8 User name or password is wrong'],
  'auth-throttled': [454, '4.7.0 Too many failed logins; try again in some minutes'],
  'auth-required': [530, '5.7.0 Authentication required: AUTH PLAIN or LOGIN over TLS'],
  'not-a-sender': [550, '5.7.1 This client may not submit here: its administrator must be listed as a sender of this gateway'],
  'sender-unknown-yet': [451, '4.4.3 The sender could not be checked because DNS did not answer; try again'],
  rate: [450, '4.7.1 Too many messages in a short time; try again in a minute'],
  'envelope-domain': [
    550,
    '5.7.1 MAIL FROM is outside the domains of this sender: use one of them, the null path, or your own Salesforce bounce path',
  ],
  'address-syntax': [553, '5.6.7 This path needs SMTPUTF8 on MAIL FROM'],
  parameter: [555, '5.5.4 A parameter is not recognised'],
  recipients: [452, '4.5.3 Too many recipients; send the rest in another transaction'],
  'recipient-literal': [550, '5.7.1 A recipient needs a domain name, not an IP address'],
  size: [552, '5.3.4 The message is larger than SIZE allows'],
  'header-size': [552, '5.3.4 The header block is too large'],
  'header-fields': [554, '5.6.0 The message has too many header fields'],
  'malformed-header': [550, '5.6.0 The header block has a line that is no header field (RFC 5322 section 2.2)'],
  'duplicate-header': [550, '5.6.0 A header field that may stand once stands twice (RFC 5322 section 3.6)'],
  'from-header': [550, '5.6.0 The message needs exactly one readable From field'],
  'from-domain': [550, '5.7.1 The From field is outside the domains of this sender'],
  'salesforce-org': [550, '5.7.1 The message does not come from the Salesforce organisation that is registered for this sender'],
  loop: [554, '5.4.6 Mail loop: too many Received fields'],
  'line-endings': [554, '5.6.11 Lines must end with CR LF, and CR, LF or NUL must not stand alone'],
  'line-length': [554, '5.6.0 A line is too long'],
  'commit-failed': [451, '4.3.0 The message could not be stored; try again'],
  timeout: [421, '4.4.2 The message took too long; connect again'],
  shutdown: [421, '4.3.2 The gateway is shutting down; connect again'],
} as const satisfies Readonly<Record<RefusalReason, readonly [number, string]>>

export function refusal(reason: RefusalReason): Refusal {
  const [code, text] = TEXTS[reason]
  return { reason, code, text }
}

/** The form in which `smtp-server` takes a refusal from a hook. */
export class SmtpRefusal extends Error {
  readonly responseCode: number
  constructor({ code, text }: Refusal) {
    super(text)
    this.responseCode = code
  }
}
