// The worker's loops: lease what is due, run it with limits, sleep exactly until something can be done. Leases are renewed while work is under way.
import { setMaxListeners } from 'node:events'
import { attemptGroup } from './attempt.ts'
import { inspectAndDecide } from './decide.ts'
import type { PipelineParts } from './parts.ts'
import { sweepBlobs } from './recover.ts'
import { runTimers } from './timers.ts'

export interface PipelineWorker {
  /** Stops leasing, waits up to `graceMs` for what is under way, then aborts it: those copies become due again. */
  stop(graceMs: number): Promise<void>
}

/** A lost process is noticed after this time; work that takes longer renews its lease. */
export const LEASE_MS = 60_000
const IDLE_MS = 1000
/** Messages leased beyond those that are being read: enough to keep readers busy while others' verdicts are stored. */
const INSPECT_AHEAD = 8
/** Start sweeps too; a gateway that runs for months must not gather the blobs of repeated messages. */
const SWEEP_MS = 6 * 3600_000

/** @param leaseMs milliseconds; see `LEASE_MS` */
export function startWorker(parts: PipelineParts, leaseMs = LEASE_MS): PipelineWorker {
  const stopping = new AbortController()
  const aborting = new AbortController()
  setMaxListeners(0, stopping.signal, aborting.signal)
  const wakers = new Set<() => void>()
  const unsubscribe = parts.store.onWork(() => wake(wakers))
  const leases = createLeases(parts, leaseMs)
  const running = Promise.all([
    inspectLoop(parts, leases, stopping.signal, aborting.signal, wakers),
    deliverLoop(parts, leases, stopping.signal, aborting.signal, wakers),
    timerLoop(parts, stopping.signal),
  ])
  const renewal = setInterval(() => void survive(parts, 'lease.renew', leases.renew), leaseMs / 3)
  renewal.unref()
  return {
    async stop(graceMs) {
      stopping.abort()
      wake(wakers)
      const grace = setTimeout(() => aborting.abort(), graceMs)
      await running
      clearTimeout(grace)
      clearInterval(renewal)
      unsubscribe()
    },
  }
}

function wake(wakers: Set<() => void>): void {
  for (const wakeUp of wakers) wakeUp()
}

/** A message that hangs its reader keeps one reader busy, not the loop: others are leased as soon as there is room. */
async function inspectLoop(
  parts: PipelineParts,
  leases: Leases,
  stopping: AbortSignal,
  aborting: AbortSignal,
  wakers: Set<() => void>,
): Promise<void> {
  const alarm = createAlarm(wakers)
  const underWay = new Set<Promise<unknown>>()
  const room = parts.config.inspect.workers + INSPECT_AHEAD
  while (!stopping.aborted) {
    const limit = room - underWay.size
    const lease = leases.next()
    const leased = limit > 0 ? await survive(parts, 'inspect.lease', () => parts.store.leaseMessages({ ...lease, limit })) : undefined
    if (!leased || leased.length === 0) {
      await alarm.wait(IDLE_MS)
      continue
    }
    // Somebody was lost while he read this one. Should it end us too, it ends nobody's inspection but its own, and only its count goes up.
    const alone = leased.some(({ message }) => message.losses > 0)
    const others = alone ? [...underWay] : []
    for (const { message, recipients } of leased) {
      const letGo = leases.hold(lease.owner, [], [message.id])
      const holder = { ...parts, owner: lease.owner }
      const inspect = () => Promise.all(others).then(() => inspectAndDecide(holder, message, recipients, aborting))
      const work = survive(parts, 'inspect.failed', inspect, { message: message.id })
      const done = giveBackUndone(holder, work, [], [message.id]).finally(() => {
        letGo()
        underWay.delete(done)
        alarm.ring()
      })
      underWay.add(done)
    }
    if (alone) await Promise.all(underWay)
  }
  await Promise.all(underWay)
}

/**
 * While one copy of a destination waits for the store (its start, its outcome), another one uses its connection: twice as many attempts as
 * connections keep those busy. `parallel-per-host` itself is kept where connections are handed out (delivery/connections.ts).
 */
const ATTEMPTS_PER_CONNECTION = 2

