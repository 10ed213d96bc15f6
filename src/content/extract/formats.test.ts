import CFB from 'cfb'
import { describe, expect, it } from 'vitest'
import { linesOfPage } from './pdf-lines.ts'
import { extract, mapiStream, pdf, textOf, tnefAttribute, whys } from './test-support.ts'

const words = (text: string, y = 700, x = 50) => `BT /F1 12 Tf ${x} ${y} Td (${text}) Tj ET\n`

describe('PDF', () => {
  it('text in lines, cells of a table apart', async () => {
    const content = words('Patient') + words('MRN', 700, 200) + words('Jane Doe', 680) + words('00123456', 680, 200)
    const result = await extract('pdf', pdf({ content }))
    expect(textOf(result, 'body')).toBe('Patient\tMRN\nJane Doe\t00123456')
    expect(result.unread).toEqual([])
  })

  it('form fields, notes, properties, outline and embedded files', async () => {
    const result = await extract(
      'pdf',
      pdf({
        content: words('x'),
        page: '/Annots[10 0 R 11 0 R]',
        catalog: '/AcroForm<</Fields[10 0 R]>>/Outlines 12 0 R/Names<</EmbeddedFiles<</Names[(e)14 0 R]>>>>',
        trailer: '/Info<</Title(INFOTITLE)>>',
        objects: [
          '<</Type/Annot/Subtype/Widget/FT/Tx/T(ssn)/V(123-45-6789)/Rect[0 0 9 9]/P 3 0 R>>',
          '<</Type/Annot/Subtype/Text/Contents(STICKYNOTE)/T(Reviewer)/Rect[0 0 9 9]>>',
          '<</Type/Outlines/First 13 0 R/Last 13 0 R/Count 1>>',
          '<</Title(OUTLINEWORD)/Parent 12 0 R>>',
          '<</Type/Filespec/F(note.txt)/UF(note.txt)/EF<</F 15 0 R>>>>',
          '<</Type/EmbeddedFile/Length 8>>stream\nembedded\nendstream',
        ],
      }),
    )
    for (const word of ['ssn: 123-45-6789', 'STICKYNOTE', 'INFOTITLE', 'OUTLINEWORD', 'note.txt']) expect(textOf(result)).toContain(word)
    expect(result.files.map((file) => [file.name, Buffer.from(file.bytes).toString()])).toEqual([['note.txt', 'embedded']])
  })

  it.each(['<</Type/EmbeddedFile/Length 8>>', '<</Length 8>>'])('a file that is only associated is told: %s', async (head) => {
    const objects = ['<</Type/Filespec/F(note.txt)/UF(note.txt)/EF<</F 11 0 R>>>>', `${head}stream\nembedded\nendstream`]
    const result = await extract('pdf', pdf({ content: words('x'), catalog: '/AF[10 0 R]', objects }))
    expect(whys(result)).toEqual(['a PDF with more files in it than could be taken out'])
    const named = await extract(
      'pdf',
      pdf({ content: words('x'), catalog: '/AF[10 0 R]/Names<</EmbeddedFiles<</Names[(e)10 0 R]>>>>', objects }),
    )
    expect(whys(named)).toEqual([])
  })

  it('a page without text and pictures in the file are told as opaque, never passed over', async () => {
    const drawn = await extract('pdf', pdf({ content: '0 0 m 9 9 l S' }))
    expect(drawn.unread).toMatchObject([{ opaque: true, type: 'image/other' }])
    const picture =
      '<</Type/XObject/Subtype /#49mage/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>stream\n0\nendstream'
    expect((await extract('pdf', pdf({ content: words('x'), objects: [picture] }))).unread).toMatchObject([{ opaque: true }])
  })

  it('pictures in the stream of a page, and in a dictionary with blanks in it, are told', async () => {
    const inline = `${words('x')} q 9 0 0 9 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID 0 EI Q`
    for (const deflated of [0, 1, 2])
      expect((await extract('pdf', pdf({ content: inline, deflated }))).unread).toMatchObject([{ opaque: true }])
    const blanks = `<</Type/XObject/Subtype${' '.repeat(500)}/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>stream\n0\nendstream`
    expect((await extract('pdf', pdf({ content: words('x'), objects: [blanks] }))).unread).toMatchObject([{ opaque: true }])
    const remark = blanks.replace(/ {500}/, '%remark\n')
    const painted = pdf({
      content: `${words('x')} /I Do`,
      page: '/Resources<</XObject<</I 10 0 R>>/Font<</F1 5 0 R>>>>',
      objects: [remark],
    })
    const file = painted.toString('latin1').replace('/Resources<</Font<</F1 5 0 R>>>>', ' '.repeat(32))
    expect((await extract('pdf', Buffer.from(file, 'latin1'))).unread).toMatchObject([{ opaque: true }])
  })

  it.each([
    ['cut off', pdf({ content: words('x') }).subarray(0, 300)],
    ['without its end', pdf({ content: words('x') }).subarray(0, -8)],
    [
      'a stream that is no Flate',
      pdf({ content: words('x'), deflated: 1 })
        .toString('latin1')
        .replace(/stream\n[\s\S]{3}/, 'stream\n\0\0\0'),
    ],
    ['nothing but a head', '%PDF-1.7\n'],
  ])('%s: uninspectable', async (_what, file) => {
    expect(whys(await extract('pdf', Buffer.from(file as string, 'latin1'))).length).toBeGreaterThan(0)
  })

  it('a font whose letters nobody can tell is told', async () => {
    const font = '<</Type/Font/Subtype/Type0/BaseFont/AAAAAA+X/Encoding/Identity-H/DescendantFonts[11 0 R]>>'
    const descendant =
      '<</Type/Font/Subtype/CIDFontType2/BaseFont/AAAAAA+X/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW 500/FontDescriptor<</Type/FontDescriptor/FontName/AAAAAA+X/Flags 4/FontBBox[0 0 1 1]/ItalicAngle 0/Ascent 1/Descent 0/CapHeight 1/StemV 1>>>>'
    const content = 'BT /F2 12 Tf 50 700 Td <0014001500160017> Tj ET'
    const file = pdf({ content, objects: [font, descendant] })
      .toString('latin1')
      .replace('/F1 5 0 R', '/F2 10 0 R')
    expect(whys(await extract('pdf', Buffer.from(file, 'latin1'))).join()).toMatch(/font/)
  })

  it('words cut by a line end are joined; columns are read both ways', () => {
    const item = (str: string, x: number, y: number) => ({ str, width: str.length * 6, transform: [12, 0, 0, 12, x, y] })
    expect(linesOfPage([item('chemo-', 0, 100), item('therapy', 0, 86)]).text).toBe('chemotherapy')
    const columns = linesOfPage([item('SSN', 0, 100), item('Name', 0, 86), item('123-45-6789', 200, 100), item('Doe', 200, 86)])
    expect(columns.text).toBe('SSN\nName\n123-45-6789\nDoe')
    expect(columns.other).toBe('SSN\t123-45-6789\nName\tDoe')
  })
})

