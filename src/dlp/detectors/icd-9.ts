// ICD-9-CM codes (in use in the US until 30 September 2015, and in older records since): diagnoses of three digits and up to two after a dot, V codes and
// E codes; procedures of two digits and up to two. They look like prices and readings: only a label, or words of diagnosis beside a dotted code, count.
import { type CodeCandidate, judgeCodes, maskCode, OTHER_THINGS } from '../code-context.ts'
import { defineDetector, type ScannedText } from '../detector.ts'

const LABELS = (
  'icd-9,icd9,icd 9,icd-9-cm,icd9cm,icd-9 cm,icd-9 code,icd-9 codes,icd9 code,icd9 codes,icd-9-cm code,icd-9-cm codes,icd-9 dx,icd-9 diagnosis,icd-9-cm diagnosis,ninth revision,' +
  'icd-9 procedure,icd-9-cm procedure,icd-9 procedure code,icd9 dx,icd-9-cm diagnosis code'
).split(',')
const WEAK = (
  'diagnosis code,diagnosis codes,dx code,dx codes,dx,diagnosis,diagnoses,principal diagnosis,primary diagnosis,secondary diagnosis,admitting diagnosis,discharge diagnosis,icd code,' +
  'icd codes,icd,e code,v code,problem list'
).split(',')
const OTHERS = [
  ...OTHER_THINGS,
  'icd-10',
  'icd10',
  'icd-10-cm',
  'bp',
  'temp',
  'temperature',
  'weight',
  'wt',
  'height',
  'level',
  'glucose',
  'score',
  'dose',
  'cost',
  'total',
]
const RULE = {
  label: 'icd-9',
  weak: 'icd-9-weak',
  others: 'icd-9-others',
  reach: { before: 50, after: 24 },
  weakReach: { before: 24, after: 16 },
}

export const icd9 = defineDetector({
  id: 'icd-9',
  about: 'ICD-9-CM diagnosis or procedure code',
  source: 'ICD-9-CM, CDC/NCHS and CMS; 45 CFR 162.1002(b)',
  vocabularies: { 'icd-9': LABELS, 'icd-9-weak': WEAK, 'icd-9-others': OTHERS },
  find(scanned) {
    if (scanned.hits('icd-9').length === 0 && scanned.hits('icd-9-weak').length === 0) return []
    return judgeCodes(scanned, RULE, candidates(scanned), maskCode)
  },
  examples: {
    match: [
      'ICD-9 250.00',
      'ICD-9: 401.9',
      'ICD9 428.0',
      'ICD-9-CM 493.90',
      'ICD-9 code V58.61',
      'ICD-9 codes 250.02, 401.1 and 272.4',
      'ICD-9-CM E849.0',
      'diagnosis code 296.30',
      'Dx: 786.50',
      'diagnosis 427.31 atrial fibrillation',
      'ICD-9 401',
      'ICD-9-CM code: 042',
      '250.00 (ICD-9)',
      'ICD-9 procedure code 45.13',
      'Dx code V70.0',
      'Patient,ICD-9\nRoe,414.01\nDoe,585.6',
      'diagnoses: 715.96; 724.2',
      'icd9=311',
      'ICD 9 V22.1',
      'dx 584.9',
    ],
    ignore: [
      '250.00',
      'total 401.90',
      '$250.00 was billed',
      'ICD-9 ____',
      'ICD-9 was replaced in 2015',
      'diagnosis on page 250',
      'temperature 101.2',
      'Dx 250 dollars',
      'diagnosis in room 401',
      'V70.0',
      'engine E849.0',
      'version 312.4',
      'diagnosis cost 296.30',
      'ICD-10 E11.9',
      'ratio 414.01',
      'IP 192.168.1.1 diagnosis',
      'ICD-9 000.0',
      '401(k) plan',
      'Dx 786.505',
      'the 911 call',
      'ICD-9 in 1979',
      'diagnosis: 250.00 USD',
    ],
  },
})

function candidates({ text, tokens }: ScannedText): CodeCandidate[] {
  const found: CodeCandidate[] = []
  for (let i = 0; i < tokens.count; i++) {
    const start = tokens.starts[i] as number
    const main = text.slice(start, tokens.ends[i])
    if (!/^(?:\d{2,3}|[Vv]\d\d|[Ee][89]\d\d)$/.test(main) || /(?:[$€£.#/-]|\d[,])$/.test(text.slice(Math.max(0, start - 2), start)))
      continue
    const dotted = text[tokens.ends[i] as number] === '.' && i + 1 < tokens.count && tokens.starts[i + 1] === (tokens.ends[i] as number) + 1
    const end = dotted ? (tokens.ends[i + 1] as number) : (tokens.ends[i] as number)
    const fraction = dotted ? text.slice(tokens.starts[i + 1], end) : ''
    if (dotted ? !/^\d{1,2}$/.test(fraction) : main.length < 3) continue
    if (
      /^0+$/.test(main) ||
      /^(?:[-/:,]\d|\.\d|\(k|[ \t]?(?:%|usd|dollars|eur|mg|lbs?|kg|°|degrees|f\b|pm|am))/i.test(text.slice(end, end + 9))
    )
      continue
    // Two digits are a procedure, and three without a dot any number: only a label makes codes of them.
    const beside = dotted && main.length > 2 ? 'medium' : null
    found.push({ start, end, value: `${main}${fraction}`.toUpperCase(), beside })
    if (dotted) i++
  }
  return found
}
