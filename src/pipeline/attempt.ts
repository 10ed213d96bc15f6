// Steps 4 to 6 for the due copies of one destination: assess it once, plan each copy, try its route.

import { hostTrust, type Override } from '../domain/override.ts'
import type { Posture } from '../domain/posture.ts'
import type { DueGroup } from '../store/store.ts'
import { attemptDirect } from './attempt-direct.ts'
import { attemptPortal } from './attempt-portal.ts'
import type { Batch } from './batch.ts'
import type { PipelineParts } from './parts.ts'
import { planRecipient } from './plan.ts'
import { settleUntried } from './settle.ts'

/**
 * @param signal aborts what is under way when the gateway stops; nothing is lost, the copies become due again
 * @returns false where a copy was left as it was, because the gateway stops, or because somebody took a copy away that was to travel with it
 */
export async function attemptGroup(parts: PipelineParts, group: DueGroup, signal: AbortSignal): Promise<boolean> {
  const overrides = await parts.overrides.of(group.domain)
  const trust = hostTrust(overrides)
  const posture = await parts.destination.assess(group.domain, { signal, ...(trust ? { trust } : {}) })
  if (signal.aborted) return false
  parts.history.see(posture)
  const tried = await Promise.all(group.items.map((item) => attemptMessage(parts, item, { posture, overrides }, signal)))
  return tried.every(Boolean)
}

async function attemptMessage(
  parts: PipelineParts,
  { message, recipients }: DueGroup['items'][number],
  { posture, overrides }: { readonly posture: Posture; readonly overrides: readonly Override[] },
  signal: AbortSignal,
): Promise<boolean> {
  const batches = new Map<string, Batch>()
  for (const recipient of recipients) {
    const planned = planRecipient(parts, message, recipient, posture, overrides)
    if (planned.kind === 'stop') {
      await settleUntried(parts, message, planned, posture)
      continue
    }
    const key = planned.route.route === 'portal' ? recipient.id : JSON.stringify([planned.route, recipient.verdict?.changed?.script])
    const batch = batches.get(key) ?? { message, route: planned.route, posture, copies: [] }
    batches.set(key, { ...batch, copies: [...batch.copies, planned] })
  }
  const tried = await Promise.all([...batches.values()].map((batch) => attemptBatch(parts, batch, signal)))
  return tried.every(Boolean)
}

async function attemptBatch(parts: PipelineParts, batch: Batch, signal: AbortSignal): Promise<boolean> {
  // Its hosts asked to be left alone: no try is used up, and the worker takes nothing for this destination until they have rested.
  if (parts.delivery.restsUntil(batch.posture) !== undefined) return false
  if (batch.route.route !== 'portal') return attemptDirect(parts, batch, signal)
  // One copy alone: where its try is refused, it is somebody else's.
  await attemptPortal(parts, batch, signal)
  return true
}
