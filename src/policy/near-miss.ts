// Why a rule did not match, and how little was missing: for `policy explain` ("would match if …") and for tests whose rule did not count. Of the message it
// says counts and distances, no words. Pure.
import type { ContentView } from '../domain/content.ts'
import { CONFIDENCES, type Finding } from '../domain/finding.ts'
import { type Recipient, settle } from './match-conditions.ts'
import { companions, countFound, type FindingIndex, type FoundCondition, nearestGap } from './match-found.ts'
import type { Condition, Rule, TextTest } from './policy-set.ts'

export interface NearMiss {
  readonly condition: Condition['kind']
  /** What would have to be otherwise, after "would match if …". */
  readonly says: string
}

/** Names that a sentence lists. */
const SHOWN = 4

/** A condition that did not hold. */
interface Missing extends NearMiss {
  /** Part of it was there. */
  readonly nearly: boolean
}

/** One message, sorted out for all rules. */
export interface Looked {
  readonly view: ContentView
  readonly index: FindingIndex
}

/** Every condition of the rule that did not hold for the recipient, in the rule's order. */
export function whyNot(rule: Rule, looked: Looked, recipient: Recipient): readonly NearMiss[] {
  return missingOf(rule.when, looked, recipient).map(({ condition, says }) => ({ condition, says }))
}

/**
 * What was missing, where little was: all other conditions held and something of the content was there, or what the rule looks for was nearly found.
 * @returns none for a rule that the message has nothing to do with
 */
export function nearMisses(rule: Rule, looked: Looked, recipient: Recipient): readonly NearMiss[] {
  const missing = missingOf(rule.when, looked, recipient)
  const content = rule.when.filter((condition) => condition.kind !== 'to' && condition.kind !== 'from')
  const lacking = missing.filter(({ condition }) => condition !== 'to' && condition !== 'from').length
  const rest = content.length - lacking > 0 && missing.length === 1
  const near = missing.some(({ nearly }) => nearly)
  return rest || near ? missing.map(({ condition, says }) => ({ condition, says })) : []
}

function missingOf(conditions: readonly Condition[], looked: Looked, recipient: Recipient): readonly Missing[] {
  return conditions.flatMap((condition) => (holds(condition, looked, recipient) ? [] : missingIn(condition, looked, recipient)))
}

function holds(condition: Condition, { view, index }: Looked, recipient: Recipient): boolean {
  const settled = settle(condition, view, index)
  return (typeof settled === 'function' ? settled(recipient) : settled).held
}

function missingIn(condition: Condition, looked: Looked, recipient: Recipient): readonly Missing[] {
  const one = (says: string, nearly = false): readonly Missing[] => [{ condition: condition.kind, says, nearly }]
  switch (condition.kind) {
    case 'all':
      return missingOf(condition.of, looked, recipient)
    case 'any':
      return anyOf(condition.of, looked, recipient)
    case 'not':
      return one(`its \`not\` did not stand against it: \`${condition.condition.kind}\` holds`)
    case 'found':
      return [{ condition: 'found', ...missingFound(condition, looked.index) }]
    case 'to':
    case 'from':
      return one(addressSays(condition))
    case 'subject':
    case 'body':
      return one(`the ${condition.kind} had ${textSays(condition.test)}`)
    case 'header':
      return one(`the header field ${condition.name} had ${textSays(condition.test)}`)
    case 'consent':
      return one(`the recipient had the consent ${condition.consents.join(' or ')} on record`)
    case 'attachment':
      return one('an attachment met all that `attachment` asks for')
    case 'size':
      return one(`the size were within its bounds; it is ${looked.view.size} bytes`)
    case 'salesforce':
      return one('the fields of Salesforce were those that `salesforce` names')
  }
}

/** Of several ways the nearest: those of which part was there, else all of them in one sentence. */
function anyOf(ways: readonly Condition[], looked: Looked, recipient: Recipient): readonly Missing[] {
  const tried = ways.map((way) => missingOf([way], looked, recipient))
  const near = tried.filter((missing) => missing.some(({ nearly }) => nearly))
  if (near.length > 0) return near.flat()
  return [{ condition: 'any', says: tried.map((missing) => missing.map(({ says }) => says).join(' and ')).join(', or '), nearly: false }]
}

function addressSays({ kind, negated, lists = [] }: Extract<Condition, { kind: 'to' | 'from' }>): string {
  const who = kind === 'to' ? 'the recipient' : 'the header From'
  const named = lists.length > 0 ? `on the list \`${lists.join('` or `')}\`` : `among the addresses of \`${kind}\``
  return `${who} were ${negated ? 'not ' : ''}${named}`
}

/** The rule's own words; none of the message's. */
function textSays({ is, has, matches }: TextTest): string {
  const quoted = (words: readonly string[]) => words.map((word) => `“${word}”`).join(' or ')
  return [is && `the value ${quoted(is)}`, has && quoted(has), matches && 'what its pattern looks for'].filter(Boolean).join(' and ')
}

/** Which step of the count went wrong: nothing there, too unsure, too far apart, too few, too much alike. */
function missingFound(condition: FoundCondition, index: FindingIndex): Omit<Missing, 'condition'> {
  const { detectors, confidence = 'low', near, min, distinct = 1 } = condition
  const all = detectors.flatMap((detector) => index.byDetector.get(detector) ?? [])
  if (all.length === 0) return { says: `${oneOf(detectors)} were found`, nearly: false }
  const sure = all.filter((finding) => CONFIDENCES.indexOf(finding.confidence) >= CONFIDENCES.indexOf(confidence))
  const seen = [...new Set(all.map(({ detector }) => detector))].join(', ')
  if (sure.length === 0) return { says: `${seen} were found with ${confidence} confidence; here it is ${best(all)}`, nearly: true }
  const together = near ? sure.filter(companions(near, index)) : sure
  if (near && together.length === 0) {
    const gap = nearestGap(near, sure, index)
    const company = oneOf([...near.found, ...(near.words ? ['one of its words'] : [])])
    if (!gap) return { says: `${company} stood in the same part as ${seen}`, nearly: true }
    return {
      says: `${gap.of} stood within ${near.within} characters of ${gap.detector}; the nearest is ${gap.gap} characters away`,
      nearly: true,
    }
  }
  const { count, values } = countFound(together, index)
  if (count < min) return { says: `${min} were found; here ${count === 1 ? 'is 1' : `are ${count}`} (${seen})`, nearly: true }
  return { says: `${distinct} different values were found; here ${values === 1 ? 'is 1' : `are ${values}`} (${seen})`, nearly: true }
}

/** The first few of a long list. */
function oneOf(names: readonly string[]): string {
  const shown = names.slice(0, SHOWN)
  const more = names.length - shown.length
  return `${shown.join(', ')}${more > 0 ? ` or one of ${more} more` : ''}`
}

function best(findings: readonly Finding[]): string {
  return CONFIDENCES[Math.max(...findings.map(({ confidence }) => CONFIDENCES.indexOf(confidence)))] as string
}
