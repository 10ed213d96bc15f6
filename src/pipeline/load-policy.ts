// Loads policies with all that this program knows: its detectors, and a scanner that tries the examples of a policy's own detectors. Every place that
// loads a policy does it here: start, reload, the commands.
import { BUILT_DETECTORS } from '../dlp/catalog.ts'
import { createScanner } from '../dlp/dlp.ts'
import type { CustomDetector } from '../domain/scan-set.ts'
import { type Loaded, type LoadOptions, loadPolicies } from '../policy/load.ts'

export type PolicyOptions = Omit<LoadOptions, 'detectors' | 'finds'>

/** @param files policy files in the order of the configuration; together they are one policy */
export function loadPolicySet(files: readonly string[], options: PolicyOptions = {}): Loaded {
  return loadPolicies(files, { ...options, detectors: BUILT_DETECTORS, finds: findsIn })
}

/** Does the detector find anything in a text that is a whole body? */
export function findsIn(detector: CustomDetector, text: string): boolean {
  const scan = createScanner({ detectors: [], dictionaries: [], custom: [detector] })
  return scan({ parts: [{ path: '1', type: 'text/plain', kind: 'body', text, subjectLength: 0 }] }).length > 0
}
