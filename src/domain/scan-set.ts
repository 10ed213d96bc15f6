// What inspection looks for: the detectors, dictionaries and custom detectors that the policies in force use (pipeline step 2). Its digest tells whether
// a message was inspected for the policy that decides on it.
import { createHash } from 'node:crypto'
import { canonicalJson } from './canonical-json.ts'
import type { DetectorId } from './finding.ts'

/** A word list of the policy: its name counts like a detector id. */
export interface Dictionary {
  readonly name: string
  readonly terms: readonly string[]
}

/**
 * Check digits that a custom detector may ask for, over the digits of what it found: `luhn` (ISO/IEC 7812-1 annex B), `mod97` (ISO/IEC 7064 MOD 97-10: the
 * whole is 1 modulo 97), `mod11` (weights 2, 3, 4 … from the right, the last place may be X: ISBN-10 and many member numbers), `gs1` (weights 3 and 1 from the
 * right: EAN, GTIN, SSCC), `verhoeff` (Verhoeff 1969).
 */
export const NUMBER_CHECKS = ['luhn', 'mod97', 'mod11', 'gs1', 'verhoeff'] as const
export type NumberCheck = (typeof NUMBER_CHECKS)[number]

/** A detector that a policy defines. */
export interface CustomDetector {
  readonly id: string
  /** RE2 syntax; letter case does not matter, ^ and $ are the edges of a line. Where it has a group `(?P<value>…)`, that is the value. */
  readonly pattern: string
  /** Whole words or phrases, one of which must stand within so many characters (nearest edges) in the same part. */
  readonly near?: { readonly words: readonly string[]; readonly within: number }
  readonly check?: NumberCheck
}

export interface ScanSet {
  readonly detectors: readonly DetectorId[]
  readonly dictionaries: readonly Dictionary[]
  readonly custom: readonly CustomDetector[]
  /** SHA-256, hex, whatever the order of the lists was. */
  readonly digest: string
}

export function scanSet(parts: Partial<Omit<ScanSet, 'digest'>>): ScanSet {
  const sorted = {
    detectors: [...new Set(parts.detectors ?? [])].sort(),
    dictionaries: (parts.dictionaries ?? []).toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    custom: (parts.custom ?? []).toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  }
  return { ...sorted, digest: createHash('sha256').update(canonicalJson(sorted)).digest('hex') }
}

/** @returns what serves both, so that one look is enough; undefined where they call different words or patterns by the same name */
export function scanForBoth(a: ScanSet, b: ScanSet): ScanSet | undefined {
  const named = [...a.dictionaries, ...b.dictionaries].map((one) => [one.name, one] as const)
  const own = [...named, ...[...a.custom, ...b.custom].map((one) => [one.id, one] as const)]
  const byName = Map.groupBy(own, ([name]) => name)
  if ([...byName.values()].some((same) => new Set(same.map(([, one]) => canonicalJson(one))).size > 1)) return undefined
  const unique = <T>(list: readonly T[], name: (one: T) => string) => [...new Map(list.map((one) => [name(one), one])).values()]
  return scanSet({
    detectors: [...a.detectors, ...b.detectors],
    dictionaries: unique([...a.dictionaries, ...b.dictionaries], (one) => one.name),
    custom: unique([...a.custom, ...b.custom], (one) => one.id),
  })
}
