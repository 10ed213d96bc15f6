// One mail transaction on a proved connection: MAIL, RCPT, DATA, and the commit mark (P3). The last bytes are withheld until the mark is
// durable: before it nothing can have been delivered; after it only an answer, never a silence, says what happened.
import { Readable } from 'node:stream'
import type { SMTPConnectionEnvelope, SMTPEnvelope } from 'nodemailer/lib/smtp-connection'
import type { CauseAt, SmtpReply } from '../domain/cause.ts'
import type { Envelope, EnvelopeRecipient } from '../domain/envelope.ts'
import type { Outcome } from '../domain/route.ts'
import { createLineScanner } from '../smtp/line-endings.ts'
import { parseReply, replyOutcome, STEP_WORDS, silentCause } from './reply.ts'
import type { SendEnd, SendError, SmtpClient } from './smtp-client.ts'

export interface TransactionRecipient extends EnvelopeRecipient {
  readonly id: string
}

export interface Transaction {
  readonly from: string
  readonly dsn: Envelope['dsn']
  readonly eightBit: boolean
  /** Say REQUIRETLS (RFC 8689); the host offers it. */
  readonly requireTls: boolean
  readonly size: number
  /** Alike in NOTIFY and ORCPT, since nodemailer sends one set for all. */
  readonly recipients: readonly TransactionRecipient[]
  readonly content: () => AsyncIterable<Uint8Array>
  /** The content is read anew since it was checked, so it is looked at again while it goes. */
  readonly reread: boolean
  /** Makes the mark durable for these recipients; false: somebody else owns them now. */
  readonly commit: (ids: readonly string[]) => Promise<boolean>
  readonly signal?: AbortSignal
}

export interface StepTimeouts {
  /** RFC 5321 §4.5.3.2: MAIL, each RCPT and DATA; a block of data; the answer to the final dot. */
  readonly envelopeMs: number
  readonly blockMs: number
  readonly finalDotMs: number
}

export interface TransactionResult {
  /** Recipients without an entry were not decided: `trouble` says why, and another host may be tried. */
  readonly outcomes: ReadonlyMap<string, Outcome>
  readonly trouble?: string
  /** The host asked for less before it had seen the message: what it answered. */
  readonly pushedBack?: string
}

/** How far it got. `stopped`: we ended it ourselves, and this is what it means. */
interface Progress {
  phase: 'envelope' | 'body' | 'committed'
  sentAll: boolean
  stopped?: Outcome
}

export async function runTransaction(client: SmtpClient, transaction: Transaction, timeouts: StepTimeouts): Promise<TransactionResult> {
  const progress: Progress = { phase: 'envelope', sentAll: false }
  const envelope = envelopeOf(transaction)
  const body = Readable.from(bodyOf(client, transaction, envelope, timeouts, progress), { objectMode: false })
  const stop = () => {
    if (progress.phase === 'committed') return
    progress.stopped ??= stoppedBy('the gateway is stopping', '4.3.2')
    client.destroy('the gateway is stopping')
  }
  transaction.signal?.addEventListener('abort', stop, { once: true })
  client.expectWithin(timeouts.envelopeMs)
  try {
    const end = await client.send(envelope, body)
    // The final dot follows the end of the body: an answer before that is an answer to nothing.
    progress.sentAll &&= body.readableEnded
    return conclude(client, transaction, envelope, end, progress)
  } finally {
    transaction.signal?.removeEventListener('abort', stop)
    body.destroy()
  }
}

function envelopeOf({ from, recipients, size, eightBit, requireTls, dsn }: Transaction): SMTPEnvelope {
  const { notify, orcpt } = recipients[0] ?? {}
  const parameters = { ...dsn, ...(notify ? { notify: [...notify] } : {}), ...(orcpt ? { orcpt } : {}) }
  return {
    from,
    // The same address twice is one RCPT: some hosts refuse a repetition.
    to: [...new Set(recipients.map(({ address }) => address))],
    size,
    use8BitMime: eightBit,
    ...(requireTls ? { requireTLSExtensionEnabled: true } : {}),
    ...(Object.keys(parameters).length > 0 ? { dsn: parameters } : {}),
  }
}

