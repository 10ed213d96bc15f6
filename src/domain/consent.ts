// A recipient's recorded consent, for example to ordinary mail (45 CFR §164.522(b), §164.524(c)(3)): what the condition `consent` asks for.

export const CONSENT_KINDS = ['plain-mail'] as const
export type ConsentKind = (typeof CONSENT_KINDS)[number]

/** What policy needs to know of a consent that holds. */
export interface ConsentFact {
  readonly id: string
  readonly kind: ConsentKind
  /** Version of the wording that the person agreed to. */
  readonly wording: string
}
