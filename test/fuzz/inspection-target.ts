// Targets `mail` (the walk over MIME, detectors) and `attachments` (every extractor, opened as the walk opens them): whatever is done to the bytes,
// the marker is found or something is uninspectable, findings lie where they say, and a second reading says the same.
import { readAttachmentWith, readMessageWith } from '../../src/content/content.ts'
import { DEFAULT_CONTENT_LIMITS } from '../../src/content/content-limits.ts'
import type { Opener } from '../../src/content/documents.ts'
import { extractDocument } from '../../src/content/extract/extract-document.ts'
import { DEFAULT_EXTRACT_LIMITS, type Extraction, type ExtractRequest, unreadDocument } from '../../src/content/extract/extraction.ts'
import { BUILT_DETECTORS } from '../../src/dlp/catalog.ts'
import { createScanner, TooManyFindings } from '../../src/dlp/dlp.ts'
import { TooManyHits } from '../../src/dlp/keyword-hits.ts'
import type { TextPart, Uninspectable } from '../../src/domain/content.ts'
import type { Finding } from '../../src/domain/finding.ts'
import { documentSeeds, tornOffice } from './document-seeds.ts'
import { MAIL_MUTATORS, PLAIN_MAILS, shapeMail } from './mail-seeds.ts'
import { BYTE_MUTATORS, LINE_MUTATORS, mutate } from './mutate.ts'
import { type Fault, type Input, MARKER, showsMarker, type Target } from './target.ts'

const MIB = 1024 * 1024
/** Smaller than the defaults: what passes a cap shows sooner. */
const LIMITS = { ...DEFAULT_EXTRACT_LIMITS, text: 2 * MIB, unpacked: 32 * MIB, files: 16 * MIB }
const opener: Opener = { extract: extractHere, pictures: false }

/** As the extractor's child does it: a promise of PDF.js that nobody waits for ends the child there, and the attachment is uninspectable. */
async function extractHere(request: ExtractRequest): Promise<Extraction> {
  let onLost = (): void => {}
  const lost = new Promise<Extraction>((resolve) => {
    onLost = () => resolve(unreadDocument('ended the process that opens attachments'))
  })
  process.on('unhandledRejection', onLost)
  try {
    const result = await Promise.race([lost, extractDocument(request, { limits: LIMITS, ocr: false })])
    // Rejections are told after the microtasks that led to the result.
    const settled = new Promise<Extraction>((resolve) => setImmediate(resolve, result))
    return await Promise.race([lost, settled])
  } finally {
    process.off('unhandledRejection', onLost)
  }
}
const scanAll = createScanner({ detectors: BUILT_DETECTORS, dictionaries: [] })

interface Read {
  readonly parts: readonly TextPart[]
  readonly uninspectable: readonly Uninspectable[]
}

export const mailTarget: Target = {
  name: 'mail',
  input(random) {
    if (random.chance(1, 4)) return { kind: 'eml', bytes: shapeMail(random), shown: true }
    const mutators = [...MAIL_MUTATORS, ...MAIL_MUTATORS, ...BYTE_MUTATORS, ...LINE_MUTATORS]
    return { kind: 'eml', bytes: mutate(random.pick(PLAIN_MAILS), mutators, PLAIN_MAILS, random), shown: false }
  },
  check: (input) => checkReading(input, () => readMessageWith(opener, input.bytes, DEFAULT_CONTENT_LIMITS)),
  budget: (bytes) => 400 + bytes / 100,
}

const documents = await documentSeeds()

export const attachmentTarget: Target = {
  name: 'attachments',
  async input(random) {
    if (random.chance(1, 3)) {
      const { name, bytes } = await tornOffice(random)
      return { kind: name, bytes, shown: false }
    }
    const seed = random.pick(documents)
    const others = documents.map(({ bytes }) => bytes)
    return { kind: seed.name, bytes: mutate(seed.bytes, seed.mutators, others, random), shown: false }
  },
  check: (input) => checkReading(input, () => readAttachmentWith(opener, input.bytes, input.kind, DEFAULT_CONTENT_LIMITS)),
  budget: (bytes) => 3000 + bytes / 20,
}

/** Not every mutation of a document leaves the text on its page: only those count that stand in these kinds letter for letter, and are shown by all means. */
async function checkReading(input: Input, read: () => Promise<Read>): Promise<Fault | undefined> {
  const view = await read()
  const again = await read()
  if (JSON.stringify(view) !== JSON.stringify(again)) return { rule: 'two readings differ', detail: '' }
  const found = view.parts.some(({ text }) => text.includes(MARKER))
  if (showsMarker(input) && !found && view.uninspectable.length === 0)
    return { rule: `clean by accident (${input.kind})`, detail: view.parts.map(({ path }) => path).join(' ') }
  const findings = scanOrHeld(view.parts)
  return findings && oddFinding(view.parts, findings)
}

/** @returns undefined where the scan ended at a cap, which holds the message */
export function scanOrHeld(parts: readonly TextPart[]): readonly Finding[] | undefined {
  try {
    return scanAll({ parts })
  } catch (error) {
    if (error instanceof TooManyFindings || error instanceof TooManyHits) return undefined
    throw error
  }
}

/** Detectors whose value is the digits that stand in the text. */
const DIGITS = new Set(['us-ssn', 'us-itin', 'credit-card', 'us-npi', 'uk-nhs', 'aba-routing'])

/** A finding that does not lie in its part, does not cover its value, or shows it. */
export function oddFinding(parts: readonly TextPart[], findings: readonly Finding[]): Fault | undefined {
  const texts = new Map(parts.map(({ path, text }) => [path, text]))
  if (texts.size < parts.length) {
    const twice = parts.find(({ path }, at) => parts.findIndex((part) => part.path === path) < at)
    return { rule: `two texts of one path (${twice?.kind})`, detail: twice?.path ?? '' }
  }
  for (const { detector, part, start, end, value, excerpt } of findings) {
    const fault = (rule: string): Fault => ({ rule: `${rule} (${detector})`, detail: `part ${part}, ${start} to ${end}` })
    const text = texts.get(part)
    if (text === undefined || !(start >= 0 && start < end && end <= text.length)) return fault('a finding outside its part')
    const written = text.slice(start, end)
    if (value === '' || !/\S/.test(written)) return fault('a finding of nothing')
    if (DIGITS.has(detector) && value.replace(/\D/g, '') !== written.replace(/\D/g, '')) return fault('a finding beside its value')
    if (/[a-z0-9]{2}/i.test(written) && excerpt.includes(written)) return fault('an excerpt that shows the value')
  }
  return undefined
}
