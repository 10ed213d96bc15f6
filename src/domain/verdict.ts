// The verdict: what policy asks for one recipient.
import type { PortalAuth, Protection } from './protection.ts'

/** `direct`, `portal`, `bounce`, or a provider's name from the configuration. */
export type RouteName = string

export interface PortalDemand {
  readonly auth: PortalAuth
  /** Milliseconds until the grant ends; left out: the configuration's `portal.expires`. */
  readonly expires?: number
  /** The officer's recorded exception: the notice may cross a hop of this lower protection (design §3 step 6). */
  readonly linkOver?: 'encrypted' | 'any'
}

export interface Exception {
  /** The rule taken out, the rule that took it out, and the reason it gives. */
  readonly rule: string
  readonly by: string
  readonly reason: string
}

export interface Verdict {
  readonly action: 'deliver' | 'hold' | 'reject'
  readonly protection: Protection
  readonly minTls?: '1.3'
  readonly proof?: 'dane-or-sts'
  readonly portal: PortalDemand
  /** Routes to try, in order, when the gate refuses. Empty: hold. */
  readonly otherwise: readonly RouteName[]
  /** Who hosts a `portal` message, in order. */
  readonly via: readonly RouteName[]
  readonly notify: readonly string[]
  readonly tags: readonly string[]
  /** Ids of the matching rules that count for this recipient, in file order; `uninspectable` and `default` may stand among them. */
  readonly rules: readonly string[]
  /** Sentences of `hold` and `reject`, officer's words. */
  readonly reasons: readonly string[]
  readonly exceptions: readonly Exception[]
  /** What rules under `mode: monitor` would have asked for. */
  readonly monitored: readonly { readonly rule: string; readonly wouldHave: string }[]
  /** Hash over all policy files, lists included. */
  readonly policyVersion: string
}
