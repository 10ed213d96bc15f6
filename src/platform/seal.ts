// Content sealing: AES-256-GCM in 64 KiB chunks, so that a message of any size costs little memory and no unverified byte is ever handed out.
// The STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015): the nonce of a chunk is a random prefix (7 bytes), the chunk's number
// (4 bytes) and a flag on the last one. Chunks left out, repeated, reordered, cut off or put on the end do not open.
// Sealed form: version (1 byte), nonce prefix (7 bytes), then chunks, each with its tag (16 bytes). A key seals one message and nothing else.
import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto'
import { SealBroken } from './sealed-box.ts'

/** Clear bytes of every chunk but the last. Part of the format: changing it needs a new version number. */
export const CHUNK_SIZE = 64 * 1024
const TAG = 16
const VERSION = 1
const HEADER = 8
const MAX_CHUNKS = 2 ** 32
const WHAT = 'the sealed content'

export interface Sealer {
  /** Takes clear bytes and gives back what is sealed so far: often nothing, since a chunk is sealed only when it is full. */
  update(chunk: Uint8Array): Uint8Array[]
  /** The rest: also an empty message has a last chunk. Nothing may follow. */
  final(): Uint8Array
}

/** @returns 32 random bytes: the content key of one message */
export function newContentKey(): Uint8Array {
  return randomBytes(32)
}

/** Bytes that sealing adds to `size` clear bytes. */
export function sealedSize(size: number): number {
  return HEADER + size + TAG * Math.max(1, Math.ceil(size / CHUNK_SIZE))
}

/**
 * @param key 32 bytes, of this message only
 * @param aad what the content belongs to: the message id. Opening with another fails.
 */
export function createSealer(key: Uint8Array, aad: string): Sealer {
  // A cipher made with a KeyObject costs a third of one made with bytes.
  const secret = createSecretKey(key)
  const header = Buffer.concat([Buffer.from([VERSION]), randomBytes(HEADER - 1)])
  const bound = boundData(header, aad)
  let pending: Uint8Array[] = []
  let pendingSize = 0
  let counter = 0
  let ended = false

  const seal = (clear: Uint8Array, last: boolean): Uint8Array => {
    if (counter >= MAX_CHUNKS) throw new Error('more than 2^32 chunks under one content key')
    const cipher = createCipheriv('aes-256-gcm', secret, nonce(header, counter, last))
    cipher.setAAD(bound)
    const parts = [cipher.update(clear), cipher.final(), cipher.getAuthTag()]
    if (counter === 0) parts.unshift(header)
    counter += 1
    return Buffer.concat(parts)
  }

  return {
    update(chunk) {
      if (ended) throw new Error('the sealer has ended')
      if (chunk.length === 0) return []
      pending.push(chunk)
      pendingSize += chunk.length
      // A chunk that is just full may be the last one: it waits until more comes, or `final`.
      if (pendingSize <= CHUNK_SIZE) return []
      const clear = joined(pending)
      const sealed: Uint8Array[] = []
      let start = 0
      for (; clear.length - start > CHUNK_SIZE; start += CHUNK_SIZE) sealed.push(seal(clear.subarray(start, start + CHUNK_SIZE), false))
      pending = [clear.subarray(start)]
      pendingSize = clear.length - start
      return sealed
    },
    final() {
      if (ended) throw new Error('the sealer has ended')
      ended = true
      return seal(joined(pending), true)
    },
  }
}

/** Seals bytes that are in memory; the same form as `createSealer` gives. */
export function sealBytes(key: Uint8Array, bytes: Uint8Array, aad: string): Uint8Array {
  const sealer = createSealer(key, aad)
  return Buffer.concat([...sealer.update(bytes), sealer.final()])
}

/** @throws SealBroken when anything was changed, or key or `aad` is another */
export function openBytes(key: Uint8Array, sealed: Uint8Array, aad: string): Uint8Array {
  const opener = createOpener(key, aad)
  return Buffer.concat([...opener.update(sealed), opener.final()])
}

/**
 * Opens chunk by chunk. What it yields is verified, but only the end of the iteration says that the message is whole:
 * a consumer that passes bytes on must treat a throw as "nothing was there".
 * @throws SealBroken
 */
export async function* openStream(key: Uint8Array, aad: string, sealed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const opener = createOpener(key, aad)
  for await (const chunk of sealed) yield* opener.update(chunk)
  const rest = opener.final()
  if (rest.length > 0) yield rest
}

/** The mirror of a sealer: takes sealed bytes, gives back what is verified so far. */
function createOpener(key: Uint8Array, aad: string): Sealer {
  const secret = createSecretKey(key)
  let header: Buffer | undefined
  let bound = Buffer.alloc(0)
  let pending: Uint8Array[] = []
  let pendingSize = 0
  let counter = 0

  const withoutHeader = (bytes: Buffer): Buffer => {
    if (header) return bytes
    if (bytes.length < HEADER || bytes[0] !== VERSION) throw new SealBroken(WHAT)
    header = bytes.subarray(0, HEADER)
    bound = boundData(header, aad)
    return bytes.subarray(HEADER)
  }

  const open = (sealed: Uint8Array, last: boolean): Uint8Array => {
    if (!header || sealed.length < TAG || counter >= MAX_CHUNKS) throw new SealBroken(WHAT)
    const decipher = createDecipheriv('aes-256-gcm', secret, nonce(header, counter, last))
    decipher.setAAD(bound)
    decipher.setAuthTag(sealed.subarray(-TAG))
    const clear = decipher.update(sealed.subarray(0, -TAG))
    try {
      decipher.final()
    } catch {
      throw new SealBroken(WHAT)
    }
    counter += 1
    return clear
  }

  return {
    update(chunk) {
      pending.push(chunk)
      pendingSize += chunk.length
      if (pendingSize <= (header ? 0 : HEADER) + CHUNK_SIZE + TAG) return []
      const bytes = withoutHeader(joined(pending))
      const clear: Uint8Array[] = []
      let start = 0
      for (; bytes.length - start > CHUNK_SIZE + TAG; start += CHUNK_SIZE + TAG) {
        clear.push(open(bytes.subarray(start, start + CHUNK_SIZE + TAG), false))
      }
      pending = [bytes.subarray(start)]
      pendingSize = bytes.length - start
      return clear
    },
    final: () => open(withoutHeader(joined(pending)), true),
  }
}

function nonce(header: Uint8Array, counter: number, last: boolean): Buffer {
  const bytes = Buffer.alloc(12)
  bytes.set(header.subarray(1, HEADER), 0)
  bytes.writeUInt32BE(counter, 7)
  bytes[11] = last ? 1 : 0
  return bytes
}

function boundData(header: Uint8Array, aad: string): Buffer<ArrayBuffer> {
  return Buffer.concat([header.subarray(0, 1), Buffer.from(aad)])
}

function joined(parts: readonly Uint8Array[]): Buffer {
  const [first] = parts
  if (parts.length === 1 && first) return Buffer.from(first.buffer, first.byteOffset, first.byteLength)
  return Buffer.concat(parts)
}
