import { describe, expect, it, vi } from 'vitest'
import { judgeHost } from '../domain/host-verdict.ts'
import type { HostVerdict } from '../domain/posture.ts'
import type { GateResult, GateTarget } from '../gate/gate.ts'
import type { Clock } from '../platform/clock.ts'
import type { DnsAnswer, Resolver } from '../platform/dns.ts'
import { isPrivateAddress } from './address-guard.ts'
import { createDestination, type DestinationSettings } from './destination.ts'

const HARD = judgeHost({ kind: 'starttls', code: 502, advertised: false })
const LATER = judgeHost({ kind: 'starttls', code: 454, advertised: true })
const GONE = judgeHost({ kind: 'connect', reason: 'connection: no connection' })
const tls = { version: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384' }
const GOOD = judgeHost({ kind: 'secured', tls, proof: { nameMatches: true } })
const UNPROVED = judgeHost({ kind: 'secured', tls, proof: { nameMatches: false } })

const resultOf = (verdict: HostVerdict): GateResult => ({ verdict, hostVerdict: verdict, transcript: [] })

type Zone = Readonly<Record<string, { mx?: unknown; a?: unknown; aaaa?: unknown }>>

/** `mx: ['10 mx.test']`, `a: ['192.0.2.1']`, or a string: `nxdomain`, `failure`. What is not named is NODATA; unknown names do not exist. */
function resolverOf(zone: Zone): Resolver {
  const none = { ttl: 60, authenticated: false }
  const look = async <T>(name: string, type: 'mx' | 'a' | 'aaaa', read: (text: string) => T): Promise<DnsAnswer<T>> => {
    const entry = zone[name]
    const found = entry?.[type]
    if (found === 'failure') return { kind: 'failure', reason: 'the DNS server answered SERVFAIL' }
    if (!entry || found === 'nxdomain') return { kind: 'nxdomain', ...none }
    if (!found) return { kind: 'nodata', ...none, canonicalName: name }
    return { kind: 'answer', records: (found as string[]).map(read), ...none, canonicalName: name }
  }
  return {
    mx: (name) => look(name, 'mx', (text) => ({ preference: Number(text.split(' ')[0]), exchange: text.split(' ')[1] as string })),
    a: (name) => look(name, 'a', (text) => text),
    aaaa: (name) => look(name, 'aaaa', (text) => text),
    txt: (name) => look(name, 'a', (text) => text),
    tlsa: () => Promise.reject(new Error('not asked in this version')),
    close: () => undefined,
  }
}

function destinationOf(zone: Zone, verdicts: Readonly<Record<string, HostVerdict>> = {}, settings: Partial<DestinationSettings> = {}) {
  const probes: GateTarget[] = []
  const stored = new Map<string, unknown>()
  let now = 0
  const clock: Clock = { now: () => now, sleep: () => Promise.resolve() }
  const open = () =>
    createDestination({
      resolver: resolverOf(zone),
      probe: async (target) => {
        probes.push(target)
        return resultOf(verdicts[target.address] ?? verdicts[target.host] ?? GOOD)
      },
      cache: { get: async (key) => stored.get(key), put: async (key, value) => void stored.set(key, JSON.parse(JSON.stringify(value))) },
      clock,
      settings,
    })
  const pass = (ms: number) => {
    now += ms
  }
  return { destination: open(), probes, reopen: open, pass }
}

const ONE: Zone = { 'clinic.test': { mx: ['10 mx.clinic.test'] }, 'mx.clinic.test': { a: ['192.0.2.1'] } }

describe('hosts', () => {
  const hosts = (zone: Zone, domain = 'clinic.test') => destinationOf(zone).destination.hosts(domain)

  it('takes MX hosts in order of preference, each once, with v4 and v6 addresses interleaved', async () => {
    const zone: Zone = {
      'clinic.test': { mx: ['20 b.test', '10 a.test', '30 a.test'] },
      'a.test': { a: ['192.0.2.1', '192.0.2.2'], aaaa: ['2001:db8::1'] },
      'b.test': { a: ['192.0.2.3'] },
    }
    expect(await hosts(zone)).toEqual({
      kind: 'hosts',
      hosts: [
        { host: 'a.test', preference: 10, addresses: ['192.0.2.1', '2001:db8::1', '192.0.2.2'], dane: { state: 'off' } },
        { host: 'b.test', preference: 20, addresses: ['192.0.2.3'], dane: { state: 'off' } },
      ],
    })
  })

  it('mixes hosts of equal preference', async () => {
    const zone: Zone = { 'clinic.test': { mx: ['10 a.test', '10 b.test'] }, 'a.test': { a: ['192.0.2.1'] }, 'b.test': { a: ['192.0.2.2'] } }
    const firsts = new Set<string>()
    for (let i = 0; i < 64; i++) {
      const found = await hosts(zone)
      if (found.kind === 'hosts') firsts.add(found.hosts[0]?.host ?? '')
    }
    expect(firsts).toEqual(new Set(['a.test', 'b.test']))
  })

  it('takes a domain without MX but with an address as its own host', async () => {
    expect(await hosts({ 'clinic.test': { a: ['192.0.2.9'] } })).toEqual({
      kind: 'hosts',
      hosts: [{ host: 'clinic.test', preference: 0, addresses: ['192.0.2.9'], dane: { state: 'off' } }],
    })
  })

  it.each<[string, Zone, object]>([
    ['null MX', { 'clinic.test': { mx: ['0 .'] } }, { kind: 'null-mx' }],
    ['no such domain', {}, { kind: 'dns', permanent: true }],
    ['neither MX nor address', { 'clinic.test': {} }, { kind: 'dns', permanent: true, reason: 'no MX, and the host name has no address' }],
    [
      'SERVFAIL at MX, whatever address there is',
      { 'clinic.test': { mx: 'failure', a: ['192.0.2.1'] } },
      { kind: 'dns', permanent: false },
    ],
    ['no MX, and SERVFAIL at the address', { 'clinic.test': { a: 'failure' } }, { kind: 'dns', permanent: false }],
  ])('%s', async (_name, zone, facts) => {
    expect(await hosts(zone)).toMatchObject({ kind: 'none', facts })
  })

  it('does not fall back to the domain’s address where MX hosts have none', async () => {
    const zone: Zone = { 'clinic.test': { mx: ['10 gone.test'], a: ['192.0.2.1'] } }
    expect(await hosts(zone)).toMatchObject({ hosts: [{ host: 'gone.test', addresses: [], trouble: { permanent: true } }] })
  })

  it('keeps one host’s DNS trouble to that host', async () => {
    const zone: Zone = {
      'clinic.test': { mx: ['10 bad.test', '20 good.test'] },
      'bad.test': { a: 'failure' },
      'good.test': { a: ['192.0.2.1'] },
    }
    expect(await hosts(zone)).toMatchObject({
      hosts: [
        { host: 'bad.test', trouble: { permanent: false } },
        { host: 'good.test', addresses: ['192.0.2.1'] },
      ],
    })
  })

  it('uses the address that it has where the other lookup failed', async () => {
    const zone: Zone = { 'clinic.test': { mx: ['10 a.test'] }, 'a.test': { a: ['192.0.2.1'], aaaa: 'failure' } }
    expect(await hosts(zone)).toMatchObject({ hosts: [{ addresses: ['192.0.2.1'] }] })
  })

  it('takes address literals without DNS', async () => {
    expect(await hosts({}, '[192.0.2.7]')).toMatchObject({ hosts: [{ host: '192.0.2.7', addresses: ['192.0.2.7'] }] })
    expect(await hosts({}, '[ipv6:2001:db8::7]')).toMatchObject({ hosts: [{ addresses: ['2001:db8::7'] }] })
    expect(await hosts({}, '[127.0.0.1]')).toMatchObject({ hosts: [{ addresses: [], trouble: { permanent: true } }] })
  })

  it('looks at a bounded number of hosts and addresses', async () => {
    const zone: Record<string, Zone[string]> = { 'clinic.test': { mx: Array.from({ length: 50 }, (_, i) => `${i} h${i}.test`) } }
    for (let i = 0; i < 50; i++) zone[`h${i}.test`] = { a: Array.from({ length: 20 }, (_, j) => `192.0.2.${j}`) }
    const found = await hosts(zone)
    expect(found.kind === 'hosts' && found.hosts.map(({ addresses }) => addresses.length)).toEqual(new Array(16).fill(6))
  })
})

describe('private addresses', () => {
  const zone: Zone = {
    'clinic.test': { mx: ['10 in.test', '20 mixed.test'] },
    'in.test': { a: ['10.0.0.1', '127.0.0.1'], aaaa: ['::1', '::ffff:192.168.0.1'] },
    'mixed.test': { a: ['169.254.169.254', '192.0.2.1'] },
  }

  it('are refused: nothing is connected to them', async () => {
    const { destination, probes } = destinationOf(zone)
    const { mx } = await destination.assess('clinic.test')
    expect(mx).toMatchObject([
      { verdict: 'unreachable', flags: ['permanent'], addresses: [] },
      { verdict: 'pkix-verified', addresses: ['192.0.2.1'] },
    ])
    expect(probes.map(({ address }) => address)).toEqual(['192.0.2.1'])
  })

  it('are used where the configuration allows them', async () => {
    const { destination } = destinationOf(zone, {}, { privateAddresses: 'allow' })
    expect((await destination.assess('clinic.test')).verdict).toBe('pkix-verified')
  })

  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.31.255.255',
    '100.64.0.1',
    '169.254.0.1',
    '0.0.0.0',
    '::',
    '::1',
    'fd00::1',
    'fe80::1',
    '::ffff:10.0.0.1',
    '2002:7f00:1::',
  ])('%s is one', (address) => expect(isPrivateAddress(address)).toBe(true))
  it.each(['192.0.2.1', '172.32.0.1', '100.128.0.1', '2001:db8::1', '::ffff:192.0.2.1'])('%s is none', (address) =>
    expect(isPrivateAddress(address)).toBe(false),
  )
})

