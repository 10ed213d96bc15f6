// What the door reads from a header block: is it one that we take at all (no field doubled, no loop), the few facts that travel on, and the
// digest by which a repeated message is known (the fields that Salesforce signs, salesforce.md §2.2, then the body).
import { createHash, type Hash } from 'node:crypto'
import { headerAddresses } from '../smtp/header-address.ts'
import { fieldValues, type HeaderBlock, type RawField } from '../smtp/header-block.ts'
import type { HeaderFacts } from './incoming.ts'
import { type Refusal, refusal } from './refusal.ts'

/**
 * Fields that may stand once (RFC 5322 §3.6, RFC 2045). Salesforce's DKIM signature is not oversigned: a second From could be shown in place
 * of the signed one. Two encodings of one body would be read differently by the scanner and by the recipient's program.
 */
const ONCE = ['from', 'subject', 'to', 'content-type', 'content-transfer-encoding', 'message-id', 'date'] as const

const SIGNED = ['date', 'from', 'to', 'subject', 'mime-version', 'content-type'] as const

const FAULTS = { 'too-large': 'header-size', 'too-many-fields': 'header-fields', malformed: 'malformed-header' } as const

/** @returns the refusal that a header block deserves whoever sends it */
export function headerRefusal(block: HeaderBlock, maxReceived: number): Refusal | undefined {
  if (!block.ok) return refusal(FAULTS[block.fault])
  const count = (name: string) => block.fields.reduce((sum, field) => sum + (field.name === name ? 1 : 0), 0)
  if (ONCE.some((name) => count(name) > 1)) return refusal('duplicate-header')
  return count('received') >= maxReceived ? refusal('loop') : undefined
}

export function headerFacts(fields: readonly RawField[]): HeaderFacts {
  const orgs = fieldValues(fields, 'x-sfdc-lk')
  const [org] = orgs
  return {
    from: headerAddresses(fieldValues(fields, 'from')[0] ?? '') ?? [],
    messageId: fieldValues(fields, 'message-id')[0] ?? '',
    ...(orgs.length === 1 && org ? { org: org.slice(0, 15) } : {}),
    received: fieldValues(fields, 'received').length,
  }
}

/** A SHA-256 that has seen the signed fields, unfolded and trimmed; the body's bytes are still to come. */
export function startDedupeDigest(fields: readonly RawField[]): Hash {
  const hash = createHash('sha256')
  for (const name of SIGNED) {
    for (const field of fields) if (field.name === name) hash.update(`${name}:${field.value.trim()}\r\n`, 'latin1')
  }
  return hash.update('\r\n')
}
