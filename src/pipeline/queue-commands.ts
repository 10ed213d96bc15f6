// What an operator may do to a copy on its way, beside retry and cancel (commands.ts): hold it, move it to the portal. Each goes through the one
// state machine, with actor and sealed reason, so that nothing here can send what the worker could not.
import type { Cause } from '../domain/cause.ts'
import type { ApplyOutcome, MessageRow, RecipientRow, Step } from '../store/store.ts'
import { type ByPerson, release } from './commands.ts'
import type { NoticeParts, ReviewParts } from './parts.ts'
import { publicCause } from './settlement.ts'

const HELD_BY_OPERATOR: Cause = {
  at: 'policy',
  enhanced: '4.7.1',
  publicText: 'held by an operator',
  detail: '',
  blame: 'us',
}

/** Ready or deferred → held; a link that was made for it opens nothing any more. */
export async function hold(
  parts: Pick<NoticeParts, 'config' | 'store' | 'clock' | 'evidence'>,
  recipient: RecipientRow,
  { actor, reason }: ByPerson,
): Promise<ApplyOutcome> {
  // The table lets the worker hold what it is trying; a person must not take it out of the worker's hands.
  if (recipient.state === 'attempting')
    return { ok: false, reason: 'illegal-transition', detail: `copy ${recipient.id} is being tried now` }
  const at = parts.clock.now()
  const base = { at, message: recipient.message, recipient: recipient.id, actor, sealed: await parts.evidence.seal({ reason }) }
  const grants = (await parts.store.grantsOf(recipient.message)).filter(
    (grant) => grant.recipient === recipient.id && grant.state === 'open',
  )
  return parts.store.apply({
    steps: [
      {
        event: { ...base, kind: 'recipient.held', data: { from: recipient.state, cause: publicCause(HELD_BY_OPERATOR) } },
        move: { kind: 'recipient.held' },
        expect: { state: recipient.state, changedAt: recipient.changedAt },
        patch: { expiresAt: at + parts.config.quarantine.expire },
      },
      ...grants.map(({ id }): Step => ({ event: { ...base, kind: 'grant.revoked', data: { grant: id } } })),
    ],
    revokeGrants: grants.map(({ id }) => id),
  })
}

/**
 * Ready, deferred or held → ready for the portal: held first, so that no worker takes it meanwhile, then released by the rule of every release,
 * which names the portal as that person's exception (design §3). A crash in between leaves it held.
 */
export async function moveToPortal(parts: ReviewParts, message: MessageRow, recipient: RecipientRow, by: ByPerson): Promise<ApplyOutcome> {
  if (recipient.state !== 'held') {
    const held = await hold(parts, recipient, by)
    if (!held.ok) return held
  }
  const now = await parts.store.recipient(recipient.id)
  if (now?.state !== 'held') return { ok: false, reason: 'changed', detail: `copy ${recipient.id} is ${now?.state ?? 'gone'} now` }
  return release(parts, message, now, by, { route: 'portal' })
}
