// TLS at the door, over real sockets with certificates made here: what is demanded, what is offered, who the client shows itself to be.
import { X509Certificate } from 'node:crypto'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type CertificateAuthority, createCertificateAuthority, type IssuedCertificate } from '../demo/internet/certificate-authority.ts'
import { greet, LOOPBACK, MAIL, startTestIntake, submit, type TestIntake, type TestIntakeOptions, talk } from './test-support.ts'

type Pair = IssuedCertificate
let authority: CertificateAuthority
let gateway: Pair
let other: Pair

beforeAll(async () => {
  authority = await createCertificateAuthority()
  gateway = await authority.issue({ names: ['mail-gw.example-health.org'] })
  other = await authority.issue({ names: ['mail-gw.example-health.org'] })
})

const signedBy = (signer: CertificateAuthority) => signer.issue({ names: ['relay.example'], usage: 'client' })
const selfSigned = () => authority.issue({ names: ['relay.example'], usage: 'client', selfSigned: true })

const started: TestIntake[] = []
async function start({ listener, ...options }: TestIntakeOptions = {}): Promise<TestIntake> {
  const test = await startTestIntake({ ...options, listener: { tls: 'starttls', ...gateway, ...listener } })
  started.push(test)
  return test
}
afterEach(async () => {
  await Promise.all(started.splice(0).map(({ intake }) => intake.stop(0)))
})

const RELAY = { name: 'relay', auth: { user: 'relay', password: 'correct horse' } }
const plain = (user: string, password: string) => `AUTH PLAIN ${Buffer.from(`\0${user}\0${password}`).toString('base64')}`

async function secured(test: TestIntake, client?: Partial<Pair>) {
  const talker = await greet(test.port)
  expect(await talker.say('STARTTLS')).toMatch(/^220 2\.0\.0/)
  const socket = await talker.secure(client)
  const extensions = (await talker.say('EHLO client.example')).split('\n').map((line) => line.slice(4))
  return { talker, socket, extensions }
}

