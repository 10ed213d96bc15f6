// DEA registration numbers of prescribers and pharmacies: a letter for the kind of registrant, the first letter of the name (or 9), six digits and a check
// digit (21 CFR 1301.13 and 1306.05; check digit as DEA publishes it). One in ten arbitrary digits passes, so without a label a find is worth little.
import type { Confidence } from '../../domain/finding.ts'
import { labelGap, nearestLabel } from '../context-words.ts'
import { defineDetector, type Match, type ScannedText } from '../detector.ts'
import { nextToken, tokenForms } from '../digit-tokens.ts'
import { labelForms, NUMBER_ENDINGS } from '../labelled-value.ts'
import { TELEPHONE_LABELS, TRADE_LABELS } from '../other-labels.ts'

const REACH = { before: 70, after: 40 }
const OTHER_REACH = { before: 30, after: 0 }
/** Practitioners A B C F G, mid-level M, manufacturers and distributors E P R, exporters H–L, narcotic treatment programmes R S T U, Department of Defense X. */
const REGISTRANTS = 'ABCDEFGHJKLMPRSTUX'
const LABELS = [
  ...labelForms(
    ['dea', 'dea registration', 'dea license', 'dea cert', 'dea certificate', 'controlled substance', 'prescriber dea', 'narcotic'],
    [...NUMBER_ENDINGS, 'id', 'registration', 'lic'],
  ),
  ...(
    'dea,d.e.a,dea#,dea lic,dea registration,drug enforcement,drug enforcement administration,drug enforcement agency,prescriber,prescribers,controlled substances,' +
    'controlled substance registration,registrant,prescription,x-waiver,data waiver'
  ).split(','),
]
const OTHERS = [
  ...TELEPHONE_LABELS,
  ...TRADE_LABELS,
  ...'passport,passport number,flight,policy,policy number,member id,account,account number,license plate,plate,claim,claim number,driver license,license number,license no,dl,id card,nda,mrn,medical record,medical record number,patient id,group number,subscriber id,chart'.split(
    ',',
  ),
]

const FORMS = tokenForms({ pure: [7], mixed: [9, 12] })

export const usDea = defineDetector({
  id: 'us-dea',
  about: 'DEA registration number',
  source: '21 CFR 1301.13 (registration), 21 CFR 1306.05(a) (on prescriptions); check digit: DEA Diversion Control Division',
  vocabularies: { 'us-dea': LABELS, 'us-dea-others': OTHERS },
  find(scanned) {
    const matches: Match[] = []
    for (let i = nextToken(scanned.tokens, FORMS, 0); i < scanned.tokens.count; i = nextToken(scanned.tokens, FORMS, i + 1)) {
      const candidate = candidateAt(scanned, i)
      if (!candidate || !isDea(candidate.value)) continue
      const { start, end, value } = candidate
      const confidence = judge(scanned, candidate)
      if (confidence) matches.push({ start, end, confidence, value, excerpt: `*******${value.slice(7)}` })
    }
    return matches
  },
  // Made up, with valid check digits.
  examples: {
    match: [
      'DEA AB1234563',
      'DEA: AB1234563',
      'DEA# BR5511224',
      'DEA number is FS1000001',
      'DEA#AB1234563',
      'dea ab1234563',
      'Drug Enforcement Administration registration MJ3614511',
      'Prescriber: Dr. Roe, DEA No. AP5836727',
      'DEA\tAB1234563',
      'AB1234563 (DEA)',
      'A91234563 is the DEA of the clinic',
      'DEA AB 1234563',
      'DEA AB-1234563',
      'DEA No: XS5123459',
      '{"deaNumber":"GD4444446"}',
      'Name,NPI,DEA\nRoe,1234567893,AB1234563',
      'AB1234563',
      'DEA AB1234563-012',
      'DEA\nBR5511224',
      'controlled substance registration FS1000001',
    ],
    ignore: [
      'DEA AB1234564',
      'DEA: _________',
      'DEA ZZ1234563',
      'DEA NB1234563',
      'part AB1234563',
      'invoice AB1234563',
      'DEA AB123456',
      'DEA AB12345630',
      'xAB1234563',
      'DEA A1234563',
      'DEA raid in 2019',
      'passport number AB1234563',
      'the ideal AB1234560',
      'DEA office 555-123-4563',
      'order no. BR5511224',
      'flight AB1234563',
      'SKU: FS1000001',
      'DEA schedule 2 drugs',
      'AB1234563B',
      'policy number AB1234563',
    ],
  },
})

interface Candidate {
  readonly start: number
  readonly end: number
  readonly value: string
  /** The letters stand apart from the digits. */
  readonly apart: boolean
  /** Behind `DEA` in one word. */
  readonly glued?: boolean
}

function candidateAt({ text, tokens }: ScannedText, i: number): Candidate | undefined {
  const start = tokens.starts[i] as number
  const end = tokens.ends[i] as number
  if (end - start === 9) return { start, end, value: text.slice(start, end).toUpperCase(), apart: false }
  const glued = end - start === 12 ? /^dea([a-z][a-z9]\d{7})$/i.exec(text.slice(start, end)) : null
  if (glued) return { start: start + 3, end, value: (glued[1] as string).toUpperCase(), apart: false, glued: true }
  if (end - start !== 7 || !tokens.pure[i]) return undefined
  const letters = /(?<![A-Za-z0-9])[A-Za-z]{2}[ -]$/.exec(text.slice(Math.max(0, start - 4), start))?.[0]
  if (!letters) return undefined
  return { start: start - 3, end, value: letters.slice(0, 2).toUpperCase() + text.slice(start, end), apart: true }
}

function judge(scanned: ScannedText, { start, end, value, apart, glued }: Candidate): Confidence | undefined {
  if (glued) return 'high'
  const label = labelGap(scanned, 'us-dea', start, end, REACH)
  const other = nearestLabel(scanned.hits('us-dea-others'), start, end, OTHER_REACH)
  if (label < Infinity && label <= other) return label <= 40 ? 'high' : 'medium'
  // A 9 in place of a name's letter is rare: alone it says nothing.
  return apart || value[1] === '9' || other < Infinity || /[\w./-]$/.test(scanned.text.slice(Math.max(0, start - 1), start))
    ? undefined
    : 'low'
}

/** First, third and fifth digit, and twice the second, fourth and sixth: the last digit of their sum is the seventh. */
function isDea(value: string): boolean {
  if (!/^[A-Z][A-Z9]\d{7}$/.test(value) || !REGISTRANTS.includes(value[0] as string)) return false
  const digit = (at: number) => value.charCodeAt(at + 1) - 48
  const sum = digit(1) + digit(3) + digit(5) + 2 * (digit(2) + digit(4) + digit(6))
  return sum % 10 === digit(7) && !/0{7}$/.test(value)
}
