// What was changed in the bytes of one copy (P7): splices over the original, and what the ledger says of them. Bytes sent = f(original, script).
// The script is the record: who has the original and the script has the bytes that went out, whatever becomes of detectors and policies.

/** One splice. Offsets are into the bytes that the script is for; edits are in order and do not overlap. */
export interface Edit {
  readonly at: number
  readonly remove: number
  /** One character a byte. */
  readonly insert?: string
  /** The removed bytes are base64: decoded, edited, encoded again in lines of `width` characters; `insert` is left out. */
  readonly base64?: { readonly width: number; readonly edits: readonly Edit[] }
}

/** A copy whose bytes a policy's actions changed. */
export interface ChangedCopy {
  /** SHA-256 of the changed message, lower-case hex. */
  readonly digest: string
  /** Bytes of the changed message. */
  readonly size: number
  /** The script as JSON, sealed under a key that only the message's content key gives; base64. */
  readonly script: string
  /** Why these bytes must not go out as mail, where that is so: the copy takes `otherwise`. */
  readonly notDirect?: string
}
