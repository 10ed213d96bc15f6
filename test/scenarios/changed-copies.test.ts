// Actions that change a copy, through a whole gateway: redact, header, subject, notice, journal. What arrives is signed anew, still threads, and is the
// same on every way; what cannot be changed takes its way out. The outside judge of signatures is mailauth, with a resolver that knows our record.
import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dkimVerify } from 'mailauth/lib/dkim/verify.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadDkimKeys } from '../../src/app/dkim-keys.ts'
import { withOpener } from '../../src/cli/mail-inspector.ts'
import { DEFAULT_CONTENT_LIMITS, readMessage } from '../../src/content/content.ts'
import { zip } from '../../src/content/extract/test-support.ts'
import type { RecipientServer } from '../../src/demo/internet/recipient-server.ts'
import { composeTransactions } from '../../src/demo/salesforce/compose.ts'
import type { MessageChanges } from '../../src/domain/verdict.ts'
import { changeMessage } from '../../src/pipeline/change-message.ts'
import { createMessageReader } from '../../src/pipeline/inspect-message.ts'
import { dkimRecord } from '../../src/smtp/dkim.ts'
import { sendRaw, stuffed } from '../support/raw-smtp.ts'
import { GATEWAY_NAME, startTestGateway, type TestGateway } from '../support/test-gateway.ts'

const CARD = '4111 1111 1111 1111'
const POLICY = `policy: changes
default:
  deliver: encrypted
  otherwise: portal
uninspectable:
  then: { hold: "Could not be read" }
rules:
  - id: cards
    title: "A card number"
    when: { found: credit-card }
    then:
      redact: { values: [credit-card], mode: mask, else: hold }
      notify: [privacy@example-health.test]
  - id: asked
    title: "The sender asked for it"
    when: { subject: { has: ["[secure]"] } }
    then:
      deliver: authenticated
      subject: { strip: ["[secure]"] }
      header: { set: { X-Protected: "yes" } }
      notice: { text: "Checked by the gateway – not read by people.", place: bottom }
      journal: [journal@records.test]
  - id: by-portal
    title: "To the portal"
    when: { subject: { has: ["[portal]"] } }
    then: { deliver: portal }
`

let folder: string
let test: TestGateway
let clinic: RecipientServer
let records: RecipientServer
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-dkim-'))
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  await writeFile(join(folder, 'dkim.key'), privateKey.export({ type: 'pkcs8', format: 'pem' }))
  test = await startTestGateway({
    policy: POLICY,
    config: { dkim: [{ domain: 'example-health.test', selector: 'gw1', key: join(folder, 'dkim.key') }] },
  })
  clinic = (await test.internet.add('clinic.test', ['good']))[0] as RecipientServer
  records = (await test.internet.add('records.test', ['good']))[0] as RecipientServer
})
afterAll(async () => {
  await test.close()
  await rm(folder, { recursive: true, force: true })
})

async function signatures(message: Buffer): Promise<readonly string[]> {
  const records = (await loadDkimKeys(test.gateway.config)).map(dkimRecord)
  const resolver = async (name: string, type: string) => {
    const record = records.find((one) => one.name === name)
    if (record && type === 'TXT') return [[record.value]]
    throw Object.assign(new Error('no such record'), { code: 'ENOTFOUND' })
  }
  const { results } = await dkimVerify(message, { resolver })
  return results.map(({ signingDomain, status }) => `${signingDomain} ${status.result}`)
}

const salesforceKey = {
  domain: 'example-health.test',
  selector: 'sf1',
  privateKey: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
}

/** As Salesforce composes and signs it. */
function reply(to: string, subject: string, text: string, html: string): Buffer {
  const mail = {
    seed: to,
    from: { name: 'Ana Example', address: 'ana@example-health.test' },
    to: [to],
    subject,
    text,
    html,
    thread: 'reference' as const,
    entity: '500000000000001',
    inReplyTo: '<first@clinic.test>',
  }
  const [made] = composeTransactions(
    mail,
    { id: '00D000000000001', relay: { host: GATEWAY_NAME, port: 587 }, dkim: salesforceKey },
    Date.UTC(2026, 10, 21),
  )
  return made?.message as Buffer
}

async function submit(to: string, bytes: Buffer): Promise<void> {
  expect(
    await sendRaw(
      { port: test.smtpPort, ca: test.internet.caPem },
      { from: 'ana@example-health.test', to, body: '8BITMIME' },
      stuffed(bytes),
    ),
  ).toMatch(/^250 /)
}

