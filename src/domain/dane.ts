// DANE for SMTP (RFC 6698, RFC 7671, RFC 7672): what a host's TLSA records ask of its certificate. Pure; the gate does the matching.

export interface TlsaRecord {
  readonly usage: number
  readonly selector: number
  readonly matchingType: number
  /** Certificate association data, lower-case hex. */
  readonly data: string
}

/** Secure TLSA records of one mail host. */
export interface DanePolicy {
  /** The TLSA base domain (RFC 7672 §2.2.2): SNI, and the first name that a DANE-TA certificate may carry. */
  readonly base: string
  /** Names of which a certificate under usage 2 must carry one (RFC 7672 §3.2.2). */
  readonly names: readonly string[]
  /** The usable ones. Empty: TLS is mandatory all the same, but nothing is proved (RFC 7672 §2.2). */
  readonly records: readonly TlsaRecord[]
}

export const DANE_TA = 2
export const DANE_EE = 3

const DIGEST_HEX: Readonly<Record<number, number>> = { 1: 64, 2: 128 }

/** RFC 7672 §3.1.3: usages 0 and 1 are unusable for SMTP; unknown selectors and matching types, and digests of a wrong length, too. */
export function isUsable({ usage, selector, matchingType, data }: TlsaRecord): boolean {
  if (usage !== DANE_TA && usage !== DANE_EE) return false
  if (selector !== 0 && selector !== 1) return false
  return matchingType === 0 ? data.length > 0 : data.length === DIGEST_HEX[matchingType]
}

/** As a zone file writes it, long data cut: `3 1 1 0123456789abcdef…`. */
export function tlsaText({ usage, selector, matchingType, data }: TlsaRecord): string {
  return `${usage} ${selector} ${matchingType} ${data.length > 128 ? `${data.slice(0, 64)}…` : data}`
}
