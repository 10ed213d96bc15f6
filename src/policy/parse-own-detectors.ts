// `dictionaries` and `detectors` of a policy file: words and patterns of one's own, used by `found`, `near` and `redact` like built-in detectors.
import type { Scalar } from 'yaml'
import { type CustomDetector, type Dictionary, NUMBER_CHECKS } from '../domain/scan-set.ts'
import { NAME, type ParseContext } from './parse-context.ts'
import { compilePattern } from './parse-pattern.ts'
import { POLICY_DEFAULTS } from './policy-set.ts'
import type { Entry, Text, YamlReader } from './yaml-reader.ts'

type Entries = ReadonlyMap<string, Entry>

export function parseDictionaries(context: ParseContext, entry: Entry): readonly Dictionary[] {
  return eachNamed(context, entry, '`dictionaries`', (name, inner) => parseDictionary(context, name, inner))
}

export function parseDetectors(context: ParseContext, entry: Entry): readonly CustomDetector[] {
  return eachNamed(context, entry, '`detectors`', (name, inner) => parseDetector(context, name, inner))
}

function eachNamed<T>(
  context: ParseContext,
  entry: Entry,
  what: string,
  parse: (name: string, inner: Entry) => T | undefined,
): readonly T[] {
  const named = [...(context.reader.anyMap(entry.node, entry.key, what) ?? [])]
  return named.flatMap(([name, inner]) => {
    checkOwnName(context, name, inner.key)
    return parse(name, inner) ?? []
  })
}

function parseDictionary(context: ParseContext, name: string, entry: Entry): Dictionary | undefined {
  const { reader, sides } = context
  const map = fields(reader, entry, `the dictionary \`${name}\``, ['terms', 'file'])
  if (!map) return undefined
  const [termsEntry, fileEntry] = [map.get('terms'), map.get('file')]
  if (!termsEntry && !fileEntry) return reader.problem(entry.key, `the dictionary \`${name}\` has no terms`, 'add `terms` or `file`')
  const terms = (termsEntry && reader.texts(termsEntry, '`terms`')) ?? []
  for (const { text, node } of terms) {
    const fault = termFault(text)
    if (fault) reader.problem(node, ...fault)
  }
  const file = fileEntry && sides.read(reader, fileEntry)
  for (const { text, line, column } of file?.lines ?? []) {
    const [message, hint] = termFault(text) ?? []
    if (file && message) reader.problems.push({ file: file.path, line, column, message, ...(hint ? { hint } : {}) })
  }
  const all = [...terms, ...(file?.lines ?? [])].map(({ text }) => text)
  if (all.length > POLICY_DEFAULTS.maxTerms)
    return reader.problem(
      entry.key,
      `the dictionary \`${name}\` has more than ${POLICY_DEFAULTS.maxTerms} terms`,
      'leave out what no rule needs',
    )
  if (all.length === 0 && file) return reader.problem(fileEntry?.node, `the file ${file.path} has no term`, 'write one term a line')
  return { name, terms: all }
}

function termFault(term: string): [message: string, hint: string] | undefined {
  if (!/^[\p{L}\p{M}\p{N}]/u.test(term))
    return [`the term \`${term.slice(0, 40)}\` does not begin with a letter or digit`, 'terms are whole words or phrases']
  if (term.length < 2) return [`the term \`${term}\` is a single character, found in every text`, 'write a whole word']
  if (term.length <= POLICY_DEFAULTS.maxTermLength) return undefined
  return [`a term is longer than ${POLICY_DEFAULTS.maxTermLength} characters`, 'write one term a line, without explanations']
}

