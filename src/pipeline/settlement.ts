// What an attempt's outcome means for one copy: its event, its move, when to try again, whom to tell. Pure; settle.ts carries it out.
import type { Cause } from '../domain/cause.ts'
import type { Config } from '../domain/config.ts'
import type { EventKind, NewEvent } from '../domain/event.ts'
import type { Outcome, Plan } from '../domain/route.ts'
import type { MessageRow, RecipientPatch, RecipientRow, Step } from '../store/store.ts'
import type { Concerned } from './notices.ts'
import { nextAttemptAt } from './retry-schedule.ts'

export interface Settlement {
  readonly recipient: RecipientRow
  readonly steps: readonly Step[]
  readonly sender?: Concerned
  /** The copy now waits for a person. */
  readonly held?: true
  /** Links that must open nothing any more: the one of this try, or every one of the copy. */
  readonly endsGrants?: 'this' | 'all'
  /** What is true if nobody could write it down in time: see settle.ts. */
  readonly answer: 'took' | 'did-not-take' | 'not-known'
}

export interface SettleContext {
  readonly config: Config
  readonly message: MessageRow
  readonly recipient: RecipientRow
  readonly plan: Plan
  readonly at: number
  /** Evidence shared by the copies of one attempt. */
  readonly evidence: Pick<NewEvent, 'data' | 'sealed'>
  /** Host that decided on this copy. */
  readonly remoteMta?: string
  /** Portal attempts: until when the grant can be used. */
  readonly grantExpiresAt?: number
}

const NO_CAUSE: Cause = { at: 'local', enhanced: '2.0.0', publicText: '', detail: '', blame: 'peer' }

export function settleCopy(context: SettleContext, outcome: Outcome): Settlement {
  switch (outcome.kind) {
    case 'succeeded':
      return succeeded(context, outcome.to)
    case 'failed':
      return failed(context, outcome.cause, context.grantExpiresAt ? 'notice-bounced' : 'bounced')
    case 'unknown':
      return unknown(context, outcome.cause)
    case 'protection-refused':
      return outcome.soft ? softlyRefused(context, outcome.cause) : refused(context, outcome.cause)
    case 'deferred':
      return deferred(context, outcome.cause, outcome.cause.reply ? withoutSoftTime(context.plan) : undefined, outcome.until)
  }
}

/** A copy that policy or the destination stops before any try: held, or failed at once. */
export function settleStopped(context: SettleContext, plan: Exclude<Plan, { kind: 'routes' }>): Settlement {
  if (plan.kind === 'hold') return hold(context, plan.cause)
  const started = stepOf(context, 'attempt.started', { route: 'bounce' }, { plan })
  const ended = failed(context, plan.cause, plan.cause.at === 'gate' ? 'protection' : 'bounced')
  return { ...ended, steps: [started, ...ended.steps] }
}

function succeeded(context: SettleContext, to: Extract<Outcome, { kind: 'succeeded' }>['to']): Settlement {
  const { recipient, grantExpiresAt } = context
  if (grantExpiresAt === undefined) {
    const step: Step = { event: eventOf(context, 'attempt.succeeded', { to }), move: { kind: 'attempt.succeeded', to } }
    return { recipient, steps: [step], sender: concerned(context, 'relayed', NO_CAUSE), answer: 'took' }
  }
  const move = { kind: 'attempt.succeeded', to: 'awaiting-pickup' } as const
  const step: Step = { event: eventOf(context, move.kind, { to: move.to }), move, patch: { expiresAt: grantExpiresAt } }
  const notice: Step = { event: { ...eventOf(context, 'notice.sent', {}), data: { expires: grantExpiresAt } } }
  return { recipient, steps: [step, notice], sender: concerned(context, 'portal', NO_CAUSE), answer: 'took' }
}

function failed(context: SettleContext, cause: Cause, reason: 'bounced' | 'notice-bounced' | 'protection' | 'expired'): Settlement {
  const step = stepOf(context, 'attempt.failed', { cause: publicCause(cause) })
  // The sender is told that it failed: an earlier notice that did arrive must not say otherwise.
  return {
    recipient: context.recipient,
    steps: [step],
    sender: concerned(context, reason, cause),
    endsGrants: 'all',
    answer: 'did-not-take',
  }
}

