import { describe, expect, it } from 'vitest'
import type { CertificateFacts } from '../domain/tls-facts.ts'
import { checkRelay, type RelayFacts } from './salesforce-check.ts'

const HOST = 'mail-gw.example-health.org'
const NOW = Date.UTC(2026, 10, 21)

const certificate: CertificateFacts = {
  subject: `CN=${HOST}`,
  commonName: HOST,
  issuer: 'CN=Example Issuing CA',
  names: [`DNS:${HOST}`],
  validFrom: '2026-10-01T00:00:00.000Z',
  validTo: '2027-01-01T00:00:00.000Z',
  fingerprint256: '00',
  spki256: '00',
  keyType: 'ec',
  chain: [`CN=${HOST}`],
}

interface Changes {
  readonly facts?: Partial<RelayFacts>
  readonly certificate?: Partial<CertificateFacts>
  readonly chainError?: string
  readonly clear?: readonly string[]
  readonly extensions?: readonly string[]
}

function answers(changes: Changes = {}) {
  const facts: RelayFacts = {
    host: HOST,
    port: 587,
    dns: { addresses: ['203.0.113.7'], mx: [] },
    session: {
      kind: 'reached',
      clear: changes.clear ?? ['SIZE 41943040', 'STARTTLS'],
      tls: {
        kind: 'secured',
        version: 'TLSv1.3',
        cipher: 'TLS_AES_256_GCM_SHA384',
        certificate: { ...certificate, ...changes.certificate },
        chainError: changes.chainError,
        extensions: changes.extensions ?? ['SIZE 41943040', 'AUTH PLAIN LOGIN'],
      },
    },
    now: NOW,
    ...changes.facts,
  }
  const checks = checkRelay(facts)
  for (const { verdict, fix } of checks) if (verdict === 'fail' || verdict === 'warn' || verdict === 'unknown') expect(fix).toBeTruthy()
  return Object.fromEntries(checks.map(({ id, verdict }) => [id, verdict]))
}

describe('checkRelay', () => {
  it('finds nothing wrong with a relay that is set up well', () => {
    const found = answers()
    expect(Object.values(found).filter((verdict) => verdict !== 'pass' && verdict !== 'info')).toEqual([])
    expect(Object.keys(found)).toEqual([
      ...['name', 'address', 'mx', 'port', 'reach', 'starttls', 'tls', 'certificate-chain', 'certificate-name', 'certificate-cn'],
      ...['certificate-validity', 'auth', 'size', 'return-path'],
    ])
  })

  it.each([
    ['an address in place of a name', { facts: { host: '203.0.113.7' } }, 'name', 'fail'],
    ['no address', { facts: { dns: { addresses: [], mx: [] } } }, 'address', 'fail'],
    ['a private address', { facts: { dns: { addresses: ['10.0.0.1'], mx: [] } } }, 'address', 'warn'],
    ['DNS that does not answer', { facts: { dns: { addresses: undefined, mx: undefined } } }, 'address', 'unknown'],
    ['DNS that does not answer about MX', { facts: { dns: { addresses: ['203.0.113.7'], mx: undefined } } }, 'mx', 'unknown'],
    ['an MX elsewhere', { facts: { dns: { addresses: ['203.0.113.7'], mx: ['mx.example.net'] } } }, 'mx', 'fail'],
    [
      'an MX that the certificate names',
      {
        facts: { dns: { addresses: ['203.0.113.7'], mx: ['mx.example.net'] } },
        certificate: { names: [`DNS:${HOST}`, 'DNS:*.example.net'] },
      },
      'mx',
      'pass',
    ],
    ['itself as MX', { facts: { dns: { addresses: ['203.0.113.7'], mx: [HOST] } } }, 'mx', 'pass'],
    ['port 465', { facts: { port: 465 } }, 'port', 'fail'],
    ['nobody listening', { facts: { session: { kind: 'unreachable', reason: 'ECONNREFUSED' } } }, 'reach', 'fail'],
    ['no STARTTLS', { clear: ['SIZE 41943040'] }, 'starttls', 'fail'],
    [
      'a broken handshake',
      { facts: { session: { kind: 'reached', clear: ['STARTTLS'], tls: { kind: 'failed', reason: 'x' } } } },
      'tls',
      'fail',
    ],
    ['a private authority', { chainError: 'SELF_SIGNED_CERT_IN_CHAIN' }, 'certificate-chain', 'fail'],
    ['another name', { certificate: { names: ['DNS:other.example'] } }, 'certificate-name', 'fail'],
    ['a wildcard name', { certificate: { names: ['DNS:*.example-health.org'] } }, 'certificate-name', 'pass'],
    ['a wildcard two labels up', { certificate: { names: ['DNS:*.org'] } }, 'certificate-name', 'fail'],
    [
      'a common name that only stands inside another field',
      { certificate: { subject: `O=x\\, CN=${HOST}, CN=other.example`, commonName: 'other.example' } },
      'certificate-cn',
      'warn',
    ],
    ['another common name', { certificate: { commonName: 'other.example' } }, 'certificate-cn', 'warn'],
    ['an expired certificate', { certificate: { validTo: '2026-11-20T00:00:00.000Z' } }, 'certificate-validity', 'fail'],
    ['one not valid yet', { certificate: { validFrom: '2026-11-22T00:00:00.000Z' } }, 'certificate-validity', 'fail'],
    ['one that expires soon', { certificate: { validTo: '2026-12-01T00:00:00.000Z' } }, 'certificate-validity', 'warn'],
    ['AUTH in the clear', { clear: ['STARTTLS', 'AUTH PLAIN'] }, 'auth', 'fail'],
    ['AUTH of another kind', { extensions: ['AUTH CRAM-MD5'] }, 'auth', 'fail'],
    ['no AUTH', { extensions: [] }, 'auth', 'info'],
    ['no AUTH though a sender has it', { extensions: [], facts: { senders: [{ name: 'x', auth: true, org: true }] } }, 'auth', 'fail'],
    ['a small SIZE', { extensions: ['SIZE 10485760'] }, 'size', 'fail'],
    ['SIZE without a limit', { extensions: ['SIZE'] }, 'size', 'pass'],
    ['no SIZE', { extensions: [] }, 'size', 'fail'],
    ['a peer of Salesforce', { facts: { peer: { address: '192.0.2.1', answer: 'yes' } } }, 'peer', 'pass'],
    ['a stranger', { facts: { peer: { address: '192.0.2.1', answer: 'no' } } }, 'peer', 'fail'],
    ['a peer that DNS is silent about', { facts: { peer: { address: '192.0.2.1', answer: 'unknown' } } }, 'peer', 'unknown'],
    ['a sender that any customer could be', { facts: { senders: [{ name: 'x', auth: false, org: false }] } }, 'senders', 'warn'],
  ] as const)('%s', (_, changes, id, verdict) => {
    expect(answers(changes as Changes)[id]).toBe(verdict)
  })
})
