// The redaction of one message: the edits that take every value out, wherever it stands and can be written. Whether that was all of them the caller
// finds out by reading the changed message with the same eyes (verify.ts).
import type { ContentView, TextPart } from '../../domain/content.ts'
import type { Edit } from '../../domain/edit-script.ts'
import type { Finding } from '../../domain/finding.ts'
import type { RedactMode } from '../../domain/verdict.ts'
import type { ContentLimits } from '../content-limits.ts'
import { joinPath } from '../entity.ts'
import {
  compactOf,
  createValueFinder,
  editsOfStretches,
  type OnReplaced,
  occurrences,
  type Value,
  type ValueFinder,
} from './find-values.ts'
import { headerEdits } from './header-edits.ts'
import { mappedReadings } from './mapped-readings.ts'
import { applyTextEdits, inOrder, type MappedText, mapped, type TextEdit } from './mapped-text.ts'
import { type LooksReal, type ReplacementKeys, replacementFor } from './replacement.ts'
import { byteEdits } from './text-bytes.ts'
import { type LeafText, messageEdits } from './walk-edits.ts'

export interface RedactRequest {
  readonly bytes: Buffer
  readonly view: ContentView
  /** Only those that have to go, each with how. */
  readonly findings: readonly { readonly finding: Finding; readonly mode: RedactMode }[]
  readonly keys: ReplacementKeys
  readonly looksReal: LooksReal
  readonly limits: ContentLimits
}

export interface RedactResult {
  readonly edits: readonly Edit[]
  /** Places rewritten, by detector. */
  readonly counts: Readonly<Record<string, number>>
  /** What stands there now, letters and digits only. */
  readonly replacements: ReadonlySet<string>
  /** How a part must read afterwards, its head aside. */
  readonly expected: (part: TextPart) => string
  /** Whether a value that had to go stands in the text of a part, its head aside. */
  readonly standsIn: (part: TextPart) => boolean
}

/** Shortest value that is looked for in texts beside those where it was found by its place. */
const SHORTEST_NEARBY = 3

export function redactMessage(request: RedactRequest): RedactResult {
  const counts: Record<string, number> = {}
  const replacements = new Set<string>()
  const onReplaced: OnReplaced = ({ finding }, replacement) => {
    counts[finding.detector] = (counts[finding.detector] ?? 0) + 1
    replacements.add(compactOf(replacement))
  }
  const plan = planOf(request)
  const edits = messageEdits(request.bytes, request.limits, {
    leaf: (leaf) => leafEdits(leaf, plan, onReplaced),
    header: (bytes, start, bodyStart, path, message) =>
      headerEdits(
        bytes,
        start,
        bodyStart,
        {
          subject: message ? plan.finderFor((part) => (path === '' ? part === 'subject' : inside(part, path))) : plan.wide,
          fields: plan.finderFor((part) => part === joinPath(path, 'headers')),
          names: plan.finderFor((part) => part === joinPath(path, 'name') || part === joinPath(`${path}.1`, 'name') || part === '1/name'),
        },
        onReplaced,
      ),
  })
  return { edits, counts, replacements, expected: (part) => expectedText(part, plan), standsIn: (part) => standsIn(part, plan) }
}

interface Plan {
  readonly wide: ValueFinder
  /** All values of the parts chosen, also short ones, and the wide ones. */
  finderFor(chosen: (part: string) => boolean): ValueFinder
  /** What was found in a part, in its text without the head. */
  placedIn(path: string): readonly { readonly start: number; readonly end: number; readonly value: Value }[]
  textOf(path: string): string | undefined
  foundIn(chosen: (part: string) => boolean): boolean
}

