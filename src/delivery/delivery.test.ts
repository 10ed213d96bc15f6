import { once } from 'node:events'
import * as net from 'node:net'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { type CertificateAuthority, createCertificateAuthority } from '../demo/internet/certificate-authority.ts'
import type { Personality, Traits } from '../demo/internet/personality.ts'
import { type RecipientServer, startRecipient } from '../demo/internet/recipient-server.ts'
import { judgeHost } from '../domain/host-verdict.ts'
import type { HostVerdict, Posture } from '../domain/posture.ts'
import type { Demand } from '../domain/protection.ts'
import type { Outcome } from '../domain/route.ts'
import { type Clock, systemClock } from '../platform/clock.ts'
import { createDelivery, type Delivery, type DeliveryResult } from './delivery.ts'
import type { DeliveryDeps, DeliveryJob } from './job.ts'

const MESSAGE = 'From: a@example-health.test\r\nSubject: x\r\n\r\nfirst\r\n.dot\r\n..dots\r\nlast\r\n'
const GATE = { ehloName: 'gw.example-health.test', clock: systemClock }

let ca: CertificateAuthority
beforeAll(async () => {
  ca = await createCertificateAuthority()
})
const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close()
})

interface Host {
  readonly personality: Personality
  readonly traits?: Partial<Traits>
}

/** Servers at 127.0.1.1, 127.0.1.2, … on one port: the MX hosts of clinic.test in order. */
async function clinic(...hosts: readonly (Personality | Host)[]): Promise<readonly RecipientServer[]> {
  for (;;) {
    const servers: RecipientServer[] = []
    try {
      for (const [index, host] of hosts.entries()) {
        const { personality, traits = {} } = typeof host === 'string' ? { personality: host } : host
        const where = { address: `127.0.1.${index + 1}`, host: `mx${index + 1}.clinic.test`, port: servers[0]?.port ?? 0 }
        servers.push(await startRecipient({ ...where, personality, traits, ca }))
      }
      open.push(...servers)
      return servers
    } catch (error) {
      // Another address uses the port that the first one picked: another port.
      for (const server of servers) await server.close()
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    }
  }
}

function deliveryTo(servers: readonly { port: number }[], more: Partial<DeliveryDeps> = {}): Delivery {
  const delivery = createDelivery({ gate: { ...GATE, ca: ca.pem }, clock: systemClock, port: servers[0]?.port ?? 0, ...more })
  open.push(delivery)
  return delivery
}

function postureOf(servers: readonly { host: string; address: string }[], verdict: HostVerdict = judgeHost({ kind: 'null-mx' })): Posture {
  // What the posture claims must not matter: it says null MX of every host that has an address.
  const mx = servers.map(({ host, address }, index) => ({
    host,
    preference: index * 10,
    addresses: address === '' ? [] : [address],
    ...verdict,
    dane: { state: 'off' as const },
    sts: { state: 'off' as const },
  }))
  return { domain: 'clinic.test', verdict: 'as given', mx, checkedAt: 0, expiresAt: 0 }
}

function jobFor(servers: readonly RecipientServer[], demand: Demand['protection'] | Demand, more: Partial<DeliveryJob> = {}): DeliveryJob {
  return {
    domain: 'clinic.test',
    demand: typeof demand === 'string' ? { protection: demand } : demand,
    posture: postureOf(servers),
    envelope: { from: 'verp+1@bounce.example-health.test', body: '7BIT', smtpUtf8: false, dsn: {} },
    recipients: [{ id: 'r1', address: 'pat@clinic.test' }],
    size: MESSAGE.length,
    content: async function* () {
      yield Buffer.from(MESSAGE)
    },
    commit: async () => true,
    ...more,
  }
}

const to = (...locals: readonly string[]) => ({ recipients: locals.map((local) => ({ id: local, address: `${local}@clinic.test` })) })
const brief = ({ outcomes }: DeliveryResult) =>
  Object.fromEntries([...outcomes].map(([id, outcome]) => [id, `${outcome.kind}${'soft' in outcome && outcome.soft ? ' soft' : ''}`]))
const causeOf = ({ outcomes }: DeliveryResult, id = 'r1') => (outcomes.get(id) as Extract<Outcome, { kind: 'failed' }>).cause

