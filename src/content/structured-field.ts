// Content-Type and Content-Disposition: a value and parameters (RFC 2045 §5.1, RFC 2183), with continued and percent-encoded ones (RFC 2231).
// Where a parameter stands twice, both values are kept: programs differ in which one they believe. One pass, linear.
import { decodeText } from './charset.ts'
import { decodeWords } from './encoded-words.ts'

export interface StructuredField {
  /** Lower case, comments removed; '' where there is none. */
  readonly value: string
  /** Names in lower case; every distinct value in order. */
  readonly parameters: ReadonlyMap<string, readonly string[]>
}

interface Section {
  readonly index: number
  readonly encoded: boolean
  readonly text: string
}

const MAX_PARAMETERS = 500
/** Characters. With the count of parameters it bounds the work on one field; a longer field makes its part uninspectable. */
export const MAX_STRUCTURED_FIELD = 65_536

/** @param value unfolded; at most `MAX_STRUCTURED_FIELD` characters of it are read */
export function parseStructuredField(value: string): StructuredField {
  const raw = value.slice(0, MAX_STRUCTURED_FIELD)
  const parameters = new Map<string, string[]>()
  const sections = new Map<string, Section[]>()
  const [head, start] = readUntilSemicolon(raw, 0)
  let at = start
  for (let count = 0; at < raw.length && count < MAX_PARAMETERS; count++) {
    const [item, next] = readUntilSemicolon(raw, at)
    at = next
    const equals = item.indexOf('=')
    if (equals < 1) continue
    const name = item.slice(0, equals).trim().toLowerCase()
    const text = unquote(item.slice(equals + 1))
    const extended = /^([^*]+)(?:\*(\d{1,3}))?(\*)?$/.exec(name)
    if (extended && name.includes('*')) {
      const key = extended[1] as string
      const section = { index: Number(extended[2] ?? 0), encoded: extended[3] !== undefined, text }
      sections.set(key, [...(sections.get(key) ?? []), section])
    } else addValue(parameters, name, decodeWords(text))
  }
  for (const [name, parts] of sections) addValue(parameters, name, joinSections(parts))
  return { value: withoutComments(head).toLowerCase(), parameters }
}

export function parameter(field: StructuredField, name: string): string {
  return field.parameters.get(name)?.[0] ?? ''
}

function addValue(parameters: Map<string, string[]>, name: string, value: string): void {
  const values = parameters.get(name)
  if (!values) parameters.set(name, [value])
  else if (!values.includes(value)) values.push(value)
}

/** @returns the text up to the next `;` outside quotes, and the offset after it */
function readUntilSemicolon(raw: string, start: number): [string, number] {
  let quoted = false
  for (let i = start; i < raw.length; i++) {
    const char = raw.charCodeAt(i)
    if (char === 0x5c && quoted) i++
    else if (char === 0x22) quoted = !quoted
    else if (char === 0x3b && !quoted) return [raw.slice(start, i), i + 1]
  }
  // A quote that never closes: programs end the value at the next semicolon.
  if (quoted) {
    const semicolon = raw.indexOf(';', start)
    if (semicolon >= 0) return [raw.slice(start, semicolon), semicolon + 1]
  }
  return [raw.slice(start), raw.length]
}

function unquote(text: string): string {
  const trimmed = text.trim()
  if (!trimmed.startsWith('"')) {
    const comment = trimmed.endsWith(')') ? trimmed.lastIndexOf('(') : -1
    return comment > 0 ? trimmed.slice(0, comment).trimEnd() : trimmed
  }
  let value = ''
  for (let i = 1; i < trimmed.length; i++) {
    const char = trimmed[i] as string
    if (char === '"') break
    value += char === '\\' && i + 1 < trimmed.length ? trimmed[++i] : char
  }
  return value
}

function withoutComments(text: string): string {
  let depth = 0
  let value = ''
  for (const char of text) {
    if (char === '(') depth++
    else if (char === ')' && depth > 0) depth--
    else if (depth === 0) value += char
  }
  return value.replace(/["\s]+/g, '')
}

function joinSections(parts: readonly Section[]): string {
  const ordered = [...parts].sort((a, b) => a.index - b.index)
  let charset = ''
  const chunks = ordered.map((section, place) => {
    if (!section.encoded) return Buffer.from(section.text, 'utf8')
    const tagged = place === 0 ? /^([^']*)'[^']*'(.*)$/s.exec(section.text) : null
    if (tagged) charset = tagged[1] as string
    return percentDecode(tagged ? (tagged[2] as string) : section.text)
  })
  return decodeText(Buffer.concat(chunks), charset).text
}

function percentDecode(text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8').toString('latin1')
  return Buffer.from(
    bytes.replace(/%([0-9a-fA-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  )
}
