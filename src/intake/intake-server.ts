// One listener: smtp-server with our connection class in it, TLS of our choosing, and certificates that can be replaced while sessions run.
import { constants } from 'node:crypto'
import type { Socket } from 'node:net'
import { createSecureContext, type TLSSocket } from 'node:tls'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import type { SMTPConnectionOptions } from 'smtp-server/lib/smtp-connection.js'
import { IntakeConnection, type SessionRules } from './intake-connection.ts'
import type { ListenerOptions } from './intake-options.ts'

/** Forward secrecy and AEAD only; what Salesforce was seen to use is among them (salesforce.md §1.2). */
const CIPHERS = [
  'TLS_AES_256_GCM_SHA384',
  'TLS_AES_128_GCM_SHA256',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
].join(':')

export class IntakeServer extends SMTPServer {
  readonly rules: SessionRules
  readonly listener: ListenerOptions
  readonly #sessions = new Set<IntakeConnection>()

  constructor(options: SMTPServerOptions, listener: ListenerOptions, rules: SessionRules) {
    super({ ...options, ...tlsOptions(listener) })
    this.rules = rules
    this.listener = listener
  }

  override connect(socket: Socket | TLSSocket, options?: SMTPConnectionOptions | null): void {
    const connection = new IntakeConnection(this, socket, options)
    this.connections.add(connection)
    this.#sessions.add(connection)
    connection.on('error', (error) => this.emit('error', error))
    connection.once('closed', () => this.#sessions.delete(connection))
    connection.init()
  }

  /** Every session whose socket is not closed yet. */
  sessions(): readonly IntakeConnection[] {
    return [...this.#sessions]
  }

  /** Drops clients that have not reached their session: an implicit handshake under way. */
  dropPending(): void {
    for (const socket of this._pendingSockets.values()) socket.destroy()
  }

  /**
   * New sessions use the new pair, running ones are left alone.
   * @throws Error when the pair is broken; the one in use stays
   */
  replaceCertificate(cert: string, key: string): void {
    // smtp-server drops its context before it makes the new one: a broken file would leave the listener without any.
    createSecureContext({ cert, key })
    this.updateSecureContext({ cert, key })
  }
}

function tlsOptions({ tls, cert, key, host, port }: ListenerOptions): SMTPServerOptions {
  if (tls === 'off') return { secure: false, disabledCommands: ['STARTTLS', 'AUTH', ...JOKES] }
  if (!cert || !key)
    throw new Error(`listen.smtp ${host}:${port}: tls: ${tls} needs cert and key; name PEM files, or write tls: off on a loopback address`)
  return {
    secure: tls === 'implicit',
    disabledCommands: [...JOKES],
    cert,
    key,
    minVersion: 'TLSv1.2',
    ciphers: CIPHERS,
    honorCipherOrder: true,
    secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
    // Asked for, never demanded: senders[].certificate decides.
    requestCert: true,
    rejectUnauthorized: false,
  }
}

/** Commands of smtp-server that a mail gateway has no use for. */
const JOKES = ['WIZ', 'SHELL', 'KILL', 'XCLIENT', 'XFORWARD'] as const
