// Names of persons, identifiers of 45 CFR 164.514(b)(2)(i)(A): capitalised words from dictionaries of first and last names, by shape (`J. Roe`,
// `Roe, Jane A.`, `O'Neil-Roe`) and by what stands beside them (a title, a label, a greeting, a relation, an age). Names that are words or places too need
// more beside them; companies, streets, places, eponymous diseases and products named after people are none. Tuned for precision: a lone last name is not found.
import type { Confidence } from '../../domain/finding.ts'
import { labelBefore } from '../context-words.ts'
import { defineDetector, type Match, type ScannedText } from '../detector.ts'
import { type KeywordHit, longestHits } from '../keyword-hits.ts'
import * as context from '../name-context.ts'
import { isOfOffice, isPlaceholder } from '../name-roles.ts'
import {
  BRANDS,
  capitalFollows,
  gapBetween,
  isAmbiguous,
  isEponym,
  isName,
  isNameable,
  isNamedAfter,
  isStrongFirst,
  lastOfRun,
  ordinaryPrecedes,
  organisationFollows,
  prefixPrecedes,
  SPACE,
} from '../name-runs.ts'
import {
  CAPITALS,
  CREDENTIAL,
  EPONYM,
  FIRST,
  findNameWords,
  INITIAL,
  LAST,
  type NameWords,
  ORGANISATION,
  PLACE,
  PREFIX,
  TITLE,
  WORD,
  wordFlags,
} from '../name-words.ts'
import { isInCell } from '../table-columns.ts'
import { fold } from '../word-table.ts'

