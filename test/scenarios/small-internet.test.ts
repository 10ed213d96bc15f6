// Every behaviour of the small internet, common and unusual, as the gateway judges it: the rows of tls.md §7.4. The same domains stand in `npm run dev`.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Internet, startInternet } from '../../src/demo/internet/internet.ts'
import { createDestination, type Destination } from '../../src/destination/destination.ts'
import { createStsFetcher, STS_FETCH_DEFAULTS } from '../../src/destination/fetch-sts-policy.ts'
import { createStsPolicies } from '../../src/destination/sts-policies.ts'
import { domainOutcome } from '../../src/domain/host-outcome.ts'
import { openGate } from '../../src/gate/gate.ts'
import { systemClock as clock } from '../../src/platform/clock.ts'
import { createResolver } from '../../src/platform/dns-client.ts'

/** Verdict with flags of each host, and what becomes of a message at `encrypted`, `authenticated`, and with a proof by DANE or MTA-STS. */
const ROWS: readonly (readonly [domain: string, verdicts: string, outcomes: string])[] = [
  ['clinic-tls13.test', 'pkix-verified', 'direct direct portal'],
  ['dental-tls12.test', 'pkix-verified', 'direct direct portal'],
  ['hospital-tls10.test', 'weak-tls hard', 'portal portal portal'],
  ['library-tls11.test', 'weak-tls hard', 'portal portal portal'],
  ['village-no-tls.test', 'no-tls hard', 'portal portal portal'],
  ['lab-expired.test', 'encrypted-unverified', 'direct portal portal'],
  ['pharmacy-selfsigned.test', 'encrypted-unverified', 'direct portal portal'],
  ['imaging-wrongname.test', 'encrypted-unverified', 'direct portal portal'],
  ['billing-broken.test', 'no-tls hard', 'portal portal portal'],
  ['harbour-alert.test', 'no-tls hard', 'portal portal portal'],
  ['physio-eof.test', 'no-tls temporary', 'retry retry retry'],
  ['optician-454.test', 'no-tls temporary', 'retry retry retry'],
  ['surgery-injection.test', 'weak-tls attack-suspected', 'portal portal portal'],
  ['archive-weak-key.test', 'weak-tls hard', 'portal portal portal'],
  ['museum-dh1024.test', 'weak-tls hard', 'portal portal portal'],
  ['museum-static-rsa.test', 'weak-tls hard', 'portal portal portal'],
  ['theatre-cbc.test', 'pkix-verified cbc', 'direct direct portal'],
  ['alps-7bit.test', 'pkix-verified', 'direct direct portal'],
  ['harbour-no-ehlo.test', 'no-tls hard', 'portal portal portal'],
  ['harbour-reset.test', 'unreachable temporary', 'retry retry retry'],
  ['harbour-slow.test', 'unreachable temporary slow', 'retry retry retry'],
  ['harbour-closed.test', 'unreachable temporary', 'retry retry retry'],
  ['harbour-busy.test', 'unreachable temporary busy', 'retry retry retry'],
  ['harbour-shut.test', 'unreachable hard', 'bounce bounce bounce'],
  ['hospice-two-mx.test', 'no-tls hard + pkix-verified', 'direct direct portal'],
  ['dane-good.test', 'dane-verified', 'direct direct direct'],
  ['dane-expired.test', 'dane-verified', 'direct direct direct'],
  ['dane-other-key.test', 'encrypted-unverified dane-fail', 'portal portal portal'],
  ['dane-anchor.test', 'dane-verified', 'direct direct direct'],
  ['dane-anchor-name.test', 'encrypted-unverified dane-fail', 'portal portal portal'],
  ['dane-forged.test', 'encrypted-unverified dane-fail', 'portal portal portal'],
  ['dane-unusable.test', 'encrypted-unverified', 'direct portal portal'],
  ['dane-usage1.test', 'encrypted-unverified', 'direct portal portal'],
  ['dane-servfail.test', 'unreachable temporary', 'retry retry retry'],
  ['dane-no-tls.test', 'no-tls hard dane-fail', 'portal portal portal'],
  ['dane-unsigned-mx.test', 'encrypted-unverified', 'direct portal portal'],
  ['dane-alias.test', 'encrypted-unverified dane-fail', 'portal portal portal'],
  ['sts-enforce.test', 'sts-verified', 'direct direct direct'],
  ['sts-not-named.test', 'pkix-verified sts-fail', 'portal portal portal'],
  ['sts-bad-certificate.test', 'encrypted-unverified sts-fail', 'portal portal portal'],
  ['sts-testing.test', 'encrypted-unverified', 'direct portal portal'],
  ['sts-none.test', 'pkix-verified', 'direct direct portal'],
  ['sts-redirect.test', 'pkix-verified', 'direct direct portal'],
  ['sts-expired.test', 'pkix-verified', 'direct direct portal'],
  ['alias-mx.test', 'encrypted-unverified', 'direct portal portal'],
  ['no-mx.test', 'pkix-verified', 'direct direct portal'],
  ['lost-mx.test', 'unreachable permanent', 'bounce bounce bounce'],
  ['rehab-null-mx.test', 'null-mx permanent', 'bounce bounce bounce'],
  ['closed-nxdomain.test', 'unreachable permanent', 'bounce bounce bounce'],
  ['county-servfail.test', 'unreachable temporary', 'retry retry retry'],
  ['six.test', 'pkix-verified', 'direct direct portal'],
]

