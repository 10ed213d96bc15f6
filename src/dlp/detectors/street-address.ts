// Postal addresses: a house number with a street, a PO box, a rural route, with unit, town, state and ZIP where they follow. Geographic subdivisions smaller
// than a state are identifiers of 45 CFR 164.514(b)(2)(i)(B); forms after USPS Publication 28. A street counts by number, name and suffix together; suffixes
// that are words as well (`2 Maple Square`, `one way`) need a unit, a town or a label beside them.
import type { Confidence } from '../../domain/finding.ts'
import { labelBefore } from '../context-words.ts'
import { defineDetector, type Match, type ScannedText } from '../detector.ts'
import { type KeywordHit, longestHits } from '../keyword-hits.ts'
import { maskCharacters } from '../mask-characters.ts'
import { MAX_STREET, MAX_TAIL, readBareStreet, readStreet, readTail, type StreetLine, type Tail } from '../street-line.ts'
import { isInCell } from '../table-columns.ts'

const LABELS = (
  'address,addr,home address,mailing address,street address,billing address,shipping address,residence,residential address,current address,permanent address,' +
  'patient address,address line 1,address 1,street,ship to,bill to,deliver to,mail to,domicilio,direccion,dirección,adresse,lives at,lived at,live at,living at,resides at,' +
  'residing at,resident of,located at,moved to,house at,home at,apartment at,property at,meet me at,sent to,send to,taxi to,visit us at,office at,offices at,premises at'
).split(',')
const PO_BOX =
  'po box,p.o. box,p.o box,p o box,p. o. box,p.o.box,po.box,post office box,postal box,pobox,p.o.b,pob,pmb,apartado postal,postfach,lockbox'.split(
    ',',
  )
const RURAL = 'apo,fpo,dpo,rr,rural route,r.r,hc,hcr,highway contract route,psc,cmr,unit,star route,rfd,rural rt,rt'.split(',')
const FOREIGN =
  'rue,calle,avenida,carrera,rua,paseo,ulica,ul,via,viale,piazza,corso,camino,chemin,allée,rúa,travessa,callejon,privada'.split(',')
const NUMBER_WORDS = 'one,two,three,four,five,six,seven,eight,nine,ten,eleven,twelve,fifteen,twenty,thirty,forty,fifty,hundred'.split(',')

