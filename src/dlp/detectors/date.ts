// Calendar dates: all elements of dates (but the year) that relate to a person are identifiers of 45 CFR 164.514(b)(2)(i)(C). Full dates count by their
// form; a form that other things share (`3/15`, `05/2024`, `20240315`, `21.5.24`) only where words around it speak of a date and not of a score or a size.

import type { Confidence } from '../../domain/finding.ts'
import { findCalendarDates, MONTH_VOCABULARY } from '../calendar-dates.ts'
import type { CalendarDate } from '../calendar-day.ts'
import { defineDetector, type Match, type ScannedText } from '../detector.ts'
import { maskCharacters } from '../mask-characters.ts'
import { isInCell } from '../table-columns.ts'
import { FOREIGN_MONTHS, MONTHS } from '../terms/calendar.ts'

/** Head of a column or a label that says: a date. */
const LABELS = (
  'date,dates,dob,dos,doa,dod,date of service,service date,visit date,appointment date,admit date,admission date,discharge date,order date,due date,' +
  'exam date,test date,study date,collection date,report date,start date,end date,birth date,birthdate,effective date,expiration date,exp date,expiry,' +
  'last visit,next visit,hire date,invoice date,ship date,date signed,date seen,date of visit,date of admission,date of discharge,procedure date,surgery date,' +
  'fecha,fecha de nacimiento,datum'
).split(',')

