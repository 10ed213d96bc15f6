// Step 6, attempt, route `portal`: a grant (the content key sealed to the portal) and a notice with the link. The grant is durable before the
// notice can arrive, so that no recipient ever holds a link to nothing. Repeating a notice is harmless: an unknown outcome is simply retried.
import type { Cause } from '../domain/cause.ts'
import { composeLetter, newMessageId } from '../notify/compose.ts'
import { issueGrant } from '../reroute/portal/issue-grant.ts'
import { composeNotice } from '../reroute/portal/notice.ts'
import { markCommitting } from './attempt-direct.ts'
import type { Batch } from './batch.ts'
import { noticeOrigin } from './notice-facts.ts'
import { openEnvelope, openRecipient, readHeaderBlock } from './open-content.ts'
import type { PipelineParts } from './parts.ts'
import { settle, settleUntried } from './settle.ts'
import { signatureFor } from './sign-copy.ts'

const CONTENT_GONE: Cause = {
  at: 'local',
  enhanced: '5.3.0',
  publicText: 'The content of the message is no longer kept',
  detail: '',
  blame: 'us',
}

export async function attemptPortal(parts: PipelineParts, batch: Batch, signal: AbortSignal): Promise<void> {
  const { message, route, posture } = batch
  const [copy] = batch.copies
  if (!copy) return
  if (!message.contentKey)
    return settleUntried(parts, message, { ...copy, kind: 'stop', plan: { kind: 'bounce', cause: CONTENT_GONE } }, posture)
  const now = parts.clock.now()
  const expires = route.portal?.expires ?? parts.config.portal.expires
  const { grant, link } = issueGrant({
    message: message.id,
    recipient: copy.recipient.id,
    contentKey: parts.keyring.open('worker', message.contentKey),
    keyring: parts.keyring,
    url: parts.config.portal.url,
    now,
    expires: now + expires,
  })
  parts.checkpoint('attempt.before-start')
  const started = await parts.store.apply({
    lease: parts.owner,
    steps: [
      {
        event: {
          kind: 'attempt.started',
          at: now,
          message: message.id,
          recipient: copy.recipient.id,
          actor: 'system',
          data: {
            route: 'portal',
            demand: route.demand,
            posture: posture.verdict,
            ...(copy.plan.kind === 'routes' ? { why: copy.plan.why } : {}),
            ...(copy.overrides ? { overrides: copy.overrides } : {}),
          },
        },
        move: { kind: 'attempt.started' },
        patch: { plan: copy.plan },
      },
      {
        event: {
          kind: 'grant.created',
          at: now,
          message: message.id,
          recipient: copy.recipient.id,
          actor: 'system',
          data: { grant: grant.id, expires: grant.expiresAt },
        },
      },
    ],
    grants: [grant],
  })
  if (!started.ok) return
  parts.checkpoint('attempt.started')

  const [sealed, recipient, headers] = await Promise.all([
    openEnvelope(parts, message),
    openRecipient(parts, copy.recipient),
    readHeaderBlock(parts, message),
  ])
  const letter = composeNotice(
    {
      from: parts.config.postmaster,
      to: recipient.address,
      link,
      now,
      expiresAt: grant.expiresAt,
      messageId: newMessageId(parts.config.hostname, now),
      ...noticeOrigin(headers, sealed.from[0] ?? parts.config.postmaster),
    },
    composeLetter,
  )
  const { postmaster } = parts.config
  const signature = signatureFor(
    letter,
    parts.dkim,
    postmaster.slice(postmaster.lastIndexOf('@') + 1).toLowerCase(),
    Math.floor(now / 1000),
  )
  const notice = Buffer.concat([Buffer.from(signature, 'latin1'), letter])
  const result = await parts.delivery.deliver({
    domain: posture.domain,
    demand: route.demand,
    posture,
    // No listen.inbound yet: a late bounce of the notice goes to the message's own return path, so that the sender learns of it (design §3).
    envelope: { from: sealed.envelope.returnPath, body: '8BITMIME', smtpUtf8: sealed.envelope.smtpUtf8, dsn: {} },
    recipients: [{ id: copy.recipient.id, address: recipient.address }],
    size: notice.length,
    content: async function* () {
      yield notice
    },
    commit: (ids) => markCommitting(parts, message.id, ids),
    signal,
  })
  parts.checkpoint('attempt.answered')
  await settle(parts, batch, result, { grant })
}
