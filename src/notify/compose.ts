// MIME for mail that the gateway writes itself: header fields, encodings, boundaries (RFC 5322, RFC 2045–2047). Pure and synchronous.
// Every body leaves as 7-bit text or quoted-printable, so that no host on the way needs 8BITMIME.
import { randomBytes } from 'node:crypto'
import libmime from 'libmime'
import { newId } from '../platform/id.ts'
import { parseMailbox } from '../smtp/address.ts'

export interface Mailbox {
  readonly name?: string
  readonly address: string
}

/** Header fields that every mail made here has. */
export interface MailHead {
  readonly from: Mailbox
  readonly to: readonly string[]
  readonly replyTo?: Mailbox
  readonly subject: string
  /** Milliseconds since the epoch. */
  readonly date: number
  /** With angle brackets, as `newMessageId` gives it. */
  readonly messageId: string
  readonly inReplyTo?: string
  /** Message-IDs with angle brackets, oldest first. */
  readonly references?: readonly string[]
  /** Further fields, ASCII values. */
  readonly fields?: readonly (readonly [name: string, value: string])[]
}

export type MimePart =
  | { readonly type: string; readonly text: string; readonly description?: string }
  | { readonly type: string; readonly parts: readonly MimePart[] }
  | { readonly type: string; readonly bytes: Uint8Array; readonly fileName: string }

/** More references than this and the middle goes: threads are found by the first and the last ones (RFC 5322 §3.6.4 leaves the choice). */
const MAX_REFERENCES = 20
/** RFC 5322 §2.1.1: the hard limit of a line, without CRLF. */
const MAX_LINE = 998
/** RFC 2045 §6.7: encoded lines are at most 76 characters. */
const LINE_LENGTH = 76

/** @param now milliseconds since the epoch @returns a fresh Message-ID with angle brackets */
export function newMessageId(hostname: string, now: number): string {
  return `<${newId(now)}@${hostname}>`
}

/** A whole message with CRLF line ends. Throws on an address that would break a header; `parseMailbox`, so intake, lets none of those through. */
export function composeMime(head: MailHead, body: MimePart): Uint8Array {
  const fields = [foldWords('From', formatMailbox(head.from)), foldWords('To', mailboxList(head.to))]
  if (head.replyTo) fields.push(foldWords('Reply-To', formatMailbox(head.replyTo)))
  fields.push(foldField('Subject', encodeText(head.subject)), foldField('Date', formatDate(head.date)))
  fields.push(foldField('Message-ID', head.messageId))
  if (head.inReplyTo) fields.push(foldField('In-Reply-To', head.inReplyTo))
  if (head.references?.length) fields.push(foldField('References', shorten(head.references).join(' ')))
  for (const [name, value] of head.fields ?? []) fields.push(foldField(name, value))
  return Buffer.from(`${fields.join('')}${foldField('MIME-Version', '1.0')}${renderPart(body)}`, 'utf8')
}

/** Plain text with an HTML form of the same words beside it. */
export function composeLetter(letter: MailHead & { readonly text: string; readonly html?: string }): Uint8Array {
  const text: MimePart = { type: 'text/plain; charset=utf-8', text: letter.text }
  if (letter.html === undefined) return composeMime(letter, text)
  return composeMime(letter, { type: 'multipart/alternative', parts: [text, { type: 'text/html; charset=utf-8', text: letter.html }] })
}

