// The terms of all vocabularies as tables that `keyword-finder.ts` looks into: what each character counts as, and a hash table of every stretch of words
// that a term begins with. Terms that several vocabularies have are kept once.
import { NOT_WORD, WORD_CLASS } from './word-characters.ts'

export interface Vocabulary {
  readonly name: string
  readonly terms: readonly string[]
}

/** What a UTF-16 unit counts as: nothing that stands in a term, white space and what joins words, a mark of some term, or from `WORD` on part of a word. */
export const BREAK = 0
export const GAP = 1
export const WORD = 0x10000

export interface Terms {
  /** By unit. Upper and lower case of one letter count as one. */
  readonly codes: Uint32Array
  /** Length of the longest term. */
  readonly longest: number
  /** The terms, lower case, one blank in every gap. */
  readonly names: readonly string[]
  readonly vocabularies: ReadonlyMap<string, number>
  /** The vocabularies of term `id` stand in `members` from `memberStarts[id]` to `memberStarts[id + 1]`. */
  readonly memberStarts: Int32Array
  readonly members: Uint16Array
  /**
   * Four numbers a stretch, so that they come from memory together, at `homeOf` or behind it: the hash, the term's id plus one (`PREFIX` where the stretch
   * is no term itself), and a bit for each letter or mark that goes on behind it in some term, and for each one behind that: see `followBit`.
   */
  readonly table: Int32Array
  /** A bit for each stretch at `bitOf`: small enough for the nearest cache, where most words and nearly all numbers of a text end. */
  readonly filter: Int32Array
  /** @returns whether the stretch is the term, compared unit by unit */
  isTerm(id: number, units: Uint16Array, start: number, end: number): boolean
}

export const PREFIX = -1
export const HASH_START = 0x811c9dc5 | 0

/** @param code of what stands behind a word: a mark, or behind a gap the character after it */
export function followBit(code: number): number {
  return 1 << (code & 31)
}

/** One step of FNV-1a. */
export function hashOn(hash: number, code: number): number {
  return Math.imul(hash ^ code, 0x01000193)
}

const BASE_CODES = Uint32Array.from({ length: 0x10000 }, (_, unit) => {
  if (isGap(unit)) return GAP
  if (WORD_CLASS[unit] === NOT_WORD) return BREAK
  return unit < 0x80 ? WORD | (unit >= 0x41 && unit <= 0x5a ? unit | 0x20 : unit) : WORD
})
const PLAIN = /^[a-z0-9]+(?: [a-z0-9]+)*$/

export function compileTerms(vocabularies: readonly Vocabulary[]): Terms {
  const codes = BASE_CODES.slice()
  const collected = collect(vocabularies)
  const { names } = collected
  const offsets = new Int32Array(names.length + 1)
  for (const [id, name] of names.entries()) offsets[id + 1] = (offsets[id] as number) + name.length
  const letters = new Uint16Array(offsets[names.length] as number)
  const prefixes = createPrefixes()
  let longest = 0
  for (const [id, name] of names.entries()) {
    const offset = offsets[id] as number
    for (let i = 0; i < name.length; i++) letters[offset + i] = name.charCodeAt(i)
    learn(codes, name)
    hashPrefixes(prefixes, codes, letters.subarray(offset, offset + name.length), id)
    longest = Math.max(longest, name.length)
  }
  const table = buildTable(prefixes)
  return {
    ...collected,
    codes,
    longest,
    table,
    filter: filterOf(prefixes.hashes),
    isTerm(id, units, start, end) {
      let at = start
      const until = offsets[id + 1] as number
      for (let i = offsets[id] as number; i < until; i++) {
        const code = codes[letters[i] as number]
        if (at >= end || codes[units[at++] as number] !== code) return false
        if (code === GAP) while (at < end && codes[units[at] as number] === GAP) at++
      }
      return at === end
    },
  }
}

/** Lists of one name are one vocabulary, and detectors that share a list hand in the same array: it is read once. */
function collect(vocabularies: readonly Vocabulary[]): Pick<Terms, 'names' | 'vocabularies' | 'memberStarts' | 'members'> {
  const lists = new Map<string, Set<readonly string[]>>()
  for (const { name, terms } of vocabularies) {
    const known = lists.get(name)
    if (known) known.add(terms)
    else lists.set(name, new Set([terms]))
  }
  const ids = new Map<string, number>()
  const lastVocabulary: number[] = []
  const memberIds: number[] = []
  const memberVocabularies: number[] = []
  const indexes = new Map<string, number>()
  for (const [name, arrays] of lists) {
    const vocabulary = indexes.size
    indexes.set(name, vocabulary)
    for (const terms of arrays) {
      for (const raw of terms) {
        const term = PLAIN.test(raw) ? raw : normalise(raw)
        if (term === '' || WORD_CLASS[term.charCodeAt(0)] === NOT_WORD) continue
        const id = ids.get(term) ?? ids.size
        if (id === ids.size) ids.set(term, id)
        if (lastVocabulary[id] === vocabulary) continue
        lastVocabulary[id] = vocabulary
        memberIds.push(id)
        memberVocabularies.push(vocabulary)
      }
    }
  }
  return { names: [...ids.keys()], vocabularies: indexes, ...groupMembers(ids.size, memberIds, memberVocabularies) }
}

