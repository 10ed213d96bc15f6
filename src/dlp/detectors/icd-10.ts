// ICD-10-CM diagnosis codes: a letter, two characters, and after a dot up to four more. The category must exist in the classification; a dotted code counts
// by its shape, more beside a word of diagnosis or a second code; an undotted one (`I10`, `E119`) only beside such a word or, of three characters,
// right beside a condition (`I10 hypertension`): it looks like a room or a model.
import type { Confidence } from '../../domain/finding.ts'
import { labelAfter, labelBefore, nearestLabel } from '../context-words.ts'
import { defineDetector, type Match, type ScannedText } from '../detector.ts'
import { lengths, nextToken, tokenForms } from '../digit-tokens.ts'
import { isInCell } from '../table-columns.ts'
import { wordClassAt } from '../word-characters.ts'
import { medicalTerm } from './medical-term.ts'

/** Code system and diagnosis words: with one of these an undotted code counts too. */
const STRONG = (
  'icd,icd 10,icd10,icd-10-cm,icd10cm,icd code,icd codes,icd-10 code,icd-10 codes,diagnosis code,diagnosis codes,dx code,dx codes,dx,ddx,diagnosis,' +
  'diagnoses,principal diagnosis,primary diagnosis,secondary diagnosis,admitting diagnosis,discharge diagnosis,problem list'
).split(',')
const WEAK = (
  'diagnosed,diagnostic,icd 9,coded,coding,cpt,hcpcs,patient,pt,mrn,dob,chief complaint,hospital,clinic,physician,provider,lab,labs,prescription,condition,conditions,assessment,impression,comorbidity,comorbidities,history of,billing code,claim,medical,patient,patients,' +
  'encounter,treatment,clinical,procedure'
).split(',')
/** A word right before a code-like name of something else. */
const OTHERS = (
  'version,v,ver,release,rel,build,rev,revision,room,rm,figure,fig,table,section,sec,item,part,model,appendix,page,exhibit,row,seat,gate,building,bldg,' +
  'suite,ste,apt,unit,clause,article,chapter,route,highway,paper,size,firmware,sheet,cell,column,bus,flight,terminal,grid,zone,locker,bin,shelf,sku,' +
  'type,class,grade,level,chip,board,bolt,screw,iso,windows,bed,ward,bay,pod,wing,floor,hla,coenzyme,interstate'
).split(',')

/** Shared with the detector of medical terms, so that the words are searched once. */
const CONDITIONS = 'medical-term'
/** Conditions that other trades speak of too: right beside a code they are meant. */
const COMMON =
  'depression,major depression,anxiety,cough,fever,headache,nausea,back pain,hiv,obesity,insomnia,seizure,seizures,cancer,infection,flu,rash,pain'.split(
    ',',
  )
/** Between a condition and its code: `hypertension (I10)`, `I10 - essential hypertension`. */
const CONDITION_REACH = 25
const CONDITION_GAP =
  /^[\s:,([\])–—=-]*(?:(?:code|coded|as|is|of|the|with|controlled|uncontrolled|stable|chronic|acute|essential|primary|secondary|unspecified|malignant|benign|neoplasm|active|new|left|right|bilateral|severe|mild|moderate)[\s:,([\])–—=-]+)*$/i
