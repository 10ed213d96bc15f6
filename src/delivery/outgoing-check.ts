// The guard on the way out: what smuggles is never sent (RFC 5321 §2.3.8), whoever let it in. It also finds what the next host must
// offer for these bytes (RFC 6152 8BITMIME, RFC 6531 SMTPUTF8). Runs before DATA; small messages are kept, so that they are read once.
import { isAscii } from 'node:buffer'
import { createLineScanner, type LineFault } from '../smtp/line-endings.ts'

export interface OutgoingFacts {
  /** What must not be sent, or undefined. */
  readonly fault?: LineFault
  /** Bytes of the whole message. */
  readonly size: number
  /** Bytes above 127 anywhere, and in the header section. */
  readonly eightBit: boolean
  readonly eightBitHeader: boolean
  /** The whole message, where it is no longer than `keep`. */
  readonly kept?: Uint8Array
}

const END_OF_HEADER = Buffer.from('\r\n\r\n')

/** @param keep bytes up to which the message is kept in memory instead of being read again */
export async function checkOutgoing(content: AsyncIterable<Uint8Array>, keep: number): Promise<OutgoingFacts> {
  const scanner = createLineScanner()
  const kept: Uint8Array[] = []
  let size = 0
  let eightBit = false
  let header: 'open' | 'ended' = 'open'
  let eightBitHeader = false
  let tail: Buffer = Buffer.alloc(0)

  for await (const chunk of content) {
    const fault = scanner.push(chunk)
    if (fault) return { fault, size, eightBit, eightBitHeader }
    size += chunk.length
    const plain = isAscii(chunk)
    eightBit ||= !plain
    if (header === 'open') {
      // The last three bytes of the chunk before may hold the beginning of the blank line.
      const seam = Buffer.concat([tail, chunk])
      const end = seam.indexOf(END_OF_HEADER)
      if (!plain) eightBitHeader ||= !isAscii(end < 0 ? seam : seam.subarray(0, end))
      if (end >= 0) header = 'ended'
      tail = Buffer.from(seam.subarray(Math.max(0, seam.length - 3)))
    }
    if (size <= keep) kept.push(chunk)
    else kept.length = 0
  }
  const fault = scanner.end()
  return {
    ...(fault ? { fault } : {}),
    size,
    eightBit,
    eightBitHeader,
    ...(size <= keep ? { kept: kept.length === 1 && kept[0] ? kept[0] : Buffer.concat(kept) } : {}),
  }
}

/** RFC 5321 §4.1.2: an address that could end its command early, or start another one. */
export function isSafeAddress(address: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return !/[\x00-\x1f\x7f<>]/.test(address) && address === address.trim()
}
