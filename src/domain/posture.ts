// What a destination really offers: host facts as the gate saw them, the host verdict they give (tls.md §8), and the posture of a domain.
import type { DanePolicy } from './dane.ts'
import type { StsDemand, StsPolicy } from './mta-sts.ts'
import type { TlsFacts } from './tls-facts.ts'

export const HOST_VERDICTS = [
  'null-mx',
  'unreachable',
  'no-tls',
  'weak-tls',
  'dane-verified',
  'sts-verified',
  'pkix-verified',
  'encrypted-unverified',
] as const
export type HostVerdictName = (typeof HOST_VERDICTS)[number]

/** `temporary`: try again later · `hard`: this host will not do it · `permanent`: the domain takes no mail · the rest explain (`busy`: it asked for less). */
export type HostFlag =
  | 'permanent'
  | 'temporary'
  | 'hard'
  | 'attack-suspected'
  | 'dane-fail'
  | 'sts-fail'
  | 'pin-fail'
  | 'pinned'
  | 'downgrade'
  | 'slow'
  | 'busy'
  | 'cbc'

export interface HostVerdict {
  readonly verdict: HostVerdictName
  readonly flags: readonly HostFlag[]
  /** One plain sentence: why. No address of a person in it. */
  readonly reason: string
  readonly tls?: TlsFacts
  /** The TLSA record that proved it, as a zone file writes it. */
  readonly tlsa?: string
}

/** What an override of the recipient's domain asks of its hosts (domain/override.ts); a person's proofs, beside those that the domain publishes. */
export interface HostTrust {
  /** SHA-256 of public keys (SPKI), lower-case hex: a host must have one of them. */
  readonly pins?: readonly string[]
  /** PEM of authorities that are trusted beside the configured ones. */
  readonly ca?: string
  /** Hosts whose downgrade is accepted. */
  readonly forgiven?: readonly string[]
}

/** `off`: not looked for · `none`: no secure TLSA records · `usable`: their demand is in `policy` · `unusable`: TLS is mandatory, nothing is proved. */
export interface DaneFacts {
  readonly state: 'off' | 'none' | 'usable' | 'unusable'
  readonly policy?: DanePolicy
}

/** The MTA-STS policy of the recipient's domain, as far as it concerns one mail host. */
export interface StsFacts {
  /** `off`: not looked for · `none`: no policy, or its mode is none. */
  readonly state: 'off' | 'none' | 'testing' | 'enforce'
  /** Why there is none where one was announced, or what is wrong with the host under it. */
  readonly reason?: string
  /** Of the TXT record. */
  readonly id?: string
  readonly policy?: StsPolicy
  /** Milliseconds since the epoch. */
  readonly fetchedAt?: number
  readonly expiresAt?: number
  /** Under `enforce`: what the session must show. */
  readonly demand?: StsDemand
}

/** What a host was seen to offer, weakest first: TLS, or TLS with a certificate that proves it. */
export type SeenLevel = 'encrypted' | 'authenticated'

/** The best that was seen of a host not long ago. */
export interface HostMemory {
  readonly level: SeenLevel
  /** Milliseconds since the epoch: when it was last seen at that level, and until when it counts. */
  readonly seenAt: number
  readonly until: number
}

export interface MxHostPosture extends HostVerdict {
  readonly host: string
  readonly preference: number
  readonly addresses: readonly string[]
  readonly dane: DaneFacts
  readonly sts: StsFacts
  readonly remembered?: HostMemory
}

export interface Posture {
  readonly domain: string
  /** Host verdicts in preference order, equal neighbours once, joined by ` + ` (design §7). */
  readonly verdict: string
  readonly mx: readonly MxHostPosture[]
  /** Under which the hosts were judged, and must be. */
  readonly trust?: HostTrust
  /** Milliseconds since the epoch, UTC. */
  readonly checkedAt: number
  readonly expiresAt: number
}
