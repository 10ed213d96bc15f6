// A child process of the inspector: one message at a time, nothing shared. It may die; the inspector notices. Attachments are opened by a child of its own.
import type { ContentLimits } from '../content/content-limits.ts'
import type { ChangeRequest } from '../domain/change-outcome.ts'
import type { ScanSet } from '../domain/scan-set.ts'
import { changeMessage } from './change-message.ts'
import { createExtractor, type ExtractorSettings, withinTime } from './extractor.ts'
import { createMessageReader } from './inspect-message.ts'

/** `InspectorSettings`, as far as a reader needs them. */
interface ReaderSettings {
  readonly content?: ContentLimits
  readonly attachments?: ExtractorSettings
  /** Milliseconds that one message may take. */
  readonly timeout: number
}

const settings = JSON.parse(process.argv[2] ?? '{}') as ReaderSettings
const extractor = createExtractor(settings.attachments)
/** The rest is for the walk and the detectors. */
const share = settings.timeout * 0.75
const readerFor = (scan: ScanSet | undefined) =>
  createMessageReader({
    ...(scan ? { scan } : {}),
    ...(settings.content ? { limits: settings.content } : {}),
    opener: () => ({ extract: withinTime(extractor, share), pictures: settings.attachments?.ocr ?? false }),
  })
let reader: ReturnType<typeof readerFor> | undefined

interface ToChange {
  readonly bytes: Uint8Array
  readonly change: ChangeRequest
}

process.on('message', async (message: Uint8Array | ToChange | { readonly scan?: ScanSet }) => {
  if (!(message instanceof Uint8Array) && !('change' in message)) {
    reader = readerFor(message.scan)
    return
  }
  try {
    reader ??= readerFor(undefined)
    if (message instanceof Uint8Array) process.send?.({ ok: true, inspection: await reader.inspect(message) })
    else process.send?.({ ok: true, outcome: await changeMessage(reader, message.bytes, message.change) })
  } catch (error) {
    // The name only: a parser's message may quote the mail (P4).
    process.send?.({ ok: false, reason: `the reader failed (${(error as Error).name})` })
  }
})

// Ctrl-C reaches every process of the terminal, systemd's stop every process of the service: the gateway decides what is still read to its end.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})

// The gateway is gone, however it went.
process.on('disconnect', () => process.exit(0))
