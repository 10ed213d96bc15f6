// `when` of a rule: YAML → conditions (design §6). Every map is an `all` of its keys.
import { isMap, type Node } from 'yaml'
import { CONSENT_KINDS, type ConsentKind } from '../domain/consent.ts'
import { CONFIDENCES } from '../domain/finding.ts'
import { checkNeverHolds, type Located } from './never-holds.ts'
import { type ParseContext, readAddresses, readDetectors } from './parse-context.ts'
import { compileNamePattern, compilePattern, compileWords } from './parse-pattern.ts'
import { parseSalesforce } from './parse-salesforce.ts'
import { type AttachmentTest, type Condition, type Near, POLICY_DEFAULTS, type SizeRange, type TextTest } from './policy-set.ts'
import type { Entry } from './yaml-reader.ts'

export const FOUND_KEYS = ['min', 'distinct', 'confidence', 'near'] as const
export const WHEN_KEYS = [
  ...['from', 'to', 'subject', 'header', 'body', 'attachment', 'size', 'found', ...FOUND_KEYS],
  ...['salesforce', 'consent', 'all', 'any', 'not'],
] as const

export interface When {
  readonly conditions: readonly Condition[]
  /** `consent` must hold wherever this does: what makes `deliver: any` legal. */
  readonly consent: boolean
}

interface Conjunction extends When {
  readonly located: readonly Located[]
}

/** Reads `when`, or one branch of `any` or `not`, and checks that it can hold. */
export function parseWhen(context: ParseContext, entry: Entry, what: string, depth = 0): When {
  const conjunction = parseConjunction(context, entry, what, depth)
  checkNeverHolds(context.reader, conjunction.located)
  return conjunction
}

function parseConjunction(context: ParseContext, entry: Entry, what: string, depth: number): Conjunction {
  const { reader } = context
  const nothing: Conjunction = { conditions: [], consent: false, located: [] }
  if (depth > POLICY_DEFAULTS.maxConditionDepth) {
    reader.problem(entry.key, `conditions nest deeper than ${POLICY_DEFAULTS.maxConditionDepth} levels`, 'split the rule in two')
    return nothing
  }
  const map = reader.map(entry.node, entry.key, what, WHEN_KEYS)
  if (!map) return nothing
  if (map.size === 0) {
    reader.problem(entry.node, `${what} says nothing`, `name at least one condition: ${WHEN_KEYS.slice(0, 8).join(', ')}, …`)
    return nothing
  }
  const located: Located[] = []
  const conditions: Condition[] = []
  let consent = false
  for (const [name, inner] of map) {
    if (name === 'all') {
      const branches = reader.items(inner, '`all`')
      if (branches?.length === 0) reader.problem(inner.node, '`all` is an empty list, so it says nothing', 'write at least one entry')
      for (const branch of branches ?? []) {
        const nested = parseConjunction(context, { key: inner.key, node: branch }, 'an entry of `all`', depth + 1)
        conditions.push(...nested.conditions)
        located.push(...nested.located)
        consent ||= nested.consent
      }
      continue
    }
    if (name === 'consent') consent = true
    const before = reader.problems.length
    const condition = parseCondition(context, name, inner, map, depth)
    if (!condition) {
      // A condition that falls away unnoticed would widen the rule.
      const told =
        reader.problems.length > before ||
        // A broken list is told where it is defined.
        ((name === 'from' || name === 'to') && before > 0) ||
        !(WHEN_KEYS as readonly string[]).includes(name) ||
        (FOUND_KEYS as readonly string[]).includes(name)
      if (!told) reader.problem(inner.key, `\`${name}\` says nothing`, 'write what must hold, or take it out')
      continue
    }
    conditions.push(condition)
    located.push({ condition, key: inner.key })
  }
  return { conditions, consent, located }
}

function parseCondition(
  context: ParseContext,
  name: string,
  entry: Entry,
  beside: ReadonlyMap<string, Entry>,
  depth: number,
): Condition | undefined {
  switch (name) {
    case 'from':
    case 'to':
      return parseAddresses(context, name, entry)
    case 'subject':
    case 'body': {
      const test = parseTextTest(context, entry, `\`${name}\``, [])
      return test && { kind: name, test }
    }
    case 'header':
      return parseHeader(context, entry)
    case 'attachment':
      return parseAttachment(context, entry)
    case 'size': {
      const range = parseRange(context, entry, '`size`')
      return range && { kind: 'size', range }
    }
    case 'found':
      return parseFound(context, entry, beside)
    case 'any': {
      const branches = context.reader.items(entry, '`any`')
      if (branches?.length === 0)
        context.reader.problem(entry.node, '`any` is an empty list, so it can never hold', 'write at least one entry')
      const of = branches?.map((node) => asOne(parseWhen(context, { key: entry.key, node }, 'an entry of `any`', depth + 1)))
      return of && { kind: 'any', of }
    }
    case 'salesforce':
      return parseSalesforce(context, entry)
    case 'consent': {
      const kinds = context.reader
        .items(entry, '`consent`')
        ?.map((node) => context.reader.choice({ key: entry.key, node }, '`consent`', CONSENT_KINDS))
      return kinds && !kinds.includes(undefined) ? { kind: 'consent', consents: kinds as ConsentKind[] } : undefined
    }
    case 'not':
      return { kind: 'not', condition: asOne(parseWhen(context, entry, '`not`', depth + 1)) }
    default:
      return checkCompanion(context, name, entry, beside)
  }
}

