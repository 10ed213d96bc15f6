// Attachments made at run time, the marker in what they show. Office files are torn at twice: in the markup of one part, and in the package around it.
import { buffer } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import CFB from 'cfb'
import { pack } from 'tar-stream'
import { docx, mapiStream, paragraph, pdf, pptx, tnefAttribute, wordPart, xlsx, zip } from '../../src/content/extract/test-support.ts'
import { BYTE_MUTATORS, inserter, LINE_MUTATORS, type Mutator, mutate, replacer } from './mutate.ts'
import type { Random } from './random.ts'
import { MARKER, MARKER_LINE } from './target.ts'

export interface DocumentSeed {
  /** File name, which tells the kind. */
  readonly name: string
  readonly bytes: Buffer
  readonly mutators: readonly Mutator[]
}

const XML = [
  ...BYTE_MUTATORS,
  ...LINE_MUTATORS,
  inserter([
    '<',
    '>',
    '</',
    '/>',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '<!DOCTYPE x [<!ENTITY a "b">]>',
    '&a;',
    '&#0;',
    '&#x110000;',
    '&amp',
    '"',
    "'",
    '<w:del>',
    '<w:t>',
    '</w:p>',
    '<mc:Fallback>',
    '<w:instrText>',
    '<?xml version="1.0" encoding="utf-16"?>',
    '\xff\xfe',
    '\0',
  ]),
]
const PDF = [
  ...BYTE_MUTATORS,
  replacer(/\d+ 0 R/g, ['1 0 R', '2 0 R', '3 0 R', '4 0 R', '99999 0 R', '-1 0 R', 'null']),
  replacer(/\/[A-Z]\w+/g, [
    '/Kids',
    '/Type',
    '/Contents',
    '/Encrypt',
    '/ObjStm',
    '/FlateDecode',
    '/DCTDecode',
    '/Length',
    '/Parent',
    '/JavaScript',
    '/Annots',
  ]),
  replacer(/(?<= )\d+/g, ['0', '-1', '4294967296', '1e99', '999999999', '2']),
  replacer(/endobj|endstream|stream|xref|trailer|startxref/g, ['', 'endobj', 'stream', 'xref', 'obj']),
  inserter(['<<', '>>', '[', ']', '(', ')', '<', '>', '%', '/', 'R', 'BT', 'ET', 'q', 'Q ', ' Do', '\\', '1 0 obj', 'BI ID EI', 'Tj', "'"]),
]
const RTF = [
  ...BYTE_MUTATORS,
  inserter([
    '{',
    '}',
    '\\',
    '\\bin9999999 ',
    '\\bin-1 ',
    '\\uc9 ',
    '\\u-1 ',
    "\\'",
    "\\'zz",
    '{\\*\\x',
    '{\\pict ',
    '{\\object{\\*\\objdata ',
    '{\\fonttbl',
    '\\ansicpg0 ',
    '\\ansicpg65001 ',
    '\\v ',
    '\\deleted ',
    '{\\upr',
    '\\f999999999 ',
    '{\\field{\\*\\fldinst ',
    '\\mac ',
  ]),
]
const ZIP = [
  ...BYTE_MUTATORS,
  replacer(/PK\W\W/g, ['PK\x01\x02', 'PK\x03\x04', 'PK\x05\x06', 'PK\x07\x08', 'PK\x06\x06', 'PK\0\0']),
  inserter(['PK\x03\x04', 'PK\x05\x06', 'PK\x01\x02', 'PK\x06\x07']),
]

/** Files as they are. Every one of them is read whole, and shows the marker. */
export async function documentSeeds(): Promise<readonly DocumentSeed[]> {
  const text = Buffer.from(`Dear Bea${MARKER_LINE}regards\r\n`)
  const stored = await zip({ 'a.txt': text, 'folder/b.csv': 'a,b\r\n1,2\r\n' }, false)
  const packed = await zip({ 'a.txt': text, 'b.txt': 'x' })
  const word = await docx(paragraph(`SSN: ${MARKER} end`))
  const words = (shown: string, y: number) => `BT /F1 12 Tf 50 ${y} Td (${shown}) Tj ET\n`
  const page = words('Dear Bea', 720) + words(MARKER_LINE.trim(), 700)
  const seeds: readonly (readonly [string, Buffer, readonly Mutator[]])[] = [
    ['stored.zip', stored, ZIP],
    ['packed.zip', packed, ZIP],
    ['nested.zip', await zip({ 'inner.zip': packed, 'a.docx': word }, false), ZIP],
    ['a.docx', word, ZIP],
    ['a.xlsx', await workbook(MARKER), ZIP],
    ['a.pptx', await pptx(MARKER, 'notes'), ZIP],
    ['a.odt', await openDocument(`<text:p>${MARKER}</text:p>`), ZIP],
    ['a.txt.gz', gzipSync(text), BYTE_MUTATORS],
    ['twice.gz', gzipSync(gzipSync(text)), BYTE_MUTATORS],
    ['a.tar', await tar(text), BYTE_MUTATORS],
    ['a.pdf', pdf({ content: page }), PDF],
    ['packed.pdf', pdf({ content: page, deflated: 2 }), PDF],
    ['form.pdf', form(), PDF],
    ['a.rtf', Buffer.from(`{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Arial;}}\\f0 Dear {\\b Bea}\\par ${MARKER_LINE}\\par regards}`), RTF],
    ['a.msg', outlook(), BYTE_MUTATORS],
    ['winmail.dat', tnef(text), BYTE_MUTATORS],
  ]
  return seeds.map(([name, bytes, mutators]) => ({ name, bytes, mutators }))
}

