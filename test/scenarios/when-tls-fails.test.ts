// When does a copy leave the direct route, and when must it not? The steps of the pipeline (assess, plan, attempt, settlement) run over a clock of the
// test's own, against hosts that fail in each way of tls.md §8: minutes and days pass in no time. A line is what the ledger would say, and when.
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createDelivery, type Delivery } from '../../src/delivery/delivery.ts'
import { type Internet, startInternet } from '../../src/demo/internet/internet.ts'
import type { Personality } from '../../src/demo/internet/personality.ts'
import type { RecipientServer } from '../../src/demo/internet/recipient-server.ts'
import { createDestination, type Destination } from '../../src/destination/destination.ts'
import type { Config } from '../../src/domain/config.ts'
import type { Plan } from '../../src/domain/route.ts'
import type { Verdict } from '../../src/domain/verdict.ts'
import { openGate } from '../../src/gate/gate.ts'
import { planRecipient } from '../../src/pipeline/plan.ts'
import { type SettleContext, type Settlement, settleCopy, settleStopped } from '../../src/pipeline/settlement.ts'
import { createResolver } from '../../src/platform/dns-client.ts'
import type { MessageRow, RecipientRow } from '../../src/store/store.ts'
import { createOwnClock, type OwnClock } from '../support/own-clock.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
/** The defaults of postern.yaml. */
const CONFIG = {
  delivery: { retry: [1, 5, 15, 30, 60, 120, 240].map((n) => n * MINUTE), 'tls-wait': 20 * MINUTE, expire: 4 * DAY, warn: DAY * 9 },
  quarantine: { expire: 14 * DAY },
  portal: { expires: 30 * DAY },
} as unknown as Config
const ROUTES = [
  { name: 'direct', kind: 'direct', auths: [], maxSize: 1e9 },
  { name: 'portal', kind: 'portal', auths: ['link'], maxSize: 1e9 },
] as const
/** The officer's exception lets the notice cross anything, so that what is seen here is the content's own way. */
const VERDICT = {
  action: 'deliver',
  protection: 'encrypted',
  portal: { auth: 'link', linkOver: 'any' },
  otherwise: ['portal'],
  via: ['portal'],
} as unknown as Verdict

let internet: Internet
beforeAll(async () => {
  internet = await startInternet({ domains: ['clinic-tls13.test'] })
  // No jitter: what is due in a minute is due in a minute.
  vi.spyOn(Math, 'random').mockReturnValue(0)
})
afterAll(async () => {
  vi.restoreAllMocks()
  await internet?.close()
})

let count = 0
let domain: string
let clock: OwnClock
let destination: Destination
let delivery: Delivery
beforeEach(() => {
  domain = `t${++count}.test`
  clock = createOwnClock()
  const resolver = createResolver({
    servers: [internet.resolverAddress],
    clock,
    minTtl: 0,
    maxTtl: 0,
    maxNegativeTtl: 0,
    timeoutMs: 300,
    tries: 1,
  })
  const cache = new Map<string, unknown>()
  const gate = { ehloName: 'gw.example-health.org', ca: internet.caPem, clock } as const
  destination = createDestination({
    resolver,
    probe: (target, signal) => openGate(target, { ...gate, signal }),
    cache: { get: async (key) => cache.get(key), put: async (key, value) => void cache.set(key, value) },
    clock,
    settings: { port: internet.port, privateAddresses: 'allow' },
  })
  delivery = createDelivery({ gate, clock, port: internet.port, learn: destination.learn })
  return async () => {
    await delivery.close()
    resolver.close()
  }
})

interface Life {
  readonly verdict?: Partial<Verdict>
  readonly expire?: number
  /** What changes, by the minute from which it holds. */
  readonly changes?: Readonly<Record<number, () => unknown>>
}

/** @returns `minute: event` of each step until the copy rests or moves to the portal */
async function live({ verdict = {}, expire = 4 * DAY, changes = {} }: Life = {}): Promise<readonly string[]> {
  const start = clock.now()
  const pending = Object.entries(changes).map(([minute, change]) => ({ at: start + Number(minute) * MINUTE, change }))
  let row = {
    id: 'r',
    domain,
    routeIndex: 0,
    attempts: 0,
    warned: false,
    expiresAt: start + expire,
    verdict: { ...VERDICT, ...verdict },
  } as RecipientRow
  let due = start
  const lines: string[] = []
  for (;;) {
    clock.advance(Math.max(0, due - clock.now()))
    while (pending[0] && pending[0].at <= due) await pending.shift()?.change()
    const settlement = await step(row, due)
    const ended = settlement === 'portal' || settlement.steps.at(-1)?.event.kind !== 'attempt.deferred'
    const kind = settlement === 'portal' ? 'portal' : (settlement.steps.at(-1)?.event.kind ?? '').replace('attempt.', '')
    if (kind === 'rerouted') {
      row = { ...row, ...(settlement as Settlement).steps[0]?.patch, attempts: row.attempts + 1 }
      continue
    }
    lines.push(`${minutes(due - start)}: ${kind}`)
    if (ended || lines.length > 60) return lines
    row = { ...row, ...(settlement as Settlement).steps[0]?.patch, attempts: row.attempts + 1 }
    due = row.nextAttemptAt
  }
}

const minutes = (ms: number) => Math.round((ms / MINUTE) * 10) / 10

