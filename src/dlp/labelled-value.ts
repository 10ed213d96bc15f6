// Values without a form of their own, which only their label makes: record, member, account and licence numbers. A value follows its label with nothing but
// connecting words between, at the end of a clause (`MRN for Jane Roe is 445566`), stands before it (`445566 (MRN)`), or beneath it in a table; lists go on.
import type { Confidence } from '../domain/finding.ts'
import { labelBefore } from './context-words.ts'
import type { Match, ScannedText } from './detector.ts'
import { type DigitTokens, firstTokenFrom, lengths, nextToken, tokenForms } from './digit-tokens.ts'
import { type KeywordHit, longestHits } from './keyword-hits.ts'
import type { Cell } from './table-columns.ts'

export interface LabelKind {
  readonly vocabulary: string
  readonly confidence: Confidence
  /** The label says too little alone and counts only where a mark follows: `Acct # 123`, `Policy: 123`. */
  readonly marked?: boolean
  /** The value follows at once: the end of a longer clause is not read. */
  readonly direct?: boolean
}

export interface LabelledRule {
  readonly labels: readonly LabelKind[]
  /** @param value as written, groups included @param kind the label that named it */
  readonly isValue: (value: string, kind: LabelKind) => boolean
  /** Groups of the value may be parted by a space: `ABC 123 456 789`. */
  readonly spaced?: boolean
  /** Letters behind the last digits that belong to the value; left out, one or two behind a hyphen: `12345678-A`. */
  readonly tail?: RegExp
  /** Label and value in one word, `MRN12345678`: the first group is the label. */
  readonly glued?: RegExp
  /** Letters before the first digits that belong to the value, at the end of the six characters before them. */
  readonly prefix?: RegExp
  /** Words that may stand between label and value: `plate CA 7ABC123`. */
  readonly asides?: RegExp
  /** Vocabulary of other trades: `gym` right before `member id`, and the label names nothing of ours. */
  readonly foreign?: string
}

export interface LabelledValue {
  readonly start: number
  readonly end: number
  readonly confidence: Confidence
  /** The label that named it. */
  readonly kind: LabelKind
  /** Without separators, upper case. */
  readonly value: string
}

/** What other numbers in mail are called. A detector that uses `labelledValues` has this among its vocabularies. */
export const OTHER_LABELS: Readonly<Record<'other-labels', readonly string[]>> = {
  'other-labels': (
    'phone,phones,telephone,tel,fax,cell,mobile,call,text,pager,order,orders,order number,invoice,invoice number,tracking,tracking number,ticket,ticket number,' +
    'reference,ref,po,purchase order,zip,zip code,room,page,pages,extension,ext,version,build,serial,serial number,part number,model,sku,upc,isbn,' +
    'confirmation,confirmation number,date,dob,born,amount,total,balance,price,suite,case,case number,ssn,social security,npi,ein,tin,routing,passport,' +
    'address,email,age,weight,height,time,status,temp,pulse,extn,fedex,ups'
  ).split(','),
}

