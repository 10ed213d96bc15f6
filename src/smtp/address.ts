// Mailboxes as SMTP writes them: RFC 5321 §4.1.2 (Path, Mailbox), §4.1.3 (address literals), RFC 6531 §3.3 (UTF-8 in both halves).
// Addresses are kept to the byte; only the domain has a second, comparable form (lower-case A-labels). Linear time, bounded length.
import { isIPv4, isIPv6 } from 'node:net'
import { domainToASCII } from 'node:url'

export interface Mailbox {
  /** As written. */
  readonly address: string
  /** As written, quotes included. */
  readonly localPart: string
  /** Lower-case A-labels without a trailing dot, or a lower-case address literal in brackets. */
  readonly domain: string
  /** The local part or the domain as written is not plain ASCII: the transaction needs SMTPUTF8. */
  readonly international: boolean
}

/** RFC 5321 §4.5.3.1.3 gives a path 256 octets, brackets included. The 64 octets of a local part are not enforced: VERP exceeds them. */
const LONGEST_ADDRESS = 254
const ATOM = /^[\w!#$%&'*+/=?^`{|}~\u{80}-\u{10ffff}-]+$/u
const QUOTED = /^"(?:[ !#-[\]-~\u{80}-\u{10ffff}]|\\[ -~])*"$/u
const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u{200b}\u{2060}\u{feff}]/u
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/

/**
 * Reads one address without angle brackets.
 * @returns undefined when it is no mailbox of RFC 5321 §4.1.2 as widened by RFC 6531 §3.3
 */
export function parseMailbox(address: string): Mailbox | undefined {
  if (address.length === 0 || Buffer.byteLength(address) > LONGEST_ADDRESS || UNSAFE.test(address)) return undefined
  const at = address.lastIndexOf('@')
  if (at < 1) return undefined
  const localPart = address.slice(0, at)
  const written = address.slice(at + 1)
  if (!isLocalPart(localPart)) return undefined
  const domain = written.startsWith('[') ? addressLiteral(written) : normalDomain(written)
  if (domain === undefined) return undefined
  // biome-ignore lint/suspicious/noControlCharactersInRegex: "ASCII" is the whole point
  return { address, localPart, domain, international: !/^[\x00-\x7f]*$/.test(address) }
}

/**
 * The destination of an address: lower-case A-labels, `example.org`, or a literal, `[192.0.2.1]`.
 * @returns '' for the null reverse-path and for what is no mailbox
 */
export function domainOf(address: string): string {
  return parseMailbox(address)?.domain ?? ''
}

/**
 * A domain name in its comparable form (RFC 5890 A-labels, lower case, no trailing dot).
 * @returns undefined when it cannot be the domain of a mailbox: bad label, an address in disguise, too long
 */
export function normalDomain(written: string): string | undefined {
  // Percent-decoding and trimming are habits of the URL parser behind domainToASCII; a mail domain has neither.
  if (written.length === 0 || written.length > 255 || /[%\s@/\\?#:[\]]/.test(written)) return undefined
  const ascii = domainToASCII(written).toLowerCase()
  if (ascii.length === 0 || ascii.length > 253 || isIPv4(ascii)) return undefined
  return ascii.split('.').every((label) => LABEL.test(label)) ? ascii : undefined
}

/** Does `domain` fall under one entry of a list: `example.org` that domain only, `*.example.org` its subdomains. Both lower-case A-labels. */
export function domainMatches(domain: string, entry: string): boolean {
  return entry.startsWith('*.') ? domain.length > entry.length - 1 && domain.endsWith(entry.slice(1)) : domain === entry
}

function isLocalPart(text: string): boolean {
  if (text.startsWith('"')) return QUOTED.test(text)
  return text.split('.').every((atom) => ATOM.test(atom))
}

function addressLiteral(text: string): string | undefined {
  if (!text.endsWith(']')) return undefined
  const inner = text.slice(1, -1)
  if (isIPv4(inner)) return text
  if (/^ipv6:/i.test(inner) && isIPv6(inner.slice(5)) && !inner.includes('%')) return text.toLowerCase()
  return undefined
}
