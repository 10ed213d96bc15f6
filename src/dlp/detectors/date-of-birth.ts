// Dates of birth: a calendar date named by a label (DOB, born, fecha de nacimiento, …) before it, after it or above it in a table. An identifier of 45 CFR
// 164.514(b)(2)(i)(C). The day must exist and lie between 1900 and today; a blank form or `DOB: on file` has no date and so no finding.
import type { Confidence } from '../../domain/finding.ts'
import { systemClock } from '../../platform/clock.ts'
import { findCalendarDates, MONTH_VOCABULARY } from '../calendar-dates.ts'
import type { CalendarDate } from '../calendar-day.ts'
import { labelBefore } from '../context-words.ts'
import { defineDetector, type Match, type ScannedText } from '../detector.ts'
import { type KeywordHit, longestHits } from '../keyword-hits.ts'
import { maskCharacters } from '../mask-characters.ts'
import { isInCell } from '../table-columns.ts'
import { FOREIGN_MONTHS, MONTHS } from '../terms/calendar.ts'

/** Labels that mean nothing else. */
const LABELS = (
  "dob,d.o.b,d o b,d/o/b,dobs,date of birth,dates of birth,date/birth,birth date,birthdate,birth dates,birthdates,birth day,birth dt,bdate,b-date,bday,b'day," +
  'date of b,year of birth,patient dob,pt dob,member dob,subscriber dob,fecha de nacimiento,fecha de nac,fec nac,f. nac,fdn,data de nascimento,' +
  'date de naissance,geburtsdatum,data di nascita,geboortedatum,geb,birth_date,date_of_birth,dateofbirth'
).split(',')
/** Words that tell of a birth: more may stand between. */
const BORN =
  'born,birthday,birthdays,birth,newborn,delivered,nacido,nacida,nació,nacio,né,née,geboren,nata,nascido,nascida,was born,turned,turns'.split(
    ',',
  )
/** What another date is called. */
const OTHERS = (
  'visit,visits,date of visit,date of service,dos,service,admission,admit,admitted,discharge,discharged,exam,today,signed,signature,seen,appointment,expires,exp,' +
  'issued,effective,death,dod,died,order,ordered,collected,received,report,print,printed,hired,hire,start,end,updated,due'
).split(',')

