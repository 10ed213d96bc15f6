// HMAC-SHA256 (RFC 2104) out of two one-shot hashes. node:crypto's createHmac looks its algorithm up anew on every call: measured on
// Node 24.21, 37 µs against 9 µs here for short inputs, and sealing one content key takes nine of them.
import { hash } from 'node:crypto'

const BLOCK = 64

/** @param key at most 64 bytes, as all keys here are @returns 32 bytes */
export function hmacSha256(key: Uint8Array, ...parts: readonly Uint8Array[]): Buffer {
  if (key.length > BLOCK) throw new RangeError('an HMAC key of more than 64 bytes has to be hashed first')
  const inner = hash('sha256', Buffer.concat([padded(key, 0x36), ...parts]), 'buffer')
  return hash('sha256', Buffer.concat([padded(key, 0x5c), inner]), 'buffer')
}

function padded(key: Uint8Array, pad: number): Buffer {
  const block = Buffer.alloc(BLOCK, pad)
  for (let at = 0; at < key.length; at++) block[at] = (key[at] as number) ^ pad
  return block
}
