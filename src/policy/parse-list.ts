// `lists` of a policy file: names for sets of domains and addresses, used by `from` and `to`.
import { isMap } from 'yaml'
import { type AddressPattern, parseAddressPattern } from './address-set.ts'
import { NAME, noteLater, type ParseContext } from './parse-context.ts'
import type { Entry } from './yaml-reader.ts'

/** A list: entries, or `{file: …}`. @returns its patterns; none where they are kept in a file or wrong */
export function parseList(context: ParseContext, name: string, entry: Entry): readonly AddressPattern[] {
  const { reader } = context
  if (!NAME.test(name))
    reader.problem(entry.key, `\`${name}\` is no good name for a list`, 'use small letters, digits and single hyphens: our-partners')
  if (isMap(reader.open(entry.node))) {
    const file = reader.map(entry.node, entry.key, `the list \`${name}\``, ['file'])?.get('file')
    if (file) {
      noteLater(context, file.key, 'lists.file')
      reader.text(file.node, file.key, '`file`')
    }
    return []
  }
  return patternsOf(context, name, entry)
}

function patternsOf({ reader }: ParseContext, name: string, entry: Entry): readonly AddressPattern[] {
  return (reader.texts(entry, `the list \`${name}\``) ?? []).flatMap(({ text, node }) => {
    const pattern = parseAddressPattern(text)
    if ('kind' in pattern) return [pattern]
    reader.problem(
      node,
      pattern.message,
      /[.@*]/.test(text) ? pattern.hint : 'a list holds domains and addresses, not other lists: example.org, "*.example.org"',
    )
    return []
  })
}
