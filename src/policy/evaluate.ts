// Step 3, decide: every rule is evaluated for every recipient, and what matches adds up to a verdict (design §6). Pure: no clock, no I/O.
// Whoever calls holds the message when this throws (P5): `failClosedVerdict` is that hold.
import type { ConsentFact } from '../domain/consent.ts'
import type { ContentView, Uninspectable } from '../domain/content.ts'
import type { Finding } from '../domain/finding.ts'
import type { AppliedConsent, Exception, Verdict } from '../domain/verdict.ts'
import { inAddressSet } from './address-set.ts'
import { BUILT_IN_FALLBACK, combineActions } from './combine-actions.ts'
import { combineChanges } from './combine-changes.ts'
import { type Evidence, isMediaType, type Recipient, type Result, type Settled, settleAll } from './match-conditions.ts'
import { indexFindings } from './match-found.ts'
import { type Actions, type Layer, POLICY_DEFAULTS, type PolicySet, type Rule, type UninspectablePolicy } from './policy-set.ts'

export interface PolicyFacts {
  readonly view: ContentView
  readonly findings: readonly Finding[]
  /** Reverse-path; '' is the null one. */
  readonly envelopeFrom: string
  /** Milliseconds since the epoch, UTC: what `until` is compared with. */
  readonly now: number
  /** Why the inspection itself failed (worker died, time-out): `uninspectable` decides then, whatever else was seen. */
  readonly inspectionFailed?: string
}

export interface MatchedRule {
  readonly rule: Rule
  readonly matched: boolean
  readonly evidence: readonly Evidence[]
}

/** What one message means to the policy; both questions are about one recipient. */
export interface Decision {
  verdict(recipient: Recipient): Verdict
  rules(recipient: Recipient): readonly MatchedRule[]
}

/** Verdict for one recipient. For several of one message use `prepare`. */
export function evaluate(policy: PolicySet, facts: PolicyFacts, recipient: Recipient): Verdict {
  return prepare(policy, facts)(recipient)
}

/** Settles all that does not depend on the recipient. @returns the verdict for a recipient, for as many as the message has */
export function prepare(policy: PolicySet, facts: PolicyFacts): (recipient: Recipient) => Verdict {
  return prepareDecision(policy, facts).verdict
}

/** As `prepare`, with the rules and their evidence: what `policy explain` and `policy test` show. */
export function prepareDecision(policy: PolicySet, facts: PolicyFacts): Decision {
  const index = indexFindings(facts.view, facts.findings)
  const active = policy.rules.filter((rule) => rule.until === undefined || facts.now < rule.until)
  const settled = active.map((rule) => ({ rule, outcome: settleAll(rule.when, facts.view, index) }))
  const layers = policy.layers.filter((layer) => facts.view.from.some((address) => inAddressSet(layer.for, address)))
  const byDefault = {
    base: policy.defaults.map(onlyProtection),
    layers: layers.flatMap((layer) => layer.default ?? []).map(onlyProtection),
  }
  const unread = unreadActions(withLayers(policy.uninspectable, layers), facts)
  // Recipients for whom the same rules match by the same consents share one verdict object.
  const verdicts = new Map<string, Verdict>()
  return {
    rules: (recipient) => settled.map(({ rule, outcome }) => ({ rule, ...matchedRule(ask(outcome, recipient)) })),
    verdict(recipient) {
      const matched = settled.flatMap(({ rule, outcome }) => {
        const { held, evidence } = ask(outcome, recipient)
        return held ? [{ rule, consents: evidence.flatMap(({ consent }) => consent ?? []) }] : []
      })
      const key = matched.map(({ rule, consents }) => [rule.id, ...consents.map(({ id }) => id)].join('/')).join(' ')
      const verdict = verdicts.get(key) ?? decide(policy.version, matched, byDefault, unread)
      verdicts.set(key, verdict)
      return verdict
    },
  }
}

/** The answer when evaluation itself failed: held, and released only at the strictest protection (P1, P5). */
export function failClosedVerdict(reason: string, policyVersion: string): Verdict {
  return {
    action: 'hold',
    protection: 'portal',
    portal: { auth: 'link' },
    otherwise: [],
    via: BUILT_IN_FALLBACK,
    notify: [],
    tags: [],
    rules: ['uninspectable'],
    reasons: [reason],
    exceptions: [],
    monitored: [],
    policyVersion,
  }
}

function ask(outcome: Settled, recipient: Recipient): Result {
  return typeof outcome === 'function' ? outcome(recipient) : outcome
}

function matchedRule(result: Result): { matched: boolean; evidence: readonly Evidence[] } {
  return { matched: result.held, evidence: result.evidence.slice(0, POLICY_DEFAULTS.maxEvidence) }
}

interface Matched {
  readonly rule: Rule
  /** Consents that made it match. */
  readonly consents: readonly ConsentFact[]
}

interface Defaults {
  readonly base: readonly Actions[]
  readonly layers: readonly Actions[]
}

