// Host facts → host verdict: the first table of tls.md §8, row by row, first match wins. Pure, so that every row is a line in a test.
// DANE belongs to the host, so it is judged here; the MTA-STS policy of the recipient's domain is laid over the host's verdict (`underSts`).
import type { DanePolicy } from './dane.ts'
import type { StsDemand } from './mta-sts.ts'
import type { HostFlag, HostVerdict, SeenLevel } from './posture.ts'
import type { TlsFacts } from './tls-facts.ts'

/** How one conversation with one host went, up to the end of TLS verification. Reasons are plain words without peer text or addresses. */
export type HostFacts =
  /** Row 1: a single MX of `.` (RFC 7505). */
  | { readonly kind: 'null-mx' }
  /** Rows 2 and 3: `permanent` for NXDOMAIN, or names and addresses that can never be reached; else SERVFAIL or time-out. */
  | { readonly kind: 'dns'; readonly permanent: boolean; readonly reason: string }
  /** Row 4: no connection, or one lost before EHLO was answered. */
  | { readonly kind: 'connect'; readonly reason: string; readonly slow?: boolean }
  /** Rows 4 and 5: the greeting was not 220. */
  | { readonly kind: 'greeting'; readonly code: number }
  /** Rows 4 and 6: EHLO was refused. */
  | { readonly kind: 'ehlo'; readonly code: number }
  /** Rows 6 and 7: STARTTLS was refused. */
  | { readonly kind: 'starttls'; readonly code: number; readonly advertised: boolean }
  /** Row 8: bytes came between the reply to STARTTLS and the handshake (RFC 3207 §5, response injection). */
  | { readonly kind: 'injection' }
  /** Rows 7 and 9: the strict handshake failed; `permissive` is what a second connection with no demands negotiated, if it did. */
  | { readonly kind: 'handshake'; readonly failure: HandshakeFailure; readonly reason: string; readonly permissive?: TlsFacts }
  /** Rows 9 and 14, 15: the strict handshake was done. */
  | { readonly kind: 'secured'; readonly tls: TlsFacts; readonly proof: CertificateProof }

/** `lost`: end of file, reset or time-out · `refused`: an alert, bytes that are no TLS, or parameters below the floor. */
export type HandshakeFailure = 'lost' | 'refused'

export interface CertificateProof {
  /** Why the chain does not lead to a trusted authority now, as OpenSSL's code (`CERT_HAS_EXPIRED`, …); undefined where it does. */
  readonly chainError?: string
  /** A DNS name of the SAN is the MX host name (RFC 8461 §4.2: the common name does not count). */
  readonly nameMatches: boolean
  /** What of key or signature is below the floor (RSA or DH under 2048 bits, SHA-1, MD5); undefined where nothing is. */
  readonly weakness?: string
  /** Whether a usable TLSA record fits this certificate; undefined where there are none. */
  readonly dane?: 'matched' | 'unmatched'
  /** The one that fits, as a zone file writes it. */
  readonly tlsa?: string
}

/** @returns the verdict of tls.md §8 for one host: name, flags, one plain sentence why, and the TLS facts where there are some */
export function judgeHost(facts: HostFacts): HostVerdict {
  switch (facts.kind) {
    case 'null-mx':
      return verdict('null-mx', ['permanent'], 'the domain says that it accepts no mail (null MX)')
    case 'dns':
      return verdict('unreachable', [facts.permanent ? 'permanent' : 'temporary'], facts.reason)
    case 'connect':
      return verdict('unreachable', facts.slow ? ['temporary', 'slow'] : ['temporary'], facts.reason)
    case 'greeting':
      return verdict('unreachable', isRefusal(facts.code) ? ['hard'] : whyLater(facts.code), `the greeting was ${replyWords(facts.code)}`)
    case 'ehlo':
      return isRefusal(facts.code)
        ? verdict('no-tls', ['hard'], `EHLO was answered ${facts.code}, so STARTTLS cannot be had`)
        : verdict('unreachable', whyLater(facts.code), `EHLO was answered ${replyWords(facts.code)}`)
    case 'starttls':
      return judgeRefusedStarttls(facts.code, facts.advertised)
    case 'injection':
      return verdict('weak-tls', ['attack-suspected'], 'bytes were slipped in between STARTTLS and the handshake')
    case 'handshake':
      return judgeFailedHandshake(facts.failure, facts.reason, facts.permissive)
    case 'secured':
      return judgeSecured(facts.tls, facts.proof)
  }
}

