// Does each personality really do what its name says? Asked with a raw client, so that nothing is smoothed over.
import { once } from 'node:events'
import * as net from 'node:net'
import * as tls from 'node:tls'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type CertificateAuthority, createCertificateAuthority } from './certificate-authority.ts'
import { PERSONALITY_NAMES, type Personality, type Traits } from './personality.ts'
import { type RecipientServer, startRecipient } from './recipient-server.ts'

const HOST = 'mx.clinic.test'
const OLD = { minVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' } as const
let ca: CertificateAuthority
const open: { close(): unknown }[] = []
beforeAll(async () => {
  ca = await createCertificateAuthority()
})
afterEach(async () => {
  for (const thing of open.splice(0)) await thing.close()
})

async function recipient(personality: Personality, traits?: Partial<Traits>): Promise<RecipientServer> {
  const server = await startRecipient({ host: HOST, personality, ca, ...(traits ? { traits } : {}) })
  open.push(server)
  return server
}

/** A raw SMTP client: one whole reply per `ask`, `closed` when the line is gone. */
async function dial(server: RecipientServer) {
  let socket: net.Socket = net.connect(server.port, server.address)
  let text = ''
  let ended = false
  let wake = () => {}
  const attach = () => {
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1')
      wake()
    })
    socket.on('error', () => undefined)
    socket.on('close', () => {
      ended = true
      wake()
    })
  }
  attach()
  open.push({ close: () => socket.destroy() })
  async function reply(): Promise<string> {
    for (;;) {
      const match = /^(?:\d{3}-.*\r\n)*\d{3} .*\r\n/.exec(text)
      if (match) {
        text = text.slice(match[0].length)
        return match[0].trimEnd()
      }
      if (ended) return 'closed'
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }
  const ask = (line: string) => {
    socket.write(`${line}\r\n`)
    return reply()
  }
  /** @returns the protocol, or the error's code; what came in the clear beside the 220 is in `leftover`. */
  async function secure(options: tls.ConnectionOptions = {}): Promise<string> {
    socket.removeAllListeners()
    const upgraded = tls.connect({ socket, servername: HOST, ca: ca.pem, ...options })
    const outcome = await new Promise<string>((resolve) => {
      upgraded.once('secureConnect', () => resolve(upgraded.getProtocol() ?? ''))
      upgraded.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
      upgraded.once('close', () => resolve('closed'))
    })
    socket = upgraded
    attach()
    return outcome
  }
  return { reply, ask, secure, leftover: () => text, cipher: () => (socket as tls.TLSSocket).getCipher().standardName }
}

/** Greeting, EHLO, STARTTLS, handshake: the protocol, or what went wrong. */
async function starttls(personality: Personality, options: tls.ConnectionOptions = {}): Promise<string> {
  const client = await dial(await recipient(personality))
  await client.reply()
  expect(await client.ask('EHLO gw.test')).toContain('STARTTLS')
  expect(await client.ask('STARTTLS')).toMatch(/^220 /)
  return client.secure(options)
}

async function send(server: RecipientServer, to: string[], body = 'Subject: hello\r\n\r\n..dotted\r\n'): Promise<string[]> {
  const client = await dial(server)
  await client.reply()
  await client.ask('EHLO gw.test')
  await client.ask('STARTTLS')
  await client.secure()
  await client.ask('EHLO gw.test')
  await client.ask('MAIL FROM:<desk@example-health.test> BODY=8BITMIME')
  const replies: string[] = []
  for (const address of to) replies.push(await client.ask(`RCPT TO:<${address}> NOTIFY=FAILURE`))
  replies.push(await client.ask('DATA'))
  if (replies.at(-1)?.startsWith('354')) replies.push(await client.ask(`${body}.`))
  return replies.map((reply) => reply.slice(0, 9))
}