/** First names that open a question or a sentence far more often than a person's mention. */
const AUXILIARY = new Set(
  'will may an so my do said see in can son self most just no art win sung long hung so man min hang say'.split(' '),
)
/** Titles that other words follow too: a known name must come. */
const LOOSE_TITLES = new Set(
  'miss doctor professor don dona don fr pastor judge justice sen rep officer deputy detective sheriff hon sir madam lady nurse coach aunt uncle auntie grandma grandpa grandmother grandfather ma ms col maj lt madame father sister'.split(
    ' ',
  ),
)
const SHORT_SINGLES = new Set(
  'ben dan jim joe ken kim leo meg mia sam ted tim tom zoe amy ann ava eva ian jen jon liz ron bob deb roy kay ana jay'.split(' '),
)
const LOWER_CASE_NAME = /^\s{0,2}([a-z]{2,20})(,?\s)(?:[a-z]\.?\s)?([a-z][a-z'-]{1,20})\b(?!\s?[@(:=])/
const LOWER_CASE_LABELS = /(?:name|patient|pt|name is|member|subscriber|guarantor|contact)$/i
const ORDINARY_ENDING =
  /(?:ing|tion|sion|ment|ness|ity|ically|ally|ology|itis|ism|ance|ence|able|ible|ful|less|ware|ship|ysis|osis|emia|pathy|ectomy|gram|graphy|scopy|azole|statin|cillin|mycin|pril|sartan|olol)s?$/i

/** Endings of last names that English words hardly have. */
const SURNAME_ENDING =
  /^[a-z'-]{2,}(?:ski|sky|ska|enko|[eo]v|[eo]va|[eo]vic|[eo]vich|wicz|czyk|sson|dottir|[snrltk]sen|dez|[rnld]ez|guez|poulos|poulou|akis|idis|escu|strom|qvist|quist|mann|stein|berg|[iao]nen|oglu|shvili|adze|krishna|walla|wala|singh|moto|gawa|shita|zawa|nathan)$/

export const personName = defineDetector({
  id: 'person-name',
  about: 'Name of a person',
  source:
    '45 CFR 164.514(b)(2)(i)(A); dictionaries written for Postern from general knowledge: src/dlp/terms/first-names.ts, last-names.ts',
  vocabularies: { 'name-labels': context.NAME_LABELS },
  find(scanned) {
    const words = scanned.candidates(findNameWords)
    const labels = longestHits(scanned.hits('name-labels'))
    const matches: Match[] = []
    for (let i = 0; i < words.count; ) {
      const name = nameAt(scanned, words, i, labels)
      const match = name && name.confidence !== 'none' && toMatch(scanned.text, words, name, name.confidence)
      if (match) matches.push(match)
      i = name ? name.last + 1 : i + 1
    }
    const lower = lowerCaseNames(scanned, labels)
    return lower.length === 0 ? matches : [...matches, ...lower].sort((a, b) => a.start - b.start)
  },
  examples: {
    match: [
      'Jane Roe called about her results.',
      'Patient: Jane Roe',
      'Patient Name: Xiulan Zhangwei',
      'ROE, JANE A.',
      'Roe, Jane A.',
      'Dr. Okonkwo saw her today',
      'Mr. and Mrs. Garcia',
      'Spoke with Mrs. Thornbury',
      'J. Martinez was informed',
      'Maria de la Cruz',
      "Kayla O'Neil-Garcia",
      'Linda Thompson, MD',
      'Quillan Vostrakov, RN',
      'His mom Jessica is at bedside',
      'daughter, Ana, will drive',
      'The attending is Rodriguez',
      'Hi Sarah,\nplease find',
      'Thanks,\nMichael',
      'Sincerely,\nPriya Natarajan',
      'Next of kin: Vostrakova',
      'Name,DOB\nJane Roe,1/2/1980',
      'Last name: Price',
      'name: jane martinez',
      'DISCHARGE SUMMARY FOR MICHAEL JOHNSON',
      'Mark Johnson was discharged',
      'Will Garcia is a 45-year-old man',
      'Jordan Smith missed the visit',
      'From: Deepa Krishnan <deepa@example.org>',
      'seen today is Thomas Wright',
      'María Fernández llamó',
      'Robert\nJohnson was admitted',
      'Jennifer is doing well',
    ],
    ignore: [
      'Johnson & Johnson reported earnings',
      'Wells Fargo Bank',
      'the Mayo Clinic in Rochester',
      "Parkinson's disease",
      'Hodgkin lymphoma, Crohn disease, Down syndrome',
      'Apgar scores of 8 and 9',
      'Foley catheter removed',
      'Will you be there in May?',
      'Grace Period',
      'Mark the date',
      'We hope to see you in April',
      'Jackson, Mississippi',
      'Houston, Texas',
      'St. Louis and San Antonio',
      'Martin Luther King Jr. Blvd',
      'Madison Avenue',
      'Dear Customer,',
      'Hello Team,',
      'Hi there,',
      'Thanks,\nThe Billing Department',
      'Monday, March 4',
      'CHIEF COMPLAINT: CHEST PAIN',
      'Company name: Harrison Ford Dealership',
      'Patient: stable',
      'Name: ________',
      'Patient Name:\nDate of Birth:',
      'Spring Hill Apartments',
      'Robert Wood Johnson University Hospital',
      'Thomas Jefferson University',
      'Charles Schwab account',
      "Lou Gehrig's disease",
      'Rose Garden tickets',
      'Young adults and Long waits',
      'Victoria Station',
      'Jane Street',
    ],
  },
})

interface Name {
  readonly first: number
  readonly last: number
  /** `none`: the words belong together and are no name, so that none of them is one alone. */
  readonly confidence: Confidence | 'none'
  /** `Roe, Jane` */
  readonly reversed?: boolean
}

/** @returns the name that begins at word `i` */
function nameAt(scanned: ScannedText, words: NameWords, i: number, labels: readonly KeywordHit[]): Name | undefined {
  const flags = words.flags[i] as number
  const start = words.starts[i] as number
  // A word of an ordinary list that is no name and no title begins none.
  if ((flags & (FIRST | LAST | TITLE | INITIAL)) === 0 && (flags & (WORD | ORGANISATION | EPONYM | PLACE | PREFIX | CREDENTIAL)) !== 0)
    return undefined
  if ((flags & TITLE) !== 0) {
    const titled = afterTitle(scanned, words, i)
    if (titled) return titled
    if ((flags & (FIRST | LAST)) === 0) return undefined
  }
  const reversed = reversedName(scanned, words, i)
  if (reversed) return reversed
  const last = lastOfRun(scanned, words, i)
  const end = words.ends[last] as number
  const label = labelOf(scanned, labels, start)
  const around = context.beside(scanned.text, start, end)
  if (last > i) return judgeRun(scanned, words, i, last, label, around)
  return judgeSingle(scanned, words, i, label, around)
}

/** `Dr. Okonkwo`, `Mr. and Mrs. Garcia` */
function afterTitle(scanned: ScannedText, words: NameWords, i: number): Name | undefined {
  const { text } = scanned
  const next = i + 1
  if (next >= words.count) return undefined
  const title = fold(text.slice(words.starts[i], words.ends[i]))
  const gap = text.slice(words.ends[i], words.starts[next])
  const dotted = gap.startsWith('.')
  if (!/^\.?[ \n]$/.test(gap)) return undefined
  const flags = words.flags[next] as number
  if ((flags & (FIRST | LAST | INITIAL)) === 0 && (flags & ~CAPITALS) !== 0) return undefined
  if (((words.flags[i] as number) & CAPITALS) !== 0 && title.length > 1 && !dotted && (flags & LAST) === 0) return undefined
  const known = (flags & (FIRST | LAST)) !== 0
  if (
    LOOSE_TITLES.has(title) &&
    !(known && (!isAmbiguous(flags) || dotted)) &&
    !(title === 'ms' && (dotted || ((words.flags[i] as number) & CAPITALS) === 0))
  )
    return undefined
  // `742 Forsythia Dr Newfield`: a street, not a doctor.
  if (
    title === 'dr' &&
    !dotted &&
    i > 0 &&
    gapBetween(text, words, i - 1) === SPACE &&
    /\d\s$/.test(text.slice(Math.max(0, (words.starts[i - 1] as number) - 2), words.starts[i - 1]))
  )
    return undefined
  const last = lastOfRun(scanned, words, next)
  const around = context.beside(text, words.starts[next] as number, words.ends[last] as number)
  if (BRANDS.has(`${title} ${fold(text.slice(words.starts[next], words.ends[next]))}`))
    return { first: next, last: next, confidence: 'none' }
  if ((flags & INITIAL) !== 0 && last === next && text[words.ends[next] as number] !== '.') return undefined
  return context.isCompanyByWhatFollows(around) || organisationFollows(scanned, words, last, 1)
    ? undefined
    : { first: next, last, confidence: 'high' }
}

/** `Roe, Jane A.` */
function reversedName(scanned: ScannedText, words: NameWords, i: number): Name | undefined {
  const { text } = scanned
  const flags = words.flags[i] as number
  const next = i + 1
  if (next >= words.count || (flags & LAST) === 0 || text.slice(words.ends[i], words.starts[next]) !== ', ') return undefined
  const given = words.flags[next] as number
  if ((given & FIRST) === 0 || ((flags ^ given) & CAPITALS) !== 0) return undefined
  // `Sarah Roe, John Doe`: a list of names.
  if (i > 0 && gapBetween(text, words, i - 1) === SPACE && isName(words, i - 1)) return undefined
  // `Lopez, Santos and Coleman`: a list of last names, a firm.
  if ((given & LAST) !== 0 && /^(?:,| and| &|, and)\s[A-Z]/.test(text.slice(words.ends[next], (words.ends[next] as number) + 7)))
    return undefined
  if ((isAmbiguous(flags) && isAmbiguous(given)) || (flags & given & PLACE) !== 0) return undefined
  if ((given & WORD) !== 0 && (flags & FIRST) !== 0) return undefined
  let last = next
  while (last + 1 < words.count && last - next < 2 && gapBetween(text, words, last) === SPACE && isNameable(words, last + 1)) last++
  const nextFlags = words.flags[next + 1] as number
  if (last > next && (nextFlags & INITIAL) === 0 && (nextFlags & LAST) !== 0 && (nextFlags & FIRST) === 0) return undefined
  if (
    organisationFollows(scanned, words, last, 1) ||
    context.isCompanyByWhatFollows(context.beside(text, words.starts[i] as number, words.ends[last] as number))
  )
    return undefined
  return { first: i, last, confidence: isAmbiguous(flags) || isAmbiguous(given) ? 'medium' : 'high', reversed: true }
}

function labelOf(scanned: ScannedText, labels: readonly KeywordHit[], start: number): context.LabelStrength {
  if (isInCell(scanned.cells('name-labels'), start)) return 'label'
  const gap = labelBefore(labels, start, 40)
  if (gap === Infinity) return 'none'
  const labelEnd = start - gap
  let low = 0
  let high = labels.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((labels[middle] as KeywordHit).end < labelEnd) low = middle + 1
    else high = middle
  }
  return context.labelStrength(scanned.text, (labels[low] as KeywordHit).start, gap, start)
}

function judgeRun(
  scanned: ScannedText,
  words: NameWords,
  i: number,
  last: number,
  label: context.LabelStrength,
  around: context.Beside,
): Name | undefined {
  const { text } = scanned
  // Initials at the ends make no name: of `A. Background`, `Vitamin B`.
  const a = words.flags[i] as number
  let end = last
  while (
    end > i &&
    ((words.flags[end] as number) & INITIAL) !== 0 &&
    !(isName(words, i) && text[words.ends[end] as number] === '.') &&
    !isStrongFirst(words, i)
  )
    end--
  if (end === i) return undefined
  const sure = label !== 'none' || context.isPersonByWhatFollows(around) || context.isSignature(around) || context.isInHeader(around)
  if (isNamedAfter(scanned, words, i, end)) return { first: i, last: end, confidence: 'none' }
  if (
    context.isCompanyByWhatFollows(around) ||
    (organisationFollows(scanned, words, end, 2) && label === 'none') ||
    isEponym(scanned, words, end)
  )
    return undefined
  if (prefixPrecedes(text, words, i) && (a & LAST) === 0) return undefined
  const confidence = sure ? judgeSure(words, i, end, label) : judgeByDictionary(scanned, words, i, end, around)
  return confidence && { first: i, last: end, confidence }
}

/** Beside a label, an age, a degree, in a signature: names that no dictionary has are taken too. */
function judgeSure(words: NameWords, i: number, end: number, label: context.LabelStrength): Confidence | undefined {
  let known = 0
  for (let at = i; at <= end; at++) if (isName(words, at)) known++
  if (known > 0) return 'high'
  return ((words.flags[i] as number) & INITIAL) !== 0 && label === 'none' ? undefined : 'medium'
}

function judgeByDictionary(scanned: ScannedText, words: NameWords, i: number, end: number, around: context.Beside): Confidence | undefined {
  const a = words.flags[i] as number
  const b = words.flags[end] as number
  const first = (a & FIRST) !== 0
  const strongFirst = first && !isAmbiguous(a)
  const isLast = (b & LAST) !== 0
  const strongLast = isLast && !isAmbiguous(b)
  if ((a & CAPITALS) !== 0)
    return first && isLast && (strongFirst || strongLast) && end - i <= 2 ? (strongFirst && strongLast ? 'high' : 'medium') : undefined
  if (strongFirst) {
    if (isLast) return (b & ORGANISATION) !== 0 && end - i > 1 ? 'low' : 'high'
    return isOrdinary(scanned, words, end) ? undefined : 'medium'
  }
  if ((a & INITIAL) !== 0)
    return strongLast ? 'medium' : isLast && scanned.text[words.ends[i] as number] === '.' && (b & ORGANISATION) === 0 ? 'low' : undefined
  // `Frank G.`, `Smith J.`
  if ((b & INITIAL) !== 0 && end === i + 1)
    return (a & (ORGANISATION | EPONYM | PREFIX)) === 0 && (first || !isAmbiguous(a)) && !/^\.\d/.test(around.after) ? 'low' : undefined
  const opens = context.opensSentence(around)
  if (first) {
    const auxiliary = AUXILIARY.has(fold(scanned.text.slice(words.starts[i], words.ends[i])))
    if (strongLast) return auxiliary && opens && !context.isToldOfPerson(around) ? undefined : 'medium'
    if (/\b[Tt]he\s$/.test(around.before)) return undefined
    if (!isLast || auxiliary) return (b & FIRST) !== 0 && !isAmbiguous(b) && !opens ? 'low' : undefined
    return (b & (ORGANISATION | PLACE)) !== 0 && !context.isToldOfPerson(around) ? undefined : 'low'
  }
  if ((a & LAST) !== 0) {
    if (strongLast && !isAmbiguous(a)) return 'low'
    return undefined
  }
  if (isOrdinary(scanned, words, i)) return undefined
  if (strongLast) return opens ? 'low' : 'medium'
  if (isLast || isOrdinary(scanned, words, end)) return undefined
  // No dictionary has them: the sentence must treat them as a person.
  if (context.isToldOfPerson(around)) return 'medium'
  return hasSurnameEnding(scanned.text, words, end) ? 'low' : undefined
}

function hasSurnameEnding(text: string, words: NameWords, i: number): boolean {
  return SURNAME_ENDING.test(fold(text.slice(words.starts[i], words.ends[i])))
}

/** An unknown word that is hardly a name, by its ending. */
function isOrdinary({ text }: ScannedText, words: NameWords, i: number): boolean {
  const flags = words.flags[i] as number
  if ((flags & (FIRST | LAST)) !== 0) return false
  return (flags & INITIAL) !== 0
    ? false
    : ORDINARY_ENDING.test(text.slice(words.starts[i], words.ends[i])) || (words.ends[i] as number) - (words.starts[i] as number) < 3
}

/** A first name alone, or a last name where the words before it name a person. */
function judgeSingle(
  scanned: ScannedText,
  words: NameWords,
  i: number,
  label: context.LabelStrength,
  around: context.Beside,
): Name | undefined {
  const flags = words.flags[i] as number
  const { text } = scanned
  const name = (confidence: Confidence): Name => ({ first: i, last: i, confidence })
  if ((flags & INITIAL) !== 0) return undefined
  const first = (flags & FIRST) !== 0
  if ((flags & (FIRST | LAST)) === 0)
    return label === 'sure' &&
      (words.ends[i] as number) - (words.starts[i] as number) > 2 &&
      !isOrdinary(scanned, words, i) &&
      !/^\s?[:=]/.test(around.after)
      ? name('low')
      : undefined
  if (/^\s?[:=]/.test(around.after) && (!first || !context.opensSentence(around)) && label === 'none') return undefined
  if (
    isEponym(scanned, words, i) ||
    context.isCompanyByWhatFollows(around) ||
    organisationFollows(scanned, words, i, 2) ||
    /^\s?&\s/.test(around.after) ||
    /&\s$/.test(around.before)
  )
    return undefined
  const capitals = (flags & CAPITALS) !== 0
  if (label === 'sure') return name('medium')
  if (label === 'label' && !isAmbiguous(flags)) return name('medium')
  if (context.isPersonByWhatFollows(around) && !isAmbiguous(flags)) return name('medium')
  if (prefixPrecedes(text, words, i) || (i > 0 && isNamedAfter(scanned, words, i - 1, i))) return undefined
  if (first && (context.isGreeted(around) || context.isSignature(around)) && !capitalFollows(text, words, i)) return name('medium')
  if (context.isRelation(around) && (!isAmbiguous(flags) || (first && (flags & PLACE) === 0 && !capitalFollows(text, words, i))))
    return name('medium')
  if (!first || capitals || isAmbiguous(flags) || capitalFollows(text, words, i) || ordinaryPrecedes(text, words, i)) return undefined
  // `Wendy's lunch`: a shop, unless what she has is a person's.
  if (around.after.startsWith("'s") && !context.isToldOfPerson(around)) return undefined
  const word = fold(text.slice(words.starts[i], words.ends[i]))
  return word.length > 3 || SHORT_SINGLES.has(word) ? name('low') : undefined
}

/** `name: jane martinez`: where a label stands, lower case is no bar, but both words must be names. */
function lowerCaseNames({ text, units }: ScannedText, labels: readonly KeywordHit[]): Match[] {
  const matches: Match[] = []
  for (const label of labels) {
    if (!LOWER_CASE_LABELS.test(label.term)) continue
    const mark = /^(?:\s?[:=]|\sis)\s?/.exec(text.slice(label.end, label.end + 5))
    if (!mark) continue
    const from = label.end + mark[0].length
    const found = LOWER_CASE_NAME.exec(text.slice(from, from + 64))
    if (!found) continue
    const [whole, one, gap, two] = found as unknown as [string, string, string, string]
    const start = from + whole.indexOf(one)
    const end = from + whole.length
    const a = wordFlags(units, start, start + one.length)
    const b = wordFlags(units, end - two.length, end)
    const reversed = gap.startsWith(',')
    if ((reversed ? b & FIRST && a & LAST : a & FIRST && b & LAST) === 0 || (isAmbiguous(a) && isAmbiguous(b))) continue
    matches.push({
      start,
      end,
      confidence: 'medium',
      value: reversed ? `${two} ${one}` : `${one} ${two}`,
      excerpt: maskName(text.slice(start, end)),
    })
  }
  return matches
}

/** @returns undefined for a letter in place of a name; low confidence for who treats, writes or is to be called */
function toMatch(text: string, words: NameWords, { first, last, reversed }: Name, known: Confidence): Match | undefined {
  const start = words.starts[first] as number
  const end = words.ends[last] as number
  const word = (at: number) => fold(text.slice(words.starts[at], words.ends[at]))
  const value = first === last ? word(first) : reversed ? `${word(first + 1)} ${word(first)}` : `${word(first)} ${word(last)}`
  const name = text.slice(start, end)
  if (isPlaceholder(name)) return undefined
  const confidence = known === 'low' || isOfOffice(text, start, end) ? 'low' : known
  return { start, end, confidence, value, excerpt: maskName(name) }
}

/** Initials and lengths show. */
function maskName(name: string): string {
  return name
    .replace(/\s+/g, ' ')
    .replace(/(\p{L})([\p{L}\p{M}'-]+)/gu, (_all, initial: string, rest: string) => initial + '*'.repeat(rest.length))
}
