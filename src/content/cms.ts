// Signatures, certificates and keys: they may pass as opaque only if they carry no content of their own (RFC 5652 §5, RFC 5280, RFC 9580).

const SIGNED_DATA = Buffer.from('06092a864886f70d010702', 'hex')
const MAX_NESTING = 16

interface Element {
  readonly tag: number
  readonly start: number
  /** Exclusive; the end of the bytes where the length is indefinite. */
  readonly end: number
  readonly indefinite: boolean
}

/** @returns whether the bytes are CMS signed data without the signed content in it: a detached signature, or a bag of certificates */
export function isDetachedSignature(bytes: Buffer): boolean {
  const outer = elementAt(bytes, 0)
  if (outer?.tag !== 0x30 || !bytes.subarray(outer.start, outer.start + SIGNED_DATA.length).equals(SIGNED_DATA)) return false
  const explicit = elementAt(bytes, outer.start + SIGNED_DATA.length)
  const signedData = explicit?.tag === 0xa0 ? elementAt(bytes, explicit.start) : undefined
  const version = signedData?.tag === 0x30 ? elementAt(bytes, signedData.start) : undefined
  const digests = version?.tag === 0x02 ? elementAt(bytes, version.end) : undefined
  const content = digests?.tag === 0x31 ? elementAt(bytes, endOf(bytes, digests, 0)) : undefined
  const type = content?.tag === 0x30 ? elementAt(bytes, content.start) : undefined
  if (!content || type?.tag !== 0x06) return false
  return content.indefinite ? bytes[type.end] === 0 && bytes[type.end + 1] === 0 : type.end === content.end
}

/** @returns whether the bytes are one ASN.1 sequence and nothing behind it: a certificate, a revocation list, a public key */
export function isOneSequence(bytes: Buffer): boolean {
  const element = elementAt(bytes, 0)
  return element?.tag === 0x30 && !element.indefinite && element.end <= bytes.length && bytes.length - element.end <= 2
}

/** @returns whether the bytes begin like an OpenPGP signature or public key packet (RFC 9580 §4.3) */
export function isOpenPgpPacket(bytes: Buffer): boolean {
  const first = bytes[0] ?? 0
  const packet = first >= 0xc0 ? first & 0x3f : first >= 0x80 ? (first >> 2) & 0x0f : 0
  return packet === 2 || packet === 6
}

function elementAt(bytes: Buffer, at: number): Element | undefined {
  const tag = bytes[at]
  const first = bytes[at + 1]
  if (tag === undefined || first === undefined) return undefined
  if (first < 0x80) return { tag, start: at + 2, end: at + 2 + first, indefinite: false }
  if (first === 0x80) return { tag, start: at + 2, end: bytes.length, indefinite: true }
  const size = first & 0x7f
  if (size > 4 || at + 2 + size > bytes.length) return undefined
  const start = at + 2 + size
  return { tag, start, end: start + bytes.readUIntBE(at + 2, size), indefinite: false }
}

/** The end of an element, looked for where its length is indefinite; -1 where there is none. */
function endOf(bytes: Buffer, element: Element, depth: number): number {
  if (!element.indefinite) return element.end
  let at = element.start
  while (depth < MAX_NESTING && at >= 0 && at + 1 < bytes.length) {
    if (bytes[at] === 0 && bytes[at + 1] === 0) return at + 2
    const inner = elementAt(bytes, at)
    at = inner ? endOf(bytes, inner, depth + 1) : -1
  }
  return -1
}
