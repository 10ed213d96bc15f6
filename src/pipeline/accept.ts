// Step 1, accept: bytes are sealed as they arrive, rows and bytes become durable, and only then may intake say `250` (P2).
import type { ClientFacts, Envelope, EnvelopeRecipient } from '../domain/envelope.ts'
import type { NewEvent } from '../domain/event.ts'
import type { CommitReply, Incoming, ReceivedFacts } from '../intake/incoming.ts'
import { newId } from '../platform/id.ts'
import { createSealer, newContentKey } from '../platform/seal.ts'
import { domainOf } from '../smtp/address.ts'
import { acceptedRows } from '../store/rows.ts'
import type { BlobRef, BlobWriter, NewRecipient } from '../store/store.ts'
import type { Arrival, Handover } from './handover.ts'
import { addressHash, rememberAddress } from './open-content.ts'
import type { PipelineParts, SealedEnvelope } from './parts.ts'

type AcceptParts = Pick<PipelineParts, 'config' | 'store' | 'keyring' | 'evidence' | 'clock' | 'log' | 'checkpoint'>

/** Sealed bytes up to this size stand in the row and share its commit; larger ones go to the blob area first. */
const INLINE_LIMIT = 64 * 1024

/**
 * @param handover where this process is the worker too: the message goes on to its inspection without a way through the store
 * @returns what intake calls once a transaction's DATA begins: one `Incoming` a message.
 */
export function createAccept(
  parts: AcceptParts,
  handover?: Pick<Handover, 'arrival'>,
): (session: { envelope: Envelope; client: ClientFacts }) => Incoming {
  return ({ envelope, client }) => {
    const id = newId(parts.clock.now())
    const contentKey = newContentKey()
    const bytes = createBlobSink(parts, contentKey, id)
    const arrival = handover?.arrival()
    return {
      id,
      write: (chunk) => {
        arrival?.keep(chunk)
        return bytes.write(chunk)
      },
      abort: () => {
        arrival?.drop()
        bytes.abort()
      },
      commit: async (facts) => {
        try {
          const blob = await bytes.finish()
          return await store(parts, { id, envelope, client, facts, blob, contentKey }, arrival)
        } catch (error) {
          arrival?.drop()
          throw error
        }
      },
    }
  }
}

interface Complete {
  readonly id: string
  readonly envelope: Envelope
  readonly client: ClientFacts
  readonly facts: ReceivedFacts
  readonly blob: BlobRef
  readonly contentKey: Uint8Array
}

async function store(parts: AcceptParts, complete: Complete, arrival: Arrival | undefined): Promise<CommitReply> {
  const { id, envelope, client, facts, blob } = complete
  const now = parts.clock.now()
  const { recipients: addresses, ...rest } = envelope
  const record: SealedEnvelope = { envelope: rest, client, from: facts.headers.from, messageId: facts.headers.messageId }
  const recipients = await Promise.all(addresses.map((address) => newRecipient(parts, address, now)))
  const lease = arrival?.lease()
  const message = {
    id,
    kind: 'mail' as const,
    receivedAt: now,
    size: facts.size,
    digest: facts.digest,
    blob,
    contentKey: parts.keyring.sealTo('worker', complete.contentKey),
    envelope: await parts.evidence.seal(record),
    ...(facts.headers.messageId === '' ? {} : { dedupe: dedupeOf(parts, facts, now) }),
    recipients,
    ...(lease ? { lease: { owner: lease.owner, until: lease.until } } : {}),
  }
  parts.checkpoint('accept.before-commit')
  const outcome = await parts.store.accept(message, [acceptedEvent(complete, now, recipients)])
  parts.checkpoint('accept.committed')
  if (outcome.accepted.length === 0) arrival?.drop()
  else if (lease) arrival?.handOver({ owner: lease.owner, ...acceptedRows(message, outcome.accepted) }, record)
  if (outcome.accepted.length === 0 && blob.kind === 'stored') parts.log.debug('accept.duplicate-blob', { message: id })
  // Where nothing new was stored, the sender is told the id under which its message is here.
  return { ok: true, id: outcome.accepted.length > 0 ? id : (outcome.duplicates[0]?.of ?? id), duplicates: outcome.duplicates.length }
}

/** A message without a Message-ID is nobody's retry: two equal alerts of a device are two messages. */
function dedupeOf(parts: AcceptParts, facts: ReceivedFacts, now: number) {
  return {
    messageId: parts.keyring.hash('message-id', facts.headers.messageId),
    digest: facts.dedupeDigest,
    since: now - parts.config['duplicate-window'],
  }
}

function acceptedEvent({ id, client, facts }: Complete, at: number, recipients: readonly NewRecipient[]): NewEvent {
  return {
    kind: 'message.accepted',
    at,
    message: id,
    actor: 'system',
    data: {
      sender: client.sender,
      client: client.remoteAddress,
      tls: client.tls,
      size: facts.size,
      digest: facts.digest,
      recipients: recipients.map(({ id, domain, addressHash }) => ({ id, domain, addressHash })),
    },
  }
}

export async function newRecipient(
  parts: Pick<AcceptParts, 'config' | 'keyring' | 'evidence'>,
  recipient: EnvelopeRecipient,
  now: number,
): Promise<NewRecipient> {
  const address = await parts.evidence.seal(recipient)
  rememberAddress(address, recipient)
  return {
    id: newId(now),
    domain: domainOf(recipient.address),
    addressHash: addressHash(parts.keyring, recipient.address),
    address,
    expiresAt: now + parts.config.delivery.expire,
  }
}

/** Seals while bytes arrive. Memory holds at most `INLINE_LIMIT` bytes of a message, whatever its size. */
export function createBlobSink(parts: Pick<AcceptParts, 'store' | 'checkpoint'>, contentKey: Uint8Array, id: string) {
  const sealer = createSealer(contentKey, id)
  const held: Uint8Array[] = []
  let heldBytes = 0
  let writer: BlobWriter | undefined

  async function spill(): Promise<void> {
    writer ??= await parts.store.openBlob(id)
    for (const chunk of held.splice(0)) await writer.write(chunk)
    heldBytes = 0
  }

  return {
    write(chunk: Uint8Array): void | Promise<void> {
      for (const sealed of sealer.update(chunk)) {
        held.push(sealed)
        heldBytes += sealed.length
      }
      if (heldBytes > INLINE_LIMIT) return spill()
    },
    async finish(): Promise<BlobRef> {
      held.push(sealer.final())
      if (!writer) return { kind: 'inline', bytes: Buffer.concat(held) }
      try {
        await spill()
        const blob = await writer.finish()
        parts.checkpoint('accept.blob-written')
        return blob
      } catch (error) {
        abort()
        throw error
      }
    },
    abort,
  }

  function abort(): void {
    held.length = 0
    // A blob that no row names is swept at the next start, should this fail.
    writer?.abort().catch(() => {})
  }
}
