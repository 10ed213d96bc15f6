// Runs the cases of a `*.test.yaml`: real mail through inspection, rules and plan, compared in the fields that the case names.
import type { ChangeOutcome } from '../domain/change-outcome.ts'
import type { ContentView } from '../domain/content.ts'
import type { Finding } from '../domain/finding.ts'
import type { HostVerdict, Posture } from '../domain/posture.ts'
import type { RouteCapability } from '../domain/route.ts'
import type { MessageChanges, Verdict } from '../domain/verdict.ts'
import { prepareDecision } from './evaluate.ts'
import { UNKNOWN_RECIPIENT } from './explain.ts'
import { triedVerdict } from './fall-back.ts'
import { indexFindings } from './match-found.ts'
import { type NearMiss, whyNot } from './near-miss.ts'
import { planRoutes } from './plan-route.ts'
import type { PolicySet, Rule } from './policy-set.ts'
import { type Expectation, type MailFacts, type PolicyCase, unknownRuleHint } from './test-file.ts'

export interface TestParts {
  readonly policy: PolicySet
  /** Bytes of a message with these facts. */
  buildMail(mail: MailFacts): Promise<Uint8Array>
  readFile(path: string): Promise<Uint8Array>
  inspect(bytes: Uint8Array): Promise<Inspected> | Inspected
  /** Works out what the actions change in the message, as the gateway would. */
  tryChanges(bytes: Uint8Array, inspected: Inspected): (changes: MessageChanges) => Promise<ChangeOutcome>
  /** Milliseconds since the epoch, for cases that do not say `now`. */
  readonly now: number
}

interface Inspected {
  readonly view: ContentView
  readonly findings: readonly Finding[]
}

export interface CaseResult {
  readonly name: string
  readonly line: number
  readonly ok: boolean
  /** One line for each field that is not as expected. */
  readonly failures: readonly string[]
  /** Rules that matched, monitored ones too. */
  readonly matched: readonly string[]
}

/** What a gateway has without providers; a provider that a policy names is assumed, with a portal that can be forced. */
const OWN_ROUTES: readonly RouteCapability[] = [
  { name: 'direct', kind: 'direct', auths: [], maxSize: Number.POSITIVE_INFINITY },
  { name: 'portal', kind: 'portal', auths: ['link', 'login', 'mfa'], maxSize: Number.POSITIVE_INFINITY },
]
const PORTAL_EXPIRES_MS = 30 * 86_400_000

export async function runCase(test: PolicyCase, parts: TestParts): Promise<CaseResult> {
  const bytes = 'file' in test.mail ? await parts.readFile(test.mail.file) : await parts.buildMail(test.mail)
  const { view, findings } = await parts.inspect(bytes)
  const recipients = recipientsOf(test, view)
  const decision = prepareDecision(parts.policy, { view, findings, envelopeFrom: view.from[0] ?? '', now: test.now ?? parts.now })
  // Every recipient of a case has given its consents; a test says nothing of their wording.
  const consents = test.consent.map((kind) => ({ id: `test-${kind}`, kind, wording: 'test' }))
  const recipientOf = (address: string) => ({ address, consents })
  const tryChanges = parts.tryChanges(bytes, { view, findings })
  const looked = { view, index: indexFindings(view, findings) }
  const failures: string[] = []
  for (const address of recipients) {
    const expected = test.expect instanceof Map ? test.expect.get(address.toLowerCase()) : (test.expect as Expectation)
    if (!expected) continue
    const asked = decision.verdict(recipientOf(address))
    const outcome = asked.changes && asked.action !== 'reject' ? await tryChanges(asked.changes) : undefined
    const redacted = outcome?.ok ? Object.keys(outcome.redacted) : []
    failures.push(
      ...compare(address, expected, triedVerdict(asked, outcome), {
        destination: test.destination,
        policy: parts.policy,
        redacted,
        because: (id) => because(parts.policy, id, (rule) => whyNot(rule, looked, recipientOf(address))),
      }),
    )
  }
  const matched = recipients.flatMap((address) =>
    decision.rules(recipientOf(address)).flatMap(({ rule, matched: held }) => (held ? [rule.id] : [])),
  )
  return { name: test.name, line: test.line, ok: failures.length === 0, failures, matched: [...new Set(matched)] }
}

