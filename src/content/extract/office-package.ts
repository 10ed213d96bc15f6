// What a ZIP is, told by what is in it: Office Open XML (ECMA-376 part 2), OpenDocument (ODF 1.3 part 2), or a plain archive. Parts of an office file are known by
// their root element, wherever they stand and whatever the package says of them; every entry is read or handed back as a file, none is passed over.
import { Unreadable } from './extraction.ts'
import type { Gatherer } from './gatherer.ts'
import { readOfficeMarkup } from './office-markup.ts'
import { readAll, readableRuns, readLinks, readRecords } from './office-properties.ts'
import { readOpenDocument } from './open-document.ts'
import { emptyWorkbook, readSharedStrings, readSheet, readStyles, readWorkbook, type Workbook } from './workbook.ts'
import { rootOf } from './xml-reader.ts'
import { openZip, readEntry, type ZipArchive, type ZipEntry } from './zip-archive.ts'

const OOXML = 'application/vnd.openxmlformats-officedocument.'
/** Role of a part by its root element; more exact where two formats share a name. */
const ROLES: Readonly<Record<string, Role>> = {
  document: 'body',
  hdr: 'header',
  ftr: 'footer',
  footnotes: 'footnotes',
  endnotes: 'endnotes',
  comments: 'comments',
  glossaryDocument: 'glossary',
  sld: 'slide',
  notes: 'notes',
  sldMaster: 'master',
  sldLayout: 'master',
  notesMaster: 'master',
  handoutMaster: 'master',
  cmLst: 'comments',
  wsDr: 'drawing',
  userShapes: 'drawing',
  chartSpace: 'chart',
  dataModel: 'diagram',
  drawing: 'diagram',
  FixedPage: 'body',
  worksheet: 'sheet',
  chartsheet: 'sheet',
  dialogsheet: 'sheet',
  macrosheet: 'sheet',
  sst: 'strings',
  styleSheet: 'cell-styles',
  workbook: 'workbook',
  ThreadedComments: 'comments',
  Relationships: 'links',
  Types: 'unseen',
  theme: 'unseen',
  styles: 'unseen',
  fonts: 'unseen',
  calcChain: 'unseen',
  numbering: 'unseen',
  webSettings: 'unseen',
  viewPr: 'unseen',
  presentationPr: 'unseen',
  tblStyleLst: 'unseen',
  styleData: 'unseen',
  colorsDef: 'unseen',
  layoutDef: 'unseen',
  styleDef: 'unseen',
  themeOverride: 'unseen',
  colorStyle: 'unseen',
  chartStyle: 'unseen',
  settings: 'settings',
  presentation: 'records',
  'document-content': 'odf-content',
  'document-styles': 'odf-styles',
  'document-meta': 'properties',
  'document-settings': 'unseen',
  manifest: 'manifest',
  coreProperties: 'properties',
  Properties: 'properties',
}
type Role =
  | 'body'
  | 'header'
  | 'footer'
  | 'footnotes'
  | 'endnotes'
  | 'comments'
  | 'glossary'
  | 'slide'
  | 'notes'
  | 'master'
  | 'drawing'
  | 'chart'
  | 'diagram'
  | 'sheet'
  | 'strings'
  | 'cell-styles'
  | 'workbook'
  | 'links'
  | 'unseen'
  | 'settings'
  | 'records'
  | 'odf-content'
  | 'odf-styles'
  | 'properties'
  | 'manifest'
/** Read first: sheets need them. */
const SHARED: readonly Role[] = ['manifest', 'workbook', 'strings', 'cell-styles']
const FLOWING: readonly Role[] = [
  'body',
  'header',
  'footer',
  'footnotes',
  'endnotes',
  'comments',
  'glossary',
  'slide',
  'notes',
  'master',
  'drawing',
  'chart',
  'diagram',
  'settings',
]
/** Joined in the order in which a reader sees them. */
const PAGE: readonly Role[] = ['header', 'body', 'footer']
const TYPES: Readonly<Partial<Record<Role, string>>> = {
  body: `${OOXML}wordprocessingml.document`,
  workbook: `${OOXML}spreadsheetml.sheet`,
  slide: `${OOXML}presentationml.presentation`,
  master: `${OOXML}presentationml.presentation`,
}
const HEAD = 16_384
/** Names that programs give: nothing of a person's is in them. */
const MACHINE_NAME =
  /^(?:(?:_rels|docProps|customXml|word|xl|ppt|META-INF|Thumbnails|Configurations2|Pictures|Object ?\d*|[a-z][A-Za-z]{2,20})\/){0,4}(?:\[Content_Types\]|[A-Za-z][A-Za-z_-]{0,30}\d{0,4}|)(?:\.[a-z]{2,12}){0,2}$/
