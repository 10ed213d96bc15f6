// LOINC codes of laboratory tests and clinical observations (Regenstrief Institute): up to seven digits, a hyphen, and a mod-10 check digit. Page ranges and
// scores are written alike: a label counts, or a code of the everyday tests beside a word of the laboratory.
import { type CodeCandidate, judgeCodes, maskCode, OTHER_THINGS } from '../code-context.ts'
import { defineDetector, type ScannedText } from '../detector.ts'
import { passesLuhn } from '../luhn.ts'

const LABELS =
  'loinc,loinc code,loinc codes,loinc#,loinc number,loinc num,loinc id,loinc:,logical observation identifiers names and codes,loinc.org'.split(
    ',',
  )
const WEAK = (
  'lab,labs,laboratory,test code,result,results,observation,specimen,serum,plasma,urine,panel,obx,obr,fhir,hl7,reference range,analyte,component,hemoglobin,glucose,a1c,hba1c,cholesterol,' +
  'creatinine,blood pressure,heart rate,body weight,ordered test,collected'
).split(',')
const OTHERS = [
  ...OTHER_THINGS,
  'score',
  'record',
  'pp',
  'years',
  'ages',
  'aged',
  'days',
  'weeks',
  'hours',
  'won',
  'lost',
  'between',
  'from',
  'jan',
  'feb',
  'mar',
  'apr',
  'jun',
  'jul',
  'aug',
  'sep',
  'oct',
  'nov',
  'dec',
]
const RULE = {
  label: 'loinc',
  weak: 'loinc-weak',
  others: 'loinc-others',
  reach: { before: 50, after: 24 },
  weakReach: { before: 40, after: 40 },
}
/** Everyday tests and vital signs, as US laboratories report them. */
const EVERYDAY = new Set(
  (
    '2345-7 2339-0 4548-4 17856-6 718-7 4544-3 6690-2 789-8 777-3 787-2 2160-0 3094-0 33914-3 62238-1 2951-2 2823-3 2075-0 2028-9 17861-6 1742-6 1920-8 6768-6 1975-2 1751-7 2885-2 2093-3 2085-9 13457-7 18262-6 ' +
    '2571-8 3016-3 3024-7 6301-6 5902-2 3173-2 2857-1 5778-6 5803-2 5811-5 5792-7 5804-0 8480-6 8462-4 8867-4 8310-5 9279-1 2708-6 59408-5 29463-7 3141-9 8302-2 39156-5 85354-9 24323-8 24321-2 58410-2 57021-8 ' +
    '94500-6 94531-1 94558-4 5671-3 21198-7 2106-3 2276-4 2132-9 2284-8 1988-5 30341-2 4537-7 10839-9 6598-7 42637-9 2498-4 14979-9 1989-3 62292-8 7917-8 20447-9 24467-3 5196-1 16128-1 11011-4 10834-0 72166-2 44249-1 ' +
    '44261-6 69725-0 70274-6 11502-2 18842-5 34133-9 11506-3 47039-3 882-1 883-9 10331-7 5767-9 2514-8 20454-5 5799-2 5794-3'
  ).split(' '),
)

export const loinc = defineDetector({
  id: 'loinc',
  about: 'LOINC code of a laboratory test or observation',
  source: 'LOINC Users Guide, Regenstrief Institute (code and check digit)',
  vocabularies: { loinc: LABELS, 'loinc-weak': WEAK, 'loinc-others': OTHERS },
  find(scanned) {
    if (scanned.hits('loinc').length === 0 && scanned.hits('loinc-weak').length === 0) return []
    return judgeCodes(scanned, RULE, candidates(scanned), maskCode)
  },
  examples: {
    match: [
      'LOINC 4548-4',
      'LOINC: 2345-7',
      'LOINC code 718-7',
      'loinc codes 2160-0, 2951-2 and 2823-3',
      '4548-4 (LOINC)',
      'loinc.org|8480-6',
      'lab result 4548-4 HbA1c',
      'glucose 2345-7 in serum',
      'LOINC\tName\n6690-2\tWBC\n789-8\tRBC',
      'LOINC=85354-9',
      'observation 8867-4: heart rate 72',
      'LOINC#: 24323-8',
      'LOINC number 94500-6',
      'OBX|1|NM|2093-3^cholesterol',
      'test code 3016-3, serum TSH',
      'LOINC 33914-3 (eGFR)',
      'panel 24321-2',
      'LOINC 10839-9 troponin',
      'LOINC 11502-2',
      'LOINC code: 39156-5 BMI',
    ],
    ignore: [
      '4548-4',
      'LOINC ____',
      'LOINC 4548-5',
      'LOINC 718-1',
      'pages 12-5',
      'score 21-3',
      'lab hours 9-5',
      'won 4-2',
      'part 2345-7',
      'LOINC version 2-7',
      'phone 555-0100 laboratory',
      'results 10-9 in overtime',
      'serial 718-7',
      'LOINC licence 2024-01',
      'room 2160-0, laboratory wing',
      '2345-7-1',
      'LOINC 45484',
      'SSN 536-22-8476',
      'the LOINC committee',
      'lab test 18-4',
      'LOINC 4548-44',
    ],
  },
})

function candidates({ text, tokens }: ScannedText): CodeCandidate[] {
  const { starts, ends, pure, count } = tokens
  const found: CodeCandidate[] = []
  for (let i = 0; i + 1 < count; i++) {
    const start = starts[i] as number
    const end = ends[i + 1] as number
    const isShape = pure[i] && pure[i + 1] && end - (starts[i + 1] as number) === 1 && text[ends[i] as number] === '-'
    if (!isShape || starts[i + 1] !== (ends[i] as number) + 1 || end - start < 4 || end - start > 9) continue
    const value = text.slice(start, end)
    if (/[\w.$-]$/.test(text.slice(Math.max(0, start - 1), start)) || /^[-./]\d/.test(text.slice(end, end + 2))) continue
    if (passesLuhn(value.replace('-', ''))) found.push({ start, end, value, beside: EVERYDAY.has(value) ? 'medium' : null })
  }
  return found
}
