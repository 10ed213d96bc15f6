// A pretend mail server of one recipient domain, at its own loopback address: good or bad as its personality says. It stores whole
// messages with the TLS facts of their session, every line of every conversation, and every byte that crossed in the clear.
import { getDiffieHellman } from 'node:crypto'
import { once } from 'node:events'
import * as net from 'node:net'
import * as tls from 'node:tls'
import type { CertificateAuthority, IssuedCertificate } from './certificate-authority.ts'
import { type Personality, type Traits, traitsOf } from './personality.ts'
import { holdSession, type LogEntry, type Received, type SessionTls } from './recipient-session.ts'

export interface RecipientOptions {
  /** Default 127.0.0.1. Every address of 127.0.0.0/8 can be bound on Linux. */
  readonly address?: string
  /** Default 0: a free one. */
  readonly port?: number
  /** The MX name: in greeting, EHLO answer and (where the personality is honest) certificate. */
  readonly host: string
  readonly personality: Personality
  /** Single traits over the personality's. */
  readonly traits?: Partial<Traits>
  readonly ca: CertificateAuthority
}

export interface Connection {
  readonly id: number
  readonly remoteAddress: string
  /** Null until a handshake succeeded. */
  readonly tls: SessionTls | null
  /** All that the client sent outside TLS, as latin1 text. */
  readonly plaintext: string
}

export interface RecipientServer {
  readonly host: string
  readonly address: string
  readonly port: number
  readonly received: readonly Received[]
  /** PEM of what it shows now: the leaf, then the rest of the chain. */
  certificate(): string
  /** Every line of every conversation, in order. */
  readonly log: readonly LogEntry[]
  readonly connections: readonly Connection[]
  /** Changes its nature for connections to come; its certificate is a new one, of `ca` where another authority is named. */
  become(personality: Personality, traits?: Partial<Traits>, ca?: CertificateAuthority): Promise<void>
  /** Ends the conversations under way, so that the next message meets what the host is by now. */
  hangUp(): void
  /** The first received message, past or to come, that fits. Rejects after `timeout` milliseconds (default 10,000). */
  waitFor(predicate: (received: Received) => boolean, timeout?: number): Promise<Received>
  /** Calls back for each message to come; returns the way to stop. */
  onReceived(listener: (received: Received) => void): () => void
  close(): Promise<void>
}

export async function startRecipient(options: RecipientOptions): Promise<RecipientServer> {
  const address = options.address ?? '127.0.0.1'
  const received: Received[] = []
  const log: LogEntry[] = []
  const connections: { id: number; remoteAddress: string; tls: SessionTls | null; plaintext: string }[] = []
  const listeners = new Set<(received: Received) => void>()
  const failures = new Map<string, number>()
  const sockets = new Set<net.Socket>()
  let nature = await natureOf(options, options.personality, options.traits)

  const server = net.createServer({ noDelay: true }, (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    const connection = {
      id: connections.length + 1,
      remoteAddress: socket.remoteAddress ?? '',
      tls: null as SessionTls | null,
      plaintext: '',
    }
    connections.push(connection)
    holdSession(socket, {
      connection: connection.id,
      host: options.host,
      ...nature,
      crowded: sockets.size > nature.traits.sessions,
      log: (entry) => void log.push(entry),
      onPlaintext: (bytes) => {
        connection.plaintext += bytes.toString('latin1')
      },
      onTls: (session) => {
        connection.tls = session
      },
      onReceived: (message) => {
        received.push(message)
        for (const listener of [...listeners]) listener(message)
      },
      stillFails: (recipient, times) => {
        const count = failures.get(recipient) ?? 0
        failures.set(recipient, count + 1)
        return count < times
      },
    })
  })
  server.listen(options.port ?? 0, address)
  await once(server, 'listening')

  function onReceived(listener: (received: Received) => void): () => void {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }

  return {
    host: options.host,
    address,
    port: (server.address() as net.AddressInfo).port,
    received,
    certificate: () => nature.certificate,
    log,
    connections,
    onReceived,
    become: async (personality, traits, ca = options.ca) => {
      nature = await natureOf({ ...options, ca }, personality, traits)
      failures.clear()
    },
    hangUp: () => {
      for (const socket of sockets) socket.destroy()
    },
    waitFor: (predicate, timeout = 10_000) => waitForMessage(options.host, received, onReceived, predicate, timeout),
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

function waitForMessage(
  host: string,
  received: readonly Received[],
  onReceived: RecipientServer['onReceived'],
  predicate: (received: Received) => boolean,
  timeout: number,
): Promise<Received> {
  const already = received.find(predicate)
  if (already) return Promise.resolve(already)
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      stop()
      reject(new Error(`${host}: no such message within ${timeout} ms; ${received.length} others came`))
    }, timeout)
    const stop = onReceived((message) => {
      if (!predicate(message)) return
      stop()
      clearTimeout(timer)
      resolve(message)
    })
  })
}

/** The 1024-bit group of RFC 2409 §6.2 as DHParameter (PKCS #3 §9): a SEQUENCE of two INTEGERs, prime and generator. */
const OLD_GROUP = (() => {
  const integer = (bytes: Buffer) => Buffer.concat([Buffer.from([0x02]), derLength(bytes.length), bytes])
  const body = Buffer.concat([integer(Buffer.concat([Buffer.of(0), getDiffieHellman('modp2').getPrime()])), integer(Buffer.of(2))])
  const der = Buffer.concat([Buffer.of(0x30), derLength(body.length), body])
  return `-----BEGIN DH PARAMETERS-----\n${der.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END DH PARAMETERS-----\n`
})()

function derLength(length: number): Buffer {
  return length < 128 ? Buffer.of(length) : length < 256 ? Buffer.of(0x81, length) : Buffer.of(0x82, length >> 8, length & 0xff)
}

interface Nature {
  readonly traits: Traits
  readonly certificate: string
  readonly secureContext: tls.SecureContext
}

async function natureOf(options: RecipientOptions, personality: Personality, over?: Partial<Traits>): Promise<Nature> {
  const traits = traitsOf(personality, over)
  const { cert, key } = await certificateFor(options, traits)
  const { minTls: minVersion, maxTls: maxVersion, ciphers } = traits
  const chain = cert + traits.appended
  const group = traits.dh1024 ? { dhparam: OLD_GROUP } : {}
  return {
    traits,
    certificate: cert,
    secureContext: tls.createSecureContext({ cert: chain, key, minVersion, maxVersion, ciphers, ...group }),
  }
}

function certificateFor({ ca, host }: RecipientOptions, traits: Traits): Promise<IssuedCertificate> {
  const names = traits.certificate === 'wrong-name' ? ['mx.someone-else.test'] : [host]
  const key = { keyType: traits.key === 'ec' ? 'ec' : 'rsa', rsaBits: traits.key === 'rsa1024' ? 1024 : 2048 } as const
  const lifetime = traits.certificate === 'expired' ? { to: Date.now() - 30 * 86_400_000 } : {}
  return ca.issue({ names, ...key, ...lifetime, selfSigned: traits.certificate === 'self-signed' })
}
