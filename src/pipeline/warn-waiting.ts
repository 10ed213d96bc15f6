// Mail for a destination that is left alone at its own request is not tried, so no try can find that it is late: its senders are warned here
// (`delivery.warn`), once, as after any failed try.
import type { Cause } from '../domain/cause.ts'
import type { RecipientRow } from '../store/store.ts'
import { senderNotice } from './notices.ts'
import type { PipelineParts } from './parts.ts'

const PAGE = 100

const BUSY: Cause = {
  at: 'greeting',
  enhanced: '4.3.2',
  publicText: 'The recipient’s mail server asks to be sent less for now',
  detail: '',
  blame: 'peer',
}

export async function warnWaiting(parts: PipelineParts): Promise<void> {
  for (const domain of parts.delivery.pace.restingDomains()) {
    for (let after: string | undefined; ; ) {
      const page = await parts.store.recipients({ domain, states: ['ready', 'deferred'], limit: PAGE, ...(after ? { after } : {}) })
      for (const copy of page) if (mayBeLate(parts, copy)) await warn(parts, copy)
      after = page.at(-1)?.id
      if (page.length < PAGE) break
    }
  }
}

/** By its own row, before the message is asked for. */
function mayBeLate({ clock, config }: PipelineParts, copy: RecipientRow): boolean {
  return !copy.warned && copy.leaseOwner === undefined && clock.now() >= copy.expiresAt - config.delivery.expire + config.delivery.warn
}

async function warn(parts: PipelineParts, copy: RecipientRow): Promise<void> {
  const found = await parts.store.message(copy.message)
  const at = parts.clock.now()
  if (found?.message.kind !== 'mail' || at - found.message.receivedAt < parts.config.delivery.warn) return
  const told = await senderNotice(parts, found.message, [{ recipient: copy, cause: BUSY, reason: 'delayed' }])
  await parts.store.apply({
    steps: [
      {
        event: {
          kind: 'recipient.delayed',
          at,
          message: copy.message,
          recipient: copy.id,
          actor: 'system',
          data: { until: copy.expiresAt },
        },
        expect: { state: copy.state, changedAt: copy.changedAt },
        patch: { warned: true },
      },
      ...told.events.map((event) => ({ event })),
    ],
    messages: told.messages,
  })
}
