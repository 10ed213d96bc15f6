import { describe, expect, it } from 'vitest'
import { DEFAULT_CONTENT_LIMITS } from '../content/content-limits.ts'
import { DELIVERY_DEFAULTS } from '../delivery/job.ts'
import { GATE_TIMEOUTS, PROBE_TIMEOUTS } from '../gate/gate.ts'
import { DEFAULT_LIMITS, DEFAULT_TIMEOUTS } from '../intake/intake-options.ts'
import { RESOLVER_DEFAULTS } from '../platform/dns-client.ts'
import { PORTAL_LIMIT_DEFAULTS } from '../portal/portal.ts'
import { READ_LIMIT_DEFAULTS } from '../portal/read-slots.ts'
import { READER_LIMIT_DEFAULTS } from '../portal/reader.ts'
import { VIEW_LIMIT_DEFAULTS } from '../portal/view-session.ts'
import { WEB_LIMIT_DEFAULTS } from '../web/server.ts'
import { ConfigInvalid, parseConfig } from './config.ts'
import { configNotes } from './config-notes.ts'
import { effectiveConfig } from './effective-config.ts'
import {
  contentBounds,
  deliveryBounds,
  gateTimeoutsOfDelivery,
  intakeBounds,
  portalBounds,
  probeTimeouts,
  resolverBounds,
} from './limits.ts'

const SOUND = `hostname: mail-gw.example-health.org
postmaster: postmaster@example-health.org
listen:
  smtp: [{ host: 127.0.0.1, port: 2525, tls: off }]
senders:
  - { name: here, networks: [127.0.0.0/8], auth: { user: relay, password: "\${RELAY_PASSWORD}" } }
policies: [policies/hipaa.yaml]
`

const environment = { RELAY_PASSWORD: 'not-a-real-one' }

function problems(text: string): string {
  try {
    parseConfig(text, 'postern.yaml', environment)
  } catch (error) {
    if (error instanceof ConfigInvalid) return error.message
    throw error
  }
  return ''
}

