// Routes, and the plan that joins verdict and posture.
import type { Cause } from './cause.ts'
import type { HostMemory, HostVerdict } from './posture.ts'
import type { Demand, PortalAuth } from './protection.ts'
import type { TlsFacts } from './tls-facts.ts'
import type { RouteName } from './verdict.ts'

export interface PlannedRoute {
  readonly route: RouteName
  /** What the connection of this route must show; for the portal: what the notice's connection must show. */
  readonly demand: Demand
  /** Portal only. */
  readonly portal?: { readonly auth: PortalAuth; readonly expires: number }
}

/** What to do with one recipient now. */
export type Plan =
  | {
      readonly kind: 'routes'
      readonly routes: readonly PlannedRoute[]
      readonly why: string
      /** When TLS first failed softly (454, end of file in the handshake): `delivery.tls-wait` counts from here. */
      readonly softSince?: number
    }
  | { readonly kind: 'hold'; readonly cause: Cause }
  | { readonly kind: 'bounce'; readonly cause: Cause }

/** What a route can keep; providers will add theirs. */
export interface RouteCapability {
  readonly name: RouteName
  readonly kind: 'direct' | 'portal' | 'provider'
  readonly auths: readonly PortalAuth[]
  readonly maxSize: number
}

/** What a host was judged by besides its own session: what its domain publishes, what was seen of it before. */
export interface HeldTo {
  readonly dane?: 'usable' | 'unusable'
  readonly sts?: { readonly mode: 'testing' | 'enforce'; readonly id?: string }
  readonly remembered?: HostMemory
}

/** One SMTP session with one host, as evidence. */
export interface HostAttempt {
  readonly host: string
  readonly address: string
  readonly verdict: HostVerdict
  readonly tls: TlsFacts | null
  /** When it began, milliseconds since the epoch. */
  readonly at?: number
  /** What the host was held to; left out: nothing. */
  readonly held?: HeldTo
  /** Commands and replies, body left out. May hold addresses: seal it. */
  readonly transcript: readonly string[]
}

/** How one try on one route ended for one recipient. Expected outcomes are values, not exceptions. */
export type Outcome =
  | { readonly kind: 'succeeded'; readonly to: 'delivered' | 'relayed' | 'handed-over' | 'awaiting-pickup' }
  /** `until` (ms since the epoch): the destination asked to be left alone until then; the schedule of retries does not count. */
  | { readonly kind: 'deferred'; readonly cause: Cause; readonly until?: number }
  | { readonly kind: 'failed'; readonly cause: Cause }
  /** Every host reached fails the demand, hard: the next route at once. */
  | { readonly kind: 'protection-refused'; readonly cause: Cause; readonly soft: boolean }
  /** The commit mark was set and no answer came: never repeated without `possible-duplicate` (P3). */
  | { readonly kind: 'unknown'; readonly cause: Cause }
