// What a person may do to a copy: release, reject, cancel, retry. Each is recorded with actor and reason; what a release lifts is that person's
// recorded exception (design §3). The CLI writes through the same verbs as the worker.
import { stricterAuth, stricterProtection } from '../domain/protection.ts'
import type { Plan } from '../domain/route.ts'
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
  const base = await byPerson(parts, message.id, recipient, by)
  // Nobody knows whether an unknown copy arrived: sending it again is never silent (P3).
  const duplicate: Step[] =
    recipient.state === 'unknown' ? [{ event: { ...base, kind: 'possible-duplicate', data: { rule: 'released' } } }] : []
  return parts.store.apply({
    steps: [
      ...duplicate,
      {
        event: {
          ...base,
          kind: 'recipient.released',
          data: { from: recipient.state, lifts: lift, protection: verdict.protection },
        },
        move: { kind: 'recipient.released' },
        expect: { state: recipient.state },
        patch: { verdict, ...withoutSoftTime(recipient), routeIndex: 0, nextAttemptAt: now, expiresAt: now + parts.config.delivery.expire },
      },
    ],
  })
}

/** Why is a person's own words: they may name a patient, so they are sealed (P4). */
async function byPerson(
  parts: Pick<NoticeParts, 'clock' | 'evidence'>,
  message: string,
  recipient: RecipientRow,
  { actor, reason }: ByPerson,
) {
  return { at: parts.clock.now(), message, recipient: recipient.id, actor, sealed: await parts.evidence.seal({ reason }) }
}

/** `delivery.tls-wait` begins anew. */
function withoutSoftTime({ plan }: RecipientRow): { plan?: Plan } {
  if (plan?.kind !== 'routes' || plan.softSince === undefined) return {}
  const { softSince: _softSince, ...fresh } = plan
  return { plan: fresh }
}

async function releasedVerdict(parts: ReviewParts, message: MessageRow, recipient: RecipientRow, lift: Lift): Promise<Verdict> {
  const inspected = await inspectMessage(parts, message)
  const [decided] = await decideRecipients(parts, message, [recipient], inspected)
  const today = decided?.verdict
  const stored = recipient.verdict ?? today
  if (!stored || !today) throw new Error(`copy ${recipient.id} has no verdict`)
  const unread = !inspected.ok || inspected.inspection.view.uninspectable.some((part) => !part.opaque)
  return released(stored, today, unread, lift)
}

/** The stricter of both in every respect, then what the person lifts. */
export function released(stored: Verdict, today: Verdict, unread: boolean, lift: Lift): Verdict {
  // A person let it go under this protection: it is no longer `default` that asks for it.
  const { minTls: _minTls, proof: _proof, standard: _standard, ...rest } = stored
  let protection = stricterProtection(stored.protection, today.protection)
  if (unread) protection = stricterProtection(protection, 'authenticated')
  const minTls = stored.minTls ?? today.minTls
  const proof = stored.proof ?? today.proof
  return {
    ...rest,
    action: 'deliver',
    protection: lift.route ?? protection,
    ...(minTls ? { minTls } : {}),
    ...(proof ? { proof } : {}),
    portal: releasedPortal(stored, today, protection, lift),
    otherwise: lift.route || protection === 'portal' ? [] : bothAllow(stored, today, 'otherwise', protection),
    via: lift.route ? [lift.route] : protection === 'portal' ? bothAllow(stored, today, 'via', protection) : stored.via,
  }
}

/** An old exception for the link stands only where today's policy makes it too, and for no higher protection than it was made for. */
function releasedPortal(stored: Verdict, today: Verdict, protection: Verdict['protection'], lift: Lift): Verdict['portal'] {
  const [a, b] = [stored.portal.linkOver, today.portal.linkOver]
  const granted =
    a && b && protection === stored.protection && !lift.route ? (a === 'encrypted' || b === 'encrypted' ? 'encrypted' : 'any') : undefined
  const linkOver = lift.linkOver ?? granted
  const ends = [stored.portal.expires, today.portal.expires].filter((expires) => expires !== undefined)
  return {
    auth: stricterAuth(stored.portal.auth, today.portal.auth),
    ...(ends.length > 0 ? { expires: Math.min(...ends) } : {}),
    ...(linkOver ? { linkOver } : {}),
  }
}

/** Routes that both verdicts allow; of one alone where only that one sets the winning protection. */
function bothAllow(stored: Verdict, today: Verdict, key: 'otherwise' | 'via', protection: Verdict['protection']): readonly string[] {
  const setters = [stored, today].filter((verdict) => verdict.protection === protection)
  const [first = stored, second] = setters.length > 0 ? setters : [stored, today]
  return second ? first[key].filter((route) => second[key].includes(route)) : first[key]
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
  const grants = (await parts.store.grantsOf(message.id)).filter((grant) => grant.recipient === recipient.id && grant.state === 'open')
  const base = await byPerson(parts, message.id, recipient, by)
  return parts.store.apply({
    steps: [
      {
        event: { ...base, kind, data: { from: recipient.state } },
        move: { kind },
        expect: { state: recipient.state },
      },
      ...grants.map(({ id }): Step => ({ event: { ...base, kind: 'grant.revoked', data: { grant: id } } })),
      ...told.events.map((event) => ({ event })),
    ],
    messages: told.messages,
    revokeGrants: grants.map(({ id }) => id),
  })
}

/** Ready or deferred → due now. Not a transition: only the time changes, and it is recorded. */
export async function retryNow(
  parts: Pick<PipelineParts, 'store' | 'clock' | 'evidence'>,
  recipient: RecipientRow,
  by: ByPerson,
): Promise<ApplyOutcome> {
  const event = await byPerson(parts, recipient.message, recipient, by)
  return parts.store.apply({
    steps: [
      { event: { ...event, kind: 'attempt.requested', data: {} }, expect: { state: recipient.state }, patch: { nextAttemptAt: event.at } },
    ],
  })
}
