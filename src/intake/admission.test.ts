import { describe, expect, it } from 'vitest'
import { createAdmission, type Peer } from './admission.ts'
import type { Identity } from './credentials.ts'
import type { SenderOptions } from './intake-options.ts'
import type { SpfAnswer } from './salesforce-spf.ts'

const ORG = '00D8d000003TRx3'
const VERP = 'user=example.com__x@h8g7.a1b2.8d-3trx3eag.um8.bnc.salesforce.com'
const SALESFORCE: SenderOptions = {
  name: 'sf',
  networks: ['10.0.0.0/8', 'salesforce'],
  salesforce: { org: `${ORG}EAG` },
  domains: ['example-health.org'],
}

function admit(senders: readonly SenderOptions[], spf: SpfAnswer = 'no') {
  const admission = createAdmission(senders, async () => spf)
  return {
    async mail(peer: Partial<Peer>, returnPath = '') {
      const answer = await admission.atMail({ remoteAddress: '10.1.2.3', ...peer }, returnPath)
      return answer.ok ? answer.choice.candidates.map(({ name }) => name) : answer.refusal.reason
    },
    async header(fields: Readonly<Record<string, string | readonly string[]>>, returnPath = '') {
      const answer = await admission.atMail({ remoteAddress: '10.1.2.3' }, returnPath)
      if (!answer.ok) return answer.refusal.reason
      const raw = Object.entries(fields).flatMap(([name, values]) =>
        [values].flat().map((value) => ({ name: name.toLowerCase(), value: ` ${value}` })),
      )
      const outcome = admission.atHeader(answer.choice, returnPath, raw)
      return outcome.ok ? outcome.sender.name : outcome.refusal.reason
    },
  }
}

describe('at MAIL', () => {
  it.each([
    ['10.1.2.3', 'no', ['sf']],
    ['192.0.2.1', 'yes', ['sf']],
    ['192.0.2.1', 'no', 'not-a-sender'],
    ['192.0.2.1', 'unknown', 'sender-unknown-yet'],
    ['10.1.2.3', 'unknown', ['sf']],
  ] as const)('%s with SPF %s: %j', async (remoteAddress, spf, expected) => {
    expect(await admit([SALESFORCE], spf).mail({ remoteAddress })).toEqual(expected)
  })

  it.each([
    ['', ['sf']],
    ['staff@example-health.org', ['sf']],
    ['staff@EXAMPLE-HEALTH.ORG', ['sf']],
    [VERP, ['sf']],
    ['staff@sub.example-health.org', 'envelope-domain'],
    ['x@h8.a-hu5amac.um8.bnc.salesforce.com', 'envelope-domain'],
    [`${VERP}.example.net`, 'envelope-domain'],
  ] as const)('the path %j: %j', async (returnPath, expected) => {
    expect(await admit([SALESFORCE]).mail({}, returnPath)).toEqual(expected)
  })

  it('wants all that one sender names, of that one sender', async () => {
    const senders: SenderOptions[] = [
      { name: 'both', networks: ['10.0.0.0/8'], auth: { user: 'a', password: 'x' } },
      { name: 'auth', auth: { user: 'b', password: 'y' } },
    ]
    const identity = (name: string): Identity => ({ user: 'a', senders: new Set([name]) })
    const { mail } = admit(senders)
    expect(await mail({ identity: identity('both') })).toEqual(['both'])
    expect(await mail({ identity: identity('both'), remoteAddress: '192.0.2.1' })).toBe('auth-required')
    expect(await mail({ identity: identity('auth'), remoteAddress: '192.0.2.1' })).toEqual(['auth'])
    expect(await mail({})).toBe('auth-required')
  })

  it('asks again rather than refusing for good when DNS does not know, even where another sender wants AUTH', async () => {
    const senders = [SALESFORCE, { name: 'auth', auth: { user: 'b', password: 'y' } }]
    expect(await admit(senders, 'unknown').mail({ remoteAddress: '192.0.2.1' })).toBe('sender-unknown-yet')
  })

  it('knows nobody when nobody is listed', async () => {
    expect(await admit([]).mail({})).toBe('not-a-sender')
  })
})

