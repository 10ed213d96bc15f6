// The detectors that exist, in the order of design §6. The policy checker is handed their ids; the rest of the known ids "arrive later".
import type { DetectorId } from '../domain/finding.ts'
import type { Detector } from './detector.ts'
import { abaRouting } from './detectors/aba-routing.ts'
import { accountNumber } from './detectors/account-number.ts'
import { ageOver89 } from './detectors/age-over-89.ts'
import { apiKey } from './detectors/api-key.ts'
import { cpt } from './detectors/cpt.ts'
import { creditCard } from './detectors/credit-card.ts'
import { date } from './detectors/date.ts'
import { dateOfBirth } from './detectors/date-of-birth.ts'
import { deviceId } from './detectors/device-id.ts'
import { drugName } from './detectors/drug-name.ts'
import { emailAddress } from './detectors/email-address.ts'
import { geneticTerm } from './detectors/genetic-term.ts'
import { hcpcs } from './detectors/hcpcs.ts'
import { healthPlanId } from './detectors/health-plan-id.ts'
import { hivTerm } from './detectors/hiv-term.ts'
import { iban } from './detectors/iban.ts'
import { icd9 } from './detectors/icd-9.ts'
import { icd10 } from './detectors/icd-10.ts'
import { ipAddress } from './detectors/ip-address.ts'
import { licensePlate } from './detectors/license-plate.ts'
import { loinc } from './detectors/loinc.ts'
import { macAddress } from './detectors/mac-address.ts'
import { medicalTerm } from './detectors/medical-term.ts'
import { mentalHealthTerm } from './detectors/mental-health-term.ts'
import { mrn } from './detectors/mrn.ts'
import { ndc } from './detectors/ndc.ts'
import { password } from './detectors/password.ts'
import { personName } from './detectors/person-name.ts'
import { phone } from './detectors/phone.ts'
import { reproductiveTerm } from './detectors/reproductive-term.ts'
import { streetAddress } from './detectors/street-address.ts'
import { sudTerm } from './detectors/sud-term.ts'
import { ukNhs } from './detectors/uk-nhs.ts'
import { url } from './detectors/url.ts'
import { usBankAccount } from './detectors/us-bank-account.ts'
import { usDea } from './detectors/us-dea.ts'
import { usDriverLicense } from './detectors/us-driver-license.ts'
import { usItin } from './detectors/us-itin.ts'
import { usMbi } from './detectors/us-mbi.ts'
import { usNpi } from './detectors/us-npi.ts'
import { usPassport } from './detectors/us-passport.ts'
import { usSsn } from './detectors/us-ssn.ts'
import { usZip } from './detectors/us-zip.ts'
import { vin } from './detectors/vin.ts'

export const DETECTORS: readonly Detector[] = [
  usSsn,
  usItin,
  creditCard,
  usNpi,
  usDea,
  usMbi,
  usPassport,
  usDriverLicense,
  usBankAccount,
  abaRouting,
  iban,
  ukNhs,
  phone,
  emailAddress,
  ipAddress,
  url,
  macAddress,
  vin,
  licensePlate,
  date,
  dateOfBirth,
  ageOver89,
  usZip,
  streetAddress,
  personName,
  mrn,
  healthPlanId,
  accountNumber,
  deviceId,
  icd10,
  icd9,
  cpt,
  hcpcs,
  ndc,
  loinc,
  drugName,
  medicalTerm,
  sudTerm,
  mentalHealthTerm,
  hivTerm,
  reproductiveTerm,
  geneticTerm,
  password,
  apiKey,
]

export const BUILT_DETECTORS: readonly DetectorId[] = DETECTORS.map((detector) => detector.id)
