// What time alone brings about: lost leases, ended lifetimes, the one retry of an unknown outcome, content whose keeping time is over.
import type { RecipientRow, Step } from '../store/store.ts'
import { expire } from './expire.ts'
import type { PipelineParts } from './parts.ts'
import { nextAttemptAt } from './retry-schedule.ts'

const BATCH = 100

export async function runTimers(parts: PipelineParts): Promise<void> {
  const now = parts.clock.now()
  const jobs = {
    leases: () => parts.store.reclaimLeases(now),
    expire: expireRecipients,
    unknown: retryUnknown,
    grants: endGrants,
    shred: shredContent,
  }
  // One job's trouble must not keep the others from their time.
  for (const [job, run] of Object.entries(jobs)) await attempt(parts, { job }, () => run(parts, now))
}

/** One copy that cannot be handled is logged; the next one is not kept waiting for it. */
async function attempt(parts: PipelineParts, fields: Record<string, string>, work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  } catch (error) {
    parts.log.error('timers.failed', { error, ...fields })
  }
}

/** The queue, hold or pick-up lifetime is over: final, and the sender is told why. */
async function expireRecipients(parts: PipelineParts, now: number): Promise<void> {
  for (const recipient of await parts.store.expired(now, BATCH)) {
    await attempt(parts, { recipient: recipient.id }, () =>
      recipient.state === 'handed-over' ? confirmRelayed(parts, recipient, now) : expire(parts, recipient),
    )
  }
}

/** What a person did since the row was read stands. */
function asRead({ state, changedAt }: RecipientRow) {
  return { state, changedAt }
}

/** A provider took it and never said more: relayed, "not confirmed" in the trace (design §3). */
async function confirmRelayed(parts: PipelineParts, recipient: RecipientRow, at: number): Promise<void> {
  const move = { kind: 'outcome.confirmed', to: 'relayed' } as const
  const data = { to: 'relayed', confirmed: false }
  await parts.store.apply({
    steps: [{ event: { kind: move.kind, at, message: recipient.message, recipient: recipient.id, actor: 'system', data }, move }],
  })
}

/** P3: `retry` means once, and never without the event `possible-duplicate`. A portal notice is harmless to repeat, so it needs neither. */
async function retryUnknown(parts: PipelineParts, now: number): Promise<void> {
  for await (const recipient of unknownCopies(parts, now)) {
    const route = recipient.plan?.kind === 'routes' ? recipient.plan.routes[recipient.routeIndex]?.route : undefined
    const isNotice = route === 'portal'
    if (isNotice && recipient.nextAttemptAt > now) continue
    if (!isNotice && (parts.config.delivery.unknown.direct === 'park' || recipient.changedAt + parts.config.delivery.unknown.after > now))
      continue
    if (!isNotice && recipient.retriedUnknown) continue
    const base = { at: now, message: recipient.message, recipient: recipient.id, actor: 'system' } as const
    const duplicate: Step[] = isNotice
      ? []
      : [{ event: { ...base, kind: 'possible-duplicate', data: { rule: 'delivery.unknown.direct: retry' } } }]
    const release: Step = {
      event: { ...base, kind: 'recipient.released', data: { lifts: 'unknown' } },
      move: { kind: 'recipient.released' },
      expect: asRead(recipient),
      // A notice that takes its process down again and again waits longer each time.
      patch: isNotice
        ? { nextAttemptAt: recipient.losses > 1 ? nextAttemptAt(now, recipient.losses, parts.config.delivery.retry) : now }
        : { nextAttemptAt: now, retriedUnknown: true },
    }
    await parts.store.apply({ steps: [...duplicate, release] })
  }
}

/** All of them: those that wait for a person must not stand in front of those whose time has come. */
async function* unknownCopies(parts: PipelineParts, now: number): AsyncGenerator<RecipientRow> {
  for (let after: string | undefined; ; ) {
    const page = await parts.store.recipients({ states: ['unknown'], dueBefore: now, limit: BATCH, ...(after ? { after } : {}) })
    yield* page
    after = page.at(-1)?.id
    if (page.length < BATCH) return
  }
}

/** A grant that ends takes its sealed key with it: the link opens nothing any more. */
async function endGrants(parts: PipelineParts, now: number): Promise<void> {
  const ended = await parts.store.expiredGrants(now, BATCH)
  if (ended.length === 0) return
  const steps = ended.map(
    (grant): Step => ({
      event: {
        kind: 'grant.expired',
        at: now,
        message: grant.message,
        recipient: grant.recipient,
        actor: 'system',
        data: { grant: grant.id },
      },
    }),
  )
  await parts.store.apply({ steps, revokeGrants: ended.map((grant) => grant.id) })
}

async function shredContent(parts: PipelineParts, now: number): Promise<void> {
  for (const message of await parts.store.shreddable(now - parts.config.retention.content, BATCH)) {
    await parts.store.shred(message, { kind: 'message.shredded', at: now, message, actor: 'system', data: { rule: 'retention.content' } })
  }
}
