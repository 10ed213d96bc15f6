// `layer: {for: DOMAIN | ADDRESS}`: a policy for some senders. It may only tighten what the base asks, or take out a rule that allows it (design §6).
import type { AddressSet } from './address-set.ts'
import { type ParseContext, readAddresses } from './parse-context.ts'
import type { LayerKind } from './policy-set.ts'
import type { Entry } from './yaml-reader.ts'

export interface ParsedLayer {
  readonly for: AddressSet
  readonly kind: LayerKind
}

/** @returns undefined where it does not say for whom */
export function parseLayer(context: ParseContext, entry: Entry): ParsedLayer | undefined {
  const { reader } = context
  const map = reader.map(entry.node, entry.key, '`layer`', ['for'])
  if (!map) return undefined
  const forEntry = map.get('for')
  if (!forEntry) return reader.problem(entry.key, '`layer` does not say for whom', 'add `for: example.org` or `for: name@example.org`')
  // A list could mix domains and addresses, which are two layers.
  const text = reader.text(forEntry.node, forEntry.key, '`for`', 'write one domain or one address; another one needs a file of its own')
  if (text === undefined) return undefined
  const addresses = readAddresses({ ...context, lists: new Map() }, forEntry, '`for`')
  return addresses && { for: addresses, kind: text.includes('@') ? 'address' : 'domain' }
}
