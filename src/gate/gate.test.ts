import 'reflect-metadata'
import { getDiffieHellman, KeyObject } from 'node:crypto'
import { once } from 'node:events'
import * as net from 'node:net'
import * as tls from 'node:tls'
import * as x509 from '@peculiar/x509'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { type CertificateAuthority, createCertificateAuthority } from '../demo/internet/certificate-authority.ts'
import type { Personality, Traits } from '../demo/internet/personality.ts'
import { type RecipientServer, startRecipient } from '../demo/internet/recipient-server.ts'
import { type Clock, systemClock } from '../platform/clock.ts'
import { createDetectionMemory } from './detections.ts'
import { type GateResult, type GateSettings, type GateTarget, openGate } from './gate.ts'

let ca: CertificateAuthority
beforeAll(async () => {
  ca = await createCertificateAuthority()
})
const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const each of open.splice(0)) await each.close()
})

const HOST = 'mx.clinic.test'

async function recipient(personality: Personality, traits: Partial<Traits> = {}): Promise<RecipientServer> {
  const server = await startRecipient({ host: HOST, personality, traits, ca })
  open.push(server)
  return server
}

/** A server that says exactly these lines, one after each line of the client. */
async function scripted(...lines: readonly string[]): Promise<GateTarget> {
  const server = net.createServer((socket) => {
    const rest = [...lines]
    const say = () => {
      const line = rest.shift()
      if (line === 'CLOSE') socket.end()
      else if (line === 'RESET') socket.resetAndDestroy()
      else if (line !== undefined) socket.write(line)
    }
    socket.on('error', () => undefined)
    socket.on('data', say)
    say()
  })
  return listening(server)
}

