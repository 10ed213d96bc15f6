// What a part really is, and what that means for reading it: told by its bytes first, then by its declared type and names. Where they contradict each
// other, a reader might take the part for any of them: then it is uninspectable, and what can be read as text is read beside (P5).

import { isDetachedSignature, isOneSequence, isOpenPgpPacket } from './cms.ts'
import type { DocumentFormat } from './extract/extraction.ts'
import { findZip } from './extract/zip-archive.ts'
import { findMagic, isEncrypted, isMostlyText, isNoText, looksLikeText, MAX_CONTROLS, type Magic, mixOf } from './format-magic.ts'
import { type Claims, claimsOf, extensionOf } from './known-types.ts'
import { beginsLikeMail, isMailName } from './mail-shape.ts'
import { decodeBase64 } from './transfer-encoding.ts'

/** How a leaf is read. `text`, `html` and `folded` become text parts; `none` is uninspectable with its reason. */
export type Reading =
  | { readonly as: 'empty'; readonly type: string }
  | {
      readonly as: TextForm
      readonly type: string
      readonly mail: boolean
      /** Shown as text, and text in no charset: read all the same, and uninspectable. */
      readonly noText?: boolean
    }
  | {
      readonly as: 'none'
      readonly type: string
      readonly why: string
      readonly opaque: boolean
      readonly encrypted: boolean
      /** The bytes are text all the same (an armour, a PEM file, a lie in the header): the text is read beside. */
      readonly alsoText: boolean
      /** They begin like a message, or are named like one: that is read beside, too. */
      readonly mail: boolean
      /** An extractor can open it; only where there is none does `why` count. */
      readonly document?: DocumentFormat
    }
export type TextForm = 'text' | 'html' | 'folded' | 'xml' | 'escaped'

