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

/** Lines with a label that are remembered, for the next vocabulary that has one there. */
const MAX_LINES = 10_000
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

/**
 * Many vocabularies name one column: it is read once for all of them, and so are the head's line and, as long as no other table comes between, the rows.
 * Linear: each vocabulary looks at its heads' lines and reads `MAX_HEADS` columns.
 */
export function createTableReader(text: string): TableReader {
  const columns = new Map<string, readonly Cell[]>()
  const lines = new Map<number, HeadLine>()
  let rows: Rows | undefined
  const columnBeneath = (line: HeadLine, column: number) => {
    const key = `${line.end}:${column}`
    let cells = columns.get(key)
    if (!cells) {
      if (rows?.headEnd !== line.end) rows = readRows(text, line)
      cells = columnOf(rows, column)
      columns.set(key, cells)
    }
    return cells
  }
  const lineOf = (at: number) => {
    const end = endOfLine(text, at)
    const known = lines.get(end)
    if (known) return known
    const line = readHeadLine(text, at, end)
    if (lines.size >= MAX_LINES) lines.clear()
    lines.set(end, line)
    return line
  }
  return (labels) => {
    const found: (readonly Cell[])[] = []
    let line: HeadLine = { end: -1, delimiter: '', cells: [] }
    let lastColumn = -1
    for (const label of labels) {
      if (found.length >= MAX_HEADS) break
      if (label.start > line.end) {
        line = lineOf(label.start)
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
function readHeadLine(text: string, at: number, end: number): HeadLine {
  const none = { end, delimiter: '', cells: [] }
  if (end >= text.length || end - at > MAX_HEAD_LINE) return none
  const before = text.slice(Math.max(0, at - MAX_HEAD_LINE), at)
  const start = at - before.length + before.lastIndexOf('\n') + 1
  const line = text.slice(start, end)
  const delimiter = DELIMITERS.find((mark) => line.includes(mark))
  if (!delimiter || line.length > MAX_HEAD_LINE || VALUE.test(line)) return none
  const cells = new CellList()
  cut(text, start, end, delimiter, cells)
  return cells.count <= MAX_COLUMNS ? { end, delimiter, cells: columnsOf(cells) } : none
}

function columnsOf({ bounds, count }: CellList): Cell[] {
  return Array.from({ length: count }, (_, i) => ({ start: bounds[i * 2] as number, end: bounds[i * 2 + 1] as number }))
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

/** The cells of the rows beneath a head: two offsets each, row after row. */
interface Rows {
  readonly headEnd: number
  readonly bounds: Int32Array
  /** Where each row begins in `bounds`, and where the last one ends. */
  readonly starts: readonly number[]
}

/** Rows go on as long as they have about as many cells as the head. */
function readRows(text: string, head: HeadLine): Rows {
  const starts = [0]
  const cells = new CellList()
  const width = head.cells.length
  for (let start = head.end + 1; start < text.length; ) {
    const end = endOfLine(text, start)
    const first = cells.count
    if (end - start <= MAX_ROW) cut(text, start, end, head.delimiter, cells)
    const count = cells.count - first
    if (count < 2 || Math.abs(count - width) > 1) break
    starts.push(cells.count * 2)
    start = end + 1
  }
  return { headEnd: head.end, bounds: cells.bounds, starts }
}

function columnOf({ bounds, starts }: Rows, column: number): readonly Cell[] {
  const cells: Cell[] = []
  for (let row = 0; row + 1 < starts.length; row++) {
    const at = (starts[row] as number) + column * 2
    if (at >= (starts[row + 1] as number)) continue
    const start = bounds[at] as number
    const end = bounds[at + 1] as number
    if (end > start) cells.push({ start, end })
  }
  return cells
}

class CellList {
  bounds = new Int32Array(16)
  count = 0

  add(start: number, end: number): void {
    if (this.count * 2 === this.bounds.length) {
      const larger = new Int32Array(this.bounds.length * 2)
      larger.set(this.bounds)
      this.bounds = larger
    }
    this.bounds[this.count * 2] = start
    this.bounds[this.count * 2 + 1] = end
    this.count++
  }
}

function cut(text: string, start: number, end: number, delimiter: string, cells: CellList): void {
  if (delimiter === '  ') {
    cutAtBlanks(text, start, end, cells)
    return
  }
  const mark = delimiter.charCodeAt(0)
  let from = start
  let quoted = false
  for (let i = start; i < end; i++) {
    const unit = text.charCodeAt(i)
    if (unit === QUOTE) quoted = !quoted
    else if (unit === mark && !quoted) {
      cells.add(from, i)
      from = i + 1
    }
  }
  cells.add(from, end)
}

function cutAtBlanks(text: string, start: number, end: number, cells: CellList): void {
  const line = text.slice(start, end)
  for (let from = 0; from < line.length; ) {
    const gap = line.indexOf('  ', from)
    const to = gap < 0 ? line.length : gap
    if (to > from) cells.add(start + from, start + to)
    from = to
    while (line[from] === ' ') from++
  }
}

function endOfLine(text: string, start: number): number {
  const end = text.indexOf('\n', start)
  return end < 0 ? text.length : end
}
