// Splits a header block into fields (RFC 5322 §2.2), in one pass over its lines. First step of reading any MIME entity.
// Lenient where mail programs are: bare LF ends a line, an mbox `From ` line is skipped, a line without a colon is kept as junk to be scanned.
import { isAscii, isUtf8 } from 'node:buffer'
import { decodeWords } from './encoded-words.ts'

export interface RawField {
  readonly name: string
  /** `name` in lower case. */
  readonly key: string
  /** Unfolded, not decoded. */
  readonly raw: string
}

export interface HeaderBlock {
  readonly fields: readonly RawField[]
  /** Lines that are no header field: some programs skip them, some take them for the first line of the body. */
  readonly junk: readonly string[]
  /** Offset of the first byte after the empty line; `end` where there is none. */
  readonly bodyStart: number
  readonly raw8bit: boolean
  /** Fields beyond the cap were not read. */
  readonly overflow: boolean
}

const LF = 0x0a
const CR = 0x0d
const FIELD_NAME = /^[!-9;-~]+$/

/** @param maxFields fields kept; more set `overflow` */
export function readHeaderBlock(bytes: Buffer, start: number, end: number, maxFields: number): HeaderBlock {
  const { headerEnd, bodyStart } = findHeaderEnd(bytes, start, end)
  const block = bytes.subarray(start, headerEnd)
  const ascii = isAscii(block)
  const text = ascii || !isUtf8(block) ? block.toString('latin1') : block.toString('utf8')
  const fields: RawField[] = []
  const junk: string[] = []
  let overflow = false
  let name = ''
  let lines: string[] = []
  const finish = () => {
    if (name === '') return
    if (fields.length >= maxFields) overflow = true
    else fields.push({ name, key: name.toLowerCase(), raw: lines.join('').trim() })
    name = ''
  }
  for (const line of text.split(/\r?\n/)) {
    const first = line.charCodeAt(0)
    if (first === 0x20 || first === 0x09) {
      if (name !== '') lines.push(line)
      else if (line.trim() !== '') junk.push(line)
      continue
    }
    finish()
    const colon = line.indexOf(':')
    const candidate = colon > 0 ? line.slice(0, colon).trimEnd() : ''
    if (candidate !== '' && FIELD_NAME.test(candidate)) {
      name = candidate
      lines = [line.slice(colon + 1)]
    } else if (line !== '' && !/^>?From /.test(line)) junk.push(line)
  }
  finish()
  return { fields, junk, bodyStart, raw8bit: !ascii, overflow }
}

/** The value as a person reads it: RFC 2047 words decoded. */
export function fieldText(field: RawField): string {
  return decodeWords(field.raw)
}

function findHeaderEnd(bytes: Buffer, start: number, end: number): { headerEnd: number; bodyStart: number } {
  let line = start
  while (line < end) {
    const first = bytes[line]
    if (first === LF) return { headerEnd: line, bodyStart: line + 1 }
    if (first === CR && bytes[line + 1] === LF) return { headerEnd: line, bodyStart: Math.min(line + 2, end) }
    const next = bytes.indexOf(LF, line)
    if (next < 0 || next >= end) break
    line = next + 1
  }
  return { headerEnd: end, bodyStart: end }
}
