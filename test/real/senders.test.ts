// swaks, Python's smtplib and curl as senders: what each does by itself (STARTTLS, AUTH, pipelining, several messages a connection, 8-bit,
// SMTPUTF8) is taken, and what must not be taken is refused in a way that each of them understands. Everything taken arrives at a real Postfix.
import { truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { composeMail, GATEWAY_NAME } from '../support/test-gateway.ts'
import { traceAbove } from './support/mailbox.ts'
import { type Finished, run } from './support/processes.ts'
import { type Rig, startRig } from './support/rig.ts'

const PYTHON = join(import.meta.dirname, 'senders')
const USER = 'relay'
const PASSWORD = 'a long word, with = and ü'

let rig: Rig
let ca: string
/** Ports: STARTTLS required, TLS from the first byte, plain text. */
let ports: { starttls: number; implicit: number; plain: number }
let counter = 0

beforeAll(async () => {
  const listener = { host: '127.0.0.1', port: 0, cert: 'gw.pem', key: 'gw.key' }
  rig = await startRig({
    config: {
      listen: {
        smtp: [
          { ...listener, tls: 'starttls' },
          { ...listener, tls: 'implicit' },
          { host: '127.0.0.1', port: 0, tls: 'off' },
        ],
        portal: { host: '127.0.0.1', port: 0 },
        metrics: { host: '127.0.0.1', port: 0 },
      },
      senders: [
        { name: 'this-machine', networks: ['127.0.0.1/32'] },
        { name: 'with-password', networks: ['127.0.0.2/32'], auth: { user: USER, password: PASSWORD } },
      ],
    },
  })
  ca = join(rig.gateway.folder, 'ca.pem')
  const [starttls = 0, implicit = 0, plain = 0] = rig.gateway.gateway.listening.smtp.map(({ port }) => port)
  ports = { starttls, implicit, plain }
})
afterAll(() => rig?.close())

const newWord = () => `word-${process.pid}-${++counter}`
const arrived = (word: string, domain = 'pf-good.test') => rig.postfix.mailbox(domain).find(word)

describe('swaks', () => {
  const swaks = (port: number, word: string, ...more: readonly string[]): Promise<Finished> =>
    run('swaks', [
      ...['--server', '127.0.0.1', '--port', String(port), '--ehlo', 'client.example', '--timeout', '20s'],
      ...['--from', 'ana@example-health.test', '--to', 'ana@pf-good.test', '--header', `Subject: ${word}`],
      ...more,
    ])
  const password = ['--auth-user', USER, '--auth-password', PASSWORD, '--local-interface', '127.0.0.2']

  it.each([
    ['STARTTLS, certificate checked', ['--tls', '--tls-verify', '--tls-ca-path']],
    ['STARTTLS and pipelining', ['--tls', '--pipeline']],
    ['STARTTLS and AUTH PLAIN', ['--tls', '--auth', 'PLAIN', ...password]],
    ['STARTTLS and AUTH LOGIN', ['--tls', '--auth', 'LOGIN', ...password]],
  ])('%s: taken and delivered', async (_, options) => {
    const word = newWord()
    const all = options.at(-1) === '--tls-ca-path' ? [...options, ca] : options
    const { code, stdout, stderr } = await swaks(ports.starttls, word, ...all)
    expect(code, stdout + stderr).toBe(0)
    expect(stdout).toMatch(/<~ +250 2\.0\.0 /)
    await arrived(word)
  })

  it('TLS from the first byte', async () => {
    const word = newWord()
    const { code, stdout } = await swaks(ports.implicit, word, '--tls-on-connect', '--auth', 'PLAIN', ...password)
    expect(code, stdout).toBe(0)
    await arrived(word)
  })

  it('a wrong password, and no password where one is asked for: refused', async () => {
    const wrong = await swaks(ports.starttls, newWord(), '--tls', '--auth', 'PLAIN', ...password, '--auth-password', 'another')
    expect(wrong.code).toBe(28)
    expect(wrong.stdout).toMatch(/<~\* 535 5\.7\.8/)
    const none = await swaks(ports.starttls, newWord(), '--tls', '--local-interface', '127.0.0.2')
    expect(none.code).not.toBe(0)
    expect(none.stdout).toMatch(/<~\* 5[35]0 5\.7\./)
  })

  it('AUTH is neither offered nor taken outside TLS, nor is mail', async () => {
    const auth = await swaks(ports.starttls, newWord(), '--auth', 'PLAIN', ...password)
    expect(auth.code).toBe(28)
    expect(auth.stdout).not.toMatch(/AUTH/)
    const mail = await swaks(ports.starttls, newWord())
    expect(mail.code).not.toBe(0)
    expect(mail.stdout).toMatch(/<\*\* 530 5\.7\.0|<\*\* 5\d\d/)
  })
})

describe('Python smtplib', () => {
  interface Answer {
    readonly extensions: readonly string[]
    readonly login: number | string | null
    readonly messages: readonly { readonly refused?: Record<string, number>; readonly error?: number; readonly text?: string }[]
  }
  async function smtplib(task: Record<string, unknown>): Promise<Answer> {
    const input = JSON.stringify({ host: '127.0.0.1', name: GATEWAY_NAME, ca, ...task })
    const { code, stdout, stderr } = await run('python3', [join(PYTHON, 'smtplib_client.py')], { input })
    if (code !== 0) throw new Error(stderr)
    return JSON.parse(stdout)
  }
  const message = (word: string, more: Record<string, unknown> = {}) => {
    const data = composeMail({ to: 'ana@pf-good.test', subject: word, text: 'Grüße, ✓\r\n.\r\n..' })
    return { from: 'ana@example-health.test', to: ['ana@pf-good.test'], data, options: ['body=8bitmime'], ...more }
  }

  it.each(['starttls', 'implicit'] as const)('%s: three messages on one connection, byte for byte', async (security) => {
    const words = [newWord(), newWord(), newWord()]
    const messages = words.map((word) => message(word))
    const answer = await smtplib({ port: ports[security], security, messages })
    expect(answer.messages).toEqual([{ refused: {} }, { refused: {} }, { refused: {} }])
    for (const [index, word] of words.entries()) traceAbove(await arrived(word), messages[index]?.data ?? '')
  })

  it('offers what the README says, AUTH inside TLS only', async () => {
    const secured = await smtplib({ port: ports.starttls, security: 'starttls', messages: [] })
    const wanted = ['8bitmime', 'dsn', 'enhancedstatuscodes', 'pipelining', 'size', 'smtputf8']
    expect(secured.extensions).toEqual(expect.arrayContaining([...wanted, 'auth']))
    const bare = await smtplib({ port: ports.starttls, security: 'none', messages: [] })
    expect(bare.extensions).toContain('starttls')
    expect(bare.extensions).not.toContain('auth')
    expect(secured.extensions).not.toContain('starttls')
  })

  it('an address outside ASCII is taken and reaches a Postfix that takes it', async () => {
    const word = newWord()
    const data = composeMail({ to: 'zoë@pf-good.test', subject: `✓ ${word}` })
    const answer = await smtplib({
      port: ports.starttls,
      security: 'starttls',
      messages: [message(word, { to: ['zoë@pf-good.test'], data, options: ['SMTPUTF8', 'body=8bitmime'] })],
    })
    expect(answer.messages).toEqual([{ refused: {} }])
    traceAbove(await arrived(word), data)
  })

  it('a bare LF or CR is refused, and the connection goes on', async () => {
    const [word, ...bare] = [newWord(), newWord(), newWord()] as const
    const smuggling = [`a\n.\nMAIL FROM:<x@pf-good.test>`, 'a\r.\rb'].map((text, index) => {
      const data = composeMail({ to: 'ana@pf-good.test', subject: bare[index] ?? '', text })
      return message('', { data })
    })
    const answer = await smtplib({ port: ports.starttls, security: 'starttls', messages: [...smuggling, message(word)] })
    expect(answer.messages).toMatchObject([{ error: 554 }, { error: 554 }, { refused: {} }])
    await arrived(word)
    expect((await rig.postfix.mailbox('pf-good.test').messages()).join('')).not.toMatch(new RegExp(bare.join('|')))
  })
})

describe('curl', () => {
  const handIn = (scheme: 'smtp' | 'smtps', port: number, file: string, ...more: readonly string[]): Promise<Finished> =>
    run('curl', [
      ...['--silent', '--show-error', '--max-time', '20', '--ssl-reqd', '--cacert', ca],
      ...['--resolve', `${GATEWAY_NAME}:${port}:127.0.0.1`, `${scheme}://${GATEWAY_NAME}:${port}/client.example`],
      ...['--mail-from', 'ana@example-health.test', '--mail-rcpt', 'ana@pf-good.test', '--upload-file', file],
      ...more,
    ])
  async function curl(scheme: 'smtp' | 'smtps', port: number, word: string, ...more: readonly string[]) {
    const data = composeMail({ to: 'ana@pf-good.test', subject: word })
    const file = join(rig.gateway.folder, `${word}.eml`)
    await writeFile(file, data)
    return { ...(await handIn(scheme, port, file, ...more)), data }
  }
  const user = ['--user', `${USER}:${PASSWORD}`, '--interface', '127.0.0.2']

  it.each([
    ['STARTTLS', 'smtp', 'starttls', []],
    ['TLS from the first byte', 'smtps', 'implicit', []],
    ['STARTTLS and AUTH PLAIN', 'smtp', 'starttls', [...user, '--login-options', 'AUTH=PLAIN']],
    ['STARTTLS and AUTH LOGIN', 'smtp', 'starttls', [...user, '--login-options', 'AUTH=LOGIN']],
  ] as const)('%s: taken, and in the mailbox byte for byte', async (_, scheme, port, options) => {
    const word = newWord()
    const { code, stderr, data } = await curl(scheme, ports[port], word, ...options)
    expect(code, stderr).toBe(0)
    traceAbove(await arrived(word), data)
  })

  it('hears at MAIL that a message is too large', async () => {
    const file = join(rig.gateway.folder, 'large.eml')
    await writeFile(file, '')
    await truncate(file, 41 * 1024 * 1024)
    const { code, stderr } = await handIn('smtp', ports.starttls, file)
    expect(code).toBe(55)
    expect(stderr).toContain('552')
  })

  it('will not speak with a listener without TLS, and not log in with a wrong password', async () => {
    // 64: the requested TLS level is not there. 67: login denied.
    expect((await curl('smtp', ports.plain, newWord())).code).toBe(64)
    expect((await curl('smtp', ports.starttls, newWord(), '--user', `${USER}:wrong`, '--interface', '127.0.0.2')).code).toBe(67)
  })
})

describe('the report of a failure', () => {
  it("is delivered to the sender's Postfix and understood by Python's email package", async () => {
    const word = newWord()
    const returnPath = 'ana@pf-good.test'
    const raw = composeMail({ to: 'nobody@pf-users.test', from: returnPath, subject: `private ${word}`, text: 'private words' })
    const sent = { from: returnPath, to: 'nobody@pf-users.test', raw, dsn: { envid: 'case-17', orcpt: 'rfc822;nobody@pf-users.test' } }
    await rig.gateway.deliver(sent)
    const messageId = /^Message-ID: (.*)\r$/m.exec(raw)?.[1] ?? ''
    const stored = await arrived(messageId)
    const { code, stdout, stderr } = await run('python3', [join(PYTHON, 'read_report.py')], { input: Buffer.from(stored, 'latin1') })
    expect(code, stderr).toBe(0)
    const report = JSON.parse(stdout)
    expect(report).toMatchObject({
      type: 'multipart/report',
      report: 'delivery-status',
      defects: [],
      auto: expect.stringMatching(/^auto-(replied|generated)/),
      about: { 'reporting-mta': `dns; ${GATEWAY_NAME}`, 'original-envelope-id': 'case-17' },
      recipients: [
        {
          'final-recipient': 'rfc822; nobody@pf-users.test',
          action: 'failed',
          status: '5.1.1',
          'remote-mta': 'dns; mx.pf-users.test',
          'diagnostic-code': expect.stringMatching(/^smtp; 550 5\.1\.1 .*User unknown/),
        },
      ],
    })
    expect(report.parts).toHaveLength(3)
    expect(report.to).toContain(returnPath)
    expect(report.returned).toContain(messageId)
    expect(stored).toMatch(/^Return-Path: <>$/m)
    expect(stored).not.toContain(word)
    expect(stored).not.toContain('private words')
  })
})
