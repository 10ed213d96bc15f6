// Between the verdict and its record: what policy asks to change in the copies is worked out once for all copies that ask the same, read again, signed
// anew, and kept as a script. What cannot be changed, or not be proved, takes the action's `else` (P5).
import { createHash } from 'node:crypto'
import type { ChangeOutcome, EditScript } from '../domain/change-outcome.ts'
import type { ChangedCopy } from '../domain/edit-script.ts'
import type { NewEvent } from '../domain/event.ts'
import type { MessageChanges } from '../domain/verdict.ts'
import { triedVerdict } from '../policy/fall-back.ts'
import type { MessageRow } from '../store/store.ts'
import { inPasses, sealScript } from './changed-copy.ts'
import type { Decided } from './notices.ts'
import { openContent, openEnvelope, readContent } from './open-content.ts'
import type { PipelineParts } from './parts.ts'
import { signPass } from './sign-copy.ts'

type Failed = Extract<ChangeOutcome, { ok: false }>

export interface DecidedChanges {
  readonly decided: readonly Decided[]
  readonly events: readonly NewEvent[]
}

/**
 * @param inspected false where reading the message failed: then nothing can be shown to be gone, and nobody reads it once more
 * @returns undefined where the gateway stops: nothing was decided
 */
export async function decideChanges(
  parts: PipelineParts,
  message: MessageRow,
  decided: readonly Decided[],
  inspected: boolean,
  signal?: AbortSignal,
): Promise<DecidedChanges | undefined> {
  const groups = Map.groupBy(decided, ({ verdict }) =>
    verdict.changes && verdict.action !== 'reject' ? JSON.stringify(verdict.changes) : '',
  )
  const unchanged = groups.get('') ?? []
  groups.delete('')
  const results: DecidedChanges[] = [{ decided: unchanged, events: [] }]
  for (const copies of groups.values()) {
    const changes = copies[0]?.verdict.changes
    const outcome =
      changes &&
      (inspected
        ? await workOut(parts, message, changes, copies[0]?.verdict.policyVersion, signal)
        : failed(changes, 'the message could not be read'))
    const done = outcome && (await carryOut(parts, message, copies, changes, outcome))
    if (!done) return undefined
    results.push(done)
  }
  const order = new Map(decided.map(({ recipient }, index) => [recipient.id, index]))
  const all = results.flatMap((result) => result.decided)
  return {
    decided: all.sort((a, b) => (order.get(a.recipient.id) ?? 0) - (order.get(b.recipient.id) ?? 0)),
    events: results.flatMap((result) => result.events),
  }
}

async function carryOut(
  parts: PipelineParts,
  message: MessageRow,
  copies: readonly Decided[],
  changes: MessageChanges,
  outcome: ChangeOutcome,
): Promise<DecidedChanges> {
  if (!outcome.ok) return notChanged(parts, message, copies, outcome)
  let recorded: Recorded
  try {
    recorded = await record(parts, message, outcome)
  } catch (error) {
    parts.log.error('change.unrecorded', { message: message.id, error })
    return notChanged(parts, message, copies, failed(changes, 'the change could not be recorded'))
  }
  const { changed, signedBy } = recorded
  const { redacted, done } = outcome
  const data = { before: message.digest, after: changed.digest, size: changed.size, redacted, done, signedBy, notDirect: changed.notDirect }
  const same = changed.digest === message.digest && changed.notDirect === undefined
  return {
    decided: same ? copies : copies.map(({ recipient, verdict }) => ({ recipient, verdict: { ...verdict, changed } })),
    events: same ? [] : copies.map(({ recipient }) => eventOf(parts, 'copy.changed', message, recipient.id, data)),
  }
}

/** Whatever goes wrong on the way is a change that could not be made. */
async function workOut(
  parts: PipelineParts,
  message: MessageRow,
  changes: MessageChanges,
  decidedBy: string | undefined,
  signal: AbortSignal | undefined,
): Promise<ChangeOutcome | undefined> {
  // What a policy that came into force meanwhile does not look for cannot be taken out.
  const { scan, version } = parts.policy()
  if (changes.redact.length > 0 && version !== decidedBy) return failed(changes, 'another policy came into force meanwhile')
  const request = {
    changes,
    pseudonymKey: Buffer.from(parts.keyring.hash('pseudonym', ''), 'hex'),
    shiftDays: shiftDays(parts.keyring.hash('date-shift', message.id)),
  }
  try {
    const answer = await parts.inspector.change(() => readContent(parts, message), request, scan, signal)
    return answer && (answer.ok ? answer.outcome : failed(changes, answer.reason))
  } catch (error) {
    parts.log.error('change.failed', { message: message.id, error })
    return failed(changes, 'the sealed content could not be opened')
  }
}

function failed(changes: MessageChanges, why: string): Failed {
  return { ok: false, why, answers: changes.redact.map((redaction) => redaction.else) }
}

/** Into the past, so that no date comes to lie in the future. */
function shiftDays(hash: string): number {
  return -1 - (Number.parseInt(hash.slice(0, 8), 16) % 364)
}

/** Without a redaction that could say what happens instead, a copy that cannot be changed is held. */
function notChanged(parts: PipelineParts, message: MessageRow, copies: readonly Decided[], outcome: Failed): DecidedChanges {
  const { why, answers } = outcome
  return {
    decided: copies.map(({ recipient, verdict }) => ({
      recipient,
      verdict: triedVerdict(verdict, outcome),
    })),
    events: copies.map(({ recipient }) => eventOf(parts, 'copy.not-changed', message, recipient.id, { why, instead: answers })),
  }
}

interface Recorded {
  readonly changed: ChangedCopy
  readonly signedBy: readonly string[]
}

async function record(parts: PipelineParts, message: MessageRow, outcome: Extract<ChangeOutcome, { ok: true }>): Promise<Recorded> {
  if (!message.contentKey) throw new Error(`the content of message ${message.id} has been shredded`)
  const { from } = await openEnvelope(parts, message)
  const domain = (from[0] ?? '').slice((from[0] ?? '').lastIndexOf('@') + 1).toLowerCase()
  const content = (script: EditScript) => inPasses(openContent(parts, message), script)
  const signed =
    outcome.script.length > 0
      ? await signPass(content(outcome.script), parts.dkim, domain, Math.floor(message.receivedAt / 1000))
      : { edits: [], signedBy: [], broken: false }
  const script = signed.edits.length > 0 ? [...outcome.script, signed.edits] : outcome.script
  const hash = createHash('sha256')
  let size = 0
  for await (const chunk of content(script)) {
    hash.update(chunk)
    size += chunk.length
  }
  const notDirect =
    outcome.notDirect ?? (signed.broken ? 'the change breaks the signature of the From domain, and no key signs anew' : undefined)
  const box = sealScript(parts.keyring.open('worker', message.contentKey), message.id, script)
  const changed = { digest: hash.digest('hex'), size, script: box, ...(notDirect ? { notDirect } : {}) }
  return { changed, signedBy: signed.signedBy }
}

function eventOf(
  parts: PipelineParts,
  kind: 'copy.changed' | 'copy.not-changed',
  message: MessageRow,
  recipient: string,
  data: NewEvent['data'],
): NewEvent {
  return { kind, at: parts.clock.now(), message: message.id, recipient, actor: 'policy', data }
}
