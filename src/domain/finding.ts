// A finding: what a detector saw, where, and how sure it is.

/** Ordered, weakest first. */
export const CONFIDENCES = ['low', 'medium', 'high'] as const
export type Confidence = (typeof CONFIDENCES)[number]

export interface Finding {
  /** Detector id or dictionary name. */
  readonly detector: string
  /** `TextPart.path`. */
  readonly part: string
  /** UTF-16 offsets into `TextPart.text`, end exclusive. */
  readonly start: number
  readonly end: number
  readonly confidence: Confidence
  /** Normalised value, for counting distinct ones. Lives in memory only: it is never logged or stored. */
  readonly value: string
  /** Masked at creation: safe to seal as evidence, never the value itself. */
  readonly excerpt: string
}

/** The detector ids of design §6, in the order documented there. Those not built yet are known but refused by the policy checker. */
export const DETECTOR_IDS = [
  'us-ssn',
  'us-itin',
  'credit-card',
  'us-npi',
  'us-dea',
  'us-mbi',
  'us-passport',
  'us-driver-license',
  'us-bank-account',
  'aba-routing',
  'iban',
  'uk-nhs',
  'phone',
  'email-address',
  'ip-address',
  'url',
  'mac-address',
  'vin',
  'license-plate',
  'date',
  'date-of-birth',
  'age-over-89',
  'street-address',
  'us-zip',
  'person-name',
  'mrn',
  'health-plan-id',
  'account-number',
  'device-id',
  'icd-10',
  'icd-9',
  'cpt',
  'hcpcs',
  'ndc',
  'loinc',
  'drug-name',
  'medical-term',
  'sud-term',
  'mental-health-term',
  'hiv-term',
  'reproductive-term',
  'genetic-term',
  'password',
  'api-key',
] as const
export type DetectorId = (typeof DETECTOR_IDS)[number]
