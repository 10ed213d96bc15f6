// What a copy's verdict becomes when `redact` could not rewrite it: the answers of the redactions' `else`, on the same two ladders (design §6). Pure.
import type { ChangeOutcome } from '../domain/change-outcome.ts'
import { type RedactElse, raised, type Verdict } from '../domain/verdict.ts'
import { combineActions } from './combine-actions.ts'
import type { Actions } from './policy-set.ts'

/**
 * Only ever tightens: what the verdict asked for still counts, and nothing is changed in the copy any more.
 * @param answers `else` of every redaction that failed
 * @param why said to officers where the copy is now held or rejected
 */
export function fallBack(verdict: Verdict, answers: readonly RedactElse[], why: string): Verdict {
  // What the answers set is no longer `default`'s: nothing that gives way in its place may loosen it.
  const { changes, standard, ...rest } = verdict
  const before: Actions = {
    deliver: verdict.protection,
    otherwise: verdict.otherwise,
    via: verdict.via,
    ...(verdict.action === 'deliver' ? {} : { [verdict.action]: 'as before' }),
  }
  const { action, protection, otherwise, via } = combineActions([before, ...answers.map((answer) => asActions(answer, why))])
  const reasons = action === verdict.action ? verdict.reasons : [...verdict.reasons, why]
  return { ...raised(rest, protection), action, otherwise, via, reasons }
}

/** The verdict once its changes were tried: as it is where they worked, fallen back where they did not. */
export function triedVerdict(verdict: Verdict, outcome: ChangeOutcome | undefined): Verdict {
  if (!outcome || outcome.ok) return verdict
  return fallBack(
    verdict,
    outcome.answers.length > 0 ? outcome.answers : [{ action: 'hold' }],
    'The message could not be changed as the policy asks',
  )
}

function asActions(answer: RedactElse, why: string): Actions {
  if (answer.action !== 'deliver') return { [answer.action]: why }
  return { deliver: answer.deliver, ...(answer.otherwise ? { otherwise: answer.otherwise } : {}) }
}
