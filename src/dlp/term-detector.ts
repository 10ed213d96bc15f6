// Detectors made of word lists (step 2, inspect): unmistakable terms count by themselves; words that other trades use too count only where the text is
// about somebody's health; idioms (`stroke of luck`, `viral marketing`) take their words out. Whole words only; linear in the hits.
import type { Confidence, DetectorId } from '../domain/finding.ts'
import { nearestLabel, withPlurals } from './context-words.ts'
import { type Detector, defineDetector, type Match, type ScannedText } from './detector.ts'
import { type KeywordHit, longestHits } from './keyword-hits.ts'
import { CLINICAL_WORDS } from './terms/medical-everyday.ts'
import { NOT_ABOUT_HEALTH } from './terms/not-about-health.ts'
import { withSpellings } from './terms/term-list.ts'

export interface TermRule extends Pick<Detector, 'id' | 'about' | 'source' | 'examples'> {
  readonly id: DetectorId
  /** Unmistakable: high. In capitals where only capitals are meant. */
  readonly terms: readonly string[]
  /** Words of the body: medium beside a context word or a term, beside a second one, or after `my`, `your`, `she has`. */
  readonly bodily: readonly string[]
  /** Words of other trades too: medium beside a context word or a term. */
  readonly everyday: readonly string[]
  /** Words that tell that the text is about care, beside `CLINICAL_WORDS`; no finding themselves. */
  readonly context: readonly string[]
  /** Phrases whose words belong to another detector of terms: `physical therapy` is no mental health. */
  readonly notThese?: readonly string[]
  /** Findings that are not words: doses, readings. In order of start. */
  readonly measures?: (scanned: ScannedText) => readonly Match[]
  /** Further vocabularies, for `measures`. */
  readonly vocabularies?: Detector['vocabularies']
}

/** Vocabularies that all detectors of terms share. */
const CLINICAL = 'clinical-words'
const IDIOMS = 'not-about-health'
const CLINICAL_FORMS = withPlurals(withSpellings(CLINICAL_WORDS))
const IDIOM_FORMS = withPlurals(NOT_ABOUT_HEALTH)

/** Characters between an everyday word and the context word that makes it medical: a sentence, not a page. */
const REACH = { before: 80, after: 80 }
/** Two words of the body in one breath: `fever and a rash`. */
const COMPANY = 40
const OWNER =
  /(?:^|[^a-z'’])(?:my|your|his|her|(?:patient|son|daughter|mother|father|mom|dad|wife|husband)['’]s|(?:he|she|i|who|patient|son|daughter|mother|father|mom|dad|wife|husband) (?:has|have|had|gets|got))[ \t\n]+(?:[a-z]+[ \t\n]+){0,2}$/i
const OWNER_LENGTH = 40

