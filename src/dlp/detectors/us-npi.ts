// US National Provider Identifiers: ten digits, the first 1 or 2, Luhn over 80840 and the number (45 CFR 162.406). One in ten arbitrary numbers passes, so
// a label must stand beside it, nearer than the label of a telephone or fax number.
import { labelGap, nearestLabel } from '../context-words.ts'
import { defineDetector, type Match, type ScannedText } from '../detector.ts'
import { isPartOfLonger } from '../digit-groups.ts'
import { nextToken, separatorBetween, tokenForms } from '../digit-tokens.ts'
import { ID_ENDINGS, labelForms } from '../labelled-value.ts'
import { passesLuhn } from '../luhn.ts'
import { TELEPHONE_LABELS, TRADE_LABELS } from '../other-labels.ts'

const REACH = { before: 60, after: 30 }
const LABELS = [
  ...labelForms(
    [
      'npi',
      'provider',
      'national provider',
      'prescriber',
      'prescriber npi',
      'physician',
      'rendering provider',
      'billing provider',
      'referring provider',
      'organization npi',
      'individual npi',
      'provider npi',
      'facility npi',
    ],
    [...ID_ENDINGS, '#'],
  ),
  ...(
    'npi,npis,n.p.i,national provider identification,national provider,nppes,npi registry,rendering provider,ordering provider,referring provider,attending provider,billing provider,supervising provider,rendering physician,ordering physician,referring physician,attending physician,type 1 npi,type 2 npi,rendering npi,billing npi,renderingnpi,billingnpi,referring npi,' +
    'group npi,attending npi,pharmacy npi,providernpi'
  ).split(','),
]
const OTHERS = [
  ...TELEPHONE_LABELS,
  ...TRADE_LABELS,
  ...'account,account number,acct,member id,claim,claim number,mrn,patient id'.split(','),
]

const FORMS = tokenForms({ pure: [4, 10], mixed: [13] })

export const usNpi = defineDetector({
  id: 'us-npi',
  about: 'US National Provider Identifier',
  source: '45 CFR 162.406; CMS, National Provider Identifier standard, check digit',
  vocabularies: { 'us-npi': LABELS, 'us-npi-others': OTHERS },
  find(scanned) {
    const matches: Match[] = []
    for (let i = nextToken(scanned.tokens, FORMS, 0); i < scanned.tokens.count; i = nextToken(scanned.tokens, FORMS, i + 1)) {
      const candidate = candidateAt(scanned, i)
      if (!candidate || !isNpi(candidate.value)) continue
      const { start, end, value } = candidate
      const glued = /npi$/i.test(scanned.text.slice(Math.max(0, start - 3), start))
      const label = glued ? 0 : labelGap(scanned, 'us-npi', start, end, REACH)
      const other = nearestLabel(scanned.hits('us-npi-others'), start, end, { before: 30, after: 0 })
      if (label === Infinity || other < label || isPartOfLonger(scanned.text, start, end)) continue
      matches.push({ start, end, confidence: label <= 30 ? 'high' : 'medium', value, excerpt: `******${value.slice(6)}` })
    }
    return matches
  },
  // Made up, with valid check digits; 1234567893 is the example of the CMS standard.
  examples: {
    match: [
      'NPI 1234567893',
      'NPI: 1234567893',
      'NPI#1234567893',
      'npi=1245319599',
      'National Provider Identifier 1245319599',
      'provider id: 1245319599',
      'NPI\n1234567893',
      'NPI\t1234567893',
      '1234567893 (NPI)',
      'Dr. Roe, NPI number 1234567893, fax 555-0100',
      'Rendering provider NPI: 2234567891',
      'NPI 1234-567-893',
      'NPI1234567893',
      '{"npi":"1234567893"}',
      '{"providerNpi": 1245319599}',
      'Name,NPI\nRoe,1234567893',
      'national_provider_identifier=1245319599',
      'his NPI is 1245319599.',
      'NPI (type 1): 1234567893',
      'billing provider NPI\t1245319599',
    ],
    ignore: [
      '1234567893',
      'NPI: __________',
      'NPI 1234567890',
      'NPI 3234567893',
      'phone 1234567893',
      'NPI on request, phone 1234567893',
      'order 1245319599',
      'NPI 12345678931',
      'NPI 123456789',
      'the npipe 1234567893',
      'NPI application form',
      'contact the provider by phone 1234567893',
      'claim 1245319599, NPI missing',
      'snpi 1234567893',
      'NPI 0000000000',
      'timestamp 1234567893',
      'NPI xxxxxx7893',
      'NPI 1234567893.5',
      'member ID 1245319599; NPI unknown',
    ],
  },
})

function candidateAt({ text, tokens }: ScannedText, i: number): { start: number; end: number; value: string } | undefined {
  const { starts, ends, pure } = tokens
  const start = starts[i] as number
  const length = (ends[i] as number) - start
  const glued = length === 13 ? /^npi(\d{10})$/i.exec(text.slice(start, ends[i])) : null
  if (glued) return { start: start + 3, end: ends[i] as number, value: glued[1] as string }
  if (!pure[i]) return undefined
  if (length === 10) return { start, end: ends[i] as number, value: text.slice(start, ends[i]) }
  const groups = length === 4 && i + 2 < tokens.count && pure[i + 1] && pure[i + 2]
  if (!groups || separatorBetween(text, ends[i] as number, starts[i + 1] as number) === '') return undefined
  if (separatorBetween(text, ends[i + 1] as number, starts[i + 2] as number) === '') return undefined
  const end = ends[i + 2] as number
  const value = text.slice(start, end).replace(/\D/g, '')
  return value.length === 10 ? { start, end, value } : undefined
}

function isNpi(digits: string): boolean {
  return (digits[0] === '1' || digits[0] === '2') && passesLuhn(`80840${digits}`)
}
