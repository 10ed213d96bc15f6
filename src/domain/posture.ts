// What a destination really offers: host facts as the gate saw them, the host verdict they give (tls.md §8), and the posture of a domain.
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

/** `temporary`: try again later · `hard`: this host will not do it · `permanent`: the domain takes no mail · the rest explain. */
export type HostFlag = 'permanent' | 'temporary' | 'hard' | 'attack-suspected' | 'dane-fail' | 'sts-fail' | 'slow' | 'cbc'

export interface HostVerdict {
  readonly verdict: HostVerdictName
  readonly flags: readonly HostFlag[]
  /** One plain sentence: why. No address of a person in it. */
  readonly reason: string
  readonly tls?: TlsFacts
}

export interface MxHostPosture extends HostVerdict {
  readonly host: string
  readonly preference: number
  readonly addresses: readonly string[]
  /** Filled once DANE and MTA-STS are checked; the slots are part of the shape. */
  readonly dane: { readonly state: 'off' | 'none' | 'usable' | 'unusable' | 'failed' }
  readonly sts: { readonly state: 'off' | 'none' | 'testing' | 'enforce' | 'failed' }
}

export interface Posture {
  readonly domain: string
  /** Host verdicts in preference order, equal neighbours once, joined by ` + ` (design §7). */
  readonly verdict: string
  readonly mx: readonly MxHostPosture[]
  /** Milliseconds since the epoch, UTC. */
  readonly checkedAt: number
  readonly expiresAt: number
}
