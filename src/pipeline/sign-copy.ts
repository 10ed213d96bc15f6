// Signing anew (design §6): a copy that an action changed gets a DKIM signature of its From domain, in place of the one that the change broke. Mail that
// the gateway writes itself is signed alike. RFC 6376.

import { placedFields } from '../content/redact/header-fields.ts'
import type { Edit } from '../domain/edit-script.ts'
import { createDkimSigner, type DkimKey } from '../smtp/dkim.ts'

/** Keys of the domain itself, else of the nearest one above it, which DMARC's relaxed alignment takes (RFC 7489 §3.1.1). */
export function keysFor(keys: readonly DkimKey[], domain: string): readonly DkimKey[] {
  const above = keys.filter((key) => domain === key.domain || domain.endsWith(`.${key.domain}`))
  const nearest = Math.max(0, ...above.map((key) => key.domain.length))
  return above.filter((key) => key.domain.length === nearest)
}

export interface SignPass {
  /** The old signature goes, the new ones stand on top; empty where there is no key. */
  readonly edits: readonly Edit[]
  /** `selector` of each. */
  readonly signedBy: readonly string[]
  /** The From domain had signed, and nobody signs anew. */
  readonly broken: boolean
}

/** @param content the changed message @param at seconds since the epoch */
export async function signPass(
  content: AsyncIterable<Uint8Array>,
  keys: readonly DkimKey[],
  domain: string,
  at: number,
): Promise<SignPass> {
  const own = keysFor(keys, domain)
  const signers = own.map((key) => ({ key, signer: createDkimSigner(key) }))
  let head: Buffer = Buffer.alloc(0)
  let whole = false
  for await (const chunk of content) {
    for (const { signer } of signers) signer.update(chunk)
    if (whole) continue
    head = Buffer.concat([head, chunk])
    const end = head.indexOf('\r\n\r\n')
    if (end >= 0) head = head.subarray(0, end + 2)
    whole = end >= 0
  }
  const old = placedFields(head, 0, head.length).filter(({ key, value }) => key === 'dkim-signature' && signs(value, domain))
  if (signers.length === 0) return { edits: [], signedBy: [], broken: old.length > 0 }
  const fields = signers.map(({ signer }) => signer.field(at)).join('')
  const removed = old.map(({ start, end }) => ({ at: start, remove: end - start }))
  return { edits: [{ at: 0, remove: 0, insert: fields }, ...removed], signedBy: own.map((key) => key.selector), broken: false }
}

/** A signature by the domain itself or one above it. */
function signs(value: string, domain: string): boolean {
  const signer = /(?:^|;)\s*d\s*=\s*([^;\s]+)/i.exec(value)?.[1]?.toLowerCase() ?? ''
  return signer !== '' && (domain === signer || domain.endsWith(`.${signer}`))
}

/** Signature fields for a whole message in memory; '' without a key. @param at seconds since the epoch */
export function signatureFor(bytes: Uint8Array, keys: readonly DkimKey[], domain: string, at: number): string {
  return keysFor(keys, domain)
    .map((key) => {
      const signer = createDkimSigner(key)
      signer.update(bytes)
      return signer.field(at)
    })
    .join('')
}