function decide(policyVersion: string, matched: readonly Matched[], defaults: Defaults, unread: Unread): Verdict {
  const enforced = matched.map(({ rule }) => rule).filter((rule) => rule.mode === 'enforce')
  const exceptions = exceptionsOf(enforced)
  const excepted = new Set(exceptions.map((exception) => exception.rule))
  const counting = enforced
    .map(({ id, layer, actions }) => ({ id, layer, actions: excepted.has(id) ? withoutExcepted(actions) : actions }))
    .filter(({ actions }) => Object.keys(actions).length > 0)
  const asked = counting.map(({ actions }) => actions)
  // A rule of a layer stands beside `default`, never in its place: a layer only tightens.
  const byDefault = counting.every(({ layer, actions }) => layer || !actions.deliver)
  const onlyDefault = byDefault && asked.every((actions) => !actions.deliver)
  const standard = byDefault ? [...defaults.base, ...(asked.some((actions) => actions.deliver) ? [] : defaults.layers)] : []
  // What could not be read can only raise the protection: `default` stands beside it where no rule speaks.
  const combined = combineActions([...asked, ...standard, ...unread.actions], unread.floor)
  const changes = combineChanges(counting)
  const consents = appliedConsents(matched, new Set(counting.map(({ id }) => id)))
  return {
    ...combined,
    ...(onlyDefault && unread.actions.length === 0 ? { standard: combined.protection } : {}),
    ...(changes ? { changes } : {}),
    ...(consents.length > 0 ? { consents } : {}),
    rules: [...counting.map(({ id }) => id), ...(unread.actions.length > 0 ? ['uninspectable'] : []), ...(byDefault ? ['default'] : [])],
    exceptions,
    monitored: matched
      .filter(({ rule }) => rule.mode === 'monitor')
      .map(({ rule }) => ({ rule: rule.id, wouldHave: describeActions(rule.actions) })),
    policyVersion,
  }
}

/** @param counting ids of the rules that count: a consent that only a monitored rule asked for decided nothing */
function appliedConsents(matched: readonly Matched[], counting: ReadonlySet<string>): readonly AppliedConsent[] {
  const applied = new Map<string, AppliedConsent>()
  for (const { rule, consents } of matched.filter((one) => counting.has(one.rule.id))) {
    for (const { id, kind, wording } of consents) {
      applied.set(id, { id, kind, wording, rules: [...(applied.get(id)?.rules ?? []), rule.id] })
    }
  }
  return [...applied.values()]
}

interface Unread {
  readonly actions: readonly Actions[]
  /** Held for not being readable: a release goes at `authenticated` at least. */
  readonly floor: 'any' | 'authenticated'
}

/** Answers add up on the ladders; a media type is opaque only where the layer allows it too. */
function withLayers(base: UninspectablePolicy, layers: readonly Layer[]): UninspectablePolicy {
  const entries = layers.flatMap((layer) => layer.uninspectable ?? [])
  return {
    unread: [...base.unread, ...entries.flatMap((entry) => entry.unread ?? [])],
    opaque: [...base.opaque, ...entries.flatMap((entry) => entry.opaque ?? [])],
    allow: base.allow.filter((type) => entries.every((entry) => entry.allow.includes(type))),
  }
}

/** `uninspectable` as one more rule: enforced in monitor mode too, and no `except` can name it. */
function unreadActions(entry: UninspectablePolicy, facts: PolicyFacts): Unread {
  // What a part calls itself counts only where its content says nothing: a PDF is a PDF, whatever its label.
  const nameOf = ({ type, declaredType }: Uninspectable) => (type === 'application/octet-stream' ? (declaredType ?? type) : type)
  const treatedAsOpaque = (part: Uninspectable) => entry.allow.some((allowed) => isMediaType(allowed, nameOf(part)))
  const unread = facts.view.uninspectable
  const opaque = unread.some((part) => part.opaque || treatedAsOpaque(part))
  const closed = facts.inspectionFailed !== undefined || unread.some((part) => !part.opaque && !treatedAsOpaque(part))
  return { actions: [...(closed ? entry.unread : []), ...(opaque ? entry.opaque : [])], floor: closed ? 'authenticated' : 'any' }
}

function exceptionsOf(enforced: readonly Rule[]): readonly Exception[] {
  const overridable = new Set(enforced.filter((rule) => rule.overridable).map((rule) => rule.id))
  return enforced.flatMap(({ id, actions }) =>
    (actions.except ?? []).filter((rule) => overridable.has(rule)).map((rule) => ({ rule, by: id, reason: actions.reason ?? '' })),
  )
}

/** `except` takes out how a copy travels and whether it waits; never `reject`, `notify` and what else informs. */
function withoutExcepted({ deliver, otherwise, minTls, proof, portal, via, hold, ...rest }: Actions): Actions {
  return rest
}

function onlyProtection({ deliver, otherwise, minTls, proof, portal, via }: Actions): Actions {
  return {
    ...(deliver ? { deliver } : {}),
    ...(otherwise ? { otherwise } : {}),
    ...(minTls ? { minTls } : {}),
    ...(proof ? { proof } : {}),
    ...(portal ? { portal } : {}),
    ...(via ? { via } : {}),
  }
}

/** What a rule asks for, in the policy's own words: for `monitor` outcomes and `policy explain`. */
export function describeActions(actions: Actions): string {
  const words = [
    actions.reject && 'reject',
    actions.hold && 'hold',
    actions.deliver && `deliver: ${actions.deliver}`,
    actions.minTls && `min-tls: ${actions.minTls}`,
    actions.proof && `proof: ${actions.proof}`,
    actions.via && `via: ${actions.via.join(', ')}`,
    actions.portal?.linkOver && `link-over: ${actions.portal.linkOver}`,
    actions.except && `except: ${actions.except.join(', ')}`,
    actions.redact && `redact: ${actions.redact.values.join(', ')} (${actions.redact.mode})`,
    ...(['notify', 'journal', 'header', 'subject', 'notice'] as const).map((name) => actions[name] && name),
    actions.tag && `tag: ${actions.tag.join(', ')}`,
  ]
  return words.filter(Boolean).join('; ')
}
