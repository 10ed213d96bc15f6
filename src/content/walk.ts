// The walk over a message's MIME tree. Part numbers are IMAP's (RFC 9051 §6.4.5); a second reading of the same bytes gets `~2`, `~3`.
import { hash } from 'node:crypto'
import type { TextPart } from '../domain/content.ts'
import { boundaryLines } from './boundary.ts'
import type { Collector } from './collector.ts'
import { type Entity, type EntityReading, joinPath, readEntityHeader } from './entity.ts'
import { readHeaderTexts } from './header-texts.ts'
import { type EmbeddedFile, readLeafText } from './leaf-text.ts'
import { isMailType, mboxStarts, withPlainLineEnds } from './mail-shape.ts'
import { type Described, howToRead, otherDocuments, type Reading } from './media-type.ts'
import { cutMultipart, type MultipartCut, type Range } from './multipart.ts'
import type { Place } from './place.ts'
import { decodeBase64, decodeQuotedPrintable } from './transfer-encoding.ts'
import { uuencodedBlocks } from './uuencode.ts'

const UNTYPED = 'application/octet-stream'
/** Lines tried as boundaries where the header's own never comes. */
const MAX_GUESSES = 4

export function walkEntity(collector: Collector, entity: Entity, place: Place): void {
  if (!collector.enterEntity(place.path, place.depth)) return
  readHeaderTexts(collector, entity.header, place.path)
  for (const [index, reading] of entity.readings.entries()) {
    const path = index === 0 ? place.path : `${place.path}~${index + 1}`
    const here = { ...place, path }
    if (reading.type.startsWith('multipart/')) walkMultipart(collector, entity, reading, here)
    else walkLeaf(collector, entity, reading, { ...here, path: place.container ? childPath(path, 1) : path })
  }
}

function walkMultipart(collector: Collector, entity: Entity, reading: EntityReading, place: Place): void {
  const { bytes, bodyStart, end } = entity
  if (reading.type === 'multipart/encrypted') collector.refuse(place.path, reading.type, entity.name, 'encrypted (multipart/encrypted)')
  const decoded = decodeBody(bytes.subarray(bodyStart, end), reading.encoding)
  if (decoded.unknown) refuseEncoding(collector, entity, reading, place)
  if (reading.encoding === 'base64' || reading.encoding === 'quoted-printable') {
    // RFC 2045 §6.4 forbids it, some programs decode it all the same.
    collector.note('encoded-multipart')
    if (collector.spend(place.path, decoded.bytes.length)) {
      const body = withPlainLineEnds(decoded.bytes) ?? decoded.bytes
      const inner = { ...entity, bytes: body, bodyStart: 0, end: body.length }
      cutAndWalk(collector, inner, reading, { ...place, path: `${place.path}~decoded` })
    }
  }
  cutAndWalk(collector, entity, reading, place)
}

/** Every boundary that some program takes from the header is tried; each one that parts the body is a reading. */
function cutAndWalk(collector: Collector, entity: Entity, reading: EntityReading, place: Place): void {
  const { bytes, bodyStart, end } = entity
  const guessed = reading.boundaries.length === 0
  const boundaries = guessed ? boundaryLines(bytes, bodyStart, end, 1) : reading.boundaries
  if (guessed) collector.note('missing-boundary-parameter')
  let readings = 0
  for (const boundary of boundaries) {
    if (!collector.spend(place.path, end - bodyStart)) return
    const cut = cutMultipart(bytes, bodyStart, end, boundary, collector.limits.parts + 1)
    if (cut.parts.length === 0) continue
    if (++readings === 2) collector.note('duplicate-boundary')
    walkCut(collector, entity, reading, cut, boundary, readings === 1 ? place : { ...place, path: `${place.path}~boundary-${readings}` })
  }
  if (guessed || readings === 0) refuseOtherBoundaries(collector, entity, reading, readings === 0 ? [] : boundaries, place)
  if (readings > 0) return
  collector.note('multipart-without-parts')
  const asText = { ...reading, type: 'text/plain', encoding: '' }
  walkLeaf(collector, entity, asText, { ...place, path: childPath(place.path, 1) })
}

