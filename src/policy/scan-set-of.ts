// What a policy's rules look for: the scan set that inspection must have run before they may decide. Rules that only watch (`mode: monitor`) and rules that
// have ended count too, so that a mode or a date changes nothing in what is found.
import { DETECTOR_IDS, type DetectorId } from '../domain/finding.ts'
import { type CustomDetector, type Dictionary, type ScanSet, scanSet } from '../domain/scan-set.ts'
import type { Condition, Rule } from './policy-set.ts'

interface OwnWords {
  readonly dictionaries: readonly Dictionary[]
  readonly detectors: readonly CustomDetector[]
}

export function scanSetOf(rules: readonly Rule[], policies: readonly OwnWords[]): ScanSet {
  const used = new Set(rules.flatMap((rule) => detectorsOf(rule)))
  return scanSet({
    detectors: DETECTOR_IDS.filter((id): id is DetectorId => used.has(id)),
    dictionaries: policies.flatMap((policy) => policy.dictionaries).filter(({ name }) => used.has(name)),
    custom: policies.flatMap((policy) => policy.detectors).filter(({ id }) => used.has(id)),
  })
}

/** Names of detectors and dictionaries that a rule asks for or changes. */
export function detectorsOf(rule: Rule): readonly string[] {
  return [...rule.when.flatMap(inCondition), ...(rule.actions.redact?.values ?? [])]
}

function inCondition(condition: Condition): readonly string[] {
  switch (condition.kind) {
    case 'found':
      return [...condition.detectors, ...(condition.near?.found ?? [])]
    case 'all':
    case 'any':
      return condition.of.flatMap(inCondition)
    case 'not':
      return inCondition(condition.condition)
    default:
      return []
  }
}
