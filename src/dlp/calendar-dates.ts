// Calendar dates of a text, in whatever form people write them: candidates that the detectors `date` and `date-of-birth` judge by what stands around them.
// Only days that exist (Gregorian calendar with leap years, ISO 8601-1:2019 §4.2). Linear: one look at each word with a digit and at each month name.
import { type CalendarDate, type DateForm, fullYear, isCalendarDay, isoValue } from './calendar-day.ts'
import type { ScannedText } from './detector.ts'
import { type DigitTokens, separatorBetween } from './digit-tokens.ts'
import type { KeywordHit } from './keyword-hits.ts'
import { monthNameDate } from './month-name-dates.ts'

/** The vocabulary of month names: a detector that reads calendar dates has it. */
export const MONTH_VOCABULARY = 'calendar-months'

const FIRST_YEAR = 1600
const LAST_YEAR = 2199
const ISO_TIME = /T\d{2}(?::?\d{2}){1,2}(?:[.,]\d{1,9})?(?:Z|[+-]\d{2}:?\d{2})?/y
const GLUED_MONTH = /^(\d{1,2})([A-Za-z]{3,9})(\d{4}|\d{2})$/

/** @returns candidates in order of start, without overlaps. Use as `scanned.candidates(findCalendarDates)` */
export function findCalendarDates(scanned: ScannedText): readonly CalendarDate[] {
  const named = namedDates(scanned.text, scanned.hits(MONTH_VOCABULARY))
  const dates: CalendarDate[] = []
  const { count, starts } = scanned.tokens
  let nextNamed = 0
  let end = -1
  for (let i = 0; i < count; i++) {
    const start = starts[i] as number
    while (nextNamed < named.length && (named[nextNamed] as CalendarDate).start <= start) {
      const date = named[nextNamed++] as CalendarDate
      if (date.start < end) continue
      dates.push(date)
      end = date.end
    }
    if (start < end) continue
    const date = numericDate(scanned, i, end)
    if (!date) continue
    // A month name that begins inside wins over a weaker reading of its digits.
    const rival = named[nextNamed]
    if (rival && rival.start < date.end) continue
    dates.push(date)
    end = date.end
  }
  for (; nextNamed < named.length; nextNamed++)
    if ((named[nextNamed] as CalendarDate).start >= end) dates.push(named[nextNamed] as CalendarDate)
  return dates
}

function namedDates(text: string, months: readonly KeywordHit[]): CalendarDate[] {
  const dates: CalendarDate[] = []
  for (const month of months) {
    const date = monthNameDate(text, month)
    if (date && date.start >= (dates.at(-1)?.end ?? 0)) dates.push(date)
  }
  return dates
}

/** @param lastEnd where the last date ended: a date may follow it directly, as in `3/1/2024-3/5/2024` */
function numericDate(scanned: ScannedText, i: number, lastEnd: number): CalendarDate | undefined {
  const { text, tokens } = scanned
  const start = tokens.starts[i] as number
  const end = tokens.ends[i] as number
  const length = end - start
  if (!tokens.pure[i]) return length >= 6 && length <= 13 ? gluedDate(text, start, end) : undefined
  if (length === 8 || length === 6)
    return isJoined(text, start, end, '', lastEnd) ? undefined : compactDate(text.slice(start, end), start, end)
  if (length > 4 || length === 3 || i + 1 >= tokens.count) return undefined
  const mark = separatorBetween(text, end, tokens.starts[i + 1] as number)
  if (mark === '') return undefined
  const date = threeParts(text, tokens, i, mark) ?? twoParts(text, tokens, i, mark)
  return date && !isJoined(text, start, date.end, mark, lastEnd) ? date : undefined
}

function threeParts(text: string, { starts, ends, pure, count }: DigitTokens, i: number, mark: string): CalendarDate | undefined {
  if (i + 2 >= count || !pure[i + 1] || separatorBetween(text, ends[i + 1] as number, starts[i + 2] as number) !== mark) return undefined
  const start = starts[i] as number
  const from = starts[i + 2] as number
  // The day of an ISO date may be glued to its time: 2024-03-15T14:30.
  const glued = !pure[i + 2] && text[from + 2] === 'T'
  if (!pure[i + 2] && !glued) return undefined
  const dayEnd = glued ? from + 2 : (ends[i + 2] as number)
  const parts = [text.slice(start, ends[i]), text.slice(starts[i + 1], ends[i + 1]), text.slice(from, dayEnd)] as const
  const tight = starts[i + 1] === (ends[i] as number) + 1 && from === (ends[i + 1] as number) + 1
  const read = mark === ' ' ? readSpaced(parts) : readParts(parts, mark, tight)
  if (!read) return undefined
  ISO_TIME.lastIndex = dayEnd
  const end = glued && ISO_TIME.test(text) ? ISO_TIME.lastIndex : dayEnd
  return { start, end, named: false, ...read }
}

type Reading = Pick<CalendarDate, 'form' | 'value' | 'year'>

