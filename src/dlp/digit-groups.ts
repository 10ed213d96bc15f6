// Numbers of a fixed length that people write in groups: `123-45-6789`, `943 476 5919`, `1234-5678-9`. One reading for all detectors of such numbers.
import { type DigitTokens, separatorBetween } from './digit-tokens.ts'

export interface DigitGroups {
  readonly start: number
  readonly end: number
  /** The digits alone. */
  readonly value: string
  /** What stands between the groups, one character a gap: `--`, `  `, `. `. */
  readonly marks: string
  /** Number of groups, each a token. */
  readonly tokens: number
}

/**
 * @param i the token that begins the number @param lengths digits of each group, as `[3, 2, 4]`
 * @returns the groups, or undefined where the tokens have other lengths or are parted by anything but one hyphen, dot, slash or white space
 */
export function groupsAt(text: string, tokens: DigitTokens, i: number, lengths: readonly number[]): DigitGroups | undefined {
  const { starts, ends, pure } = tokens
  if (i + lengths.length > tokens.count) return undefined
  // Lengths first: nearly every token ends here, at the price of two look-ups.
  for (let group = 0; group < lengths.length; group++) {
    const at = i + group
    if (!pure[at] || (ends[at] as number) - (starts[at] as number) !== lengths[group]) return undefined
  }
  let value = ''
  let marks = ''
  for (let at = i; at < i + lengths.length; at++) {
    const start = starts[at] as number
    if (at > i) {
      const mark = separatorBetween(text, ends[at - 1] as number, start)
      if (mark === '') return undefined
      marks += mark
    }
    value += text.slice(start, ends[at] as number)
  }
  return { start: starts[i] as number, end: ends[i + lengths.length - 1] as number, value, marks, tokens: lengths.length }
}

/** Whether digits, an amount or a longer number go on beside the stretch: then it is part of something else. */
export function isPartOfLonger(text: string, start: number, end: number): boolean {
  return /(?:\d[-./+:]|[$€£+])$/.test(text.slice(Math.max(0, start - 2), start)) || /^(?:[-./]\d|%)/.test(text.slice(end, end + 2))
}