/** A part as its header describes it. */
export interface Described {
  /** Media type, lower case. */
  readonly declared: string
  readonly names: readonly string[]
  readonly attached: boolean
  readonly charsets: readonly string[]
  /** For S/MIME's smime-type. */
  readonly parameters: ReadonlyMap<string, readonly string[]>
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
/** Bytes; a signature is a few KiB. */
const MAX_SIGNATURE = 1024 * 1024
const WIDE = /^(?:utf-?(?:16|32)|ucs|iso-10646|unicode)/

const BY_NAME: Readonly<Record<string, string>> = {
  htm: 'text/html',
  html: 'text/html',
  xhtml: 'text/html',
  svg: 'image/svg+xml',
  ics: 'text/calendar',
  vcf: 'text/vcard',
  csv: 'text/csv',
  xml: 'text/xml',
  json: 'application/json',
}

export function howToRead(bytes: Buffer, part: Described): Reading {
  const { declared, names } = part
  if (bytes.length === 0) return { as: 'empty', type: declared }
  let known: boolean | undefined
  const textual = () => (known ??= looksLikeText(bytes))
  const claims = claimsOf(declared, names)
  const claimsText = declared.startsWith('text/')
  const shownAsText = claimsText && !part.attached && names.length === 0
  const magic = findMagic(bytes, { media: claims.someMedia, shownAsText, looksLikeText: textual })
  if (magic) return byMagic(bytes, magic, claims, claimsText)
  const armoured = byArmour(bytes, part, claims, textual)
  if (armoured) return armoured
  const mail = beginsLikeMail(bytes) || isMailName(names)
  if (claims.document) return byClaim(bytes, part, claims.document, mail, textual)
  if (shownAsText) return { ...asText(bytes, part, mail), noText: isNoText(bytes) }
  if (claimsText ? isReadable(bytes, part) : textual()) return asText(bytes, part, mail)
  if (mail && isMailName(names) && beginsLikeMail(bytes)) return asText(bytes, part, mail)
  return none(declared, 'unknown binary format', { alsoText: claimsText || isMostlyText(bytes), mail })
}

interface NoneOptions {
  readonly opaque?: boolean
  readonly encrypted?: boolean
  readonly alsoText?: boolean
  readonly mail?: boolean
  readonly document?: DocumentFormat | undefined
}

function none(
  type: string,
  why: string,
  { opaque = false, encrypted = false, alsoText = false, mail = false, document }: NoneOptions = {},
): Reading {
  return { as: 'none', type, why, opaque, encrypted, alsoText, mail, ...(document ? { document } : {}) }
}

/** Formats that extractors open. */
const DOCUMENTS: Readonly<Record<string, DocumentFormat>> = {
  'application/pdf': 'pdf',
  'application/zip': 'zip',
  'application/gzip': 'gzip',
  'application/x-tar': 'tar',
  'application/rtf': 'rtf',
  'application/x-ole-storage': 'ole',
  'application/vnd.ms-tnef': 'tnef',
  'image/png': 'image',
  'image/jpeg': 'image',
  'image/gif': 'image',
  'image/webp': 'image',
  'image/bmp': 'image',
  'image/tiff': 'image',
}

/** Opaque only where declared type, names and bytes agree: a sheet that was given a picture's first bytes is still a sheet to those who know. */
function byMagic(bytes: Buffer, magic: Magic, claims: Claims, claimsText: boolean): Reading {
  if (OPAQUE_FAMILIES.test(magic.type)) {
    const alsoText = claimsText || isMostlyText(bytes)
    const document = DOCUMENTS[magic.type]
    if (claims.media) return none(magic.type, `${magic.label}: content not read`, { opaque: true, alsoText, document })
    return none(magic.type, `${magic.label} under another type or name`, { alsoText, document })
  }
  const encrypted = isEncrypted(bytes, magic.type)
  const why = encrypted ? `encrypted ${magic.label}` : `${magic.label} is not read`
  return none(magic.type, why, { encrypted, alsoText: claimsText, document: DOCUMENTS[magic.type] })
}

function byArmour(bytes: Buffer, { declared, parameters }: Described, claims: Claims, textual: () => boolean): Reading | undefined {
  const armour = pgpArmour(bytes)
  if (armour === 'encrypted') return none('application/pgp-encrypted', 'encrypted (OpenPGP)', { encrypted: true, alsoText: textual() })
  if (declared === 'application/pkcs7-mime' || declared === 'application/x-pkcs7-mime') return smime(bytes, declared, parameters, textual())
  if (claims.document) return undefined
  const opaque = (type: string, label: string) => none(type, `${label}: content not read`, { opaque: true, alsoText: textual() })
  if (armour === 'opaque') return opaque('application/pgp-keys', 'signature or public key')
  const signature = OPAQUE_TYPES.has(declared) && isSignature(bytes, declared)
  return signature ? opaque(declared, 'signature, certificate or key') : undefined
}

function isSignature(bytes: Buffer, declared: string): boolean {
  if (bytes.length > MAX_SIGNATURE) return false
  if (isPem(bytes)) return true
  if (declared.endsWith('pkcs7-signature')) return isDetachedSignature(bytes)
  if (declared.startsWith('application/pgp-')) return isOpenPgpPacket(bytes)
  return isOneSequence(bytes) || isDetachedSignature(bytes)
}

/** A document or archive by type or name, without its first bytes: some reader will take it for one. */
function byClaim(
  bytes: Buffer,
  part: Described,
  document: NonNullable<Claims['document']>,
  mail: boolean,
  textual: () => boolean,
): Reading {
  if (document.endsWith(' document') || document.endsWith(' sheet')) {
    // Web applications (Salesforce among them) send HTML and delimited text under the types of Word and Excel, which read them as what they are.
    if (textual() && beginsLikeMail(bytes)) return asText(bytes, part, true)
    if (textual() && isMarkup(bytes)) return { as: 'html', type: 'text/html', mail: false }
    const isTable = document === 'Excel sheet' && textual() && !/^\s{0,20}ID;/.test(bytes.subarray(0, 40).toString('latin1'))
    if (isTable) return asText(bytes, part, false)
  }
  return none(
    part.declared,
    `called ${document === 'archive' ? 'an' : document.startsWith('E') ? 'an' : 'a'} ${document}, and not known as one`,
    {
      alsoText: textual() || isMostlyText(bytes),
      mail,
    },
  )
}

function smime(bytes: Buffer, type: string, parameters: ReadonlyMap<string, readonly string[]>, alsoText: boolean): Reading {
  const kind = (parameters.get('smime-type')?.[0] ?? '').toLowerCase()
  if (kind === 'certs-only' && isDetachedSignature(bytes)) return none(type, 'certificate: content not read', { opaque: true, alsoText })
  const signed = kind === 'signed-data'
  const why = signed ? 'S/MIME signed data is not read' : 'encrypted (S/MIME)'
  return none(type, why, { encrypted: !signed, alsoText })
}

/** @returns what an OpenPGP armour (RFC 9580 §6.2) at the head of the bytes holds */
export function pgpArmour(bytes: Buffer): 'encrypted' | 'opaque' | undefined {
  const head = bytes.subarray(0, 200).toString('latin1').trimStart()
  if (!head.startsWith('-----BEGIN PGP ')) return undefined
  if (head.startsWith('MESSAGE', 15)) return 'encrypted'
  return head.startsWith('SIGNATURE-', 15) || head.startsWith('PUBLIC KEY', 15) ? 'opaque' : undefined
}

/** A PEM file of certificates, keys or a signature; a CMS one only if no content is in it. */
function isPem(bytes: Buffer): boolean {
  const text = bytes.toString('latin1')
  const cms = /-----BEGIN (?:PKCS7|CMS)-----([^-]*)-----END/.exec(text)
  if (cms) return isDetachedSignature(decodeBase64(Buffer.from(cms[1] as string, 'latin1')).bytes)
  return /^\s{0,20}(?:Bag Attributes|-----BEGIN (?:CERTIFICATE|X509 CRL|PUBLIC KEY)-----)/.test(text.slice(0, 200))
}

/** A file declared as text: whatever can be a text in some charset is read as one. What stands in the message itself is shown as text in any case. */
function isReadable(bytes: Buffer, { charsets }: Described): boolean {
  if (bytes[0] === 0xff || bytes[0] === 0xfe || charsets.some((charset) => WIDE.test(charset))) return true
  return mixOf(bytes).controls <= MAX_CONTROLS || looksLikeText(bytes)
}

function isMarkup(bytes: Buffer): boolean {
  const head = bytes.subarray(0, 300).toString('latin1')
  return /^(?:\u00ef\u00bb\u00bf)?\s{0,100}<(?:!doctype html|!--|html|head|meta|title|body|style|table|div|p|font|center|h[1-6])\b/i.test(
    head,
  )
}

function asText(bytes: Buffer, part: Described, mail: boolean): Reading & { as: TextForm } {
  const type = textType(part)
  return { as: textForm(bytes, type), type, mail }
}

function textForm(bytes: Buffer, type: string): TextForm {
  if (/^(?:text\/(?:html|enriched|richtext|x-amp-html)|application\/xhtml\+xml|image\/svg\+xml)$/.test(type)) return 'html'
  if (/^(?:text\/(?:calendar|(?:x-)?vcard|directory)|application\/ics)$/.test(type)) return 'folded'
  if (type === 'text/plain') return 'text'
  const head = bytes.subarray(0, 300).toString('latin1')
  if (/^(?:\u00ef\u00bb\u00bf)?\s{0,100}(?:<!doctype html|<html)/i.test(head)) return 'html'
  if (/[/+]xml$/.test(type)) return 'xml'
  return /[/+-](?:json|javascript|ecmascript)$/.test(type) ? 'escaped' : 'text'
}

function textType({ declared, names }: Described): string {
  if (declared.startsWith('text/') && declared !== 'text/plain') return declared
  const byName = names.map((name) => BY_NAME[extensionOf(name)]).find((type) => type !== undefined)
  if (byName) return byName
  return declared.startsWith('text/') || /[/+](?:json|xml|yaml|x-yaml|javascript|ics|csv)$/.test(declared) ? declared : 'text/plain'
}

/** Claims that a second format in the bytes may hide behind: archives hold files of other formats as they are. */
const HOLDERS: ReadonlySet<DocumentFormat | undefined> = new Set(['zip', 'tar', 'tnef', 'ole'])
const HEAD = 1024
const ZIP_NAMES = new Set('zip zipx jar docx docm xlsx xlsm pptx pptm odt ods odp'.split(' '))

/** @returns formats besides the one in `how` that some program would open the bytes as: a ZIP at the end of a picture, a PDF behind another head */
export function otherDocuments(bytes: Buffer, how: Reading, part: Described): readonly DocumentFormat[] {
  const first = how.as === 'none' ? how.document : undefined
  const found: DocumentFormat[] = []
  const calledPdf = part.declared === 'application/pdf' || part.names.some((name) => extensionOf(name) === 'pdf')
  const calledZip = part.declared === 'application/zip' || part.names.some((name) => ZIP_NAMES.has(extensionOf(name)))
  if (first !== 'zip' && (calledZip || !HOLDERS.has(first)) && findZip(bytes)) found.push('zip')
  if (first !== 'pdf' && (calledPdf || !HOLDERS.has(first)) && how.as === 'none') {
    if (bytes.subarray(0, HEAD).includes('%PDF-')) found.push('pdf')
  }
  if (first !== 'tar' && how.as === 'none' && bytes.subarray(257, 262).toString('latin1') === 'ustar') found.push('tar')
  return found
}
