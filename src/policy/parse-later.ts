// Keys that arrive in a later version (arrives-later.ts): their shape is checked all the same, so that a policy written today is right then.
import type { Scalar } from 'yaml'
import { ARRIVES_LATER, type ArrivesLater } from './arrives-later.ts'
import { NAME, noteLater, type ParseContext, readAddresses, readDetectors, readMailboxes, readRoutes } from './parse-context.ts'
import { compilePattern } from './parse-pattern.ts'
import { POLICY_DEFAULTS } from './policy-set.ts'
import type { Entry, YamlReader } from './yaml-reader.ts'

export function isLaterAction(key: string): boolean {
  return `then.${key}` in ARRIVES_LATER
}

export function parseLaterAction(context: ParseContext, key: string, entry: Entry): void {
  noteLater(context, entry.key, `then.${key}` as ArrivesLater)
  SHAPES[key]?.(context, entry)
}

const SHAPES: Readonly<Record<string, (context: ParseContext, entry: Entry) => void>> = {
  proof: ({ reader }, entry) => reader.choice(entry, '`proof`', ['dane-or-sts']),
  via: (context, entry) => readRoutes(context, entry, '`via`'),
  journal: (context, entry) => readMailboxes(context, entry, '`journal`'),
  redact(context, entry) {
    const map = fields(context.reader, entry, '`redact`', ['values', 'mode', 'else'])
    if (!map) return
    if (!map.has('values')) context.reader.problem(entry.key, '`redact` does not say what', 'add `values`, a list of detectors')
    onField(map, 'values', (inner) => readDetectors(context, inner, '`values`'))
    onField(map, 'mode', (inner) => context.reader.choice(inner, '`mode`', ['mask', 'remove']))
    onField(map, 'else', (inner) => context.reader.choice(inner, '`else`', ['portal', 'hold', 'reject']))
  },
  header({ reader }, entry) {
    const map = fields(reader, entry, '`header`', ['add', 'remove'])
    onField(map, 'add', (inner) => {
      for (const [name, value] of reader.anyMap(inner.node, inner.key, '`add`') ?? []) reader.text(value.node, value.key, `\`${name}\``)
    })
    onField(map, 'remove', (inner) => reader.texts(inner, '`remove`'))
  },
  subject({ reader }, entry) {
    const map = fields(reader, entry, '`subject`', ['strip', 'prefix'])
    onField(map, 'strip', (inner) => reader.texts(inner, '`strip`'))
    onField(map, 'prefix', (inner) => reader.text(inner.node, inner.key, '`prefix`'))
  },
  notice({ reader }, entry) {
    const map = fields(reader, entry, '`notice`', ['text', 'place'])
    if (map && !map.has('text')) reader.problem(entry.key, '`notice` has no text', 'add `text: "…"`')
    onField(map, 'text', (inner) => reader.text(inner.node, inner.key, '`text`'))
    onField(map, 'place', (inner) => reader.choice(inner, '`place`', ['top', 'bottom']))
  },
}

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
