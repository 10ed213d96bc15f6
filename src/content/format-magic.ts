// What bytes really are: first bytes of well-known formats (told by the formats' own specifications and by IANA's registrations).
import { isUtf8 } from 'node:buffer'

export interface Magic {
  readonly type: string
  readonly label: string
  readonly at?: number
  /** latin1. */
  readonly bytes: string
  /** The whole format is written in characters, so that looking like text says nothing against it. */
  readonly written?: boolean
  /** Too short to count by itself: only where the part claims to be a picture, sound, video or font. */
  readonly weak?: boolean
}

/** Order matters where one begins like another. */
const MAGICS: readonly Magic[] = [
  { type: 'application/pdf', label: 'PDF', bytes: '%PDF-', written: true },
  { type: 'application/zip', label: 'ZIP', bytes: 'PK\x03\x04' },
  { type: 'application/zip', label: 'ZIP', bytes: 'PK\x05\x06' },
  { type: 'application/zip', label: 'ZIP', bytes: 'PK\x07\x08' },
  { type: 'application/gzip', label: 'GZIP', bytes: '\x1f\x8b' },
  { type: 'application/vnd.rar', label: 'RAR', bytes: 'Rar!\x1a\x07' },
  { type: 'application/x-7z-compressed', label: '7z', bytes: '7z\xbc\xaf\x27\x1c' },
  { type: 'application/x-bzip2', label: 'bzip2', bytes: 'BZh' },
  { type: 'application/x-xz', label: 'xz', bytes: '\xfd7zXZ\x00' },
  { type: 'application/zstd', label: 'Zstandard', bytes: '\x28\xb5\x2f\xfd' },
  { type: 'application/vnd.ms-cab-compressed', label: 'CAB', bytes: 'MSCF\x00' },
  { type: 'application/x-ole-storage', label: 'legacy Office or Outlook document', bytes: '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' },
  { type: 'application/vnd.ms-outlook', label: 'Outlook store', bytes: '!BDN' },
  { type: 'application/vnd.ms-tnef', label: 'TNEF (winmail.dat)', bytes: '\x78\x9f\x3e\x22' },
  // Word takes `{\rt` already.
  { type: 'application/rtf', label: 'RTF', bytes: '{\\rt', written: true },
  { type: 'application/postscript', label: 'PostScript', bytes: '%!PS', written: true },
  { type: 'application/x-sqlite3', label: 'database', bytes: 'SQLite format 3\x00' },
  { type: 'application/x-msdownload', label: 'program', bytes: 'MZ' },
  { type: 'application/x-executable', label: 'program', bytes: '\x7fELF' },
  { type: 'image/png', label: 'image', bytes: '\x89PNG\r\n\x1a\n' },
  { type: 'image/jpeg', label: 'image', bytes: '\xff\xd8\xff' },
  { type: 'image/gif', label: 'image', bytes: 'GIF87a' },
  { type: 'image/gif', label: 'image', bytes: 'GIF89a' },
  { type: 'image/tiff', label: 'image', bytes: 'II*\x00' },
  { type: 'image/tiff', label: 'image', bytes: 'MM\x00*' },
  { type: 'image/webp', label: 'image', at: 8, bytes: 'WEBP' },
  { type: 'image/jp2', label: 'image', bytes: '\x00\x00\x00\x0cjP  ' },
  { type: 'image/vnd.adobe.photoshop', label: 'image', bytes: '8BPS' },
  { type: 'image/vnd.microsoft.icon', label: 'image', bytes: '\x00\x00\x01\x00' },
  { type: 'image/wmf', label: 'image', bytes: '\xd7\xcd\xc6\x9a' },
  { type: 'image/emf', label: 'image', at: 40, bytes: ' EMF' },
  { type: 'audio/wav', label: 'sound', at: 8, bytes: 'WAVE' },
  { type: 'audio/aiff', label: 'sound', at: 8, bytes: 'AIF' },
  { type: 'video/x-msvideo', label: 'video', at: 8, bytes: 'AVI ' },
  { type: 'audio/mpeg', label: 'sound', bytes: 'ID3' },
  { type: 'audio/ogg', label: 'sound', bytes: 'OggS' },
  { type: 'audio/flac', label: 'sound', bytes: 'fLaC' },
  { type: 'audio/amr', label: 'sound', bytes: '#!AMR' },
  { type: 'audio/midi', label: 'sound', bytes: 'MThd' },
  { type: 'video/mp4', label: 'video', at: 4, bytes: 'ftyp' },
  { type: 'video/quicktime', label: 'video', at: 4, bytes: 'moov' },
  { type: 'video/quicktime', label: 'video', at: 4, bytes: 'mdat' },
  { type: 'video/webm', label: 'video', bytes: '\x1a\x45\xdf\xa3' },
  { type: 'video/x-ms-asf', label: 'video', bytes: '\x30\x26\xb2\x75' },
  { type: 'video/mpeg', label: 'video', bytes: '\x00\x00\x01\xba' },
  { type: 'font/ttf', label: 'font', bytes: '\x00\x01\x00\x00\x00' },
  { type: 'font/otf', label: 'font', bytes: 'OTTO' },
  { type: 'font/collection', label: 'font', bytes: 'ttcf' },
  { type: 'font/woff', label: 'font', bytes: 'wOFF' },
  { type: 'font/woff2', label: 'font', bytes: 'wOF2' },
  { type: 'application/x-tar', label: 'TAR', at: 257, bytes: 'ustar' },
  { type: 'image/bmp', label: 'image', bytes: 'BM', weak: true },
  { type: 'image/vnd.microsoft.icon', label: 'image', bytes: '\x00\x00\x02\x00', weak: true },
  { type: 'image/jxl', label: 'image', bytes: '\xff\x0a', weak: true },
  { type: 'image/wmf', label: 'image', bytes: '\x01\x00\x09\x00', weak: true },
  { type: 'audio/mpeg', label: 'sound', bytes: '\xff\xfb', weak: true },
  { type: 'audio/mpeg', label: 'sound', bytes: '\xff\xfa', weak: true },
  { type: 'audio/mpeg', label: 'sound', bytes: '\xff\xf3', weak: true },
  { type: 'audio/mpeg', label: 'sound', bytes: '\xff\xf2', weak: true },
  { type: 'audio/aac', label: 'sound', bytes: '\xff\xf1', weak: true },
  { type: 'audio/aac', label: 'sound', bytes: '\xff\xf9', weak: true },
  { type: 'audio/basic', label: 'sound', bytes: '.snd', weak: true },
  { type: 'audio/x-caf', label: 'sound', bytes: 'caff', weak: true },
  { type: 'video/mpeg', label: 'video', bytes: '\x00\x00\x01\xb3', weak: true },
  { type: 'video/mp2t', label: 'video', bytes: 'G@', weak: true },
  { type: 'video/x-flv', label: 'video', bytes: 'FLV\x01', weak: true },
]

