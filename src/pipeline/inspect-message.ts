// Opens a message and finds what is sensitive: content and dlp put together. Pure and synchronous; the gateway runs it in a child process,
// the commands `policy explain|test` and `extract` run it directly.
import { type ContentLimits, DEFAULT_CONTENT_LIMITS, readMessage } from '../content/content.ts'
import { BUILT_DETECTORS } from '../dlp/catalog.ts'
import { createScanner, type Dictionary } from '../dlp/dlp.ts'
import type { ContentView } from '../domain/content.ts'
import type { DetectorId, Finding } from '../domain/finding.ts'

export interface InspectOptions {
  /** Left out: every detector there is, so that a policy reload needs no new look at mail under way. */
  readonly detectors?: readonly DetectorId[]
  readonly dictionaries?: readonly Dictionary[]
  readonly limits?: ContentLimits
}

export interface Inspection {
  readonly view: ContentView
  readonly findings: readonly Finding[]
}

export function createMessageInspector(options: InspectOptions = {}): (bytes: Uint8Array) => Inspection {
  const scan = createScanner({ detectors: options.detectors ?? BUILT_DETECTORS, dictionaries: options.dictionaries ?? [] })
  return (bytes) => {
    const view = readMessage(bytes, options.limits ?? DEFAULT_CONTENT_LIMITS)
    return { view, findings: scan(view) }
  }
}