describe('deliver', () => {
  it('hands the bytes over unchanged, over TLS, with the reverse-path to the byte', async () => {
    const servers = await clinic('good')
    const result = await deliveryTo(servers).deliver(jobFor(servers, 'authenticated'))
    expect(result.outcomes.get('r1')).toEqual({ kind: 'succeeded', to: 'delivered' })
    const [received] = servers[0]?.received ?? []
    expect(received?.data.toString()).toBe(MESSAGE)
    expect(received).toMatchObject({ from: 'verp+1@bounce.example-health.test', helo: GATE.ehloName, tls: { version: 'TLSv1.3' } })
    expect(result.hosts).toMatchObject([{ host: 'mx1.clinic.test', address: '127.0.1.1', verdict: { verdict: 'pkix-verified' } }])
  })

  it('keeps commands and replies as evidence, without the content', async () => {
    const servers = await clinic('tls12')
    const { hosts } = await deliveryTo(servers).deliver(jobFor(servers, 'encrypted'))
    const transcript = hosts[0]?.transcript.join('\n') ?? ''
    expect(transcript).toMatch(
      /C: STARTTLS[\s\S]*T: TLSv1\.2[\s\S]*C: MAIL FROM[\s\S]*C: DATA[\s\S]*M: the commit mark[\s\S]*S: 250 2\.0\.0/,
    )
    expect(transcript).not.toMatch(/Subject|\.dot|handed over/)
  })

  it('sends the null reverse-path', async () => {
    const servers = await clinic('good')
    const envelope = { from: '', body: '7BIT', smtpUtf8: false, dsn: {} } as const
    await deliveryTo(servers).deliver(jobFor(servers, 'encrypted', { envelope }))
    expect(servers[0]?.received[0]?.from).toBe('')
  })

  it('sends large messages in pieces', async () => {
    const servers = await clinic('good')
    const line = `${'x'.repeat(998)}\r\n`
    const content = async function* () {
      for (let i = 0; i < 3_000; i++) yield Buffer.from(line)
    }
    const result = await deliveryTo(servers).deliver(jobFor(servers, 'encrypted', { content }))
    expect(brief(result)).toEqual({ r1: 'succeeded' })
    expect(servers[0]?.received[0]?.data.equals(Buffer.from(line.repeat(3_000)))).toBe(true)
  })
})

describe('the invariant: no MAIL before the gate (P1)', () => {
  const BAD: readonly Personality[] = [
    'no-starttls',
    'starttls-454',
    'tls10',
    'tls11',
    'static-rsa',
    'rsa1024',
    'broken-handshake',
    'alert-handshake',
    'eof-handshake',
    'injection',
  ]
  const UNPROVED: readonly Personality[] = ['expired', 'self-signed', 'wrong-name']
  const cases: readonly (readonly [Personality, Demand])[] = [
    ...BAD.map((personality) => [personality, { protection: 'encrypted' }] as const),
    ...[...BAD, ...UNPROVED].map((personality) => [personality, { protection: 'authenticated' }] as const),
    ['tls12', { protection: 'encrypted', minTls: '1.3' }],
    ['good', { protection: 'authenticated', proof: 'dane-or-sts' }],
  ]

  it.each(cases)('%s under %j', async (personality, demand) => {
    const servers = await clinic(personality)
    const commit = vi.fn(async () => true)
    const result = await deliveryTo(servers).deliver(jobFor(servers, demand, { commit }))
    expect(result.outcomes.get('r1')?.kind).toBe('protection-refused')
    expect(commit).not.toHaveBeenCalled()
    for (const { line } of servers[0]?.log ?? []) expect(line).not.toMatch(/^(MAIL|RCPT|DATA|AUTH)/i)
    for (const { plaintext } of servers[0]?.connections ?? []) expect(plaintext).not.toMatch(/MAIL|RCPT|pat@/)
  })

  it('is not fooled by a host that turns bad between two connections', async () => {
    const servers = await clinic('good')
    const delivery = deliveryTo(servers, { maxMessagesPerConnection: 1 })
    expect(brief(await delivery.deliver(jobFor(servers, 'authenticated')))).toEqual({ r1: 'succeeded' })
    await servers[0]?.become('self-signed')
    expect(brief(await delivery.deliver(jobFor(servers, 'authenticated')))).toEqual({ r1: 'protection-refused' })
    await servers[0]?.become('no-starttls')
    expect(brief(await delivery.deliver(jobFor(servers, 'encrypted')))).toEqual({ r1: 'protection-refused' })
    expect(servers[0]?.received).toHaveLength(1)
  })

  it('admits a kept connection again for each demand', async () => {
    const servers = await clinic('self-signed')
    const delivery = deliveryTo(servers)
    await delivery.deliver(jobFor(servers, 'encrypted'))
    expect(delivery.idleConnections()).toBe(1)
    expect(brief(await delivery.deliver(jobFor(servers, 'authenticated')))).toEqual({ r1: 'protection-refused' })
    expect(servers[0]?.received).toHaveLength(1)
  })

  it('never uses a kept plaintext connection for more than `any`', async () => {
    const servers = await clinic('no-starttls')
    const delivery = deliveryTo(servers)
    expect(brief(await delivery.deliver(jobFor(servers, 'any')))).toEqual({ r1: 'succeeded' })
    expect(servers[0]?.received[0]?.tls).toBeNull()
    expect(delivery.idleConnections()).toBe(1)
    expect(brief(await delivery.deliver(jobFor(servers, 'encrypted')))).toEqual({ r1: 'protection-refused' })
    expect(servers[0]?.received).toHaveLength(1)
  })
})