describe('STARTTLS', () => {
  it('is demanded before mail, and what came before it is forgotten', async () => {
    const test = await start()
    const talker = await greet(test.port)
    for (const line of ['MAIL FROM:<>', 'RCPT TO:<a@example.org>', 'DATA', 'VRFY a', plain('a', 'b')]) {
      expect(await talker.say(line)).toBe('530 5.7.0 Must issue a STARTTLS command first')
    }
    await talker.say('STARTTLS')
    await talker.secure()
    expect(await talker.say('MAIL FROM:<>')).toMatch(/^503 5\.5\.1/)
    expect(await talker.say('EHLO client.example')).not.toContain('STARTTLS')
    expect(await submit(talker, MAIL)).toMatch(/^250/)
    expect(test.taken[0]?.client.tls).toEqual({ version: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384' })
  })

  it('is offered where it is optional, and mail goes without', async () => {
    const test = await start({ listener: { tls: 'optional' } })
    const talker = await talk(test.port)
    await talker.reply()
    expect(await talker.say('EHLO client.example')).toContain('STARTTLS')
    expect(await submit(talker, MAIL)).toMatch(/^250/)
    expect(test.taken[0]?.client.tls).toBeNull()
  })

  it.each([
    ['a whole command', 'STARTTLS\r\nEHLO evil.example\r\n'],
    ['part of one', 'STARTTLS\r\nRCPT TO:'],
    ['a second STARTTLS', 'STARTTLS\r\nSTARTTLS\r\n'],
    ['after other commands', 'NOOP\r\nSTARTTLS\r\nMAIL FROM:<evil@example.net>\r\n'],
  ])('refuses bytes after it: %s', async (_, bytes) => {
    const { port, observed } = await start()
    const talker = await greet(port)
    talker.send(bytes)
    const first = await talker.reply()
    const answer = first.startsWith('250') ? await talker.reply() : first
    expect(answer).toMatch(/^554 5\.5\.1 Nothing may follow STARTTLS/)
    await talker.ended
    expect(observed).toContainEqual({ kind: 'refused', reason: 'starttls-injection', code: 554 })
  })

  it('refuses plaintext where the handshake should be, and a handshake that never comes', async () => {
    const test = await start({ timeouts: { handshake: 20 } })
    const injected = await greet(test.port)
    await injected.say('STARTTLS')
    injected.send('EHLO evil.example\r\n')
    await injected.ended
    const silent = await greet(test.port)
    await silent.say('STARTTLS')
    await silent.ended
    const { talker } = await secured(test)
    expect(await submit(talker, MAIL)).toMatch(/^250/)
  })

  it('refuses TLS 1.1 and ciphers without forward secrecy', async () => {
    const test = await start()
    for (const weak of [
      { maxVersion: 'TLSv1.1', minVersion: 'TLSv1' },
      { maxVersion: 'TLSv1.2', ciphers: 'AES256-GCM-SHA384:@SECLEVEL=0' },
    ] as const) {
      const talker = await greet(test.port)
      await talker.say('STARTTLS')
      await expect(talker.secure(weak as object)).rejects.toThrow()
    }
    const talker = await greet(test.port)
    await talker.say('STARTTLS')
    expect((await talker.secure({ maxVersion: 'TLSv1.2' } as object)).getProtocol()).toBe('TLSv1.2')
  })

  it('shows a replaced certificate to new sessions, leaves running ones alone, and keeps the old one when the new is broken', async () => {
    const test = await start()
    const running = await secured(test)
    test.intake.replaceCertificate(0, other)
    const fingerprint = ({ cert }: Pair) => new X509Certificate(cert).fingerprint256
    expect((await secured(test)).socket.getPeerCertificate().fingerprint256).toBe(fingerprint(other))
    expect(await submit(running.talker, MAIL)).toMatch(/^250/)
    expect(() => test.intake.replaceCertificate(0, { cert: gateway.cert, key: other.key })).toThrow()
    expect(() => test.intake.replaceCertificate(0, { cert: 'not a certificate', key: other.key })).toThrow()
    expect((await secured(test)).socket.getPeerCertificate().fingerprint256).toBe(fingerprint(other))
  })

  it('does not start without a certificate', async () => {
    await expect(startTestIntake({ listener: { tls: 'starttls' } })).rejects.toThrow(/needs cert and key/)
  })
})

describe('implicit TLS', () => {
  it('speaks TLS from the first byte', async () => {
    const test = await start({ listener: { tls: 'implicit' }, senders: [{ ...LOOPBACK, ...RELAY }] })
    const talker = await talk(test.port, {})
    expect(await talker.reply()).toMatch(/^220/)
    const extensions = await talker.say('EHLO client.example')
    expect(extensions).toContain('AUTH PLAIN LOGIN')
    expect(extensions).not.toContain('STARTTLS')
    expect(await talker.say(plain('relay', 'correct horse'))).toMatch(/^235 2\.7\.0/)
    expect(await submit(talker, MAIL)).toMatch(/^250/)
    expect(test.taken[0]?.client).toMatchObject({ sender: 'relay', authUser: 'relay', tls: { version: 'TLSv1.3' } })
  })

  it('drops a client that does not finish the handshake when the gateway stops', async () => {
    const test = await start({ listener: { tls: 'implicit' } })
    const silent = await talk(test.port)
    await test.intake.stop(5_000)
    await silent.ended
  })
})

describe('AUTH', () => {
  it('is offered and taken only over TLS', async () => {
    const test = await start({ senders: [RELAY], listener: { tls: 'optional' } })
    const clear = await talk(test.port)
    await clear.reply()
    expect(await clear.say('EHLO client.example')).not.toContain('AUTH')
    expect(await clear.say(plain('relay', 'correct horse'))).toMatch(/^538 5\.7\.11/)
    expect(await submit(clear, MAIL)).toMatch(/^530 5\.7\.0 Authentication required/)
    const { extensions } = await secured(test)
    expect(extensions).toContain('AUTH PLAIN LOGIN')
  })

  it('takes PLAIN and LOGIN', async () => {
    const test = await start({ senders: [RELAY] })
    const first = await secured(test)
    expect(await first.talker.say(plain('relay', 'correct horse'))).toBe('235 2.7.0 Authentication successful')
    expect(await submit(first.talker, MAIL)).toMatch(/^250/)
    const second = await secured(test)
    expect(await second.talker.say('AUTH LOGIN')).toMatch(/^334/)
    expect(await second.talker.say(Buffer.from('relay').toString('base64'))).toMatch(/^334/)
    expect(await second.talker.say(Buffer.from('correct horse').toString('base64'))).toMatch(/^235/)
    expect(await submit(second.talker, MAIL)).toMatch(/^250/)
  })

  it.each([
    ['relay', 'wrong'],
    ['Relay', 'correct horse'],
    ['other', 'correct horse'],
    ['relay', ''],
  ])('refuses %s with %j', async (user, password) => {
    const test = await start({ senders: [RELAY] })
    const { talker } = await secured(test)
    expect(await talker.say(plain(user, password))).toMatch(/^535 5\.7\.8/)
    expect(await submit(talker, MAIL)).toMatch(/^530 5\.7\.0/)
  })

  it('ends a session that guesses, then throttles the address', async () => {
    const test = await start({ senders: [RELAY], limits: { authFailures: 2, authFailuresPerMinute: 2 } })
    const { talker } = await secured(test)
    await talker.say(plain('relay', 'a'))
    expect(await talker.say(plain('relay', 'b'))).toMatch(/^421 4\.7\.0/)
    await talker.ended
    const next = await secured(test)
    expect(await next.talker.say(plain('relay', 'correct horse'))).toMatch(/^454 4\.7\.0/)
  })

  it('may not stand inside a transaction', async () => {
    const test = await start({ senders: [LOOPBACK, RELAY] })
    const { talker } = await secured(test)
    await talker.say('MAIL FROM:<>')
    expect(await talker.say(plain('relay', 'correct horse'))).toMatch(/^503 5\.5\.1/)
  })
})

describe('client certificates', () => {
  const fingerprint = (pair: Pair) => new X509Certificate(pair.cert).fingerprint256

  it('are known by fingerprint, whoever signed them', async () => {
    const [mine, theirs] = [await selfSigned(), await selfSigned()]
    const test = await start({ senders: [{ name: 'pinned', certificate: { fingerprint: fingerprint(mine) } }] })
    const known = await secured(test, mine)
    expect(await submit(known.talker, MAIL)).toMatch(/^250/)
    expect(test.taken[0]?.client).toMatchObject({ sender: 'pinned', certificateSubject: 'relay.example' })
    for (const client of [theirs, undefined]) {
      const { talker } = await secured(test, client)
      expect(await submit(talker, MAIL)).toMatch(/^550 5\.7\.1 This client may not submit here/)
    }
  })

  it('are known by common name only if an authority that we trust signed them', async () => {
    const forgers = [await selfSigned(), await signedBy(await createCertificateAuthority({ name: 'Stranger' }))]
    const test = await start({
      senders: [{ name: 'named', certificate: { subject: 'relay.example' } }],
      clientAuthorities: authority.pem,
    })
    expect(await submit((await secured(test, await signedBy(authority))).talker, MAIL)).toMatch(/^250/)
    for (const forged of forgers) expect(await submit((await secured(test, forged)).talker, MAIL)).toMatch(/^550 5\.7\.1/)
  })

  it('are not known by a common name that stands inside another field of the subject', async () => {
    const test = await start({
      senders: [{ name: 'named', certificate: { subject: 'relay.example' } }],
      clientAuthorities: authority.pem,
    })
    for (const organisation of ['x, CN=relay.example', 'x\nCN=relay.example']) {
      const forged = await authority.issue({ names: ['evil.example'], organisation, usage: 'client' })
      expect(await submit((await secured(test, forged)).talker, MAIL)).toMatch(/^550 5\.7\.1/)
    }
  })
})

describe('REQUIRETLS', () => {
  it('is offered over TLS where delivery keeps the promise', async () => {
    const test = await start({ requireTls: true })
    const { talker, extensions } = await secured(test)
    expect(extensions).toContain('REQUIRETLS')
    expect(await talker.say('MAIL FROM:<> REQUIRETLS')).toMatch(/^250/)
    const without = await secured(await start())
    expect(without.extensions).not.toContain('REQUIRETLS')
    expect(await without.talker.say('MAIL FROM:<> REQUIRETLS')).toMatch(/^555 5\.5\.4/)
  })
})
