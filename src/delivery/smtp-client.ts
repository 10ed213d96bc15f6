// nodemailer's SMTPConnection on a socket that the gate has proved: it says EHLO again, then MAIL, RCPT, DATA with pipelining and dot
// stuffing (tls.md §4). It waits for a greeting, which the server said long ago: one is pushed back into the socket for it.
// It only ever sees a socket of an `Admitted` session, and never starts TLS by itself.
import type { Socket } from 'node:net'
import type { Readable } from 'node:stream'
import SMTPConnection, { type SMTPConnectionSendInfo, type SMTPEnvelope } from 'nodemailer/lib/smtp-connection'
import type { Admitted } from '../gate/admit.ts'
import type { GateSession } from '../gate/gate.ts'
import type { Clock } from '../platform/clock.ts'
import { DONE } from '../platform/done.ts'

/** What the host offered inside TLS. */
export interface Extensions {
  readonly eightBitMime: boolean
  readonly smtpUtf8: boolean
  readonly dsn: boolean
  readonly requireTls: boolean
  /** RFC 1870; undefined: not said, or no limit. */
  readonly maxSize?: number
}

/** How a `send` ended. `lost`: no reply came, for the reason given. */
export type SendEnd =
  | { readonly kind: 'answered'; readonly info: SMTPConnectionSendInfo }
  | { readonly kind: 'refused'; readonly error: SendError }
  | { readonly kind: 'lost'; readonly reason: string }

/** The fields of nodemailer's errors that are read here. */
export interface SendError {
  readonly message: string
  readonly code?: string
  readonly command?: string
  readonly response?: string
  readonly recipient?: string
  readonly rejectedErrors?: readonly SendError[]
}

export interface SmtpClient {
  /** Typed as admitted for the demand that opened it; for every further job `admit` is asked again. */
  readonly session: Admitted<GateSession>
  readonly extensions: Extensions
  /** Messages sent so far. */
  readonly messages: number
  readonly alive: boolean
  /** Adds a line of our own to the transcript. */
  note(line: string): void
  /** Commands and replies since the last call. */
  takeTranscript(): readonly string[]
  /** Moves the time by which the peer must have said something; beyond it `send` ends as `lost`. Infinity: no limit. */
  expectWithin(ms: number): void
  /** What is written until the event loop's next turn leaves in one piece: the last bytes and the final dot. */
  writeTogether(): void
  send(envelope: SMTPEnvelope, body: Readable): Promise<SendEnd>
  /** RSET. @returns whether the connection still works */
  reset(timeoutMs: number): Promise<boolean>
  /** QUIT where possible; the socket is gone in any case, at the latest after the time-out. */
  quit(timeoutMs: number): Promise<void>
  /** Drops the connection at once; a `send` under way ends as `lost`. */
  destroy(reason: string): void
  onEnd(listener: () => void): void
}

export interface SmtpClientSettings {
  readonly ehloName: string
  readonly ehloMs: number
  readonly clock: Clock
}

const FOREVER = 2 ** 31 - 1
const MAX_TRANSCRIPT = 2_000
const HANDED_OVER = '220 handed over by the gate'

/** @returns the client after EHLO, or why there is none */
export async function openClient(
  session: Admitted<GateSession>,
  settings: SmtpClientSettings,
): Promise<SmtpClient | { readonly lost: string }> {
  let transcript: string[] = []
  const note = (line: string) => {
    if (transcript.length < MAX_TRANSCRIPT) transcript.push(line)
  }
  const log = createDialogueLog(note)
  const connection = connectOver(session, settings, log)
  const endings = new Set<(reason: string) => void>()
  const endListeners = new Set<() => void>()
  let ended: string | undefined
  let messages = 0
  let deadline = Number.POSITIVE_INFINITY

  function end(reason: string): void {
    if (ended !== undefined) return
    ended = reason
    for (const ending of [...endings]) ending(reason)
    for (const listener of endListeners) listener()
  }
  // The error of a send under way reaches its callback right after the event; that one knows more than "it ended".
  connection.on('error', (error) => setImmediate(() => end(errorWords(error as SendError))))
  connection.on('end', () => setImmediate(() => end('the connection was closed')))

  function destroy(reason: string): void {
    end(reason)
    connection.close()
    session.socket.destroy()
  }

  /** Runs one exchange until it calls back, the connection ends, or `deadline` passes. */
  async function exchange<T>(onLost: (reason: string) => T, start: (done: (value: T) => void) => void): Promise<T> {
    if (ended !== undefined) return onLost(ended)
    const over = new AbortController()
    try {
      return await new Promise<T>((resolve) => {
        const ending = (reason: string) => resolve(onLost(reason))
        endings.add(ending)
        over.signal.addEventListener('abort', () => endings.delete(ending))
        void watchDeadline(over.signal)
        start(resolve)
      })
    } finally {
      over.abort(DONE)
      deadline = Number.POSITIVE_INFINITY
    }
  }

  // One sleeping loop for all steps of a transaction: each step only moves the deadline. Measured by time that nobody sets: a clock put
  // right in the middle of a marked transaction must not make its outcome unknown.
  async function watchDeadline(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const left = deadline - performance.now()
      if (left <= 0) return destroy('the peer did not answer in time')
      await settings.clock.sleep(Math.min(left, 1_000), signal)
    }
  }

  const expectWithin = (ms: number) => {
    deadline = performance.now() + ms
  }

  expectWithin(settings.ehloMs)
  const opened = await exchange<string | undefined>(
    (reason) => reason,
    (done) => connection.connect((error) => done(error ? errorWords(error as SendError) : undefined)),
  )
  if (opened !== undefined) {
    destroy(opened)
    return { lost: opened }
  }

  return {
    session,
    extensions: readExtensions(log.ehloReply()),
    get messages() {
      return messages
    },
    get alive() {
      return ended === undefined && session.socket.writable
    },
    note,
    takeTranscript: () => {
      const taken = transcript
      transcript = []
      return taken
    },
    expectWithin,
    writeTogether: () => {
      session.socket.cork()
      setImmediate(() => session.socket.uncork())
    },
    send: (envelope, body) => {
      messages++
      return exchange<SendEnd>(
        (reason) => {
          body.destroy()
          return { kind: 'lost', reason }
        },
        (done) =>
          connection.send(envelope, body, (error, info) => {
            if (!error && info) return done({ kind: 'answered', info })
            const failure = error as SendError
            done(
              failure.response || failure.rejectedErrors
                ? { kind: 'refused', error: failure }
                : { kind: 'lost', reason: errorWords(failure) },
            )
          }),
      )
    },
    reset: (timeoutMs) => {
      expectWithin(timeoutMs)
      return exchange<boolean>(
        () => false,
        (done) => connection.reset((error) => done(!error)),
      )
    },
    quit: async (timeoutMs) => {
      expectWithin(timeoutMs)
      await exchange<void>(
        () => undefined,
        () => connection.quit(),
      )
      destroy('said QUIT')
    },
    destroy,
    onEnd: (listener) => void endListeners.add(listener),
  }
}

