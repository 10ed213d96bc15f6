// Debian's Postfix (OpenSSL) and Exim (GnuTLS) as recipients: what each offers decides between delivery, the portal, a hold and a bounce, and
// what arrives in a mailbox is byte for byte what came (P1, P7).
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TlsFacts } from '../../src/domain/tls-facts.ts'
import { composeMail } from '../support/test-gateway.ts'
import { type Mailbox, traceAbove } from './support/mailbox.ts'
import { type Rig, startRig } from './support/rig.ts'

let rig: Rig
beforeAll(async () => {
  rig = await startRig()
})
afterAll(() => rig?.close())

let counter = 0
/** Sends one message. @returns how its copy ended, what the ledger says of the session, and a word that only this message has */
async function send(domain: string, subject: string, local = 'ana') {
  const word = `word-${process.pid}-${++counter}`
  const raw = composeMail({ to: `${local}@${domain}`, subject: `${subject} ${word}`, text: AWKWARD })
  const { copies, events, message } = await rig.gateway.deliver({ to: `${local}@${domain}`, raw })
  const hosts = events.flatMap(({ data }) => (data.hosts ?? []) as { verdict: string; tls: TlsFacts | null }[])
  return { word, raw, message, events, hosts, state: copies[0]?.state, kinds: events.map(({ kind }) => kind) }
}

/** What mail servers like to touch: dots at line starts, blanks at line ends, a From_ line, empty lines at the end, raw 8-bit, a long line. */
const AWKWARD = [
  '.',
  '..two dots',
  'From the first word on',
  'blanks at the end  \t',
  'Grüße, ✓',
  `${'long '.repeat(180)}line`,
  '-- ',
  '',
  '',
].join('\r\n')

const mailboxOf = (domain: string): Mailbox => (domain.startsWith('pf-') ? rig.postfix.mailbox(domain) : rig.exim.mailbox)

describe('delivered over TLS that meets the demand, bytes intact', () => {
  it.each([
    ['pf-good.test', '[authenticated]', 'TLSv1.3', 'pkix-verified'],
    ['pf-tls13.test', '[tls13]', 'TLSv1.3', 'pkix-verified'],
    ['pf-tls12.test', '[authenticated]', 'TLSv1.2', 'pkix-verified'],
    ['pf-must-tls.test', '[authenticated]', 'TLSv1.3', 'pkix-verified'],
    ['pf-expired.test', 'encrypted is enough', 'TLSv1.3', 'encrypted-unverified'],
    ['pf-self-signed.test', 'encrypted is enough', 'TLSv1.3', 'encrypted-unverified'],
    ['pf-wrong-name.test', 'encrypted is enough', 'TLSv1.3', 'encrypted-unverified'],
    ['exim-good.test', '[authenticated]', 'TLSv1.3', 'pkix-verified'],
    ['exim-self-signed.test', 'encrypted is enough', 'TLSv1.3', 'encrypted-unverified'],
  ])('%s, %s: %s, %s', async (domain, subject, version, verdict) => {
    const { state, hosts, raw, word } = await send(domain, subject)
    expect(state).toBe('delivered')
    expect(hosts.at(-1)).toMatchObject({ verdict, tls: { version } })
    const above = traceAbove(await mailboxOf(domain).find(word), raw)
    // Theirs and ours, ours directly above what came.
    expect(above.filter((field) => /^Received:/i.test(field))).toHaveLength(2)
    expect(above.at(-1)).toMatch(/^Received: from .*by mail-gw\.example-health\.test/s)
    // What the server itself says of the connection, in its own Received.
    expect(above.find((field) => /^Received:/i.test(field))).toMatch(version === 'TLSv1.3' ? /TLSv?1\.3/ : /TLSv?1\.2/)
  })
})

