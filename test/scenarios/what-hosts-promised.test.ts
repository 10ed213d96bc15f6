// What a recipient's domain publishes about its mail hosts (MTA-STS, DANE) and what they were seen to offer before, against hosts and name servers that keep
// to it, break it or lie. The rows are those of tls.md §7.4 and §9; forecast (assess) and delivery must say the same.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createDelivery, type Delivery } from '../../src/delivery/delivery.ts'
import { createCertificateAuthority } from '../../src/demo/internet/certificate-authority.ts'
import { type Internet, startInternet } from '../../src/demo/internet/internet.ts'
import type { Personality } from '../../src/demo/internet/personality.ts'
import { publishSts, publishTlsa, tlsaRecord } from '../../src/demo/internet/published-policy.ts'
import type { RecipientServer } from '../../src/demo/internet/recipient-server.ts'
import { createDestination, type Destination } from '../../src/destination/destination.ts'
import { createStsFetcher, STS_FETCH_DEFAULTS } from '../../src/destination/fetch-sts-policy.ts'
import { createStsPolicies } from '../../src/destination/sts-policies.ts'
import type { Demand } from '../../src/domain/protection.ts'
import { openGate } from '../../src/gate/gate.ts'
import type { Resolver } from '../../src/platform/dns.ts'
import { createResolver } from '../../src/platform/dns-client.ts'
import { createOwnClock } from '../support/own-clock.ts'

const DAY = 24 * 3_600_000
const ANY: Demand = { protection: 'any' }
const ENCRYPTED: Demand = { protection: 'encrypted' }
const PROVED: Demand = { protection: 'authenticated', proof: 'dane-or-sts' }

let internet: Internet
beforeAll(async () => {
  internet = await startInternet({ domains: ['clinic-tls13.test'] })
})
afterAll(() => internet?.close())

let count = 0
let domain: string
/** What the gateway keeps: survives `restart`. */
let kept: Map<string, { value: unknown; until: number }>
let clock: ReturnType<typeof createOwnClock>
let destination: Destination
let delivery: Delivery
let downgrades: string[]
const closing: (() => unknown)[] = []

beforeEach(() => {
  domain = `d${++count}.test`
  kept = new Map()
  downgrades = []
  clock = createOwnClock()
  restart()
  return async () => {
    for (const close of closing.splice(0)) await close()
  }
})

/** A new process over what is kept. */
function restart(): void {
  const resolver: Resolver = createResolver({ servers: [internet.resolverAddress], clock, minTtl: 0, maxTtl: 0, maxNegativeTtl: 0 })
  const fetcher = createStsFetcher(resolver, {
    ...STS_FETCH_DEFAULTS,
    port: internet.policyHost.port,
    ca: internet.caPem,
    privateAddresses: 'allow',
    maxAddresses: 4,
  })
  const cache = {
    get: async (key: string) => {
      const entry = kept.get(key)
      return entry && entry.until > clock.now() ? entry.value : undefined
    },
    put: async (key: string, value: unknown, until: number) => void kept.set(key, { value: JSON.parse(JSON.stringify(value)), until }),
  }
  const gate = { ehloName: 'gw.example-health.org', ca: internet.caPem, clock } as const
  destination = createDestination({
    resolver,
    probe: (target, signal) => openGate(target, { ...gate, signal }),
    cache,
    clock,
    sts: createStsPolicies({ resolver, fetch: fetcher.fetch, cache, clock }),
    onDowngrade: (host, was, { verdict }) => downgrades.push(`${host}: ${was.level}, now ${verdict}`),
    settings: { port: internet.port, privateAddresses: 'allow', dane: true },
  })
  delivery = createDelivery({ gate, clock, port: internet.port, learn: destination.learn, recheck: destination.recheck })
  closing.push(
    () => delivery.close(),
    () => fetcher.close(),
    () => resolver.close(),
  )
}

async function hosts(...personalities: Personality[]): Promise<readonly RecipientServer[]> {
  return internet.add(domain, personalities)
}

function sign(...names: string[]): void {
  for (const name of names) internet.nameServer.secure(name)
}

/** Usage 3 1 1 of the host's own certificate. */
function publishOwnKey(host: RecipientServer): void {
  publishTlsa(internet.nameServer, host.host, [{ usage: 3, selector: 1, matchingType: 1, certificate: host.certificate() }])
}