/** Keys that only stand beside `found`. */
function checkCompanion(context: ParseContext, name: string, entry: Entry, beside: ReadonlyMap<string, Entry>): undefined {
  if (!(FOUND_KEYS as readonly string[]).includes(name) || beside.has('found')) return undefined
  return context.reader.problem(
    entry.key,
    `\`${name}\` belongs to a \`found\`, and none stands beside it`,
    'put it next to the `found` that it counts for',
  )
}

function asOne({ conditions }: When): Condition {
  return conditions.length === 1 ? (conditions[0] as Condition) : { kind: 'all', of: conditions }
}

function parseAddresses(context: ParseContext, kind: 'from' | 'to', entry: Entry): Condition | undefined {
  const what = `\`${kind}\``
  if (!isMapNode(context.reader.open(entry.node))) {
    const addresses = readAddresses(context, entry, what)
    return addresses && { kind, addresses, negated: false, ...listsOf(context, entry) }
  }
  const not = context.reader.map(entry.node, entry.key, what, ['not'])?.get('not')
  const addresses = not && readAddresses(context, not, `${what}: {not}`)
  return addresses && { kind, addresses, negated: true, ...listsOf(context, not) }
}

/** Names of lists among the entries, for `policy explain`. */
function listsOf({ reader, lists }: ParseContext, entry: Entry): { readonly lists?: readonly string[] } {
  const named = (reader.texts(entry, '`lists`') ?? []).map(({ text }) => text).filter((text) => lists.has(text))
  return named.length > 0 ? { lists: named } : {}
}

function isMapNode(node: Node | null | undefined): boolean {
  return isMap(node)
}

/** `has` and `matches`, for headers `is` too: within one, any entry; between them, all. */
function parseTextTest(context: ParseContext, entry: Entry, what: string, more: readonly string[]): TextTest | undefined {
  const { reader } = context
  const map = reader.map(entry.node, entry.key, what, [...more, 'has', 'matches'])
  if (!map) return undefined
  const groups = { is: map.get('is'), has: map.get('has'), matches: map.get('matches') }
  if (!groups.is && !groups.has && !groups.matches && more.length === 0) {
    return map.size > 0 ? undefined : reader.problem(entry.node, `${what} says nothing`, 'name `has` (texts) or `matches` (patterns)')
  }
  const is = groups.is && reader.texts(groups.is, '`is`')?.map(({ text }) => text.trim().toLowerCase())
  const has =
    groups.has &&
    reader.texts(groups.has, '`has`')?.flatMap(({ text, node }) => {
      if (!/[\r\n]/.test(text) || what === '`body`') return [text.toLowerCase()]
      return reader.problem(node, `${what} never holds a line break, so this can never hold`, 'write the text in one line') ?? []
    })
  const matches =
    groups.matches &&
    reader.texts(groups.matches, '`matches`')?.flatMap(({ text, node }) => {
      const compiled = compilePattern(text)
      return compiled.ok ? [compiled.pattern] : (reader.problem(node, compiled.message, compiled.hint) ?? [])
    })
  return { ...(is ? { is } : {}), ...(has ? { has } : {}), ...(matches ? { matches } : {}) }
}

function parseHeader(context: ParseContext, entry: Entry): Condition | undefined {
  const { reader } = context
  const test = parseTextTest(context, entry, '`header`', ['name', 'is'])
  if (!test) return undefined
  const given = entryOf(context, entry, 'name')
  if (!given) return reader.problem(entry.key, '`header` does not say which one', 'add `name: X-Header-Name`')
  const name = reader.text(given.node, given.key, '`name`')
  if (name === undefined) return undefined
  // RFC 5322 §2.2: printable US-ASCII without the colon.
  if (!/^[\x21-\x39\x3b-\x7e]+$/.test(name)) {
    return reader.problem(
      given.node,
      `no header can be named \`${name}\`, so this can never hold`,
      'write the name alone, without colon or spaces',
    )
  }
  return { kind: 'header', name: name.toLowerCase(), test }
}

function entryOf(context: ParseContext, entry: Entry, name: string): Entry | undefined {
  const opened = context.reader.open(entry.node) as { items?: readonly { key: Entry['key']; value: Node | null }[] } | null | undefined
  const pair = opened?.items?.find((item) => String(item.key?.value) === name)
  return pair && { key: pair.key, node: pair.value }
}

