// Device identifiers and serial numbers (45 CFR 164.514(b)(2)(i)(M)): the unique device identifier of a medical device as its label shows it
// (`(01)` GTIN with check digit, then serial number or lot: 21 CFR 801.40, GS1), IMEI numbers with their Luhn digit beside a label, and what a label such as
// `serial number`, `device ID` or `pacemaker S/N` names.
import { labelBefore } from '../context-words.ts'
import { defineDetector, type Match, type ScannedText } from '../detector.ts'
import {
  ID_ENDINGS,
  type LabelledRule,
  labelForms,
  labelledMatch,
  labelledValues,
  NUMBER_ENDINGS,
  OTHER_LABELS,
} from '../labelled-value.ts'
import { passesLuhn } from '../luhn.ts'
import { isInCell } from '../table-columns.ts'

const DEVICES =
  'device,implant,implanted device,implantable device,pacemaker,icd generator,generator,pulse generator,defibrillator,stent,pump,insulin pump,infusion pump,lead,valve,prosthesis,hearing aid,cgm,sensor,' +
  'transmitter,ventilator,cpap,bipap,glucometer,monitor,wheelchair,concentrator,oxygen concentrator,stimulator,neurostimulator,cochlear implant,loop recorder,glucose meter'
const SERIALS = [
  ...labelForms(['serial', 'equipment serial', 'product serial', 'unit serial'], NUMBER_ENDINGS),
  ...labelForms(['device', 'implant', 'hardware', 'pacemaker', 'pump', 'equipment'], ID_ENDINGS),
  ...DEVICES.split(',').flatMap((device) => [
    `${device} serial`,
    `${device} sn`,
    `${device} s/n`,
    `${device} serial number`,
    `${device} serial no`,
  ]),
  ...'serial,serial#,ser no,ser. no,sn#,s/n,s/ns,serials,device identifier,unique device identifier,unique device identification,udi,udi di,udi pi,device identifier number,android id,advertising id,idfa,idfv,gaid,udid,vendor id for ios,meid,esn,imsi,iccid,sim serial,sim card number'.split(
    ',',
  ),
]
/** Too short to count without a mark: `SN: 12345`. */
const SHORT = ['sn', 'ser']
const IMEI_LABELS = 'imei,imeis,imei number,imei no,imei 1,imei 2,imei1,imei2,imeisv,mobile equipment identity,device,handset,phone'.split(
  ',',
)
const UDI = '(01)'
/** What follows the GTIN: dates, lot, serial number, in any order. */
const UDI_REST = /^(?:\s?\((?:1[017]|21|240|30|11|713)\)\s?[A-Za-z0-9!"%&'*+,./:;<=>?_-]{1,20}){1,6}/
/** The label of the ISBT 128 and HIBCC forms of a UDI. */
const HIBCC = /^\+[A-Z][A-Z0-9]{3}[A-Z0-9./$+-]{6,40}/

const RULE: LabelledRule = {
  labels: [
    { vocabulary: 'device-id', confidence: 'high' },
    { vocabulary: 'device-id-short', confidence: 'medium', marked: true },
  ],
  isValue(value) {
    const digits = value.replace(/\D/g, '').length
    return value.length >= 5 && value.length <= 40 && digits >= 3 && !/^\d{1,4}-\d{1,4}$/.test(value)
  },
}

export const deviceId = defineDetector({
  id: 'device-id',
  about: 'Device identifier or serial number',
  source: '21 CFR 801.40 and 830.3 (UDI), GS1 General Specifications, 3GPP TS 23.003 §6 (IMEI); 45 CFR 164.514(b)(2)(i)(M)',
  vocabularies: { 'device-id': SERIALS, 'device-id-short': SHORT, 'device-id-imei': IMEI_LABELS, ...OTHER_LABELS },
  find(scanned) {
    const matches = [...findUdis(scanned), ...findImeis(scanned), ...findUuids(scanned)]
    for (const value of labelledValues(scanned, RULE)) {
      if (!matches.some((match) => value.start < match.end && value.end > match.start)) matches.push(labelledMatch(value))
    }
    return matches.sort((a, b) => a.start - b.start)
  },
  // IMEI numbers have the test type allocation code 00-4400; GTINs the GS1 prefix of the documentation.
  examples: {
    match: [
      'IMEI 490154203237518',
      'IMEI: 49-015420-323751-8',
      '(01)00614141123452(17)271231(21)A213B1',
      'UDI (01)00614141123452(10)LOT7(21)SER99881',
      'Serial number: A12B34567',
      'S/N 7X442019A',
      'SN: 20448812',
      'pacemaker serial PJN742291H',
      'Device ID: 5591-22-7781',
      'insulin pump serial no. MM3-772910',
      'implant serial number 99120441',
      'Name\tSerial Number\nRoe\tKX99201\nDoe\tKX99202',
      'The serial number of the device is GH55120.',
      'device id 4f9a2c7e11',
      '"serialNumber":"XK-99201-A"',
      'Device identifier 00614141123452',
      'serial # 442-88120',
      'IMEI\n490154203237518',
      'hearing aid s/n 18N04421',
      'CPAP serial 23119988201',
      'advertising id 38400000-8cf0-11bd-b23e-10b96e40000d',
      'UDI: +H123PARTNO1234567890120',
    ],
    ignore: [
      'Serial number: __________',
      'serial killer 1990',
      '490154203237518',
      'IMEI 490154203237519',
      'order 490154203237518',
      '(01)00614141123453(21)A1',
      'the serial port 8080',
      'a series of 12345 devices',
      'S/N on file',
      'device was replaced on 01/02/2024',
      'serial number required, call 555-123-4567',
      'signal to noise S/N 12.5',
      'Serial dilution 1:10000',
      'device firmware 4.2.11',
      'the pump delivered 12345 units',
      'part number 99120441',
      'The implant lasted 20 years',
      'no serial number, invoice 99120441',
      '(01) 2024',
      'device identification is required by 2024',
      'pacemaker check in room 12345',
    ],
  },
})

function findUdis({ text }: ScannedText): Match[] {
  const matches: Match[] = []
  for (let at = text.indexOf(UDI); at >= 0; at = text.indexOf(UDI, at + UDI.length)) {
    const gtin = /^\s?(\d{14})(?!\d)/.exec(text.slice(at + UDI.length, at + UDI.length + 16))
    if (!gtin?.[1] || !hasGtinCheckDigit(gtin[1])) continue
    const end = at + UDI.length + gtin[0].length
    const rest = UDI_REST.exec(text.slice(end, end + 150))?.[0].replace(/[.,;]$/, '') ?? ''
    matches.push(toMatch(text, at, end + rest.length))
  }
  return matches
}

function findImeis(scanned: ScannedText): Match[] {
  const { text, tokens } = scanned
  const labels = scanned.hits('device-id-imei')
  const matches: Match[] = []
  if (labels.length === 0) return matches
  for (let i = 0; i < tokens.count; i++) {
    const start = tokens.starts[i] as number
    const length = (tokens.ends[i] as number) - start
    if (length > 15 || !tokens.pure[i] || (length !== 15 && length !== 2 && length !== 6 && length !== 8)) continue
    const number = /^(?:\d{15}|\d{2}([ -])\d{6}\1\d{6}\1\d|\d{6}-\d{2}-\d{6}-\d|\d{8}[ -]\d{6}[ -]\d)(?!\d|-\d)/.exec(
      text.slice(start, start + 20),
    )?.[0]
    if (!number || !passesLuhn(number.replace(/\D/g, ''))) continue
    const isNamed = isInCell(scanned.cells('device-id-imei'), start) || labelBefore(labels, start, 24) < Infinity
    const isOther = labelBefore(scanned.hits('other-labels'), start, 12) < labelBefore(labels, start, 24)
    if (isNamed && !isOther) matches.push(toMatch(text, start, start + number.length))
  }
  return matches
}

/** A UUID or a HIBCC code behind a label: they are no words with a digit. */
function findUuids(scanned: ScannedText): Match[] {
  const matches: Match[] = []
  for (const label of scanned.hits('device-id')) {
    const rest = scanned.text.slice(label.end, label.end + 90)
    const gap = /^["'\s]{0,3}(?:[:=#]|is)?["'\s]{0,4}/.exec(rest)?.[0].length ?? 0
    const value = /^(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})(?![\w-])/i.exec(rest.slice(gap)) ?? HIBCC.exec(rest.slice(gap))
    const start = label.end + gap
    if (value && matches.at(-1)?.start !== start) matches.push(toMatch(scanned.text, start, start + value[0].length))
  }
  return matches
}

/** GS1 General Specifications §7.9.1: weights 3 and 1 from the right. */
function hasGtinCheckDigit(gtin: string): boolean {
  let sum = 0
  for (let i = 0; i < gtin.length; i++) sum += Number(gtin[gtin.length - 1 - i]) * (i % 2 === 0 ? 1 : 3)
  return sum % 10 === 0
}

function toMatch(text: string, start: number, end: number): Match {
  const value = text
    .slice(start, end)
    .replace(/[^0-9A-Za-z()]/g, '')
    .toUpperCase()
  return { start, end, confidence: 'high', value, excerpt: `${'*'.repeat(8)}${value.slice(-2)}` }
}
