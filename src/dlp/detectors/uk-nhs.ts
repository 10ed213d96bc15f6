// NHS numbers of England, Wales and the Isle of Man: ten digits, the last a check digit modulo 11, written 3-3-4 (NHS Data Dictionary, NHS NUMBER). One in eleven
// arbitrary numbers passes and telephone numbers are grouped alike: a label makes the find, or groups that no North American telephone number has.
import type { Confidence } from '../../domain/finding.ts'
import { labelGap, nearestLabel } from '../context-words.ts'
import { defineDetector, type Match, type ScannedText } from '../detector.ts'
import { type DigitGroups, groupsAt, isPartOfLonger } from '../digit-groups.ts'
import { nextToken, tokenForms } from '../digit-tokens.ts'
import { ID_ENDINGS, labelForms } from '../labelled-value.ts'
import { TELEPHONE_LABELS, TRADE_LABELS } from '../other-labels.ts'

const REACH = { before: 60, after: 40 }
const OTHER_REACH = { before: 40, after: 16 }
const LABELS = [
  ...labelForms(['nhs', 'nhs patient', 'national health service', 'nhs england'], ID_ENDINGS),
  ...'nhs,nhs#,national health service,national health,health service number,chi number,h&c number,nhs no'.split(','),
]
const OTHERS = [
  ...TELEPHONE_LABELS,
  ...TRADE_LABELS,
  ...'account,account number,acct,npi,customer id,member id,number to call,office,direct,mrn,patient id'.split(','),
]

const FORMS = tokenForms({ pure: [3, 10], mixed: [13] })

export const ukNhs = defineDetector({
  id: 'uk-nhs',
  about: 'NHS number (United Kingdom)',
  source: 'NHS Data Model and Dictionary, NHS NUMBER (format 3-3-4, modulus 11)',
  vocabularies: { 'uk-nhs': LABELS, 'uk-nhs-others': OTHERS },
  find(scanned) {
    const matches: Match[] = []
    const { text, tokens } = scanned
    for (let i = nextToken(tokens, FORMS, 0); i < tokens.count; i = nextToken(tokens, FORMS, i + 1)) {
      const candidate = tokens.pure[i] ? (groupsAt(text, tokens, i, [3, 3, 4]) ?? groupsAt(text, tokens, i, [10])) : glued(scanned, i)
      const confidence = candidate && passesMod11(candidate.value) ? judge(scanned, candidate) : undefined
      if (!candidate || !confidence) continue
      const { start, end, value } = candidate
      matches.push({ start, end, confidence, value, excerpt: `*** *** ${value.slice(6)}` })
      i += candidate.tokens - 1
    }
    return matches
  },
  // Of the range 999 that the NHS keeps for tests, or printed in its data dictionary.
  examples: {
    match: [
      'NHS number 943 476 5919',
      'NHS No: 9434765919',
      '943 476 5919',
      'NHS 943-476-5919',
      'nhs number: 401-023-2137',
      'NHS Number\t4010232137',
      'Her NHS number is 999 000 0018',
      '{"nhsNumber":"9434765919"}',
      '9434765919 (NHS number)',
      'NHS no. 943\n476 5919',
      'NHS#9434765919',
      'Name,NHS No\nRoe,9434765919',
      'patient 401 023 2137 attended',
      'National Health Service number 943 476 5870',
      'NHS ID 4505577104',
      'NHS: 450 557 7104',
      '401-023-2137',
      'NHS number\n943 476 5919',
      'the NHS number, 943 476 5919, was wrong',
      'NHSNumber=9434765919',
    ],
    ignore: [
      'NHS number 943 476 5918',
      'NHS number: ___ ___ ____',
      '9434765919',
      'phone 943 476 5919',
      'call 943-476-5919',
      '943-476-5919',
      '(943) 476-5919',
      '+1 943 476 5919',
      'NHS 94347659190',
      'NHS number 943 476 591',
      'order 9434765919',
      'NHS funding rose by 1200000000',
      'account 943 476 5919',
      'NHS Trust, tel. 943 476 5919',
      '1-943-476-5919',
      'NHS number 000 000 0000',
      'fax: 401 023 2137',
      'mobile 0794 347 6591',
      '943.476.5919.1',
      'NHS hospital built 1948',
    ],
  },
})

/** `NHS9434765919` */
function glued({ text, tokens }: ScannedText, i: number): DigitGroups | undefined {
  const start = tokens.starts[i] as number
  const end = tokens.ends[i] as number
  if (end - start !== 13 || !/^nhs\d{10}$/i.test(text.slice(start, end))) return undefined
  return { start: start + 3, end, value: text.slice(start + 3, end), marks: '', tokens: 1 }
}

function judge(scanned: ScannedText, { start, end, value, marks }: DigitGroups): Confidence | undefined {
  const { text } = scanned
  if (/[./]/.test(marks) || isPartOfLonger(text, start, end)) return undefined
  if (/nhs$/i.test(text.slice(Math.max(0, start - 3), start))) return 'high'
  const label = labelGap(scanned, 'uk-nhs', start, end, REACH)
  const other = nearestLabel(scanned.hits('uk-nhs-others'), start, end, OTHER_REACH)
  if (label < Infinity && label <= other) return 'high'
  if (marks === '' || other < Infinity || /[+\d(]\s?\)?\s?$/.test(text.slice(Math.max(0, start - 3), start))) return undefined
  if (!isTelephone(value)) return 'medium'
  return marks === '  ' ? 'low' : undefined
}

/** Area and exchange of the North American Numbering Plan begin with 2 to 9; exchange 555 is for films. */
function isTelephone(digits: string): boolean {
  return /^[2-9]\d\d[2-9]/.test(digits)
}

/** Weights 10 to 2; 11 less the remainder is the check digit, where 11 stands for 0 and 10 is never given. */
function passesMod11(digits: string): boolean {
  let sum = 0
  for (let i = 0; i < 9; i++) sum += (digits.charCodeAt(i) - 48) * (10 - i)
  const check = (11 - (sum % 11)) % 11
  return check === digits.charCodeAt(9) - 48 && !/^(\d)\1{9}$/.test(digits)
}
