// Documents and archives that the walk came upon: each is opened by an extractor, its texts are kept, the files in it are walked like parts, and what they
// hold is opened in turn. Called after the walk (step 2, inspect); what nothing opens is uninspectable (P5).
import type { Collector, PendingDocument } from './collector.ts'
import { joinPath } from './entity.ts'
import type { Extract, Extraction } from './extract/extraction.ts'
import { walkEmbedded } from './walk.ts'

/** What opens documents, and which. */
export interface Opener {
  readonly extract: Extract
  /** Words in pictures are looked for. */
  readonly pictures: boolean
}

export function refuseDocuments(collector: Collector): void {
  for (const { place, type, name, why, opaque } of collector.documents.splice(0)) collector.refuse(place.path, type, name, why, opaque)
}

export async function openDocuments(collector: Collector, opener: Opener): Promise<void> {
  for (let next = collector.documents.shift(); next; next = collector.documents.shift()) await openDocument(collector, next, opener)
}

async function openDocument(collector: Collector, document: PendingDocument, { extract, pictures }: Opener): Promise<void> {
  const { place, format, bytes, type, name, why, opaque } = document
  const { path, nesting = 0 } = place
  const isPicture = format === 'image'
  // What OCR does not recognise is still there: a picture is never called clean.
  if (isPicture) collector.refuse(path, type, name, pictures && opaque ? `${why} but for the words that OCR finds` : why, opaque)
  if (isPicture && !pictures) return
  if (nesting >= collector.limits.nesting) {
    collector.refuse(path, type, name, `documents and archives more than ${collector.limits.nesting} deep in one another`)
    return
  }
  addExtraction(collector, document, await extract({ format, bytes }))
}

function addExtraction(collector: Collector, { place, type, name, format }: PendingDocument, extraction: Extraction): void {
  const { path, nesting = 0 } = place
  const found = extraction.type ?? type
  const refined = { ...(extraction.type === undefined ? {} : { type: extraction.type }), encrypted: extraction.encrypted }
  collector.refine(path, refined)
  for (const { label, kind, text } of extraction.texts) collector.addText({ path: joinPath(path, label), type: found, name, kind, text })
  for (const { label, why, opaque, type: of } of extraction.unread) {
    // A picture is listed already.
    if (format !== 'image') collector.refuse(label === '' ? path : joinPath(path, label), of === '' ? found : of, name, why, opaque)
  }
  for (const file of extraction.files) {
    const bytes = Buffer.from(file.bytes.buffer, file.bytes.byteOffset, file.bytes.byteLength)
    if (!collector.unpack(path, bytes.length)) return
    const embedded = {
      path: joinPath(path, file.label),
      name: file.name,
      type: file.type || 'application/octet-stream',
      charset: file.charset,
      bytes,
      attached: true,
    }
    walkEmbedded(collector, embedded, { ...place, nesting: nesting + 1 })
  }
}
