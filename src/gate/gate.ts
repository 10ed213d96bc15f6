// One SMTP conversation up to a proved TLS session: connect, greeting, EHLO, STARTTLS, handshake, verification (tls.md §2, RFC 3207, RFC 7672).
// Probe and delivery share it, so that a probe promises nothing that a delivery would not find. Nothing said here carries customer data;
// whether the session may is decided by `admit`, for each demand anew.
import type * as net from 'node:net'
import { DANE_TA } from '../domain/dane.ts'
import { type HostFacts, judgeHost, underDane, underMemory, underPins, underSts } from '../domain/host-verdict.ts'
import type { HostVerdict } from '../domain/posture.ts'
import type { TlsFacts } from '../domain/tls-facts.ts'
import { approach, type GateSettings, type GateTarget, greet, type Pass, timeoutsOf } from './approach.ts'
import { type Conversation, startConversation } from './conversation.ts'
import { proveDane } from './dane-proof.ts'
import { type HandshakeResult, handshake } from './handshake.ts'
import type { Authorities, DaneAnchors, ProbedVersion, ProfileName } from './tls-profile.ts'

export { type DetectionMemory, GATE_TIMEOUTS, type GateSettings, type GateTarget, type GateTimeouts, PROBE_TIMEOUTS } from './approach.ts'

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
  /** The verdict without memory, pins and the policy of the recipient's domain: what may be remembered of the host, for all that trust the same authorities. */
  readonly hostVerdict: HostVerdict
  /** Absent where nothing could be had that any demand (without `plaintext`: any demand of TLS) might accept. */
  readonly session?: GateSession
  /** Commands and replies; may quote the peer: seal it. */
  readonly transcript: readonly string[]
}

/** @returns verdict and, where there is one, the live session. Trouble with the peer is a verdict, never an exception. */
export function openGate(target: GateTarget, settings: GateSettings): Promise<GateResult> {
  return underWay(settings, (pass) => passGate(target, pass))
}

/**
 * Does the host speak this version, with whatever cipher and certificate? One connection, which carries no mail and ends after the handshake.
 * @returns undefined where it did not come to a handshake
 */
export function speaksVersion(target: GateTarget, version: ProbedVersion, settings: GateSettings): Promise<boolean | undefined> {
  return underWay(settings, async (pass) => {
    const approached = await approach(target, pass, [])
    if (approached.kind === 'stopped') {
      await approached.open?.quit(timeoutsOf(pass).quitMs)
      return undefined
    }
    const result = await handshake(approached.socket, `only ${version}`, handshakeSettings(target, pass))
    if (result.kind === 'failed') return result.failure === 'refused' ? false : undefined
    await startConversation(result.socket, pass.clock, []).quit(timeoutsOf(pass).quitMs)
    return true
  })
}

/** Work on connections that end with the caller's signal. */
async function underWay<T>(settings: GateSettings, work: (pass: Pass) => Promise<T>): Promise<T> {
  const pass: Pass = { ...settings, sockets: [] }
  const stop = () => {
    for (const socket of pass.sockets) socket.destroy()
  }
  settings.signal?.addEventListener('abort', stop, { once: true })
  try {
    return await work(pass)
  } finally {
    settings.signal?.removeEventListener('abort', stop)
  }
}

async function passGate(target: GateTarget, settings: Pass): Promise<GateResult> {
  const transcript: string[] = []
  const approached = await approach(target, settings, transcript)
  if (approached.kind === 'stopped') return stopped(target, settings, transcript, approached)

  const upgrade = (socket: net.Socket, ca: Trusted) =>
    handshake(socket, profileOf(settings), { ...handshakeSettings(target, settings), ca })
  const again = async (ca: Trusted): Promise<HandshakeResult | undefined> => {
    transcript.push('G: a second connection, which trusts the anchor of the TLSA records alone')
    const approached = await approach(target, settings, transcript)
    if (approached.kind === 'upgrade') return upgrade(approached.socket, ca)
    approached.open?.destroy()
    return undefined
  }
  const result = await proveDane(target.dane, authorities(target, settings), (ca) => upgrade(approached.socket, ca), again)
  if (result.kind === 'secured') {
    transcript.push(`T: ${result.tls.version} ${result.tls.cipher}`)
    const { verdict, hostVerdict } = judge(target, { kind: 'secured', tls: result.tls, proof: result.proof })
    transcript.push(`G: ${verdict.verdict}: ${verdict.reason}`)
    return { verdict, hostVerdict, session: sessionOver(target, settings, result.socket, result.tls, verdict), transcript }
  }
  transcript.push(`T: failed: ${result.reason}`)
  const permissive = await detect(target, settings, transcript)
  const profile = profileOf(settings)
  const reason = profile === 'default' ? result.reason : `${result.reason}, under the TLS profile ${profile}`
  const facts: HostFacts = { kind: 'handshake', failure: result.failure, reason, ...(permissive ? { permissive } : {}) }
  return withoutTls(target, settings, transcript, judge(target, facts))
}

type Trusted = Authorities | DaneAnchors

type Judgement = Pick<GateResult, 'verdict' | 'hostVerdict'>

function judge({ dane, sts, remembered, pins }: GateTarget, facts: HostFacts): Judgement {
  const hostVerdict = underDane(judgeHost(facts), dane)
  return { verdict: underSts(underMemory(underPins(hostVerdict, pins), remembered), sts), hostVerdict }
}

/** A private authority proves a host to this gateway, never to a policy that the domain publishes: MTA-STS asks for a public one (RFC 8461 §4.2). */
function authorities({ ca, sts, dane }: GateTarget, settings: Pass): Authorities {
  return ca === undefined || sts || (dane && dane.records.length > 0) ? settings.ca : { configured: settings.ca, also: ca }
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

/** A published DANE or MTA-STS `enforce` policy, TLS seen before or a pin makes TLS mandatory at every protection. */
function mayBePlain({ dane, sts, remembered, pins }: GateTarget, { plaintext }: Pass): boolean {
  return plaintext === true && !dane && !sts && !remembered && !pins
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

function sessionOver(target: GateTarget, settings: Pass, socket: net.Socket, tls: TlsFacts | null, verdict: HostVerdict): GateSession {
  return {
    target,
    socket,
    tls,
    verdict,
    close: () => startConversation(socket, settings.clock, []).quit(timeoutsOf(settings).quitMs),
  }
}

function profileOf({ profile = 'default', minTls }: Pass): ProfileName {
  return minTls === '1.3' ? `${profile} 1.3` : profile
}

function handshakeSettings(target: GateTarget, settings: Pass) {
  const serverName = target.dane && target.dane.records.length > 0 ? { serverName: target.dane.base } : {}
  const withRoot = target.dane?.records.some(({ usage }) => usage === DANE_TA) ?? false
  return { host: target.host, ...serverName, ca: settings.ca, withRoot, timeoutMs: timeoutsOf(settings).handshakeMs, clock: settings.clock }
}
