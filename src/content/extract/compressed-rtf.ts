// RTF as Outlook keeps it (MS-OXRTFCP): a dictionary of 4 KiB that begins with what every RTF begins with.
import { Unreadable } from './extraction.ts'
import type { Gatherer } from './gatherer.ts'

const DICTIONARY =
  '{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier' +
  '{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx'
const COMPRESSED = 0x75465a4c
const PLAIN = 0x414c454d
const SIZE = 4096
const HEAD = 16

export function decompressRtf(bytes: Buffer, gatherer: Gatherer): Buffer {
  if (bytes.length < HEAD) throw new Unreadable('compressed RTF that is broken')
  const size = bytes.readUInt32LE(4)
  const kind = bytes.readUInt32LE(8)
  if (kind === PLAIN) return bytes.subarray(HEAD, HEAD + size)
  if (kind !== COMPRESSED) throw new Unreadable('compressed RTF that is broken')
  // Two bytes give at most 17.
  gatherer.inflated(Math.min(size, bytes.length * 17), bytes.length)
  const out = inflate(bytes, size)
  if (out.length < size) throw new Unreadable('compressed RTF that is cut off')
  return out
}

function inflate(bytes: Buffer, size: number): Buffer {
  const out = Buffer.alloc(Math.min(size, bytes.length * 17))
  const dictionary = Buffer.alloc(SIZE, 0x20)
  dictionary.write(DICTIONARY, 'latin1')
  let write = DICTIONARY.length
  let length = 0
  let at = HEAD
  const put = (byte: number) => {
    dictionary[write] = byte
    write = (write + 1) % SIZE
    if (length < out.length) out[length++] = byte
  }
  while (at < bytes.length && length < out.length) {
    const flags = bytes[at++] as number
    for (let bit = 0; bit < 8 && at < bytes.length; bit++) {
      if ((flags & (1 << bit)) === 0) {
        put(bytes[at++] as number)
        continue
      }
      if (at + 1 >= bytes.length) return out.subarray(0, length)
      const reference = bytes.readUInt16BE(at)
      at += 2
      const from = reference >> 4
      if (from === write) return out.subarray(0, length)
      for (let i = 0; i < (reference & 0xf) + 2; i++) put(dictionary[(from + i) % SIZE] as number)
    }
  }
  return out.subarray(0, length)
}
