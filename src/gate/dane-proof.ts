// DANE on a live session (RFC 7672 §3): the handshake, judged by the host's TLSA records. Usage 2 needs a handshake that trusts the anchor which the
// records name; that certificate is usually learned from the chain of a first connection, so the first visit takes two, and later ones know it.
import { createHash, type X509Certificate } from 'node:crypto'
import { type DanePolicy, type TlsaRecord, tlsaText } from '../domain/dane.ts'
import { namesHost } from './certificate.ts'
import { anchorRecord, anchorsIn, endEntityRecord } from './dane-match.ts'
import type { HandshakeResult } from './handshake.ts'
import type { Authorities, DaneAnchors } from './tls-profile.ts'

type Trusted = Authorities | DaneAnchors
type Secured = Extract<HandshakeResult, { kind: 'secured' }>

/** Anchors by the records that named them. A hint only: each session is verified with what it holds. */
const learned = new Map<string, readonly string[]>()
const MAX_LEARNED = 5_000

/**
 * @param upgrade the handshake on the connection at hand
 * @param again a new connection up to its handshake; undefined where it did not get there
 * @returns a session whose `proof.dane` is set wherever there are usable records; sockets that are not returned are closed, and so may be one that
 * proves nothing
 */
export async function proveDane(
  dane: DanePolicy | undefined,
  ca: Authorities,
  upgrade: (ca: Trusted) => Promise<HandshakeResult>,
  again: (ca: Trusted) => Promise<HandshakeResult | undefined>,
): Promise<HandshakeResult> {
  if (!dane || dane.records.length === 0) return upgrade(ca)
  const known = anchorsIn(dane, [])
  const trusted = known.length > 0 ? known : learned.get(keyOf(dane))
  const first = await upgrade(trusted ? { anchors: trusted } : ca)
  if (first.kind === 'failed') return first
  const [leaf] = first.chain
  if (!leaf) return judged(first)
  const record = recordFor(dane, first, leaf, trusted ?? [])
  if (record) return judged(first, record)
  const anchors = anchorsIn(dane, first.chain)
  if (anchors.length === 0 || anchors.join() === trusted?.join()) return judged(first)
  learn(dane, anchors)
  // One connection at a time, out of courtesy: without a second one the first proves nothing, so nothing is lost with it.
  first.socket.destroy()
  const second = await again({ anchors })
  if (second?.kind !== 'secured') return judged(first)
  const [leafNow] = second.chain
  return judged(second, leafNow && recordFor(dane, second, leafNow, anchors))
}

/** The record that proves this session. @param anchors that the handshake trusted alone, PEM; none: it trusted others */
function recordFor(dane: DanePolicy, session: Secured, leaf: X509Certificate, anchors: readonly string[]): TlsaRecord | undefined {
  const named = endEntityRecord(dane, leaf)
  if (named || anchors.length === 0) return named
  return isProved(dane, session, leaf) ? anchorRecord(dane, anchors) : undefined
}

/** OpenSSL verified the chain up to an anchor, and the certificate carries one of the names (RFC 7672 §3.2.2, §3.2.3). */
function isProved({ names }: DanePolicy, { proof }: Secured, leaf: X509Certificate): boolean {
  return proof.chainError === undefined && names.some((name) => namesHost(leaf, name))
}

function judged(session: Secured, record?: TlsaRecord): Secured {
  const dane = record ? ({ dane: 'matched', tlsa: tlsaText(record) } as const) : ({ dane: 'unmatched' } as const)
  return { ...session, proof: { ...session.proof, ...dane } }
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
