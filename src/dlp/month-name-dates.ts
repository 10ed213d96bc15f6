// Calendar dates whose month is a word: `March 3, 2024`, `3rd of March 2024`, `03-Mar-24`, `Mar 3`, `Jan 2024`, `3 de marzo de 2024`. Part of calendar-dates.ts.
import { type CalendarDate, fullYear, isCalendarDay, isoValue } from './calendar-day.ts'
import type { KeywordHit } from './keyword-hits.ts'
import { FOREIGN_MONTHS, MONTHS, ORDINALS } from './terms/calendar.ts'

/** Words of their own in lower case. */
const ORDINARY_WORDS = new Set(['may', 'march', 'mar'])
const MAX_BESIDE = 32
const ORDINAL = [...ORDINALS.keys()]
  .sort((a, b) => b.length - a.length)
  .join('|')
  .replaceAll('-', '[- ]')
// All anchored at one end of a stretch of at most MAX_BESIDE characters.
const DAY_BEFORE =
  /(?:^|[\s([,;:"'>|~*_=-])(\d{1,2})(?:st|nd|rd|th|\.)?(?:[ \n](?:day[ \n])?(?:of[ \n](?:the[ \n])?|de[ \n])?|\s?[-/.]\s?|,\s)$/i
const ORDINAL_BEFORE = new RegExp(`(?:^|[\\s([,;:"'>-])(${ORDINAL})(?:[ \\n]day)?[ \\n]of[ \\n]$`, 'i')
const OF = /\sof\s$/i
const DAY_AFTER = new RegExp(
  `^(?:\\.|,)?[\\s/-]{1,2}(?:the\\s)?(?:(\\d{1,2})(?:st|nd|rd|th)?(?![\\d:%°]|[./]\\d|\\w)|(${ORDINAL})\\b)`,
  'i',
)
const RANGE = /^\s?(?:-|to|and|&|through|thru|\/)\s?\d{1,2}(?:st|nd|rd|th)?(?![\d:%\w]|\.\d)/
const YEAR_FOUR = /^(?:\s?[,.]\s?|[\s/-]{1,2}|,?\s(?:of|in|de|del|year)\s)(1[0-9]\d\d|2[01]\d\d)(?![\d%:\w]|[.,]\d)/
const YEAR_TWO = /^(?:,?\s?'|\s?[-/]\s?|,\s?|\s|,?\sof\s')(\d{2})(?![\d%:]|[.,]\d|\s?[a-z]|\s?[-/]\s?\d)/i
const YEAR_TWO_TIGHT = /^(?:,?\s?'|[-/])(\d{2})(?![\d%:\w]|[.,]\d)/
const MEASURE =
  /^\s?-?(?:mm|cm|mg|ml|mcg|g|kg|lbs?|miles?|people|hours?|hrs?|minutes?|mins?|days?|weeks?|months?|years?|pounds?|points?|percent|units?|times|items?|pages?|patients?|or more|steps|scans?|%)\b/i
const STREET = /^\.?\s(?:street|st|avenue|ave|road|rd|lane|ln|drive|dr|court|ct|way|place|pl|boulevard|blvd|circle|terrace)\b/i

/** @param month a whole-word hit of a month name @returns the longest reading, undefined where no day and no year stands beside it */
export function monthNameDate(text: string, month: KeywordHit): CalendarDate | undefined {
  const number = MONTHS.get(month.term)
  const before = text.slice(Math.max(0, month.start - MAX_BESIDE), month.start)
  const after = text.slice(month.end, month.end + MAX_BESIDE)
  if (number === undefined) return foreignDate(FOREIGN_MONTHS.get(month.term) ?? 0, month, before, after)
  return withYear(number, month, before, after) ?? withoutYear(text, number, month, before, after)
}

interface Found {
  readonly day: number
  /** Characters of the match, from its day on. */
  readonly length: number
}

function withYear(number: number, month: KeywordHit, before: string, after: string): CalendarDate | undefined {
  const next = dayAfter(after)
  const past = dayBefore(before)
  const rest = next ? after.slice(next.length) : ''
  const range = next ? (RANGE.exec(rest)?.[0].length ?? 0) : 0
  const longYear = next && YEAR_FOUR.exec(rest.slice(range))
  if (next && longYear)
    return date(month.start, month.end + next.length + range + longYear[0].length, number, next.day, Number(longYear[1]), 'full')
  const start = past ? month.start - past.length : month.start
  const afterMonth = after.startsWith('.') ? after.slice(1) : after
  const skipped = after.length - afterMonth.length
  const year = YEAR_FOUR.exec(afterMonth)
  if (past && year) return date(start, month.end + skipped + year[0].length, number, past.day, Number(year[1]), 'full')
  const short = past && YEAR_TWO.exec(afterMonth)
  if (past && short) {
    const found = date(start, month.end + skipped + short[0].length, number, past.day, fullYear(Number(short[1])), 'short-year')
    if (found) return found
  }
  const tight = next && YEAR_TWO_TIGHT.exec(rest)
  if (next && tight)
    return date(month.start, month.end + next.length + tight[0].length, number, next.day, fullYear(Number(tight[1])), 'short-year')
  return undefined
}

function withoutYear(text: string, number: number, month: KeywordHit, before: string, after: string): CalendarDate | undefined {
  const name = text.slice(month.start, month.end)
  const lower = name === name.toLowerCase()
  const past = dayBefore(before)
  const next = dayAfter(after)
  // Day and year stand there, but no such day exists.
  if ((past && YEAR_FOUR.test(after)) || (next && YEAR_FOUR.test(after.slice(next.length)))) return undefined
  const ordinal =
    (next && /[a-z]$/i.test(after.slice(0, next.length))) || (past && /(?:st|nd|rd|th|of)\s/i.test(before.slice(-past.length)))
  if (!lower || !ORDINARY_WORDS.has(month.term) || ordinal) {
    if (past && !STREET.test(after) && !/^\s(?:be|have|not|also|need|see)\b/.test(after)) {
      const found = date(month.start - past.length, month.end, number, past.day, 0, 'no-year')
      if (found) return found
    }
    if (next && !MEASURE.test(after.slice(next.length))) {
      const found = date(month.start, month.end + next.length, number, next.day, 0, 'no-year')
      if (found) return found
    }
  }
  const year = YEAR_FOUR.exec(after.startsWith('.') ? after.slice(1) : after)
  const short = year ? null : /^\s?['-](\d{2})(?![\d%:\w]|[.,]\d)/.exec(after)
  if (lower && ORDINARY_WORDS.has(month.term)) return undefined
  const value = year ? Number(year[1]) : short ? fullYear(Number(short[1])) : 0
  if (value < 1900 || value > 2100) return undefined
  const end = month.end + (after.startsWith('.') && year ? 1 : 0) + (year ?? (short as RegExpExecArray))[0].length
  return { start: month.start, end, form: 'no-day', named: true, value: `${value}-${String(number).padStart(2, '0')}`, year: value }
}

/** `3 de marzo de 2024`, `3. März 2024` */
function foreignDate(number: number, month: KeywordHit, before: string, after: string): CalendarDate | undefined {
  const past = dayBefore(before)
  const year = YEAR_FOUR.exec(after)
  if (!past || !year) return undefined
  return date(month.start - past.length, month.end + year[0].length, number, past.day, Number(year[1]), 'full')
}

function date(start: number, end: number, month: number, day: number, year: number, form: CalendarDate['form']): CalendarDate | undefined {
  return isCalendarDay(year, month, day) ? { start, end, form, named: true, value: isoValue(year, month, day), year } : undefined
}

function dayBefore(before: string): Found | undefined {
  const match = DAY_BEFORE.exec(before.slice(-24)) ?? (OF.test(before.slice(-4)) ? ORDINAL_BEFORE.exec(before) : null)
  if (!match) return undefined
  const written = match[1] as string
  return { day: dayNumber(written), length: match[0].length - match[0].indexOf(written) }
}

function dayAfter(after: string): Found | undefined {
  const match = DAY_AFTER.exec(after)
  return match ? { day: dayNumber((match[1] ?? match[2]) as string), length: match[0].length } : undefined
}

function dayNumber(written: string): number {
  return ORDINALS.get(written.toLowerCase().replace(/\s/, '-')) ?? Number(written)
}