describe('hosts in order', () => {
  it('goes on to the next host where the first fails the gate', async () => {
    const servers = await clinic('no-starttls', 'expired', 'good')
    const learned: string[] = []
    const delivery = deliveryTo(servers, { learn: async ({ host }, { verdict }) => void learned.push(`${host} ${verdict}`) })
    const result = await delivery.deliver(jobFor(servers, 'authenticated'))
    expect(brief(result)).toEqual({ r1: 'succeeded' })
    expect(servers.map(({ received }) => received.length)).toEqual([0, 0, 1])
    expect(learned).toEqual(['mx1.clinic.test no-tls', 'mx2.clinic.test encrypted-unverified', 'mx3.clinic.test pkix-verified'])
    expect(result.hosts.map(({ host }) => host)).toEqual(['mx1.clinic.test', 'mx2.clinic.test', 'mx3.clinic.test'])
  })

  it.each<[string, readonly Personality[], string]>([
    ['all hard', ['no-starttls', 'tls10'], 'protection-refused'],
    ['one soft', ['no-starttls', 'starttls-454'], 'protection-refused soft'],
    ['only soft', ['eof-handshake'], 'protection-refused soft'],
    ['one hard, one not reached', ['no-starttls', 'banner-421'], 'protection-refused soft'],
    ['one hard, one that turns mail away', ['no-starttls', 'banner-554'], 'protection-refused'],
    ['none reached', ['banner-421', 'banner-421'], 'deferred'],
    ['all turn mail away', ['banner-554'], 'failed'],
  ])('%s', async (_name, hosts, outcome) => {
    const servers = await clinic(...hosts)
    expect(brief(await deliveryTo(servers).deliver(jobFor(servers, 'encrypted')))).toEqual({ r1: outcome })
  })

  it('tries the other addresses of a host, and a refused connection does not hide that it was reached', async () => {
    const servers = await clinic('no-starttls')
    const dead = await closedAddress(servers[0]?.port ?? 0)
    const posture = postureOf([{ host: 'mx1.clinic.test', address: dead }])
    const [mx] = posture.mx
    const both = { ...posture, mx: mx ? [{ ...mx, addresses: [dead, '127.0.1.1'] }] : [] }
    const result = await deliveryTo(servers).deliver(jobFor(servers, 'encrypted', { posture: both }))
    expect(brief(result)).toEqual({ r1: 'protection-refused' })
    expect(result.hosts.map(({ address }) => address)).toEqual([dead, '127.0.1.1'])
  })

  it.each<[string, HostVerdict, string, string]>([
    ['null MX', judgeHost({ kind: 'null-mx' }), 'failed', '5.1.10'],
    ['no such domain', judgeHost({ kind: 'dns', permanent: true, reason: 'the domain does not exist' }), 'failed', '5.1.2'],
    ['broken DNS', judgeHost({ kind: 'dns', permanent: false, reason: 'MX lookup: SERVFAIL' }), 'deferred', '4.4.3'],
  ])('%s', async (_name, verdict, kind, enhanced) => {
    const posture = postureOf([{ host: 'clinic.test', address: '' }], verdict)
    const result = await deliveryTo([]).deliver(jobFor([], 'encrypted', { posture }))
    expect(brief(result)).toEqual({ r1: kind })
    expect(causeOf(result).enhanced).toBe(enhanced)
  })
})

