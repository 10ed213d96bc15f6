// Embedded objects: OLE 1.0 as in RTF (MS-OLEDS §2.2), and the file that the packager keeps in them. What is in them goes back to the walk.
import type { Gatherer } from './gatherer.ts'

const COMPOUND = Buffer.from('d0cf11e0a1b11ae1', 'hex')
const MAX_NAME = 4096

/** @param bytes an OLE 1.0 object, or whatever stands in its place: then it is handed back as it is */
export function readOleObject(bytes: Buffer, gatherer: Gatherer): void {
  const native = nativeData(bytes)
  if (native && /^package/i.test(native.className)) readPackage(native.data, gatherer)
  else gatherer.addFile({ name: '', bytes: native ? native.data : bytes })
  // A picture of the object, and anything else behind it.
  if (native && native.rest.length > 8)
    gatherer.refuse('a picture of an embedded object: content not read', { label: 'objects', opaque: true, type: 'image/other' })
}

interface Native {
  readonly className: string
  readonly data: Buffer
  readonly rest: Buffer
}

/** OLEVersion, FormatID 2, class name, topic, item, size, data. */
function nativeData(bytes: Buffer): Native | undefined {
  if (bytes.length < 12 || bytes.readUInt32LE(4) !== 2) return undefined
  const className = lengthPrefixed(bytes, 8)
  const topic = className && lengthPrefixed(bytes, className.next)
  const item = topic && lengthPrefixed(bytes, topic.next)
  if (!className || !item || item.next + 4 > bytes.length) return undefined
  const start = item.next + 4
  const end = start + bytes.readUInt32LE(item.next)
  if (end > bytes.length) return undefined
  return { className: className.text, data: bytes.subarray(start, end), rest: bytes.subarray(end) }
}

function lengthPrefixed(bytes: Buffer, at: number): { readonly text: string; readonly next: number } | undefined {
  if (at + 4 > bytes.length) return undefined
  const length = bytes.readUInt32LE(at)
  if (length > MAX_NAME || at + 4 + length > bytes.length) return undefined
  return { text: bytes.toString('latin1', at + 4, at + 4 + length).replace(/\0.*$/s, ''), next: at + 4 + length }
}

/**
 * The packager's stream: label, original path, a mark, temporary path, then size and bytes of one file. All strings end with NUL.
 * @param bytes without the size that stands before them in a stream called `\x01Ole10Native`
 */
export function readPackage(bytes: Buffer, gatherer: Gatherer): void {
  if (bytes.subarray(0, 8).equals(COMPOUND)) {
    gatherer.addFile({ name: '', bytes })
    return
  }
  const label = bytes.length > 2 ? untilNul(bytes, 2) : undefined
  const path = label && untilNul(bytes, label.next)
  const temporaryAt = path ? path.next + 8 : 0
  const size = path && temporaryAt <= bytes.length ? bytes.readUInt32LE(path.next + 4) : 0
  const at = temporaryAt + size
  const known = label && path && path.next + 8 <= bytes.length && size <= MAX_NAME && at + 4 <= bytes.length
  const end = known ? at + 4 + bytes.readUInt32LE(at) : 0
  if (!known || end > bytes.length) {
    gatherer.refuse('an embedded object that cannot be read')
    return
  }
  gatherer.addText('names', `${label.text}\n${path.text}`, 'name')
  gatherer.addFile({ name: label.text, bytes: bytes.subarray(at + 4, end) })
}

function untilNul(bytes: Buffer, at: number): { readonly text: string; readonly next: number } | undefined {
  const end = bytes.indexOf(0, at)
  return end < 0 || end - at > MAX_NAME ? undefined : { text: bytes.toString('latin1', at, end), next: end + 1 }
}
