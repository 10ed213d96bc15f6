// One SMTP conversation of a pretend recipient server (RFC 5321, RFC 3207 STARTTLS), byte-exact and fully logged, so that a test
// can see what crossed in the clear. Its traits say where it misbehaves. smtp-server is too well-behaved for that: it cannot send
// bytes after the 220, break a handshake or drop the line after the final dot.
import type { Socket } from 'node:net'
import * as tls from 'node:tls'
import { type Traits, traitsFor } from './personality.ts'

export interface LogEntry {
  readonly connection: number
  readonly by: 'client' | 'server'
  /** One line without its end; content of a message shows as `<n bytes of data>`. */
  readonly line: string
  /** Whether the line crossed inside TLS. */
  readonly tls: boolean
}

export interface SessionTls {
  readonly version: string
  /** IANA name of the cipher suite. */
  readonly cipher: string
  /** The SNI that the client sent. */
  readonly servername: string | undefined
}

export interface ReceivedRecipient {
  readonly address: string
  /** Parameters of RCPT TO: `NOTIFY=FAILURE`. */
  readonly parameters: readonly string[]
}

export interface Received {
  readonly connection: number
  readonly at: number
  readonly helo: string
  /** Reverse-path without angle brackets; '' for the null one. */
  readonly from: string
  readonly mailParameters: readonly string[]
  /** Those that were accepted. */
  readonly to: readonly ReceivedRecipient[]
  /** The message as it was sent, dots unstuffed. */
  readonly data: Buffer
  /** Null: it came in the clear. */
  readonly tls: SessionTls | null
  readonly remoteAddress: string
}

export interface SessionDeps {
  readonly connection: number
  readonly host: string
  readonly traits: Traits
  readonly secureContext: tls.SecureContext
  /** As many sessions as it holds are open already. */
  readonly crowded: boolean
  readonly log: (entry: LogEntry) => void
  /** Every byte from the client outside TLS. */
  readonly onPlaintext: (bytes: Buffer) => void
  readonly onTls: (session: SessionTls) => void
  readonly onReceived: (received: Received) => void
  /** Counts a failure for a recipient; true while it should still fail. */
  readonly stillFails: (address: string, times: number) => boolean
}

const MAX_SIZE = 52_428_800
const END_OF_DATA = Buffer.from('\r\n.\r\n')
/** A fatal TLS alert, RFC 8446 §6: record type 21, version 3.3, two bytes, fatal, handshake_failure. */
const HANDSHAKE_FAILURE = Buffer.from([0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x28])

interface Transaction {
  from: string
  mailParameters: string[]
  to: ReceivedRecipient[]
}

/** Speaks with one client until either side hangs up. Expected misbehaviour ends in a closed socket, never in a throw. */
export function holdSession(socket: Socket, deps: SessionDeps): void {
  void new RecipientSession(socket, deps).greet()
}

class RecipientSession {
  readonly #deps: SessionDeps
  readonly #remoteAddress: string
  #socket: Socket
  #tls: SessionTls | null = null
  #pending: Buffer = Buffer.alloc(0)
  #reading: 'commands' | 'data' | 'nothing' = 'nothing'
  #busy = false
  #helo = ''
  #transaction: Transaction | undefined

  constructor(socket: Socket, deps: SessionDeps) {
    this.#deps = deps
    this.#socket = socket
    this.#remoteAddress = socket.remoteAddress ?? ''
  }

  async greet(): Promise<void> {
    const { host, traits } = this.#deps
    this.#listen()
    await wait(traits.delay)
    if (traits.greeting === '220' && !this.#deps.crowded) {
      this.#reading = 'commands'
      this.#say(`220 ${host} ESMTP`)
      return this.#work()
    }
    this.#say(traits.greeting !== '554' ? `421 4.3.2 ${host} is too busy` : `554 5.7.1 ${host} takes no mail from you`)
    this.#socket.end()
  }

