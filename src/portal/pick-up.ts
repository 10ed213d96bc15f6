// What the portal does with the store: find a grant that still holds, record an opening, bring the content. The only file here that knows keys.
import type { ChangedCopy } from '../domain/edit-script.ts'
import type { NewEvent } from '../domain/event.ts'
import type { Clock } from '../platform/clock.ts'
import type { Keyring } from '../platform/keyring.ts'
import type { GrantRow, MessageRow, Step, Store } from '../store/store.ts'

export interface PickUpDeps {
  readonly store: Pick<Store, 'grant' | 'message' | 'recipient' | 'apply'>
  readonly keyring: Pick<Keyring, 'open'>
  /** The clear bytes of a message, verified chunk by chunk; throws where they are not what was sealed. */
  readonly openContent: (message: MessageRow, contentKey: Uint8Array, changed: ChangedCopy | undefined) => AsyncIterable<Uint8Array>
  readonly clock: Clock
}

export interface PickUp {
  /** The grant, if it is open, in time, and its message still has content. Every other case looks alike. */
  find(tokenHash: string): Promise<GrantRow | undefined>
  /**
   * Records that a person opened the message; the first opening collects it. The content is read through once before, so that nothing
   * counts as collected that cannot be opened.
   * @returns `gone` where the message went meanwhile, `broken` where its content does not open
   */
  open(grant: GrantRow): Promise<'opened' | 'gone' | 'broken'>
  /** Records a download. `part` is the attachment's index, or `message`. */
  downloaded(grant: GrantRow, part: number | 'message', size: number): Promise<void>
  /** The content in clear, or undefined where it went. Throws where it does not open. */
  content(grant: GrantRow): Promise<{ readonly size: number; readonly chunks: AsyncIterable<Uint8Array> } | undefined>
}

export function createPickUp({ store, keyring, openContent, clock }: PickUpDeps): PickUp {
  async function content(grant: GrantRow) {
    const found = await store.message(grant.message)
    if (!found) return undefined
    // What a policy's actions made of this recipient's copy is what they read here too.
    const changed = found.recipients.find(({ id }) => id === grant.recipient)?.verdict?.changed
    return {
      size: changed?.size ?? found.message.size,
      chunks: withKey(
        () => keyring.open('portal', grant.contentKey),
        (key) => openContent(found.message, key, changed),
      ),
    }
  }

  async function opens(grant: GrantRow): Promise<boolean> {
    try {
      for await (const _chunk of (await content(grant))?.chunks ?? []);
      return true
    } catch {
      return false
    }
  }

  return {
    async find(tokenHash) {
      const grant = await store.grant(tokenHash)
      return grant && grant.state === 'open' && grant.expiresAt > clock.now() ? grant : undefined
    },
    async open(grant) {
      const recipient = await store.recipient(grant.recipient)
      if (!recipient) return 'gone'
      const opened: Step = { event: event(grant, 'portal.opened', clock.now()) }
      if (recipient.state === 'awaiting-pickup') {
        if (!(await opens(grant))) return 'broken'
        const collected: Step = { event: event(grant, 'portal.collected', clock.now()), move: { kind: 'portal.collected' } }
        const outcome = await store.apply({ steps: [opened, collected] })
        if (outcome.ok) return 'opened'
        if (outcome.reason === 'not-found') return 'gone'
        // Two clicks at once: the other one collected it.
      }
      // The notice may still be on its way back to us as unconfirmed: an opening before that is recorded, and the next one collects.
      const outcome = await store.apply({ steps: [opened] })
      return outcome.ok ? 'opened' : 'gone'
    },
    async downloaded(grant, part, size) {
      await store.apply({ steps: [{ event: event(grant, 'portal.downloaded', clock.now(), { part, size }) }] })
    },
    content,
  }
}

/** The key is in memory only while bytes are read. */
async function* withKey(open: () => Uint8Array, read: (key: Uint8Array) => AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const key = open()
  try {
    yield* read(key)
  } finally {
    key.fill(0)
  }
}

function event(
  grant: GrantRow,
  kind: 'portal.opened' | 'portal.collected' | 'portal.downloaded',
  at: number,
  more: NewEvent['data'] = {},
): NewEvent {
  return { kind, at, message: grant.message, recipient: grant.recipient, actor: 'portal', data: { grant: grant.id, ...more } }
}
