// Vehicle licence plates: two to eight letters and digits in as many forms as there are states, so the label decides. "Vehicle identifiers and serial numbers,
// including license plate numbers" of 45 CFR 164.514(b)(2)(i)(L); forms of passenger plates: the states' departments of motor vehicles.
import { nearestLabel } from '../context-words.ts'
import { defineDetector, type ScannedText } from '../detector.ts'
import {
  type LabelKind,
  type LabelledRule,
  type LabelledValue,
  labelForms,
  labelledMatch,
  labelledValues,
  NUMBER_ENDINGS,
  OTHER_LABELS,
} from '../labelled-value.ts'
import { STATE_WORDS } from '../us-states.ts'

const PLATES = (
  'reg plate,lic plate,lic. plate,license plate,licence plate,license plates,licence plates,lic plate,lic. plate,registration plate,registration plates,number plate,number plates,vehicle plate,car plate,vehicle tag,' +
  'license tag,car tag,plate registration,vehicle registration,vehicle reg,car registration,car reg,temp tag,vanity plate,truck plate,trailer plate,dealer plate'
).split(',')
const STRONG = [
  ...PLATES,
  ...labelForms([...PLATES, 'plate', 'plates'], [...NUMBER_ENDINGS, 'id', '#']),
  ..."licenseplate,licenseplates,matrícula,matricula,placa,placas,número de placa,numero de placa,kennzeichen,kfz-kennzeichen,plaque d'immatriculation,immatriculation,targa".split(
    ',',
  ),
]
const WEAK = [
  'plate',
  'plates',
  'reg no',
  'reg number',
  'registration number',
  'registration no',
  'registration',
  'tag',
  'tags',
  ...labelForms(['tag'], NUMBER_ENDINGS),
]
const MARKED = ['plate', 'plates']
const CONTEXT = (
  'car,cars,vehicle,vehicles,truck,trucks,van,suv,sedan,parked,parking,garage,driver,drivers,driving,dmv,tow,towed,motorcycle,auto,automobile,ford,toyota,honda,chevy,chevrolet,nissan,bmw,' +
  'tesla,hyundai,kia,subaru,jeep,dodge,mazda,lexus,audi,volkswagen,vw,mercedes,camry,corolla,civic,accord,prius,speeding,hit and run,traffic,rental,odometer,vin,make,model,pickup,minivan,coupe,' +
  'license,trailer,bike,ambulance,police,accident,collision,highway'
).split(',')
const CONTEXT_REACH = { before: 90, after: 60 }
const FOREIGN =
  'asset,name,dog,pet,price,html,git,docker,hash,rabies,property,equipment,patch,service,rfid,ear,device,blood,agar,petri,dinner,steel,base,home,growth,96-well,well,dental,bone,event,domain'.split(
    ',',
  )

