// Opens a message and finds what is sensitive: content and dlp put together. The gateway runs it in a child process, the commands
// `policy explain|test` and `extract` run it directly; documents and archives are opened in a child process in either case.
import { type ContentLimits, DEFAULT_CONTENT_LIMITS, readMessage, readMessageWith } from '../content/content.ts'
import type { Opener } from '../content/documents.ts'
import { BUILT_DETECTORS } from '../dlp/catalog.ts'
import { createScanner } from '../dlp/dlp.ts'
import type { ContentView } from '../domain/content.ts'
import type { Finding } from '../domain/finding.ts'
import type { ScanSet } from '../domain/scan-set.ts'

export interface InspectOptions {
  /** What to look for; of what is left out, every built-in detector and no dictionary. */
  readonly scan?: Partial<ScanSet>
  readonly limits?: ContentLimits
  /** What opens the attachments of one message; left out, documents and archives are uninspectable. */
  readonly opener?: () => Opener
}

export interface Inspection {
  readonly view: ContentView
  readonly findings: readonly Finding[]
}

/** Looks into messages, and into bare texts with the same detectors. */
export interface MessageReader {
  readonly inspect: (bytes: Uint8Array) => Promise<Inspection>
  readonly scanText: (text: string) => readonly Finding[]
  readonly limits: ContentLimits
}

export function createMessageInspector(options: InspectOptions = {}): (bytes: Uint8Array) => Promise<Inspection> {
  return createMessageReader(options).inspect
}

export function createMessageReader(options: InspectOptions = {}): MessageReader {
  const { detectors = BUILT_DETECTORS, dictionaries = [], custom = [] } = options.scan ?? {}
  const scan = createScanner({ detectors, dictionaries, custom })
  const { limits = DEFAULT_CONTENT_LIMITS, opener } = options
  return {
    limits,
    async inspect(bytes) {
      const view = opener ? await readMessageWith(opener(), bytes, limits) : readMessage(bytes, limits)
      return { view, findings: scan(view) }
    },
    scanText: (text) => scan({ parts: [{ path: '1', type: 'text/plain', kind: 'body', text, subjectLength: 0 }] }),
  }
}