let internet: Internet
let destination: Destination
const closing: (() => unknown)[] = []
beforeAll(async () => {
  internet = await startInternet({ unusual: true })
  const resolver = createResolver({ servers: [internet.resolverAddress], clock })
  const fetcher = createStsFetcher(resolver, {
    ...STS_FETCH_DEFAULTS,
    port: internet.policyHost.port,
    ca: internet.caPem,
    privateAddresses: 'allow',
    maxAddresses: 4,
  })
  const cache = { get: async () => undefined, put: async () => {} }
  // Nobody greets within forty seconds but after two, on a machine however busy.
  const gate = { ehloName: 'gw.example-health.org', ca: internet.caPem, clock, timeouts: { greetingMs: 2_000 } } as const
  destination = createDestination({
    resolver,
    probe: (target, signal) => openGate(target, { ...gate, signal }),
    cache,
    clock,
    sts: createStsPolicies({ resolver, fetch: fetcher.fetch, cache, clock }),
    settings: { port: internet.port, privateAddresses: 'allow', dane: true },
  })
  closing.push(
    () => internet.close(),
    () => fetcher.close(),
    () => resolver.close(),
  )
})
afterAll(async () => {
  for (const close of closing) await close()
})

it('judges each neighbour as it deserves', async () => {
  const known = new Set(internet.domains.map(({ domain }) => domain))
  const rows = ROWS.filter(([domain]) => known.has(domain))
  const seen = await Promise.all(
    rows.map(async ([domain]) => {
      const posture = await destination.assess(domain)
      const outcomes = [
        { protection: 'encrypted' },
        { protection: 'authenticated' },
        { protection: 'authenticated', proof: 'dane-or-sts' },
      ] as const
      return [
        domain,
        posture.mx.map(({ verdict, flags }) => [verdict, ...flags].join(' ')).join(' + ') || posture.verdict,
        outcomes.map((demand) => domainOutcome(posture, demand)).join(' '),
      ]
    }),
  )
  expect(seen).toEqual(rows)
})

it('has a row for every neighbour that differs by its TLS', () => {
  const sameTls = ['payer-greylist', 'insurer-rejects', 'agency-content-filter', 'ward-drops', 'example-health'].map(
    (name) => `${name}.test`,
  )
  const rows: readonly string[] = [...ROWS.map(([domain]) => domain), ...sameTls]
  expect(internet.domains.map(({ domain }) => domain).filter((domain) => !rows.includes(domain))).toEqual([])
})
