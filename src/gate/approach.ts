// The way to a handshake: connect, greeting, EHLO, STARTTLS (RFC 5321 §3, RFC 3207), and what the gate is told to do. What stops on the way is a
// host fact.
import * as net from 'node:net'
import type { DanePolicy } from '../domain/dane.ts'
import type { HostFacts } from '../domain/host-verdict.ts'
import type { StsDemand } from '../domain/mta-sts.ts'
import type { SeenLevel } from '../domain/posture.ts'
import type { TlsFacts } from '../domain/tls-facts.ts'
import type { Clock } from '../platform/clock.ts'
import { DONE } from '../platform/done.ts'
import { type Conversation, type Lost, type Reply, startConversation } from './conversation.ts'
import type { MailProfile, TrustedAuthorities } from './tls-profile.ts'

export interface GateTarget {
  /** The MX name: SNI and the identity that a certificate must name. */
  readonly host: string
  readonly address: string
  readonly port: number
  /** Secure TLSA records of the host (RFC 7672). */
  readonly dane?: DanePolicy
  /** The recipient's domain enforces MTA-STS (RFC 8461). */
  readonly sts?: StsDemand
  /** The best that was seen of this host: less is refused. */
  readonly remembered?: SeenLevel
  /** An override of the recipient's domain: the host must have one of these public keys (SHA-256 of the SPKI, lower-case hex). */
  readonly pins?: readonly string[]
  /** An override trusts these authorities for the recipient's domain; PEM. */
  readonly ca?: string
}

export interface GateTimeouts {
  readonly connectMs: number
  readonly greetingMs: number
  /** EHLO and STARTTLS, each. */
  readonly commandMs: number
  readonly handshakeMs: number
  readonly quitMs: number
}

/** RFC 5321 §4.5.3.2 allows five minutes for greeting and commands; a minute covers greet pauses without holding a worker for five. */
export const GATE_TIMEOUTS: GateTimeouts = { connectMs: 30_000, greetingMs: 60_000, commandMs: 60_000, handshakeMs: 30_000, quitMs: 2_000 }
/** For a person who waits (tls.md §2, probe etiquette). */
export const PROBE_TIMEOUTS: GateTimeouts = { connectMs: 10_000, greetingMs: 12_000, commandMs: 12_000, handshakeMs: 10_000, quitMs: 1_000 }

export interface GateSettings {
  /** Our name in EHLO: the host name that our address points back to. */
  readonly ehloName: string
  readonly ca: TrustedAuthorities
  readonly clock: Clock
  /** Default `GATE_TIMEOUTS`. */
  readonly timeouts?: Partial<GateTimeouts>
  readonly localAddress?: string
  /** Gives a plaintext session where TLS cannot be had. Only for the demand `any`; default false. */
  readonly plaintext?: boolean
  /** Ends the pass at once; its verdict is then worth nothing. A session that was returned before is not touched. */
  readonly signal?: AbortSignal
  /** Default `default`. */
  readonly profile?: MailProfile
  /** A floor under every demand; default 1.2. */
  readonly minTls?: '1.2' | '1.3'
  /** Remembers what the second, permissive connection found, so that a failing host is not asked twice each time. */
  readonly detections?: DetectionMemory
}

export interface DetectionMemory {
  get(target: GateTarget): TlsFacts | null | undefined
  put(target: GateTarget, found: TlsFacts | null): void
}

/** Settings, and the sockets that this pass has opened. */
export interface Pass extends GateSettings {
  readonly sockets: net.Socket[]
}

export type Approach =
  /** 220 to STARTTLS, and the socket is ready for the handshake. */
  | { readonly kind: 'upgrade'; readonly socket: net.Socket }
  /** `open`: the host still talks, in plaintext. */
  | { readonly kind: 'stopped'; readonly facts: HostFacts; readonly open?: Conversation }

