// Invented messages and changes, as short to write as the tests need.
import type { EventKind, NewEvent } from '../../../src/domain/event.ts'
import type { Move } from '../../../src/domain/recipient-state.ts'
import type { Verdict } from '../../../src/domain/verdict.ts'
import type { Change, NewMessage, NewRecipient, Step, Store } from '../../../src/store/store.ts'

export const NOW = 1_800_000_000_000
const bytes = (text: string): Uint8Array => Buffer.from(text)

export function newRecipient(id: string, more: Partial<NewRecipient> = {}): NewRecipient {
  const address = { key: 'evidence-1', box: bytes(`address of ${id}`) }
  return { id, domain: 'example.test', addressHash: `hash-${id}`, address, expiresAt: NOW + 1_000_000, ...more }
}

/** @param id its recipients are `id-r0`, `id-r1`, … */
export function newMessage(id: string, more: Partial<NewMessage> = {}, recipients = 1): NewMessage {
  return {
    id,
    kind: 'mail',
    receivedAt: NOW,
    size: 12,
    digest: `digest-${id}`,
    blob: { kind: 'inline', bytes: bytes(`sealed ${id}`) },
    contentKey: bytes(`key ${id}`),
    envelope: { key: 'evidence-1', box: bytes(`envelope ${id}`) },
    recipients: Array.from({ length: recipients }, (_, index) => newRecipient(`${id}-r${index}`)),
    ...more,
  }
}

export function accepted(message: string): NewEvent {
  return { kind: 'message.accepted', at: NOW, message, actor: 'system', data: { size: 12 } }
}

export const VERDICT: Verdict = {
  action: 'deliver',
  protection: 'encrypted',
  portal: { auth: 'link' },
  otherwise: ['portal'],
  via: ['portal'],
  notify: [],
  tags: [],
  rules: ['default'],
  reasons: [],
  exceptions: [],
  monitored: [],
  policyVersion: 'v1',
}

/** A step that moves a recipient of `message`; its event holds what a replay needs. */
export function move(recipient: string, what: Move, patch?: Step['patch'], at = NOW): Step {
  const { kind, ...data } = what
  const message = recipient.replace(/-r\d+$/, '')
  return { event: { kind, at, message, recipient, actor: 'system', data }, move: what, ...(patch ? { patch } : {}) }
}

export function note(kind: EventKind, message: string, more: Partial<Step> = {}): Step {
  return { event: { kind, at: NOW, message, actor: 'system', data: {} }, ...more }
}

export async function mustApply(store: Store, change: Change | readonly Step[]): Promise<void> {
  const outcome = await store.apply('steps' in change ? change : { steps: change })
  if (!outcome.ok) throw new Error(`${outcome.reason}: ${outcome.detail}`)
}

/** A message whose recipients are all `ready`. */
export async function readyMessage(store: Store, id: string, recipients: readonly NewRecipient[]): Promise<void> {
  await store.accept(newMessage(id, { recipients, decided: VERDICT, kind: 'dsn' }), [accepted(id)])
}

export const lease = (owner: string, limit = 10, now = NOW) => ({ owner, now, until: now + 60_000, limit })
