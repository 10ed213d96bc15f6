// Header fields with their places in the bytes, and how a value that people read is changed where it stands: plain stretches in place, encoded words
// (RFC 2047) run by run, so that a thread token beside a redacted number keeps every byte.
import { isUtf8 } from 'node:buffer'
import { decodeWords } from '../encoded-words.ts'
import { inOrder, type MappedText, mapped, normalised, rewritten, type TextEdit } from './mapped-text.ts'

export interface PlacedField {
  readonly key: string
  readonly name: string
  readonly start: number
  /** Behind its last line end. */
  readonly end: number
  readonly valueStart: number
  /** Behind the colon, line ends included, as it stands; UTF-8 where it is that, else one character a byte. */
  readonly value: string
  readonly utf8: boolean
}

/** @param end where the body or the empty line begins: as `HeaderBlock.bodyStart` */
export function placedFields(bytes: Buffer, start: number, end: number): PlacedField[] {
  const fields: PlacedField[] = []
  let at = start
  while (at < end) {
    let next = lineEnd(bytes, at, end)
    while (next < end && (bytes[next] === 0x20 || bytes[next] === 0x09)) next = lineEnd(bytes, next, end)
    const line = bytes.subarray(at, next)
    const colon = line.indexOf(0x3a)
    const name = colon > 0 ? line.subarray(0, colon).toString('latin1').trimEnd() : ''
    if (/^[!-9;-~]+$/.test(name)) {
      const valueBytes = line.subarray(colon + 1)
      const utf8 = isUtf8(valueBytes)
      const value = valueBytes.toString(utf8 ? 'utf8' : 'latin1')
      fields.push({ key: name.toLowerCase(), name, start: at, end: next, valueStart: at + colon + 1, value, utf8 })
    }
    at = next
  }
  return fields
}

function lineEnd(bytes: Buffer, at: number, end: number): number {
  const next = bytes.indexOf(0x0a, at)
  return next < 0 || next >= end ? end : next + 1
}

/** A field's value as a person reads it. Edits of it become edits of the field by `writeValue`. */
export interface ReadableValue {
  readonly text: MappedText
  readonly runs: readonly Run[]
}

/** Encoded words with nothing but blanks between them. */
interface Run {
  readonly start: number
  readonly end: number
  readonly decoded: string
  /** Where it begins in the decoded value. */
  readonly at: number
}

const RUN = /=\?[^?\s]{1,60}\?[bBqQ]\?[^?]*\?=(?:\s*=\?[^?\s]{1,60}\?[bBqQ]\?[^?]*\?=)*/g

/**
 * The decoded value is the source of `text`: encoded words stand in it as what they say.
 * @param value as it stands, folds included
 */
export function readableValue(value: string): { readonly decoded: string; readonly readable: ReadableValue } {
  const runs: Run[] = []
  let decoded = ''
  let after = 0
  for (const match of value.matchAll(RUN)) {
    decoded += value.slice(after, match.index)
    const text = decodeWords(match[0].replace(/\r?\n/g, ''))
    runs.push({ start: match.index, end: match.index + match[0].length, decoded: text, at: decoded.length })
    decoded += text
    after = match.index + match[0].length
  }
  decoded += value.slice(after)
  return { decoded, readable: { text: normalised(rewritten(mapped(decoded), /\r?\n(?=[ \t])/g, () => '')), runs } }
}

/** Whether what is written must stay a phrase (RFC 5322 §3.2.5): in address fields it must, in a subject it need not. */
export type WordStyle = 'unstructured' | 'phrase'

/** @param edits of the decoded value @returns edits of the value as it stands */
export function writeValue({ runs }: ReadableValue, edits: readonly TextEdit[], style: WordStyle): TextEdit[] {
  const written: TextEdit[] = []
  const inRun = new Map<Run, TextEdit[]>()
  for (const edit of edits) {
    const touched = runs.filter((run) => edit.start < run.at + run.decoded.length && edit.end > run.at)
    let rest = edit
    for (const run of touched) {
      const [from, to] = [run.at, run.at + run.decoded.length]
      if (rest.start < from) written.push({ start: place(runs, rest.start), end: run.start, text: rest.text })
      const text = rest.start < from ? '' : rest.text
      const inner = { start: Math.max(0, rest.start - from), end: Math.min(to, rest.end) - from, text }
      inRun.set(run, [...(inRun.get(run) ?? []), inner])
      rest = { start: Math.min(to, rest.end), end: rest.end, text: '' }
    }
    if (rest.end > rest.start || touched.length === 0)
      written.push({ start: place(runs, rest.start), end: place(runs, rest.end), text: rest.text })
  }
  for (const [run, inner] of inRun)
    written.push({ start: run.start, end: run.end, text: encodeRun(spliced(run.decoded, inOrder(inner)), style) })
  return inOrder(written)
}

function spliced(text: string, edits: readonly TextEdit[]): string {
  let made = ''
  let at = 0
  for (const edit of edits) {
    made += text.slice(at, edit.start) + edit.text
    at = edit.end
  }
  return made + text.slice(at)
}

/** From an offset in the decoded value, outside of every run, to the one in the value as it stands. */
function place(runs: readonly Run[], at: number): number {
  let moved = at
  for (const run of runs) if (run.at + run.decoded.length <= at) moved += run.end - run.start - run.decoded.length
  return moved
}

/** Text for an unstructured field, or a phrase: plain where it can be, else encoded words in UTF-8 that part at blanks. */
export function encodeRun(text: string, style: WordStyle): string {
  const plain =
    /^[\x20-\x7e]*$/.test(text) && !text.includes('=?') && (style === 'unstructured' || /^[\w!#$%&'*+\-/=?^`{|}~ ]*$/.test(text))
  if (plain) return folded(text)
  const words: string[] = []
  let chunk = ''
  const flush = () => {
    if (chunk !== '') words.push(`=?UTF-8?B?${Buffer.from(chunk, 'utf8').toString('base64')}?=`)
    chunk = ''
  }
  for (const piece of text.match(/\s*\S+|\s+/g) ?? []) {
    if (Buffer.byteLength(chunk + piece) <= ENCODED_BYTES) {
      chunk += piece
      continue
    }
    flush()
    for (const char of piece) {
      if (Buffer.byteLength(chunk + char) > ENCODED_BYTES) flush()
      chunk += char
    }
  }
  flush()
  return words.join('\r\n ')
}

/** RFC 2047 §2: an encoded word has at most 75 characters. */
const ENCODED_BYTES = 45

/** A long line is broken before a blank between words (RFC 5322 §2.2.3): unfolding gives back every blank. */
function folded(text: string): string {
  let line = 0
  return text.replace(/ *[^ ]+/g, (piece) => {
    const breaks = line > 0 && line + piece.length > 70 && piece.startsWith(' ')
    line = breaks ? piece.length : line + piece.length
    return breaks ? `\r\n${piece}` : piece
  })
}
