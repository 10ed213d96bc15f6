// PDF (ISO 32000-2) by PDF.js: text of all pages, form fields, annotations, outline, properties, embedded files. PDF.js is built to show as much as it can of a
// broken file; whatever it leaves out is told here (P5). Not safe against bombs by itself: whoever runs this watches time and memory.
import { createHash } from 'node:crypto'
import { getResolvedPDFJS } from 'unpdf'
import { Unreadable } from './extraction.ts'
import type { Gatherer } from './gatherer.ts'
import { linesOfPage, type PageText } from './pdf-lines.ts'

type PdfDocument = Awaited<ReturnType<Awaited<ReturnType<typeof getResolvedPDFJS>>['getDocument']>['promise']>
type PdfPage = Awaited<ReturnType<PdfDocument['getPage']>>

/** Characters that no text has: a font that does not say what its letters are (§9.10.2). One alone may be a bullet. */
const UNMAPPED = /(?:(?![\t\n\v\f\r])[\p{Cc}\ufffd\p{Co}]){3,}/u
/** Images are streams, so their dictionaries stand in the file as they are; `#xx` may stand for any character of a name (§7.3.5). */
const IMAGE = nameKeyPattern('Subtype', 'Image')
/** Files in the file, by their streams and by what points to them (§7.11.4); one that hangs on /AF alone PDF.js does not hand out. */
const EMBEDDED = nameKeyPattern('Type', 'EmbeddedFile', 'g')
const EMBEDDED_IN = /\/(?:E|#45)(?:F|#46)[\s\0]{0,20}(?:<<[^>]{0,200}>>|\d{1,10}[\s\0]{1,20}\d{1,5}[\s\0]{1,20}R)/g
/** What PDF.js says when it leaves something out. */
const LOSSES =
  /(?:bad|invalid|corrupt|broken|unexpected|missing|unable|cannot|failed|error|ignoring|skipp?|unsupported|unknown|not implemented|abort)/i
/** What it says of things that have no text. */
const HARMLESS =
  /(?:for (?:custom )?key|BorderStyle|Popup annotation|(?:Crop|Media)Box|header version|"Length|parseDest|indexToLocFormat|required .\/Subtype|color ?space|standard ?font|system font|fetchStandardFontData|fontfile|hmtx|glyf|cmap table|post table|OS\/2|TT: |CFF|charstring|hint|\bloca\b|font ?name|annotation border|appearance|structure tree|StructTree|outline|link|destination|jbig2|jpx|jpeg|image|mask|pattern|shading|XMP|Metadata|Optional content|\bICC\b|gradient|Indexing all PDF objects|prematurely ended xref|xref table|linearization|fake worker|canvas|path2d|polyfill|substitution)/i

/** What it says of a picture that is painted, where none is to be decoded: `maxImageSize`. */
const PICTURE = 'Image exceeded maximum allowed size'

/** What PDF.js said. */
interface Heard {
  readonly warnings: string[]
  /** A page is looked through for pictures: what else it says then is no loss of text. */
  drawing: boolean
  pictures: boolean
}

export async function readPdf(bytes: Buffer, gatherer: Gatherer): Promise<void> {
  const heard: Heard = { warnings: [], drawing: false, pictures: false }
  const restore = listenToConsole(heard)
  try {
    await readDocument(bytes, gatherer, heard)
  } finally {
    restore()
  }
  if (heard.warnings.some((warning) => LOSSES.test(warning) && !HARMLESS.test(warning)))
    gatherer.refuse('a PDF of which something could not be read')
}

async function readDocument(bytes: Buffer, gatherer: Gatherer, heard: Heard): Promise<void> {
  const { getDocument } = await getResolvedPDFJS()
  // PDF.js takes the bytes for its own.
  const task = getDocument({
    data: new Uint8Array(bytes),
    useSystemFonts: false,
    disableFontFace: true,
    enableXfa: true,
    stopAtErrors: false,
    maxImageSize: 0,
    verbosity: 1,
  })
  try {
    const document = await task.promise.catch((error: Error) => {
      const locked = error.name === 'PasswordException'
      throw new Unreadable(locked ? 'an encrypted PDF' : 'a PDF that is broken or cut off', locked)
    })
    await readPages(document, gatherer, heard)
    await readDocumentTexts(document, gatherer)
    await readAttachments(document, gatherer)
  } finally {
    await task.destroy().catch(() => {})
  }
  if (!bytes.includes('%%EOF', Math.max(0, bytes.length - 2048), 'latin1')) gatherer.refuse('a PDF that is cut off')
  const raw = bytes.toString('latin1')
  const embedded = Math.max(raw.match(EMBEDDED)?.length ?? 0, new Set(raw.match(EMBEDDED_IN)).size)
  const taken = new Set(gatherer.result().files.map((file) => createHash('sha256').update(file.bytes).digest('hex')))
  if (embedded > taken.size) gatherer.refuse('a PDF with more files in it than could be taken out')
  if (heard.pictures || IMAGE.test(raw))
    gatherer.refuse('pictures in a PDF: content not read', { label: 'pictures', opaque: true, type: 'image/other' })
}

async function readPages(document: PdfDocument, gatherer: Gatherer, heard: Heard): Promise<void> {
  const texts: string[] = []
  const others: string[] = []
  const beside = new Set<string>()
  let length = 0
  for (let number = 1; number <= document.numPages && length <= gatherer.limits.text; number++) {
    try {
      const page = await document.getPage(number)
      const { text, other } = await readPage(page, number, gatherer)
      length += text.length
      texts.push(text)
      if (other) others.push(other)
      for (const annotation of await page.getAnnotations({ intent: 'any' })) {
        readAnnotation(annotation, beside)
        await readAnnotatedFile(document, annotation, gatherer)
      }
      if (!heard.pictures) await lookForPictures(page, heard)
      page.cleanup()
    } catch (error) {
      if (error instanceof Unreadable) throw error
      gatherer.refuse('a PDF with a page that is broken')
    }
  }
  gatherer.addText('body', texts.join('\n\n'))
  gatherer.addText('body~2', others.join('\n\n'))
  gatherer.addText('fields', [...beside].join('\n'))
}

async function readPage(page: PdfPage, number: number, gatherer: Gatherer): Promise<ReturnType<typeof linesOfPage>> {
  const { items } = await page.getTextContent({ includeMarkedContent: false })
  const texts = items as unknown as PageText[]
  const unmapped = texts.some(({ str, width }) => UNMAPPED.test(str) || (str === '' && width > 0.01))
  if (unmapped) gatherer.refuse('a PDF with a font that does not say what its letters are', { label: `page-${number}` })
  const lines = linesOfPage(texts)
  // A scan, letters drawn as lines, or blank: to tell, all pictures would have to be decoded.
  if (lines.text.trim() === '')
    gatherer.refuse('a page without text: drawn, scanned or blank', { label: `page-${number}`, opaque: true, type: 'image/other' })
  return lines
}

/** Pictures in the stream of the page itself, or in a dictionary that is written in another way, show only where they are painted. */
async function lookForPictures(page: PdfPage, heard: Heard): Promise<void> {
  heard.drawing = true
  try {
    await page.getOperatorList()
  } catch {
    heard.pictures = true
  } finally {
    heard.drawing = false
  }
}

/** Values, names and tips of form fields; words of notes, stamps and links. */
function readAnnotation(annotation: Record<string, unknown>, beside: Set<string>): void {
  const label = words(annotation.alternativeText) || words(annotation.fieldName)
  const value = [annotation.fieldValue, annotation.buttonValue, annotation.defaultFieldValue].map(words).find((text) => text !== '') ?? ''
  if (value !== '') beside.add(label === '' ? value : `${label}: ${value}`)
  else if (label !== '') beside.add(label)
  for (const key of ['contentsObj', 'titleObj', 'richText', 'url', 'unsafeUrl', 'overlaidText', 'textContent', 'options', 'placeholder'])
    for (const line of words(annotation[key]).split('\n')) if (line.trim() !== '') beside.add(line)
}

/** A file pinned to the page, or a film or sound in it. */
async function readAnnotatedFile(document: PdfDocument, annotation: Record<string, unknown>, gatherer: Gatherer): Promise<void> {
  const media = annotation.richMedia as Record<string, unknown> | undefined
  if (annotation.file !== undefined) await addFile(document, annotation.fileId, annotation.file, gatherer)
  if (media) await addFile(document, media.fileId, media, gatherer)
}

/** Whatever strings stand in a value of PDF.js, each on a line. */
function words(value: unknown, depth = 0): string {
  if (typeof value === 'string') return value
  if (value === null || typeof value !== 'object' || ArrayBuffer.isView(value) || depth > 6) return ''
  // Rich text is a tree with styles beside the words.
  const entries = Object.entries(value).filter(([key]) => !['attributes', 'name', 'dir', 'html'].includes(key) || Array.isArray(value))
  const inner = 'html' in value ? [words((value as { html: unknown }).html, depth + 1)] : []
  return [...entries.map(([, one]) => words(one, depth + 1)), ...inner].filter((text) => text !== '').join('\n')
}

async function readDocumentTexts(document: PdfDocument, gatherer: Gatherer): Promise<void> {
  const { info, metadata } = (await attempt(gatherer, () => document.getMetadata())) ?? { info: {}, metadata: null }
  const own = Object.entries(info as Record<string, unknown>).filter(([, value]) => typeof value === 'string' || typeof value === 'object')
  gatherer.addText('properties', own.map(([key, value]) => (words(value) === '' ? '' : `${key}: ${words(value)}`)).join('\n'))
  gatherer.addText('properties-xmp', withoutMarkup(metadata?.getRaw() ?? ''))
  const outline = (await attempt(gatherer, () => document.getOutline())) ?? []
  gatherer.addText('outline', words(outline.map(titles)))
  gatherer.addText('labels', words(await attempt(gatherer, () => document.getPageLabels())))
  gatherer.addText('scripts', words(await attempt(gatherer, () => document.getJSActions())))
  const fields = (await attempt(gatherer, () => document.getFieldObjects())) as Record<string, unknown[]> | null | undefined
  gatherer.addText('all-fields', fieldLines(fields))
  if (document.isPureXfa) gatherer.addText('form', words(document.allXfaHtml))
}

interface OutlineItem {
  readonly title: string
  readonly url: string | null
  readonly items: readonly OutlineItem[]
}

function titles({ title, url, items }: OutlineItem): unknown {
  return [title, url, items.map(titles)]
}

/** Fields that no page shows count, too. */
function fieldLines(fields: Record<string, unknown[]> | null | undefined): string {
  const lines = new Set<string>()
  for (const [name, widgets] of Object.entries(fields instanceof Map ? Object.fromEntries(fields) : (fields ?? {})))
    for (const widget of widgets as Record<string, unknown>[]) {
      const value = words(widget.value) || words(widget.defaultValue)
      if (value !== '' && value !== 'Off') lines.add(`${name}: ${value}`)
    }
  return [...lines].join('\n')
}

async function readAttachments(document: PdfDocument, gatherer: Gatherer): Promise<void> {
  const attachments = (await attempt(gatherer, () => document.getAttachments())) ?? new Map<string, unknown>()
  for (const [id, attachment] of attachments) await addFile(document, id, attachment, gatherer)
}

async function addFile(document: PdfDocument, id: unknown, file: unknown, gatherer: Gatherer): Promise<void> {
  const { filename, rawFilename, description } = (file ?? {}) as Record<string, unknown>
  gatherer.addText('names', [rawFilename ?? filename, description].map((text) => words(text)).join('\n'), 'name')
  const content: unknown = await document.getAttachmentContent(String(id)).catch(() => undefined)
  if (content instanceof Uint8Array) gatherer.addFile({ name: words(filename), bytes: content })
  else gatherer.refuse('a file in a PDF that could not be taken out')
}

async function attempt<T>(gatherer: Gatherer, read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read()
  } catch {
    gatherer.refuse('a PDF of which something could not be read')
    return undefined
  }
}

function withoutMarkup(xml: string): string {
  return xml.replace(/<[^>]{0,2000}>/g, '\n').replace(/\s*\n\s*/g, '\n')
}

function nameKeyPattern(key: string, value: string, flags = ''): RegExp {
  const name = (text: string) => `/${[...text].map((char) => `(?:${char}|#${char.charCodeAt(0).toString(16)})`).join('')}`
  return new RegExp(`${name(key)}[\\s\\0]*${name(value)}`, `i${flags}`)
}

/** PDF.js tells its losses to the console only. They may quote the document: nothing is printed (P4). */
function listenToConsole(heard: Heard): () => void {
  const { log, warn, error } = console
  const listen = (message: unknown) => {
    if (String(message).includes(PICTURE)) heard.pictures = true
    else if (!heard.drawing && heard.warnings.length < 1000) heard.warnings.push(String(message))
  }
  Object.assign(console, { log: listen, warn: listen, error: listen })
  return () => Object.assign(console, { log, warn, error })
}
