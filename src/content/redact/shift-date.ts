// Moves a date by some days and writes it as it was written: order, separators, month names, two-digit years, leading zeros. Pure.

const MONTHS = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december']
const DAY_MS = 86_400_000
const NAME = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}'

interface Written {
  readonly year: number
  readonly month: number
  readonly day: number
}

/** A form of writing: its groups are `y`, `m`, `d`. */
const FORMS: readonly RegExp[] = [
  /(?<y>\d{4})(?<s>[-/.])(?<m>\d{1,2})\k<s>(?<d>\d{1,2})/d,
  /(?<a>\d{1,2})(?<s>[-/.])(?<b>\d{1,2})\k<s>(?<y>\d{4}|\d{2})(?!\d)/d,
  new RegExp(`(?<m>${NAME})\\.?\\s+(?<d>\\d{1,2})(?:st|nd|rd|th)?,?\\s+(?<y>\\d{4})`, 'di'),
  new RegExp(`(?<d>\\d{1,2})(?:st|nd|rd|th)?[-\\s]+(?:of\\s+)?(?<m>${NAME})\\.?,?[-\\s]+(?<y>\\d{4}|\\d{2})(?!\\d)`, 'di'),
  /(?<![\d])(?<y>(?:19|20)\d{2})(?<m>0[1-9]|1[0-2])(?<d>0[1-9]|[12]\d|3[01])(?!\d)/d,
]

/** @param days may be negative @returns undefined where no whole date of a known form is in the text */
export function shiftDate(written: string, days: number): string | undefined {
  for (const form of FORMS) {
    const match = form.exec(written)
    if (!match?.groups) continue
    const places = placesOf(match)
    const date = places && readDate(written, places)
    if (!places || !date) continue
    const moved = new Date(Date.UTC(date.year, date.month - 1, date.day) + days * DAY_MS)
    return writeDate(written, places, moved)
  }
  return undefined
}

type Range = readonly [start: number, end: number]
interface Places {
  readonly y: Range
  readonly m: Range
  readonly d: Range
}

function placesOf(match: RegExpExecArray): Places | undefined {
  const at = match.indices?.groups as Record<string, Range | undefined> | undefined
  if (!at?.y) return undefined
  if (at.m && at.d) return { y: at.y, m: at.m, d: at.d }
  const [a, b] = [at.a, at.b]
  if (!a || !b) return undefined
  // Month first, as Americans write it, unless that is no month or the separator is a dot.
  const dayFirst = Number(match.groups?.a) > 12 || (match.groups?.s === '.' && Number(match.groups?.b) <= 12)
  return { y: at.y, m: dayFirst ? b : a, d: dayFirst ? a : b }
}

function readDate(written: string, { y, m, d }: Places): Written | undefined {
  const [yearText, monthText, dayText] = [written.slice(...y), written.slice(...m), written.slice(...d)]
  const named = MONTHS.findIndex((name) => name.startsWith(monthText.toLowerCase().slice(0, 3)))
  const month = /^\d/.test(monthText) ? Number(monthText) : named + 1
  const day = Number(dayText)
  // Two digits: the century that puts the date nearest to now without lying ahead of it by much.
  const year = yearText.length === 2 ? Number(yearText) + (Number(yearText) > 40 ? 1900 : 2000) : Number(yearText)
  const made = new Date(Date.UTC(year, month - 1, day))
  return month >= 1 && made.getUTCMonth() === month - 1 && made.getUTCDate() === day ? { year, month, day } : undefined
}

function writeDate(written: string, places: Places, moved: Date): string {
  const year = moved.getUTCFullYear()
  const texts: readonly (readonly [Range, string])[] = [
    [places.y, places.y[1] - places.y[0] === 2 ? String(year % 100).padStart(2, '0') : String(year).padStart(4, '0')],
    [places.m, monthLike(written.slice(...places.m), moved.getUTCMonth())],
    [places.d, numberLike(written.slice(...places.d), moved.getUTCDate())],
  ]
  let text = written
  for (const [[start, end], value] of [...texts].sort((a, b) => b[0][0] - a[0][0])) text = text.slice(0, start) + value + text.slice(end)
  return withOrdinal(text, moved.getUTCDate())
}

function monthLike(was: string, month: number): string {
  if (/^\d/.test(was)) return numberLike(was, month + 1)
  const name = MONTHS[month] as string
  const cut = was.length <= 4 && !MONTHS.includes(was.toLowerCase()) ? name.slice(0, 3) : name
  if (was === was.toUpperCase()) return cut.toUpperCase()
  return was === was.toLowerCase() ? cut : cut[0]?.toUpperCase() + cut.slice(1)
}

/** Leading zeros are kept: `03` stays two digits, `3` is as long as it has to be. */
function numberLike(was: string, value: number): string {
  return was.length === 2 && (was.startsWith('0') || value < 10) ? String(value).padStart(2, '0') : String(value)
}

function withOrdinal(text: string, day: number): string {
  const suffix = day % 10 === 1 && day !== 11 ? 'st' : day % 10 === 2 && day !== 12 ? 'nd' : day % 10 === 3 && day !== 13 ? 'rd' : 'th'
  return text.replace(/(\d)(?:st|nd|rd|th)(?![a-z])/i, `$1${suffix}`)
}
