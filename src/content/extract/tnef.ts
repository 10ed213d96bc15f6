// TNEF, Outlook's winmail.dat (MS-OXTNEF): a stream of attributes, those of the message first, then those of each attachment.
import { Unreadable } from './extraction.ts'
import type { Gatherer } from './gatherer.ts'
import { decodeString8, decodeUnicode, type MapiProperties, readMapiAttachment, readMapiMessage, TAG, TYPE } from './mapi-message.ts'

const HEAD = 6
/** Attributes by the lower half of their id. */
const ATTRIBUTE = {
  subject: 0x8004,
  body: 0x800c,
  attachData: 0x800f,
  attachTitle: 0x8010,
  attachRendering: 0x9002,
  properties: 0x9003,
  attachment: 0x9005,
  recipients: 0x9004,
  codePage: 0x9007,
} as const
const LEVEL = { message: 1, attachment: 2 }
const MULTI = 0x1000
const NAMED = 0x8000
/** Sizes of the properties that have one. */
const FIXED: Readonly<Record<number, number>> = { 2: 4, 3: 4, 4: 4, 10: 4, 11: 4, 5: 8, 6: 8, 7: 8, 20: 8, 64: 8, 72: 16, 1: 4 }

interface Attachment {
  title: string
  data: Buffer | undefined
  properties: MapiProperties
}

export function readTnef(bytes: Buffer, gatherer: Gatherer): void {
  gatherer.setType('application/vnd.ms-tnef')
  const strings = new Map<number, string>()
  const binaries = new Map<number, Buffer>()
  const attachments: Attachment[] = []
  let codePage = 1252
  const end = () => {
    readMapiMessage({ strings, binaries }, codePage, '', gatherer)
    for (const attachment of attachments) addAttachment(attachment, gatherer)
  }
  try {
    for (const { level, id, data } of attributesOf(bytes)) {
      if (id === ATTRIBUTE.codePage && data.length >= 4) codePage = data.readUInt32LE(0)
      else if (id === ATTRIBUTE.subject) strings.set(TAG.subject, decodeString8(data, codePage))
      else if (id === ATTRIBUTE.body) strings.set(TAG.body, decodeString8(data, codePage))
      else if (id === ATTRIBUTE.properties && level === LEVEL.message) merge(readProperties(data, codePage), strings, binaries)
      else if (id === ATTRIBUTE.recipients) readRecipients(data, codePage, gatherer)
      else if (level === LEVEL.attachment) readAttachmentAttribute(id, data, codePage, attachments)
    }
  } catch (error) {
    end()
    throw error
  }
  end()
}

interface Attribute {
  readonly level: number
  readonly id: number
  readonly data: Buffer
}

/** Level, id with type, length, data, checksum. */
function* attributesOf(bytes: Buffer): Generator<Attribute> {
  let at = HEAD
  while (at < bytes.length) {
    if (at + 9 > bytes.length) throw new Unreadable('a TNEF file that is cut off')
    const level = bytes[at] as number
    const id = bytes.readUInt32LE(at + 1) & 0xffff
    const start = at + 9
    const end = start + bytes.readUInt32LE(at + 5)
    if ((level !== LEVEL.message && level !== LEVEL.attachment) || end + 2 > bytes.length)
      throw new Unreadable('a TNEF file that is broken or cut off')
    yield { level, id, data: bytes.subarray(start, end) }
    at = end + 2
  }
}

function readAttachmentAttribute(id: number, data: Buffer, codePage: number, attachments: Attachment[]): void {
  // Each attachment begins with how it is drawn.
  if (id === ATTRIBUTE.attachRendering || attachments.length === 0) {
    attachments.push({ title: '', data: undefined, properties: { strings: new Map(), binaries: new Map() } })
  }
  const attachment = attachments.at(-1) as Attachment
  if (id === ATTRIBUTE.attachTitle) attachment.title = decodeString8(data, codePage)
  else if (id === ATTRIBUTE.attachData) attachment.data = data
  else if (id === ATTRIBUTE.attachment) attachment.properties = readProperties(data, codePage)
}

function addAttachment({ title, data, properties }: Attachment, gatherer: Gatherer): void {
  const strings = new Map(properties.strings)
  if (!strings.has(TAG.attachFileName) && title !== '') strings.set(TAG.attachFileName, title)
  const object = properties.binaries.get(TAG.attachData)
  // An enclosed object has the id of its interface in front; a message is a TNEF file again.
  const inner = object && object.readUInt32LE(16) === 0x223e9f78 ? object.subarray(16) : object
  readMapiAttachment({ strings }, inner && inner.length > 0 ? inner : data, gatherer)
  if (!inner && !data) gatherer.refuse('an attachment of a TNEF file that cannot be read')
}

function merge(from: MapiProperties, strings: Map<number, string>, binaries: Map<number, Buffer>): void {
  for (const [id, text] of from.strings) strings.set(id, text)
  for (const [id, bytes] of from.binaries) binaries.set(id, bytes)
}

function readRecipients(data: Buffer, codePage: number, gatherer: Gatherer): void {
  const cursor = { at: 0 }
  const rows = data.length >= 4 ? data.readUInt32LE(0) : 0
  cursor.at = 4
  const names: string[] = []
  for (let i = 0; i < rows && i < gatherer.limits.entries && cursor.at < data.length; i++) {
    names.push(readPropertyList(data, cursor, codePage).strings.get(TAG.displayName) ?? '')
  }
  gatherer.addText('recipients', names.join('\n'))
}

function readProperties(data: Buffer, codePage: number): MapiProperties {
  return readPropertyList(data, { at: 0 }, codePage)
}

/** MS-OXTNEF §2.1.3.4: a count, then type, id, a name where the id is above 0x8000, values padded to four bytes. */
function readPropertyList(data: Buffer, cursor: { at: number }, codePage: number): MapiProperties {
  const strings = new Map<number, string>()
  const binaries = new Map<number, Buffer>()
  const take = (size: number) => {
    const end = cursor.at + size
    if (end > data.length) throw new Unreadable('a TNEF file whose properties are broken')
    const piece = data.subarray(cursor.at, end)
    cursor.at = end
    return piece
  }
  const number = () => take(4).readUInt32LE(0)
  const padded = (size: number) => {
    const piece = take(size)
    cursor.at += (4 - (size % 4)) % 4
    return piece
  }
  const count = number()
  for (let i = 0; i < count; i++) {
    const tag = number()
    const type = tag & 0xffff
    const id = tag >>> 16
    if (id >= NAMED) {
      take(16)
      if (number() === 0) take(4)
      else addTo(strings, id, decodeUnicode(padded(number())))
    }
    const kind = type & ~MULTI
    const fixed = FIXED[kind]
    const values = (type & MULTI) !== 0 || fixed === undefined ? number() : 1
    for (let value = 0; value < values; value++) {
      const piece = fixed === undefined ? padded(number()) : padded(fixed)
      if (kind === TYPE.unicode) addTo(strings, id, decodeUnicode(piece))
      else if (kind === TYPE.string8) addTo(strings, id, decodeString8(piece, codePage))
      else if (fixed === undefined) binaries.set(id, piece)
    }
  }
  return { strings, binaries }
}

function addTo(strings: Map<number, string>, id: number, text: string): void {
  const known = strings.get(id)
  strings.set(id, known === undefined ? text : `${known}\n${text}`)
}
