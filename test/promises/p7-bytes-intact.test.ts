// P7: bytes sent = f(original, recorded changes). `Received` goes on top and, by setting, unsigned trace headers of Salesforce come off; nothing
// else is touched. Guards defended: src/pipeline/outgoing.ts, the scanners at the door (src/intake/receive.ts) and on the way out
// (src/delivery/outgoing-check.ts), dot stuffing in between; for copies that a policy changes: src/pipeline/{changed-copy,open-content,plan}.ts.
import { createHash, generateKeyPairSync } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { applyEdits } from '../../src/content/redact/apply-edits.ts'
import type { RecipientServer } from '../../src/demo/internet/recipient-server.ts'
import { composeTransactions, type SalesforceMail } from '../../src/demo/salesforce/compose.ts'
import { type DkimKey, dkimRecord, verifyDkim } from '../../src/demo/salesforce/dkim.ts'
import type { ChangedCopy } from '../../src/domain/edit-script.ts'
import { createAccept } from '../../src/pipeline/accept.ts'
import { openScript } from '../../src/pipeline/changed-copy.ts'
import { readContent } from '../../src/pipeline/open-content.ts'
import type { MessageRow } from '../../src/store/store.ts'
import { sendRaw, stuffed } from '../support/raw-smtp.ts'
import { GATEWAY_NAME, startTestGateway, TEST_POLICY, type TestGateway } from '../support/test-gateway.ts'

const dkim: DkimKey = {
  domain: 'example-health.test',
  selector: 'sf1',
  privateKey: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
}
const ORGANISATION = { id: '00D000000000001', relay: { host: GATEWAY_NAME, port: 587 }, dkim }

/** Noise that no program shows as text is held elsewhere; here it must travel. */
const LETS_NOISE_PASS = `${TEST_POLICY}uninspectable:\n  then:\n    deliver: authenticated\n`

let test: TestGateway
let stripping: TestGateway
let clinic: RecipientServer
beforeAll(async () => {
  ;[test, stripping] = await Promise.all([
    startTestGateway({ policy: LETS_NOISE_PASS }),
    startTestGateway({ config: { delivery: { retry: ['1s'], 'tls-wait': '1s', 'strip-trace': true } } }),
  ])
  clinic = (await test.internet.add('p7.test', ['good']))[0] as RecipientServer
})
afterAll(() => Promise.all([test.close(), stripping.close()]))

/** Past the door, as a hole in it would let bytes in. @returns the message's id */
async function smuggle(bytes: Buffer, to: string): Promise<string> {
  const begin = createAccept({ ...test.gateway, checkpoint: () => {} })
  const incoming = begin({
    envelope: {
      returnPath: 'ana@example-health.test',
      recipients: [{ address: to }],
      body: '8BITMIME',
      smtpUtf8: false,
      requireTls: false,
      dsn: {},
    },
    client: { sender: 'test', remoteAddress: '127.0.0.1', helo: 'client.example', tls: null },
  })
  await incoming.write(bytes)
  const digest = createHash('sha256').update(bytes).digest('hex')
  await incoming.commit({
    size: bytes.length,
    digest,
    headers: { received: 0, from: ['ana@example-health.test'], messageId: `<${digest}@sfdc.example>` },
    dedupeDigest: digest,
  })
  return incoming.id ?? ''
}

let counter = 0
/** A message around these bytes, to a recipient of its own. */
function around(body: Buffer, header = ''): { readonly to: string; readonly bytes: Buffer } {
  const to = `r${++counter}@p7.test`
  const head = `From: ana@example-health.test\r\nTo: ${to}\r\nMessage-ID: <p7-${counter}@sfdc.example>\r\n${header}Subject: bytes\r\n\r\n`
  return { to, bytes: Buffer.concat([Buffer.from(head, 'utf8'), body]) }
}