type Packer = (mutate: (markup: string) => string) => Promise<Buffer>
const BODY = `${paragraph('Dear Bea')}\n${paragraph(`SSN: ${MARKER} end`)}\n<w:tbl><w:tr><w:tc>${paragraph('a')}</w:tc></w:tr></w:tbl>`
const PACKED: readonly (readonly [string, Packer])[] = [
  ['a.docx', (torn) => docx(torn(BODY))],
  ['a.docx', (torn) => docx(paragraph('x'), { 'word/comments.xml': torn(wordPart('comments', `<w:comment>${BODY}</w:comment>`)) })],
  ['a.xlsx', (torn) => workbook(MARKER, torn)],
  ['a.pptx', (torn) => pptx(torn(`Dear Bea\n${MARKER}`), torn('notes'))],
  ['a.odt', (torn) => openDocument(torn(`<text:p>Dear\n</text:p>\n<text:p>${MARKER}</text:p>`))],
]

/** An office file of which one part was torn before it was packed. */
export async function tornOffice(random: Random): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  const [name, make] = random.pick(PACKED)
  const torn = (markup: string) => mutate(Buffer.from(markup), XML, [Buffer.from(BODY)], random).toString('utf8')
  return { name, bytes: await make(torn) }
}

function workbook(text: string, torn: (markup: string) => string = (markup) => markup): Promise<Buffer> {
  const rows = `<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>${text}</t></is></c></row>\n<row r="2"><c r="A2"><v>45000</v></c></row>`
  return xlsx([{ name: 'Sheet1', rows: torn(rows) }], ['label'])
}

function openDocument(content: string): Promise<Buffer> {
  const names =
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
  const body = `<office:document-content ${names}><office:body><office:text>${content}</office:text></office:body></office:document-content>`
  return zip({ mimetype: 'application/vnd.oasis.opendocument.text', 'content.xml': body }, false)
}

function tar(text: Buffer): Promise<Buffer> {
  const archive = pack()
  archive.entry({ name: 'a.txt', mtime: new Date(0) }, text)
  archive.entry({ name: 'b'.repeat(150), mtime: new Date(0) }, 'long name')
  archive.finalize()
  return buffer(archive as unknown as AsyncIterable<Uint8Array>)
}

function form(): Buffer {
  return pdf({
    content: 'BT /F1 12 Tf 50 700 Td (form) Tj ET\n',
    page: '/Annots[10 0 R 11 0 R]',
    catalog: '/AcroForm<</Fields[10 0 R]>>',
    objects: [
      `<</Type/Annot/Subtype/Widget/FT/Tx/T(ssn)/V(${MARKER})/Rect[0 0 9 9]/P 3 0 R>>`,
      '<</Type/Annot/Subtype/Text/Contents(note)/T(Reviewer)/Rect[0 0 9 9]>>',
    ],
  })
}

function outlook(): Buffer {
  const container = CFB.utils.cfb_new()
  const attached = '__attach_version1.0_#00000000/'
  const add = (path: string, content: Buffer) => CFB.utils.cfb_add(container, path, content)
  add('__properties_version1.0', Buffer.alloc(32))
  add(mapiStream(0x37, '001F'), Buffer.from('Subject', 'utf16le'))
  add(mapiStream(0x1000, '001F'), Buffer.from(`Dear Bea${MARKER_LINE}`, 'utf16le'))
  add(`${attached}__properties_version1.0`, Buffer.alloc(32))
  add(attached + mapiStream(0x3707, '001F'), Buffer.from('notes.txt', 'utf16le'))
  add(attached + mapiStream(0x3701, '0102'), Buffer.from('attached'))
  return Buffer.from(CFB.write(container, { type: 'buffer' }))
}

function tnef(text: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from('789f3e220100', 'hex'),
    tnefAttribute(1, 0x00018004, Buffer.from('Subject\0')),
    tnefAttribute(1, 0x0002800c, Buffer.from('Body\0')),
    tnefAttribute(2, 0x00069002, Buffer.alloc(14)),
    tnefAttribute(2, 0x00018010, Buffer.from('notes.txt\0')),
    tnefAttribute(2, 0x0006800f, text),
  ])
}
