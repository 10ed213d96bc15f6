// Finds all terms of all vocabularies in one pass: whole words only, any case. White space, hyphen and underscore between words are one thing, so `x-ray`,
// `x ray` and a line wrap are the same term. Each word is hashed as it is passed, and only where some term begins with that hash does the search look on,
// word by word. An Aho-Corasick automaton of the same terms takes three times
// the memory and build time at no more speed: bench/README.md.
import { collectHits, DEFAULT_MAX_HITS, type HitCollector, type KeywordHits } from './keyword-hits.ts'
import { BREAK, bitOf, compileTerms, followBit, GAP, HASH_START, hashOn, homeOf, SLOT, type Vocabulary, WORD } from './keyword-terms.ts'
import { NOT_WORD, WORD_CLASS } from './word-characters.ts'

/** @param units the text's UTF-16 units @throws TooManyHits */
export type KeywordFinder = (units: Uint16Array) => KeywordHits

/** Gap characters that may stand between two words of a term; more make two separate texts of it. */
const MAX_GAP = 24

/** @param maxHits hits of one text over all vocabularies; more throw `TooManyHits` */
export function createKeywordFinder(vocabularies: readonly Vocabulary[], maxHits = DEFAULT_MAX_HITS): KeywordFinder {
  const terms = compileTerms(vocabularies)
  // Constants of the closure, not properties: a third of the time.
  const { codes, table, filter, longest, isTerm } = terms
  const mask = table.length - 1

  return (units) => {
    const hits = collectHits(terms, maxHits)
    const { length } = units
    for (let i = 0; i < length; i++) {
      let code = codes[units[i] as number] as number
      if (code < WORD) continue
      const start = i
      let hash = HASH_START
      do {
        hash = hashOn(hash, code)
        code = ++i < length ? (codes[units[i] as number] as number) : BREAK
      } while (code >= WORD)
      if (look(hits, units, start, i, hash)) lookOn(hits, units, start, i, hash)
    }
    return hits.finish()
  }

  /** Keeps the terms that are exactly the stretch. @returns whether what stands behind it may go on with some term */
  function look(hits: HitCollector, units: Uint16Array, start: number, end: number, hash: number): boolean {
    const bit = bitOf(hash)
    if (((filter[bit >>> 5] as number) & (1 << (bit & 31))) === 0) return false
    let follows = 0
    let seconds = 0
    for (let slot = homeOf(hash, mask); table[slot + 1] !== 0; slot = (slot + SLOT) & mask) {
      if (table[slot] !== hash) continue
      const id = (table[slot + 1] as number) - 1
      if (id >= 0 && isTerm(id, units, start, end)) hits.add(start, end, id)
      follows |= table[slot + 2] as number
      seconds |= table[slot + 3] as number
    }
    if (follows === 0) return false
    const next = behindGap(units, end)
    return (follows & followBit(codeAt(units, next))) !== 0 && (seconds & followBit(codeAt(units, next + 1))) !== 0
  }

  /** The words behind the first one, as far as some term has them: the longest term and its gaps are the bound. */
  function lookOn(hits: HitCollector, units: Uint16Array, start: number, from: number, firstHash: number): void {
    let hash = firstHash
    for (let at = from, seen = from - start; seen < longest; seen++) {
      if (codeAt(units, at) === GAP) {
        hash = hashOn(hash, GAP)
        seen++
        at = behindGap(units, at)
      }
      const code = codeAt(units, at++)
      if (code <= GAP) return
      hash = hashOn(hash, code)
      // A stretch is known by its hash where a word ends, and one that ends with a mark where no word follows.
      if (!isWord(units, at) && !look(hits, units, start, at, hash) && code >= WORD) return
    }
  }

  /** @returns where a gap ends; still inside it where it is longer than one may be */
  function behindGap(units: Uint16Array, from: number): number {
    let at = from
    while (at - from < MAX_GAP && codeAt(units, at) === GAP) at++
    return at
  }

  function codeAt(units: Uint16Array, at: number): number {
    return at < units.length ? (codes[units[at] as number] as number) : BREAK
  }
}

function isWord(units: Uint16Array, offset: number): boolean {
  return offset < units.length && WORD_CLASS[units[offset] as number] !== NOT_WORD
}
