import { createHash, createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LedgerEvent } from './event.ts'
import { buildSegment, type LedgerSegment, segmentHash, signedBytes } from './ledger-segment.ts'
import { type VerifyLedgerOptions, verifyLedger } from './verify-ledger.ts'

// A keyed hash stands for Ed25519 here: the property is the same (who lacks the key cannot make it) and thousands of runs stay quick.
const signature = (data: Uint8Array): Buffer => createHmac('sha256', 'ledger key').update(data).digest()
const sign = (data: Uint8Array) => ({ key: 'k1', signature: signature(data) })
const verify = (key: string, data: Uint8Array, given: Uint8Array): boolean => key === 'k1' && Buffer.compare(signature(data), given) === 0

function event(id: number): LedgerEvent {
  return {
    id,
    kind: 'attempt.deferred',
    at: 1_000_000 + id,
    message: `m${id % 3}`,
    actor: 'system',
    data: { state: 'deferred', count: id, nested: { list: [id, 'x'] } },
    ...(id % 2 ? { sealed: { key: 'ev-1', box: Buffer.from([id & 255, 7]) } } : {}),
  }
}

interface Ledger {
  readonly events: readonly LedgerEvent[]
  readonly segments: readonly LedgerSegment[]
}

function ledger(sizes: readonly number[]): Ledger {
  const events: LedgerEvent[] = []
  const segments: LedgerSegment[] = []
  for (const size of sizes) {
    const fresh = Array.from({ length: size }, (_, index) => event(100 + events.length + index))
    const segment = buildSegment(fresh, segments.at(-1), 5_000 * (segments.length + 1), sign)
    segments.push(segment)
    events.push(...fresh.map((each, index) => ({ ...each, position: segment.from + index })))
  }
  return { events, segments }
}

const check = ({ events, segments }: Ledger, options?: Partial<VerifyLedgerOptions>) => verifyLedger(events, segments, verify, options)
const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 })

describe('a sound ledger', () => {
  it('verifies whatever its segments are, in any order of rows, with and without events waiting to be sealed', () => {
    fc.assert(
      fc.property(sizes, (each) => {
        const whole = ledger(each)
        const report = check({ events: [event(9_999), ...whole.events.toReversed()], segments: whole.segments })
        expect(report).toMatchObject({ ok: true, positions: whole.events.length, segments: each.length, pruned: 0, problems: [] })
        expect(report.head).toEqual({ position: whole.events.length, hash: whole.segments.at(-1)?.hash })
      }),
    )
  })

  it('is empty before anything was sealed', () => {
    expect(check({ events: [event(1)], segments: [] })).toMatchObject({ ok: true, positions: 0, head: undefined })
  })

  it('does not depend on the row id or the order of members', () => {
    const { events, segments } = ledger([3])
    const moved = events.map((each) => ({ ...each, id: each.id + 1_000, data: Object.fromEntries(Object.entries(each.data).toReversed()) }))
    expect(check({ events: moved, segments }).ok).toBe(true)
  })

  it('keeps time going forward when the clock is set back', () => {
    const first = buildSegment([event(1)], undefined, 9_000, sign)
    expect(buildSegment([event(2)], first, 4_000, sign).sealedAt).toBe(9_000)
    expect(() => buildSegment([], first, 9_000, sign)).toThrow(RangeError)
  })
})