describe('replies', () => {
  it('splits the answer by recipient, and only the accepted are marked', async () => {
    const servers = await clinic('good')
    const commit = vi.fn(async () => true)
    const result = await deliveryTo(servers).deliver(jobFor(servers, 'encrypted', { ...to('pat', 'reject', 'defer'), commit }))
    expect(brief(result)).toEqual({ pat: 'succeeded', reject: 'failed', defer: 'deferred' })
    expect(commit).toHaveBeenCalledExactlyOnceWith(['pat'])
    expect(causeOf(result, 'reject')).toMatchObject({
      at: 'rcpt',
      enhanced: '5.1.1',
      blame: 'peer',
      reply: { code: 550, enhanced: '5.1.1' },
    })
    expect(causeOf(result, 'reject').publicText).toBe('mx1.clinic.test answered 550 to RCPT TO')
    expect(causeOf(result, 'reject').detail).toContain('User unknown')
    expect(causeOf(result, 'defer')).toMatchObject({ at: 'rcpt', enhanced: '4.7.1' })
  })

  it.each<[string, string, object]>([
    ['reject', 'failed', { at: 'rcpt', enhanced: '5.1.1' }],
    ['defer', 'deferred', { at: 'rcpt', enhanced: '4.7.1' }],
    ['reject-data', 'failed', { at: 'final-dot', enhanced: '5.7.1', reply: { code: 554 } }],
    ['defer-data', 'deferred', { at: 'final-dot', enhanced: '4.3.0', reply: { code: 451 } }],
  ])('%s', async (local, kind, cause) => {
    const servers = await clinic('good')
    const result = await deliveryTo(servers).deliver(jobFor(servers, 'encrypted', to(local)))
    expect(brief(result)).toEqual({ [local]: kind })
    expect(causeOf(result, local)).toMatchObject(cause)
  })

  it('says one RCPT for an address that stands there twice, and decides both', async () => {
    const servers = await clinic('good')
    const recipients = [
      { id: 'a', address: 'pat@clinic.test' },
      { id: 'b', address: 'pat@clinic.test' },
    ]
    const commit = vi.fn(async () => true)
    const result = await deliveryTo(servers).deliver(jobFor(servers, 'encrypted', { recipients, commit }))
    expect(brief(result)).toEqual({ a: 'succeeded', b: 'succeeded' })
    expect(commit).toHaveBeenCalledExactlyOnceWith(['a', 'b'])
    expect(servers[0]?.received[0]?.to).toHaveLength(1)
  })

  it('passes DSN parameters on, recipients that differ in them apart', async () => {
    const servers = await clinic('good')
    const recipients = [
      { id: 'a', address: 'a@clinic.test', notify: ['SUCCESS', 'FAILURE'], orcpt: 'rfc822;a+b@clinic.test' },
      { id: 'b', address: 'b@clinic.test', notify: ['NEVER'] },
      { id: 'c', address: 'c@clinic.test' },
      { id: 'd', address: 'd@clinic.test' },
    ] as const
    const envelope = { from: 'x@example-health.test', body: '7BIT', smtpUtf8: false, dsn: { ret: 'HDRS', envid: 'id 1' } } as const
    await deliveryTo(servers).deliver(jobFor(servers, 'encrypted', { recipients, envelope }))
    const lines = servers[0]?.log.filter(({ line }) => /^(MAIL|RCPT)/.test(line)).map(({ line }) => line)
    expect(lines?.filter((line) => line.startsWith('RCPT'))).toEqual([
      'RCPT TO:<a@clinic.test> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;a+2Bb@clinic.test',
      'RCPT TO:<b@clinic.test> NOTIFY=NEVER',
      'RCPT TO:<c@clinic.test>',
      'RCPT TO:<d@clinic.test>',
    ])
    expect(lines?.filter((line) => line.startsWith('MAIL'))).toHaveLength(3)
    expect(lines?.[0]).toContain('RET=HDRS ENVID=id+201')
  })

  it('keeps a transaction to its limit of recipients', async () => {
    const servers = await clinic('good')
    const result = await deliveryTo(servers, { maxRecipients: 2 }).deliver(jobFor(servers, 'encrypted', to('a', 'b', 'c', 'd', 'e')))
    expect(Object.values(brief(result))).toEqual(new Array(5).fill('succeeded'))
    expect(servers[0]?.received.map(({ to: { length } }) => length)).toEqual([2, 2, 1])
    expect(servers[0]?.connections).toHaveLength(1)
  })
})

describe('our own address', () => {
  it('is the one that the settings name', async () => {
    const servers = await clinic('good')
    await deliveryTo(servers, { source: { v4: '127.0.3.7' } }).deliver(jobFor(servers, 'encrypted'))
    expect(servers[0]?.connections.map(({ remoteAddress }) => remoteAddress)).toEqual(['127.0.3.7'])
  })

  it('of IPv6 goes first where there is one, and one that leads nowhere costs the second message nothing', async () => {
    const servers = await clinic('good')
    const posture = postureOf(servers)
    const mx = posture.mx.map((host) => ({ ...host, addresses: ['127.0.1.1', '100::1'] }))
    const delivery = deliveryTo(servers, { ipv6First: true, gate: { ...GATE, ca: ca.pem, timeouts: { connectMs: 300 } } })
    const tried = async () =>
      (await delivery.deliver(jobFor(servers, 'encrypted', { posture: { ...posture, mx } }))).hosts.map(({ address }) => address)
    expect(await tried()).toEqual(['100::1', '127.0.1.1'])
    expect(await tried()).toEqual(['127.0.1.1'])
  })
})

