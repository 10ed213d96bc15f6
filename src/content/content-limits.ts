// Caps on what one message may make the reader do (P5). What lies beyond a cap is reported as uninspectable, never cut in silence.

export interface ContentLimits {
  /** MIME entities over all nesting levels and readings. */
  readonly parts: number
  /** Nesting of multiparts and messages. */
  readonly depth: number
  /** Bytes of all header blocks together. */
  readonly headerBytes: number
  /** Header fields of all header blocks together. */
  readonly headerFields: number
  /** UTF-16 units of all text parts together. */
  readonly textLength: number
  /** Addresses of one address header (From, To, Cc, Reply-To). */
  readonly addresses: number
  /** How often, on average, each byte of the message may be looked at: nesting and several readings cost a pass each. */
  readonly passes: number
  /** Documents and archives in one another. */
  readonly nesting: number
  /** Bytes of all files that were taken out of attachments. */
  readonly unpacked: number
}

export const DEFAULT_CONTENT_LIMITS: ContentLimits = {
  parts: 1000,
  depth: 20,
  headerBytes: 1024 * 1024,
  headerFields: 5000,
  textLength: 8 * 1024 * 1024,
  addresses: 2000,
  passes: 24,
  nesting: 8,
  unpacked: 128 * 1024 * 1024,
}
