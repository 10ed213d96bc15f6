// The Merkle tree of RFC 6962 §2.1 over SHA-256: leaves are hashed after a 0x00 byte, nodes after a 0x01 byte, so that neither can pass for
// the other; a list is split at the largest power of two below its length, so that equal roots mean equal lists.
import { hash } from 'node:crypto'

const LEAF = new Uint8Array([0])
const NODE = new Uint8Array([1])

export function leafHash(leaf: Uint8Array | string): Uint8Array {
  return hash('sha256', Buffer.concat([LEAF, typeof leaf === 'string' ? Buffer.from(leaf) : leaf]), 'buffer')
}

/** @param leaves leaf hashes in order; of an empty list the root is the hash of nothing */
export function merkleRoot(leaves: readonly Uint8Array[]): Uint8Array {
  return leaves.length === 0 ? hash('sha256', '', 'buffer') : subtree(leaves, 0, leaves.length)
}

function subtree(leaves: readonly Uint8Array[], from: number, to: number): Uint8Array {
  if (to - from === 1) return leaves[from] as Uint8Array
  const split = from + 2 ** (31 - Math.clz32(to - from - 1))
  return hash('sha256', Buffer.concat([NODE, subtree(leaves, from, split), subtree(leaves, split, to)]), 'buffer')
}