const RULE: LabelledRule = {
  labels: [
    { vocabulary: 'license-plate', confidence: 'high' },
    { vocabulary: 'license-plate-marked', confidence: 'medium', marked: true },
    { vocabulary: 'license-plate-weak', confidence: 'medium', direct: true },
  ],
  isValue: isPlate,
  spaced: true,
  asides: STATE_WORDS,
  prefix:
    /(?<![A-Za-z0-9])(?!(?:no|id|is|nr|num|for|the|was|and|of|in|on|at|to|a|number|num|plate|tag|state)[\s-])[A-Za-z]{1,4}(?:-\n?| )$/i,
  tail: /^[ -]?[A-Z]{1,4}(?![A-Za-z0-9])/,
  foreign: 'license-plate-foreign',
}
/** A plate of letters alone, in capitals behind the full label. */
const LETTERS = /^(?:\s?(?:no\.?|number|#))?(?:\s?[:=#]\s?|\s(?:is|was|reads|reading)\s)["'(]?([A-Z]{3,8})(?![A-Za-z0-9-])/
const NO_PLATE =
  /^(?:UNKNOWN|NONE|PENDING|TBD|TBA|MISSING|EXPIRED|VALID|STOLEN|LOST|REQUIRED|STATE|NULL|BLANK|EMPTY|TEMP|ILLEGIBL|THE|NOT|YES|NEW|OLD|SEE|ATTACHED|ABSENT|DAMAGED|OBSCURED|REDACTED|UNAVAIL|OPTIONAL|STRING|TRUE|FALSE)$/

export const licensePlate = defineDetector({
  id: 'license-plate',
  about: 'Vehicle licence plate beside its label',
  source: '45 CFR 164.514(b)(2)(i)(L); forms: departments of motor vehicles of the states',
  vocabularies: {
    'license-plate': STRONG,
    'license-plate-weak': WEAK,
    'license-plate-marked': MARKED,
    'license-plate-context': CONTEXT,
    'license-plate-foreign': FOREIGN,
    ...OTHER_LABELS,
  },
  find(scanned) {
    const context = scanned.hits('license-plate-context')
    const found = labelledValues(scanned, RULE).filter(
      ({ start, end, kind }) => kind.vocabulary !== 'license-plate-weak' || nearestLabel(context, start, end, CONTEXT_REACH) < Infinity,
    )
    return [...found, ...lettersAlone(scanned)].sort((a, b) => a.start - b.start).map(labelledMatch)
  },
  examples: {
    match: [
      'License plate: 7ABC123',
      'license plate ABC-1234',
      'plate number ABC 1234',
      'License Plate # 8XYZ456',
      'licence plate AB12 CDE',
      'The car with plates 6TRJ244 was parked in the garage',
      'plate CA 7ABC123, blue Honda',
      'Texas license plate BBC-1234',
      'Plate No.: KLM 4821',
      'vehicle registration LK53 ABY',
      'Name\tLicense Plate\nRoe\t7ABC123',
      '{"licensePlate":"7ABC123"}',
      'her license plate is HYT 2231',
      '7ABC123 is the license plate of his car',
      'license plate: GOBLUE',
      'car tag number 123 XYZ',
      'tag number ABC1234 on a red Ford pickup',
      'Kennzeichen: BAB 1234',
      'license plate (NY) JKL-4567',
      'plate_number=XYZ9876',
      'hit and run by a white van, plate 4GHT56',
    ],
    ignore: [
      'License plate: _______',
      'license plate pending',
      'license plate: UNKNOWN',
      'dinner plate 12 inches',
      'steel plate A36',
      'plate 96 of the assay',
      'tag 12345',
      'asset tag ABC1234',
      'ABC1234',
      'license plate frame, 2 pieces',
      'license plate expires 12/2025',
      'home plate 2019',
      'number plates were invented in 1893',
      'release tag v1.2.3',
      'registration number 123456789',
      'plate thickness 12mm',
      'order ABC1234',
      'license plates cost $25',
      'growth on plate 3B after 48h',
      'event registration REG12345',
    ],
  },
})

function lettersAlone({ text, hits }: ScannedText): LabelledValue[] {
  const kind = RULE.labels[0] as LabelKind
  return hits('license-plate').flatMap(({ end }) => {
    const found = LETTERS.exec(text.slice(end, end + 24))
    const value = found?.[1] ?? ''
    if (!found || NO_PLATE.test(value)) return []
    const start = end + found[0].length - value.length
    return [{ start, end: start + value.length, confidence: 'medium', kind, value }]
  })
}

/** Behind the full label any short mix; behind `plate` or `tag` letters and digits both. */
function isPlate(value: string, kind: LabelKind): boolean {
  const compact = value.replace(/[-. ]/g, '').toUpperCase()
  if (!/^[A-Z0-9]{4,8}$/.test(compact) || !/\d/.test(compact) || /^V\d+$/.test(compact)) return false
  const mixed = /[A-Z]/.test(compact)
  return mixed
    ? compact.length >= 5 || kind.confidence === 'high'
    : kind.confidence === 'high' && compact.length >= 5 && compact.length <= 7
}
