// Medical record numbers: every hospital has its own form, so the label makes the finding: `MRN`, `medical record no.`, `patient ID` or the like, in the
// languages that US patients read. An identifier of 45 CFR 164.514(b)(2)(i)(H).
import { defineDetector } from '../detector.ts'
import {
  ID_ENDINGS,
  type LabelKind,
  type LabelledRule,
  labelForms,
  labelledMatch,
  labelledValues,
  OTHER_LABELS,
} from '../labelled-value.ts'

/** Names that mean nothing else. */
const STRONG = [
  ...(
    'mrn,mrns,emrn,empi,empi id,eid mrn,mr#,mr no,mr number,mr num,med rec,med rec#,medical record,medical record#,medical record id,medrec,med. rec,med record,med. record,med recs,m.r.n,' +
    'health record number,cpi number,unit record number,hospital record number,epic mrn,número de expediente,numero de expediente,número de historia clínica,' +
    'numero de historia clinica,historia clínica no,expediente clínico no,numéro de dossier médical,numéro de dossier,patientennummer,krankenaktennummer,nhc'
  ).split(','),
  ...labelForms(
    [
      'medical record',
      'med rec',
      'med. rec.',
      'medical rec',
      'medical rec.',
      'medical records',
      'mrn',
      'health record',
      'patient record',
      'patient mrn',
    ],
    ID_ENDINGS,
  ),
  ...labelForms(['emr', 'ehr', 'epic', 'cerner', 'meditech', 'athena', 'medical chart', 'patient chart'], ID_ENDINGS),
]
/** Names that other trades use too, so their numbers are taken with less confidence. */
const WEAK = [
  ...'patient#,pt#,chart,chart#,fin,csn,har,id paciente,patienten id'.split(','),
  ...labelForms(
    [
      'patient',
      'pt',
      'pt.',
      'pat',
      'chart',
      'hospital',
      'hosp',
      'encounter',
      'visit',
      'fin',
      'unit',
      'admission',
      'file record',
      'record',
      'clinic',
    ],
    ID_ENDINGS,
  ),
]
/** With a mark behind: `MR: 445566`, `patient #445566`. */
const MARKED = 'mr,pt,patient,encounter,record,medical,chart,pat,emr,ehr,hosp,unit'.split(',')

const RULE: LabelledRule = {
  labels: [
    { vocabulary: 'mrn', confidence: 'high' },
    { vocabulary: 'mrn-weak', confidence: 'medium' },
    { vocabulary: 'mrn-marked', confidence: 'medium', marked: true },
  ],
  isValue: isRecordNumber,
  glued: /^(mrn)\d{4,12}$/i,
}

export const mrn = defineDetector({
  id: 'mrn',
  about: 'Medical record or patient number beside its label',
  source: '45 CFR 164.514(b)(2)(i)(H); no national format, so the label decides',
  vocabularies: { mrn: STRONG, 'mrn-weak': WEAK, 'mrn-marked': MARKED, ...OTHER_LABELS },
  find: (scanned) => labelledValues(scanned, RULE).map(labelledMatch),
  examples: {
    match: [
      'MRN 12345678',
      'MRN: 00123456',
      'MRN# 123456',
      'mrn=7654321',
      'Medical Record Number: A1234567',
      'medical record no. 12-34-56',
      'Med. Rec. No. 445566',
      'MRN\t00123456',
      'MRN is 1234567',
      'MRN\n1234567',
      '12345678 (MRN)',
      'Patient ID: 1234567',
      'chart # 554433',
      'MRN12345678',
      'Pt. No. 445566',
      'Medical Rec. No: 445566',
      'Encounter # 9988776',
      'MRNs: 123456, 654321 and 777888',
      'Name\tMRN\tWard\nRoe\t445566\t4\nDoe\t778899\t5',
    ],
    ignore: [
      'MRN: ____',
      'MRN: ________ Date: 01/02/2024',
      'MRN: pending',
      'MRN: 00000000',
      'MRN 1111-1111',
      'MRN',
      'MRN 01/02/2024',
      'MRN 2024-01-02',
      'MRN on file since 2019',
      'patient ID required, call 5551234567',
      'The medical record was 12 pages',
      'chart 4',
      'mrna vaccine 12345678',
      'No MRN given. Phone 5551234',
      '1234567',
    ],
  },
})

/** At least four digits behind a name that means nothing else, five behind others; not one digit all along, which fills a form. */
function isRecordNumber(value: string, kind: LabelKind): boolean {
  const digits = value.replace(/\D/g, '')
  return digits.length >= (kind.confidence === 'high' ? 4 : 5) && value.length <= 20 && !/^(\d)\1*$/.test(digits)
}
