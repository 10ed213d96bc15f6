// Conditions that must all hold and cannot do so together: a rule that never speaks is a gap that nobody sees, so it is an error.
import type { Scalar } from 'yaml'
import { covers, overlaps } from './address-set.ts'
import { type Condition, POLICY_DEFAULTS } from './policy-set.ts'
import type { YamlReader } from './yaml-reader.ts'

export interface Located {
  readonly condition: Condition
  readonly key: Scalar
}

/** Looks at each pair of conditions that stand in one `all` and notes, at the later one, what rules them out together. */
export function checkNeverHolds(reader: YamlReader, located: readonly Located[]): void {
  const excess = located[POLICY_DEFAULTS.maxConditions]
  if (excess) {
    reader.problem(excess.key, `more than ${POLICY_DEFAULTS.maxConditions} conditions must hold together`, 'use a list, or split the rule')
    return
  }
  located.forEach((later, index) => {
    for (const earlier of located.slice(0, index)) {
      const why = contradiction(earlier.condition, later.condition)
      if (!why) continue
      reader.problem(
        later.key,
        `together with line ${reader.source.at(earlier.key).line} this can never hold: ${why}`,
        'take one of the two out',
      )
      return
    }
  })
}

function contradiction(a: Condition, b: Condition): string | undefined {
  if (a.kind === 'not' && sameCondition(a.condition, b)) return 'one is the opposite of the other'
  if (b.kind === 'not' && sameCondition(b.condition, a)) return 'one is the opposite of the other'
  if ((a.kind === 'to' || a.kind === 'from') && a.kind === b.kind) return addressContradiction(a, b)
  if (a.kind === 'size' && b.kind === 'size') {
    const over = Math.max(a.range.over ?? -1, b.range.over ?? -1)
    const under = Math.min(a.range.under ?? Number.POSITIVE_INFINITY, b.range.under ?? Number.POSITIVE_INFINITY)
    if (under - over < 2) return 'no size is over the one and under the other'
  }
  return undefined
}

type AddressCondition = Extract<Condition, { kind: 'to' | 'from' }>

function addressContradiction(a: AddressCondition, b: AddressCondition): string | undefined {
  if (a.negated && b.negated) return undefined
  if (a.negated !== b.negated) {
    const [wanted, refused] = a.negated ? [b, a] : [a, b]
    return wanted.addresses.patterns.every((pattern) => covers(refused.addresses, pattern))
      ? 'every address of the one is excluded by the other'
      : undefined
  }
  // A message may have several From addresses, a copy has one recipient.
  return a.kind === 'to' && !overlaps(a.addresses, b.addresses) ? 'no address is in both' : undefined
}

function sameCondition(a: Condition, b: Condition): boolean {
  return fingerprint(a) === fingerprint(b)
}

function fingerprint(condition: Condition): string {
  return JSON.stringify(condition, (_, value) => {
    if (value instanceof RegExp) return value.source
    if (value instanceof Set) return [...value]
    return typeof value?.pattern === 'function' ? value.pattern() : value
  })
}
