// The ledger's side of the store: reads by position, the sealer's lease and segments, and that events tell the same story as rows.
import { expect, it } from 'vitest'
import type { LedgerEvent } from '../../../src/domain/event.ts'
import { isMove, type Move, nextState, OPEN_STATES, type RecipientState } from '../../../src/domain/recipient-state.ts'
import type { Segment, Store } from '../../../src/store/store.ts'
import type { Place } from './places.ts'
import { accepted, lease, move, mustApply, NOW, newMessage, note } from './sample-mail.ts'

const segment = (from: number, to: number): Segment => ({
  from,
  to,
  sealedAt: NOW,
  root: `root-${from}`,
  previous: `previous-${from}`,
  hash: `hash-${from}`,
  signature: `signature-${from}`,
  key: 'ledger-1',
})

async function notes(store: Store, count: number): Promise<void> {
  for (let i = 0; i < count; i++) await mustApply(store, [note('policy.loaded', `m${i}`)])
}

export function ledgerSuite(place: () => Place): void {
  it('lets one sealer work at a time', async () => {
    const stores = [await place().open(), await place().open()]
    const taken = await Promise.all(Array.from({ length: 6 }, (_, i) => stores[i % 2]?.leaseSealer(`node/${i}`, NOW, NOW + 100)))
    expect(taken.filter(Boolean)).toHaveLength(1)
    const holder = `node/${taken.indexOf(true)}`
    expect(await stores[0]?.leaseSealer('node/9', NOW + 99, NOW + 200)).toBe(false)
    expect(await stores[0]?.leaseSealer(holder, NOW + 99, NOW + 200)).toBe(true)
    expect(await stores[1]?.leaseSealer('node/9', NOW + 200, NOW + 300)).toBe(true)
  })

  it('gives gap-free positions, in order, with the segment', async () => {
    const store = await place().open()
    await notes(store, 5)
    await store.leaseSealer('node/1', NOW, NOW + 100)
    const first = await store.unsealed(3)
    expect(first.last).toBeUndefined()
    expect(first.events).toHaveLength(3)
    expect(await store.appendSegment('node/1', segment(1, 3), ids(first.events))).toBe(true)
    const second = await store.unsealed(10)
    expect(second.last).toEqual(segment(1, 3))
    expect(await store.appendSegment('node/1', segment(4, 5), ids(second.events))).toBe(true)
    expect((await store.unsealed(10)).events).toEqual([])
    expect((await store.eventsAfter(0, 10)).map((e) => [e.position, e.message])).toEqual([0, 1, 2, 3, 4].map((i) => [i + 1, `m${i}`]))
    expect((await store.eventsAfter(2, 2)).map((e) => e.position)).toEqual([3, 4])
    expect(await store.segments(1, 10)).toEqual([segment(1, 3), segment(4, 5)])
    expect(await store.segments(4, 10)).toEqual([segment(4, 5)])
  })

  it('refuses a segment of another owner, with a gap, of a wrong length, or over sealed events', async () => {
    const store = await place().open()
    await notes(store, 4)
    await store.leaseSealer('node/1', NOW, NOW + 100)
    const all = ids((await store.unsealed(10)).events)
    const append = (owner: string, from: number, to: number, events: readonly number[]) =>
      store.appendSegment(owner, segment(from, to), events)
    expect(await append('node/2', 1, 2, all.slice(0, 2))).toBe(false)
    expect(await append('node/1', 2, 3, all.slice(0, 2))).toBe(false)
    expect(await append('node/1', 1, 3, all.slice(0, 2))).toBe(false)
    expect(await append('node/1', 1, 2, all.slice(0, 2))).toBe(true)
    expect(await append('node/1', 1, 2, all.slice(2))).toBe(false)
    expect(await append('node/1', 3, 4, all.slice(0, 2))).toBe(false)
    expect(await append('node/1', 3, 3, [999_999])).toBe(false)
    expect((await store.unsealed(10)).events.map((e) => e.id)).toEqual(all.slice(2))
  })

  it('seals a thousand events at once', async () => {
    const store = await place().open()
    const event = note('policy.loaded', 'm1')
    await mustApply(
      store,
      Array.from({ length: 1000 }, () => event),
    )
    await store.leaseSealer('node/1', NOW, NOW + 100)
    const { events } = await store.unsealed(1000)
    expect(await store.appendSegment('node/1', segment(1, 1000), ids(events))).toBe(true)
    expect((await store.eventsAfter(999, 10)).map((e) => e.position)).toEqual([1000])
  })

  it('replays to the same states as the rows, through every kind of life', async () => {
    const store = await place().open()
    const random = randomNumbers(20_261_121)
    const lives = Array.from({ length: 8 }, (_, m) => `m${m}`)
    for (const id of lives) await store.accept(newMessage(id, {}, 4), [accepted(id)])
    let refused = 0
    for (let turn = 0; turn < 300; turn++) {
      const recipient = `m${random(lives.length)}-r${random(4)}`
      const outcome = await store.apply({ steps: [move(recipient, MOVES[random(MOVES.length)] as Move, undefined, NOW + turn)] })
      if (!outcome.ok) refused += 1
      if (turn % 60 === 59) {
        await store.leaseDue({ ...lease('node/1', 5), busy: [] })
        await store.reclaimLeases(NOW + 60_000)
      }
    }
    expect(refused).toBeGreaterThan(50)
    for (const id of lives) {
      const stored = await store.message(id)
      const told = replay(await store.events(id))
      expect(stored?.recipients.map((r) => [r.id, r.state])).toEqual(stored?.recipients.map((r) => [r.id, told.get(r.id) ?? 'pending']))
      const allFinal = stored?.recipients.every((r) => !(OPEN_STATES as readonly string[]).includes(r.state))
      expect(stored?.message.state).toBe(allFinal ? 'closed' : 'accepted')
    }
  })
}