function walkCut(collector: Collector, entity: Entity, reading: EntityReading, cut: MultipartCut, boundary: string, place: Place): void {
  const { bytes, bodyStart, end } = entity
  if (!cut.closed) collector.note('missing-last-boundary')
  if (cut.partsAfterEnd) collector.note('parts-after-last-boundary')
  walkParts(collector, entity, reading, cut, place)
  if (cut.oddLines.size === 0 || !collector.spend(place.path, end - bodyStart)) return
  if (isOdd(cut, boundary, collector.boundariesIn(bytes))) {
    collector.note('odd-boundary-line')
    const loose = cutMultipart(bytes, bodyStart, end, boundary, collector.limits.parts + 1, true)
    walkParts(collector, entity, reading, loose, { ...place, path: `${place.path}~loose` })
  }
}

/**
 * Where no boundary of the header parts the body, some program may still take other lines for boundaries: they are tried, and because they are
 * a guess the part is refused as well.
 * @param used boundaries that did part it
 */
function refuseOtherBoundaries(collector: Collector, entity: Entity, reading: EntityReading, used: readonly string[], place: Place): void {
  const { bytes, bodyStart, end } = entity
  const known = [...used, ...reading.boundaries]
  const others = boundaryLines(bytes, bodyStart, end, MAX_GUESSES).filter(
    (line) =>
      !known.some((boundary) => line === boundary || line === `${boundary}--`) &&
      !collector.boundariesIn(bytes).has(line.replace(/--$/, '')),
  )
  if (others.length === 0) return
  collector.refuse(place.path, reading.type, entity.name, 'a multipart whose boundary cannot be told')
  for (const [index, boundary] of others.entries()) {
    if (!collector.spend(place.path, end - bodyStart)) return
    const cut = cutMultipart(bytes, bodyStart, end, boundary, collector.limits.parts + 1)
    if (cut.parts.length > 0) walkParts(collector, entity, reading, cut, { ...place, path: `${place.path}~guess-${index + 1}` })
  }
}

function walkParts(collector: Collector, entity: Entity, reading: EntityReading, cut: MultipartCut, place: Place): void {
  const childType = reading.type === 'multipart/digest' ? 'message/rfc822' : 'text/plain'
  const depth = place.depth + 1
  for (const [index, range] of cut.around.entries())
    addSurroundings(collector, entity.bytes, range, joinPath(place.path, `around-${index + 1}`))
  for (const [index, [start, end]] of cut.parts.entries()) {
    const path = childPath(place.path, index + 1)
    const child = readEntityHeader(collector, entity.bytes, start, end, path, childType)
    walkEntity(collector, child, { path, depth, container: false, lead: place.lead })
    if (index >= collector.limits.parts) return
  }
}

function walkLeaf(collector: Collector, entity: Entity, reading: EntityReading, place: Place): void {
  const raw = entity.bytes.subarray(entity.bodyStart, entity.end)
  if (!collector.spend(place.path, raw.length)) return
  const { bytes, damaged, unknown } = decodeBody(raw, reading.encoding)
  if (unknown) refuseEncoding(collector, entity, reading, place)
  if (damaged) {
    collector.note('damaged-base64')
    if (collector.spend(place.path, raw.length))
      readBytes(collector, entity, { ...reading, encoding: '' }, raw, { ...place, path: `${place.path}~raw` })
  }
  if (UUENCODE.has(reading.encoding)) walkUuencodedBody(collector, entity, reading, raw, place)
  readBytes(collector, entity, reading, bytes, place)
}

/** RFC 2045 §6.4: a part in an encoding that is not known is to be treated as application/octet-stream. */
function refuseEncoding(collector: Collector, entity: Entity, reading: EntityReading, place: Place): void {
  collector.note('unknown-transfer-encoding')
  collector.refuse(place.path, reading.type, entity.name, 'an unknown transfer encoding')
}

/** `Content-Transfer-Encoding: x-uuencode`: the one file in the body is the part. */
function walkUuencodedBody(collector: Collector, entity: Entity, reading: EntityReading, raw: Buffer, place: Place): void {
  const { blocks, overflow } = uuencodedBlocks(raw.toString('latin1'), 1)
  const [block] = blocks
  if (!block || overflow) collector.refuse(place.path, reading.type, entity.name, 'uuencode that cannot be read')
  if (!block || !collector.spend(place.path, block.bytes.length)) return
  collector.note('uuencoded-file')
  readBytes(collector, entity, { ...reading, encoding: '' }, block.bytes, { ...place, path: `${place.path}~uu` })
}

