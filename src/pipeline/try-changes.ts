// Changes of a copy worked out without a gateway, for `policy explain` and `policy test`: keys of nobody, everything else as it is for real.
import type { ChangeOutcome } from '../domain/change-outcome.ts'
import type { MessageChanges } from '../domain/verdict.ts'
import { changeMessage } from './change-message.ts'
import type { Inspection, MessageReader } from './inspect-message.ts'

export type TryChanges = (changes: MessageChanges) => Promise<ChangeOutcome>

/** @returns outcomes by what was asked, each worked out once */
export function createTryChanges(reader: MessageReader, bytes: Uint8Array, inspection: Inspection): TryChanges {
  const known = new Map<string, Promise<ChangeOutcome>>()
  return (changes) => {
    const key = JSON.stringify(changes)
    const outcome =
      known.get(key) ?? changeMessage(reader, bytes, { changes, pseudonymKey: new Uint8Array(32), shiftDays: -30 }, inspection)
    known.set(key, outcome)
    return outcome
  }
}