function groupMembers(terms: number, ids: readonly number[], vocabularies: readonly number[]): Pick<Terms, 'memberStarts' | 'members'> {
  const memberStarts = new Int32Array(terms + 1)
  for (const id of ids) memberStarts[id + 1] = (memberStarts[id + 1] as number) + 1
  for (let id = 0; id < terms; id++) memberStarts[id + 1] = (memberStarts[id + 1] as number) + (memberStarts[id] as number)
  const members = new Uint16Array(ids.length)
  const next = memberStarts.slice()
  for (const [i, id] of ids.entries()) {
    const at = next[id] as number
    members[at] = vocabularies[i] as number
    next[id] = at + 1
  }
  return { memberStarts, members }
}

function normalise(raw: string): string {
  return raw
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ')
    .trim()
}

function isGap(unit: number): boolean {
  return unit === 0x20 || unit === 0x2d || unit === 0x5f || unit === 0x09 || unit === 0x0a || unit === 0x0d
}

/** A character and its other case get one code; ASCII letters and digits have theirs. */
function learn(codes: Uint32Array, term: string): void {
  for (let i = 0; i < term.length; i++) {
    const unit = term.charCodeAt(i)
    const code = codes[unit] as number
    if (code !== BREAK && code !== WORD) continue
    codes[unit] = code | unit
    const upper = (term[i] as string).toUpperCase()
    const other = upper.charCodeAt(0)
    if (upper.length === 1 && (codes[other] === BREAK || codes[other] === WORD)) codes[other] = code | unit
  }
}

interface Prefixes {
  /** One for each place where a word or a term ends, in parallel. */
  readonly hashes: number[]
  readonly entries: number[]
  readonly follows: number[]
  readonly seconds: number[]
}

const createPrefixes = (): Prefixes => ({ hashes: [], entries: [], follows: [], seconds: [] })

function hashPrefixes({ hashes, entries, follows, seconds }: Prefixes, codes: Uint32Array, term: Uint16Array, id: number): void {
  let hash = HASH_START
  for (let i = 0; i < term.length; i++) {
    const code = codes[term[i] as number] as number
    hash = hashOn(hash, code)
    const isLast = i === term.length - 1
    const endsWord = code >= WORD && (isLast || (codes[term[i + 1] as number] as number) < WORD)
    if (!endsWord && !isLast) continue
    hashes.push(hash)
    entries.push(isLast ? id + 1 : PREFIX)
    const next = codes[term[i + 1] as number] === GAP ? i + 2 : i + 1
    follows.push(isLast ? 0 : followBit(codes[term[next] as number] as number))
    // Behind the end of a term anything may stand.
    seconds.push(isLast ? 0 : next + 1 < term.length ? followBit(codes[term[next + 1] as number] as number) : -1)
  }
}

export const SLOT = 4

/** Open addressing, at most two thirds full. Stretches that happen to have one hash stand in slots of their own where both are terms. */
function buildTable({ hashes, entries, follows, seconds }: Prefixes): Int32Array {
  const size = (2 * SLOT) << (32 - Math.clz32(Math.max(8, new Set(hashes).size * 0.75)))
  const mask = size - 1
  const table = new Int32Array(size)
  for (let i = 0; i < hashes.length; i++) {
    const hash = hashes[i] as number
    const entry = entries[i] as number
    let slot = homeOf(hash, mask)
    for (; table[slot + 1] !== 0; slot = (slot + SLOT) & mask) {
      if (table[slot] === hash && (entry === PREFIX || table[slot + 1] === PREFIX)) break
    }
    table[slot] = hash
    if (entry !== PREFIX || table[slot + 1] === 0) table[slot + 1] = entry
    table[slot + 2] = (table[slot + 2] as number) | (follows[i] as number)
    table[slot + 3] = (table[slot + 3] as number) | (seconds[i] as number)
  }
  return table
}

/** Where the search for a hash begins; goes on by `SLOT` until an empty one. @param mask length of the table less one */
export function homeOf(hash: number, mask: number): number {
  return ((hash ^ (hash >>> 15)) << 2) & mask
}

/** Bits of the filter: 32 KB. */
const FILTER_MASK = 2 ** 18 - 1

/** @returns the number of a hash's bit, 32 of them to an element of `filter` */
export function bitOf(hash: number): number {
  return (hash ^ (hash >>> 15)) & FILTER_MASK
}

function filterOf(hashes: readonly number[]): Int32Array {
  const filter = new Int32Array((FILTER_MASK + 1) >>> 5)
  for (const hash of hashes) {
    const bit = bitOf(hash)
    filter[bit >>> 5] = (filter[bit >>> 5] as number) | (1 << (bit & 31))
  }
  return filter
}