/** RFC 5321 §4.2.1: 4xx before any mail is a host with too much to do, or too much of us. */
function whyLater(code: number): readonly HostFlag[] {
  return code >= 400 && code < 500 ? ['temporary', 'busy'] : ['temporary']
}

function judgeRefusedStarttls(code: number, advertised: boolean): HostVerdict {
  if (code >= 400 && code < 500) return verdict('no-tls', ['temporary'], `STARTTLS was answered ${code}: not available for now`)
  const why = advertised ? `STARTTLS was offered but answered ${code}` : `STARTTLS is not offered, and was answered ${code} when asked for`
  return verdict('no-tls', ['hard'], why)
}

function judgeFailedHandshake(failure: HandshakeFailure, reason: string, permissive: TlsFacts | undefined): HostVerdict {
  // Whoever turns good TLS down and takes weak TLS has only weak TLS, even where the two suites look alike (a SHA-1 key exchange, say).
  if (permissive && (failure === 'refused' || belowFloor(permissive))) {
    return verdict(
      'weak-tls',
      ['hard'],
      `only weak TLS can be had: ${permissive.version} with ${permissive.cipher} (${reason})`,
      permissive,
    )
  }
  // The second connection got good TLS: the first one's trouble was passing, or somebody's on the way.
  if (permissive) return verdict('no-tls', ['temporary'], `the TLS handshake failed once and worked once: ${reason}`)
  return verdict('no-tls', [failure === 'lost' ? 'temporary' : 'hard'], `the TLS handshake failed: ${reason}`)
}

/** Rows 6–9 and 11: where secure TLSA records exist TLS is mandatory, whatever they prove. @param dane of the host; undefined: no such records */
export function underDane(judged: HostVerdict, dane: DanePolicy | undefined): HostVerdict {
  if (!dane || judged.flags.includes('dane-fail') || (judged.verdict !== 'no-tls' && judged.verdict !== 'weak-tls')) return judged
  return { ...judged, flags: [...judged.flags, 'dane-fail'], reason: `${judged.reason}; its TLSA records make TLS mandatory` }
}

/** What a verdict adds to the memory of a host; undefined: nothing. DANE says by itself, and signed, when it ends: only its TLS is remembered. */
export function seenLevel({ verdict }: HostVerdict): SeenLevel | undefined {
  if (verdict === 'pkix-verified' || verdict === 'sts-verified') return 'authenticated'
  return verdict === 'dane-verified' || verdict === 'encrypted-unverified' ? 'encrypted' : undefined
}

/**
 * A host that offers less than it did not long ago is refused at every protection: nobody outside can tell an attack from neglect (tls.md §2).
 * @param remembered the best that was seen of it; undefined: nothing that still counts
 */
export function underMemory(judged: HostVerdict, remembered: SeenLevel | undefined): HostVerdict {
  if (!remembered || judged.verdict === 'null-mx' || judged.verdict === 'unreachable' || judged.verdict === 'dane-verified') return judged
  if (judged.flags.includes('pinned')) return judged
  const seen = seenLevel(judged)
  if (seen === 'authenticated' || seen === remembered) return judged
  const before = remembered === 'authenticated' ? 'showed a certificate that proved it' : 'offered good TLS'
  return { ...judged, flags: [...judged.flags, 'downgrade'], reason: `${judged.reason}; not long ago this host ${before}` }
}

/**
 * An override pins the public keys of a domain's hosts: good TLS with one of them counts as proved, whoever vouches for the certificate, and all else is
 * refused at every protection. @param pins SHA-256 of the SPKI, lower-case hex; undefined: none
 */
export function underPins(judged: HostVerdict, pins: readonly string[] | undefined): HostVerdict {
  if (!pins || judged.verdict === 'null-mx' || judged.verdict === 'unreachable') return judged
  const key = judged.tls?.certificate?.spki256
  if (judged.verdict !== 'no-tls' && judged.verdict !== 'weak-tls' && key !== undefined && pins.includes(key)) {
    return { ...judged, flags: [...judged.flags, 'pinned'], reason: `${judged.reason}; its public key is pinned` }
  }
  return { ...judged, flags: [...judged.flags, 'pin-fail'], reason: `${judged.reason}; it does not show the public key that is pinned` }
}

