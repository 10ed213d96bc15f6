// The two ways in which the gate speaks TLS (tls.md §3). `strict` is the only one that mail may cross; `permissive` exists to tell a host
// with weak TLS from a host with none, and its connections are dropped right after the handshake.
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

export type ProfileName = 'strict' | 'permissive' | `only ${ProbedVersion}`

const ANY_CIPHER = 'ALL:COMPLEMENTOFALL:!aNULL:!eNULL:@SECLEVEL=0'

const PROFILES: Readonly<Record<'strict' | 'permissive', tls.SecureContextOptions>> = {
  strict: {
    minVersion: 'TLSv1.2',
    // Forward secrecy always; AEAD first; CBC with ECDHE is what some old hosts still have, taken and flagged. No static RSA.
    ciphers: 'ECDHE+AESGCM:ECDHE+CHACHA20:DHE+AESGCM:DHE+CHACHA20:ECDHE+AES:!AESCCM8:!aNULL:!eNULL:@SECLEVEL=2',
  },
  permissive: { minVersion: 'TLSv1', ciphers: ANY_CIPHER },
}

function optionsOf(profile: ProfileName): tls.SecureContextOptions {
  if (profile === 'strict' || profile === 'permissive') return PROFILES[profile]
  const version = profile.slice('only '.length) as ProbedVersion
  return { minVersion: version, maxVersion: version, ciphers: ANY_CIPHER }
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
