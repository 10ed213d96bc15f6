// Why an attempt ended as it did: one value that status, DSN, trace and log all read (the DSN fields of RFC 3464 are the error type).

export type CauseAt =
  | 'dns'
  | 'connect'
  | 'greeting'
  | 'ehlo'
  | 'starttls'
  | 'tls'
  | 'mta-sts'
  | 'dane'
  | 'gate'
  | 'mail'
  | 'rcpt'
  | 'data'
  | 'final-dot'
  | 'provider'
  | 'portal'
  | 'policy'
  | 'expired'
  | 'local'

export interface SmtpReply {
  readonly code: number
  /** Enhanced status code of RFC 3463, where the peer gave one. */
  readonly enhanced?: string
  /** The peer's words, control characters removed, at most 1,000 characters. May hold an address: seal it. */
  readonly text: string
}

export interface Cause {
  readonly at: CauseAt
  /** RFC 3463 status code, `5.7.10`. */
  readonly enhanced: string
  /** Safe for logs and metrics: no address, no peer text. */
  readonly publicText: string
  /** For the trace, sealed: may quote the peer. */
  readonly detail: string
  readonly blame: 'peer' | 'us' | 'policy'
  readonly reply?: SmtpReply
}