/** Thread tokens as a program reads them, part by part. */
function tokensOf(message: Buffer): readonly unknown[] {
  return readMessage(message, DEFAULT_CONTENT_LIMITS).parts.map(({ path, text }) => [path, text.match(/ref:[_!]00D\w+\.[_!]500\w+:ref/g)])
}

const arrived = async (server: RecipientServer, to: string) => (await server.waitFor((mail) => mail.to[0]?.address === to)).data

describe('redact', () => {
  it('a card number is masked in every place; the copy is signed anew and still threads', async () => {
    const bytes = reply(
      'bea@clinic.test',
      `Your card ${CARD}`,
      `Card number ${CARD}.\n> quoted: card 4111 1111\n> 1111 1111\nEnd`,
      `<p>Card number 4111&nbsp;1111 <b>1111</b> 1111</p><img alt="card ${CARD}" src="cid:x">`,
    )
    await submit('bea@clinic.test', bytes)
    const data = await arrived(clinic, 'bea@clinic.test')
    const text = data.toString('utf8')
    expect(text).not.toMatch(/1111/)
    expect(text).toContain('XXXX XXXX')
    expect(await signatures(data)).toEqual(['example-health.test pass'])
    for (const name of ['Message-ID', 'In-Reply-To', 'References', 'X-SFDC-LK']) {
      const field = new RegExp(`^${name}:.*$`, 'mi')
      expect(field.exec(text)?.[0]).toBe(field.exec(bytes.toString('utf8'))?.[0])
    }
    expect(tokensOf(data)).toEqual(tokensOf(bytes))

    const [message] = await test.gateway.store.messages({ limit: 1 })
    const events = await test.gateway.store.events((message?.about ?? message?.id) as string)
    const changed = events.find(({ kind }) => kind === 'copy.changed')
    expect(changed?.data).toMatchObject({ signedBy: ['gw1'] })
    expect(JSON.stringify(events.map(({ data: seen }) => seen))).not.toMatch(/1111/)
  })

  it('what cannot be rewritten takes the `else`: nothing is sent', async () => {
    const raw = [
      'From: ana@example-health.test',
      'To: carl@clinic.test',
      'Subject: signed',
      'Message-ID: <signed@sfdc.example>',
      'Content-Type: multipart/signed; protocol="application/pgp-signature"; boundary=b',
      '',
      '--b',
      'Content-Type: text/plain',
      '',
      `card ${CARD}`,
      '--b--',
      '',
    ].join('\r\n')
    const { copies, events } = await test.deliver({ to: 'carl@clinic.test', raw })
    expect(copies.map(({ state }) => state)).toEqual(['held'])
    expect(events.some(({ kind }) => kind === 'copy.not-changed')).toBe(true)
  })

  it.each([
    ['84736251', false],
    ['84736252', true],
  ])('an archive in which %s stands without its label: done is %s', async (inside, ok) => {
    const archive = await zip({ 'notes.txt': `follow up with ${inside}` })
    const raw = [
      'From: ana@example-health.test',
      'Subject: x',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      '',
      'MRN: 84736251',
      '--b',
      'Content-Type: application/zip; name=x.zip',
      'Content-Transfer-Encoding: base64',
      '',
      archive.toString('base64'),
      '--b--',
      '',
    ].join('\r\n')
    const redact = [{ rule: 'r', values: ['mrn'], mode: 'mask' as const, else: { action: 'hold' as const } }]
    const outcome = await withOpener((opener) =>
      changeMessage(createMessageReader({ scan: { detectors: ['mrn'] }, opener: () => opener }), Buffer.from(raw), {
        changes: { redact, notices: [] },
        pseudonymKey: Buffer.alloc(32, 1),
        shiftDays: -30,
      }),
    )
    expect(outcome).toMatchObject(ok ? { ok, redacted: { mrn: 1 } } : { ok, why: 'a value to redact is still in part 2/file-1' })
  })

  it('the portal shows the changed copy too', async () => {
    const { copies, message } = await test.deliver({ to: 'dora@clinic.test', subject: '[portal] x', text: `card ${CARD}` })
    expect(copies.map(({ state }) => state)).toEqual(['awaiting-pickup'])
    const notice = (await arrived(clinic, 'dora@clinic.test')).toString('utf8')
    expect(await signatures(Buffer.from(notice))).toEqual(['example-health.test pass'])
    const link = /https?:\/\/\S+\/portal\/o\/[0-9a-f]{64}/.exec(notice.replace(/=\r\n/g, ''))?.[0] as string
    const page = await fetch(link)
    const cookie = page.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ')
    const form = await page.text()
    const fields = new URLSearchParams(
      [...form.matchAll(/<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"/g)].map(([, name, value]): [string, string] => [
        name ?? '',
        value ?? '',
      ]),
    )
    const opened = await fetch(link, {
      method: 'POST',
      body: fields,
      headers: { cookie, origin: new URL(link).origin },
      redirect: 'manual',
    })
    const view = new URL(opened.headers.get('location') ?? '', link)
    const viewCookie = opened.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ')
    const shown = await (await fetch(view, { headers: { cookie: `${cookie}; ${viewCookie}` } })).text()
    expect(shown).toContain('XXXX XXXX XXXX XXXX')
    expect(shown).not.toContain('1111')
    expect(message).toBeTruthy()
  })
})