const NOT_BEFORE =
  /(?:[$€£#]\s?\d*|\d[.,/:-]|\b(?:room|rm|chapter|section|sec|page|pg|pages|step|version|figure|fig|table|item|lesson|week|day|part|volume|vol|level|grade|phase|type|line|ext|question|exit|mile|milepost|gate|terminal|flight|track|channel|isbn|icd|code|aged?|bed|ward|pod|top|over|under|than|about|approximately|only|all|next|last|first|past|episode|season|game|lot of|score|january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.?\s)$/i
const POUND_NUMBER = /#\s?$/
const LOWER_SUFFIX =
  /\b(?:street|st|avenue|ave|road|rd|boulevard|blvd|lane|ln|drive|dr|court|ct|parkway|pkwy|highway|hwy|terrace|circle|place|way)\b/i
const FULL_SUFFIX = new Set([
  'street',
  'avenue',
  'ave',
  'road',
  'rd',
  'boulevard',
  'blvd',
  'lane',
  'ln',
  'drive',
  'parkway',
  'pkwy',
  'highway',
  'terrace',
  'st',
  'circle',
  'court',
  'place',
  'way',
  'dr',
  'ct',
])
const SPLIT_SUFFIX = new Set(['st', 'dr', 'ct', 'pl', 'ter', 'av', 'cir'])
const STREET_OF_ONE_WORD = /^(?:(?:[NSEW]|North|South|East|West)\.? )?(?:Broadway|Bowery|Embarcadero|Esplanade)\b/
/** `road map`, `street food`: the suffix belongs to the word after it. */
const COMPOUND =
  /^[\s-](?:maps?|trips?|shows?|races?|tests?|rage|food|smart|level|wear|hockey|parties|party|thru|through|time|by|cleaning|lights?|signs?|work|works|closures?|cases?|rulings?|orders?|dates?|jesters?|finding|forward|off)\b/i
/** `3482 Via Franscini 71, Suite 838`: a unit after a number and a name makes an address of any country. */
const BEFORE_UNIT =
  /^[A-Z\u00c0-\u00de][\w\u00c0-\u024f'.-]+(?: (?:[A-Z\u00c0-\u00de][\w\u00c0-\u024f'.-]*|d[aeiu]l?|los|las?|of|the|\d{1,4}[A-Za-z]?\.?)){0,5}(?=,?\s{1,2}(?:Suite|Ste|Apt|Apartment|Unit)\b\.?\s?#?\d)/
const YEAR_NUMBER = /\b(?:in|the|of|since|for|by|during|early|late|mid|fall|spring|summer|winter|fy)\s$/i
const MILITARY = /^\s(?:AA|AE|AP)\s{1,2}\d{5}(?:-\d{4})?\b/
const CAPITAL_NEXT = /^\.? (?:[A-Z][a-z]|[A-Z]{2,})/
const BOX_NUMBER = /^\.?\s{0,2}[:#]?\s?(?:no\.?\s?|number\s|#)?([A-Za-z]{0,2}-?\d[\dA-Za-z-]{0,9})\b(?!\.\d|%|\/)/i
const RURAL_BOX = /^\.?\s?#?\d{1,4}[A-Za-z]?,?\s{1,2}(?:box|bx)\s?#?\s?\d{1,6}[A-Za-z]?\b/i
const STREET_BEFORE_NUMBER = /^[A-ZÄÖÜ]?[\p{L}.-]{1,30}(?:stra(?:ß|ss)e|str\.|gasse|platz|allee|straat|laan|gatan|weg|katu|gade|vej)$/u
const FOREIGN_NAME =
  /^\.?\s(?:(?:de|del|la|las|los|el|da|do|dos|di|des|du|des)\s|d'|l'){0,3}[A-Z\u00c0-\u00de][\w'\u00c0-\u024f.-]{1,20}(?:\s(?:(?:de|del|la|da|do|di|y|e)\s){0,2}[A-Z\u00c0-\u00de][\w'\u00c0-\u024f.-]{1,20}){0,3}/
const FOREIGN_NUMBER = /^,?\s(?:n[o°º]?\.?\s?)?(?!(?:19|20)\d\d\b)\d{1,5}[A-Za-z]?\b(?!\/|\s?(?:%|minutes|days|am|pm|years))/

export const streetAddress = defineDetector({
  id: 'street-address',
  about: 'Postal address: street, PO box or rural route',
  source: '45 CFR 164.514(b)(2)(i)(B); USPS Publication 28, Postal Addressing Standards',
  vocabularies: {
    'address-labels': LABELS,
    'address-boxes': PO_BOX,
    'address-routes': RURAL,
    'address-foreign': FOREIGN,
    'address-number-words': NUMBER_WORDS,
  },
  find(scanned) {
    const matches: Match[] = []
    const labels = longestHits(scanned.hits('address-labels'))
    const { count, starts, ends } = scanned.tokens
    let end = -1
    for (let i = 0; i < count; i++) {
      if ((starts[i] as number) < end || !standsFree(scanned.text, starts[i] as number, ends[i] as number)) continue
      const match = streetAt(scanned, i, labels)
      if (!match) continue
      matches.push(match)
      end = match.end
    }
    addBoxes(scanned, matches)
    addForeign(scanned, matches)
    addNumberWords(scanned, labels, matches)
    return withoutOverlaps(matches)
  },
  examples: {
    match: [
      '123 Main Street, Springfield, IL 62704',
      '123 Main St',
      '2456 Oakwood Drive, Springfield, IL 62704-3311',
      '88 Westmoreland Ave., Columbus, OH 43215',
      '1505 NW 14th Street Miami, FL 33125',
      '4421 N Delsea Dr Newfield, NJ',
      '600 Highway 32 East, Water Valley, MS 38965',
      '12401 Research Blvd, Building II, Austin TX 78759',
      '37-12 82nd Street, Jackson Heights, NY',
      '123 Elm Street\nApt 4B\nNew Haven, CT 06511',
      'lives at 425 Oak Street, third floor',
      'PO Box 1234, Albany, NY 12201',
      'P.O. Box 77',
      'Post Office Box 123',
      'RR 2 Box 152',
      'Rural Route 3, Box 12',
      '1365 Broadway, Suite 400',
      'One Hospital Drive, Columbia, MO 65212',
      '17 Bayberry\nRd., Charleston, SC 29407',
      'Address: 12 Rosewood Square',
      '9 Grand Plaza Suite 2',
      '901 Rainier Ave S',
      '123 1/2 Maple Ave',
      '55 Elm Street Apt #4B',
      'i live at 123 main street in town',
      '742 EVERGREEN TERRACE, SPRINGFIELD OR 97477',
      'Name,Address\nRoe,14 Willow Bend Ct',
      '840 Garrison Brooks Suite 985, New Sarah, OH 38255',
      'Hauptstraße 5, 10115 Berlin',
      'Calle Mayor 15, Madrid',
      '12 rue de Rivoli, Paris',
      '1200 County Road 12',
      'USNS Example, FPO AP 96278',
      '4500 State Route 9',
    ],
    ignore: [
      '5 Main points to discuss',
      '100 way',
      'Room 12 Drive',
      '2 Hard Drive failures',
      '2024 Holiday Food Drive',
      '12 Angry Men',
      '3 Supreme Court cases',
      'We saw 10 Patients Dr. Smith referred',
      '01/15 Chest CT',
      'in 2 Blocks turn left',
      'There are 3 ways to pay',
      'PO Box: ______',
      'PO 12345',
      'Address: ____________',
      'Address: on file',
      'page 12 Court filings',
      '$100 Park fee',
      'version 2 Street edition',
      '20 mg tablets',
      '5 Star Hotel',
      'Top 10 Places to visit',
      '1 Corinthians Road map',
      'Unit 4 Review',
      'at 3 PM Drive to work',
      'March 12 Court date',
      'Highway 101 is closed',
      'Main Street businesses',
      '7 Habits of people',
      '12 Months Park Pass',
      'Section 8 Housing Way',
      '10 minutes down the road',
      'one way street',
    ],
  },
})

interface Spot {
  readonly start: number
  /** End of the house number. */
  readonly numberEnd: number
}

function streetAt(scanned: ScannedText, i: number, labels: readonly KeywordHit[]): Match | undefined {
  const { text, tokens } = scanned
  const spot = houseNumber(scanned, i)
  if (!spot) return undefined
  const foreign = text[spot.start - 1] === ' ' && tokens.pure[i] ? streetThenNumber(text, spot) : undefined
  if (foreign) return foreign
  const from = streetStart(text, spot.numberEnd)
  if (from < 0) return undefined
  const lower = /[a-z]/.test(text[from] as string)
  const stretch = text.slice(from, from + MAX_STREET)
  if (lower && !LOWER_SUFFIX.test(stretch)) return undefined
  const before = text.slice(Math.max(0, spot.start - 24), spot.start)
  const named = isInCell(scanned.cells('address-labels'), spot.start) || isLabelled(text, labels, spot.start)
  if (!named && /^(?:19|20)\d\d$/.test(text.slice(spot.start, spot.numberEnd)) && YEAR_NUMBER.test(before)) return undefined
  if (!named && NOT_BEFORE.test(before) && !POUND_NUMBER.test(before)) return undefined
  return judgeStreet(text, spot.start, from, stretch, named)
}

/** A house number has a blank, a line end, a hyphen or a comma and a blank behind it, or the street and a blank before it: in tables few numbers do. */
function standsFree(text: string, start: number, end: number): boolean {
  const next = text.charCodeAt(end)
  if (next === 0x20 || next === 0x0a || next === 0x09 || next === 0x2d || text.charCodeAt(start - 1) === 0x20) return true
  return next === 0x2c && text.charCodeAt(end + 1) === 0x20
}

/** @returns where a word that may begin a street's name stands after a house number, -1 where none does */
function streetStart(text: string, numberEnd: number): number {
  const gap = text[numberEnd] === ',' ? numberEnd + 1 : numberEnd
  const mark = text[gap]
  if (mark !== ' ' && (gap > numberEnd || (mark !== '\n' && mark !== '\t'))) return -1
  const from = gap + 1
  const first = text.charCodeAt(from)
  if ((first >= 0x41 && first <= 0x5a) || (first >= 0x61 && first <= 0x7a) || first >= 0xc0) return from
  // `150 47th St`, `12 207 St`
  return first >= 0x30 && first <= 0x39 && /^\d{1,3}(?:[snrt]|\s[A-Z])/i.test(text.slice(from, from + 5)) ? from : -1
}

/** `123`, `123A`, `37-12`, `35-B`, `123 1/2` */
function houseNumber({ text, tokens }: ScannedText, i: number): Spot | undefined {
  const start = tokens.starts[i] as number
  let end = tokens.ends[i] as number
  if (end - start > 6) return undefined
  if (!tokens.pure[i] && !/^\d{1,5}[A-Za-z]$/.test(text.slice(start, end))) return undefined
  const next = text[end]
  if (next === '-') {
    const joined = /^-(?:\d{1,5}|[A-Za-z])(?= )/.exec(text.slice(end, end + 7))
    if (!joined) return undefined
    end += joined[0].length
  } else if (next === ' ' && text[end + 2] === '/') {
    const half = /^ [1-3]\/[2-4](?= )/.exec(text.slice(end, end + 5))
    if (half) end += half[0].length
  }
  return { start, numberEnd: end }
}

function judgeStreet(text: string, start: number, from: number, stretch: string, named: boolean): Match | undefined {
  const street = readStreet(stretch) ?? oneWordStreet(stretch)
  if (street) {
    const end = from + street.length
    const tail = readTail(text.slice(end, end + MAX_TAIL))
    const confidence = judge(street, tail, text.slice(end, end + 24), named)
    if (confidence) return toMatch(text, start, end, end + tail.length, confidence)
  }
  const bare = readBareStreet(stretch)
  if (bare) {
    const end = from + bare.length
    const tail = readTail(text.slice(end, end + MAX_TAIL))
    if ((tail.state && tail.zip) || (named && (tail.unit || tail.state))) return toMatch(text, start, end, end + tail.length, 'medium')
    if (named && /^[ ]?(?:,|\n|$)/.test(text.slice(end, end + 2)) && bare.length > 3) return toMatch(text, start, end, end, 'low')
  }
  // `840 Garrison Brooks Suite 985, New Sarah, OH 38255`
  const unit = street ? null : BEFORE_UNIT.exec(stretch)
  if (!unit) return undefined
  const end = from + unit[0].length
  const tail = readTail(text.slice(end, end + MAX_TAIL))
  return tail.unit ? toMatch(text, start, end, end + tail.length, 'medium') : undefined
}

function judge(street: StreetLine, tail: Tail, after: string, named: boolean): Confidence | undefined {
  const whole = tail.state || tail.zip
  if (!street.capitalised)
    return (whole || tail.unit || named) && (street.kind === 'numbered' || FULL_SUFFIX.has(street.suffix))
      ? whole
        ? 'high'
        : 'medium'
      : undefined
  if (whole) return 'high'
  if (COMPOUND.test(after) && !named) return undefined
  if (street.kind === 'weak') return tail.unit || named ? 'medium' : undefined
  if (street.kind === 'numbered') return tail.unit || named || (street.suffix !== 'us' && street.suffix !== 'rt') ? 'medium' : undefined
  if (tail.unit) return 'high'
  // `10 Patients Dr Smith saw`: a title, no street.
  if (SPLIT_SUFFIX.has(street.suffix) && CAPITAL_NEXT.test(after) && !named) return undefined
  return 'medium'
}

function oneWordStreet(stretch: string): StreetLine | undefined {
  const match = STREET_OF_ONE_WORD.exec(stretch)
  if (!match || !/^(?:$|[,.;\n)]| (?:in|at|and|Suite|Ste|Apt|Fl|Floor|New York)\b)/.test(stretch.slice(match[0].length))) return undefined
  return { length: match[0].length, kind: 'suffix', suffix: 'broadway', capitalised: true }
}

