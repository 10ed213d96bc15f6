// Overrides of a domain against a whole gateway: what they force, what they accept as proof, what they never lift; and what is written down of it.
import { createHash, X509Certificate } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCertificateAuthority } from '../../src/demo/internet/certificate-authority.ts'
import type { Personality } from '../../src/demo/internet/personality.ts'
import { publishSts } from '../../src/demo/internet/published-policy.ts'
import type { RecipientServer } from '../../src/demo/internet/recipient-server.ts'
import type { LedgerEvent } from '../../src/domain/event.ts'
import type { OverrideTerms } from '../../src/domain/override.ts'
import { recordConsent, withdrawConsent } from '../../src/pipeline/consents.ts'
import { recordOverride, withdrawOverride } from '../../src/pipeline/overrides.ts'
import { createOwnClock } from '../support/own-clock.ts'
import { startTestGateway, TEST_POLICY, type TestGateway } from '../support/test-gateway.ts'

const DAY = 86_400_000
const POLICY = `${TEST_POLICY}
  - id: proved
    title: "Asks for a proof that the domain publishes"
    when:
      subject:
        has: ["[proved]"]
    then:
      deliver: authenticated
      proof: dane-or-sts
      otherwise: bounce
  - id: tagged
    title: "Says nothing about protection"
    when:
      subject:
        has: ["[tagged]"]
    then:
      tag: seen
`

let test: TestGateway
const clock = createOwnClock()
beforeAll(async () => {
  test = await startTestGateway({ clock, policy: POLICY })
})
afterAll(() => test?.close())

let count = 0
async function newDomain(...personalities: Personality[]): Promise<{ domain: string; host: RecipientServer }> {
  const domain = `o${++count}.test`
  const [host] = await test.internet.add(domain, personalities)
  return { domain, host: host as RecipientServer }
}

async function record(domain: string, terms: OverrideTerms, until = clock.now() + DAY): Promise<string> {
  const id = await recordOverride(test.gateway, { domain, terms, until, actor: 'cli:desk', reason: 'agreed by phone' })
  // What was recorded counts within a second; this clock need not wait for it.
  clock.advance(1_001)
  return id
}

async function deliver(domain: string, subject = 'Hello') {
  const { copies, events, message } = await test.deliver({ to: `pat@${domain}`, subject })
  const last = events.findLast(({ kind }) => /^attempt\.(succeeded|failed|rerouted)$|^recipient\.held$/.test(kind))
  return { state: copies[0]?.state, events, message, hosts: hostsOf(last), overrides: last?.data.overrides }
}

const hostsOf = (event: LedgerEvent | undefined) =>
  ((event?.data.hosts ?? []) as { verdict: string; flags: string[] }[]).map(({ verdict, flags }) => [verdict, ...flags].join(' '))
