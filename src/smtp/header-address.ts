// Addresses of a header field: RFC 5322 §3.4 with groups, comments and quoted strings, RFC 6532 (UTF-8). One pass over the text, so that a
// crafted field costs what its length costs. Strict: what is not plainly an address list is undefined, and who may send is never guessed.
import { parseMailbox } from './address.ts'

/**
 * @param value an unfolded From, To, … field, UTF-8
 * @returns the addr-specs in order; undefined when the field cannot be read without guessing
 */
export function headerAddresses(value: string): readonly string[] | undefined {
  const found: string[] = []
  /** Words outside `<…>` of the mailbox being read, and the addr-spec inside them. */
  let bare = ''
  let angle: string | undefined
  let inGroup = false

  function finishMailbox(): boolean {
    const text = bare.trim()
    const address = angle ?? text
    const empty = angle === undefined && text === ''
    bare = ''
    angle = undefined
    if (empty) return true
    if (!parseMailbox(address)) return false
    found.push(address)
    return true
  }

  let i = 0
  while (i < value.length) {
    const char = value[i] as string
    if (char === '"' || char === '(' || char === '<') {
      const end = endOf(value, i, char)
      if (end < 0) return undefined
      if (char === '"') bare += value.slice(i, end + 1)
      if (char === '<') {
        if (angle !== undefined) return undefined
        angle = value.slice(i + 1, end).trim()
      }
      i = end + 1
      continue
    }
    if (char === ')' || char === '>') return undefined
    if (char === ',' || char === ';') {
      if (char === ';' && !inGroup) return undefined
      if (!finishMailbox()) return undefined
      if (char === ';') inGroup = false
    } else if (char === ':') {
      if (inGroup || angle !== undefined || bare.trim() === '') return undefined
      inGroup = true
      bare = ''
    } else if (angle !== undefined && !/\s/.test(char)) {
      return undefined
    } else bare += char
    i++
  }
  return !inGroup && finishMailbox() ? found : undefined
}

/** Index of what closes the quoted string, comment (they nest) or angle address that opens at `start`; -1 when nothing does. */
function endOf(text: string, start: number, open: '"' | '(' | '<'): number {
  let depth = 0
  let quoted = open === '"'
  for (let i = start + 1; i < text.length; i++) {
    const char = text[i]
    if (char === '\\' && (quoted || open === '(')) i++
    else if (open === '"' && char === '"') return i
    else if (open === '<' && char === '"') quoted = !quoted
    else if (open === '<' && char === '>' && !quoted) return i
    else if (open === '(' && char === '(') depth++
    else if (open === '(' && char === ')' && depth-- === 0) return i
  }
  return -1
}
