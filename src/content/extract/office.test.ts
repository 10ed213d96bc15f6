import { describe, expect, it } from 'vitest'
import { formatNumber } from './number-format.ts'
import { docx, extract, paragraph, pptx, textOf, whys, wordPart, xlsx, zip } from './test-support.ts'

describe('a word document', () => {
  it('reads as its pages do, whatever the runs that a line is made of', async () => {
    const file = await docx(
      `<w:p><w:r><w:t>123-</w:t></w:r><w:r><w:t>45</w:t></w:r><w:r><w:noBreakHyphen/></w:r><w:r><w:t>6789</w:t><w:tab/><w:t>here</w:t></w:r></w:p>` +
        `<w:tbl><w:tr><w:tc>${paragraph('Patient')}</w:tc><w:tc>${paragraph('MRN')}</w:tc></w:tr><w:tr><w:tc>${paragraph('')}</w:tc><w:tc>${paragraph('0012')}</w:tc></w:tr></w:tbl>`,
      { 'word/header1.xml': wordPart('hdr', paragraph('HEAD')), 'word/footer1.xml': wordPart('ftr', paragraph('FOOT')) },
    )
    const result = await extract('zip', file)
    expect(textOf(result, 'body')).toBe('HEAD\n\n123-45-6789\there\nPatient\tMRN\n\t0012\n\nFOOT')
    expect(result.type).toContain('wordprocessingml')
    expect(whys(result)).toEqual([])
  })

  it('reads comments, notes, text boxes, field codes, alternative texts, links, properties and custom XML', async () => {
    const file = await docx(
      `<w:p><w:r><w:t>before </w:t></w:r><w:r><w:txbxContent>${paragraph('BOX')}</w:txbxContent></w:r><w:r><w:t>after</w:t></w:r>` +
        `<w:r><w:instrText>MERGEFIELD FIELDCODE</w:instrText></w:r><w:docPr descr="ALTTEXT"/></w:p>`,
      {
        'word/comments.xml': wordPart('comments', `<w:comment w:author="AUTHOR">${paragraph('REMARK')}</w:comment>`),
        'word/footnotes.xml': wordPart('footnotes', paragraph('FOOTNOTE')),
        'word/endnotes.xml': wordPart('endnotes', paragraph('ENDNOTE')),
        'word/_rels/document.xml.rels':
          '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship TargetMode="External" Target="https://a.test/LINK"/></Relationships>',
        'docProps/core.xml':
          '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="d"><dc:title>PROPTITLE</dc:title></cp:coreProperties>',
        'customXml/item1.xml': '<case><patient ssn="x">CUSTOMXML</patient></case>',
        'word/NAMEOFENTRY 42.xml': '<a/>',
      },
    )
    const all = textOf(await extract('zip', file))
    for (const word of 'before after|BOX|FIELDCODE|ALTTEXT|REMARK|AUTHOR|FOOTNOTE|ENDNOTE|LINK|title: PROPTITLE|CUSTOMXML|NAMEOFENTRY'.split(
      '|',
    ))
      expect(all).toContain(word)
  })

  it('reads hidden text, and the text without it; the text as it was before changes', async () => {
    const file = await docx(
      `<w:p><w:r><w:t>123-4</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>SECRET</w:t></w:r><w:r><w:t>5-6789</w:t></w:r></w:p>` +
        `<w:p><w:r><w:t>987-6</w:t></w:r><w:del><w:r><w:delText>5-4321</w:delText></w:r></w:del><w:ins><w:r><w:t>x</w:t></w:r></w:ins></w:p>`,
    )
    const all = textOf(await extract('zip', file))
    for (const word of ['123-4SECRET5-6789', '123-45-6789', '987-6x', '987-65-4321']) expect(all).toContain(word)
  })

  it('hands embedded files back, and says what it does not read', async () => {
    const result = await extract(
      'zip',
      await docx('', { 'word/embeddings/sheet.xlsx': await xlsx([]), 'word/vbaProject.bin': Buffer.from('x\0') }),
    )
    expect(result.files.map((file) => file.name)).toEqual(['sheet.xlsx', 'vbaProject.bin'])
  })
})

