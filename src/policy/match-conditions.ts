// Conditions of `when` against one message. Whatever does not depend on the recipient is settled once (a message can have 500 recipients);
// only `to`, and what contains it, remains a question for each. Pure.

import type { ConsentFact } from '../domain/consent.ts'
import type { AttachmentFacts, ContentView } from '../domain/content.ts'
import type { Finding } from '../domain/finding.ts'
import { inAddressSet } from './address-set.ts'
import { type FindingIndex, matchFound } from './match-found.ts'
import { matchesSalesforce } from './match-salesforce.ts'
import type { AttachmentTest, Condition, SizeRange, TextTest } from './policy-set.ts'

/** Why a condition held: its name and, for `found`, where. Excerpts are masked; nothing else of the message is quoted. */
export interface Evidence {
  readonly condition: Condition['kind']
  readonly detector?: string
  readonly part?: string
  readonly start?: number
  readonly end?: number
  readonly excerpt?: string
  /** The consent that made it hold. */
  readonly consent?: ConsentFact
}

/** Whom a copy is for, as far as policy asks. */
export interface Recipient {
  readonly address: string
  /** Consents that hold now; left out: none. */
  readonly consents?: readonly ConsentFact[]
}

export interface Result {
  readonly held: boolean
  readonly evidence: readonly Evidence[]
}
/** Settled for the whole message, or a question about one recipient. */
export type Settled = Result | ((recipient: Recipient) => Result)

const NOT_HELD: Result = { held: false, evidence: [] }

export function settle(condition: Condition, view: ContentView, findings: FindingIndex): Settled {
  switch (condition.kind) {
    case 'to':
      return (recipient) => simple('to', inAddressSet(condition.addresses, recipient.address) !== condition.negated)
    case 'from':
      return simple('from', view.from.some((address) => inAddressSet(condition.addresses, address)) !== condition.negated)
    case 'subject':
      return simple('subject', matchesText(condition.test, view.subject))
    case 'header':
      return simple(
        'header',
        view.headers.some(({ name, value }) => name.toLowerCase() === condition.name && matchesText(condition.test, value)),
      )
    case 'body':
      return simple(
        'body',
        view.parts.some((part) => part.kind === 'body' && matchesText(condition.test, part.text.slice(part.subjectLength))),
      )
    case 'attachment':
      return simple(
        'attachment',
        view.attachments.some((attachment) => matchesAttachment(condition.attachment, attachment)),
      )
    case 'size':
      return simple('size', inRange(condition.range, view.size))
    case 'found': {
      const { held, findings: seen } = matchFound(condition, findings)
      return { held, evidence: held ? seen.map(findingEvidence) : [] }
    }
    case 'salesforce':
      return simple('salesforce', matchesSalesforce(condition.salesforce, view.headers))
    case 'consent':
      return (recipient) => hasConsent(condition.consents, recipient)
    case 'all':
    case 'any':
    case 'not':
      return settleGroup(condition, view, findings)
  }
}

/** Every one must hold: the meaning of `when` and `all`. */
export function settleAll(conditions: readonly Condition[], view: ContentView, findings: FindingIndex): Settled {
  return join(
    conditions.map((condition) => settle(condition, view, findings)),
    (results) => results.every((result) => result.held),
  )
}

function settleGroup(condition: Condition & { kind: 'all' | 'any' | 'not' }, view: ContentView, findings: FindingIndex): Settled {
  if (condition.kind === 'all') return settleAll(condition.of, view, findings)
  if (condition.kind === 'not') {
    return join(
      [settle(condition.condition, view, findings)],
      ([inner]) => !(inner as Result).held,
      () => [{ condition: 'not' }],
    )
  }
  return join(
    condition.of.map((inner) => settle(inner, view, findings)),
    (results) => results.some((result) => result.held),
  )
}

function join(
  parts: readonly Settled[],
  decide: (results: readonly Result[]) => boolean,
  prove: (results: readonly Result[]) => readonly Evidence[] = (results) =>
    results.flatMap((result) => (result.held ? result.evidence : [])),
): Settled {
  const conclude = (results: readonly Result[]): Result => (decide(results) ? { held: true, evidence: prove(results) } : NOT_HELD)
  if (parts.every((part) => typeof part !== 'function')) return conclude(parts)
  return (recipient) => conclude(parts.map((part) => (typeof part === 'function' ? part(recipient) : part)))
}

function simple(condition: Condition['kind'], held: boolean): Result {
  return held ? { held, evidence: [{ condition }] } : NOT_HELD
}

function hasConsent(kinds: readonly string[], { consents = [] }: Recipient): Result {
  const consent = consents.find((one) => kinds.includes(one.kind))
  return consent ? { held: true, evidence: [{ condition: 'consent', consent }] } : NOT_HELD
}

function findingEvidence({ detector, part, start, end, excerpt }: Finding): Evidence {
  return { condition: 'found', detector, part, start, end, excerpt }
}

function matchesText(test: TextTest, text: string): boolean {
  const lower = text.toLowerCase()
  if (test.is && !test.is.includes(lower.trim())) return false
  if (test.has && !test.has.some((part) => lower.includes(part))) return false
  return !test.matches || test.matches.some((pattern) => pattern.test(text))
}

function matchesAttachment(test: AttachmentTest, attachment: AttachmentFacts): boolean {
  if (test.name && !test.name.some((pattern) => pattern.matches(attachment.name))) return false
  // Both types count: what the sender claims and what the bytes are.
  if (test.type && !test.type.some((type) => isMediaType(type, attachment.type) || isMediaType(type, attachment.declaredType))) return false
  if (test.size && !inRange(test.size, attachment.size)) return false
  return test.encrypted === undefined || test.encrypted === attachment.encrypted
}

/** @param wanted `application/pdf`, or `image/*` for the family, lower case */
export function isMediaType(wanted: string, actual: string): boolean {
  const type = actual.toLowerCase()
  return wanted.endsWith('/*') ? type.startsWith(wanted.slice(0, -1)) : type === wanted
}

function inRange(range: SizeRange, size: number): boolean {
  return (range.over === undefined || size > range.over) && (range.under === undefined || size < range.under)
}
