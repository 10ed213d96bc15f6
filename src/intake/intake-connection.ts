// One SMTP session: smtp-server's connection with its sharp edges taken off (docs/decisions/0010-smtp-server-intake.md tells each one).
// Conversation only: who may send is in admission.ts, what happens to bytes in receive.ts, the hooks between them in door.ts.
import type { SMTPServer } from 'smtp-server'
import { SMTPConnection } from 'smtp-server/lib/smtp-connection.js'
import type { Clock } from '../platform/clock.ts'
import { defaultEnhancedCode, startsWithEnhancedCode } from '../smtp/enhanced-code.ts'
import { parsePathCommand } from '../smtp/path-command.ts'
import type { IntakeLimits, IntakeTimeouts, ListenerTls } from './intake-options.ts'
import { type Refusal, type RefusalContext, refusal } from './refusal.ts'
import { WatchedStream } from './watched-stream.ts'

/** What a session needs of the listener that it came through. */
export interface SessionRules {
  readonly tls: ListenerTls
  readonly limits: IntakeLimits
  readonly timeouts: IntakeTimeouts
  readonly clock: Clock
  readonly offersAuth: boolean
  readonly offersRequireTls: boolean
  /** The gateway is stopping: sessions end as soon as they are between two messages. */
  draining(): boolean
  refused(refusal: Refusal, context: RefusalContext): void
}

type ServerWithRules = SMTPServer & { readonly rules: SessionRules }
type Done = () => void

/** RFC 4954 §4 gives an AUTH line 12,288 bytes; nothing else comes near. */
const LONGEST_COMMAND = 12_288
/** Allowed before TLS where TLS is demanded (RFC 3207 §4), and always free of our own checks. */
const ALWAYS = new Set(['EHLO', 'HELO', 'STARTTLS', 'NOOP', 'RSET', 'QUIT', 'HELP'])
/** Commands of RFC 5321 and its relatives that we know and do not implement. */
const UNIMPLEMENTED = new Set(['EXPN', 'ETRN', 'TURN', 'ATRN', 'SEND', 'SOML', 'SAML', 'BDAT', 'LHLO', 'BURL'])
/** Replies that show a client which does not speak SMTP, or guesses. Refusals of policy and of order (503) are no such sign. */
const PROTOCOL_ERRORS = new Set([500, 501, 502, 504, 555])

export class IntakeConnection extends SMTPConnection {
  readonly #startedAt = this.rules.clock.now()
  /** Commands since the last message, and how many messages there were then. */
  #commands = 0
  #transactions = 0
  #errors = 0
  #handshakeTimer: NodeJS.Timeout | undefined
  #dataTimer: NodeJS.Timeout | undefined

  get rules(): SessionRules {
    return (this._server as ServerWithRules).rules
  }

  /** Between MAIL and the answer to the final dot. */
  get inTransaction(): boolean {
    return Boolean(this._dataStream) || Boolean(this.session.envelope?.mailFrom)
  }

  /** smtp-server waits 100 ms here for clients that talk before the banner. Ours are known senders, so the banner goes out at once. */
  override init(): void {
    this._setListeners(() => this.connectionReady())
  }

  /** Ends the session politely. */
  bye(because: Refusal): void {
    if (this._closing || this._closed) return
    this.#refuse(because)
  }

