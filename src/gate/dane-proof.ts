// DANE on a live session (RFC 7672 §3): the handshake, judged by the host's TLSA records. Usage 2 needs a handshake that trusts the anchor which the
// records name; that certificate is usually learned from the chain of a first connection, so the first visit takes two, and later ones know it.
import { createHash, type X509Certificate } from 'node:crypto'
import type { DanePolicy } from '../domain/dane.ts'
import { namesHost } from './certificate.ts'
import { anchorsIn, endEntityMatches } from './dane-match.ts'
import type { HandshakeResult } from './handshake.ts'
import type { DaneAnchors, TrustedAuthorities } from './tls-profile.ts'

type Trusted = TrustedAuthorities | DaneAnchors
type Secured = Extract<HandshakeResult, { kind: 'secured' }>

/** Anchors by the records that named them. A hint only: each session is verified with what it holds. */
const learned = new Map<string, readonly string[]>()
const MAX_LEARNED = 5_000

/**
 * @param upgrade the handshake on the connection at hand
 * @param again a new connection up to its handshake; undefined where it did not get there
 * @returns a session whose `proof.dane` is set wherever there are usable records; sockets that are not returned are closed
 */
export async function proveDane(
  dane: DanePolicy | undefined,
  ca: TrustedAuthorities,
  upgrade: (ca: Trusted) => Promise<HandshakeResult>,
  again: (ca: Trusted) => Promise<HandshakeResult | undefined>,
): Promise<HandshakeResult> {
  if (!dane || dane.records.length === 0) return upgrade(ca)
  const known = anchorsIn(dane, [])
  const trusted = known.length > 0 ? known : learned.get(keyOf(dane))
  const first = await upgrade(trusted ? { anchors: trusted } : ca)
  if (first.kind === 'failed') return first
  const [leaf] = first.chain
  if (!leaf) return judged(first, false)
  if (endEntityMatches(dane, leaf) || (trusted && isProved(dane, first, leaf))) return judged(first, true)
  const anchors = anchorsIn(dane, first.chain)
  if (anchors.length === 0 || anchors.join() === trusted?.join()) return judged(first, false)
  learn(dane, anchors)
  const second = await again({ anchors })
  if (second?.kind !== 'secured') return judged(first, false)
  first.socket.destroy()
  const [leafNow] = second.chain
  return judged(second, leafNow !== undefined && (endEntityMatches(dane, leafNow) || isProved(dane, second, leafNow)))
}

/** OpenSSL verified the chain up to an anchor, and the certificate carries one of the names (RFC 7672 §3.2.2, §3.2.3). */
function isProved({ names }: DanePolicy, { proof }: Secured, leaf: X509Certificate): boolean {
  return proof.chainError === undefined && names.some((name) => namesHost(leaf, name))
}

function judged(session: Secured, matched: boolean): Secured {
  return { ...session, proof: { ...session.proof, dane: matched ? 'matched' : 'unmatched' } }
}

function learn(dane: DanePolicy, anchors: readonly string[]): void {
  if (learned.size >= MAX_LEARNED) learned.clear()
  learned.set(keyOf(dane), anchors)
}

function keyOf({ base, records }: DanePolicy): string {
  return createHash('sha256')
    .update(JSON.stringify([base, records]))
    .digest('base64')
}