function isLabelled(text: string, labels: readonly KeywordHit[], start: number): boolean {
  const gap = labelBefore(labels, start, 24)
  return gap < Infinity && /^(?:\s?\([^()\n]{1,16}\))?[\s:=>|"'*-]{1,4}(?:is\s|was\s|the\s)?$/i.test(text.slice(start - gap, start))
}

function addBoxes({ text, hits }: ScannedText, matches: Match[]): void {
  for (const hit of longestHits(hits('address-boxes'))) {
    const box = BOX_NUMBER.exec(text.slice(hit.end, hit.end + 24))
    if (!box || (hit.term.length <= 3 && !/^[A-Z.]+$/.test(text.slice(hit.start, hit.end)))) continue
    const end = hit.end + box[0].length
    matches.push(toMatch(text, hit.start, end, end + readTail(text.slice(end, end + MAX_TAIL)).length, 'high'))
  }
  for (const hit of hits('address-routes')) {
    const after = text.slice(hit.end, hit.end + 24)
    const box = RURAL_BOX.exec(after) ?? (/^[afd]po$/.test(hit.term) ? MILITARY.exec(after) : null)
    if (!box) continue
    const end = hit.end + box[0].length
    matches.push(toMatch(text, hit.start, end, end + readTail(text.slice(end, end + MAX_TAIL)).length, 'high'))
  }
}

/** `Calle Mayor 15`, `12 rue de Rivoli` */
function addForeign({ text, hits }: ScannedText, matches: Match[]): void {
  for (const hit of hits('address-foreign')) {
    const name = FOREIGN_NAME.exec(text.slice(hit.end, hit.end + MAX_STREET))
    if (!name) continue
    const nameEnd = hit.end + name[0].length
    const before = /(?:^|[\s,(])(\d{1,5}(?:\s?bis)?,?\s)$/.exec(text.slice(Math.max(0, hit.start - 10), hit.start))
    const number = FOREIGN_NUMBER.exec(text.slice(nameEnd, nameEnd + 14))
    const lower = text[hit.start] === hit.term[0]
    if (before) matches.push(toMatch(text, hit.start - (before[1] as string).length, nameEnd, nameEnd, 'medium'))
    else if (number && (!lower || ['rue', 'calle'].includes(hit.term)))
      matches.push(toMatch(text, hit.start, nameEnd + number[0].length, nameEnd + number[0].length, 'medium'))
  }
}

/** `Hauptstraße 5` */
function streetThenNumber(text: string, { start, numberEnd }: Spot): Match | undefined {
  if (numberEnd - start > 5) return undefined
  const before = text.slice(Math.max(0, start - 40), start - 1)
  const word = before.slice(Math.max(before.lastIndexOf(' '), before.lastIndexOf('\n')) + 1)
  if (word.length < 5 || !STREET_BEFORE_NUMBER.test(word)) return undefined
  // `Augsburger Strasse 36`: the name is a word of its own.
  const parent = /[A-ZÄÖÜ][\p{L}-]{1,20}\s$/u.exec(before.slice(0, before.length - word.length))
  const from = start - 1 - word.length - (/^str/i.test(word) ? (parent?.[0].length ?? 0) : 0)
  return /[A-ZÄÖÜ]/.test(text[from] as string) ? toMatch(text, from, numberEnd, numberEnd, 'medium') : undefined
}

/** `One Hospital Drive`: the words are capitalised, and a town, a unit, a comma or a line end follows. */
function addNumberWords({ text, hits }: ScannedText, labels: readonly KeywordHit[], matches: Match[]): void {
  for (const hit of hits('address-number-words')) {
    if (!/^[A-Z]/.test(text.slice(hit.start, hit.start + 1)) || text[hit.end] !== ' ') continue
    const from = hit.end + 1
    const street = readStreet(text.slice(from, from + MAX_STREET))
    if (!street?.capitalised) continue
    const end = from + street.length
    const tail = readTail(text.slice(end, end + MAX_TAIL))
    const closed = /^(?:,|\n|$)/.test(text.slice(end, end + 1)) && street.kind === 'suffix'
    if (tail.state || tail.zip || tail.unit || isLabelled(text, labels, hit.start))
      matches.push(toMatch(text, hit.start, end, end + tail.length, 'medium'))
    else if (closed) matches.push(toMatch(text, hit.start, end, end, 'low'))
  }
}

/** @param streetEnd the value, by which two are the same, is the street without unit and town */
function toMatch(text: string, start: number, streetEnd: number, end: number, confidence: Confidence): Match {
  const value = text
    .slice(start, streetEnd)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
  return { start, end, confidence, value, excerpt: maskCharacters(text.slice(start, end)) }
}

function withoutOverlaps(matches: Match[]): Match[] {
  matches.sort((a, b) => a.start - b.start || b.end - a.end)
  let end = -1
  return matches.filter((match) => {
    if (match.start < end) return false
    end = match.end
    return true
  })
}
