// Context: which label stands nearest to a value. Words are whole words (the keyword finder's), so `lic` in `public` is none.
import type { ScannedText } from './detector.ts'
import type { KeywordHit } from './keyword-hits.ts'
import { isInCell } from './table-columns.ts'

export interface Reach {
  /** Characters between a label and the value that follows it. */
  readonly before: number
  /** Characters between the value and a label that follows it. */
  readonly after: number
}

/**
 * @param hits in order of their end
 * @returns gap in characters between the value and the nearest hit within reach, Infinity where there is none
 */
export function nearestLabel(hits: readonly KeywordHit[], start: number, end: number, reach: Reach): number {
  return Math.min(labelBefore(hits, start, reach.before), labelAfter(hits, end, reach.after))
}

/** @returns gap between the value and the nearest label of a vocabulary, 0 beneath one that heads the value's column, Infinity where there is none */
export function labelGap(scanned: ScannedText, vocabulary: string, start: number, end: number, reach: Reach): number {
  const hits = scanned.hits(vocabulary)
  if (hits.length === 0) return Infinity
  return isInCell(scanned.cells(vocabulary), start) ? 0 : nearestLabel(hits, start, end, reach)
}

/** @returns gap to the nearest hit that ends at or before `start` */
export function labelBefore(hits: readonly KeywordHit[], start: number, reach: number): number {
  const last = hits[firstEndingAfter(hits, start) - 1]
  return last && start - last.end <= reach ? start - last.end : Infinity
}

/** @returns gap to the nearest hit that starts at or after `end` */
export function labelAfter(hits: readonly KeywordHit[], end: number, reach: number): number {
  for (let i = firstEndingAfter(hits, end); i < hits.length; i++) {
    const gap = (hits[i] as KeywordHit).start - end
    if (gap > reach) return Infinity
    if (gap >= 0) return gap
  }
  return Infinity
}

function firstEndingAfter(hits: readonly KeywordHit[], offset: number): number {
  let low = 0
  let high = hits.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((hits[middle] as KeywordHit).end <= offset) low = middle + 1
    else high = middle
  }
  return low
}

/** The forms of a term that differ at its last word: plural, and the plurals of medical Greek and Latin. A form that no one writes costs nothing. */
export function withPlurals(terms: readonly string[]): string[] {
  return terms.flatMap((term) => {
    if (/[^aeiou]y$/.test(term)) return [term, `${term.slice(0, -1)}ies`]
    if (/(?:sis|xis)$/.test(term)) return [term, `${term.slice(0, -2)}es`]
    if (/(?:sh|ch|x|ss)$/.test(term)) return [term, `${term}es`]
    return /[a-z]$/.test(term) && !/(?:s|ing|ed)$/.test(term) ? [term, `${term}s`] : [term]
  })
}
