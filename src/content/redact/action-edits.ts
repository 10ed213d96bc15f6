// The policy's other actions on a copy's bytes: `header`, `subject`, `notice` (design §6), as edits of the message. What threads a reply stays: ids are
// no business of `header` (the policy checker refuses them), and a subject that is replaced keeps its Salesforce token (salesforce.md §3).
import type { Edit } from '../../domain/edit-script.ts'
import type { HeaderChanges, NoticeText, SubjectChange } from '../../domain/verdict.ts'
import type { ContentLimits } from '../content-limits.ts'
import { readHeaderBlock } from '../header-block.ts'
import { fieldEdits } from './header-edits.ts'
import { encodeRun, type PlacedField, placedFields, readableValue, writeValue } from './header-fields.ts'
import { inOrder, type TextEdit } from './mapped-text.ts'
import { noticeEdits } from './notice-edits.ts'

export interface ActionResult {
  readonly edits: readonly Edit[]
  /** `subject`, `header x-name`, `notice`: what is recorded. */
  readonly done: readonly string[]
  /** Why a notice found no place. */
  readonly noticeFailed?: string
}

export interface OtherActions {
  readonly header?: HeaderChanges
  readonly subject?: SubjectChange
  readonly notices: readonly NoticeText[]
}

export function actionEdits(bytes: Buffer, actions: OtherActions, limits: ContentLimits): ActionResult {
  const { bodyStart } = readHeaderBlock(bytes, 0, bytes.length, limits.headerFields)
  const fields = placedFields(bytes, 0, bodyStart)
  const subject = actions.subject ? subjectEdits(fields, actions.subject) : []
  const header = actions.header ? headerChangeEdits(bytes, fields, bodyStart, actions.header) : { edits: [], done: [] }
  const notice = actions.notices.length > 0 ? noticeEdits(bytes, actions.notices, limits) : undefined
  const placed = notice && 'edits' in notice ? notice.edits : []
  const edits = [...subject, ...header.edits, ...placed].sort((a, b) => a.at - b.at || a.remove - b.remove)
  return {
    edits,
    done: [...(subject.length > 0 ? ['subject'] : []), ...header.done, ...(placed.length > 0 ? ['notice'] : [])],
    ...(notice && 'failed' in notice ? { noticeFailed: notice.failed } : {}),
  }
}

/** Salesforce's two tokens, with the blanks and brackets around them. */
const TOKEN = /\s*\[?\s*(?:ref:[_!]00D[0-9A-Za-z]+\.[_!]500[0-9A-Za-z]+:ref|thread::[\w-]{1,60}::)\s*\]?/g

function subjectEdits(fields: readonly PlacedField[], change: SubjectChange): Edit[] {
  const subjects = fields.filter(({ key }) => key === 'subject')
  if (subjects.length === 0) {
    const text = [...change.prefix, change.replace ?? ''].join(' ').trim()
    return text === '' ? [] : [{ at: 0, remove: 0, insert: field('Subject', text) }]
  }
  return subjects.flatMap((subject) => {
    const { decoded, readable } = readableValue(subject.value)
    const first = decoded.search(/\S/)
    const begin = first < 0 ? Math.min(1, decoded.trimEnd().length) : first
    const end = decoded.trimEnd().length
    const tokens = [...decoded.matchAll(TOKEN)].map(([token]) => token).join('')
    if (change.replace !== undefined) {
      const text = [...change.prefix, change.replace].join(' ') + tokens
      const from = Math.min(begin, end)
      return fieldEdits(subject, [{ start: 0, end: subject.value.trimEnd().length, text: ` ${encodeRun(text, 'unstructured')}` }]).slice(
        0,
        from < 0 ? 0 : 1,
      )
    }
    const edits: TextEdit[] = change.strip.flatMap((strip) => stripped(decoded, strip))
    const prefix = change.prefix.filter((text) => !decoded.slice(begin).toLowerCase().startsWith(text.toLowerCase())).join(' ')
    const written = writeValue(readable, inOrder(edits), 'unstructured')
    return fieldEdits(subject, inOrder(prefix === '' ? written : [prefixEdit(subject.value, prefix), ...written]))
  })
}

/** Every place of the words, and one of the blanks beside it. */
function stripped(text: string, words: string): TextEdit[] {
  const edits: TextEdit[] = []
  const [lower, wanted] = [text.toLowerCase(), words.toLowerCase()]
  if (wanted === '' || lower.length !== text.length) return edits
  for (let at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, at + wanted.length)) {
    const end = at + wanted.length
    const blankAfter = /[ \t]/.test(text[end] ?? '')
    edits.push({ start: !blankAfter && at > 1 && text[at - 1] === ' ' ? at - 1 : at, end: blankAfter ? end + 1 : end, text: '' })
  }
  return edits
}

/** In front of what stands there; between two encoded words a blank would be lost (RFC 2047 §6.2), so it goes into the first one. */
function prefixEdit(value: string, prefix: string): TextEdit {
  const at = /^\s*/.exec(value)?.[0].length ?? 0
  const encodedNext = value.startsWith('=?', at)
  const encoded = encodeRun(encodedNext ? `${prefix} ` : prefix, 'unstructured')
  const plain = encoded.startsWith('=?') ? encoded : encodeRun(prefix, 'unstructured')
  return { start: at, end: at, text: `${at === 0 ? ' ' : ''}${plain} ` }
}

function headerChangeEdits(
  bytes: Buffer,
  fields: readonly PlacedField[],
  bodyStart: number,
  { remove, set, add }: HeaderChanges,
): { edits: Edit[]; done: string[] } {
  const edits: Edit[] = []
  const done: string[] = []
  const inserted: string[] = []
  const gone = (name: string) => fields.filter(({ key }) => key === name.toLowerCase())
  for (const name of remove) {
    for (const { start, end } of gone(name)) edits.push({ at: start, remove: end - start })
    if (gone(name).length > 0) done.push(`header ${name.toLowerCase()}: removed`)
  }
  for (const [name, value] of Object.entries(set)) {
    const [first, ...rest] = gone(name)
    if (first) edits.push({ at: first.start, remove: first.end - first.start, insert: field(name, value) })
    else inserted.push(field(name, value))
    for (const { start, end } of rest) edits.push({ at: start, remove: end - start })
    done.push(`header ${name.toLowerCase()}: set`)
  }
  for (const { name, value } of add) {
    inserted.push(field(name, value))
    done.push(`header ${name.toLowerCase()}: added`)
  }
  if (inserted.length > 0) edits.push({ at: endOfFields(bytes, fields, bodyStart), remove: 0, insert: inserted.join('') })
  return { edits, done }
}

/** Behind the last field, which ends with a line break wherever a field can follow it. */
function endOfFields(bytes: Buffer, fields: readonly PlacedField[], bodyStart: number): number {
  const last = fields.at(-1)?.end ?? 0
  return last > 0 && bytes[last - 1] === 0x0a ? Math.min(last, bodyStart) : 0
}

function field(name: string, value: string): string {
  return `${name}: ${encodeRun(value, 'unstructured')}\r\n`
}