describe('a workbook', () => {
  it('reads every sheet as lines of cells, each as it shows', async () => {
    const rows =
      '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><t>SSN</t></is></c></row>' +
      '<row r="2" hidden="1"><c r="A2" s="2"><v>36526</v></c><c r="C2" s="1"><v>123456789</v></c><c r="D2" t="str"><f>"a"&amp;"FORMULAWORD"</f><v>shown</v></c></row>'
    const beside =
      '<headerFooter><oddHeader>&amp;LSHEETHEAD</oddHeader></headerFooter><dataValidations><dataValidation prompt="PROMPT"/></dataValidations>'
    const file = await xlsx([{ name: 'Ward 7', rows, beside }], ['Born'], ['000-00-0000', 'mm/dd/yyyy'])
    const result = await extract('zip', file)
    expect(textOf(result, 'sheet-1')).toBe('Ward 7\nBorn\t\tSSN\n01/01/2000\t\t123-45-6789\tshown')
    for (const word of ['FORMULAWORD', 'SHEETHEAD', 'PROMPT']) expect(textOf(result)).toContain(word)
    expect(whys(result)).toEqual([])
  })

  it.each([
    ['123456789', '000-00-0000', '123-45-6789'],
    ['123456789', '000\\-00\\-0000', '123-45-6789'],
    ['5551234567', '(###) ###-####', '(555) 123-4567'],
    ['2134', '00000', '02134'],
    ['1234.5', '#,##0.00', '1,234.50'],
    ['0.125', '0.0%', '12.5%'],
    ['-5', '0.00;(0.00)', '(5.00)'],
    ['5', '"MRN "0000', 'MRN 0005'],
    ['45000.75', 'm/d/yyyy h:mm AM/PM', '3/15/2023 6:00 PM'],
    ['45000', 'd mmmm yyyy', '15 March 2023'],
    ['1', 'yyyy-mm-dd', '1900-01-01'],
    ['0.5', '[h]:mm', '12:00'],
    ['4111111111111110', 'General', '4111111111111110'],
    ['0.1', 'General', '0.1'],
    ['12', '[Red]0', '12'],
    ['words', '0', 'words'],
  ])('%s in the format %s shows %s', (value, code, shown) => {
    expect(formatNumber(value, code)).toBe(shown)
  })
})

it('a presentation: slides, hidden ones too, notes, alternative texts', async () => {
  const result = await extract('zip', await pptx('SLIDEWORD', 'NOTEWORD'))
  for (const word of ['SLIDEWORD', 'NOTEWORD', 'PPTALT']) expect(textOf(result)).toContain(word)
  expect(result.type).toContain('presentationml')
})

describe('OpenDocument', () => {
  const NS =
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
  const odf = (body: string, manifest = '<a/>') =>
    zip({
      mimetype: 'application/vnd.oasis.opendocument.text',
      'META-INF/manifest.xml': `<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">${manifest}</manifest:manifest>`,
      'content.xml': `<office:document-content ${NS}><office:body>${body}</office:body></office:document-content>`,
      'styles.xml': `<office:document-styles ${NS}><text:p>PAGEHEADER</text:p></office:document-styles>`,
    })

  it('text, spaces, notes, comments, boxes, tables, repeated cells', async () => {
    const file = await odf(
      '<text:p>123-<text:span>45</text:span>-6789<text:s text:c="2"/>x<text:tab/>y<text:note><text:p>NOTE</text:p></text:note></text:p>' +
        '<text:p><draw:text-box><text:p>BOX</text:p></draw:text-box></text:p><office:annotation><text:p>REMARK</text:p></office:annotation>' +
        '<table:table table:name="TABNAME"><table:table-row><table:table-cell table:number-columns-repeated="2"><text:p>7</text:p></table:table-cell><table:table-cell table:number-columns-repeated="1000000"/></table:table-row></table:table>',
    )
    const result = await extract('zip', file)
    expect(textOf(result, 'odf-content-1')).toContain('123-45-6789  x\ty\n')
    expect(textOf(result, 'odf-content-1')).toContain('7\t7')
    for (const word of ['NOTE', 'BOX', 'REMARK', 'TABNAME', 'PAGEHEADER']) expect(textOf(result)).toContain(word)
    expect(result.type).toBe('application/vnd.oasis.opendocument.text')
  })

  it('an encrypted one says so', async () => {
    const result = await extract('zip', await odf('', '<manifest:encryption-data/>'))
    expect(result.encrypted).toBe(true)
    expect(whys(result)).toEqual(['an encrypted OpenDocument file'])
  })
})

