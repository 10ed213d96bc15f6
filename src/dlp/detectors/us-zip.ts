// US ZIP codes, a geographic unit below the state (45 CFR 164.514(b)(2)(i)(B)): five digits after a state of which they are (USPS ranges), after a label or
// beneath the head of a column; ZIP+4 by its shape, unless something else names it. Five digits alone are never one.
import type { Confidence } from '../../domain/finding.ts'
import { labelBefore } from '../context-words.ts'
import { defineDetector, type Match, type ScannedText } from '../detector.ts'
import { isInCell } from '../table-columns.ts'
import { isAssignedZip, isZipOf, stateNamedBy } from '../zip-ranges.ts'

const LABELS = (
  'zip,zips,zip code,zip codes,zipcode,zipcodes,zip#,zip 4,zip+4,zip plus 4,zip plus four,postal code,postal codes,postalcode,post code,postcode,postal zip,zip postal code,zip postal,' +
  'mailing zip,billing zip,shipping zip,home zip'
).split(',')
const OTHERS = (
  'order,orders,order number,invoice,invoice number,part,part no,part number,serial,serial number,sn,ticket,case,case number,reference,ref,tracking,tracking number,account,acct,account number,' +
  'confirmation,sku,model,item,po,purchase order,ndc,ein,policy,policy number,claim,claim number,lot,batch,version,build,phone,fax,tel,ext,extension,mrn,id,member id,' +
  'employee id,catalog,catalogue,receipt,transaction,record,docket,quote,code,codes,cpt,hcpcs,section,range,ratio,bytes,pages,loinc,product,file,isbn,permit,license,routing'
).split(',')
/** Between label and value. */
const CONNECTORS =
  /^["'\s]{0,3}(?:\((?:required|optional|5 digits?|zip|postal)\)\s?)?(?:[:=#.>-]|is|was|of|code|to)?["'\s:=>]{0,5}(?:is\s)?$/i
const TAG = /<\/?[a-z][^<>]{0,40}>/gi
const STATE = /(?:^|[^A-Za-z])([A-Z]{2})[.,;|"'\s]{1,5}$/
/** In small letters only behind a comma: `springfield, il 62704`. */
const SMALL_STATE = /[a-z],\s?([A-Za-z]{2}),?[ \t]{1,2}$/
const STATE_NAME = /((?:[A-Za-z]+[ ,]{1,2}){0,2}[A-Za-z]+)[.,]?[,\s]{1,3}$/
const COUNTED =
  /^\s(?:units?|items?|pieces|pcs|users?|patients?|people|points?|miles|dollars|times|records?|votes?|copies|rows?|hours|days|cases|members|employees|residents|and up|or more)\b/i

export const usZip = defineDetector({
  id: 'us-zip',
  about: 'US ZIP code',
  source: 'USPS Publication 28 (addressing), Publication 65 (ranges); 45 CFR 164.514(b)(2)(i)(B)',
  vocabularies: { 'us-zip': LABELS, 'us-zip-others': OTHERS },
  find(scanned) {
    const matches: Match[] = []
    const { starts, ends, pure, count } = scanned.tokens
    for (let i = 0; i < count; i++) {
      const start = starts[i] as number
      if ((ends[i] as number) - start === 5 && pure[i]) {
        const hasPlus4 =
          i + 1 < count && pure[i + 1] === 1 && isPlus4(scanned.text, ends[i] as number, starts[i + 1] as number, ends[i + 1] as number)
        const end = ends[hasPlus4 ? i + 1 : i] as number
        const confidence = judge(scanned, start, end, hasPlus4)
        if (confidence) matches.push(toMatch(scanned.text, start, end, confidence))
      } else if ((ends[i] as number) - start === 9 && pure[i] && isLabelled(scanned, start)) {
        matches.push(toMatch(scanned.text, start, ends[i] as number, 'medium'))
      }
    }
    return matches
  },
  examples: {
    match: [
      'Springfield, IL 62704',
      'ZIP 94105',
      'zip code: 10001',
      '94105-1234',
      'San Francisco CA 94105-1234',
      'Boston, Massachusetts 02110',
      'IL\n62704',
      'postal code=73301',
      '"zip":"60601"',
      'Name,City,ZIP\nRoe,Springfield,62704',
      'Albany, N.Y. 12207',
      'APO AE 09012',
      'springfield, il 62704',
      'Springfield,IL,62704',
      'Brooklyn NY, 11201',
      'ZIP+4: 62704-1234',
      'my zip is 30303',
      'Washington, DC 20001',
      'New York, New York 10001',
      'Zip/Postal Code 84101',
      'State: TX Zip: 75001',
      '350 Fifth Avenue, New York, NY 10118.',
    ],
    ignore: [
      '94105',
      'order 94105',
      'ZIP: _____',
      'part 94105-1234',
      'IN 94105 cases',
      'OR 12345',
      'zip file 12345',
      'invoice 12345-6789',
      '12345-67890',
      'in 46204 places',
      'CPT 99213',
      '$62704',
      'population 62,704',
      'IL 627041',
      'account 62704-1234',
      'NDC 50580-4449-1',
      'the ZIP archive has 62704 files',
      'OK 10001',
      'ME 12345',
      'room 62704',
      'IN 46204 records we found',
      '1-62704-1234',
    ],
  },
})

function judge(scanned: ScannedText, start: number, end: number, hasPlus4: boolean): Confidence | undefined {
  const { text } = scanned
  const last = text[start - 1] ?? ''
  if (
    /[\d$€£#_+/@]/.test(last) ||
    /^(?:[-/.,:]\d|%|[-_][A-Za-z])/.test(text.slice(end, end + 2)) ||
    /\d[-.,:]$/.test(text.slice(Math.max(0, start - 2), start))
  )
    return undefined
  if (isLabelled(scanned, start)) return 'high'
  if (hasLetterBefore(text, start)) {
    const state = stateBefore(text, start, end)
    if (state) return state
  }
  if (!hasPlus4 || !isAssignedZip(text.slice(start, start + 5)) || isInCell(scanned.cells('us-zip-others'), start)) return undefined
  return labelBefore(scanned.hits('us-zip-others'), start, 30) < Infinity ? undefined : 'medium'
}

/** A state whose ZIP codes these are, right before the number. */
function stateBefore(text: string, start: number, end: number): Confidence | undefined {
  const before = text.slice(Math.max(0, start - 32), start)
  const zip = text.slice(start, start + 5)
  const small = SMALL_STATE.exec(before)?.[1]?.toUpperCase()
  if (small && isZipOf(small, zip)) return 'high'
  if (COUNTED.test(text.slice(end, end + 12))) return undefined
  // `N.Y.` is `NY`.
  const state = STATE.exec(before.replace(/\b([A-Z])\.\s?([A-Z])\.(?=[\s,]{1,3}$)/, '$1$2'))?.[1]
  if (state && isZipOf(state, zip)) return 'high'
  const words = STATE_NAME.exec(before)?.[1]
  const named = words && stateNamedBy(words)
  return named && isZipOf(named, zip) ? 'medium' : undefined
}

/** Whether a letter stands before the number, with no more than marks and white space between: all states end in one. */
function hasLetterBefore(text: string, start: number): boolean {
  for (let at = start - 1; at >= 0 && at >= start - 6; at--) {
    const unit = text.charCodeAt(at) | 0x20
    if (unit >= 0x61 && unit <= 0x7a) return true
    if (unit >= 0x30 && unit <= 0x39) return false
  }
  return false
}

function isLabelled(scanned: ScannedText, start: number): boolean {
  if (scanned.hits('us-zip').length === 0) return false
  if (isInCell(scanned.cells('us-zip'), start)) return true
  const gap = labelBefore(scanned.hits('us-zip'), start, 48)
  return gap < Infinity && CONNECTORS.test(scanned.text.slice(start - gap, start).replace(TAG, ''))
}

/** `-1234` right behind, and no further digits. */
function isPlus4(text: string, end: number, start: number, last: number): boolean {
  return start - end === 1 && text[end] === '-' && last - start === 4
}

function toMatch(text: string, start: number, end: number, confidence: Confidence): Match {
  return { start, end, confidence, value: text.slice(start, end).replace(/\D/g, ''), excerpt: `${text.slice(start, start + 1)}****` }
}