describe('many recipients', () => {
  /** Forty, of which every fourth is refused for good and every fifth for now. */
  const forty = Array.from({ length: 40 }, (_, n) => {
    const local = n % 4 === 0 ? 'reject' : n % 5 === 0 ? 'defer' : `p${n}`
    return { id: `r${n}`, local, address: `${local}+${n}@clinic.test` }
  })
  const recipients = forty.map(({ id, local, address }) => ({ id, address: local.startsWith('p') ? address : `${local}@clinic.test` }))
  const expected = Object.fromEntries(
    forty.map(({ id, local }) => [id, local === 'reject' ? 'failed' : local === 'defer' ? 'deferred' : 'succeeded']),
  )

  it('of one message go in one transaction, each with its own answer', async () => {
    const servers = await clinic('good')
    const commit = vi.fn(async () => true)
    const result = await deliveryTo(servers).deliver(jobFor(servers, 'encrypted', { recipients, commit }))
    expect(brief(result)).toEqual(expected)
    expect(servers[0]?.received).toHaveLength(1)
    expect(commit).toHaveBeenCalledExactlyOnceWith(Object.keys(expected).filter((id) => expected[id] === 'succeeded'))
    expect(servers[0]?.log.filter(({ line }) => line.startsWith('MAIL'))).toHaveLength(1)
  })

  it('are split by what they ask of notices and by the limit, over one connection', async () => {
    const servers = await clinic('good')
    const mixed = recipients.map((recipient, n) => (n % 2 === 0 ? { ...recipient, notify: ['NEVER'] as const } : recipient))
    const result = await deliveryTo(servers, { maxRecipients: 15 }).deliver(jobFor(servers, 'encrypted', { recipients: mixed }))
    expect(brief(result)).toEqual(expected)
    expect(servers[0]?.connections).toHaveLength(1)
    // Twenty of either kind, fifteen at most in one transaction.
    expect(servers[0]?.log.filter(({ line }) => line.startsWith('MAIL'))).toHaveLength(4)
    for (const { to } of servers[0]?.received ?? [])
      expect(new Set(to.map(({ parameters }) => parameters.join()))).toHaveProperty('size', 1)
  })
})

describe('a host that asks for less', () => {
  it('at MAIL has refused nobody: what it says to the RCPTs that went along is about MAIL', async () => {
    const servers = await clinic('busy-at-mail')
    const result = await deliveryTo(servers).deliver(jobFor(servers, 'encrypted', to('a', 'b')))
    expect(servers[0]?.log.some(({ line }) => line.startsWith('503 '))).toBe(true)
    expect(causeOf(result, 'a')).toMatchObject({ at: 'mail', enhanced: '4.3.2', reply: { code: 451 } })
    expect(brief(result)).toEqual({ a: 'deferred', b: 'deferred' })
  })

  it.each<[Personality, string]>([
    ['banner-421', 'the greeting was 421'],
    ['busy-at-mail', 'mx1.clinic.test answered 451 to MAIL FROM'],
  ])('%s is left alone, and the next job says nothing to it', async (personality, because) => {
    const servers = await clinic(personality)
    const delivery = deliveryTo(servers)
    expect(brief(await delivery.deliver(jobFor(servers, 'encrypted')))).toEqual({ r1: 'deferred' })
    expect(delivery.pace.slowHosts()).toMatchObject([{ host: 'mx1.clinic.test', because: expect.stringContaining(because) }])
    const asked = servers[0]?.connections.length
    const rested = delivery.restsUntil(postureOf(servers))
    const { outcomes } = await delivery.deliver(jobFor(servers, 'encrypted'))
    expect(outcomes.get('r1')).toMatchObject({ kind: 'deferred', until: rested, cause: { enhanced: '4.3.2' } })
    expect(servers[0]?.connections).toHaveLength(asked ?? 0)
  })

  it('has its mail taken by the next one', async () => {
    const servers = await clinic('busy-at-mail', 'good')
    const delivery = deliveryTo(servers)
    await delivery.deliver(jobFor(servers, 'encrypted'))
    expect(brief(await delivery.deliver(jobFor(servers, 'encrypted')))).toEqual({ r1: 'succeeded' })
    expect(delivery.restsUntil(postureOf(servers))).toBeUndefined()
  })

  it('that holds one session at a time is soon given no more', async () => {
    const servers = await clinic('crowded')
    const delivery = deliveryTo(servers, { pauseMs: 1, longestPauseMs: 1 })
    await Promise.all(Array.from({ length: 6 }, () => delivery.deliver(jobFor(servers, 'encrypted'))))
    expect(delivery.pace.pushBacks()).toBeGreaterThan(0)
    expect(delivery.pace.slowHosts()[0]?.connections).toBeLessThanOrEqual(3)
  })
})

