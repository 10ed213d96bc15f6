// What slow and greedy clients meet: over real sockets, since that is where they are.
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { afterEach, describe, expect, it } from 'vitest'
import type { Log } from '../platform/log.ts'
import { createWebServer, type WebOptions } from './server.ts'

const log: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {}, child: () => log }
let server: FastifyInstance
const sockets: Socket[] = []
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await server.close()
})

async function start(options: Partial<WebOptions>): Promise<void> {
  server = await createWebServer({ https: false, name: 'portal.test', ...options }, log)
  server.get('/', async () => 'hello')
  server.post('/', async () => 'hello')
  await server.listen({ host: '127.0.0.1', port: 0 })
}

async function dial(): Promise<Socket> {
  const socket = connect((server.server.address() as { port: number }).port, '127.0.0.1')
  socket.on('error', () => {})
  sockets.push(socket)
  await once(socket, 'connect')
  return socket
}

/** All that comes until the server ends the connection. */
async function heard(socket: Socket): Promise<string> {
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  await once(socket, 'close')
  return Buffer.concat(chunks).toString('latin1')
}

describe('the web server', () => {
  it('ends a request whose head or body does not arrive in time, however it is fed', async () => {
    await start({ limits: { requestTimeout: 300 } })
    const drip = async (begin: string, drop: string) => {
      const socket = await dial()
      socket.write(begin)
      const feeding = setInterval(() => socket.write(drop), 50)
      return heard(socket).finally(() => clearInterval(feeding))
    }
    const answers = await Promise.all([
      drip('GET / HTTP/1.1\r\nHost: x\r\n', 'X: 1\r\n'),
      drip('POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 5000\r\n\r\n', 'a'),
      heard(await dial()),
    ])
    for (const answer of answers) expect(answer).toMatch(/^HTTP\/1\.1 408 /)
  })

  it('ends a connection on which nothing moves', async () => {
    await start({ limits: { silentTimeout: 200, requestTimeout: 60_000 } })
    expect(await heard(await dial())).toBe('')
  })

  it('gives one address a share of its connections, and a trusted proxy all of them', async () => {
    await start({ limits: { connectionsPerAddress: 2 } })
    const [first] = [await dial(), await dial()]
    expect(await heard(await dial())).toBe('')
    first.destroy()
    const ask = async () => {
      const socket = await dial()
      socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
      return heard(socket)
    }
    await expect.poll(ask).toMatch(/^HTTP\/1\.1 200 /)
    for (const socket of sockets.splice(0)) socket.destroy()
    await server.close()

    await start({ limits: { connectionsPerAddress: 1 }, trustedProxy: ['10.0.0.0/8', '127.0.0.0/8', '::1'] })
    await dial()
    expect(await ask()).toMatch(/^HTTP\/1\.1 200 /)
  })
})