describe('assess', () => {
  it('joins the verdicts in order, equal neighbours once', async () => {
    const zone: Zone = {
      'clinic.test': { mx: ['10 a.test', '20 b.test', '30 c.test', '40 d.test'] },
      'a.test': { a: ['192.0.2.1'] },
      'b.test': { a: ['192.0.2.2'] },
      'c.test': { a: ['192.0.2.3'] },
      'd.test': { a: 'failure' },
    }
    const { destination } = destinationOf(zone, { 'a.test': HARD, 'b.test': HARD })
    const posture = await destination.assess('clinic.test')
    expect(posture.verdict).toBe('no-tls + pkix-verified + unreachable')
    expect(posture.mx.map(({ host, preference }) => `${preference} ${host}`)).toEqual(['10 a.test', '20 b.test', '30 c.test', '40 d.test'])
    expect(posture.mx[2]).toMatchObject({ tls: { version: 'TLSv1.3' }, dane: { state: 'off' }, sts: { state: 'off' } })
  })

  it('says null MX and missing domains as a posture of one host', async () => {
    expect(await destinationOf({ 'clinic.test': { mx: ['0 .'] } }).destination.assess('clinic.test')).toMatchObject({
      verdict: 'null-mx',
      mx: [{ host: '.', flags: ['permanent'], addresses: [] }],
    })
    expect(await destinationOf({}).destination.assess('clinic.test')).toMatchObject({
      verdict: 'unreachable',
      mx: [{ host: 'clinic.test', flags: ['permanent'] }],
    })
  })

  it('tries the addresses of a host until one talks', async () => {
    const zone: Zone = { 'clinic.test': { mx: ['10 a.test'] }, 'a.test': { a: ['192.0.2.1', '192.0.2.2', '192.0.2.3'] } }
    const { destination, probes } = destinationOf(zone, { '192.0.2.1': GONE, '192.0.2.2': HARD })
    expect((await destination.assess('clinic.test')).verdict).toBe('no-tls')
    expect(probes.map(({ address }) => address)).toEqual(['192.0.2.1', '192.0.2.2'])
  })

  it.each<[string, HostVerdict, number]>([
    ['a good host for a day', GOOD, 24 * 3_600_000],
    ['an unverified certificate for a quarter of an hour', UNPROVED, 15 * 60_000],
    ['a hard failure for a quarter of an hour', HARD, 15 * 60_000],
    ['temporary trouble for five minutes', LATER, 5 * 60_000],
  ])('remembers %s, across a restart', async (_name, verdict, lifetime) => {
    const { destination, probes, pass, reopen } = destinationOf(ONE, { 'mx.clinic.test': verdict })
    expect((await destination.assess('clinic.test')).expiresAt).toBe(lifetime)
    pass(lifetime - 1)
    expect((await destination.assess('clinic.test')).mx[0]).toMatchObject({ verdict: verdict.verdict })
    await reopen().assess('clinic.test')
    expect(probes).toHaveLength(1)
    pass(1)
    await destination.assess('clinic.test')
    expect(probes).toHaveLength(2)
  })

  it('probes a host once for all domains and all who ask at the same time, and again when asked for it', async () => {
    const zone: Zone = { ...ONE, 'other.test': { mx: ['5 mx.clinic.test'] } }
    const { destination, probes } = destinationOf(zone)
    await Promise.all([destination.assess('clinic.test'), destination.assess('other.test'), destination.assess('clinic.test')])
    expect(probes).toHaveLength(1)
    await destination.assess('clinic.test', { fresh: true })
    expect(probes).toHaveLength(2)
  })

  it('learns from deliveries, but not that one address was silent', async () => {
    const { destination, probes } = destinationOf(ONE)
    await destination.assess('clinic.test')
    await destination.learn({ host: 'mx.clinic.test', address: '192.0.2.1', port: 25 }, HARD)
    expect((await destination.assess('clinic.test')).verdict).toBe('no-tls')
    await destination.learn({ host: 'mx.clinic.test', address: '192.0.2.1', port: 25 }, GONE)
    expect((await destination.assess('clinic.test')).verdict).toBe('no-tls')
    expect(probes).toHaveLength(1)
  })

  it('probes when the cache is broken or holds nonsense', async () => {
    for (const get of [() => Promise.reject(new Error('disk')), async () => ({ verdict: 'pkix-verified' })]) {
      const destination = createDestination({
        resolver: resolverOf(ONE),
        probe: async () => resultOf(HARD),
        cache: { get, put: () => Promise.reject(new Error('disk')) },
        clock: { now: () => 0, sleep: () => Promise.resolve() },
        settings: {},
      })
      expect((await destination.assess('clinic.test')).verdict).toBe('no-tls')
    }
  })

  it('holds to its limit of probes at one time, and comes to all', async () => {
    const zone: Record<string, Zone[string]> = {}
    for (let i = 0; i < 10; i++) {
      zone[`d${i}.test`] = { mx: [`10 m${i}.test`] }
      zone[`m${i}.test`] = { a: ['192.0.2.1'] }
    }
    let running = 0
    let most = 0
    const destination = createDestination({
      resolver: resolverOf(zone),
      probe: async () => {
        most = Math.max(most, ++running)
        await new Promise((resolve) => setImmediate(resolve))
        running--
        return resultOf(GOOD)
      },
      cache: { get: async () => undefined, put: async () => undefined },
      clock: { now: () => 0, sleep: () => Promise.resolve() },
      settings: { maxProbes: 3 },
    })
    const postures = await Promise.all(Array.from({ length: 10 }, (_, i) => destination.assess(`d${i}.test`)))
    expect(postures.every(({ verdict }) => verdict === 'pkix-verified')).toBe(true)
    expect(most).toBe(3)
  })

  describe('a signal', () => {
    const silent = () => {
      const signals: AbortSignal[] = []
      const stored: string[] = []
      const destination = createDestination({
        resolver: resolverOf(ONE),
        // Ends as the gate does: at once, with a verdict that means nothing.
        probe: (_target, signal) => {
          signals.push(signal)
          return new Promise((resolve) => signal.addEventListener('abort', () => resolve(resultOf(GONE))))
        },
        cache: { get: async () => undefined, put: async (key) => void stored.push(key) },
        clock: { now: () => 0, sleep: () => Promise.resolve() },
        settings: {},
      })
      return { destination, signals, stored }
    }
    const probed = (signals: AbortSignal[]) => vi.waitFor(() => expect(signals).toHaveLength(1))

    it('ends the wait for a silent host, and the probe with it; nothing is remembered', async () => {
      const { destination, signals, stored } = silent()
      const stop = new AbortController()
      const assessed = destination.assess('clinic.test', { signal: stop.signal })
      await probed(signals)
      stop.abort()
      expect((await assessed).verdict).toBe('unreachable')
      expect(signals[0]?.aborted).toBe(true)
      await new Promise((resolve) => setImmediate(resolve))
      expect(stored).toEqual([])
    })

    it('does not end a probe that somebody else still waits for', async () => {
      const { destination, signals } = silent()
      const [one, other] = [new AbortController(), new AbortController()]
      const first = destination.assess('clinic.test', { signal: one.signal })
      const second = destination.assess('clinic.test', { signal: other.signal })
      await probed(signals)
      one.abort()
      await first
      expect(signals[0]?.aborted).toBe(false)
      other.abort()
      await second
      expect(signals[0]?.aborted).toBe(true)
    })

    it('ends the wait for a resolver that does not answer', async () => {
      const destination = createDestination({
        resolver: { ...resolverOf({}), mx: () => new Promise(() => {}) },
        probe: () => Promise.reject(new Error('not asked')),
        cache: { get: async () => undefined, put: async () => undefined },
        clock: { now: () => 0, sleep: () => Promise.resolve() },
        settings: {},
      })
      const stop = new AbortController()
      const assessed = destination.assess('clinic.test', { signal: stop.signal })
      stop.abort()
      expect((await assessed).verdict).toBe('unreachable')
    })
  })
})
