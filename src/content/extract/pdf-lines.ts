// The pieces of text on a PDF page as lines: in the order of the file and, where that reads otherwise, as they stand on the page. Gaps as wide as a letter or
// more are tabs, so that the cells of a table stay apart; words that a line end cuts in two are joined.
import { hasOtherLines } from './document-flow.ts'

/** As PDF.js hands it out. */
export interface PageText {
  readonly str: string
  /** Of the text matrix: where it begins, and its slope and size. */
  readonly transform: readonly number[]
  readonly width: number
}

interface Piece {
  readonly text: string
  /** Along and across the direction of writing, in points. */
  readonly start: number
  readonly end: number
  readonly line: number
  readonly size: number
  /** Direction in whole degrees. */
  readonly angle: number
}

/** In sizes of the letters. */
const SAME_LINE = 0.5
const WORD_GAP = 0.12
const CELL_GAP = 1.1
const OVERLAP = 1

/** @returns the page's text, and a second reading where the lines on the page are others than in the file */
export function linesOfPage(items: readonly PageText[]): { readonly text: string; readonly other?: string } {
  const pieces = items.map(toPiece).filter((piece) => piece.text !== '')
  const text = joinLines(pieces)
  const other = joinLines(asOnPage(pieces))
  return hasOtherLines(other, text) ? { text, other } : { text }
}

function toPiece({ str, transform, width }: PageText): Piece {
  const [a = 1, b = 0, c = 0, d = 1, x = 0, y = 0] = transform
  const size = Math.hypot(c, d) || 1
  const length = Math.hypot(a, b) || 1
  const [cos, sin] = [a / length, b / length]
  const start = x * cos + y * sin
  return { text: str, start, end: start + width, line: y * cos - x * sin, size, angle: Math.round((Math.atan2(b, a) * 180) / Math.PI) }
}

function joinLines(pieces: readonly Piece[]): string {
  const out: string[] = []
  let last: Piece | undefined
  let space = false
  for (const piece of pieces) {
    if (!/\S/.test(piece.text)) {
      // A blank that somebody put between two words, however narrow.
      space = true
      continue
    }
    if (last) out.push(separator(last, piece, space))
    out.push(piece.text)
    last = piece
    space = false
  }
  return joinCutWords(out.join(''))
}

function separator(last: Piece, next: Piece, space: boolean): string {
  const size = Math.max(last.size, next.size)
  const sameLine =
    last.angle === next.angle && Math.abs(last.line - next.line) < size * SAME_LINE && next.start > last.start - size * OVERLAP
  if (!sameLine) return '\n'
  const gap = next.start - last.end
  if (gap > size * CELL_GAP) return '\t'
  if (gap < -size * OVERLAP) return '\n'
  const spaced = last.text.endsWith(' ') || next.text.startsWith(' ')
  return !spaced && (space || gap > size * WORD_GAP) ? ' ' : ''
}

/** Top to bottom, left to right. */
function asOnPage(pieces: readonly Piece[]): readonly Piece[] {
  const sorted = pieces.toSorted((a, b) => a.angle - b.angle || b.line - a.line)
  const lines: Piece[][] = []
  for (const piece of sorted) {
    const line = lines.at(-1)
    const first = line?.[0]
    if (line && first && first.angle === piece.angle && first.line - piece.line < Math.max(first.size, piece.size) * SAME_LINE)
      line.push(piece)
    else lines.push([piece])
  }
  return lines.flatMap((line) => line.sort((a, b) => a.start - b.start))
}

function joinCutWords(text: string): string {
  return text.includes('-\n') || text.includes('\u00ad') || text.includes('\u2010\n')
    ? text.replace(/(\p{Ll})[-\u00ad\u2010]\n(?=\p{Ll})/gu, '$1')
    : text
}