function planOf({ view, findings, keys, looksReal }: RedactRequest): Plan {
  const texts = new Map(view.parts.map((part) => [part.path, part]))
  const placed = findings.flatMap(({ finding, mode }) => {
    const part = texts.get(finding.part)
    if (!part) return []
    const written = part.text.slice(finding.start, finding.end)
    const made = new Map<string, string>()
    const replace = (here: string) => {
      const known = made.get(here) ?? replacementFor(finding, here, mode, keys, looksReal)
      made.set(here, known)
      return known
    }
    // What was found in the subject at the head of a body part was found in the subject.
    const inSubject = part.kind === 'body' && finding.end <= part.subjectLength
    const value: Value = { finding, compact: compactOf(written), replace }
    return value.compact === '' ? [] : [{ path: inSubject ? 'subject' : finding.part, start: finding.start, end: finding.end, value }]
  })
  const values = placed.map(({ value }) => value)
  const wide = createValueFinder(values)
  const byPart = Map.groupBy(placed, ({ path }) => path)
  return {
    wide,
    finderFor(chosen) {
      const near = [...byPart].flatMap(([path, found]) => (chosen(path) ? found.map(({ value }) => value) : []))
      if (near.length === 0) return wide
      return createValueFinder([...near, ...values.filter(({ compact }) => wide.byCompact.has(compact))], SHORTEST_NEARBY)
    },
    placedIn: (path) => byPart.get(path) ?? [],
    textOf: (path) => texts.get(path)?.text,
    foundIn: (chosen) => [...byPart.keys()].some(chosen),
  }
}

/** The same stretches rewritten in the text as it was scanned. */
function expectedText(part: TextPart, plan: Plan): string {
  const head = headLength(part)
  const text = mapped(part.text.slice(head))
  const placed = plan
    .placedIn(part.path)
    .flatMap(({ start, end, value }) => (end > head ? [{ start: Math.max(0, start - head), end: end - head, value }] : []))
  const finder = part.kind === 'body' || part.kind === 'attachment' ? plan.wide : plan.finderFor((path) => path === part.path)
  return applyTextEdits(
    text.text,
    editsOfStretches(text, [...placed, ...occurrences(text.text, finder)], () => {}),
  )
}

function standsIn(part: TextPart, plan: Plan): boolean {
  return (
    occurrences(
      part.text.slice(headLength(part)),
      plan.finderFor((path) => path === part.path),
    ).length > 0
  )
}

/** The subject and the blank line at the head of a body part. */
export function headLength({ kind, subjectLength }: TextPart): number {
  return kind === 'body' && subjectLength > 0 ? subjectLength + 2 : 0
}

/** Readings derived from a part: `1~seen-1`, `1/html-attrs`. */
function inside(part: string, path: string): boolean {
  return part === path || part.startsWith(`${path}~`) || part.startsWith(`${path}/`)
}

function leafEdits(leaf: LeafText, plan: Plan, onReplaced: OnReplaced): Edit[] | { whole: string } | undefined {
  if (!concerns(leaf, plan)) return []
  const { main, others } = mappedReadings(leaf.text, leaf.as, leaf.type, leaf.reading)
  const edits: TextEdit[] = []
  if (main) edits.push(...editsOfStretches(main, [...placedStretches(leaf, main, plan), ...occurrences(main.text, plan.wide)], onReplaced))
  const derived = plan.finderFor((part) => part !== leaf.path && inside(part, leaf.path))
  for (const other of others) {
    const beside = editsOfStretches(other, occurrences(other.text, derived), () => {})
    edits.push(...beside.filter((edit) => !edits.some((known) => edit.start < known.end && edit.end > known.start)))
  }
  const ordered = inOrder(edits)
  if (ordered.length === 0) return []
  return byteEdits(leaf.bytes, leaf.text, leaf.charset, ordered) ?? { whole: applyTextEdits(leaf.text, ordered) }
}

/** Most parts of a large message hold no value: their trail is not laid. */
function concerns({ path, text, as }: LeafText, plan: Plan): boolean {
  if (plan.foundIn((part) => inside(part, path))) return true
  const scanned = plan.textOf(path)
  return occurrences(scanned ?? text, plan.wide).length > 0 || (as === 'html' && occurrences(text, plan.wide).length > 0)
}

/** The findings of the leaf, where they stand in the mapped text: only if that is letter for letter what was scanned. */
function placedStretches(leaf: LeafText, main: MappedText, plan: Plan) {
  const scanned = plan.textOf(leaf.path)
  const head = scanned === undefined ? -1 : scanned.length - main.text.length
  if (scanned === undefined || head < 0 || !scanned.endsWith(main.text)) return []
  return plan
    .placedIn(leaf.path)
    .filter(({ end }) => end > head)
    .map(({ start, end, value }) => ({ start: Math.max(0, start - head), end: end - head, value }))
}
