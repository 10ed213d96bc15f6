// The verdict: what policy asks for one recipient.
import type { ConsentKind } from './consent.ts'
import type { ChangedCopy } from './edit-script.ts'
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

/** How `redact` rewrites a value, strongest first: stars, the name of what stood there, the same made-up value each time, dates moved by one distance. */
export const REDACT_MODES = ['mask', 'label', 'pseudonym', 'date-shift'] as const
export type RedactMode = (typeof REDACT_MODES)[number]

/** What becomes of a copy that could not be rewritten: it waits, goes back, or travels at this protection at least. */
export type RedactElse =
  | { readonly action: 'hold' | 'reject' }
  | { readonly action: 'deliver'; readonly deliver: Protection; readonly otherwise?: readonly RouteName[] }

export interface Redaction {
  /** The rule that asks for it. */
  readonly rule: string
  /** Names of detectors and dictionaries, as in `Finding.detector`. A name stands in one redaction of a verdict only, with the strongest mode asked for. */
  readonly values: readonly string[]
  readonly mode: RedactMode
  readonly else: RedactElse
}

export interface NoticeText {
  readonly text: string
  readonly place: 'top' | 'bottom'
}

/** Applied in this order: remove, set (in place of every field of the name), add. Names as the policy writes them; values without line breaks. */
export interface HeaderChanges {
  readonly remove: readonly string[]
  readonly set: Readonly<Record<string, string>>
  readonly add: readonly { readonly name: string; readonly value: string }[]
}

/** Applied in this order: strip every occurrence (letter case aside), replace the whole, put the prefixes in front. */
export interface SubjectChange {
  readonly strip: readonly string[]
  readonly replace?: string
  readonly prefix: readonly string[]
}

/** What policy asks to change in the bytes of one copy. The rest of the message stays as it came (P7). */
export interface MessageChanges {
  readonly redact: readonly Redaction[]
  readonly header?: HeaderChanges
  readonly subject?: SubjectChange
  readonly notices: readonly NoticeText[]
}

/** A consent that made a rule match: which record, and which wording the recipient agreed to. */
export interface AppliedConsent {
  readonly id: string
  readonly kind: ConsentKind
  readonly wording: string
  /** Rules that it made match. */
  readonly rules: readonly string[]
}

export interface Verdict {
  readonly action: 'deliver' | 'hold' | 'reject'
  readonly protection: Protection
  /** The protection where nobody but `default` asked for one: an override may stand in its place. */
  readonly standard?: Protection
  readonly minTls?: '1.3'
  readonly proof?: 'dane-or-sts'
  /** The sender said REQUIRETLS (RFC 8689). */
  readonly requireTls?: true
  readonly portal: PortalDemand
  /** Routes to try, in order, when the gate refuses. Empty: hold. */
  readonly otherwise: readonly RouteName[]
  /** Who hosts a `portal` message, in order. */
  readonly via: readonly RouteName[]
  readonly notify: readonly string[]
  readonly tags: readonly string[]
  /** Left out: the bytes go as they came. */
  readonly changes?: MessageChanges
  /** What the changes came to for this copy; left out where nothing was to change. */
  readonly changed?: ChangedCopy
  /** Mailboxes that get a copy under the same verdict, at `authenticated` at least. Left out: none. */
  readonly journal?: readonly string[]
  /** Left out: none counted. */
  readonly consents?: readonly AppliedConsent[]
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

/**
 * The verdict at a stricter protection. An officer's `link-over` was granted for the protection that his rule asked for: above it a link is the
 * content again (P1).
 */
export function raised(verdict: Verdict, protection: Protection): Verdict {
  if (protection === verdict.protection) return verdict
  const { linkOver, ...portal } = verdict.portal
  return { ...verdict, protection, portal }
}
