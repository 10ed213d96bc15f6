// The policy as loaded and checked: plain data that `evaluate` reads (pipeline step 3, decide). Design §6 is the language; load.ts makes this.
import type { RE2JS } from 're2js'
import type { ConsentKind } from '../domain/consent.ts'
import type { Confidence } from '../domain/finding.ts'
import type { PortalAuth, Protection } from '../domain/protection.ts'
import type { ScanSet } from '../domain/scan-set.ts'
import type { NoticeText, RedactElse, RedactMode, RouteName } from '../domain/verdict.ts'
import type { AddressSet } from './address-set.ts'

/** Limits and built-in answers of the language, each documented where a policy author meets it. */
export const POLICY_DEFAULTS = {
  /** Characters between nearest edges when `near` names no `within`: the window that common HIPAA templates use. */
  nearWithin: 300,
  /** Largest `within`, in characters. */
  maxNearWithin: 10_000,
  /** Sentence of the hold where no file has an `uninspectable` entry. */
  uninspectableHold: 'Could not be read',
  /** Protection for opaque parts (images, audio, …) where no file names one. */
  opaqueProtection: 'encrypted',
  /** Largest policy file, in bytes. */
  maxFileBytes: 1_048_576,
  /** Largest file of a list or dictionary, in bytes. */
  maxSideFileBytes: 4_194_304,
  /** Terms of one dictionary: each takes some 200 bytes in each reader. */
  maxTerms: 20_000,
  /** Longest term, in characters. */
  maxTermLength: 200,
  /** Longest pattern, in characters. */
  maxPatternLength: 2_000,
  /** Instructions that a pattern may compile to: RE2's cost for each character of a text grows with them. */
  maxPatternSize: 500,
  /** YAML nodes of one file. */
  maxNodes: 50_000,
  /** How deep `all`, `any` and `not` may nest. */
  maxConditionDepth: 16,
  /** Conditions that one rule may join by `all`. */
  maxConditions: 500,
  /** Longest text of a `notice`, in characters. */
  maxNoticeLength: 5_000,
  /** Longest value of a `header` and longest `subject` text, in characters (RFC 5322 §2.1.1 bounds a line at 998). */
  maxHeaderValue: 500,
  /** Findings kept as evidence for one rule; counting goes on beyond. */
  maxEvidence: 20,
} as const satisfies Record<string, string | number>

/** A text test: every group that is given must hold, by any one of its entries; letter case does not matter. */
export interface TextTest {
  /** Exact texts, lower case (headers only). */
  readonly is?: readonly string[]
  /** Texts contained, lower case. */
  readonly has?: readonly string[]
  readonly matches?: readonly RE2JS[]
}

/** Bytes: strictly more than `over`, strictly fewer than `under`. */
export interface SizeRange {
  readonly over?: number
  readonly under?: number
}

export interface Near {
  /** Detector ids. */
  readonly found: readonly string[]
  /** Whole words or phrases as one expression with the flags `giu`; undefined where none are listed. */
  readonly words?: RegExp
  /** Characters between nearest edges. */
  readonly within: number
}

export type Condition =
  | {
      readonly kind: 'from' | 'to'
      readonly addresses: AddressSet
      readonly negated: boolean
      /** Names of the lists that it was written with. */
      readonly lists?: readonly string[]
    }
  | { readonly kind: 'subject' | 'body'; readonly test: TextTest }
  | { readonly kind: 'header'; readonly name: string; readonly test: TextTest }
  | { readonly kind: 'attachment'; readonly attachment: AttachmentTest }
  | { readonly kind: 'size'; readonly range: SizeRange }
  | {
      readonly kind: 'found'
      readonly detectors: readonly string[]
      readonly min: number
      readonly distinct?: number
      readonly confidence?: Confidence
      readonly near?: Near
    }
  | { readonly kind: 'salesforce'; readonly salesforce: SalesforceTest }
  | { readonly kind: 'consent'; readonly consents: readonly ConsentKind[] }
  | { readonly kind: 'all' | 'any'; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly condition: Condition }

