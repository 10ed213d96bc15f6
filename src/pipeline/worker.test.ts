// The worker's loops against a store of a few answers: what is leased when, what is given back, how a stop ends.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { systemClock } from '../platform/clock.ts'
import type { Store } from '../store/store.ts'
import type { InspectResult } from './inspector.ts'
import type { PipelineParts } from './parts.ts'
import { type PipelineWorker, startWorker } from './worker.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

const message = (id: string, losses = 0) => ({ id, kind: 'mail', size: 2, receivedAt: 0, losses }) as never

interface Calls {
  readonly released: { readonly recipients: readonly string[]; readonly messages: readonly string[] }[]
  readonly applied: unknown[]
  readonly limits: number[]
  readonly logged: string[]
}

/** A worker whose store has nothing to do but what `given` says. */
function work(
  given: Partial<Record<keyof Store, unknown>>,
  { perHost = 1, ...others }: Partial<Record<keyof PipelineParts, unknown>> & { readonly perHost?: number } = {},
) {
  const calls: Calls = { released: [], applied: [], limits: [], logged: [] }
  const store = {
    onWork: () => () => {},
    leaseMessages: async ({ limit }: { limit: number }) => {
      calls.limits.push(limit)
      return []
    },
    leaseDue: async () => undefined,
    nextDueAt: async () => undefined,
    releaseLease: async (_owner: string, recipients: readonly string[], messages: readonly string[]) =>
      void calls.released.push({ recipients, messages }),
    apply: async (change: unknown) => {
      calls.applied.push(change)
      return { ok: true }
    },
    ...given,
  }
  // Timers find nothing.
  const whole = new Proxy(store, { get: (target, name) => target[name as keyof typeof target] ?? (async () => []) })
  const log = { error: (event: string) => calls.logged.push(event), warn: (event: string) => calls.logged.push(event), info: () => {} }
  const config = {
    inspect: { workers: 2, losses: 3, 'in-memory': 1_000_000 },
    delivery: { parallel: 20, 'parallel-per-host': perHost },
    retention: { content: 0 },
  }
  const parts = {
    config,
    store: whole,
    clock: systemClock,
    policy: () => ({ version: 'v', scan: { digest: 'd' } }),
    log,
    owner: 'test/1',
    delivery: { pace: { room: () => Number.POSITIVE_INFINITY, restingDomains: () => [] }, restsUntil: () => undefined },
    overrides: { of: async () => [] },
    history: { see: () => {} },
    checkpoint: () => {},
    ...others,
  } as unknown as PipelineParts
  return { worker: startWorker(parts) as PipelineWorker, calls }
}

/** Leases it once. */
function once<T>(value: T, otherwise: unknown) {
  let given = false
  return async () => {
    if (given) return otherwise
    given = true
    return value
  }
}

describe('inspection', () => {
  it('leases little more than its readers can look at', async () => {
    const { worker, calls } = work({})
    await vi.advanceTimersByTimeAsync(1)
    expect(calls.limits[0]).toBeLessThanOrEqual(2 + 8)
    await worker.stop(0)
  })

  it('that does not end within the grace of a stop is dropped: nothing is decided, and its lease is free', async () => {
    const looking = vi.fn(
      (_read: unknown, _scan: unknown, signal: AbortSignal) =>
        new Promise<InspectResult | undefined>((resolve) => signal.addEventListener('abort', () => resolve(undefined))),
    )
    const leaseMessages = once([{ message: message('m1'), recipients: [] }], [])
    const { worker, calls } = work({ leaseMessages }, { inspector: { inspect: looking } })
    await vi.advanceTimersByTimeAsync(1)
    expect(looking).toHaveBeenCalledOnce()
    const stopped = worker.stop(5000)
    await vi.advanceTimersByTimeAsync(4999)
    expect(calls.released).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    await stopped
    expect(calls.applied).toEqual([])
    expect(calls.released).toEqual([{ recipients: [], messages: ['m1'] }])
  })

  it('of a message that was lost before happens alone: after all others, and before any further one', async () => {
    const reading: (() => void)[] = []
    const inspector = { inspect: () => new Promise<undefined>((resolve) => reading.push(() => resolve(undefined))) }
    const leases = [[message('fresh')], [message('lost', 1)], [message('late')]]
    const leaseMessages = async () => (leases.shift() ?? []).map((one) => ({ message: one, recipients: [] }))
    const { worker } = work({ leaseMessages }, { inspector })
    await vi.advanceTimersByTimeAsync(1)
    expect([reading.length, leases.length]).toEqual([1, 1])
    reading[0]?.()
    await vi.advanceTimersByTimeAsync(1)
    expect([reading.length, leases.length]).toEqual([2, 1])
    reading[1]?.()
    await vi.advanceTimersByTimeAsync(1)
    expect([reading.length, leases.length]).toEqual([3, 0])
    reading[2]?.()
    await worker.stop(0)
  })

  it('of a message that was lost too often does not happen: it counts as unread', async () => {
    const inspect = vi.fn()
    const leaseMessages = once([{ message: message('m1', 3), recipients: [] }], [])
    const policy = () => ({ version: 'v' })
    const evidence = { open: () => Promise.reject(new Error('not needed')) }
    const { worker, calls } = work({ leaseMessages }, { inspector: { inspect }, policy, evidence })
    await vi.advanceTimersByTimeAsync(1)
    expect(inspect).not.toHaveBeenCalled()
    expect(calls.applied).toMatchObject([
      { steps: [{ event: { kind: 'message.inspected', data: { failed: expect.stringMatching(/inspect\.losses/) } } }, {}] },
    ])
    await worker.stop(0)
  })
})

