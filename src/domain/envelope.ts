// What SMTP said about a message: reverse-path, recipients and parameters (RFC 5321 §3.3, RFC 3461, RFC 6531, RFC 8689).
import type { TlsFacts } from './tls-facts.ts'

export type DsnNotify = 'NEVER' | 'SUCCESS' | 'FAILURE' | 'DELAY'

export interface EnvelopeRecipient {
  readonly address: string
  /** NOTIFY of RFC 3461 §4.1; left out means FAILURE (and DELAY at our choice). */
  readonly notify?: readonly DsnNotify[]
  /** ORCPT of RFC 3461 §4.2, xtext decoded: `rfc822;user+tag@example.org`. */
  readonly orcpt?: string
}

export interface Envelope {
  /** Reverse-path without angle brackets; '' is the null reverse-path. Kept to the byte: Salesforce's VERP depends on it. */
  readonly returnPath: string
  readonly recipients: readonly EnvelopeRecipient[]
  readonly body: '7BIT' | '8BITMIME'
  readonly smtpUtf8: boolean
  readonly requireTls: boolean
  /** ENVID is xtext decoded (RFC 3461 §4.4); it is encoded anew where it goes on. */
  readonly dsn: { readonly ret?: 'FULL' | 'HDRS'; readonly envid?: string }
}

/** Who handed the message in, as the listener saw it. */
export interface ClientFacts {
  /** `senders[].name` of the configuration. */
  readonly sender: string
  readonly remoteAddress: string
  readonly helo: string
  readonly tls: TlsFacts | null
  readonly authUser?: string
  readonly certificateSubject?: string
}
