// Overrides in the store: a person's lasting word on one recipient's domain (domain/override.ts). Terms are in clear, the person's words are sealed.
import type { NewEvent, SealedEvidence } from '../domain/event.ts'
import type { Override } from '../domain/override.ts'

export interface NewOverride extends Override {
  /** JSON of reason and signature, sealed. */
  readonly note: SealedEvidence
  readonly recordedAt: number
  /** Who recorded it. */
  readonly recordedBy: string
}

export interface OverrideRow extends NewOverride {
  readonly withdrawnAt?: number
}

export interface OverrideStore {
  /** Stores it with its event, in one transaction. */
  addOverride(override: NewOverride, event: NewEvent): Promise<void>
  /** Ends it from the event's time on. @returns false, and stores nothing, where it is unknown, was withdrawn before or has ended */
  withdrawOverride(id: string, event: NewEvent): Promise<boolean>
  /** All that hold at `now` (ms since the epoch), oldest first: few, whatever the number of domains. */
  overridesHolding(now: number): Promise<readonly OverrideRow[]>
  /** All of them, oldest first; `after` is the id to continue after. */
  overrides(page: { readonly limit: number; readonly after?: string }): Promise<readonly OverrideRow[]>
}
