// Vehicle identification numbers: seventeen characters without I, O and Q (ISO 3779). North American ones carry a check digit in the ninth place, a model year in
// the tenth and end in digits (49 CFR 565.15). One that passes all of it counts by itself; others only beside a label, and none of North America's that fails.
import type { Confidence } from '../../domain/finding.ts'
import { labelGap, nearestLabel } from '../context-words.ts'
import { defineDetector, type Match, type ScannedText } from '../detector.ts'
import { labelForms, NUMBER_ENDINGS } from '../labelled-value.ts'
import { TELEPHONE_LABELS, TRADE_LABELS } from '../other-labels.ts'

const REACH = { before: 60, after: 30 }
const OTHER_REACH = { before: 24, after: 0 }
const LABELS = [
  ...labelForms(['vin', 'vehicle identification', 'vehicle id', 'chassis', 'vehicle serial', 'frame', 'vehicle'], NUMBER_ENDINGS),
  ...(
    'vin,vins,vin#,v.i.n,vehicle identification,vehicle id,vehicle,vehicles,chassis,car,truck,registration,title,odometer,dmv,fahrgestellnummer,fin,numéro de série,' +
    'número de serie,número de chasis,número de bastidor,telaio'
  ).split(','),
]
const OTHERS = [...TELEPHONE_LABELS, ...TRADE_LABELS, ...'api key,password,mac,mac address,id'.split(',')]
const VALUES: Readonly<Record<string, number>> = Object.fromEntries(
  [...'ABCDEFGH']
    .map((letter, i) => [letter, i + 1])
    .concat(
      [...'JKLMN'].map((letter, i) => [letter, i + 1]),
      [
        ['P', 7],
        ['R', 9],
      ],
      [...'STUVWXYZ'].map((letter, i) => [letter, i + 2]),
      [...'0123456789'].map((digit, i) => [digit, i]),
    ),
)
const WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2]

export const vin = defineDetector({
  id: 'vin',
  about: 'Vehicle identification number',
  source: 'ISO 3779; 49 CFR 565.15 (check digit, model year, last characters)',
  vocabularies: { vin: LABELS, 'vin-others': OTHERS },
  find(scanned) {
    const matches: Match[] = []
    for (let i = 0; i < scanned.tokens.count; i++) {
      const candidate = candidateAt(scanned, i)
      const confidence = candidate && judge(scanned, candidate)
      if (!candidate || !confidence) continue
      const { start, end, value } = candidate
      matches.push({ start, end, confidence, value, excerpt: `${'*'.repeat(13)}${value.slice(13)}` })
      i += candidate.tokens - 1
    }
    return matches
  },
  // Made up or printed in manuals; the check digits are right.
  examples: {
    match: [
      '1HGCM82633A004352',
      'VIN: 1M8GDM9AXKP042788',
      'vin 1hgcm82633a004352',
      'VIN#5GZCZ43D13S812715',
      'Vehicle Identification Number 1FTFW1ET9DFC10312',
      'the car 2T1BURHEXJC043821 was towed',
      'VIN\tPlate\n1M8GDM9AXKP042788\t7ABC123',
      '{"vin":"1HGCM82633A004352"}',
      'VIN: WVWZZZ1JZXW000001',
      'chassis no. VF1BB050531234567',
      'VIN 1HGCM 82633A 004352',
      'JH4KA7561PC008269',
      'KMHCG45C82U370125 (VIN)',
      'claim for VIN\n1M8GDM9AXKP042788',
      '11111111111111111 is the test VIN',
      'VIN 1HGC-M826-33A0-04352',
      'Vehicle: 5YJSA1DG9DFP14705 (blue)',
      'VIN=WBA3A5C57CF256651',
      'Fahrgestellnummer WDBUF56X98B123456',
      '4T1BE32K15U123456 4-door sedan',
    ],
    ignore: [
      '1HGCM82633A004353',
      'VIN 1HGCM82633A004353',
      'VIN: _________________',
      'VIN 1HGCM82633A00435',
      'VIN 1HGCM82633A0043521',
      'VIN 1HGCO82633A004352',
      'serial 1M8GDM9AXKP042788',
      '12345678901234567',
      'order number 1HGCM82633A004352',
      'token abcdefghjkl123456',
      'x1HGCM82633A004352y',
      'sha1 1HGCM82633A004352B',
      'IMEI 490154203237518',
      'VIN pending',
      'https://example.test/p/1HGCM82633A00435Z',
      'VIN check on 12 vehicles',
      '00000000000000000',
      'abcdefghjklmnprst',
      'vehicle 44 of 120',
      'AAAAAAAAAAAAAAAAA',
    ],
  },
})

interface Candidate {
  readonly start: number
  readonly end: number
  readonly value: string
  readonly tokens: number
}

/** Seventeen characters in one word or in two to five groups; a group without a digit parts them. */
function candidateAt({ text, tokens }: ScannedText, i: number): Candidate | undefined {
  const { starts, ends } = tokens
  // `VIN1HG…`: the word holds its label.
  const glued = (ends[i] as number) - (starts[i] as number) === 20 && /^vin/i.test(text.slice(starts[i], (starts[i] as number) + 3))
  const start = (starts[i] as number) + (glued ? 3 : 0)
  let size = (ends[i] as number) - start
  let at = i
  while (size < 17 && at + 1 < tokens.count && at < i + 4) {
    const from = ends[at] as number
    if ((starts[at + 1] as number) - from !== 1 || (text[from] !== ' ' && text[from] !== '-')) return undefined
    at++
    size += (ends[at] as number) - (starts[at] as number)
  }
  if (size !== 17) return undefined
  const end = ends[at] as number
  const value = text.slice(start, end).replace(/[ -]/g, '').toUpperCase()
  return { start, end, value, tokens: at - i + 1 }
}

function judge(scanned: ScannedText, { start, end, value, tokens }: Candidate): Confidence | undefined {
  if (!/^[A-HJ-NPR-Z0-9]{17}$/.test(value) || !/\d{3}$/.test(value) || /^0+$/.test(value)) return undefined
  const label = labelGap(scanned, 'vin', start, end, REACH)
  const other = nearestLabel(scanned.hits('vin-others'), start, end, OTHER_REACH)
  const checked = passesCheckDigit(value)
  if (label < Infinity && label <= other) {
    if (checked) return 'high'
    return tokens === 1 && !/^[1-5]/.test(value) && /[A-Z]/.test(value) && /^[A-Z]{2}|^[A-Z]\d[A-Z]/.test(value) ? 'medium' : undefined
  }
  if (!checked || tokens > 1 || other < Infinity) return undefined
  // Letters and digits as makers mix them; the model year knows no U, Z and 0.
  return /[A-Z].*[A-Z]/.test(value) && /\d{4}$/.test(value) && /^.{9}[^UZ0]/.test(value) ? 'medium' : undefined
}

/** Weighted sum modulo 11, where 10 is written X, in the ninth place. */
function passesCheckDigit(vin: string): boolean {
  let sum = 0
  for (let i = 0; i < 17; i++) sum += (VALUES[vin[i] as string] as number) * (WEIGHTS[i] as number)
  return vin[8] === 'X0123456789'[((sum % 11) + 1) % 11]
}