async function passThrough(gateway: TestGateway, to: string, bytes: Buffer, server: RecipientServer): Promise<Buffer> {
  const relay = { port: gateway.smtpPort, ca: gateway.internet.caPem }
  const reply = await sendRaw(relay, { from: 'ana@example-health.test', to, body: '8BITMIME' }, stuffed(bytes))
  expect(reply).toMatch(/^250 /)
  return (await server.waitFor((mail) => mail.to[0]?.address === to)).data
}

/** All that may stand in front of the original. */
function expectOnlyReceived(arrived: Buffer, original: Buffer): void {
  const added = arrived.subarray(0, arrived.length - original.length)
  expect(arrived.subarray(added.length).equals(original)).toBe(true)
  expect(added.toString('latin1')).toMatch(/^Received: [^\r\n]*\r\n([ \t][^\r\n]*\r\n)*$/)
}

describe('what comes is what goes', () => {
  it.each([
    ['dots at the beginning of lines', '.\r\n..\r\n...\r\n.hidden\r\n'],
    ['a dot alone on the last line', 'before\r\n.\r\n'],
    ['a line of 60,000 bytes', `${'x'.repeat(60_000)}\r\n`],
    ['blanks at line ends and empty lines at the end', 'text  \t \r\n \r\n\r\n\r\n\r\n'],
    ['8-bit bytes that are no UTF-8', Buffer.from([0xff, 0xfe, 0x80, 0xc3, 0x28, 13, 10]).toString('latin1')],
    ['control characters', '\x01\x02\x07\x08\x0b\x0c\x1a\x1b\x7f\r\n'],
    ['quoted-printable with soft breaks', 'caf=C3=A9 =\r\n=2E\r\n=\r\n.=20\r\n'],
    ['thread tokens and references', 'thread::KaSGgGVKlyhnzDzRQ8dZPQe::\r\nref:!00D4x01DEMO.!500Kd0300s0L:ref\r\n'],
    ['SMTP commands', 'QUIT\r\nMAIL FROM:<x@y.test>\r\nDATA\r\n'],
    ['no body at all', ''],
  ])('%s', async (_what, text) => {
    const { to, bytes } = around(Buffer.from(text, 'latin1'))
    expectOnlyReceived(await passThrough(test, to, bytes, clinic), bytes)
  })

  it('folded, repeated, oddly blanked and unknown header fields', async () => {
    const { to, bytes } = around(
      Buffer.from('x\r\n'),
      'X-Odd:no-blank\r\nX-Odd:   three  \r\nReferences: <a@b>\r\n\t<c@d>\r\n  <e@f>\r\nx-LOWER: Ümlaut\r\n',
    )
    expectOnlyReceived(await passThrough(test, to, bytes, clinic), bytes)
  })

  it('a megabyte of anything, across all chunk borders', async () => {
    const noise = createHash('shake256', { outputLength: 1_000_000 }).update('p7').digest()
    const lines = Buffer.from(
      noise
        .toString('latin1')
        .replace(/[\r\n\0]/g, '.')
        .replace(/.{1,700}/gs, '$&\r\n'),
      'latin1',
    )
    const { to, bytes } = around(lines)
    expectOnlyReceived(await passThrough(test, to, bytes, clinic), bytes)
  }, 30_000)

  it('whatever a property test thinks of', async () => {
    const line = fc
      .uint8Array({ maxLength: 120 })
      .map((bytes) => Buffer.from(bytes.map((byte) => (byte === 0 || byte === 10 || byte === 13 ? 46 : byte))))
    const body = fc.array(line, { maxLength: 20 }).map((lines) => Buffer.concat(lines.flatMap((text) => [text, Buffer.from('\r\n')])))
    await fc.assert(
      fc.asyncProperty(body, async (bytes) => {
        const mail = around(bytes)
        expectOnlyReceived(await passThrough(test, mail.to, mail.bytes, clinic), mail.bytes)
      }),
      { numRuns: 25 },
    )
  }, 60_000)
})

