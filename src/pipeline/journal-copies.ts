// `journal`: a further recipient under the same verdict, at `authenticated` at least (design §6), with a copy of the same bytes. Joins the message in
// the transaction that decides it.
import type { NewEvent } from '../domain/event.ts'
import { raised, type Verdict } from '../domain/verdict.ts'
import type { AddedRecipient, MessageRow, RecipientRow } from '../store/store.ts'
import { newRecipient } from './accept.ts'
import type { Decided } from './notices.ts'
import type { PipelineParts } from './parts.ts'

export interface JournalCopies {
  readonly recipients: readonly AddedRecipient[]
  readonly events: readonly NewEvent[]
}

/** One copy for each mailbox, under the verdict of the first recipient whose rules name it; who gets the message already gets no second one. */
export async function journalCopies(
  parts: PipelineParts,
  message: MessageRow,
  recipients: readonly RecipientRow[],
  decided: readonly Decided[],
  at: number,
): Promise<JournalCopies> {
  const named = new Map<string, Verdict>()
  for (const { verdict } of decided) {
    if (verdict.action === 'reject') continue
    for (const address of verdict.journal ?? []) if (!named.has(address)) named.set(address, verdict)
  }
  const known = new Set(recipients.map(({ addressHash }) => addressHash))
  const added: AddedRecipient[] = []
  const events: NewEvent[] = []
  for (const [address, asked] of named) {
    // The sender did not ask for it, so nobody tells them of it.
    const recipient = await newRecipient(parts, { address, notify: ['NEVER'] }, at)
    if (known.has(recipient.addressHash)) continue
    const verdict = journalVerdict(asked)
    const state = verdict.action === 'hold' ? 'held' : 'ready'
    const expiresAt = state === 'held' ? at + parts.config.quarantine.expire : recipient.expiresAt
    added.push({ ...recipient, message: message.id, verdict, state, at, expiresAt })
    const { action, protection, rules, policyVersion } = verdict
    const data = {
      journal: true,
      action,
      protection,
      rules,
      policy: policyVersion,
      domain: recipient.domain,
      bytes: verdict.changed?.digest,
    }
    events.push({ kind: 'recipient.decided', at, message: message.id, recipient: recipient.id, actor: 'policy', data })
  }
  return { recipients: added, events }
}

/** Nobody's journal in turn, and nobody is told of it again. */
function journalVerdict({ journal: _journal, standard: _standard, ...verdict }: Verdict): Verdict {
  const protection = verdict.protection === 'portal' ? 'portal' : 'authenticated'
  return { ...raised(verdict, protection), notify: [] }
}
