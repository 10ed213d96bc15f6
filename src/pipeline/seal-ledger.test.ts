import { describe, expect, it } from 'vitest'
import type { LedgerEvent } from '../domain/event.ts'
import type { LedgerSegment } from '../domain/ledger-segment.ts'
import { verifyLedger } from '../domain/verify-ledger.ts'
import { createKeyring, KeyMissing, newKeySet, withholdPrivate } from '../platform/keyring.ts'
import { createLog } from '../platform/log.ts'
import { startSealer } from './seal-ledger.ts'

const keyring = createKeyring(newKeySet())

/** A clock that moves only when all who sleep on it are told to go on. */
function manualClock() {
  let now = 1_700_000_000_000
  let sleepers: { until: number; wake: () => void }[] = []
  let noticed: (() => void)[] = []
  return {
    now: () => now,
    sleep: (ms: number, signal?: AbortSignal) =>
      new Promise<void>((resolve) => {
        const sleeper = { until: now + ms, wake: resolve }
        sleepers.push(sleeper)
        signal?.addEventListener('abort', () => {
          sleepers = sleepers.filter((each) => each !== sleeper)
          resolve()
        })
        for (const notice of noticed.splice(0)) notice()
      }),
    sleeping: () => sleepers.length,
    /** Resolves once `count` sleep. */
    async asleep(count: number): Promise<void> {
      while (sleepers.length < count) await new Promise<void>((resolve) => noticed.push(resolve))
    },
    advance(ms: number): void {
      now += ms
      const due = sleepers.filter((each) => each.until <= now)
      sleepers = sleepers.filter((each) => each.until > now)
      noticed = []
      for (const sleeper of due) sleeper.wake()
    },
  }
}

/** The four verbs, as the store promises them. */
function memoryLedger() {
  const events: (LedgerEvent & { position?: number })[] = []
  const segments: LedgerSegment[] = []
  const listeners = new Set<() => void>()
  let lease = { owner: '', until: 0 }
  return {
    events,
    segments,
    add(count: number): void {
      for (let i = 0; i < count; i++) events.push({ id: events.length + 1, kind: 'recipient.held', at: 1, actor: 'system', data: { n: i } })
      for (const listener of listeners) listener()
    },
    leaseSealer: async (owner: string, now: number, until: number) => {
      if (lease.owner !== owner && lease.until > now) return false
      lease = { owner, until }
      return true
    },
    unsealed: async (limit: number) => {
      const last = segments.at(-1)
      return { events: events.filter((event) => event.position === undefined).slice(0, limit), ...(last ? { last } : {}) }
    },
    appendSegment: async (owner: string, segment: LedgerSegment, ids: readonly number[]) => {
      if (lease.owner !== owner || segment.from !== (segments.at(-1)?.to ?? 0) + 1) return false
      for (const [index, id] of ids.entries()) {
        const at = events.findIndex((event) => event.id === id)
        events[at] = { ...(events[at] as LedgerEvent), position: segment.from + index }
      }
      segments.push(segment)
      return true
    },
    onWork: (listener: () => void) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    verify: () => verifyLedger(events, segments, keyring.verify),
  }
}

function setUp(owner = 'a') {
  const lines: string[] = []
  const log = createLog({ level: 'info', destination: { write: (line) => lines.push(line) } })
  const clock = manualClock()
  const store = memoryLedger()
  return { lines, clock, store, parts: { keyring, clock, log, owner, store } }
}

