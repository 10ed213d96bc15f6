// Step 6, attempt, route `direct`: hand the original bytes to the recipient's own server over a connection that the gate has proved.
import { receivedHeader } from '../smtp/received-header.ts'
import type { MessageRow } from '../store/store.ts'
import type { Batch } from './batch.ts'
import { openCopy, openEnvelope, openRecipient, readContent } from './open-content.ts'
import { outgoing } from './outgoing.ts'
import type { PipelineParts, SealedEnvelope } from './parts.ts'
import { settle } from './settle.ts'
import { keysFor, signatureFor } from './sign-copy.ts'

/** @returns false where nothing was tried, since not all of the copies are ours any more */
export async function attemptDirect(parts: PipelineParts, batch: Batch, signal: AbortSignal): Promise<boolean> {
  const { message, route, posture, copies } = batch
  parts.checkpoint('attempt.before-start')
  // The conversation may begin while the start is being written: until the commit mark nothing can be delivered, and the mark waits for the start.
  const started = markStarted(parts, batch).then((ok) => {
    parts.checkpoint('attempt.started')
    return ok
  })
  started.catch(() => {})

  const [sealed, recipients] = await Promise.all([
    openEnvelope(parts, message),
    Promise.all(copies.map((copy) => openRecipient(parts, copy.recipient))),
  ])
  const received = traceHeader(
    parts,
    message.id,
    message.receivedAt,
    sealed,
    recipients.map((recipient) => recipient.address),
  )
  const strip = parts.config.delivery['strip-trace'] && message.kind === 'mail'
  const stripped = new Set<string>()
  // Copies of one batch have the same bytes (attempt.ts).
  const changed = copies[0]?.recipient.verdict?.changed
  const own = message.kind === 'mail' ? '' : await ownSignature(parts, message)
  const result = await parts.delivery.deliver({
    domain: posture.domain,
    demand: route.demand,
    posture,
    envelope: {
      from: sealed.envelope.returnPath,
      body: sealed.envelope.body,
      smtpUtf8: sealed.envelope.smtpUtf8,
      dsn: sealed.envelope.dsn,
    },
    recipients: copies.map((copy, index) => ({ id: copy.recipient.id, ...(recipients[index] as (typeof recipients)[number]) })),
    size: (changed?.size ?? message.size) + Buffer.byteLength(own + received),
    content: () => outgoing(openCopy(parts, message, changed), own + received, strip, (name) => stripped.add(name)),
    commit: async (ids) => (await started) && markCommitting(parts, message.id, ids),
    signal,
  })
  parts.checkpoint('attempt.answered')
  if (!(await started)) return false
  const changes = [
    ...(received ? ['received: added'] : []),
    ...(own ? ['dkim-signature: added'] : []),
    ...[...stripped].map((name) => `${name}: removed`),
    ...(changed ? [`bytes ${changed.digest}`] : []),
  ]
  await settle(parts, batch, result, { changes, ...(received ? { received } : {}) })
  return true
}

/** For mail that the gateway wrote: at the time of its making, so that every try sends the same. */
async function ownSignature(parts: PipelineParts, message: MessageRow): Promise<string> {
  const { postmaster } = parts.config
  const domain = postmaster.slice(postmaster.lastIndexOf('@') + 1).toLowerCase()
  if (keysFor(parts.dkim, domain).length === 0) return ''
  return signatureFor(await readContent(parts, message), parts.dkim, domain, Math.floor(message.receivedAt / 1000))
}

/** Durable before the commit mark: a crash from here on is an attempt that was lost, not one that never was. @returns false where the lease is lost */
export async function markStarted(parts: PipelineParts, batch: Batch): Promise<boolean> {
  const at = parts.clock.now()
  const outcome = await parts.store.apply({
    lease: parts.owner,
    steps: batch.copies.map(({ recipient, plan, overrides }) => ({
      event: {
        kind: 'attempt.started',
        at,
        message: batch.message.id,
        recipient: recipient.id,
        actor: 'system',
        data: {
          route: batch.route.route,
          demand: batch.route.demand,
          posture: batch.posture.verdict,
          ...(plan.kind === 'routes' ? { why: plan.why, routes: plan.routes.map((planned) => planned.route) } : {}),
          ...(overrides ? { overrides } : {}),
        },
      },
      move: { kind: 'attempt.started' },
      patch: { plan },
    })),
  })
  if (!outcome.ok) parts.log.warn('attempt.refused', { message: batch.message.id, reason: outcome.reason })
  return outcome.ok
}

/** The commit mark (P3): after it a loss is `unknown`; without it nothing can have been delivered. */
export async function markCommitting(parts: PipelineParts, message: string, recipients: readonly string[]): Promise<boolean> {
  parts.checkpoint('attempt.before-mark')
  const at = parts.clock.now()
  const outcome = await parts.store.apply({
    lease: parts.owner,
    steps: recipients.map((recipient) => ({
      event: { kind: 'attempt.committing', at, message, recipient, actor: 'system', data: {} },
      move: { kind: 'attempt.committing' },
    })),
  })
  parts.checkpoint('attempt.marked')
  return outcome.ok
}

function traceHeader(parts: PipelineParts, id: string, receivedAt: number, sealed: SealedEnvelope, recipients: readonly string[]): string {
  if (!sealed.client) return ''
  return receivedHeader({
    by: parts.config.hostname,
    id,
    at: receivedAt,
    client: sealed.client,
    ...(recipients.length === 1 && recipients[0] ? { recipient: recipients[0] } : {}),
    smtpUtf8: sealed.envelope.smtpUtf8,
  })
}
