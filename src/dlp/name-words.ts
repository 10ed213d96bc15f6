// The capitalised words of a text, with the lists of names and of their neighbours that each is on: the candidates of `person-name`. One bounded pass over
// the units; a word inside a machine text (an address, a path, an identifier) is none.

import type { ScannedText } from './detector.ts'
import { CREDENTIALS, EPONYM_NOUNS, ORDINARY_WORDS, ORGANISATION_WORDS, PLACE_PREFIXES, PLACES, TITLES } from './terms/capital-words.ts'
import { FIRST_NAMES } from './terms/first-names.ts'
import { LAST_NAMES } from './terms/last-names.ts'
import { NOT_WORD, WORD_CLASS } from './word-characters.ts'
import { createWordTable, type WordTable } from './word-table.ts'

export const FIRST = 1
export const LAST = 2
export const WORD = 4
export const PLACE = 8
export const PREFIX = 16
export const ORGANISATION = 32
export const EPONYM = 64
export const TITLE = 128
export const CREDENTIAL = 256
/** A single letter, as in `J. Roe`. */
export const INITIAL = 512
/** Capitals only. */
export const CAPITALS = 1024

export interface NameWords {
  readonly count: number
  readonly starts: Int32Array
  readonly ends: Int32Array
  readonly flags: Int32Array
}

const MAX_WORD = 32
/** Scripts with capitals end there, but for rare letters. */
const UPPER = Uint8Array.from({ length: 0x10000 }, (_, unit) => (unit < 0x2c00 && /\p{Lu}/u.test(String.fromCharCode(unit)) ? 1 : 0))
let table: WordTable | undefined
/** Made when a text with a name first comes: most readers of a policy without names never need it. */
const tableOfNames = () => (table ??= createWordTable(LISTS))
const LISTS = [
  { words: FIRST_NAMES, flag: FIRST },
  { words: LAST_NAMES, flag: LAST },
  { words: ORDINARY_WORDS, flag: WORD },
  { words: PLACES, flag: PLACE },
  { words: PLACE_PREFIXES, flag: PREFIX },
  { words: ORGANISATION_WORDS, flag: ORGANISATION },
  { words: EPONYM_NOUNS, flag: EPONYM },
  { words: TITLES, flag: TITLE },
  { words: CREDENTIALS, flag: CREDENTIAL },
]
/** Characters that make a word beside them a part of a machine text. */
const MACHINE = new Set([...'@_/\\=&#%+~$'].map((char) => char.charCodeAt(0)))

/** Use as `scanned.candidates(findNameWords)`. */
export function findNameWords({ units }: Pick<ScannedText, 'units'>): NameWords {
  let starts = new Int32Array(256)
  let ends = new Int32Array(256)
  let flags = new Int32Array(256)
  let count = 0
  for (let i = 0; i < units.length; ) {
    const unit = units[i] as number
    // Few characters are capitals: nothing else is looked at until one comes at the head of a word.
    if ((unit < 0x80 ? (unit - 0x41) >>> 0 > 25 : !isUpper(unit)) || (i > 0 && WORD_CLASS[units[i - 1] as number] !== NOT_WORD)) {
      i++
      continue
    }
    const start = i
    let digits = false
    for (; i < units.length && WORD_CLASS[units[i] as number] !== NOT_WORD; i++) if (((units[i] as number) - 0x30) >>> 0 <= 9) digits = true
    if (digits) continue
    i = endOfJoined(units, i)
    if (i - start > MAX_WORD || isMachine(units, start, i)) continue
    if (count === starts.length) {
      starts = doubled(starts)
      ends = doubled(ends)
      flags = doubled(flags)
    }
    const end = withoutPossessive(units, start, i)
    starts[count] = start
    ends[count] = end
    flags[count++] = flagsOf(units, start, end)
  }
  return { count, starts, ends, flags }
}

/** @returns the flags of a word wherever it stands, in any case */
export function wordFlags(units: Uint16Array, start: number, end: number): number {
  return tableOfNames().flagsOf(units, start, end)
}

/** `O'Neil`, `Smith-Jones`, `Sarah's`: one word. @returns its end */
function endOfJoined(units: Uint16Array, from: number): number {
  let end = from
  for (let joints = 0; joints < 3; joints++) {
    const joint = units[end] as number
    if ((joint !== 0x27 && joint !== 0x2d) || !isLetter(units[end + 1])) break
    let next = end + 1
    while (next < units.length && isLetter(units[next])) next++
    end = next
  }
  return end
}

function withoutPossessive(units: Uint16Array, start: number, end: number): number {
  return end - start > 3 && units[end - 2] === 0x27 && ((units[end - 1] as number) | 0x20) === 0x73 ? end - 2 : end
}

function flagsOf(units: Uint16Array, start: number, end: number): number {
  if (end - start === 1) return INITIAL
  const capitals = isUpper(units[start + 1] as number) && (end - start === 2 || isUpper(units[end - 1] as number)) ? CAPITALS : 0
  const whole = tableOfNames().flagsOf(units, start, end)
  if (whole !== 0) return whole | capitals
  return joinedFlags(units, start, end) | capitals
}

/** A name of two joined parts, `Mary-Ann Smith-Jones`, and names of a prefix: `O'Brien`, `McDonald`. */
function joinedFlags(units: Uint16Array, start: number, end: number): number {
  for (let i = start + 1; i < end - 1; i++) {
    const unit = units[i] as number
    if (unit === 0x2d) {
      const first = tableOfNames().flagsOf(units, start, i)
      const second = tableOfNames().flagsOf(units, i + 1, end)
      if (!isUpper(units[i + 1] as number)) return WORD
      // In capitals (`DANE-FAIL`) both parts must be names.
      const known = (first & (FIRST | LAST)) !== 0 && (second & (FIRST | LAST)) !== 0
      return known || !isUpper(units[start + 1] as number) ? (first | second) & (FIRST | LAST) : WORD
    }
    // O', D', L': a last name by its form.
    if (unit === 0x27) return i === start + 1 && isUpper(units[i + 1] as number) ? LAST : WORD
  }
  const lower = (at: number) => (units[at] as number) | 0x20
  const isMc = end - start > 4 && lower(start) === 0x6d && lower(start + 1) === 0x63 && isUpper(units[start + 2] as number)
  return isMc ? LAST : 0
}

function isMachine(units: Uint16Array, start: number, end: number): boolean {
  const before = units[start - 1] as number
  const after = units[end] as number
  if (MACHINE.has(before) || MACHINE.has(after)) return true
  if (after === 0x2e && isLetter(units[end + 1]) && end - start > 1) return true
  if (after === 0x28 || (after === 0x3a && units[end + 1] === 0x3a)) return true
  return before === 0x2e && start > 1 && isLetter(units[start - 2]) && isLetter(units[start - 3])
}

function isUpper(unit: number): boolean {
  if (unit < 0x80) return unit >= 0x41 && unit <= 0x5a
  return UPPER[unit] === 1
}

function isLetter(unit: number | undefined): boolean {
  return unit !== undefined && WORD_CLASS[unit] !== NOT_WORD && !(unit >= 0x30 && unit <= 0x39)
}

function doubled(old: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(old.length * 2)
  larger.set(old)
  return larger
}
