// Edits of a text as edits of the bytes that it was decoded from, in its own charset and transfer encoding (RFC 2045 §6). Where a charset cannot be
// followed character by character, or cannot hold what comes in, nothing is given back, and the part is written anew (write-part.ts).
import { isAscii, isUtf8 } from 'node:buffer'
import type { Edit } from '../../domain/edit-script.ts'
import type { TextEdit } from './mapped-text.ts'

const SINGLE_BYTE = /^(?:us-ascii|ascii|iso-8859-\d{1,2}|windows-125\d|koi8-[ru]|macintosh|)$/

/** @param text the bytes decoded @returns undefined where the charset is not followed */
export function byteEdits(bytes: Buffer, text: string, charset: string, edits: readonly TextEdit[]): Edit[] | undefined {
  if (edits.length === 0) return []
  const offsetOf = offsets(bytes, text, charset)
  if (!offsetOf || (!offsetOf.utf8 && edits.some((edit) => !isAscii(Buffer.from(edit.text, 'utf8'))))) return undefined
  return edits.map((edit) => {
    const at = offsetOf.next(edit.start)
    return { at, remove: offsetOf.next(edit.end) - at, insert: Buffer.from(edit.text, 'utf8').toString('latin1') }
  })
}

/** Asked with rising offsets, so that one pass over the text serves all edits. */
function offsets(bytes: Buffer, text: string, charset: string): { readonly utf8: boolean; next(at: number): number } | undefined {
  if (isAscii(bytes) && bytes.length === text.length) return { utf8: false, next: (at) => at }
  const mark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
  if (isUtf8(bytes) && Buffer.from(text, 'utf8').equals(bytes.subarray(mark))) {
    let units = 0
    let length = mark
    const next = (at: number) => {
      if (at < units) {
        units = 0
        length = mark
      }
      length += Buffer.byteLength(text.slice(units, at), 'utf8')
      units = at
      return length
    }
    return { utf8: true, next }
  }
  return SINGLE_BYTE.test(charset) && bytes.length === text.length ? { utf8: false, next: (at) => at } : undefined
}

/** Edits of decoded bytes as one edit of the base64 that they came from: lines stay as long as they were. */
export function base64Edits(raw: Buffer, at: number, edits: readonly Edit[]): Edit[] {
  if (edits.length === 0) return []
  const lineEnd = raw.indexOf('\r\n')
  const width = Math.floor(Math.min(lineEnd > 0 ? lineEnd : 76, 996) / 4) * 4 || 76
  let end = raw.length
  while (end > 0 && (raw[end - 1] as number) <= 0x20) end--
  return [{ at, remove: end, base64: { width, edits } }]
}

const EQUALS = 0x3d
const SOFT_BREAK = '=\r\n'

/** Edits of decoded bytes as edits of the quoted-printable that they came from; what was soft-broken is broken again. */
export function quotedPrintableEdits(raw: Buffer, at: number, edits: readonly Edit[]): Edit[] {
  let position = 0
  let decoded = 0
  /** @param inner the offset behind the soft breaks in front of the byte, where the byte itself begins */
  const seek = (target: number, inner: boolean) => {
    while (decoded < target && position < raw.length) {
      const step = stepAt(raw, position)
      position += step.length
      decoded += step.bytes
    }
    while (inner && position < raw.length && stepAt(raw, position).bytes === 0) position += stepAt(raw, position).length
    return position
  }
  return edits.map((edit) => {
    const start = seek(edit.at, edit.remove > 0)
    const end = seek(edit.at + edit.remove, false)
    return { at: at + start, remove: end - start, insert: quotedPrintable(edit.insert ?? '', raw.subarray(start, end)) }
  })
}

/** One step of the decoder (transfer-encoding.ts): how many characters it takes, and how many bytes they give. */
function stepAt(raw: Buffer, at: number): { readonly length: number; readonly bytes: 0 | 1 } {
  if (raw[at] !== EQUALS) return { length: 1, bytes: 1 }
  if (/^[0-9a-f]{2}$/i.test(raw.subarray(at + 1, at + 3).toString('latin1'))) return { length: 3, bytes: 1 }
  const soft = /^=[ \t]*(?:\r?\n|$)/.exec(raw.subarray(at, at + 1000).toString('latin1'))
  return soft ? { length: soft[0].length, bytes: 0 } : { length: 1, bytes: 1 }
}

function quotedPrintable(bytes: string, removed: Buffer): string {
  let encoded = ''
  let line = 0
  for (const [index, char] of [...bytes].entries()) {
    const code = char.charCodeAt(0)
    const piece =
      char === '\r' || char === '\n' || (code >= 0x20 && code < 0x7f && code !== EQUALS && !(code === 0x20 && bytes[index + 1] === '\r'))
        ? char
        : `=${code.toString(16).toUpperCase().padStart(2, '0')}`
    line = char === '\n' ? 0 : line + piece.length
    // RFC 2045 §6.7: no line is longer than 76 characters.
    if (line > 72) {
      encoded += SOFT_BREAK
      line = piece.length
    }
    encoded += piece
  }
  const was = removed.toString('latin1')
  const broken = was.includes('\n') && was.includes('=')
  if (encoded.length <= was.replace(/=[ \t]*\r?\n/g, '').length) return broken && was !== encoded ? `${encoded}${SOFT_BREAK}` : encoded
  return `${SOFT_BREAK}${encoded}${SOFT_BREAK}`
}