describe('at the header block', () => {
  const good = { From: 'Staff <staff@example-health.org>', 'X-SFDC-LK': ORG }

  it.each([
    [good, 'sf'],
    [{ ...good, 'X-SFDCOrgRelay': ORG }, 'sf'],
    [{ ...good, 'X-SFDCOrgRelay': '00DA0000000Hu5a' }, 'salesforce-org'],
    [{ ...good, 'X-SFDC-LK': [ORG, ORG] }, 'salesforce-org'],
    [{ ...good, 'X-SFDC-LK': ORG.toLowerCase() }, 'salesforce-org'],
    [{ From: good.From }, 'salesforce-org'],
    [{ ...good, From: 'x@example.net' }, 'from-domain'],
    [{ ...good, From: 'staff@example-health.org, x@example.net' }, 'from-domain'],
    [{ ...good, From: '"staff@example-health.org" <x@example.net>' }, 'from-domain'],
    [{ ...good, From: ['staff@example-health.org', 'staff@example-health.org'] }, 'from-header'],
    [{ 'X-SFDC-LK': ORG }, 'from-header'],
    [{ ...good, From: 'staff@example-health.org <x@example.net' }, 'from-header'],
  ] as const)('%j: %s', async (fields, expected) => {
    expect(await admit([SALESFORCE]).header(fields)).toBe(expected)
  })

  it('chooses the sender whose organisation the message names', async () => {
    const other = { ...SALESFORCE, name: 'other', salesforce: { org: '00DA0000000Hu5a' } }
    const { header } = admit([SALESFORCE, other])
    expect(await header({ ...good, 'X-SFDC-LK': '00DA0000000Hu5a' })).toBe('other')
    expect(await header(good)).toBe('sf')
  })

  it('asks again when only a sender of whom DNS did not tell would fit, and refuses for good when none would', async () => {
    const office = { name: 'office', networks: ['10.0.0.0/8'], domains: ['office.example'] }
    const { header } = admit([office, { ...SALESFORCE, networks: ['salesforce'] }], 'unknown')
    expect(await header(good)).toBe('sender-unknown-yet')
    expect(await header({ From: 'a@office.example' })).toBe('office')
    expect(await header({ From: 'a@example.net', 'X-SFDC-LK': ORG })).toBe('from-domain')
    // A "no" of DNS is an answer.
    expect(await admit([office, { ...SALESFORCE, networks: ['salesforce'] }], 'no').header(good)).toBe('from-domain')
  })

  it('holds a bounce path to the organisation of the message where none is registered', async () => {
    const { header } = admit([{ name: 'any', networks: ['10.0.0.0/8'], domains: ['example-health.org'] }])
    expect(await header(good, VERP)).toBe('any')
    expect(await header({ ...good, 'X-SFDC-LK': '00DA0000000Hu5a' }, VERP)).toBe('salesforce-org')
    expect(await header({ From: good.From }, VERP)).toBe('salesforce-org')
  })
})

describe('a configuration that would let anyone in, or that can never match', () => {
  it.each([
    [{ name: 'x', domains: ['example.org'] }, /anyone could submit/],
    [{ name: 'x', certificate: {} }, /anyone could submit/],
    [{ name: 'x', networks: ['10.0.0.0/33'] }, /is no network/],
    [{ name: 'x', networks: ['example.org'] }, /is no network/],
    [{ name: 'x', networks: ['10.0.0.0/8'], salesforce: { org: '00D8d000003TRx3EAA' } }, /no organisation id/],
    [{ name: 'x', certificate: { fingerprint: 'abc' } }, /64 hex digits/],
    [{ name: 'x', networks: ['10.0.0.0/8'], domains: ['exa mple'] }, /is no domain/],
  ] as const)('%j is an error', (sender, expected) => {
    expect(() => createAdmission([sender], async () => 'no')).toThrow(expected)
  })
})