/** Longest stretch between label and value that holds words; without words there is no more than white space and marks. */
const MAX_BETWEEN = 72
const MAX_JOINED = 40
const FOREIGN_REACH = 16
const MAX_GROUPS = 6
const TAG = /<\/?[a-z][^<>]{0,200}>/gi
const ASIDE = /\([^()\n]{0,40}\)|\[[^[\]\n]{0,40}\]/g
// Single characters and fixed words that end where a mark stands: no two ways to match, so linear; the input is bounded anyway.
const CONNECTORS =
  /^(?:[\s:#=.,|/\\()[\]{}"'`>*_-]|(?:is|are|was|were|no|num|nr|nos|number|numbers|id|ids|of|for|the|this|that|my|your|his|her|their|our|patient|member|assigned|reads|as|follows|listed|being|equals|value|text|string)(?=[\s:#=.,|/\\()[\]{}"'`>*_-]|$))*$/i
const COPULA = /(?:\b(?:is|was|are|as|reads|being|(?:changed|updated|corrected) to)|[:=#])["'\s]{0,4}$/i
/** A full stop that ends no clause: `no. 123`, `Mr. Roe`. */
const ABBREVIATION = /(^|\b(?:no|mr|mrs|ms|dr|st|jr|sr))\./gi
const CLAUSE_END = /[.;?!][\s"')]|\n\s*\n/
const LIST_GAP = /^\s?(?:[,;/&]|and|or|,\s?and)\s*#?\s*$/i
/** The next line of a list holds a value and nothing else. */
const LIST_LINE = /^[ \t]*[,;]?\n[ \t]*(?:[-*•][ \t]*)?$/
const LINE_END = /^[ \t]*(?:[,;\n]|$)/
const PREFIX = /(?<![A-Za-z0-9])[A-Za-z]{1,4}-\n?$/
const SPACED_PREFIX = /(?<![A-Za-z0-9])(?:[A-Za-z]{1,4}-\n?|(?!(?:NO|ID|IS|NR|NUM|FOR|THE|WAS|AND|OF)\s)[A-Z]{1,4} )$/
const TAIL = /^-[A-Za-z]{1,2}(?![A-Za-z0-9])/
const MARK = /^["'\s]{0,3}[#:=]/
const BEFORE_LABEL =
  /^(?:\s?[([]\s?(?:the\s)?|\s{1,2}(?:is|was|as|being|are)\s(?:(?:the|her|his|my|their|our|your|a|an|patient|member|assigned|current|new|valid|correct|[a-z]{2,15}'s?)\s){0,3}|\s?[-=]{1,2}\s?|\s)$/i
/** What is counted: `12345 pages`. */
const COUNTED =
  /^ (?:pages?|people|persons|patients|members|users|records|homes|visits|visitors|employees|customers|times|miles|beds|attendees|units|tickets|requests|reasons|days|hours|minutes|dollars|percent|items|adults|children|households|lives|copies|forms|claims|views|entries|respondents|subscribers|complaints|rows|points|calls|cases|orders|usd|eur)\b/i
const UNIT =
  /^\d+(?:st|nd|rd|th|s|am|pm|mg|ml|mcg|kg|g|cm|mm|km|h|hr|hrs|hours?|mins?|minutes?|k|m|mb|gb|kb|px|x|pt|lbs?|oz|yo|yrs?|days?|weeks?|digits?|pages?)$/i

/** @returns the values that the labels name, in order, without overlaps. Linear: each label looks at a bounded stretch, each list value once */
export function labelledValues(scanned: ScannedText, rule: LabelledRule): readonly LabelledValue[] {
  const found: LabelledValue[] = []
  for (const kind of rule.labels) {
    for (const label of longestHits(scanned.hits(kind.vocabulary))) {
      if (kind.marked && !MARK.test(scanned.text.slice(label.end, label.end + 5))) continue
      if (rule.foreign && isForeign(scanned, rule.foreign, label.start)) continue
      takeAfter(scanned, rule, kind, label.end, found)
      takeBefore(scanned, rule, kind, label, found)
    }
    takeColumn(scanned, rule, kind, scanned.cells(kind.vocabulary), found)
  }
  if (rule.glued) takeGlued(scanned, rule, rule.glued, found)
  return withoutOverlaps(found)
}

/** Excerpt and span of a labelled value: its last two characters show. */
export function labelledMatch({ start, end, confidence, value }: LabelledValue): Match {
  return { start, end, confidence, value, excerpt: `${'*'.repeat(Math.max(4, value.length - 2))}${value.slice(-2)}` }
}

function isForeign(scanned: ScannedText, vocabulary: string, labelStart: number): boolean {
  const gap = labelBefore(scanned.hits(vocabulary), labelStart, FOREIGN_REACH)
  return gap < Infinity && /^[ \w'/-]*$/.test(scanned.text.slice(labelStart - gap, labelStart))
}

/** The value that follows a label, and further ones of a list: `MRNs: 123456, 654321`. */
function takeAfter(scanned: ScannedText, rule: LabelledRule, kind: LabelKind, labelEnd: number, found: LabelledValue[]): void {
  const { text, tokens } = scanned
  let at = firstTokenFrom(tokens, labelEnd)
  let from = labelEnd
  while (at < tokens.count && (tokens.starts[at] as number) - from <= MAX_BETWEEN) {
    const candidate = valueAt(scanned, from === labelEnd ? rule : { ...rule, prefix: PREFIX }, kind, at, from)
    if (!candidate) return
    const between = text.slice(from, candidate.start)
    if (from === labelEnd ? !leadsTo(scanned, rule, kind, between, from) : !goesOn(text, between, candidate.end)) return
    found.push(toValue(text, candidate.start, candidate.end, kind))
    from = candidate.end
    at = candidate.next
  }
}

function goesOn(text: string, between: string, end: number): boolean {
  return LIST_LINE.test(between) ? LINE_END.test(text.slice(end, end + 4)) : LIST_GAP.test(between)
}

function leadsTo(scanned: ScannedText, rule: LabelledRule, kind: LabelKind, between: string, from: number): boolean {
  const words = between.replace(TAG, ' ').replace(ASIDE, ' ').replace(ABBREVIATION, '$1')
  const bare = rule.asides ? words.replace(rule.asides, ' ') : words
  if (bare.length <= MAX_JOINED && CONNECTORS.test(bare)) return true
  // `MRN: ____ Room: 445566`: the label has its own mark, and nothing behind it.
  if (kind.direct || kind.marked || /^\s*[:=]|__/.test(bare) || !COPULA.test(bare) || CLAUSE_END.test(bare)) return false
  return labelBefore(scanned.hits('other-labels'), from + between.length, between.length - 1) === Infinity
}

/** `445566 (MRN)`, `445566 is her MRN`; after white space alone only where the label has no value of its own. */
function takeBefore(scanned: ScannedText, rule: LabelledRule, kind: LabelKind, label: KeywordHit, found: LabelledValue[]): void {
  const { text, tokens } = scanned
  const last = firstTokenFrom(tokens, label.start) - 1
  if (last < 0) return
  const lastDigits = tokens.ends[last] as number
  const end = lastDigits + (rule.tail?.exec(text.slice(lastDigits, Math.min(label.start, lastDigits + 8)))?.[0].length ?? 0)
  const between = text.slice(end, label.start)
  if (between.length > 40 || !BEFORE_LABEL.test(between)) return
  if (/^[\s=-]*$/.test(between) && isNamed(scanned, label.end)) return
  // The groups that belong to the value stand before its last one.
  let first = last
  while (first > 0 && first > last - MAX_GROUPS && joint(text, tokens, first, rule.spaced === true)) first--
  for (let at = first; at <= last; at++) {
    const candidate = valueAt(scanned, rule, kind, at, 0)
    if (!candidate || candidate.end !== end) continue
    if (labelBefore(scanned.hits('other-labels'), candidate.start, 20) < Infinity) return
    found.push(toValue(text, candidate.start, candidate.end, kind))
    return
  }
}

/** Whether something that a label names follows at once: then a number before the label belongs to another. */
function isNamed({ text, tokens }: ScannedText, labelEnd: number): boolean {
  if (/^\s?[:#=]/.test(text.slice(labelEnd, labelEnd + 2))) return true
  const at = firstTokenFrom(tokens, labelEnd)
  return at < tokens.count && (tokens.starts[at] as number) - labelEnd <= 12
}

/** Values beneath a column's head. */
function takeColumn(scanned: ScannedText, rule: LabelledRule, kind: LabelKind, cells: readonly Cell[], found: LabelledValue[]): void {
  const { text, tokens } = scanned
  for (const cell of cells) {
    const at = firstTokenFrom(tokens, cell.start)
    if (at >= tokens.count || (tokens.starts[at] as number) >= cell.end) continue
    const candidate = valueAt(scanned, rule, kind, at, cell.start)
    if (candidate && candidate.end <= cell.end) found.push(toValue(text, candidate.start, candidate.end, kind))
  }
}

/** Label and value in one word. */
const GLUED = tokenForms({ mixed: lengths(1, 30) })

/** `MRN12345678`: the first group of the pattern is the label. */
function takeGlued({ text, tokens }: ScannedText, rule: LabelledRule, glued: RegExp, found: LabelledValue[]): void {
  for (let i = nextToken(tokens, GLUED, 0); i < tokens.count; i = nextToken(tokens, GLUED, i + 1)) {
    const start = tokens.starts[i] as number
    const end = tokens.ends[i] as number
    if (tokens.pure[i] || end - start > 30) continue
    const label = glued.exec(text.slice(start, end))?.[1]
    const kind = rule.labels[0]
    if (label && kind && rule.isValue(text.slice(start + label.length, end), kind))
      found.push(toValue(text, start + label.length, end, kind))
  }
}

interface Candidate {
  readonly start: number
  readonly end: number
  /** Index of the first token behind it. */
  readonly next: number
}

/** The longest run of groups from a token on that the rule takes for a value. @param from where the value may begin at the earliest */
function valueAt({ text, tokens }: ScannedText, rule: LabelledRule, kind: LabelKind, at: number, from: number): Candidate | undefined {
  const spaced = rule.spaced === true
  let next = at + 1
  while (next < tokens.count && next < at + MAX_GROUPS && joint(text, tokens, next, spaced)) next++
  const first = tokens.starts[at] as number
  const prefix = prefixBefore(text, from, first, rule.prefix ?? (spaced ? SPACED_PREFIX : PREFIX))
  for (; next > at; next--) {
    const last = tokens.ends[next - 1] as number
    const suffix = (rule.tail ?? TAIL).exec(text.slice(last, last + 8))?.[0].length ?? 0
    for (const start of prefix > 0 ? [first - prefix, first] : [first]) {
      for (const end of suffix > 0 ? [last + suffix, last] : [last]) {
        if (!isOtherThing(text, start, end) && rule.isValue(text.slice(start, end).replace('\n', ''), kind)) return { start, end, next }
      }
    }
  }
  return undefined
}

/** Whether a group belongs to the one before it: joined by a hyphen, a dot or, where the rule says so, a space. */
function joint(text: string, tokens: DigitTokens, at: number, spaced: boolean): boolean {
  const start = tokens.starts[at] as number
  const before = tokens.ends[at - 1] as number
  const mark = text[before]
  // A line may end behind a hyphen; a quote prefix on the next one is off already.
  if (mark === '-' && (start - before === 1 || (start - before === 2 && text[before + 1] === '\n'))) return true
  if (start - before !== 1 || !spaced || (mark !== ' ' && mark !== '.')) return false
  const length = (tokens.ends[at] as number) - start
  const lengthBefore = before - (tokens.starts[at - 1] as number)
  return (lengthBefore >= 2 && lengthBefore <= 5 && length >= 3) || (lengthBefore === 2 && length === 2)
}

/** Letters before the first digits: `AB-123456`, `XYZ 123456789`. */
function prefixBefore(text: string, from: number, first: number, pattern: RegExp): number {
  return pattern.exec(text.slice(Math.max(from, first - 6), first))?.[0].length ?? 0
}

/** Dates, times, amounts, ordinals, measures and what is left of a masked number, by their form. */
function isOtherThing(text: string, start: number, end: number): boolean {
  const value = text.slice(start, end)
  if (/^[x*]{2,}\d{1,6}$/i.test(value) || /[*x•]{2}[- ]?$/i.test(text.slice(Math.max(0, start - 3), start))) return true
  if (/^(?:19|20)\d\d[-.]\d{1,2}[-.]\d{1,2}$|^\d{1,2}[-.]\d{1,2}[-.](?:19|20)?\d\d$/.test(value) && !/^\d\d-\d\d-\d\d$/.test(value))
    return true
  if (/^(?:19|20)\d\d(?:-(?:19|20)?\d\d)?$/.test(value) || UNIT.test(value)) return true
  const before = text.slice(Math.max(0, start - 2), start)
  if (/[$€£+@]$|\d[.:]$/.test(before) || COUNTED.test(text.slice(end, end + 16))) return true
  const after = text.slice(end, end + 2)
  if (end - start <= 4 && (/\d\/$/.test(before) || /^\/\d/.test(after))) return true
  return /^(?:[:.]\d|%|@[a-z])/i.test(after)
}

function toValue(text: string, start: number, end: number, kind: LabelKind): LabelledValue {
  const value = text
    .slice(start, end)
    .replace(/[^0-9A-Za-z]/g, '')
    .toUpperCase()
  return { start, end, confidence: kind.confidence, kind, value }
}

function withoutOverlaps(found: LabelledValue[]): readonly LabelledValue[] {
  found.sort((a, b) => a.start - b.start || b.end - a.end || rank(b) - rank(a))
  const kept: LabelledValue[] = []
  for (const value of found) {
    const last = kept.at(-1)
    if (!last || value.start >= last.end) kept.push(value)
    else if (value.start === last.start && value.end === last.end && rank(value) > rank(last)) kept[kept.length - 1] = value
  }
  return kept
}

function rank({ confidence }: LabelledValue): number {
  return confidence === 'high' ? 2 : confidence === 'medium' ? 1 : 0
}

/**
 * Names of an identifier as forms and people write them: each noun with each ending, also in one word as in JSON (`memberId`, `member_id`).
 * @param nouns `member`, `subscriber` @param endings `id`, `number`
 */
export function labelForms(nouns: readonly string[], endings: readonly string[]): string[] {
  return nouns.flatMap((noun) => endings.flatMap((ending) => [`${noun} ${ending}`, `${noun}${ending}`.replaceAll(' ', '')]))
}

export const ID_ENDINGS =
  'id,ids,id number,id numbers,id no,id num,identification number,identification no,identifier,identifiers,number,numbers,no,nos,num,nr,nbr'.split(
    ',',
  )
export const NUMBER_ENDINGS = 'number,numbers,no,nos,num,nr,nbr'.split(',')