async function listening(server: net.Server, host = HOST): Promise<GateTarget> {
  const sockets = new Set<net.Socket>()
  server.on('connection', (socket) => sockets.add(socket))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  open.push({
    close: () => {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  })
  return { host, address: '127.0.0.1', port: (server.address() as net.AddressInfo).port }
}

async function gate(target: { host: string; address: string; port: number }, more: Partial<GateSettings> = {}): Promise<GateResult> {
  const { host, address, port } = target
  const settings = { ehloName: 'gw.example-health.test', ca: ca.pem, clock: systemClock, ...more }
  const result = await openGate({ host, address, port }, settings)
  if (result.session) open.push({ close: () => result.session?.socket.destroy() })
  return result
}

const brief = ({ verdict, session }: GateResult) =>
  `${verdict.verdict} ${verdict.flags.join(',')} ${session ? (session.tls ? 'TLS' : 'plain') : '-'}`

describe('openGate: the rows of tls.md §8', () => {
  it.each<[Personality, string, string]>([
    ['good', 'pkix-verified  TLS', 'TLSv1.3'],
    ['tls13', 'pkix-verified  TLS', 'TLSv1.3'],
    ['tls12', 'pkix-verified  TLS', 'TLSv1.2'],
    ['cbc-only', 'pkix-verified cbc TLS', 'TLSv1.2'],
    ['expired', 'encrypted-unverified  TLS', 'TLSv1.3'],
    ['self-signed', 'encrypted-unverified  TLS', 'TLSv1.3'],
    ['wrong-name', 'encrypted-unverified  TLS', 'TLSv1.3'],
    ['rsa1024', 'weak-tls hard TLS', 'TLSv1.2'],
    ['tls11', 'weak-tls hard -', 'TLSv1.1'],
    ['tls10', 'weak-tls hard -', 'TLSv1'],
    ['static-rsa', 'weak-tls hard -', 'TLSv1.2'],
    ['no-starttls', 'no-tls hard -', ''],
    ['starttls-454', 'no-tls temporary -', ''],
    ['broken-handshake', 'no-tls hard -', ''],
    ['alert-handshake', 'no-tls hard -', ''],
    ['eof-handshake', 'no-tls temporary -', ''],
    ['injection', 'weak-tls attack-suspected -', ''],
    ['banner-421', 'unreachable temporary,busy -', ''],
    ['banner-554', 'unreachable hard -', ''],
  ])('%s is %s', async (personality, expected, version) => {
    const server = await recipient(personality)
    const result = await gate(server)
    expect(brief(result)).toBe(expected)
    expect(result.verdict.tls?.version ?? '').toBe(version)
    for (const { plaintext } of server.connections) expect(plaintext).not.toMatch(/MAIL|RCPT|DATA/)
  })

  it.each([
    ['closed before the greeting', ['CLOSE'], 'unreachable temporary'],
    ['reset at EHLO', ['220 hi\r\n', 'RESET'], 'unreachable temporary'],
    ['reset at STARTTLS', ['220 hi\r\n', '250 hi\r\n', 'RESET'], 'unreachable temporary'],
    ['no SMTP', ['SSH-2.0-OpenSSH\r\n'], 'unreachable temporary'],
    ['an endless line', ['2'.repeat(5_000)], 'unreachable temporary'],
    ['an endless reply', ['220 hi\r\n', '250-more\r\n'.repeat(300)], 'unreachable temporary'],
    ['EHLO 502', ['220 hi\r\n', '502 no\r\n', '221 bye\r\n'], 'no-tls hard'],
    ['EHLO 451', ['220 hi\r\n', '451 later\r\n'], 'unreachable temporary,busy'],
    ['STARTTLS hidden and refused', ['220 hi\r\n', '250-hi\r\n250 XXXXXXXA\r\n', '500 what\r\n', '221 bye\r\n'], 'no-tls hard'],
    ['injection in the same read', ['220 hi\r\n', '250 STARTTLS\r\n', '220 go\r\n250 injected\r\n'], 'weak-tls attack-suspected'],
  ])('%s', async (_name, lines, expected) => {
    const { verdict } = await gate(await scripted(...lines))
    expect(`${verdict.verdict} ${verdict.flags.join(',')}`).toBe(expected)
  })

  it('says connection refused as what it is', async () => {
    const target = await scripted('220 hi\r\n')
    await open.pop()?.close()
    expect(brief(await gate(target))).toBe('unreachable temporary -')
  })

  it('takes DH of 1024 bits for weak', async () => {
    const { cert, key } = await ca.issue({ names: [HOST], keyType: 'rsa' })
    const secureContext = tls.createSecureContext({
      cert,
      key,
      maxVersion: 'TLSv1.2',
      ciphers: 'DHE+AESGCM:@SECLEVEL=0',
      dhparam: dhParameters(getDiffieHellman('modp2').getPrime()),
    })
    const target = await listening(starttlsServer((socket) => new tls.TLSSocket(socket, { isServer: true, secureContext })))
    const { verdict } = await gate(target)
    expect(verdict).toMatchObject({ verdict: 'weak-tls', flags: ['hard'], tls: { version: 'TLSv1.2', group: 'DH 1024' } })
  })

  it('sends STARTTLS even where it is not offered', async () => {
    const { cert, key } = await ca.issue({ names: [HOST] })
    const secureContext = tls.createSecureContext({ cert, key })
    const target = await listening(
      starttlsServer((socket) => new tls.TLSSocket(socket, { isServer: true, secureContext }), '250 hidden\r\n'),
    )
    expect(brief(await gate(target))).toBe('pkix-verified  TLS')
  })
})

describe('openGate: identity', () => {
  it('asks for the MX name (SNI), whatever the address', async () => {
    const server = await recipient('good')
    await gate(server)
    await vi.waitFor(() => expect(server.connections[0]?.tls?.servername).toBe(HOST))
  })

  it('does not take the common name for an identity', async () => {
    const { verdict } = await gate(await listening(await serving({ subject: `CN=${HOST}`, issuer: `CN=${HOST}` })))
    expect(verdict.reason).toBe('the certificate is self-signed, and it does not name this host')
  })

  it('never takes an address for an identity', async () => {
    const { cert, key } = await ca.issue({ names: ['127.0.0.1', HOST] })
    const secureContext = tls.createSecureContext({ cert, key })
    const target = await listening(
      starttlsServer((socket) => new tls.TLSSocket(socket, { isServer: true, secureContext })),
      '127.0.0.1',
    )
    expect((await gate(target)).verdict).toMatchObject({ verdict: 'encrypted-unverified' })
  })

  it('takes a certificate that an authority signed with SHA-1 for weak', async () => {
    const { verdict } = await gate(await listening(await serving({ subject: `CN=${HOST}`, issuer: 'CN=Old CA', hash: 'SHA-1' })))
    expect(verdict).toMatchObject({ verdict: 'weak-tls', reason: expect.stringMatching(/signed with ecdsa-with-SHA1/i) })
  })

  it('takes a wildcard for exactly one label', async () => {
    const { cert, key } = await ca.issue({ names: ['*.clinic.test'] })
    const secureContext = tls.createSecureContext({ cert, key })
    const serve = () => starttlsServer((socket) => new tls.TLSSocket(socket, { isServer: true, secureContext }))
    expect((await gate(await listening(serve(), 'mx.clinic.test'))).verdict.verdict).toBe('pkix-verified')
    expect((await gate(await listening(serve(), 'a.mx.clinic.test'))).verdict.verdict).toBe('encrypted-unverified')
    expect((await gate(await listening(serve(), 'clinic.test'))).verdict.verdict).toBe('encrypted-unverified')
  })

  it('does not trust another authority', async () => {
    const other = await createCertificateAuthority()
    expect((await gate(await recipient('good'), { ca: other.pem })).verdict.verdict).toBe('encrypted-unverified')
  })

  it('never resumes a session: the certificate is shown and checked each time', async () => {
    const server = await recipient('good')
    const first = await gate(server)
    await first.session?.close()
    await server.become('expired')
    const second = await gate(server)
    expect(second.verdict).toMatchObject({ verdict: 'encrypted-unverified', reason: 'the certificate has expired' })
  })

  it('keeps the evidence of certificate and session', async () => {
    const { session } = await gate(await recipient('good'))
    expect(session?.tls?.certificate).toMatchObject({
      names: [`DNS:${HOST}`],
      keyType: 'ec',
      keyBits: 256,
      fingerprint256: expect.stringMatching(/^[0-9a-f]{64}$/),
      spki256: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    expect(session?.tls?.certificate?.chain).toHaveLength(2)
  })
})

describe('openGate: plaintext', () => {
  it.each<Personality>(['no-starttls', 'starttls-454', 'tls10', 'broken-handshake', 'eof-handshake', 'injection'])(
    'gives %s a plaintext session only where it is allowed',
    async (personality) => {
      const server = await recipient(personality)
      expect((await gate(server)).session).toBeUndefined()
      const allowed = await gate(server, { plaintext: true })
      expect(allowed.session).toMatchObject({ tls: null })
    },
  )

  it('prefers TLS also where plaintext is allowed, and takes unverified TLS before none', async () => {
    for (const personality of ['good', 'expired', 'rsa1024'] as const) {
      expect((await gate(await recipient(personality), { plaintext: true })).session?.tls).not.toBeNull()
    }
  })
})

describe('openGate: time and memory', () => {
  it('gives a silent host until the time-out, and calls it slow', async () => {
    const clock = manualClock()
    const target = await listening(net.createServer())
    const pending = gate(target, { clock })
    await vi.waitFor(() => expect(clock.sleeping()).toContain(60_000))
    clock.wakeAll()
    expect((await pending).verdict).toMatchObject({ verdict: 'unreachable', flags: ['temporary', 'slow'] })
  })

  it('gives a handshake that hangs until its time-out, then calls it lost', async () => {
    const clock = manualClock()
    const target = await listening(starttlsServer(() => undefined))
    const pending = gate(target, { clock, timeouts: { handshakeMs: 7_000 }, detections: createDetectionMemory(clock) })
    await vi.waitFor(() => expect(clock.sleeping()).toContain(7_000))
    clock.wakeAll()
    await vi.waitFor(() => expect(clock.sleeping()).toContain(7_000))
    clock.wakeAll()
    expect((await pending).verdict).toMatchObject({ verdict: 'no-tls', flags: ['temporary'] })
  })

  it('asks a failing host only once without demands while that is remembered', async () => {
    const server = await recipient('tls10')
    const detections = createDetectionMemory(systemClock)
    await gate(server, { detections })
    expect(server.connections).toHaveLength(2)
    const again = await gate(server, { detections })
    expect(server.connections).toHaveLength(3)
    expect(brief(again)).toBe('weak-tls hard -')
  })

  it('says QUIT and closes when asked to', async () => {
    const server = await recipient('good')
    const { session } = await gate(server)
    await session?.close()
    expect(server.log.at(-2)).toMatchObject({ by: 'client', line: 'QUIT', tls: true })
    expect(session?.socket.destroyed).toBe(true)
  })
})

/** Speaks up to the 220 of STARTTLS, then leaves the socket to `upgrade`. */
function starttlsServer(upgrade: (socket: net.Socket) => unknown, ehlo = '250-hi\r\n250 STARTTLS\r\n'): net.Server {
  return net.createServer((socket) => {
    socket.on('error', () => undefined)
    socket.write('220 hi\r\n')
    const onData = (chunk: Buffer) => {
      if (chunk.toString().startsWith('EHLO')) socket.write(ehlo)
      if (!chunk.toString().startsWith('STARTTLS')) return
      socket.off('data', onData)
      socket.write('220 go\r\n')
      const upgraded = upgrade(socket) as net.Socket | undefined
      upgraded?.on('error', () => undefined)
    }
    socket.on('data', onData)
  })
}

/** A server whose certificate has no SAN, and any issuer and hash. */
async function serving({ subject, issuer, hash = 'SHA-256' }: { subject: string; issuer: string; hash?: string }): Promise<net.Server> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificate = await x509.X509CertificateGenerator.create({
    subject,
    issuer,
    notBefore: new Date(Date.now() - 86_400_000),
    notAfter: new Date(Date.now() + 86_400_000),
    publicKey: keys.publicKey,
    signingKey: keys.privateKey,
    signingAlgorithm: { name: 'ECDSA', hash },
  })
  const key = KeyObject.from(keys.privateKey).export({ type: 'pkcs8', format: 'pem' })
  const secureContext = tls.createSecureContext({ cert: certificate.toString('pem'), key, ciphers: 'DEFAULT:@SECLEVEL=0' })
  return starttlsServer((socket) => new tls.TLSSocket(socket, { isServer: true, secureContext }))
}

/** PKCS #3 DHParameter: SEQUENCE { prime INTEGER, base INTEGER 2 }. */
function dhParameters(prime: Buffer): string {
  const length = (bytes: number) => (bytes < 128 ? [bytes] : [0x82, bytes >> 8, bytes & 0xff])
  const integer = Buffer.concat([Buffer.from([0x02, ...length(prime.length + 1), 0]), prime])
  const body = Buffer.concat([integer, Buffer.from([0x02, 0x01, 0x02])])
  const der = Buffer.concat([Buffer.from([0x30, ...length(body.length)]), body])
  return `-----BEGIN DH PARAMETERS-----\n${(der.toString('base64').match(/.{1,64}/g) ?? []).join('\n')}\n-----END DH PARAMETERS-----\n`
}

function manualClock(): Clock & { sleeping(): readonly number[]; wakeAll(): void } {
  const sleepers = new Set<{ ms: number; wake: () => void }>()
  return {
    now: () => 0,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        const sleeper = {
          ms,
          wake: () => {
            sleepers.delete(sleeper)
            resolve()
          },
        }
        sleepers.add(sleeper)
        signal?.addEventListener('abort', sleeper.wake, { once: true })
      }),
    sleeping: () => [...sleepers].map(({ ms }) => ms),
    wakeAll: () => {
      for (const { wake } of [...sleepers]) wake()
    },
  }
}