describe('TLS personalities', () => {
  it('speak exactly the versions of their name', async () => {
    expect(await starttls('tls13')).toBe('TLSv1.3')
    expect(await starttls('tls13', { maxVersion: 'TLSv1.2' })).toBe('ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION')
    expect(await starttls('tls12')).toBe('TLSv1.2')
    expect(await starttls('tls10')).toBe('ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION')
    expect(await starttls('tls10', OLD)).toBe('TLSv1')
    expect(await starttls('tls10', { ...OLD, minVersion: 'TLSv1.1' })).toBe('ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION')
    expect(await starttls('tls11', OLD)).toBe('TLSv1.1')
  })

  it('show the certificate fault of their name, and no other', async () => {
    expect(await starttls('good')).toBe('TLSv1.3')
    expect(await starttls('expired')).toBe('CERT_HAS_EXPIRED')
    expect(await starttls('self-signed')).toBe('DEPTH_ZERO_SELF_SIGNED_CERT')
    expect(await starttls('wrong-name')).toBe('ERR_TLS_CERT_ALTNAME_INVALID')
    expect(await starttls('wrong-name', { servername: 'mx.someone-else.test' })).toBe('TLSv1.3')
  })

  it('use the weak keys and ciphers of their name', async () => {
    const strict = { ciphers: 'ECDHE+AESGCM:ECDHE+CHACHA20:@SECLEVEL=2', maxVersion: 'TLSv1.2' } as const
    expect(await starttls('cbc-only', strict)).toBe('ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE')
    expect(await starttls('cbc-only')).toBe('TLSv1.2')
    expect(await starttls('static-rsa', strict)).toBe('ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE')
    expect(await starttls('static-rsa', { ciphers: 'AES128-SHA' })).toBe('TLSv1.2')
    // Node's name for OpenSSL's "EE certificate key too weak".
    expect(await starttls('rsa1024', strict)).toBe('UNSPECIFIED')
    expect(await starttls('rsa1024', OLD)).toBe('TLSv1.2')
  })

  it('break the handshake in the way of their name', async () => {
    expect(await starttls('broken-handshake')).toMatch(/ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG)/)
    expect(await starttls('alert-handshake')).toBe('ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE')
    expect(await starttls('eof-handshake')).toBe('ECONNRESET')
  })

  it('refuse STARTTLS for now, or do not know it', async () => {
    const busy = await dial(await recipient('starttls-454'))
    await busy.reply()
    expect(await busy.ask('EHLO gw.test')).toContain('STARTTLS')
    expect(await busy.ask('STARTTLS')).toMatch(/^454 4\.7\.0/)
    const none = await dial(await recipient('no-starttls'))
    await none.reply()
    expect(await none.ask('EHLO gw.test')).not.toContain('STARTTLS')
    expect(await none.ask('STARTTLS')).toMatch(/^502 /)
  })

  it('send bytes after the 220 in the same write: injection', async () => {
    const client = await dial(await recipient('injection'))
    await client.reply()
    await client.ask('EHLO gw.test')
    await client.ask('STARTTLS')
    expect(client.leftover()).toBe('250 OK\r\n')
  })
})

