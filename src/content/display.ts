// A message as a person reads it in the portal: who, when, subject, text or HTML, pictures that stand in it, attachments to download.
// Runs for a person's click only, never on the way of a message: mailparser takes what mail programs take, and its price does not matter here.
// It is called in a worker thread under a time limit (src/portal/reader.ts); the caps here bound what comes out.
import { type AddressObject, type Attachment, type ParsedMail, simpleParser } from 'mailparser'

export interface DisplayLimits {
  /** Characters of HTML; a longer one is not shown, the text beside it is. */
  readonly html: number
  /** Characters of text; the rest is cut, and `cut` says so. */
  readonly text: number
  /** Bytes of all inline pictures together; further ones are attachments. */
  readonly inline: number
  readonly attachments: number
  /** MIME parts, and bytes of one part's header. */
  readonly parts: number
  readonly header: number
}

export const DISPLAY_LIMIT_DEFAULTS: DisplayLimits = {
  html: 2 * 1024 * 1024,
  text: 1024 * 1024,
  inline: 8 * 1024 * 1024,
  attachments: 500,
  parts: 1000,
  header: 1024 * 1024,
}

export interface DisplayAddress {
  readonly name: string
  readonly address: string
}

export interface DisplayAttachment {
  /** Stable for the same bytes: what `attachment` takes. */
  readonly index: number
  /** As the message gives it, '' where it gives none. Not safe as a file name. */
  readonly name: string
  readonly type: string
  /** Decoded bytes. */
  readonly size: number
}

export interface DisplayMessage {
  readonly from: readonly DisplayAddress[]
  readonly to: readonly DisplayAddress[]
  readonly cc: readonly DisplayAddress[]
  /** Milliseconds since the epoch. */
  readonly date?: number
  readonly subject: string
  readonly text?: string
  /** As it came: hostile until sanitised. Pictures are named by `cid:`. */
  readonly html?: string
  /** Content-ID → `data:` URL, raster pictures that the HTML names. */
  readonly inline: Readonly<Record<string, string>>
  readonly attachments: readonly DisplayAttachment[]
  /** Something was left out for its length; the whole message can be downloaded. */
  readonly cut: boolean
}

/** Types that a browser shows without running anything of theirs; SVG is a document with scripts. */
const PICTURES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp']

/** Rejects where the parser gives up (too many parts, a header beyond the cap): the caller shows a page that says so. */
export async function readForDisplay(bytes: Uint8Array, limits: DisplayLimits = DISPLAY_LIMIT_DEFAULTS): Promise<DisplayMessage> {
  const mail = await parse(bytes, limits)
  const html = typeof mail.html === 'string' && mail.html.trim() !== '' ? mail.html : undefined
  const shown = html !== undefined && html.length <= limits.html ? html : undefined
  const inline = inlinePictures(mail.attachments, shown, limits.inline)
  const rest = mail.attachments.map(describe).filter(({ index }) => !inline.used.has(index))
  return {
    from: addresses(mail.from),
    to: addresses(mail.to),
    cc: addresses(mail.cc),
    ...sentAt(mail),
    subject: mail.subject ?? '',
    ...(mail.text ? { text: mail.text.slice(0, limits.text) } : {}),
    ...(shown === undefined ? {} : { html: shown }),
    inline: inline.urls,
    attachments: rest.slice(0, limits.attachments),
    cut: html !== shown || (shown === undefined && (mail.text ?? '').length > limits.text) || rest.length > limits.attachments,
  }
}

/** One attachment's bytes, or undefined where there is none of that index. */
export async function readAttachment(
  bytes: Uint8Array,
  index: number,
  limits: DisplayLimits = DISPLAY_LIMIT_DEFAULTS,
): Promise<(DisplayAttachment & { readonly content: Uint8Array }) | undefined> {
  const found = (await parse(bytes, limits)).attachments[index]
  return found && { ...describe(found, index), content: found.content }
}

function parse(bytes: Uint8Array, limits: DisplayLimits): Promise<ParsedMail> {
  const options = {
    keepCidLinks: true,
    skipImageLinks: true,
    skipTextToHtml: true,
    skipTextLinks: true,
    skipHtmlToText: true,
    maxHeadSize: limits.header,
    maxChildNodes: limits.parts,
    checksumAlgo: 'sha256',
  }
  return simpleParser(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), options)
}

/** mailparser puts today in place of a date that it cannot read: better none than a wrong one. */
function sentAt(mail: ParsedMail): { readonly date?: number } {
  const written = mail.headerLines?.find(({ key }) => key === 'date')?.line.replace(/^[^:]*:/, '')
  return mail.date && written && !Number.isNaN(Date.parse(written)) ? { date: mail.date.getTime() } : {}
}

function describe(attachment: Attachment, index: number): DisplayAttachment {
  return { index, name: attachment.filename ?? '', type: attachment.contentType, size: attachment.content.length }
}

function inlinePictures(attachments: readonly Attachment[], html: string | undefined, limit: number) {
  const urls: Record<string, string> = {}
  const used = new Set<number>()
  let size = 0
  attachments.forEach(({ cid, contentType, content }, index) => {
    if (html === undefined || !cid || !PICTURES.includes(contentType) || !html.includes(`cid:${cid}`)) return
    if (size + content.length > limit) return
    size += content.length
    used.add(index)
    urls[cid] = `data:${contentType};base64,${content.toString('base64')}`
  })
  return { urls, used }
}

function addresses(field: AddressObject | AddressObject[] | undefined): readonly DisplayAddress[] {
  const objects = field === undefined ? [] : Array.isArray(field) ? field : [field]
  const flat = objects.flatMap(({ value }) => value.flatMap((entry) => entry.group ?? [entry]))
  return flat.map(({ name, address }) => ({ name: name ?? '', address: address ?? '' }))
}