describe('never delivered where the host cannot meet the demand', () => {
  it.each([
    ['pf-no-tls.test', 'encrypted', 'no-tls'],
    ['pf-no-tls.test', '[authenticated]', 'no-tls'],
    ['pf-tls10.test', 'encrypted', 'weak-tls'],
    ['pf-tls12.test', '[tls13]', undefined],
    ['pf-expired.test', '[authenticated]', undefined],
    ['pf-self-signed.test', '[authenticated]', undefined],
    ['pf-wrong-name.test', '[authenticated]', undefined],
    ['exim-self-signed.test', '[authenticated]', undefined],
    ['exim-3des.test', 'encrypted', 'no-tls'],
  ])('%s, %s', async (domain, subject, verdict) => {
    const before = (await mailboxOf(domain).messages()).length
    const { state, kinds, word, events } = await send(domain, subject)
    expect(state, JSON.stringify(events.map(({ kind, data }) => [kind, data.cause]))).toBe('held')
    expect(kinds).not.toContain('attempt.committing')
    if (verdict) expect(JSON.stringify(events)).toContain(verdict)
    const after = await mailboxOf(domain).messages()
    expect(after).toHaveLength(before)
    expect(after.join('')).not.toContain(word)
  })

  it.each(['pf-no-tls.test', 'pf-tls10.test', 'exim-3des.test'])(
    'content of a rerouted message stays here; its notice is all that may cross to %s',
    async (domain) => {
      const { state, word, hosts } = await send(domain, '[reroute]')
      expect(hosts.every(({ verdict }) => !verdict.endsWith('-verified'))).toBe(true)
      if (domain === 'pf-no-tls.test') {
        expect(state).toBe('awaiting-pickup')
        const notice = await mailboxOf(domain).find(rig.gateway.portalUrl)
        expect(notice).not.toContain(word)
        expect(notice).not.toContain('Grüße')
      } else {
        expect(['awaiting-pickup', 'held']).toContain(state)
        expect((await mailboxOf(domain).messages()).join('')).not.toContain(word)
      }
    },
  )
})

describe('answers of a real server', () => {
  it('greylisting: put off once, then delivered', async () => {
    const { state, kinds, raw, word } = await send('pf-grey.test', 'encrypted')
    expect(state).toBe('delivered')
    expect(kinds).toContain('attempt.deferred')
    expect(rig.greylist.deferred.get('ana@pf-grey.test')).toBe(1)
    traceAbove(await mailboxOf('pf-grey.test').find(word), raw)
  })

  it.each([
    ['pf-users.test', '5.1.1'],
    ['exim-good.test', 'Unknown user'],
  ])('unknown user at %s: failed, and the sender is told', async (domain, word) => {
    const { state, events, kinds } = await send(domain, 'encrypted', 'nobody')
    expect(state).toBe('failed')
    expect(JSON.stringify(events.find(({ kind }) => kind === 'attempt.failed')?.data.cause)).toContain('550')
    expect(kinds).toContain('dsn.queued')
    const [sender] = rig.gateway.internet.recipients['example-health.test'] ?? []
    await expect.poll(() => sender?.received.some((mail) => mail.data.includes(word)), { timeout: 20_000 }).toBe(true)
  })

  it('two recipients of one host, one of them unknown: one delivered, one failed', async () => {
    const word = `word-${process.pid}-${++counter}`
    const to = ['ana@pf-users.test', 'nobody@pf-users.test']
    const { copies } = await rig.gateway.deliver({ to, raw: composeMail({ to, subject: word }) })
    expect(copies.map(({ state }) => state).sort()).toEqual(['delivered', 'failed'])
    await mailboxOf('pf-users.test').find(word)
  })

  it('a large message with an attachment arrives whole at both', async () => {
    // The head of a real PNG: a picture without it is an unknown format, and held.
    const head = Buffer.from('89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de', 'hex')
    const attachment = Buffer.concat([head, Buffer.from(Array.from({ length: 400_000 }, (_, index) => (index * 7919) & 0xff))])
    for (const domain of ['pf-good.test', 'exim-good.test']) {
      const word = `word-${process.pid}-${++counter}`
      const base64 = attachment.toString('base64').replace(/.{76}/g, '$&\r\n')
      const raw = withAttachment(`ana@${domain}`, word, base64)
      const { copies } = await rig.gateway.deliver({ to: `ana@${domain}`, raw })
      expect(copies[0]?.state).toBe('delivered')
      traceAbove(await mailboxOf(domain).find(word), raw)
    }
  })
})

function withAttachment(to: string, subject: string, base64: string): string {
  return [
    'From: Ana Example <ana@example-health.test>',
    `To: ${to}`,
    `Subject: ${subject}`,
    `Message-ID: <${subject}@sfdc.example>`,
    'Date: Sat, 21 Nov 2026 10:00:00 +0000',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed;',
    '\tboundary="=_one"',
    '',
    '--=_one',
    'Content-Type: text/plain',
    '',
    'With a picture.',
    '--=_one',
    'Content-Type: image/png; name="picture.png"',
    'Content-Transfer-Encoding: base64',
    '',
    base64,
    '--=_one--',
    '',
  ].join('\r\n')
}
