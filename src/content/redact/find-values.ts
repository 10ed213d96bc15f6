// Which stretches of a text have to change: those of the text's own findings, and every other place where one of the message's values stands. A value
// that was found where its label is, is the same value in the other alternative, in the quoted reply, and in the file's name.
import type { Finding } from '../../domain/finding.ts'
import { editsFor, inOrder, type MappedText, type TextEdit } from './mapped-text.ts'

/** A value that has to go, and what comes in its place, wherever it stands. */
export interface Value {
  readonly finding: Finding
  /** Letters and digits in lower case. */
  readonly compact: string
  /** @param written the value as it stands there */
  readonly replace: (written: string) => string
}

/** Called for every place that is rewritten. */
export type OnReplaced = (value: Value, replacement: string) => void

/** Shorter values are rewritten only where they were found: `92` is an age in one place and a room in another. */
const WIDE = 6
/** Characters between those of a value, as people write it: blanks, hyphens, brackets, an `@`. */
const MAX_GAP = 3
/** Characters after which a walk that can lead to no value ends. */
const PREFIX = 3

export function compactOf(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
}

/** All values by their letters and digits, and how they begin: linear in the text, however many there are. */
export interface ValueFinder {
  readonly byCompact: ReadonlyMap<string, Value>
  readonly prefixes: ReadonlySet<string>
  readonly longest: number
}

/** @param shortest characters of the shortest value that is looked for */
export function createValueFinder(values: readonly Value[], shortest = WIDE): ValueFinder {
  const byCompact = new Map<string, Value>()
  for (const value of values) if (value.compact.length >= shortest && !byCompact.has(value.compact)) byCompact.set(value.compact, value)
  const found = [...byCompact.keys()]
  return {
    byCompact,
    prefixes: new Set(found.map((compact) => compact.slice(0, PREFIX))),
    longest: found.reduce((most, { length }) => Math.max(most, length), 0),
  }
}

/** Edits of the source that rewrite each stretch; of one that begins within another only the rest is rewritten. */
export function editsOfStretches(
  text: MappedText,
  stretches: readonly { readonly start: number; readonly end: number; readonly value: Value }[],
  onReplaced: OnReplaced,
): TextEdit[] {
  const edits: TextEdit[] = []
  let after = 0
  for (const { start, end, value } of [...stretches].sort((a, b) => a.start - b.start || b.end - a.end)) {
    if (end <= after) continue
    const from = Math.max(start, after)
    const replacement = value.replace(text.text.slice(from, end))
    onReplaced(value, replacement)
    edits.push(...editsFor(text, from, end, replacement))
    after = end
  }
  return inOrder(edits)
}

/** Places where a value stands as whole words, however it is spaced. */
export function occurrences(text: string, finder: ValueFinder): { start: number; end: number; value: Value }[] {
  const found: { start: number; end: number; value: Value }[] = []
  if (finder.byCompact.size === 0) return found
  for (let at = 0; at < text.length; at++) {
    if (!isWord(text, at) || isWord(text, at - 1)) continue
    const place = longestFrom(text, at, finder)
    if (!place) continue
    found.push(place)
    at = place.end - 1
  }
  return found
}

function longestFrom(text: string, start: number, { byCompact, prefixes, longest }: ValueFinder) {
  let compact = ''
  let gap = 0
  let best: { start: number; end: number; value: Value } | undefined
  for (let at = start; at < text.length && compact.length < longest; at++) {
    if (!isWord(text, at)) {
      if (++gap > MAX_GAP) break
      continue
    }
    gap = 0
    compact += (text[at] as string).toLowerCase()
    if (compact.length === PREFIX && !prefixes.has(compact)) break
    const value = isWord(text, at + 1) ? undefined : byCompact.get(compact)
    if (value) best = { start, end: at + 1, value }
  }
  return best
}

const WORD = /[\p{L}\p{N}]/u

function isWord(text: string, at: number): boolean {
  const unit = text.charCodeAt(at)
  if (unit < 0x80) return (unit >= 0x30 && unit <= 0x39) || (unit >= 0x41 && unit <= 0x5a) || (unit >= 0x61 && unit <= 0x7a)
  return unit >= 0x80 && WORD.test(text[at] as string)
}