describe('SMTP personalities', () => {
  it('keep the whole message with envelope, parameters and TLS facts', async () => {
    const server = await recipient('good')
    expect(await send(server, ['a@clinic.test', 'b@clinic.test'])).toEqual(['250 2.1.5', '250 2.1.5', '354 End d', '250 2.0.0'])
    const [message] = server.received
    expect(message?.data.toString()).toBe('Subject: hello\r\n\r\n.dotted\r\n')
    expect(message).toMatchObject({ from: 'desk@example-health.test', mailParameters: ['BODY=8BITMIME'], helo: 'gw.test' })
    expect(message?.to).toEqual([
      { address: 'a@clinic.test', parameters: ['NOTIFY=FAILURE'] },
      { address: 'b@clinic.test', parameters: ['NOTIFY=FAILURE'] },
    ])
    expect(message?.tls).toMatchObject({ version: 'TLSv1.3', servername: HOST })
    expect(server.connections[0]?.plaintext).toMatch(/^EHLO gw\.test\r\nSTARTTLS\r\n/)
    expect(server.connections[0]?.plaintext).not.toContain('MAIL')
    const mail = server.log.find((entry) => entry.line.startsWith('MAIL'))
    expect(mail).toMatchObject({ by: 'client', tls: true })
  })

  it('marks what came in the clear', async () => {
    const server = await recipient('no-starttls')
    const client = await dial(server)
    await client.reply()
    for (const line of ['EHLO gw.test', 'MAIL FROM:<>', 'RCPT TO:<a@clinic.test>', 'DATA']) await client.ask(line)
    expect(await client.ask('.')).toMatch(/^250/)
    expect(server.received[0]).toMatchObject({ from: '', tls: null })
    expect(server.received[0]?.data).toHaveLength(0)
    expect(server.log.some((entry) => entry.line === 'MAIL FROM:<>' && !entry.tls)).toBe(true)
  })

  it('answer recipients and content as their name says', async () => {
    expect(await send(await recipient('reject'), ['a@clinic.test'])).toEqual(['550 5.1.1', '554 5.5.1'])
    expect(await send(await recipient('tempfail'), ['a@clinic.test'])).toEqual(['451 4.7.1', '554 5.5.1'])
    expect(await send(await recipient('reject-data'), ['a@clinic.test'])).toEqual(['250 2.1.5', '354 End d', '554 5.7.1'])
    expect(await send(await recipient('defer-data'), ['a@clinic.test'])).toEqual(['250 2.1.5', '354 End d', '451 4.3.0'])
  })

  it('greylist each recipient once', async () => {
    const server = await recipient('greylist')
    expect(await send(server, ['a@clinic.test'])).toEqual(['451 4.7.1', '554 5.5.1'])
    expect(await send(server, ['a@clinic.test', 'b@clinic.test'])).toEqual(['250 2.1.5', '451 4.7.1', '354 End d', '250 2.0.0'])
  })

  it('drop the line where their name says, and keep the message or not', async () => {
    const kept = await recipient('drop-after-dot')
    expect((await send(kept, ['a@clinic.test'])).at(-1)).toBe('closed')
    expect(kept.received).toHaveLength(1)
    const lost = await recipient('drop-after-dot-lost')
    expect((await send(lost, ['a@clinic.test'])).at(-1)).toBe('closed')
    const midway = await recipient('drop-in-data')
    expect((await send(midway, ['a@clinic.test'])).slice(1)).toEqual(['354 End d', 'closed'])
    const early = await recipient('drop-at-data')
    expect((await send(early, ['a@clinic.test'])).at(-1)).toBe('closed')
    expect([...lost.received, ...midway.received, ...early.received]).toHaveLength(0)
  })

  it('let the local part pick a failure', async () => {
    const replies = await send(await recipient('good'), ['reject@clinic.test', 'defer@clinic.test', 'a@clinic.test'])
    expect(replies).toEqual(['550 5.1.1', '451 4.7.1', '250 2.1.5', '354 End d', '250 2.0.0'])
  })

  it('greet with 421 or 554 and hang up; are slow; leave keywords out', async () => {
    const busy = await dial(await recipient('banner-421'))
    expect([await busy.reply(), await busy.reply()]).toEqual([expect.stringMatching(/^421 4\.3\.2/), 'closed'])
    expect(await (await dial(await recipient('banner-554'))).reply()).toMatch(/^554 5\.7\.1/)
    const before = performance.now()
    expect(await (await dial(await recipient('slow', { delay: 60 }))).reply()).toMatch(/^220 /)
    expect(performance.now() - before).toBeGreaterThan(55)
    const plain = await dial(await recipient('no-8bitmime'))
    await plain.reply()
    expect(await plain.ask('EHLO gw.test')).not.toMatch(/8BITMIME|SMTPUTF8/)
  })

  it('take pipelined commands one after the other', async () => {
    const client = await dial(await recipient('good'))
    await client.reply()
    await client.ask('EHLO gw.test')
    expect(await client.ask('MAIL FROM:<>\r\nRCPT TO:<reject@x.test>\r\nRCPT TO:<a@x.test>\r\nRSET')).toMatch(/^250 2\.1\.0/)
    expect([await client.reply(), await client.reply(), await client.reply()].map((reply) => reply.slice(0, 3))).toEqual([
      '550',
      '250',
      '250',
    ])
  })

  it('changes its nature for later connections, and waits for messages', async () => {
    const server = await recipient('reject')
    await server.become('good')
    const waiting = server.waitFor((message) => message.to[0]?.address === 'late@clinic.test')
    expect(await send(server, ['late@clinic.test'])).toContain('250 2.0.0')
    expect((await waiting).tls?.version).toBe('TLSv1.3')
    await expect(server.waitFor(() => false, 10)).rejects.toThrow('mx.clinic.test: no such message within 10 ms; 1 others came')
  })

  it('can all be started', async () => {
    for (const name of PERSONALITY_NAMES) await recipient(name)
    expect(open).toHaveLength(PERSONALITY_NAMES.length)
  })

  it('hold up to a client that vanishes', async () => {
    const server = await recipient('good')
    const socket = net.connect(server.port, server.address)
    await once(socket, 'connect')
    socket.write('EHLO gone\r\nMAIL FROM:<')
    socket.resetAndDestroy()
    expect(await send(server, ['a@clinic.test'])).toContain('250 2.0.0')
  })
})
