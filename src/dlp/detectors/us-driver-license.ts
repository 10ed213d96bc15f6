// US driver's licence and state identity card numbers: every state has its own forms (`us-states.ts`), together they fit many a number, so a label must name the
// licence; `DL` alone says less. "Certificate/license numbers" of 45 CFR 164.514(b)(2)(i)(K); personal information under 18 U.S.C. 2725(3).
import { nearestLabel } from '../context-words.ts'
import { defineDetector } from '../detector.ts'
import {
  type LabelKind,
  type LabelledRule,
  labelForms,
  labelledMatch,
  labelledValues,
  NUMBER_ENDINGS,
  OTHER_LABELS,
} from '../labelled-value.ts'
import { ANY_LICENSE, STATE_NAMES, STATE_WORDS } from '../us-states.ts'

const NOUNS = [
  'driver',
  'drivers',
  "driver's",
  "drivers'",
  'driving',
  'driver s',
  'operator',
  "operator's",
  'operators',
  'chauffeur',
  "chauffeur's",
  'commercial driver',
  "commercial driver's",
  'motorist',
].flatMap((who) => ['license', 'licence', 'lic', 'lics', 'licenses', 'licences', 'permit'].map((what) => `${who} ${what}`))
const STRONG = [
  ...NOUNS,
  // In one word, as in JSON; `number` apart from the noun is a connecting word.
  ...NOUNS.flatMap((noun) => ['', 'number', 'no', 'id'].map((ending) => noun.replaceAll(' ', '') + ending)),
  ...labelForms(
    [
      'state id',
      'state id card',
      'state identification',
      'dmv',
      'state issued id',
      'real id',
      "learner's permit",
      'learner permit',
      'non-driver id',
    ],
    ['', ...NUMBER_ENDINGS],
  ),
  ...(
    'drv lic,drv lic no,dr lic,dr. lic,driver id number,dlid,licencia de conducir,licencia de manejo,licencia de conducción,número de licencia de conducir,numero de licencia de conducir,' +
    'número de licencia,permis de conduire,führerschein,führerscheinnummer'
  ).split(','),
]
const WEAK = [
  'dl',
  'dln',
  'dls',
  'cdl',
  'cdln',
  'odl',
  'd.l',
  'd/l',
  'oln',
  ...labelForms(['dl', 'cdl', 'd.l.', 'd/l'], [...NUMBER_ENDINGS, 'id']),
]
/** A licence of anything: a driver's only where words of driving or a state stand near. */
const ANY = ['license', 'licence', 'lic', ...labelForms(['license', 'licence', 'lic'], [...NUMBER_ENDINGS, 'id'])]
const CONTEXT = [
  ...'dmv,driver,drivers,driving,drive,motor vehicle,motor vehicles,motorist,vehicle,class c,class d,cdl,traffic,bmv,mva,dps,photo id,government id,identification,id card,passport'.split(
    ',',
  ),
  ...STATE_NAMES,
]
const FOREIGN = (
  'medical,nursing,nurse,rn,physician,professional,business,software,pharmacy,pharmacist,contractor,real estate,liquor,dental,state medical,bar,teaching,pilot,marriage,dog,fishing,hunting,' +
  'product,oem,windows,office,site,facility,provider,np,md,seat,user,apache,gpl,mit,dea,cpa,attorney,firearm,gun,brewery,food,ham,radio,fcc,enterprise,volume,trial,mg,g,ng,mcg,ug,mmol,meq'
).split(',')

const RULE: LabelledRule = {
  labels: [
    { vocabulary: 'us-driver-license', confidence: 'high' },
    { vocabulary: 'us-driver-license-weak', confidence: 'medium', direct: true },
    { vocabulary: 'us-driver-license-any', confidence: 'medium', direct: true },
  ],
  isValue: isLicense,
  spaced: true,
  asides: STATE_WORDS,
  foreign: 'us-driver-license-foreign',
}
const CONTEXT_REACH = { before: 100, after: 60 }

export const usDriverLicense = defineDetector({
  id: 'us-driver-license',
  about: "US driver's licence or state identity card number beside its label",
  source: '45 CFR 164.514(b)(2)(i)(K); 18 U.S.C. 2725; forms by state: AAMVA and the states',
  vocabularies: {
    'us-driver-license': STRONG,
    'us-driver-license-weak': WEAK,
    'us-driver-license-any': ANY,
    'us-driver-license-context': CONTEXT,
    'us-driver-license-foreign': FOREIGN,
    ...OTHER_LABELS,
  },
  find(scanned) {
    const context = scanned.hits('us-driver-license-context')
    return labelledValues(scanned, RULE)
      .filter(
        ({ start, end, kind }) =>
          kind.vocabulary !== 'us-driver-license-any' || nearestLabel(context, start, end, CONTEXT_REACH) < Infinity,
      )
      .map(labelledMatch)
  },
  examples: {
    match: [
      "Driver's license: D1234567",
      'driver license number D1234567',
      "California driver's license number is F1234567",
      'DL# 12345678',
      'DL: TX 12345678',
      'DL CA D1234567',
      'drivers license no. S530-460-92-123-0',
      "driver's licence J525-4209-0465-05",
      'Driver License (NY): 123 456 789',
      'DLN 987654321',
      'CDL number 1234567',
      'Name\tDriver License\nRoe\tD1234567',
      '{"driversLicense":"D1234567"}',
      'driver_license_number=W12345678901',
      'D1234567 is his driver license number',
      'State ID: 987654321',
      'Michigan drivers license D 123 456 789 012',
      "driver's license on file for Jane Roe is A12345678",
      'License No. K12345678, class C, Kansas',
      'Licencia de conducir: D7654321',
      "her driver's license D400-7836-0001",
      'Illinois DL R12345678901',
      "Driver's Lic. # 04012345",
      'operator license WDLABCD456DG',
    ],
    ignore: [
      "Driver's license: ____________",
      'driver license required',
      'public 12345678',
      'license key ABCD1234567',
      'Medical license number A1234567',
      'nursing license 1234567',
      'software license no. 12345678',
      'DL 1423 departs at 10:30',
      "driver's license expires 01/02/2027",
      "driver's license issued in 2019",
      'mg/dL 12345678',
      'the driver drove 1234567 miles',
      'download (dl) 120 files',
      'D1234567',
      'licensed since 1998',
      'printer driver version 10.0.12345',
      "Bring your driver's license and order number 12345678",
      'Driver license renewal: call 800-555-0123',
      'driver id pending',
      'lic in public',
    ],
  },
})

function isLicense(value: string, kind: LabelKind): boolean {
  const compact = value.replace(/[-. ]/g, '').toUpperCase()
  return compact.length >= (kind.confidence === 'high' ? 6 : 7) && ANY_LICENSE.test(compact) && !/^\d{3}[-.]\d{3}[-.]\d{4}$/.test(value)
}
