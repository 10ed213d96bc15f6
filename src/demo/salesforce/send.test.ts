import { SMTPServer } from 'smtp-server'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type CertificateAuthority, createCertificateAuthority } from '../internet/certificate-authority.ts'
import type { Personality, Traits } from '../internet/personality.ts'
import { type RecipientServer, startRecipient } from '../internet/recipient-server.ts'
import type { Organisation, SalesforceMail } from './compose.ts'
import { sendAsSalesforce, submit } from './send.ts'

const HOST = 'mail-gw.example-health.test'
const ORG: Organisation = { id: '00D4x000001DEMO', relay: { host: HOST, port: 587 } }
const MAIL: SalesforceMail = {
  seed: 'send',
  from: { address: 'desk@example-health.test' },
  to: ['ann@clinic.test'],
  cc: ['bob@lab.test'],
  subject: 'Hello',
  text: '.a dot first\n..two dots\nend',
  verp: true,
}
let ca: CertificateAuthority
const open: { close(): unknown }[] = []
beforeAll(async () => {
  ca = await createCertificateAuthority()
})
afterEach(async () => {
  for (const thing of open.splice(0)) await thing.close()
})

async function relay(personality: Personality, traits?: Partial<Traits>): Promise<RecipientServer> {
  const server = await startRecipient({ host: HOST, personality, ca, ...(traits ? { traits } : {}) })
  open.push(server)
  return server
}
const optionsFor = ({ address, port }: { address: string; port: number }) => ({ host: address, port, ca: ca.pem, servername: HOST })

describe('sendAsSalesforce', () => {
  it('hands in one transaction per recipient over one TLS session, to the byte', async () => {
    const server = await relay('good')
    const results = await sendAsSalesforce(optionsFor(server), MAIL, ORG, 0)
    expect(results.map(({ accepted, reply }) => [accepted, reply])).toEqual([
      [true, '250 2.0.0 OK: queued'],
      [true, '250 2.0.0 OK: queued'],
    ])
    expect(server.connections).toHaveLength(1)
    for (const [index, { transaction }] of results.entries()) {
      const received = server.received[index]
      expect(received?.data.equals(transaction.message)).toBe(true)
      expect([received?.from, received?.to[0]?.address]).toEqual([transaction.returnPath, transaction.recipient])
      expect(received?.tls).not.toBeNull()
    }
    expect(server.received[0]?.from).not.toBe(server.received[1]?.from)
  })

  it('reports a refusal and goes on with the next recipient', async () => {
    const server = await relay('good')
    const results = await sendAsSalesforce(optionsFor(server), { ...MAIL, to: ['reject@clinic.test'], verp: false }, ORG)
    expect(results.map(({ accepted, code }) => [accepted, code])).toEqual([
      [false, 550],
      [true, 250],
    ])
  })

  it('can repeat the very bytes', async () => {
    const server = await relay('good')
    const [first] = await sendAsSalesforce(optionsFor(server), MAIL, ORG)
    await submit(optionsFor(server), first ? [first.transaction] : [])
    expect(server.received[2]?.data.equals(server.received[0]?.data ?? Buffer.alloc(0))).toBe(true)
  })

  it('ends when the line is lost, and says that nobody answered', async () => {
    const results = await sendAsSalesforce(optionsFor(await relay('drop-after-dot')), MAIL, ORG)
    expect(results.map(({ accepted, code }) => [accepted, code])).toEqual([
      [false, 0],
      [false, 0],
    ])
  })

  it.each(['no-starttls', 'self-signed', 'wrong-name', 'tls11'] as const)('never speaks to a relay with %s', async (personality) => {
    const server = await relay(personality)
    await expect(sendAsSalesforce(optionsFor(server), MAIL, ORG)).rejects.toThrow()
    expect(server.log.filter(({ line }) => line.startsWith('MAIL'))).toEqual([])
  })

  it('logs in where the relay asks for it', async () => {
    const seen: string[] = []
    const { cert, key } = await ca.issue({ names: [HOST] })
    const server = new SMTPServer({
      cert,
      key,
      onAuth: (auth, _session, done) => {
        seen.push(`${auth.method} ${auth.username} ${auth.password}`)
        done(null, { user: auth.username })
      },
      onData: (stream, _session, done) => stream.resume().on('end', () => done()),
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    open.push({ close: () => new Promise<void>((resolve) => server.close(resolve)) })
    const { port } = server.server.address() as { port: number }
    const options = { ...optionsFor({ address: '127.0.0.1', port }), auth: { user: 'relay', password: 'secret' } }
    expect((await sendAsSalesforce(options, MAIL, ORG)).every(({ accepted }) => accepted)).toBe(true)
    expect(seen).toEqual(['PLAIN relay secret'])
  })
})
