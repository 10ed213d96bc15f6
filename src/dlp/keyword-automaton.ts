// Finds all terms of all vocabularies in one pass: a dense Aho-Corasick automaton (Aho and Corasick 1975), whole words only, any case. White space,
// hyphen and underscore between words are one thing, so `x-ray`, `x ray` and a line wrap are the same term. Cost: one table look-up a character,
// whatever the text; measured at 39 MB a CPU second with 5,000 terms (reference/deps.md §4), five to two hundred times the alternatives.
import { NOT_WORD, WORD_CLASS } from './word-characters.ts'

export interface Vocabulary {
  readonly name: string
  readonly terms: readonly string[]
}

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

/** @param units the text's UTF-16 units @throws TooManyHits */
export type KeywordFinder = (units: Uint16Array) => KeywordHits

/** A text made of nothing but terms would fill the memory: the scan ends, and the message counts as uninspectable. */
export class TooManyHits extends Error {
  override readonly name = 'TooManyHits'
}

/** Gap characters that may stand between two words of a term; more make two separate texts of it. */
const MAX_GAP = 24
const GAP = 1
const NO_HITS: readonly KeywordHit[] = []

interface Pattern {
  readonly term: string
  /** Length with each gap counted as one. */
  readonly length: number
  readonly vocabularies: string[]
}

/** Hits of one text over all vocabularies; ordinary clinical text of the same length has a tenth of it. */
export const DEFAULT_MAX_HITS = 1_000_000

/** @param maxHits hits of one text over all vocabularies; more throw `TooManyHits` */
export function createKeywordFinder(vocabularies: readonly Vocabulary[], maxHits = DEFAULT_MAX_HITS): KeywordFinder {
  const { patterns, classes, classCount } = collect(vocabularies)
  const { next, output, chain } = buildTable(patterns, classes, classCount)

  return (units) => {
    const found = new Map<string, KeywordHit[]>()
    let hits = 0
    let state = 0
    let gap = 0
    for (let i = 0; i < units.length; i++) {
      const kind = classes[units[i] as number] as number
      if (kind === GAP) {
        if (gap++ > 0) {
          if (gap > MAX_GAP) state = 0
          continue
        }
      } else gap = 0
      state = next[state * classCount + kind] as number
      if ((output[state] as number) < 0 || isWord(units, i + 1)) continue
      for (let at = state; at > 0 && (output[at] as number) >= 0; at = chain[at] as number) {
        hits += keep(found, units, i + 1, patterns[output[at] as number] as Pattern)
      }
      if (hits > maxHits) throw new TooManyHits(`more than ${maxHits} words of the term lists in one text`)
    }
    return { of: (vocabulary) => found.get(vocabulary) ?? NO_HITS }
  }

  function keep(found: Map<string, KeywordHit[]>, units: Uint16Array, end: number, pattern: Pattern): number {
    const start = startOf(units, end, pattern.length)
    if (isWord(units, start - 1)) return 0
    for (const name of pattern.vocabularies) {
      const hits = found.get(name)
      const hit = { start, end, term: pattern.term }
      if (hits) hits.push(hit)
      else found.set(name, [hit])
    }
    return pattern.vocabularies.length
  }

  /** Walks back over the term; a run of gap characters counts once. At most `length × MAX_GAP` steps. */
  function startOf(units: Uint16Array, end: number, length: number): number {
    let at = end
    for (let left = length; left > 0; left--) {
      at--
      if (classes[units[at] as number] === GAP && left > 1) while (at > 0 && classes[units[at - 1] as number] === GAP) at--
    }
    return at
  }
}

function isWord(units: Uint16Array, offset: number): boolean {
  return offset >= 0 && offset < units.length && WORD_CLASS[units[offset] as number] !== NOT_WORD
}

/** Drops hits that lie inside a longer one: `diabetes` in `type 2 diabetes`. @param hits in order of their end */
export function longestHits(hits: readonly KeywordHit[]): readonly KeywordHit[] {
  const kept: KeywordHit[] = []
  for (const hit of hits) {
    while (kept.length > 0 && (kept.at(-1) as KeywordHit).start >= hit.start) kept.pop()
    const last = kept.at(-1)
    if (!last || last.end <= hit.start) kept.push(hit)
    else if (hit.end > last.end) kept.push(hit)
  }
  return kept
}

