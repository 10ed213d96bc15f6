// Opens a message and finds what is sensitive: content and dlp put together. Pure and synchronous; the gateway runs it in a child process,
// the commands `policy explain|test` and `extract` run it directly.
import { type ContentLimits, DEFAULT_CONTENT_LIMITS, readMessage } from '../content/content.ts'
import { BUILT_DETECTORS } from '../dlp/catalog.ts'
import { createScanner } from '../dlp/dlp.ts'
import type { ContentView } from '../domain/content.ts'
import type { Finding } from '../domain/finding.ts'
import type { ScanSet } from '../domain/scan-set.ts'

export interface InspectOptions {
  /** What to look for; of what is left out, every built-in detector and no dictionary. */
  readonly scan?: Partial<ScanSet>
  readonly limits?: ContentLimits
}

export interface Inspection {
  readonly view: ContentView
  readonly findings: readonly Finding[]
}

export function createMessageInspector(options: InspectOptions = {}): (bytes: Uint8Array) => Inspection {
  const { detectors = BUILT_DETECTORS, dictionaries = [], custom = [] } = options.scan ?? {}
  const scan = createScanner({ detectors, dictionaries, custom })
  return (bytes) => {
    const view = readMessage(bytes, options.limits ?? DEFAULT_CONTENT_LIMITS)
    return { view, findings: scan(view) }
  }
}
