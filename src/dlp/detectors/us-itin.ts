// US individual taxpayer identification numbers: nine digits in the form of a social security number, the first 9, the fourth and fifth within 50–65, 70–88,
// 90–92 or 94–99 (IRS Publication 1915). No social security number begins with 9, so a hyphenated one counts by its shape; bare digits only beside a label.
import type { Confidence } from '../../domain/finding.ts'
import { labelGap, nearestLabel } from '../context-words.ts'
import { defineDetector, type Match, type ScannedText } from '../detector.ts'
import { type DigitGroups, groupsAt, isPartOfLonger } from '../digit-groups.ts'
import { nextToken, tokenForms } from '../digit-tokens.ts'
import { labelForms, NUMBER_ENDINGS } from '../labelled-value.ts'
import { TELEPHONE_LABELS, TRADE_LABELS } from '../other-labels.ts'

const REACH = { before: 60, after: 40 }
const OTHER_REACH = { before: 30, after: 0 }
const LABELS = [
  ...labelForms(
    [
      'itin',
      'individual taxpayer',
      'individual tax',
      'tax id',
      'tin',
      'tax identification',
      'taxpayer id',
      'taxpayer identification',
      'tax payer id',
      'ssn/itin',
    ],
    NUMBER_ENDINGS,
  ),
  ...(
    'itin,itins,i.t.i.n,tin,tins,individual taxpayer identification number,individual taxpayer identification numbers,individual tax identification number,individual taxpayer id,' +
    'taxpayer id,tax id,tax payer id,tax payer identification number,taxpayer identification,irs number,w-7,w7,form w-7,ssn,social security number,ssn or itin,' +
    'número de identificación del contribuyente,numero de identificacion del contribuyente,número de contribuyente,numero de contribuyente'
  ).split(','),
]
const OTHERS = [
  ...TELEPHONE_LABELS,
  ...TRADE_LABELS,
  ...'routing,account,account number,acct,zip,zip code,ein,fein,passport,passport number,claim,policy,member id,customer id,employee id,license,license number,id,code,mrn'.split(
    ',',
  ),
]

const FORMS = tokenForms({ pure: [3, 9] })

export const usItin = defineDetector({
  id: 'us-itin',
  about: 'US individual taxpayer identification number',
  source: 'IRS Publication 1915 and IRM 3.21.263 (structure, ranges of the middle group)',
  vocabularies: { 'us-itin': LABELS, 'us-itin-others': OTHERS },
  find(scanned) {
    const matches: Match[] = []
    const { text, tokens } = scanned
    for (let i = nextToken(tokens, FORMS, 0); i < tokens.count; i = nextToken(tokens, FORMS, i + 1)) {
      // The first digit decides nearly always.
      if (!tokens.pure[i] || text[tokens.starts[i] as number] !== '9') continue
      const candidate = groupsAt(text, tokens, i, [3, 2, 4]) ?? groupsAt(text, tokens, i, [9])
      const confidence = candidate && judge(scanned, candidate)
      if (!candidate || !confidence) continue
      const { start, end, value } = candidate
      matches.push({ start, end, confidence, value, excerpt: `***-**-${value.slice(5)}` })
      i += candidate.tokens - 1
    }
    return matches
  },
  // Made up within the ranges.
  examples: {
    match: [
      '912-70-1234',
      'ITIN 912-70-1234',
      'ITIN: 912701234',
      'itin 900 70 0000',
      'Individual Taxpayer Identification Number: 955-88-4321',
      'taxpayer ID 999-94-1111',
      'TIN: 923-65-9876',
      '912.81.3344 is my ITIN',
      'Tax ID\n987-90-1234',
      'ITIN#998991234',
      '{"itin":"921821234"}',
      'Name\tITIN\nRoe\t934715566',
      'he files under 944-92-1029 with form W-7',
      'ITIN 912-\n70-1234',
      'ITIN 978 50 2345',
      'número de contribuyente 966-77-1020',
      'SSN/ITIN: 967-64-1020',
      '| ITIN |\n| 912-99-1234 |',
      'My ITIN is 911-72-3456.',
      'individual tax id number 950 95 4545',
    ],
    ignore: [
      '912-93-1234',
      '912-89-1234',
      'ITIN 912-49-1234',
      'ITIN 912-66-1234',
      'ITIN 812-70-1234',
      'ITIN: ___-__-____',
      '912701234',
      'order 912701234',
      'order 912-70-1234',
      'part 912-70-1234-1',
      'phone 912-701-2345',
      'ITIN 912-70-12345',
      '1912-70-1234',
      'ITIN application in 2024',
      'zip 91270-1234',
      'invoice no. 912 70 1234',
      'tracking 912701234, ITIN unknown',
      '912/70/1234',
      'ITIN ending in 1234',
      '$912 70 1234',
    ],
  },
})

function judge(scanned: ScannedText, { start, end, value, marks }: DigitGroups): Confidence | undefined {
  const { text } = scanned
  const middle = Number(value.slice(3, 5))
  const issued = (middle >= 50 && middle <= 65) || (middle >= 70 && middle <= 88) || (middle >= 90 && middle <= 92) || middle >= 94
  if (!issued || marks.includes('/') || isPartOfLonger(text, start, end)) return undefined
  const label = labelGap(scanned, 'us-itin', start, end, REACH)
  const other = nearestLabel(scanned.hits('us-itin-others'), start, end, OTHER_REACH)
  if (label <= other && label < Infinity) return 'high'
  if (marks === '' || other < Infinity) return undefined
  if (marks === '--') return 'medium'
  return /\d[ \t]$/.test(text.slice(Math.max(0, start - 2), start)) ? undefined : 'low'
}
