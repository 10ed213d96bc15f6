import { describe, expect, it } from 'vitest'
import { ConfigInvalid, parseConfig } from './config.ts'
import { effectiveConfig } from './effective-config.ts'

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

  it('accepts the shape of the design', () => {
    const shape = `${SOUND}listen:\n`
    expect(problems(shape)).toContain('unique')
  })

  it('shows what is in force without secrets', () => {
    const text = SOUND + 'store: { url: "postgres://postern:hidden@db/postern" }\n'
    const shown = JSON.stringify(effectiveConfig(parseConfig(text, 'postern.yaml', environment)))
    expect(shown).not.toContain('not-a-real-one')
    expect(shown).not.toContain('hidden')
    expect(shown).toContain('"expire":"4d"')
    expect(shown).toContain('postgres://postern:***@db/postern')
  })
})
