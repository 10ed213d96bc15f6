// STARTTLS's second half: the TLS handshake over the socket that just said 220, and the reading of what was really agreed (tls.md §3).
// It never throws anything away on a bad certificate: the table of domain/host-verdict.ts judges, this only finds facts.
import type { X509Certificate } from 'node:crypto'
import { isIP, type Socket } from 'node:net'
import * as tls from 'node:tls'
import type { CertificateProof, HandshakeFailure } from '../domain/host-verdict.ts'
import type { TlsFacts } from '../domain/tls-facts.ts'
import type { Clock } from '../platform/clock.ts'
import { DONE } from '../platform/done.ts'
import { readCertificate } from './certificate.ts'
import { type Authorities, type DaneAnchors, isForMail, type ProfileName, secureContext } from './tls-profile.ts'

export type HandshakeResult =
  | {
      readonly kind: 'secured'
      readonly socket: tls.TLSSocket
      readonly tls: TlsFacts
      readonly proof: CertificateProof
      /** As presented, the leaf first. */
      readonly chain: readonly X509Certificate[]
    }
  | { readonly kind: 'failed'; readonly failure: HandshakeFailure; readonly reason: string }

export interface HandshakeSettings {
  /** The MX name: identity, and SNI where `serverName` does not say otherwise. An address is not sent as SNI and never verified. */
  readonly host: string
  readonly serverName?: string
  readonly ca: Authorities | DaneAnchors
  /** See `readCertificate`. */
  readonly withRoot?: boolean
  readonly timeoutMs: number
  readonly clock: Clock
}

const MIN_DH_BITS = 2_048

/** Upgrades `plain`, which must have no listeners and no unread bytes. On failure the socket is destroyed. */
export async function handshake(plain: Socket, profile: ProfileName, settings: HandshakeSettings): Promise<HandshakeResult> {
  const done = new AbortController()
  const socket = tls.connect({
    socket: plain,
    ...(isIP(settings.host) === 0 ? { servername: settings.serverName ?? settings.host } : {}),
    secureContext: secureContext(profile, settings.ca),
    ...(isForMail(profile) ? { minDHSize: MIN_DH_BITS } : {}),
    // Judged afterwards, in one place. Node would call checkServerIdentity only after the chain verified, so the name is compared there too.
    rejectUnauthorized: false,
    checkServerIdentity: () => undefined,
  })
  const failure = await new Promise<{ failure: HandshakeFailure; reason: string } | undefined>((resolve) => {
    socket.once('secureConnect', () => resolve(undefined))
    // Stays on: until the next owner brings a handler of its own, an error must not be an uncaught one.
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(classify(error)))
    socket.once('close', () => resolve({ failure: 'lost', reason: 'the connection was closed in the handshake' }))
    void settings.clock.sleep(settings.timeoutMs, done.signal).then(() => {
      if (!done.signal.aborted) resolve({ failure: 'lost', reason: `not done within ${settings.timeoutMs} ms` })
    })
  })
  done.abort(DONE)
  if (failure) return destroyed(socket, failure)
  if (socket.isSessionReused()) return destroyed(socket, { failure: 'refused', reason: 'the session was resumed, which proves nothing' })
  const { facts, proof, chain } = readCertificate(socket, settings.host, settings.withRoot)
  return { kind: 'secured', socket, tls: { ...negotiated(socket), ...(facts ? { certificate: facts } : {}) }, proof, chain }
}

function destroyed(socket: tls.TLSSocket, failure: { failure: HandshakeFailure; reason: string }): HandshakeResult {
  socket.destroy()
  return { kind: 'failed', ...failure }
}

function negotiated(socket: tls.TLSSocket): TlsFacts {
  const group = groupOf(socket.getEphemeralKeyInfo())
  return { version: socket.getProtocol() ?? 'unknown', cipher: socket.getCipher()?.standardName ?? 'unknown', ...(group ? { group } : {}) }
}

function groupOf(key: object | null): string | undefined {
  const { type, name, size } = (key ?? {}) as { type?: string; name?: string; size?: number }
  return type === 'DH' ? `DH ${size ?? 0}` : name
}

const LOST_CODES = ['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ECONNABORTED', 'ENETUNREACH', 'EHOSTUNREACH']

function classify(error: NodeJS.ErrnoException): { failure: HandshakeFailure; reason: string } {
  const code = error.code ?? 'unknown error'
  if (LOST_CODES.includes(code)) return { failure: 'lost', reason: 'the connection was lost in the handshake' }
  const words = code
    .replace(/^ERR_(SSL|TLS)_/, '')
    .replaceAll('_', ' ')
    .toLowerCase()
  return { failure: 'refused', reason: words }
}