const DIAGNOSED = /\b(?:diagnosed (?:with|as)|claims? for|coded (?:as|to|with)|billed (?:as|under|with)|treated for)\s$/i
/** Names of something else in every paper: summits, schools, genes, aircraft. */
const LOOKALIKES = new Set(['G20', 'K12', 'P53', 'B27', 'Q10', 'F15', 'F16', 'F18'])
/** `Dx code: I-10` */
const HYPHENATED = /^[\s:#]{1,3}([A-Z])-(\d[0-9AB])(?![\w-]|\.\w)/

/** Between two codes of one list, which hands its label on: `E11.9, I10 and Z79.4`. */
const LIST_GAP = /^[\s,;/&|+()]*(?:(?:and|or|with|secondary|primary)[\s,;:/&|+()]*)?$/i

/** Existing three-character categories of each letter, as ranges of their two last characters (CDC/NCHS tabular list, chapters I–XXII). */
const CATEGORIES: Readonly<Record<string, string>> = {
  A: '00-09 15-28 30-44 46 48-60 63-71 74-75 77-99',
  B: '00-10 15-20 25-27 30 33-60 64-83 85-92 94-97 99',
  C: '00-26 30-34 37-41 43-58 60-86 88 90-96 4A-4A 7A-7B',
  D: '00-07 09-53 55-78 80-89 3A-3A',
  E: '00-13 15-16 20-36 40-46 50-61 63-68 70-80 83-89',
  F: '01-07 09-25 28-34 39-45 48 50-55 59-60 63-66 68-73 78-82 84 88-91 93-95 98-99',
  G: '00-14 20-26 30-32 35-37 40-47 50-65 70-73 80-83 89-99',
  H: '00-05 10-11 15-22 25-28 30-36 40 42-44 46-55 57 59-62 65-75 80-83 90-95',
  I: '00-02 05-16 20-28 30-52 5A-5A 60-63 65-89 95-97 99',
  J: '00-18 20-22 30-47 60-70 80-86 90-96 98-99',
  K: '00-14 20-23 25-31 35-38 40-46 50-52 55-68 70-77 80-83 85-87 90-92 94-95',
  L: '00-05 08 10-14 20-30 40-45 49-60 62-76 80-95 97-99',
  M: '00-02 04-08 10-36 40-43 45-51 53-54 60-63 65-67 70-72 75-77 79-81 83-96 99 1A-1A',
  N: '00-08 10-23 25-37 39-53 60-65 70-77 80-99',
  O: '00-16 20-26 28-36 40-48 60-77 80-82 85-92 94 98-99 9A-9A',
  P: '00-05 07-15 19-29 35-39 50-61 70-72 74-78 80-81 83-84 90-96',
  Q: '00-07 10-18 20-28 30-45 50-56 60-87 89-93 95-99',
  R: '00-01 03-07 09-23 25-27 29-37 39-64 65-79 80-99',
  S: '00-99',
  T: '07 14-28 30-34 36-88',
  U: '07 09',
  V: '00-06 09-99',
  W: '00-40 42 45-46 49-62 64-65 67-70 73-74 85-94 99',
  X: '00-06 08 10-19 30-39 50 52 58 71-83 92-99',
  Y: '00-09 21-33 35-38 62-84 90-93 95 99',
  Z: '00-04 08-09 11-23 28-34 36-49 51-53 55-60 62-99 3A-3A',
}
const KNOWN = new Set(Object.entries(CATEGORIES).flatMap(([letter, ranges]) => ranges.split(' ').flatMap((range) => expand(letter, range))))

const FORMS = tokenForms({ mixed: lengths(3, 7) })

export const icd10 = defineDetector({
  id: 'icd-10',
  about: 'ICD-10-CM diagnosis code',
  source: 'ICD-10-CM Official Guidelines and tabular list, CDC/NCHS and CMS',
  vocabularies: {
    'icd-10': STRONG,
    'icd-10-weak': WEAK,
    'icd-10-others': OTHERS,
    'icd-10-common': COMMON,
    [CONDITIONS]: medicalTerm.vocabularies[CONDITIONS] ?? [],
  },
  find(scanned) {
    const matches: Match[] = []
    let lastEnd = -Infinity
    let last: Match | undefined
    for (let i = nextToken(scanned.tokens, FORMS, 0); i < scanned.tokens.count; i = nextToken(scanned.tokens, FORMS, i + 1)) {
      const code = codeAt(scanned, i)
      if (!code) continue
      const company = code.dotted && code.start - lastEnd <= 100
      const inList = last !== undefined && code.start - last.end <= 24 && LIST_GAP.test(scanned.text.slice(last.end, code.start))
      const own = judge(scanned, code, company)
      const confidence = inList && last && last.confidence !== 'low' && own !== 'high' ? last.confidence : own
      if (code.dotted) lastEnd = code.end
      if (!confidence) continue
      const value = scanned.text.slice(code.start, code.end).replace('.', '').toUpperCase()
      last = { start: code.start, end: code.end, confidence, value, excerpt: `${value[0]}**${code.dotted ? '.*' : ''}` }
      matches.push(last)
    }
    return withHyphenated(scanned, matches)
  },
  examples: {
    match: [
      'E11.9',
      'Diagnosis: I10',
      'Dx E119',
      'ICD-10 code F32.9',
      'ICD-10: S72.001A',
      'J45.909, E78.5 and Z79.4',
      'Diagnoses: C50.911, Z17.0',
      'diagnosis code e11.65',
      'Dx:\tM54.50',
      'ICD10 Z3A.38',
      'W19.XXXA',
      'ICD-10-CM: T36.0X1A',
      'problem list: I10; N18.3',
      '(G40.909)',
      'ICD-10: E11.9, I10, Z79.4',
      'dx E11.9/I10',
      'ICD-10-E11.65',
      'ICD10:E11.9',
      'M1A.0710',
      'S52.501A fall from ladder',
      'Code\tDx\nRoe\tE119\nDoe\tI10',
      'Assessment: R07.9 chest pain',
      'patient coded as N18.6',
      'O09.521 and Z3A.20',
      'U07.1 COVID-19',
      'Assessment: hypertension (I10)',
      'Essential hypertension - I10',
      'I10 hypertension',
      'J18 pneumonia',
      'C61 prostate cancer',
      'B20 HIV',
      'diagnosed with B20',
      'F32 depression',
      'E11 - type 2 diabetes, controlled',
      'claim for I10',
      'Dx code: I-10',
    ],
    ignore: [
      'room B12',
      'vitamin B12 is low',
      'Version V20.1',
      'Figure A12.3',
      'the A4 paper',
      'I10 to downtown',
      'Dx: ____',
      'order E119',
      'U22.9 is no code',
      'A10.2.3',
      'diagnosis in room 12',
      'model T20.5',
      'COVID19 diagnosis pending',
      'bxE11.9',
      'https example.org E11_9',
      'vitamin B12 and C300',
      'Mercedes E350 and F150',
      'H264 video on the M1 chip',
      'I95 north, exit A12',
      'V8 engine, T1000 robot',
      'cell D10 of the sheet',
      'seat F12.4',
      'bolt M10 x 1.5',
      'U00.1',
      'ISO I10 hypertension',
      'Windows I10 build',
      'bed J18 pneumonia',
      'the K12 asthma program',
      'took I10 after work, hypertension clinic is closed',
      'G20 diabetes declaration',
      'drive I-10 to the clinic',
      'pneumonia. J18 is the exit',
    ],
  },
})

interface Code {
  readonly start: number
  readonly end: number
  readonly dotted: boolean
  readonly upper: boolean
}

function codeAt({ text, tokens }: ScannedText, i: number): Code | undefined {
  const start = tokens.starts[i] as number
  const end = tokens.ends[i] as number
  const length = end - start
  if (tokens.pure[i] || length < 3 || length > 7 || isTail(text, start)) return undefined
  const token = text.slice(start, end)
  if (!/^[A-Za-z]\d[0-9AaBb][0-9A-Za-z]{0,4}$/.test(token) || !KNOWN.has(token.slice(0, 3).toUpperCase())) return undefined
  const upper = token === token.toUpperCase()
  if (length > 3) return { start, end, dotted: false, upper }
  const suffix = text[end] === '.' ? (/^[0-9A-Za-z]{1,4}/.exec(text.slice(end + 1, end + 6))?.[0] ?? '') : ''
  const codeEnd = end + 1 + suffix.length
  if (suffix === '' || !/^(?:\d|[xX]{1,3}\d?|[A-Ca-c]\d)/.test(suffix)) return { start, end, dotted: false, upper }
  const goesOn = wordClassAt(text, codeEnd) !== 0 || (text[codeEnd] === '.' && wordClassAt(text, codeEnd + 1) !== 0)
  return goesOn ? undefined : { start, end: codeEnd, dotted: true, upper: upper && suffix === suffix.toUpperCase() }
}

/** Whether the word goes on before: `x.A10`, `AB-E11`; not in `ICD-10-E11.9` and `E11.9/I10`. */
function isTail(text: string, start: number): boolean {
  if (!/[./-]$/.test(text.slice(Math.max(0, start - 1), start))) return false
  return !/(?:icd-?10-?(?:cm-?)?|[A-Z]\d[0-9AB](?:\.[0-9A-Z]{1,4})?\/)$/i.test(text.slice(Math.max(0, start - 12), start))
}

/** @param company another dotted code stands shortly before */
function judge(scanned: ScannedText, { start, end, dotted, upper }: Code, company: boolean): Confidence | undefined {
  const inColumn = isInCell(scanned.cells('icd-10'), start)
  const strong = inColumn
    ? 0
    : nearestLabel(scanned.hits('icd-10'), start, end, dotted ? { before: 120, after: 60 } : { before: 60, after: 20 })
  if (strong < Infinity) {
    const other = labelBefore(scanned.hits('icd-10-others'), start, 3)
    if (other < Infinity && other < strong) return undefined
    return dotted ? 'high' : 'medium'
  }
  if (!upper || labelBefore(scanned.hits('icd-10-others'), start, 3) < Infinity) return undefined
  if (!dotted) return end - start === 3 && isBesideCondition(scanned, start, end) ? 'medium' : undefined
  const weak = nearestLabel(scanned.hits('icd-10-weak'), start, end, { before: 120, after: 80 })
  // Three characters after the dot are a code of injury or cause: no version and no figure has them.
  return company || weak < Infinity || end - start >= 7 ? 'medium' : 'low'
}

/** `hypertension (I10)`, `J18 pneumonia`, `diagnosed with B20` */
function isBesideCondition(scanned: ScannedText, start: number, end: number): boolean {
  const { text } = scanned
  if (LOOKALIKES.has(text.slice(start, end))) return false
  if (DIAGNOSED.test(text.slice(Math.max(0, start - CONDITION_REACH), start))) return true
  return [CONDITIONS, 'icd-10-common'].some((vocabulary) => {
    const conditions = scanned.hits(vocabulary)
    const before = labelBefore(conditions, start, CONDITION_REACH)
    if (before < Infinity && CONDITION_GAP.test(text.slice(start - before, start))) return true
    const after = labelAfter(conditions, end, CONDITION_REACH)
    return after < Infinity && CONDITION_GAP.test(text.slice(end, end + after))
  })
}

/** Adds codes with a hyphen behind the letter, which count right behind a word of diagnosis only: else `I-10` is a road. */
function withHyphenated(scanned: ScannedText, matches: Match[]): Match[] {
  const found: Match[] = []
  for (const label of scanned.hits('icd-10')) {
    const code = HYPHENATED.exec(scanned.text.slice(label.end, label.end + 10))
    const value = code ? `${code[1]}${code[2]}` : ''
    if (!code || !KNOWN.has(value)) continue
    const end = label.end + code[0].length
    found.push({ start: end - 4, end, confidence: 'medium', value, excerpt: `${value[0]}**` })
  }
  if (found.length === 0) return matches
  const all = [...matches, ...found].sort((a, b) => a.start - b.start)
  return all.filter((match, i) => match.start !== all[i - 1]?.start)
}

function expand(letter: string, range: string): string[] {
  const [first, last] = range.split('-') as [string, string | undefined]
  if (/\D/.test(first)) return first === '7A' && last === '7B' ? [`${letter}7A`, `${letter}7B`] : [letter + first]
  const to = Number(last ?? first)
  return Array.from({ length: to - Number(first) + 1 }, (_, i) => letter + String(Number(first) + i).padStart(2, '0'))
}
