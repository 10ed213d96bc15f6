import { describe, expect, it } from 'vitest'
import { type CertificateProof, type HostFacts, judgeHost } from './host-verdict.ts'
import type { TlsFacts } from './tls-facts.ts'

const tls = (version: string, cipher: string, group = 'X25519'): TlsFacts => ({ version, cipher, group })
const TLS13 = tls('TLSv1.3', 'TLS_AES_256_GCM_SHA384')
const TLS12 = tls('TLSv1.2', 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256')
const CBC = tls('TLSv1.2', 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA')
const TLS10 = tls('TLSv1', 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA')
const STATIC_RSA = tls('TLSv1.2', 'TLS_RSA_WITH_AES_128_GCM_SHA256')
const SHORT_DH = tls('TLSv1.2', 'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256', 'DH 1024')
const GOOD_DH = tls('TLSv1.2', 'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256', 'DH 2048')
const proved: CertificateProof = { nameMatches: true }
const secured = (facts: TlsFacts, proof: CertificateProof): HostFacts => ({ kind: 'secured', tls: facts, proof })
const broken = (failure: 'lost' | 'refused', permissive?: TlsFacts): HostFacts => ({
  kind: 'handshake',
  failure,
  reason: 'as tested',
  ...(permissive ? { permissive } : {}),
})

// Row of tls.md §8 · facts · verdict and flags.
const ROWS: readonly (readonly [string, HostFacts, string])[] = [
  ['1', { kind: 'null-mx' }, 'null-mx permanent'],
  ['2', { kind: 'dns', permanent: true, reason: 'no such name' }, 'unreachable permanent'],
  ['3', { kind: 'dns', permanent: false, reason: 'SERVFAIL' }, 'unreachable temporary'],
  ['4 no connection', { kind: 'connect', reason: 'refused' }, 'unreachable temporary'],
  ['4 no greeting in time', { kind: 'connect', reason: 'no answer', slow: true }, 'unreachable temporary,slow'],
  ['4 greeting 421', { kind: 'greeting', code: 421 }, 'unreachable temporary,busy'],
  ['4 greeting 250', { kind: 'greeting', code: 250 }, 'unreachable temporary'],
  ['4 EHLO 421', { kind: 'ehlo', code: 421 }, 'unreachable temporary,busy'],
  ['5', { kind: 'greeting', code: 554 }, 'unreachable hard'],
  ['6 not offered, 502', { kind: 'starttls', code: 502, advertised: false }, 'no-tls hard'],
  ['6 offered, 554', { kind: 'starttls', code: 554, advertised: true }, 'no-tls hard'],
  ['6 nonsense', { kind: 'starttls', code: 250, advertised: true }, 'no-tls hard'],
  ['6 EHLO 502', { kind: 'ehlo', code: 502 }, 'no-tls hard'],
  ['7 454', { kind: 'starttls', code: 454, advertised: true }, 'no-tls temporary'],
  ['7 end of file', broken('lost'), 'no-tls temporary'],
  ['7 alert or garbage', broken('refused'), 'no-tls hard'],
  ['7 lost once, good the second time', broken('lost', TLS13), 'no-tls temporary'],
  ['8', { kind: 'injection' }, 'weak-tls attack-suspected'],
  ['9 TLS 1.0', broken('refused', TLS10), 'weak-tls hard'],
  ['9 TLS 1.0 after a lost connection', broken('lost', TLS10), 'weak-tls hard'],
  ['9 static RSA', broken('refused', STATIC_RSA), 'weak-tls hard'],
  ['9 DH 1024', broken('lost', SHORT_DH), 'weak-tls hard'],
  ['9 refuses good TLS only', broken('refused', TLS12), 'weak-tls hard'],
  ['9 short key', secured(TLS13, { ...proved, weakness: 'RSA 1024' }), 'weak-tls hard'],
  ['9 old version in a finished handshake', secured(TLS10, proved), 'weak-tls hard'],
  ['9 static RSA in a finished handshake', secured(STATIC_RSA, proved), 'weak-tls hard'],
  ['9 unknown version', secured(tls('unknown', 'unknown'), proved), 'weak-tls hard'],
  ['14 TLS 1.3', secured(TLS13, proved), 'pkix-verified '],
  ['14 TLS 1.2', secured(TLS12, proved), 'pkix-verified '],
  ['14 finite field', secured(GOOD_DH, proved), 'pkix-verified '],
  ['14 CBC', secured(CBC, proved), 'pkix-verified cbc'],
  ['15 expired', secured(TLS13, { nameMatches: true, chainError: 'CERT_HAS_EXPIRED' }), 'encrypted-unverified '],
  ['15 self-signed', secured(TLS13, { nameMatches: true, chainError: 'DEPTH_ZERO_SELF_SIGNED_CERT' }), 'encrypted-unverified '],
  ['15 wrong name', secured(TLS13, { nameMatches: false }), 'encrypted-unverified '],
  ['15 no certificate', secured(TLS13, { nameMatches: false, chainError: 'NO_CERTIFICATE' }), 'encrypted-unverified '],
  ['15 CBC too', secured(CBC, { nameMatches: false }), 'encrypted-unverified cbc'],
]

describe('judgeHost', () => {
  it.each(ROWS)('row %s', (_row, facts, expected) => {
    const { verdict, flags, reason } = judgeHost(facts)
    expect(`${verdict} ${flags.join(',')}`).toBe(expected)
    expect(reason).not.toBe('')
  })

  it('keeps the TLS facts as evidence', () => {
    expect(judgeHost(secured(TLS13, proved)).tls).toBe(TLS13)
    expect(judgeHost(broken('refused', TLS10)).tls).toBe(TLS10)
    expect(judgeHost(broken('refused')).tls).toBeUndefined()
  })

  it('says in plain words what is wrong with a certificate', () => {
    expect(judgeHost(secured(TLS13, { nameMatches: false, chainError: 'CERT_HAS_EXPIRED' })).reason).toBe(
      'the certificate has expired, and it does not name this host',
    )
    expect(judgeHost(secured(TLS13, { nameMatches: true, chainError: 'SOMETHING_NEW' })).reason).toContain('SOMETHING_NEW')
  })
})
