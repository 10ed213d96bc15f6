// International bank account numbers (ISO 13616-1): country, two check digits, and a national number of a length that the IBAN registry fixes per country.
// Length and MOD 97-10 (ISO/IEC 7064) leave one in some thousand arbitrary words, so an IBAN counts by itself, in one word or in groups of four.
import { labelGap } from '../context-words.ts'
import { defineDetector, type Match, type ScannedText } from '../detector.ts'
import { lengths, nextToken, tokenForms } from '../digit-tokens.ts'
import { wordClassAt } from '../word-characters.ts'

/** Characters of an IBAN by country (SWIFT, IBAN Registry, and the partial IBANs of countries that use the form outside it). */
const LENGTHS = new Map(
  (
    'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 ' +
    'GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 ' +
    'NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30 ' +
    'AO25 BF28 BJ28 CF27 CG27 CI28 CM27 CV25 DZ26 GA27 GQ27 GW25 IR26 KM27 MA28 MG27 ML28 MZ25 NE28 SN28 TD27 TG28'
  )
    .split(' ')
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
)
const REACH = { before: 60, after: 30 }
const LABELS = (
  'iban,ibans,iban#,iban no,iban number,iban code,international bank account number,bank account,account number,account no,acct,konto,kontonummer,compte,cuenta,' +
  'conto,rekening,swift,bic,wire,transfer,sepa,bankverbindung,coordonnées bancaires'
).split(',')

/** Letters of a country and check digits stand first. */
const FORMS = tokenForms({ mixed: lengths(4, 63) })

export const iban = defineDetector({
  id: 'iban',
  about: 'International bank account number',
  source: 'ISO 13616-1; SWIFT, IBAN Registry (lengths); ISO/IEC 7064 (MOD 97-10)',
  vocabularies: { iban: LABELS },
  find(scanned) {
    const matches: Match[] = []
    const { tokens } = scanned
    const { starts } = tokens
    let past = 0
    for (let i = nextToken(tokens, FORMS, 0); i < tokens.count; i = nextToken(tokens, FORMS, i + 1)) {
      const start = starts[i] as number
      if (start < past) continue
      const found = ibanAt(scanned, start)
      if (!found) continue
      past = found.end
      const { end, value } = found
      const label = labelGap(scanned, 'iban', start, end, REACH)
      matches.push({
        start,
        end,
        confidence: label < Infinity || found.upper ? 'high' : 'medium',
        value,
        excerpt: `${value.slice(0, 2)}** **** ${value.slice(-2)}`,
      })
    }
    return matches
  },
  // The examples that the registry and the national standards print.
  examples: {
    match: [
      'GB82 WEST 1234 5698 7654 32',
      'GB82WEST12345698765432',
      'IBAN: DE89370400440532013000',
      'DE89 3704 0044 0532 0130 00',
      'IBAN FR1420041010050500013M02606',
      'FR14 2004 1010 0505 0001 3M02 606',
      'iban nl91abna0417164300',
      'NL91-ABNA-0417-1643-00',
      'Please transfer to CH93 0076 2011 6238 5295 7 by Friday.',
      'ES9121000418450200051332',
      'BE68539007547034',
      'NO9386011117947',
      'MT84MALT011000012345MTLCAST001S',
      'IT60X0542811101000000123456',
      'AT61 1904 3002 3457 3201',
      'IBAN\tGB82WEST12345698765432\tBIC',
      '{"iban":"SE4550000000058398257466"}',
      'DE89 3704 0044\n0532 0130 00',
      'Konto: PL61109010140000071219812874',
      'SA0380000000608010167519',
      '(IE29AIBK93115212345678)',
      'IBAN=DK5000400440116243;',
    ],
    ignore: [
      'GB82 WEST 1234 5698 7654 33',
      'DE89370400440532013001',
      'DE8937040044053201300',
      'GB82WEST1234569876543',
      'XX82WEST12345698765432',
      'IBAN: ____ ____ ____ ____',
      'IBAN and BIC please',
      'GB82WEST123456987654321',
      'xGB82WEST12345698765432',
      'DE893704004405320130000',
      'order DE12345678',
      'VAT DE123456789',
      'tracking LX123456789CN',
      'part NO12 3456 7890',
      'DE89 3704 0044 0532 0130 0',
      'commit 9f86d081884c7d659a2feaa0c55ad015',
      'GB00 1111 2222 3333 4444 55',
      'SE35 5000 0000 0549 1000 0004',
      'the flight BE6853 leaves at 9',
      '550e8400-e29b-41d4-a716-446655440000',
    ],
  },
})

/** Reads on over single blanks and hyphens to the length that the country fixes: at most some sixty characters a token. */
function ibanAt({ text }: ScannedText, start: number): { end: number; value: string; upper: boolean } | undefined {
  const head = text.slice(start, start + 4)
  const length = LENGTHS.get(head.slice(0, 2).toUpperCase())
  if (length === undefined || !/^[A-Za-z]{2}\d\d$/.test(head)) return undefined
  let value = ''
  let at = start
  for (let gap = 0; value.length < length; at++) {
    if (wordClassAt(text, at) !== 0 && /[0-9A-Za-z]/.test(text[at] as string)) {
      value += text[at]
      gap = 0
    } else if (++gap > 1 || !/[ \n-]/.test(text[at] ?? '')) return undefined
  }
  if (wordClassAt(text, at) !== 0) return undefined
  const upper = value.toUpperCase()
  return passesMod97(upper) ? { end: at, value: upper, upper: value === upper } : undefined
}

/** The first four characters go to the end, letters count 10 to 35, and the whole leaves 1 when divided by 97. */
function passesMod97(iban: string): boolean {
  let rest = 0
  for (const char of iban.slice(4) + iban.slice(0, 4)) {
    const number = Number.parseInt(char, 36)
    rest = (rest * (number > 9 ? 100 : 10) + number) % 97
  }
  // Check digits are 02 to 98.
  return rest === 1 && !/^..(?:00|01|99)/.test(iban)
}
