// Sheets of SpreadsheetML (ECMA-376 part 1 §18): every sheet, hidden ones too, as lines of cells parted by tabs, each value as its cell shows it.
import { builtInFormat, formatNumber } from './number-format.ts'
import { readXml } from './xml-reader.ts'

/** What the sheets share: strings, formats and names. Read before them. */
export interface Workbook {
  readonly strings: string[]
  /** Number format of each cell style. */
  readonly formats: string[]
  readonly sheetNames: string[]
  date1904: boolean
  /** Defined names and their values. */
  readonly names: string[]
}

export function emptyWorkbook(): Workbook {
  return { strings: [], formats: [], sheetNames: [], date1904: false, names: [] }
}

export async function readSharedStrings(chunks: AsyncIterable<Buffer>, book: Workbook): Promise<void> {
  let text = ''
  let taking = false
  // Phonetic readings stand beside the text, not in it.
  let phonetic = false
  await readXml(chunks, {
    open(name) {
      if (name === 'si') text = ''
      else if (name === 'rPh') phonetic = true
      else if (name === 't') taking = !phonetic
    },
    text(piece) {
      if (taking) text += piece
    },
    close(name) {
      if (name === 't') taking = false
      else if (name === 'rPh') phonetic = false
      else if (name === 'si') book.strings.push(unescapeCell(text))
    },
  })
}

export async function readStyles(chunks: AsyncIterable<Buffer>, book: Workbook): Promise<void> {
  const codes = new Map<number, string>()
  let inCellStyles = false
  await readXml(chunks, {
    open(name, attributes) {
      if (name === 'numFmt') codes.set(Number(attributes.get('numFmtId')), attributes.get('formatCode'))
      else if (name === 'cellXfs') inCellStyles = true
      else if (name === 'xf' && inCellStyles) {
        const id = Number(attributes.get('numFmtId'))
        book.formats.push(codes.get(id) ?? builtInFormat(id))
      }
    },
    close(name) {
      if (name === 'cellXfs') inCellStyles = false
    },
  })
}

export async function readWorkbook(chunks: AsyncIterable<Buffer>, book: Workbook): Promise<void> {
  let name = ''
  let value: string | undefined
  await readXml(chunks, {
    open(element, attributes) {
      if (element === 'sheet') book.sheetNames.push(attributes.get('name'))
      else if (element === 'workbookPr') book.date1904 = /^(?:1|true|on)$/.test(attributes.get('date1904'))
      else if (element === 'definedName') {
        name = [attributes.get('name'), attributes.get('comment')].filter((text) => text !== '').join(' ')
        value = ''
      }
    },
    text(piece) {
      if (value !== undefined) value += piece
    },
    close(element) {
      if (element !== 'definedName' || value === undefined) return
      book.names.push(`${name} ${value}`)
      value = undefined
    },
  })
}

export interface SheetText {
  readonly text: string
  /** Headers and footers, prompts, formulas with words in them, links. */
  readonly asides: string
}

/** Cells that are left out between two others. */
const MAX_GAP = 50
const SHOWN_ATTRIBUTES = ['prompt', 'promptTitle', 'error', 'errorTitle', 'tooltip', 'display', 'location']
const SIDE_TEXTS = new Set('oddHeader oddFooter evenHeader evenFooter firstHeader firstFooter formula1 formula2'.split(' '))

/** @param maxText characters after which the sheet is cut: the caller's cap ends the reading there */
export async function readSheet(chunks: AsyncIterable<Buffer>, book: Workbook, maxText: number): Promise<SheetText> {
  const rows: string[] = []
  const asides = new Set<string>()
  let row = ''
  let column = 0
  let cell = { type: '', style: 0 }
  let value = ''
  let formula = ''
  let taking: 'value' | 'formula' | 'aside' | undefined
  let phonetic = false
  let length = 0
  await readXml(chunks, {
    open(name, attributes) {
      if (name === 'row') {
        row = ''
        column = 0
      } else if (name === 'c') {
        const at = columnOf(attributes.get('r'))
        const next = at < 0 ? column + 1 : at + 1
        row += '\t'.repeat(Math.max(row === '' && column === 0 ? 0 : 1, Math.min(MAX_GAP, next - Math.max(1, column))))
        column = next
        cell = { type: attributes.get('t'), style: Number(attributes.get('s')) || 0 }
        value = formula = ''
      } else if (name === 'rPh') phonetic = true
      else if (name === 'v' || (name === 't' && !phonetic)) taking = 'value'
      else if (name === 'f') taking = 'formula'
      else if (SIDE_TEXTS.has(name)) {
        taking = 'aside'
        value = ''
      }
      for (const key in attributes.all) if (SHOWN_ATTRIBUTES.includes(key)) asides.add(attributes.all[key] as string)
    },
    text(piece) {
      if (taking === 'formula') formula += piece
      else if (taking !== undefined) value += piece
    },
    close(name) {
      if (name === 'c') {
        row += shownValue(value, cell, book)
        if (formula.includes('"')) asides.add(formula)
      } else if (name === 'row') {
        // The row that goes beyond the cap is still kept: it tells the caller that there is more.
        if (length <= maxText) rows.push(row.trimEnd())
        length += row.length + 1
      } else if (name === 'rPh') phonetic = false
      else if (SIDE_TEXTS.has(name)) asides.add(value.replace(/&(?:[LCRPNDTGZFAEXYSBIU]|"[^"]*"|\d+|K[0-9A-F]{6})/g, ' '))
      if (taking !== undefined && (name === 'v' || name === 't' || name === 'f' || SIDE_TEXTS.has(name))) taking = undefined
    },
  })
  return { text: rows.join('\n'), asides: [...asides].join('\n') }
}

function shownValue(value: string, { type, style }: { readonly type: string; readonly style: number }, book: Workbook): string {
  switch (type) {
    case 's':
      return oneLine(book.strings[Number(value)] ?? '')
    case 'inlineStr':
    case 'str':
      return oneLine(unescapeCell(value))
    case 'b':
      return value === '1' ? 'TRUE' : 'FALSE'
    case 'e':
    case 'd':
      return value
    default:
      return formatNumber(value, book.formats[style] ?? 'General', book.date1904)
  }
}

/** A line break in a cell must not look like the end of the row. */
function oneLine(text: string): string {
  return text.replace(/[\t\r\n]+/g, ' ')
}

/** `_x000D_` stands for a character that XML cannot have (§22.9.2.19). */
function unescapeCell(text: string): string {
  return text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : text
}

/** @returns zero-based column of a reference such as `AB12`, -1 where it is none */
function columnOf(reference: string): number {
  const letters = /^[A-Z]{1,3}/i.exec(reference)?.[0].toUpperCase()
  if (!letters) return -1
  let column = 0
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64
  return column - 1
}