const keyOf = (host: RecipientServer) =>
  createHash('sha256')
    .update(new X509Certificate(host.certificate()).publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex')

describe('what is forced', () => {
  it('the portal, though the host is good; the attempt says by which override', async () => {
    const { domain, host } = await newDomain('good')
    const id = await record(domain, { route: 'portal' })
    const { state, events } = await deliver(domain)
    expect(state).toBe('awaiting-pickup')
    expect(events.find(({ kind }) => kind === 'attempt.started')?.data).toMatchObject({
      route: 'portal',
      overrides: [{ id, terms: ['route portal'] }],
    })
    expect(host.received).toHaveLength(1)
    expect(host.received[0]?.data.toString()).not.toContain('closed on Monday')
  })

  it('a protection, and a version, on the domain itself and not beneath it', async () => {
    const { domain } = await newDomain('self-signed')
    expect((await deliver(domain)).state).toBe('delivered')
    const { domain: old } = await newDomain('tls12')
    await record(domain, { protection: 'authenticated' })
    await record(`*.${old}`, { minTls: '1.3' })
    expect(await deliver(domain)).toMatchObject({ state: 'held' })
    expect((await deliver(old)).state).toBe('delivered')
    await record(old, { minTls: '1.3' })
    expect((await deliver(old)).state).toBe('held')
  })

  it('until it ends, or is withdrawn', async () => {
    const { domain } = await newDomain('self-signed')
    const id = await record(domain, { protection: 'authenticated' })
    expect((await deliver(domain)).state).toBe('held')
    await withdrawOverride(test.gateway, id, { actor: 'cli:desk', reason: 'mended' })
    await record(domain, { protection: 'authenticated' }, clock.now() + 10_000)
    clock.advance(10_000)
    expect((await deliver(domain)).state).toBe('delivered')
  })
})

describe('a pinned key', () => {
  it('counts as proved, whoever signed the certificate; never as the proof that a domain publishes', async () => {
    const { domain, host } = await newDomain('self-signed')
    const id = await record(domain, { pins: [keyOf(host)] })
    expect(await deliver(domain, '[authenticated]')).toMatchObject({
      state: 'delivered',
      hosts: ['encrypted-unverified pinned'],
      overrides: [{ id, terms: ['pin'] }],
    })
    expect((await deliver(domain, '[proved]')).state).toBe('failed')
  })

  it('is asked for at every protection: another key is refused', async () => {
    const { domain, host } = await newDomain('good')
    await record(domain, { pins: ['ab'.repeat(32)] })
    expect((await deliver(domain)).state).toBe('held')
    expect(host.received).toEqual([])
  })

  it('is looked for in the session: a host that changes its key after the forecast gets nothing', async () => {
    const { domain, host } = await newDomain('self-signed')
    await record(domain, { pins: [keyOf(host)] })
    expect((await deliver(domain)).state).toBe('delivered')
    await host.become('self-signed')
    // The connection that proved itself is closed by now.
    clock.advance(60_000)
    const { state, events } = await deliver(domain)
    expect(state).toBe('held')
    expect(hostsOf(events.find(({ kind }) => kind === 'attempt.rerouted'))).toEqual(['encrypted-unverified pin-fail'])
  })
})

describe('a private authority', () => {
  it('proves the hosts of that domain, and of no other that has the same host', async () => {
    const own = await createCertificateAuthority({ name: 'Clinic group' })
    const { domain, host } = await newDomain('good')
    await host.become('good', {}, own)
    const other = `o${++count}.test`
    test.internet.nameServer.set(other, 'MX', [{ type: 'MX', preference: 10, exchange: host.host }])
    await record(domain, { ca: own.pem })
    expect(await deliver(domain, '[authenticated]')).toMatchObject({ state: 'delivered', hosts: ['pkix-verified'] })
    expect((await deliver(other, '[authenticated]')).state).toBe('held')
    // Nor is the other's verdict, or the lack of a memory of it, the first one's.
    expect(await deliver(domain, '[authenticated]')).toMatchObject({ state: 'delivered' })
    expect(await deliver(other)).toMatchObject({ state: 'delivered', hosts: ['encrypted-unverified'] })
  })

  it('is no proof to an MTA-STS policy that the domain enforces', async () => {
    const own = await createCertificateAuthority({ name: 'Clinic group' })
    const { domain, host } = await newDomain('good')
    await host.become('good', {}, own)
    publishSts(test.internet.nameServer, test.internet.policyHost, domain, { mode: 'enforce', mx: [`*.${domain}`] })
    await record(domain, { ca: own.pem })
    expect((await deliver(domain)).state).toBe('held')
    expect(host.received).toEqual([])
  })
})

it('a downgrade that somebody accepted is one no longer, for that domain', async () => {
  const { domain, host } = await newDomain('good')
  expect((await deliver(domain)).state).toBe('delivered')
  await host.become('self-signed')
  clock.advance(25 * 3_600_000)
  expect((await deliver(domain)).state).toBe('held')
  const downgrades = async () => (await test.gateway.store.eventsAfter(0, 10_000)).filter(({ kind }) => kind === 'posture.downgraded')
  await expect
    .poll(async () => (await downgrades()).map(({ data }) => [data.host, data.was, data.verdict]))
    .toContainEqual([host.host, 'authenticated', 'encrypted-unverified'])
  await record(domain, { acceptDowngrade: [host.host] }, clock.now() + 30 * DAY)
  expect(await deliver(domain)).toMatchObject({ state: 'delivered', hosts: ['encrypted-unverified'] })
})

describe('ordinary mail', () => {
  it('is allowed by a signed exception where only default speaks, and never over a rule', async () => {
    const { domain } = await newDomain('no-starttls')
    expect((await deliver(domain)).state).toBe('held')
    const id = await record(domain, { allowAny: 'exception' })
    expect(await deliver(domain, '[tagged]')).toMatchObject({
      state: 'delivered',
      hosts: ['no-tls hard'],
      overrides: [{ id, terms: ['allow any'] }],
    })
    expect((await deliver(domain, '[authenticated]')).state).toBe('held')
    const { events, state } = await test
      .deliver({ to: `pat@${domain}`, text: 'Her number is 536-90-4399.' })
      .then(({ copies, events }) => ({
        state: copies[0]?.state,
        events,
      }))
    expect(state).toBe('held')
    expect(events.some(({ kind }) => kind === 'attempt.committing')).toBe(false)
  })

  it('by a consent, only for who gave it and while it is given', async () => {
    const { domain } = await newDomain('no-starttls')
    const by = { actor: 'cli:desk', reason: 'form' }
    const consent = await recordConsent(test.gateway, { address: `pat@${domain}`, kind: 'plain-mail', wording: '1', ...by })
    const { addressHash } = (await test.gateway.store.consent(consent)) ?? { addressHash: '' }
    await record(domain, { allowAny: { consent, addressHash } })
    expect((await deliver(domain)).state).toBe('delivered')
    expect((await test.deliver({ to: `kim@${domain}` })).copies[0]?.state).toBe('held')
    await withdrawConsent(test.gateway, consent, by)
    expect((await deliver(domain)).state).toBe('held')
  })
})

describe('the proof that a rule asks for', () => {
  it('takes the other way where a public certificate is all there is, and delivers where the domain publishes a policy', async () => {
    const { domain } = await newDomain('good')
    expect((await deliver(domain, '[proved]')).state).toBe('failed')
    const { domain: published } = await newDomain('good')
    publishSts(test.internet.nameServer, test.internet.policyHost, published, { mode: 'enforce', mx: [`mx1.${published}`] }, 'policy7')
    const { state, hosts, events } = await deliver(published, '[proved]')
    expect([state, hosts]).toEqual(['delivered', ['sts-verified']])
    expect(events.find(({ kind }) => kind === 'attempt.succeeded')?.data.hosts).toMatchObject([
      { sts: { mode: 'enforce', id: 'policy7' }, at: expect.any(Number) },
    ])
  })
})

it('a domain has a history: one row a change, from forecast and session', async () => {
  const { domain, host } = await newDomain('good')
  for (let i = 0; i < 3; i++) await deliver(domain)
  await host.become('no-starttls')
  clock.advance(25 * 3_600_000)
  await deliver(domain)
  const verdicts = async () => (await test.gateway.store.postures(domain, 9)).map(({ summary }) => summary.verdict)
  await expect.poll(verdicts).toEqual(['no-tls', 'pkix-verified'])
  expect(await test.gateway.store.copiesTo([domain])).toContainEqual({ domain, state: 'delivered', copies: 3 })
})
