// All words of a text that hold a digit, found in one pass and shared by the detectors: each looks only at these candidates.
import { LETTER, NOT_WORD, WORD_CLASS } from './word-characters.ts'

export interface DigitTokens {
  readonly count: number
  readonly starts: Int32Array
  readonly ends: Int32Array
  /** 1 where the word is digits only. */
  readonly pure: Uint8Array
  /** Length, at most `LONGEST`, and `MIXED` where the word is not digits only. */
  readonly forms: Uint8Array
}

const LONGEST = 63
const MIXED = 64

/** What a detector's values may begin with, by form of the word. */
export type TokenForms = Uint8Array

/** @param pure lengths of words of digits only @param mixed lengths of words with letters; 63 stands for that and more */
export function tokenForms({
  pure = [],
  mixed = [],
}: {
  readonly pure?: readonly number[]
  readonly mixed?: readonly number[]
}): TokenForms {
  const wanted = new Uint8Array(2 * MIXED)
  for (const length of pure) wanted[length] = 1
  for (const length of mixed) wanted[MIXED + length] = 1
  return wanted
}

/** @returns all lengths from `first` to `last`, for `tokenForms` */
export function lengths(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i)
}

/**
 * The step of a loop over candidates: where a table has hundreds of numbers a KB, a detector that looked at each of them would spend its time on saying no.
 * @returns index of the first token from `from` on that has one of the forms, `count` where there is none
 */
export function nextToken({ forms, count }: DigitTokens, wanted: TokenForms, from: number): number {
  let i = from
  while (i < count && wanted[forms[i] as number] === 0) i++
  return i
}

/** @param units the text's UTF-16 units */
export function findDigitTokens(units: Uint16Array): DigitTokens {
  let capacity = 64
  let starts = new Int32Array(capacity)
  let ends = new Int32Array(capacity)
  let pure = new Uint8Array(capacity)
  let forms = new Uint8Array(capacity)
  let count = 0
  const length = units.length
  for (let i = 0; i < length; i++) {
    // Digits are rare in most texts: nothing else is looked at until one comes.
    if (((units[i] as number) - 0x30) >>> 0 > 9) continue
    let start = i
    while (start > 0 && WORD_CLASS[units[start - 1] as number] === LETTER) start--
    let digitsOnly = start === i
    for (; i < length; i++) {
      const kind = WORD_CLASS[units[i] as number] as number
      if (kind === NOT_WORD) break
      if (kind === LETTER) digitsOnly = false
    }
    if (count === capacity) {
      capacity *= 2
      starts = grow(starts, capacity)
      ends = grow(ends, capacity)
      pure = growBytes(pure, capacity)
      forms = growBytes(forms, capacity)
    }
    starts[count] = start
    ends[count] = i
    pure[count] = digitsOnly ? 1 : 0
    forms[count++] = Math.min(i - start, LONGEST) | (digitsOnly ? 0 : MIXED)
  }
  return { count, starts, ends, pure, forms }
}

function grow(old: Int32Array<ArrayBuffer>, capacity: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(capacity)
  larger.set(old)
  return larger
}

function growBytes(old: Uint8Array<ArrayBuffer>, capacity: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(capacity)
  larger.set(old)
  return larger
}

/** Longest stretch between two groups of one value: `123 - \n 45`. */
const MAX_SEPARATOR = 8

/**
 * What separates two groups of one value as people write them, also across a line wrap.
 * @returns `-`, `.` or `/` (white space beside it allowed), a space for white space alone, '' for anything that separates two values
 */
export function separatorBetween(text: string, from: number, to: number): '-' | '.' | '/' | ' ' | '' {
  if (to - from > MAX_SEPARATOR || to <= from) return ''
  if (to - from === 1) {
    const char = text[from] as string
    return char === '-' || char === '.' || char === '/' || char === ' ' ? char : char === '\n' ? ' ' : ''
  }
  let mark = ''
  let breaks = 0
  for (let i = from; i < to; i++) {
    const char = text[i] as string
    if (char === '\n') breaks++
    else if (char === '-' || char === '.' || char === '/') {
      if (mark !== '') return ''
      mark = char
    } else if (char === '>' && breaks > 0) {
      // A quote prefix that HTML shows as text.
    } else if (char !== ' ') return ''
  }
  if (breaks > 1) return ''
  return mark === '' ? ' ' : (mark as '-' | '.' | '/')
}

/** @returns index of the first token that starts at `offset` or behind it, `count` where there is none */
export function firstTokenFrom(tokens: DigitTokens, offset: number): number {
  let low = 0
  let high = tokens.count
  while (low < high) {
    const middle = (low + high) >> 1
    if ((tokens.starts[middle] as number) < offset) low = middle + 1
    else high = middle
  }
  return low
}
