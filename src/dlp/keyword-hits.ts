// What the keyword finder found in one text: numbers while it searches, lists of hits only for the vocabularies that a detector asks for. Most are never
// asked for: their detectors have no candidate in the text.
import type { Terms } from './keyword-terms.ts'

export interface KeywordHit {
  readonly start: number
  readonly end: number
  /** The term as the vocabulary writes it, lower case. */
  readonly term: string
}

export interface KeywordHits {
  /** In order of their end. Hits may overlap: see `longestHits`. */
  of(vocabulary: string): readonly KeywordHit[]
}

/** A text made of nothing but terms would fill the memory: the scan ends, and the message counts as uninspectable. */
export class TooManyHits extends Error {
  override readonly name = 'TooManyHits'
}

export interface HitCollector {
  /** In order of start. @throws TooManyHits */
  add(start: number, end: number, id: number): void
  finish(): KeywordHits
}

/** Ordinary clinical text has a tenth of it. */
export const DEFAULT_MAX_HITS = 1_000_000

const NO_HITS: readonly KeywordHit[] = []

/** @param maxHits of one text, over all vocabularies */
export function collectHits(terms: Terms, maxHits: number): HitCollector {
  const { memberStarts, members, names, vocabularies } = terms
  // Plain arrays: small typed ones cost an allocation outside the heap each, for every text.
  const starts: number[] = []
  const ends: number[] = []
  const ids: number[] = []
  let memberships = 0
  return {
    add(start, end, id) {
      memberships += (memberStarts[id + 1] as number) - (memberStarts[id] as number)
      if (memberships > maxHits) throw new TooManyHits(`more than ${maxHits} words of the term lists in one text`)
      // Into the order of their ends: back over those that begin before and end behind it, which the longest term bounds.
      let at = starts.length
      for (; at > 0 && (ends[at - 1] as number) > end; at--) {
        starts[at] = starts[at - 1] as number
        ends[at] = ends[at - 1] as number
        ids[at] = ids[at - 1] as number
      }
      starts[at] = start
      ends[at] = end
      ids[at] = id
    },
    finish() {
      const lists: (readonly KeywordHit[] | undefined)[] = []
      const hits: (KeywordHit | undefined)[] = []
      let chains: Chains | undefined
      const hitAt = (at: number): KeywordHit => {
        const hit = hits[at] ?? { start: starts[at] as number, end: ends[at] as number, term: names[ids[at] as number] as string }
        hits[at] = hit
        return hit
      }
      const listOf = (vocabulary: number): readonly KeywordHit[] => {
        chains ??= chainByVocabulary(ids, memberships, vocabularies.size, memberStarts, members)
        const list: KeywordHit[] = []
        for (let at = chains.heads[vocabulary] as number; at >= 0; at = chains.next[at] as number)
          list.push(hitAt(chains.hits[at] as number))
        return list.length === 0 ? NO_HITS : list
      }
      return {
        of(name) {
          const vocabulary = vocabularies.get(name)
          if (vocabulary === undefined || ids.length === 0) return NO_HITS
          const list = lists[vocabulary] ?? listOf(vocabulary)
          lists[vocabulary] = list
          return list
        },
      }
    },
  }
}

/** Linked lists of hits, one for each vocabulary. */
interface Chains {
  readonly heads: Int32Array
  readonly next: Int32Array
  readonly hits: Int32Array
}

function chainByVocabulary(
  ids: readonly number[],
  memberships: number,
  vocabularies: number,
  memberStarts: Int32Array,
  members: Uint16Array,
): Chains {
  const heads = new Int32Array(vocabularies).fill(-1)
  const next = new Int32Array(memberships)
  const hits = new Int32Array(memberships)
  let at = 0
  // From the last hit on, so that each list begins with its first.
  for (let hit = ids.length - 1; hit >= 0; hit--) {
    const id = ids[hit] as number
    const until = memberStarts[id + 1] as number
    for (let member = memberStarts[id] as number; member < until; member++) {
      const vocabulary = members[member] as number
      next[at] = heads[vocabulary] as number
      hits[at] = hit
      heads[vocabulary] = at++
    }
  }
  return { heads, next, hits }
}

/** Drops hits that lie inside a longer one: `diabetes` in `type 2 diabetes`. @param hits in order of their end */
export function longestHits(hits: readonly KeywordHit[]): readonly KeywordHit[] {
  if (hits.length < 2) return hits
  const kept: KeywordHit[] = []
  for (const hit of hits) {
    while (kept.length > 0 && (kept.at(-1) as KeywordHit).start >= hit.start) kept.pop()
    const last = kept.at(-1)
    if (!last || last.end <= hit.start || hit.end > last.end) kept.push(hit)
  }
  return kept
}