function readBytes(collector: Collector, entity: Entity, reading: EntityReading, bytes: Buffer, place: Place): void {
  if (isMailType(reading.type)) {
    readEnclosed(collector, entity, reading, bytes, place)
    return
  }
  if (reading.type === 'message/partial')
    collector.refuse(place.path, reading.type, entity.name, 'a fragment of a message (message/partial)')
  if (reading.type === 'message/external-body') collector.refuse(place.path, reading.type, entity.name, 'the content is kept elsewhere')
  const described = describe(entity, reading)
  const how = howToRead(bytes, described)
  const kind: TextPart['kind'] = isAttachment(entity, reading.type, how.type) ? 'attachment' : 'body'
  if (kind === 'attachment') addFacts(collector, entity, reading, bytes, how.type, how.as === 'none' && how.encrypted, place.path)
  if (how.as === 'empty') return
  if (how.as === 'none') keepUnread(collector, entity, how, bytes, place)
  else if (how.noText) collector.refuse(place.path, how.type, entity.name, 'bytes that are no text')
  if (kind === 'attachment') {
    for (const format of otherDocuments(bytes, how, described)) {
      collector.note('two-formats')
      const type = how.type
      const why = 'a file that is of another kind as well'
      collector.documents.push({
        place: { ...place, path: `${place.path}~${format}` },
        format,
        bytes,
        type,
        name: entity.name,
        why,
        opaque: false,
      })
    }
  }
  if (how.as !== 'none' || how.alsoText) {
    const text = { bytes, kind, as: how.as === 'none' ? ('text' as const) : how.as, type: how.type, name: entity.name }
    readLeafText(collector, text, reading, place, (file) => walkEmbedded(collector, file, place))
  }
  if (how.mail) walkMailFile(collector, bytes, { ...place, path: `${place.path}~message` })
}

/** What no text can be made of here: an extractor may open it later. */
function keepUnread(collector: Collector, entity: Entity, how: Reading & { as: 'none' }, bytes: Buffer, place: Place): void {
  const { type, why, opaque, document: format } = how
  if (format) collector.documents.push({ place, format, bytes, type, name: entity.name, why, opaque })
  else collector.refuse(place.path, type, entity.name, why, opaque)
}

export function describe(entity: Entity, reading: EntityReading): Described {
  const declared = reading.type.startsWith('message/') ? 'text/plain' : reading.type
  const { names, attached } = entity
  return { declared, names, attached, charsets: reading.charsets, parameters: reading.parameters }
}

/** A message by its type. Its bytes may still be a file of another kind: those who save it find that. */
function readEnclosed(collector: Collector, entity: Entity, reading: EntityReading, bytes: Buffer, place: Place): void {
  addFacts(collector, entity, reading, bytes, reading.type, false, place.path)
  const how = howToRead(bytes, { ...describe(entity, reading), declared: UNTYPED, names: [] })
  if (how.as === 'none' && how.type !== UNTYPED)
    keepUnread(collector, entity, { ...how, opaque: false }, bytes, { ...place, path: `${place.path}~file` })
  walkMailFile(collector, bytes, place)
}

/** One message, or the messages of an mbox; with lone CRs as line ends, a second reading. */
function walkMailFile(collector: Collector, bytes: Buffer, place: Place): void {
  walkEnclosedMessage(collector, bytes, place)
  const plain = withPlainLineEnds(bytes)
  if (plain && collector.spend(place.path, plain.length)) {
    collector.note('lone-cr')
    walkEnclosedMessage(collector, plain, { ...place, path: `${place.path}~cr` })
  }
  const whole = plain ?? bytes
  const starts =
    whole.subarray(firstLine(whole), firstLine(whole) + 5).toString('latin1') === 'From ' ? mboxStarts(whole, collector.limits.parts) : []
  for (const [index, start] of starts.entries()) {
    const message = whole.subarray(start, starts[index + 1] ?? whole.length)
    if (!collector.spend(place.path, message.length)) return
    walkEnclosedMessage(collector, message, { ...place, path: `${place.path}~mbox-${index + 2}` })
  }
}

