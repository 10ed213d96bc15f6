// Content-Type and Content-Disposition: a value and parameters (RFC 2045 §5.1, RFC 2183), with continued and percent-encoded ones (RFC 2231).
// Where a parameter stands twice, both values are kept: programs differ in which one they believe. One pass, linear.
import { decodeText } from './charset.ts'
import { percentDecoded } from './data-uri.ts'
import { decodeWords } from './encoded-words.ts'

export interface StructuredField {
  /** Lower case, comments removed; '' where there is none. */
  readonly value: string
  /** Names in lower case; every distinct value in order. */
  readonly parameters: ReadonlyMap<string, readonly string[]>
  /** What stands after `boundary=`, trimmed, quotes and escapes left in: programs differ in how they read it. */
  readonly boundariesAsWritten: readonly string[]
}

interface Section {
  readonly index: number
  readonly encoded: boolean
  readonly text: string
}

const MAX_PARAMETERS = 500
/** Parameters in which programs decode RFC 2047 words, though they should not; in any other the words are a second reading. */
const NAMES = new Set(['name', 'filename'])
/** Characters. With the count of parameters it bounds the work on one field; a longer field makes its part uninspectable. */
export const MAX_STRUCTURED_FIELD = 65_536

/** @param value unfolded; at most `MAX_STRUCTURED_FIELD` characters of it are read */
export function parseStructuredField(value: string): StructuredField {
  const raw = value.slice(0, MAX_STRUCTURED_FIELD)
  const parameters = new Map<string, string[]>()
  const sections = new Map<string, Section[]>()
  const boundariesAsWritten: string[] = []
  const [head, start, closed] = readUntilSemicolon(raw, 0, true)
  let at = start
  // Once a quote never closes, quotes mean nothing further on: looking for the end again at every parameter would be quadratic.
  let quotes = closed
  for (let count = 0; at < raw.length && count < MAX_PARAMETERS; count++) {
    const [item, next, itemClosed] = readUntilSemicolon(raw, at, quotes)
    at = next
    quotes &&= itemClosed
    const equals = item.indexOf('=')
    if (equals < 1) continue
    const name = item.slice(0, equals).trim().toLowerCase()
    const text = unquote(item.slice(equals + 1))
    const extended = /^([^*]+)(?:\*(\d{1,3}))?(\*)?$/.exec(name)
    if (extended && name.includes('*')) {
      const key = extended[1] as string
      const section = { index: Number(extended[2] ?? 0), encoded: extended[3] !== undefined, text }
      sections.set(key, [...(sections.get(key) ?? []), section])
    } else {
      if (name === 'boundary') boundariesAsWritten.push(item.slice(equals + 1).trim())
      if (!NAMES.has(name)) addValue(parameters, name, text)
      addValue(parameters, name, decodeWords(text))
    }
  }
  for (const [name, parts] of sections) for (const value of joinedSections(parts)) addValue(parameters, name, value)
  return { value: withoutComments(head).toLowerCase(), parameters, boundariesAsWritten }
}

function addValue(parameters: Map<string, string[]>, name: string, value: string): void {
  const values = parameters.get(name)
  if (!values) parameters.set(name, [value])
  else if (!values.includes(value)) values.push(value)
}

/** @returns the text up to the next `;` outside quotes, the offset after it, and whether every quote up to there closes */
function readUntilSemicolon(raw: string, start: number, quotes: boolean): [item: string, next: number, closed: boolean] {
  let quoted = false
  for (let i = start; i < raw.length; i++) {
    const char = raw.charCodeAt(i)
    if (char === 0x5c && quoted) i++
    else if (char === 0x22) quoted = quotes && !quoted
    else if (char === 0x3b && !quoted) return [raw.slice(start, i), i + 1, true]
  }
  // A quote that never closes: programs end the value at the next semicolon.
  const semicolon = quoted ? raw.indexOf(';', start) : -1
  return semicolon < 0 ? [raw.slice(start), raw.length, !quoted] : [raw.slice(start, semicolon), semicolon + 1, false]
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

/** Where a section stands twice or is missing, programs take the first, take the last, or stop at the hole: each is a value. */
function joinedSections(parts: readonly Section[]): readonly string[] {
  const ordered = [...parts].sort((a, b) => a.index - b.index)
  if (ordered.every((section, place) => section.index === place)) return [joinSections(ordered)]
  const firsts = ordered.filter((section, place) => ordered[place - 1]?.index !== section.index)
  const lasts = ordered.filter((section, place) => ordered[place + 1]?.index !== section.index)
  const unbroken = firsts.filter((section, place) => section.index === place)
  return [ordered, firsts, lasts, unbroken].map(joinSections)
}

function joinSections(ordered: readonly Section[]): string {
  let charset = ''
  const chunks = ordered.map((section, place) => {
    if (!section.encoded) return Buffer.from(section.text, 'utf8')
    const tagged = place === 0 ? /^([^']*)'[^']*'(.*)$/s.exec(section.text) : null
    if (tagged) charset = tagged[1] as string
    return percentDecoded(tagged ? (tagged[2] as string) : section.text)
  })
  return decodeText(Buffer.concat(chunks), charset).text
}