describe('a change that joins a value', () => {
  it('is not made: the copy is held', async () => {
    const subject = 'Card 4111 1111 11[secure]11 1111'
    const { copies, events } = await test.deliver({ to: 'fay@clinic.test', subject, text: 'Hello' })
    expect(copies.map(({ state }) => state)).toEqual(['held', 'held'])
    expect(events.some(({ kind }) => kind === 'copy.not-changed')).toBe(true)
  })

  const reader = createMessageReader({ scan: { detectors: ['us-ssn', 'phone', 'url', 'email-address', 'mrn'] } })
  const notice = {
    text: 'Patient MRN questions: call 212-555-0142, write to privacy@example-health.test or see https://x.test/a',
    place: 'bottom' as const,
  }
  const SSN = [{ rule: 'r', values: ['us-ssn'], mode: 'mask' as const, else: { action: 'hold' as const } }]
  const strip = { strip: ['[secure]'], prefix: [] }
  const changed = (subject: string, text: string, changes: Partial<MessageChanges>) =>
    changeMessage(reader, Buffer.from(`From: a@example-health.test\r\nSubject: ${subject}\r\n\r\n${text}\r\n`), {
      changes: { redact: [], notices: [], ...changes },
      pseudonymKey: Buffer.alloc(32, 1),
      shiftDays: -30,
    })

  it.each([
    ['in the subject', '536-[secure]22-8712', { subject: strip }, []],
    ['in the subject, to be redacted', 'SSN 536-[secure]22-8712', { subject: strip, redact: SSN }, [{ action: 'hold' }]],
    ['its label', 'MR[secure]N: 84736251', { subject: strip }, []],
  ])('%s', async (_what, subject, changes, answers) => {
    const outcome = await changed(subject, 'Hello', changes)
    expect(outcome).toMatchObject({ ok: false, why: expect.stringMatching(/^the change joins what (us-ssn|mrn) finds in part/), answers })
    expect(JSON.stringify(outcome)).not.toMatch(/8712|6251/)
  })

  it.each([
    ['words in front', '[secure] 84736251 Hello', 'Hello', { subject: strip }],
    ['a value that was there before', '[secure] SSN 536-22-8712', 'SSN 536-22-8712', { subject: strip }],
    ['a value that is masked', '[secure] SSN 536-22-8712', 'SSN 536-22-8712', { subject: strip, redact: SSN }],
    ['a notice with values', 'Hello', 'Hello', { notices: [notice] }],
    ['a notice with a label', 'Hello', '84736251', { notices: [{ ...notice, place: 'top' as const }] }],
    [
      'a header and a subject with values',
      'Hello',
      'x',
      {
        header: { remove: [], set: { 'X-Help': 'call 212-555-0142' }, add: [{ name: 'X-See', value: 'https://x.test/a' }] },
        subject: { strip: [], prefix: ['Call 212-555-0142'] },
      },
    ],
  ])('but %s: made', async (_what, subject, text, changes) => {
    expect(await changed(subject, text, changes)).toMatchObject({ ok: true })
  })
})

describe('header, subject, notice, journal', () => {
  it('are in every alternative, recorded, and a journal gets the same bytes', async () => {
    const bytes = reply('emil@clinic.test', '[secure] Grüße', 'Hello\nThere', '<html><body><p>Hello</p></body></html>')
    await submit('emil@clinic.test', bytes)
    const [data, journal] = await Promise.all([arrived(clinic, 'emil@clinic.test'), arrived(records, 'journal@records.test')])
    const text = data.toString('utf8')
    expect(text).toMatch(/^X-Protected: yes\r$/m)
    expect(text).not.toContain('[secure]')
    const shown = readMessage(data, DEFAULT_CONTENT_LIMITS).parts.filter(({ kind }) => kind === 'body')
    expect(shown.map(({ text: seen }) => /Checked by the gateway - not read by people/.test(seen))).toEqual([true, true])
    expect(await signatures(data)).toEqual(['example-health.test pass'])
    const body = (message: Buffer) => message.subarray(message.indexOf('DKIM-Signature'))
    expect(body(journal).equals(body(data))).toBe(true)
  })
})
