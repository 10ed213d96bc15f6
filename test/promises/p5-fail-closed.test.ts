// P5: what cannot be inspected is decided by the policy's `uninspectable` entry, default hold. It is never sent as if it were clean.
// Guards defended: the second reading of a redacted copy (src/pipeline/change-message.ts), caps that end in `uninspectable` (src/content), the inspector's time-out and crash handling, fail-closed decisions (src/pipeline/decide.ts).
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createInspector } from '../../src/pipeline/inspector.ts'
import type { Checkpoint } from '../../src/pipeline/parts.ts'
import type { Store } from '../../src/store/store.ts'
import { startTestGateway, type TestGateway } from '../support/test-gateway.ts'

let test: TestGateway
beforeAll(async () => {
  test = await startTestGateway()
})
afterAll(() => test.close())

const HEAD = 'From: ana@example-health.test\r\nTo: bea@clinic-tls13.test\r\nDate: Sat, 21 Nov 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\n'
let counter = 0
const mail = (rest: string) => `${HEAD}Message-ID: <p5-${++counter}@sfdc.example>\r\nSubject: files\r\n${rest}`
const attachment = (type: string, name: string, base64: string) =>
  mail(
    `Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nhello\r\n--b\r\nContent-Type: ${type}; name="${name}"\r\n` +
      `Content-Disposition: attachment; filename="${name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64}\r\n--b--\r\n`,
  )

const PDF = Buffer.from('%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF').toString('base64')
const ZIP = Buffer.from('504b0304140000000000000000000000000000000000000000000100000061', 'hex').toString('base64')

describe('P5 fail closed', () => {
  it.each([
    ['a PDF', attachment('application/pdf', 'scan.pdf', PDF)],
    ['a PDF that calls itself text', attachment('text/plain', 'notes.txt', PDF)],
    ['an archive', attachment('application/zip', 'files.zip', ZIP)],
    ['an unknown type', attachment('application/octet-stream', 'x.bin', Buffer.from([0, 1, 2, 3, 250, 251]).toString('base64'))],
    [
      'an encrypted message',
      mail(
        'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=b\r\n\r\n--b\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--b\r\nContent-Type: application/octet-stream\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n--b--\r\n',
      ),
    ],
    ['more parts than anybody reads', mail(`Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\nx\r\n'.repeat(3000)}--b--\r\n`)],
    [
      'nesting without end',
      mail(`${Array.from({ length: 60 }, (_, i) => `Content-Type: multipart/mixed; boundary=n${i}\r\n\r\n--n${i}\r\n`).join('')}\r\nx`),
    ],
  ])('%s is held, and nobody gets it', async (_what, raw) => {
    const clinic = test.internet.recipients['clinic-tls13.test']?.[0]
    const before = clinic?.received.length
    const { copies, events } = await test.deliver({ to: 'bea@clinic-tls13.test', raw })
    expect(copies.map(({ state }) => state)).toEqual(['held'])
    expect(clinic?.received.length).toBe(before)
    expect(events.find(({ kind }) => kind === 'recipient.decided')?.data.rules).toContain('uninspectable')
  })

  it('a picture is sent, but never called clean', async () => {
    const png = Buffer.from('89504e470d0a1a0a0000000d4948445200000001', 'hex').toString('base64')
    const { copies, events } = await test.deliver({ to: 'bea@clinic-tls13.test', raw: attachment('image/png', 'logo.png', png) })
    expect(copies[0]?.state).toBe('delivered')
    expect(events.find(({ kind }) => kind === 'message.inspected')?.data.uninspectable).toEqual([expect.objectContaining({ opaque: true })])
  })

  it('monitor mode does not let the unread through', async () => {
    const monitored = await startTestGateway({
      policy: 'policy: m\nmode: monitor\ndefault:\n  deliver: encrypted\n  otherwise: portal\nrules: []\n',
    })
    try {
      const { copies } = await monitored.deliver({ to: 'bea@clinic-tls13.test', raw: attachment('application/pdf', 'scan.pdf', PDF) })
      expect(copies[0]?.state).toBe('held')
    } finally {
      await monitored.close()
    }
  })
})

