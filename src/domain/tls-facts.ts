// What a TLS session really was: the auditor's evidence of one connection (tls.md §8, end).

export interface CertificateFacts {
  /** For people to read: a value in it can look like another field. */
  readonly subject: string
  /** The one common name of the subject; left out where there is none, or more than one. */
  readonly commonName?: string
  readonly issuer: string
  readonly names: readonly string[]
  /** ISO 8601 dates. */
  readonly validFrom: string
  readonly validTo: string
  /** SHA-256 of the certificate and of its public key (SPKI), lower-case hex. */
  readonly fingerprint256: string
  readonly spki256: string
  readonly keyType: string
  readonly keyBits?: number
  /** Subjects from the leaf upwards, as presented. */
  readonly chain: readonly string[]
  /** What stands above the leaf, as presented. Left out in records of older releases. */
  readonly issuers?: readonly IssuerFacts[]
}

/** A certificate of an authority in a presented chain. */
export interface IssuerFacts {
  readonly subject: string
  /** ISO 8601 dates. */
  readonly validFrom: string
  readonly validTo: string
}

export interface TlsFacts {
  /** `TLSv1.3`, `TLSv1.2`, … as `tls.getProtocol()` says. */
  readonly version: string
  /** IANA name of the cipher suite. */
  readonly cipher: string
  /** Key-exchange group or type, where known: `X25519`, `X25519MLKEM768`, … */
  readonly group?: string
  readonly certificate?: CertificateFacts
}
