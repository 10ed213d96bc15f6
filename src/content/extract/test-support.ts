// Documents made at run time for the tests of extractors: the smallest files that their formats allow.
import { buffer } from 'node:stream/consumers'
import { deflateSync } from 'node:zlib'
import yazl from 'yazl'
import { extractDocument } from './extract-document.ts'
import { DEFAULT_EXTRACT_LIMITS, type DocumentFormat, type Extraction, type ExtractLimits } from './extraction.ts'

export function extract(format: DocumentFormat, bytes: Uint8Array, limits: Partial<ExtractLimits> = {}): Promise<Extraction> {
  return extractDocument({ format, bytes }, { limits: { ...DEFAULT_EXTRACT_LIMITS, ...limits }, ocr: false })
}

export function textOf({ texts }: Extraction, label?: string): string {
  return texts
    .filter((text) => label === undefined || text.label === label)
    .map((text) => text.text)
    .join('\n§\n')
}

export function whys({ unread }: Extraction): readonly string[] {
  return unread.filter((entry) => !entry.opaque).map((entry) => entry.why)
}

export async function zip(files: Readonly<Record<string, string | Buffer>>, compress = true): Promise<Buffer> {
  const archive = new yazl.ZipFile()
  for (const [name, content] of Object.entries(files)) archive.addBuffer(Buffer.from(content), name, { compress })
  archive.end()
  return buffer(archive.outputStream as unknown as AsyncIterable<Uint8Array>)
}

const TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
const WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
const SHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
const SLIDE =
  'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'

/** @param body of `w:body` @param parts further parts: path to markup; `hdr`, `ftr`, `comments` and the like are given as whole elements without namespace */
export function docx(body: string, parts: Readonly<Record<string, string | Buffer>> = {}): Promise<Buffer> {
  return zip({ '[Content_Types].xml': TYPES, 'word/document.xml': `<w:document ${WORD}><w:body>${body}</w:body></w:document>`, ...parts })
}

export function wordPart(element: string, content: string): string {
  return `<w:${element} ${WORD}>${content}</w:${element}>`
}

export function paragraph(text: string, properties = ''): string {
  return `<w:p><w:r><w:rPr>${properties}</w:rPr><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`
}

export interface Sheet {
  readonly name: string
  readonly rows: string
  readonly beside?: string
}

export function xlsx(sheets: readonly Sheet[], strings: readonly string[] = [], formats: readonly string[] = []): Promise<Buffer> {
  const files: Record<string, string> = {
    '[Content_Types].xml': TYPES,
    'xl/workbook.xml': `<workbook ${SHEET}><sheets>${sheets.map((sheet, index) => `<sheet name="${sheet.name}" sheetId="${index + 1}" state="hidden"/>`).join('')}</sheets></workbook>`,
    'xl/sharedStrings.xml': `<sst ${SHEET}>${strings.map((text) => `<si><t>${text}</t></si>`).join('')}</sst>`,
    'xl/styles.xml': `<styleSheet ${SHEET}><numFmts>${formats.map((code, index) => `<numFmt numFmtId="${164 + index}" formatCode="${code.replaceAll('"', '&quot;')}"/>`).join('')}</numFmts><cellXfs><xf numFmtId="0"/>${formats.map((_code, index) => `<xf numFmtId="${164 + index}"/>`).join('')}</cellXfs></styleSheet>`,
  }
  for (const [index, sheet] of sheets.entries())
    files[`xl/worksheets/sheet${index + 1}.xml`] =
      `<worksheet ${SHEET}><dimension ref="A1:XFD1048576"/><sheetData>${sheet.rows}</sheetData>${sheet.beside ?? ''}</worksheet>`
  return zip(files)
}

export function pptx(slide: string, notes: string): Promise<Buffer> {
  const text = (words: string) => `<p:txBody><a:p><a:r><a:t>${words}</a:t></a:r></a:p></p:txBody>`
  return zip({
    '[Content_Types].xml': TYPES,
    'ppt/presentation.xml': `<p:presentation ${SLIDE}/>`,
    'ppt/slides/slide1.xml': `<p:sld ${SLIDE} show="0"><p:cNvPr descr="picture of PPTALT"/>${text(slide)}</p:sld>`,
    'ppt/notesSlides/notesSlide1.xml': `<p:notes ${SLIDE}>${text(notes)}</p:notes>`,
  })
}

export interface PdfOptions {
  /** Content stream of the one page. */
  readonly content: string | Buffer
  /** How often the stream is deflated. */
  readonly deflated?: number
  /** Further entries of the page, of the catalog, and whole objects from number 10 on. */
  readonly page?: string
  readonly catalog?: string
  readonly objects?: readonly string[]
  readonly trailer?: string
}

/** A PDF of one page in Helvetica with a sound cross-reference table. */
export function pdf({ content, deflated = 0, page = '', catalog = '', objects = [], trailer = '' }: PdfOptions): Buffer {
  let stream: Buffer = Buffer.from(content as string)
  for (let i = 0; i < deflated; i++) stream = deflateSync(stream)
  const filter = deflated === 0 ? '' : `/Filter[${'/FlateDecode'.repeat(deflated)}]`
  const bodies = new Map<number, Buffer>([
    [1, Buffer.from(`<</Type/Catalog/Pages 2 0 R${catalog}>>`)],
    [2, Buffer.from('<</Type/Pages/Kids[3 0 R]/Count 1>>')],
    [3, Buffer.from(`<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>${page}>>`)],
    [4, Buffer.concat([Buffer.from(`<</Length ${stream.length}${filter}>>stream\n`), stream, Buffer.from('\nendstream')])],
    [5, Buffer.from('<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>')],
    ...objects.map((body, index): [number, Buffer] => [10 + index, Buffer.from(body, 'latin1')]),
  ])
  const chunks: Buffer[] = [Buffer.from('%PDF-1.7\n')]
  const offsets = new Map<number, number>()
  for (const [number, body] of bodies) {
    offsets.set(number, Buffer.concat(chunks).length)
    chunks.push(Buffer.from(`${number} 0 obj\n`), body, Buffer.from('\nendobj\n'))
  }
  const start = Buffer.concat(chunks).length
  const rows = [...offsets].map(([number, offset]) => `${number} 1\n${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  chunks.push(
    Buffer.from(
      `xref\n0 1\n0000000000 65535 f \n${rows}trailer\n<</Size ${10 + objects.length}/Root 1 0 R${trailer}>>\nstartxref\n${start}\n%%EOF\n`,
    ),
  )
  return Buffer.concat(chunks)
}

/** MS-CFB with `CFB`, a message of Outlook: properties and attachments as streams. */
export function mapiStream(id: number, type: '001F' | '001E' | '0102'): string {
  return `__substg1.0_${id.toString(16).toUpperCase().padStart(4, '0')}${type}`
}

/** A TNEF attribute: level, id, data, checksum. */
export function tnefAttribute(level: number, id: number, data: Buffer): Buffer {
  const head = Buffer.alloc(9)
  head[0] = level
  head.writeUInt32LE(id, 1)
  head.writeUInt32LE(data.length, 5)
  const check = Buffer.alloc(2)
  check.writeUInt16LE(data.reduce((sum, byte) => (sum + byte) & 0xffff, 0))
  return Buffer.concat([head, data, check])
}