const BESIDE = 40
/** Right before a weak form: a word that dates stand after. */
const DATED =
  /(?:^|[\s(,;"'>-])(?:on|by|until|till|'til|since|from|thru|through|before|after|due|dates?|dated|is|was|be|effective|starting|begins?|beginning|began|started|ending|ends?|ended|starts|today|tomorrow|yesterday|tonight|(?:mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday)|of|seen|admit|admitted|admission|discharge|discharged|d\/c|d\/c'd|dos|doa|visit|visits|appt|appointment|scheduled|rescheduled|exam|surgery|labs?|drawn|collected|received|sent|last|next|this|week|updated?|reviewed|signed|expires?|exp|expiration|w\/e|dob|lmp|edd|edc|pod|f\/u|follow[- ]?up|xray|x-ray|mri|ct|echo|born|birthday|for|until|call(?:ed)?|arrived|arrival|departs?|effective|posted|between|mtg|meeting|rsvp|deadline|fecha|placed|read|given|administered|taken|done|performed|completed|obtained|clinic|hospital|today's|pod ?#?\d{1,2}|hd ?#?\d{1,2})[.:#)]{0,2}[\s,(\n-]{0,3}(?:(?:on|the|of|is|was)\s)?$/i
/** On the same stretch of line: numbers here are scores, sizes and shares. */
const NUMERIC_BEFORE =
  /\b(?:pain|scores?|scored|scale|strength|rated?|rating|motor|power|grade|graded|gcs|apgar|apgars|ratio|fraction|won|lost|beat|vision|acuity|severity|intensity|phq|gad|mmse|reflexes|pulses|murmur|page|pages|step|steps|slide|attempt|size|question|questions|bp|blood pressure|version|ver|v|release|firmware|build|section|chapter|figure|fig|table|clause|article|verse|psalm|recipe|cup|cups|tcp\/ip|subnet|room|rm|apt|unit|lot|part|model|item|sku|odds|bolts?|screws?|pipe|drill|inch|inches|measures?|measuring|dose|dilution|ratios|versions|aspect|resolution|increased to|mrc|nrs|vas|lead|leads|fev1|dtr|dtrs)\b[^\n]{0,24}$/i
const NUMERIC_AFTER =
  /^(?:\s?(?:cups?|tsp|tbsp|teaspoons?|tablespoons?|inch|inches|in\b(?=[.\s]+(?:x|by|thick|wide|long|diam|pipe|bolt|drill))|"|of\b|scale|pain|strength|miles?|lbs?|pounds?|doses?|pts|points?|stars?|hours?|hrs?|split|times?|mg|ml|mcg|tablets?|tabs?|lit(?:er|re)s?|yards?|full|complete|votes|margin|bedrooms?|beds?|chance|odds|price|pipe|teeth|months?|days?|weeks?|years?|mm|cm|kg|units?|murmur|patients?|people|students?|members?|majority|way|bolt|screw|hp|ohm|x\b|in (?:all|both|bilateral|upper|lower|the (?:left|right|upper|lower)|le\b|lue|rue|lle|rle)|bilaterally|throughout|motor|systolic|diastolic|ppm|mmhg|kids|kbps|bit|width|off\b|left\b|right\b)|\s?[%°x*=+]|\s?\))/i
/** Right before `5/2021`: the number of a law or a case. */
const NUMBERED =
  /(?:\b(?:nos?|nr|number|case|regulation|regulations|directive|decision|ordinance|resolution|act|law|bill|page|ref|reference|vol|volume|issue|opinion|docket|order|circular|memo|iso|iec|si|standard|invoice|ticket|po|permit)|#)[.:]?\s?#?\s?$/i
const VERSION =
  /(?:\b(?:v|ver|version|versions|release|rel|build|firmware|driver|node|python|python3|java|ruby|php|macos|ios|android|linux|kernel|openssl|api|sdk|npm|package|section|sec|clause|article|chapter|rfc|ip|address|subnet)[.:]?\s?|[@^~]\s?|[<>=]=\s?|[A-Za-z]{3,12}\/)$/i
/** Right before a hyphenated number: what is numbered like this and is no date. */
const IDENTIFIER =
  /\b(?:bldg|building|part|lot|order|sort code|sku|model|no|nr|number|account|acct|code|codes|serial|s\/n|sn|id|ext|extension|room|rev|item|invoice|ticket|case|po|batch|combination|locker|ratio|score|set|sets|reps|policy|group|grp|member|pin|license|claim|mrn|ssn|phone|tel|fax|cell|ref|reference|tracking|confirmation|chart|unit|size|dims?|dimensions?)[.:#]{0,2}\s?#?\s?$/i

export const date = defineDetector({
  id: 'date',
  about: 'Calendar date, with day or month',
  source: '45 CFR 164.514(b)(2)(i)(C); Gregorian calendar, ISO 8601-1:2019',
  vocabularies: { [MONTH_VOCABULARY]: [...MONTHS.keys(), ...FOREIGN_MONTHS.keys()], 'date-labels': LABELS },
  find(scanned) {
    const matches: Match[] = []
    let last: { readonly end: number; readonly found: boolean } = { end: -1, found: false }
    for (const candidate of scanned.candidates(findCalendarDates)) {
      const { start, end, value } = candidate
      const follows = last.found && isRange(scanned.text.slice(last.end, start))
      const confidence = judge(scanned, candidate, follows)
      last = { end, found: confidence !== undefined }
      if (confidence) matches.push({ start, end, confidence, value, excerpt: maskCharacters(scanned.text.slice(start, end)) })
    }
    return matches
  },
  examples: {
    match: [
      '2024-03-15',
      '03/15/2024',
      '3/5/24',
      '15/03/2024',
      '15.03.2024',
      'Today is 21.5.21',
      '3-15-2024',
      '2024/03/15',
      'on 2024-03-15T14:30:00Z',
      'March 3, 2024',
      'MARCH 3, 2024',
      'Mar. 3, 2024',
      '3rd of March 2024',
      'the 3rd of March',
      'Mar 3',
      '03-Mar-24',
      '03Mar2024',
      'Sunday, March 3rd',
      'Feb 29, 2024',
      '02/29/2024',
      'Jan 2024',
      'since 05/2024',
      'seen on 3/15 for a cough',
      'Admitted 3/12, discharged 3/15',
      '3/1/2024-3/5/2024',
      'March 3-5, 2024',
      '03/15/\n2024',
      'Date: 20240315',
      'Name,Visit date\nRoe,3/15\nDoe,4/2',
      'el 3 de marzo de 2024',
      "July 4th, '24",
      'May-21',
      'the fifteenth of March',
    ],
    ignore: [
      '02/30/2024',
      '02/29/2023',
      '13/13/2024',
      '2024-13-01',
      'Feb 30, 2024',
      '1/2 cup of sugar',
      'pain is 5/10',
      'strength 4/5 in all extremities',
      'BP 120/80',
      'version 10.12.15',
      'v2024.1.15',
      '555-12-2024',
      '10.12.24.5',
      'a ratio of 3/4',
      'won 3-2',
      'Apgar 8/9',
      'you may 5 times',
      'march 10 miles',
      'Regulation No 5/2019',
      '$10.12',
      'Date: __/__/____',
      'take 1/2 tablet on Monday',
      'vision was 20/20',
      '12 May Street',
      '2024',
      'Q1 2024',
      'part 10-12-15',
      '24/7 support',
      'GCS 15/15',
      'OCT 5 mm',
      'APR 5.9%',
      '10/20/30 mg',
    ],
  },
})

/** @param follows a date stands right before, joined by a hyphen, a comma or the like */
function judge(scanned: ScannedText, candidate: CalendarDate, follows: boolean): Confidence | undefined {
  const { text } = scanned
  const { start, end, form, named } = candidate
  if (named) return form === 'full' ? 'high' : form === 'no-day' ? 'low' : 'medium'
  const before = text.slice(Math.max(0, start - BESIDE), start)
  if (form === 'full') return VERSION.test(before) ? undefined : 'high'
  const mark = /[-/.]/.exec(text.slice(start, end))?.[0] ?? ''
  if (form === 'short-year') return judgeShortYear(before, text.slice(end, end + BESIDE), mark)
  if (isInCell(scanned.cells('date-labels'), start))
    return form === 'spaced' || (form === 'compact' && end - start !== 8) ? undefined : 'medium'
  if (form === 'spaced') return /\b(?:date|dos|dob|on)[:\s]{1,2}$/i.test(before) && /\d/.test(text.slice(start, end)) ? 'low' : undefined
  if (form === 'compact') return end - start === 8 && /\b(?:date|dos|dated|on)[:=#\s]{1,3}$/i.test(before) ? 'medium' : undefined
  if (form === 'no-day') return NUMBERED.test(before) || (mark === '-' && !DATED.test(before)) ? undefined : 'low'
  if (NUMERIC_AFTER.test(text.slice(end, end + 24)) && !/^\s?\)/.test(text.slice(end, end + 2))) return undefined
  if (NUMERIC_BEFORE.test(lastLine(before))) return undefined
  const opensEntry = lastLine(before).trim() === '' && /^\s?[:-]\s?[A-Za-z]/.test(text.slice(end, end + 4))
  return follows || (mark === '/' && (opensEntry || DATED.test(before))) ? 'low' : undefined
}

function judgeShortYear(before: string, after: string, mark: string): Confidence | undefined {
  if (/^\s?(?:mg|mcg|ml|units?|days?|weeks?|mm|cm|inch|in\b|%)/i.test(after)) return undefined
  if (mark === '/') return NUMERIC_BEFORE.test(lastLine(before)) && !DATED.test(before) ? undefined : 'medium'
  if (mark === '-') return IDENTIFIER.test(before) ? undefined : 'medium'
  return !VERSION.test(before) && !NUMERIC_BEFORE.test(lastLine(before)) && (DATED.test(before) || /^\s*$/.test(before)) ? 'low' : undefined
}

function lastLine(text: string): string {
  return text.slice(text.lastIndexOf('\n') + 1)
}

function isRange(between: string): boolean {
  return between.length <= 7 && /^\s*(?:-|,|&|to|and|or|through|thru|;)?\s*(?:and\s)?$/i.test(between)
}