/** Makes the detector of a rule. */
export function defineTermDetector(rule: TermRule): Detector {
  const names = {
    terms: rule.id,
    bodily: `${rule.id}-bodily`,
    everyday: `${rule.id}-everyday`,
    context: `${rule.id}-context`,
    not: `${rule.id}-not`,
  }
  const capitals = new Set(
    [...rule.terms, ...rule.bodily, ...rule.everyday, ...rule.context].filter(isCapitals).map((term) => term.toLowerCase()),
  )
  return defineDetector({
    id: rule.id,
    about: rule.about,
    source: rule.source,
    vocabularies: {
      [names.terms]: formsOf(rule.terms),
      [names.bodily]: formsOf(rule.bodily),
      [names.everyday]: formsOf(rule.everyday),
      [names.context]: formsOf(rule.context),
      [names.not]: withPlurals(rule.notThese ?? []),
      [CLINICAL]: CLINICAL_FORMS,
      [IDIOMS]: IDIOM_FORMS,
      ...rule.vocabularies,
    },
    find(scanned) {
      const idioms = idiomsOf(scanned, names.not)
      const hitsOf = (name: string) => meant(longestHits(scanned.hits(name)), idioms, capitals, scanned.text)
      const terms = hitsOf(names.terms)
      const matches: Match[] = terms.map((hit) => toMatch(hit, 'high'))
      const measures = rule.measures?.(scanned) ?? []
      const readings = measures.map(({ start, end, value }) => ({ start, end, term: value }))
      const bodily = hitsOf(names.bodily)
      const everyday = hitsOf(names.everyday)
      if (bodily.length > 0 || everyday.length > 0) {
        const clinical = hitsOf(CLINICAL).filter((hit) => !isStreet(hit, scanned.text))
        const context = hitsOf(names.context)
        const isNear = ({ start, end }: KeywordHit) =>
          [clinical, context, terms, readings].some((hits) => nearestLabel(hits, start, end, REACH) < Infinity)
        for (const [i, hit] of bodily.entries()) {
          if (hasCompany(bodily, i) || isOwned(scanned.text, hit.start) || isNear(hit)) matches.push(toMatch(hit, 'medium'))
        }
        for (const hit of everyday) if (isNear(hit)) matches.push(toMatch(hit, 'medium'))
      }
      matches.push(...measures)
      return matches.sort((a, b) => a.start - b.start)
    },
    examples: rule.examples,
  })
}

/** A term beside a name is health information itself: only its first letter and length are shown. */
export function maskTerm(term: string): string {
  return `${term.slice(0, 1)}${'*'.repeat(Math.max(1, term.length - 1))}`
}

function toMatch({ start, end, term }: KeywordHit, confidence: Confidence): Match {
  return { start, end, confidence, value: term, excerpt: maskTerm(term) }
}

function formsOf(terms: readonly string[]): string[] {
  return withPlurals(withSpellings(terms))
}

function isCapitals(term: string): boolean {
  return /^[^a-z]*[A-Z][^a-z]*$/.test(term)
}

/** All phrases that take their words out, in order. */
function idiomsOf(scanned: ScannedText, own: string): readonly KeywordHit[] {
  const shared = longestHits(scanned.hits(IDIOMS))
  const others = scanned.hits(own)
  return others.length === 0 ? shared : longestHits([...shared, ...others].sort((a, b) => a.end - b.end || b.start - a.start))
}

/** Without the hits inside an idiom and those that lack their capitals. @param hits @param idioms in order, without overlaps inside one another */
function meant(
  hits: readonly KeywordHit[],
  idioms: readonly KeywordHit[],
  capitals: ReadonlySet<string>,
  text: string,
): readonly KeywordHit[] {
  let at = 0
  return hits.filter(({ start, end, term }) => {
    while (at < idioms.length && (idioms[at] as KeywordHit).end <= start) at++
    const idiom = idioms[at]
    if (idiom && idiom.start <= start && idiom.end >= end) return false
    return !capitals.has(term) || /^[^a-z]+$/.test(text.slice(start, end))
  })
}

function hasCompany(hits: readonly KeywordHit[], i: number): boolean {
  const hit = hits[i] as KeywordHit
  const before = hits[i - 1]
  const after = hits[i + 1]
  if (before && hit.start - before.end <= COMPANY && before.term !== hit.term) return true
  return after !== undefined && after.start - hit.end <= COMPANY && after.term !== hit.term
}

function isOwned(text: string, start: number): boolean {
  return OWNER.test(text.slice(Math.max(0, start - OWNER_LENGTH), start))
}

/** `123 Oak Dr. Springfield`: a drive, not a doctor. A doctor's title stands before a name and not after one. */
function isStreet({ start, end, term }: KeywordHit, text: string): boolean {
  if (term !== 'dr') return false
  return /[A-Z][a-z]*[ \t]+$/.test(text.slice(Math.max(0, start - 20), start)) || !/^\.?[ \t]+[A-Z]/.test(text.slice(end, end + 4))
}