describe('RTF', () => {
  const read = (text: string) => extract('rtf', Buffer.from(text, 'latin1'))

  it.each([
    ['runs and breaks', '{\\rtf1 123-{\\b 45}-6789\\par next\\tab cell}', '123-45-6789\nnext\tcell'],
    ['bytes of the code page', "{\\rtf1\\ansicpg1252 caf\\'e9}", 'café'],
    ['bytes of the font', "{\\rtf1{\\fonttbl{\\f1\\fcharset204 X;}}\\f1 \\'cf\\'f0}", 'Пр'],
    ['Unicode with its fallback', "{\\rtf1\\uc1 \\u1055?\\u1088\\'f0!}", 'Пр!'],
    ['bytes that are counted', '{\\rtf1 a{\\*\\x\\bin5 }{\\}}}b}', 'ab'],
    ['signs', '{\\rtf1 1\\_2\\~3\\-4\\{\\}}', '1-2 34{}'],
    ['tables', '{\\rtf1 a\\cell b\\cell\\row c\\cell d\\cell\\row}', 'a\tb\nc\td'],
    ['fields', '{\\rtf1 see {\\field{\\*\\fldinst HYPERLINK "x"}{\\fldrslt here}}.}', 'see here.'],
  ])('%s', async (_what, source, text) => {
    expect(textOf(await read(source), 'body')).toBe(text)
  })

  it('text outside of the document is read; more than text there is told', async () => {
    const plain = await read('BEFORE {\\rtf1 x} BEHIND\r\n\0')
    for (const word of ['BEFORE', 'BEHIND']) expect(textOf(plain, 'outside')).toContain(word)
    expect(whys(plain)).toEqual([])
    expect(whys(await read('{\\rtf1 x}{\\rtf1 \\u49?\\u50?}'))).toEqual(['an RTF document with more behind its end'])
  })

  it('hidden text both ways; headers, notes, properties and unknown destinations beside', async () => {
    const result = await read(
      '{\\rtf1{\\info{\\title TITLE}}{\\header HEAD}12{\\v HIDDEN}34{\\footnote NOTE}{\\*\\unknown ODD}{\\*\\htmltag64 <p title="TAG">}}',
    )
    for (const word of ['12HIDDEN34', '1234', 'TITLE', 'HEAD', 'NOTE', 'ODD', 'TAG']) expect(textOf(result)).toContain(word)
  })

  it('gives pictures and embedded files back; a document cut off is told', async () => {
    const name = Buffer.from('Package\0')
    const head = Buffer.alloc(12)
    head.writeUInt32LE(0x501)
    head.writeUInt32LE(2, 4)
    head.writeUInt32LE(name.length, 8)
    const size = (value: number) => Buffer.from(Uint32Array.of(value).buffer)
    const inside = Buffer.concat([
      Buffer.from('\x02\0a.txt\0C:\\a.txt\0\0\0\x03\0', 'latin1'),
      size(6),
      Buffer.from('C:\\t\0\0'),
      size(5),
      Buffer.from('hello'),
    ])
    const object = Buffer.concat([head, name, size(0), size(0), size(inside.length), inside])
    const result = await read(`{\\rtf1{\\object{\\*\\objdata ${object.toString('hex')}}}{\\pict\\pngblip 8950}}`)
    expect(result.files.map((file) => Buffer.from(file.bytes).toString('latin1'))).toEqual(['hello', '\x89P'])
    expect(whys(await read('{\\rtf1 {\\b open'))).toEqual(['an RTF document that is cut off'])
  })
})

