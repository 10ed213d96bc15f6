// One policy file: YAML tree → rules, `default`, `uninspectable`, with every problem noted. Checks that need other files are in load.ts.
import { isMap, isScalar, isSeq, type Node, type Scalar } from 'yaml'
import { PROTECTIONS } from '../domain/protection.ts'
import type { CustomDetector, Dictionary } from '../domain/scan-set.ts'
import type { AddressPattern } from './address-set.ts'
import { parseLastDay } from './last-day.ts'
import { parseDefault, parseThen, parseUninspectable } from './parse-actions.ts'
import { parseWhen, readMediaTypes, type When } from './parse-conditions.ts'
import { NAME, type ParseContext } from './parse-context.ts'
import { type ParsedLayer, parseLayer } from './parse-layer.ts'
import { parseList } from './parse-list.ts'
import { parseDetectors, parseDictionaries } from './parse-own-detectors.ts'
import type { Actions, Mode, Rule, UninspectableEntry } from './policy-set.ts'
import type { Problem } from './problem.ts'
import { createSideFiles, type SideContent, type SideFiles } from './side-files.ts'
import { createYamlReader, type Entry, type YamlReader } from './yaml-reader.ts'
import type { YamlSource } from './yaml-source.ts'

export const FILE_KEYS = ['policy', 'mode', 'layer', 'lists', 'dictionaries', 'detectors', 'uninspectable', 'default', 'rules'] as const
export const RULE_KEYS = ['id', 'title', 'mode', 'overridable', 'until', 'when', 'then'] as const
const MODES = ['enforce', 'monitor'] as const

export interface ParseOptions {
  /** Detector ids that are built in. */
  readonly detectors: readonly string[]
  /** Names of the routes in postern.yaml; undefined: they are assumed. */
  readonly routes?: readonly string[]
  readonly finds: ParseContext['finds']
  /** Reads a file that the policy names; throws where it cannot. */
  readonly readFile: (path: string) => Uint8Array
  /** Milliseconds since the epoch: an `until` before it earns a warning. */
  readonly now: number
}

export interface ParsedFile {
  readonly file: string
  readonly problems: readonly Problem[]
  readonly warnings: readonly Problem[]
  /** Files that it names, as read. */
  readonly sides: readonly SideContent[]
  /** Undefined where the file is not even a map. */
  readonly policy?: {
    readonly rules: readonly Rule[]
    /** Where each rule's id stands: line and column. */
    readonly places: ReadonlyMap<string, { readonly line: number; readonly column: number }>
    readonly excepts: readonly { readonly by: string; readonly rule: string; readonly line: number; readonly column: number }[]
    readonly default?: Actions
    readonly saysDefault: boolean
    readonly defaultPlace?: { readonly line: number; readonly column: number }
    readonly dictionaries: readonly Dictionary[]
    readonly detectors: readonly CustomDetector[]
    /** Where each dictionary and detector is defined. */
    readonly ownPlaces: ReadonlyMap<string, { readonly line: number; readonly column: number }>
    readonly uninspectable?: UninspectableEntry
    readonly layer?: ParsedLayer
  }
}

