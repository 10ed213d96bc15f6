// One SMTP conversation up to a proved TLS session: connect, greeting, EHLO, STARTTLS, handshake, verification (tls.md §2, RFC 3207, RFC 7672).
// Probe and delivery share it, so that a probe promises nothing that a delivery would not find. Nothing said here carries customer data;
// whether the session may is decided by `admit`, for each demand anew.
import * as net from 'node:net'
import type { DanePolicy } from '../domain/dane.ts'
import { type HostFacts, judgeHost, underDane, underMemory, underSts } from '../domain/host-verdict.ts'
import type { StsDemand } from '../domain/mta-sts.ts'
import type { HostVerdict, SeenLevel } from '../domain/posture.ts'
import type { TlsFacts } from '../domain/tls-facts.ts'
import type { Clock } from '../platform/clock.ts'
import { DONE } from '../platform/done.ts'
import { type Conversation, type Lost, type Reply, startConversation } from './conversation.ts'
import { proveDane } from './dane-proof.ts'
import { type HandshakeResult, handshake } from './handshake.ts'
import type { DaneAnchors, TrustedAuthorities } from './tls-profile.ts'

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
  /** Remembers what the second, permissive connection found, so that a failing host is not asked twice each time. */
  readonly detections?: DetectionMemory
}

export interface DetectionMemory {
  get(target: GateTarget): TlsFacts | null | undefined
  put(target: GateTarget, found: TlsFacts | null): void
}

/** A live connection after stage 1. For a TLS session the next owner says EHLO: everything learned before TLS was discarded (RFC 3207 §4.2). */
export interface GateSession {
  readonly target: GateTarget
  readonly socket: net.Socket
  /** null: plaintext. */
  readonly tls: TlsFacts | null
  readonly verdict: HostVerdict
  /** QUIT, then closed. Not for a socket that was handed on. */
  close(): Promise<void>
}

export interface GateResult {
  readonly verdict: HostVerdict
  /** The verdict without memory and without the policy of the recipient's domain: what may be remembered of the host for all domains. */
  readonly hostVerdict: HostVerdict
  /** Absent where nothing could be had that any demand (without `plaintext`: any demand of TLS) might accept. */
  readonly session?: GateSession
  /** Commands and replies; may quote the peer: seal it. */
  readonly transcript: readonly string[]
}

/** @returns verdict and, where there is one, the live session. Trouble with the peer is a verdict, never an exception. */
export async function openGate(target: GateTarget, settings: GateSettings): Promise<GateResult> {
  const pass: Pass = { ...settings, sockets: [] }
  const stop = () => {
    for (const socket of pass.sockets) socket.destroy()
  }
  settings.signal?.addEventListener('abort', stop, { once: true })
  try {
    return await passGate(target, pass)
  } finally {
    settings.signal?.removeEventListener('abort', stop)
  }
}

/** Settings, and the sockets that this pass has opened. */
interface Pass extends GateSettings {
  readonly sockets: net.Socket[]
}

async function passGate(target: GateTarget, settings: Pass): Promise<GateResult> {
  const transcript: string[] = []
  const approached = await approach(target, settings, transcript)
  if (approached.kind === 'stopped') return stopped(target, settings, transcript, approached)

  const upgrade = (socket: net.Socket, ca: Trusted) => handshake(socket, 'strict', { ...handshakeSettings(target, settings), ca })
  const again = async (ca: Trusted): Promise<HandshakeResult | undefined> => {
    transcript.push('G: a second connection, which trusts the anchor of the TLSA records alone')
    const approached = await approach(target, settings, transcript)
    if (approached.kind === 'upgrade') return upgrade(approached.socket, ca)
    approached.open?.destroy()
    return undefined
  }
  const result = await proveDane(target.dane, settings.ca, (ca) => upgrade(approached.socket, ca), again)
  if (result.kind === 'secured') {
    transcript.push(`T: ${result.tls.version} ${result.tls.cipher}`)
    const { verdict, hostVerdict } = judge(target, { kind: 'secured', tls: result.tls, proof: result.proof })
    transcript.push(`G: ${verdict.verdict}: ${verdict.reason}`)
    return { verdict, hostVerdict, session: sessionOver(target, settings, result.socket, result.tls, verdict), transcript }
  }
  transcript.push(`T: failed: ${result.reason}`)
  const permissive = await detect(target, settings, transcript)
  const facts: HostFacts = { kind: 'handshake', failure: result.failure, reason: result.reason, ...(permissive ? { permissive } : {}) }
  return withoutTls(target, settings, transcript, judge(target, facts))
}

type Trusted = TrustedAuthorities | DaneAnchors

type Judgement = Pick<GateResult, 'verdict' | 'hostVerdict'>

function judge({ dane, sts, remembered }: GateTarget, facts: HostFacts): Judgement {
  const hostVerdict = underDane(judgeHost(facts), dane)
  return { verdict: underSts(underMemory(hostVerdict, remembered), sts), hostVerdict }
}

