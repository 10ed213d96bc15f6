// The ways in which the gate speaks TLS (tls.md §3). Mail crosses those of `MailProfile` only; `permissive` tells a host with weak TLS from a host
// with none, `only …` asks for one version, and their connections are dropped right after the handshake.
// Contexts are kept (loading a few hundred authorities costs tens of milliseconds), sessions never are: a resumed session has no
// certificate to look at, and Node calls it authorised whatever the first one was.
import * as tls from 'node:tls'

/** `system`: the operating system's authorities, or those that come with Node where there are none. Else PEM text. */
export type TrustedAuthorities = 'system' | string

/** The configured ones, and beside them those that an override trusts for one domain. */
export interface WithPrivate {
  readonly configured: TrustedAuthorities
  /** PEM. */
  readonly also: string
}

export type Authorities = TrustedAuthorities | WithPrivate

/** Anchors of a host's TLSA records (DANE-TA): PEM, trusted alone, and also where one is no root. */
export interface DaneAnchors {
  readonly anchors: readonly string[]
}

/** Versions that a host can be asked about; OpenSSL knows none below. */
export const PROBED_VERSIONS = ['TLSv1.3', 'TLSv1.2', 'TLSv1.1', 'TLSv1'] as const
export type ProbedVersion = (typeof PROBED_VERSIONS)[number]

/** How mail is protected on the way (`destination.tls-profile`). */
export type MailProfile = 'default' | 'strict' | 'nist-800-52r2'

/** `… 1.3`: with a floor of TLS 1.3. */
export type ProfileName = MailProfile | `${MailProfile} 1.3` | 'permissive' | `only ${ProbedVersion}`

const ANY_CIPHER = 'ALL:COMPLEMENTOFALL:!aNULL:!eNULL:@SECLEVEL=0'

// Level 2: RSA and DH of 2048 bits, no SHA-1 in any signature of the handshake. Groups are OpenSSL's own where none are named: the hybrid
// X25519MLKEM768 first, with X25519 in the same flight, so that nobody waits for a second one.
const MAIL_PROFILES: Readonly<Record<MailProfile, tls.SecureContextOptions>> = {
  // Forward secrecy always; AEAD first; CBC with ECDHE is what some old hosts still have, taken and flagged. No static RSA.
  default: { ciphers: 'ECDHE+AESGCM:ECDHE+CHACHA20:DHE+AESGCM:DHE+CHACHA20:ECDHE+AES:!AESCCM8:!aNULL:!eNULL:@SECLEVEL=2' },
  // RFC 9325 §4.2 without its exceptions: ECDHE with AEAD, nothing else.
  strict: { ciphers: 'ECDHE+AESGCM:ECDHE+CHACHA20:ECDHE+AESCCM:!AESCCM8:!aNULL:!eNULL:@SECLEVEL=2' },
  // NIST SP 800-52r2 §3.3.1: AES alone, SHA-2 alone, P-256 and P-384; the hybrids are those whose both halves NIST has approved.
  'nist-800-52r2': {
    ciphers: [
      'TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256:TLS_AES_128_CCM_SHA256',
      'ECDHE+AESGCM:ECDHE+AESCCM:DHE+AESGCM:DHE+AESCCM',
      'ECDHE-ECDSA-AES128-SHA256:ECDHE-ECDSA-AES256-SHA384:ECDHE-RSA-AES128-SHA256:ECDHE-RSA-AES256-SHA384',
      'DHE-RSA-AES128-SHA256:DHE-RSA-AES256-SHA256:!AESCCM8:!aNULL:!eNULL:@SECLEVEL=2',
    ].join(':'),
    ecdhCurve: 'SecP256r1MLKEM768:SecP384r1MLKEM1024:P-256:P-384',
    sigalgs: ['ECDSA', 'RSA-PSS', 'RSA'].flatMap((key) => ['SHA256', 'SHA384', 'SHA512'].map((hash) => `${key}+${hash}`)).join(':'),
  },
}

/** Whether mail may cross a connection of this profile. */
export function isForMail(profile: ProfileName): boolean {
  return profile !== 'permissive' && !profile.startsWith('only ')
}

function optionsOf(profile: ProfileName): tls.SecureContextOptions {
  if (profile === 'permissive') return { minVersion: 'TLSv1', ciphers: ANY_CIPHER }
  if (!isForMail(profile)) {
    const version = profile.slice('only '.length) as ProbedVersion
    return { minVersion: version, maxVersion: version, ciphers: ANY_CIPHER }
  }
  const [name, floor] = profile.split(' ') as [MailProfile, '1.3' | undefined]
  return { ...MAIL_PROFILES[name], minVersion: floor === '1.3' ? 'TLSv1.3' : 'TLSv1.2' }
}

const MAX_CONTEXTS = 32
const contexts = new Map<string, tls.SecureContext>()

export function secureContext(profile: ProfileName, trusted: Authorities | DaneAnchors): tls.SecureContext {
  const key = `${profile} ${JSON.stringify(trusted)}`
  const known = contexts.get(key)
  if (known) return known
  const made = tls.createSecureContext({ ...optionsOf(profile), ...trust(trusted) })
  if (contexts.size >= MAX_CONTEXTS) contexts.clear()
  contexts.set(key, made)
  return made
}

function trust(trusted: Authorities | DaneAnchors): tls.SecureContextOptions {
  if (typeof trusted !== 'string' && 'anchors' in trusted) return { ca: [...trusted.anchors], allowPartialTrustChain: true }
  const { configured, also = undefined } = typeof trusted === 'string' ? { configured: trusted } : trusted
  const authorities = configured === 'system' ? systemAuthorities() : [configured]
  return { ca: also === undefined ? authorities : [...authorities, also] }
}

/** PEM of the operating system's authorities, or of those that come with Node. */
export function systemAuthorities(): string[] {
  const found = tls.getCACertificates('system')
  return found.length > 0 ? found : tls.getCACertificates('bundled')
}
