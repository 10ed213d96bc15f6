// File names in Content-Type and Content-Disposition (RFC 2183, RFC 2231, RFC 2047 in quotes as programs write it): the parameters that give a name are
// taken out and written anew, all other parameters keep their bytes.
import { parseStructuredField } from '../structured-field.ts'
import type { TextEdit } from './mapped-text.ts'

const NAMES = ['name', 'filename'] as const

/**
 * @param value of the field as it stands, behind its colon
 * @param change gives the new name, or the same one
 */
export function nameEdits(value: string, change: (name: string) => string): TextEdit[] {
  const edits: TextEdit[] = []
  const items = parameterItems(value)
  for (const base of NAMES) {
    const own = items.filter(({ key }) => key === base || key.startsWith(`${base}*`))
    const groups = [own.filter(({ key }) => key === base), own.filter(({ key }) => key !== base)]
    for (const group of groups) {
      const [first, ...rest] = group
      if (!first) continue
      const whole = `x; ${group.map(({ start, end }) => value.slice(start, end)).join('; ')}`
      const names = parseStructuredField(whole.replace(/\r?\n/g, '')).parameters.get(base) ?? []
      if (names.every((name) => change(name) === name)) continue
      edits.push({ start: first.start, end: first.end, text: ` ${parameter(base, change(names[0] ?? ''))}` })
      // The semicolon in front goes with its parameter.
      for (const { start, end } of rest) edits.push({ start: start - 1, end, text: '' })
    }
  }
  return edits.sort((a, b) => a.start - b.start)
}

/** Stretches between semicolons outside of quotes. */
function parameterItems(value: string): { readonly key: string; readonly start: number; readonly end: number }[] {
  const items: { key: string; start: number; end: number }[] = []
  let start = 0
  let quoted = false
  for (let i = 0; i <= value.length; i++) {
    const char = value[i]
    if (char === '\\' && quoted) i++
    else if (char === '"') quoted = !quoted
    else if (i >= value.length || (char === ';' && !quoted)) {
      const item = value.slice(start, i)
      const end = i >= value.length ? start + item.trimEnd().length : i
      const equals = item.indexOf('=')
      if (start > 0 && equals > 0) items.push({ key: item.slice(0, equals).trim().toLowerCase(), start, end })
      start = i + 1
    }
  }
  return items
}

/** RFC 2231 §3 and §4: sections of a size that fits a line. */
function parameter(name: string, value: string): string {
  if (/^[\x20-\x7e]*$/.test(value) && value.length < 60) return `${name}="${value.replace(/["\\]/g, '\\$&')}"`
  const octets = [...Buffer.from(value, 'utf8')].map((byte) => {
    const char = String.fromCharCode(byte)
    return /[A-Za-z0-9._-]/.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  })
  const sections: string[] = []
  let section = ''
  for (const octet of octets) {
    if (section.length + octet.length > 50) {
      sections.push(section)
      section = ''
    }
    section += octet
  }
  sections.push(section)
  if (sections.length === 1) return `${name}*=UTF-8''${section}`
  return sections.map((text, index) => `${name}*${index}*=${index === 0 ? "UTF-8''" : ''}${text}`).join(';\r\n\t')
}