/** The message, its last chunk withheld until the mark is made. Starts to run only after the host said 354. */
async function* bodyOf(
  client: SmtpClient,
  transaction: Transaction,
  envelope: SMTPEnvelope,
  timeouts: StepTimeouts,
  progress: Progress,
): AsyncGenerator<Uint8Array> {
  progress.phase = 'body'
  const scanner = transaction.reread ? createLineScanner() : undefined
  let withheld: Uint8Array | undefined
  try {
    for await (const chunk of transaction.content()) {
      if (chunk.length === 0) continue
      if (scanner?.push(chunk)) throw new Error('the content changed between two readings')
      client.expectWithin(timeouts.blockMs)
      if (withheld) yield withheld
      withheld = chunk
    }
    if (scanner?.end()) throw new Error('the content changed between two readings')
  } catch (error) {
    progress.stopped ??= stoppedBy('the content could not be read', '4.3.0')
    throw error
  }
  // Our own disk is not the peer's delay.
  client.expectWithin(Number.POSITIVE_INFINITY)
  const ids = idsOf(transaction, (envelope as Partial<SMTPConnectionEnvelope>).accepted)
  const marked = await transaction.commit(ids).catch(() => false)
  if (!marked || progress.stopped) {
    progress.stopped ??= stoppedBy('the attempt was not marked, so the last bytes were not sent', '4.3.0')
    throw new Error('no commit mark')
  }
  progress.phase = 'committed'
  client.note(`M: the commit mark is durable for ${ids.length}; the last of ${transaction.size} bytes go`)
  client.expectWithin(timeouts.blockMs)
  client.writeTogether()
  if (withheld) yield withheld
  progress.sentAll = true
  client.expectWithin(timeouts.finalDotMs)
}

function conclude(
  client: SmtpClient,
  transaction: Transaction,
  envelope: SMTPEnvelope,
  end: SendEnd,
  progress: Progress,
): TransactionResult {
  const { host } = client.session.target
  const outcomes = new Map<string, Outcome>()
  const decide = (ids: readonly string[], outcome: Outcome) => {
    for (const id of ids) outcomes.set(id, outcome)
  }
  // Pipelined (RFC 2920) the RCPTs go along with MAIL: what is said to them after it was refused (503) is about MAIL, not about them.
  const known = envelope as Partial<SMTPConnectionEnvelope> & { readonly mailError?: SendError }
  for (const error of known.mailError ? [] : ((known.rejectedErrors ?? []) as readonly SendError[])) {
    const reply = parseReply(error.response)
    if (reply && error.recipient !== undefined) decide(idsOf(transaction, [error.recipient]), replyOutcome('rcpt', reply, host))
  }
  const rest = transaction.recipients.map(({ id }) => id).filter((id) => !outcomes.has(id))
  // An answer that comes before the whole message went is none: the conversation is out of step, and its connection with it.
  if (end.kind !== 'lost' && progress.phase !== 'envelope' && !progress.sentAll) client.destroy('the peer answered too early')
  if (progress.stopped) {
    client.destroy('stopped')
    decide(rest, progress.stopped)
    return { outcomes }
  }
  if (end.kind === 'answered' && progress.sentAll) {
    decide(rest, { kind: 'succeeded', to: 'delivered' })
    return { outcomes }
  }
  const failure = known.mailError ?? (end.kind === 'refused' ? end.error : undefined)
  const reply = parseReply(failure?.response)
  // 421 ends the session (RFC 5321 §3.8); before the message went, another host may still take it.
  const at = stepOf(failure, progress)
  const busy = reply && asksForLess(at, reply) ? { pushedBack: `${host} answered ${reply.code} to ${STEP_WORDS[at] ?? at}` } : {}
  if (reply && (reply.code !== 421 || progress.phase === 'committed')) {
    decide(rest, replyOutcome(at, reply, host))
    return { outcomes, ...busy }
  }
  client.destroy('lost')
  if (progress.phase === 'committed') {
    const text = `${host} gave no clear answer to the end of the message`
    decide(rest, { kind: 'unknown', cause: silentCause('final-dot', '4.4.2', text) })
    return { outcomes }
  }
  return { outcomes, trouble: end.kind === 'lost' ? end.reason : `the peer answered ${reply?.code ?? 'out of turn'}`, ...busy }
}

/** 421 at any time; 4xx to MAIL, unless it is about the sender's address (RFC 3463: X.1.x). 4xx to RCPT is greylisting more often than not. */
function asksForLess(at: CauseAt, { code, enhanced }: SmtpReply): boolean {
  return code === 421 || (at === 'mail' && code >= 400 && code < 500 && !enhanced?.startsWith('4.1.'))
}

function stepOf(failure: SendError | undefined, { phase }: Progress): CauseAt {
  if (phase === 'committed') return 'final-dot'
  if (phase === 'body') return 'data'
  return failure?.command === 'MAIL FROM' ? 'mail' : failure?.command === 'RCPT TO' ? 'rcpt' : 'data'
}

/** Recipients with one of these addresses; all where nothing is known. */
function idsOf({ recipients }: Transaction, addresses: readonly string[] | undefined): readonly string[] {
  return recipients.filter(({ address }) => addresses?.includes(address) ?? true).map(({ id }) => id)
}

function stoppedBy(text: string, enhanced: string): Outcome {
  return { kind: 'deferred', cause: silentCause('local', enhanced, text, 'us') }
}
