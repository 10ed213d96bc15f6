// Mail that the gateway itself writes (DSN, officer notes): queued in the same transaction as the event that asks for it, so that a crash
// between the two cannot swallow a notice (P2). It carries nothing worth protecting and must get through: opportunistic TLS, null reverse-path.
import { createHash } from 'node:crypto'
import type { MessageKind } from '../domain/message-state.ts'
import type { Verdict } from '../domain/verdict.ts'
import { newId } from '../platform/id.ts'
import { newContentKey, sealBytes } from '../platform/seal.ts'
import type { NewMessage } from '../store/store.ts'
import { newRecipient } from './accept.ts'
import type { PipelineParts, SealedEnvelope } from './parts.ts'

export const INTERNAL_VERDICT: Verdict = {
  action: 'deliver',
  protection: 'any',
  portal: { auth: 'link' },
  otherwise: [],
  via: [],
  notify: [],
  tags: [],
  rules: [],
  reasons: [],
  exceptions: [],
  monitored: [],
  policyVersion: 'built-in',
}

export interface InternalMail {
  readonly kind: Exclude<MessageKind, 'mail'>
  readonly to: readonly string[]
  readonly bytes: Uint8Array
  /** The message that it reports on. */
  readonly about: string
}

export async function createInternalMessage(
  parts: Pick<PipelineParts, 'config' | 'keyring' | 'evidence' | 'clock'>,
  mail: InternalMail,
): Promise<NewMessage> {
  const now = parts.clock.now()
  const id = newId(now)
  const contentKey = newContentKey()
  const smtpUtf8 = [...mail.to, parts.config.postmaster].some((address) => /[^\x20-\x7e]/.test(address))
  const record: SealedEnvelope = {
    envelope: { returnPath: '', body: '8BITMIME', smtpUtf8, requireTls: false, dsn: {} },
    from: [parts.config.postmaster],
    messageId: '',
  }
  return {
    id,
    kind: mail.kind,
    receivedAt: now,
    size: mail.bytes.length,
    digest: createHash('sha256').update(mail.bytes).digest('hex'),
    blob: { kind: 'inline', bytes: sealBytes(contentKey, mail.bytes, id) },
    contentKey: parts.keyring.sealTo('worker', contentKey),
    envelope: await parts.evidence.seal(record),
    recipients: await Promise.all(mail.to.map((address) => newRecipient(parts, { address, notify: ['NEVER'] }, now))),
    decided: INTERNAL_VERDICT,
    about: mail.about,
  }
}