/** The case's own recipients, those that `expect` names (Bcc), else one unknown external. */
function recipientsOf(test: PolicyCase, view: ContentView): readonly string[] {
  const bcc = test.expect instanceof Map ? [...test.expect.keys()] : []
  const all = [...view.to, ...view.cc, ...bcc]
  const unique = all.filter((address, index) => all.findIndex((other) => other.toLowerCase() === address.toLowerCase()) === index)
  return unique.length > 0 ? unique : [UNKNOWN_RECIPIENT]
}

interface Beside {
  readonly destination: HostVerdict
  readonly policy: PolicySet
  /** Detectors whose values were taken out. */
  readonly redacted: readonly string[]
  /** Why a rule did not count, as far as its conditions tell. */
  because(id: string): string
}

/** @param missing what the rule's conditions lacked */
function because(policy: PolicySet, id: string, missing: (rule: Rule) => readonly NearMiss[]): string {
  const rule = policy.rules.find((one) => one.id === id)
  const says = rule ? missing(rule).map((one) => one.says) : []
  return says.length > 0 ? ` (would if ${says.join(', and ')})` : ''
}

function compare(address: string, expected: Expectation, verdict: Verdict, beside: Beside): readonly string[] {
  const { destination, redacted } = beside
  const actual = { action: verdict.action, protection: verdict.protection, route: routeOf(verdict, destination) }
  const failures = (['action', 'protection', 'route'] as const).flatMap((field) =>
    expected[field] === undefined || expected[field] === actual[field]
      ? []
      : [`${address}: ${field} is ${actual[field]}, expected ${expected[field]}`],
  )
  return [
    ...failures,
    ...(expected.rules ? compareRules(address, expected.rules, verdict.rules, beside) : []),
    ...(expected.redacted === undefined ? [] : compareRedacted(address, expected.redacted, redacted)),
  ]
}

/** What was taken out, and could be. */
function compareRedacted(address: string, expected: NonNullable<Expectation['redacted']>, actual: readonly string[]): readonly string[] {
  const told = (names: readonly string[] | boolean) => (typeof names === 'boolean' ? String(names) : `[${names.join(', ')}]`)
  const same = typeof expected === 'boolean' ? expected === actual.length > 0 : told(expected.toSorted()) === told(actual.toSorted())
  return same ? [] : [`${address}: redacted is ${told(actual)}, expected ${told(expected)}`]
}

/** As sets. `default` is no rule of the author's: it is compared only where the case names it. */
function compareRules(
  address: string,
  expected: readonly string[],
  actual: readonly string[],
  { policy, because }: Beside,
): readonly string[] {
  const counted = actual.filter((id) => id !== 'default' || expected.includes('default'))
  const missing = expected.filter((id) => !counted.includes(id))
  const extra = counted.filter((id) => !expected.includes(id))
  const known = policy.rules.map((rule) => rule.id)
  return [
    ...missing.map((id) => `${address}: rule ${id} did not count${hintOf(unknownRuleHint(id, known)) || because(id)}`),
    ...extra.map((id) => `${address}: rule ${id} counted, and was not expected`),
  ]
}

function hintOf(hint: string | undefined): string {
  return hint ? ` (${hint})` : ''
}

/** Where the copy would go first: a route, `hold` where it waits for a person, `none` where it is rejected. */
function routeOf(verdict: Verdict, destination: HostVerdict): string {
  if (verdict.action === 'reject') return 'none'
  if (verdict.action === 'hold') return 'hold'
  const providers = [...verdict.otherwise, ...verdict.via].filter((name) => name !== 'portal' && name !== 'bounce')
  const assumed = providers.map((name): RouteCapability => ({ name, kind: 'provider', auths: ['mfa'], maxSize: Number.POSITIVE_INFINITY }))
  const plan = planRoutes(verdict, postureOf(destination), [...OWN_ROUTES, ...assumed], { portalExpires: PORTAL_EXPIRES_MS })
  return plan.kind === 'routes' ? (plan.routes[0]?.route ?? 'hold') : plan.kind
}

/** One host of a made-up domain that answers as the case says. */
function postureOf(destination: HostVerdict): Posture {
  const host = {
    ...destination,
    host: 'mx.recipient.invalid',
    preference: 10,
    addresses: [],
    dane: { state: 'off' as const },
    sts: { state: 'off' as const },
  }
  return { domain: 'recipient.invalid', verdict: destination.verdict, mx: [host], checkedAt: 0, expiresAt: 0 }
}
