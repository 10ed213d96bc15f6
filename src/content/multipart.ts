// Cuts a multipart body at its boundary lines (RFC 2046 §5.1.1). What real programs forgive is forgiven here too, and noted: no last boundary,
// parts after the last boundary. Text before and after the parts is given back as well, because old programs show it.

export type Range = readonly [start: number, end: number]

export interface MultipartCut {
  readonly parts: readonly Range[]
  /** Preamble, epilogue, and whatever stands after a last boundary. */
  readonly around: readonly Range[]
  /** The last boundary was there. */
  readonly closed: boolean
  readonly partsAfterEnd: boolean
  /** How lines that begin like the boundary go on: programs that compare only the beginning cut there. */
  readonly oddLines: ReadonlySet<string>
  /** There were more than `MAX_ODD_LINES` different ones. */
  readonly manyOddLines: boolean
  /** More than `max` parts. */
  readonly overflow: boolean
}

const LF = 0x0a
const CR = 0x0d
const DASH = 0x2d
const MAX_ODD_LINES = 20

/**
 * @param boundary without the leading dashes
 * @param max parts cut at most
 * @param prefixOnly cut at every line that begins with the boundary, whatever follows
 */
export function cutMultipart(bytes: Buffer, start: number, end: number, boundary: string, max: number, prefixOnly = false): MultipartCut {
  const delimiter = Buffer.from(`--${boundary}`, 'latin1')
  const body = bytes.subarray(0, end)
  const parts: Range[] = []
  const around: Range[] = []
  const oddLines = new Set<string>()
  let open: 'around' | 'part' = 'around'
  let from = start
  let closed = false
  let partsAfterEnd = false
  let overflow = false

  const finish = (to: number) => {
    const range: Range = [from, Math.max(from, to)]
    if (open === 'part') parts.push(range)
    else if (range[1] > range[0]) around.push(range)
  }

  let at = body.indexOf(delimiter, start)
  while (at >= 0) {
    const after = at + delimiter.length
    const line = at === start || body[at - 1] === LF ? readDelimiterLine(body, after) : undefined
    if (line && (line.clean || prefixOnly)) {
      if (parts.length >= max) {
        overflow = true
        break
      }
      finish(lineBreakBefore(body, at, start))
      if (closed && !line.last) partsAfterEnd = true
      open = line.last ? 'around' : 'part'
      closed = line.last
      from = line.next
    } else if (line && oddLines.size <= MAX_ODD_LINES) {
      oddLines.add(
        body
          .subarray(after, Math.min(line.next, after + 200))
          .toString('latin1')
          .trim(),
      )
    }
    at = body.indexOf(delimiter, after)
  }
  finish(end)
  return { parts, around, closed, partsAfterEnd, oddLines, manyOddLines: oddLines.size > MAX_ODD_LINES, overflow }
}

function readDelimiterLine(body: Buffer, after: number): { clean: boolean; last: boolean; next: number } {
  const lineEnd = body.indexOf(LF, after)
  const next = lineEnd < 0 ? body.length : lineEnd + 1
  const last = body[after] === DASH && body[after + 1] === DASH
  let i = last ? after + 2 : after
  while (i < next && (body[i] === 0x20 || body[i] === 0x09 || body[i] === CR || body[i] === LF)) i++
  return { clean: i >= next, last, next }
}

/** The line break before a boundary belongs to the boundary. */
function lineBreakBefore(body: Buffer, at: number, start: number): number {
  let end = at
  if (end > start && body[end - 1] === LF) end--
  if (end > start && body[end - 1] === CR) end--
  return end
}
