// Files that old programs put between `begin` and `end` lines of a text (POSIX uuencode, both its forms), and the like: BinHex (RFC 1741), yEnc.
// Mail programs show them as attachments, also where the `end` never comes.
import { withLineEnds } from './mail-shape.ts'
import { decodeBase64 } from './transfer-encoding.ts'

export interface UuencodedBlock {
  readonly name: string
  readonly bytes: Buffer
}

export interface UuencodedBlocks {
  readonly blocks: readonly UuencodedBlock[]
  /** There were more than `max`. */
  readonly overflow: boolean
}

const LF = 0x0a
const NONE: UuencodedBlocks = { blocks: [], overflow: false }
// Linear: at each line start a bounded name, or `end`, or `====`.
const MARK = /^[ \t]{0,8}(?:begin(-base64)?[ \t]{1,8}[0-7]{3,5}(?:[ \t]{1,8}([^\n]*))?|(end|====)[ \t]{0,8})$/gim

/** @param given as it is shown: a file may stand in a text of any kind @param max blocks decoded at most */
export function uuencodedBlocks(given: string, max: number): UuencodedBlocks {
  if (!/begin/i.test(given)) return NONE
  const text = given.includes('\r') ? withLineEnds(given, '\n') : given
  const blocks: UuencodedBlock[] = []
  let open: { name: string; base64: boolean; from: number } | undefined
  const finish = (to: number, ended: boolean): boolean => {
    const block = open && readBlock(text, open, to, ended)
    open = undefined
    if (block && blocks.length >= max) return false
    if (block) blocks.push(block)
    return true
  }
  for (const mark of text.matchAll(MARK)) {
    if (open && !finish(mark.index, mark[3] !== undefined)) return { blocks, overflow: true }
    if (mark[3] === undefined) {
      open = { name: (mark[2] ?? '').trim(), base64: mark[1] !== undefined, from: mark.index + mark[0].length }
    }
  }
  return { blocks, overflow: !finish(text.length, false) }
}

function readBlock(text: string, { name, base64, from }: { name: string; base64: boolean; from: number }, to: number, ended: boolean) {
  const body = text.slice(text.indexOf('\n', from) + 1, to)
  if (text.indexOf('\n', from) < 0 || (!ended && !base64 && !looksEncoded(body))) return undefined
  const bytes = Buffer.from(body, 'latin1')
  return { name, bytes: base64 ? decodeBase64(bytes).bytes : decodeUuencode(bytes) }
}

/** Without an `end`, an ordinary line (`begin 500 mg tonight`) must not be taken for a file: one of the next lines has to have the length that it says. */
function looksEncoded(body: string): boolean {
  return body
    .slice(0, 400)
    .split('\n', 5)
    .some((line) => {
      const size = (line.charCodeAt(0) - 32) & 63
      const digits = Math.ceil(size / 3) * 4
      return size > 0 && /^[\x20-\x60]{2,66}$/.test(line) && line.length - 1 <= digits + 2 && (line.length - 1) * 2 >= digits
    })
}

/** @param body the lines between `begin` and `end` */
export function decodeUuencode(body: Buffer): Buffer {
  const out = Buffer.alloc(body.length + 64)
  let length = 0
  let line = 0
  while (line < body.length) {
    const next = body.indexOf(LF, line)
    const end = next < 0 ? body.length : next
    const size = ((body[line] as number) - 32) & 63
    // The decoded bytes never outnumber the encoded ones, or the line is too short for what it says.
    const stop = length + Math.min(size, end - line)
    const digit = (at: number) => (at < end ? ((body[at] as number) - 32) & 63 : 0)
    for (let i = line + 1; i < end && length < stop; i += 4) {
      const bits = (digit(i) << 18) | (digit(i + 1) << 12) | (digit(i + 2) << 6) | digit(i + 3)
      out[length] = bits >> 16
      out[length + 1] = bits >> 8
      out[length + 2] = bits
      length += 3
    }
    length = Math.min(length, stop)
    line = end + 1
  }
  return out.subarray(0, length)
}

/** @returns the name of an encoding that stands in the text and is not read, undefined where there is none */
export function otherEncodingIn(text: string): string | undefined {
  if (text.includes('(This file must be converted with BinHex')) return 'BinHex'
  return text.includes('=ybegin ') && /^=ybegin [^\r\n]{0,200}name=/m.test(text) ? 'yEnc' : undefined
}
