// Works out the changes of one copy: redact, then header, subject and notice; reads the result again with the same eyes and the same detectors before it
// counts. Pure, as inspect-message.ts; runs in a child of the inspector, or directly for `policy explain|test`.
import { actionEdits } from '../content/redact/action-edits.ts'
import { applyEdits } from '../content/redact/apply-edits.ts'
import { type RedactResult, redactMessage } from '../content/redact/redact.ts'
import { becameUnreadable, whyNotRedacted } from '../content/redact/verify.ts'
import type { ChangeOutcome, ChangeRequest } from '../domain/change-outcome.ts'
import type { Edit } from '../domain/edit-script.ts'
import type { Finding } from '../domain/finding.ts'
import type { Redaction } from '../domain/verdict.ts'
import type { Inspection, MessageReader } from './inspect-message.ts'

/** @param inspection of `given`, where it is known already */
export async function changeMessage(
  reader: MessageReader,
  given: Uint8Array,
  request: ChangeRequest,
  inspection?: Inspection,
): Promise<ChangeOutcome> {
  const bytes = Buffer.from(given.buffer, given.byteOffset, given.byteLength)
  const before = inspection ?? (await reader.inspect(bytes))
  const redacted = await redactPass(reader, bytes, before, request)
  if ('why' in redacted) return { ok: false, why: redacted.why, answers: answersOf(request.changes.redact, before.findings) }

  const once = applyEdits(bytes, redacted.edits)
  const actions = actionEdits(once, request.changes, reader.limits)
  const twice = applyEdits(once, actions.edits)
  const unread = actions.edits.length > 0 ? becameUnreadable(before.view, (await reader.inspect(twice)).view) : undefined
  const notDirect = unread ?? actions.noticeFailed
  const script = [redacted.edits, ...(unread ? [] : [actions.edits])].filter((pass) => pass.length > 0)
  return { ok: true, script, redacted: redacted.counts, done: unread ? [] : actions.done, ...(notDirect ? { notDirect } : {}) }
}

const NOTHING: Pick<RedactResult, 'edits' | 'counts'> = { edits: [], counts: {} }

async function redactPass(
  reader: MessageReader,
  bytes: Buffer,
  before: Inspection,
  request: ChangeRequest,
): Promise<{ readonly edits: readonly Edit[]; readonly counts: Readonly<Record<string, number>> } | { readonly why: string }> {
  const modes = new Map(request.changes.redact.flatMap(({ values, mode }) => values.map((name) => [name, mode] as const)))
  const findings = before.findings.flatMap((finding) => {
    const mode = modes.get(finding.detector)
    return mode ? [{ finding, mode }] : []
  })
  if (findings.length === 0) return NOTHING
  const result = redactMessage({
    bytes,
    view: before.view,
    findings,
    keys: { pseudonym: request.pseudonymKey, shiftDays: request.shiftDays },
    looksReal: looksRealIn(reader, before),
    limits: reader.limits,
  })
  const after = await reader.inspect(applyEdits(bytes, result.edits))
  const why = whyNotRedacted(before.view, after, new Set(modes.keys()), result)
  return why ? { why } : result
}

/** Characters before and after a value in which its context is looked for. */
const CONTEXT = 120

/** The candidate where the value stood, read by the detector that found it. */
function looksRealIn({ scanText }: MessageReader, { view }: Inspection) {
  const texts = new Map(view.parts.map((part) => [part.path, part.text]))
  return (finding: Finding, candidate: string): boolean => {
    const text = texts.get(finding.part) ?? ''
    const before = text.slice(Math.max(0, finding.start - CONTEXT), finding.start)
    const around = before + candidate + text.slice(finding.end, finding.end + CONTEXT)
    const [start, end] = [before.length, before.length + candidate.length]
    return scanText(around).some((found) => found.detector === finding.detector && found.start < end && found.end > start)
  }
}

/** Of the redactions whose values are in the message; one without values of its own stands for its rule (combine-changes.ts). */
function answersOf(redactions: readonly Redaction[], findings: readonly Finding[]) {
  const found = new Set(findings.map(({ detector }) => detector))
  return redactions.filter(({ values }) => values.length === 0 || values.some((name) => found.has(name))).map((redaction) => redaction.else)
}