function readParts([a, b, c]: readonly [string, string, string], mark: string, tight: boolean): Reading | undefined {
  if (b.length > 2) return undefined
  if (a.length === 4) return c.length <= 2 ? reading('full', Number(a), Number(b), Number(c)) : undefined
  if (a.length > 2) return undefined
  const dayFirst = mark === '.'
  if (c.length === 4) return dayMonth('full', Number(a), Number(b), Number(c), dayFirst)
  if (c.length !== 2 || !tight) return undefined
  return (
    dayMonth('short-year', Number(a), Number(b), fullYear(Number(c)), dayFirst) ??
    (a.length === 2 && b.length === 2 ? reading('short-year', fullYear(Number(a)), Number(b), Number(c)) : undefined)
  )
}

function readSpaced([a, b, c]: readonly [string, string, string]): Reading | undefined {
  if (b.length > 2) return undefined
  if (a.length === 4 && c.length <= 2) return reading('spaced', Number(a), Number(b), Number(c))
  return a.length <= 2 && c.length === 4 ? dayMonth('spaced', Number(a), Number(b), Number(c), false) : undefined
}

/** `05/2024`, `2024-05`, `5/21`. */
function twoParts(text: string, { starts, ends, pure }: DigitTokens, i: number, mark: string): CalendarDate | undefined {
  const start = starts[i] as number
  const end = ends[i + 1] as number
  if (mark === ' ' || mark === '.' || !pure[i + 1] || starts[i + 1] !== (ends[i] as number) + 1) return undefined
  const a = text.slice(start, ends[i])
  const b = text.slice(starts[i + 1], end)
  if (b.length > 4 || b.length === 3) return undefined
  if (a.length <= 2 && b.length <= 2) {
    const date = dayMonth('no-year', Number(a), Number(b), 0, false)
    return date && { start, end, named: false, ...date }
  }
  const [year, month] = a.length === 4 ? [a, b] : [b, a]
  if (year.length !== 4 || month.length > 2 || (a.length === 4 && month.length !== 2)) return undefined
  const isMonth = Number(month) >= 1 && Number(month) <= 12 && Number(year) >= 1900 && Number(year) < 2100
  return isMonth ? { start, end, named: false, form: 'no-day', value: `${year}-${month.padStart(2, '0')}`, year: Number(year) } : undefined
}

/** `15MAR2024`, `3mar24` */
function gluedDate(text: string, start: number, end: number): CalendarDate | undefined {
  const [, day, month, year] = GLUED_MONTH.exec(text.slice(start, end)) ?? []
  if (!day || !month || !year) return undefined
  const joined = monthNameDate(`${day} ${month} ${year}`, {
    start: day.length + 1,
    end: day.length + 1 + month.length,
    term: month.toLowerCase(),
  })
  return joined && joined.year > 0 ? { ...joined, start, end } : undefined
}

function compactDate(digits: string, start: number, end: number): CalendarDate | undefined {
  const number = (from: number, to: number) => Number(digits.slice(from, to))
  const read =
    digits.length === 6
      ? dayMonth('compact', number(0, 2), number(2, 4), fullYear(number(4, 6)), false)
      : (reading('compact', number(0, 4), number(4, 6), number(6, 8)) ??
        dayMonth('compact', number(0, 2), number(2, 4), number(4, 8), false))
  return read && { start, end, named: false, ...read }
}

function dayMonth(form: DateForm, a: number, b: number, year: number, dayFirst: boolean): Reading | undefined {
  const us = reading(form, year, a, b)
  const european = reading(form, year, b, a)
  return dayFirst ? (european ?? us) : (us ?? european)
}

function reading(form: DateForm, year: number, month: number, day: number): Reading | undefined {
  if (year !== 0 && (year < FIRST_YEAR || year > LAST_YEAR)) return undefined
  return isCalendarDay(year, month, day) ? { form, value: isoValue(year, month, day), year } : undefined
}

/** Most dates stand between two of these. */
const ENDS_NUMBER = new Set(['', ' ', '\n', '\t', ';', '"', '(', ')', '|'])

/** Whether the digits belong to a longer number: a version, a telephone number, an identifier. */
function isJoined(text: string, start: number, end: number, mark: string, lastEnd: number): boolean {
  const before = text[start - 1] ?? ''
  const after = text[end] ?? ''
  if (ENDS_NUMBER.has(before) && ENDS_NUMBER.has(after)) return false
  if ('-/.+:'.includes(before) && before !== '' && start - 1 !== lastEnd) {
    const beyond = text[start - 2] ?? ''
    if (/\d/.test(beyond) || (/[A-Za-z]/.test(beyond) && before === mark && !/^\d{4}/.test(text.slice(start, start + 4)))) return true
  }
  if (/[$€£]/.test(before)) return true
  if (after === '%' || after === '°') return true
  if (!'-/.,'.includes(after) || after === '' || !/\d/.test(text[end + 1] ?? '')) return false
  return after === mark || after === '.' || mark === ''
}