/** Media types of the formats above, for the closed list of known types. */
export const MAGIC_TYPES: ReadonlySet<string> = new Set(MAGICS.map((magic) => magic.type))

/** Readers of PDF accept its mark anywhere in here (ISO 32000-1, implementation notes on its header). */
const PDF_HEAD = 1024

export interface MagicContext {
  /** The part claims to be a picture, sound, video or font. */
  readonly media: boolean
  /** A mail program shows it as running text: what it mentions is no format. */
  readonly shownAsText: boolean
  readonly looksLikeText: () => boolean
}

/** @returns the format that the first bytes tell, undefined where they tell none */
export function findMagic(bytes: Buffer, context: MagicContext): Magic | undefined {
  const head = bytes.subarray(0, PDF_HEAD).toString('latin1')
  const magic = MAGICS.find(
    (known) => head.startsWith(known.bytes, known.at ?? 0) && (!known.weak || (context.media && !context.looksLikeText())),
  )
  // A text may begin with the letters of a mark (`MZ`, `The new WAVE`): then the rest decides.
  if (magic && (magic.written || !/^[ -~]+$/.test(magic.bytes) || !context.looksLikeText())) return magic
  if (head.includes('%PDF-') && (!context.shownAsText || /^\s*%PDF-/.test(head))) return MAGICS[0]
  // RTF after blanks or a byte order mark.
  return /^(?:\u00ef\u00bb\u00bf)?\s{0,20}\{\\rt/.test(head) ? MAGICS.find((known) => known.type === 'application/rtf') : undefined
}

/** As bytes: Node looks for a UTF-16 string without end where the haystack begins at an odd address. */
const ENCRYPTED_PACKAGE = Buffer.from('EncryptedPackage', 'utf16le')

/** @returns whether the format says that its content is locked; looks at the whole bytes */
export function isEncrypted(bytes: Buffer, type: string): boolean {
  if (type === 'application/zip') return ((bytes[6] ?? 0) & 1) === 1
  if (type === 'application/pdf') return bytes.includes('/Encrypt', 0, 'latin1')
  return type === 'application/x-ole-storage' && bytes.includes(ENCRYPTED_PACKAGE)
}

/** Valid UTF-8 without NUL, UTF-16 with its mark, or bytes of some 8-bit charset without control characters. */
export function looksLikeText(bytes: Buffer): boolean {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) return true
  if (bytes.includes(0)) return false
  const head = bytes.subarray(0, 8192)
  let controls = 0
  for (const byte of head) if (isControl(byte)) controls++
  return isUtf8(bytes) ? controls * 50 <= head.length : controls === 0
}

