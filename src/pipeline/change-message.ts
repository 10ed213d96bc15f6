// Works out the changes of one copy: redact, then header, subject and notice; reads the result again with the same eyes and the same detectors before it
// counts. Pure, as inspect-message.ts; runs in a child of the inspector, or directly for `policy explain|test`.
import { actionEdits } from '../content/redact/action-edits.ts'
import { applyEdits } from '../content/redact/apply-edits.ts'
import { compactOf } from '../content/redact/find-values.ts'
import { redactMessage } from '../content/redact/redact.ts'
import { becameUnreadable, whyNotRedacted } from '../content/redact/verify.ts'
import type { ChangeOutcome, ChangeRequest } from '../domain/change-outcome.ts'
import type { Edit } from '../domain/edit-script.ts'
import type { Finding } from '../domain/finding.ts'
import type { MessageChanges, Redaction } from '../domain/verdict.ts'
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
  const after = actions.edits.length > 0 ? await reader.inspect(twice) : redacted.inspection
  const unread = becameUnreadable(before.view, after.view)
  const joined = unread ? undefined : joinedFinding(redacted.inspection, after, request.changes)
  if (joined) {
    const why = `the change joins what ${joined.detector} finds in part ${joined.part}`
    return { ok: false, why, answers: answersOf(request.changes.redact, [...before.findings, joined]) }
  }
  const notDirect = unread ?? actions.noticeFailed
  const script = [redacted.edits, ...(unread ? [] : [actions.edits])].filter((pass) => pass.length > 0)
  return { ok: true, script, redacted: redacted.counts, done: unread ? [] : actions.done, ...(notDirect ? { notDirect } : {}) }
}

/**
 * A value that was not there before, made of the sender's words: `536-[secure]22-8712` without its `[secure]`. What stands in the officer's own texts is
 * none; nor is what stood there before and is only found now because of them, unless the sender's words moved together.
 */
function joinedFinding(before: Inspection, after: Inspection, changes: MessageChanges): Finding | undefined {
  const keyOf = ({ detector, value }: Finding) => `${detector} ${compactOf(value)}`
  const known = new Set(before.findings.map(keyOf))
  const fresh = after.findings.filter((finding) => !known.has(keyOf(finding)))
  if (fresh.length === 0) return undefined
  const own = ownTexts(changes).map(wordsOf)
  const earlier = new Map(before.view.parts.map(({ path, text }) => [path, wordsOf(text)]))
  const moved = wordsMoved(before.view.subject, after.view.subject, changes)
  const texts = new Map(after.view.parts.map(({ path, text }) => [path, text]))
  return fresh.find(({ part, start, end }) => {
    const words = wordsOf(texts.get(part)?.slice(start, end) ?? '')
    if (own.some((text) => text.includes(words))) return false
    return moved || !earlier.get(part)?.includes(words)
  })
}

function ownTexts({ notices, header, subject }: MessageChanges): readonly string[] {
  const fields = header ? [...Object.values(header.set), ...header.add.map(({ value }) => value)] : []
  return [...notices.map(({ text }) => text), ...fields, ...(subject ? [...subject.prefix, subject.replace ?? ''] : [])]
}

/** Whether the subject lost something between words that stay. */
function wordsMoved(before: string, after: string, { subject }: MessageChanges): boolean {
  if (!subject || subject.replace !== undefined) return false
  const prefix = `${subject.prefix.join(' ')} `
  const rest = after.startsWith(prefix) ? after.slice(prefix.length) : after
  return !wordsOf(before).includes(wordsOf(rest))
}

/** Whole words only, however they are parted. */
function wordsOf(text: string): string {
  return ` ${
    text
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu)
      ?.join(' ') ?? ''
  } `
}

interface Redacted {
  readonly edits: readonly Edit[]
  readonly counts: Readonly<Record<string, number>>
  /** Of the bytes after it. */
  readonly inspection: Inspection
}

async function redactPass(
  reader: MessageReader,
  bytes: Buffer,
  before: Inspection,
  request: ChangeRequest,
): Promise<Redacted | { readonly why: string }> {
  const modes = new Map(request.changes.redact.flatMap(({ values, mode }) => values.map((name) => [name, mode] as const)))
  const findings = before.findings.flatMap((finding) => {
    const mode = modes.get(finding.detector)
    return mode ? [{ finding, mode }] : []
  })
  if (findings.length === 0) return { edits: [], counts: {}, inspection: before }
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
  return why ? { why } : { edits: result.edits, counts: result.counts, inspection: after }
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
