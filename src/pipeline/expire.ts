// An open copy whose time is over, by the clock or by a person's word: final, its links end, and the sender is told why.
import type { Cause } from '../domain/cause.ts'
import type { DsnReason } from '../notify/dsn-text.ts'
import type { ApplyOutcome, RecipientRow } from '../store/store.ts'
import type { ByPerson } from './commands.ts'
import { senderNotice } from './notices.ts'
import type { NoticeParts } from './parts.ts'

/** @param by who gave it up before its time; left out: time itself */
export async function expire(parts: NoticeParts, recipient: RecipientRow, by?: ByPerson): Promise<ApplyOutcome> {
  const found = await parts.store.message(recipient.message)
  if (!found) return { ok: false, reason: 'not-found', detail: `there is no message ${recipient.message}` }
  const told = await senderNotice(parts, found.message, [
    { recipient, cause: expiryCause(recipient, by !== undefined), reason: EXPIRY_REASONS[recipient.state] ?? 'expired' },
  ])
  const grants = (await parts.store.grantsOf(recipient.message)).filter(
    (grant) => grant.state === 'open' && grant.recipient === recipient.id,
  )
  const base = { at: parts.clock.now(), message: recipient.message, recipient: recipient.id, actor: by?.actor ?? 'system' } as const
  const sealed = by ? { sealed: await parts.evidence.seal({ reason: by.reason }) } : {}
  return parts.store.apply({
    steps: [
      {
        event: { ...base, ...sealed, kind: 'recipient.expired', data: { from: recipient.state } },
        move: { kind: 'recipient.expired' },
        // What a person did since the row was read stands.
        expect: { state: recipient.state, changedAt: recipient.changedAt },
      },
      ...told.events.map((event) => ({ event })),
    ],
    messages: told.messages,
    revokeGrants: grants.map(({ id }) => id),
  })
}

const EXPIRY_REASONS: Partial<Record<RecipientRow['state'], DsnReason>> = {
  held: 'hold-expired',
  unknown: 'unknown-expired',
  'awaiting-pickup': 'pickup-expired',
}

function expiryCause(recipient: RecipientRow, byPerson: boolean): Cause {
  const texts: Partial<Record<RecipientRow['state'], string>> = {
    held: 'The message was held for review and nobody released it in time',
    unknown: 'The connection was lost after the message was sent; it may have arrived',
    'awaiting-pickup': 'The recipient did not open the secure message in time',
  }
  const given = byPerson ? 'The message could not be delivered, and the sending organisation stopped trying' : undefined
  const publicText = texts[recipient.state] ?? given ?? 'The message could not be delivered in time'
  return {
    at: 'expired',
    enhanced: recipient.state === 'held' ? '5.7.1' : '5.4.7',
    publicText,
    detail: publicText,
    blame: recipient.state === 'held' ? 'policy' : 'peer',
  }
}