describe('delivery', () => {
  const group = { domain: 'busy.test', items: [{ message: message('m1'), recipients: [{ id: 'r1' }] }] }
  /** An attempt that lasts until `end` is called. */
  function longAttempt() {
    let end = () => {}
    const lasts = new Promise<void>((resolve) => {
      end = resolve
    })
    return { destination: { assess: () => lasts.then(() => Promise.reject(new Error('ended'))) }, end }
  }

  it('does not ask the store again and again for a destination that is busy; the attempt that ends does', async () => {
    const { destination, end } = longAttempt()
    const leaseDue = vi.fn(once(group, undefined))
    const nextDueAt = vi.fn(async () => 0)
    const { worker } = work({ leaseDue, nextDueAt }, { destination })
    await vi.advanceTimersByTimeAsync(4000)
    expect(leaseDue.mock.calls.length).toBeLessThanOrEqual(7)
    expect(nextDueAt.mock.calls.length).toBeLessThanOrEqual(6)
    const before = leaseDue.mock.calls.length
    end()
    await vi.advanceTimersByTimeAsync(101)
    expect(leaseDue.mock.calls.length).toBe(before + 1)
    await worker.stop(0)
  })

  it('does not ask at all while no attempt is free', async () => {
    const { destination, end } = longAttempt()
    const items = Array.from({ length: 20 }, (_, n) => ({ message: message(`m${n}`), recipients: [{ id: `r${n}` }] }))
    const leaseDue = vi.fn(once({ domain: 'busy.test', items }, undefined))
    const nextDueAt = vi.fn(async () => 0)
    const { worker } = work({ leaseDue, nextDueAt }, { destination })
    await vi.advanceTimersByTimeAsync(4000)
    expect(leaseDue).toHaveBeenCalledOnce()
    expect(nextDueAt).not.toHaveBeenCalled()
    end()
    await vi.advanceTimersByTimeAsync(101)
    await worker.stop(0)
  })

  it('wakes when the next copy is due', async () => {
    const start = Date.now()
    const asked: number[] = []
    const leaseDue = async () => void asked.push(Date.now() - start)
    const { worker } = work({ leaseDue, nextDueAt: async () => start + 300 })
    await vi.advanceTimersByTimeAsync(300)
    expect(asked).toEqual([0, 300])
    await worker.stop(0)
  })

  it('takes nothing for a destination that asked to be left alone, and gives back what its host has no room for', async () => {
    const { destination, end } = longAttempt()
    const items = [1, 2, 3].map((n) => ({ message: message(`m${n}`), recipients: [{ id: `r${n}` }] }))
    const asked: (readonly string[])[] = []
    const lease = once({ domain: 'slow.test', items }, undefined)
    const leaseDue = ({ busy }: { busy: readonly string[] }) => {
      asked.push(busy)
      return lease()
    }
    const pace = { room: (domain: string) => (domain === 'slow.test' ? 1 : 5), restingDomains: () => ['resting.test'] }
    const { worker, calls } = work({ leaseDue }, { destination, delivery: { pace, restsUntil: () => undefined } })
    await vi.advanceTimersByTimeAsync(10)
    expect(calls.released.map(({ recipients }) => recipients)).toEqual([['r2'], ['r3']])
    expect(asked).toEqual([['resting.test'], ['slow.test', 'resting.test']])
    end()
    await vi.advanceTimersByTimeAsync(101)
    await worker.stop(0)
  })

  it('keeps the last places for destinations that have nothing under way', async () => {
    const { destination, end } = longAttempt()
    const groups = [5, 10].map((count) => ({
      domain: `tarpit-${count}.test`,
      items: Array.from({ length: count }, (_, n) => ({ message: message(`m${count}-${n}`), recipients: [{ id: `r${count}-${n}` }] })),
    }))
    const asked: { readonly busy: readonly string[]; readonly limit: number }[] = []
    const leaseDue = async (query: { busy: readonly string[]; limit: number }) => {
      asked.push(query)
      return groups.shift()
    }
    const delivery = { pace: { room: () => Number.POSITIVE_INFINITY, restingDomains: () => [] }, restsUntil: () => undefined }
    const { worker } = work({ leaseDue }, { destination, delivery, perHost: 10 })
    await vi.advanceTimersByTimeAsync(10)
    // Five of twenty are left: both have work under way, and neither has all that it may.
    expect(asked.at(-1)).toMatchObject({ busy: ['tarpit-5.test', 'tarpit-10.test'] })
    end()
    await vi.advanceTimersByTimeAsync(101)
    await worker.stop(0)
  })
})