/** Records that programs keep for themselves, in nearly every file of theirs: the printer's, and where the last layout broke its lines. */
const OWN_RECORDS = /(?:^|\/)(?:printerSettings\d*\.bin|layout-cache)$/
const MAX_RECORD = 1024 * 1024
/** Containers by their first bytes, and ZIP and PDF, which may begin anywhere: a record of a program's own is none of them. */
const CONTAINERS = [
  '\x1f\x8b',
  '\xd0\xcf\x11\xe0',
  '{\\rtf',
  '\x78\x9f\x3e\x22',
  '7z\xbc\xaf',
  'Rar!',
  'BZh',
  '\xfd7zXZ',
  '\x89PNG',
  '\xff\xd8\xff',
  'GIF8',
]
const CONTAINERS_ANYWHERE = ['PK\x03\x04', '%PDF-']
const MIMETYPE = /^[a-z]+\/[\w.+-]{1,90}\s{0,2}$/
const MAX_MIMETYPE = 100
/** One of these is the document; a package may call it otherwise in its relationships. */
const MAIN_PARTS = ['word/document.xml', 'xl/workbook.xml', 'ppt/presentation.xml', 'content.xml']
const MAIN_RELATIONSHIP = /\/relationships\/(?:officeDocument|document)["']|\/fixedrepresentation["']/

export async function readZip(bytes: Buffer, gatherer: Gatherer): Promise<void> {
  const archive = await openZip(bytes, gatherer)
  const names = archive.entries.map((entry) => entry.name)
  const office = await isPackage(archive)
  const told = office ? names.filter((name) => !MACHINE_NAME.test(name)) : names
  gatherer.addText('names', [...told, ...archive.comments].join('\n'), 'name')
  if (office) await readPackage(archive, gatherer)
  else await readArchive(archive, gatherer)
}

/** Without a document in it, a ZIP that has the names of a package is an archive like any other. */
async function isPackage({ entries }: ZipArchive): Promise<boolean> {
  const names = entries.map((entry) => entry.name)
  if (!names.includes('[Content_Types].xml') && !names.includes('META-INF/manifest.xml')) return false
  if (MAIN_PARTS.some((name) => names.includes(name))) return true
  const links = entries.find((entry) => entry.name === '_rels/.rels')
  try {
    return links !== undefined && MAIN_RELATIONSHIP.test((await readHead(links)).toString('latin1'))
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    return false
  }
}

async function readArchive(archive: ZipArchive, gatherer: Gatherer): Promise<void> {
  for (const entry of archive.entries) {
    if (!entry.directory) await attempt(gatherer, '', async () => gatherer.addFile({ name: entry.name, bytes: await readEntry(entry) }))
  }
}

interface Part {
  readonly entry: ZipEntry
  readonly role: Role | undefined
  readonly isXml: boolean
}

async function readPackage(archive: ZipArchive, gatherer: Gatherer): Promise<void> {
  const parts: Part[] = []
  for (const entry of archive.entries) {
    if (!entry.directory) await attempt(gatherer, '', async () => void parts.push(await partOf(entry)))
  }
  const type = parts.map(({ role }) => role && TYPES[role]).find((found) => found !== undefined)
  if (type) gatherer.setType(type)
  await setOpenDocumentType(parts, gatherer)
  const book = emptyWorkbook()
  if (parts.filter(({ role }) => role === 'strings' || role === 'workbook').length > 2)
    gatherer.refuse('a workbook with two lists of strings')
  const rank = ({ role }: Part) => (role && SHARED.includes(role) ? SHARED.indexOf(role) : SHARED.length)
  const counts = new Map<string, number>()
  const page = new Map<Role, string[]>()
  for (const part of parts.toSorted((a, b) => rank(a) - rank(b))) {
    const label = numbered(part, counts)
    await attempt(gatherer, label, () => readPart(part, label, book, gatherer, page))
  }
  const shown = PAGE.flatMap((role) => page.get(role) ?? [])
  gatherer.addText('body', shown.join('\n\n'))
  gatherer.addText('names-of-ranges', book.names.join('\n'))
}

/** One broken entry costs itself; a cap that is reached ends the document. */
async function attempt(gatherer: Gatherer, label: string, run: () => Promise<void>): Promise<void> {
  try {
    await run()
  } catch (error) {
    if (!(error instanceof Unreadable) || error.message.startsWith('more than') || error.message.startsWith('decompresses')) throw error
    gatherer.refuse(error.message, { label, encrypted: error.encrypted })
  }
}

async function partOf(entry: ZipEntry): Promise<Part> {
  const head = await readHead(entry)
  const { name, namespace } = rootOf(head)
  if (name === '') return { entry, role: undefined, isXml: false }
  const isDrawing = name === 'drawing' && !namespace.includes('diagram')
  // ODF's manifest locks single entries; `document` and `settings` are common names, so only a known namespace gives them their role.
  return { entry, role: isDrawing ? 'drawing' : Object.hasOwn(ROLES, name) && isOffice(namespace) ? ROLES[name] : undefined, isXml: true }
}

function isOffice(namespace: string): boolean {
  return /openxmlformats|purl\.oclc\.org\/ooxml|schemas\.microsoft\.com|urn:oasis:names:tc:opendocument|openoffice\.org/.test(namespace)
}

async function readHead(entry: ZipEntry): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of entry.read()) {
    chunks.push(chunk)
    size += chunk.length
    if (size >= HEAD) break
  }
  return Buffer.concat(chunks).subarray(0, HEAD)
}

