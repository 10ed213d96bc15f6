// The walk over a message that is to be rewritten: as walk.ts goes, in the one reading of RFC 2045. Each leaf that is text gives edits of its own bytes;
// signed and encrypted parts are passed by. What programs may read in another way is not touched here: the message is read again afterwards, and
// whatever still shows a value that had to go ends the attempt (verify.ts).
import type { Edit } from '../../domain/edit-script.ts'
import { decodeText } from '../charset.ts'
import { type Collector, createCollector } from '../collector.ts'
import type { ContentLimits } from '../content-limits.ts'
import { type Entity, type EntityReading, readEntityHeader } from '../entity.ts'
import { isMailType } from '../mail-shape.ts'
import { howToRead, type TextForm } from '../media-type.ts'
import { cutMultipart } from '../multipart.ts'
import { childPath, decodeBody, describe, firstLine, isAttachment } from '../walk.ts'
import { placedFields } from './header-fields.ts'
import { base64Edits, quotedPrintableEdits } from './text-bytes.ts'

/** A text of the message, decoded, and where it stands. */
export interface LeafText {
  readonly path: string
  readonly bytes: Buffer
  readonly text: string
  readonly charset: string
  readonly as: TextForm
  readonly type: string
  readonly reading: EntityReading
  /** The mail program shows it as the message, or as a part of it. */
  readonly body: boolean
  /** First of its kind in the message itself: a notice goes there. */
  readonly main: boolean
}

export interface Rewriter {
  /** @returns edits of the leaf's decoded bytes; undefined where they cannot be made: the leaf is then written anew as `whole` says */
  leaf(leaf: LeafText): Edit[] | { readonly whole: string } | undefined
  /** Edits of one header block. @param message it opens a message, so that its subject is one */
  header(bytes: Buffer, start: number, bodyStart: number, path: string, message: boolean): readonly Edit[]
}

interface Place {
  readonly path: string
  readonly depth: number
  readonly container: boolean
  readonly main: boolean
}

/** @returns edits of the message, in order */
export function messageEdits(bytes: Buffer, limits: ContentLimits, rewriter: Rewriter): Edit[] {
  const collector = createCollector(limits, bytes.length)
  const root = readEntityHeader(collector, bytes, 0, bytes.length, '', 'text/plain')
  return entityEdits({ collector, rewriter }, root, 0, { path: '', depth: 0, container: true, main: true })
}

interface Walk {
  readonly collector: Collector
  readonly rewriter: Rewriter
}

function entityEdits(walk: Walk, entity: Entity, start: number, place: Place): Edit[] {
  const { collector, rewriter } = walk
  const [reading] = entity.readings
  if (!reading || !collector.enterEntity(place.path, place.depth)) return []
  const header = rewriter.header(entity.bytes, start, entity.bodyStart, place.path, place.container)
  const body = reading.type.startsWith('multipart/')
    ? multipartEdits(walk, entity, reading, place)
    : leafEdits(walk, entity, start, reading, place)
  if (body.length === 0) return [...header]
  return [...withoutStale(entity.bytes, start, entity.bodyStart, header), ...body].sort((a, b) => a.at - b.at)
}

/** Fields that say something about the body's bytes, and are wrong now: Content-MD5 (RFC 1864), Content-Length. */
const STALE = new Set(['content-md5', 'content-length'])

function withoutStale(bytes: Buffer, start: number, bodyStart: number, header: readonly Edit[]): readonly Edit[] {
  const stale = placedFields(bytes, start, bodyStart).filter(({ key }) => STALE.has(key))
  return [...header, ...stale.map((field) => ({ at: field.start, remove: field.end - field.start }))]
}

function multipartEdits(walk: Walk, entity: Entity, reading: EntityReading, place: Place): Edit[] {
  const { collector } = walk
  const { bytes, bodyStart, end } = entity
  const [boundary] = reading.boundaries
  const sealed = reading.type === 'multipart/signed' || reading.type === 'multipart/encrypted'
  if (sealed || boundary === undefined || decodesToOther(reading) || !collector.spend(place.path, end - bodyStart)) return []
  const cut = cutMultipart(bytes, bodyStart, end, boundary, collector.limits.parts + 1)
  const childType = reading.type === 'multipart/digest' ? 'message/rfc822' : 'text/plain'
  const all = reading.type === 'multipart/alternative'
  return cut.parts.flatMap(([from, to], index) => {
    const path = childPath(place.path, index + 1)
    const child = readEntityHeader(collector, bytes, from, to, path, childType)
    return entityEdits(walk, child, from, { path, depth: place.depth + 1, container: false, main: place.main && (all || index === 0) })
  })
}

