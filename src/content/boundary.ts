// The boundary of a multipart, in every form that mail programs take it from the header (RFC 2046 §5.1.1, RFC 2045 §5.1): they differ about quotes, blanks,
// escapes, encoded words and raw 8-bit bytes. Boundaries are byte strings: one character a byte, as they stand in the body.
import type { StructuredField } from './structured-field.ts'

/** RFC 2046 §5.1.1; some programs cut there. */
const MAX_BOUNDARY = 70
/** Nothing in it that programs read differently. */
const PLAIN = /^(?:"[\w+\-./:=]{1,70}"|[\w+\-./:=]{1,70})$/
const LF = 0x0a

/** @returns every boundary that some program takes the field to name, the one of RFC 2045 first; empty where it names none */
export function boundariesOf(field: StructuredField): readonly string[] {
  const named = field.parameters.get('boundary') ?? []
  const asWritten = field.boundariesAsWritten.flatMap((written) => (PLAIN.test(written) ? [] : variantsOf(written)))
  const found = new Set<string>()
  for (const boundary of [...named, ...asWritten]) {
    for (const bytes of asBytes(boundary.trimEnd())) if (bytes !== '') found.add(bytes)
  }
  return [...found]
}

/** @param written the parameter's text after `=`, trimmed */
function variantsOf(written: string): string[] {
  const first = written[0] ?? ''
  const quoted = first === '"'
  const close = quoted ? written.indexOf('"', 1) : -1
  const inside = quoted ? written.slice(1, close < 0 ? undefined : close) : written
  const bare = written.replaceAll('"', '')
  const forms = [inside, inside.trim(), inside.replace(/\s+/g, ''), bare, bare.trim()]
  // A token ends at the first blank, comment or comma (RFC 2045 §5.1); some programs end it there within quotes as well.
  forms.push(inside.trim().split(/[\s(,"]/, 1)[0] ?? '', inside.slice(0, MAX_BOUNDARY))
  if (first === "'") forms.push(written.replaceAll("'", ''))
  return forms
}

/** Characters beyond ASCII: the header was decoded as UTF-8 where it is that, else byte by byte. */
function asBytes(boundary: string): readonly string[] {
  if (!/[\u0080-\uffff]/.test(boundary)) return [boundary]
  const utf8 = Buffer.from(boundary, 'utf8').toString('latin1')
  return /[\u0100-\uffff]/.test(boundary) ? [utf8] : [utf8, boundary]
}

/**
 * Lines that look like boundaries, for bodies whose own boundary is missing or never comes.
 * @returns distinct ones in order, without the leading dashes, closing forms of others left out; at most `max`
 */
export function boundaryLines(bytes: Buffer, start: number, end: number, max: number): readonly string[] {
  const found = new Set<string>()
  const body = bytes.subarray(0, end)
  let at = body.subarray(start, start + 2).toString('latin1') === '--' ? start : nextDashes(body, start)
  while (at >= 0 && found.size < max) {
    const next = body.indexOf(LF, at)
    const line = body
      .subarray(at + 2, Math.min(next < 0 ? end : next, at + 202))
      .toString('latin1')
      .trimEnd()
    const opened = line.endsWith('--') && found.has(line.slice(0, -2))
    // `-- ` alone stands above a signature, a row of dashes is a rule.
    if (/[^\s-]/.test(line) && !opened) found.add(line)
    at = next < 0 ? -1 : nextDashes(body, next)
  }
  return [...found]
}

function nextDashes(body: Buffer, from: number): number {
  const at = body.indexOf('\n--', from, 'latin1')
  return at < 0 ? -1 : at + 1
}
