// What all counting rules ask to change in the bytes of one copy, as one list (design §6). Pure.
import type { HeaderChanges, MessageChanges, Redaction, SubjectChange } from '../domain/verdict.ts'
import { REDACT_MODES } from '../domain/verdict.ts'
import type { Actions } from './policy-set.ts'

export interface CountingRule {
  readonly id: string
  readonly actions: Actions
}

/** @param counting rules in file order @returns undefined where none changes a byte */
export function combineChanges(counting: readonly CountingRule[]): MessageChanges | undefined {
  const redact = combineRedactions(counting)
  const header = combineHeaders(counting)
  const subject = combineSubjects(counting)
  const notices = counting.flatMap(({ actions }) => actions.notice ?? [])
  if (redact.length === 0 && !header && !subject && notices.length === 0) return undefined
  // A notice that two rules add is one notice.
  const once = [...new Map(notices.map((notice) => [`${notice.place} ${notice.text}`, notice])).values()]
  return { redact, notices: once, ...(header ? { header } : {}), ...(subject ? { subject } : {}) }
}

/** Each name stands in one redaction: that of the strongest mode, of the first rule among equals. The `else` of every rule stays with its own. */
function combineRedactions(counting: readonly CountingRule[]): readonly Redaction[] {
  const asked = counting.flatMap(({ id, actions }) => (actions.redact ? [{ rule: id, ...actions.redact }] : []))
  const strongest = new Map<string, Redaction>()
  for (const redaction of asked) {
    for (const name of redaction.values) {
      const earlier = strongest.get(name)
      if (!earlier || REDACT_MODES.indexOf(redaction.mode) < REDACT_MODES.indexOf(earlier.mode)) strongest.set(name, redaction)
    }
  }
  // A rule whose names all went to stronger ones is kept, empty, for its `else`.
  return asked.map((redaction) => ({ ...redaction, values: redaction.values.filter((name) => strongest.get(name) === redaction) }))
}

/** The first rule that sets a field wins; what is set is not removed. */
function combineHeaders(counting: readonly CountingRule[]): HeaderChanges | undefined {
  const asked = counting.flatMap(({ actions }) => actions.header ?? [])
  if (asked.length === 0) return undefined
  const set = new Map<string, readonly [string, string]>()
  for (const [name, value] of asked.flatMap((header) => Object.entries(header.set ?? {}))) {
    if (!set.has(name.toLowerCase())) set.set(name.toLowerCase(), [name, value])
  }
  const add = asked.flatMap((header) => Object.entries(header.add ?? {}).map(([name, value]) => ({ name, value })))
  const remove = asked.flatMap((header) => header.remove ?? []).filter((name) => !set.has(name.toLowerCase()))
  return {
    remove: [...new Map(remove.map((name) => [name.toLowerCase(), name])).values()],
    set: Object.fromEntries(set.values()),
    add: [...new Map(add.map((field) => [`${field.name.toLowerCase()}: ${field.value}`, field])).values()],
  }
}

function combineSubjects(counting: readonly CountingRule[]): SubjectChange | undefined {
  const asked = counting.flatMap(({ actions }) => actions.subject ?? [])
  if (asked.length === 0) return undefined
  const replace = asked.find((subject) => subject.replace !== undefined)?.replace
  return {
    strip: [...new Set(asked.flatMap((subject) => subject.strip ?? []))],
    prefix: [...new Set(asked.flatMap((subject) => subject.prefix ?? []))],
    ...(replace === undefined ? {} : { replace }),
  }
}
