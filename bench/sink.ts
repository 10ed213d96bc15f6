// Where mail ends, a process of its own: an SMTP server with STARTTLS (RFC 3207) and PIPELINING that throws bytes away and counts each
// message by its Message-ID, so that a repeated one does not count twice. As little work as possible: it shares the processors.
import * as net from 'node:net'
import * as tls from 'node:tls'

export interface SinkOptions {
  readonly host: string
  readonly cert: string
  readonly key: string
}

export type ToSink = { readonly kind: 'expect'; readonly run: string; readonly messages: number }

export type FromSink =
  | { readonly kind: 'listening'; readonly port: number }
  /** All of a run are here: when the last one came, milliseconds since the epoch, and how many came more than once. */
  | { readonly kind: 'complete'; readonly run: string; readonly endedAt: number; readonly repeated: number }

const END = Buffer.from('\r\n.\r\n')
const ID = Buffer.from('Message-ID: <')
/** The Message-ID stands this early in what the generator makes, whatever trace headers are put on top. */
const HEAD = 8 * 1024

interface Expected {
  readonly run: string
  readonly messages: number
  readonly seen: Set<string>
  repeated: number
}

const options = JSON.parse(process.argv[2] ?? '{}') as SinkOptions
const context = tls.createSecureContext({ cert: options.cert, key: options.key })
let expected: Expected | undefined

process.on('message', ({ run, messages }: ToSink) => {
  expected = { run, messages, seen: new Set(), repeated: 0 }
})
process.on('disconnect', () => process.exit(0))

const server = net.createServer({ noDelay: true }, (socket) => {
  socket.on('error', () => socket.destroy())
  socket.write(`220 ${options.host} ESMTP\r\n`)
  converse(socket, false)
})
server.listen({ host: '127.0.0.1', port: 0, backlog: 512 }, () =>
  tell({ kind: 'listening', port: (server.address() as net.AddressInfo).port }),
)

function converse(socket: net.Socket, secure: boolean): void {
  const receiver = createReceiver()
  let commands = ''
  const onData = (chunk: Buffer): void => {
    let bytes: Buffer | undefined = chunk
    while (bytes !== undefined) {
      if (receiver.open) {
        bytes = receiver.take(bytes)
        if (!receiver.open) socket.write('250 2.0.0 thrown away\r\n')
        continue
      }
      commands += bytes.toString('latin1')
      bytes = undefined
      let replies = ''
      for (let end = commands.indexOf('\r\n'); end >= 0; end = commands.indexOf('\r\n')) {
        const verb = commands.slice(0, 4).toUpperCase()
        commands = commands.slice(end + 2)
        if (verb === 'STAR') {
          startTls(socket, onData)
          return
        }
        replies += answer(verb, secure)
        if (verb === 'QUIT') {
          socket.end(replies)
          return
        }
        if (verb !== 'DATA') continue
        receiver.begin()
        bytes = commands === '' ? undefined : Buffer.from(commands, 'latin1')
        commands = ''
        break
      }
      socket.write(replies)
    }
  }
  socket.on('data', onData)
}

function startTls(socket: net.Socket, onData: (chunk: Buffer) => void): void {
  socket.off('data', onData)
  socket.write('220 2.0.0 go ahead\r\n')
  const secured = new tls.TLSSocket(socket, { isServer: true, secureContext: context })
  secured.on('error', () => socket.destroy())
  converse(secured, true)
}

function answer(verb: string, secure: boolean): string {
  if (verb === 'EHLO')
    return `250-${options.host}\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SIZE 67108864\r\n${secure ? '' : '250-STARTTLS\r\n'}250 ENHANCEDSTATUSCODES\r\n`
  if (verb === 'DATA') return '354 go ahead\r\n'
  return verb === 'QUIT' ? '221 2.0.0 bye\r\n' : '250 2.0.0 ok\r\n'
}

/** One message after 354: watches for the final dot across chunks, reads the Message-ID out of the first bytes. */
function createReceiver() {
  let head: Buffer[] = []
  let headBytes = 0
  let tail: Buffer = Buffer.alloc(0)
  const receiver = {
    open: false,
    begin: () => {
      receiver.open = true
      head = []
      headBytes = 0
      // The line end before a dot that is the first line of all.
      tail = Buffer.from('\r\n')
    },
    /** @returns what follows the final dot, if anything does */
    take: (chunk: Buffer): Buffer | undefined => {
      if (headBytes < HEAD) {
        head.push(chunk)
        headBytes += chunk.length
      }
      const seam = Buffer.concat([tail, chunk.subarray(0, END.length)])
      const within = seam.indexOf(END)
      const end = within >= 0 ? within - tail.length + END.length : endIn(chunk)
      if (end < 0) {
        tail = Buffer.from((chunk.length >= END.length ? chunk : Buffer.concat([tail, chunk])).subarray(1 - END.length))
        return undefined
      }
      receiver.open = false
      count(Buffer.concat(head))
      return end < chunk.length ? chunk.subarray(end) : undefined
    },
  }
  return receiver
}

function endIn(chunk: Buffer): number {
  const at = chunk.indexOf(END)
  return at < 0 ? -1 : at + END.length
}

function count(head: Buffer): void {
  const start = head.indexOf(ID)
  const id = start < 0 ? '' : head.toString('latin1', start + ID.length, head.indexOf('>', start))
  if (!expected || !id.startsWith(`${expected.run}-`)) return
  if (expected.seen.has(id)) expected.repeated++
  expected.seen.add(id)
  if (expected.seen.size < expected.messages) return
  tell({ kind: 'complete', run: expected.run, endedAt: performance.timeOrigin + performance.now(), repeated: expected.repeated })
  expected = undefined
}

function tell(message: FromSink): void {
  process.send?.(message)
}
