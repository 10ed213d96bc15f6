// US social security numbers. Three groups of 3, 2 and 4 digits; never issued: area 000, 666 and 900–999, group 00, serial 0000 (any other area can be
// issued since the randomization of 2011). A hyphenated number counts by its shape; nine bare digits only beside a label.
import type { Confidence } from '../../domain/finding.ts'
import { labelGap, nearestLabel } from '../context-words.ts'
import { defineDetector, type Match, type ScannedText } from '../detector.ts'
import { groupsAt, isPartOfLonger } from '../digit-groups.ts'
import { nextToken, tokenForms } from '../digit-tokens.ts'
import { labelForms, NUMBER_ENDINGS } from '../labelled-value.ts'
import { TELEPHONE_LABELS, TRADE_LABELS } from '../other-labels.ts'

/** Printed in advertisements and leaflets, and so used by thousands: the wallet card of 1938, the SSA leaflet of 1940, a 2006 advertisement. */
const ADVERTISED = new Set(['078051120', '219099999', '457555462'])
const REACH = { before: 60, after: 30 }
const LABELS = [
  ...labelForms(
    ['ss', 'ssn', 'soc sec', 'soc. sec.', 'social sec', 'social', 'social security', 'socialsecurity', 'soc'],
    [...NUMBER_ENDINGS, '#'],
  ),
  ...(
    'ssn,ssns,s.s.n,s.s.#,soc sec,soc. sec.,soc. sec. no,social sec. no,social,socials,social security,social security card,social insurance,last four of social,tax payer id,' +
    'taxpayer identification number,taxpayer id,tax id,seguro social,número de seguro social,numero de seguro social,no. de seguro social,núm. de seguro social,numéro de sécurité sociale,' +
    'sozialversicherungsnummer,patient ssn,member ssn,employee ssn,ssn/tin,ssn/itin,ssntin,ssnnumber'
  ).split(','),
]
/** What else a number of this length is called: the nearest label wins. */
const OTHERS = [
  ...TELEPHONE_LABELS,
  ...TRADE_LABELS,
  ...'routing,account,account number,account no,acct,zip,zip code,postal code,ein,ein number,ndc,ndc code,employer identification number,fein,passport,passport number,npi,dea,claim,claim number,policy,policy number,social media,social network,social work,social worker,social services,social event,social committee,social distancing,social security act,social security administration,social security office,member id,member number,customer id,customer number,employee id,employee number,record id,amount,total,balance,price,cost,usd,license,license number,sin,mrn,medical record number,population'.split(
    ',',
  ),
]