const verdicts = async () => (await destination.assess(domain)).mx.map(({ verdict, flags }) => [verdict, ...flags].join(' '))

async function deliver(demand: Demand): Promise<{ readonly outcome: string; readonly hosts: readonly string[] }> {
  const posture = await destination.assess(domain)
  const result = await delivery.deliver({
    domain,
    demand,
    posture,
    envelope: { from: 'desk@example-health.org', body: '7BIT', smtpUtf8: false, dsn: {} },
    recipients: [{ id: 'r', address: `pat@${domain}` }],
    size: 30,
    content: async function* () {
      yield Buffer.from('Subject: s\r\n\r\nhello\r\n')
    },
    commit: async () => true,
  })
  const outcome = result.outcomes.get('r')
  return {
    outcome: outcome?.kind ?? 'none',
    hosts: result.hosts.map(({ host, verdict }) => `${host.split('.')[0]} ${verdict.verdict} ${verdict.flags.join(' ')}`.trim()),
  }
}

describe('MTA-STS', () => {
  const enforce = (mx: readonly string[], maxAge?: number) =>
    publishSts(internet.nameServer, internet.policyHost, domain, { mode: 'enforce', mx, ...(maxAge === undefined ? {} : { maxAge }) })

  it('proves a host that the policy names and whose certificate proves it', async () => {
    await hosts('good')
    enforce([`mx1.${domain}`])
    expect(await verdicts()).toEqual(['sts-verified'])
    expect(await deliver(PROVED)).toEqual({ outcome: 'succeeded', hosts: ['mx1 sts-verified'] })
  })

  it.each<[string, Personality, (domain: string) => string, string]>([
    ['a host that the policy does not name', 'good', () => 'mx.elsewhere.test', 'pkix-verified sts-fail'],
    ['a wildcard for two labels', 'good', () => '*.test', 'pkix-verified sts-fail'],
    ['a certificate for another name', 'wrong-name', (domain) => `mx1.${domain}`, 'encrypted-unverified sts-fail'],
    ['an expired certificate', 'expired', (domain) => `mx1.${domain}`, 'encrypted-unverified sts-fail'],
    ['no STARTTLS', 'no-starttls', (domain) => `mx1.${domain}`, 'no-tls hard sts-fail'],
  ])('refuses %s at every protection', async (_name, personality, mx, expected) => {
    const [host] = await hosts(personality)
    enforce([mx(domain)])
    expect(await verdicts()).toEqual([expected])
    for (const demand of [ANY, ENCRYPTED, PROVED]) expect(await deliver(demand)).toMatchObject({ outcome: 'protection-refused' })
    expect(host?.received).toEqual([])
  })

  it('takes a wildcard for exactly one label', async () => {
    await hosts('good')
    enforce([`*.${domain}`])
    expect(await verdicts()).toEqual(['sts-verified'])
  })

  it('goes on to the next host where the first one fails the policy', async () => {
    const [, second] = await hosts('good', 'good')
    enforce([`mx2.${domain}`])
    expect(await deliver(ENCRYPTED)).toMatchObject({ outcome: 'succeeded', hosts: ['mx1 pkix-verified sts-fail', 'mx2 sts-verified'] })
    expect(second?.received).toHaveLength(1)
  })

  it('reports what `testing` would refuse, and delivers', async () => {
    await hosts('wrong-name')
    publishSts(internet.nameServer, internet.policyHost, domain, { mode: 'testing', mx: [`mx1.${domain}`] })
    expect(await verdicts()).toEqual(['encrypted-unverified'])
    expect((await destination.assess(domain)).mx[0]?.sts).toMatchObject({ state: 'testing', reason: expect.stringContaining('would fail') })
    expect(await deliver(ENCRYPTED)).toMatchObject({ outcome: 'succeeded' })
  })

  it.each<[string, Parameters<typeof publishSts>[3]]>([
    ['a redirect', { status: 302, headers: { location: 'https://example.org/.well-known/mta-sts.txt' }, body: '' }],
    [
      'a page for people',
      { headers: { 'content-type': 'text/html' }, body: 'version: STSv1\nmode: enforce\nmx: *.test\nmax_age: 86400\n' },
    ],
    ['a file that is too large', { body: `version: STSv1\nmode: enforce\nmx: x.test\nmax_age: 86400\n${'a: b\n'.repeat(20_000)}` }],
    ['a max_age beyond a year', { body: 'version: STSv1\nmode: enforce\nmx: x.test\nmax_age: 31557601\n' }],
    [
      'a certificate that is not trusted',
      { certificate: 'self-signed', body: 'version: STSv1\nmode: enforce\nmx: x.test\nmax_age: 86400\n' },
    ],
    ['a certificate for another name', { certificate: 'wrong-name', body: 'version: STSv1\nmode: enforce\nmx: x.test\nmax_age: 86400\n' }],
  ])('has no policy from %s, says why, and does not ask again at once', async (_name, answer) => {
    await hosts('good')
    publishSts(internet.nameServer, internet.policyHost, domain, answer)
    for (const _ of [1, 2]) {
      const { mx } = await destination.assess(domain)
      expect(mx[0]).toMatchObject({ verdict: 'pkix-verified', sts: { state: 'none', reason: expect.any(String) } })
    }
    expect(internet.policyHost.asked.filter((asked) => asked === domain).length).toBeLessThanOrEqual(1)
  })

  it('keeps a policy though its record and its host are gone, across a restart, until max_age', async () => {
    await hosts('no-starttls')
    enforce([`mx1.${domain}`], 2 * 86_400)
    await verdicts()
    internet.nameServer.set(`_mta-sts.${domain}`, 'TXT', [])
    internet.policyHost.set(domain, undefined)
    restart()
    expect(await verdicts()).toEqual(['no-tls hard sts-fail'])
    internet.nameServer.fail(`_mta-sts.${domain}`, 'servfail')
    clock.advance(2 * DAY - 60_000)
    expect(await verdicts()).toEqual(['no-tls hard sts-fail'])
    clock.advance(120_000)
    expect(await verdicts()).toEqual(['no-tls hard'])
  })

  it('keeps the old policy where a new one is announced that cannot be had', async () => {
    await hosts('good')
    enforce([`mx1.${domain}`])
    await verdicts()
    publishSts(internet.nameServer, internet.policyHost, domain, { status: 500 })
    expect(await verdicts()).toEqual(['sts-verified'])
    expect((await destination.assess(domain)).mx[0]?.sts).toMatchObject({ state: 'enforce', reason: expect.stringContaining('500') })
  })

  it('renews a policy of the same id after a day, without anybody waiting for it', async () => {
    await hosts('good')
    publishSts(internet.nameServer, internet.policyHost, domain, { mode: 'enforce', mx: [`mx1.${domain}`], maxAge: 7 * 86_400 }, 'same')
    await verdicts()
    const first = (await destination.assess(domain)).mx[0]?.sts.fetchedAt
    clock.advance(DAY + 1)
    await verdicts()
    await expect.poll(async () => (await destination.assess(domain)).mx[0]?.sts.fetchedAt).toBeGreaterThan(first ?? 0)
  })

  it('asks once more for the id before a delivery is refused: a host moved, and the policy with it', async () => {
    const [host] = await hosts('good')
    enforce(['old.elsewhere.test'])
    const posture = await destination.assess(domain)
    expect(posture.verdict).toBe('pkix-verified')
    enforce([`mx1.${domain}`])
    const result = await delivery.deliver({
      domain,
      demand: ENCRYPTED,
      posture,
      envelope: { from: 'desk@example-health.org', body: '7BIT', smtpUtf8: false, dsn: {} },
      recipients: [{ id: 'r', address: `pat@${domain}` }],
      size: 30,
      content: async function* () {
        yield Buffer.from('Subject: s\r\n\r\nhello\r\n')
      },
      commit: async () => true,
    })
    expect(result.outcomes.get('r')?.kind).toBe('succeeded')
    expect(host?.received).toHaveLength(1)
  })

  it('is never asked of a parent domain', async () => {
    await hosts('good')
    enforce(['nobody.elsewhere.test'])
    const child = `sub.${domain}`
    internet.nameServer.set(child, 'MX', [{ type: 'MX', preference: 10, exchange: `mx1.${domain}` }])
    expect((await destination.assess(child)).verdict).toBe('pkix-verified')
  })
})