describe('the sealer', () => {
  it('wakes for work, gathers what came, and goes on about every 200 ms', async () => {
    const { clock, store, parts } = setUp()
    const sealer = startSealer(parts)
    await clock.asleep(1)
    store.add(3)
    await clock.asleep(1)
    expect(store.segments.map(({ from, to }) => [from, to])).toEqual([[1, 3]])
    store.add(2)
    expect(store.segments).toHaveLength(1)
    clock.advance(200)
    await clock.asleep(1)
    expect(store.segments.map(({ from, to }) => [from, to])).toEqual([
      [1, 3],
      [4, 5],
    ])
    await sealer.stop()
    expect(store.verify()).toMatchObject({ ok: true, positions: 5, segments: 2 })
  })

  it('seals more than a batch at once, and what is left when it is stopped', async () => {
    const { clock, store, parts } = setUp()
    store.add(25)
    const sealer = startSealer(parts, { batch: 10 })
    await clock.asleep(1)
    expect(store.segments.map(({ to }) => to)).toEqual([10, 20, 25])
    store.add(12)
    await sealer.stop()
    expect(store.verify()).toMatchObject({ ok: true, positions: 37 })
    expect(clock.sleeping()).toBe(0)
  })

  it('leaves the ledger to the node that holds the lease, and takes over when that one died', async () => {
    const { clock, store, parts } = setUp()
    await store.leaseSealer('dead', clock.now(), clock.now() + 10_000)
    store.add(4)
    const sealer = startSealer(parts)
    await clock.asleep(1)
    clock.advance(5_000)
    await clock.asleep(1)
    expect(store.segments).toHaveLength(0)
    clock.advance(5_000)
    await clock.asleep(1)
    expect(store.segments).toHaveLength(1)
    await sealer.stop()
    expect(store.verify()).toMatchObject({ ok: true, positions: 4 })
  })

  it('gives the lease back when it is stopped', async () => {
    const { store, parts } = setUp('a')
    store.add(1)
    await startSealer(parts).stop()
    store.add(1)
    await startSealer({ ...parts, owner: 'b' }).stop()
    expect(store.verify()).toMatchObject({ ok: true, positions: 2, segments: 2 })
  })

  it('keeps one chain when another node was faster', async () => {
    const { clock, store, parts } = setUp()
    store.add(3)
    let overtaken = false
    const unsealed: typeof store.unsealed = async (limit) => {
      const waiting = await store.unsealed(limit)
      if (overtaken) return waiting
      overtaken = true
      const other = startSealer({ ...parts, owner: 'b' })
      await other.stop()
      return waiting
    }
    const sealer = startSealer({ ...parts, store: { ...store, unsealed } })
    await clock.asleep(1)
    await sealer.stop()
    expect(store.verify()).toMatchObject({ ok: true, positions: 3, segments: 1 })
  })

  it.each(['leaseSealer', 'unsealed', 'appendSegment'] as const)(
    'survives a crash in %s, before and after it took effect',
    async (verb) => {
      for (const takesEffect of [false, true]) {
        const { clock, store, parts, lines } = setUp()
        store.add(3)
        let broken = true
        const failing = async (...args: never[]) => {
          if (!broken || takesEffect) await (store[verb] as (...args: never[]) => Promise<unknown>)(...args)
          if (broken) {
            broken = false
            throw new Error('connection lost')
          }
          return (store[verb] as (...args: never[]) => Promise<unknown>)(...args)
        }
        const sealer = startSealer({ ...parts, store: { ...store, [verb]: failing } })
        await clock.asleep(1)
        expect(lines.some((line) => line.includes('ledger.seal-failed'))).toBe(true)
        store.add(2)
        clock.advance(5_000)
        await clock.asleep(1)
        await sealer.stop()
        expect(store.verify()).toMatchObject({ ok: true, positions: 5 })
      }
    },
  )

  it('logs the head at its start and once a day', async () => {
    const { clock, store, parts, lines } = setUp()
    const heads = () => lines.map((line) => JSON.parse(line)).filter((line) => line.event === 'ledger.head')
    const sealer = startSealer(parts)
    for (const _ of [1, 2, 3]) {
      await clock.asleep(1)
      store.add(1)
      await clock.asleep(1)
      clock.advance(1_000)
    }
    expect(heads()).toMatchObject([{ position: 1, hash: store.segments[0]?.hash }])
    clock.advance(86_400_000)
    await clock.asleep(1)
    store.add(1)
    await sealer.stop()
    expect(heads()).toMatchObject([{ position: 1 }, { position: 4, hash: store.segments[3]?.hash }])
  })

  it('does not start without the ledger key', () => {
    const { parts } = setUp()
    expect(() => startSealer({ ...parts, keyring: createKeyring(withholdPrivate(newKeySet(), ['worker'])) })).toThrow(KeyMissing)
  })
})