/** Deliveries of different destinations run side by side. */
async function deliverLoop(
  parts: PipelineParts,
  leases: Leases,
  stopping: AbortSignal,
  aborting: AbortSignal,
  wakers: Set<() => void>,
): Promise<void> {
  const alarm = createAlarm(wakers)
  const inFlight = new Map<string, number>()
  const underWay = new Set<Promise<unknown>>()
  const { parallel } = parts.config.delivery
  const perHost = parts.config.delivery['parallel-per-host'] * ATTEMPTS_PER_CONNECTION

  while (!stopping.aborted) {
    const busy = [...inFlight].filter(([, count]) => count >= perHost).map(([domain]) => domain)
    const free = parallel - underWay.size
    const lease = leases.next()
    const group =
      free > 0
        ? await survive(parts, 'deliver.lease', () => parts.store.leaseDue({ ...lease, limit: Math.min(free, perHost), busy }))
        : undefined
    if (!group) {
      await alarm.wait(free > 0 ? await idleTime(parts, lease.now) : IDLE_MS)
      continue
    }
    for (const item of group.items) {
      const ids = item.recipients.map((recipient) => recipient.id)
      const letGo = leases.hold(lease.owner, ids, [])
      const holder = { ...parts, owner: lease.owner }
      inFlight.set(group.domain, (inFlight.get(group.domain) ?? 0) + 1)
      const work = survive(parts, 'attempt.failed', () => attemptGroup(holder, { domain: group.domain, items: [item] }, aborting), {
        message: item.message.id,
      })
      const done = giveBackUndone(holder, work, ids, []).finally(() => {
        letGo()
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
}

async function timerLoop(parts: PipelineParts, stopping: AbortSignal): Promise<void> {
  let sweptAt = parts.clock.now()
  while (!stopping.aborted) {
    await survive(parts, 'timers.failed', () => runTimers(parts))
    if (parts.clock.now() - sweptAt >= SWEEP_MS) {
      sweptAt = parts.clock.now()
      await survive(parts, 'sweep.failed', () => sweepBlobs(parts))
    }
    await parts.clock.sleep(IDLE_MS, stopping)
  }
}

interface Leases {
  next(): { readonly owner: string; readonly now: number; readonly until: number }
  /** Renewed until the function that comes back is called. */
  hold(owner: string, recipients: readonly string[], messages: readonly string[]): () => void
  renew(): Promise<void>
}

/**
 * Every lease has an owner of its own. A process that slept through its leases (a suspended machine) may find its copies leased anew, by itself:
 * under one name for all, the attempt that slept and the new one could both make the mark, and both deliver (P3).
 */
function createLeases(parts: PipelineParts, ms: number): Leases {
  const held = new Set<{ readonly owner: string; readonly recipients: readonly string[]; readonly messages: readonly string[] }>()
  let count = 0
  return {
    next: () => {
      const now = parts.clock.now()
      return { owner: `${parts.owner}:${++count}`, now, until: now + ms }
    },
    hold: (owner, recipients, messages) => {
      const entry = { owner, recipients, messages }
      held.add(entry)
      return () => void held.delete(entry)
    },
    renew: async () => {
      const until = parts.clock.now() + ms
      await Promise.all([...held].map(({ owner, recipients, messages }) => parts.store.renewLease(owner, recipients, until, messages)))
    },
  }
}

/** What was left as it was is due again at once, not only when its lease would have ended. Where `work` threw it waits that long: it may be broken. */
async function giveBackUndone(
  parts: PipelineParts,
  work: Promise<boolean | undefined>,
  recipients: readonly string[],
  messages: readonly string[],
): Promise<void> {
  if ((await work) === false) await survive(parts, 'lease.release', () => parts.store.releaseLease(parts.owner, recipients, messages))
}

/**
 * Milliseconds until something may be due. What was due when nothing could be leased waits for its busy destination (or for a reader): the
 * work that ends there rings.
 * @param looked when the lease was tried
 */
async function idleTime(parts: PipelineParts, looked: number): Promise<number> {
  const due = await survive(parts, 'deliver.next', () => parts.store.nextDueAt())
  if (due === undefined || due <= looked) return IDLE_MS
  return Math.max(0, Math.min(IDLE_MS, due - parts.clock.now()))
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