/** RFC 2045 §6.4: only 7bit, 8bit and binary are allowed on a multipart. */
function decodesToOther({ encoding }: EntityReading): boolean {
  return encoding === 'base64' || encoding === 'quoted-printable'
}

function leafEdits(walk: Walk, entity: Entity, start: number, reading: EntityReading, place: Place): Edit[] {
  const { collector, rewriter } = walk
  const path = place.container ? childPath(place.path, 1) : place.path
  const raw = entity.bytes.subarray(entity.bodyStart, entity.end)
  const { bytes, damaged, unknown } = decodeBody(raw, reading.encoding)
  if (damaged || unknown || !collector.spend(path, raw.length)) return []
  if (isMailType(reading.type))
    return encodedEdits(raw, entity.bodyStart, reading, enclosedEdits(walk, bytes, { ...place, path, main: false }))
  const how = howToRead(bytes, describe(entity, reading))
  if (how.as === 'none' || how.as === 'empty') return []
  const charset = reading.charsets[0] ?? ''
  const { text } = decodeText(bytes, charset)
  const body = !isAttachment(entity, reading.type, how.type)
  const made = rewriter.leaf({ path, bytes, text, charset, as: how.as, type: how.type, reading, body, main: place.main && body })
  if (!made) return []
  if ('whole' in made) return writtenAnew(entity, start, reading, made.whole)
  return encodedEdits(raw, entity.bodyStart, reading, made)
}

function encodedEdits(raw: Buffer, at: number, { encoding }: EntityReading, edits: readonly Edit[]): Edit[] {
  if (edits.length === 0) return []
  if (encoding === 'base64') return base64Edits(raw, at, edits)
  if (encoding === 'quoted-printable') return quotedPrintableEdits(raw, at, edits)
  return edits.map((edit) => ({ ...edit, at: edit.at + at }))
}

function enclosedEdits(walk: Walk, bytes: Buffer, place: Place): Edit[] {
  const start = firstLine(bytes)
  const inner = readEntityHeader(walk.collector, bytes, start, bytes.length, place.path, 'text/plain')
  return entityEdits(walk, inner, start, { path: place.path, depth: place.depth + 1, container: true, main: false })
}

/** The whole leaf in UTF-8 and base64, because its own charset cannot be followed or cannot hold what comes in. */
function writtenAnew(entity: Entity, start: number, reading: EntityReading, text: string): Edit[] {
  const fields = placedFields(entity.bytes, start, entity.bodyStart)
  const own = (key: string) => fields.filter((field) => field.key === key)
  // Without a blank line there is no place for a header.
  if (own('content-type').length > 1 || own('content-transfer-encoding').length > 1 || !endsHeader(entity)) return []
  const [type] = own('content-type')
  const base64 = (
    Buffer.from(text, 'utf8')
      .toString('base64')
      .match(/.{1,76}/g) ?? []
  ).join('\r\n')
  const head = `Content-Type: ${parametersWithUtf8(type?.value ?? ' text/plain', reading)}\r\nContent-Transfer-Encoding: base64\r\n`
  const at = type?.start ?? start
  const gone = [type, ...own('content-transfer-encoding')].flatMap((field) =>
    field ? [{ at: field.start, remove: field.end - field.start }] : [],
  )
  const placed = gone.map((edit) => (edit.at === at ? { ...edit, insert: head } : edit))
  const header = type ? placed : [{ at, remove: 0, insert: head }, ...placed]
  return [...header, { at: entity.bodyStart, remove: entity.end - entity.bodyStart, insert: base64 }]
}

function endsHeader({ bytes, bodyStart }: Entity): boolean {
  return bytes[bodyStart - 1] === 0x0a
}

function parametersWithUtf8(value: string, { type }: EntityReading): string {
  const others = value
    .trim()
    .split(';')
    .slice(1)
    .filter((parameter) => !/^\s*charset\*?[\d*]*\s*=/i.test(parameter))
  return [type, 'charset=utf-8', ...others.map((parameter) => parameter.trim())].join(';\r\n\t')
}
