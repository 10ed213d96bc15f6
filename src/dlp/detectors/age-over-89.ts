// Ages over 89, which Safe Harbor counts as an identifier (45 CFR 164.514(b)(2)(i)(C)): `94-year-old`, `aged 91`, `Age: 94`, `93 y/o`, `ninety-three years
// old`, a 90th birthday, a nonagenarian. The number alone is nothing: an age word stands before it or behind it. Ages of houses and companies, spans
// of time and the statute's own category "90 or older" are not ages of a person.
import type { Confidence } from '../../domain/finding.ts'
import { labelBefore } from '../context-words.ts'
import { defineDetector, type Match, type ScannedText } from '../detector.ts'
import { lengths, nextToken, tokenForms } from '../digit-tokens.ts'
import { longestHits } from '../keyword-hits.ts'
import { isInCell } from '../table-columns.ts'

const YOUNGEST = 90
const OLDEST = 125
const LABELS = (
  'age,ages,aged,pt age,patient age,current age,age sex,age gender,age at death,age at diagnosis,age at visit,age in years,age years,age yrs,turned,turns,turning,died at,dies at,died aged,' +
  'passed away at,passed at,lived to,lived to be,reached the age of,reaching the age of'
).split(',')
const UNITS = 'ninety,ninety one,ninety two,ninety three,ninety four,ninety five,ninety six,ninety seven,ninety eight,ninety nine'.split(
  ',',
)
const HUNDREDS = ['', ' one', ' two', ' three', ' four', ' five', ' six', ' seven', ' eight', ' nine', ' ten'].flatMap((unit) => [
  `one hundred${unit}`,
  `a hundred${unit}`,
  ...(unit ? [`one hundred and${unit}`, `a hundred and${unit}`] : []),
])
const ORDINALS =
  'ninetieth,ninety first,ninety second,ninety third,ninety fourth,ninety fifth,ninety sixth,ninety seventh,ninety eighth,ninety ninth,hundredth,one hundredth'.split(
    ',',
  )
