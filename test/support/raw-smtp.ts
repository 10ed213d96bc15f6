// An SMTP client that changes nothing: no line is mended, no dot is stuffed unless the caller does it. For bytes that a mail library would repair.
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { GATEWAY_NAME } from './test-gateway.ts'

export interface RawSession {
  /** Sends a line and its CRLF. @returns the whole reply */
  say(line: string): Promise<string>
  /** Sends bytes as they are. */
  write(bytes: Uint8Array): void
  /** The next reply, whole. Rejects when the line is dropped. */
  reply(): Promise<string>
  close(): void
}

/** Up to EHLO inside TLS. */
export async function openRawSession(relay: { readonly port: number; readonly ca: string }): Promise<RawSession> {
  const plain = connect(relay.port, '127.0.0.1')
  const first = speak(plain)
  await first.reply()
  await first.say('EHLO client.example')
  await first.say('STARTTLS')
  plain.removeAllListeners('data')
  const secure = connectTls({ socket: plain, ca: relay.ca, servername: GATEWAY_NAME })
  await once(secure, 'secureConnect')
  const session = speak(secure)
  await session.say('EHLO client.example')
  return session
}

/** MAIL, RCPT and DATA, then `bytes` as they are; they hold their own end. @returns the reply to the final dot */
export async function sendRaw(
  relay: { readonly port: number; readonly ca: string },
  envelope: { readonly from: string; readonly to: string; readonly body?: '8BITMIME' },
  bytes: Uint8Array,
): Promise<string> {
  const session = await openRawSession(relay)
  try {
    await session.say(`MAIL FROM:<${envelope.from}>${envelope.body ? ` BODY=${envelope.body}` : ''}`)
    await session.say(`RCPT TO:<${envelope.to}>`)
    await session.say('DATA')
    session.write(bytes)
    return await session.reply()
  } finally {
    session.close()
  }
}

/** RFC 5321 §4.5.2, and the end of DATA. @param message ends with CRLF */
export function stuffed(message: Buffer): Buffer {
  const text = message.toString('latin1').replace(/^\./gm, '..')
  return Buffer.from(`${text}.\r\n`, 'latin1')
}

function speak(socket: Socket): RawSession {
  let pending = ''
  let waiting: { resolve(reply: string): void; reject(error: Error): void } | undefined
  let lost: Error | undefined
  const look = (): void => {
    const whole = /^(?:\d{3}-.*\r\n)*\d{3}(?: .*)?\r\n/.exec(pending)?.[0]
    if (whole && waiting) {
      pending = pending.slice(whole.length)
      waiting.resolve(whole.trimEnd())
      waiting = undefined
    } else if (lost) waiting?.reject(lost)
  }
  socket.on('data', (chunk: Buffer) => {
    pending += chunk.toString('latin1')
    look()
  })
  for (const event of ['close', 'error'] as const) {
    socket.on(event, () => {
      lost ??= new Error('the gateway dropped the connection')
      look()
    })
  }
  const reply = () =>
    new Promise<string>((resolve, reject) => {
      waiting = { resolve, reject }
      look()
    })
  return {
    reply,
    say: (line) => {
      socket.write(`${line}\r\n`)
      return reply()
    },
    write: (bytes) => void socket.write(bytes),
    close: () => void socket.destroy(),
  }
}
