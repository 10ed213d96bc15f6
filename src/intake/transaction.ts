// From DATA to the answer: the header block decides which sender this is, bytes go to the pipeline as they come, and `250` is said here and only
// here, after `commit` has resolved (P2). What goes wrong on our side is 451, so that the client keeps the message.
import type { ClientFacts, Envelope, EnvelopeRecipient } from '../domain/envelope.ts'
import type { TlsFacts } from '../domain/tls-facts.ts'
import type { RawField } from '../smtp/header-block.ts'
import type { Admission, Choice, ClientCertificate } from './admission.ts'
import type { Identity } from './credentials.ts'
import type { Incoming, ReceivedFacts } from './incoming.ts'
import type { IntakeDeps, IntakeLimits } from './intake-options.ts'
import type { Rate } from './rate.ts'
import { receive } from './receive.ts'
import { type Refusal, type RefusalContext, refusal } from './refusal.ts'

/** A mail transaction between MAIL and DATA. */
export interface Transaction extends Omit<Envelope, 'recipients'> {
  readonly choice: Choice
  /** By local part and normal domain: a recipient named twice is one recipient. */
  readonly recipients: Map<string, EnvelopeRecipient>
}

/** What is known of a client apart from the message at hand. */
export interface SessionFacts {
  readonly id: string
  readonly remoteAddress: string
  readonly helo: string
  readonly tls: TlsFacts | null
  readonly certificate?: ClientCertificate | undefined
  readonly identity?: Identity | undefined
}

export interface TransactParts {
  readonly deps: IntakeDeps
  readonly limits: IntakeLimits
  readonly admission: Admission
  readonly messageRate: Rate
  refused(refusal: Refusal, context: RefusalContext): void
}

/** @returns the text of `250`, or why not; the refusal is already counted */
export async function transact(
  parts: TransactParts,
  stream: AsyncIterable<Uint8Array>,
  session: SessionFacts,
  transaction: Transaction,
): Promise<string | Refusal> {
  const { deps } = parts
  const startedAt = deps.clock.now()
  let sender: string | undefined

  const open = (fields: readonly RawField[]) => {
    const admission = parts.admission.atHeader(transaction.choice, transaction.returnPath, fields)
    if (!admission.ok) return admission
    sender = admission.sender.name
    if (!parts.messageRate.take(sender)) return { ok: false, refusal: refusal('rate') } as const
    return { ok: true, incoming: deps.begin({ envelope: envelopeOf(transaction), client: clientFacts(session, sender) }) } as const
  }

  const reception = await receive(stream, parts.limits, open)
  if (reception.kind === 'lost') {
    deps.observe?.({ kind: 'aborted', size: reception.size })
    deps.log.info('intake.aborted', { session: session.id, size: reception.size })
    return refusal('timeout')
  }
  if (reception.kind === 'refused') {
    if (reception.error !== undefined) deps.log.error('intake.write-failed', { session: session.id, error: reception.error })
    parts.refused(reception.refusal, { session: session.id, peer: session.remoteAddress, sender })
    return reception.refusal
  }
  return conclude(
    parts,
    { session, sender: sender ?? '', startedAt, recipients: transaction.recipients.size },
    reception.incoming,
    reception.facts,
  )
}

interface Context {
  readonly session: SessionFacts
  readonly sender: string
  readonly startedAt: number
  readonly recipients: number
}

async function conclude(parts: TransactParts, context: Context, incoming: Incoming, facts: ReceivedFacts): Promise<string | Refusal> {
  const { deps } = parts
  const { session, sender, startedAt, recipients } = context
  const commitAt = deps.clock.now()
  const reply = await incoming.commit(facts).catch((error: unknown) => {
    deps.log.error('intake.commit-failed', { session: session.id, message: incoming.id, error })
    return undefined
  })
  if (!reply?.ok) {
    const enhanced = reply?.code === 452 ? '4.3.1' : '4.3.0'
    const because = reply
      ? { reason: 'commit-failed' as const, code: reply.code, text: `${enhanced} ${reply.text}` }
      : refusal('commit-failed')
    parts.refused(because, { session: session.id, peer: session.remoteAddress, sender })
    return because
  }
  const now = deps.clock.now()
  deps.log.info('intake.accepted', {
    session: session.id,
    message: reply.id,
    sender,
    size: facts.size,
    recipients,
    duplicates: reply.duplicates,
  })
  deps.observe?.({ kind: 'accepted', sender, size: facts.size, recipients, ms: now - startedAt, commitMs: now - commitAt })
  if (reply.duplicates > 0) deps.observe?.({ kind: 'duplicate', sender, recipients: reply.duplicates })
  return `2.0.0 Accepted as ${reply.id}`
}

function envelopeOf({ returnPath, recipients, body, smtpUtf8, requireTls, dsn }: Transaction): Envelope {
  return { returnPath, recipients: [...recipients.values()], body, smtpUtf8, requireTls, dsn }
}

function clientFacts({ remoteAddress, helo, tls, identity, certificate }: SessionFacts, sender: string): ClientFacts {
  return {
    sender,
    remoteAddress,
    helo,
    tls,
    ...(identity ? { authUser: identity.user } : {}),
    ...(certificate ? { certificateSubject: certificate.commonName } : {}),
  }
}