type Approach =
  /** 220 to STARTTLS, and the socket is ready for the handshake. */
  | { readonly kind: 'upgrade'; readonly socket: net.Socket }
  /** `open`: the host still talks, in plaintext. */
  | { readonly kind: 'stopped'; readonly facts: HostFacts; readonly open?: Conversation }

/** Connect, greeting, EHLO, STARTTLS: sent even if not offered, since a middle box may have hidden the word (tls.md §2). */
async function approach(target: GateTarget, settings: Pass, transcript: string[]): Promise<Approach> {
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

async function greet(target: GateTarget, settings: Pass, transcript: string[]): Promise<Greeted> {
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

async function stopped(
  target: GateTarget,
  settings: Pass,
  transcript: string[],
  { facts, open }: { readonly facts: HostFacts; readonly open?: Conversation },
): Promise<GateResult> {
  const judgement = judge(target, facts)
  const { verdict } = judgement
  if (open && mayBePlain(target, settings)) {
    open.release()
    transcript.push(`G: ${verdict.verdict}: ${verdict.reason}; plaintext is allowed`)
    return { ...judgement, session: sessionOver(target, settings, open.socket, null, verdict), transcript }
  }
  if (open) await open.quit(timeoutsOf(settings).quitMs)
  if (facts.kind === 'injection') return withoutTls(target, settings, transcript, judgement)
  transcript.push(`G: ${verdict.verdict}: ${verdict.reason}`)
  return { ...judgement, transcript }
}

/** A published DANE or MTA-STS `enforce` policy, or TLS seen before, makes TLS mandatory at every protection. */
function mayBePlain({ dane, sts, remembered }: GateTarget, { plaintext }: Pass): boolean {
  return plaintext === true && !dane && !sts && !remembered
}

/** TLS was tried and failed, so the connection is gone: where plaintext is allowed, another one is opened that does not try. */
async function withoutTls(target: GateTarget, settings: Pass, transcript: string[], judgement: Judgement): Promise<GateResult> {
  const { verdict } = judgement
  transcript.push(`G: ${verdict.verdict}: ${verdict.reason}`)
  if (!mayBePlain(target, settings)) return { ...judgement, transcript }
  transcript.push('G: plaintext is allowed, so a second connection is made without STARTTLS')
  const greeted = await greet(target, settings, transcript)
  const talk = greeted.kind === 'greeted' ? greeted.talk : greeted.open
  if (!talk) return { ...(greeted.kind === 'stopped' ? judge(target, greeted.facts) : judgement), transcript }
  talk.release()
  return { ...judgement, session: sessionOver(target, settings, talk.socket, null, verdict), transcript }
}

/** A second connection with no demands, which carries no mail: is it weak TLS or none? */
async function detect(target: GateTarget, settings: Pass, transcript: string[]): Promise<TlsFacts | undefined> {
  const known = settings.detections?.get(target)
  if (known !== undefined) return known ?? undefined
  const approached = await approach(target, settings, [])
  const result =
    approached.kind === 'upgrade' ? await handshake(approached.socket, 'permissive', handshakeSettings(target, settings)) : undefined
  if (approached.kind === 'stopped') approached.open?.destroy()
  if (result?.kind === 'secured') result.socket.destroy()
  const found = result?.kind === 'secured' ? result.tls : undefined
  transcript.push(found ? `T: without demands: ${found.version} ${found.cipher}` : 'T: without demands: failed too')
  if (!settings.signal?.aborted) settings.detections?.put(target, found ?? null)
  return found
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

function sessionOver(target: GateTarget, settings: Pass, socket: net.Socket, tls: TlsFacts | null, verdict: HostVerdict): GateSession {
  return {
    target,
    socket,
    tls,
    verdict,
    close: () => startConversation(socket, settings.clock, []).quit(timeoutsOf(settings).quitMs),
  }
}

function dropped(talk: Conversation, facts: HostFacts): { readonly kind: 'stopped'; readonly facts: HostFacts } {
  talk.destroy()
  return { kind: 'stopped', facts }
}

function lostFacts(lost: Lost, step: string): HostFacts {
  const reason = { closed: 'no connection, or it was closed', timeout: 'no answer in time', garbage: 'the answer was not SMTP' }[lost.lost]
  return { kind: 'connect', reason: `${step}: ${reason}`, slow: lost.lost === 'timeout' && step !== 'connection' }
}

function handshakeSettings(target: GateTarget, settings: Pass) {
  const serverName = target.dane && target.dane.records.length > 0 ? { serverName: target.dane.base } : {}
  return { host: target.host, ...serverName, ca: settings.ca, timeoutMs: timeoutsOf(settings).handshakeMs, clock: settings.clock }
}

function timeoutsOf(settings: Pass): GateTimeouts {
  return { ...GATE_TIMEOUTS, ...settings.timeouts }
}