/** Right before the value only: `in case you need it, 536-22-8476`. */
const CASE = /\bcase[\s:#]{1,3}$/i

/** Groups of three, boxes of one, nine digits, `SSN536228476`. */
const FORMS = tokenForms({ pure: [1, 3, 9], mixed: [11, 12] })

export const usSsn = defineDetector({
  id: 'us-ssn',
  about: 'US social security number',
  source: 'Social Security Administration, number structure and randomization of 25 June 2011',
  vocabularies: { 'us-ssn': LABELS, 'us-ssn-others': OTHERS },
  find(scanned) {
    const matches: Match[] = []
    for (let i = nextToken(scanned.tokens, FORMS, 0); i < scanned.tokens.count; i = nextToken(scanned.tokens, FORMS, i + 1)) {
      const candidate = grouped(scanned, i) ?? bare(scanned, i)
      if (!candidate) continue
      const confidence = judge(scanned, candidate)
      if (!confidence) continue
      const { start, end, value } = candidate
      matches.push({ start, end, confidence, value, excerpt: `***-**-${value.slice(5)}` })
      i += candidate.tokens - 1
    }
    return matches
  },
  examples: {
    match: [
      '123-45-6789',
      '123 - 45 - 6789',
      'SSN#123456789',
      'ssn is 123.45.6789',
      'Número de seguro social: 536-22-8476',
      '{"socialSecurityNumber":"536228476"}',
      '{"ssn": 536228476}',
      'scan_536-22-8476.pdf',
      'my social is 536 22 8476',
      '| Name | SSN |\n| Roe | 536228476 |',
      '536228476 is her SSN',
      'SS No. 536-22-8476',
      'employee SSN 536-22-8476, employee id 77',
      'SSN 123-45-6789',
      'SSN: 123 45 6789',
      'SSN:123456789',
      'ssn=123456789;',
      'SSN123456789',
      'Social Security Number\n536-22-8476',
      'His social is 536228476.',
      'SSN\t536-22-8476\tDOB',
      'social security no. 536 22 8476',
      '536-22-\n8476 is her social security number',
      'patient 536.22.8476 (SSN)',
      'SS# 536-22-8476',
      'Soc. Sec. No.: 536228476',
      '(536-22-8476)',
      'in case you need it: 536-22-8476',
      'Name,City,Note,SSN\nRoe Jane,Springfield,a rather long remark on this person,ok\nDoe John,Shelbyville,nothing to remark about,536228476',
    ],
    ignore: [
      'SSN: ____',
      'SSN: XXX-XX-6789',
      'SSN ending in 6789',
      'last four of SSN: 6789',
      'SSN: ***-**-6789',
      'the wallet card 219-09-9999 of 1940',
      'SSN 987-65-4320',
      'customer id 536-22-8476',
      'ID: 536228476',
      'Part no. 536-22-8476',
      'EIN 53-6228476',
      '(536) 228-4760',
      'call 1-536-228-4760',
      'guid 536-22-8476-0001',
      '2536-22-8476',
      'timestamp 536228476',
      'coordinates 536.22.8476.11',
      '536/22/8476',
      'The Social Security Administration had 536228476 visits',
      'Name,SSN,Order\nRoe,,536228476',
      'SSN: ___-__-____',
      'SSN: 000-12-3456',
      'SSN: 666-12-3456',
      'SSN: 912-34-5678',
      'SSN: 123-00-4567',
      'SSN: 123-45-0000',
      'the famous 078-05-1120',
      'order 123456789',
      'NDC 536-22-8145',
      'Case 536-22-8145',
      'case: 536-22-8145',
      'Call 555-123-4567',
      'part 1-123-45-6789',
      '123-45-67890',
      'invoice number 536228476',
      'SSN on file; tracking number 536228476',
      'ZIP 94105-1234',
      '$536 22 8476.50',
      '111-11-1111',
      'the social media team counted 219451234 views',
      'ratio 123.45.6789.1',
      'the social committee meets in room 123 at 9',
    ],
  },
})

interface Candidate {
  readonly start: number
  readonly end: number
  readonly value: string
  readonly shape: 'hyphen' | 'loose' | 'bare'
  readonly tokens: number
}

function grouped({ text, tokens }: ScannedText, i: number): Candidate | undefined {
  const groups = groupsAt(text, tokens, i, [3, 2, 4])
  // One box a digit, as forms have it.
  const boxes = groups ? undefined : groupsAt(text, tokens, i, [1, 1, 1, 1, 1, 1, 1, 1, 1])
  if (boxes) return { ...boxes, shape: 'bare' }
  if (!groups || groups.marks.includes('/')) return undefined
  return { ...groups, shape: groups.marks === '--' ? 'hyphen' : 'loose' }
}

function bare({ text, tokens }: ScannedText, i: number): Candidate | undefined {
  const start = tokens.starts[i] as number
  const end = tokens.ends[i] as number
  const length = end - start
  if (tokens.pure[i]) return length === 9 ? { start, end, value: text.slice(start, end), shape: 'bare', tokens: 1 } : undefined
  const glued = length <= 12 ? /^ss[n#]?(\d{9})$/i.exec(text.slice(start, end)) : null
  return glued ? { start: end - 9, end, value: glued[1] as string, shape: 'bare', tokens: 1 } : undefined
}

function judge(scanned: ScannedText, { start, end, value, shape }: Candidate): Confidence | undefined {
  if (!isIssuable(value) || isPartOfLonger(scanned.text, start, end)) return undefined
  const glued = shape === 'bare' && /[a-z]/i.test(scanned.text[start - 1] ?? '')
  const label = glued ? 0 : labelGap(scanned, 'us-ssn', start, end, REACH)
  const other = nearestLabel(scanned.hits('us-ssn-others'), start, end, { before: 30, after: 0 })
  if (label <= other && label < Infinity) return shape === 'bare' && label > 30 ? 'medium' : 'high'
  if (label === Infinity && CASE.test(scanned.text.slice(Math.max(0, start - 10), start))) return undefined
  if (shape === 'hyphen') return other < Infinity ? undefined : 'medium'
  return shape === 'loose' && other === Infinity && !/\d[ \t]$/.test(scanned.text.slice(Math.max(0, start - 2), start)) ? 'low' : undefined
}

function isIssuable(digits: string): boolean {
  const area = digits.slice(0, 3)
  if (area === '000' || area === '666' || area[0] === '9') return false
  if (digits.slice(3, 5) === '00' || digits.slice(5) === '0000') return false
  return !ADVERTISED.has(digits) && !/^(\d)\1{8}$/.test(digits)
}
