// The walk over a message's MIME tree. Part numbers are IMAP's (RFC 9051 §6.4.5); a second reading of the same bytes gets `~2`, `~3`.
import { hash } from 'node:crypto'
import type { TextPart } from '../domain/content.ts'
import type { Collector } from './collector.ts'
import { type Entity, type EntityReading, joinPath, type Place, readEntityHeader } from './entity.ts'
import { readHeaderTexts } from './header-texts.ts'
import { readLeafText } from './leaf-text.ts'
import { howToRead } from './media-type.ts'
import { cutMultipart, type MultipartCut, type Range } from './multipart.ts'
import { decodeBase64, decodeQuotedPrintable, decodeUuencode } from './transfer-encoding.ts'

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
  if (reading.encoding === 'base64' || reading.encoding === 'quoted-printable') {
    // RFC 2045 §6.4 forbids it, some programs decode it all the same.
    collector.note('encoded-multipart')
    const decoded = decodeBody(bytes.subarray(bodyStart, end), reading.encoding).bytes
    if (collector.spend(place.path, decoded.length)) {
      cutAndWalk(collector, { ...entity, bytes: decoded, bodyStart: 0, end: decoded.length }, reading, {
        ...place,
        path: `${place.path}~decoded`,
      })
    }
  }
  cutAndWalk(collector, entity, reading, place)
}

function cutAndWalk(collector: Collector, entity: Entity, reading: EntityReading, place: Place): void {
  const { bytes, bodyStart, end } = entity
  if (!collector.spend(place.path, end - bodyStart)) return
  const boundary = reading.boundary === '' ? guessBoundary(bytes, bodyStart, end) : reading.boundary
  if (reading.boundary === '') collector.note('missing-boundary-parameter')
  const max = collector.limits.parts + 1
  const cut = boundary === '' ? undefined : cutMultipart(bytes, bodyStart, end, boundary, max)
  if (!cut || cut.parts.length === 0) {
    collector.note('multipart-without-parts')
    const asText = { ...reading, type: 'text/plain', encoding: '' }
    walkLeaf(collector, entity, asText, { ...place, path: childPath(place.path, 1) })
    return
  }
  if (!cut.closed) collector.note('missing-last-boundary')
  if (cut.partsAfterEnd) collector.note('parts-after-last-boundary')
  walkParts(collector, entity, reading, cut, place)
  if (cut.oddLines.size === 0 || !collector.spend(place.path, end - bodyStart)) return
  if (isOdd(cut, boundary, collector.boundariesIn(bytes))) {
    collector.note('odd-boundary-line')
    const loose = cutMultipart(bytes, bodyStart, end, boundary, max, true)
    walkParts(collector, entity, reading, loose, { ...place, path: `${place.path}~loose` })
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
  if (unknown) collector.note('unknown-transfer-encoding')
  if (damaged) {
    collector.note('damaged-base64')
    if (collector.spend(place.path, raw.length))
      readBytes(collector, entity, { ...reading, encoding: '' }, raw, { ...place, path: `${place.path}~raw` })
  }
  readBytes(collector, entity, reading, bytes, place)
}

function readBytes(collector: Collector, entity: Entity, reading: EntityReading, bytes: Buffer, place: Place): void {
  if (reading.type === 'message/rfc822' || reading.type === 'message/global') {
    addFacts(collector, entity, reading, bytes, reading.type, false, place.path)
    walkEnclosedMessage(collector, bytes, place)
    return
  }
  if (reading.type === 'message/partial')
    collector.refuse(place.path, reading.type, entity.name, 'a fragment of a message (message/partial)')
  if (reading.type === 'message/external-body') collector.refuse(place.path, reading.type, entity.name, 'the content is kept elsewhere')
  const how = howToRead(bytes, reading.type.startsWith('message/') ? 'text/plain' : reading.type, entity.name, reading.parameters)
  const kind: TextPart['kind'] = isAttachment(entity, reading.type, how.type) ? 'attachment' : 'body'
  if (kind === 'attachment') addFacts(collector, entity, reading, bytes, how.type, how.as === 'none' && how.encrypted, place.path)
  if (how.as === 'empty') return
  const alsoText = how.as === 'none' && how.alsoText
  if (how.as === 'none') collector.refuse(place.path, how.type, entity.name, how.why, how.opaque)
  if (how.as !== 'none' || alsoText) {
    const text = { bytes, kind, as: how.as === 'none' ? ('text' as const) : how.as, type: how.type, name: entity.name }
    readLeafText(collector, text, reading, place, (block, path) => walkUuencoded(collector, block, { ...place, path }))
  }
}

function walkEnclosedMessage(collector: Collector, bytes: Buffer, place: Place): void {
  const inner = readEntityHeader(collector, bytes, 0, bytes.length, place.path, 'text/plain')
  const subjects = inner.header.fields.filter((field) => field.key === 'subject').map((field) => field.raw)
  walkEntity(collector, inner, { path: place.path, depth: place.depth + 1, container: true, lead: subjects.join('\n') })
}

/** A file that an old program put between `begin` and `end` lines of a text. */
function walkUuencoded(collector: Collector, block: { name: string; body: Buffer }, place: Place): void {
  if (!collector.enterEntity(place.path, place.depth) || !collector.spend(place.path, block.body.length)) return
  collector.note('uuencoded-file')
  const header = { fields: [], junk: [], bodyStart: 0, raw8bit: false, overflow: false }
  const reading = { type: 'application/octet-stream', parameters: new Map(), boundary: '', charset: '', encoding: '' }
  const bytes = decodeUuencode(block.body)
  const entity = {
    bytes,
    header,
    bodyStart: 0,
    end: bytes.length,
    readings: [reading],
    attached: true,
    name: block.name,
    names: [block.name],
  }
  readBytes(collector, entity, reading, bytes, place)
}

function decodeBody(raw: Buffer, encoding: string): { bytes: Buffer; damaged: boolean; unknown: boolean } {
  switch (encoding) {
    case 'base64':
      return { ...decodeBase64(raw), unknown: false }
    case 'quoted-printable':
      return { bytes: decodeQuotedPrintable(raw), damaged: false, unknown: false }
    case '':
    case '7bit':
    case '8bit':
    case 'binary':
    case 'x-uuencode':
    case 'uuencode':
    case 'x-uue':
      return { bytes: raw, damaged: false, unknown: false }
    default:
      return { bytes: raw, damaged: false, unknown: true }
  }
}

function isAttachment(entity: Entity, declared: string, type: string): boolean {
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
  const text = bytes.subarray(start, end).toString('latin1')
  if (/\S/.test(text) && !/^\s*This is a (?:multi-?part|cryptographically signed) message[^\n]*\s*$/i.test(text)) {
    collector.addText({ path, type: 'text/plain', kind: 'body', text })
  }
}

/** A boundary that some multipart of the message names is no odd line: `----=_Part_1` begins `----=_Part_12`. */
function isOdd(cut: MultipartCut, boundary: string, named: ReadonlySet<string>): boolean {
  if (cut.manyOddLines) return true
  return [...cut.oddLines].some((rest) => !named.has(boundary + rest) && !named.has(boundary + rest.replace(/--$/, '')))
}

/** The first line that looks like a boundary: what lenient programs take where the parameter is missing. */
function guessBoundary(bytes: Buffer, start: number, end: number): string {
  const head = bytes.subarray(start, Math.min(end, start + 65_536)).toString('latin1')
  return /^--([!-~]{1,70})[ \t]*\r?$/m.exec(head)?.[1] ?? ''
}

function childPath(path: string, number: number): string {
  return path === '' ? String(number) : `${path}.${number}`
}
