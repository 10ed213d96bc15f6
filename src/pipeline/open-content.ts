// Opens what was sealed: content for inspection and delivery, the envelope and addresses for everything that names a person.
import type { ChangedCopy } from '../domain/edit-script.ts'
import type { EnvelopeRecipient } from '../domain/envelope.ts'
import { openStream } from '../platform/seal.ts'
import type { MessageRow, RecipientRow, Sealed } from '../store/store.ts'
import { changedContent } from './changed-copy.ts'
import type { PipelineParts, SealedEnvelope } from './parts.ts'

type OpenParts = Pick<PipelineParts, 'store' | 'keyring' | 'evidence'>

/** What this process still knows of the messages that it has in hand (handover.ts): it need not be fetched and opened again. */
interface Clear {
  readonly bytes: Uint8Array
  readonly envelope: SealedEnvelope
}

const CLEAR = new WeakMap<MessageRow, Clear>()
/** Under the box that each is sealed in: a row that goes from hand to hand keeps its box. */
const ADDRESSES = new WeakMap<Sealed, EnvelopeRecipient>()
const CHUNK = 64 * 1024

export function rememberClear(message: MessageRow, bytes: Uint8Array, envelope: SealedEnvelope): void {
  CLEAR.set(message, { bytes, envelope })
}

export function rememberAddress(sealed: Sealed, recipient: EnvelopeRecipient): void {
  ADDRESSES.set(sealed, recipient)
}

export function forgetClear(message: MessageRow): void {
  CLEAR.delete(message)
}

/** @throws when the content was shredded or the worker's private key is not held here */
export function openContent(parts: OpenParts, message: MessageRow): AsyncIterable<Uint8Array> {
  const clear = CLEAR.get(message)
  if (clear) return inChunks(clear.bytes)
  if (!message.contentKey) throw new Error(`the content of message ${message.id} has been shredded`)
  return openStream(parts.keyring.open('worker', message.contentKey), message.id, sealedChunks(parts, message))
}

async function* inChunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += CHUNK) yield bytes.subarray(start, start + CHUNK)
}

/** The bytes of one copy: the original, or what a policy's actions made of it. @throws as `openContent` */
export function openCopy(parts: OpenParts, message: MessageRow, changed: ChangedCopy | undefined): AsyncIterable<Uint8Array> {
  if (!changed) return openContent(parts, message)
  if (!message.contentKey) throw new Error(`the content of message ${message.id} has been shredded`)
  return changedContent(openContent(parts, message), parts.keyring.open('worker', message.contentKey), message.id, changed)
}

/** All of it, in memory that is taken once. @throws also when it is not as long as it was when it came */
export async function readContent(parts: OpenParts, message: MessageRow): Promise<Uint8Array> {
  const clear = CLEAR.get(message)
  if (clear) return clear.bytes
  const bytes = Buffer.allocUnsafeSlow(message.size)
  let length = 0
  for await (const chunk of openContent(parts, message)) {
    if (length + chunk.length <= bytes.length) bytes.set(chunk, length)
    length += chunk.length
  }
  if (length !== bytes.length) throw new Error(`the content of message ${message.id} has ${length} bytes, not ${bytes.length}`)
  return bytes
}

export async function openEnvelope(parts: OpenParts, message: MessageRow): Promise<SealedEnvelope> {
  return CLEAR.get(message)?.envelope ?? ((await parts.evidence.open(message.envelope)) as SealedEnvelope)
}

/** @throws when the sealed address is not the one that the row was made for: boxes of one day could be swapped by whoever writes the database */
export async function openRecipient(parts: OpenParts, recipient: RecipientRow): Promise<EnvelopeRecipient> {
  const known = ADDRESSES.get(recipient.address)
  if (known) return known
  const opened = (await parts.evidence.open(recipient.address)) as EnvelopeRecipient
  if (addressHash(parts.keyring, opened.address) !== recipient.addressHash)
    throw new Error(`the sealed address of copy ${recipient.id} belongs to another one`)
  rememberAddress(recipient.address, opened)
  return opened
}

/** Keyed: equal addresses can be found, none can be guessed. */
export function addressHash(keyring: OpenParts['keyring'], address: string): string {
  return keyring.hash('address', address.toLowerCase())
}

export async function* sealedChunks(parts: Pick<OpenParts, 'store'>, message: MessageRow): AsyncIterable<Uint8Array> {
  if (message.blob.kind === 'inline') yield message.blob.bytes
  else yield* parts.store.readBlob(message.blob.name)
}

/** More than any header block that intake lets in by default. */
const HEADER_LIMIT = 1024 * 1024

/** The header block of the original, for reports and notices; what can be read of it, since a report without it still counts. */
export async function readHeaderBlock(parts: OpenParts, message: MessageRow): Promise<Uint8Array> {
  let head = Buffer.alloc(0)
  try {
    for await (const chunk of openContent(parts, message)) {
      head = Buffer.concat([head, chunk])
      const end = head.indexOf('\r\n\r\n')
      if (end >= 0) return head.subarray(0, end + 2)
      if (head.length >= HEADER_LIMIT) break
    }
  } catch {
    // Shredded, lost or damaged: whoever needs the content itself has failed or will.
  }
  return head
}
