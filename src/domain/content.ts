// The bounded view of a message that detectors and policy see. Made in a worker; text is capped; nothing here is stored.

export interface HeaderField {
  /** As written in the message. */
  readonly name: string
  /** Unfolded, RFC 2047 words decoded. */
  readonly value: string
}

export interface TextPart {
  /** MIME part number in the manner of IMAP (`1`, `2.1`), `subject` for the subject, `1/html-attrs` style suffixes for derived texts. */
  readonly path: string
  /** Media type that the text came from. */
  readonly type: string
  /** File name of an attachment. */
  readonly name?: string
  /** `header`: words that people write into header fields other than the subject (display names, comments, unknown fields). */
  readonly kind: 'subject' | 'header' | 'body' | 'attachment' | 'name'
  /** The text that detectors scan. For a body part the subject stands at its head (design §6): `subjectLength` characters of it. */
  readonly text: string
  readonly subjectLength: number
}

export interface AttachmentFacts {
  readonly path: string
  /** Decoded file name; '' where none was given. */
  readonly name: string
  /** Media type told by the content, and by the header where they differ. */
  readonly type: string
  readonly declaredType: string
  /** Decoded size in bytes. */
  readonly size: number
  /** SHA-256, lower-case hex. */
  readonly digest: string
  readonly encrypted: boolean
}

/** A part that could not be read. `opaque`: a type that policy lists apart (image, audio, …), never called clean. */
export interface Uninspectable {
  readonly path: string
  /** Of a closed list (else `image/other` and the like, or `application/octet-stream`): safe in clear records. */
  readonly type: string
  /** The media type as the header declares it, where the closed list does not have it: free text of the sender. */
  readonly declaredType?: string
  readonly name: string
  readonly why: string
  readonly opaque: boolean
}

export interface ContentView {
  readonly headers: readonly HeaderField[]
  readonly subject: string
  /** Addresses of the header fields, lower-cased domain, in order. */
  readonly from: readonly string[]
  readonly to: readonly string[]
  readonly cc: readonly string[]
  readonly replyTo: readonly string[]
  readonly messageId: string
  readonly parts: readonly TextPart[]
  readonly attachments: readonly AttachmentFacts[]
  readonly uninspectable: readonly Uninspectable[]
  /** Paths of `multipart/alternative` (RFC 2046 §5.1.4): their parts are versions of one another. Left out: none. */
  readonly alternatives?: readonly string[]
  /** Things worth knowing that do not make a message uninspectable: `missing-last-boundary`, `raw-8bit`, `unknown-charset:x`, … */
  readonly notes: readonly string[]
  /** Size of the whole message in bytes. */
  readonly size: number
}

/** A message of which nothing was read. */
export const EMPTY_VIEW: ContentView = {
  headers: [],
  subject: '',
  from: [],
  to: [],
  cc: [],
  replyTo: [],
  messageId: '',
  parts: [],
  attachments: [],
  uninspectable: [],
  notes: [],
  size: 0,
}