function collect(vocabularies: readonly Vocabulary[]): { patterns: Pattern[]; classes: Uint8Array | Uint16Array; classCount: number } {
  const byTerm = new Map<string, Pattern>()
  const classes = new Uint16Array(0x10000)
  for (let unit = 0; unit < 0x10000; unit++) if (isGap(unit)) classes[unit] = GAP
  let classCount = 2
  for (const { name, terms } of vocabularies) {
    for (const raw of terms) {
      const term = raw
        .toLowerCase()
        .replace(/[\s_-]+/g, ' ')
        .trim()
      if (term === '' || WORD_CLASS[term.charCodeAt(0)] === NOT_WORD) continue
      const known = byTerm.get(term)
      if (!known) byTerm.set(term, { term, length: term.length, vocabularies: [name] })
      else if (!known.vocabularies.includes(name)) known.vocabularies.push(name)
      for (const char of term) classCount = learn(classes, classCount, char)
    }
  }
  return { patterns: [...byTerm.values()], classes: classCount < 256 ? Uint8Array.from(classes) : classes, classCount }
}

/** Gives a character and its other case one class. */
function learn(classes: Uint16Array, classCount: number, char: string): number {
  const unit = char.charCodeAt(0)
  let count = classCount
  for (let i = 0; i < char.length; i++) {
    const own = char.length === 1 ? unit : char.charCodeAt(i)
    if (classes[own] !== 0) continue
    classes[own] = count
    const upper = char.length === 1 ? char.toUpperCase() : ''
    if (upper.length === 1 && classes[upper.charCodeAt(0)] === 0) classes[upper.charCodeAt(0)] = count
    count++
  }
  return count
}

function isGap(unit: number): boolean {
  return unit === 0x20 || unit === 0x2d || unit === 0x5f || unit === 0x09 || unit === 0x0a || unit === 0x0d
}

function buildTable(patterns: readonly Pattern[], classes: Uint8Array | Uint16Array, classCount: number) {
  const states = patterns.reduce((sum, pattern) => sum + pattern.length, 1)
  const next = new Int32Array(states * classCount)
  const output = new Int32Array(states).fill(-1)
  const chain = new Int32Array(states)
  let count = 1
  for (const [id, { term }] of patterns.entries()) {
    let state = 0
    for (let i = 0; i < term.length; i++) {
      const slot = state * classCount + (classes[term.charCodeAt(i)] as number)
      if (next[slot] === 0) next[slot] = count++
      state = next[slot] as number
    }
    output[state] = id
  }
  linkFailures(next.subarray(0, count * classCount), output, chain, classCount)
  // Half the size is half the cache misses; 65,536 states are some 5,000 terms.
  const used = next.subarray(0, count * classCount)
  return { next: count <= 0x10000 ? Uint16Array.from(used) : used.slice(), output: output.slice(0, count), chain: chain.slice(0, count) }
}

/** Breadth first: every missing transition becomes that of the longest proper suffix, so that the scan never steps back. */
function linkFailures(next: Int32Array, output: Int32Array, chain: Int32Array, classCount: number): void {
  const failure = new Int32Array(next.length / classCount)
  const queue: number[] = []
  for (let kind = 0; kind < classCount; kind++) if (next[kind] !== 0) queue.push(next[kind] as number)
  for (let head = 0; head < queue.length; head++) {
    const state = queue[head] as number
    const fallback = failure[state] as number
    // A state without a term of its own takes over those of its longest suffix that has one.
    if ((output[state] as number) < 0) {
      output[state] = output[fallback] as number
      chain[state] = chain[fallback] as number
    } else chain[state] = (output[fallback] as number) >= 0 ? fallback : 0
    for (let kind = 0; kind < classCount; kind++) {
      const slot = state * classCount + kind
      const child = next[slot] as number
      const other = next[fallback * classCount + kind] as number
      if (child === 0) next[slot] = other
      else {
        failure[child] = other
        queue.push(child)
      }
    }
  }
}
