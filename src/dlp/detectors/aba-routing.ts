// ABA routing transit numbers: nine digits, the first two of a Federal Reserve district or another assigned range, the digits weighted 3, 7, 1 leave nothing
// modulo 10 (ABA Routing Number Administrative Board policy; 12 CFR 229, appendix A). One in thirty arbitrary numbers passes, so a label must stand beside it.
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
      'routing',
      'aba',
      'rtn',
      'routing transit',
      'bank routing',
      'aba routing',
      'ach routing',
      'wire routing',
      'aba/routing',
      'transit',
      'bank transit',
      'micr',
    ],
    [...NUMBER_ENDINGS, 'code', 'id'],
  ),
  ...(
    'routing,aba,rtn,r/t,rt#,routing#,aba#,aba/rtn,routing transit number,routing and transit,routing & transit,bank routing,ach routing,wire routing,fedwire,fed wire,micr,ach,' +
    'número de ruta,numero de ruta,número de ruta bancaria,checking,savings,direct deposit,wire transfer,voided check,bank code'
  ).split(','),
]
const OTHERS = [
  ...TELEPHONE_LABELS,
  ...TRADE_LABELS,
  ...'account,account number,account no,acct,acct no,acct number,a/c,ssn,social security,social security number,zip,ein,tin,itin,passport,passport number,member id,customer id,employee id,checking account,savings account,routing slip,routing table,routing protocol,packet routing'.split(
    ',',
  ),
]

const FORMS = tokenForms({ pure: [3, 4, 9] })

export const abaRouting = defineDetector({
  id: 'aba-routing',
  about: 'ABA routing number of a US bank beside its label',
  source: 'ABA Routing Number Policy (Accuity); 12 CFR 229 appendix A (districts); Key to Routing Numbers (check digit 3-7-1)',
  vocabularies: { 'aba-routing': LABELS, 'aba-routing-others': OTHERS },
  find(scanned) {
    const matches: Match[] = []
    // No label, no finding: most texts end here.
    if (scanned.hits('aba-routing').length === 0) return matches
    const { text, tokens } = scanned
    for (let i = nextToken(tokens, FORMS, 0); i < tokens.count; i = nextToken(tokens, FORMS, i + 1)) {
      if (!tokens.pure[i]) continue
      const candidate = groupsAt(text, tokens, i, [9]) ?? groupsAt(text, tokens, i, [4, 4, 1]) ?? groupsAt(text, tokens, i, [3, 3, 3])
      const confidence = candidate && isRouting(candidate.value) ? judge(scanned, candidate) : undefined
      if (!candidate || !confidence) continue
      const { start, end, value } = candidate
      matches.push({ start, end, confidence, value, excerpt: `*****${value.slice(5)}` })
      i += candidate.tokens - 1
    }
    return matches
  },
  // 021000021 and its like are public names of banks, printed on every cheque; the others are made up.
  examples: {
    match: [
      'routing number 021000021',
      'Routing: 021000021 Account: 1234567890',
      'ABA 121000358',
      'ABA# 011401533',
      'RTN: 122105155',
      'Routing No. 3222-7162-7',
      'routing transit number is 091000019',
      'aba/routing 026009593',
      '{"routingNumber":"021000021"}',
      'Routing\tAccount\n021000021\t445566778899',
      '021000021 is the routing number',
      'ACH routing 111000025',
      'wire to ABA 322271627, account 12345678',
      'Routing number:\n054001204',
      'Checking account 000123456789, routing 061000104',
      'routing # 267084131',
      'Bank routing code 031201360',
      'RTN=124003116',
      'transit no 322271627',
      'routing number 021 000 021',
    ],
    ignore: [
      'routing number 021000022',
      'routing number: _________',
      '021000021',
      'Routing 991000021',
      'routing number 02100002',
      'routing number 0210000211',
      'account 021000021',
      'order 121000358',
      'SSN 021000021, routing unknown',
      'routing slip 12345',
      'the routing of packet 123456789',
      'invoice 091000019',
      'routing number 000000000',
      'routing number 341000020',
      'ABA members met 2024',
      'routing number $021000021',
      'phone 021000021',
      'routing number x021000021',
      'rerouting 021000021 packets',
      'tracking number 322271627',
    ],
  },
})

function judge(scanned: ScannedText, { start, end, marks }: DigitGroups): Confidence | undefined {
  if (/[./]/.test(marks) || isPartOfLonger(scanned.text, start, end)) return undefined
  const label = labelGap(scanned, 'aba-routing', start, end, REACH)
  const other = nearestLabel(scanned.hits('aba-routing-others'), start, end, OTHER_REACH)
  if (label === Infinity || other < label) return undefined
  return label <= 30 ? 'high' : 'medium'
}

/** 00 government, 01–12 districts, 21–32 thrifts, 61–72 electronic, 80 traveller's cheques. */
function isRouting(digits: string): boolean {
  const prefix = Number(digits.slice(0, 2))
  if (!(prefix <= 12 || (prefix >= 21 && prefix <= 32) || (prefix >= 61 && prefix <= 72) || prefix === 80) || /^0{6}/.test(digits))
    return false
  let sum = 0
  for (let i = 0; i < 9; i++) sum += (digits.charCodeAt(i) - 48) * ([3, 7, 1][i % 3] as number)
  return sum % 10 === 0
}
