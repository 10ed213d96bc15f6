// Opens one document by its format: the extractor that `src/pipeline/extract-child.ts` runs. What goes wrong is part of the result, never an exception.
import { readGzip, readTar } from './archives.ts'
import { type DocumentFormat, type Extraction, type ExtractOptions, type ExtractRequest, Unreadable } from './extraction.ts'
import { createGatherer, type Gatherer } from './gatherer.ts'
import { readZip } from './office-package.ts'

type Reader = (bytes: Buffer, gatherer: Gatherer, options: ExtractOptions) => Promise<void> | void

const LABELS: Readonly<Record<DocumentFormat, string>> = {
  zip: 'ZIP',
  gzip: 'GZIP file',
  tar: 'TAR file',
  pdf: 'PDF',
  rtf: 'RTF document',
  ole: 'OLE document',
  tnef: 'TNEF file',
  image: 'picture',
}

/** Loaded when first needed: PDF.js alone is 20 MB. */
const READERS: Readonly<Record<DocumentFormat, () => Promise<Reader>>> = {
  zip: async () => readZip,
  gzip: async () => readGzip,
  tar: async () => readTar,
  pdf: async () => (await import('./pdf.ts')).readPdf,
  rtf: async () => (await import('./rtf.ts')).readRtf,
  ole: async () => (await import('./ole.ts')).readOle,
  tnef: async () => (await import('./tnef.ts')).readTnef,
  image: async () => (await import('./ocr.ts')).readPicture,
}

export async function extractDocument({ format, bytes }: ExtractRequest, options: ExtractOptions): Promise<Extraction> {
  const gatherer = createGatherer(options.limits)
  try {
    const read = await READERS[format]()
    await read(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), gatherer, options)
  } catch (error) {
    // Any other error's text may quote the document (P4).
    const why = error instanceof Unreadable ? error.message : `a broken ${LABELS[format]}`
    gatherer.refuse(why, { encrypted: error instanceof Unreadable && error.encrypted })
  }
  return gatherer.result()
}
