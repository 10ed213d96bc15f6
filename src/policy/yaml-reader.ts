// Typed reading of a YAML tree: every method returns the value, or undefined after noting a problem at the exact place. Reading goes on after
// a problem, so that one run of `policy check` tells them all.
import { isMap, isScalar, isSeq, type Node, type Scalar } from 'yaml'
import { parseDuration, parseSize } from '../domain/quantity.ts'
import { didYouMean } from '../platform/did-you-mean.ts'
import { POLICY_DEFAULTS } from './policy-set.ts'
import type { Problem } from './problem.ts'
import type { YamlSource } from './yaml-source.ts'

type Place = { readonly range?: readonly [number, number, number] | null }

/** One entry of a map. `node` is null where nothing stands after the colon. */
export interface Entry {
  readonly key: Scalar
  readonly node: Node | null
}
export interface Text {
  readonly text: string
  readonly node: Node
}

export type YamlReader = ReturnType<typeof createYamlReader>

export function createYamlReader(source: YamlSource) {
  const problems: Problem[] = []
  const warnings: Problem[] = []
  let visited = 0

  function note(list: Problem[], place: Place | null | undefined, message: string, hint?: string): undefined {
    list.push({ file: source.file, ...source.at(place), message, ...(hint === undefined ? {} : { hint }) })
  }
  const problem = (place: Place | null | undefined, message: string, hint?: string): undefined => note(problems, place, message, hint)
  const warning = (place: Place | null | undefined, message: string, hint?: string): undefined => note(warnings, place, message, hint)

  /** Counts, so that a file of very many nodes is stopped. */
  function open(node: Node | null): Node | null | undefined {
    if (++visited > POLICY_DEFAULTS.maxNodes) {
      if (visited === POLICY_DEFAULTS.maxNodes + 1)
        problem(
          node,
          `the file has more than ${POLICY_DEFAULTS.maxNodes} values`,
          'split it: several policy files count together; long lists go into files of their own',
        )
      return undefined
    }
    const target = source.resolve(node)
    if (target !== undefined) return target
    const name = node && source.text.slice(node.range?.[0], node.range?.[1])
    return problem(node, `YAML reads \`${name}\` as an alias, because it begins with *`, `put quotes around ${name}: "${name}"`)
  }

  /** A map with known keys. Unknown and repeated keys are problems; `what` names the map for people. */
  function map(node: Node | null, key: Place, what: string, keys: readonly string[]): ReadonlyMap<string, Entry> | undefined {
    const entries = anyMap(node, key, what, keys)
    if (!entries) return undefined
    for (const [name, { key: place }] of entries) {
      if (keys.includes(name)) continue
      const meant = didYouMean(name, keys)
      problem(place, `${what} has no key \`${name}\``, meant ? `did you mean \`${meant}\`?` : `its keys are ${keys.join(', ')}`)
    }
    return entries
  }

  /** A map whose keys are names that the author chose. */
  function anyMap(node: Node | null, key: Place, what: string, keys?: readonly string[]): ReadonlyMap<string, Entry> | undefined {
    const opened = open(node)
    if (opened === undefined) return undefined
    const likeThis = keys
      ? `indent its keys below it: ${keys.slice(0, 4).join(', ')}${keys.length > 4 ? ', …' : ''}`
      : 'indent its names below it'
    if (isEmpty(opened)) return problem(key, `${what} is empty`, likeThis)
    if (!isMap(opened)) return problem(node, `${what} must be a map of keys, not ${kindOf(opened)}`, likeThis)
    const entries = new Map<string, Entry>()
    for (const pair of opened.items) {
      const name = isScalar(pair.key) ? String(pair.key.source ?? pair.key.value) : undefined
      if (name === undefined) {
        problem(pair.key as Node, 'a key must be a plain word', 'put quotes around values that begin with [ or {')
        continue
      }
      const earlier = entries.get(name)
      if (earlier)
        problem(pair.key as Node, `\`${name}\` stands twice; the first is in line ${source.at(earlier.key).line}`, 'keep one of them')
      else entries.set(name, { key: pair.key as Scalar, node: pair.value as Node | null })
    }
    return entries
  }

  /** The items of a list; anything else is a list of one. */
  function items(entry: Entry, what: string): readonly Node[] | undefined {
    const opened = open(entry.node)
    if (opened === undefined) return undefined
    if (isEmpty(opened)) return problem(entry.key, `${what} has no value`, 'write at least one entry')
    return isSeq(opened) ? (opened.items as Node[]) : [entry.node as Node]
  }

  function text(node: Node | null, key: Place, what: string, instead?: string): string | undefined {
    const opened = open(node)
    if (opened === undefined) return undefined
    if (isEmpty(opened)) return problem(key, `${what} has no value`, instead ?? 'write a text after the colon')
    if (!isScalar(opened)) {
      const raw = source.text.slice(opened?.range?.[0], opened?.range?.[1])
      return problem(
        node,
        `${what} must be a text, not ${kindOf(opened)}`,
        instead ?? (raw.startsWith('[') ? `put quotes around it: "${raw}"` : 'write one text'),
      )
    }
    if (typeof opened.value !== 'string') {
      return problem(
        node,
        `${what} must be a text, and YAML reads \`${opened.source}\` as ${kindOf(opened)}`,
        instead ?? `put quotes around it: "${opened.source}"`,
      )
    }
    if (opened.value.trim() === '') return problem(node, `${what} is empty`, 'write a text between the quotes')
    return opened.value
  }

  /** One text or a list of texts. `empty` says whether a list without entries is allowed. */
  function texts(entry: Entry, what: string, options: { empty?: boolean } = {}): readonly Text[] | undefined {
    const nodes = items(entry, what)
    if (!nodes) return undefined
    if (nodes.length === 0 && !options.empty)
      return problem(entry.node, `${what} is an empty list, so it can never hold`, 'write at least one entry')
    return nodes.flatMap((node) => {
      const value = text(node, node, `an entry of ${what}`)
      return value === undefined ? [] : [{ text: value, node }]
    })
  }

  function choice<T extends string>(entry: Entry, what: string, options: readonly T[]): T | undefined {
    const opened = open(entry.node)
    if (opened === undefined) return undefined
    const list = options.length > 1 ? `${options.slice(0, -1).join(', ')} or ${options.at(-1)}` : options[0]
    if (isEmpty(opened)) return problem(entry.key, `${what} has no value`, `write ${list}`)
    if (!isScalar(opened)) return problem(entry.node, `${what} must be one word, not ${kindOf(opened)}`, `write ${list}`)
    const word = String(opened.source ?? opened.value)
    if ((options as readonly string[]).includes(word)) return word as T
    const meant = didYouMean(word, options)
    return problem(entry.node, `${what} cannot be \`${word}\``, meant ? `did you mean \`${meant}\`?` : `write ${list}`)
  }

  function flag(entry: Entry, what: string): boolean | undefined {
    const opened = open(entry.node)
    if (opened === undefined) return undefined
    if (isScalar(opened) && typeof opened.value === 'boolean') return opened.value
    const word = isScalar(opened) ? String(opened.source ?? '') : ''
    const meant = /^(yes|on|y)$/i.test(word) ? 'write true' : /^(no|off|n)$/i.test(word) ? 'write false' : 'write true or false'
    return problem(isEmpty(opened) ? entry.key : entry.node, `${what} must be true or false`, meant)
  }

  function integer(entry: Entry, what: string, range: { min: number; max: number }): number | undefined {
    const opened = open(entry.node)
    if (opened === undefined) return undefined
    const value = isScalar(opened) ? opened.value : undefined
    const hint = `write a whole number from ${range.min} to ${range.max}, without quotes`
    if (typeof value !== 'number' || !Number.isInteger(value)) {
      return problem(isEmpty(opened) ? entry.key : entry.node, `${what} must be a whole number`, hint)
    }
    return value >= range.min && value <= range.max ? value : problem(entry.node, `${what} cannot be ${value}`, hint)
  }

  const duration = (entry: Entry, what: string) => measure(entry, what, parseDuration, 'write a number and a unit: 90m, 12h or 14d', 'd')
  const size = (entry: Entry, what: string) => measure(entry, what, parseSize, 'write a number and a unit: 500KiB, 10MiB or 1GiB', 'KiB')

  function measure(
    entry: Entry,
    what: string,
    parse: (text: string) => number | undefined,
    hint: string,
    unit: string,
  ): number | undefined {
    const opened = open(entry.node)
    if (opened === undefined) return undefined
    if (isEmpty(opened)) return problem(entry.key, `${what} has no value`, hint)
    if (!isScalar(opened)) return problem(entry.node, `${what} must be one value, not ${kindOf(opened)}`, hint)
    if (typeof opened.value === 'number')
      return problem(entry.node, `${what} lacks its unit`, `write the unit, as in ${opened.source}${unit}`)
    return parse(String(opened.value)) ?? problem(entry.node, `${what} cannot be \`${opened.source}\``, hint)
  }

  return { source, problems, warnings, problem, warning, open, map, anyMap, items, text, texts, choice, flag, integer, duration, size }
}

function isEmpty(node: Node | null): boolean {
  return node === null || (isScalar(node) && node.value === null)
}

function kindOf(node: Node | null): string {
  if (isMap(node)) return 'a map'
  if (isSeq(node)) return 'a list'
  const value = isScalar(node) ? node.value : null
  if (typeof value === 'number') return 'a number'
  if (typeof value === 'boolean') return 'true or false'
  return value === null ? 'nothing' : 'a text'
}
