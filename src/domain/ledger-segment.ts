// The tamper-evident form of the ledger (P6). Events get gap-free positions; a segment covers a run of them with the Merkle root of their
// canonical bytes, the hash of the segment before it, and an Ed25519 signature. Who holds one segment's hash can show any later change.
// Pure: the sealer (pipeline/seal-ledger.ts) builds segments, `postern audit` verifies them with verify-ledger.ts.
import { createHash } from 'node:crypto'
import { canonicalJson } from './canonical-json.ts'
import type { LedgerEvent } from './event.ts'
import { leafHash, merkleRoot } from './merkle.ts'

/** The same shape as the store's `Segment`. */
export interface LedgerSegment {
  /** First and last position, both inclusive; the ledger begins at 1. */
  readonly from: number
  readonly to: number
  /** Milliseconds since the epoch, UTC; never before the segment in front. */
  readonly sealedAt: number
  /** Hex, as are the next three. */
  readonly root: string
  /** `hash` of the segment in front; GENESIS for the first. */
  readonly previous: string
  readonly hash: string
  /** Ed25519 over `signedBytes(hash)`. */
  readonly signature: string
  /** Id of the ledger key that signed. */
  readonly key: string
}

/** `previous` of the first segment. */
export const GENESIS = '0'.repeat(64)

/** What a leaf is made of: everything the event says, its position, and the sealed box as base64. The store's own row id is not part of it. */
export function eventRecord(event: LedgerEvent, position: number): Readonly<Record<string, unknown>> {
  return {
    position,
    kind: event.kind,
    at: event.at,
    message: event.message ?? undefined,
    recipient: event.recipient ?? undefined,
    actor: event.actor,
    data: event.data,
    sealed: event.sealed ? { key: event.sealed.key, box: Buffer.from(event.sealed.box).toString('base64') } : undefined,
  }
}

export function eventLeaf(event: LedgerEvent, position: number): Uint8Array {
  return leafHash(canonicalJson(eventRecord(event, position)))
}

/** SHA-256 over the segment's canonical JSON without hash, signature and key. @returns hex */
export function segmentHash({ from, to, sealedAt, root, previous }: Omit<LedgerSegment, 'hash' | 'signature' | 'key'>): string {
  return createHash('sha256')
    .update(`postern segment 1\n${canonicalJson({ from, to, sealedAt, root, previous })}`)
    .digest('hex')
}

/** The bytes a ledger key signs for a segment: the purpose in front keeps the signature from meaning anything else. */
export function signedBytes(hash: string): Uint8Array {
  return Buffer.from(`postern segment signature 1\n${hash}`)
}

/**
 * The next segment: positions follow on from `last` in the order of `events`.
 * @param sign the keyring's; throws when the ledger key is not held
 * @throws RangeError for no events, since an empty segment would say nothing
 */
export function buildSegment(
  events: readonly LedgerEvent[],
  last: LedgerSegment | undefined,
  now: number,
  sign: (data: Uint8Array) => { readonly key: string; readonly signature: Uint8Array },
): LedgerSegment {
  if (events.length === 0) throw new RangeError('a segment needs at least one event')
  const from = (last?.to ?? 0) + 1
  const body = {
    from,
    to: from + events.length - 1,
    // A clock set back must not make honest segments look forged.
    sealedAt: Math.max(now, last?.sealedAt ?? 0),
    root: Buffer.from(merkleRoot(events.map((event, index) => eventLeaf(event, from + index)))).toString('hex'),
    previous: last?.hash ?? GENESIS,
  }
  const hash = segmentHash(body)
  const { key, signature } = sign(signedBytes(hash))
  return { ...body, hash, signature: Buffer.from(signature).toString('hex'), key }
}
