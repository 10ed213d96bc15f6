// Payment card numbers (ISO/IEC 7812): issuer ranges, length, Luhn, and the grouping that people write. A grouped number counts by itself; a bare run of
// digits with less confidence, and not at all where its label names something else.
import type { Confidence } from '../../domain/finding.ts'
import { labelGap, nearestLabel } from '../context-words.ts'
import { defineDetector, type Match, type ScannedText } from '../detector.ts'
import { lengths, nextToken, separatorBetween, tokenForms } from '../digit-tokens.ts'
import { labelForms, NUMBER_ENDINGS } from '../labelled-value.ts'
import { passesLuhn } from '../luhn.ts'
import { TRADE_LABELS } from '../other-labels.ts'

const REACH = { before: 60, after: 40 }
const GROUPINGS = new Set(['4,4,4,4', '4,4,4,4,3', '4,6,5', '4,6,4', '4,3,3,3', '4,4,5', '4,5,6', '8,8', '8,4,4'])
const LABELS = [
  ...labelForms(
    [
      'card',
      'credit card',
      'debit card',
      'payment card',
      'bank card',
      'gift card',
      'cc',
      'credit',
      'visa',
      'mastercard',
      'amex',
      'discover',
      'hsa card',
      'fsa card',
      'primary account',
      'card account',
    ],
    [...NUMBER_ENDINGS, '#'],
  ),
  ...(
    'card,cards,credit card,credit cards,creditcard,debit card,debit cards,debitcard,cc,ccn,ccnum,visa,mastercard,master card,maestro,amex,american express,discover,diners,diners club,jcb,' +
    'unionpay,union pay,rupay,mir,pan,cvv,cvv2,cvc,cvc2,cid,expiry,expires,exp,exp date,expiration,expiry date,cardholder,card holder,payment card,charge card,hsa card,fsa card,tarjeta,' +
    'tarjeta de crédito,tarjeta de credito,número de tarjeta,numero de tarjeta,kreditkarte,kartennummer,carte bancaire,carte de crédit,carta di credito,cartão de crédito'
  ).split(','),
]
const OTHERS = [...TRADE_LABELS, ...'account id,member id,customer id,user id,post id,tweet,trace_id,span_id'.split(',')]

const FORMS = tokenForms({ pure: [4, 8, ...lengths(13, 19)] })

export const creditCard = defineDetector({
  id: 'credit-card',
  about: 'Payment card number',
  source: 'ISO/IEC 7812-1 (structure, Luhn); published issuer ranges of the card schemes',
  vocabularies: { 'credit-card': LABELS, 'credit-card-others': OTHERS },
  find(scanned) {
    const matches: Match[] = []
    for (let i = nextToken(scanned.tokens, FORMS, 0); i < scanned.tokens.count; i = nextToken(scanned.tokens, FORMS, i + 1)) {
      const candidate = bare(scanned, i) ?? grouped(scanned, i)
      if (!candidate) continue
      const { start, end, value } = candidate
      const confidence = judge(scanned, candidate)
      if (!confidence) continue
      matches.push({ start, end, confidence, value, excerpt: `**** **** **** ${value.slice(-4)}` })
      i += candidate.tokens - 1
    }
    return matches
  },
  // Numbers below are the card schemes' published test numbers or were made up with a valid check digit.
  examples: {
    match: [
      '4111 1111 1111 1111',
      '4111-1111-1111-1111',
      '4111111111111111',
      'Visa 4012888888881881 exp 12/27',
      'Mastercard: 5555 5555 5555 4444',
      '2223003122003222',
      'Amex 3782 822463 10005',
      '378282246310005',
      'Discover 6011-1111-1111-1117',
      'card no. 3530 1113 3330 0000',
      'Diners 3056 930902 5904',
      'card 4111 1111\n1111 1111',
      '5105105105105100 is my debit card',
      '6200000000000005',
      '{"cardNumber":"4111111111111111","cvv":"123"}',
      'cc# 4111111111111111',
      'Maestro card 6759649826438453',
      'Dankort card number 5019717010103742',
      'card number 4222222222222',
      'Name,Card\nRoe,5555555555554444',
      'CardNumber=6011111111111117',
      '(4111.1111.1111.1111)',
      'número de tarjeta 4111 1111 1111 1111',
      'charge it to 371449635398431',
    ],
    ignore: [
      '4111 1111 1111 1112',
      '1234 5678 9012 3456',
      '4111111111111',
      '0000 0000 0000 0000',
      'card: ____ ____ ____ ____',
      'tracking number 4111111111111111',
      'IMEI 378282246310005',
      '41111111111111110000000',
      'x4111111111111111',
      '4111111111111111.55',
      'phone 4111 111 1111',
      '9999 9999 9999 9999',
      'invoice 5555555555554444',
      '3.4111111111111111',
      'EAN 4006381333931',
      '4222222222222',
      '30569309025904',
      'card ending in 1111',
      'Visa ****1111',
      'gift card for $4111',
      '{"trace_id":"4111111111111111"}',
      '4111-1111-1111-1111-1111',
      'a94a8fe5ccb19ba61c4c0873d391e987982fbbd3',
    ],
  },
})

