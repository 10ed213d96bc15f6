import { createServer } from 'node:net'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type CertificateAuthority, createCertificateAuthority, type IssuedCertificate } from '../demo/internet/certificate-authority.ts'
import { systemClock } from '../platform/clock.ts'
import { probeRelay } from './relay-probe.ts'
import { checkRelay } from './salesforce-check.ts'
import { LOOPBACK, startTestIntake, type TestIntake } from './test-support.ts'

const HOST = 'mail-gw.example-health.org'
let authority: CertificateAuthority
let pair: IssuedCertificate
beforeAll(async () => {
  authority = await createCertificateAuthority()
  pair = await authority.issue({ names: [HOST] })
})

const started: TestIntake[] = []
afterEach(async () => {
  await Promise.all(started.splice(0).map(({ intake }) => intake.stop(0)))
})

async function probe(port: number) {
  return probeRelay({ host: HOST, connectTo: '127.0.0.1', port, ehloName: 'check.example', ca: authority.pem, clock: systemClock })
}

describe('probeRelay', () => {
  it('finds Postern itself set up as Salesforce needs it', async () => {
    const test = await startTestIntake({
      listener: { tls: 'starttls', ...pair },
      senders: [{ ...LOOPBACK, auth: { user: 'relay', password: 'x' } }],
    })
    started.push(test)
    const session = await probe(test.port)
    const checks = checkRelay({ host: HOST, port: 587, dns: { addresses: ['203.0.113.7'], mx: [] }, session, now: Date.now() })
    expect(checks.filter(({ verdict }) => verdict === 'fail' || verdict === 'warn')).toEqual([])
    expect(checks.find(({ id }) => id === 'auth')?.text).toBe('AUTH PLAIN LOGIN, after TLS only')
    expect(test.taken).toEqual([])
  })

  it('sees a listener without TLS, and one of another authority', async () => {
    const off = await startTestIntake()
    started.push(off)
    expect(await probe(off.port)).toMatchObject({ kind: 'reached', tls: { kind: 'failed' } })
    const stranger = await (await createCertificateAuthority({ name: 'Stranger' })).issue({ names: [HOST] })
    const other = await startTestIntake({ listener: { tls: 'optional', ...stranger } })
    started.push(other)
    const session = await probe(other.port)
    expect(session.kind === 'reached' && session.tls.kind === 'secured' && session.tls.chainError).toBeTruthy()
  })

  it('says why there is no session', async () => {
    const rude = createServer((socket) => socket.end('554 go away\r\n'))
    await new Promise<void>((resolve) => rude.listen(0, '127.0.0.1', resolve))
    const { port } = rude.address() as { port: number }
    expect(await probe(port)).toEqual({ kind: 'unreachable', reason: 'the banner is 554 go away' })
    await new Promise((resolve) => rude.close(resolve))
    expect(await probe(port)).toEqual({ kind: 'unreachable', reason: `127.0.0.1:${port}: ECONNREFUSED` })
  })
})
