// Numbers that only care writes (step 2, inspect): doses (`metformin 500 mg twice daily`) and readings (`BP 140/90`, `A1c 8.2`, `SpO2 97%`). They make a text
// health information without any word of a list. Used by the detector `medical-term`; linear in the unit and label hits.
import type { Confidence } from '../domain/finding.ts'
import { nearestLabel } from './context-words.ts'
import type { Match, ScannedText } from './detector.ts'
import { lengths, nextToken, tokenForms } from './digit-tokens.ts'
import type { KeywordHit } from './keyword-hits.ts'
import { DOSE_UNITS, DOSE_WORDS, READING_LABELS } from './terms/medical.ts'

/** Vocabularies of `findMeasures`, for the detector that calls it. */
export const MEASURE_VOCABULARIES = {
  'medical-dose-units': DOSE_UNITS,
  'medical-dose-words': DOSE_WORDS,
  'medical-readings': READING_LABELS,
}

/** A dose is one phrase: the way to take it stands right beside the number. */
const DOSE_REACH = { before: 12, after: 24 }
/** Units of every trade: `500 units daily`, `PO 4500`; only a word that nothing but a dose has makes one of them. */
const TRADE_UNITS = new Set(['unit', 'units', 'ml', 'cc', 'gm', 'iu', 'cap', 'caps', 'tab', 'tabs', 'drops'])
const TRADE_WORDS = new Set(
  'daily,weekly,nightly,po,p.o.,iv,im,sq,sl,pr,stat,a day,per day,once a day,every day,every morning,every night,every evening,dispense,injection,suspension,oral,dose,dosage,tab,tabs,caps,per kg,sig,topical,refill,refills,tablet,tablets'.split(
    ',',
  ),
)
const GLUED_DOSE = /^\d{1,5}(?:mg|mcg|ug|ml|iu|meq)$/i
const NUMBER_BEFORE = /(?:^|[^\d.,])(\d{1,5}(?:[.,/]\d{1,3})?)[ \t]{0,2}$/
const READING =
  /^(?:[ \t]{0,3}(?:is|was|of|at|:|=|-|level|reading|\(%\)|today|read)){0,3}[ \t]{0,3}(\d{1,3}(?:\.\d{1,2})?(?:\/\d{2,3})?)(?![\d-])[ \t]?(%|bpm|mmhg|mg\/dl|g\/dl|°?[fc]\b|degrees|mmol\/l|ng\/ml|mg|kg|lbs?|breaths|u\/l|iu)?/i
const READING_LENGTH = 48
/** Label → lowest and highest value that needs no unit beside it. Labels of other trades (`hr`, `temp`, `weight`) need a unit. */
const UNMISTAKABLE: Readonly<Record<string, readonly [number, number]>> = {
  a1c: [3, 19],
  hba1c: [3, 19],
  'hgb a1c': [3, 19],
  'hemoglobin a1c': [3, 19],
  'blood sugar': [20, 900],
  'blood glucose': [20, 900],
  'blood pressure': [40, 300],
  'heart rate': [20, 300],
  spo2: [40, 100],
  'o2 sat': [40, 100],
  'oxygen saturation': [40, 100],
  egfr: [1, 150],
  ldl: [10, 500],
  hdl: [5, 200],
  triglycerides: [10, 5000],
  creatinine: [0, 30],
  hgb: [2, 25],
  tsh: [0, 200],
  inr: [0, 15],
  bmi: [8, 90],
  fhr: [60, 240],
}
const CLINICAL_UNIT = /^(?:bpm|mmhg|mg\/dl|g\/dl|mmol\/l|ng\/ml|breaths|u\/l|°?[fc])$/i
const PRESSURE = /^b(?:p|\/p|lood pressure)$/
/** A temperature with a unit is weather, unless it is a body's: 95–108 °F, 35–42.9 °C. */
const BODY_HEAT = /^(?:9[5-9]|10[0-8]|3[5-9]|4[0-2])(?:\.\d)?$/

/** @returns doses and readings, in order of start */
export function findMeasures(scanned: ScannedText): readonly Match[] {
  const matches: Match[] = []
  addDoses(scanned, matches)
  addReadings(scanned, matches)
  return matches.sort((a, b) => a.start - b.start)
}

const GLUED_FORMS = tokenForms({ mixed: lengths(2, 9) })

function addDoses(scanned: ScannedText, matches: Match[]): void {
  const { text, tokens } = scanned
  const words = scanned.hits('medical-dose-words')
  if (words.length === 0) return
  const doseOnly = words.filter(({ term }) => !TRADE_WORDS.has(term))
  for (const unit of scanned.hits('medical-dose-units')) {
    const number = NUMBER_BEFORE.exec(text.slice(Math.max(0, unit.start - 14), unit.start))?.[1]
    if (number === undefined) continue
    const start = text.lastIndexOf(number, unit.start)
    if (isTaken(TRADE_UNITS.has(unit.term) ? doseOnly : words, unit)) matches.push(toMatch('dose', start, unit.end, 'high'))
  }
  for (let i = nextToken(tokens, GLUED_FORMS, 0); i < tokens.count; i = nextToken(tokens, GLUED_FORMS, i + 1)) {
    const start = tokens.starts[i] as number
    const end = tokens.ends[i] as number
    if (GLUED_DOSE.test(text.slice(start, end)) && nearestLabel(words, start, end, DOSE_REACH) < Infinity) {
      matches.push(toMatch('dose', start, end, 'high'))
    }
  }
}

/** Whether a word of taking stands beside the unit; the unit itself (`tablets`) is none. */
function isTaken(words: readonly KeywordHit[], unit: KeywordHit): boolean {
  return nearestLabel(words, unit.start, unit.end, DOSE_REACH) < Infinity
}

function addReadings({ text, hits }: ScannedText, matches: Match[]): void {
  for (const label of hits('medical-readings')) {
    const reading = READING.exec(text.slice(label.end, label.end + READING_LENGTH))
    if (!reading || !isOfBody(label.term, reading[1] as string, reading[2] ?? '')) continue
    matches.push(toMatch('reading', label.start, label.end + reading[0].trimEnd().length, 'high'))
  }
}

function isOfBody(label: string, value: string, unit: string): boolean {
  const [first, second] = value.split('/').map(Number) as [number, number | undefined]
  if (PRESSURE.test(label)) return second !== undefined && first >= 60 && first <= 300 && second >= 30 && second < first
  if (second !== undefined) return false
  if (label === 'temp' || label === 'temperature') return /^°?[fc]$/i.test(unit) && BODY_HEAT.test(value) && value.includes('.')
  const range = UNMISTAKABLE[label]
  if (range && first >= range[0] && first <= range[1]) return true
  return label !== 'weight' && label !== 'height' && label !== 'wt' && label !== 'ht' && CLINICAL_UNIT.test(unit) && !/^°?[fc]$/i.test(unit)
}

function toMatch(value: string, start: number, end: number, confidence: Confidence): Match {
  return { start, end, confidence, value, excerpt: `${value} ${'*'.repeat(4)}` }
}
