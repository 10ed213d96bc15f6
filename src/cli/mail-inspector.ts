// The inspection that commands do without a gateway: in this process, but for attachments, which are opened in a child of their own.
import type { Opener } from '../content/documents.ts'
import type { ScanSet } from '../domain/scan-set.ts'
import { createExtractor } from '../pipeline/extractor.ts'
import { createMessageReader, type Inspection, type MessageReader } from '../pipeline/inspect-message.ts'

/** @param run gets what opens attachments; the child behind it ends with `run` */
export async function withOpener<T>(run: (opener: Opener) => Promise<T>): Promise<T> {
  const extractor = createExtractor()
  try {
    return await run({ extract: (request) => extractor.extract(request), pictures: false })
  } finally {
    extractor.close()
  }
}

/** @param scan what to look for @param run gets the inspection */
export function withMailInspector<T>(
  scan: ScanSet,
  run: (inspect: (bytes: Uint8Array) => Promise<Inspection>, reader: MessageReader) => Promise<T>,
): Promise<T> {
  return withOpener((opener) => {
    const reader = createMessageReader({ scan, opener: () => opener })
    return run(reader.inspect, reader)
  })
}
