// What delivery is asked to do, what it needs for it, and every limit it keeps.
import type { Envelope, EnvelopeRecipient } from '../domain/envelope.ts'
import type { HostVerdict, Posture } from '../domain/posture.ts'
import type { Demand } from '../domain/protection.ts'
import type { GateSettings, GateTarget } from '../gate/gate.ts'
import type { Clock } from '../platform/clock.ts'
import type { OutgoingFacts } from './outgoing-check.ts'
import type { SlowHost } from './pace.ts'

export interface DeliveryRecipient extends EnvelopeRecipient {
  readonly id: string
}

export interface DeliveryJob {
  /** Destination: lower-case A-labels, or an address literal. */
  readonly domain: string
  /** What every connection must show before MAIL FROM. */
  readonly demand: Demand
  /** Where to go: its hosts and addresses are used, its verdicts are not believed. */
  readonly posture: Posture
  readonly envelope: {
    /** Reverse-path; '' is the null one. */
    readonly from: string
    readonly body: Envelope['body']
    readonly smtpUtf8: boolean
    readonly dsn: Envelope['dsn']
  }
  readonly recipients: readonly DeliveryRecipient[]
  /** Bytes, roughly; the exact size is counted. */
  readonly size: number
  /** The bytes to send, the same at each call. */
  readonly content: () => AsyncIterable<Uint8Array>
  /** Makes the commit mark durable for these recipients, just before the last bytes go; false: they are no longer ours, nothing is sent. */
  readonly commit: (ids: readonly string[]) => Promise<boolean>
  /** Ends what is not yet marked; a marked transaction goes on to its answer. */
  readonly signal?: AbortSignal
}

export interface DeliverySettings {
  /** Port of the mail hosts. */
  readonly port: number
  /** Milliseconds, RFC 5321 §4.5.3.2: EHLO after TLS; MAIL, RCPT and DATA together; a block of data; the answer to the final dot. */
  readonly ehloMs: number
  readonly envelopeMs: number
  readonly blockMs: number
  readonly finalDotMs: number
  readonly quitMs: number
  /** Addresses tried in one attempt, over all hosts. */
  readonly maxAddresses: number
  /** Recipients in one transaction (RFC 5321 §4.5.3.1.8: every host takes a hundred). */
  readonly maxRecipients: number
  /** Connections to one host at one time, and how long one that asks for less is left alone: see `PaceSettings`. */
  readonly maxPerHost: number
  readonly pauseMs: number
  readonly longestPauseMs: number
  readonly maxMessagesPerConnection: number
  /** Milliseconds that a connection waits for another message. */
  readonly idleMs: number
  /** Milliseconds without use after which RSET is said first. */
  readonly resetAfterIdleMs: number
  /** This machine has a way out over IPv6: see `createAddressOrder`. */
  readonly ipv6First: boolean
  /** Our own addresses to connect from; left out: the system's choice. */
  readonly source: { readonly v4?: string | undefined; readonly v6?: string | undefined }
  /** Bytes up to which a message is kept in memory between check and sending. */
  readonly keepBytes: number
}

export const DELIVERY_DEFAULTS: DeliverySettings = {
  port: 25,
  ehloMs: 60_000,
  envelopeMs: 5 * 60_000,
  blockMs: 3 * 60_000,
  finalDotMs: 10 * 60_000,
  quitMs: 2_000,
  maxAddresses: 12,
  maxRecipients: 100,
  maxPerHost: 10,
  pauseMs: 30_000,
  longestPauseMs: 10 * 60_000,
  maxMessagesPerConnection: 100,
  idleMs: 5_000,
  resetAfterIdleMs: 1_000,
  ipv6First: false,
  source: {},
  keepBytes: 256 * 1024,
}

export interface DeliveryDeps extends Partial<DeliverySettings> {
  /** How the gate is passed. Whether plaintext is allowed is not a setting: only the demand `any` allows it. */
  readonly gate: Omit<GateSettings, 'plaintext'>
  /** Told of each verdict, so that the next forecast is better. */
  readonly learn?: (target: GateTarget, verdict: HostVerdict) => Promise<void>
  /** Asked where hosts failed a published DANE or MTA-STS policy: the posture under today's, where that is another one. */
  readonly recheck?: (known: Posture, signal?: AbortSignal) => Promise<Posture | undefined>
  /** Told when a host asks for less: see `PaceSettings`. */
  readonly onSlow?: (domain: string, host: SlowHost) => void
  readonly clock: Clock
}

/** What is fixed for all hosts of one job. */
export interface Errand {
  readonly job: DeliveryJob
  readonly facts: OutgoingFacts
  readonly content: () => AsyncIterable<Uint8Array>
}