describe('the commit mark (P2, P3)', () => {
  it('is made before the last bytes, after the host said 354', async () => {
    const servers = await clinic('good')
    const commit = vi.fn(async () => {
      expect(servers[0]?.log.at(-1)?.line).toMatch(/^354/)
      expect(servers[0]?.received).toHaveLength(0)
      return true
    })
    expect(brief(await deliveryTo(servers).deliver(jobFor(servers, 'encrypted', { commit })))).toEqual({ r1: 'succeeded' })
    expect(commit).toHaveBeenCalledOnce()
  })

  it.each<[string, () => Promise<boolean>]>([
    ['refused', async () => false],
    ['broken', () => Promise.reject(new Error('disk full'))],
  ])('when it is %s, nothing is delivered', async (_name, commit) => {
    const servers = await clinic('good')
    const delivery = deliveryTo(servers)
    const result = await delivery.deliver(jobFor(servers, 'encrypted', { commit }))
    expect(brief(result)).toEqual({ r1: 'deferred' })
    expect(causeOf(result)).toMatchObject({ at: 'local', blame: 'us' })
    expect(delivery.idleConnections()).toBe(0)
    expect(servers[0]?.received).toHaveLength(0)
  })

  it.each<Personality>(['drop-after-dot', 'drop-after-dot-lost'])('a loss after it is unknown, never deferred: %s', async (personality) => {
    const servers = await clinic(personality, 'good')
    const result = await deliveryTo(servers).deliver(jobFor(servers, 'encrypted'))
    expect(brief(result)).toEqual({ r1: 'unknown' })
    expect(causeOf(result)).toMatchObject({ at: 'final-dot' })
    expect(servers[1]?.connections).toHaveLength(0)
  })

  it('a clock that is put forward while the answer is on its way makes nothing unknown', async () => {
    const servers = await clinic({ personality: 'good', traits: { delay: 200 } })
    let set = 0
    // It looks at its deadline often, so that the step is seen before the answer.
    const clock: Clock = { now: () => Date.now() + set, sleep: (ms, signal) => systemClock.sleep(Math.min(ms, 10), signal) }
    const delivered = deliveryTo(servers, { clock }).deliver(jobFor(servers, 'encrypted'))
    await vi.waitFor(() => expect(servers[0]?.log.some(({ line }) => line.includes('bytes of data'))).toBe(true), { interval: 2 })
    set = 3_600_000
    expect(brief(await delivered)).toEqual({ r1: 'succeeded' })
  })

  it('silence after it is unknown, when its time is over', async () => {
    const servers = await clinic({ personality: 'good', traits: { delay: 0, data: 'accept' } })
    const muted = await deafProxy(servers[0] as RecipientServer)
    const posture = postureOf([{ host: 'mx1.clinic.test', address: '127.0.1.9' }])
    const delivery = deliveryTo([muted], { finalDotMs: 50 })
    const result = await delivery.deliver(jobFor(servers, 'encrypted', { posture, commit: async () => muted.mute() }))
    expect(brief(result)).toEqual({ r1: 'unknown' })
  })

  it('a loss before it leaves the message to the next host', async () => {
    const servers = await clinic('drop-at-data', 'good')
    const result = await deliveryTo(servers).deliver(jobFor(servers, 'encrypted'))
    expect(brief(result)).toEqual({ r1: 'succeeded' })
    expect(servers.map(({ received }) => received.length)).toEqual([0, 1])
  })

  it('a loss before it, without another host, is deferred', async () => {
    const servers = await clinic('drop-at-data')
    const commit = vi.fn(async () => true)
    expect(brief(await deliveryTo(servers).deliver(jobFor(servers, 'encrypted', { commit })))).toEqual({ r1: 'deferred' })
    expect(commit).not.toHaveBeenCalled()
  })

  it('an answer before the whole message went is not believed', async () => {
    const servers = await clinic('good')
    const eager = await eagerServer(servers[0] as RecipientServer)
    const posture = postureOf([{ host: 'mx1.clinic.test', address: '127.0.1.9' }])
    let release: (value: boolean) => void = () => undefined
    const commit = () =>
      new Promise<boolean>((resolve) => {
        release = resolve
      })
    const pending = deliveryTo([eager]).deliver(jobFor(servers, 'any', { posture, commit }))
    const result = await pending
    release(true)
    expect(brief(result)).toEqual({ r1: 'deferred' })
  })

  it('stops before it when asked to, and not after', async () => {
    const servers = await clinic('good')
    const stopping = new AbortController()
    const before = deliveryTo(servers).deliver(
      jobFor(servers, 'encrypted', {
        signal: stopping.signal,
        commit: async () => {
          stopping.abort()
          return true
        },
      }),
    )
    expect(brief(await before)).toEqual({ r1: 'deferred' })
    expect(servers[0]?.received).toHaveLength(0)
    const late = new AbortController()
    const slow = await clinic({ personality: 'good', traits: { delay: 30 } })
    const after = deliveryTo(slow).deliver(jobFor(slow, 'encrypted', { signal: late.signal }))
    await vi.waitFor(() => expect(slow[0]?.log.some(({ line }) => line.includes('bytes of data'))).toBe(true), { interval: 2 })
    late.abort()
    expect(brief(await after)).toEqual({ r1: 'succeeded' })
    expect(brief(await deliveryTo(servers).deliver(jobFor(servers, 'encrypted', { signal: late.signal })))).toEqual({ r1: 'deferred' })
  })
})

describe('stopping', () => {
  it('does not wait for a host that does not speak, and learns nothing of it', async () => {
    const sockets = new Set<net.Socket>()
    const silent = await at9(
      net.createServer((socket) => void sockets.add(socket)),
      sockets,
      {},
    )
    const learn = vi.fn(async () => undefined)
    const stopping = new AbortController()
    const posture = postureOf([{ host: 'mx1.clinic.test', address: '127.0.1.9' }])
    const pending = deliveryTo([silent], { learn }).deliver(jobFor([], 'encrypted', { posture, signal: stopping.signal }))
    await vi.waitFor(() => expect(sockets.size).toBe(1))
    stopping.abort()
    expect(brief(await pending)).toEqual({ r1: 'deferred' })
    expect(learn).not.toHaveBeenCalled()
  })
})