describe('markup that is built to harm or to deceive', () => {
  it.each([
    ['entities that multiply', '<!DOCTYPE a [<!ENTITY l "lol"><!ENTITY m "&l;&l;">]><a>&m;</a>'],
    ['a document cut off', '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p>'],
    ['elements nested without end', `${'<a>'.repeat(3000)}${'</a>'.repeat(3000)}`],
  ])('%s', async (_what, xml) => {
    const result = await extract('zip', await zip({ '[Content_Types].xml': '<Types/>', 'word/document.xml': xml }))
    expect(whys(result)).toHaveLength(1)
    expect(whys(result)[0]).toMatch(/^XML /)
  })

  const THEME = 'xmlns="http://schemas.openxmlformats.org/drawingml/2006/main"'
  const inner = () => zip({ 'a.txt': '123-45-6789' })

  it('a ZIP with the list of a package and no document is an archive', async () => {
    const file = await zip({ '[Content_Types].xml': '<Types/>', 'patients.xml': `<theme ${THEME}>123-45-6789</theme>`, mimetype: 'words' })
    expect((await extract('zip', file)).files.map(({ name }) => name)).toEqual(['[Content_Types].xml', 'patients.xml', 'mimetype'])
    const type = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument'
    const links = `<Relationships><Relationship Type="${type}" Target="word/document2.xml"/></Relationships>`
    const named = await zip({
      '[Content_Types].xml': '<Types/>',
      '_rels/.rels': links,
      'word/document2.xml': wordPart('document', paragraph('WORD')),
    })
    expect(textOf(await extract('zip', named), 'body')).toBe('WORD')
  })

  it('parts that no program shows are read; colors, sizes and names of fonts are not content', async () => {
    const file = await docx('', {
      'word/patients.xml': `<theme ${THEME}><a name="123-45-6789" val="4F81BD" typeface="Times New Roman"/>987-65-4321</theme>`,
      'word/numbering.xml': wordPart('numbering', '<w:lvlText w:val="MRN 00123456 %1."/>'),
    })
    expect(textOf(await extract('zip', file))).toBe('123-45-6789\n987-65-4321\n§\nMRN 00123456 %1.')
  })

  it('a type that is none is told; records of a program that are a container are a file', async () => {
    for (const mimetype of ['Jane Doe 123-45-6789', `text/${'x'.repeat(200)}`])
      expect(whys(await extract('zip', await docx('', { mimetype })))).toEqual(['an office file whose type is more than a type'])
    const result = await extract('zip', await docx('', { 'word/printerSettings1.bin': await inner() }))
    expect(result.files.map(({ name }) => name)).toEqual(['printerSettings1.bin'])
  })

  it('a sheet of more text than the cap is read up to the cap, and told', async () => {
    const rows = Array.from(
      { length: 2000 },
      (_, row) => `<row r="${row + 1}"><c t="inlineStr"><is><t>cell of row ${row}</t></is></c></row>`,
    ).join('')
    const result = await extract('zip', await xlsx([{ name: 'a', rows }]), { text: 5000 })
    expect(textOf(result)).toContain('cell of row 1\n')
    expect(whys(result)[0]).toMatch(/^more than 5000 characters/)
  })
})
