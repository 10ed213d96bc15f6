// What a part really is: told by its bytes first, then by its declared type and name, and what that means for reading it.
import { isUtf8 } from 'node:buffer'

/** How a leaf is read. `text` and `html` become text parts; `none` is uninspectable with its reason. */
export type Reading =
  | { readonly as: 'text' | 'html' | 'folded' | 'empty'; readonly type: string }
  | {
      readonly as: 'none'
      readonly type: string
      readonly why: string
      readonly opaque: boolean
      readonly encrypted: boolean
      /** The bytes are text all the same (an armour, a PEM file, a lie in the header): the text is read beside. */
      readonly alsoText: boolean
    }

interface Magic {
  readonly type: string
  readonly label: string
  readonly at?: number
  readonly bytes: string
}

const OPAQUE_FAMILIES = /^(?:image|audio|video|font)\//
const OPAQUE_TYPES = new Set([
  'application/pkcs7-signature',
  'application/x-pkcs7-signature',
  'application/pgp-signature',
  'application/pgp-keys',
  'application/pkix-cert',
  'application/pkix-crl',
  'application/x-x509-ca-cert',
  'application/x-x509-user-cert',
  'application/x-pem-file',
])

/** First bytes of well-known formats, as latin1 text. Order matters where one begins like another. */
const MAGICS: readonly Magic[] = [
  { type: 'application/pdf', label: 'PDF', bytes: '%PDF-' },
  { type: 'application/zip', label: 'ZIP', bytes: 'PK\x03\x04' },
  { type: 'application/zip', label: 'ZIP', bytes: 'PK\x05\x06' },
  { type: 'application/gzip', label: 'GZIP', bytes: '\x1f\x8b' },
  { type: 'application/vnd.rar', label: 'RAR', bytes: 'Rar!\x1a\x07' },
  { type: 'application/x-7z-compressed', label: '7z', bytes: '7z\xbc\xaf\x27\x1c' },
  { type: 'application/x-bzip2', label: 'bzip2', bytes: 'BZh' },
  { type: 'application/x-xz', label: 'xz', bytes: '\xfd7zXZ\x00' },
  { type: 'application/zstd', label: 'Zstandard', bytes: '\x28\xb5\x2f\xfd' },
  { type: 'application/x-ole-storage', label: 'legacy Office or Outlook document', bytes: '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' },
  { type: 'application/vnd.ms-tnef', label: 'TNEF (winmail.dat)', bytes: '\x78\x9f\x3e\x22' },
  { type: 'application/rtf', label: 'RTF', bytes: '{\\rtf' },
  { type: 'application/postscript', label: 'PostScript', bytes: '%!PS' },
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
  { type: 'image/vnd.microsoft.icon', label: 'image', bytes: '\x00\x00\x01\x00' },
  { type: 'audio/wav', label: 'sound', at: 8, bytes: 'WAVE' },
  { type: 'video/x-msvideo', label: 'video', at: 8, bytes: 'AVI ' },
  { type: 'audio/mpeg', label: 'sound', bytes: 'ID3' },
  { type: 'audio/ogg', label: 'sound', bytes: 'OggS' },
  { type: 'audio/flac', label: 'sound', bytes: 'fLaC' },
  { type: 'audio/amr', label: 'sound', bytes: '#!AMR' },
  { type: 'audio/midi', label: 'sound', bytes: 'MThd' },
  { type: 'video/mp4', label: 'video', at: 4, bytes: 'ftyp' },
  { type: 'video/quicktime', label: 'video', at: 4, bytes: 'moov' },
  { type: 'video/webm', label: 'video', bytes: '\x1a\x45\xdf\xa3' },
  { type: 'video/x-ms-asf', label: 'video', bytes: '\x30\x26\xb2\x75' },
  { type: 'video/mpeg', label: 'video', bytes: '\x00\x00\x01\xba' },
  { type: 'font/ttf', label: 'font', bytes: '\x00\x01\x00\x00\x00' },
  { type: 'font/otf', label: 'font', bytes: 'OTTO' },
  { type: 'font/woff', label: 'font', bytes: 'wOFF' },
  { type: 'font/woff2', label: 'font', bytes: 'wOF2' },
]

/** Those whose first bytes may also begin an ordinary text: their words count only if the rest is no text either. */
const TEXTUAL_MAGIC = new Set(['BZh', 'MZ', 'ID3', 'II*\x00', 'OTTO', 'GIF87a', 'GIF89a', 'MThd', 'OggS'])

const BY_NAME: Readonly<Record<string, string>> = {
  htm: 'text/html',
  html: 'text/html',
  xhtml: 'text/html',
  ics: 'text/calendar',
  vcf: 'text/vcard',
  csv: 'text/csv',
  xml: 'text/xml',
  json: 'application/json',
}

