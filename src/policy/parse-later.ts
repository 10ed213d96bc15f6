// Keys that arrive in a later version (arrives-later.ts): their shape is checked all the same, so that a policy written today is right then.
import type { Scalar } from 'yaml'
import { NAME, noteLater, type ParseContext, readAddresses } from './parse-context.ts'
import { compilePattern } from './parse-pattern.ts'
import { POLICY_DEFAULTS } from './policy-set.ts'
import type { Entry, YamlReader } from './yaml-reader.ts'

/** `layer: {for: DOMAIN | ADDRESS}`: whose policy this is. */
export function parseLayer(context: ParseContext, entry: Entry): void {
  noteLater(context, entry.key, 'layer')
  const map = fields(context.reader, entry, '`layer`', ['for'])
  if (map && !map.has('for'))
    context.reader.problem(entry.key, '`layer` does not say for whom', 'add `for: example.org` or `for: name@example.org`')
  onField(map, 'for', (inner) => readAddresses({ ...context, lists: new Map() }, inner, '`for`'))
}

export function parseDictionaries(context: ParseContext, entry: Entry): void {
  noteLater(context, entry.key, 'dictionaries')
  const { reader } = context
  for (const [name, inner] of reader.anyMap(entry.node, entry.key, '`dictionaries`') ?? []) {
    checkOwnName(context, name, inner.key)
    const map = fields(reader, inner, `the dictionary \`${name}\``, ['terms', 'file'])
    if (map && !map.has('terms') && !map.has('file'))
      reader.problem(inner.key, `the dictionary \`${name}\` has no terms`, 'add `terms` or `file`')
    onField(map, 'terms', (terms) => reader.texts(terms, '`terms`'))
    onField(map, 'file', (file) => reader.text(file.node, file.key, '`file`'))
  }
}

export function parseDetectors(context: ParseContext, entry: Entry): void {
  noteLater(context, entry.key, 'detectors')
  const { reader } = context
  for (const [name, inner] of reader.anyMap(entry.node, entry.key, '`detectors`') ?? []) {
    checkOwnName(context, name, inner.key)
    const map = fields(reader, inner, `the detector \`${name}\``, ['pattern', 'near', 'check', 'examples'])
    if (map && !map.has('pattern')) reader.problem(inner.key, `the detector \`${name}\` has no pattern`, "add `pattern: '…'`")
    onField(map, 'pattern', (pattern) => checkPattern(reader, pattern))
    onField(map, 'near', (near) => parseOwnNear(reader, near))
    onField(map, 'check', (check) => reader.choice(check, '`check`', ['luhn']))
    onField(map, 'examples', (examples) => {
      const lists = fields(reader, examples, '`examples`', ['match', 'ignore'])
      for (const key of ['match', 'ignore']) onField(lists, key, (list) => reader.texts(list, `\`${key}\``))
    })
  }
}

function parseOwnNear(reader: YamlReader, entry: Entry): void {
  const map = fields(reader, entry, '`near`', ['words', 'within'])
  if (map && !map.has('words')) reader.problem(entry.key, '`near` does not say which words', 'add `words`')
  onField(map, 'words', (words) => reader.texts(words, '`words`'))
  onField(map, 'within', (within) => reader.integer(within, '`within`', { min: 0, max: POLICY_DEFAULTS.maxNearWithin }))
}

function checkPattern(reader: YamlReader, entry: Entry): void {
  const text = reader.text(entry.node, entry.key, '`pattern`')
  const compiled = text === undefined ? undefined : compilePattern(text)
  if (compiled && !compiled.ok) reader.problem(entry.node, compiled.message, compiled.hint)
}

function checkOwnName({ reader, detectors }: ParseContext, name: string, key: Scalar): void {
  if (!NAME.test(name)) reader.problem(key, `\`${name}\` is no good name`, 'use small letters, digits and single hyphens: member-id')
  else if (detectors.includes(name)) reader.problem(key, `\`${name}\` is the name of a built-in detector`, 'choose another name')
}

function fields(reader: YamlReader, entry: Entry, what: string, keys: readonly string[]): ReadonlyMap<string, Entry> | undefined {
  const map = reader.map(entry.node, entry.key, what, keys)
  if (map?.size === 0) return reader.problem(entry.node, `${what} says nothing`, `its keys are ${keys.join(', ')}`)
  return map
}

function onField(map: ReadonlyMap<string, Entry> | undefined, key: string, read: (entry: Entry) => void): void {
  const entry = map?.get(key)
  if (entry) read(entry)
}