describe('one change anywhere', () => {
  const tampered: Record<string, (whole: Ledger, at: number) => Ledger> = {
    'an event deleted': ({ events, segments }, at) => ({ events: events.toSpliced(at, 1), segments }),
    'an event changed': ({ events, segments }, at) => ({ events: replaced(events, at, { data: { state: 'delivered' } }), segments }),
    'its time changed': ({ events, segments }, at) => ({ events: replaced(events, at, { at: 1 }), segments }),
    'its actor changed': ({ events, segments }, at) => ({ events: replaced(events, at, { actor: 'cli:mallory' }), segments }),
    'its message taken away': ({ events, segments }, at) => ({
      events: events.map((e, i) => (i === at ? without(e, 'message') : e)),
      segments,
    }),
    'its evidence changed': ({ events, segments }, at) => ({
      events: replaced(events, at, { sealed: { key: 'ev-1', box: Buffer.from('other') } }),
      segments,
    }),
    'an event inserted at a position': ({ events, segments }, at) => ({
      events: [...events, { ...event(7), position: (events[at] as LedgerEvent).position as number }],
      segments,
    }),
    'an event put on the end': ({ events, segments }) => ({ events: [...events, { ...event(7), position: events.length + 1 }], segments }),
    'an event put before the first': ({ events, segments }) => ({ events: [{ ...event(7), position: 0 }, ...events], segments }),
    'two events swapped': ({ events, segments }, at) => {
      const other = (at + 1) % events.length
      const [a, b] = [events[at] as LedgerEvent, events[other] as LedgerEvent]
      return { events: replaced(replaced(events, at, { ...b, position: at + 1 }), other, { ...a, position: other + 1 }), segments }
    },
    'a segment deleted with its events': ({ events, segments }, at) => {
      const gone = segmentAt(segments, at)
      return {
        events: events.filter((each) => (each.position as number) < gone.from || (each.position as number) > gone.to),
        segments: segments.filter((each) => each !== gone),
      }
    },
    'a segment deleted, its events kept': ({ events, segments }, at) => ({
      events,
      segments: segments.filter((each) => each !== segmentAt(segments, at)),
    }),
    'two segments swapped': ({ events, segments }) => ({ events, segments: segments.toReversed() }),
    'a segment sealed anew without the key': ({ events, segments }, at) => {
      const old = segmentAt(segments, at)
      const changed = replaced(events, at, { data: {} })
      const front = segments[segments.indexOf(old) - 1]
      const inside = changed.slice(old.from - 1, old.to)
      const forged = buildSegment(inside, front, old.sealedAt, () => ({ key: 'k1', signature: createHash('sha256').digest() }))
      return { events: changed, segments: segments.map((each) => (each === old ? forged : each)) }
    },
    'a segment signed by an unknown key': ({ events, segments }, at) => ({
      events,
      segments: segments.map((each) => (each === segmentAt(segments, at) ? { ...each, key: 'k2' } : each)),
    }),
    'the time of a segment changed': ({ events, segments }, at) => ({
      events,
      segments: segments.map((each) => {
        if (each !== segmentAt(segments, at)) return each
        const moved = { ...each, sealedAt: each.sealedAt + 1 }
        return { ...moved, hash: segmentHash(moved) }
      }),
    }),
  }

  function replaced(events: readonly LedgerEvent[], at: number, change: Partial<LedgerEvent>): LedgerEvent[] {
    return events.map((each, index) => (index === at ? { ...each, ...change } : each))
  }
  function without(value: LedgerEvent, field: 'message'): LedgerEvent {
    const { [field]: _gone, ...rest } = value
    return rest
  }
  function segmentAt(segments: readonly LedgerSegment[], at: number): LedgerSegment {
    return segments.find((each) => at + 1 <= each.to) as LedgerSegment
  }

  it.each(Object.entries(tampered))('%s is found', (_, tamper) => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 2, maxLength: 5 }), fc.nat(), (each, seed) => {
        const whole = ledger(each)
        const changed = tamper(whole, seed % whole.events.length)
        // The end cut off, segment and events together, is what only a noted head can show.
        const report = check(changed, { expectHead: whole.segments.at(-1)?.hash ?? '' })
        expect(report.ok).toBe(false)
        expect(report.problems.length).toBeGreaterThan(0)
      }),
      { numRuns: 40 },
    )
  })

  it('names the first position that is wrong', () => {
    const { events, segments } = ledger([4, 4])
    expect(check({ events: events.toSpliced(5, 1), segments }).problems).toMatchObject([{ position: 6, problem: 'missing-event' }])
    expect(check({ events: replaced(events, 5, { at: 1 }), segments }).problems).toMatchObject([{ position: 5, problem: 'changed-event' }])
    expect(check({ events: [...events, { ...event(7), position: 3 }], segments }).problems).toMatchObject([
      { position: 3, problem: 'repeated-event' },
    ])
    expect(check({ events, segments: segments.slice(0, 1) }).problems[0]).toMatchObject({ position: 5, problem: 'unsealed-event' })
  })
})

describe('truncation', () => {
  it('shows against a head that was noted, and only then', () => {
    const whole = ledger([3, 2, 4])
    const cut = { events: whole.events.slice(0, 5), segments: whole.segments.slice(0, 2) }
    const [, second, third] = whole.segments as [LedgerSegment, LedgerSegment, LedgerSegment]
    expect(check(cut).ok).toBe(true)
    expect(check(cut, { expectHead: third.hash }).problems).toMatchObject([{ position: 6, problem: 'missing-head' }])
    expect(check(whole, { expectHead: second.hash }).ok).toBe(true)
  })
})

describe('pruning by retention', () => {
  const whole = ledger([3, 2, 4])
  const [first, second] = whole.segments as [LedgerSegment, LedgerSegment]
  const keptAfter = (position: number) => ({
    events: whole.events.filter((each) => (each.position as number) > position),
    segments: whole.segments,
  })

  it('keeps the chain: old segments may stand without their events', () => {
    expect(check(keptAfter(first.to), { prunableBefore: first.sealedAt + 1 })).toMatchObject({ ok: true, pruned: 3, positions: 9 })
  })

  it('is no excuse for younger segments, for part of a segment, or for a hole behind events that are there', () => {
    expect(check(keptAfter(first.to)).ok).toBe(false)
    expect(check(keptAfter(second.to), { prunableBefore: first.sealedAt + 1 }).problems[0]).toMatchObject({
      position: 4,
      problem: 'missing-event',
    })
    expect(check(keptAfter(1), { prunableBefore: 1e9 }).ok).toBe(false)
    const hole = {
      events: whole.events.filter((each) => (each.position as number) < 4 || (each.position as number) > 5),
      segments: whole.segments,
    }
    expect(check(hole, { prunableBefore: 1e9 }).problems[0]).toMatchObject({ position: 4, problem: 'missing-event' })
  })
})

describe('the report', () => {
  it('keeps the first problems and still says no', () => {
    const { segments } = ledger([1, 1, 1, 1])
    expect(check({ events: [], segments }, { maxProblems: 2 })).toMatchObject({ ok: false, problems: [{ position: 1 }, { position: 2 }] })
  })

  it('refuses signed bytes of another purpose', () => {
    expect(Buffer.from(signedBytes('ab')).toString()).toBe('postern segment signature 1\nab')
  })
})
