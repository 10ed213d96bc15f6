// RTF (Rich Text Format 1.9.1) to text: code pages of fonts, Unicode with its fallback, fields, hidden and deleted text, headers, footers, notes, properties;
// pictures and embedded objects go back to the walk. Outlook keeps HTML in RTF (MS-OXRTFEX): its tags are read beside the text.
import iconv from 'iconv-lite'
import { createDocumentFlow, type DocumentFlow } from './document-flow.ts'
import { Unreadable } from './extraction.ts'
import type { Gatherer } from './gatherer.ts'
import { readOleObject } from './ole-object.ts'
import { type RtfToken, rtfTokens } from './rtf-tokens.ts'

const words = (text: string) => new Set(text.split(' '))
/** Tables of the file: nothing in them shows. */
const TABLES = words(
  'fonttbl colortbl stylesheet listtable listoverridetable rsidtbl generator themedata colorschememapping latentstyles datastore xmlnstbl filetbl revtbl pgptbl ' +
    'listpicture mmathPr wgrffmtfilter pnseclvl fldtype blipuid bliptag picprop',
)
/** Beside the text where they stand. */
const ASIDES = words(
  'header headerl headerr headerf footer footerl footerr footerf footnote annotation atnauthor atnid info title subject author operator keywords comment doccomm ' +
    'company manager category hlinkbase userprops propname staticval fldinst bkmkstart bkmkend htmltag mhtmltag docvar ftnsep ftnsepc aftnsep aftnsepc ' +
    'formfield ffname ffdeftext ffstattext ffhelptext ffl datafield xe tc result_alt objclass objname sn sv ud upr',
)
const BOXES = words('shptxt')
const BREAKS: Readonly<Record<string, string>> = {
  line: '\n',
  page: '\n',
  sect: '\n',
  column: '\n',
  lbr: '\n',
  softline: '\n',
  softpage: '\n',
  tab: '\t',
  emspace: ' ',
  enspace: ' ',
  qmspace: ' ',
  emdash: '\u2014',
  endash: '\u2013',
  bullet: '\u2022',
  lquote: '\u2018',
  rquote: '\u2019',
  ldblquote: '\u201c',
  rdblquote: '\u201d',
}
/** \fcharset to code page (RTF 1.9.1, font table). */
const CHARSETS: Readonly<Record<number, number>> = {
  0: 1252,
  77: 10000,
  128: 932,
  129: 949,
  130: 1361,
  134: 936,
  136: 950,
  161: 1253,
  162: 1254,
  163: 1258,
  177: 1255,
  178: 1256,
  186: 1257,
  204: 1251,
  222: 874,
  238: 1250,
  254: 437,
  255: 850,
}
const PICTURES: Readonly<Record<string, string>> = {
  pngblip: 'image/png',
  jpegblip: 'image/jpeg',
  emfblip: 'image/emf',
  wmetafile: 'image/wmf',
  macpict: 'image/pict',
  dibitmap: 'image/bmp',
  wbitmap: 'image/bmp',
}
const MAX_DEPTH = 5000
const PAGE = 65_536

interface Group {
  readonly destination: 'text' | 'skip' | 'fonts' | 'picture' | 'object'
  readonly opened: boolean
  font: number
  hidden: boolean
  deleted: boolean
  htmlRtf: boolean
  /** Bytes that a Unicode character has as its fallback. */
  fallback: number
}

export function readRtf(bytes: Buffer, gatherer: Gatherer): void {
  const flow = createDocumentFlow()
  const reader = createRtfReader(flow, gatherer)
  const start = bytes.indexOf('{\\rt', 0, 'latin1')
  const behind = readTokens(bytes.subarray(Math.max(0, start)), reader)
  const closed = reader.finish()
  const { text, others, asides } = flow.finish()
  gatherer.addText('body', text)
  for (const [index, other] of others.entries()) gatherer.addText(`body~${index + 2}`, other)
  gatherer.addText('beside', asides)
  gatherer.addText('outside', `${bytes.toString('latin1', 0, Math.max(0, start))}\n${behind.text}`)
  if (behind.marked) gatherer.refuse('an RTF document with more behind its end')
  if (!closed) throw new Unreadable('an RTF document that is cut off')
}

/** @returns what stands behind the end of the document, where word processors stop and others go on; `marked` where more than plain letters stand there */
function readTokens(bytes: Buffer, reader: RtfReader): { readonly text: string; readonly marked: boolean } {
  let over = false
  let marked = false
  let length = 0
  const behind: Buffer[] = []
  for (const token of rtfTokens(bytes)) {
    if (!over) over = !reader.take(token)
    else if (token.kind === 'byte') {
      if (length % PAGE === 0) behind.push(Buffer.alloc(PAGE))
      ;(behind.at(-1) as Buffer)[length++ % PAGE] = token.byte
    } else marked ||= token.kind === 'word' || token.kind === 'binary'
  }
  return { text: Buffer.concat(behind).toString('latin1', 0, length), marked }
}

interface RtfReader {
  /** @returns false where the document is over */
  take(token: RtfToken): boolean
  /** @returns whether every group was closed */
  finish(): boolean
}

