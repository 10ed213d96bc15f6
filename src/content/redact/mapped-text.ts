// A text that remembers where each of its characters stood in its source: the readers' steps (quote prefixes, entities, look-alikes) leave a trail,
// so that a finding in what was read leads back to exactly the characters that were written.
import { DROP, normalUnit } from '../normalise.ts'

export interface MappedText {
  readonly text: string
  /** Offsets in the source of each UTF-16 unit: where it begins, and where it ends (exclusive). */
  readonly from: readonly number[]
  readonly to: readonly number[]
}

/** A change in the source: the stretch goes, the text comes. In order, without overlap. */
export interface TextEdit {
  readonly start: number
  readonly end: number
  readonly text: string
}

export function mapped(source: string): MappedText {
  const from = Array.from({ length: source.length }, (_, at) => at)
  return { text: source, from, to: from.map((at) => at + 1) }
}

/** `text.replace` with a memory. @param pattern global @param replace undefined leaves the match as it is */
export function rewritten(given: MappedText, pattern: RegExp, replace: (match: RegExpExecArray) => string | undefined): MappedText {
  const chunks: string[] = []
  const from: number[] = []
  const to: number[] = []
  let at = 0
  const keep = (end: number) => {
    chunks.push(given.text.slice(at, end))
    for (; at < end; at++) {
      from.push(given.from[at] as number)
      to.push(given.to[at] as number)
    }
  }
  for (const match of given.text.matchAll(pattern)) {
    const text = replace(match as RegExpExecArray)
    const end = match.index + match[0].length
    if (text === undefined || end === match.index) continue
    keep(match.index)
    chunks.push(text)
    for (let i = 0; i < text.length; i++) {
      from.push(given.from[match.index] as number)
      to.push(given.to[end - 1] as number)
    }
    at = end
  }
  keep(given.text.length)
  return { text: chunks.join(''), from, to }
}

/** As `normaliseText`. */
export function normalised(given: MappedText): MappedText {
  const units: string[] = []
  const from: number[] = []
  const to: number[] = []
  for (let i = 0; i < given.text.length; i++) {
    const unit = normalUnit(given.text, i)
    if (unit === DROP) continue
    units.push(String.fromCharCode(unit))
    from.push(given.from[i] as number)
    to.push(given.to[i] as number)
  }
  return { text: units.join(''), from, to }
}

/**
 * The edits that put `text` in the place of the characters `start` to `end`. What stands between them in the source without being text (tags,
 * quote prefixes, soft line breaks) stays where it is; so do line breaks.
 */
export function editsFor(given: MappedText, start: number, end: number, text: string): TextEdit[] {
  const edits: TextEdit[] = []
  const same = text.length === end - start
  for (let i = start; i < end; i++) {
    const now = given.text[i] as string
    const then = same ? (text[i - start] as string) : i === start ? text : now === '\n' ? now : ''
    const stretch = { start: given.from[i] as number, end: given.to[i] as number }
    if (then === now) continue
    const last = edits.at(-1)
    // Several characters of one entity or escape have one stretch in the source.
    if (last && last.start === stretch.start && last.end === stretch.end) edits[edits.length - 1] = { ...last, text: last.text + then }
    else if (last && last.end === stretch.start) edits[edits.length - 1] = { start: last.start, end: stretch.end, text: last.text + then }
    else edits.push({ ...stretch, text: then })
  }
  return edits
}

/** In order; of two that touch the same characters the first one counts. */
export function inOrder(edits: readonly TextEdit[]): TextEdit[] {
  const ordered = [...edits].sort((a, b) => a.start - b.start || b.end - a.end)
  const kept: TextEdit[] = []
  for (const edit of ordered) {
    const last = kept.at(-1)
    if (!last || edit.start >= last.end) kept.push(edit)
  }
  return kept
}

export function applyTextEdits(source: string, edits: readonly TextEdit[]): string {
  let text = ''
  let at = 0
  for (const edit of edits) {
    text += source.slice(at, edit.start) + edit.text
    at = edit.end
  }
  return text + source.slice(at)
}
