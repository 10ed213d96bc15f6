// Reads the stored ledger segment by segment, with the events that lie in each, for verification and export. Memory holds one group of
// segments at a time; what is sealed while it reads is read too.
import type { LedgerEvent } from '../domain/event.ts'
import type { LedgerSegment } from '../domain/ledger-segment.ts'
import type { Store } from '../store/store.ts'

export type LedgerReader = Pick<Store, 'segments' | 'eventsAfter'>

export type LedgerPart =
  /** A segment, and every event after the segment in front of it up to its end, in position order. */
  | { readonly kind: 'segment'; readonly segment: LedgerSegment; readonly events: readonly LedgerEvent[] }
  /** An event with a position that no segment covers: in an honest ledger there is none. */
  | { readonly kind: 'uncovered'; readonly event: LedgerEvent }

/** Positions begin at 1; what somebody put below is read as well. */
const BEFORE_ALL = -(2 ** 31)
const SEGMENTS_AT_ONCE = 200
/** Events of one query, unless a single segment has more. */
const EVENTS_AT_ONCE = 2_000
/** A forged segment may claim any length: no query asks for more rows than this. */
const EVENTS_AT_MOST = 100_000

export async function* readLedger(store: LedgerReader): AsyncGenerator<LedgerPart> {
  let end = BEFORE_ALL
  for (;;) {
    const fresh = await newSegments(store, end)
    if (fresh.length > 0) {
      for (const group of grouped(fresh)) {
        yield* readGroup(store, end, group)
        end = Math.max(end, ...group.map((segment) => segment.to))
      }
      continue
    }
    const rest = await store.eventsAfter(end, EVENTS_AT_ONCE)
    if (rest.length > 0 && (await newSegments(store, end)).length > 0) continue
    for (const event of rest) yield { kind: 'uncovered', event }
    return
  }
}

async function newSegments(store: LedgerReader, end: number): Promise<readonly LedgerSegment[]> {
  const segments = await store.segments(end + 1, SEGMENTS_AT_ONCE)
  return segments.filter((segment) => segment.to > end)
}

/** Small segments together, so that a quiet ledger does not cost a query for each. */
function grouped(segments: readonly LedgerSegment[]): readonly (readonly LedgerSegment[])[] {
  const groups: LedgerSegment[][] = []
  let size = Number.POSITIVE_INFINITY
  for (const segment of segments) {
    const length = Math.max(1, segment.to - segment.from + 1)
    if (size + length > EVENTS_AT_ONCE) {
      groups.push([])
      size = 0
    }
    groups.at(-1)?.push(segment)
    size += length
  }
  return groups
}

async function* readGroup(store: LedgerReader, end: number, group: readonly LedgerSegment[]): AsyncGenerator<LedgerPart> {
  const expected = group.reduce((sum, segment) => sum + Math.max(0, segment.to - segment.from + 1), 0)
  // One row more than there should be: a row too many in the range shows as such.
  const rows = await store.eventsAfter(end, Math.min(expected, EVENTS_AT_MOST) + 1)
  let next = 0
  for (const segment of group) {
    const start = next
    while (next < rows.length && (rows[next]?.position as number) <= segment.to) next++
    yield { kind: 'segment', segment, events: rows.slice(start, next) }
  }
}