/**
 * Rows 12 and 13: the verdict of a host under the `enforce` policy of a recipient's domain. DANE goes first (RFC 8461 §2): a host that has it is
 * judged by it alone. @param sts undefined: no policy that is enforced
 */
export function underSts(judged: HostVerdict, sts: StsDemand | undefined): HostVerdict {
  if (!sts || judged.verdict === 'null-mx' || judged.verdict === 'unreachable') return judged
  if (judged.verdict === 'dane-verified' || judged.flags.includes('dane-fail')) return judged
  if (!sts.named) return failingSts(judged, 'the MTA-STS policy of the domain does not name this host')
  if (judged.verdict !== 'pkix-verified')
    return failingSts(judged, 'the MTA-STS policy of the domain asks for a certificate that proves the host')
  return { ...judged, verdict: 'sts-verified', reason: 'the MTA-STS policy names this host, and a trusted certificate proves it' }
}

function failingSts(judged: HostVerdict, why: string): HostVerdict {
  return { ...judged, flags: [...judged.flags, 'sts-fail'], reason: `${judged.reason}; ${why}` }
}

function judgeSecured(tls: TlsFacts, proof: CertificateProof): HostVerdict {
  if (proof.weakness !== undefined) return verdict('weak-tls', ['hard'], proof.weakness, tls)
  if (belowFloor(tls)) return verdict('weak-tls', ['hard'], `${tls.version} with ${tls.cipher} is below the floor`, tls)
  const flags: readonly HostFlag[] = isCbc(tls) ? ['cbc'] : []
  if (proof.dane === 'matched') {
    const judged = verdict('dane-verified', flags, 'a TLSA record proves this host (DANE)', tls)
    return proof.tlsa === undefined ? judged : { ...judged, tlsa: proof.tlsa }
  }
  if (proof.dane === 'unmatched') {
    return verdict('encrypted-unverified', [...flags, 'dane-fail'], 'no TLSA record of this host fits its certificate (DANE)', tls)
  }
  if (proof.chainError !== undefined) {
    const more = proof.nameMatches ? '' : ', and it does not name this host'
    return verdict('encrypted-unverified', flags, `${chainWords(proof.chainError)}${more}`, tls)
  }
  if (!proof.nameMatches) return verdict('encrypted-unverified', flags, 'the certificate does not name this host', tls)
  return verdict('pkix-verified', flags, 'a trusted certificate names this host', tls)
}

function verdict(name: HostVerdict['verdict'], flags: readonly HostFlag[], reason: string, tls?: TlsFacts): HostVerdict {
  return { verdict: name, flags, reason, ...(tls ? { tls } : {}) }
}

/** TLS 1.2 with forward secrecy, or 1.3 (RFC 9325 §3.1, §4.1; RFC 8996). Whatever is not known to be good is below. */
function belowFloor(tls: TlsFacts): boolean {
  if (tls.version === 'TLSv1.3') return false
  const finiteField = /^DH (\d+)$/.exec(tls.group ?? '')
  if (finiteField && Number(finiteField[1]) < 2048) return true
  return tls.version !== 'TLSv1.2' || !GOOD_SUITES.some((suite) => suite.test(tls.cipher))
}

const GOOD_SUITES = [
  /^TLS_ECDHE_.*_WITH_(AES_(128|256)_(GCM|CBC|CCM)_SHA|AES_(128|256)_CCM$|CHACHA20)/,
  /^TLS_DHE_.*_WITH_(AES_(128|256)_(GCM|CCM$|CBC_SHA(256|384))|CHACHA20)/,
]

function isCbc(tls: TlsFacts): boolean {
  return tls.cipher.includes('_CBC_')
}

function isRefusal(code: number): boolean {
  return code >= 500 && code < 600
}

function replyWords(code: number): string {
  return code >= 200 && code < 600 ? String(code) : 'no SMTP reply'
}

const CHAIN_WORDS: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'the certificate has expired',
  CERT_NOT_YET_VALID: 'the certificate is not valid yet',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'the certificate leads to an authority that is not trusted here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'the certificate leads to an authority that is not trusted here',
  UNABLE_TO_GET_ISSUER_CERT: 'the certificate leads to an authority that is not trusted here',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'the server did not send the chain of its certificate',
  CERT_SIGNATURE_FAILURE: 'a signature in the certificate chain is false',
  CERT_REVOKED: 'the certificate is revoked',
}

function chainWords(code: string): string {
  return CHAIN_WORDS[code] ?? `the certificate cannot be verified (${code})`
}