  #listen(): void {
    this.#socket.on('data', (chunk: Buffer) => {
      if (!this.#tls) this.#deps.onPlaintext(chunk)
      this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk])
      void this.#work()
    })
    this.#socket.on('error', () => this.#socket.destroy())
  }

  #record(by: LogEntry['by'], line: string): void {
    this.#deps.log({ connection: this.#deps.connection, by, line, tls: this.#tls !== null })
  }

  #say(...lines: readonly string[]): void {
    for (const line of lines) this.#record('server', line)
    if (lines.length > 0 && !this.#socket.destroyed) this.#socket.write(lines.map((line) => `${line}\r\n`).join(''))
  }

  // Commands are taken one after the other, however many came in one read (PIPELINING, RFC 2920).
  async #work(): Promise<void> {
    if (this.#busy) return
    this.#busy = true
    while (this.#reading !== 'nothing' && (this.#reading === 'data' ? await this.#takeData() : this.#takeCommand())) {}
    this.#busy = false
  }

  /** @returns false when more bytes are needed. */
  #takeCommand(): boolean {
    const end = this.#pending.indexOf('\r\n')
    if (end < 0) return false
    const line = this.#pending.subarray(0, end).toString('utf8')
    this.#pending = this.#pending.subarray(end + 2)
    this.#record('client', line)
    const verb = line.split(/[ :]/, 1)[0]?.toUpperCase() ?? ''
    this.#say(...this.#obey(verb, line))
    if (this.#reading === 'nothing') this.#socket.end()
    return true
  }

  /** @returns the reply; nothing where STARTTLS has taken over. */
  #obey(verb: string, line: string): readonly string[] {
    switch (verb) {
      case 'EHLO':
      case 'HELO':
        return this.#hello(verb, line.slice(5).trim())
      case 'STARTTLS':
        return this.#startTls()
      case 'MAIL':
        return [this.#mail(line)]
      case 'RCPT':
        return [this.#rcpt(line)]
      case 'DATA':
        return this.#data()
      case 'RSET':
        this.#transaction = undefined
        return ['250 2.0.0 OK']
      case 'NOOP':
        return ['250 2.0.0 OK']
      case 'QUIT':
        this.#reading = 'nothing'
        return ['221 2.0.0 Bye']
      default:
        return ['502 5.5.1 Command not implemented']
    }
  }

  #hello(verb: string, name: string): readonly string[] {
    const { host, traits } = this.#deps
    this.#helo = name
    this.#transaction = undefined
    if (verb === 'HELO') return [`250 ${host}`]
    if (traits.ehlo === 'refuse') return ['502 5.5.1 Command not implemented']
    const keywords = ['PIPELINING', `SIZE ${MAX_SIZE}`, 'ENHANCEDSTATUSCODES', 'DSN']
    if (traits.eightBitMime) keywords.push('8BITMIME')
    if (traits.smtpUtf8) keywords.push('SMTPUTF8')
    if (this.#tls && traits.requireTls) keywords.push('REQUIRETLS')
    if (!this.#tls && traits.starttls !== 'absent') keywords.push('STARTTLS')
    return [`250-${host} at your service`, ...keywords.map((word, i) => `250${i === keywords.length - 1 ? ' ' : '-'}${word}`)]
  }

  #mail(line: string): string {
    const path = parsePath(line, /^MAIL FROM:\s*<([^>]*)>(.*)$/i)
    if (!path) return '501 5.5.4 MAIL FROM:<address> expected'
    if (this.#transaction) return '503 5.5.1 Nested MAIL command'
    if (this.#deps.traits.mail === 'busy') return '451 4.3.2 Too many messages from you, slow down'
    this.#transaction = { from: path.address, mailParameters: path.parameters, to: [] }
    return '250 2.1.0 OK'
  }

  #rcpt(line: string): string {
    const path = parsePath(line, /^RCPT TO:\s*<([^>]*)>(.*)$/i)
    if (!path) return '501 5.5.4 RCPT TO:<address> expected'
    if (!this.#transaction) return '503 5.5.1 MAIL first'
    const mood = traitsFor(this.#deps.traits, localPartOf(path.address))
    if (mood.rcpt !== 'accept' && this.#deps.stillFails(path.address, mood.times)) {
      if (mood.rcpt === 'reject') return `550 5.1.1 <${path.address}>: Recipient address rejected: User unknown`
      return `451 4.7.1 <${path.address}>: Greylisted, try again later`
    }
    this.#transaction.to.push(path)
    return '250 2.1.5 OK'
  }

  #data(): readonly string[] {
    const first = this.#transaction?.to[0]?.address
    if (first === undefined) return ['554 5.5.1 No valid recipients']
    const mood = traitsFor(this.#deps.traits, localPartOf(first))
    if (mood.data === 'drop-at-data' && this.#deps.stillFails(`data ${first}`, mood.times)) {
      this.#drop()
      return []
    }
    this.#reading = 'data'
    return ['354 End data with <CR><LF>.<CR><LF>']
  }

  /** @returns false when more bytes are needed, or the line was dropped. */
  async #takeData(): Promise<boolean> {
    const current = this.#transaction
    const first = current?.to[0]?.address
    if (!current || first === undefined) throw new Error('DATA was taken without a recipient')
    const mood = traitsFor(this.#deps.traits, localPartOf(first))
    const fails = () => mood.data !== 'accept' && mood.data !== 'drop-at-data' && this.#deps.stillFails(`data ${first}`, mood.times)
    if (mood.data === 'drop-in-data' && this.#pending.length > 0 && fails()) return this.#drop()
    const bytes = this.#cutMessage()
    if (!bytes) return false
    this.#record('client', `<${bytes.length} bytes of data>`)
    await wait(this.#deps.traits.delay)
    this.#reading = 'commands'
    this.#transaction = undefined
    if (mood.data === 'drop-in-data' || !fails()) {
      this.#keep(current, bytes)
      this.#say('250 2.0.0 OK: queued')
    } else if (mood.data === 'reject') this.#say('554 5.7.1 Message content rejected')
    else if (mood.data === 'defer') this.#say('451 4.3.0 Mail system is busy, try again later')
    else {
      if (mood.keepsDropped) this.#keep(current, bytes)
      return this.#drop()
    }
    return true
  }

  /** Takes the message off the bytes read so far, once its final dot is there. */
  #cutMessage(): Buffer | undefined {
    const empty = this.#pending.subarray(0, 3).equals(END_OF_DATA.subarray(2))
    const end = empty ? -2 : this.#pending.indexOf(END_OF_DATA)
    if (end === -1) return undefined
    const bytes = unstuff(this.#pending.subarray(0, end + 2))
    this.#pending = this.#pending.subarray(end + END_OF_DATA.length)
    return bytes
  }

  #keep(current: Transaction, data: Buffer): void {
    const { connection, onReceived } = this.#deps
    onReceived({ connection, at: Date.now(), helo: this.#helo, ...current, data, tls: this.#tls, remoteAddress: this.#remoteAddress })
  }

  #drop(): boolean {
    this.#reading = 'nothing'
    this.#socket.destroy()
    return false
  }

  #startTls(): readonly string[] {
    const { starttls } = this.#deps.traits
    if (this.#tls || starttls === 'absent' || this.#deps.traits.ehlo === 'refuse') return ['502 5.5.1 Command not implemented']
    if (starttls === 'refused') return ['454 4.7.0 TLS not available due to temporary reason']
    if (starttls === 'reset') {
      this.#reading = 'nothing'
      this.#socket.resetAndDestroy()
      return []
    }
    // RFC 3207 §4.2: what the client said so far, also in the same read, is forgotten.
    this.#pending = Buffer.alloc(0)
    this.#helo = ''
    this.#transaction = undefined
    this.#socket.removeAllListeners('data')
    this.#say('220 2.0.0 Ready to start TLS', ...(starttls === 'injection' ? ['250 OK'] : []))
    if (starttls === 'works' || starttls === 'injection') this.#upgrade()
    else this.#breakHandshake(starttls)
    return []
  }

  // Waits for the ClientHello first: bytes that came at once would be injection, another fault than a broken handshake.
  #breakHandshake(how: 'garbage' | 'alert' | 'eof'): void {
    this.#socket.once('data', () => {
      if (how === 'garbage') this.#socket.end('500 what is this?\r\n'.repeat(4))
      else if (how === 'alert') this.#socket.end(HANDSHAKE_FAILURE)
      else this.#socket.end()
    })
  }

  #upgrade(): void {
    const upgraded = new tls.TLSSocket(this.#socket, { isServer: true, secureContext: this.#deps.secureContext })
    upgraded.on('error', () => upgraded.destroy())
    upgraded.once('secure', () => {
      const servername = (upgraded as { servername?: string | false }).servername || undefined
      this.#tls = { version: upgraded.getProtocol() ?? '', cipher: upgraded.getCipher().standardName, servername }
      this.#deps.onTls(this.#tls)
      this.#socket = upgraded
      this.#listen()
    })
  }
}

function localPartOf(address: string): string {
  return address.slice(0, address.lastIndexOf('@'))
}

function parsePath(line: string, shape: RegExp): { address: string; parameters: string[] } | undefined {
  const match = shape.exec(line)
  if (!match) return undefined
  return { address: match[1] ?? '', parameters: (match[2] ?? '').trim().split(/ +/).filter(Boolean) }
}

// RFC 5321 §4.5.2: the first dot of a line that begins with one was added by the sender.
function unstuff(bytes: Buffer): Buffer {
  if (bytes[0] !== 0x2e && bytes.indexOf('\r\n.') < 0) return Buffer.from(bytes)
  return Buffer.from(bytes.toString('latin1').replace(/(^|\r\n)\./g, '$1'), 'latin1')
}

function wait(ms: number): Promise<void> {
  return ms === 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, ms).unref())
}
