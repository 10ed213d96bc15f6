// Reads one street line and what follows it (unit, town, state, ZIP) from a bounded stretch of text after a house number. Part of `street-address`.
import { DIRECTIONS, NO_STREET_NAMES, NUMBERED_STREETS, STATES, STREET_SUFFIXES, UNIT_WORDS, WEAK_SUFFIXES } from './terms/street-words.ts'

export interface StreetLine {
  /** Characters of the stretch up to the end of the street. */
  readonly length: number
  /** `weak`: the suffix is an ordinary word; `none`: no suffix at all. */
  readonly kind: 'suffix' | 'numbered' | 'weak' | 'none'
  readonly suffix: string
  /** All words of the street begin with a capital, a digit or are directions. */
  readonly capitalised: boolean
}

export interface Tail {
  /** Characters from the end of the street; 0 where nothing of an address follows. */
  readonly length: number
  readonly unit: boolean
  readonly state: boolean
  readonly zip: boolean
}

/** Longest street after its number, and longest tail. */
export const MAX_STREET = 64
export const MAX_TAIL = 96
const MAX_NAME_WORDS = 5
const WORD = /([A-Za-z\u00c0-\u024f0-9][\w\u00c0-\u024f'/-]*)(\.?)(,?)(?:( ?\n ?| {1,2})|$|(?=[\n,;:.)(?!"'<\]|\t-]))/y
const PARTICLE = /^(?:of|the|de|la|del|los|las|el|y|and|at|van|von)$/i
/** Words that open no street name, though a capital may stand on them. */
const NO_NAME =
  /^(?:am|pm|a\.m|p\.m|mg|ml|mcg|kg|lbs?|cm|mm|km|min|mins|hrs?|hours?|days?|weeks?|months?|years?|yrs?|yo|y\/o|patients?|people|percent|million|billion|thousand|dollars?|times|pages?|items?|and|or|in|on|at|by|to|from|for|with|per|was|is|are|were|the|a|an|if|we|i|you|he|she|they|it|this|that|monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|mr|mrs|ms|please|call|see|more|less|minutes?|seconds?|easy|degrees?|steps?|reasons?|tips|best|top|great|our|your|my|his|her|their)$/i
