import { describe, expect, it } from 'vitest'
import type { HostVerdict, MxHostPosture, StsFacts } from './posture.ts'
import { readTlsReportRecord, sessionOf, type TlsSessions, tlsReport } from './tls-report.ts'

const HOST: MxHostPosture = {
  host: 'mx1.clinic.test',
  preference: 10,
  addresses: ['192.0.2.1'],
  verdict: 'pkix-verified',
  flags: [],
  reason: '',
  dane: { state: 'none' },
  sts: { state: 'none' },
}
const enforce = (mx: string): StsFacts => ({ state: 'enforce', policy: { mode: 'enforce', maxAge: 60, mx: [mx] }, demand: { named: true } })
const dane = (state: 'usable' | 'unusable') => ({ state, policy: { base: HOST.host, names: [], records: [] } })
const verdict = (name: HostVerdict['verdict'], reason = ''): HostVerdict => ({ verdict: name, flags: [], reason })

describe('what a session counts as', () => {
  it.each<[string, Partial<MxHostPosture>, HostVerdict, string]>([
    ['good TLS without a policy', {}, verdict('encrypted-unverified', 'the certificate is self-signed'), 'no-policy-found ok'],
    ['no STARTTLS', {}, verdict('no-tls', 'STARTTLS is not offered'), 'no-policy-found starttls-not-supported'],
    ['a failed handshake', {}, verdict('no-tls', 'the TLS handshake failed: x'), 'no-policy-found validation-failure'],
    ['MTA-STS kept', { sts: enforce('*.clinic.test') }, verdict('sts-verified'), 'sts ok'],
    [
      'an expired certificate',
      { sts: enforce('*.clinic.test') },
      verdict('encrypted-unverified', 'the certificate has expired'),
      'sts certificate-expired',
    ],
    [
      'another name',
      { sts: enforce('*.clinic.test') },
      verdict('encrypted-unverified', 'the certificate does not name this host'),
      'sts certificate-host-mismatch',
    ],
    [
      'no authority',
      { sts: enforce('*.clinic.test') },
      verdict('encrypted-unverified', 'the certificate is self-signed'),
      'sts certificate-not-trusted',
    ],
    ['a host not named', { sts: enforce('mx.other.test') }, verdict('pkix-verified'), 'sts validation-failure'],
    [
      'a policy that cannot be had',
      { sts: { state: 'none', reason: 'the policy host answered 404' } },
      verdict('pkix-verified'),
      'sts sts-policy-fetch-error',
    ],
    [
      'a policy host without a certificate',
      { sts: { state: 'none', reason: 'the policy host cannot be verified (X)' } },
      verdict('pkix-verified'),
      'sts sts-webpki-invalid',
    ],
    [
      'a broken policy',
      { sts: { state: 'none', reason: 'the policy file is invalid: x' } },
      verdict('pkix-verified'),
      'sts sts-policy-invalid',
    ],
    ['DANE kept', { dane: dane('usable'), sts: enforce('x.test') }, verdict('dane-verified'), 'tlsa ok'],
    ['DANE broken', { dane: dane('usable') }, verdict('encrypted-unverified'), 'tlsa validation-failure'],
    ['unusable TLSA records', { dane: dane('unusable') }, verdict('encrypted-unverified'), 'tlsa tlsa-invalid'],
  ])('%s', (_name, host, seen, expected) => {
    const session = sessionOf({ ...HOST, ...host }, '192.0.2.1', seen)
    expect(`${session?.policy.type} ${session?.failure?.type ?? 'ok'}`).toBe(expected)
  })

  it('a host that was not reached had no session', () => {
    expect(sessionOf(HOST, '192.0.2.1', verdict('unreachable'))).toBeUndefined()
  })
})

it('reads who wants to know', () => {
  const to = (...texts: readonly string[]) => readTlsReportRecord(texts).map(({ href }) => href)
  expect(to('v=TLSRPTv1; rua=mailto:tls@clinic.test,https://r.clinic.test/in')).toEqual([
    'mailto:tls@clinic.test',
    'https://r.clinic.test/in',
  ])
  expect(to('v=TLSRPTv1;rua=http://r.test,ftp://x.test,nonsense')).toEqual([])
  expect(to('v=TLSRPTv1;rua=mailto:a@b.test', 'v=TLSRPTv1;rua=mailto:c@d.test')).toEqual([])
  expect(to('v=spf1 -all')).toEqual([])
})

it('writes the JSON of RFC 8460 §4.4', () => {
  const policy = {
    type: 'sts',
    lines: ['version: STSv1', 'mode: enforce', 'mx: *.clinic.test', 'max_age: 60'],
    hosts: ['*.clinic.test'],
  } as const
  const row: TlsSessions = { day: '2026-11-21', domain: 'clinic.test', policy, sessions: 5 }
  const failure = {
    type: 'certificate-expired',
    host: 'mx1.clinic.test',
    address: '192.0.2.1',
    reason: 'the certificate has expired',
  } as const
  const report = tlsReport({ organisation: 'Example Health', contact: 'tls@example-health.org', id: 'r1' }, [
    row,
    { ...row, failure, sessions: 2 },
  ])
  expect(report).toEqual({
    'organization-name': 'Example Health',
    'date-range': { 'start-datetime': '2026-11-21T00:00:00Z', 'end-datetime': '2026-11-21T23:59:59Z' },
    'contact-info': 'tls@example-health.org',
    'report-id': 'r1',
    policies: [
      {
        policy: { 'policy-type': 'sts', 'policy-string': policy.lines, 'policy-domain': 'clinic.test', 'mx-host': ['*.clinic.test'] },
        summary: { 'total-successful-session-count': 5, 'total-failure-session-count': 2 },
        'failure-details': [
          {
            'result-type': 'certificate-expired',
            'receiving-mx-hostname': 'mx1.clinic.test',
            'receiving-ip': '192.0.2.1',
            'failed-session-count': 2,
            'failure-reason-code': 'the certificate has expired',
          },
        ],
      },
    ],
  })
})
