// The rows of tls.md §7.4 on which Postern and Postfix's posttls-finger are compared: who serves the host, what is wrong with it, what DNS says about it.
import type { Personality } from '../../../src/demo/internet/personality.ts'

export interface Row {
  readonly name: string
  readonly by: 'postfix' | 'exim' | 'node' | 'nobody'
  readonly certificate?: 'good' | 'expired' | 'self-signed' | 'wrong-name' | 'foreign' | 'foreign-wrong-name'
  /** `-o` settings of Postfix's smtpd. */
  readonly settings?: Readonly<Record<string, string>>
  /** GnuTLS priority of Exim. */
  readonly priority?: string
  /** Of a host in Node. */
  readonly personality?: Personality
  /** `3-1-1`: its own key · `other`: 3 1 1 of another key · `2-1-1`: the foreign authority's intermediate · `forged`: the same, with that certificate behind its own chain. */
  readonly tlsa?: '3-1-1' | 'other' | '2-1-1' | 'forged' | '3-1-255' | '1-1-1'
  /** What Postern must say: verdict and flags. */
  readonly verdict: string
  /** Why posttls-finger says something else, where it is meant to. */
  readonly difference?: string
}

// GnuTLS: the one cipher that OpenSSL 3 has no more.
const ONLY_3DES = 'NONE:+VERS-TLS1.2:+3DES-CBC:+SHA1:+SIGN-ALL:+COMP-NULL:+RSA:+ECDHE-RSA:+GROUP-ALL:%COMPAT'

const UNVERIFIED = 'encrypted-unverified'
const FAILS = 'encrypted-unverified dane-fail'

export const ROWS: readonly Row[] = [
  { name: 'pf-good', by: 'postfix', verdict: 'pkix-verified' },
  { name: 'pf-tls12', by: 'postfix', settings: { smtpd_tls_protocols: 'TLSv1.2' }, verdict: 'pkix-verified' },
  { name: 'pf-tls13', by: 'postfix', settings: { smtpd_tls_protocols: '>=TLSv1.3' }, verdict: 'pkix-verified' },
  { name: 'pf-expired', by: 'postfix', certificate: 'expired', verdict: UNVERIFIED },
  { name: 'pf-self-signed', by: 'postfix', certificate: 'self-signed', verdict: UNVERIFIED },
  { name: 'pf-wrong-name', by: 'postfix', certificate: 'wrong-name', verdict: UNVERIFIED },
  { name: 'pf-no-tls', by: 'postfix', settings: { smtpd_tls_security_level: 'none' }, verdict: 'no-tls hard' },
  { name: 'pf-dane', by: 'postfix', certificate: 'self-signed', tlsa: '3-1-1', verdict: 'dane-verified' },
  { name: 'pf-dane-expired', by: 'postfix', certificate: 'expired', tlsa: '3-1-1', verdict: 'dane-verified' },
  { name: 'pf-dane-other-key', by: 'postfix', tlsa: 'other', verdict: FAILS },
  { name: 'pf-dane-anchor', by: 'postfix', certificate: 'foreign', tlsa: '2-1-1', verdict: 'dane-verified' },
  { name: 'pf-dane-anchor-name', by: 'postfix', certificate: 'foreign-wrong-name', tlsa: '2-1-1', verdict: FAILS },
  { name: 'pf-dane-forged', by: 'postfix', tlsa: 'forged', verdict: FAILS },
  { name: 'pf-dane-unusable', by: 'postfix', certificate: 'self-signed', tlsa: '3-1-255', verdict: UNVERIFIED },
  { name: 'pf-dane-usage1', by: 'postfix', certificate: 'self-signed', tlsa: '1-1-1', verdict: UNVERIFIED },
  {
    name: 'pf-dane-no-tls',
    by: 'postfix',
    settings: { smtpd_tls_security_level: 'none' },
    tlsa: '3-1-1',
    verdict: 'no-tls hard dane-fail',
  },
  { name: 'exim-good', by: 'exim', verdict: 'pkix-verified' },
  { name: 'exim-dane', by: 'exim', certificate: 'self-signed', tlsa: '3-1-1', verdict: 'dane-verified' },
  { name: 'exim-dane-other-key', by: 'exim', tlsa: 'other', verdict: FAILS },
  { name: 'exim-3des', by: 'exim', priority: ONLY_3DES, verdict: 'no-tls hard' },
  { name: 'garbage', by: 'node', personality: 'broken-handshake', verdict: 'no-tls hard' },
  { name: 'eof', by: 'node', personality: 'eof-handshake', verdict: 'no-tls temporary' },
  { name: 'starttls-454', by: 'node', personality: 'starttls-454', verdict: 'no-tls temporary' },
  { name: 'starttls-reset', by: 'node', personality: 'starttls-reset', verdict: 'unreachable temporary' },
  { name: 'no-ehlo', by: 'node', personality: 'no-ehlo', verdict: 'no-tls hard' },
  { name: 'banner-421', by: 'node', personality: 'banner-421', verdict: 'unreachable temporary busy' },
  { name: 'banner-554', by: 'node', personality: 'banner-554', verdict: 'unreachable hard' },
  { name: 'tls10', by: 'node', personality: 'tls10', verdict: 'weak-tls hard', difference: 'TLS before 1.2 is no protection' },
  {
    name: 'injection',
    by: 'node',
    personality: 'injection',
    verdict: 'weak-tls attack-suspected',
    difference: 'bytes after the 220 are refused, not dropped',
  },
  { name: 'static-rsa', by: 'node', personality: 'static-rsa', verdict: 'weak-tls hard', difference: 'forward secrecy is asked for' },
  { name: 'dh1024', by: 'node', personality: 'dh1024', verdict: 'weak-tls hard', difference: '2048 bits are asked for' },
  { name: 'rsa1024', by: 'node', personality: 'rsa1024', verdict: 'weak-tls hard', difference: '2048 bits are asked for' },
  { name: 'null-mx', by: 'nobody', verdict: 'null-mx permanent' },
  { name: 'lost-mx', by: 'nobody', verdict: 'unreachable permanent' },
  { name: 'refused', by: 'nobody', verdict: 'unreachable temporary' },
  { name: 'nxdomain', by: 'nobody', verdict: 'unreachable permanent' },
  { name: 'bogus', by: 'nobody', verdict: 'unreachable temporary' },
  { name: 'tlsa-bogus', by: 'nobody', verdict: 'unreachable temporary', difference: 'no TLSA answer is no answer, at every level' },
  { name: 'unsigned', by: 'nobody', verdict: UNVERIFIED },
  { name: 'alias', by: 'nobody', verdict: 'dane-verified' },
]