const DIRECTION_AFTER = /^,? (?:N|S|E|W|NE|NW|SE|SW|North|South|East|West)\b\.?/
const HIGHWAYS = new Set(['highway', 'hwy', 'route', 'rte', 'interstate', 'us', 'sr', 'cr', 'fm', 'rt'])
const COUNTY = new Set(['county', 'state', 'farm', 'ranch', 'forest', 'township', 'private', 'rural', 'old'])
/** `Avenue of the Americas`: the type stands first. */
const TYPE_FIRST = /^(?:Avenue|Ave\.?|Calle|Camino|Via|Paseo|Avenida|Rue|Place) (?:(?:of|the|de|del|des|la|las|los|el) ){1,3}[A-Z][\w'-]+/
const UNIT =
  /^\s?,?\s{0,2}(?:(?:apt|apartment|ste|suite|unit|bldg|building|fl|floor|flr|rm|room|lot|trlr|trailer|spc|space|dept|penthouse|ph|pmb|flat|p\.?\s?o\.?\s?box)\b\.?\s?#?\s?(?:[A-Za-z]{0,2}-?\d[\w.-]{0,6}|[A-Za-z]\d{0,3}\b|[IVX]{1,4}\b)|#\s?[A-Za-z]?\d?[\w-]{0,6}|\d{1,3}(?:st|nd|rd|th)\.?\s(?:floor|fl)\b\.?)/i
const TOWN =
  /^(?:\s?[,;|]\s{0,2}(?:\n\s{0,8})?|\s?\n\s{0,8}|\s{1,3}|\t|\.\s)((?:[A-Z][A-Za-z.'\u00c0-\u024f-]{0,24}\s?(?:(?:of|the|de|la|on)\s)?){1,4}),?\s{0,2}(?:\n\s{0,4})?/
const STATE_ZIP =
  /^(?:,\s?|\t|\|\s?)?(?:(?:New|North|South|West|Rhode|District of|Puerto|British|Nova)\s)?([A-Za-z]{2,13})\b\.?(?:\s?[,-]?\s{0,3}\n?\s{0,3}(\d{5}(?:-\d{4})?)(?!\d))?/
/** A whole address in lower case, where only the ZIP makes sure. */
const LOWER_TAIL = /^,?\s(?:[nsew]{1,2},?\s)?[a-z.]{2,16}(?:\s[a-z.]{2,16}){0,3},?\s[a-z]{2},?\s\d{5}(?:-\d{4})?(?!\d)/
const ZIP_ONLY = /^[,\s]{0,3}(\d{5}(?:-\d{4})?)(?![\d-])/

/** @param stretch the text after a house number and its space */
export function readStreet(stretch: string): StreetLine | undefined {
  const prefixed = TYPE_FIRST.exec(stretch)
  if (prefixed) return { length: prefixed[0].length, kind: 'suffix', suffix: 'avenue', capitalised: true }
  const names: string[] = []
  let at = 0
  let best: StreetLine | undefined
  let capitalised = true
  for (let count = 0; count <= MAX_NAME_WORDS; count++) {
    WORD.lastIndex = at
    const match = WORD.exec(stretch)
    if (!match) break
    const [whole, word, dot, comma, gap] = match as unknown as [string, string, string, string, string | undefined]
    const lower = word.toLowerCase()
    const end = at + word.length + dot.length
    if (count === 0 && (NO_NAME.test(lower) || (/^\d+$/.test(word) && !/^\d{1,3}$/.test(word)))) return best
    const numbered = numberedStreet(word, lower, names, stretch.slice(end))
    if (numbered > 0) return { length: end + numbered, kind: 'numbered', suffix: lower, capitalised: capitalised && isCapital(word) }
    const named = names.length > 1 || names.some((name) => !DIRECTIONS.has(name))
    const suffix = named ? suffixKind(lower, names) : undefined
    if (suffix) {
      const direction = suffix === 'suffix' ? DIRECTION_AFTER.exec(stretch.slice(end)) : null
      best = { length: end + (direction?.[0].length ?? 0), kind: suffix, suffix: lower, capitalised: capitalised && isCapital(word) }
    }
    if (!/^[A-Z0-9\u00c0-\u00de]/.test(word) && !PARTICLE.test(word)) capitalised = false
    if (best && !suffix) return best
    names.push(lower)
    at += whole.length
    const abbreviated = dot !== '' && (lower.length <= 2 || DIRECTIONS.has(lower) || lower === 'dr' || lower === 'ft' || lower === 'mt')
    if (gap === undefined || comma !== '' || (dot !== '' && !abbreviated && !suffix)) break
  }
  return best
}

/** The words up to the first comma or line end, where no suffix is needed because a town with its ZIP follows. */
export function readBareStreet(stretch: string): StreetLine | undefined {
  const match =
    /^(?:[A-Z][A-Za-z'.\u00c0-\u024f-]{1,20}|[NSEW]\.?)(?: (?:[A-Z][A-Za-z'.\u00c0-\u024f-]{0,20}|\d{1,4}|of|de|la|del)){0,3}(?=\s?(?:[,\n]|$))/.exec(
      stretch,
    )
  if (!match || NO_NAME.test((match[0].split(' ')[0] as string).toLowerCase())) return undefined
  return { length: match[0].length, kind: 'none', suffix: '', capitalised: true }
}

/** @param stretch the text after the street */
export function readTail(stretch: string): Tail {
  const lower = LOWER_TAIL.exec(stretch)
  if (lower) return { length: lower[0].length, unit: false, state: true, zip: true }
  let at = 0
  let unit = false
  for (let units = 0; units < 3; units++) {
    const match = UNIT.exec(stretch.slice(at))
    if (!match || match[0].trim() === '' || /^\s?,?\s{0,2}#$/.test(match[0])) break
    unit = true
    at += match[0].length
  }
  const town = readTown(stretch.slice(at))
  if (town) return { length: at + town.length, unit, state: town.state, zip: town.zip }
  return { length: at, unit, state: false, zip: false }
}

function readTown(rest: string): { length: number; state: boolean; zip: boolean } | undefined {
  const town = TOWN.exec(rest)
  if (!town) {
    const zip = ZIP_ONLY.exec(rest)
    return zip ? { length: zip[0].length, state: false, zip: true } : undefined
  }
  // The town's words may have swallowed the state: step back word by word.
  const words = [...(town[1] as string).matchAll(/\S+/g)]
  const offset = town[0].indexOf(town[1] as string)
  for (let keep = words.length; keep >= 1; keep--) {
    const last = words[keep] as RegExpExecArray | undefined
    const from = last ? offset + last.index : town[0].length
    const state = STATE_ZIP.exec(rest.slice(from))
    if (state && isState(state[1] as string)) return { length: from + state[0].length, state: true, zip: state[2] !== undefined }
  }
  const zip = ZIP_ONLY.exec(rest.slice(town[0].length))
  return zip ? { length: town[0].length + zip[0].length, state: false, zip: true } : undefined
}

function isState(word: string): boolean {
  const lower = word.toLowerCase()
  if (!STATES.has(lower)) return false
  // `in`, `or`, `me`, `hi`: in lower case they are words.
  return (
    word.length > 2 ||
    word === word.toUpperCase() ||
    (word[0] === (word[0] as string).toUpperCase() &&
      !['in', 'or', 'me', 'hi', 'oh', 'ok', 'as', 'la', 'de', 'ma', 'pa', 'id', 'on', 'al', 'co', 'ap'].includes(lower))
  )
}

/** @returns the length of number and direction after `Highway`, `County Road` and the like, 0 where the street is none of them */
function numberedStreet(word: string, lower: string, names: readonly string[], after: string): number {
  if (!NUMBERED_STREETS.has(lower)) return 0
  const highway = HIGHWAYS.has(lower) && (lower.length > 2 || word === word.toUpperCase())
  if (!highway && !(names.length === 0 ? lower.length > 2 : COUNTY.has(names.at(-1) as string))) return 0
  const number = /^ (?:#\s?)?(\d{1,4}[A-Za-z]?|[A-Z])\b(?![\w'-]|\.\d)/.exec(after)
  if (!number) return 0
  return number[0].length + (/^ (?:North|South|East|West|[NSEW])\b/.exec(after.slice(number[0].length))?.[0].length ?? 0)
}

function suffixKind(lower: string, names: readonly string[]): 'suffix' | 'weak' | undefined {
  if (NO_STREET_NAMES.get(lower)?.has(names.at(-1) as string)) return undefined
  // `2 Lane Road`: a road of two lanes.
  if (names.length === 1 && names[0] === 'lane') return undefined
  if (STREET_SUFFIXES.has(lower)) return 'suffix'
  return WEAK_SUFFIXES.has(lower) && !UNIT_WORDS.has(lower) ? 'weak' : undefined
}

function isCapital(word: string): boolean {
  return /^[A-Z0-9]/.test(word)
}
