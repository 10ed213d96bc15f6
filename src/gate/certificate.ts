// What the peer's certificate says and proves. Read once per handshake: asking Node twice can lose the chain (nodejs/node#65579).
import { createHash, X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import type { DetailedPeerCertificate, TLSSocket } from 'node:tls'
import type { CertificateProof } from '../domain/host-verdict.ts'
import type { CertificateFacts } from '../domain/tls-facts.ts'

const MIN_RSA_BITS = 2_048
const MIN_EC_BITS = 224
const MAX_CHAIN = 10

const CURVE_BITS: Readonly<Record<string, number>> = {
  prime192v1: 192,
  secp192k1: 192,
  secp224r1: 224,
  prime256v1: 256,
  secp256k1: 256,
  secp384r1: 384,
  secp521r1: 521,
}

export interface CertificateReading {
  readonly facts?: CertificateFacts
  readonly proof: CertificateProof
  /** As presented, the leaf first. */
  readonly chain: readonly X509Certificate[]
}

/**
 * Facts and proof of a finished handshake. `host` is the MX name: its identity is looked for in the SAN only (RFC 8461 §4.2).
 * @param withRoot adds the root that we trust where the peer left it out: a record of DANE usage 2 may name it
 * @returns undefined facts where the peer showed no certificate; the proof then proves nothing
 */
export function readCertificate(socket: TLSSocket, host: string, withRoot = false): CertificateReading {
  const chain = withRoot ? chainToRoot(socket.getPeerCertificate(true)) : presentedChain(socket.getPeerX509Certificate())
  const leaf = chain[0]
  if (!leaf) return { proof: { chainError: 'NO_CERTIFICATE', nameMatches: false }, chain }
  const weakness = weaknessOf(chain)
  const chainError = socket.authorized ? undefined : String(socket.authorizationError ?? 'NOT_AUTHORIZED')
  return {
    facts: factsOf(leaf, chain),
    proof: {
      ...(chainError === undefined ? {} : { chainError }),
      nameMatches: namesHost(leaf, host),
      ...(weakness === undefined ? {} : { weakness }),
    },
    chain,
  }
}

/** A fifth of the cost of the other one: Node does not describe each certificate in every way. */
function presentedChain(leaf: X509Certificate | undefined): readonly X509Certificate[] {
  const chain: X509Certificate[] = []
  for (let link = leaf; link && chain.length < MAX_CHAIN; link = link.issuerCertificate) chain.push(link)
  return chain
}

function chainToRoot(peer: DetailedPeerCertificate): readonly X509Certificate[] {
  const chain: X509Certificate[] = []
  let link: DetailedPeerCertificate | undefined = peer
  while (link?.raw && chain.length < MAX_CHAIN) {
    chain.push(new X509Certificate(link.raw))
    link = link.issuerCertificate === link ? undefined : link.issuerCertificate
  }
  return chain
}

/** A DNS name of the SAN, whole labels (RFC 6125 §6.4). */
export function namesHost(leaf: X509Certificate, host: string): boolean {
  if (isIP(host) !== 0 || host === '') return false
  return leaf.checkHost(host, { subject: 'never', partialWildcards: false }) !== undefined
}

function factsOf(leaf: X509Certificate, chain: readonly X509Certificate[]): CertificateFacts {
  const bits = keyBits(leaf)
  const commonName: unknown = leaf.toLegacyObject().subject?.CN
  return {
    subject: oneLine(leaf.subject),
    ...(typeof commonName === 'string' ? { commonName } : {}),
    issuer: oneLine(leaf.issuer),
    names: (leaf.subjectAltName ?? '').split(', ').filter((name) => name !== ''),
    ...lifeOf(leaf),
    fingerprint256: sha256(leaf.raw),
    spki256: sha256(leaf.publicKey.export({ type: 'spki', format: 'der' })),
    keyType: leaf.publicKey.asymmetricKeyType ?? 'unknown',
    ...(bits === undefined ? {} : { keyBits: bits }),
    chain: chain.map((certificate) => oneLine(certificate.subject)),
    issuers: chain.slice(1).map((certificate) => ({ subject: oneLine(certificate.subject), ...lifeOf(certificate) })),
  }
}

function lifeOf(certificate: X509Certificate) {
  return { validFrom: certificate.validFromDate.toISOString(), validTo: certificate.validToDate.toISOString() }
}

/** Keys and signatures below the floor. A self-signed certificate's signature proves nothing to begin with, so it is not looked at. */
function weaknessOf(chain: readonly X509Certificate[]): string | undefined {
  const leaf = chain[0] as X509Certificate
  const bits = keyBits(leaf)
  const type = leaf.publicKey.asymmetricKeyType ?? ''
  if (type.startsWith('rsa') && (bits ?? 0) < MIN_RSA_BITS)
    return `the certificate's RSA key has ${bits ?? 'unknown'} bits, under ${MIN_RSA_BITS}`
  if (type === 'ec' && bits !== undefined && bits < MIN_EC_BITS) return `the certificate's EC key has ${bits} bits, under ${MIN_EC_BITS}`
  const feeble = chain.find(
    (certificate) => certificate.subject !== certificate.issuer && /sha-?1(?!\d)|md[245]/i.test(signatureOf(certificate)),
  )
  return feeble && `the certificate chain is signed with ${signatureOf(feeble)}`
}

function signatureOf(certificate: X509Certificate): string {
  return certificate.signatureAlgorithm ?? 'unknown'
}

function keyBits(certificate: X509Certificate): number | undefined {
  const details = certificate.publicKey.asymmetricKeyDetails
  return details?.modulusLength ?? (details?.namedCurve === undefined ? undefined : CURVE_BITS[details.namedCurve])
}

function oneLine(name: string): string {
  return name.split('\n').join(', ')
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