function createRtfReader(flow: DocumentFlow, gatherer: Gatherer): RtfReader {
  const stack: Group[] = []
  const fontCharsets = new Map<number, number>()
  let group: Group = { destination: 'text', opened: false, font: -1, hidden: false, deleted: false, htmlRtf: false, fallback: 1 }
  let codePage = 1252
  let defaultFont = -1
  let skip = 0
  let starred = false
  let fresh = false
  let over = false
  let pending: number[] = []
  let hex = ''
  let picture = ''
  let data: Buffer[] = []

  const flush = () => {
    if (pending.length === 0) return
    const raw = Buffer.from(pending)
    pending = []
    say(decode(raw, pageOf(group.font)))
  }
  const say = (text: string) => {
    if (group.destination === 'text' && !group.htmlRtf) flow.text(text, { hidden: group.hidden, deleted: group.deleted, inserted: false })
  }
  const pageOf = (font: number) => CHARSETS[fontCharsets.get(font === -1 ? defaultFont : font) ?? -1] ?? codePage

  const open = () => {
    flush()
    if (stack.length >= MAX_DEPTH) throw new Unreadable('an RTF document nested too deep')
    stack.push(group)
    group = { ...group, opened: false }
    fresh = true
    starred = false
  }
  const close = () => {
    flush()
    skip = 0
    if (group.destination === 'picture' || group.destination === 'object') keepData()
    if (group.opened) flow.close()
    group = stack.pop() ?? group
    over = stack.length === 0
    fresh = false
  }
  /** The group turns out to be something else than its parent. */
  const become = (destination: Group['destination'], kind?: 'box' | 'aside') => {
    if (kind) flow.open(kind)
    group = { ...group, destination, opened: kind !== undefined }
  }
  const keepData = () => {
    const bytes = Buffer.concat([...data, Buffer.from(hex.length % 2 === 0 ? hex : hex.slice(0, -1), 'hex')])
    hex = ''
    data = []
    if (bytes.length === 0) return
    if (group.destination === 'picture') gatherer.addFile({ name: '', bytes, type: picture })
    else readOleObject(bytes, gatherer)
  }
  const destination = (word: string): boolean => {
    if (TABLES.has(word)) become(word === 'fonttbl' ? 'fonts' : 'skip')
    else if (word === 'pict') become('picture')
    else if (word === 'objdata') become('object')
    else if (ASIDES.has(word)) become('text', 'aside')
    else if (BOXES.has(word)) become('text', 'box')
    // A destination that nobody knows: programs pass over it, and text may hide in it.
    else if (starred) become(group.destination === 'skip' ? 'skip' : 'text', group.destination === 'skip' ? undefined : 'aside')
    else return false
    return true
  }
  const word = (name: string, value: number | undefined) => {
    const first = fresh
    fresh = false
    if (first && (group.destination === 'text' || starred) && destination(name)) {
      starred = false
      return
    }
    flush()
    if (group.destination === 'picture' && Object.hasOwn(PICTURES, name)) picture = PICTURES[name] as string
    switch (name) {
      case 'ansicpg':
        codePage = value ?? 1252
        break
      case 'mac':
        codePage = 10000
        break
      case 'pc':
        codePage = 437
        break
      case 'pca':
        codePage = 850
        break
      case 'deff':
        defaultFont = value ?? -1
        break
      case 'f':
        group.font = value ?? -1
        break
      case 'fcharset':
        if (group.destination === 'fonts') fontCharsets.set(group.font, value ?? 0)
        break
      case 'cpg':
        break
      case 'v':
      case 'webhidden':
        group.hidden = value !== 0
        break
      case 'deleted':
        group.deleted = value !== 0
        break
      case 'htmlrtf':
        group.htmlRtf = value !== 0
        break
      case 'plain':
        group.hidden = group.deleted = false
        group.font = -1
        break
      case 'uc':
        group.fallback = Math.max(0, Math.min(16, value ?? 1))
        break
      case 'u':
        if (value !== undefined) say(String.fromCharCode(value & 0xffff))
        skip = group.fallback
        break
      case 'par':
        if (group.destination === 'text' && !group.htmlRtf) flow.paragraphEnd()
        break
      case 'cell':
      case 'nestcell':
        if (group.destination === 'text') flow.cellEnd()
        break
      case 'row':
      case 'nestrow':
        if (group.destination === 'text') flow.rowEnd()
        break
      default:
        if (Object.hasOwn(BREAKS, name)) say(BREAKS[name] as string)
    }
  }
  const symbol = (char: string) => {
    if (char === '*') {
      starred = true
      return
    }
    fresh = false
    if (skip > 0 && '\\{}'.includes(char)) {
      skip--
      return
    }
    flush()
    if (char === '~') say(' ')
    else if (char === '_') say('-')
    else if (char === '\r' || char === '\n') flow.paragraphEnd()
    else if ('\\{}'.includes(char)) say(char)
    // \- is a hyphen that shows only at a line end; the others mark index entries.
  }
  const byte = (value: number) => {
    fresh = false
    if (group.destination === 'picture' || group.destination === 'object') {
      if (isHexDigit(value)) hex += String.fromCharCode(value)
      if (hex.length >= HEX_PIECE) {
        data.push(Buffer.from(hex, 'hex'))
        hex = ''
      }
    } else if (skip > 0) skip--
    else if (group.destination === 'text') pending.push(value)
  }
  return {
    take(token) {
      if (token.kind === 'open') open()
      else if (token.kind === 'close') close()
      else if (token.kind === 'byte') byte(token.byte)
      else if (token.kind === 'word') word(token.word, token.value)
      else if (token.kind === 'symbol') symbol(token.symbol)
      else if (group.destination === 'picture' || group.destination === 'object') data.push(token.bytes)
      return !over
    },
    finish() {
      flush()
      return over
    },
  }
}

const HEX_PIECE = 65_536

function isHexDigit(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66)
}

function decode(raw: Buffer, page: number): string {
  if (page === 65001) return raw.toString('utf8')
  const name = page === 10000 ? 'macroman' : `cp${page}`
  return iconv.encodingExists(name) ? iconv.decode(raw, name) : iconv.decode(raw, 'cp1252')
}
