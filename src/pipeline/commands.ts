// What a person may do to a copy: release, reject, cancel, retry. Each is recorded with actor and reason; what a release lifts is that person's
// recorded exception (design §3). The CLI writes through the same verbs as the worker.
import { stricterAuth, stricterProtection } from '../domain/protection.ts'
import type { Verdict } from '../domain/verdict.ts'
import type { ApplyOutcome, MessageRow, RecipientRow, Step } from '../store/store.ts'
import { decideRecipients, inspectMessage } from './decide.ts'
import { senderNotice } from './notices.ts'
import type { NoticeParts, PipelineParts, ReviewParts } from './parts.ts'

export interface ByPerson {
  /** `cli:name`. */
  readonly actor: string
  readonly reason: string
}

export interface Lift {
  /** Take this route instead of what policy asks for. */
  readonly route?: 'portal'
  /** Let the notice with the only secret cross a hop of this protection. */
  readonly linkOver?: 'encrypted' | 'any'
}

/** Held or unknown → ready, under its stored protection or today's, whichever is stricter; what nobody could read at least `authenticated`. */
export async function release(
  parts: ReviewParts,
  message: MessageRow,
  recipient: RecipientRow,
  by: ByPerson,
  lift: Lift,
): Promise<ApplyOutcome> {
  const now = parts.clock.now()
  const verdict = await releasedVerdict(parts, message, recipient, lift)
  const base = { at: now, message: message.id, recipient: recipient.id, actor: by.actor }
  // Nobody knows whether an unknown copy arrived: sending it again is never silent (P3).
  const duplicate: Step[] =
    recipient.state === 'unknown' ? [{ event: { ...base, kind: 'possible-duplicate', data: { reason: by.reason } } }] : []
  return parts.store.apply({
    steps: [
      ...duplicate,
      {
        event: {
          ...base,
          kind: 'recipient.released',
          data: { reason: by.reason, from: recipient.state, lifts: lift, protection: verdict.protection },
        },
        move: { kind: 'recipient.released' },
        patch: { verdict, routeIndex: 0, nextAttemptAt: now, expiresAt: now + parts.config.delivery.expire },
      },
    ],
  })
}

async function releasedVerdict(parts: ReviewParts, message: MessageRow, recipient: RecipientRow, lift: Lift): Promise<Verdict> {
  const inspected = await inspectMessage(parts, message)
  const [today] = await decideRecipients(parts, message, [recipient], inspected)
  const stored = recipient.verdict ?? today?.verdict
  if (!stored || !today) throw new Error(`copy ${recipient.id} has no verdict`)
  const unread = !inspected.ok || inspected.inspection.view.uninspectable.some((part) => !part.opaque)
  let protection = stricterProtection(stored.protection, today.verdict.protection)
  if (unread) protection = stricterProtection(protection, 'authenticated')
  if (lift.route) protection = lift.route
  const linkOver = lift.linkOver ?? stored.portal.linkOver
  return {
    ...stored,
    action: 'deliver',
    protection,
    ...(today.verdict.minTls ? { minTls: today.verdict.minTls } : {}),
    portal: {
      auth: stricterAuth(stored.portal.auth, today.verdict.portal.auth),
      ...(stored.portal.expires ? { expires: stored.portal.expires } : {}),
      ...(linkOver ? { linkOver } : {}),
    },
    otherwise: stored.otherwise.length > 0 ? stored.otherwise : today.verdict.otherwise,
  }
}

/** Held → rejected; the sender is told. */
export async function refuse(parts: NoticeParts, message: MessageRow, recipient: RecipientRow, by: ByPerson): Promise<ApplyOutcome> {
  const cause = {
    at: 'policy',
    enhanced: '5.7.1',
    publicText: 'A reviewer of the sending organisation did not release the message',
    detail: '',
    blame: 'policy',
  } as const
  return end(parts, message, recipient, by, 'recipient.refused', { recipient, reason: 'refused', cause })
}

/** Any open copy that is not under way → cancelled; the sender is told. */
export async function cancel(parts: NoticeParts, message: MessageRow, recipient: RecipientRow, by: ByPerson): Promise<ApplyOutcome> {
  const cause = {
    at: 'policy',
    enhanced: '5.7.1',
    publicText: 'An operator of the sending organisation cancelled the message',
    detail: '',
    blame: 'policy',
  } as const
  return end(parts, message, recipient, by, 'recipient.cancelled', { recipient, reason: 'cancelled', cause })
}

async function end(
  parts: NoticeParts,
  message: MessageRow,
  recipient: RecipientRow,
  by: ByPerson,
  kind: 'recipient.refused' | 'recipient.cancelled',
  concerned: Parameters<typeof senderNotice>[2][number],
): Promise<ApplyOutcome> {
  const told = await senderNotice(parts, message, [concerned])
  const grants = await parts.store.grantsOf(message.id)
  return parts.store.apply({
    steps: [
      {
        event: { kind, at: parts.clock.now(), message: message.id, recipient: recipient.id, actor: by.actor, data: { reason: by.reason } },
        move: { kind },
      },
      ...told.events.map((event) => ({ event })),
    ],
    messages: told.messages,
    revokeGrants: grants.filter((grant) => grant.recipient === recipient.id && grant.state === 'open').map((grant) => grant.id),
  })
}

/** Ready or deferred → due now. Not a transition: only the time changes, and it is recorded. */
export async function retryNow(
  parts: Pick<PipelineParts, 'store' | 'clock'>,
  recipient: RecipientRow,
  by: ByPerson,
): Promise<ApplyOutcome> {
  const at = parts.clock.now()
  return parts.store.apply({
    steps: [
      {
        event: {
          kind: 'attempt.requested',
          at,
          message: recipient.message,
          recipient: recipient.id,
          actor: by.actor,
          data: { reason: by.reason },
        },
        patch: { nextAttemptAt: at },
      },
    ],
  })
}