  #refuse(because: Refusal): void {
    this.rules.refused(because, { session: this.id, peer: this.remoteAddress })
    this.send(because.code, because.text)
  }

  /** Ends the session at once. */
  drop(): void {
    this._socket.destroy()
  }

  override _createParser(): WatchedStream {
    const parser = new WatchedStream({ maxCommandLength: LONGEST_COMMAND })
    parser.oncommand = (command, callback) => {
      parser.dispatched()
      this._onCommand(command, callback)
    }
    parser.on('error', (error) => this.send(421, `4.5.2 ${error.message}`))
    return parser
  }

  override _onCommand(command: Buffer, callback: Done = () => {}): void {
    // While TLS starts, before the banner and inside AUTH a line is no command of ours to judge.
    if (this._upgrading || !this._ready || this._nextHandler) {
      super._onCommand(command, callback)
      return
    }
    const verb = command.toString('latin1').split(' ', 1)[0]?.toUpperCase() ?? ''
    const because = this.#refusalOf(verb)
    if (because) this.#refuse(because)
    else if (hasControlCharacter(command)) this.send(500, '5.5.2 Control characters may not stand in a command')
    else if (UNIMPLEMENTED.has(verb)) this.send(502, '5.5.1 Command not implemented')
    else {
      // smtp-server would end the session at its own ten unknown commands, whatever limits.protocolErrors says.
      this._unrecognizedCommands = 0
      super._onCommand(command, callback)
      return
    }
    setImmediate(() => this._whenWritable(callback))
  }

  #refusalOf(verb: string): Refusal | undefined {
    if (verb === 'QUIT') return undefined
    if (!this.inTransaction) {
      if (this.rules.draining()) return refusal('shutdown')
      if (this.rules.clock.now() - this.#startedAt > this.rules.timeouts.session) return refusal('timeout')
    }
    if (this._transactionCounter !== this.#transactions) {
      this.#transactions = this._transactionCounter
      this.#commands = 0
    }
    if (verb !== 'RCPT' && ++this.#commands > this.rules.limits.commands) return refusal('too-many-commands')
    if (this.rules.tls === 'starttls' && !this.secure && !ALWAYS.has(verb)) return refusal('tls-required')
    return undefined
  }

  /** Every 2xx, 4xx and 5xx reply carries an enhanced code: the one its text begins with, or a default that blames no mailbox. */
  override send(code: number, data?: string | string[] | null, context?: string | false): void {
    const hasOwn = typeof data === 'string' && startsWithEnhancedCode(code, data)
    // What may be followed by the end of the session, or by a handshake, leaves at once.
    if (code === 250 || code === 354) this.#gatherReplies()
    else this.#flushReplies()
    super.send(code, data, hasOwn ? false : context)
    if (!PROTOCOL_ERRORS.has(code) || ++this.#errors < this.rules.limits.protocolErrors) return
    this.bye(refusal('protocol'))
  }

  /** Replies to commands that came in one packet leave in one (RFC 2920 §3.2): none waits longer than the turn of the event loop it was made in. */
  #gatherReplies(): void {
    const socket = this._socket
    if (socket.writableCorked > 0) return
    socket.cork()
    setImmediate(() => socket.uncork())
  }

  #flushReplies(): void {
    while (this._socket.writableCorked > 0) this._socket.uncork()
  }

  override _getEnhancedStatusCode(code: number, context?: string | false): string {
    return context === undefined || context === null ? defaultEnhancedCode(code) : super._getEnhancedStatusCode(code, context)
  }

  /** Ours keeps addresses, ORCPT and ENVID to the byte; smtp-server's rewrites A-labels and decodes xtext. */
  override _parseAddressCommand(name: string, raw: Buffer | string) {
    const line = Buffer.isBuffer(raw) ? strictUtf8(raw) : raw
    const parsed = line === undefined ? undefined : parsePathCommand(name.toUpperCase() as 'MAIL FROM' | 'RCPT TO', line)
    if (!parsed) return false
    const { address, parameters, duplicate } = parsed
    return { address, args: parameters, ...(duplicate ? { duplicate } : {}) }
  }

  override handler_EHLO(command: Buffer, callback: Done): void {
    const name = helloName(command)
    if (name === undefined) {
      this.send(501, 'Syntax: EHLO hostname', false)
      callback()
      return
    }
    this.hostNameAppearsAs = name
    this._resetSession()
    this.send(250, [this.name, ...this.#extensions()], false)
    callback()
  }

  #extensions(): string[] {
    const { limits, offersAuth, offersRequireTls, tls } = this.rules
    return [
      'PIPELINING',
      '8BITMIME',
      'SMTPUTF8',
      'ENHANCEDSTATUSCODES',
      'DSN',
      `SIZE ${limits.message}`,
      ...(!this.secure && tls !== 'off' ? ['STARTTLS'] : []),
      ...(this.secure && offersAuth && !this.session.user ? ['AUTH PLAIN LOGIN'] : []),
      ...(this.secure && offersRequireTls ? ['REQUIRETLS'] : []),
    ]
  }

  override handler_HELP(_command: Buffer, callback: Done): void {
    this.send(214, 'This is SMTP as of RFC 5321')
    callback()
  }

  override handler_STARTTLS(command: Buffer, callback: Done): void {
    const injected = !this.secure && ((this._parser && (this._parser as WatchedStream).hasMore) || this._socket.readableLength > 0)
    if (injected) {
      this.#refuse(refusal('starttls-injection'))
      this.close()
      callback()
      return
    }
    super.handler_STARTTLS(command, callback)
    if (!this._upgrading) return
    const socket = this._socket
    this.#handshakeTimer = setTimeout(() => socket.destroy(), this.rules.timeouts.handshake)
  }

  override handler_AUTH(command: Buffer, callback: Done): void {
    if (!this.secure) this.send(538, '5.7.11 Encryption required: STARTTLS first')
    else if (!this.rules.offersAuth) this.send(502, '5.5.1 AUTH is not offered here')
    else if (this.inTransaction) this.send(503, '5.5.1 AUTH may not stand inside a mail transaction')
    else {
      super.handler_AUTH(command, callback)
      return
    }
    callback()
  }

  override handler_DATA(command: Buffer, callback: Done): void {
    super.handler_DATA(command, callback)
    if (!this._dataStream) return
    this.#dataTimer = setTimeout(() => {
      if (this._parser !== false && this._parser._dataMode) this.bye(refusal('timeout'))
    }, this.rules.timeouts.data)
  }

  /** The transaction is over (accepted, refused, reset), never began, or TLS has just started. */
  override _resetSession(): void {
    super._resetSession()
    clearTimeout(this.#handshakeTimer)
    clearTimeout(this.#dataTimer)
    if (this._ready && this.rules.draining()) setImmediate(() => !this.inTransaction && this.bye(refusal('shutdown')))
  }

  override _onClose(): void {
    clearTimeout(this.#handshakeTimer)
    clearTimeout(this.#dataTimer)
    super._onClose()
    this.emit('closed')
  }
}

/** RFC 5321 §4.1.1.1 wants a name or a literal; real clients say other things, so only length and characters are bounded. */
function helloName(command: Buffer): string | undefined {
  const words = command.toString('latin1').trim().split(/\s+/)
  const name = words[1] ?? ''
  return words.length === 2 && name.length <= 255 && /^[!-~]+$/.test(name) ? name.toLowerCase() : undefined
}

function hasControlCharacter(command: Buffer): boolean {
  return command.some((byte) => (byte < 0x20 && byte !== 0x09) || byte === 0x7f)
}

function strictUtf8(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}