function walkEnclosedMessage(collector: Collector, bytes: Buffer, place: Place): void {
  const start = firstLine(bytes)
  const inner = readEntityHeader(collector, bytes, start, bytes.length, place.path, 'text/plain')
  const subjects = inner.header.fields.filter((field) => field.key === 'subject').map((field) => field.raw)
  walkEntity(collector, inner, { path: place.path, depth: place.depth + 1, container: true, lead: subjects.join('\n') })
}

/** Blank lines and a byte order mark in front of a header block are passed over by what opens such files. */
export function firstLine(bytes: Buffer): number {
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
  while (bytes[at] === 0x0d || bytes[at] === 0x0a) at++
  return at
}

/** A file in a text or a document: uuencoded, in a `data:` URI, in a calendar, in an archive. */
export function walkEmbedded(collector: Collector, file: EmbeddedFile, place: Place): void {
  const { path, name, type, charset, bytes, attached } = file
  if (!collector.enterEntity(path, place.depth + 1) || !collector.spend(path, bytes.length)) return
  const header = { fields: [], junk: [], bodyStart: 0, raw8bit: false, overflow: false }
  const reading: EntityReading = { type, parameters: new Map(), boundaries: [], charsets: [charset], encoding: '' }
  const names = name === '' ? [] : [name]
  const entity = { bytes, header, bodyStart: 0, end: bytes.length, readings: [reading], attached, name, names }
  readBytes(collector, entity, reading, bytes, { ...place, path, depth: place.depth + 1 })
}

const UUENCODE = new Set(['x-uuencode', 'uuencode', 'x-uue', 'uue', 'x-uu'])
/** What senders write for "as it is"; no program takes them for an encoding. */
const IDENTITY = new Set([
  '',
  '7bit',
  '8bit',
  'binary',
  '7-bit',
  '8-bit',
  '7bits',
  '8bits',
  '8bitmime',
  'utf-8',
  'utf8',
  'us-ascii',
  'ascii',
  'none',
  'text',
  'plain',
])

export function decodeBody(raw: Buffer, encoding: string): { bytes: Buffer; damaged: boolean; unknown: boolean } {
  if (encoding === 'base64') return { ...decodeBase64(raw), unknown: false }
  if (encoding === 'quoted-printable') return { bytes: decodeQuotedPrintable(raw), damaged: false, unknown: false }
  return { bytes: raw, damaged: false, unknown: !IDENTITY.has(encoding) && !UUENCODE.has(encoding) }
}

export function isAttachment(entity: Entity, declared: string, type: string): boolean {
  return (
    entity.attached ||
    entity.name !== '' ||
    !(declared.startsWith('text/') || declared.startsWith('message/')) ||
    !/^(?:text|message)\//.test(type)
  )
}

function addFacts(
  collector: Collector,
  entity: Entity,
  reading: EntityReading,
  bytes: Buffer,
  type: string,
  encrypted: boolean,
  path: string,
): void {
  const digest = hash('sha256', bytes, 'hex')
  collector.attachments.push({ path, name: entity.name, type, declaredType: reading.type, size: bytes.length, digest, encrypted })
  if (entity.names.length > 0) {
    collector.addText({ path: joinPath(path, 'name'), type, name: entity.name, kind: 'name', text: entity.names.join('\n') })
  }
}

function addSurroundings(collector: Collector, bytes: Buffer, [start, end]: Range, path: string): void {
  const text = bytes.subarray(start, end).toString('latin1').trim()
  const customary = text.length < 200 && /^This is a (?:multi-?part|cryptographically signed) message[^\n]*$/i.test(text)
  if (text !== '' && !customary) collector.addText({ path, type: 'text/plain', kind: 'body', text })
}

/** A boundary that some multipart of the message names is no odd line: `----=_Part_1` begins `----=_Part_12`. */
function isOdd(cut: MultipartCut, boundary: string, named: ReadonlySet<string>): boolean {
  if (cut.manyOddLines) return true
  return [...cut.oddLines].some((rest) => !named.has(boundary + rest) && !named.has(boundary + rest.replace(/--$/, '')))
}

export function childPath(path: string, number: number): string {
  return path === '' ? String(number) : `${path}.${number}`
}