/** Connect, greeting, EHLO, STARTTLS: sent even if not offered, since a middle box may have hidden the word (tls.md §2). */
export async function approach(target: GateTarget, settings: Pass, transcript: string[]): Promise<Approach> {
  const timeouts = timeoutsOf(settings)
  const greeted = await greet(target, settings, transcript)
  if (greeted.kind === 'stopped') return greeted
  const { talk, ehlo } = greeted
  talk.send('STARTTLS')
  const answer = await talk.reply(timeouts.commandMs)
  if ('lost' in answer) return dropped(talk, lostFacts(answer, 'STARTTLS'))
  if (answer.code !== 220) {
    const advertised = ehlo.code === 250 && ehlo.lines.slice(1).some((line) => /^STARTTLS\b/i.test(line))
    return { kind: 'stopped', facts: { kind: 'starttls', code: answer.code, advertised }, open: talk }
  }
  const unread = talk.release()
  if (unread.length > 0 || talk.socket.readableLength > 0) return dropped(talk, { kind: 'injection' })
  return { kind: 'upgrade', socket: talk.socket }
}

type Greeted =
  | { readonly kind: 'greeted'; readonly talk: Conversation; readonly ehlo: Reply }
  | { readonly kind: 'stopped'; readonly facts: HostFacts; readonly open?: Conversation }

export async function greet(target: GateTarget, settings: Pass, transcript: string[]): Promise<Greeted> {
  const timeouts = timeoutsOf(settings)
  const socket = await connect(target, settings, timeouts.connectMs)
  if ('lost' in socket) return { kind: 'stopped', facts: lostFacts(socket, 'connection') }
  const talk = startConversation(socket, settings.clock, transcript)
  const greeting = await talk.reply(timeouts.greetingMs)
  if ('lost' in greeting) return dropped(talk, lostFacts(greeting, 'greeting'))
  if (greeting.code !== 220) return dropped(talk, { kind: 'greeting', code: greeting.code })
  talk.send(`EHLO ${settings.ehloName}`)
  const ehlo = await talk.reply(timeouts.commandMs)
  if ('lost' in ehlo) return dropped(talk, lostFacts(ehlo, 'EHLO'))
  if (ehlo.code === 250) return { kind: 'greeted', talk, ehlo }
  if (ehlo.code < 500) return dropped(talk, { kind: 'ehlo', code: ehlo.code })
  return { kind: 'stopped', facts: { kind: 'ehlo', code: ehlo.code }, open: talk }
}

function connect(target: GateTarget, settings: Pass, timeoutMs: number): Promise<net.Socket | Lost> {
  if (settings.signal?.aborted) return Promise.resolve({ lost: 'closed' })
  return new Promise((resolve) => {
    const done = new AbortController()
    const { localAddress } = settings
    const options = { host: target.address, port: target.port, noDelay: true, keepAlive: true, ...(localAddress ? { localAddress } : {}) }
    const socket = net.connect(options)
    settings.sockets.push(socket)
    const settle = (result: net.Socket | Lost) => {
      if (done.signal.aborted) return
      done.abort(DONE)
      if ('lost' in result) socket.destroy()
      resolve(result)
    }
    socket.once('connect', () => settle(socket))
    socket.once('close', () => settle({ lost: 'closed' }))
    // Stays on: between two owners of the socket an error must not be an uncaught one.
    socket.on('error', () => settle({ lost: 'closed' }))
    void settings.clock.sleep(timeoutMs, done.signal).then(() => settle({ lost: 'timeout' }))
  })
}

function dropped(talk: Conversation, facts: HostFacts): { readonly kind: 'stopped'; readonly facts: HostFacts } {
  talk.destroy()
  return { kind: 'stopped', facts }
}

function lostFacts(lost: Lost, step: string): HostFacts {
  const reason = { closed: 'no connection, or it was closed', timeout: 'no answer in time', garbage: 'the answer was not SMTP' }[lost.lost]
  return { kind: 'connect', reason: `${step}: ${reason}`, slow: lost.lost === 'timeout' && step !== 'connection' }
}

export function timeoutsOf(settings: Pass): GateTimeouts {
  return { ...GATE_TIMEOUTS, ...settings.timeouts }
}
