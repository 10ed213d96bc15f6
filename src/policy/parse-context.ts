// What the parts of the policy reader share while one file is read.
import type { Node } from 'yaml'
import { DETECTOR_IDS } from '../domain/finding.ts'
import type { CustomDetector } from '../domain/scan-set.ts'
import { didYouMean } from '../platform/did-you-mean.ts'
import { parseMailbox } from '../smtp/address.ts'
import { type AddressPattern, type AddressSet, addressSet, parseAddressPattern } from './address-set.ts'
import { type ArrivesLater, detectorArrivesLater, laterProblem } from './arrives-later.ts'

import type { SideFiles } from './side-files.ts'
import type { Entry, Text, YamlReader } from './yaml-reader.ts'

export interface ParseContext {
  readonly reader: YamlReader
  /** The file's own lists. A list that could not be read has none here. */
  readonly lists: ReadonlyMap<string, readonly AddressPattern[]>
  /** Names of dictionaries and detectors that this file defines. */
  readonly ownDetectors: readonly string[]
  /** Detector ids that are built in. */
  readonly detectors: readonly string[]
  /** Names of the routes in postern.yaml; undefined where there is none to look at. */
  readonly routes?: readonly string[]
  readonly sides: SideFiles
  /** The file is a layer: what loosens is refused. */
  readonly layered: boolean
  /** Does a detector of the policy find anything in a text? */
  readonly finds: (detector: CustomDetector, text: string) => boolean
  /** Rules named by `except`, looked up once every file is read. */
  readonly excepts: { readonly by: string; readonly rule: string; readonly node: Node }[]
}

/** Words that name things: rules, lists, routes, dictionaries. */
export const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/

/** Notes that a key of the language cannot be obeyed yet. */
export function noteLater(context: ParseContext, place: Entry['key'] | Node, key: ArrivesLater): void {
  const { message, hint } = laterProblem(key)
  context.reader.problem(place, message, hint)
}

/** Addresses, domains and list names, lists unfolded. Undefined where an entry was wrong or a list's entries are not at hand. */
export function readAddresses(context: ParseContext, entry: Entry, what: string): AddressSet | undefined {
  const texts = context.reader.texts(entry, what)
  if (!texts) return undefined
  const patterns = texts.map((text) => addressEntry(context, text))
  return patterns.includes(undefined) ? undefined : addressSet((patterns as (readonly AddressPattern[])[]).flat())
}

function addressEntry({ reader, lists }: ParseContext, { text, node }: Text): readonly AddressPattern[] | undefined {
  if (!/[.@*]/.test(text)) {
    const list = lists.get(text)
    if (list) return list.length > 0 ? list : undefined
    const meant = didYouMean(text, [...lists.keys()])
    const hint = meant ? `did you mean \`${meant}\`?` : 'define it under `lists`, or write a domain (example.org) or an address'
    return reader.problem(node, `there is no list \`${text}\` in this file`, hint)
  }
  const pattern = parseAddressPattern(text)
  return 'kind' in pattern ? [pattern] : reader.problem(node, pattern.message, pattern.hint)
}

/** Mail addresses of people: no lists, no domains. */
export function readMailboxes({ reader }: ParseContext, entry: Entry, what: string): readonly string[] | undefined {
  return reader.texts(entry, what)?.flatMap(({ text, node }) => {
    if (parseMailbox(text)) return [text]
    reader.problem(node, `${what} needs mail addresses, and \`${text}\` is none`, 'write it as privacy@example.org')
    return []
  })
}

/** Detector and dictionary names; one that is unknown or not built yet is noted. */
export function readDetectors(context: ParseContext, entry: Entry, what: string): readonly string[] | undefined {
  const { reader, detectors, ownDetectors } = context
  return reader.texts(entry, what)?.flatMap(({ text, node }) => {
    if (detectors.includes(text) || ownDetectors.includes(text)) return [text]
    if ((DETECTOR_IDS as readonly string[]).includes(text)) {
      const { message, hint } = detectorArrivesLater(text)
      reader.problem(node, message, hint)
      return []
    }
    const meant = didYouMean(text, [...detectors, ...ownDetectors, ...DETECTOR_IDS])
    reader.problem(node, `there is no detector \`${text}\``, meant ? `did you mean \`${meant}\`?` : `there are ${detectors.join(', ')}`)
    return []
  })
}

/** Routes for when the gate refuses, or for who hosts a portal message. */
export function readRoutes({ reader, routes }: ParseContext, entry: Entry, what: string): readonly string[] | undefined {
  return reader.texts(entry, what, { empty: true })?.flatMap(({ text, node }) => {
    if (text === 'direct')
      return (
        reader.problem(node, `${what} cannot be \`direct\`: that is what was refused`, 'write portal, bounce or the name of a route') ?? []
      )
    if (text === 'hold')
      return (
        reader.problem(node, `${what} names routes, and \`hold\` is none`, 'write [] to have the message held when the gate refuses') ?? []
      )
    if (text === 'portal' || text === 'bounce' || routes?.includes(text)) return [text]
    if (routes === undefined && NAME.test(text)) {
      reader.warning(node, `assumed that postern.yaml has a route \`${text}\``, 'check it with `postern policy check -c postern.yaml`')
      return [text]
    }
    const meant = didYouMean(text, ['portal', 'bounce', ...(routes ?? [])])
    reader.problem(
      node,
      `there is no route \`${text}\``,
      meant ? `did you mean \`${meant}\`?` : 'write portal, bounce, or add the route to `routes` in postern.yaml',
    )
    return []
  })
}