describe('postern.yaml', () => {
  it('fills in defaults: durations in milliseconds, sizes in bytes, paths beside the file', () => {
    const config = parseConfig(SOUND, '/etc/postern/postern.yaml', environment)
    expect(config.delivery.expire).toBe(4 * 86_400_000)
    expect(config.limits.message).toBe(40 * 1024 * 1024)
    expect(config.policies).toEqual(['/etc/postern/policies/hipaa.yaml'])
    expect(config.store.url).toBe('sqlite:/etc/postern/data/postern.db')
    expect(config.senders[0]?.auth?.password).toBe('not-a-real-one')
  })

  it('keeps store and keys inside `data`, wherever that is, unless they are placed', () => {
    const moved = parseConfig(`${SOUND}data: /var/lib/postern\n`, '/etc/postern/postern.yaml', environment)
    expect(moved.store.url).toBe('sqlite:/var/lib/postern/postern.db')
    expect(moved.keys.path).toBe('/var/lib/postern/keys')
    const placed = `${SOUND}data: /var/lib/postern\nstore: { url: "sqlite:./queue.db" }\nkeys: { path: ./secret }\n`
    const apart = parseConfig(placed, '/etc/postern/postern.yaml', environment)
    expect(apart.store.url).toBe('sqlite:/etc/postern/queue.db')
    expect(apart.keys.path).toBe('/etc/postern/secret')
  })

  it.each([
    [
      'an unknown key, with the one that was meant',
      SOUND.replace('postmaster:', 'postmster:'),
      'postern.yaml:2:1  unknown key "postmster"; did you mean postmaster?',
    ],
    ['a missing field', SOUND.replace(/postmaster.*\n/, ''), 'postmaster is missing'],
    [
      'a bad duration',
      `${SOUND}delivery: { expire: 4 days }\n`,
      'postern.yaml:8:21  delivery.expire: "4 days" is not a duration such as 90s, 20m, 4h or 14d',
    ],
    [
      'an environment variable that is not set',
      SOUND.replace('RELAY_PASSWORD', 'NO_SUCH_NAME'),
      'the environment variable NO_SUCH_NAME is not set',
    ],
    [
      'a sender whom anybody could be',
      SOUND.replace(/networks: .*\}\n/, 'domains: [example-health.org] }\n'),
      'names no networks, auth or certificate: anybody could submit',
    ],
    ['a listener without a certificate', SOUND.replace('tls: off', 'tls: starttls'), 'tls: starttls needs cert and key'],
    ['a plain listener that the network can reach', SOUND.replace('host: 127.0.0.1', 'host: 0.0.0.0'), 'tls: off is for loopback only'],
    [
      'a portal that recipients reach in the clear',
      `${SOUND}portal: { url: "http://secure.example-health.org" }\n`,
      '8:16  http is for loopback only',
    ],
    [
      'a proxy that is no address',
      SOUND.replace('listen:\n', 'listen:\n  portal: { trusted-proxy: [10.0.0.0/33] }\n'),
      '0: is neither an IP address nor',
    ],
    ['what arrives later', `${SOUND}routes: { paubox: { kind: paubox } }\n`, 'arrives later'],
    [
      'a postmaster to whom no header could be written',
      SOUND.replace('postmaster@', 'post,master@'),
      'postern.yaml:2:13  postmaster: is not a mail address',
    ],
    ['broken YAML', `${SOUND}a: [1\n`, 'postern.yaml:'],
  ])('says where and what: %s', (_what, text, expected) => {
    expect(problems(text)).toContain(expected)
  })

  it('has the defaults of the parts that keep them', () => {
    const config = parseConfig(SOUND, 'postern.yaml', environment)
    expect(intakeBounds(config)).toEqual({ limits: DEFAULT_LIMITS, timeouts: DEFAULT_TIMEOUTS })
    expect(portalBounds(config)).toEqual({
      limits: { ...WEB_LIMIT_DEFAULTS, ...PORTAL_LIMIT_DEFAULTS, ...READ_LIMIT_DEFAULTS },
      reader: READER_LIMIT_DEFAULTS,
      view: VIEW_LIMIT_DEFAULTS,
    })
    expect(contentBounds(config)).toEqual(DEFAULT_CONTENT_LIMITS)
    expect(probeTimeouts(config)).toEqual(PROBE_TIMEOUTS)
    expect(gateTimeoutsOfDelivery(config)).toEqual(GATE_TIMEOUTS)
    // The gateway opens fewer connections to one host than the part would by itself.
    const { resetAfterIdleMs, keepBytes, ipv6First, ...delivery } = DELIVERY_DEFAULTS
    expect(deliveryBounds(config)).toEqual({ ...delivery, maxPerHost: 5 })
    expect(resolverBounds(config)).toEqual({ timeoutMs: RESOLVER_DEFAULTS.timeoutMs, tries: RESOLVER_DEFAULTS.tries })
  })

  it('finds the authorities of client certificates beside the file', () => {
    const text = SOUND.replace('listen:\n', 'listen:\n  client-ca: certs/clients.pem\n')
    expect(parseConfig(text, '/etc/postern/postern.yaml', environment).listen['client-ca']).toBe('/etc/postern/certs/clients.pem')
    expect(parseConfig(SOUND, '/etc/postern/postern.yaml', environment).listen['client-ca']).toBe('system')
  })

  it('passes every bound on that it is told', () => {
    const told = `${SOUND}limits: { commands: 7 }
timeouts: { idle: 11s }
portal: { limits: { forms: 3, reads-size: 1MiB }, reader: { heap: 64MiB } }
inspect: { limits: { depth: 4 } }
delivery: { timeouts: { final-dot: 1m } }
destination: { timeouts: { connect: 2s }, dns: { tries: 5 } }
`
    const config = parseConfig(told, 'postern.yaml', environment)
    expect(intakeBounds(config)).toMatchObject({ limits: { commands: 7 }, timeouts: { idle: 11_000 } })
    expect(portalBounds(config)).toMatchObject({ limits: { formsPerMinute: 3, bytesAtOnce: 1024 * 1024 }, reader: { heap: 64 } })
    expect(contentBounds(config).depth).toBe(4)
    expect(deliveryBounds(config).finalDotMs).toBe(60_000)
    expect(probeTimeouts(config).connectMs).toBe(2_000)
    expect(resolverBounds(config).tries).toBe(5)
  })

  it('notes a proxy that nobody named, and only that', () => {
    const notes = (portal: string, url: string) => {
      const text = SOUND.replace('listen:\n', `listen:\n  portal: ${portal}\n`)
      return configNotes(parseConfig(`${text}portal: { url: "${url}" }\n`, 'postern.yaml', environment))
    }
    expect(notes('{}', 'https://secure.example-health.org')).toEqual([expect.stringContaining('trusted-proxy: [127.0.0.1]')])
    expect(notes('{ trusted-proxy: [10.0.0.0/8, "::1"] }', 'https://secure.example-health.org')).toEqual([])
    expect(notes('{ cert: a.pem, key: a.key }', 'https://secure.example-health.org')).toEqual([])
    expect(notes('{}', 'http://127.0.0.1:8080')).toEqual([])
  })

  it('accepts the shape of the design', () => {
    const shape = `${SOUND}listen:\n`
    expect(problems(shape)).toContain('unique')
  })

  it('shows what is in force without secrets', () => {
    const text = `${SOUND}store: { url: "postgres://postern:hidden@db/postern" }\n`
    const shown = JSON.stringify(effectiveConfig(parseConfig(text, 'postern.yaml', environment)))
    expect(shown).not.toContain('not-a-real-one')
    expect(shown).not.toContain('hidden')
    expect(shown).toContain('"expire":"4d"')
    expect(shown).toContain('postgres://postern:***@db/postern')
  })
})