/** One attachment must meet everything that is given. */
export interface AttachmentTest {
  /** File names as patterns; the whole name must match. */
  readonly name?: readonly RE2JS[]
  /** Media types in lower case, `image/*` for a whole family. */
  readonly type?: readonly string[]
  readonly size?: SizeRange
  readonly encrypted?: boolean
}

/** Each that is given must hold, by any one of its entries. */
export interface SalesforceTest {
  /** Organisation ids as written, 15 or 18 characters. */
  readonly org?: readonly string[]
  /** Email categories, lower case. */
  readonly category?: readonly string[]
  /** Record ids of 15 or 18 characters, or key prefixes of 3. */
  readonly entity?: readonly string[]
}

/** What a rule, `default` or `uninspectable` asks for. Left-out fields say nothing. */
export interface Actions {
  readonly deliver?: Protection
  readonly otherwise?: readonly RouteName[]
  readonly minTls?: '1.3'
  readonly proof?: 'dane-or-sts'
  /** Who hosts a `portal` message, in order. */
  readonly via?: readonly RouteName[]
  readonly portal?: { readonly auth?: PortalAuth; readonly expires?: number; readonly linkOver?: 'encrypted' | 'any' }
  readonly hold?: string
  readonly reject?: string
  readonly notify?: readonly string[]
  readonly tag?: readonly string[]
  readonly redact?: { readonly values: readonly string[]; readonly mode: RedactMode; readonly else: RedactElse }
  readonly journal?: readonly string[]
  readonly header?: {
    readonly add?: Readonly<Record<string, string>>
    readonly set?: Readonly<Record<string, string>>
    readonly remove?: readonly string[]
  }
  readonly subject?: { readonly strip?: readonly string[]; readonly replace?: string; readonly prefix?: string }
  readonly notice?: NoticeText
  readonly except?: readonly string[]
  /** Why `except` loosens: goes into the ledger with it. */
  readonly reason?: string
}

/** Whose policy a file is: of all senders, of a domain, of one address. */
export type LayerKind = 'domain' | 'address'

export type Mode = 'enforce' | 'monitor'

export interface Rule {
  readonly id: string
  readonly title: string
  readonly file: string
  readonly mode: Mode
  readonly overridable: boolean
  /** Left out: a rule of the base. `when` begins with the sender then. */
  readonly layer?: LayerKind
  /** Milliseconds since the epoch, UTC: the rule counts before this instant (the end of the day that `until` names). */
  readonly until?: number
  /** The conditions of `when`; all must hold. */
  readonly when: readonly Condition[]
  /** `then`. */
  readonly actions: Actions
}

export interface UninspectablePolicy {
  /** `then`: every file's answer; they add up on the ladders, so the strictest counts. */
  readonly unread: readonly Actions[]
  readonly opaque: readonly Actions[]
  /** Media types treated as opaque: those that every file with an `uninspectable` entry allows. */
  readonly allow: readonly string[]
}

export interface Layer {
  readonly for: AddressSet
  readonly default?: Actions
  readonly uninspectable?: UninspectableEntry
}

/** `uninspectable` as one file writes it. */
export interface UninspectableEntry {
  readonly unread?: Actions
  readonly opaque?: Actions
  readonly allow: readonly string[]
}

export interface PolicySet {
  /** SHA-256 over the bytes of all files in order, each policy followed by the files that it names, hex. */
  readonly version: string
  readonly files: readonly string[]
  /** Files of lists and dictionaries, as far as they were named. */
  readonly sideFiles: readonly string[]
  readonly rules: readonly Rule[]
  /** Every file's `default`; they add up on the ladders. At least one, each with `deliver`. */
  readonly defaults: readonly Actions[]
  readonly uninspectable: UninspectablePolicy
  /** What files with `layer` say beside rules, for mail whose header From is in `for`. It can only tighten. */
  readonly layers: readonly Layer[]
  /** Some rule has the condition `consent`. */
  readonly asksConsent: boolean
  /** What the rules use: what inspection has to look for before these rules may decide. */
  readonly scan: ScanSet
}