export interface ByteMix {
  /** Share of printable ASCII, tab, CR, LF: 0 to 1. */
  readonly printable: number
  readonly zeros: number
  readonly controls: number
}

const WINDOWS = 32
const WINDOW = 128

/** What the bytes are made of, told by samples spread over all of them: a picture's head must not vouch for what follows it. */
export function mixOf(bytes: Buffer): ByteMix {
  const step = Math.max(WINDOW, Math.floor(bytes.length / WINDOWS))
  let seen = 0
  let printable = 0
  let zeros = 0
  let controls = 0
  for (let from = 0; from < bytes.length; from += step) {
    const to = Math.min(bytes.length, from + WINDOW)
    for (let i = from; i < to; i++) {
      const byte = bytes[i] as number
      if (byte === 0) zeros++
      else if (isControl(byte)) controls++
      else if (byte < 0x7f) printable++
    }
    seen += to - from
  }
  return { printable: printable / seen, zeros: zeros / seen, controls: controls / seen }
}

/** @returns whether a person who opens the bytes in an editor would read them: text with a binary head, UTF-16 without a mark */
export function isMostlyText(bytes: Buffer): boolean {
  const { printable, zeros } = mixOf(bytes)
  return printable >= 0.4 && printable + zeros >= 0.8
}

/** Share of control characters above which bytes are no text in any charset that keeps ASCII: random bytes have nine in a hundred. */
export const MAX_CONTROLS = 0.05
/** Fewer prove nothing: a short text may have one of them in a word. */
const MIN_CONTROLS = 8
/** Backspace in what was made for printers, shifts of ISO-2022, separators of EDI and HL7. */
const OF_TEXTS: ReadonlySet<number> = new Set([0x08, 0x0b, 0x0e, 0x0f, 0x1c, 0x1d, 0x1e, 0x1f])

/** @returns whether the bytes are text in no reading: too many control characters for a charset that keeps ASCII, and no UTF-16 or UTF-32 either */
export function isNoText(bytes: Buffer): boolean {
  const { zeros, controls } = mixOf(bytes)
  if (controls + zeros <= MAX_CONTROLS) return false
  const plain = isUtf8(bytes)
  let strange = 0
  for (const byte of bytes) if (isControl(byte) && !(plain && OF_TEXTS.has(byte))) strange++
  return strange >= MIN_CONTROLS && strange > bytes.length * MAX_CONTROLS && !isWideText(bytes)
}

/** Of random units of two bytes, one in eight is a surrogate without its pair, private or not assigned. */
const MAX_STRANGE_UNITS = 0.05
const STRANGE_UNIT = /[\p{Cs}\p{Co}\p{Cn}\ufffd]|(?![\t\n\f\r])\p{Cc}/gu

/** @returns whether UTF-16 or UTF-32 makes a text of the bytes, in either byte order */
function isWideText(bytes: Buffer): boolean {
  const even = bytes.subarray(0, bytes.length & ~1)
  const little = even.toString('utf16le')
  const big = Buffer.from(even).swap16().toString('utf16le')
  return [little, big].some((text) => {
    // UTF-32 has a zero in every second unit.
    const units = text.replace(/\0([^\0])|([^\0])\0/g, '$1$2')
    return (units.match(STRANGE_UNIT)?.length ?? 0) <= units.length * MAX_STRANGE_UNITS
  })
}

function isControl(byte: number): boolean {
  return byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d && byte !== 0x0c && byte !== 0x1b
}
