// Redacted values in one header block: the subject, words that people wrote into other fields, file names. What programs thread, route and trust by
// (ids, addresses, trace, signatures) is not looked at.
import type { Edit } from '../../domain/edit-script.ts'
import { isAddressField, isMachineField } from '../header-texts.ts'
import { editsOfStretches, type OnReplaced, occurrences, type ValueFinder } from './find-values.ts'
import { type PlacedField, placedFields, readableValue, writeValue } from './header-fields.ts'
import type { TextEdit } from './mapped-text.ts'
import { nameEdits } from './parameter-edits.ts'

export interface HeaderFinders {
  readonly subject: ValueFinder
  readonly fields: ValueFinder
  readonly names: ValueFinder
}

/** @param bodyStart as of `HeaderBlock` */
export function headerEdits(bytes: Buffer, start: number, bodyStart: number, finders: HeaderFinders, onReplaced: OnReplaced): Edit[] {
  return placedFields(bytes, start, bodyStart).flatMap((field) => fieldEdits(field, valueEdits(field, finders, onReplaced)))
}

function valueEdits(field: PlacedField, finders: HeaderFinders, onReplaced: OnReplaced): readonly TextEdit[] {
  if (field.key === 'content-type' || field.key === 'content-disposition') {
    return nameEdits(field.value, (name) => replacedIn(name, finders.names, onReplaced))
  }
  const finder = field.key === 'subject' ? finders.subject : finders.fields
  if (finder.byCompact.size === 0 || (field.key !== 'subject' && isMachineField(field.key))) return []
  const { decoded, readable } = readableValue(field.value)
  const address = isAddressField(field.key)
  const spared = address ? addressRanges(readable.text.text) : []
  const stretches = occurrences(readable.text.text, finder).filter(
    ({ start, end }) => !spared.some(([from, to]) => start < to && end > from),
  )
  const edits = editsOfStretches(readable.text, stretches, onReplaced).filter((edit) => edit.end <= decoded.length)
  return writeValue(readable, address ? edits.map(inPhrase) : edits, address ? 'phrase' : 'unstructured')
}

function replacedIn(name: string, finder: ValueFinder, onReplaced: OnReplaced): string {
  let made = name
  for (const { start, end, value } of occurrences(name, finder).reverse()) {
    const replacement = value.replace(made.slice(start, end))
    onReplaced(value, replacement)
    made = made.slice(0, start) + replacement + made.slice(end)
  }
  return made
}

/** Brackets would be syntax in a phrase without quotes (RFC 5322 §3.2.3). */
function inPhrase(edit: TextEdit): TextEdit {
  return { ...edit, text: edit.text.replaceAll('[', '{').replaceAll(']', '}') }
}

/** What is an address in an address field: in angle brackets, or around an `@`. */
function addressRanges(text: string): readonly (readonly [number, number])[] {
  return [...text.matchAll(/<[^>]{0,1000}>|[^\s,;:<>()"]{1,500}@[^\s,;:<>()"]{0,500}/g)].map((match) => [
    match.index,
    match.index + match[0].length,
  ])
}

/** Edits of a field's value as edits of the bytes. */
export function fieldEdits(field: PlacedField, edits: readonly TextEdit[]): Edit[] {
  const offset = (at: number) => field.valueStart + (field.utf8 ? Buffer.byteLength(field.value.slice(0, at), 'utf8') : at)
  return edits.map((edit) => {
    const at = offset(edit.start)
    return { at, remove: offset(edit.end) - at, insert: Buffer.from(edit.text, 'utf8').toString('latin1') }
  })
}
