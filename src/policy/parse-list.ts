// `lists` of a policy file: names for sets of domains and addresses, used by `from` and `to`. Entries stand in the policy or in a file beside it.
import { isMap } from 'yaml'
import { type AddressPattern, parseAddressPattern } from './address-set.ts'
import { NAME, type ParseContext } from './parse-context.ts'
import type { Entry } from './yaml-reader.ts'

/** A list: entries, or `{file: …}`. @returns its patterns; those that are wrong are noted */
export function parseList(context: ParseContext, name: string, entry: Entry): readonly AddressPattern[] {
  const { reader } = context
  if (!NAME.test(name))
    reader.problem(entry.key, `\`${name}\` is no good name for a list`, 'use small letters, digits and single hyphens: our-partners')
  if (!isMap(reader.open(entry.node))) return patternsOf(context, name, entry)
  const map = reader.map(entry.node, entry.key, `the list \`${name}\``, ['file'])
  const file = map?.get('file')
  if (map?.size === 0) reader.problem(entry.node, `the list \`${name}\` says nothing`, 'write entries, or {file: "lists/partners.txt"}')
  return file ? patternsOfFile(context, name, file) : []
}

function patternsOf({ reader }: ParseContext, name: string, entry: Entry): readonly AddressPattern[] {
  return (reader.texts(entry, `the list \`${name}\``) ?? []).flatMap(({ text, node }) => {
    const pattern = parseAddressPattern(text)
    if ('kind' in pattern) return [pattern]
    reader.problem(node, pattern.message, hintFor(text, pattern.hint))
    return []
  })
}

function patternsOfFile({ reader, sides }: ParseContext, name: string, entry: Entry): readonly AddressPattern[] {
  const file = sides.read(reader, entry)
  if (!file) return []
  if (file.lines.length === 0)
    reader.problem(entry.node, `the file ${file.path} has no entry, so the list \`${name}\` can never hold`, 'write one entry a line')
  return file.lines.flatMap(({ text, line, column }) => {
    // People copy the quotes that YAML needs.
    const pattern = parseAddressPattern(text.replace(/^(["'])(.*)\1$/, '$2'))
    if ('kind' in pattern) return [pattern]
    reader.problems.push({ file: file.path, line, column, message: pattern.message, hint: hintFor(text, pattern.hint) })
    return []
  })
}

function hintFor(text: string, hint: string): string {
  return /[.@*]/.test(text) ? hint : 'a list holds domains and addresses, not other lists: example.org, "*.example.org"'
}