function renderPart(part: MimePart): string {
  if ('parts' in part) {
    // `=_` cannot occur in quoted-printable (RFC 2045 §6.7).
    const boundary = `=_${randomBytes(15).toString('hex')}`
    const children = part.parts.map((child) => `--${boundary}\r\n${renderPart(child)}\r\n`).join('')
    return `${foldField('Content-Type', `${part.type}; boundary="${boundary}"`)}\r\n${children}--${boundary}--\r\n`
  }
  if ('bytes' in part) {
    const fields = [
      foldField('Content-Type', part.type),
      foldField('Content-Disposition', `attachment; filename="${part.fileName}"`),
      foldField('Content-Transfer-Encoding', 'base64'),
    ]
    const lines =
      Buffer.from(part.bytes)
        .toString('base64')
        .match(/.{1,76}/g) ?? []
    return `${fields.join('')}\r\n${lines.join('\r\n')}\r\n`
  }
  const text = part.text.replace(/\r\n|\r|\n/g, '\r\n')
  const plain = /^[\t\r\n\x20-\x7e]*$/.test(text) && text.split('\r\n').every((line) => line.length <= MAX_LINE)
  const fields = [foldField('Content-Type', part.type)]
  if (part.description) fields.push(foldField('Content-Description', part.description))
  fields.push(foldField('Content-Transfer-Encoding', plain ? '7bit' : 'quoted-printable'))
  return `${fields.join('')}\r\n${plain ? text : quotedPrintable(text)}`
}

/** RFC 2045 §6.7. */
export function quotedPrintable(text: string): string {
  return text
    .split('\r\n')
    .map((line) => {
      const rows: string[] = []
      let row = ''
      const bytes = Buffer.from(line, 'utf8')
      bytes.forEach((byte, index) => {
        const literal = (byte > 0x20 && byte < 0x7f && byte !== 0x3d) || ((byte === 0x20 || byte === 0x09) && index < bytes.length - 1)
        const piece = literal ? String.fromCharCode(byte) : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`
        if (row.length + piece.length > LINE_LENGTH - 1) {
          rows.push(`${row}=`)
          row = ''
        }
        row += piece
      })
      return [...rows, row].join('\r\n')
    })
    .join('\r\n')
}

/** One field, folded at blanks (RFC 5322 §2.2.3). Line breaks inside the value become blanks: nothing can add a field of its own. */
function foldField(name: string, value: string): string {
  return foldWords(
    name,
    withoutControls(value)
      .split(' ')
      .filter((word) => word !== ''),
  )
}

/** @param words stay whole: folding goes between them */
function foldWords(name: string, words: readonly string[]): string {
  const lines: string[] = []
  let line = `${name}:`
  for (const word of words) {
    if (line.length + 1 + word.length > LINE_LENGTH && line.trim() !== `${name}:`) {
      lines.push(line)
      line = ` ${word}`
    } else line += ` ${word}`
  }
  return `${[...lines, line].join('\r\n')}\r\n`
}

/** Anything that structures an address field (RFC 5322 §3.2.3 specials but `.` and `@`), blanks and controls. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: keeping them out is the point
const SPECIAL = /[\s()<>[\]:;,"\\\u0000-\u001f\u007f-\u009f\u2028\u2029]/

/** @returns words for folding; the address is one of them, since the blanks of a quoted local part (RFC 5321 §4.1.2) are part of it */
function formatMailbox({ name, address }: Mailbox): readonly string[] {
  if (!parseMailbox(address) && SPECIAL.test(address)) throw new Error('not an address that a header can hold')
  const words = withoutControls(name ?? '')
    .split(' ')
    .filter((word) => word !== '')
  if (words.length === 0) return [`<${address}>`]
  const text = words.join(' ')
  const phrase = /^[\x20-\x7e]*$/.test(text) ? `"${text.replace(/["\\]/g, '\\$&')}"` : libmime.encodeWord(text, 'Q', 52)
  return [...phrase.split(' '), `<${address}>`]
}

function mailboxList(addresses: readonly string[]): readonly string[] {
  return addresses.flatMap((address, index) => {
    const words = formatMailbox({ address })
    return index === addresses.length - 1 ? words : [...words.slice(0, -1), `${words.at(-1)},`]
  })
}

function encodeText(text: string): string {
  const clean = withoutControls(text)
  return /^[\x20-\x7e]*$/.test(clean) ? clean : libmime.encodeWord(clean, 'Q', 52)
}

function shorten(references: readonly string[]): readonly string[] {
  return references.length <= MAX_REFERENCES ? references : [references[0] as string, ...references.slice(1 - MAX_REFERENCES)]
}

function formatDate(at: number): string {
  return new Date(at).toUTCString().replace('GMT', '+0000')
}

function withoutControls(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: taking them out is the point
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')
}