describe('what breaks between accept and decide', () => {
  // What comes by hand is neither fetched nor opened again: here everything goes by the store.
  const byStore = { config: { inspect: { 'in-memory': '0MiB' } } }

  it.each([
    ['the sealed content', `UPDATE content SET bytes = zeroblob(length(bytes))`],
    ['the sealed content key', `UPDATE message SET content_key = zeroblob(length(content_key)) WHERE kind = 'mail'`],
    ['the sealed envelope', `UPDATE message SET envelope_box = zeroblob(length(envelope_box)) WHERE kind = 'mail'`],
    ['a sealed address', `UPDATE recipient SET address_box = zeroblob(length(address_box))`],
  ])('%s cannot be opened: held, not sent', async (_what, damage) => {
    let db: DatabaseSync | undefined
    const checkpoint = (name: Checkpoint) => void (name === 'accept.committed' && db?.exec(damage))
    const own = await startTestGateway({ ...byStore, checkpoint })
    try {
      db = new DatabaseSync(join(own.folder, 'data', 'postern.db'), { timeout: 5_000 })
      await own.send({ to: 'bea@clinic-tls13.test' })
      const [copy] = await own.settled(undefined)
      expect(copy?.state).toBe('held')
      expect(own.internet.recipients['clinic-tls13.test']?.[0]?.received).toEqual([])
    } finally {
      db?.close()
      await own.close()
    }
  })

  it('a message that has ended its gateway three times is held, and not read once more', async () => {
    const own = await startTestGateway(byStore)
    try {
      const store = own.gateway.store as { -readonly [Verb in 'leaseMessages']: Store[Verb] }
      const { leaseMessages } = store
      store.leaseMessages = async (query) =>
        (await leaseMessages(query)).map((leased) => ({ ...leased, message: { ...leased.message, losses: 3 } }))
      const { copies, events } = await own.deliver({ to: 'bea@clinic-tls13.test' })
      expect(copies).toMatchObject([{ state: 'held', verdict: { rules: ['uninspectable', 'default'] } }])
      expect(events.find(({ kind }) => kind === 'message.inspected')?.data.failed).toContain('inspect.losses')
    } finally {
      await own.close()
    }
  })
})

describe('a value that had to go and cannot', () => {
  const CARD = '4111 1111 1111 1111'
  let redacting: TestGateway
  beforeAll(async () => {
    const then = '{ redact: { values: [credit-card], mode: mask, else: hold } }'
    redacting = await startTestGateway({
      policy: `policy: p5\ndefault: { deliver: encrypted, otherwise: portal }\nrules:\n  - { id: cards, title: "Cards", when: { found: credit-card }, then: ${then} }\n`,
    })
    await redacting.internet.add('p5-redact.test', ['good'])
  })
  afterAll(() => redacting.close())

  it.each([
    [
      'in a signed part',
      `Content-Type: multipart/signed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\ncard ${CARD}\r\n--b--\r\n`,
    ],
    [
      'before the first part',
      `Content-Type: multipart/mixed; boundary=b\r\n\r\ncard ${CARD}\r\n--b\r\nContent-Type: text/plain\r\n\r\nhello\r\n--b--\r\n`,
    ],
    ['in a link with escapes', 'Content-Type: text/html\r\n\r\n<a href="https://x.example/?card=4111%201111%201111%201111">card</a>\r\n'],
  ])('%s: the copy takes the `else`', async (_what, mail) => {
    const raw = `From: ana@example-health.test\r\nTo: bea@p5-redact.test\r\nSubject: x\r\nMessage-ID: <${createHash('sha256').update(mail).digest('hex')}@sfdc.example>\r\n${mail}`
    const { copies, events } = await redacting.deliver({ to: 'bea@p5-redact.test', raw })
    expect(copies.map(({ state }) => state)).toEqual(['held'])
    expect(events.some(({ kind }) => kind === 'copy.not-changed')).toBe(true)
  })
})

describe('the inspector survives its children', () => {
  const settings = { workers: 1, timeout: 5000, memory: 64 * 1024 * 1024 }
  const misbehave = (code: string) => () =>
    spawn(process.execPath, ['--max-old-space-size=64', '-e', `process.on("message", () => { ${code} })`], {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      serialization: 'advanced',
    })

  it.each([
    ['hangs', 'for (;;);', 500, /inspect\.timeout/],
    ['throws', 'throw new Error("x")', 5000, /crashed/],
    ['leaves', 'process.exit(3)', 5000, /crashed/],
    ['eats memory', 'const a = []; for (;;) a.push(new Array(1000).fill(a.length))', 15_000, /inspect\.memory/],
  ])('a child that %s costs one message a hold', async (_what, code, timeout, reason) => {
    const inspector = createInspector({ ...settings, timeout }, misbehave(code))
    const result = await inspector.inspect(async () => Buffer.from('Subject: x\r\n\r\nx'))
    expect(result).toEqual({ ok: false, reason: expect.stringMatching(reason) })
    await inspector.close()
  })

  it('goes on with the next message after one that hung', async () => {
    let started = 0
    const inspector = createInspector({ ...settings, timeout: 1000 }, () => {
      started++
      return misbehave(started === 1 ? 'for (;;);' : 'process.send({ ok: false, reason: "second" })')()
    })
    const results = await Promise.all([inspector.inspect(async () => Buffer.from('a')), inspector.inspect(async () => Buffer.from('b'))])
    expect(results.map((result) => result && !result.ok && result.reason)).toEqual([expect.stringMatching(/timeout/), 'second'])
    await inspector.close()
  })
})
