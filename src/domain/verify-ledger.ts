// Verifies a ledger, segment by segment, with nothing but its rows and the public keys: positions without gap or repetition, Merkle roots,
// the chain of hashes, signatures, and (with a head noted earlier) that nothing was cut off. Pure, and needs memory for one segment only.
import type { LedgerEvent } from './event.ts'
import { eventLeaf, GENESIS, type LedgerSegment, segmentHash, signedBytes } from './ledger-segment.ts'
import { merkleRoot } from './merkle.ts'

export type LedgerProblemKind =
  | 'missing-event'
  | 'repeated-event'
  | 'changed-event'
  | 'unsealed-event'
  | 'missing-segment'
  | 'changed-segment'
  | 'broken-chain'
  | 'bad-signature'
  | 'missing-head'

export interface LedgerProblem {
  /** The first position that is wrong, or that may be: a Merkle root tells of a change in its segment, not of the place. */
  readonly position: number
  readonly problem: LedgerProblemKind
  readonly text: string
}

export interface LedgerHead {
  readonly position: number
  /** Hash of the last segment, hex: noted elsewhere, it shows later truncation. */
  readonly hash: string
}

export interface LedgerReport {
  readonly ok: boolean
  /** Positions covered by segments, pruned ones included. */
  readonly positions: number
  readonly segments: number
  /** Positions whose events were deleted by retention; their segments still stand in the chain. */
  readonly pruned: number
  /** The last segment seen, whether or not it is sound. */
  readonly head: LedgerHead | undefined
  /** In the order found, at most `maxProblems` of them. */
  readonly problems: readonly LedgerProblem[]
}

export interface VerifyLedgerOptions {
  /** A head noted earlier, hex: some segment of the ledger must have this hash. */
  readonly expectHead?: string
  /** Segments sealed before this time (ms since epoch) may have lost all their events to retention. Left out: none may. */
  readonly prunableBefore?: number
  /** Problems kept in the report; the first ones say most. */
  readonly maxProblems: number
}

export const VERIFY_LEDGER_DEFAULTS: VerifyLedgerOptions = { maxProblems: 20 }

/** `Keyring.verify`, or any other that knows the ledger's public keys; false for a key it does not know. */
export type VerifySignature = (key: string, data: Uint8Array, signature: Uint8Array) => boolean

export interface LedgerVerifier {
  /** The next segment, and its events: all rows whose position lies between the segment in front and this one's end, in position order. */
  segment(segment: LedgerSegment, events: readonly LedgerEvent[]): void
  /** An event with a position that no segment covers. */
  uncovered(event: LedgerEvent): void
  finish(): LedgerReport
}

export function createLedgerVerifier(verify: VerifySignature, given: Partial<VerifyLedgerOptions> = {}): LedgerVerifier {
  const options = { ...VERIFY_LEDGER_DEFAULTS, ...given }
  const problems: LedgerProblem[] = []
  let last: LedgerSegment | undefined
  let segments = 0
  let pruned = 0
  let eventsSeen = false
  let headSeen = false
  let failed = false

  const add = (position: number, problem: LedgerProblemKind, text: string): void => {
    failed = true
    if (problems.length < options.maxProblems) problems.push({ position, problem, text })
  }
  const mayBePruned = (segment: LedgerSegment): boolean =>
    !eventsSeen && options.prunableBefore !== undefined && segment.sealedAt < options.prunableBefore

  return {
    segment(segment, events) {
      for (const [problem, text] of chainProblems(segment, last, verify)) add(Math.min(segment.from, (last?.to ?? 0) + 1), problem, text)
      if (events.length === 0 && mayBePruned(segment)) pruned += segment.to - segment.from + 1
      else {
        const found = eventProblem(segment, events)
        if (found) add(found.position, found.problem, found.text)
        eventsSeen = true
      }
      headSeen ||= segment.hash === options.expectHead
      segments += 1
      last = segment
    },
    uncovered(event) {
      add(event.position ?? 0, 'unsealed-event', `the event at position ${event.position} belongs to no segment`)
    },
    finish() {
      if (options.expectHead && !headSeen) {
        add((last?.to ?? 0) + 1, 'missing-head', 'the expected head is not in this ledger: its end was cut off, or it is another ledger')
      }
      const head = last && { position: last.to, hash: last.hash }
      return { ok: !failed, positions: last?.to ?? 0, segments, pruned, head, problems }
    },
  }
}

/** Where the segment stands, what it claims and who signed it. */
function chainProblems(
  segment: LedgerSegment,
  last: LedgerSegment | undefined,
  verify: VerifySignature,
): readonly (readonly [LedgerProblemKind, string])[] {
  const range = `positions ${segment.from} to ${segment.to}`
  const expected = (last?.to ?? 0) + 1
  const found: [LedgerProblemKind, string][] = []
  if (segment.from !== expected) found.push(['missing-segment', `a segment begins at position ${segment.from}, expected ${expected}`])
  if (segment.to < segment.from) found.push(['changed-segment', `a segment claims ${range}`])
  if (segmentHash(segment) !== segment.hash) found.push(['changed-segment', `the segment of ${range} does not have the hash it claims`])
  if (segment.previous !== (last?.hash ?? GENESIS))
    found.push(['broken-chain', `the segment of ${range} does not follow the one in front of it`])
  if (last && segment.sealedAt < last.sealedAt) found.push(['broken-chain', `the segment of ${range} is older than the one in front of it`])
  if (!verify(segment.key, signedBytes(segment.hash), Buffer.from(segment.signature, 'hex'))) {
    found.push(['bad-signature', `the signature over ${range} is not one of a known ledger key (${segment.key})`])
  }
  return found
}

/** Every position once and in order, and the root over them. */
function eventProblem(segment: LedgerSegment, events: readonly LedgerEvent[]): LedgerProblem | undefined {
  for (let position = segment.from; position <= segment.to; position++) {
    const event = events[position - segment.from]
    if (event?.position === position) continue
    if (event?.position !== undefined && event.position < position) {
      return {
        position: event.position,
        problem: 'repeated-event',
        text: `position ${event.position} is there more than once, or out of place`,
      }
    }
    return { position, problem: 'missing-event', text: `the event at position ${position} is missing` }
  }
  const extra = events[segment.to - segment.from + 1]
  if (extra) return { position: extra.position ?? 0, problem: 'repeated-event', text: `position ${extra.position} is there more than once` }
  const root = Buffer.from(merkleRoot(events.map((event) => eventLeaf(event, event.position as number)))).toString('hex')
  if (root === segment.root) return undefined
  return {
    position: segment.from,
    problem: 'changed-event',
    text: `an event between positions ${segment.from} and ${segment.to} is not what was sealed`,
  }
}

/** Verifies rows that are in memory. @param events of any order; those without a position are not sealed yet and do not count */
export function verifyLedger(
  events: readonly LedgerEvent[],
  segments: readonly LedgerSegment[],
  verify: VerifySignature,
  options: Partial<VerifyLedgerOptions> = {},
): LedgerReport {
  const verifier = createLedgerVerifier(verify, options)
  const rest = events.filter((event) => event.position !== undefined).toSorted((a, b) => (a.position as number) - (b.position as number))
  for (const segment of segments) {
    const end = rest.findIndex((event) => (event.position as number) > segment.to)
    verifier.segment(segment, rest.splice(0, end < 0 ? rest.length : end))
  }
  for (const event of rest) verifier.uncovered(event)
  return verifier.finish()
}
