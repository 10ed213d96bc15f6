// What intake can be told: listeners, senders, limits, time-outs. Every limit has a name and a default here (design §9 maps onto this).
import type { Clock } from '../platform/clock.ts'
import type { Resolver } from '../platform/dns.ts'
import type { Log } from '../platform/log.ts'
import type { BeginIncoming, IntakeObservation } from './incoming.ts'

/** `starttls`: no mail before TLS · `implicit`: TLS from the first byte · `optional`: offered, not demanded · `off`: loopback uses only. */
export type ListenerTls = 'starttls' | 'implicit' | 'optional' | 'off'

export interface ListenerOptions {
  readonly host: string
  /** 0 takes any free port; `Intake.addresses` tells which. */
  readonly port: number
  readonly tls: ListenerTls
  /** PEM text: the certificate with its full chain, and its key. Needed unless `tls` is `off`. */
  readonly cert?: string | undefined
  readonly key?: string | undefined
}

/** Who may submit. All that is named must hold; `networks`, `auth` or `certificate` must be named, the rest anyone could forge. */
export interface SenderOptions {
  readonly name: string
  /** CIDR blocks or single addresses; the word `salesforce` asks Salesforce's published SPF record about the peer. */
  readonly networks?: readonly string[] | undefined
  readonly auth?: { readonly user: string; readonly password: string } | undefined
  /** SHA-256 fingerprint (hex, colons allowed), or the common name of a client certificate that verifies. Where both are named both must hold. */
  readonly certificate?: { readonly fingerprint?: string | undefined; readonly subject?: string | undefined } | undefined
  /** Exactly one X-SFDC-LK, and this organisation (15 or 18 characters). */
  readonly salesforce?: { readonly org: string } | undefined
  /** `example.org` that domain only, `*.example.org` its subdomains: the header From; the envelope too, or null, or a fitting bounce address. */
  readonly domains?: readonly string[] | undefined
}

export interface IntakeLimits {
  /** Bytes of a message; advertised as SIZE. Salesforce sends up to 36,700,160. */
  readonly message: number
  /** RCPT in one transaction (RFC 5321 §4.5.3.1.8 asks for at least 100). */
  readonly recipients: number
  /** Sessions at once, over all listeners. */
  readonly connections: number
  /** Sessions at once from one address. Salesforce comes from few addresses with many sessions. */
  readonly connectionsPerAddress: number
  /** Messages a minute of one sender; a minute's worth may come at once. */
  readonly messagesPerMinute: number
  readonly headerBytes: number
  readonly headerFields: number
  /** `Received` fields from which on a message loops (RFC 5321 §6.3 asks for at least 100 hops or less where configured). */
  readonly received: number
  /** Bytes of a line without CRLF: RFC 5321 §4.5.3.1.6 says 998, real mail is longer. */
  readonly lineLength: number
  /** Commands other than RCPT since the last message of the session. */
  readonly commands: number
  /** Syntax errors and unknown commands in one session. */
  readonly protocolErrors: number
  /** Wrong passwords in one session. */
  readonly authFailures: number
  /** Wrong passwords a minute from one address, over all its sessions. */
  readonly authFailuresPerMinute: number
}

export const DEFAULT_LIMITS: IntakeLimits = {
  message: 40 * 1024 * 1024,
  recipients: 500,
  connections: 300,
  connectionsPerAddress: 250,
  messagesPerMinute: 6000,
  headerBytes: 1024 * 1024,
  headerFields: 1000,
  received: 50,
  lineLength: 99_800,
  commands: 100,
  protocolErrors: 20,
  authFailures: 3,
  authFailuresPerMinute: 20,
}

/** Milliseconds. */
export interface IntakeTimeouts {
  /** Silence while the client owes us something: RFC 5321 §4.5.3.2.7 asks for 5 minutes. */
  readonly idle: number
  /** From STARTTLS, or from connecting to an implicit listener, to the end of the handshake. */
  readonly handshake: number
  /** From DATA to the final dot. */
  readonly data: number
  /** Age at which a session is ended once it is between two messages. */
  readonly session: number
}

export const DEFAULT_TIMEOUTS: IntakeTimeouts = {
  idle: 5 * 60_000,
  handshake: 30_000,
  data: 30 * 60_000,
  session: 60 * 60_000,
}

export interface IntakeOptions {
  /** Name in banner and EHLO; Salesforce matches the certificate with it. */
  readonly hostname: string
  readonly listeners: readonly ListenerOptions[]
  readonly senders: readonly SenderOptions[]
  /** Address that `RCPT TO:<postmaster>` stands for (RFC 5321 §4.5.1). Default: postmaster at `hostname`. */
  readonly postmaster?: string | undefined
  readonly limits?: Partial<IntakeLimits>
  readonly timeouts?: Partial<IntakeTimeouts>
  /** Offer REQUIRETLS (RFC 8689). Only true where delivery keeps that promise on the next hop. Default false. */
  readonly requireTls?: boolean
  /** PEM of the authorities that client certificates matched by `subject` must come from. Default: those that come with Node. */
  readonly clientAuthorities?: string | undefined
}

export interface IntakeDeps {
  readonly begin: BeginIncoming
  readonly resolver: Pick<Resolver, 'a'>
  readonly clock: Clock
  readonly log: Log
  readonly observe?: (event: IntakeObservation) => void
}
