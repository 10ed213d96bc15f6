// CPT procedure codes of the American Medical Association (HCPCS level I): category I five digits in the ranges of its sections, category II four digits and F,
// category III four digits and T, laboratory analyses four digits and U or M. Five digits are a ZIP or an order elsewhere: a label or words of billing decide.
import { type CodeCandidate, judgeCodes, maskCode, OTHER_THINGS } from '../code-context.ts'
import { defineDetector, type ScannedText } from '../detector.ts'
import { nextToken, tokenForms } from '../digit-tokens.ts'

const LABELS = (
  'cpt,cpts,cpt#,cpt code,cpt codes,cpt-4,cpt4,cpt/hcpcs,hcpcs/cpt,cpt modifier,current procedural terminology,procedure code,procedure codes,proc code,proc codes,px code,' +
  'px codes,procedure cpt,service code,service codes,e/m code,e&m code,e/m level,em code,billing code,billing codes,billed code,billable code,surgical code,surgery code'
).split(',')
const WEAK = (
  'billed,billing,bill,bills,procedure,procedures,modifier,modifiers,mod,claim,claims,charge,charges,charged,reimbursement,reimbursed,denied,denial,office visit,e/m,' +
  'coded,coding,coder,medicare,medicaid,payer,fee schedule,prior auth,prior authorization,preauthorization,icd-10,icd10,icd,dx,diagnosis,rvu,rvus,date of service,dos,' +
  'superbill,eob,cms-1500,rendering provider,dme,hcpcs,anesthesia,surgery,global period'
).split(',')
const RULE = {
  label: 'cpt',
  weak: 'cpt-weak',
  others: 'cpt-others',
  reach: { before: 60, after: 24 },
  weakReach: { before: 40, after: 30 },
}
/** Sections of category I: anesthesia, surgery, radiology, pathology and laboratory, medicine with evaluation and management. */
const SECTIONS: readonly (readonly [number, number])[] = [
  [100, 1999],
  [10004, 69990],
  [70010, 79999],
  [80047, 89398],
  [90281, 99607],
]
/** Evaluation and management, and the ten or so codes of every practice: shape enough beside a word of billing. */
const OFFICE =
  /^(?:992\d\d|993\d\d|994\d\d|908\d\d|9711[0-9]|97140|97530|93000|800[5-9]\d|8502[57]|83036|36415|7104[5-8]|45378|4538[05]|43239|9047[1-4])$/

export const cpt = defineDetector({
  id: 'cpt',
  about: 'CPT procedure code',
  source: 'Current Procedural Terminology, American Medical Association; 45 CFR 162.1002(a)(5)',
  vocabularies: { cpt: LABELS, 'cpt-weak': WEAK, 'cpt-others': OTHER_THINGS },
  find: (scanned) => judgeCodes(scanned, RULE, candidates(scanned), maskCode),
  examples: {
    match: [
      'CPT 99213',
      'CPT: 99213',
      'CPT code 93000',
      'CPT codes 99213, 93000 and 80053',
      'cpt 99214-25',
      'CPT# 45378',
      'procedure code 27447',
      'procedure codes: 70553; 72148',
      'billed 99215 with modifier 25',
      '99213 (CPT)',
      '99396-25',
      'CPT II 3044F',
      'CPT category III code 0075T',
      'CPT 0001U',
      'anesthesia CPT 00840',
      'Date\tCPT\tCharge\n2024\t99213\t$120',
      'CPT,Units\n80061,1\n83036,1',
      'claim denied for 99203',
      'E/M code 99233',
      'CPT/HCPCS: 97110',
      'service code 90837',
      'CPT99213',
      'ICD-10 E11.9, billed 83036',
      'CPT code for the visit was 99204',
    ],
    ignore: [
      '99213',
      'Beverly Hills, CA 90210',
      'order 99213',
      'CPT ____',
      'CPT: pending',
      'zip code 97110',
      'invoice 45378 was billed',
      'ticket number 80053',
      'we sold 12345 units',
      'Austin TX 78701 claims office',
      'CPT 2024 edition',
      'error code 10061',
      'population 85025',
      'CPT 02500',
      'CPT 09999',
      'account 70553 charges',
      'a billing total of $45,378.00',
      'bill of 99213.50 dollars',
      'script 8888',
      '0075T',
      'part 3044F',
      'PO Box 93000, claims department',
      'CPT phone 555-99213',
    ],
  },
})

const MODIFIED = /^-(?:2[1-9]|5\d|7[6-9]|8[0-2]|9\d|TC|RT|LT|GT|GC|GA|GY|KX|XU|XS|XE|XP|Q[56])(?![0-9A-Za-z])/
/** `TX 78701`: a state before five digits makes a ZIP of them. */
const STATE_BEFORE =
  /(?:^|[^A-Za-z])(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY])[ ,]{1,2}$/

const FORMS = tokenForms({ pure: [5], mixed: [5, 8] })

function candidates({ text, tokens }: ScannedText): CodeCandidate[] {
  const found: CodeCandidate[] = []
  for (let i = nextToken(tokens, FORMS, 0); i < tokens.count; i = nextToken(tokens, FORMS, i + 1)) {
    const end = tokens.ends[i] as number
    const glued = end - (tokens.starts[i] as number) === 8 && /^cpt\d{5}$/i.test(text.slice(tokens.starts[i], end))
    const start = glued ? end - 5 : (tokens.starts[i] as number)
    if (end - start !== 5) continue
    const value = text.slice(start, end)
    if (glued ? !isSection(value) : isPartOfLonger(text, start, end)) continue
    if (glued) found.push({ start, end, value, bare: 'high' })
    else if (!tokens.pure[i]) {
      if (/^\d{4}[FTUM]$/.test(value)) found.push({ start, end, value, beside: /[FT]$/.test(value) ? 'medium' : null })
    } else if (isSection(value) && !STATE_BEFORE.test(text.slice(Math.max(0, start - 5), start))) {
      const modified = MODIFIED.test(text.slice(end, end + 4))
      const office = OFFICE.test(value)
      found.push({ start, end, value, beside: office || modified ? 'medium' : 'low', ...(modified && office ? { bare: 'medium' } : {}) })
    }
  }
  return found
}

function isSection(value: string): boolean {
  const number = Number(value)
  return SECTIONS.some(([first, last]) => number >= first && number <= last)
}

function isPartOfLonger(text: string, start: number, end: number): boolean {
  if (/^[-./]\d/.test(text.slice(end, end + 2)) && !MODIFIED.test(text.slice(end, end + 4)) && !/^\/\d{5}/.test(text.slice(end, end + 6)))
    return true
  const before = text.slice(Math.max(0, start - 6), start)
  return /(?:[$€£#.-]|\d[,/.-])$/.test(before) && !/(?:cpt#|:#|\d{5}[,/])$/i.test(before)
}
