// Medical record numbers: every hospital has its own form, so the label makes the finding: a number that follows `MRN`, `medical record no.`, `patient ID`
// or the like with nothing but connecting words between. An identifier of 45 CFR 164.514(b)(2)(i)(H).
import type { Confidence } from '../../domain/finding.ts'
import { defineDetector, type Match, type ScannedText } from '../detector.ts'
import type { DigitTokens } from '../digit-tokens.ts'
import { longestHits } from '../keyword-automaton.ts'
import type { Cell } from '../table-columns.ts'

/** Names that mean nothing else. */
const STRONG = (
  'mrn,mrns,mrn#,mrn no,mrn number,emrn,empi,mr#,mr no,mr number,med rec,med rec no,med. rec. no,med rec number,med rec num,medical record,' +
  'medical record no,medical record num,medical record number,medical record numbers,medical record id,medical record#,medical rec no,' +
  'health record number,hospital record number,patient record number,emr number,emr id,ehr id,ehr number,epic id,cerner id,cpi number'
).split(',')
/** Names that other trades use too, so their numbers are taken with less confidence. */
const WEAK = (
  'patient id,patient ids,patient identifier,patient number,patient no,patient num,patient#,pt id,pt no,pt number,pt#,chart,chart no,chart number,chart#,' +
  'chart id,hospital number,hospital no,hospital id,unit record number,encounter number,encounter id,encounter no,visit number,fin number,fin'
).split(',')
/** Longest stretch between label and value. */
const MAX_BETWEEN = 28
// Single characters and fixed words that begin differently: no two ways to match, so linear; the input is at most MAX_BETWEEN characters anyway.
const CONNECTORS =
  /^(?:[\s:#=.,|()[\]"'>*-]|(?:is|are|was|no|num|number|numbers|id|of|for|the|this|patient|assigned)(?=[\s:#=.,|()[\]"'>*-]))*$/i
const LIST_GAP = /^\s*(?:[,;/&]|and|or|,\s?and)\s*#?\s*$/i

export const mrn = defineDetector({
  id: 'mrn',
  about: 'Medical record or patient number beside its label',
  source: '45 CFR 164.514(b)(2)(i)(H); no national format, so the label decides',
  vocabularies: { mrn: STRONG, 'mrn-weak': WEAK },
  find(scanned) {
    const strong = longestHits(scanned.hits('mrn'))
    const weak = longestHits(scanned.hits('mrn-weak'))
    const matches: Match[] = []
    for (const label of strong) {
      take(scanned, label.end, 4, 'high', matches)
      takeBefore(scanned, label.start, label.end, matches)
    }
    for (const label of weak) take(scanned, label.end, 5, 'medium', matches)
    takeColumn(scanned, scanned.cells('mrn'), 4, 'high', matches)
    takeColumn(scanned, scanned.cells('mrn-weak'), 5, 'medium', matches)
    takeGlued(scanned, matches)
    return withoutOverlaps(matches)
  },
  examples: {
    match: [
      'MRN 12345678',
      'MRN: 00123456',
      'MRN# 123456',
      'mrn=7654321',
      'Medical Record Number: A1234567',
      'medical record no. 12-34-56',
      'Med. Rec. No. 445566',
      'MRN\t00123456',
      'MRN is 1234567',
      'MRN\n1234567',
      '12345678 (MRN)',
      'Patient ID: 1234567',
      'chart # 554433',
      'MRN12345678',
      'MRNs: 123456, 654321 and 777888',
      'Name\tMRN\tWard\nRoe\t445566\t4\nDoe\t778899\t5',
    ],
    ignore: [
      'MRN: ____',
      'MRN: ________ Date: 01/02/2024',
      'MRN: pending',
      'MRN',
      'MRN 01/02/2024',
      'MRN 2024-01-02',
      'MRN on file since 2019',
      'patient ID required, call 5551234567',
      'The medical record was 12 pages',
      'chart 4',
      'mrna vaccine 12345678',
      'No MRN given. Phone 5551234',
      '1234567',
    ],
  },
})

/** The value that follows a label, and further ones of a list: `MRNs: 123456, 654321`. */
function take({ text, tokens }: ScannedText, labelEnd: number, minDigits: number, confidence: Confidence, matches: Match[]): void {
  let at = firstTokenFrom(tokens, labelEnd)
  let from = labelEnd
  let gap: RegExp = CONNECTORS
  while (at < tokens.count) {
    const value = valueAt(text, tokens, at)
    const between = text.slice(from, value.start)
    if (between.length > MAX_BETWEEN || !gap.test(between) || !isRecordNumber(text, value, minDigits)) return
    matches.push(toMatch(text, value.start, value.end, confidence))
    from = value.end
    at = value.next
    gap = LIST_GAP
  }
}

/** Values beneath a column's head. */
function takeColumn(
  { text, tokens }: ScannedText,
  cells: readonly Cell[],
  minDigits: number,
  confidence: Confidence,
  matches: Match[],
): void {
  for (const cell of cells) {
    const at = firstTokenFrom(tokens, cell.start)
    if (at >= tokens.count || (tokens.starts[at] as number) >= cell.end) continue
    const value = valueAt(text, tokens, at)
    if (isRecordNumber(text, value, minDigits)) matches.push(toMatch(text, value.start, value.end, confidence))
  }
}

/** `12345678 (MRN)` */
function takeBefore({ text, tokens }: ScannedText, labelStart: number, labelEnd: number, matches: Match[]): void {
  const at = firstTokenFrom(tokens, labelStart) - 1
  if (at < 0 || text[labelEnd] !== ')') return
  const start = tokens.starts[at] as number
  const end = tokens.ends[at] as number
  if (labelStart - end <= 3 && /^\s?\($/.test(text.slice(end, labelStart)) && end - start >= 5)
    matches.push(toMatch(text, start, end, 'high'))
}

/** `MRN12345678` */
function takeGlued({ text, tokens }: ScannedText, matches: Match[]): void {
  for (let i = 0; i < tokens.count; i++) {
    const start = tokens.starts[i] as number
    const end = tokens.ends[i] as number
    const first = text.charCodeAt(start) | 0x20
    if (tokens.pure[i] || first !== 0x6d || end - start > 15) continue
    if (/^mrn\d{4,12}$/i.test(text.slice(start, end))) matches.push(toMatch(text, start + 3, end, 'high'))
  }
}

function valueAt(text: string, tokens: DigitTokens, at: number): { start: number; end: number; next: number } {
  let end = tokens.ends[at] as number
  let next = at + 1
  // Groups joined by a hyphen belong together: 12-34-56.
  while (next < tokens.count && next < at + 5 && tokens.starts[next] === end + 1 && text[end] === '-') end = tokens.ends[next++] as number
  // Letters before a hyphen too: AB-123456.
  const start = tokens.starts[at] as number
  const prefix = /[A-Za-z]{1,4}-$/.exec(text.slice(Math.max(0, start - 5), start))
  return { start: prefix ? start - prefix[0].length : start, end, next }
}

function isRecordNumber(text: string, { start, end }: { start: number; end: number }, minDigits: number): boolean {
  const value = text.slice(start, end)
  const digits = value.replace(/\D/g, '').length
  if (digits < minDigits || value.length > 20) return false
  const isDate = /^(?:19|20)\d\d-\d{1,2}-\d{1,2}$|^\d{1,2}-\d{1,2}-(?:19|20)\d\d$/.test(value) || /^[/:]\d/.test(text.slice(end, end + 2))
  return !isDate && /\d/.test(value)
}

function toMatch(text: string, start: number, end: number, confidence: Confidence): Match {
  const value = text
    .slice(start, end)
    .replace(/[^0-9A-Za-z]/g, '')
    .toUpperCase()
  return { start, end, confidence, value, excerpt: `${'*'.repeat(Math.max(4, value.length - 2))}${value.slice(-2)}` }
}

function firstTokenFrom(tokens: DigitTokens, offset: number): number {
  let low = 0
  let high = tokens.count
  while (low < high) {
    const middle = (low + high) >> 1
    if ((tokens.starts[middle] as number) < offset) low = middle + 1
    else high = middle
  }
  return low
}

function withoutOverlaps(matches: Match[]): Match[] {
  matches.sort((a, b) => a.start - b.start || b.end - a.end)
  return matches.filter((match, i) => i === 0 || match.start >= (matches[i - 1] as Match).end)
}