interface Candidate {
  readonly start: number
  readonly end: number
  readonly value: string
  readonly grouped: boolean
  readonly tokens: number
}

function bare({ text, tokens }: ScannedText, i: number): Candidate | undefined {
  const start = tokens.starts[i] as number
  const end = tokens.ends[i] as number
  if (!tokens.pure[i] || end - start < 13 || end - start > 19) return undefined
  return { start, end, value: text.slice(start, end), grouped: false, tokens: 1 }
}

function grouped({ text, tokens }: ScannedText, i: number): Candidate | undefined {
  const { starts, ends, pure } = tokens
  const length = (at: number) => (ends[at] as number) - (starts[at] as number)
  if (!pure[i] || (length(i) !== 4 && length(i) !== 8)) return undefined
  const lengths = [length(i)]
  let value = text.slice(starts[i] as number, ends[i] as number)
  let mark = ''
  let best: Candidate | undefined
  for (let at = i + 1; at < tokens.count && at < i + 5 && pure[at]; at++) {
    const separator = separatorBetween(text, ends[at - 1] as number, starts[at] as number)
    if (separator !== '-' && separator !== ' ' && separator !== '.') break
    if (mark !== '' && separator !== mark) break
    mark = separator
    lengths.push(length(at))
    value += text.slice(starts[at] as number, ends[at] as number)
    if (value.length > 19) break
    const fits = value.length >= 13 && GROUPINGS.has(lengths.join()) && isCard(value)
    if (fits) best = { start: starts[i] as number, end: ends[at] as number, value, grouped: true, tokens: lengths.length }
  }
  return best
}

function judge(scanned: ScannedText, { start, end, value, grouped }: Candidate): Confidence | undefined {
  if (!isCard(value) || isPartOfLonger(scanned.text, start, end)) return undefined
  const label = labelGap(scanned, 'credit-card', start, end, REACH)
  const other = nearestLabel(scanned.hits('credit-card-others'), start, end, { before: 30, after: 0 })
  if (label < Infinity && label <= other) return 'high'
  // A name right before it is its own: `tracking number: 4111 …`.
  if (grouped) return other <= 3 ? undefined : other < Infinity ? 'medium' : 'high'
  // Thirteen, fourteen and nineteen bare digits are bar codes, times and ids far more often than cards; so are the ranges of small schemes.
  return other < Infinity || (value.length !== 16 && value.length !== 15) || !isLargeScheme(value) ? undefined : 'medium'
}

/** Issuer range and length of a scheme, and the check digit. */
function isCard(digits: string): boolean {
  return !/^(\d)\1*$/.test(digits) && passesLuhn(digits) && (isLargeScheme(digits) || isSmallScheme(digits))
}

function isLargeScheme(digits: string): boolean {
  const size = digits.length
  const two = Number(digits.slice(0, 2))
  const three = Number(digits.slice(0, 3))
  const four = Number(digits.slice(0, 4))
  return (
    (digits[0] === '4' && (size === 13 || size === 16 || size === 19)) ||
    (((two >= 51 && two <= 55) || (four >= 2221 && four <= 2720)) && size === 16) ||
    ((two === 34 || two === 37) && size === 15) ||
    ((four === 6011 || two === 65 || (three >= 644 && three <= 649)) && size >= 16) ||
    (((three >= 300 && three <= 305) || three === 309 || two === 38 || two === 39) && (size === 14 || size === 16)) ||
    (two === 36 && (size === 14 || size === 16)) ||
    (four >= 3528 && four <= 3589 && size >= 16) ||
    (two === 62 && size >= 16)
  )
}

/** Maestro, Dankort, RuPay, Mir, Troy, Verve: digits that other numbers begin with as often. */
function isSmallScheme(digits: string): boolean {
  const four = Number(digits.slice(0, 4))
  const maestro = [5018, 5020, 5038, 5893, 6304, 6759, 6761, 6762, 6763, 6390].includes(four) && digits.length >= 12
  const national =
    four === 5019 || Math.floor(four / 10) === 508 || (four >= 2200 && four <= 2204) || four === 9792 || (four >= 5060 && four <= 5061)
  return maestro || (national && digits.length >= 16) || (/^8[12]/.test(digits) && digits.length === 16)
}

function isPartOfLonger(text: string, start: number, end: number): boolean {
  return /\d[-./]$/.test(text.slice(Math.max(0, start - 2), start)) || /^[-./]\d/.test(text.slice(end, end + 2))
}