const ids = (events: readonly LedgerEvent[]): readonly number[] => events.map((e) => e.id)

const MOVES: readonly Move[] = [
  { kind: 'recipient.decided', action: 'deliver' },
  { kind: 'recipient.decided', action: 'hold' },
  { kind: 'attempt.succeeded', to: 'delivered' },
  { kind: 'attempt.succeeded', to: 'awaiting-pickup' },
  { kind: 'attempt.succeeded', to: 'handed-over' },
  { kind: 'outcome.confirmed', to: 'relayed' },
  { kind: 'outcome.confirmed', to: 'delivered' },
  { kind: 'attempt.started' },
  { kind: 'attempt.started' },
  { kind: 'attempt.started' },
  { kind: 'attempt.committing' },
  { kind: 'attempt.deferred' },
  { kind: 'attempt.rerouted' },
  { kind: 'attempt.unknown' },
  { kind: 'attempt.lost', committing: false },
  { kind: 'outcome.denied' },
  { kind: 'recipient.held' },
  { kind: 'recipient.released' },
  { kind: 'recipient.refused' },
  { kind: 'portal.collected' },
  { kind: 'recipient.expired' },
]

/** From nothing but the events: the state of every recipient. */
function replay(events: readonly LedgerEvent[]): ReadonlyMap<string, RecipientState> {
  const states = new Map<string, RecipientState>()
  const marked = new Set<string>()
  for (const event of events) {
    if (!event.recipient || !isMove(event.kind)) continue
    const told = {
      kind: event.kind,
      ...event.data,
      ...(event.kind === 'attempt.lost' ? { committing: marked.has(event.recipient) } : {}),
    } as Move
    const state = nextState(states.get(event.recipient) ?? 'pending', told)
    if (state === undefined) throw new Error(`event ${event.id} tells an impossible move`)
    states.set(event.recipient, state)
    if (event.kind === 'attempt.committing') marked.add(event.recipient)
    else marked.delete(event.recipient)
  }
  return states
}

/** mulberry32: the same lives in every run. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % below
  }
}
