// Bytes to text by charset label (RFC 2978 names, WHATWG tables through TextDecoder, the rest through iconv-lite). Step 2, inspect.
// ASCII digits are what detectors need most, so a wrong or unknown label costs a note, not the reading: the bytes are read as UTF-8 if they are
// valid UTF-8, else as windows-1252. Only a charset in which even ASCII looks different and that we cannot read is `unreadable`.
import { isAscii, isUtf8 } from 'node:buffer'
import { TextDecoder } from 'node:util'
import iconv from 'iconv-lite'

export interface DecodedText {
  readonly text: string
  /** What a program that ignores the label would show, where that differs. */
  readonly other?: string
  readonly note?: string
  /** The charset cannot be read at all, and its ASCII is not ASCII. */
  readonly unreadable?: string
}

/** Charsets that keep ASCII where it is: for pure ASCII bytes no table is needed. */
const ASCII_SAFE =
  /^(?:us-ascii|ascii|ansi_x3\.4-19(?:68|86)|utf-?8|iso-8859-\d{1,2}|iso_8859-\d{1,2}|latin-?\d|windows-\d{3,4}|cp125\d|koi8-[ru]|gb2312|gbk|gb18030|big5|euc-(?:jp|kr)|shift_jis|macintosh|tis-620)$/
const WIDE = /^(?:utf-?16|utf-?32|ucs-?[24]|iso-10646-ucs-[24])/
const EBCDIC = /^(?:ebcdic|(?:ibm|cp|ccsid)0*(?:37|273|277|278|280|284|285|290|297|420|424|500|870|871|880|905|1026|1047|11[0-4]\d)$)/
const latin1 = new TextDecoder('windows-1252')
const decoders = new Map<string, TextDecoder | null>()

/** @param label charset of the header field, '' where none is given */
export function decodeText(bytes: Buffer, label: string): DecodedText {
  const charset = label.toLowerCase()
  const marked = byteOrderMark(bytes)
  if (marked) return { text: iconv.decode(bytes, marked) }
  const ascii = isAscii(bytes)
  if (ascii && (charset === '' || ASCII_SAFE.test(charset))) return { text: bytes.toString('latin1') }
  if (/^(?:x-)?(?:unicode-1-1-)?utf-?7$/.test(charset)) {
    const raw = guess(bytes)
    const text = iconv.decode(bytes, 'utf-7')
    return text === raw ? { text } : { text, other: raw, note: 'utf-7' }
  }
  if (EBCDIC.test(charset)) return { text: '', unreadable: `the charset ${safeLabel(charset)} is not read` }
  if (charset === '' || charset === 'us-ascii' || charset === 'ascii') return { text: guess(bytes), ...(ascii ? {} : { note: 'raw-8bit' }) }
  if (charset === 'utf-8' || charset === 'utf8') {
    return isUtf8(bytes) ? { text: bytes.toString('utf8') } : { text: latin1.decode(bytes), note: 'bad-utf8' }
  }
  const known = decodeKnown(bytes, charset)
  if (known === undefined) return { text: guess(bytes), note: `unknown-charset:${safeLabel(charset)}` }
  // A wide charset named for bytes that are plain ASCII: most programs give up and show the ASCII.
  return ascii && WIDE.test(charset) ? { text: known, other: bytes.toString('latin1'), note: 'wide-charset-on-ascii' } : { text: known }
}

function decodeKnown(bytes: Buffer, charset: string): string | undefined {
  let decoder = decoders.get(charset)
  if (decoder === undefined) {
    decoder = makeDecoder(charset)
    if (decoders.size < 100) decoders.set(charset, decoder)
  }
  if (decoder) return decoder.decode(bytes)
  return iconv.encodingExists(charset) ? iconv.decode(bytes, charset) : undefined
}

function makeDecoder(charset: string): TextDecoder | null {
  try {
    const decoder = new TextDecoder(charset)
    return decoder.encoding === 'replacement' ? null : decoder
  } catch {
    return null
  }
}

function guess(bytes: Buffer): string {
  if (isAscii(bytes)) return bytes.toString('latin1')
  return isUtf8(bytes) ? bytes.toString('utf8') : latin1.decode(bytes)
}

function byteOrderMark(bytes: Buffer): string | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return isUtf8(bytes) ? 'utf-8' : undefined
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes[2] === 0 && bytes[3] === 0 ? 'utf-32le' : 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  return bytes[0] === 0 && bytes[1] === 0 && bytes[2] === 0xfe && bytes[3] === 0xff ? 'utf-32be' : undefined
}

/** Labels go into notes and so into the ledger: only what can be a charset name. */
function safeLabel(charset: string): string {
  return charset.replace(/[^a-z0-9._:-]/g, '').slice(0, 30)
}
