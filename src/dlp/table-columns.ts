// Tables: a label at the head of a column names every value beneath it, however far down. Lists of patients travel as CSV, as pasted sheets and as HTML
// tables (whose cells the reader separates by tabs), and nothing but the column's head says what the numbers are.
import type { KeywordHit } from './keyword-hits.ts'

export interface Cell {
  readonly start: number
  readonly end: number
}

/** The last: columns that blanks line up. */
const DELIMITERS = ['\t', '|', ';', ',', '  ']
/** Heads looked at in one text: each costs a walk over the rows beneath it. */
const MAX_HEADS = 20
/** A head says little beside its label: `SSN (last 4)`, `"MRN #"`. */
const MAX_BESIDE_LABEL = 16
const MAX_COLUMNS = 200
const QUOTE = 0x22
/** A head of a table has no values in it. */
const VALUE = /\d{4}/

/** Longest line that is taken for the head of a table. */
const MAX_HEAD_LINE = 2000
/** Longest line that is taken for a row of one. */
const MAX_ROW = 20_000

interface HeadLine {
  readonly end: number
  readonly delimiter: string
  /** Empty where the line cannot be the head of a table. */
  readonly cells: readonly Cell[]
}

/** @param labels hits of one vocabulary, in order @returns the cells beneath a head that is one of the labels, in order of start */
export type TableReader = (labels: readonly KeywordHit[]) => readonly Cell[]

/** Many vocabularies name one column: it is walked once for all of them. Linear: each vocabulary cuts its heads' lines and walks `MAX_HEADS` columns. */
export function createTableReader(text: string): TableReader {
  const columns = new Map<string, readonly Cell[]>()
  const columnBeneath = (line: HeadLine, column: number) => {
    const key = `${line.end}:${column}`
    const cells = columns.get(key) ?? readColumn(text, line, column)
    columns.set(key, cells)
    return cells
  }
  return (labels) => {
    const found: (readonly Cell[])[] = []
    let line: HeadLine = { end: -1, delimiter: '', cells: [] }
    let lastColumn = -1
    for (const label of labels) {
      if (found.length >= MAX_HEADS) break
      if (label.start > line.end) {
        line = readHeadLine(text, label.start)
        lastColumn = -1
      }
      const column = line.cells.findIndex((cell) => label.start >= cell.start && label.end <= cell.end)
      const head = line.cells[column]
      if (!head || column === lastColumn || head.end - head.start - (label.end - label.start) > MAX_BESIDE_LABEL) continue
      lastColumn = column
      found.push(columnBeneath(line, column))
    }
    return found.length < 2 ? (found[0] ?? []) : found.flat().sort((a, b) => a.start - b.start)
  }
}

/** @param at an offset on the line, the first label of it */
function readHeadLine(text: string, at: number): HeadLine {
  const end = endOfLine(text, at)
  const none = { end, delimiter: '', cells: [] }
  if (end >= text.length || end - at > MAX_HEAD_LINE) return none
  const before = text.slice(Math.max(0, at - MAX_HEAD_LINE), at)
  const start = at - before.length + before.lastIndexOf('\n') + 1
  const line = text.slice(start, end)
  const delimiter = DELIMITERS.find((mark) => line.includes(mark))
  if (!delimiter || line.length > MAX_HEAD_LINE || VALUE.test(line)) return none
  const cells = cellsOf(text, start, end, delimiter)
  return cells.length <= MAX_COLUMNS ? { end, delimiter, cells } : none
}

/** @returns whether an offset lies in one of the cells */
export function isInCell(cells: readonly Cell[], offset: number): boolean {
  let low = 0
  let high = cells.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((cells[middle] as Cell).start <= offset) low = middle + 1
    else high = middle
  }
  return low > 0 && offset < (cells[low - 1] as Cell).end
}

/** Rows go on as long as they have about as many cells as the head. */
function readColumn(text: string, head: HeadLine, column: number): readonly Cell[] {
  const cells: Cell[] = []
  const width = head.cells.length
  for (let start = head.end + 1; start < text.length; ) {
    const end = endOfLine(text, start)
    const row = end - start <= MAX_ROW ? cellsOf(text, start, end, head.delimiter) : []
    if (row.length < 2 || Math.abs(row.length - width) > 1) break
    const cell = row[column]
    if (cell && cell.end > cell.start) cells.push(cell)
    start = end + 1
  }
  return cells
}

function cellsOf(text: string, start: number, end: number, delimiter: string): Cell[] {
  if (delimiter === '  ') return cellsBetweenBlanks(text, start, end)
  const mark = delimiter.charCodeAt(0)
  const cells: Cell[] = []
  let from = start
  let quoted = false
  for (let i = start; i < end; i++) {
    const unit = text.charCodeAt(i)
    if (unit === QUOTE) quoted = !quoted
    else if (unit === mark && !quoted) {
      cells.push({ start: from, end: i })
      from = i + 1
    }
  }
  cells.push({ start: from, end })
  return cells
}

function cellsBetweenBlanks(text: string, start: number, end: number): Cell[] {
  const line = text.slice(start, end)
  const cells: Cell[] = []
  for (let from = 0; from < line.length; ) {
    const gap = line.indexOf('  ', from)
    const to = gap < 0 ? line.length : gap
    if (to > from) cells.push({ start: start + from, end: start + to })
    from = to
    while (line[from] === ' ') from++
  }
  return cells
}

function endOfLine(text: string, start: number): number {
  const end = text.indexOf('\n', start)
  return end < 0 ? text.length : end
}