function parseAttachment(context: ParseContext, entry: Entry): Condition | undefined {
  const { reader } = context
  const map = reader.map(entry.node, entry.key, '`attachment`', ['name', 'type', 'size', 'encrypted'])
  if (!map) return undefined
  if (map.size === 0)
    return reader.problem(
      entry.node,
      '`attachment` says nothing',
      'name `name`, `type`, `size` or `encrypted`; `name: "*"` is any attachment',
    )
  const [name, type, size, encrypted] = ['name', 'type', 'size', 'encrypted'].map((key) => map.get(key))
  const names = name && reader.texts(name, '`name`')?.map(({ text }) => compileNamePattern(text))
  const types = type && readMediaTypes(context, type, '`type`')
  const range = size && parseRange(context, size, '`size`')
  const locked = encrypted && reader.flag(encrypted, '`encrypted`')
  const attachment: AttachmentTest = {
    ...(names ? { name: names } : {}),
    ...(types ? { type: types } : {}),
    ...(range ? { size: range } : {}),
    ...(locked === undefined ? {} : { encrypted: locked }),
  }
  return { kind: 'attachment', attachment }
}

/** Media types, `image/*` for a family, lower case. */
export function readMediaTypes({ reader }: ParseContext, entry: Entry, what: string): readonly string[] | undefined {
  return reader.texts(entry, what, { empty: what === '`allow`' })?.flatMap(({ text, node }) => {
    if (/^[a-z0-9][\w.+-]*\/(\*|[\w.+-]+)$/i.test(text)) return [text.toLowerCase()]
    return reader.problem(node, `\`${text}\` is not a media type`, 'write it as application/pdf, or image/* for all of a family') ?? []
  })
}

function parseRange(context: ParseContext, entry: Entry, what: string): SizeRange | undefined {
  const { reader } = context
  const map = reader.map(entry.node, entry.key, what, ['over', 'under'])
  if (!map) return undefined
  const [overEntry, underEntry] = [map.get('over'), map.get('under')]
  if (map.size === 0) return reader.problem(entry.node, `${what} says nothing`, 'name `over` or `under`, as in {over: 10MiB}')
  const over = overEntry && reader.size(overEntry, '`over`')
  const under = underEntry && reader.size(underEntry, '`under`')
  if (under !== undefined && under - (over ?? -1) < 2) {
    return reader.problem(
      (underEntry as Entry).node,
      `no ${what} is ${over === undefined ? '' : 'over the one and '}under this, so it can never hold`,
      'make `under` larger than `over`',
    )
  }
  return { ...(over === undefined ? {} : { over }), ...(under === undefined ? {} : { under }) }
}

function parseFound(context: ParseContext, entry: Entry, beside: ReadonlyMap<string, Entry>): Condition | undefined {
  const { reader } = context
  const detectors = readDetectors(context, entry, '`found`')
  const [minEntry, distinctEntry, confidenceEntry, nearEntry] = ['min', 'distinct', 'confidence', 'near'].map((key) => beside.get(key))
  const count = { min: 1, max: 1_000_000 }
  const min = minEntry ? reader.integer(minEntry, '`min`', count) : 1
  const distinct = distinctEntry && reader.integer(distinctEntry, '`distinct`', count)
  const confidence = confidenceEntry && reader.choice(confidenceEntry, '`confidence`', CONFIDENCES)
  const near = nearEntry && parseNear(context, nearEntry)
  if (minEntry && min !== undefined && distinct !== undefined && min <= distinct)
    reader.warning(
      minEntry.key,
      `\`min: ${min}\` beside \`distinct: ${distinct}\` says nothing more: different values are at least as many findings`,
      'take `min` out',
    )
  const incomplete = (distinctEntry && distinct === undefined) || (confidenceEntry && !confidence) || (nearEntry && !near)
  if (!detectors || min === undefined || incomplete) return undefined
  return {
    kind: 'found',
    detectors,
    min,
    ...(distinct === undefined ? {} : { distinct }),
    ...(confidence ? { confidence } : {}),
    ...(near ? { near } : {}),
  }
}

function parseNear(context: ParseContext, entry: Entry): Near | undefined {
  const { reader } = context
  const map = reader.map(entry.node, entry.key, '`near`', ['found', 'words', 'within'])
  if (!map) return undefined
  const [foundEntry, wordsEntry, withinEntry] = [map.get('found'), map.get('words'), map.get('within')]
  if (!foundEntry && !wordsEntry)
    return reader.problem(entry.key, '`near` does not say what must stand near', 'name `found` (detectors) or `words`')
  const found = foundEntry ? readDetectors(context, foundEntry, '`found`') : []
  const words = wordsEntry && reader.texts(wordsEntry, '`words`')?.map(({ text }) => text)
  const range = { min: 0, max: POLICY_DEFAULTS.maxNearWithin }
  const within = withinEntry ? reader.integer(withinEntry, '`within`', range) : POLICY_DEFAULTS.nearWithin
  if (!found || within === undefined) return undefined
  return { found, within, ...(words && words.length > 0 ? { words: compileWords(words) } : {}) }
}