describe('the guard on the way out', () => {
  const deliverText = async (text: string, personality: Personality = 'good', more: Partial<DeliveryJob> = {}) => {
    const servers = await clinic(personality)
    const content = async function* () {
      yield Buffer.from(text)
    }
    return { servers, result: await deliveryTo(servers).deliver(jobFor(servers, 'encrypted', { content, ...more })) }
  }

  it.each([
    ['a bare LF', 'Subject: x\r\n\r\na\n.\r\nMAIL FROM:<x@y>\r\n'],
    ['a bare CR', 'Subject: x\r\n\r\na\r.\r\n'],
    ['a NUL', 'Subject: x\r\n\r\na\u0000b\r\n'],
    ['a CR at the end', 'Subject: x\r\n\r\na\r'],
  ])('refuses %s before any connection', async (_name, text) => {
    const { servers, result } = await deliverText(text)
    expect(brief(result)).toEqual({ r1: 'failed' })
    expect(causeOf(result)).toMatchObject({ at: 'local', blame: 'us', enhanced: '5.6.0' })
    expect(servers[0]?.connections).toHaveLength(0)
  })

  it.each(['pat@clinic.test>\r\nRCPT TO:<x@y', 'pat@cl<inic.test', 'pat@clinic.test '])('refuses the address %j', async (address) => {
    const { servers, result } = await deliverText(MESSAGE, 'good', {
      recipients: [
        { id: 'r1', address },
        { id: 'r2', address: 'ok@clinic.test' },
      ],
    })
    expect(brief(result)).toEqual({ r1: 'failed', r2: 'succeeded' })
    expect(servers[0]?.received[0]?.to.map(({ address: taken }) => taken)).toEqual(['ok@clinic.test'])
  })

  it('refuses a reverse-path that ends its command', async () => {
    const { servers, result } = await deliverText(MESSAGE, 'good', {
      envelope: { from: 'a@b.test>\r\nRSET', body: '7BIT', smtpUtf8: false, dsn: {} },
    })
    expect(brief(result)).toEqual({ r1: 'failed' })
    expect(servers[0]?.connections).toHaveLength(0)
  })

  it('does not send 8-bit bytes to a host without 8BITMIME, nor foreign addresses without SMTPUTF8', async () => {
    const bytes = await deliverText('Subject: x\r\n\r\nGrüße\r\n', 'no-8bitmime')
    expect(causeOf(bytes.result)).toMatchObject({ enhanced: '5.6.3' })
    const address = await deliverText(MESSAGE, 'no-smtputf8', { recipients: [{ id: 'r1', address: 'jürgen@clinic.test' }] })
    expect(causeOf(address.result)).toMatchObject({ enhanced: '5.6.7' })
    for (const { servers } of [bytes, address]) expect(servers[0]?.log.some(({ line }) => line.startsWith('MAIL'))).toBe(false)
  })

  it('sends plain bytes to a host without 8BITMIME even where the sender declared 8 bits', async () => {
    const envelope = { from: 'a@b.test', body: '8BITMIME', smtpUtf8: true, dsn: {} } as const
    expect(brief((await deliverText(MESSAGE, 'no-8bitmime', { envelope })).result)).toEqual({ r1: 'succeeded' })
  })

  it('declares 8 bits and SMTPUTF8 where they are offered', async () => {
    const { servers } = await deliverText('Subject: x\r\n\r\nGrüße\r\n', 'good', {
      recipients: [{ id: 'r1', address: 'jürgen@clinic.test' }],
    })
    expect(servers[0]?.received[0]?.mailParameters).toEqual(expect.arrayContaining(['SMTPUTF8', 'BODY=8BITMIME']))
  })

  it('goes on to a host that offers what is needed', async () => {
    const servers = await clinic('no-smtputf8', 'good')
    const result = await deliveryTo(servers).deliver(
      jobFor(servers, 'encrypted', { recipients: [{ id: 'r1', address: 'jürgen@clinic.test' }] }),
    )
    expect(brief(result)).toEqual({ r1: 'succeeded' })
  })

  it('defers when the content cannot be read, at the check or while it is sent', async () => {
    const servers = await clinic('good')
    let reads = 0
    const broken = (at: number) =>
      async function* () {
        reads++
        yield Buffer.from('Subject: x\r\n\r\n')
        if (reads >= at) throw new Error('wrong key')
        yield Buffer.from('text\r\n')
      }
    for (const at of [1, 2]) {
      reads = 0
      const result = await deliveryTo(servers, { keepBytes: 0 }).deliver(jobFor(servers, 'encrypted', { content: broken(at) }))
      expect(brief(result)).toEqual({ r1: 'deferred' })
    }
    expect(servers[0]?.received).toHaveLength(0)
  })
})