describe('Outlook', () => {
  const compressed = Buffer.from(
    '2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0',
    'hex',
  )

  function msg(streams: Readonly<Record<string, Buffer>>): Buffer {
    const container = CFB.utils.cfb_new()
    for (const [path, content] of Object.entries(streams)) CFB.utils.cfb_add(container, path, content)
    return Buffer.from(CFB.write(container, { type: 'buffer' }))
  }
  const wide = (text: string) => Buffer.from(text, 'utf16le')
  const properties = Buffer.alloc(32)

  it('a message: body, HTML, RTF, recipients, attachments, messages in it', async () => {
    const attach = '__attach_version1.0_#00000000/'
    const inner = '__attach_version1.0_#00000001/__substg1.0_3701000D/'
    const result = await extract(
      'ole',
      msg({
        '__properties_version1.0': properties,
        [mapiStream(0x37, '001F')]: wide('SUBJECT'),
        [mapiStream(0x1000, '001F')]: wide('BODY 123-45-6789'),
        [mapiStream(0x1013, '0102')]: Buffer.from('<p>HTML</p>'),
        [mapiStream(0x1009, '0102')]: compressed,
        '__recip_version1.0_#00000000/__properties_version1.0': properties,
        [`__recip_version1.0_#00000000/${mapiStream(0x3001, '001F')}`]: wide('Ann Lee'),
        [`${attach}__properties_version1.0`]: properties,
        [attach + mapiStream(0x3707, '001F')]: wide('notes.txt'),
        [attach + mapiStream(0x3701, '0102')]: Buffer.from('ATTACHED'),
        '__attach_version1.0_#00000001/__properties_version1.0': properties,
        [`${inner}__properties_version1.0`]: properties,
        [inner + mapiStream(0x1000, '001F')]: wide('INNERBODY'),
      }),
    )
    expect(result.type).toBe('application/vnd.ms-outlook')
    for (const word of ['SUBJECT', 'BODY 123-45-6789', 'Ann Lee', 'notes.txt', 'INNERBODY']) expect(textOf(result)).toContain(word)
    const files = result.files.map((file) => Buffer.from(file.bytes).toString('latin1'))
    expect(files).toContain('ATTACHED')
    expect(files).toContain('<p>HTML</p>')
    expect(files.find((file) => file.startsWith('{\\rtf1'))).toContain('hello world')
    expect(whys(result)).toEqual([])
  })

  it.each([
    ['WordDocument', /old binary format/],
    ['Workbook', /old binary format/],
    ['EncryptedPackage', /encrypted/],
    ['SomethingElse', /kind that is not read/],
  ])('a container with %s is uninspectable', async (stream, why) => {
    expect(whys(await extract('ole', msg({ [stream]: Buffer.alloc(5000) }))).join()).toMatch(why)
  })

  it.each(['CONTENTS', 'Package', '__properties_version1.0'])(
    'a Word document with a stream %s beside it is still told',
    async (stream) => {
      const file = msg({ WordDocument: Buffer.alloc(5000), [stream]: Buffer.alloc(5000, 'x') })
      expect(whys(await extract('ole', file))).toContain('a Word document of the old binary format')
    },
  )

  it('TNEF: subject, body, properties, attachments; a file cut off is told', async () => {
    const property = (id: number, text: string) => {
      const value = wide(`${text}\0`)
      const head = Buffer.alloc(12)
      head.writeUInt32LE(((id << 16) | 0x1f) >>> 0)
      head.writeUInt32LE(1, 4)
      head.writeUInt32LE(value.length, 8)
      return Buffer.concat([head, value, Buffer.alloc((4 - (value.length % 4)) % 4)])
    }
    const file = Buffer.concat([
      Buffer.from('789f3e220100', 'hex'),
      tnefAttribute(1, 0x00018004, Buffer.from('SUBJECT\0')),
      tnefAttribute(1, 0x0002800c, Buffer.from('BODY\0')),
      tnefAttribute(
        1,
        0x00069003,
        Buffer.concat([Buffer.from('02000000', 'hex'), property(0x0c1a, 'SENDER'), property(0x0e04, 'DISPLAYTO')]),
      ),
      tnefAttribute(2, 0x00069002, Buffer.alloc(14)),
      tnefAttribute(2, 0x00018010, Buffer.from('notes.txt\0')),
      tnefAttribute(2, 0x0006800f, Buffer.from('ATTACHED')),
    ])
    const result = await extract('tnef', file)
    for (const word of ['SUBJECT', 'BODY', 'SENDER', 'DISPLAYTO', 'notes.txt']) expect(textOf(result)).toContain(word)
    expect(result.files.map((one) => [one.name, Buffer.from(one.bytes).toString()])).toEqual([['notes.txt', 'ATTACHED']])
    expect(whys(result)).toEqual([])
    expect(whys(await extract('tnef', file.subarray(0, -5)))).toContain('a TNEF file that is broken or cut off')
  })
})
