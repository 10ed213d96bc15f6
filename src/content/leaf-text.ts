// The text of one leaf: charset, HTML, reply quoting, folded lines, soft line breaks. Called by the walk for every part that can be read as text.
import type { TextPart } from '../domain/content.ts'
import { decodeText } from './charset.ts'
import type { Collector } from './collector.ts'
import { decodeWords } from './encoded-words.ts'
import { type EntityReading, joinPath, type Place } from './entity.ts'
import { htmlToText } from './html-text.ts'
import { stripQuotePrefixes } from './normalise.ts'

export interface Leaf {
  readonly bytes: Buffer
  readonly kind: TextPart['kind']
  readonly as: 'text' | 'html' | 'folded'
  readonly type: string
  readonly name: string
}

export interface UuencodedBlock {
  readonly name: string
  readonly body: Buffer
}

const MAX_UU_BLOCKS = 100
const PGP_MESSAGE = '-----BEGIN PGP MESSAGE-----'

/** @param onUuencoded called for each uuencoded file that stands in the text, with a path for it */
export function readLeafText(
  collector: Collector,
  leaf: Leaf,
  reading: EntityReading,
  place: Place,
  onUuencoded: (block: UuencodedBlock, path: string) => void,
): void {
  const label = reading.charset === '' && leaf.as === 'html' ? metaCharset(leaf.bytes) : reading.charset
  const decoded = decodeText(leaf.bytes, label)
  if (decoded.note) collector.note(decoded.note)
  if (decoded.unreadable) collector.refuse(place.path, leaf.type, leaf.name, decoded.unreadable)
  addReading(collector, leaf, reading, place, decoded.text, place.path)
  if (decoded.other !== undefined) addReading(collector, leaf, reading, place, decoded.other, `${place.path}~raw`)
  if (leaf.as !== 'text') return
  if (decoded.text.includes(PGP_MESSAGE) && leaf.kind === 'body') {
    collector.refuse(place.path, 'application/pgp-encrypted', leaf.name, 'encrypted (OpenPGP in the text)')
  }
  let number = 0
  for (const block of uuencodedBlocks(decoded.text)) onUuencoded(block, joinPath(place.path, `uu-${++number}`))
}

function addReading(collector: Collector, leaf: Leaf, reading: EntityReading, place: Place, text: string, path: string): void {
  const { kind, type, name } = leaf
  const lead = place.lead === '' || kind !== 'body' ? '' : `${decodeWords(place.lead).trim()}\n\n`
  if (leaf.as === 'html') {
    const html = htmlToText(text)
    collector.addText({ path, type, name, kind, text: lead + html.text })
    collector.addText({ path: joinPath(path, 'html-attrs'), type, name, kind, text: html.attributes })
  } else if (leaf.as === 'folded') collector.addText({ path, type, name, kind, text: lead + text.replace(/\r?\n[ \t]/g, '') })
  else collector.addText({ path, type, name, kind, text: lead + plainText(text, type, reading) })
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
  return /<meta[^>]{0,200}charset\s{0,5}=\s{0,5}["']?\s{0,5}([\w.:-]{1,40})/i.exec(head)?.[1] ?? ''
}

function* uuencodedBlocks(text: string): Generator<UuencodedBlock> {
  if (!text.includes('begin ')) return
  const begin = /^begin [0-7]{3,4} ([^\r\n]{1,200})\r?\n/gm
  for (let count = 0; count < MAX_UU_BLOCKS; count++) {
    const match = begin.exec(text)
    if (!match) return
    const end = /\r?\nend\r?$/m
    const rest = text.slice(begin.lastIndex)
    const stop = end.exec(rest)
    if (!stop) return
    yield { name: (match[1] as string).trim(), body: Buffer.from(rest.slice(0, stop.index), 'latin1') }
    begin.lastIndex += stop.index
  }
}
