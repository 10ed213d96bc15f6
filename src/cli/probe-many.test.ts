import { describe, expect, it } from 'vitest'
import type { HostVerdictName, MxHostPosture, Posture } from '../domain/posture.ts'
import { createCourtesy } from './courtesy.ts'
import { survey } from './probe-many.ts'
import { cellsOf, csvLine } from './probe-table.ts'
import { type Alert, watch } from './probe-watch.ts'
import type { Prober } from './prober.ts'

const HOST: MxHostPosture = {
  host: 'mx.clinic.test',
  preference: 10,
  addresses: ['192.0.2.1'],
  verdict: 'pkix-verified',
  flags: [],
  reason: 'a trusted certificate names this host',
  dane: { state: 'none' },
  sts: { state: 'none' },
}

function postureOf(domain: string, over: Partial<MxHostPosture> = {}): Posture {
  const host = { ...HOST, ...over }
  return { domain, verdict: host.verdict, mx: [host], checkedAt: 0, expiresAt: 0 }
}

const proberWith = (assess: Prober['assess']) => ({ assess }) as unknown as Prober

describe('a list of domains', () => {
  it('ends with what is there when it is stopped', async () => {
    const stop = new AbortController()
    const seen: string[] = []
    const prober = proberWith(async (domain) => {
      if (domain === 'c.test') stop.abort()
      return postureOf(domain)
    })
    const domains = ['a.test', 'b.test', 'c.test', 'd.test']
    const end = await survey({ domains, prober, parallel: 1, versions: false, signal: stop.signal }, ({ posture }) =>
      seen.push(posture.domain),
    )
    expect(seen).toEqual(['a.test', 'b.test'])
    expect(end).toEqual({ done: 2, blind: 0 })
  })

  it('gives a spreadsheet text, whatever a stranger wrote', () => {
    const cells = cellsOf({ posture: postureOf('a.test', { reason: '=HYPERLINK("x"), a, b' }), versions: {} }, 0)
    expect(csvLine(cells)).toMatch(/,"'=HYPERLINK\(""x""\), a, b"$/)
  })
})

describe('courtesy', () => {
  it('holds one connection to one address, and keeps to the rate', async () => {
    const slept: number[] = []
    const clock = { now: () => 1_000, sleep: async (ms: number) => void slept.push(ms) }
    const politely = createCourtesy(clock, 10)
    let open = 0
    let most = 0
    const connect = async () => {
      most = Math.max(most, ++open)
      await new Promise((resolve) => setImmediate(resolve))
      open--
    }
    await Promise.all([politely('192.0.2.1', connect), politely('192.0.2.1', connect), politely('192.0.2.1', connect)])
    expect(most).toBe(1)
    expect(slept).toEqual([100, 200])
  })

  it('goes on after a connection that failed', async () => {
    const politely = createCourtesy({ now: () => 0, sleep: async () => undefined }, 0)
    await expect(politely('192.0.2.1', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(await politely('192.0.2.1', async () => 'yes')).toBe('yes')
  })
})

describe('watching', () => {
  /** One posture a round. @returns alerts as `kind host: was → is` */
  async function alertsOf(rounds: readonly Partial<MxHostPosture>[], expiringMs = 0): Promise<readonly string[]> {
    const stop = new AbortController()
    const alerts: Alert[] = []
    let now = 0
    let round = 0
    await watch({
      round: async (each) => {
        each(postureOf('clinic.test', rounds[round++]))
        if (round === rounds.length) stop.abort()
      },
      everyMs: 3_600_000,
      expiringMs,
      clock: {
        now: () => now,
        sleep: async (ms) => {
          now += ms
        },
      },
      signal: stop.signal,
      alert: (alert) => alerts.push(alert),
    })
    return alerts.map(({ at, kind, was, is }) => `${at.slice(11, 13)}h ${kind}: ${was} → ${is}`)
  }
  const verdict = (name: HostVerdictName): Partial<MxHostPosture> => ({ verdict: name })

  it('tells of another verdict once, with what it means for mail', async () => {
    expect(await alertsOf([{}, {}, verdict('encrypted-unverified'), verdict('encrypted-unverified')])).toEqual([
      '02h verdict: pkix-verified (encrypted: direct, authenticated: direct) → encrypted-unverified (encrypted: direct, authenticated: portal)',
    ])
  })

  it('tells of passing trouble only where it stays', async () => {
    const away = { verdict: 'unreachable', flags: ['temporary'] } as const
    expect(await alertsOf([{}, away, {}])).toEqual([])
    expect(await alertsOf([{}, away, away, {}])).toEqual([
      expect.stringMatching(/^02h verdict: pkix-verified .* → unreachable/),
      expect.stringMatching(/^03h verdict: unreachable .* → pkix-verified/),
    ])
  })

  it('tells of what the domain publishes', async () => {
    const sts = { state: 'enforce', id: '2', policy: { mode: 'enforce', maxAge: 60, mx: [] } } as const
    const dane = {
      state: 'usable',
      policy: { base: 'mx.clinic.test', names: [], records: [{ usage: 3, selector: 1, matchingType: 1, data: 'ab' }] },
    } as const
    expect(await alertsOf([{}, { sts }, { sts, dane }])).toEqual(['01h mta-sts: none → enforce, id 2', '02h dane: none → usable, 3 1 1 ab'])
  })

  it('tells once of a certificate that ends soon, from the first round on, and of a new key where nothing else proves the host', async () => {
    const tls = (validTo: string, spki256: string) => ({
      tls: { version: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384', certificate: { ...CERTIFICATE, validTo, spki256 } },
    })
    const soon = tls('1970-01-03T00:00:00.000Z', 'aa')
    expect(await alertsOf([soon, soon], 3 * 86_400_000)).toEqual(['00h certificate: valid until 1970-01-03 → 2 days left'])
    const unproved = { verdict: 'encrypted-unverified' } as const
    const rounds = [tls('1999-01-01T00:00:00.000Z', 'aa'), tls('1999-01-01T00:00:00.000Z', 'bb')]
    expect(await alertsOf(rounds)).toEqual([])
    expect(await alertsOf(rounds.map((round) => ({ ...round, ...unproved })))).toEqual(['01h key: aa → bb'])
  })
})

const CERTIFICATE = {
  subject: 'CN=mx.clinic.test',
  issuer: 'CN=ca',
  names: [],
  validFrom: '1969-01-01T00:00:00.000Z',
  fingerprint256: 'ff',
  keyType: 'ec',
  chain: [],
}