describe('DANE', () => {
  it('proves a self-signed, expired or wrongly named host by its key (3 1 1)', async () => {
    for (const personality of ['self-signed', 'expired', 'wrong-name'] as const) {
      domain = `d${++count}.test`
      const [host] = await hosts(personality)
      publishOwnKey(host as RecipientServer)
      sign(domain)
      expect(await verdicts()).toEqual(['dane-verified'])
      expect(await deliver(PROVED)).toMatchObject({ outcome: 'succeeded', hosts: ['mx1 dane-verified'] })
    }
  })

  it.each([
    [3, 0, 1],
    [3, 0, 2],
    [3, 1, 2],
    [3, 1, 0],
    [3, 0, 0],
  ] as const)('knows %i %i %i', async (usage, selector, matchingType) => {
    const [host] = await hosts('self-signed')
    publishTlsa(internet.nameServer, host?.host ?? '', [{ usage, selector, matchingType, certificate: host?.certificate() ?? '' }])
    sign(domain)
    expect(await verdicts()).toEqual(['dane-verified'])
  })

  it('refuses a host whose key is another one, at every protection, though an authority vouches for it', async () => {
    const [host] = await hosts('good')
    const { cert } = await internet.ca.issue({ names: ['x.test'] })
    publishTlsa(internet.nameServer, host?.host ?? '', [{ usage: 3, selector: 1, matchingType: 1, certificate: cert }])
    sign(domain)
    expect(await verdicts()).toEqual(['encrypted-unverified dane-fail'])
    for (const demand of [ANY, ENCRYPTED, PROVED]) expect(await deliver(demand)).toMatchObject({ outcome: 'protection-refused' })
    expect(host?.received).toEqual([])
  })

  it.each<[string, (ca: Internet['ca']) => string, 0 | 1]>([
    ['an intermediate authority, by its key (2 1 1)', (ca) => ca.intermediatePem, 1],
    ['an intermediate authority, by its certificate (2 0 1)', (ca) => ca.intermediatePem, 0],
  ])('proves a host by %s', async (_name, anchor, selector) => {
    const foreign = await createCertificateAuthority({ name: 'Nobody trusts this one' })
    const [host] = await hosts('good')
    await host?.become('good', {}, foreign)
    publishTlsa(internet.nameServer, host?.host ?? '', [{ usage: 2, selector, matchingType: 1, certificate: anchor(foreign) }])
    sign(domain)
    expect(await verdicts()).toEqual(['dane-verified'])
    expect(await deliver(PROVED)).toMatchObject({ outcome: 'succeeded', hosts: ['mx1 dane-verified'] })
  })

  it('takes an anchor that stands whole in the record (2 0 0)', async () => {
    const foreign = await createCertificateAuthority({ name: 'In the record' })
    const [host] = await hosts('good')
    await host?.become('good', {}, foreign)
    publishTlsa(internet.nameServer, host?.host ?? '', [{ usage: 2, selector: 0, matchingType: 0, certificate: foreign.pem }])
    sign(domain)
    expect(await verdicts()).toEqual(['dane-verified'])
  })

  it('refuses under usage 2 a certificate for another name', async () => {
    const [host] = await hosts('wrong-name')
    publishTlsa(internet.nameServer, host?.host ?? '', [
      { usage: 2, selector: 1, matchingType: 1, certificate: internet.ca.intermediatePem },
    ])
    sign(domain)
    expect(await verdicts()).toEqual(['encrypted-unverified dane-fail'])
  })

  it('refuses a forged chain: the anchor stands in it, and signed nothing', async () => {
    // The same names as the real authority, other keys; the real anchor is appended.
    const forger = await createCertificateAuthority({ name: 'Small Internet' })
    const [host] = await hosts('good')
    await host?.become('good', { appended: internet.ca.intermediatePem }, forger)
    publishTlsa(internet.nameServer, host?.host ?? '', [
      { usage: 2, selector: 1, matchingType: 1, certificate: internet.ca.intermediatePem },
    ])
    sign(domain)
    expect(await verdicts()).toEqual(['encrypted-unverified dane-fail'])
    expect(await deliver(ENCRYPTED)).toMatchObject({ outcome: 'protection-refused' })
  })

  it('takes any one record that fits, as while keys are rolled over', async () => {
    const [host] = await hosts('self-signed')
    const { cert } = await internet.ca.issue({ names: ['next.test'] })
    publishTlsa(internet.nameServer, host?.host ?? '', [
      { usage: 3, selector: 1, matchingType: 1, certificate: cert },
      { usage: 2, selector: 1, matchingType: 1, certificate: cert },
      { usage: 3, selector: 1, matchingType: 1, certificate: host?.certificate() ?? '' },
    ])
    sign(domain)
    expect(await verdicts()).toEqual(['dane-verified'])
  })

  it('makes TLS mandatory where records are unusable, and proves nothing by them', async () => {
    const [host] = await hosts('self-signed')
    const record = { ...tlsaRecord({ usage: 1, selector: 1, matchingType: 1, certificate: host?.certificate() ?? '' }) }
    internet.nameServer.set(`_25._tcp.${host?.host}`, 'TLSA', [record, { ...record, usage: 3, matchingType: 255 }])
    sign(domain)
    expect(await verdicts()).toEqual(['encrypted-unverified'])
    await host?.become('no-starttls')
    expect(await deliver(ANY)).toMatchObject({ outcome: 'protection-refused', hosts: ['mx1 no-tls hard dane-fail downgrade'] })
    expect(host?.connections.every(({ plaintext }) => !plaintext.includes('MAIL FROM'))).toBe(true)
  })

  it('never falls back where a DANE host has no STARTTLS', async () => {
    const [host] = await hosts('good')
    publishOwnKey(host as RecipientServer)
    sign(domain)
    await host?.become('no-starttls')
    expect(await deliver(ANY)).toMatchObject({ outcome: 'protection-refused', hosts: ['mx1 no-tls hard dane-fail'] })
  })

  it('waits where the TLSA lookup fails: SERVFAIL is never "none"', async () => {
    const [host] = await hosts('good')
    sign(domain)
    internet.nameServer.fail(`_25._tcp.${host?.host}`, 'servfail', 'TLSA')
    expect(await verdicts()).toEqual(['unreachable temporary'])
    expect(await deliver(ANY)).toMatchObject({ outcome: 'deferred' })
    expect(host?.received).toEqual([])
  })

  it('does not ask about TLSA where the addresses are unsigned, nor believe records without the AD bit', async () => {
    const [host] = await hosts('good')
    const { cert } = await internet.ca.issue({ names: ['x.test'] })
    publishTlsa(internet.nameServer, host?.host ?? '', [{ usage: 3, selector: 1, matchingType: 1, certificate: cert }])
    expect(await verdicts()).toEqual(['pkix-verified'])
    expect(internet.nameServer.questions.filter((question) => question.startsWith('TLSA') && question.includes(domain))).toEqual([])
  })

  it('proves nothing by a secure host that an unsigned MX record names', async () => {
    const other = `hosting${count}.test`
    const [host] = await internet.add(other, ['self-signed'])
    publishOwnKey(host as RecipientServer)
    sign(other)
    internet.nameServer.set(domain, 'MX', [{ type: 'MX', preference: 10, exchange: host?.host ?? '' }])
    expect(await verdicts()).toEqual(['encrypted-unverified'])
  })

  it('follows a secure alias to where its records stand', async () => {
    const [host] = await hosts('self-signed')
    internet.nameServer.set(domain, 'MX', [{ type: 'MX', preference: 10, exchange: `alias.${domain}` }])
    internet.nameServer.set(`alias.${domain}`, 'CNAME', [{ type: 'CNAME', target: host?.host ?? '' }])
    publishOwnKey(host as RecipientServer)
    sign(domain)
    expect(await verdicts()).toEqual(['dane-verified'])
  })

  it('goes before MTA-STS: a policy cannot mend a failing DANE host, nor spoil a good one', async () => {
    const [host] = await hosts('good')
    const { cert } = await internet.ca.issue({ names: ['x.test'] })
    publishTlsa(internet.nameServer, host?.host ?? '', [{ usage: 3, selector: 1, matchingType: 1, certificate: cert }])
    publishSts(internet.nameServer, internet.policyHost, domain, { mode: 'enforce', mx: [`mx1.${domain}`] })
    sign(domain)
    expect(await verdicts()).toEqual(['encrypted-unverified dane-fail'])
    publishOwnKey(host as RecipientServer)
    publishSts(internet.nameServer, internet.policyHost, domain, { mode: 'enforce', mx: ['nobody.test'] })
    expect(await verdicts()).toEqual(['dane-verified'])
  })

  it('sees at the delivery that a key was changed since the forecast, and asks for new records before it refuses', async () => {
    const [host] = await hosts('self-signed')
    publishOwnKey(host as RecipientServer)
    sign(domain)
    expect(await verdicts()).toEqual(['dane-verified'])
    await host?.become('self-signed')
    expect(await deliver(ENCRYPTED)).toMatchObject({ outcome: 'protection-refused', hosts: ['mx1 encrypted-unverified dane-fail'] })
    publishOwnKey(host as RecipientServer)
    expect(await deliver(ENCRYPTED)).toMatchObject({ outcome: 'succeeded' })
  })
})