/** By the rule of `delivery.unknown`; a notice is harmless to repeat, so it follows the schedule of retries. */
function unknown(context: SettleContext, cause: Cause): Settlement {
  const { at, recipient, config, grantExpiresAt } = context
  const waits = config.delivery.unknown.direct === 'park' || recipient.retriedUnknown
  const once = waits ? recipient.expiresAt : at + config.delivery.unknown.after
  const due = grantExpiresAt ? nextAttemptAt(at, recipient.attempts + 1, config.delivery.retry) : once
  return {
    recipient,
    steps: [stepOf(context, 'attempt.unknown', { cause: publicCause(cause) }, { nextAttemptAt: due })],
    answer: 'not-known',
  }
}

/** A host behind the gate spoke, so TLS works: should it fail again, `delivery.tls-wait` begins anew. */
function withoutSoftTime(plan: Plan): Plan | undefined {
  if (plan.kind !== 'routes' || plan.softSince === undefined) return undefined
  const { softSince: _softSince, ...fresh } = plan
  return fresh
}

function softlyRefused(context: SettleContext, cause: Cause): Settlement {
  const { at, config, plan } = context
  if (plan.kind !== 'routes') return refused(context, cause)
  const softSince = plan.softSince ?? at
  const end = softSince + config.delivery['tls-wait']
  if (at >= end) return refused(context, cause)
  // The schedule may have come to long waits by now: the next route is not kept waiting for it.
  return deferred(
    context,
    cause,
    { ...plan, softSince },
    Math.min(end, nextAttemptAt(at, context.recipient.attempts + 1, config.delivery.retry)),
  )
}

/** The gate said no for good: the next route, or a person. */
function refused(context: SettleContext, cause: Cause): Settlement {
  const { plan, recipient, at } = context
  const index = recipient.routeIndex + 1
  const next = plan.kind === 'routes' ? plan.routes[index] : undefined
  if (!next) return hold(context, cause)
  const step = stepOf(context, 'attempt.rerouted', { cause: publicCause(cause), to: next.route }, { routeIndex: index, nextAttemptAt: at })
  return { recipient, steps: [step], endsGrants: 'this', answer: 'did-not-take' }
}

function deferred(context: SettleContext, cause: Cause, plan?: Plan, until?: number): Settlement {
  const { at, recipient, message, config } = context
  if (at >= recipient.expiresAt) return failed(context, cause, 'expired')
  const due = Math.min(until ?? nextAttemptAt(at, recipient.attempts + 1, config.delivery.retry), recipient.expiresAt)
  const warn = !recipient.warned && message.kind === 'mail' && at - message.receivedAt >= config.delivery.warn
  const patch = { nextAttemptAt: due, ...(plan ? { plan } : {}), ...(warn ? { warned: true } : {}) }
  const step = stepOf(context, 'attempt.deferred', { cause: publicCause(cause), next: due }, patch)
  const settlement: Settlement = { recipient, steps: [step], endsGrants: 'this', answer: 'did-not-take' }
  if (!warn) return settlement
  const delayed: Step = { event: { ...eventOf(context, 'recipient.delayed', {}), data: { until: recipient.expiresAt } } }
  return { ...settlement, steps: [step, delayed], sender: concerned(context, 'delayed', cause) }
}

function hold(context: SettleContext, cause: Cause): Settlement {
  const { recipient, at, config, plan } = context
  const step = stepOf(context, 'recipient.held', { cause: publicCause(cause) }, { plan, expiresAt: at + config.quarantine.expire })
  return { recipient, steps: [step], held: true, endsGrants: 'all', answer: 'did-not-take' }
}

function concerned(context: SettleContext, reason: Concerned['reason'], cause: Cause): Concerned {
  const { recipient, at, remoteMta } = context
  return { recipient, reason, cause, lastAttemptAt: at, ...(remoteMta ? { remoteMta } : {}) }
}

type PlainStep = 'attempt.started' | 'attempt.unknown' | 'attempt.failed' | 'attempt.rerouted' | 'attempt.deferred' | 'recipient.held'

function stepOf(context: SettleContext, kind: PlainStep, data: Record<string, unknown>, patch: RecipientPatch = {}): Step {
  return { event: eventOf(context, kind, data), move: { kind }, patch }
}

function eventOf(context: SettleContext, kind: EventKind, more: Record<string, unknown>): NewEvent {
  const { message, recipient, at, evidence } = context
  return {
    kind,
    at,
    message: message.id,
    recipient: recipient.id,
    actor: 'system',
    data: { ...evidence.data, ...more },
    ...(evidence.sealed ? { sealed: evidence.sealed } : {}),
  }
}

/** A cause without the peer's words: what may stand in clear. */
export function publicCause({ at, enhanced, publicText, blame, reply }: Cause) {
  return { at, enhanced, text: publicText, blame, ...(reply ? { code: reply.code } : {}) }
}
