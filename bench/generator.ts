// The load generator, a process of its own: sessions with STARTTLS that stay open, MAIL, RCPT and DATA pipelined, one message after another.
// Started by measure.ts; connects, says `ready`, waits for `go`, and reports when each message has its `250`.
import { once } from 'node:events'
import * as net from 'node:net'
import * as tls from 'node:tls'
import { createMessageMaker, SENDER } from './messages.ts'

export interface Load {
  readonly port: number
  readonly sessions: number
  readonly messages: number
  /** Bytes of one message. */
  readonly size: number
  /** Part of each Message-ID. */
  readonly run: string
}

export type FromGenerator =
  | { readonly kind: 'ready' }
  /** Milliseconds since the epoch of `go` and of the last `250`. */
  | { readonly kind: 'done'; readonly startedAt: number; readonly endedAt: number }

interface Session {
  say(bytes: string | Buffer): void
  /** The next whole reply; rejects where it is not of this class. */
  reply(code: '2' | '3'): Promise<void>
  end(): void
}

async function connect(port: number): Promise<Session> {
  const plain = net.connect({ host: '127.0.0.1', port, noDelay: true })
  await once(plain, 'connect')
  const before = createSession(plain)
  await before.reply('2')
  before.say('EHLO generator.bench.test\r\n')
  await before.reply('2')
  before.say('STARTTLS\r\n')
  await before.reply('2')
  plain.removeAllListeners('data')
  // Whom it talks to is not what is measured; the sink's certificate is checked by the system under test.
  const secure = tls.connect({ socket: plain, rejectUnauthorized: false })
  await once(secure, 'secureConnect')
  const session = createSession(secure)
  session.say('EHLO generator.bench.test\r\n')
  await session.reply('2')
  return session
}

function createSession(socket: net.Socket): Session {
  const replies: string[] = []
  const waiting: { resolve(line: string): void; reject(error: Error): void }[] = []
  let rest = ''
  let ended: Error | undefined
  socket.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString('latin1')).split('\r\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      if (line[3] === '-') continue
      const next = waiting.shift()
      if (next) next.resolve(line)
      else replies.push(line)
    }
  })
  const fail = (error: Error) => {
    ended ??= error
    for (const { reject } of waiting.splice(0)) reject(ended)
  }
  socket.on('error', fail)
  socket.on('close', () => fail(new Error('the system under test closed a session')))
  const next = () =>
    new Promise<string>((resolve, reject) => {
      const line = replies.shift()
      if (line !== undefined) resolve(line)
      else if (ended) reject(ended)
      else waiting.push({ resolve, reject })
    })
  return {
    say: (bytes) => void socket.write(bytes),
    reply: async (code) => {
      const line = await next()
      if (line[0] !== code) throw new Error(`the system under test answered ${line}`)
    },
    end: () => socket.end('QUIT\r\n'),
  }
}

async function run(load: Load): Promise<void> {
  const maker = createMessageMaker(load.size, load.run)
  const sessions = await Promise.all(Array.from({ length: load.sessions }, () => connect(load.port)))
  tell({ kind: 'ready' })
  await once(process, 'message')
  const startedAt = now()
  let next = 0
  await Promise.all(
    sessions.map(async (session) => {
      for (let number = next++; number < load.messages; number = next++) {
        session.say(`MAIL FROM:<${SENDER}>\r\nRCPT TO:<${maker.recipient(number)}>\r\nDATA\r\n`)
        await session.reply('2')
        await session.reply('2')
        await session.reply('3')
        session.say(Buffer.concat([maker.make(number), Buffer.from('.\r\n')]))
        await session.reply('2')
      }
    }),
  )
  tell({ kind: 'done', startedAt, endedAt: now() })
  for (const session of sessions) session.end()
  process.disconnect()
}

const now = () => performance.timeOrigin + performance.now()
const tell = (message: FromGenerator) => process.send?.(message)

await run(JSON.parse(process.argv[2] ?? '{}') as Load)
