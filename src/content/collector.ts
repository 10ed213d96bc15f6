// Gathers what the walk over a message finds, and holds its budgets: entities, header bytes, text, passes over the bytes. A spent budget is reported
// once as uninspectable (P5).
import type { AttachmentFacts, TextPart, Uninspectable } from '../domain/content.ts'
import type { ContentLimits } from './content-limits.ts'
import type { DocumentFormat } from './extract/extraction.ts'
import { knownType } from './known-types.ts'
import { normaliseText } from './normalise.ts'
import type { Place } from './place.ts'

/** A leaf that only an extractor can read. */
export interface PendingDocument {
  readonly place: Place
  readonly format: DocumentFormat
  readonly bytes: Buffer
  readonly type: string
  readonly name: string
  /** Why it counts as uninspectable where nothing opens it. */
  readonly why: string
  readonly opaque: boolean
}

export interface Collector {
  /** Leaves that wait for an extractor, in order. */
  readonly documents: PendingDocument[]
  readonly limits: ContentLimits
  readonly parts: TextPart[]
  readonly attachments: AttachmentFacts[]
  readonly uninspectable: Uninspectable[]
  readonly notes: ReadonlySet<string>
  /** Paths of `multipart/alternative`. */
  readonly alternatives: string[]
  /** The head of every body part (design §6). */
  setSubject(subject: string): void
  note(note: string): void
  /** @param type of the content or declared: only a known one becomes `type`, any other is kept apart as `declaredType` */
  refuse(path: string, type: string, name: string, why: string, opaque?: boolean): void
  /** Counts one entity. @returns whether it may be read */
  enterEntity(path: string, depth: number): boolean
  /** Counts bytes that are about to be looked at. @returns whether the budget allows it */
  spend(path: string, bytes: number): boolean
  /** Counts bytes that an extractor took out of an attachment. @returns whether they may be read */
  unpack(path: string, bytes: number): boolean
  /** What an extractor found out about an attachment. */
  refine(path: string, facts: { readonly type?: string; readonly encrypted?: boolean }): void
  /** Every boundary that the bytes name somewhere; looked for once. */
  boundariesIn(bytes: Buffer): ReadonlySet<string>
  headerRoom(): { readonly bytes: number; readonly fields: number }
  usedHeader(bytes: number, fields: number): void
  /** Normalises and keeps a text; a body text gets the subject as its head. Blank texts are left out. */
  addText(part: { path: string; type: string; name?: string; kind: TextPart['kind']; text: string }): void
}

export function createCollector(limits: ContentLimits, size: number): Collector {
  const notes = new Set<string>()
  const refused = new Set<string>()
  const headers = new Map<string, number>()
  const boundaries = new WeakMap<Buffer, ReadonlySet<string>>()
  const documents: PendingDocument[] = []
  const collector = {
    limits,
    documents,
    parts: [] as TextPart[],
    attachments: [] as AttachmentFacts[],
    uninspectable: [] as Uninspectable[],
    alternatives: [] as string[],
    notes,
  }
  let subject = ''
  let entities = 0
  let passes = 0
  let unpacked = 0
  let headerBytes = 0
  let headerFields = 0
  let textLength = 0

  const refuse: Collector['refuse'] = (path, type, name, why, opaque = false) => {
    const known = knownType(type)
    collector.uninspectable.push({ path, type: known, ...(known === type ? {} : { declaredType: type }), name, why, opaque })
  }
  const refuseOnce = (path: string, why: string) => {
    if (!refused.has(why)) refuse(path, 'message/rfc822', '', why)
    refused.add(why)
  }
  return {
    ...collector,
    refuse,
    setSubject(text) {
      subject = text
    },
    note(note) {
      notes.add(note)
    },
    enterEntity(path, depth) {
      entities++
      if (entities > limits.parts) refuseOnce(path, `more than ${limits.parts} parts`)
      if (depth > limits.depth) refuseOnce(path, `nested more than ${limits.depth} deep`)
      return entities <= limits.parts && depth <= limits.depth
    },
    spend(path, bytes) {
      passes += bytes
      // Small messages get a floor, so that a short one with many readings is read to the end.
      const budget = limits.passes * (Math.max(size, 65_536) + unpacked)
      if (passes > budget) refuseOnce(path, `more than ${limits.passes} passes over the message would be needed`)
      return passes <= budget
    },
    unpack(path, bytes) {
      unpacked += bytes
      if (unpacked > limits.unpacked) refuseOnce(path, `more than ${limits.unpacked} bytes of files in attachments`)
      return unpacked <= limits.unpacked
    },
    refine(path, { type, encrypted = false }) {
      const at = collector.attachments.findIndex((facts) => facts.path === path)
      const facts = collector.attachments[at]
      if (facts) collector.attachments[at] = { ...facts, type: type ?? facts.type, encrypted: facts.encrypted || encrypted }
    },
    boundariesIn(bytes) {
      const known = boundaries.get(bytes)
      if (known) return known
      const found = new Set<string>()
      for (const match of bytes.toString('latin1').matchAll(/boundary=(?:"([^"\r\n]{1,200})"|([^\s;"]{1,200}))/gi))
        found.add(match[1] ?? match[2] ?? '')
      boundaries.set(bytes, found)
      return found
    },
    headerRoom: () => ({ bytes: Math.max(0, limits.headerBytes - headerBytes), fields: Math.max(0, limits.headerFields - headerFields) }),
    usedHeader(bytes, fields) {
      headerBytes += bytes
      headerFields += fields
    },
    addText({ path, type, name, kind, text }) {
      const normal = normaliseText(text)
      if (!/\S/.test(normal)) return
      const head = kind === 'body' && subject !== '' ? `${subject}\n\n` : ''
      const room = Math.max(0, limits.textLength - textLength)
      if (normal.length > room) refuseOnce(path, `more than ${limits.textLength} characters of text`)
      const kept = normal.length > room ? normal.slice(0, room) : normal
      textLength += kept.length
      const earlier = kind === 'header' ? headers.get(path) : undefined
      if (earlier !== undefined) {
        // Fields of a part and of the message that it encloses: one path, one text.
        const part = collector.parts[earlier] as TextPart
        collector.parts[earlier] = { ...part, text: `${part.text}\n${kept}` }
        return
      }
      if (kind === 'header') headers.set(path, collector.parts.length)
      const named = name === undefined || name === '' ? {} : { name }
      collector.parts.push({ path, type, ...named, kind, text: head + kept, subjectLength: head === '' ? 0 : subject.length })
    },
  }
}