export function parseFile(source: YamlSource, options: ParseOptions): ParsedFile {
  const reader = createYamlReader(source)
  const sides = createSideFiles(source.file, options.readFile)
  const start = { range: [0, 0, 0] as const }
  const map = reader.map(source.root, start, 'the policy file', FILE_KEYS)
  const done = (policy?: ParsedFile['policy']): ParsedFile => ({
    file: source.file,
    problems: reader.problems,
    warnings: reader.warnings,
    sides: sides.contents,
    ...(policy ? { policy } : {}),
  })
  if (!map) return done()

  const context = createContext(reader, map, options, sides)
  const nameEntry = map.get('policy')
  if (!nameEntry) reader.problem(start, 'the file does not name its policy', 'begin it with `policy: NAME`')
  else reader.text(nameEntry.node, nameEntry.key, '`policy`')
  const modeEntry = map.get('mode')
  const mode = (modeEntry && reader.choice(modeEntry, '`mode`', MODES)) ?? 'enforce'
  const layer = forEntry(map, 'layer', (entry) => parseLayer(context, entry))
  const dictionaries = forEntry(map, 'dictionaries', (entry) => parseDictionaries(context, entry)) ?? []
  const detectors = forEntry(map, 'detectors', (entry) => parseDetectors(context, entry)) ?? []
  const uninspectable = forEntry(map, 'uninspectable', (entry) => parseUninspectableEntry(context, entry))
  const base = forEntry(map, 'default', (entry) => parseDefault(context, entry))
  const places = new Map<string, { line: number; column: number }>()
  const rules = forEntry(map, 'rules', (entry) => parseRules(context, entry, mode, places, options.now)) ?? []
  const own = layer ? rules.map((rule) => ofLayer(rule, layer)) : rules
  return done({
    rules: own,
    places,
    excepts: context.excepts.map(({ by, rule, node }) => ({ by, rule, ...source.at(node) })),
    saysDefault: map.has('default'),
    dictionaries,
    detectors,
    ownPlaces: new Map(ownKeys(reader, map).map((key) => [String(key.value), source.at(key)])),
    ...(layer ? { layer } : {}),
    ...(base ? { default: base, defaultPlace: source.at(map.get('default')?.key) } : {}),
    ...(uninspectable ? { uninspectable } : {}),
  })
}

function createContext(reader: YamlReader, map: ReadonlyMap<string, Entry>, options: ParseOptions, sides: SideFiles): ParseContext {
  const lists = new Map<string, readonly AddressPattern[]>()
  const context: ParseContext = {
    reader,
    lists,
    ownDetectors: ownKeys(reader, map).map((key) => String(key.value)),
    detectors: options.detectors,
    finds: options.finds,
    sides,
    layered: map.has('layer'),
    excepts: [],
    ...(options.routes ? { routes: options.routes } : {}),
  }
  forEntry(map, 'lists', (entry) => {
    for (const [name, inner] of reader.anyMap(entry.node, entry.key, '`lists`') ?? []) lists.set(name, parseList(context, name, inner))
  })
  return context
}

/** The names that a file gives to dictionaries and detectors: known before anything is read, so that a rule may name a broken one. */
function ownKeys(reader: YamlReader, map: ReadonlyMap<string, Entry>): readonly Scalar[] {
  return ['dictionaries', 'detectors'].flatMap((section) => {
    const opened = reader.source.resolve(map.get(section)?.node ?? null)
    return isMap(opened) ? opened.items.flatMap(({ key }) => (isScalar(key) ? [key] : [])) : []
  })
}

/** A rule of a layer is for its senders only. */
function ofLayer(rule: Rule, { for: addresses, kind }: ParsedLayer): Rule {
  return { ...rule, layer: kind, when: [{ kind: 'from', addresses, negated: false }, ...rule.when] }
}

function parseUninspectableEntry(context: ParseContext, entry: Entry): UninspectableEntry | undefined {
  const map = context.reader.map(entry.node, entry.key, '`uninspectable`', ['then', 'opaque', 'allow'])
  if (!map) return undefined
  const unread = forEntry(map, 'then', (inner) => parseUninspectable(context, inner, '`uninspectable.then`', ['authenticated', 'portal']))
  const opaque = forEntry(map, 'opaque', (inner) => parseUninspectable(context, inner, '`uninspectable.opaque`', PROTECTIONS.slice(1)))
  const allow = forEntry(map, 'allow', (inner) => readMediaTypes(context, inner, '`allow`')) ?? []
  return { ...(unread ? { unread } : {}), ...(opaque ? { opaque } : {}), allow }
}

function parseRules(
  context: ParseContext,
  entry: Entry,
  mode: Mode,
  places: Map<string, { line: number; column: number }>,
  now: number,
): readonly Rule[] {
  const { reader } = context
  const opened = reader.open(entry.node)
  if (opened === undefined) return []
  if (!isSeq(opened)) {
    reader.problem(entry.key, '`rules` must be a list', 'begin each rule with `- id: NAME`, indented below `rules:`')
    return []
  }
  return (opened.items as Node[]).flatMap((node) => parseRule(context, node, mode, places, now) ?? [])
}

