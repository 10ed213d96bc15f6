// The port between the walk over a message and what opens the files in it (PDF, office, archives, Outlook). Step 2, inspect.
// An extractor opens one level: texts are scanned, files go back to the walk, which finds out what they are and asks again for those that hold more.
// Extractors run in a child process of their own (src/pipeline/extractor.ts): they may take too long or too much memory, and are killed then.

/** What the first bytes say; everything finer (a word document, a plain archive) the extractor finds out. */
export type DocumentFormat = 'zip' | 'gzip' | 'tar' | 'pdf' | 'rtf' | 'ole' | 'tnef' | 'image'

export interface ExtractRequest {
  readonly format: DocumentFormat
  readonly bytes: Uint8Array
}

export interface ExtractedText {
  /** Where in the document: `body`, `sheet-2`, `comments`. A word of ours, never the sender's: it stands in the ledger (P4). */
  readonly label: string
  readonly kind: 'attachment' | 'name'
  readonly text: string
}

export interface ExtractedFile {
  readonly label: string
  readonly name: string
  /** Declared media type, lower case; '' where none is. */
  readonly type: string
  readonly charset: string
  readonly bytes: Uint8Array
}

/** Something in the document that was not read. */
export interface Unread {
  readonly label: string
  readonly why: string
  /** A picture and the like: policy lists it apart. */
  readonly opaque: boolean
  /** Media type of what was not read; '' for the document's own. */
  readonly type: string
}

export interface Extraction {
  /** What the document turned out to be, where that is more than its format says. */
  readonly type?: string
  /** It, or something in it, cannot be opened without a key. */
  readonly encrypted: boolean
  readonly texts: readonly ExtractedText[]
  readonly files: readonly ExtractedFile[]
  readonly unread: readonly Unread[]
}

/** Opens one document. Never rejects: what goes wrong is an `unread`. */
export type Extract = (request: ExtractRequest) => Promise<Extraction>

/** Caps on what one attachment may make an extractor do. */
export interface ExtractLimits {
  /** UTF-16 units of text. */
  readonly text: number
  /** Entries of an archive or an office file, embedded files of a document. */
  readonly entries: number
  /** Bytes that come out of compression, all entries together. */
  readonly unpacked: number
  /** Bytes of the files in it that are handed back to be read themselves. */
  readonly files: number
  /** Bytes out of compression for each byte in it, once more than a few MiB came out. */
  readonly ratio: number
}

export interface ExtractOptions {
  readonly limits: ExtractLimits
  /** Read words in pictures. */
  readonly ocr: boolean
}

const MIB = 1024 * 1024

export const DEFAULT_EXTRACT_LIMITS: ExtractLimits = {
  text: 8 * MIB,
  entries: 5000,
  unpacked: 256 * MIB,
  files: 64 * MIB,
  ratio: 250,
}

/** The document, or the rest of it, cannot be read. Ends an extraction; what was found before is kept. */
export class Unreadable extends Error {
  readonly encrypted: boolean
  constructor(why: string, encrypted = false) {
    super(why)
    this.encrypted = encrypted
  }
}

/** A document of which nothing was read. */
export function unreadDocument(why: string): Extraction {
  return { encrypted: false, texts: [], files: [], unread: [{ label: '', why, opaque: false, type: '' }] }
}
