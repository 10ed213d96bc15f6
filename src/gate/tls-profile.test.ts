// What each TLS profile takes and refuses, against a Node server of ours behind STARTTLS.
import 'reflect-metadata'
import { getDiffieHellman } from 'node:crypto'
import { once } from 'node:events'
import * as net from 'node:net'
import * as tls from 'node:tls'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type CertificateAuthority, createCertificateAuthority } from '../demo/internet/certificate-authority.ts'
import { systemClock } from '../platform/clock.ts'
import { type GateSettings, openGate } from './gate.ts'

const HOST = 'mx.clinic.test'
let ca: CertificateAuthority
beforeAll(async () => {
  ca = await createCertificateAuthority()
})
const open: (() => unknown)[] = []
afterEach(() => {
  for (const close of open.splice(0)) close()
})

/** STARTTLS, then TLS with exactly these options. @returns the verdict as `verdict version cipher group` */
async function visit(options: tls.SecureContextOptions, settings: Partial<GateSettings>, keyType: 'ec' | 'rsa' = 'ec'): Promise<string> {
  const context = tls.createSecureContext({ ...(await ca.issue({ names: [HOST], keyType })), ...options })
  const server = net.createServer((socket) => {
    socket.on('error', () => undefined)
    open.push(() => socket.destroy())
    socket.write('220 hi\r\n')
    socket.on('data', (line) => {
      if (!line.toString('latin1').startsWith('STARTTLS')) return void socket.write('250-hi\r\n250 STARTTLS\r\n')
      socket.removeAllListeners('data')
      socket.write('220 go\r\n')
      new tls.TLSSocket(socket, { isServer: true, secureContext: context }).on('error', () => undefined).resume()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  open.push(() => server.close())
  const target = { host: HOST, address: '127.0.0.1', port: (server.address() as net.AddressInfo).port }
  const { verdict, session } = await openGate(target, { ehloName: 'gw.test', ca: ca.pem, clock: systemClock, ...settings })
  session?.socket.destroy()
  return [verdict.verdict, ...verdict.flags, verdict.tls?.version, verdict.tls?.cipher, verdict.tls?.group].filter(Boolean).join(' ')
}

const TLS12 = { maxVersion: 'TLSv1.2' } as const

describe('TLS profiles', () => {
  it('the hybrid post-quantum exchange is used where it is offered, and recorded', async () => {
    expect(await visit({}, {})).toMatch(/^pkix-verified TLSv1\.3 .* X25519MLKEM768$/)
    expect(await visit({ ecdhCurve: 'X25519' }, {})).toMatch(/^pkix-verified TLSv1\.3 .* X25519$/)
    expect(await visit({ ecdhCurve: 'SecP256r1MLKEM768' }, { profile: 'nist-800-52r2' })).toMatch(/SecP256r1MLKEM768$/)
  })

  it.each<[string, tls.SecureContextOptions, Partial<GateSettings>, RegExp]>([
    ['default flags CBC', { ...TLS12, ciphers: 'ECDHE-ECDSA-AES128-SHA256' }, {}, /^pkix-verified cbc TLSv1\.2/],
    ['strict refuses CBC', { ...TLS12, ciphers: 'ECDHE-ECDSA-AES128-SHA256' }, { profile: 'strict' }, /^weak-tls hard/],
    ['strict takes AEAD', { ...TLS12, ciphers: 'ECDHE-ECDSA-CHACHA20-POLY1305' }, { profile: 'strict' }, /^pkix-verified TLSv1\.2/],
    ['nist refuses ChaCha20', { ...TLS12, ciphers: 'ECDHE-ECDSA-CHACHA20-POLY1305' }, { profile: 'nist-800-52r2' }, /^weak-tls hard/],
    ['nist refuses ChaCha20 in 1.3', { ciphers: 'TLS_CHACHA20_POLY1305_SHA256' }, { profile: 'nist-800-52r2' }, /^weak-tls hard TLSv1\.3/],
    ['nist takes CBC with SHA-2', { ...TLS12, ciphers: 'ECDHE-ECDSA-AES128-SHA256' }, { profile: 'nist-800-52r2' }, /^pkix-verified cbc/],
    ['nist refuses CBC with SHA-1', { ...TLS12, ciphers: 'ECDHE-ECDSA-AES128-SHA' }, { profile: 'nist-800-52r2' }, /^weak-tls hard/],
    ['nist takes P-384', { ecdhCurve: 'P-384' }, { profile: 'nist-800-52r2' }, /^pkix-verified TLSv1\.3 .* secp384r1$/],
    ['nist refuses X25519', { ecdhCurve: 'X25519' }, { profile: 'nist-800-52r2' }, /^weak-tls hard/],
    ['a floor of 1.3 refuses 1.2', TLS12, { minTls: '1.3' }, /^weak-tls hard TLSv1\.2/],
    ['a floor of 1.3 takes 1.3', {}, { minTls: '1.3', profile: 'strict' }, /^pkix-verified TLSv1\.3/],
    ['no profile takes a signature with SHA-1', { ...TLS12, sigalgs: 'ECDSA+SHA1', ciphers: 'ALL:@SECLEVEL=0' }, {}, /^weak-tls hard/],
  ])('%s', async (_name, server, settings, expected) => {
    expect(await visit(server, settings)).toMatch(expected)
  })

  it('nist takes DHE of 2048 bits, and nobody less', async () => {
    const group = (name: string) => ({ ...TLS12, ciphers: 'DHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0', dhparam: dhParams(name) })
    expect(await visit(group('modp14'), { profile: 'nist-800-52r2' }, 'rsa')).toMatch(/^pkix-verified TLSv1\.2 .* DH 2048$/)
    expect(await visit(group('modp2'), { profile: 'nist-800-52r2' }, 'rsa')).toMatch(/^weak-tls hard/)
    expect(await visit(group('modp14'), { profile: 'strict' }, 'rsa')).toMatch(/^weak-tls hard/)
  })
})

/** PEM of PKCS #3 parameters. */
function dhParams(name: string): string {
  const integer = (value: Buffer) => der(2, (value[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.from([0]), value]) : value)
  const dh = getDiffieHellman(name)
  const body = der(0x30, Buffer.concat([integer(dh.getPrime()), integer(dh.getGenerator())])).toString('base64')
  return `-----BEGIN DH PARAMETERS-----\n${body.replace(/(.{64})/g, '$1\n').trim()}\n-----END DH PARAMETERS-----\n`
}

function der(tag: number, content: Buffer): Buffer {
  const length =
    content.length < 128
      ? [content.length]
      : content.length < 256
        ? [0x81, content.length]
        : [0x82, content.length >> 8, content.length & 255]
  return Buffer.concat([Buffer.from([tag, ...length]), content])
}
