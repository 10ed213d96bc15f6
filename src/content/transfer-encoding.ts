// Content-Transfer-Encoding (RFC 2045 §6): bytes as they travelled to bytes as they are shown. Linear, never throws.

export interface DecodedBytes {
  readonly bytes: Buffer
  /** Characters that do not belong into this encoding: another program may show the part as it stands. */
  readonly damaged: boolean
}

const CR = 0x0d
const LF = 0x0a
const EQUALS = 0x3d
const PAD = 64
const SPACE = 65
const BAD = 66
const BASE64 = new Uint8Array(256).fill(BAD)
for (const [index, digit] of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].entries())
  BASE64[digit.charCodeAt(0)] = index
for (const space of [0x09, LF, 0x0b, 0x0c, CR, 0x20]) BASE64[space] = SPACE
BASE64[EQUALS] = PAD

const HEX = new Int8Array(256).fill(-1)
for (let value = 0; value < 16; value++) {
  HEX[value.toString(16).charCodeAt(0)] = value
  HEX[value.toString(16).toUpperCase().charCodeAt(0)] = value
}

/** Reads on after padding in the middle (Node's decoder stops there, mail programs do not). */
export function decodeBase64(body: Buffer): DecodedBytes {
  const quick = Buffer.from(body.toString('latin1'), 'base64')
  if (isRegularBase64(body, quick.length)) return { bytes: quick, damaged: false }
  const out = Buffer.allocUnsafe(Math.floor((body.length * 3) / 4) + 3)
  let length = 0
  let bits = 0
  let count = 0
  let damaged = false
  for (let i = 0; i < body.length; i++) {
    const value = BASE64[body[i] as number] as number
    if (value < 64) {
      bits = (bits << 6) | value
      if (++count === 4) {
        out[length++] = bits >> 16
        out[length++] = bits >> 8
        out[length++] = bits
        bits = count = 0
      }
    } else if (value === PAD) {
      length = flushBase64(out, length, bits, count)
      bits = count = 0
    } else if (value === BAD) damaged = true
  }
  length = flushBase64(out, length, bits, count)
  return { bytes: out.subarray(0, length), damaged }
}

function flushBase64(out: Buffer, length: number, bits: number, count: number): number {
  if (count >= 2) out[length++] = count === 2 ? bits >> 4 : bits >> 10
  if (count === 3) out[length++] = bits >> 2
  return length
}

/**
 * Whether equal lines, line ends and padding account for every byte that the decoder skipped: then nothing else can be in it.
 * Spares ordinary attachments the slow loop.
 */
function isRegularBase64(body: Buffer, decodedLength: number): boolean {
  // Node also takes the URL alphabet; mail programs do not.
  if (body.includes(0x2d) || body.includes(0x5f)) return false
  let end = body.length
  while (end > 0 && (BASE64[body[end - 1] as number] as number) === SPACE) end--
  let padding = 0
  while (end > 0 && padding < 3 && body[end - 1] === EQUALS) {
    end--
    padding++
  }
  const lineEnd = body.indexOf(LF)
  const digits = Math.ceil((decodedLength * 4) / 3)
  if (lineEnd < 0 || lineEnd >= end) return digits === end
  const breakLength = lineEnd > 0 && body[lineEnd - 1] === CR ? 2 : 1
  const lines = Math.floor((end - 1) / (lineEnd + 1))
  return digits + lines * breakLength === end
}

/** An `=` that starts no escape stays as it is, as mail programs show it. */
export function decodeQuotedPrintable(body: Buffer): Buffer {
  if (!body.includes(EQUALS)) return body
  const out = Buffer.allocUnsafe(body.length)
  let length = 0
  for (let i = 0; i < body.length; i++) {
    const byte = body[i] as number
    if (byte !== EQUALS) {
      out[length++] = byte
      continue
    }
    const high = HEX[body[i + 1] as number] ?? -1
    const low = HEX[body[i + 2] as number] ?? -1
    if (high >= 0 && low >= 0) {
      out[length++] = (high << 4) | low
      i += 2
      continue
    }
    const next = softBreakEnd(body, i + 1)
    if (next < 0) out[length++] = byte
    else i = next - 1
  }
  return out.subarray(0, length)
}

/** @returns the offset after `[ \t]*` and a line end (or the end of the body), -1 where there is none */
function softBreakEnd(body: Buffer, from: number): number {
  let i = from
  while (body[i] === 0x20 || body[i] === 0x09) i++
  if (i >= body.length || body[i] === LF) return Math.min(i + 1, body.length)
  return body[i] === CR && body[i + 1] === LF ? i + 2 : -1
}
