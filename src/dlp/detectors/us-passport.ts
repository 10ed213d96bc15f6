// US passport numbers: nine digits, or since the book of 2021 a letter and eight digits (Department of State; ICAO Doc 9303-4 allows nine characters). There is no
// check digit outside the machine-readable lines, so a label stands beside the number.
import { defineDetector } from '../detector.ts'
import { ID_ENDINGS, type LabelledRule, labelForms, labelledMatch, labelledValues, OTHER_LABELS } from '../labelled-value.ts'

const NOUNS =
  'passport,passports,us passport,u.s. passport,usa passport,american passport,passport book,passport card,travel document,pasaporte,passeport,reisepass,passaporto'.split(
    ',',
  )
const LABELS = [
  ...NOUNS,
  ...labelForms(NOUNS, ID_ENDINGS),
  ...'passport#,pp no,ppt no,passnummer,reisepassnummer,número de pasaporte,numero de pasaporte,numéro de passeport,travel permit,passport details,passport info,passport holder'.split(
    ',',
  ),
]
/** Passports that are none of the US, or none at all. */
const FOREIGN =
  'uk,british,german,french,canadian,indian,mexican,chinese,australian,irish,italian,spanish,japanese,eu,vaccine,vaccination,museum,park,parks,honda,product,digital,pet,dog,covid,loyalty,rail'.split(
    ',',
  )

const RULE: LabelledRule = {
  labels: [{ vocabulary: 'us-passport', confidence: 'high' }],
  isValue: isPassport,
  spaced: true,
  asides: /\b(?:USA?|book|card|U\.S\.A?\.?|United States|new|old|renewed|valid|current)\b/gi,
  foreign: 'us-passport-foreign',
}

export const usPassport = defineDetector({
  id: 'us-passport',
  about: 'US passport number beside its label',
  source: 'US Department of State, 22 CFR 51 (passports); ICAO Doc 9303-4 (nine characters)',
  vocabularies: { 'us-passport': LABELS, 'us-passport-foreign': FOREIGN, ...OTHER_LABELS },
  find: (scanned) => labelledValues(scanned, RULE).map(labelledMatch),
  examples: {
    match: [
      'Passport number: 912803456',
      'passport no. A12345678',
      'US passport 340007237',
      'my passport is 561234987',
      'Passport # C03005988',
      'passport#: 123456789',
      'travel document number is 912803456',
      'Passport No\tCountry\n912803456\tUSA',
      '{"passportNumber":"A12345678"}',
      'passport_no=591234567',
      '912803456 is her passport number',
      '591234567 (passport)',
      'passport book number 488839667',
      'Passport card C12345678',
      'The passport number for Jane Roe is 600011223',
      'Pasaporte: 566778899',
      'Passport (USA) 505443321',
      'U.S. passport no 505 443 321',
      'passport\n700123456',
      'Passports: 912803456, 912803457 and 912803458',
    ],
    ignore: [
      'Passport number: _________',
      'passport 12345',
      'passport number 1234567890',
      'passport renewal costs 130 dollars',
      '912803456',
      'A12345678',
      'passport issued 01/02/2019',
      'passport expires 2029-01-02',
      'Passport fee receipt: order 912803456',
      'Passport agency phone: 877-487-2778',
      'German passport C01X00T47',
      'UK passport 925665416',
      'passport photo 2x2',
      'passport control at gate 12',
      'museum passport 123456789',
      'passport number pending',
      'Bring a passport, your booking reference is 912803456',
      'passport AB1234567',
      'passport 9128034567',
      'Honda Passport 2024',
    ],
  },
})

function isPassport(value: string): boolean {
  return /^(?:[A-Z]\d{8}|\d{9})$/i.test(value.replace(/[- ]/g, '')) && !/^\d{3}-\d{2}-\d{4}$/.test(value)
}
