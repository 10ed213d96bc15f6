// Bytes to text by charset label (RFC 2978 names, WHATWG tables through TextDecoder, the rest through iconv-lite). Step 2, inspect.
// ASCII digits are what detectors need most, so a wrong or unknown label costs a note, not the reading: the bytes are read as UTF-8 if they are
// valid UTF-8, else as windows-1252. Only a charset in which even ASCII looks different and that we cannot read is `unreadable`.
import { isAscii, isUtf8 } from 'node:buffer'
import { TextDecoder } from 'node:util'
import iconv from 'iconv-lite'

export interface DecodedText {
  readonly text: string
  /** What other programs would show, where that differs: they ignore the label, or take the other byte order. */
  readonly others: readonly string[]
  readonly note?: string
  /** The charset cannot be read at all, and its ASCII is not ASCII. */
  readonly unreadable?: string
}

/** Charsets that keep ASCII where it is: for pure ASCII bytes no table is needed. */
const ASCII_SAFE =
  /^(?:us-ascii|ascii|ansi_x3\.4-19(?:68|86)|utf-?8|iso-8859-\d{1,2}|iso_8859-\d{1,2}|latin-?\d|windows-\d{3,4}|cp125\d|koi8-[ru]|gb2312|gbk|gb18030|big5|euc-(?:jp|kr)|shift_jis|macintosh|tis-620)$/
const WIDE = /^(?:utf-?16|utf-?32|ucs-?[24]|iso-10646-ucs-[24]|unicode$|csunicode$)/
/** Wide, and silent about the byte order: RFC 2781 §4.3 says big-endian, the WHATWG and most programs little-endian. */
const EITHER_ORDER = /^(?:utf-?16|utf-?32|ucs-?[24]|iso-10646-ucs-[24]|unicode|csunicode)$/
const UTF7 = /^(?:x-)?(?:unicode-(?:1-1|2-0)-)?utf-?7$/
const EBCDIC =
  /^(?:x-|cs)?(?:ebcdic|(?:ibm|cp|ccsid)-?0*(?:37|273|277|278|280|284|285|290|297|420|423|424|500|838|870|871|875|880|905|924|930|933|935|937|939|1025|1026|1047|11[0-4]\d))/
/** Their plain ASCII bytes may stand for other characters, after a shift; neither library reads them. */
const SHIFTED = /^(?:hz(?:-gb-?2312)?|(?:cs)?iso-?2022-?(?:kr|cn(?:-ext)?)|scsu|bocu-1|(?:x-)?imap4?-modified-utf-?7|utf-7-imap)$/
/** SO, SI, ESC, and the characters that begin a shift in HZ and in IMAP's UTF-7. */
const SHIFTS = [0x0e, 0x0f, 0x1b, 0x7e, 0x26, 0x2b]
/** Labels that are seen in mail and that neither library knows. Only these are named in notes: a label is free text, and notes go into the ledger. */
const KNOWN_UNREAD = new Set('ansi default unknown x-unknown unknown-8bit iso-8859-8-e iso-8859-12 viscii tcvn cesu-8'.split(' '))
const latin1 = new TextDecoder('windows-1252')
const decoders = new Map<string, TextDecoder | null>()

/** @param label charset of the header field, '' where none is given */
export function decodeText(bytes: Buffer, label: string): DecodedText {
  const charset = label.toLowerCase()
  if (EBCDIC.test(charset)) return { text: '', others: [], unreadable: 'an EBCDIC charset is not read' }
  const marked = byteOrderMark(bytes)
  if (marked) return decodeMarked(bytes, marked, charset)
  const ascii = isAscii(bytes)
  if (ascii && (charset === '' || ASCII_SAFE.test(charset))) return { text: bytes.toString('latin1'), others: [] }
  if (UTF7.test(charset)) return withOthers(iconv.decode(bytes, 'utf-7'), [guess(bytes)], 'utf-7')
  if (SHIFTED.test(charset)) return decodeShifted(bytes)
  if (charset === '' || charset === 'us-ascii' || charset === 'ascii')
    return { text: guess(bytes), others: [], ...(ascii ? {} : { note: 'raw-8bit' }) }
  if (charset === 'utf-8' || charset === 'utf8') {
    return isUtf8(bytes) ? { text: bytes.toString('utf8'), others: [] } : { text: latin1.decode(bytes), others: [], note: 'bad-utf8' }
  }
  if (EITHER_ORDER.test(charset)) return decodeEitherOrder(bytes, charset, ascii)
  const known = decodeKnown(bytes, charset)
  if (known === undefined)
    return { text: guess(bytes), others: [], note: `unknown-charset:${KNOWN_UNREAD.has(charset) ? charset : 'other'}` }
  // A wide charset named for bytes that are plain ASCII: most programs give up and show the ASCII.
  return ascii && WIDE.test(charset) ? withOthers(known, [bytes.toString('latin1')], 'wide-charset-on-ascii') : { text: known, others: [] }
}

/** @returns whether plain ASCII bytes mean what they look like in the charset, so that a second label changes nothing */
export function isAsciiSafe(label: string): boolean {
  return label === '' || ASCII_SAFE.test(label.toLowerCase())
}

/** The mark says how to read; a label that says otherwise is what other programs believe. */
function decodeMarked(bytes: Buffer, marked: string, charset: string): DecodedText {
  const text = iconv.decode(bytes, marked)
  if (charset === '' || EITHER_ORDER.test(charset) || charset.replace(/^utf(?=\d)/, 'utf-') === marked) return { text, others: [] }
  if (isAsciiSafe(charset)) return marked === 'utf-8' ? { text, others: [] } : withOthers(text, [latin1.decode(bytes)], 'byte-order-mark')
  const labelled = UTF7.test(charset) ? iconv.decode(bytes, 'utf-7') : decodeKnown(bytes, charset)
  return withOthers(text, labelled === undefined ? [] : [labelled], 'byte-order-mark')
}

function decodeEitherOrder(bytes: Buffer, charset: string, ascii: boolean): DecodedText {
  const width = /32|4$/.test(charset) ? 'utf-32' : 'utf-16'
  const raw = ascii ? [bytes.toString('latin1')] : []
  return withOthers(
    iconv.decode(bytes, `${width}le`),
    [iconv.decode(bytes, `${width}be`), ...raw],
    ascii ? 'wide-charset-on-ascii' : 'no-byte-order-mark',
  )
}

/** As long as nothing shifts, the bytes are the ASCII that they look like. */
function decodeShifted(bytes: Buffer): DecodedText {
  const plain = isAscii(bytes) && !SHIFTS.some((shift) => bytes.includes(shift))
  return plain
    ? { text: bytes.toString('latin1'), others: [] }
    : { text: guess(bytes), others: [], unreadable: 'a charset with shifts is not read' }
}

function withOthers(text: string, candidates: readonly string[], note: string): DecodedText {
  const others = [...new Set(candidates)].filter((other) => other !== text)
  return others.length === 0 ? { text, others } : { text, others, note }
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