async function setOpenDocumentType(parts: readonly Part[], gatherer: Gatherer): Promise<void> {
  const mimetype = parts.find(({ entry }) => entry.name === 'mimetype')
  if (!mimetype) return
  const type = (await readHead(mimetype.entry)).toString('latin1').trim()
  if (/^application\/vnd\.oasis\.opendocument\.[a-z-]{1,40}$/.test(type)) gatherer.setType(type)
}

function numbered({ role, isXml }: Part, counts: Map<string, number>): string {
  const name = role ?? (isXml ? 'data' : 'binary')
  const count = (counts.get(name) ?? 0) + 1
  counts.set(name, count)
  return `${name}-${count}`
}

async function readPart(part: Part, label: string, book: Workbook, gatherer: Gatherer, page: Map<Role, string[]>): Promise<void> {
  const { entry, role } = part
  if (!part.isXml) return readBinary(entry, label, gatherer)
  if (role && FLOWING.includes(role)) {
    const { text, others, asides } = await readOfficeMarkup(entry.read())
    if (PAGE.includes(role)) page.set(role, [...(page.get(role) ?? []), text])
    else gatherer.addText(label, text)
    for (const [index, other] of others.entries()) gatherer.addText(`${label}~${index + 2}`, other)
    gatherer.addText(`${label}-beside`, asides)
    return
  }
  switch (role) {
    case 'workbook':
      return readWorkbook(entry.read(), book)
    case 'strings':
      return readSharedStrings(entry.read(), book)
    case 'cell-styles':
      return readStyles(entry.read(), book)
    case 'sheet':
      return addSheet(entry, label, book, gatherer)
    case 'links':
      return gatherer.addText(label, await readLinks(entry.read()))
    case 'odf-content':
    case 'odf-styles': {
      const { text, others, asides } = await readOpenDocument(entry.read())
      for (const [index, reading] of [text, ...others].entries()) gatherer.addText(index === 0 ? label : `${label}~${index + 1}`, reading)
      return gatherer.addText(`${label}-beside`, asides)
    }
    case 'manifest':
      return refuseLockedEntries(entry)
    case 'unseen':
      return gatherer.addText(label, await readAll(entry.read()))
    default:
      return gatherer.addText(label, await readRecords(entry.read()))
  }
}

async function addSheet(entry: ZipEntry, label: string, book: Workbook, gatherer: Gatherer): Promise<void> {
  // Entries stand in the order of the tabs, as programs write them; a name that is off by one tab is still scanned.
  const name = book.sheetNames[Number(label.split('-')[1]) - 1] ?? ''
  const { text, asides } = await readSheet(entry.read(), book, gatherer.limits.text)
  gatherer.addText(label, name === '' ? text : `${name}\n${text}`)
  gatherer.addText(`${label}-beside`, asides)
}

async function readBinary(entry: ZipEntry, label: string, gatherer: Gatherer): Promise<void> {
  const bytes = await readEntry(entry)
  if (entry.name === 'mimetype' && bytes.length <= MAX_MIMETYPE && MIMETYPE.test(bytes.toString('latin1'))) return
  if (entry.name === 'mimetype') gatherer.refuse('an office file whose type is more than a type', { label })
  const own = OWN_RECORDS.test(entry.name) && bytes.length < MAX_RECORD && !isContainer(bytes)
  if (own) return gatherer.addText(label, readableRuns(bytes))
  gatherer.addFile({ name: entry.name.slice(entry.name.lastIndexOf('/') + 1), bytes })
}

function isContainer(bytes: Buffer): boolean {
  const head = bytes.toString('latin1', 0, 16)
  return CONTAINERS.some((magic) => head.startsWith(magic)) || CONTAINERS_ANYWHERE.some((magic) => bytes.includes(magic, 0, 'latin1'))
}

async function refuseLockedEntries(entry: ZipEntry): Promise<void> {
  if ((await readEntry(entry)).includes('encryption-data')) throw new Unreadable('an encrypted OpenDocument file', true)
}
