// Step 2, inspect: a message to the bounded view that detectors and policy see. Synchronous and pure; runs in a worker thread.
// One walk over the MIME tree (RFC 2045–2049, 5322), linear in the size of the message. What programs read differently is read in every way; what
// cannot be read, or lies beyond a cap, is listed as uninspectable, so that nothing is clean by accident (P5).
import type { ContentView, TextPart } from '../domain/content.ts'
import { type AddressList, parseAddressList } from './addresses.ts'
import { type Collector, createCollector } from './collector.ts'
import type { ContentLimits } from './content-limits.ts'
import { type Opener, openDocuments, refuseDocuments } from './documents.ts'
import { decodeWords } from './encoded-words.ts'
import { type Entity, readEntityHeader } from './entity.ts'
import { normaliseText } from './normalise.ts'
import { walkEntity } from './walk.ts'

export { type ContentLimits, DEFAULT_CONTENT_LIMITS } from './content-limits.ts'

/** Fields that mail programs expect once: a second one is shown by some and not by others. */
const ONCE = new Set(['from', 'subject', 'to', 'cc', 'date', 'message-id', 'reply-to', 'sender'])

/**
 * Reads a whole message, but for what only an extractor can open: that is listed as uninspectable.
 * @param bytes the message as accepted, lines ended by CRLF or LF
 * @returns texts, attachment facts, what could not be read and why; never throws on hostile input
 */
export function readMessage(bytes: Uint8Array, limits: ContentLimits): ContentView {
  const walk = walkMessage(bytes, limits)
  refuseDocuments(walk.collector)
  return walk.view()
}

/** The same with documents and archives opened, and what is in them. @param opener never rejects */
export async function readMessageWith(opener: Opener, bytes: Uint8Array, limits: ContentLimits): Promise<ContentView> {
  const walk = walkMessage(bytes, limits)
  await openDocuments(walk.collector, opener)
  return walk.view()
}

/** A walk that is over but for the documents in `collector.documents`. */
interface Walk<View> {
  readonly collector: Collector
  view(): View
}

function walkMessage(bytes: Uint8Array, limits: ContentLimits): Walk<ContentView> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const collector = createCollector(limits, buffer.length)
  const root = readEntityHeader(collector, buffer, 0, buffer.length, '', 'text/plain')
  const subject = readSubject(collector, root)
  collector.setSubject(subject)
  noteRepeatedFields(collector, root)
  const from = addressesOf(collector, root, 'from')
  const to = addressesOf(collector, root, 'to')
  const cc = addressesOf(collector, root, 'cc')
  const replyTo = addressesOf(collector, root, 'reply-to')
  walkEntity(collector, root, { path: '', depth: 0, container: true, lead: '' })
  const view = () => ({
    headers: root.header.fields.map((field) => ({ name: field.name, value: normaliseText(decodeWords(field.raw)) })),
    subject,
    from,
    to,
    cc,
    replyTo,
    messageId: root.header.fields.find((field) => field.key === 'message-id')?.raw ?? '',
    parts: [...subjectPart(subject), ...collector.parts],
    attachments: collector.attachments,
    uninspectable: collector.uninspectable,
    alternatives: collector.alternatives,
    notes: [...collector.notes],
    size: buffer.length,
  })
  return { collector, view }
}

export type AttachmentView = Pick<ContentView, 'parts' | 'uninspectable'>

/**
 * Reads a text or an attachment that stands alone, as `postern extract` does for files that are no message.
 * @param name file name, tells the type where the bytes do not
 */
export function readAttachment(bytes: Uint8Array, name: string, limits: ContentLimits): AttachmentView {
  const walk = walkAttachment(bytes, name, limits)
  refuseDocuments(walk.collector)
  return walk.view()
}

/** The same with documents and archives opened. @param opener never rejects */
export async function readAttachmentWith(opener: Opener, bytes: Uint8Array, name: string, limits: ContentLimits): Promise<AttachmentView> {
  const walk = walkAttachment(bytes, name, limits)
  await openDocuments(walk.collector, opener)
  return walk.view()
}

function walkAttachment(bytes: Uint8Array, name: string, limits: ContentLimits): Walk<AttachmentView> {
  const head = Buffer.from('Content-Type: application/octet-stream\r\nContent-Disposition: attachment\r\n\r\n')
  const buffer = Buffer.concat([head, bytes])
  const collector = createCollector(limits, buffer.length)
  const root = readEntityHeader(collector, buffer, 0, buffer.length, '', 'application/octet-stream')
  walkEntity(collector, { ...root, name, names: name === '' ? [] : [name] }, { path: '', depth: 0, container: true, lead: '' })
  // The file's own name is no content of its.
  const view = () => ({
    parts: collector.parts.filter((part) => part.kind !== 'name' || part.path !== '1/name'),
    uninspectable: collector.uninspectable,
  })
  return { collector, view }
}

function readSubject(collector: Collector, root: Entity): string {
  const subjects = root.header.fields
    .filter((field) => field.key === 'subject')
    .map((field) => normaliseText(decodeWords(field.raw)).trim())
  if (root.header.raw8bit) collector.note('raw-8bit-header')
  return [...new Set(subjects)].join('\n')
}

function subjectPart(subject: string): TextPart[] {
  return subject === '' ? [] : [{ path: 'subject', type: 'text/plain', kind: 'subject', text: subject, subjectLength: subject.length }]
}

function noteRepeatedFields(collector: Collector, root: Entity): void {
  const seen = new Set<string>()
  for (const { key } of root.header.fields) {
    if (!ONCE.has(key)) continue
    if (seen.has(key)) collector.note(`duplicate-${key}`)
    seen.add(key)
  }
}

function addressesOf(collector: Collector, root: Entity, key: string): readonly string[] {
  const lists: AddressList[] = root.header.fields
    .filter((field) => field.key === key)
    .map((field) => parseAddressList(field.raw, collector.limits.addresses))
  if (lists.some((list) => list.overflow))
    collector.refuse('headers', 'text/rfc822-headers', '', `more than ${collector.limits.addresses} addresses in ${key}`)
  return lists.flatMap((list) => list.addresses)
}
