// What a recipient's mail server is like: a name for each way in which a real one is good or bad at TLS and SMTP, and the traits
// behind the name. Pure data, read by the recipient server at each connection.
import type { SecureVersion } from 'node:tls'

export interface Traits {
  readonly certificate: 'good' | 'expired' | 'self-signed' | 'wrong-name'
  readonly key: 'ec' | 'rsa' | 'rsa1024'
  /** PEM of certificates shown behind its own chain, whether they belong to it or not. */
  readonly appended: string
  readonly minTls: SecureVersion
  readonly maxTls: SecureVersion
  /** OpenSSL cipher string for TLS 1.2 and older. */
  readonly ciphers: string
  /** The Diffie-Hellman group of 1024 bits for DHE suites; without it there are none. */
  readonly dh1024: boolean
  /** `refuse` says 502 to EHLO, and knows HELO only. */
  readonly ehlo: 'accept' | 'refuse'
  /** What STARTTLS meets: `absent` neither offers nor takes it, `refused` says 454, `reset` resets the connection in place of an answer, the next three break the handshake, `injection` sends bytes after the 220. */
  readonly starttls: 'works' | 'absent' | 'refused' | 'reset' | 'garbage' | 'alert' | 'eof' | 'injection'
  readonly greeting: '220' | '421' | '554'
  /** Sessions at one time; one more is greeted with 421. */
  readonly sessions: number
  /** `busy` says 451 to MAIL. */
  readonly mail: 'accept' | 'busy'
  readonly rcpt: 'accept' | 'reject' | 'defer'
  /** The drops close the connection in place of the 354, at the first bytes of the message (send more than a socket buffer holds to be sure), or in place of the answer to the final dot. */
  readonly data: 'accept' | 'reject' | 'defer' | 'drop-at-data' | 'drop-in-data' | 'drop-after-dot'
  /** A connection dropped after the final dot: was the message kept? */
  readonly keepsDropped: boolean
  /** How often `rcpt` and `data` fail for one recipient before they work. */
  readonly times: number
  /** Milliseconds before the greeting and before the answer to the final dot. */
  readonly delay: number
  readonly eightBitMime: boolean
  readonly smtpUtf8: boolean
  /** Offers REQUIRETLS (RFC 8689). */
  readonly requireTls: boolean
}

const GOOD: Traits = {
  certificate: 'good',
  key: 'ec',
  appended: '',
  minTls: 'TLSv1.2',
  maxTls: 'TLSv1.3',
  ciphers: 'ECDHE+AESGCM:ECDHE+CHACHA20',
  dh1024: false,
  ehlo: 'accept',
  starttls: 'works',
  greeting: '220',
  sessions: Number.POSITIVE_INFINITY,
  mail: 'accept',
  rcpt: 'accept',
  data: 'accept',
  keepsDropped: true,
  times: Number.POSITIVE_INFINITY,
  delay: 0,
  eightBitMime: true,
  smtpUtf8: true,
  requireTls: false,
}

// Below TLS 1.2 handshakes are signed with SHA-1, which OpenSSL allows at security level 0 only.
const OLD_CIPHERS = 'DEFAULT:@SECLEVEL=0'

const PERSONALITIES = {
  good: {},
  tls13: { minTls: 'TLSv1.3' },
  tls12: { maxTls: 'TLSv1.2' },
  tls11: { minTls: 'TLSv1.1', maxTls: 'TLSv1.1', ciphers: OLD_CIPHERS },
  tls10: { minTls: 'TLSv1', maxTls: 'TLSv1', ciphers: OLD_CIPHERS },
  'no-starttls': { starttls: 'absent' },
  'no-ehlo': { ehlo: 'refuse' },
  'starttls-454': { starttls: 'refused' },
  'starttls-reset': { starttls: 'reset' },
  'broken-handshake': { starttls: 'garbage' },
  'alert-handshake': { starttls: 'alert' },
  'eof-handshake': { starttls: 'eof' },
  injection: { starttls: 'injection' },
  expired: { certificate: 'expired' },
  'self-signed': { certificate: 'self-signed' },
  'wrong-name': { certificate: 'wrong-name' },
  rsa1024: { key: 'rsa1024', maxTls: 'TLSv1.2', ciphers: OLD_CIPHERS },
  dh1024: { key: 'rsa', maxTls: 'TLSv1.2', ciphers: 'DHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0', dh1024: true },
  'static-rsa': { key: 'rsa', maxTls: 'TLSv1.2', ciphers: 'AES128-SHA:@SECLEVEL=0' },
  'cbc-only': { maxTls: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA256:ECDHE-RSA-AES128-SHA256' },
  greylist: { rcpt: 'defer', times: 1 },
  tempfail: { rcpt: 'defer' },
  reject: { rcpt: 'reject' },
  'reject-data': { data: 'reject' },
  'defer-data': { data: 'defer' },
  'drop-at-data': { data: 'drop-at-data' },
  'drop-in-data': { data: 'drop-in-data' },
  'drop-after-dot': { data: 'drop-after-dot' },
  'drop-after-dot-lost': { data: 'drop-after-dot', keepsDropped: false },
  slow: { delay: 1_500 },
  // Longer than a probe waits for a greeting.
  'slow-banner': { delay: 40_000 },
  'banner-421': { greeting: '421' },
  'banner-554': { greeting: '554' },
  crowded: { sessions: 1 },
  'busy-at-mail': { mail: 'busy' },
  'no-8bitmime': { eightBitMime: false, smtpUtf8: false },
  'no-smtputf8': { smtpUtf8: false },
} as const satisfies Record<string, Partial<Traits>>

export type Personality = keyof typeof PERSONALITIES
export const PERSONALITY_NAMES = Object.keys(PERSONALITIES) as readonly Personality[]

/** The traits behind a name, with single traits put over them. */
export function traitsOf(personality: Personality, over: Partial<Traits> = {}): Traits {
  return { ...GOOD, ...PERSONALITIES[personality], ...over }
}

/** In dev and demo the local part can pick a failure, whatever the host is like: `reject@`, `defer@`, `greylist@`, `drop-after-dot@`, … */
export function traitsFor(traits: Traits, localPart: string): Traits {
  switch (localPart.toLowerCase()) {
    case 'reject':
      return { ...traits, rcpt: 'reject' }
    case 'defer':
      return { ...traits, rcpt: 'defer' }
    case 'greylist':
      return { ...traits, rcpt: 'defer', times: 1 }
    case 'reject-data':
      return { ...traits, data: 'reject' }
    case 'defer-data':
      return { ...traits, data: 'defer' }
    case 'drop-at-data':
      return { ...traits, data: 'drop-at-data' }
    case 'drop-in-data':
      return { ...traits, data: 'drop-in-data' }
    case 'drop-after-dot':
      return { ...traits, data: 'drop-after-dot' }
    default:
      return traits
  }
}