describe('kept connections', () => {
  it('carry several messages, up to their limit', async () => {
    const servers = await clinic('good')
    const delivery = deliveryTo(servers, { maxMessagesPerConnection: 3 })
    for (let i = 0; i < 7; i++) expect(brief(await delivery.deliver(jobFor(servers, 'authenticated')))).toEqual({ r1: 'succeeded' })
    expect(servers[0]?.received.map(({ connection }) => connection)).toEqual([1, 1, 1, 2, 2, 2, 3])
  })

  it('start over with RSET after a refusal', async () => {
    const servers = await clinic('good')
    const delivery = deliveryTo(servers)
    await delivery.deliver(jobFor(servers, 'encrypted', to('reject')))
    expect(brief(await delivery.deliver(jobFor(servers, 'encrypted')))).toEqual({ r1: 'succeeded' })
    expect(servers[0]?.connections).toHaveLength(1)
    expect(servers[0]?.log.some(({ line }) => line === 'RSET')).toBe(true)
  })

  it('that died unnoticed are replaced by a new one', async () => {
    const servers = await clinic('good')
    const proxy = await deafProxy(servers[0] as RecipientServer)
    const posture = postureOf([{ host: 'mx1.clinic.test', address: '127.0.1.9' }])
    const delivery = deliveryTo([proxy])
    await delivery.deliver(jobFor(servers, 'encrypted', { posture }))
    expect(delivery.idleConnections()).toBe(1)
    const again = delivery.deliver(jobFor(servers, 'encrypted', { posture }))
    proxy.cut()
    expect(brief(await again)).toEqual({ r1: 'succeeded' })
    expect(servers[0]?.received).toHaveLength(2)
  })

  it('are a few at a time: more jobs wait for their turn', async () => {
    const servers = await clinic('good')
    const delivery = deliveryTo(servers, { maxPerHost: 2 })
    const results = await Promise.all(Array.from({ length: 9 }, () => delivery.deliver(jobFor(servers, 'encrypted'))))
    for (const result of results) expect(brief(result)).toEqual({ r1: 'succeeded' })
    expect(servers[0]?.connections).toHaveLength(2)
    expect(servers[0]?.received).toHaveLength(9)
  })

  it('say QUIT when idle for too long, and when all closes', async () => {
    const servers = await clinic('good')
    const delivery = deliveryTo(servers, { idleMs: 20 })
    await delivery.deliver(jobFor(servers, 'encrypted'))
    await vi.waitFor(() => expect(servers[0]?.log.filter(({ line }) => line === 'QUIT')).toHaveLength(1))
    expect(delivery.idleConnections()).toBe(0)
    const other = deliveryTo(servers)
    await other.deliver(jobFor(servers, 'encrypted'))
    await other.close()
    expect(servers[0]?.log.filter(({ line }) => line === 'QUIT')).toHaveLength(2)
  })
})

/** An address of 127.0.1.x on which nothing listens at this port. */
async function closedAddress(port: number): Promise<string> {
  const server = net.createServer()
  server.listen(port, '127.0.1.8')
  await once(server, 'listening')
  await new Promise((resolve) => server.close(resolve))
  return '127.0.1.8'
}

/** Stands at 127.0.1.9 before a server: from `mute` on it lets nothing back; `cut` ends what is open. */
async function deafProxy(server: RecipientServer) {
  let deaf = false
  const sockets = new Set<net.Socket>()
  const proxy = net.createServer((client) => {
    const upstream = net.connect(server.port, server.address)
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => {
        client.destroy()
        upstream.destroy()
      })
    }
    client.pipe(upstream)
    upstream.on('data', (chunk) => {
      if (!deaf) client.write(chunk)
    })
  })
  return at9(proxy, sockets, {
    mute: () => {
      deaf = true
      return true
    },
    cut: () => {
      for (const socket of sockets) socket.resetAndDestroy()
    },
  })
}

/** Says 250 to a message that it has not seen, right after 354; plaintext. */
async function eagerServer(_like: RecipientServer) {
  const sockets = new Set<net.Socket>()
  const server = net.createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.write('220 hi\r\n')
    socket.on('data', (chunk) => {
      for (const line of chunk.toString().split('\r\n').filter(Boolean)) {
        if (line.startsWith('STARTTLS')) socket.write('502 no\r\n')
        else if (line.startsWith('DATA')) socket.write('354 go\r\n250 already taken\r\n')
        else socket.write('250 ok\r\n')
      }
    })
  })
  return at9(server, sockets, {})
}

async function at9<T extends object>(server: net.Server, sockets: Set<net.Socket>, more: T): Promise<T & { port: number }> {
  server.listen(0, '127.0.1.9')
  await once(server, 'listening')
  open.push({
    close: () => {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  })
  return { ...more, port: (server.address() as net.AddressInfo).port }
}
