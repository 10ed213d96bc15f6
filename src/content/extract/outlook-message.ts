// Outlook's .msg (MS-OXMSG): properties in streams, attachments and recipients in storages, enclosed messages in an attachment.
import { Unreadable } from './extraction.ts'
import type { Gatherer } from './gatherer.ts'
import { decodeString8, decodeUnicode, type MapiProperties, readMapiAttachment, readMapiMessage, TAG, TYPE } from './mapi-message.ts'
import { readPackage } from './ole-object.ts'

/** Streams of a compound file by their path below the root, in the case of the file. */
export type Streams = ReadonlyMap<string, Buffer>

const STREAM = /^__substg1\.0_([0-9A-F]{4})([0-9A-F]{4})(?:-[0-9A-F]{8})?$/i
const MAX_DEPTH = 10
const DEFAULT_PAGE = 1252
/** Bytes before the properties in `__properties_version1.0`: message, enclosed message, recipient or attachment. */
const HEADS = { message: 32, enclosed: 24, other: 8 }

export function readOutlookMessage(streams: Streams, gatherer: Gatherer): void {
  readMessage(streams, '', 0, gatherer, { count: 0 })
}

function readMessage(streams: Streams, prefix: string, depth: number, gatherer: Gatherer, seen: { count: number }): void {
  if (depth > MAX_DEPTH) throw new Unreadable(`messages more than ${MAX_DEPTH} deep in one another`)
  seen.count++
  const codePage = codePageOf(streams.get(`${prefix}__properties_version1.0`), depth === 0 ? HEADS.message : HEADS.enclosed)
  const label = seen.count === 1 ? '' : `message-${seen.count}-`
  readMapiMessage(propertiesOf(streams, prefix, codePage), codePage, label, gatherer)
  const people: string[] = []
  const attachments = new Set<string>()
  for (const path of streams.keys()) {
    if (!path.startsWith(prefix)) continue
    const [storage = ''] = path.slice(prefix.length).split('/', 1)
    if (storage.startsWith('__attach_version1.0_')) attachments.add(`${prefix}${storage}/`)
    if (storage.startsWith('__recip_version1.0_') && path.endsWith('/__properties_version1.0')) {
      const { strings } = propertiesOf(streams, `${prefix}${storage}/`, codePage)
      people.push(strings.get(TAG.displayName) ?? '')
    }
  }
  gatherer.addText(`${label}recipients`, people.join('\n'))
  for (const attachment of attachments) readAttachment(streams, attachment, codePage, depth, gatherer, seen)
}

function readAttachment(
  streams: Streams,
  prefix: string,
  codePage: number,
  depth: number,
  gatherer: Gatherer,
  seen: { count: number },
): void {
  const properties = propertiesOf(streams, prefix, codePage)
  const data = properties.binaries.get(TAG.attachData)
  readMapiAttachment(properties, data, gatherer)
  if (data) return
  const inner = `${prefix}__substg1.0_3701000D/`
  const native = streams.get(`${inner}\u0001Ole10Native`)
  if (streams.has(`${inner}__properties_version1.0`)) readMessage(streams, inner, depth + 1, gatherer, seen)
  else if (native) readPackage(native.subarray(4), gatherer)
  else if (streams.has(`${inner}Package`)) gatherer.addFile({ name: '', bytes: streams.get(`${inner}Package`) as Buffer })
  // A link to a file elsewhere has no data; anything else is an object of some program.
  else gatherer.refuse('an attachment of an Outlook message that cannot be read')
}

function propertiesOf(streams: Streams, prefix: string, codePage: number): MapiProperties {
  const strings = new Map<number, string>()
  const binaries = new Map<number, Buffer>()
  for (const [path, bytes] of streams) {
    if (!path.startsWith(prefix)) continue
    const [, id, type] = STREAM.exec(path.slice(prefix.length)) ?? []
    if (id === undefined || type === undefined) continue
    const tag = Number.parseInt(id, 16)
    // A property of many values has a stream for each (and 0x1000 in its type).
    const kind = Number.parseInt(type, 16) & 0xefff
    const text = kind === TYPE.unicode ? decodeUnicode(bytes) : kind === TYPE.string8 ? decodeString8(bytes, codePage) : undefined
    if (text !== undefined) strings.set(tag, strings.has(tag) ? `${strings.get(tag)}\n${text}` : text)
    else if (kind === TYPE.binary) binaries.set(tag, bytes)
  }
  return { strings, binaries }
}

/** Of the 8-bit strings and the HTML in the message. */
function codePageOf(properties: Buffer | undefined, head: number): number {
  const pages = new Map<number, number>()
  for (let at = head; properties && at + 16 <= properties.length; at += 16) {
    const tag = properties.readUInt32LE(at)
    if ((tag & 0xffff) === TYPE.integer) pages.set(tag >>> 16, properties.readUInt32LE(at + 8))
  }
  return pages.get(TAG.internetCodePage) ?? pages.get(TAG.codePage) ?? DEFAULT_PAGE
}
