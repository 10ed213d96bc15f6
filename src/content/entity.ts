// One MIME entity: its header block and what the walk needs of it. Where Content-Type, encoding or boundary stand twice with different values, every
// combination is a reading of its own: mail programs differ in which one they believe.
import { boundariesOf } from './boundary.ts'
import type { Collector } from './collector.ts'
import { isNoText } from './format-magic.ts'
import { type HeaderBlock, readHeaderBlock } from './header-block.ts'
import { MAX_STRUCTURED_FIELD, parseStructuredField, type StructuredField } from './structured-field.ts'

export interface EntityReading {
  /** Lower case media type; the default of the context where the field is missing or broken. */
  readonly type: string
  readonly parameters: StructuredField['parameters']
  /** Byte strings, the one of RFC 2045 first; several where programs differ. */
  readonly boundaries: readonly string[]
  /** Lower case labels; several where the header names several. */
  readonly charsets: readonly string[]
  /** Content-Transfer-Encoding in lower case, '' where there is none. */
  readonly encoding: string
}

export interface Entity {
  readonly bytes: Buffer
  readonly header: HeaderBlock
  readonly bodyStart: number
  readonly end: number
  /** First one is what RFC 2045 says; at most `MAX_READINGS`. */
  readonly readings: readonly EntityReading[]
  readonly attached: boolean
  /** Decoded file name, '' where none is given. */
  readonly name: string
  /** All names that the header gives, where they differ. */
  readonly names: readonly string[]
}

const MAX_READINGS = 4
const MAX_CHARSETS = 4
const MEDIA_TYPE = /^[a-z0-9!#$&^_.+-]{1,120}\/[a-z0-9!#$&^_.+-]{1,120}$/
const NONE: StructuredField = { value: '', parameters: new Map(), boundariesAsWritten: [] }

export function readEntityHeader(
  collector: Collector,
  bytes: Buffer,
  start: number,
  end: number,
  path: string,
  defaultType: string,
): Entity {
  const room = collector.headerRoom()
  const window = Math.min(end, start + room.bytes)
  const header = readHeaderBlock(bytes, start, window, room.fields)
  collector.usedHeader(header.bodyStart - start, header.fields.length)
  const cut = header.bodyStart === window && window < end
  const overlong = header.fields.some((field) => field.key.startsWith('content-') && field.raw.length > MAX_STRUCTURED_FIELD)
  if (cut || header.overflow) collector.refuse(joinPath(path, 'headers'), 'text/rfc822-headers', '', headerCapText(collector))
  if (overlong) collector.refuse(joinPath(path, 'headers'), 'text/rfc822-headers', '', 'a Content field longer than 64 KiB')
  if (header.junk.length > 0) collector.note('broken-header-line')
  if (header.junk.length > 0 && isNoText(bytes.subarray(start, header.bodyStart)))
    collector.refuse(joinPath(path, 'headers'), 'text/rfc822-headers', '', 'bytes that are no text')
  const types = contentTypes(collector, header)
  const disposition = structured(header, 'content-disposition')
  const names = [
    ...disposition.flatMap((field) => field.parameters.get('filename') ?? []),
    ...types.flatMap((field) => field.parameters.get('name') ?? []),
  ]
  const readings = combine(collector, header, path, types, defaultType)
  if (readings.some(({ type }) => type === 'multipart/alternative')) collector.alternatives.push(path)
  return {
    bytes,
    header,
    bodyStart: header.bodyStart,
    end,
    readings,
    attached: disposition.some((field) => field.value !== '' && field.value !== 'inline'),
    name: names[0] ?? '',
    names: [...new Set(names)],
  }
}

export function joinPath(path: string, suffix: string): string {
  return path === '' ? suffix : `${path}/${suffix}`
}

function headerCapText(collector: Collector): string {
  return `more than ${collector.limits.headerBytes} bytes or ${collector.limits.headerFields} fields of headers`
}

function structured(header: HeaderBlock, key: string): StructuredField[] {
  const seen = new Set<string>()
  const fields: StructuredField[] = []
  for (const field of header.fields) {
    if (field.key !== key || seen.has(field.raw)) continue
    seen.add(field.raw)
    if (fields.length <= MAX_READINGS) fields.push(parseStructuredField(field.raw))
  }
  return fields
}

/** @returns the Content-Type fields; of one whose type is broken, also what lenient programs make of it */
function contentTypes(collector: Collector, header: HeaderBlock): StructuredField[] {
  const fields = structured(header, 'content-type')
  if (fields.length > 1) collector.note('duplicate-content-type')
  if (fields.every((field) => field.value === '' || MEDIA_TYPE.test(field.value))) return fields
  collector.note('broken-content-type')
  const repaired = header.fields
    .filter((field) => field.key === 'content-type')
    .map((field) => parseStructuredField(withSemicolon(field.raw)))
    .filter((field) => MEDIA_TYPE.test(field.value))
  return repaired.every((field) => field.value === 'text/plain') && repaired.length > 0 ? repaired : [...repaired, ...fields]
}

/** A blank or comma where the semicolon should be, or `multipart` alone. */
function withSemicolon(raw: string): string {
  const head = raw.slice(0, MAX_STRUCTURED_FIELD).trimStart()
  if (/^multipart\s{0,20}(?:;|$)/i.test(head)) return head.replace(/^multipart/i, 'multipart/mixed')
  return head.replace(/^([^\s;,"()/]{1,120}\/[^\s;,"()/]{1,120})[\s,]+(?=[^\s;,])/, '$1; ')
}

function combine(
  collector: Collector,
  header: HeaderBlock,
  path: string,
  types: readonly StructuredField[],
  defaultType: string,
): EntityReading[] {
  const encodings = structured(header, 'content-transfer-encoding').map((field) => field.value)
  if (new Set(encodings).size > 1) collector.note('duplicate-content-transfer-encoding')
  const readings: EntityReading[] = []
  for (const field of types.length > 0 ? types : [NONE]) {
    const type = MEDIA_TYPE.test(field.value) ? field.value : defaultType
    const boundaries = type.startsWith('multipart/') ? boundariesOf(field) : []
    if ((field.parameters.get('boundary')?.length ?? 0) > 1) collector.note('duplicate-boundary')
    const charsets = charsetsOf(field)
    if (charsets.length > 1) collector.note('duplicate-charset')
    if (charsets.length > MAX_CHARSETS) collector.refuse(path, type, '', `more than ${MAX_CHARSETS} charsets`)
    for (const encoding of encodings.length > 0 ? new Set(encodings) : ['']) {
      if (readings.length >= MAX_READINGS) {
        collector.refuse(path, type, '', `more than ${MAX_READINGS} ways to read the header`)
        return readings
      }
      readings.push({ type, parameters: field.parameters, boundaries, charsets: charsets.slice(0, MAX_CHARSETS), encoding })
    }
  }
  return readings
}

/** @returns every distinct label, never empty: '' stands for none */
function charsetsOf(field: StructuredField): readonly string[] {
  const labels = (field.parameters.get('charset') ?? []).map((label) => label.replace(/['"\s]/g, '').toLowerCase())
  return labels.length > 0 ? [...new Set(labels)] : ['']
}
