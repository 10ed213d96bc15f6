// Medicare Beneficiary Identifiers: eleven characters whose kind is fixed by place, without the letters S, L, O, I, B and Z (CMS, Understanding the MBI Format).
// The form is so particular that one in capitals counts by itself; the identifier replaced the HICN under section 501 of MACRA.
import type { Confidence } from '../../domain/finding.ts'
import { labelGap, nearestLabel } from '../context-words.ts'
import { defineDetector, type Match, type ScannedText } from '../detector.ts'
import { nextToken, tokenForms } from '../digit-tokens.ts'
import { ID_ENDINGS, labelForms } from '../labelled-value.ts'
import { TELEPHONE_LABELS, TRADE_LABELS } from '../other-labels.ts'

const REACH = { before: 70, after: 40 }
const OTHER_REACH = { before: 30, after: 0 }
/** C: 1–9, N: 0–9, A: letter, X: letter or digit; places C A X N A X N A A N N. */
const FORM = /^[1-9][AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]\d[AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]\d[AC-HJKMNP-RT-Y]{2}\d\d$/
const GROUPED = /^[0-9A-Za-z]{4}([- ])[0-9A-Za-z]{3}\1[0-9A-Za-z]{4}$/
const LABELS = [
  ...labelForms(
    ['mbi', 'medicare', 'medicare beneficiary', 'beneficiary', 'medicare member', 'medicare card', 'medicare claim'],
    ID_ENDINGS,
  ),
  ...(
    'mbi,mbis,mbi#,medicare,medicare beneficiary,beneficiary,beneficiaries,hic,hicn,cms,medicaid,part a,part b,part d,medicare advantage,insurance,subscriber,member id,' +
    'número de medicare,numero de medicare'
  ).split(','),
]
const OTHERS = [...TELEPHONE_LABELS, ...TRADE_LABELS, ...'account number,customer id,password'.split(',')]

/** The second character is a letter, so the first group is never digits only. */
const FORMS = tokenForms({ mixed: [4, 11, 14] })

export const usMbi = defineDetector({
  id: 'us-mbi',
  about: 'Medicare Beneficiary Identifier',
  source: 'CMS, Understanding the Medicare Beneficiary Identifier (MBI) Format; Pub. L. 114-10 §501',
  vocabularies: { 'us-mbi': LABELS, 'us-mbi-others': OTHERS },
  find(scanned) {
    const matches: Match[] = []
    for (let i = nextToken(scanned.tokens, FORMS, 0); i < scanned.tokens.count; i = nextToken(scanned.tokens, FORMS, i + 1)) {
      const candidate = candidateAt(scanned, i)
      const confidence = candidate && judge(scanned, candidate)
      if (!candidate || !confidence) continue
      const { start, end, value } = candidate
      matches.push({ start, end, confidence, value, excerpt: `****-***-**${value.slice(9)}` })
      i += candidate.tokens - 1
    }
    return matches
  },
  // 1EG4-TE5-MK73 is printed on the sample card of CMS; the others are made up in its form.
  examples: {
    match: [
      '1EG4-TE5-MK73',
      '1EG4TE5MK73',
      'MBI: 1EG4-TE5-MK72',
      'mbi 1eg4te5mk73',
      '1eg4-te5-mk73',
      'Medicare ID 2AG9-XC4-NN22',
      'Medicare number: 3CD5-FG7-HJ89',
      'The MBI is 4EF6GH8JK12 for this patient',
      '9XX9-XX9-XX99',
      'MBI 1EG4 TE5 MK73',
      'Medicare\t5A00C12DE34',
      '{"mbi":"6K77M88NP11"}',
      'Name,MBI\nRoe,7QR1TU2VW34',
      'MBI#1EG4TE5MK73',
      '1EG4-TE5-\nMK73',
      'Beneficiary 8Y12A34CD56 was seen',
      'patient 1EG4TE5MK73, DOB 01/01/1950',
      '(1EG4-TE5-MK73)',
      'MBI=1EG4TE5MK73;',
      'MBI1EG4TE5MK73',
    ],
    ignore: [
      '1SG4-TE5-MK73',
      '1EG4-LE5-MK73',
      '1EG4-TE5-OK73',
      '1EG4-TE5-MI73',
      '1BG4-TE5-MK73',
      '1EG4-ZE5-MK73',
      'AEG4-TE5-MK73',
      '12G4-TE5-MK73',
      '0EG4-TE5-MK73',
      '1EG4TE5MK7',
      '1EG4TE5MK734',
      'MBI: ____-___-____',
      'serial number 1EG4TE5MK73',
      'product key 1EG4-TE5-MK73',
      'order 1EG4TE5MK73',
      'x1EG4TE5MK73',
      'MBI required',
      '1EG4-TE5-MK73-AB12-9X',
      '1EG4TE-5MK73',
      'Medicare part B costs 12345678901',
      'a1b2c3d4e5f',
    ],
  },
})

interface Candidate {
  readonly start: number
  readonly end: number
  readonly value: string
  readonly grouped: boolean
  readonly capitals: boolean
  readonly tokens: number
}

function candidateAt({ text, tokens }: ScannedText, i: number): Candidate | undefined {
  const { starts, ends } = tokens
  let start = starts[i] as number
  const size = (ends[i] as number) - start
  if (size === 14 && /^mbi/i.test(text.slice(start, start + 3))) start += 3
  if (size === 11 || size === 14) return toCandidate(text, start, ends[i] as number, 1)
  // The middle group may break over a line behind its hyphen.
  if (size !== 4 || i + 2 >= tokens.count || (ends[i + 2] as number) - start > 16) return undefined
  return toCandidate(text, start, ends[i + 2] as number, 3)
}

function toCandidate(text: string, start: number, end: number, tokens: number): Candidate | undefined {
  const written = text.slice(start, end).replace(/-\n ?/g, '-')
  const grouped = tokens === 3
  if (grouped && !GROUPED.test(written)) return undefined
  const compact = written.replace(/[- ]/g, '')
  const value = compact.toUpperCase()
  return FORM.test(value) ? { start, end, value, grouped, capitals: compact === value, tokens } : undefined
}

function judge(scanned: ScannedText, { start, end, grouped, capitals }: Candidate): Confidence | undefined {
  const around = scanned.text.slice(Math.max(0, start - 2), start)
  if (/[A-Za-z0-9][-./+]$/.test(around) || /^[-/+][A-Za-z0-9]/.test(scanned.text.slice(end, end + 2))) return undefined
  const label = labelGap(scanned, 'us-mbi', start, end, REACH)
  const other = nearestLabel(scanned.hits('us-mbi-others'), start, end, OTHER_REACH)
  const glued = /mbi$/i.test(scanned.text.slice(Math.max(0, start - 3), start))
  if (glued || (label < Infinity && label <= other)) return 'high'
  if (other < Infinity) return undefined
  return grouped ? (capitals ? 'high' : 'medium') : capitals ? 'medium' : undefined
}
