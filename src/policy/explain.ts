// `policy explain`: which rules matched a message and why, for every recipient. The JSON shape is design §7's and may only grow.
import type { ChangeOutcome } from '../domain/change-outcome.ts'
import type { MessageChanges, Verdict } from '../domain/verdict.ts'
import { describeActions, type PolicyFacts, prepareDecision } from './evaluate.ts'
import { triedVerdict } from './fall-back.ts'
import type { Evidence } from './match-conditions.ts'
import { indexFindings } from './match-found.ts'
import { type NearMiss, nearMisses } from './near-miss.ts'
import type { PolicySet } from './policy-set.ts'

/** What the actions change in a copy: counts and names, no values. */
export interface Changed {
  readonly redacted: Readonly<Record<string, number>>
  readonly done: readonly string[]
  /** Why nothing was changed: the copy took the action's `else`. */
  readonly notChanged?: string
}

export interface Explanation {
  readonly policy: string
  /** Every rule in file order; `matched` for at least one recipient, evidence of the first of them. */
  readonly rules: readonly {
    readonly id: string
    readonly title: string
    readonly mode: string
    readonly matched: boolean
    readonly asks: string
    readonly evidence: readonly Evidence[]
    /** Of a rule that did not match: what little was missing. Only where it was asked for. */
    readonly nearMisses?: readonly NearMiss[]
  }[]
  readonly recipients: readonly ({ readonly recipient: string; readonly changed?: Changed } & Pick<
    Verdict,
    | 'action'
    | 'protection'
    | 'otherwise'
    | 'rules'
    | 'reasons'
    | 'exceptions'
    | 'monitored'
    | 'tags'
    | 'notify'
    | 'portal'
    | 'minTls'
    | 'journal'
    | 'consents'
  >)[]
  readonly uninspectable: readonly { readonly part: string; readonly type: string; readonly why: string; readonly opaque: boolean }[]
}

/** Stands for a recipient nobody named: outside every list. */
export const UNKNOWN_RECIPIENT = 'unknown@recipient.invalid'

/**
 * @param recipients envelope recipients; none: one unknown external
 * @param outcomeOf what came of the changes that a verdict asks for; left out, nobody tried
 * @param options `nearMisses`: say of rules that did not match what was missing, for the recipient who came nearest
 */
export function explain(
  policy: PolicySet,
  facts: PolicyFacts,
  recipients: readonly string[],
  outcomeOf: (changes: MessageChanges) => ChangeOutcome | undefined = () => undefined,
  options: { readonly nearMisses?: boolean } = {},
): Explanation {
  const decision = prepareDecision(policy, facts)
  const asked = recipients.length > 0 ? recipients : [UNKNOWN_RECIPIENT]
  const perRecipient = asked.map((address) => decision.rules({ address }))
  const looked = options.nearMisses ? { view: facts.view, index: indexFindings(facts.view, facts.findings) } : undefined
  const rules = (perRecipient[0] ?? []).map(({ rule }, index) => {
    const hit = perRecipient.find((matches) => matches[index]?.matched)?.[index]
    const { id, title, mode, actions } = rule
    const missed = looked && !hit ? nearest(asked.map((address) => nearMisses(rule, looked, { address }))) : undefined
    const evidence = hit?.evidence ?? []
    return {
      id,
      title,
      mode,
      matched: hit !== undefined,
      asks: describeActions(actions),
      evidence,
      ...(missed ? { nearMisses: missed } : {}),
    }
  })
  return {
    policy: policy.version,
    rules,
    recipients: asked.map((recipient): Explanation['recipients'][number] => {
      const wanted = decision.verdict({ address: recipient })
      const outcome = wanted.changes && wanted.action !== 'reject' ? outcomeOf(wanted.changes) : undefined
      const { policyVersion, via, proof, changes, changed: _untried, ...verdict } = triedVerdict(wanted, outcome)
      return { recipient, ...verdict, ...(outcome ? { changed: changedBy(outcome) } : {}) }
    }),
    uninspectable: [
      ...(facts.inspectionFailed === undefined ? [] : [{ part: '', type: 'message/rfc822', why: facts.inspectionFailed, opaque: false }]),
      ...facts.view.uninspectable.map(({ path, type, why, opaque }) => ({ part: path, type, why, opaque })),
    ],
  }
}

