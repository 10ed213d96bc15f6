// Days of the Gregorian calendar (ISO 8601-1:2019 §4.2) and how a date was written: the words that all readers of dates share.

/**
 * `full`: day, month and four-digit year; `short-year`: two digits of the year; `no-year`; `no-day`: month and year; `compact`: 20240315, 03152024, 031524;
 * `spaced`: 03 15 2024.
 */
export type DateForm = 'full' | 'short-year' | 'no-year' | 'no-day' | 'compact' | 'spaced'

export interface CalendarDate {
  readonly start: number
  readonly end: number
  readonly form: DateForm
  /** The month is a word. */
  readonly named: boolean
  /** `2024-03-15`, `2024-03` or `--03-15`. A date that can be read in two ways is read as in the US, with dots as in Europe. */
  readonly value: string
  /** As written, or the likelier century of two digits; 0 where there is none. */
  readonly year: number
}

/** Two digits from here on are of the last century. */
const CENTURY_PIVOT = 50
/** @param year 0 where unknown: then 29 February exists */
export function isCalendarDay(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false
  const leap = year === 0 || (year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0))
  const days = month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31
  return day <= days
}

export function isoValue(year: number, month: number, day: number): string {
  const two = (number: number) => String(number).padStart(2, '0')
  return year === 0 ? `--${two(month)}-${two(day)}` : `${year}-${two(month)}-${two(day)}`
}

export function fullYear(twoDigits: number): number {
  return twoDigits < CENTURY_PIVOT ? 2000 + twoDigits : 1900 + twoDigits
}