const EARLIEST_YEAR = 1900
const REACH = 64
// Single characters and fixed words that end where a mark stands: linear, and the stretch is bounded.
const BETWEEN_LABEL =
  /^(?:[\s:#=.,;|()[\]"'>*_/-]|(?:is|was|are|of|on|the|patient|pt|mm|dd|yyyy|yy|ddmmyyyy|mmddyyyy|m|d|y|and|listed|as|recorded|confirmed|verified|reported|value|string|age|sex|dob|a|given|for|his|her|my|their|shown|shows|reads|child|member|subscriber|insured|month|day|year|el|es)(?=[\s:#=.,;|()[\]"'>*_/-]|$))*$/i
/** Whose birth it is may stand between: `DOB for Jane Roe is`, `birthday of the patient: `. */
const OWNER = /^\s(?:of|for)\s[^\n.;:\d]{1,40}?(?:\s(?:is|was)|:)\s$/i
const BETWEEN_BORN =
  /^(?:[\s:,(-]|\bon\b|\bis\b|\bwas\b|\bthe\b|\bdate\b|\bin\b|\bat\b|\bday\b|\bthis\b|\bof\b|\bel\b|\bam\b|\ble\b|\bem\b|\ben\b)*$/i
const BORN_PLACE = /^\s(?:and raised\s)?(?:in|at|to)\s[^\n.;:!?\d]{2,44}[\s,](?:on\s|,\s)?$/i
const SEX = /^[ \t]{1,3}[MF][ \t]{1,3}$/
const AFTER_VALUE =
  /^\s?(?:\(|\[|-|,|as|is|was|=)?\s?(?:(?:is|was|as)\s)?(?:(?:the|my|his|her|their|your|patient's|pt's|child's|a|an)\s){0,2}$/i
/** The rest of a line that heads columns: words and wide gaps, no values. */
const HEAD_REST = /^[^\n\d:_]{0,80}\n[-=\s|+]*$/
const COLUMNS = / {2}/

export const dateOfBirth = defineDetector({
  id: 'date-of-birth',
  about: 'Date of birth beside its label',
  source: '45 CFR 164.514(b)(2)(i)(C); the label decides, the day must exist between 1900 and today',
  vocabularies: {
    [MONTH_VOCABULARY]: [...MONTHS.keys(), ...FOREIGN_MONTHS.keys()],
    'birth-labels': LABELS,
    'birth-words': BORN,
    'birth-others': OTHERS,
  },
  find(scanned) {
    const labels = longestHits(scanned.hits('birth-labels'))
    const born = longestHits(scanned.hits('birth-words'))
    const latestYear = new Date(systemClock.now()).getUTCFullYear()
    const matches: Match[] = []
    for (const date of scanned.candidates(findCalendarDates)) {
      if (date.year !== 0 && (birthYear(date, latestYear) < EARLIEST_YEAR || birthYear(date, latestYear) > latestYear)) continue
      const confidence = judge(scanned, date, labels, born)
      if (!confidence) continue
      const { start, end } = date
      const value = date.form === 'short-year' ? `${birthYear(date, latestYear)}${date.value.slice(4)}` : date.value
      matches.push({ start, end, confidence, value, excerpt: maskCharacters(scanned.text.slice(start, end)) })
    }
    return matches
  },
  examples: {
    match: [
      'Roe, Jane 03/03/1955 F DOB',
      'DOB: 03/15/1980',
      'DOB 3/15/80',
      'D.O.B.: 15 March 1980',
      'Date of Birth: March 15, 1980',
      'date of birth (mm/dd/yyyy): 03/15/1980',
      'DOB\n03/15/1980',
      'Birthdate 1980-03-15',
      'She was born on March 15, 1980 in Springfield.',
      'born 3/15/80',
      'Born in Springfield on 15 March 1980',
      'my birthday is March 15',
      'Fecha de nacimiento: 15/03/1980',
      'Roe, Jane (b. 1950-02-01)',
      'Name,DOB,Sex\nRoe,03/15/1980,F\nDoe,1/2/1975,M',
      'Name | Date of birth | MRN\nRoe | 03/15/1980 | 445566',
      'Name          DOB          Sex\nJane Roe      03/15/1980   F',
      'DOB: 02/29/2000',
      'DOB 03151980',
      'DOB: 03 15 1980',
      'DOB=19800315',
      '03/15/1980 (DOB)',
      '03/15/1980 is her date of birth',
      'DOB for Jane Roe is 03/15/1980',
      'DOB 15-Mar-80',
      'Date of\nbirth: 03/15/\n1980',
      "patient's DOB is 3.15.1980",
      'Geburtsdatum: 15.03.1980',
    ],
    ignore: [
      'DOB: ____',
      'DOB: __/__/____  Date: 03/15/2024',
      'DOB: on file',
      'DOB: mm/dd/yyyy',
      'DOB on file, seen 03/15/2024',
      'DOB: 02/29/2001',
      'DOB: 13/45/1980',
      'DOB: 01/01/1850',
      'DOB: 01/01/2190',
      'Date of service: 03/15/2024',
      'date of birth is required by 03/15/2024 to complete the form',
      'Please enter your DOB. Appointment on 03/15/2024',
      'Date of visit: 03/15/1980',
      'DOB:\nDate of visit: 03/15/2024',
      'newborn screening on Monday',
      'The company was born out of a garage',
      'Happy birthday! The party is on March 15',
      '03/15/1980',
      'Expires 03/15/2030',
      'DOB verified. Labs 03/15/2024 normal',
      'born leader, hired 03/15/2019',
      'Name,DOB,Visit\nRoe,,03/15/2024',
      'birth control refill 03/15/2024',
      'DOB 44',
      'Visit 03/15/2024 F DOB pending',
      'birth certificate issued 03/15/2024',
      'Hepatitis B 03/15/2024',
    ],
  },
})

/** Two digits of a birth year are never of a coming year. */
function birthYear(date: CalendarDate, latestYear: number): number {
  return date.form === 'short-year' && date.year > latestYear ? date.year - 100 : date.year
}

function judge(
  scanned: ScannedText,
  date: CalendarDate,
  labels: readonly KeywordHit[],
  born: readonly KeywordHit[],
): Confidence | undefined {
  const { text } = scanned
  if (isInCell(scanned.cells('birth-labels'), date.start)) return date.form === 'no-year' ? 'medium' : 'high'
  const gap = labelBefore(labels, date.start, REACH)
  const weak = date.form === 'no-year' || date.form === 'no-day'
  if (gap < Infinity) {
    const between = text.slice(date.start - gap, date.start)
    if (BETWEEN_LABEL.test(between) || OWNER.test(between)) return weak ? 'medium' : 'high'
    if (!weak && isHeadOfColumn(scanned, date, gap)) return 'medium'
  }
  if (date.form === 'compact' || date.form === 'spaced') return undefined
  if (hasLabelAfter(text, labels, date.end)) return weak ? 'low' : 'high'
  if (!weak && /(?:^|\n|[(,;]\s?)[bB]\.\s?$/.test(text.slice(Math.max(0, date.start - 5), date.start))) return 'medium'
  const told = labelBefore(born, date.start, REACH)
  if (told === Infinity) return undefined
  const between = text.slice(date.start - told, date.start)
  if (BETWEEN_BORN.test(between)) return weak ? 'low' : 'high'
  return !weak && BORN_PLACE.test(between) ? 'medium' : undefined
}

/** `03/15/1980 (DOB)`, `3/15/1980 is her date of birth`, `03/15/1980 F DOB` at the end of a line */
function hasLabelAfter(text: string, labels: readonly KeywordHit[], end: number): boolean {
  const label = firstFrom(labels, end)
  if (!label || label.start - end > 24) return false
  const between = text.slice(end, label.start)
  if (SEX.test(between) && /^[ \t]*(?:\n|$)/.test(text.slice(label.end, label.end + 4))) return true
  return /\(|\bis\b|\bwas\b|\bas\b/.test(between) && AFTER_VALUE.test(between) && !/^\s?[:=]/.test(text.slice(label.end, label.end + 2))
}

/** The label heads a column of a table set with spaces, and the date is the first one on the line beneath. */
function isHeadOfColumn(scanned: ScannedText, date: CalendarDate, gap: number): boolean {
  const { text } = scanned
  const between = text.slice(date.start - gap, date.start)
  const lineEnd = between.indexOf('\n')
  if (lineEnd < 0 || between[0] === ':') return false
  const labelEnd = date.start - gap
  const head = text.slice(Math.max(0, labelEnd - 60), labelEnd + lineEnd)
  const row = between.slice(lineEnd + 1)
  return (
    HEAD_REST.test(between.slice(0, lineEnd + 1)) &&
    COLUMNS.test(head.slice(head.lastIndexOf('\n') + 1)) &&
    !/[\n:\d]/.test(row) &&
    labelBefore(scanned.hits('birth-others'), date.start, row.length) === Infinity
  )
}

function firstFrom(hits: readonly KeywordHit[], offset: number): KeywordHit | undefined {
  let low = 0
  let high = hits.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((hits[middle] as KeywordHit).start < offset) low = middle + 1
    else high = middle
  }
  return hits[low]
}