describe('memory', () => {
  const becomes = async (host: RecipientServer | undefined, personality: Personality) => {
    await host?.become(personality)
    // What a probe said of it has run out by then.
    clock.advance(DAY)
  }

  it('refuses a host that had proved itself and no longer does, alerts, and forgets after two weeks', async () => {
    const [host] = await hosts('good')
    expect(await deliver(ENCRYPTED)).toMatchObject({ outcome: 'succeeded' })
    await becomes(host, 'self-signed')
    restart()
    expect(await deliver(ENCRYPTED)).toMatchObject({ outcome: 'protection-refused', hosts: ['mx1 encrypted-unverified downgrade'] })
    expect(await deliver(ANY)).toMatchObject({ outcome: 'protection-refused' })
    expect(downgrades[0]).toBe(`mx1.${domain}: authenticated, now encrypted-unverified`)
    expect(host?.received).toHaveLength(1)
    clock.advance(14 * DAY)
    expect(await deliver(ENCRYPTED)).toMatchObject({ outcome: 'succeeded', hosts: ['mx1 encrypted-unverified'] })
  })

  it('never says anything in clear to a host that had TLS, though ordinary mail may', async () => {
    const [host, plain] = [...(await hosts('self-signed')), ...(await internet.add(`plain-${domain}`, ['no-starttls']))]
    await deliver(ENCRYPTED)
    await becomes(host, 'no-starttls')
    expect(await deliver(ANY)).toMatchObject({ outcome: 'protection-refused', hosts: ['mx1 no-tls hard downgrade'] })
    expect(host?.connections.some(({ plaintext }) => plaintext.includes('MAIL FROM'))).toBe(false)
    domain = `plain-${domain}`
    expect(await deliver(ANY)).toMatchObject({ outcome: 'succeeded' })
    expect(plain?.received).toHaveLength(1)
  })

  it('goes on to the host beside it', async () => {
    const [first, second] = await hosts('good', 'good')
    await deliver(ENCRYPTED)
    await becomes(first, 'self-signed')
    expect(await deliver(ENCRYPTED)).toMatchObject({
      outcome: 'succeeded',
      hosts: ['mx1 encrypted-unverified downgrade', 'mx2 pkix-verified'],
    })
    expect(second?.received).toHaveLength(1)
  })

  it('waits where the trouble is passing', async () => {
    const [host] = await hosts('good')
    await deliver(ENCRYPTED)
    await becomes(host, 'starttls-454')
    expect(await deliver(ANY)).toMatchObject({ outcome: 'protection-refused', hosts: ['mx1 no-tls temporary downgrade'] })
  })
})

describe('REQUIRETLS', () => {
  const REQUIRED: Demand = { ...PROVED, requireTls: true }

  it('is passed on to a proved host that offers it, after one that does not', async () => {
    const [first, second] = await hosts('good', 'good')
    await second?.become('good', { requireTls: true })
    publishSts(internet.nameServer, internet.policyHost, domain, { mode: 'enforce', mx: [`*.${domain}`] })
    expect(await deliver(REQUIRED)).toMatchObject({ outcome: 'succeeded' })
    expect(first?.received).toHaveLength(0)
    expect(second?.log.some(({ line }) => /^MAIL FROM:.* REQUIRETLS/.test(line))).toBe(true)
  })

  it('refuses hosts that do not offer it, or that nothing proves', async () => {
    const [host] = await hosts('good')
    expect(await deliver(REQUIRED)).toMatchObject({ outcome: 'protection-refused' })
    publishSts(internet.nameServer, internet.policyHost, domain, { mode: 'enforce', mx: [`mx1.${domain}`] })
    clock.advance(DAY)
    expect(await deliver(REQUIRED)).toEqual({ outcome: 'protection-refused', hosts: ['mx1 sts-verified'] })
    expect(host?.received).toHaveLength(0)
  })
})
