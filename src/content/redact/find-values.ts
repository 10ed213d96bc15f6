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
/** Between the characters of a value as people write it. */
const GAP = '[\\s\\-./()]{0,3}'

export function compactOf(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
}

/** One expression over all values, longest first: linear in the text. */
export interface ValueFinder {
  readonly pattern: RegExp | undefined
  readonly byCompact: ReadonlyMap<string, Value>
}

/** @param shortest characters of the shortest value that is looked for */
export function createValueFinder(values: readonly Value[], shortest = WIDE): ValueFinder {
  const byCompact = new Map<string, Value>()
  for (const value of values) if (value.compact.length >= shortest && !byCompact.has(value.compact)) byCompact.set(value.compact, value)
  if (byCompact.size === 0) return { pattern: undefined, byCompact }
  const sources = [...byCompact.keys()].sort((a, b) => b.length - a.length).map((compact) => [...compact].map(escaped).join(GAP))
  return { pattern: new RegExp(`(?<![\\p{L}\\p{N}])(?:${sources.join('|')})(?![\\p{L}\\p{N}])`, 'giu'), byCompact }
}

function escaped(char: string): string {
  return char.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
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

export function occurrences(text: string, finder: ValueFinder): { start: number; end: number; value: Value }[] {
  if (!finder.pattern) return []
  return [...text.matchAll(finder.pattern)].flatMap((match) => {
    const value = finder.byCompact.get(compactOf(match[0]))
    return value ? [{ start: match.index, end: match.index + match[0].length, value }] : []
  })
}