async function step(recipient: RecipientRow, at: number): Promise<Settlement | 'portal'> {
  const posture = await destination.assess(domain)
  const planned = planRecipient({ config: CONFIG, routes: ROUTES }, { kind: 'mail' }, recipient, posture, [])
  const context = (plan: Plan): SettleContext => ({
    config: CONFIG,
    message: { id: 'm', kind: 'mail', receivedAt: at } as MessageRow,
    recipient,
    plan,
    at,
    evidence: { data: {} },
  })
  if (planned.kind === 'stop') return settleStopped(context(planned.plan), planned.plan)
  if (planned.route.route === 'portal') return 'portal'
  const { outcomes } = await delivery.deliver({
    domain,
    demand: planned.route.demand,
    posture,
    envelope: { from: 'desk@example-health.org', body: '7BIT', smtpUtf8: false, dsn: {} },
    recipients: [{ id: 'r', address: `pat@${domain}` }],
    size: 30,
    content: async function* () {
      yield Buffer.from('Subject: s\r\n\r\nhello\r\n')
    },
    commit: async () => true,
  })
  const outcome = outcomes.get('r')
  if (!outcome) throw new Error('no outcome')
  return settleCopy(context(planned.plan), outcome)
}

const add = (...personalities: Personality[]) => internet.add(domain, personalities)
const becomes = (host: RecipientServer | undefined, personality: Personality) => () => host?.become(personality)
const AUTHENTICATED = { verdict: { protection: 'authenticated' } } as const

describe('the next host, then the portal at once', () => {
  it.each<[string, Personality[], Life, string]>([
    ['a host without TLS, and a good one behind it', ['no-starttls', 'good'], {}, '0: succeeded'],
    ['a host with a wrong certificate, and a good one behind it', ['wrong-name', 'good'], AUTHENTICATED, '0: succeeded'],
    ['no TLS anywhere', ['no-starttls', 'no-starttls'], {}, '0: portal'],
    ['old TLS only', ['tls10'], {}, '0: portal'],
    ['a handshake that the host refuses', ['alert-handshake'], {}, '0: portal'],
    ['bytes slipped in before the handshake', ['injection'], {}, '0: portal'],
    ['a certificate that proves nothing', ['self-signed', 'expired'], AUTHENTICATED, '0: portal'],
    ['TLS 1.2 where 1.3 is asked for', ['tls12'], { verdict: { minTls: '1.3' } }, '0: portal'],
    [
      'no published proof where one is asked for',
      ['good'],
      { verdict: { protection: 'authenticated', proof: 'dane-or-sts' } },
      '0: portal',
    ],
  ])('%s', async (_what, personalities, life, expected) => {
    await add(...personalities)
    expect(await live(life)).toEqual([expected])
  })

  it('remembered good TLS that is broken now', async () => {
    const [host] = await add('good')
    expect(await live()).toEqual(['0: succeeded'])
    await host?.become('self-signed')
    clock.advance(DAY + MINUTE)
    expect(await live()).toEqual(['0: portal'])
    expect(host?.received).toHaveLength(1)
  })
})

describe('after delivery.tls-wait', () => {
  const WAITED = ['0: deferred', '1: deferred', '6: deferred', '20: portal']

  it.each<[string, Personality[]]>([
    ['STARTTLS answered 454', ['starttls-454']],
    ['the connection closed in the handshake', ['eof-handshake']],
    ['one host without TLS, the other one out of reach', ['no-starttls', 'banner-421']],
    ['one host with 454, the other one out of reach', ['starttls-454', 'banner-421']],
  ])('%s', async (_what, personalities) => {
    await add(...personalities)
    expect(await live()).toEqual(WAITED)
  })

  it('not where it is mended in time', async () => {
    const [host] = await add('starttls-454')
    expect(await live({ changes: { 5: becomes(host, 'good') } })).toEqual(['0: deferred', '1: deferred', '6: succeeded'])
  })

  it('counted from when TLS began to fail, however long the schedule waits by then', async () => {
    const [host] = await add('tempfail')
    const lines = await live({ changes: { 200: becomes(host, 'starttls-454') } })
    expect(lines.slice(-2)).toEqual(['231: deferred', '251: portal'])
  })

  it('counted anew where TLS worked in between', async () => {
    const [host] = await add('starttls-454')
    const lines = await live({ changes: { 5: becomes(host, 'tempfail'), 20: becomes(host, 'starttls-454') } })
    expect(lines).toEqual(['0: deferred', '1: deferred', '6: deferred', '21: deferred', '41: portal'])
  })
})

describe('never to the portal', () => {
  it.each<[string, () => unknown]>([
    ['a greeting of 421', () => add('banner-421')],
    ['DNS that fails', () => internet.nameServer.fail(domain, 'servfail')],
    ['greylisting that never ends', () => add('tempfail')],
  ])('%s: tried until delivery.expire, then back to the sender', async (_what, arrange) => {
    await arrange()
    const lines = await live({ expire: 30 * MINUTE })
    expect(lines.at(-1)).toBe('30: failed')
    expect(lines.slice(0, -1).every((line) => line.endsWith('deferred'))).toBe(true)
    expect(lines.length).toBeGreaterThan(3)
  })

  it('greylisting: it goes by the schedule', async () => {
    await add('greylist')
    expect(await live(AUTHENTICATED)).toEqual(['0: deferred', '1: succeeded'])
  })

  it.each<[string, () => unknown]>([
    ['null MX', () => internet.nameServer.set(domain, 'MX', [{ type: 'MX', preference: 0, exchange: '.' }])],
    ['a domain that does not exist', () => {}],
    ['a host that turns the recipient away', () => add('reject')],
    ['hosts that turn all mail away', () => add('banner-554')],
  ])('%s: back to the sender at once', async (_what, arrange) => {
    await arrange()
    expect(await live()).toEqual(['0: failed'])
  })
})
