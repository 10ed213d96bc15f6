// What a detector is: one file with its source, its rule and its examples; a generic test runs the examples of all of them.
import type { Confidence, DetectorId } from '../domain/finding.ts'
import type { DigitTokens } from './digit-tokens.ts'
import type { KeywordHit } from './keyword-hits.ts'
import type { Cell } from './table-columns.ts'

export interface Match {
  /** UTF-16 offsets into the scanned text, end exclusive. */
  readonly start: number
  readonly end: number
  readonly confidence: Confidence
  /** Normalised: equal values written differently are equal here. */
  readonly value: string
  /** Masked: safe as evidence. */
  readonly excerpt: string
}

/** A text after the shared passes, as every detector gets it. */
export interface ScannedText {
  readonly text: string
  /** The text's UTF-16 units: for passes that look at every character. */
  readonly units: Uint16Array
  readonly tokens: DigitTokens
  /** Whole-word hits of one of the detector's vocabularies, in order of their end. */
  hits(vocabulary: string): readonly KeywordHit[]
  /** Table cells whose column is headed by a label of the vocabulary, in order of start. */
  cells(vocabulary: string): readonly Cell[]
  /** Candidates that several detectors judge, such as calendar dates: the finder runs at most once a text. */
  candidates<T>(find: (scanned: ScannedText) => T): T
}

export interface Detector {
  readonly id: DetectorId
  readonly about: string
  /** Statute, standard or issuer that the rule comes from. */
  readonly source: string
  /** Named word lists, found for all detectors together in one pass. */
  readonly vocabularies: Readonly<Record<string, readonly string[]>>
  /** Linear in the text: looks at tokens and hits, each a bounded number of times. In order of start. */
  readonly find: (scanned: ScannedText) => readonly Match[]
  readonly examples: { readonly match: readonly string[]; readonly ignore: readonly string[] }
}

export function defineDetector(detector: Detector): Detector {
  return detector
}