/** Of the recipients the one for whom least was missing. */
function nearest(perRecipient: readonly (readonly NearMiss[])[]): readonly NearMiss[] {
  return perRecipient.filter((missed) => missed.length > 0).toSorted((a, b) => a.length - b.length)[0] ?? []
}

function changedBy(outcome: ChangeOutcome): Changed {
  return outcome.ok ? { redacted: outcome.redacted, done: outcome.done } : { redacted: {}, done: [], notChanged: outcome.why }
}

/** The same for people. */
export function explanationText(explanation: Explanation): string {
  const rules = explanation.rules.flatMap((rule) => [
    `${rule.matched ? '✓' : '·'} ${rule.id}${rule.mode === 'monitor' ? ' (monitor)' : ''}: ${rule.title}`,
    ...(rule.matched ? [`    asks for ${rule.asks}`, ...rule.evidence.map((evidence) => `    because ${evidenceText(evidence)}`)] : []),
    ...(rule.nearMisses?.length ? [`    would match if ${rule.nearMisses.map(({ says }) => says).join(', and ')}`] : []),
  ])
  const recipients = explanation.recipients.flatMap((recipient) => [
    `${recipient.recipient}: ${verdictText(recipient)}`,
    `    rules: ${recipient.rules.join(', ')}`,
    ...changedText(recipient.changed).map((line) => `    ${line}`),
    ...informed(recipient).map((line) => `    ${line}`),
    ...recipient.reasons.map((reason) => `    reason: ${reason}`),
    ...recipient.exceptions.map(({ rule, by, reason }) => `    exception: ${by} takes out ${rule} (${reason})`),
    ...recipient.monitored.map(({ rule, wouldHave }) => `    would have: ${rule} asks for ${wouldHave}`),
  ])
  const unread = explanation.uninspectable.map(
    ({ part, type, why, opaque }) => `${part || 'message'} (${type}): ${why}${opaque ? ' [opaque]' : ''}`,
  )
  const block = (title: string, lines: readonly string[]) => (lines.length > 0 ? [title, ...lines.map((line) => `  ${line}`)] : [])
  return [...block('Rules', rules), ...block('Recipients', recipients), ...block('Not read', unread)].join('\n')
}

/** Who else is told or gets a copy, and what the copy is marked with. */
function informed({ notify, journal = [], tags, consents = [] }: Explanation['recipients'][number]): readonly string[] {
  return [
    ...(notify.length > 0 ? [`notifies: ${notify.join(', ')}`] : []),
    ...(journal.length > 0 ? [`journal copy to: ${journal.join(', ')}`] : []),
    ...(tags.length > 0 ? [`tags: ${tags.join(', ')}`] : []),
    ...consents.map(({ kind, wording }) => `consent: ${kind}, wording ${wording}`),
  ]
}

function changedText(changed: Changed | undefined): readonly string[] {
  if (!changed) return []
  if (changed.notChanged !== undefined) return [`not changed: ${changed.notChanged}`]
  const redacted = Object.entries(changed.redacted).map(([detector, count]) => `${detector} ${count}×`)
  return [...(redacted.length > 0 ? [`redacted: ${redacted.join(', ')}`] : []), ...changed.done.map((what) => `changed: ${what}`)]
}

function verdictText({ action, protection, minTls, otherwise }: Explanation['recipients'][number]): string {
  const way =
    protection === 'portal' ? 'portal' : `${protection}${minTls ? `, TLS ${minTls}` : ''}, otherwise ${otherwise.join(' or ') || 'held'}`
  return action === 'deliver' ? `deliver, ${way}` : `${action} (${way})`
}

function evidenceText(evidence: Evidence): string {
  if (evidence.condition !== 'found') return `\`${evidence.condition}\` holds`
  return `${evidence.detector} in part ${evidence.part} at ${evidence.start}–${evidence.end}: ${evidence.excerpt}`
}
