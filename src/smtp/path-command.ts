// The argument of MAIL and RCPT: `FROM:<path> KEY=value …` (RFC 5321 §4.1.1.2, §4.1.1.3, §4.1.2). Kept to the byte: neither the domain is
// rewritten nor xtext decoded, since what came in has to go out again unchanged (VERP, ORCPT, ENVID). Linear time.
import { parseMailbox } from './address.ts'

export interface PathCommand {
  /** Without brackets and source route; '' is the null path. */
  readonly address: string
  /** Keys upper-cased, values as written; a key without `=` is `true`. */
  readonly parameters: Readonly<Record<string, string | true>>
  /** A key that stood there twice. */
  readonly duplicate?: string
}

const KEYWORD = /^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/
/** esmtp-value of RFC 5321 §4.1.2, widened by RFC 6533 §3 for utf-8-addr-xtext in ORCPT. */
const VALUE = /^[!-<>-~\u{80}-\u{10ffff}]+$/u

/**
 * @param verb what must stand before the colon, `MAIL FROM` or `RCPT TO`
 * @param line the whole command without CRLF
 * @returns undefined when the syntax is wrong; the bare `postmaster` of RFC 5321 §4.1.1.3 is taken after `RCPT TO`
 */
export function parsePathCommand(verb: 'MAIL FROM' | 'RCPT TO', line: string): PathCommand | undefined {
  const colon = line.indexOf(':')
  if (colon < 0 || line.slice(0, colon).trim().replace(/\s+/, ' ').toUpperCase() !== verb) return undefined
  const rest = line.slice(colon + 1).trim()
  const end = closingBracket(rest)
  if (end < 0) return undefined
  const address = withoutSourceRoute(rest.slice(1, end))
  if (!isPath(verb, address)) return undefined
  const after = rest.slice(end + 1)
  if (after !== '' && !after.startsWith(' ')) return undefined
  return withParameters(address, after)
}

function withParameters(address: string, text: string): PathCommand | undefined {
  const parameters: Record<string, string | true> = Object.create(null)
  let duplicate: string | undefined
  for (const word of text.split(' ')) {
    if (word === '') continue
    const equals = word.indexOf('=')
    const key = (equals < 0 ? word : word.slice(0, equals)).toUpperCase()
    const value = equals < 0 ? true : word.slice(equals + 1)
    if (!KEYWORD.test(key) || (value !== true && !isValue(key, value))) return undefined
    if (key in parameters) duplicate = key
    parameters[key] = value
  }
  return { address, parameters, ...(duplicate ? { duplicate } : {}) }
}

/** `=` may stand in a value only where real clients put it: inside AUTH and ORCPT xtext. */
function isValue(key: string, value: string): boolean {
  return VALUE.test(key === 'AUTH' || key === 'ORCPT' || key === 'ENVID' ? value.replaceAll('=', '') : value)
}

/** Index of the `>` that ends the path; one inside a quoted local part does not. -1 when there is none. */
function closingBracket(text: string): number {
  if (!text.startsWith('<')) return -1
  let quoted = false
  for (let i = 1; i < text.length; i++) {
    const char = text[i]
    if (quoted && char === '\\') i++
    else if (char === '"') quoted = !quoted
    else if (char === '>' && !quoted) return i
  }
  return -1
}

/** RFC 5321 appendix C: `@a,@b:` is accepted and ignored. */
function withoutSourceRoute(path: string): string {
  return path.startsWith('@') && path.includes(':') ? path.slice(path.indexOf(':') + 1) : path
}

function isPath(verb: 'MAIL FROM' | 'RCPT TO', address: string): boolean {
  if (address === '') return verb === 'MAIL FROM'
  if (verb === 'RCPT TO' && address.toLowerCase() === 'postmaster') return true
  return parseMailbox(address) !== undefined
}

/** xtext of RFC 3461 §4: printable ASCII without `+` and `=`, or `+` and two upper-case hex digits. */
export function isXtext(text: string): boolean {
  return /^(?:[!-*,-<>-~]|\+[0-9A-F]{2})+$/.test(text)
}

/** What an xtext says (RFC 3461 §4). Bytes above ASCII are read as UTF-8. */
export function decodeXtext(text: string): string {
  if (!text.includes('+')) return text
  const latin1 = text.replace(/\+([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(latin1, 'latin1').toString('utf8')
}
