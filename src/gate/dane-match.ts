// Do TLSA records fit the certificates of a handshake? (RFC 6698 §2.1, RFC 7671.) Usage 3 is settled here: the leaf or its key is the one that the
// record names; names, dates and chains do not count. Usage 2 only names the anchor: whether the chain really leads there OpenSSL must say, in a
// handshake that trusts that anchor alone. Node links certificates by name without checking signatures, so a forged chain would look right here.
import { createHash, timingSafeEqual, X509Certificate } from 'node:crypto'
import { DANE_EE, DANE_TA, type DanePolicy, type TlsaRecord } from '../domain/dane.ts'

/** Usage 3 (RFC 7671 §5.1). @returns the record that names this certificate or its key */
export function endEntityRecord({ records }: DanePolicy, leaf: X509Certificate): TlsaRecord | undefined {
  return records.find((record) => record.usage === DANE_EE && fits(record, leaf))
}

/** Usage 2: the record that names one of these anchors. @param anchors PEM */
export function anchorRecord({ records }: DanePolicy, anchors: readonly string[]): TlsaRecord | undefined {
  const certificates = anchors.map((pem) => new X509Certificate(pem))
  return records.find((record) => record.usage === DANE_TA && certificates.some((certificate) => fits(record, certificate)))
}

/**
 * Usage 2: certificates that a record names, as PEM; from the presented chain, and from records that hold a whole certificate (`2 0 0`).
 * @param chain as presented, the leaf first
 */
export function anchorsIn({ records }: DanePolicy, chain: readonly X509Certificate[]): readonly string[] {
  const wanted = records.filter(({ usage }) => usage === DANE_TA)
  const presented = chain.filter((certificate) => wanted.some((record) => fits(record, certificate)))
  const inRecords = wanted
    .filter(({ selector, matchingType }) => selector === 0 && matchingType === 0)
    .flatMap(({ data }) => certificateOf(data))
  return [...new Set([...presented, ...inRecords].map(pemOf))].sort()
}

function fits({ selector, matchingType, data }: TlsaRecord, certificate: X509Certificate): boolean {
  const selected = selector === 0 ? certificate.raw : certificate.publicKey.export({ type: 'spki', format: 'der' })
  const actual =
    matchingType === 0
      ? selected
      : createHash(matchingType === 1 ? 'sha256' : 'sha512')
          .update(selected)
          .digest()
  const wanted = Buffer.from(data, 'hex')
  return actual.length === wanted.length && timingSafeEqual(actual, wanted)
}

function certificateOf(hex: string): readonly X509Certificate[] {
  try {
    return [new X509Certificate(Buffer.from(hex, 'hex'))]
  } catch {
    return []
  }
}

function pemOf(certificate: X509Certificate): string {
  return certificate.toString().trim()
}
