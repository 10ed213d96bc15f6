// The worker's loops: lease what is due, run it with limits, sleep exactly until something can be done. Leases are renewed while work is under way.
import { setMaxListeners } from 'node:events'
import { attemptGroup } from './attempt.ts'
import { inspectAndDecide } from './decide.ts'
import type { PipelineParts } from './parts.ts'
import { runTimers } from './timers.ts'

export interface PipelineWorker {
  /** Stops leasing, waits up to `graceMs` for what is under way, then aborts it: those copies become due again. */
  stop(graceMs: number): Promise<void>
}

/** A lost process is noticed after this time; work that takes longer renews its lease. */
export const LEASE_MS = 60_000
const RENEW_MS = LEASE_MS / 3
const IDLE_MS = 1000
const INSPECT_BATCH = 32

export function startWorker(parts: PipelineParts): PipelineWorker {
  const stopping = new AbortController()
  const aborting = new AbortController()
  setMaxListeners(0, stopping.signal, aborting.signal)
  const wakers = new Set<() => void>()
  const unsubscribe = parts.store.onWork(() => wake(wakers))
  const running = Promise.all([
    inspectLoop(parts, stopping.signal, wakers),
    deliverLoop(parts, stopping.signal, aborting.signal, wakers),
    timerLoop(parts, stopping.signal),
  ])
  return {
    async stop(graceMs) {
      stopping.abort()
      wake(wakers)
      const grace = setTimeout(() => aborting.abort(), graceMs)
      await running
      clearTimeout(grace)
      unsubscribe()
    },
  }
}

function wake(wakers: Set<() => void>): void {
  for (const wakeUp of wakers) wakeUp()
}

/** A message that hangs its reader keeps one reader busy, not the loop: others are leased as soon as there is room. */
async function inspectLoop(parts: PipelineParts, stopping: AbortSignal, wakers: Set<() => void>): Promise<void> {
  const alarm = createAlarm(wakers)
  const underWay = new Set<Promise<unknown>>()
  const { workers, timeout } = parts.config.inspect
  const room = Math.max(INSPECT_BATCH, workers)
  // Waiting for a reader counts too: the lease outlives the longest queue.
  const leaseMs = LEASE_MS + Math.ceil(room / workers) * timeout
  while (!stopping.aborted) {
    const limit = room - underWay.size
    const leased =
      limit > 0 ? await survive(parts, 'inspect.lease', () => parts.store.leaseMessages({ ...lease(parts, leaseMs), limit })) : undefined
    if (!leased || leased.length === 0) {
      await alarm.wait(IDLE_MS)
      continue
    }
    for (const { message, recipients } of leased) {
      const work = survive(parts, 'inspect.failed', () => inspectAndDecide(parts, message, recipients), { message: message.id })
      const done = work.finally(() => {
        underWay.delete(done)
        alarm.ring()
      })
      underWay.add(done)
    }
  }
  await Promise.all(underWay)
}

/** Deliveries of different destinations run side by side; one destination has at most `parallel-per-host` transactions under way. */
async function deliverLoop(parts: PipelineParts, stopping: AbortSignal, aborting: AbortSignal, wakers: Set<() => void>): Promise<void> {
  const alarm = createAlarm(wakers)
  const inFlight = new Map<string, number>()
  const underWay = new Set<Promise<unknown>>()
  const leased = new Set<string>()
  const renewal = setInterval(
    () => void survive(parts, 'lease.renew', () => parts.store.renewLease(parts.owner, [...leased], parts.clock.now() + LEASE_MS)),
    RENEW_MS,
  )
  renewal.unref()
  const { parallel, 'parallel-per-host': perHost } = parts.config.delivery

  while (!stopping.aborted) {
    const busy = [...inFlight].filter(([, count]) => count >= perHost).map(([domain]) => domain)
    const free = parallel - underWay.size
    const group =
      free > 0
        ? await survive(parts, 'deliver.lease', () => parts.store.leaseDue({ ...lease(parts), limit: Math.min(free, perHost), busy }))
        : undefined
    if (!group) {
      await alarm.wait(await idleTime(parts))
      continue
    }
    for (const item of group.items) {
      const ids = item.recipients.map((recipient) => recipient.id)
      for (const id of ids) leased.add(id)
      inFlight.set(group.domain, (inFlight.get(group.domain) ?? 0) + 1)
      const work = survive(parts, 'attempt.failed', () => attemptGroup(parts, { domain: group.domain, items: [item] }, aborting), {
        message: item.message.id,
      })
      const done = work.finally(() => {
        for (const id of ids) leased.delete(id)
        const left = (inFlight.get(group.domain) ?? 1) - 1
        if (left > 0) inFlight.set(group.domain, left)
        else inFlight.delete(group.domain)
        underWay.delete(done)
        alarm.ring()
      })
      underWay.add(done)
    }
  }
  await Promise.all(underWay)
  clearInterval(renewal)
}

async function timerLoop(parts: PipelineParts, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    await survive(parts, 'timers.failed', () => runTimers(parts))
    await parts.clock.sleep(IDLE_MS, stopping)
  }
}

function lease(parts: PipelineParts, ms = LEASE_MS) {
  const now = parts.clock.now()
  return { owner: parts.owner, now, until: now + ms }
}

async function idleTime(parts: PipelineParts): Promise<number> {
  const due = await survive(parts, 'deliver.next', () => parts.store.nextDueAt())
  if (due === undefined) return IDLE_MS
  return Math.max(5, Math.min(IDLE_MS, due - parts.clock.now()))
}

/** A store that is away or a bug in one message must not end the loop: it is logged, the lease ends by itself, and the work comes back. */
async function survive<T>(
  parts: PipelineParts,
  event: string,
  work: () => Promise<T>,
  fields: Record<string, string> = {},
): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    parts.log.error(event, { ...fields, error })
    await parts.clock.sleep(100)
    return undefined
  }
}

/** Waiting that a ring ends early; a ring while nobody waits is remembered. */
function createAlarm(wakers: Set<() => void>) {
  let rung = false
  let end: (() => void) | undefined
  const ring = () => {
    rung = true
    end?.()
  }
  wakers.add(ring)
  return {
    ring,
    async wait(ms: number): Promise<void> {
      if (!rung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms)
          end = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      }
      rung = false
      end = undefined
    },
  }
}
