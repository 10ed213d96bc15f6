// All words of a text that hold a digit, found in one pass and shared by the detectors: each looks only at these candidates.
import { LETTER, NOT_WORD, WORD_CLASS } from './word-characters.ts'

export interface DigitTokens {
  readonly count: number
  readonly starts: Int32Array
  readonly ends: Int32Array
  /** 1 where the word is digits only. */
  readonly pure: Uint8Array
}

/** @param units the text's UTF-16 units */
export function findDigitTokens(units: Uint16Array): DigitTokens {
  let capacity = 64
  let starts = new Int32Array(capacity)
  let ends = new Int32Array(capacity)
  let pure = new Uint8Array(capacity)
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
      const larger = new Uint8Array(capacity)
      larger.set(pure)
      pure = larger
    }
    starts[count] = start
    ends[count] = i
    pure[count++] = digitsOnly ? 1 : 0
  }
  return { count, starts, ends, pure }
}

function grow(old: Int32Array<ArrayBuffer>, capacity: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(capacity)
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
