// The worker's loops: lease what is due, run it with limits, sleep exactly until something can be done. Leases are renewed while work is under way.
import { setMaxListeners } from 'node:events'
import { attemptGroup } from './attempt.ts'
import { inspectAndDecide } from './decide.ts'
import { createHandover, type DueMails, type Handover, type LeasedMail } from './handover.ts'
import { createLeases, type Leases } from './leases.ts'
import type { PipelineParts } from './parts.ts'
import { sweepBlobs } from './recover.ts'
import { runTimers } from './timers.ts'
import { warnWaiting } from './warn-waiting.ts'
import { type Bells, createBells, createWorkSource, ring } from './work-source.ts'

export interface PipelineWorker {
  /** For what this process accepts. */
  readonly handover: Handover
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
/** Between two looks at mail that waits without being tried. */
const WARN_MS = 60_000

/** @param leaseMs milliseconds; see `LEASE_MS` */
export function startWorker(parts: PipelineParts, leaseMs = LEASE_MS): PipelineWorker {
  const stopping = new AbortController()
  const aborting = new AbortController()
  setMaxListeners(0, stopping.signal, aborting.signal)
  const bells = createBells()
  const unsubscribe = parts.store.onWork(() => ring(bells.store))
  const leases = createLeases(parts, leaseMs)
  const handover = createHandover(parts, leases, () => ring(bells.hand))
  const bench: Bench = { parts, leases, handover, bells, stopping: stopping.signal, aborting: aborting.signal }
  const running = Promise.all([inspectLoop(bench), deliverLoop(bench), timerLoop(parts, stopping.signal)])
  const renewal = setInterval(() => {
    void survive(parts, 'lease.renew', leases.renew)
    void survive(parts, 'lease.release', handover.giveBackOld)
  }, leaseMs / 3)
  renewal.unref()
  return {
    handover,
    async stop(graceMs) {
      stopping.abort()
      ring(bells.hand)
      const grace = setTimeout(() => aborting.abort(), graceMs)
      await survive(parts, 'lease.release', handover.close)
      await running
      await survive(parts, 'lease.release', handover.close)
      clearTimeout(grace)
      clearInterval(renewal)
      unsubscribe()
    },
  }
}

interface Bench {
  readonly parts: PipelineParts
  readonly leases: Leases
  readonly handover: Handover
  readonly bells: Bells
  readonly stopping: AbortSignal
  readonly aborting: AbortSignal
}

/** A message that hangs its reader keeps one reader busy, not the loop: others are taken as soon as there is room. */
async function inspectLoop(bench: Bench): Promise<void> {
  const { parts, handover, stopping } = bench
  const source = createWorkSource(parts.clock, bench.bells)
  const underWay = new Set<Promise<unknown>>()
  const room = parts.config.inspect.workers + INSPECT_AHEAD
  while (!stopping.aborted) {
    const limit = room - underWay.size
    const taken =
      limit > 0
        ? await source.take(
            () => handover.toInspect(limit),
            () => leaseMessages(bench, limit),
          )
        : undefined
    if (!taken) {
      await source.wait()
      continue
    }
    // Somebody was lost while he read this one. Should it end us too, it ends nobody's inspection but its own, and only its count goes up.
    const alone = taken.some(({ message }) => message.losses > 0)
    const others = alone ? [...underWay] : []
    for (const mail of taken) {
      const done = inspectOne(bench, mail, others).finally(() => {
        underWay.delete(done)
        source.ring()
      })
      underWay.add(done)
    }
    if (alone) await Promise.all(underWay)
  }
  await Promise.all(underWay)
}

async function leaseMessages({ parts, leases }: Bench, limit: number): Promise<readonly LeasedMail[] | undefined> {
  const { owner, ...times } = leases.next()
  const leased = await survive(parts, 'inspect.lease', () => parts.store.leaseMessages({ owner, ...times, limit }))
  return leased && leased.length > 0 ? leased.map((mail) => ({ ...mail, owner })) : undefined
}

async function inspectOne(bench: Bench, { owner, message, recipients }: LeasedMail, others: readonly Promise<unknown>[]): Promise<void> {
  const { parts, leases, handover, aborting } = bench
  const letGo = leases.hold(owner, [], [message.id])
  const holder = { ...parts, owner }
  const leaseEnd = handover.enter(message) ? leases.until : undefined
  const inspect = () => Promise.all(others).then(() => inspectAndDecide(holder, message, recipients, aborting, leaseEnd))
  const ready = await survive(parts, 'inspect.failed', inspect, { message: message.id })
  await giveBackUndone(holder, ready, [], [message.id])
  if (ready && ready.length > 0) handover.decided({ owner, message, recipients: ready })
  handover.done(message)
  letGo()
}

/**
 * While one copy of a destination waits for the store (its start, its outcome), another one uses its connection: twice as many attempts as
 * connections keep those busy. `parallel-per-host` itself is kept where connections are handed out (delivery/connections.ts).
 */
const ATTEMPTS_PER_CONNECTION = 2
/** This part of all places is kept for destinations that have nothing under way: a few slow ones must not take them all. */
const KEPT_FOR_OTHERS = 1 / 4

/** Deliveries of different destinations run side by side. */
async function deliverLoop(bench: Bench): Promise<void> {
  const { parts, handover, stopping } = bench
  const { pace } = parts.delivery
  const inFlight = new Map<string, number>()
  const underWay = new Set<Promise<unknown>>()
  const { parallel } = parts.config.delivery
  const perHost = parts.config.delivery['parallel-per-host'] * ATTEMPTS_PER_CONNECTION
  /** A host that asks for less (delivery/pace.ts) has no second attempt waiting behind each of its connections. */
  const placesFor = (domain: string) => Math.min(perHost, pace.room(domain))
  // What was due when nothing could be leased waits for its busy destination: the attempt that ends there looks again.
  let waitsForBusy = false
  const source = createWorkSource(parts.clock, bench.bells, async (asked) => {
    const due = await survive(parts, 'deliver.next', () => parts.store.nextDueAt())
    waitsForBusy = due !== undefined && due <= asked
    return waitsForBusy ? undefined : due
  })
  const begin = (domain: string, mail: LeasedMail): void => {
    const under = inFlight.get(domain) ?? 0
    const fits = under < pace.room(domain)
    inFlight.set(domain, under + 1)
    const done = attemptOne(bench, domain, mail, fits).finally(() => {
      const left = (inFlight.get(domain) ?? 1) - 1
      if (left > 0) inFlight.set(domain, left)
      else inFlight.delete(domain)
      underWay.delete(done)
      if (waitsForBusy) source.lookAgain()
      source.ring()
    })
    underWay.add(done)
  }
  while (!stopping.aborted) {
    const free = parallel - underWay.size
    const lastPlaces = free <= parallel * KEPT_FOR_OTHERS
    const full = [...inFlight].filter(([domain, count]) => lastPlaces || count >= placesFor(domain)).map(([domain]) => domain)
    const busy = [...new Set([...full, ...pace.restingDomains()])]
    const group =
      free > 0
        ? await source.take(
            () => handover.toDeliver(busy, parts.config.delivery['recipients-per-transaction']),
            () => leaseDue(bench, Math.min(free, perHost), busy),
          )
        : undefined
    if (group) for (const mail of group.mails) begin(group.domain, mail)
    else await source.wait()
  }
  await Promise.all(underWay)
}

async function leaseDue({ parts, leases }: Bench, limit: number, busy: readonly string[]): Promise<DueMails | undefined> {
  const { owner, ...times } = leases.next()
  const companions = parts.config.delivery['recipients-per-transaction']
  const group = await survive(parts, 'deliver.lease', () => parts.store.leaseDue({ owner, ...times, limit, busy, companions }))
  return group && { domain: group.domain, mails: group.items.map((item) => ({ ...item, owner })) }
}

/** @param fits false: there is no place for it, and it is given back */
async function attemptOne({ parts, leases, handover, aborting }: Bench, domain: string, mail: LeasedMail, fits: boolean): Promise<void> {
  const { owner, message, recipients } = mail
  const ids = recipients.map((recipient) => recipient.id)
  const letGo = leases.hold(owner, ids, [])
  const holder = { ...parts, owner }
  const attempt = async () => fits && attemptGroup(holder, { domain, items: [{ message, recipients }] }, aborting)
  await giveBackUndone(holder, await survive(parts, 'attempt.failed', attempt, { message: message.id }), ids, [])
  handover.done(message)
  letGo()
}

async function timerLoop(parts: PipelineParts, stopping: AbortSignal): Promise<void> {
  let sweptAt = parts.clock.now()
  let warnedAt = sweptAt
  while (!stopping.aborted) {
    await survive(parts, 'timers.failed', () => runTimers(parts))
    if (parts.clock.now() - warnedAt >= WARN_MS) {
      warnedAt = parts.clock.now()
      await survive(parts, 'timers.failed', () => warnWaiting(parts), { job: 'warn' })
    }
    if (parts.clock.now() - sweptAt >= SWEEP_MS) {
      sweptAt = parts.clock.now()
      await survive(parts, 'sweep.failed', () => sweepBlobs(parts))
    }
    await parts.clock.sleep(IDLE_MS, stopping)
  }
}

/** What was left as it was is due again at once, not only when its lease would have ended. Where the work threw it waits that long: it may be broken. */
async function giveBackUndone(
  parts: PipelineParts,
  result: unknown,
  recipients: readonly string[],
  messages: readonly string[],
): Promise<void> {
  if (result === false) await survive(parts, 'lease.release', () => parts.store.releaseLease(parts.owner, recipients, messages))
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
