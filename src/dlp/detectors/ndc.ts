// National Drug Codes of the FDA: labeler, product and package, ten digits as 4-4-2, 5-3-2 or 5-4-1, eleven as 5-4-2 on claims. Hyphens show the shape; without
// them only a label counts. Part and serial numbers are written alike, so their labels win.
import { type CodeCandidate, judgeCodes, OTHER_THINGS } from '../code-context.ts'
import { defineDetector, type ScannedText } from '../detector.ts'
import { nextToken, separatorBetween, tokenForms } from '../digit-tokens.ts'

const LABELS =
  'ndc,ndcs,ndc#,ndc no,ndc number,ndc numbers,ndc code,ndc codes,ndc-11,ndc11,ndc-10,ndc10,national drug code,national drug codes,drug code,product ndc,package ndc'.split(
    ',',
  )
const WEAK = (
  'rx,drug,drugs,medication,medications,prescription,prescribed,pharmacy,pharmacist,dispense,dispensed,tablet,tablets,tab,tabs,capsule,capsules,vial,vials,mg,mcg,ml,vaccine,vaccines,dose,' +
  'refill,refills,lot,manufacturer,labeler,fda,formulary,hcpcs,j-code,administered,injection,syringe,inhaler,insulin,sig,days supply'
).split(',')
const OTHERS = [
  ...OTHER_THINGS,
  'ssn',
  'mrn',
  'claim number',
  'claim',
  'isbn',
  'ein',
  'npi',
  'vin',
  'upc',
  'imei',
  'po number',
  'contract',
  'contract number',
  'license',
  'registration',
  'booking',
]
const RULE = {
  label: 'ndc',
  weak: 'ndc-weak',
  others: 'ndc-others',
  reach: { before: 40, after: 20 },
  weakReach: { before: 60, after: 40 },
}
const SHAPES = new Set(['5-4-2', '4-4-2', '5-3-2', '5-4-1'])

export const ndc = defineDetector({
  id: 'ndc',
  about: 'National Drug Code',
  source: '21 CFR 207.33 (format of the NDC); 45 CFR 162.1002 (eleven digits on claims)',
  vocabularies: { ndc: LABELS, 'ndc-weak': WEAK, 'ndc-others': OTHERS },
  find: (scanned) => judgeCodes(scanned, RULE, candidates(scanned), (value) => `*****-***${value.slice(-2)}`),
  examples: {
    match: [
      'NDC 12345-6789-01',
      'NDC: 1234-5678-90',
      'NDC# 12345-678-90',
      'NDC 12345-6789-0',
      'NDC 12345678901',
      'ndc=12345678901',
      'National Drug Code 54321-0123-45',
      '12345-6789-01 (NDC)',
      'NDC\n54321-987-12',
      'lisinopril 10 mg tablet 54321-0123-90',
      'dispensed 54321-012-30 by the pharmacy',
      'Drug\tNDC\tQty\nA\t54321012345\t30',
      'NDC 1234567890',
      'NDC code: 4321-1234-05',
      'vaccine lot 44, 54321-0125-10',
      'NDCs: 54321-0123-45, 54321-0124-45',
      'product NDC 54321-0123-01',
      'Rx 54321-1111-02',
      'NDC11: 54321012345',
      'Take one tablet daily. NDC: 54321-0126-30',
    ],
    ignore: [
      '12345678901',
      'NDC ____-____-__',
      'NDC pending',
      'part number 12345-678-90',
      'phone 1234-5678-90',
      'order 12345-6789-01',
      'serial no 4321-1234-05',
      'NDC 123-456',
      'NDC 123456789012',
      '1-800-555-0100',
      'SKU 54321-012-30',
      'invoice 54321-0123-45',
      'ISBN 1234-5678-90',
      'ticket 12345-6789-0',
      '2024-0101-01',
      'zip 94105-1234',
      'call 5551-2345-67-89',
      'NDC conference 2024',
      'Ref: 12345-6789-01',
      'claim 12345-678-90',
      '12345-6789-01-22',
      'model 54321-111-22',
    ],
  },
})

const FORMS = tokenForms({ pure: [4, 5, 10, 11] })

function candidates({ text, tokens }: ScannedText): CodeCandidate[] {
  const { starts, ends, pure, count } = tokens
  const found: CodeCandidate[] = []
  const length = (at: number) => (ends[at] as number) - (starts[at] as number)
  for (let i = nextToken(tokens, FORMS, 0); i < count; i = nextToken(tokens, FORMS, i + 1)) {
    const start = starts[i] as number
    if (length(i) === 11 || length(i) === 10) {
      if (isAlone(text, start, ends[i] as number))
        found.push({ start, end: ends[i] as number, value: text.slice(start, ends[i]), beside: null })
      continue
    }
    if (length(i) < 4 || length(i) > 5 || i + 2 >= count || !pure[i + 1] || !pure[i + 2]) continue
    if (separatorBetween(text, ends[i] as number, starts[i + 1] as number) !== '-') continue
    if (separatorBetween(text, ends[i + 1] as number, starts[i + 2] as number) !== '-') continue
    if (!SHAPES.has(`${length(i)}-${length(i + 1)}-${length(i + 2)}`)) continue
    const end = ends[i + 2] as number
    const value = text.slice(start, end).replace(/\D/g, '')
    if (!isAlone(text, start, end) || /^(?:19|20)\d\d-/.test(text.slice(start, start + 5))) continue
    found.push({ start, end, value, bare: 'low' })
    i += 2
  }
  return found
}

function isAlone(text: string, start: number, end: number): boolean {
  return !/[\w.+/-]$/.test(text.slice(Math.max(0, start - 1), start)) && !/^[-./]\d/.test(text.slice(end, end + 2))
}
