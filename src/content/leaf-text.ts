// The text of one leaf in every reading: charsets, HTML, reply quoting, folded lines, soft line breaks; and the files that stand in it. Called by the walk
// for every part that can be read as text.
import type { TextPart } from '../domain/content.ts'
import { decodeText, isAsciiSafe } from './charset.ts'
import type { Collector } from './collector.ts'
import { parseDataUri } from './data-uri.ts'
import { decodeWords } from './encoded-words.ts'
import { type EntityReading, joinPath } from './entity.ts'
import { htmlToText } from './html-text.ts'
import { unfoldProperties, withoutEscapes, withoutTags } from './markup-text.ts'
import type { TextForm } from './media-type.ts'
import { stripQuotePrefixes } from './normalise.ts'
import type { Place } from './place.ts'
import { decodeBase64 } from './transfer-encoding.ts'
import { otherEncodingIn, uuencodedBlocks } from './uuencode.ts'

export interface Leaf {
  readonly bytes: Buffer
  readonly kind: TextPart['kind']
  readonly as: TextForm
  readonly type: string
  readonly name: string
}

/** A file that stands in a text. */
export interface EmbeddedFile {
  readonly path: string
  readonly name: string
  /** Declared media type, lower case. */
  readonly type: string
  readonly charset: string
  readonly bytes: Buffer
  /** A mail program offers it as a file of its own. */
  readonly attached: boolean
}

/** Files read in one text; more make it uninspectable. */
const MAX_FILES = 100

/** What every reading of one leaf shares. */
interface LeafReader {
  readonly collector: Collector
  readonly leaf: Leaf
  readonly reading: EntityReading
  readonly lead: string
  readonly onFile: (file: EmbeddedFile) => void
}

/** @param onFile called for each file that stands in the text */
export function readLeafText(collector: Collector, leaf: Leaf, reading: EntityReading, place: Place, onFile: LeafReader['onFile']): void {
  const lead = place.lead === '' || leaf.kind !== 'body' ? '' : `${decodeWords(place.lead).trim()}\n\n`
  const reader = { collector, leaf, reading, lead, onFile }
  const seen = new Set<string>()
  for (const label of charsetLabels(leaf, reading)) {
    const decoded = decodeText(leaf.bytes, label)
    if (decoded.note) collector.note(decoded.note)
    if (decoded.unreadable) collector.refuse(place.path, leaf.type, leaf.name, decoded.unreadable)
    for (const text of [decoded.text, ...decoded.others]) {
      if (seen.has(text)) continue
      seen.add(text)
      readText(reader, text, seen.size === 1 ? place.path : `${place.path}~${seen.size}`)
    }
  }
}

/** Those of the header, and of an HTML text the one that it names itself, where that makes a difference even to ASCII. */
function charsetLabels(leaf: Leaf, reading: EntityReading): readonly string[] {
  if (leaf.as !== 'html') return reading.charsets
  const meta = metaCharset(leaf.bytes)
  if (reading.charsets.every((label) => label === '')) return [meta]
  return isAsciiSafe(meta) || reading.charsets.includes(meta) ? reading.charsets : [...reading.charsets, meta]
}

function readText(reader: LeafReader, text: string, path: string): void {
  const { collector, leaf } = reader
  switch (leaf.as) {
    case 'html':
      readHtml(reader, text, path)
      break
    case 'folded':
      readFolded(reader, text, path)
      break
    case 'xml':
      add(reader, text, path)
      add(reader, withoutTags(text), `${path}~untagged`)
      if (text.includes('<!ENTITY')) collector.refuse(path, leaf.type, leaf.name, 'XML with entities of its own')
      break
    case 'escaped':
      add(reader, withoutEscapes(text), path)
      break
    case 'text':
      add(reader, plainText(text, leaf.type, reader.reading), path)
      break
  }
  findFiles(reader, text, path)
}

function add({ collector, leaf: { type, name, kind }, lead }: LeafReader, text: string, path: string): void {
  collector.addText({ path, type, name, kind, text: lead + text })
}

function readHtml(reader: LeafReader, markup: string, path: string): void {
  const { collector, leaf } = reader
  const html = htmlToText(markup)
  add(reader, html.text, path)
  for (const [index, text] of html.others.entries()) add(reader, text, `${path}~seen-${index + 1}`)
  collector.addText({ path: joinPath(path, 'html-attrs'), type: leaf.type, name: leaf.name, kind: leaf.kind, text: html.attributes })
  // A program that shows the markup itself: the header says plain text, only the name says HTML.
  if (reader.reading.type === 'text/plain') add(reader, markup, `${path}~markup`)
  if (html.overflow) collector.refuse(path, leaf.type, leaf.name, 'more documents in the HTML than are read')
  for (const [index, uri] of html.dataUris.entries()) {
    const { type, charset, base64, body } = parseDataUri(uri)
    const bytes = base64 ? decodeBase64(body).bytes : body
    reader.onFile({ path: joinPath(path, `data-${index + 1}`), name: '', type, charset, bytes, attached: false })
  }
  if (html.text !== markup) findFiles(reader, html.text, path)
}

function readFolded(reader: LeafReader, folded: string, path: string): void {
  const { collector, leaf } = reader
  const { text, files, overflow } = unfoldProperties(folded, MAX_FILES)
  add(reader, text, path)
  if (overflow) collector.refuse(path, leaf.type, leaf.name, `more than ${MAX_FILES} files in the text`)
  for (const [index, { type, bytes }] of files.entries())
    reader.onFile({ path: joinPath(path, `file-${index + 1}`), name: '', type, charset: '', bytes, attached: false })
}

/** Armours and encoded files may stand in a text of any kind: people copy them out, and some programs decode them. */
function findFiles({ collector, leaf, onFile }: LeafReader, text: string, path: string): void {
  if (text.includes('-----BEGIN PGP MESSAGE')) {
    collector.refuse(path, 'application/pgp-encrypted', leaf.name, 'encrypted (OpenPGP in the text)')
  }
  const encoding = otherEncodingIn(text)
  if (encoding) collector.refuse(path, leaf.type, leaf.name, `a file encoded in ${encoding} is in the text`)
  const { blocks, overflow } = uuencodedBlocks(text, MAX_FILES)
  if (overflow) collector.refuse(path, leaf.type, leaf.name, `more than ${MAX_FILES} files in the text`)
  if (blocks.length > 0) collector.note('uuencoded-file')
  for (const [index, { name, bytes }] of blocks.entries())
    onFile({ path: joinPath(path, `uu-${index + 1}`), name, type: 'application/octet-stream', charset: '', bytes, attached: true })
}

function plainText(text: string, type: string, reading: EntityReading): string {
  if (type !== 'text/plain') return text
  const unquoted = stripQuotePrefixes(text)
  if ((reading.parameters.get('format')?.[0] ?? '').toLowerCase() !== 'flowed') return unquoted
  // RFC 3676: a space before the line end says that the paragraph goes on; with DelSp the space was put in by the sender's program.
  const delSp = (reading.parameters.get('delsp')?.[0] ?? '').toLowerCase() === 'yes'
  return unquoted.replace(/ \r?\n/g, delSp ? '' : ' ')
}

/** `<meta charset=…>` or `<meta … content="…; charset=…">` in the first 1,024 bytes, where browsers look. */
function metaCharset(bytes: Buffer): string {
  const head = bytes.subarray(0, 1024).toString('latin1')
  return (/<meta[^>]{0,200}charset\s{0,5}=\s{0,5}["']?\s{0,5}([\w.:-]{1,40})/i.exec(head)?.[1] ?? '').toLowerCase()
}
