// What became of the changes that policy asked for in one copy: the script and what is recorded of it, or why there is none.
import type { Edit } from './edit-script.ts'
import type { MessageChanges, RedactElse } from './verdict.ts'

export interface ChangeRequest {
  readonly changes: MessageChanges
  /** Secret of the gateway for pseudonyms. */
  readonly pseudonymKey: Uint8Array
  /** Days by which `date-shift` moves every date of the message; not 0. */
  readonly shiftDays: number
}

/** Passes over the message, one after the other: offsets of each are into what the one before it gave. */
export type EditScript = readonly (readonly Edit[])[]

export type ChangeOutcome =
  | {
      readonly ok: true
      readonly script: EditScript
      /** Values rewritten, by detector: counts only. */
      readonly redacted: Readonly<Record<string, number>>
      /** What else was changed: `subject`, `header x-name: set`, `notice`. */
      readonly done: readonly string[]
      /** Why these bytes must not go out as mail; left out where they may. */
      readonly notDirect?: string
    }
  | {
      readonly ok: false
      /** Without a word of the message (P4). */
      readonly why: string
      /** `else` of the redactions that failed. */
      readonly answers: readonly RedactElse[]
    }
