// Telephone and fax numbers, identifiers of 45 CFR 164.514(b)(2)(i)(D) and (E). North American numbers (NANP: area code, exchange, line) in the groupings
// that people write, with extension; international ones after `+`, `00` or `011` (ITU-T E.164). Numbering plans are libphonenumber's: asked once for each
// area code, and for at most `MAX_CHECKED` international numbers of a text; further ones count by their shape. Ten or seven bare digits need a label.
import type { Confidence } from '../../domain/finding.ts'
import { labelAfter, labelBefore } from '../context-words.ts'
import { defineDetector, type Match, type ScannedText } from '../detector.ts'
import { gapOf, isAmongNumbers, isPartOfLonger, isPhoneGap } from '../phone-groups.ts'
import { checkInternational, isAssigned, isPlausible, MAX_CHECKED } from '../phone-plans.ts'
import { isInCell } from '../table-columns.ts'

const LABELS = (
  'phone,phones,phone no,phone#,phone number,phone numbers,telephone,telephones,tel,tele,tel no,telefon,mobile,mobiles,cell,cellphone,cell phone,cell no,fax,faxes,faxed,' +
  'fax no,fax#,facsimile,call,called,callback,call back,dial,dialed,ph,ph no,phn,text,texted,txt,sms,whatsapp,signal,hotline,helpline,toll free,voicemail,voice mail,pager,' +
  'page,paged,beeper,landline,home number,work number,contact number,contact no,contact,reach,reached,ring,emergency contact,home phone,work phone,' +
  'daytime phone,evening phone,day phone,alt phone,alternate number,direct,direct line,office,front desk,switchboard,answering service,number is,best number,phonenumber,cellphonenumber,mobilephone,homephone,workphone,faxnumber,msisdn'
).split(',')
/** What else a number of this shape is called: the nearest label wins. */
const OTHERS = (
  'order,orders,order no,order number,invoice,invoices,invoice no,tracking,tracking number,tracking no,ticket,tickets,case,case no,case number,reference,ref,ref no,confirmation,confirmation number,' +
  'part,part no,part number,serial,serial no,serial number,sn,account,acct,account number,account no,sku,model,item,po,purchase order,isbn,issn,upc,ean,ssn,npi,dea,mrn,ndc,ein,tin,' +
  'member id,policy,policy number,claim,claim number,lot,batch,version,build,routing,license,licence,passport,id,patient id,chart,chart no,amount,total,balance,population,timestamp,epoch,' +
  'code,codes,catalog,catalogue,barcode,receipt,transaction,record,records,docket,quote,shipment,meter,lat,longitude,latitude,grid,range,ratio,coordinates,bytes,size,cpt,loinc,hcpcs,nhs,nhs number,imei,udi'
).split(',')
const REACH = 40
/** `c: 415…`, `(h) 415…`, `T. 415…` at the head of a line or behind a mark. */
const LETTER_LABEL = /(?:^|[\s|,;(])[TPMCFHWO](?:[:.)=]|\s?[:=])\s?\(?\+?$/i
/** Between a label and ten digits: anything but what counts or numbers something else. */
const LOOSELY = /^(?!.*(?:\d|\b(?:counts?|size|rate|ratio|id|total|volume|records?|times|units|model|version)\b))/is
/** Between a label and seven digits. */
const CLOSELY =
  /^(?:[\s:#=.,()"'>/|_*+-]|<[^<>]{0,20}>|(?:is|at|on|me|us|him|her|them|back|number|no|num|or|and|text|call|home|work|cell|mobile|office|please|now|my|to)(?![A-Za-z0-9]))*$/i
/** Cells that are no telephones. */
const OTHER_CELL = /\b(?:fuel|stem|blood|solar|b|t|white|red|battery|sickle|prison|jail|table|holding|per)\s(?:cell|cells)$/i
const EXTENSION = /^[ \t]?[,;]?[ \t]{0,2}\(?(?:ext(?:ension|n)?\.?|xt?\.?|#|;ext=)[ \t]?[:.#]?[ \t]?\d{1,6}\)?(?![\dA-Za-z-])/i
const TOLL_FREE_WORD = /^[-. ](?=[A-Z0-9-]*[A-Z])[A-Z0-9]{2,7}(?:-?[A-Z0-9]{2,7}){0,2}(?![A-Za-z0-9])/
const MAX_GROUPS = 7
const PLUS = 0x2b
const OPEN = 0x28
const HYPHEN = 0x2d
const SLASH = 0x2f
const ZERO = 0x30
const ONE = 0x31

export const phone = defineDetector({
  id: 'phone',
  about: 'Telephone or fax number',
  source: 'ITU-T E.164; NANP (ATIS-0300051, area codes by libphonenumber); 45 CFR 164.514(b)(2)(i)(D), (E)',
  vocabularies: { phone: LABELS, 'phone-others': OTHERS },
  find(scanned) {
    const matches: Match[] = []
    const budget = { left: MAX_CHECKED }
    for (let i = 0; i < scanned.tokens.count; i++) {
      if (!mayBegin(scanned, i)) continue
      const candidate = international(scanned, i, budget) ?? northAmerican(scanned, i) ?? local(scanned, i)
      if (!candidate) continue
      matches.push(toMatch(scanned.text, candidate))
      i += candidate.tokens - 1
    }
    return matches
  },
  // 555-0100 to 555-0199 and Ofcom's drama numbers are set aside for use in fiction.
  examples: {
    match: [
      '(415) 555-0132',
      '415-555-0132',
      '415.555.0132',
      'phone 4155550132',
      '+1 415 555 0132',
      '1-800-555-0199',
      'Tel: 415/555-0132',
      '415-555-0132 ext. 12',
      'Fax:(212)555-0188',
      '+44 20 7946 0958',
      '+44 (0)20 7946 0958',
      '0044 20 7946 0958',
      '011 44 20 7946 0958',
      '+49 30 901820',
      'call 555-0123',
      'reach me at 415 555 0132 after five',
      'c: 4155550132',
      '(415)\n555-0132',
      'Name,Phone\nRoe Jane,4155550132',
      '"phone":"4155550132"',
      '(555) 123-4567',
      'Tel 020 7946 0958',
      '415 - 555 - 0132',
      'tel:+14155550132',
    ],
    ignore: [
      '4155550132',
      '415 555',
      'Phone: (___) ___-____',
      'SSN 536-22-8476',
      'order 415-555-0132',
      'invoice number 4155550132',
      '2024-01-02',
      '000-000-0000',
      '123-456-7890',
      'tracking 1-415-555-0132-9',
      '978-3-16-148410-0',
      '12345-6789',
      '192.0.2.144',
      '$415.555.0132',
      '555-0123',
      'version 415.555.0132',
      'timestamp 1704153600',
      'NPI 1234567893',
      'ICD 10 2024 415 550132',
      '4111 1111 1111 1111',
      '+5 points and +12 more',
      'NDC 0002-8215-01',
      'rows 212 340 2019 555 1200 8000',
      '10-12-1415',
    ],
  },
})

interface Candidate {
  readonly start: number
  readonly end: number
  readonly value: string
  readonly confidence: Confidence
  readonly tokens: number
}

/** By lengths and neighbours: whether a number can begin with this group. Most numbers of a text end here. */
function mayBegin({ text, tokens }: ScannedText, i: number): boolean {
  const { starts, ends, pure } = tokens
  if (!pure[i]) return false
  const start = starts[i] as number
  const size = (ends[i] as number) - start
  if (size === 7 || size === 10 || size === 11) return true
  const before = text.charCodeAt(start - 1)
  if (before === PLUS || (before === OPEN && text.charCodeAt(start - 2) === PLUS)) return true
  // The groups of a longer number stand close together.
  if (i + 1 >= tokens.count || (starts[i + 1] as number) - (ends[i] as number) > 4) return false
  const next = (ends[i + 1] as number) - (starts[i + 1] as number)
  const first = text.charCodeAt(start)
  if (size === 3) return next === 3 || next === 4 || next === 7 || first === ZERO || text.charCodeAt(ends[i] as number) === HYPHEN
  if (first === ZERO) return size > 3 || (size === 2 && next >= 2 && text.charCodeAt(start + 2) !== SLASH)
  return size === 1 && first === ONE && next === 3
}

/** `+44 20 …`, `0044 20 …`, `011 44 20 …` */
function international(scanned: ScannedText, i: number, budget: { left: number }): Candidate | undefined {
  const { text, tokens } = scanned
  const { starts, ends, pure } = tokens
  const first = starts[i] as number
  const before = text.charCodeAt(first - 1)
  const plus = before === PLUS || (before === OPEN && text.charCodeAt(first - 2) === PLUS)
  if (!plus && text.charCodeAt(first) !== ZERO) return undefined
  const head = plus ? '' : text.slice(first, Math.min(ends[i] as number, first + 3))
  const trunk = head.startsWith('00') && head[2] !== '0' ? 2 : head === '011' ? 3 : 0
  if (!plus && trunk === 0) return undefined
  if (plus && /[\dA-Za-z]$/.test(text.slice(0, first - 1).slice(-1))) return undefined
  let last = i
  while (
    last + 1 < tokens.count &&
    last - i < MAX_GROUPS &&
    pure[last + 1] &&
    isPhoneGap(text, ends[last] as number, starts[last + 1] as number)
  )
    last++
  const start = plus ? first - (text[first - 1] === '+' ? 1 : 2) : first
  // Groups that are not the number's may follow it after a space: fewer are tried, from all down to two fewer.
  for (let tries = 0; last >= i && tries < 3; last--, tries++) {
    const end = ends[last] as number
    const digits = text.slice(first + trunk, end).replace(/\D/g, '')
    if (digits.length < 8 || digits.length > 16 || /^[-./]?\d/.test(text.slice(end, end + 2))) continue
    const number = checkInternational(
      `+${text
        .slice(first + trunk, end)
        .replace(/[^\d()]/g, '')
        .replace(/^(\d*)\)/, '$1')}`,
      budget,
    )
    if (number === undefined || (!plus && nearest(scanned, start, end) === 'other')) continue
    if (!number.valid && !(plus && number.possible)) continue
    return { start, end, value: number.e164, confidence: number.valid ? 'high' : 'medium', tokens: last - i + 1 }
  }
  return undefined
}

/** `(415) 555-0132`, `1-415-555-0132`, `415-5550132`; ten digits in one beside a label. */
function northAmerican(scanned: ScannedText, i: number): Candidate | undefined {
  const { text, tokens } = scanned
  const { starts, ends, pure } = tokens
  const length = (at: number) => (at < tokens.count && pure[at] ? (ends[at] as number) - (starts[at] as number) : 0)
  const size = length(i)
  if (size === 10 || size === 11) return bare(scanned, i, size)
  const country = size === 1 && text.charCodeAt(starts[i] as number) === 0x31 && length(i + 1) === 3 ? 1 : 0
  const area = i + country
  if (length(area) !== 3 || (country && !isPhoneGap(text, ends[i] as number, starts[area] as number))) return undefined
  const isWhole = length(area + 1) === 7
  const last = isWhole ? area + 1 : area + 2
  if (!isWhole && (length(area + 1) !== 3 || length(last) !== 4)) return vanity(text, tokens, i, area)
  const first = starts[area] as number
  const gaps = [gapOf(text, ends[area] as number, starts[area + 1] as number)]
  if (!isWhole) gaps.push(gapOf(text, ends[area + 1] as number, starts[last] as number))
  if (gaps.includes('')) return undefined
  const isBracketed = gaps[0] === ')' && text[first - 1] === '('
  if (!isBracketed && gaps[0] === ')') return undefined
  const start = country ? (starts[i] as number) : isBracketed ? first - 1 : first
  const end = ends[last] as number
  const digits = text.slice(first, end).replace(/\D/g, '')
  const isSpaced = gaps.every((gap) => gap === ' ') && !isBracketed
  if (isPartOfLonger(text, start, end, isSpaced) || !isPlausible(digits)) return undefined
  const confidence = judge(scanned, start, end, digits, isBracketed ? 'bracketed' : isSpaced || isWhole ? 'loose' : 'joined')
  return confidence && { start, end, value: `+1${digits}`, confidence, tokens: last - i + 1 }
}

/** `1-800-555-CARE`: only toll-free numbers are written so. */
function vanity(text: string, tokens: ScannedText['tokens'], i: number, area: number): Candidate | undefined {
  const code = text.slice(tokens.starts[area] as number, tokens.ends[area] as number)
  if (!/^8(?:00|88|77|66|55|44|33)$/.test(code)) return undefined
  const from = tokens.ends[area] as number
  const word = TOLL_FREE_WORD.exec(text.slice(from, from + 22))?.[0]
  const letters = word?.replace(/[^A-Z0-9]/g, '') ?? ''
  if (!word || letters.length < 7 || letters.length > 12 || area === i) return undefined
  return {
    start: tokens.starts[i] as number,
    end: from + word.length,
    value: `+1${code}${letters}`,
    confidence: 'medium',
    tokens: area - i + 1,
  }
}

function bare(scanned: ScannedText, i: number, size: number): Candidate | undefined {
  const start = scanned.tokens.starts[i] as number
  const end = scanned.tokens.ends[i] as number
  const digits = scanned.text.slice(size === 11 ? start + 1 : start, end)
  if (size === 11 && scanned.text[start] !== '1') return national(scanned, i, i, start)
  if (isPartOfLonger(scanned.text, start, end, true)) return undefined
  if (!isPlausible(digits)) return national(scanned, i, i, start)
  return isNamed(scanned, start, end, 24, LOOSELY) ? { start, end, value: `+1${digits}`, confidence: 'high', tokens: 1 } : undefined
}

/** Beside a label: `555-0123`, and numbers of other countries as they are dialled there, `020 7946 0958`. */
function local(scanned: ScannedText, i: number): Candidate | undefined {
  const { text, tokens } = scanned
  const { starts, ends, pure } = tokens
  const start = starts[i] as number
  const size = (ends[i] as number) - start
  if (size > 7) return undefined
  if (text.charCodeAt(start) === 0x30 && size >= 2) {
    let last = i
    while (last + 1 < tokens.count && last - i < 5 && pure[last + 1] && isPhoneGap(text, ends[last] as number, starts[last + 1] as number))
      last++
    return national(scanned, i, last, start)
  }
  const isPair = size === 3 && i + 1 < tokens.count && pure[i + 1] === 1 && (ends[i + 1] as number) - (starts[i + 1] as number) === 4
  const joined = isPair && /^[-.]$/.test(text.slice(ends[i] as number, starts[i + 1] as number))
  if ((!joined && size !== 7) || !/^[2-9]/.test(text.slice(start, start + 1))) return undefined
  const end = ends[joined ? i + 1 : i] as number
  if (!isNamed(scanned, start, end, joined ? 24 : 16, CLOSELY) || isPartOfLonger(text, start, end, false)) return undefined
  return { start, end, value: text.slice(start, end).replace(/\D/g, ''), confidence: 'medium', tokens: joined ? 2 : 1 }
}

/** A number with the trunk prefix 0 of Europe and Asia: its plan is unknown, so the label must stand close. */
function national(scanned: ScannedText, i: number, last: number, start: number): Candidate | undefined {
  const { text, tokens } = scanned
  const end = tokens.ends[last] as number
  const digits = text.slice(start, end).replace(/\D/g, '')
  if (!/^0[1-9]\d{7,10}$/.test(digits) || isPartOfLonger(text, start, end, false)) return undefined
  if (nearest(scanned, start, end, 14) !== 'phone') return undefined
  return { start, end, value: digits, confidence: 'medium', tokens: last - i + 1 }
}

/**
 * @param digits area code, exchange and line
 * @returns how sure a number is by its shape, its plan and the nearest label
 */
function judge(
  scanned: ScannedText,
  start: number,
  end: number,
  digits: string,
  shape: 'bracketed' | 'joined' | 'loose',
): Confidence | undefined {
  const label = nearest(scanned, start, end)
  // `AB-212-555-0187` is the number of a thing.
  if (label === 'other' || (label === '' && /[A-Za-z0-9]-$|#$/.test(scanned.text.slice(Math.max(0, start - 2), start)))) return undefined
  const isValid = isAssigned(digits.slice(0, 3)) && digits[3] !== '0' && digits[3] !== '1'
  if (label === 'phone') return isValid ? 'high' : 'medium'
  const isFictional = digits.startsWith('555')
  if (!isValid && !isFictional) return shape === 'bracketed' ? 'low' : undefined
  if (shape === 'bracketed') return 'high'
  if (shape === 'joined') return 'medium'
  return isValid && !isAmongNumbers(scanned.text, start, end) ? 'low' : undefined
}

/**
 * Whether a label names a run of digits: `cell count 4155550132` is no telephone's.
 * @param between what may stand between the two
 */
function isNamed(scanned: ScannedText, start: number, end: number, reach: number, between: RegExp): boolean {
  if (isInCell(scanned.cells('phone'), start)) return true
  if (nearest(scanned, start, end, reach) !== 'phone') return false
  const gap = labelBefore(scanned.hits('phone'), start, reach)
  if (gap === Infinity) return true
  const label = start - gap
  return between.test(scanned.text.slice(label, start)) && !OTHER_CELL.test(scanned.text.slice(Math.max(0, label - 16), label))
}

function nearest(scanned: ScannedText, start: number, end: number, reach = REACH): 'phone' | 'other' | '' {
  if (isInCell(scanned.cells('phone'), start)) return 'phone'
  if (isInCell(scanned.cells('phone-others'), start)) return 'other'
  const before = labelBefore(scanned.hits('phone'), start, reach)
  const other = labelBefore(scanned.hits('phone-others'), start, reach)
  if (before < Infinity && before <= other) return 'phone'
  if (mayEndLabel(scanned.text.charCodeAt(start - 1)) && LETTER_LABEL.test(scanned.text.slice(Math.max(0, start - 6), start)))
    return 'phone'
  if (other < Infinity && isSameLine(scanned.text, start - other, start)) return 'other'
  // `415-555-0132 (cell)`
  return labelAfter(scanned.hits('phone'), end, 3) < Infinity ? 'phone' : ''
}

/** White space, `:`, `.`, `)`, `(`, `=` or `+`. */
function mayEndLabel(unit: number): boolean {
  return unit <= 0x20 || unit === 0x3a || unit === 0x2e || unit === 0x29 || unit === OPEN || unit === 0x3d || unit === PLUS
}

/** A label names what stands on its line, or at the head of the next one. */
function isSameLine(text: string, from: number, to: number): boolean {
  const line = text.slice(from, to).indexOf('\n')
  return line < 0 || text.slice(from, to).trim() === '' || line < 3
}

function toMatch(text: string, { start, end, value, confidence }: Candidate): Match {
  const extension = EXTENSION.exec(text.slice(end, end + 24))?.[0] ?? ''
  return { start, end: end + extension.length, confidence, value, excerpt: `***-***-**${value.slice(-2)}` }
}