/** @param declared media type of the header, lower case @param name decoded file name or '' @param parameters for S/MIME's smime-type */
export function howToRead(bytes: Buffer, declared: string, name: string, parameters: ReadonlyMap<string, readonly string[]>): Reading {
  if (bytes.length === 0) return { as: 'empty', type: declared }
  const magic = findMagic(bytes)
  const claimsText = declared.startsWith('text/')
  if (magic) return unreadable(magic, isEncrypted(bytes, magic.type), claimsText)
  const armour = pgpArmour(bytes)
  if (claimsText && armour === undefined) return { as: textReading(bytes, declared, name), type: textType(declared, name) }
  const textual = looksLikeText(bytes)
  if (declared === 'application/pkcs7-mime' || declared === 'application/x-pkcs7-mime') return smime(declared, parameters, textual)
  if (armour === 'encrypted') return { ...ENCRYPTED_PGP, alsoText: textual }
  if (OPAQUE_TYPES.has(declared) && (!textual || armour === 'opaque' || isPem(bytes))) {
    return opaque(declared, 'signature, certificate or key', textual)
  }
  if (armour === 'opaque') return opaque('application/pgp-keys', 'signature or public key', textual)
  if (textual) return { as: textReading(bytes, declared, name), type: textType(declared, name) }
  if (OPAQUE_FAMILIES.test(declared)) return opaque(declared, 'image, sound, video or font', false)
  return { as: 'none', type: declared, why: 'unknown binary format', opaque: false, encrypted: false, alsoText: false }
}

const ENCRYPTED_PGP = { as: 'none', type: 'application/pgp-encrypted', why: 'encrypted (OpenPGP)', opaque: false, encrypted: true } as const

function unreadable(magic: Magic, encrypted: boolean, alsoText: boolean): Reading {
  if (OPAQUE_FAMILIES.test(magic.type)) return opaque(magic.type, magic.label, alsoText)
  const why = encrypted ? `encrypted ${magic.label}` : `${magic.label} is not read yet`
  return { as: 'none', type: magic.type, why, opaque: false, encrypted, alsoText }
}

function opaque(type: string, label: string, alsoText: boolean): Reading {
  return { as: 'none', type, why: `${label}: content not read`, opaque: true, encrypted: false, alsoText }
}

function smime(type: string, parameters: ReadonlyMap<string, readonly string[]>, alsoText: boolean): Reading {
  const kind = (parameters.get('smime-type')?.[0] ?? '').toLowerCase()
  if (kind === 'certs-only' && !alsoText) return opaque(type, 'certificate', false)
  const signed = kind === 'signed-data'
  const why = signed ? 'S/MIME signed data is not read yet' : 'encrypted (S/MIME)'
  return { as: 'none', type, why, opaque: false, encrypted: !signed, alsoText }
}

function findMagic(bytes: Buffer): Magic | undefined {
  const head = bytes.subarray(0, 32).toString('latin1')
  const magic = MAGICS.find((known) => head.startsWith(known.bytes, known.at ?? 0))
  return magic && TEXTUAL_MAGIC.has(magic.bytes) && looksLikeText(bytes) ? undefined : magic
}

function isEncrypted(bytes: Buffer, type: string): boolean {
  if (type === 'application/zip') return ((bytes[6] ?? 0) & 1) === 1
  if (type === 'application/pdf') return bytes.includes('/Encrypt', 0, 'latin1')
  if (type === 'application/x-ole-storage') return bytes.includes('EncryptedPackage', 0, 'utf16le')
  return false
}

/** @returns what an OpenPGP armour (RFC 9580 §6.2) at the head of the bytes holds */
export function pgpArmour(bytes: Buffer): 'encrypted' | 'opaque' | undefined {
  const head = bytes.subarray(0, 200).toString('latin1').trimStart()
  if (!head.startsWith('-----BEGIN PGP ')) return undefined
  if (head.startsWith('MESSAGE', 15)) return 'encrypted'
  return head.startsWith('SIGNATURE-', 15) || head.startsWith('PUBLIC KEY', 15) ? 'opaque' : undefined
}

function isPem(bytes: Buffer): boolean {
  return /^\s{0,20}(?:Bag Attributes|-----BEGIN (?:CERTIFICATE|PKCS7|CMS|X509 CRL|PUBLIC KEY)-----)/.test(
    bytes.subarray(0, 200).toString('latin1'),
  )
}

/** Valid UTF-8 without NUL, UTF-16 with its mark, or bytes of some 8-bit charset without control characters. */
function looksLikeText(bytes: Buffer): boolean {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) return true
  if (bytes.includes(0)) return false
  const head = bytes.subarray(0, 8192)
  let controls = 0
  for (const byte of head) if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d && byte !== 0x0c && byte !== 0x1b) controls++
  return isUtf8(bytes) ? controls * 50 <= head.length : controls === 0
}

function textReading(bytes: Buffer, declared: string, name: string): 'text' | 'html' | 'folded' {
  const type = textType(declared, name)
  if (
    type === 'text/html' ||
    type === 'application/xhtml+xml' ||
    type === 'image/svg+xml' ||
    type === 'text/enriched' ||
    type === 'text/richtext'
  )
    return 'html'
  if (type === 'text/calendar' || type === 'text/vcard' || type === 'text/x-vcard' || type === 'text/directory') return 'folded'
  if (type === 'text/plain') return 'text'
  return /^\s{0,100}(?:<!doctype html|<html)/i.test(bytes.subarray(0, 300).toString('latin1')) ? 'html' : 'text'
}

function textType(declared: string, name: string): string {
  if (declared.startsWith('text/') && declared !== 'text/plain') return declared
  const byName = BY_NAME[name.slice(name.lastIndexOf('.') + 1).toLowerCase()]
  if (byName) return byName
  return declared.startsWith('text/') || /[/+](?:json|xml|yaml|x-yaml|javascript|ics|csv)$/.test(declared) ? declared : 'text/plain'
}
