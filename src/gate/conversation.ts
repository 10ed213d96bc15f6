// SMTP before TLS: commands out, replies in, over one plain socket. Bounded in time, line length and reply size; whatever is not an SMTP
// reply (RFC 5321 §4.2) ends it. Nothing that carries mail is ever written here: the gate only says EHLO, STARTTLS and QUIT.
import type { Socket } from 'node:net'
import type { Clock } from '../platform/clock.ts'
import { DONE } from '../platform/done.ts'

export interface Reply {
  readonly code: number
  /** Text of each line, without code and separator. */
  readonly lines: readonly string[]
}

/** Why no reply came. `garbage`: bytes came that are not SMTP. */
export interface Lost {
  readonly lost: 'closed' | 'timeout' | 'garbage'
}

export interface Conversation {
  readonly socket: Socket
  /** Waits at most `timeoutMs` for the next reply. */
  reply(timeoutMs: number): Promise<Reply | Lost>
  send(command: string): void
  /** Takes every listener off and pauses the socket. @returns bytes that came and were not part of a reply */
  release(): Buffer
  /** QUIT, a short wait for the answer, then the socket is gone. */
  quit(timeoutMs: number): Promise<void>
  destroy(): void
}

/** RFC 5321 §4.5.3.1.5 says 512 octets for a reply line; real servers say more. */
const MAX_LINE = 4_096
const MAX_LINES = 256

/** @param transcript commands (`C: `) and replies (`S: `) are added to it, control characters removed, lines cut at 500 characters */
export function startConversation(socket: Socket, clock: Clock, transcript: string[]): Conversation {
  let unread: Buffer = Buffer.alloc(0)
  let ended: Lost | undefined = socket.destroyed ? { lost: 'closed' } : undefined
  let wake: () => void = () => undefined

  const onData = (chunk: Buffer) => {
    unread = unread.length === 0 ? chunk : Buffer.concat([unread, chunk])
    wake()
  }
  const onEnd = () => {
    ended ??= { lost: 'closed' }
    wake()
  }
  socket.on('data', onData)
  socket.on('error', onEnd)
  socket.on('end', onEnd)
  socket.on('close', onEnd)

  async function reply(timeoutMs: number): Promise<Reply | Lost> {
    const late = new AbortController()
    let timedOut = false
    void clock.sleep(timeoutMs, late.signal).then(() => {
      timedOut = !late.signal.aborted
      wake()
    })
    try {
      for (;;) {
        const found = takeReply()
        if (found) return note(found)
        if (ended) return ended
        if (timedOut) return { lost: 'timeout' }
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    } finally {
      late.abort(DONE)
    }
  }

  function takeReply(): Reply | Lost | undefined {
    const lines: string[] = []
    for (let start = 0; lines.length < MAX_LINES; ) {
      const end = unread.indexOf(0x0a, start)
      if (end < 0) return unread.length - start > MAX_LINE ? { lost: 'garbage' } : undefined
      const line = unread.toString('latin1', start, end).replace(/\r$/, '')
      const match = line.length <= MAX_LINE ? /^([2-5]\d\d)([ -]?)(.*)$/.exec(line) : null
      if (!match) return { lost: 'garbage' }
      lines.push(match[3] as string)
      start = end + 1
      if (match[2] !== '-') {
        unread = unread.subarray(start)
        return { code: Number(match[1]), lines }
      }
    }
    return { lost: 'garbage' }
  }

  function note(found: Reply | Lost): Reply | Lost {
    if ('lost' in found) return found
    found.lines.forEach((line, index) => {
      const separator = index === found.lines.length - 1 ? ' ' : '-'
      transcript.push(printable(`S: ${found.code}${separator}${line}`))
    })
    return found
  }

  function send(command: string): void {
    transcript.push(printable(`C: ${command}`))
    if (socket.writable) socket.write(`${command}\r\n`)
  }

  function release(): Buffer {
    socket.pause()
    socket.off('data', onData)
    socket.off('error', onEnd)
    socket.off('end', onEnd)
    socket.off('close', onEnd)
    return unread
  }

  async function quit(timeoutMs: number): Promise<void> {
    send('QUIT')
    await reply(timeoutMs)
    socket.destroy()
  }

  return { socket, reply, send, release, quit, destroy: () => socket.destroy() }
}

/** Peer text for a transcript: control characters out, bounded. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: taking them out is the purpose
  return text.replace(/[\x00-\x1f\x7f-\x9f]/g, ' ').slice(0, 500)
}
