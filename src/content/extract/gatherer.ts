// Gathers what an extractor finds in one document, and holds its caps: text, files, bytes that come out of compression. A cap that is reached ends the
// extraction with its reason (P5).
import { type ExtractedFile, type ExtractedText, type Extraction, type ExtractLimits, type Unread, Unreadable } from './extraction.ts'

export interface Gatherer {
  readonly limits: ExtractLimits
  setType(type: string): void
  /** Blank texts are left out. @throws Unreadable above the cap; what fits is kept */
  addText(label: string, text: string, kind?: ExtractedText['kind']): void
  /** @throws Unreadable above the caps on entries and bytes */
  addFile(file: { readonly name: string; readonly bytes: Uint8Array; readonly type?: string; readonly charset?: string }): void
  /** The rest of the document is still read. */
  refuse(
    why: string,
    options?: { readonly label?: string; readonly opaque?: boolean; readonly encrypted?: boolean; readonly type?: string },
  ): void
  /** Counts bytes out of compression. @param packed bytes that they came from @throws Unreadable above the caps */
  inflated(bytes: number, packed: number): void
  result(): Extraction
}

/** Below this no ratio is suspicious: a sheet of zeros is small all the same. */
const RATIO_FLOOR = 8 * 1024 * 1024
/** Reasons told of one document; a broken archive could give thousands. */
const MAX_UNREAD = 50

export function createGatherer(limits: ExtractLimits): Gatherer {
  const texts: ExtractedText[] = []
  const files: ExtractedFile[] = []
  const unread: Unread[] = []
  const reasons = new Set<string>()
  let type: string | undefined
  let encrypted = false
  let textLength = 0
  let fileBytes = 0
  let unpacked = 0
  let packedBytes = 0
  return {
    limits,
    setType(found) {
      type = found
    },
    addText(label, text, kind = 'attachment') {
      if (!/\S/.test(text)) return
      const room = limits.text - textLength
      textLength += text.length
      texts.push({ label, kind, text: text.length > room ? text.slice(0, Math.max(0, room)) : text })
      if (text.length > room) throw new Unreadable(`more than ${limits.text} characters of text in one attachment`)
    },
    addFile({ name, bytes, type: declared = '', charset = '' }) {
      if (bytes.length === 0) return
      if (files.length >= limits.entries) throw new Unreadable(`more than ${limits.entries} files in one attachment`)
      fileBytes += bytes.length
      if (fileBytes > limits.files) throw new Unreadable(`more than ${limits.files} bytes of files in one attachment`)
      files.push({ label: `file-${files.length + 1}`, name, type: declared, charset, bytes })
    },
    refuse(why, { label = '', opaque = false, encrypted: locked = false, type: of = '' } = {}) {
      encrypted ||= locked
      if (reasons.has(why)) return
      reasons.add(why)
      if (unread.length < MAX_UNREAD) unread.push({ label, why, opaque, type: of })
    },
    inflated(bytes, packed) {
      unpacked += bytes
      packedBytes += packed
      if (unpacked > limits.unpacked) throw new Unreadable(`more than ${limits.unpacked} bytes after decompression`)
      if (unpacked > RATIO_FLOOR && unpacked > packedBytes * limits.ratio) {
        throw new Unreadable(`decompresses to more than ${limits.ratio} times its size`)
      }
    },
    result: () => ({ ...(type === undefined ? {} : { type }), encrypted, texts, files, unread }),
  }
}
