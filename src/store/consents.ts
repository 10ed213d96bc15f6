// Consents in the store: a recipient's recorded wish, for example for ordinary mail. The address is sealed; its keyed hash finds it.
import type { ConsentKind } from '../domain/consent.ts'
import type { NewEvent, SealedEvidence } from '../domain/event.ts'

export interface NewConsent {
  readonly id: string
  readonly kind: ConsentKind
  /** Keyed hash of the address. */
  readonly addressHash: string
  /** JSON of the address, sealed. */
  readonly address: SealedEvidence
  readonly recordedAt: number
  /** Who recorded it. */
  readonly recordedBy: string
  /** Version of the wording that the person agreed to. */
  readonly wording: string
  /** It holds before this time (ms since the epoch); left out: until it is withdrawn. */
  readonly expiresAt?: number
}

export interface ConsentRow extends NewConsent {
  readonly withdrawnAt?: number
}

export interface ConsentFilter {
  /** Those of one address. */
  readonly addressHash?: string
  readonly limit: number
  /** Consent id to continue after. */
  readonly after?: string
}

export interface ConsentStore {
  /** Stores it with its event, in one transaction. */
  addConsent(consent: NewConsent, event: NewEvent): Promise<void>
  /** Ends it from the event's time on. @returns false, and stores nothing, where it is unknown or was withdrawn before */
  withdrawConsent(id: string, event: NewEvent): Promise<boolean>
  /** Those of these addresses that hold at `now` (ms since the epoch): neither withdrawn nor expired. */
  consentsFor(addressHashes: readonly string[], now: number): Promise<readonly ConsentRow[]>
  /** All of them, oldest first. */
  consents(filter: ConsentFilter): Promise<readonly ConsentRow[]>
  consent(id: string): Promise<ConsentRow | undefined>
}
