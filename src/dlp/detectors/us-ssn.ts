// US social security numbers. Three groups of 3, 2 and 4 digits; never issued: area 000, 666 and 900–999, group 00, serial 0000 (any other area can be
// issued since the randomization of 2011). A hyphenated number counts by its shape; nine bare digits only beside a label.
import type { Confidence } from '../../domain/finding.ts'
import { nearestLabel } from '../context-words.ts'
import { defineDetector, type Match, type ScannedText } from '../detector.ts'
import { separatorBetween } from '../digit-tokens.ts'
import { isInCell } from '../table-columns.ts'

/** Printed in advertisements and leaflets, and so used by thousands: the wallet card of 1938, the SSA leaflet of 1940, a 2006 advertisement. */
const ADVERTISED = new Set(['078051120', '219099999', '457555462'])
const REACH = { before: 60, after: 30 }
const LABELS = [
  'ssn',
  'ssns',
  'ssn#',
  'ss#',
  'ss no',
  'ss number',
  'soc sec',
  'soc. sec.',
  'soc sec no',
  'social',
  'socials',
  'social security',
  'social security no',
  'social security number',
  'social security numbers',
  'social sec',
  'social insurance',
  'tax payer id',
  'taxpayer identification number',
  'last four of social',
]
/** What else a number of this length is called: the nearest label wins. */
const OTHERS = (
  'phone,phones,telephone,tel,fax,cell,mobile,order,orders,invoice,invoices,tracking,confirmation,ticket,case number,case no,case id,part number,part no,' +
  'serial,serial number,reference,ref,purchase order,po,routing,account,acct,zip,ein,fein,tin,passport,npi,dea,claim,claim number,policy,policy number,' +
  'social media,social network,social work,social worker,social services,social event,social committee,member id,customer id,sku,model,item,extension,ext,isbn,license,version,lot,batch,record id,docket,quote,shipment'
).split(',')

export const usSsn = defineDetector({
  id: 'us-ssn',
  about: 'US social security number',
  source: 'Social Security Administration, number structure and randomization of 25 June 2011',
  vocabularies: { 'us-ssn': LABELS, 'us-ssn-others': OTHERS },
  find(scanned) {
    const matches: Match[] = []
    for (let i = 0; i < scanned.tokens.count; i++) {
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
      'Name,City,Note,SSN\nRoe Jane,Springfield,a rather long remark on this person,ok\nDoe John,Shelbyville,nothing to remark about,536228476',
    ],
    ignore: [
      'SSN: ____',
      'Name,SSN,Order\nRoe,,536228476',
      'SSN: ___-__-____',
      'SSN: 000-12-3456',
      'SSN: 666-12-3456',
      'SSN: 912-34-5678',
      'SSN: 123-00-4567',
      'SSN: 123-45-0000',
      'the famous 078-05-1120',
      'order 123456789',
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
  const { starts, ends, pure } = tokens
  if (i + 2 >= tokens.count || !pure[i] || !pure[i + 1] || !pure[i + 2]) return undefined
  const length = (at: number) => (ends[at] as number) - (starts[at] as number)
  if (length(i) !== 3 || length(i + 1) !== 2 || length(i + 2) !== 4) return undefined
  const first = separatorBetween(text, ends[i] as number, starts[i + 1] as number)
  const second = separatorBetween(text, ends[i + 1] as number, starts[i + 2] as number)
  if (first === '' || second === '' || first === '/' || second === '/') return undefined
  const start = starts[i] as number
  const end = ends[i + 2] as number
  const group = (at: number) => text.slice(starts[at] as number, ends[at] as number)
  const shape = first === '-' && second === '-' ? 'hyphen' : 'loose'
  return { start, end, value: group(i) + group(i + 1) + group(i + 2), shape, tokens: 3 }
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
  const named = glued || isInCell(scanned.cells('us-ssn'), start)
  const label = named ? 0 : nearestLabel(scanned.hits('us-ssn'), start, end, REACH)
  const other = nearestLabel(scanned.hits('us-ssn-others'), start, end, { before: 30, after: 0 })
  if (label <= other && label < Infinity) return shape === 'bare' && label > 30 ? 'medium' : 'high'
  if (shape === 'hyphen') return other < Infinity ? undefined : 'medium'
  return shape === 'loose' && other === Infinity && !/\d[ \t]$/.test(scanned.text.slice(Math.max(0, start - 2), start)) ? 'low' : undefined
}

function isIssuable(digits: string): boolean {
  const area = digits.slice(0, 3)
  if (area === '000' || area === '666' || area[0] === '9') return false
  if (digits.slice(3, 5) === '00' || digits.slice(5) === '0000') return false
  return !ADVERTISED.has(digits) && !/^(\d)\1{8}$/.test(digits)
}

function isPartOfLonger(text: string, start: number, end: number): boolean {
  return /(?:\d[-./+]|[$€£+])$/.test(text.slice(Math.max(0, start - 2), start)) || /^(?:[-./]\d|%)/.test(text.slice(end, end + 2))
}