function parseRule(
  context: ParseContext,
  node: Node,
  fileMode: Mode,
  places: Map<string, { line: number; column: number }>,
  now: number,
): Rule | undefined {
  const { reader } = context
  const map = reader.map(node, node, 'a rule', RULE_KEYS)
  if (!map) return undefined
  const id = parseId(context, map.get('id'), node, places)
  const named = id ? `the rule \`${id}\`` : 'the rule'
  const missing = (key: string, hint: string): undefined => reader.problem(map.get('id')?.key ?? node, `${named} has no \`${key}\``, hint)
  const titleEntry = map.get('title')
  const title = (titleEntry && reader.text(titleEntry.node, titleEntry.key, '`title`')) ?? id ?? ''
  const mode = forEntry(map, 'mode', (entry) => reader.choice(entry, '`mode`', MODES)) ?? fileMode
  const overridable = forEntry(map, 'overridable', (entry) => reader.flag(entry, '`overridable`')) ?? false
  const until = forEntry(map, 'until', (entry) => parseUntil(reader, entry, named, now))
  const [whenEntry, thenEntry] = [map.get('when'), map.get('then')]
  const when = whenEntry ? parseWhen(context, whenEntry, '`when`') : missing('when', 'say which messages it is for')
  const then = thenEntry ? parseThen(context, thenEntry, id ?? '') : missing('then', 'say what it asks for')
  if (then && when) checkAny(context, then, when, map)
  if (!id || !when || !then) return undefined
  return {
    id,
    title,
    file: reader.source.file,
    mode,
    overridable,
    ...(until === undefined ? {} : { until }),
    when: when.conditions,
    actions: then.actions,
  }
}

function parseId(
  { reader }: ParseContext,
  entry: Entry | undefined,
  rule: Node,
  places: Map<string, { line: number; column: number }>,
): string | undefined {
  if (!entry) return reader.problem(rule, 'a rule has no `id`', 'begin it with `- id: NAME`; the id stands in the audit trail')
  const id = reader.text(entry.node, entry.key, '`id`')
  if (id === undefined) return undefined
  if (id === 'default' || id === 'uninspectable')
    return reader.problem(entry.node, `\`${id}\` is no id for a rule: the audit trail uses it`, 'choose another id')
  if (!NAME.test(id))
    return reader.problem(entry.node, `\`${id}\` is no good id`, 'use small letters, digits and single hyphens: phi-to-patients')
  const earlier = places.get(id)
  if (earlier)
    return reader.problem(
      entry.node,
      `the id \`${id}\` stands twice; the first is in line ${earlier.line}`,
      'give each rule an id of its own',
    )
  places.set(id, reader.source.at(entry.node))
  return id
}

function parseUntil(reader: YamlReader, entry: Entry, rule: string, now: number): number | undefined {
  const hint = 'write the last day on which it counts: 2027-01-31'
  const text = reader.text(entry.node, entry.key, '`until`', hint)
  if (text === undefined) return undefined
  const end = parseLastDay(text)
  if (end === undefined) return reader.problem(entry.node, `there is no day \`${text}\``, hint)
  if (end <= now) reader.warning(entry.node, `${rule} ended on ${text} and no longer counts`, 'take it out, or move the date')
  return end
}

/** `deliver: any` sends without protection: only where the patient's consent must hold, or until a day that someone wrote down. */
function checkAny(
  { reader, layered }: ParseContext,
  then: ReturnType<typeof parseThen>,
  when: When,
  rule: ReadonlyMap<string, Entry>,
): void {
  if (then.actions.deliver !== 'any') return
  if (layered) {
    reader.problem(
      then.entries.get('deliver')?.node,
      'a layer may only tighten, and `deliver: any` would loosen',
      'put the rule into a policy without `layer`, with a `from` condition',
    )
    return
  }
  if (when.consent || rule.has('until')) return
  reader.problem(
    then.entries.get('deliver')?.node,
    '`deliver: any` lets mail go without encryption, and nothing here bounds it',
    'add `consent: plain-mail` to `when`, or an `until` date to the rule',
  )
}

function forEntry<T>(map: ReadonlyMap<string, Entry>, key: string, read: (entry: Entry) => T): T | undefined {
  const entry = map.get(key)
  return entry && read(entry)
}
