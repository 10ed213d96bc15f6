// A recipient's consent: recorded and withdrawn by a person, looked up when policy decides (step 3). The address is sealed; a keyed hash finds it.
import type { ConsentFact, ConsentKind } from '../domain/consent.ts'
import { newId } from '../platform/id.ts'
import type { ConsentRow } from '../store/consents.ts'
import type { RecipientRow } from '../store/store.ts'
import { addressHash } from './open-content.ts'
import type { PipelineParts } from './parts.ts'

type ConsentParts = Pick<PipelineParts, 'store' | 'keyring' | 'evidence' | 'clock'>

export interface ConsentRequest {
  readonly address: string
  readonly kind: ConsentKind
  /** Version of the wording that the person agreed to: the officer's own name for it. */
  readonly wording: string
  /** Milliseconds since the epoch; left out: until it is withdrawn. */
  readonly expiresAt?: number
  /** `cli:name` */
  readonly actor: string
  /** How it was given, in a person's own words; sealed. */
  readonly reason: string
}

/** @returns the id under which it is logged and withdrawn */
export async function recordConsent(parts: ConsentParts, request: ConsentRequest): Promise<string> {
  const { address, kind, wording, expiresAt, actor, reason } = request
  const at = parts.clock.now()
  const id = newId(at)
  const consent = {
    id,
    kind,
    wording,
    addressHash: addressHash(parts.keyring, address),
    address: await parts.evidence.seal({ address }),
    recordedAt: at,
    recordedBy: actor,
    ...(expiresAt === undefined ? {} : { expiresAt }),
  }
  const data = { consent: id, kind, wording, ...(expiresAt === undefined ? {} : { expires: expiresAt }) }
  await parts.store.addConsent(consent, {
    kind: 'consent.recorded',
    at,
    actor,
    data,
    sealed: await parts.evidence.seal({ address, reason }),
  })
  return id
}

/** @returns false where there is none under this id that still holds */
export async function withdrawConsent(
  parts: ConsentParts,
  id: string,
  by: { readonly actor: string; readonly reason: string },
): Promise<boolean> {
  const sealed = await parts.evidence.seal({ reason: by.reason })
  const event = { kind: 'consent.withdrawn' as const, at: parts.clock.now(), actor: by.actor, data: { consent: id }, sealed }
  return parts.store.withdrawConsent(id, event)
}

/** The sealed address. @throws where the box is not the one that the row was made for */
export async function consentAddress(parts: Pick<ConsentParts, 'keyring' | 'evidence'>, row: ConsentRow): Promise<string> {
  const { address } = (await parts.evidence.open(row.address)) as { readonly address: string }
  if (addressHash(parts.keyring, address) !== row.addressHash)
    throw new Error(`the sealed address of consent ${row.id} belongs to another one`)
  return address
}

/** Consents that hold now, by the recipients' address hashes; one question to the store for all of them. */
export async function consentsOf(
  parts: Pick<ConsentParts, 'store' | 'clock'>,
  recipients: readonly Pick<RecipientRow, 'addressHash'>[],
): Promise<ReadonlyMap<string, readonly ConsentFact[]>> {
  const hashes = [...new Set(recipients.map((recipient) => recipient.addressHash))]
  const rows = await parts.store.consentsFor(hashes, parts.clock.now())
  const facts = new Map<string, ConsentFact[]>()
  for (const { addressHash: hash, id, kind, wording } of rows) facts.set(hash, [...(facts.get(hash) ?? []), { id, kind, wording }])
  return facts
}