const PEOPLE = 'nonagenarian,nonagenarians,centenarian,centenarians,supercentenarian,supercentenarians'.split(',')
/** Behind the number. `old` and the like end it; the rest says more. */
const YEARS_OLD =
  /^\+?["'\s]{0,2}[\s-]{0,3}(?:years?|yrs?|yr\.|yrs\.|y)[\s-]{0,3}(?:old|olds|of[\s-]age|young|o)\b|^[\s-]?(?:y\s?\/\s?o|y\.\s?o\.?|yo[fmw]?|y\/?o|y\.?o)(?![a-z])|^yrs?(?![a-z])(?!\s(?:ago|of|later|since))/i
const SEX = /^\s?(?:yo)?\s?[FM]\s(?=with|w\/|who|presents|presenting|presented|admitted|c\/o|s\/p|h\/o|hx|pmh|from|seen|status|found|being)/
const BIRTHDAY = /^(?:st|nd|rd|th)?\s(?:birthday|b-day|bday|year\sof\s(?:life|age))/i
/** What may stand between an age word and the number. */
const CONNECTORS =
  /^["'\s:=|.>*-]{0,6}(?:(?:is|was|of|about|approximately|approx|over|nearly|almost|at|the|now|age|just|roughly|around|~)\.?\s{1,2}){0,3}(?:\(?(?:years|yrs|in years|y)\)?\s?[:=]?\s?)?["'\s:=|>(~]{0,4}$/i
const AGE_SLASH_SEX = /^["'\s]{0,2}(?:\/\s?(?:sex|gender)|\s?&\s?sex)?["'\s:=|-]{1,5}$/i
/** `She is 94.`, `mom just turned 91 and …` */
const SUBJECT =
  /(?:\b(?:he|she|who|mom|dad|mother|father|grandma|grandpa|grandmother|grandfather|wife|husband|aunt|uncle|patient|pt|resident|client|veteran|lady|woman|man|gentleman)(?:'s|\s(?:is|was)(?:\s(?:now|nearly|almost|only|already|about))?)|\bI(?:'m|\sam))\s$/i
const SUBJECT_ENDS = /^(?:[.,;!?](?=\s|$)|\s(?:and|but|now|who|today|this|next|years\syoung)\b|\s*$)/i
const DECADE = /\bin\s(?:his|her|their|my)\s(?:(?:early|mid|late)[\s-])?$/i
/** Other measures that follow a number. */
const MEASURE =
  /^(?:['"]?\s?(?:%|°|percent|degrees?|days?|weeks?|wks?|months?|mos?\b|minutes?|mins?|hours?|hrs?|seconds?|miles?|km|kg|lbs?|pounds?|dollars?|usd|mg|ml|mcg|bpm|beats|mm|cm|points?|pages?|items?|times|patients|people|participants|subjects|st\b|nd\b|rd\b|th\b))/i
const RANGE_BEFORE = /(?:\d\s?(?:-|to|through|and)\s?|(?:between|from|up to|under|below|less than|<|>=?|[≥≤])\s?)$/i
/** The category that the statute allows, and the brackets of statistics. */
const CATEGORY =
  /^(?:["'\s]{0,2}(?:-\s?\d|to\s\d|(?:years?\s(?:of\sage\s|old\s)?)?(?:or|and)\s(?:older|over|above|up|more|under|younger)|years?\s(?:ago|earlier|later|of\s(?:experience|service|history|tradition|data|operation|marriage)|since|in\s(?:business|prison)|from\snow)))/i
/** Nouns that have an age and are no person. */
const THINGS =
  'hospital|building|house|home|company|church|institution|organi[sz]ation|tradition|bridge|tree|law|firm|brand|school|university|college|wine|mortgage|bond|business|facility|clinic|practice|structure|' +
  'record|history|flood|storm|lease|barn|hotel|theat(?:er|re)|library|museum|farm|system|statute|act|rule|equipment|pipe|piano|violin|book|painting|car|ship|train|station|tower|town|city|club|foundation|newspaper|magazine|recipe|journal|study|data|technology|document|photo|photograph|method|idea|game|rivalry|race|festival|factory|plant|mall|restaurant|bank|railroad|pipeline|sewer|road|street|neighborhood|stadium|park|garden|organ|clock|coin|bottle|whiskey|scotch|cemetery|prison|court|courthouse|elevator|furnace|boiler|pub|inn|vineyard|winery|orchard|fire|record|myth|question|problem|mystery|policy|contract|letter|diary|film|movie|song|statue|monument|wall|fence|tortoise|turtle|program|oak|elm|property|landmark|treaty|war|partnership|anniversary|site|chapel|dam|mill|estate|cottage|antique|manuscript|map'
const THING_AFTER = new RegExp(
  `^[\\s,]{1,3}(?:[a-z]+\\s){0,2}(?:${THINGS})s?\\b(?!\\s(?:patient|resident|manager|worker|owner|nurse))`,
  'i',
)
const THING_BEFORE = new RegExp(`\\b(?:${THINGS})(?:\\s[a-z]+){0,3}\\s(?:is|was|are|were|turns|turned|being)(?:\\s[a-z]+){0,2}\\s?$`, 'i')
const SINCE = /(?:after|for|in|last|past|next|every|within|over\sthe|these|first)\s(?:the\s)?(?:last\s|past\s|next\s)?$/i

export const ageOver89 = defineDetector({
  id: 'age-over-89',
  about: 'Age of a person over 89',
  source: '45 CFR 164.514(b)(2)(i)(C)',
  vocabularies: {
    'age-over-89': LABELS,
    'age-over-89-numbers': [...UNITS, ...HUNDREDS],
    'age-over-89-ordinals': ORDINALS,
    'age-over-89-people': PEOPLE,
    'age-over-89-nineties': ['nineties'],
  },
  find(scanned) {
    const matches: Match[] = []
    takeNumbers(scanned, matches)
    const digits = matches.length
    for (const { start, end, term } of longestHits(scanned.hits('age-over-89-numbers'))) {
      const confidence = judge(scanned, start, end)
      if (confidence) matches.push(toMatch(start, end, confidence, term))
    }
    for (const { start, end, term } of longestHits(scanned.hits('age-over-89-ordinals')))
      if (BIRTHDAY.test(scanned.text.slice(end, end + 20))) matches.push(toMatch(start, end, 'medium', term))
    for (const { start, end, term } of scanned.hits('age-over-89-nineties'))
      if (DECADE.test(scanned.text.slice(Math.max(0, start - 20), start))) matches.push(toMatch(start, end, 'medium', term))
    for (const { start, end, term } of scanned.hits('age-over-89-people'))
      matches.push(toMatch(start, end, term.endsWith('s') ? 'low' : 'medium', term))
    return matches.length > digits ? matches.sort((a, b) => a.start - b.start) : matches
  },
  examples: {
    match: [
      'a 92-year-old woman',
      'Age: 94',
      'aged 91',
      'He is 93 years old.',
      '97 y/o male',
      '95 yo F with chest pain',
      'ninety-three years old',
      'a nonagenarian from the north ward',
      'at the age of 96',
      'Age/Sex: 94/F',
      '101 year old patient',
      'her 90th birthday',
      '91yo',
      '"age": 94,',
      'Name,Age\nRoe,94',
      'turned 90 in March',
      'died at 93',
      'Patient age (years): 98',
      '94 years of age',
      'a 90 y.o. gentleman',
      'one hundred and two years old',
      'a hundred years old on Monday',
      'pt is 92 yrs old',
      'the 92\nyear-old patient',
      'She is 94 and lives alone.',
      'a man in his nineties',
    ],
    ignore: [
      '90 years ago',
      'our 100-year-old hospital',
      '89-year-old man',
      'a 45-year-old woman',
      'Age: ____',
      'page 94',
      '94 patients',
      'age 90 days',
      'stage 94',
      '90 years of experience',
      'DOB 01/02/1930',
      'the building is 95 years old',
      'heart rate 94',
      'a 100-year flood',
      'ages 18-95',
      'turned 90 degrees',
      'aged 95 days past due',
      'the age of the internet, 1995',
      'patients 90 or older',
      'score 94 of 100',
      'ninety days',
      'one hundred dollars',
      'a 95-year-old house',
      'music of the 90s',
      'HR was 94 and regular',
      'in the next 90 years old rules will go',
    ],
  },
})

const FORMS = tokenForms({ pure: [2, 3], mixed: lengths(2, 7) })

function takeNumbers(scanned: ScannedText, matches: Match[]): void {
  const { text, tokens } = scanned
  const hasLabels = scanned.hits('age-over-89').length > 0
  for (let i = nextToken(tokens, FORMS, 0); i < tokens.count; i = nextToken(tokens, FORMS, i + 1)) {
    const start = tokens.starts[i] as number
    const length = (tokens.ends[i] as number) - start
    const first = text.charCodeAt(start)
    // 90 to 99, 100 to 125; `92yo` in one word.
    if (first !== NINE && first !== ONE) continue
    const size = first === NINE ? 2 : 3
    if (tokens.pure[i] && length !== size) continue
    const age = Number(text.slice(start, start + size))
    if (!(age >= YOUNGEST && age <= OLDEST)) continue
    const end = start + size
    if (!hasLabels && !mayGoOn(text.charCodeAt(end))) continue
    const confidence = judge(scanned, start, end)
    if (confidence) matches.push(toMatch(start, end, confidence, String(age)))
  }
}

/** White space, hyphen, quote, mark or letter: without one of them and without a label the number is no age. */
function mayGoOn(unit: number): boolean {
  return (
    unit <= 0x20 ||
    unit === 0x2d ||
    unit === 0x22 ||
    unit === 0x27 ||
    unit === 0x2b ||
    unit === 0x2e ||
    unit === 0x2c ||
    unit >= 0x41 ||
    Number.isNaN(unit)
  )
}

function judge(scanned: ScannedText, start: number, end: number): Confidence | undefined {
  const { text } = scanned
  const before = text.slice(Math.max(0, start - 60), start)
  const after = text.slice(end, end + 60)
  if (/[\d$€£#.,+/]$/.test(before) && /\d[.,/]$|[$€£#+]$|\d$/.test(before)) return undefined
  if (/^(?:[.,:]\d|\d)/.test(after)) return undefined
  const old = YEARS_OLD.exec(after)?.[0]
  if (old !== undefined) {
    const rest = after.slice(old.length)
    if (RANGE_BEFORE.test(before) || THING_AFTER.test(rest) || THING_BEFORE.test(before) || SINCE.test(before)) return undefined
    return /^\s(?:or|and)\s(?:older|over|above|up)\b/i.test(rest) ? undefined : 'high'
  }
  if (SEX.test(after)) return RANGE_BEFORE.test(before) ? undefined : 'medium'
  if (BIRTHDAY.test(after)) return 'high'
  if (SUBJECT.test(before) && SUBJECT_ENDS.test(after)) return 'medium'
  if (/^'?s\b/.test(after)) return DECADE.test(before) ? 'medium' : undefined
  return isLabelled(scanned, start, before, after)
}

function isLabelled(scanned: ScannedText, start: number, before: string, after: string): Confidence | undefined {
  if (MEASURE.test(after) || CATEGORY.test(after) || /^[a-z0-9]/i.test(after)) return undefined
  if (isInCell(scanned.cells('age-over-89'), start)) return 'high'
  const gap = labelBefore(scanned.hits('age-over-89'), start, 40)
  if (gap === Infinity) return undefined
  const between = scanned.text.slice(start - gap, start)
  if (!CONNECTORS.test(between) && !AGE_SLASH_SEX.test(between)) return undefined
  return THING_BEFORE.test(before.slice(0, before.length - gap)) ? undefined : 'high'
}

function toMatch(start: number, end: number, confidence: Confidence, value: string): Match {
  return { start, end, confidence, value, excerpt: '**' }
}

const ONE = 0x31
const NINE = 0x39
