// Texts with a syntax of their own, read as the programs that open them show them: XML without its tags, escapes of JSON, properties of calendars and
// contact cards (RFC 5545 §3.1, RFC 6350 §3.2, vCard 2.1). Linear.
import { decodeText } from './charset.ts'
import { percentDecoded } from './data-uri.ts'
import { decodeBase64, decodeQuotedPrintable } from './transfer-encoding.ts'

/** Tags vanish, CDATA stays, entities are decoded: `<t>123-</t><t>45-6789</t>` is one value on the screen. */
export function withoutTags(xml: string): string {
  let text = ''
  let at = 0
  while (at < xml.length) {
    const open = xml.indexOf('<', at)
    const [closing, inside] = open < 0 ? ['', false] : closingOf(xml, open)
    const close = open < 0 ? -1 : xml.indexOf(closing, open + 1)
    if (close < 0) return decodeXmlEntities(text + xml.slice(at))
    text += xml.slice(at, open)
    if (inside) text += xml.slice(open + 9, close)
    at = close + closing.length
  }
  return decodeXmlEntities(text)
}

function closingOf(xml: string, open: number): [closing: string, inside: boolean] {
  if (xml.startsWith('<!--', open)) return ['-->', false]
  if (xml.startsWith('<![CDATA[', open)) return [']]>', true]
  return ['>', false]
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function decodeXmlEntities(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(amp|lt|gt|quot|apos));/gi,
    (all, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return NAMED[name.toLowerCase()] ?? all
      const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : all
    },
  )
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', N: '\n', r: '\n', t: '\t', b: ' ', f: '\n' }

/** Backslash escapes of JSON and JavaScript undone: `"SSN\n123…"` has no letter before its digits. */
export function withoutEscapes(text: string): string {
  return text.replace(/\\(?:u([0-9a-f]{4})|x([0-9a-f]{2})|([\s\S]))/gi, (_all, unicode?: string, hex?: string, char?: string) => {
    if (char === undefined) return String.fromCharCode(Number.parseInt(unicode ?? hex ?? '', 16))
    return ESCAPES[char] ?? char
  })
}

/** A file that stands in a property: a calendar's ATTACH, a card's PHOTO. */
export interface PropertyFile {
  readonly type: string
  readonly bytes: Buffer
}

export interface FoldedText {
  /** Lines unfolded, values decoded, escapes undone; the values of files left out unless they are no base64. */
  readonly text: string
  readonly files: readonly PropertyFile[]
  /** There were more than `maxFiles`. */
  readonly overflow: boolean
}

/** @param folded a calendar or a contact card */
export function unfoldProperties(folded: string, maxFiles: number): FoldedText {
  const lines: string[] = []
  const files: PropertyFile[] = []
  let overflow = false
  for (const line of logicalLines(folded)) {
    const colon = colonOf(line)
    const head = colon < 0 ? '' : line.slice(0, colon).toUpperCase()
    if (/[;=](?:BASE64|B)(?:;|$)/.test(head)) {
      const { bytes, damaged } = decodeBase64(Buffer.from(line.slice(colon + 1), 'latin1'))
      lines.push(damaged ? line : line.slice(0, colon))
      if (files.length < maxFiles) files.push({ type: fileType(head), bytes })
      else overflow = true
    } else if (/[;=]QUOTED-PRINTABLE(?:;|$)/.test(head)) {
      const charset = /CHARSET="?([\w.:-]{1,40})/.exec(head)?.[1] ?? ''
      const bytes = decodeQuotedPrintable(Buffer.from(line.slice(colon + 1), 'utf8'))
      lines.push(line.slice(0, colon + 1) + decodeText(bytes, charset).text)
    } else lines.push(line)
  }
  const text = lines.join('\n').replace(/\\([nN,;:\\])/g, (_all, char: string) => ESCAPES[char] ?? char)
  return { text, files, overflow }
}

/** A line goes on where the next begins with a blank; one in quoted-printable where it ends with `=`. */
function logicalLines(folded: string): string[] {
  const lines: string[] = []
  let chunks: string[] = []
  let soft = false
  let quotedPrintable = false
  const finish = () => {
    if (chunks.length > 0) lines.push(chunks.join(''))
    chunks = []
  }
  for (const line of folded.split(/\r\n|\r|\n/)) {
    const first = line.charCodeAt(0)
    const goesOn: boolean = soft || first === 0x20 || first === 0x09
    if (!goesOn) {
      finish()
      quotedPrintable = /quoted-printable/i.test(line.slice(0, 200))
    }
    const content: string = goesOn && !soft ? line.slice(1) : line
    soft = quotedPrintable && content.endsWith('=')
    chunks.push(soft ? content.slice(0, -1) : content)
  }
  finish()
  return lines
}

/** The colon that ends name and parameters: quotes may hold others. */
function colonOf(line: string): number {
  let quoted = false
  for (let i = 0; i < line.length; i++) {
    const unit = line.charCodeAt(i)
    if (unit === 0x22) quoted = !quoted
    else if (unit === 0x3a && !quoted) return i
  }
  return line.indexOf(':')
}

function fileType(head: string): string {
  const named = /(?:FMTTYPE|MEDIATYPE)="?([A-Z0-9.+-]{1,60}\/[A-Z0-9.+-]{1,60})/.exec(head)?.[1]
  if (named) return named.toLowerCase()
  const kind = /TYPE="?(JPEG|GIF|PNG|BMP|TIFF|WEBP)/.exec(head)?.[1]
  return kind ? `image/${kind.toLowerCase()}` : 'application/octet-stream'
}

/** @returns a link as a person could read it in the address bar: percent escapes and plus signs undone */
export function readableLink(link: string): string {
  const spaced = link.includes('+') ? link.replaceAll('+', ' ') : link
  return spaced.includes('%') ? decodeText(percentDecoded(spaced), 'utf-8').text : spaced
}