function connectOver(session: Admitted<GateSession>, settings: SmtpClientSettings, log: DialogueLog): SMTPConnection {
  const socket: Socket = session.socket
  const secured = session.tls !== null
  socket.pause()
  socket.unshift(Buffer.from(`${HANDED_OVER}\r\n`))
  return new SMTPConnection({
    connection: socket,
    host: session.target.host,
    secure: secured,
    secured,
    // The gate has settled whether there is TLS; here it is never started, nor silently gone without.
    ignoreTLS: !secured,
    name: settings.ehloName,
    logger: log.logger as never,
    transactionLog: true,
    // All limits are ours, step by step; these only must not come first.
    connectionTimeout: FOREVER,
    greetingTimeout: FOREVER,
    socketTimeout: FOREVER,
    socketCloseTimeout: 0,
  })
}

interface DialogueLog {
  readonly logger: unknown
  ehloReply(): string
}

/** Reads commands and replies out of nodemailer's transaction log: the transcript, and the EHLO reply, which it gives no other way. */
function createDialogueLog(add: (line: string) => void): DialogueLog {
  let ehlo = ''
  let lastCommand = ''
  const debug = (entry: { tnx?: string }, text?: string) => {
    // The pushed-back greeting is ours: evidence holds only what was really said.
    if (text === HANDED_OVER) return
    if (typeof text !== 'string' || (entry.tnx !== 'client' && entry.tnx !== 'server')) return
    for (const line of text.split('\n')) add(`${entry.tnx === 'client' ? 'C' : 'S'}: ${line.replace(/\p{Cc}/gu, ' ').slice(0, 500)}`)
    if (entry.tnx === 'client') lastCommand = text
    else if (lastCommand.startsWith('EHLO')) {
      ehlo = text
      lastCommand = ''
    }
  }
  const ignore = () => undefined
  return { logger: { trace: ignore, debug, info: ignore, warn: ignore, error: ignore, fatal: ignore }, ehloReply: () => ehlo }
}

function readExtensions(ehlo: string): Extensions {
  const keywords = ehlo
    .split('\n')
    .slice(1)
    .map((line) =>
      line
        .replace(/^250[ -]/, '')
        .trim()
        .toUpperCase(),
    )
  const has = (word: string) => keywords.some((keyword) => keyword === word || keyword.startsWith(`${word} `))
  const maxSize = Number(keywords.map((keyword) => /^SIZE (\d+)$/.exec(keyword)?.[1]).find((value) => value !== undefined) ?? 0)
  return {
    eightBitMime: has('8BITMIME'),
    smtpUtf8: has('SMTPUTF8'),
    dsn: has('DSN'),
    requireTls: has('REQUIRETLS'),
    ...(maxSize > 0 ? { maxSize } : {}),
  }
}

/** Words for a failure without a reply: nodemailer's message may quote the peer, its codes do not. */
function errorWords(error: SendError): string {
  const code = /^\d{3}/.exec(error.response ?? '')?.[0]
  if (code) return `the peer answered ${code}`
  return error.code === 'EPROTOCOL' ? 'the peer broke the protocol' : 'the connection was lost'
}
