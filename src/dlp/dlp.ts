// Step 2, inspect: findings in the texts of a message. Two shared passes over each text (words with digits; all vocabularies and dictionaries in one
// search), then each detector judges its own candidates. Linear in the text; synchronous; runs in a worker thread.
import type { ContentView, TextPart } from '../domain/content.ts'
import type { Confidence, DetectorId, Finding } from '../domain/finding.ts'
import type { CustomDetector, Dictionary } from '../domain/scan-set.ts'
import { DETECTORS } from './catalog.ts'
import { type CustomScanner, createCustomScanner } from './custom-detector.ts'
import type { Detector, Match, ScannedText } from './detector.ts'
import { findDigitTokens } from './digit-tokens.ts'
import { createKeywordFinder, type KeywordFinder } from './keyword-finder.ts'
import { type KeywordHits, longestHits } from './keyword-hits.ts'
import { type Cell, createTableReader } from './table-columns.ts'
import { maskTerm } from './term-detector.ts'
import { unitsOf } from './word-characters.ts'

export interface ScannerOptions {
  readonly detectors: readonly DetectorId[]
  readonly dictionaries: readonly Dictionary[]
  /** Left out: none. */
  readonly custom?: readonly CustomDetector[]
  readonly limits?: ScannerLimits
}

export interface ScannerLimits {
  /** Findings of one message. More end the scan with `TooManyFindings`, so that the message is held, not judged by a part of them (P5). */
  readonly findings: number
}

export const DEFAULT_SCANNER_LIMITS: ScannerLimits = { findings: 250_000 }

export type Scanner = (view: Pick<ContentView, 'parts'>) => Finding[]

export class TooManyFindings extends Error {
  override readonly name = 'TooManyFindings'
  constructor(limit: number) {
    super(`the message holds more than ${limit} findings; raise the scanner's limit "findings" if such mail is normal here`)
  }
}

/** Dictionaries and vocabularies are searched together; a dictionary may be named like a vocabulary. */
const DICTIONARY = 'dictionary:'
/** A dictionary term was written by the officer: what it finds is meant. */
const DICTIONARY_CONFIDENCE: Confidence = 'high'

/**
 * Builds the shared tables once; the scanner may be used for any number of messages.
 * @throws when an id is not built: the policy checker refuses such a policy before
 */
export function createScanner(options: ScannerOptions): Scanner {
  const detectors = options.detectors.map(detectorOf)
  const custom = createCustomScanner(options.custom ?? [])
  const find = createKeywordFinder([
    ...detectors.flatMap((detector) => Object.entries(detector.vocabularies).map(([name, terms]) => ({ name, terms }))),
    ...options.dictionaries.map(({ name, terms }) => ({ name: DICTIONARY + name, terms })),
    ...custom.vocabularies,
  ])
  const limit = options.limits?.findings ?? DEFAULT_SCANNER_LIMITS.findings
  return (view) => {
    const findings: Finding[] = []
    for (const part of view.parts) {
      scanPart(part, find, detectors, options.dictionaries, custom, findings)
      if (findings.length > limit) throw new TooManyFindings(limit)
    }
    return findings
  }
}

function scanPart(
  part: TextPart,
  find: KeywordFinder,
  detectors: readonly Detector[],
  dictionaries: readonly Dictionary[],
  custom: CustomScanner,
  findings: Finding[],
): void {
  const units = unitsOf(part.text)
  const keywords = find(units)
  const scanned = scannedText(part.text, units, keywords)
  for (const detector of detectors) {
    for (const match of detector.find(scanned)) findings.push(toFinding(detector.id, part.path, match))
  }
  for (const [id, matches] of custom.scan(part.text, keywords.of)) {
    for (const match of matches) findings.push(toFinding(id, part.path, match))
  }
  for (const { name } of dictionaries) {
    for (const { start, end, term } of longestHits(keywords.of(DICTIONARY + name))) {
      findings.push({
        detector: name,
        part: part.path,
        start,
        end,
        confidence: DICTIONARY_CONFIDENCE,
        value: term,
        excerpt: maskTerm(term),
      })
    }
  }
}

/** Field by field: spreading costs several times as much, and tables have a finding in every cell. */
function toFinding(detector: Finding['detector'], part: string, { start, end, confidence, value, excerpt }: Match): Finding {
  return { detector, part, start, end, confidence, value, excerpt }
}

function scannedText(text: string, units: Uint16Array, keywords: KeywordHits): ScannedText {
  const columns = new Map<string, readonly Cell[]>()
  const cellsBeneath = createTableReader(text)
  const shared = new Map<unknown, unknown>()
  const scanned: ScannedText = {
    text,
    units,
    tokens: findDigitTokens(units),
    hits: keywords.of,
    cells(vocabulary) {
      let cells = columns.get(vocabulary)
      if (!cells) {
        cells = cellsBeneath(keywords.of(vocabulary))
        columns.set(vocabulary, cells)
      }
      return cells
    },
    candidates<T>(finder: (scanned: ScannedText) => T): T {
      if (!shared.has(finder)) shared.set(finder, finder(scanned))
      return shared.get(finder) as T
    },
  }
  return scanned
}

function detectorOf(id: DetectorId): Detector {
  const detector = DETECTORS.find((known) => known.id === id)
  if (!detector) throw new Error(`the detector ${id} is not built yet; built are ${DETECTORS.map((known) => known.id).join(', ')}`)
  return detector
}