describe('DKIM as Salesforce signs', () => {
  const mail: SalesforceMail = {
    seed: 'p7',
    from: { name: 'Ana Example', address: 'ana@example-health.test' },
    to: ['signed@p7.test'],
    subject: 'Your question  [ ref:!00D4x01DEMO.!500Kd0300s0L:ref ]',
    text: 'The clinic is closed on Monday.\n.\n..hidden\n\n\n',
    thread: 'reference',
    entity: '500000000000001',
  }
  const [signed] = composeTransactions(mail, ORGANISATION, Date.UTC(2026, 10, 21))

  it('still verifies at the recipient, and would not if a byte had changed', async () => {
    const bytes = signed?.message as Buffer
    const arrived = await passThrough(test, 'signed@p7.test', bytes, clinic)
    expectOnlyReceived(arrived, bytes)
    expect(verifyDkim(arrived, dkimRecord(dkim))).toBe('pass')
    const changed = Buffer.from(arrived.toString('latin1').replace('Monday', 'monday'), 'latin1')
    expect(verifyDkim(changed, dkimRecord(dkim))).toBe('body changed')
  })

  it('two hops: each adds its Received, and the signature holds', async () => {
    const once = await passThrough(test, 'signed@p7.test', signed?.message as Buffer, clinic)
    const twice = await passThrough(test, 'hop2@p7.test', once, clinic)
    expectOnlyReceived(twice, once)
    expect(twice.toString('latin1').match(/^Received: .* by mail-gw|^\s+by mail-gw/gm)?.length ?? 0).toBeGreaterThanOrEqual(2)
    expect(verifyDkim(twice, dkimRecord(dkim))).toBe('pass')
  })

  it('strip-trace takes the unsigned trace headers off and nothing else', async () => {
    const server = (await stripping.internet.add('p7-strip.test', ['good']))[0] as RecipientServer
    const original = signed?.message as Buffer
    const arrived = await passThrough(stripping, 'signed@p7-strip.test', original, server)
    const isTrace = /^(X-SFDC[^:]*|X-Sender|X-mail_abuse_inquiries):/i
    const fields = original.toString('latin1').split(/(?<=\r\n)(?![ \t])/)
    expect(fields.some((field) => isTrace.test(field))).toBe(true)
    expectOnlyReceived(arrived, Buffer.from(fields.filter((field) => !isTrace.test(field)).join(''), 'latin1'))
    expect(verifyDkim(arrived, dkimRecord(dkim))).toBe('pass')
  })
})

