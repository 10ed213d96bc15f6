// For the tests of this folder: a client that speaks raw SMTP over a real socket, and an intake on loopback whose pipeline is a list.
import { connect, type Socket } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import type { ClientFacts, Envelope } from '../domain/envelope.ts'
import type { Clock } from '../platform/clock.ts'
import { systemClock } from '../platform/clock.ts'
import type { DnsAnswer } from '../platform/dns.ts'
import type { Log } from '../platform/log.ts'
import type { CommitReply, IntakeObservation, ReceivedFacts } from './incoming.ts'
import { type Intake, startIntake } from './intake.ts'
import type { IntakeOptions, ListenerOptions, SenderOptions } from './intake-options.ts'

export interface Taken {
  readonly envelope: Envelope
  readonly client: ClientFacts
  bytes: string
  facts?: ReceivedFacts
  aborted: boolean
}

export interface TestIntake {
  readonly intake: Intake
  readonly port: number
  readonly taken: Taken[]
  readonly observed: IntakeObservation[]
  /** Log lines as JSON. */
  readonly logged: string[]
}

export interface TestIntakeOptions extends Partial<Omit<IntakeOptions, 'listeners'>> {
  readonly listener?: Partial<ListenerOptions>
  readonly commit?: (taken: Taken) => Promise<CommitReply>
  readonly write?: (chunk: Uint8Array) => void | Promise<void>
  readonly dns?: (name: string) => DnsAnswer<string>
  readonly clock?: Clock
}

export const LOOPBACK: SenderOptions = { name: 'loopback', networks: ['127.0.0.0/8'] }

export async function startTestIntake(options: TestIntakeOptions = {}): Promise<TestIntake> {
  const { listener, commit, write, dns, clock, ...rest } = options
  const taken: Taken[] = []
  const observed: IntakeObservation[] = []
  const logged: string[] = []
  const intake = await startIntake(
    {
      hostname: 'mail-gw.example-health.org',
      senders: [LOOPBACK],
      ...rest,
      listeners: [{ host: '127.0.0.1', port: 0, tls: 'off', ...listener }],
    },
    {
      clock: clock ?? systemClock,
      log: listLog(logged),
      resolver: { a: async (name) => dns?.(name) ?? { kind: 'nxdomain', ttl: 60, authenticated: false } },
      observe: (event) => observed.push(event),
      begin: ({ envelope, client }) => {
        const message: Taken = { envelope, client, bytes: '', aborted: false }
        taken.push(message)
        return {
          write: (chunk) => {
            message.bytes += Buffer.from(chunk).toString('latin1')
            return write?.(chunk)
          },
          commit: async (facts) => {
            message.facts = facts
            return commit ? commit(message) : { ok: true, id: `m${taken.length}`, duplicates: 0 }
          },
          abort: () => {
            message.aborted = true
          },
        }
      },
    },
  )
  return { intake, port: intake.addresses[0]?.port ?? 0, taken, observed, logged }
}

function listLog(lines: string[]): Log {
  const write = (event: string, fields?: object) =>
    void lines.push(JSON.stringify({ event, ...fields }, (_, value) => (value instanceof Error ? value.message : value)))
  return { debug: write, info: write, warn: write, error: write, child: () => listLog(lines) }
}

export interface Talker {
  /** Sends a line and waits for the whole reply. */
  say(line: string): Promise<string>
  /** Sends bytes as they are. */
  send(bytes: string): void
  /** The next reply, lines joined by `\n`; rejects when the connection ends first. */
  reply(): Promise<string>
  /** STARTTLS was answered 220: go on over TLS. */
  secure(options?: { cert?: string; key?: string; ca?: string; servername?: string }): Promise<TLSSocket>
  readonly ended: Promise<void>
  destroy(): void
}

export async function talk(port: number, tls?: { ca?: string; cert?: string; key?: string }): Promise<Talker> {
  const socket = tls ? connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false, ...tls }) : connect(port, '127.0.0.1')
  return createTalker(socket)
}

/** Connects and says EHLO. */
export async function greet(port: number, tls?: { ca?: string; cert?: string; key?: string }): Promise<Talker> {
  const talker = await talk(port, tls)
  await talker.reply()
  await talker.say('EHLO client.example')
  return talker
}

function createTalker(first: Socket): Talker {
  let socket = first
  let buffer = ''
  let over = false
  const waiting: { resolve(reply: string): void; reject(error: Error): void }[] = []
  let end: () => void = () => {}
  const ended = new Promise<void>((resolve) => {
    end = resolve
  })

  function settle(): void {
    for (;;) {
      const whole = /^(?:\d{3}-[^\n]*\n)*\d{3} ?[^\n]*\n/.exec(buffer)
      const next = whole ? waiting.shift() : undefined
      if (!whole || !next) break
      buffer = buffer.slice(whole[0].length)
      next.resolve(whole[0].trimEnd().replaceAll('\r', ''))
    }
    if (over) for (const next of waiting.splice(0)) next.reject(new Error(`connection ended; unread: ${JSON.stringify(buffer)}`))
  }

  function attach(): void {
    socket.on('data', (chunk) => {
      buffer += chunk.toString()
      settle()
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      over = true
      settle()
      end()
    })
  }
  attach()

  const reply = () =>
    new Promise<string>((resolve, reject) => {
      waiting.push({ resolve, reject })
      settle()
    })
  return {
    reply,
    send: (bytes) => void socket.write(Buffer.from(bytes, 'utf8')),
    say(line) {
      socket.write(`${line}\r\n`)
      return reply()
    },
    async secure(options = {}) {
      socket.removeAllListeners('data')
      const secured = connectTls({ socket, rejectUnauthorized: false, ...options })
      socket = secured
      attach()
      await new Promise<void>((resolve, reject) => secured.once('secureConnect', resolve).once('error', reject))
      return secured
    },
    ended,
    destroy: () => void socket.destroy(),
  }
}

/** A whole transaction. @returns the last reply, or the first refusal */
export async function submit(talker: Talker, message: string, envelope: { from?: string; to?: readonly string[] } = {}): Promise<string> {
  const { from = 'staff@example-health.org', to = ['pat@example.org'] } = envelope
  for (const line of [`MAIL FROM:<${from}>`, ...to.map((address) => `RCPT TO:<${address}>`), 'DATA']) {
    const answer = await talker.say(line)
    if (!/^[23]/.test(answer)) return answer
  }
  talker.send(`${message}\r\n.\r\n`)
  return talker.reply()
}

export const MAIL = [
  'Date: Sat, 21 Nov 2026 20:57:00 +0000',
  'From: Staff <staff@example-health.org>',
  'To: pat@example.org',
  'Message-ID: <m1@sfdc.example>',
  'Subject: Hello',
  '',
  'Hello.',
].join('\r\n')
