// RTF as tokens (Rich Text Format 1.9.1, conventions): groups, control words with their number, control symbols, bytes. Linear; \bin is skipped by its count.

export type RtfToken =
  | { readonly kind: 'open' }
  | { readonly kind: 'close' }
  | { readonly kind: 'word'; readonly word: string; readonly value: number | undefined }
  /** A byte of the code page in force, written as itself or as \'hh. */
  | { readonly kind: 'byte'; readonly byte: number }
  | { readonly kind: 'symbol'; readonly symbol: string }
  | { readonly kind: 'binary'; readonly bytes: Buffer }

const OPEN = 0x7b
const CLOSE = 0x7d
const BACKSLASH = 0x5c
/** Longest control word that counts; longer ones are none. */
const MAX_WORD = 40

export function* rtfTokens(bytes: Buffer): Generator<RtfToken> {
  let at = 0
  while (at < bytes.length) {
    const byte = bytes[at] as number
    if (byte === OPEN || byte === CLOSE) {
      yield { kind: byte === OPEN ? 'open' : 'close' }
      at++
    } else if (byte === BACKSLASH) {
      const [token, next] = control(bytes, at + 1)
      if (token) yield token
      at = next
    } else {
      // Line ends and NULs mean nothing.
      if (byte !== 0x0d && byte !== 0x0a && byte !== 0) yield { kind: 'byte', byte }
      at++
    }
  }
}

function control(bytes: Buffer, at: number): [token: RtfToken | undefined, next: number] {
  const first = bytes[at]
  if (first === undefined) return [undefined, at]
  if (first === 0x27) {
    const hex = bytes.toString('latin1', at + 1, at + 3)
    return /^[0-9a-f]{2}$/i.test(hex) ? [{ kind: 'byte', byte: Number.parseInt(hex, 16) }, at + 3] : [undefined, at + 1]
  }
  if (!isLetter(first)) return [{ kind: 'symbol', symbol: String.fromCharCode(first) }, at + 1]
  let end = at
  while (isLetter(bytes[end]) && end - at < MAX_WORD) end++
  const word = bytes.toString('latin1', at, end)
  const number = /^-?\d{1,10}/.exec(bytes.toString('latin1', end, end + 11))?.[0]
  let next = end + (number?.length ?? 0)
  if (bytes[next] === 0x20) next++
  const value = number === undefined ? undefined : Number(number)
  if (word !== 'bin') return [{ kind: 'word', word, value }, next]
  const size = Math.max(0, value ?? 0)
  return [{ kind: 'binary', bytes: bytes.subarray(next, next + size) }, next + size]
}

function isLetter(byte: number | undefined): boolean {
  return byte !== undefined && ((byte >= 0x61 && byte <= 0x7a) || (byte >= 0x41 && byte <= 0x5a))
}