describe('a copy that a policy changes', () => {
  const CARD = '4111 1111 1111 1111'
  let changing: TestGateway
  let server: RecipientServer
  beforeAll(async () => {
    const then = '{ redact: { values: [credit-card], mode: mask, else: hold }, subject: { strip: ["[card]"] } }'
    changing = await startTestGateway({
      policy: `policy: p7\ndefault: { deliver: encrypted, otherwise: portal }\nrules:\n  - { id: cards, title: "Cards", when: { found: credit-card }, then: ${then} }\n`,
    })
    server = (await changing.internet.add('p7-changed.test', ['good']))[0] as RecipientServer
  })
  afterAll(() => changing.close())

  it('is the original and the recorded script, and nothing else', async () => {
    const text = `Dear Bea,\r\n\r\ncard ${CARD} is charged.  \r\n.\r\n\r\n`
    const raw = `From: ana@example-health.test\r\nTo: bea@p7-changed.test\r\nSubject: [card] charged\r\nMessage-ID: <changed@sfdc.example>\r\n\r\n${text}`
    const { copies, message, events } = await changing.deliver({ to: 'bea@p7-changed.test', raw })
    const arrived = (await server.waitFor((mail) => mail.to[0]?.address === 'bea@p7-changed.test')).data
    const expected = Buffer.from(raw.replace('[card] ', '').replace(CARD, 'XXXX XXXX XXXX XXXX'))
    expectOnlyReceived(arrived, expected)

    const changed = copies[0]?.verdict?.changed as ChangedCopy
    const digest = createHash('sha256').update(expected).digest('hex')
    expect(changed.digest).toBe(digest)
    const row = (await changing.gateway.store.message(message))?.message as MessageRow
    const original = Buffer.from(await readContent(changing.gateway, row))
    expect(original.equals(Buffer.from(raw))).toBe(true)
    const script = openScript(changing.gateway.keyring.open('worker', row.contentKey as Uint8Array), message, changed)
    expect(script.reduce<Buffer>((bytes, pass) => applyEdits(bytes, pass), original).equals(expected)).toBe(true)
    const recorded = events.find(({ kind }) => kind === 'copy.changed')?.data
    expect(recorded).toMatchObject({ before: row.digest, after: digest, redacted: { 'credit-card': 1 }, done: ['subject'] })
    expect(JSON.stringify(recorded)).not.toMatch(/1111/)
  })

  it('does not go out as mail where that breaks a signature and nobody signs anew', async () => {
    const [mail] = composeTransactions(
      {
        seed: 'p7c',
        from: { name: 'Ana', address: 'ana@example-health.test' },
        to: ['carl@p7-changed.test'],
        subject: 'x',
        text: `card ${CARD}`,
      },
      ORGANISATION,
      Date.UTC(2026, 10, 21),
    )
    const { copies } = await changing.deliver({ to: 'carl@p7-changed.test', raw: String(mail?.message) })
    expect(copies.map(({ state }) => state)).toEqual(['awaiting-pickup'])
    const notice = await server.waitFor((received) => received.to[0]?.address === 'carl@p7-changed.test')
    expect(notice.data.toString()).not.toMatch(/card/)
  })
})

describe('what smuggles', () => {
  const FAULTS = [
    ['a bare LF', 'a\nb\r\n'],
    ['a bare CR', 'a\rb\r\n'],
    ['a NUL', 'a\0b\r\n'],
    ['LF dot LF', 'a\n.\nMAIL FROM:<x@y.test>\r\n'],
    ['CR LF dot CR', 'a\r\n.\rMAIL FROM:<x@y.test>\r\n'],
    ['LF dot CR LF', 'a\n.\r\nMAIL FROM:<x@y.test>\r\n'],
  ] as const

  it.each(FAULTS)('%s is refused at the door, and nothing is stored', async (_what, text) => {
    const { to, bytes } = around(Buffer.from(text, 'latin1'))
    const before = (await test.gateway.store.messages({ limit: 1000 })).length
    const reply = await sendRaw(
      { port: test.smtpPort, ca: test.internet.caPem },
      { from: 'ana@example-health.test', to },
      Buffer.concat([bytes, Buffer.from('\r\n.\r\n')]),
    )
    expect(reply).toMatch(/^5\d\d /)
    expect((await test.gateway.store.messages({ limit: 1000 })).length).toBe(before)
  })

  it.each(FAULTS)('%s that got in all the same is not sent on', async (what, text) => {
    const domain = `p7-${what.replace(/\W/g, '').toLowerCase()}.test`
    const server = (await test.internet.add(domain, ['good']))[0] as RecipientServer
    const message = await smuggle(Buffer.from(`From: ana@example-health.test\r\nSubject: x\r\n\r\n${text}`, 'latin1'), `bea@${domain}`)
    await test.settled(message, ({ state }) => state === 'failed')
    expect(server.received).toEqual([])
  })
})

describe('a content that ends without CRLF', () => {
  it('is ended by the protocol, not by us: the CRLF before the final dot', async () => {
    const { to } = around(Buffer.of())
    const bytes = Buffer.from(`From: ana@example-health.test\r\nTo: ${to}\r\nSubject: x\r\n\r\nno end of line`)
    await smuggle(bytes, to)
    const arrived = (await clinic.waitFor((mail) => mail.to[0]?.address === to)).data
    expectOnlyReceived(arrived, Buffer.concat([bytes, Buffer.from('\r\n')]))
  })
})