function parseDetector(context: ParseContext, name: string, entry: Entry): CustomDetector | undefined {
  const { reader } = context
  const before = reader.problems.length
  const map = fields(reader, entry, `the detector \`${name}\``, ['pattern', 'near', 'check', 'examples'])
  if (!map) return undefined
  const [patternEntry, nearEntry, checkEntry, examplesEntry] = ['pattern', 'near', 'check', 'examples'].map((key) => map.get(key))
  if (!patternEntry) return reader.problem(entry.key, `the detector \`${name}\` has no pattern`, "add `pattern: '…'`")
  const pattern = readPattern(reader, patternEntry)
  const near = nearEntry && parseOwnNear(reader, nearEntry)
  const check = checkEntry && reader.choice(checkEntry, '`check`', NUMBER_CHECKS)
  if (pattern === undefined || (nearEntry && !near) || (checkEntry && !check)) return undefined
  const detector = { id: name, pattern, ...(near ? { near } : {}), ...(check ? { check } : {}) }
  if (!examplesEntry)
    reader.warning(
      entry.key,
      `the detector \`${name}\` has no examples`,
      'add `examples: {match: ["…"], ignore: ["…"]}`: they are checked each time the policy is loaded',
    )
  else if (reader.problems.length === before) checkExamples(context, detector, examplesEntry)
  return detector
}

function readPattern(reader: YamlReader, entry: Entry): string | undefined {
  const text = reader.text(entry.node, entry.key, '`pattern`')
  if (text === undefined) return undefined
  const compiled = compilePattern(text)
  if (!compiled.ok) return reader.problem(entry.node, compiled.message, compiled.hint)
  const named = Object.keys(compiled.pattern.namedGroups()).find((group) => group !== 'value')
  if (named)
    reader.warning(
      entry.node,
      `the group \`${named}\` of the pattern means nothing`,
      'only (?P<value>…) does: it says which part is the value',
    )
  return text
}

function parseOwnNear(reader: YamlReader, entry: Entry): CustomDetector['near'] | undefined {
  const map = fields(reader, entry, '`near`', ['words', 'within'])
  if (!map) return undefined
  const [wordsEntry, withinEntry] = [map.get('words'), map.get('within')]
  if (!wordsEntry) return reader.problem(entry.key, '`near` does not say which words', 'add `words`')
  const words = reader.texts(wordsEntry, '`words`')
  for (const { text, node } of words ?? []) {
    const fault = termFault(text)
    if (fault) reader.problem(node, ...fault)
  }
  const range = { min: 0, max: POLICY_DEFAULTS.maxNearWithin }
  const within = withinEntry ? reader.integer(withinEntry, '`within`', range) : POLICY_DEFAULTS.nearWithin
  return words && within !== undefined ? { words: words.map(({ text }) => text), within } : undefined
}

/** Examples are tried each time the policy is loaded: a detector that does not do what its author thinks is an error. */
function checkExamples(context: ParseContext, detector: CustomDetector, entry: Entry): void {
  const { reader, finds } = context
  const map = fields(reader, entry, '`examples`', ['match', 'ignore'])
  const texts = (key: string): readonly Text[] => {
    const inner = map?.get(key)
    return (inner && reader.texts(inner, `\`${key}\``, { empty: true })) ?? []
  }
  for (const { text, node } of texts('match')) {
    if (!finds(detector, text))
      reader.problem(
        node,
        `the detector \`${detector.id}\` does not find this example${whyNot(finds, detector, text)}`,
        'mend the detector, or move the example to `ignore`',
      )
  }
  for (const { text, node } of texts('ignore')) {
    if (finds(detector, text))
      reader.problem(
        node,
        `the detector \`${detector.id}\` finds this example, and should ignore it`,
        'make the pattern narrower, add `near` or `check`, or move the example to `match`',
      )
  }
}

function whyNot(finds: ParseContext['finds'], { check, near, ...bare }: CustomDetector, text: string): string {
  if (!finds(bare, text)) return ': the pattern does not match'
  if (near && !finds({ ...bare, near }, text)) return `: none of the words of \`near\` stands within ${near.within} characters`
  return check ? `: the check digit (${check}) is wrong` : ''
}

function checkOwnName({ reader, detectors }: ParseContext, name: string, key: Scalar): void {
  if (!NAME.test(name)) reader.problem(key, `\`${name}\` is no good name`, 'use small letters, digits and single hyphens: member-id')
  else if (detectors.includes(name)) reader.problem(key, `\`${name}\` is the name of a built-in detector`, 'choose another name')
}

function fields(reader: YamlReader, entry: Entry, what: string, keys: readonly string[]): Entries | undefined {
  const map = reader.map(entry.node, entry.key, what, keys)
  if (map?.size === 0) return reader.problem(entry.node, `${what} says nothing`, `its keys are ${keys.join(', ')}`)
  return map
}
