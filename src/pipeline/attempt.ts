// Steps 4 to 6 for the due copies of one destination: assess it once, plan each copy, try its route.

import type { Posture } from '../domain/posture.ts'
import type { DueGroup, MessageRow, RecipientRow } from '../store/store.ts'
import { attemptDirect } from './attempt-direct.ts'
import { attemptPortal } from './attempt-portal.ts'
import type { Batch } from './batch.ts'
import type { PipelineParts } from './parts.ts'
import { planRecipient } from './plan.ts'
import { settleUntried } from './settle.ts'

/** @param signal aborts what is under way when the gateway stops; nothing is lost, the copies become due again */
export async function attemptGroup(parts: PipelineParts, group: DueGroup, signal: AbortSignal): Promise<void> {
  const posture = await parts.destination.assess(group.domain)
  await Promise.all(group.items.map((item) => attemptMessage(parts, item.message, item.recipients, posture, signal)))
}

async function attemptMessage(
  parts: PipelineParts,
  message: MessageRow,
  recipients: readonly RecipientRow[],
  posture: Posture,
  signal: AbortSignal,
): Promise<void> {
  const batches = new Map<string, Batch>()
  for (const recipient of recipients) {
    const planned = planRecipient(parts, recipient, posture)
    if (planned.kind === 'stop') {
      await settleUntried(parts, message, recipient, planned.plan, posture)
      continue
    }
    const key = planned.route.route === 'portal' ? recipient.id : JSON.stringify(planned.route)
    const batch = batches.get(key) ?? { message, route: planned.route, posture, copies: [] }
    batches.set(key, { ...batch, copies: [...batch.copies, planned] })
  }
  await Promise.all(
    [...batches.values()].map((batch) =>
      batch.route.route === 'portal' ? attemptPortal(parts, batch, signal) : attemptDirect(parts, batch, signal),
    ),
  )
}
