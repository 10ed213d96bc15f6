// `policy explain`: which rules matched a message and why, for every recipient. The JSON shape is design §7's and may only grow.
import type { Verdict } from '../domain/verdict.ts'
import { describeActions, type PolicyFacts, prepareDecision } from './evaluate.ts'
import type { Evidence } from './match-conditions.ts'
import type { PolicySet } from './policy-set.ts'

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
  }[]
  readonly recipients: readonly ({ readonly recipient: string } & Pick<
    Verdict,
    'action' | 'protection' | 'otherwise' | 'rules' | 'reasons' | 'exceptions' | 'monitored' | 'tags' | 'notify' | 'portal' | 'minTls'
  >)[]
  readonly uninspectable: readonly { readonly part: string; readonly type: string; readonly why: string; readonly opaque: boolean }[]
}

/** Stands for a recipient nobody named: outside every list. */
export const UNKNOWN_RECIPIENT = 'unknown@recipient.invalid'

/** @param recipients envelope recipients; none: one unknown external */
export function explain(policy: PolicySet, facts: PolicyFacts, recipients: readonly string[]): Explanation {
  const decision = prepareDecision(policy, facts)
  const asked = recipients.length > 0 ? recipients : [UNKNOWN_RECIPIENT]
  const perRecipient = asked.map((address) => decision.rules({ address }))
  const rules = (perRecipient[0] ?? []).map(({ rule }, index) => {
    const hit = perRecipient.find((matches) => matches[index]?.matched)?.[index]
    const { id, title, mode, actions } = rule
    return { id, title, mode, matched: hit !== undefined, asks: describeActions(actions), evidence: hit?.evidence ?? [] }
  })
  return {
    policy: policy.version,
    rules,
    recipients: asked.map((recipient) => {
      const { policyVersion, via, proof, ...verdict } = decision.verdict({ address: recipient })
      return { recipient, ...verdict }
    }),
    uninspectable: [
      ...(facts.inspectionFailed === undefined ? [] : [{ part: '', type: 'message/rfc822', why: facts.inspectionFailed, opaque: false }]),
      ...facts.view.uninspectable.map(({ path, type, why, opaque }) => ({ part: path, type, why, opaque })),
    ],
  }
}

/** The same for people. */
export function explanationText(explanation: Explanation): string {
  const rules = explanation.rules.flatMap((rule) => [
    `${rule.matched ? '✓' : '·'} ${rule.id}${rule.mode === 'monitor' ? ' (monitor)' : ''}: ${rule.title}`,
    ...(rule.matched ? [`    asks for ${rule.asks}`, ...rule.evidence.map((evidence) => `    because ${evidenceText(evidence)}`)] : []),
  ])
  const recipients = explanation.recipients.flatMap((recipient) => [
    `${recipient.recipient}: ${verdictText(recipient)}`,
    `    rules: ${recipient.rules.join(', ')}`,
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

function verdictText({ action, protection, minTls, otherwise }: Explanation['recipients'][number]): string {
  const way =
    protection === 'portal' ? 'portal' : `${protection}${minTls ? `, TLS ${minTls}` : ''}, otherwise ${otherwise.join(' or ') || 'held'}`
  return action === 'deliver' ? `deliver, ${way}` : `${action} (${way})`
}

function evidenceText(evidence: Evidence): string {
  if (evidence.condition !== 'found') return `\`${evidence.condition}\` holds`
  return `${evidence.detector} in part ${evidence.part} at ${evidence.start}–${evidence.end}: ${evidence.excerpt}`
}
