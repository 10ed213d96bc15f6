// The ledger as a file that a stranger can verify offline: JSON Lines, first the public keys, then each segment behind its events, last the
// head. Reading is strict: a field that the seals do not cover, or a line too many, makes the file wrong, since a reader might believe it.
import { z } from 'zod'
import { canonicalJson } from '../domain/canonical-json.ts'
import type { EventKind, LedgerEvent } from '../domain/event.ts'
import { eventRecord, type LedgerSegment } from '../domain/ledger-segment.ts'
import type { LedgerHead } from '../domain/verify-ledger.ts'
import type { LedgerKey } from '../platform/keyring.ts'
import type { LedgerPart } from './read-ledger.ts'

export interface LedgerFileHeader {
  readonly exportedAt: number
  /** Oldest first. */
  readonly keys: readonly LedgerKey[]
}

/** The file is not an export, or was changed in a way that hides nothing from a reader: `line` says where. */
export class LedgerFileBroken extends Error {
  readonly code = 'LEDGER_FILE_BROKEN'
  readonly line: number
  constructor(line: number, why: string) {
    super(`line ${line}: ${why}`)
    this.name = 'LedgerFileBroken'
    this.line = line
  }
}

const hex = (length: number) => z.string().regex(new RegExp(`^[0-9a-f]{${length}}$`))
const position = z.int()
const base64 = z.base64()

const headerLine = z.strictObject({
  ledger: z.literal('postern'),
  version: z.literal(1),
  exportedAt: z.iso.datetime(),
  keys: z.array(
    z.strictObject({
      id: hex(16),
      algorithm: z.literal('ed25519'),
      publicKey: base64,
      fingerprint: hex(64),
      endorsement: z.strictObject({ key: hex(16), signature: base64 }).optional(),
    }),
  ),
})

const eventLine = z.strictObject({
  event: z.strictObject({
    position,
    kind: z.string(),
    at: z.number(),
    message: z.string().optional(),
    recipient: z.string().optional(),
    actor: z.string(),
    data: z.record(z.string(), z.json()),
    sealed: z.strictObject({ key: z.string(), box: base64 }).optional(),
  }),
})

const segmentLine = z.strictObject({
  segment: z.strictObject({
    from: position,
    to: position,
    sealedAt: z.number(),
    root: hex(64),
    previous: hex(64),
    hash: hex(64),
    signature: hex(128),
    key: hex(16),
  }),
})

const headLine = z.strictObject({ head: z.strictObject({ position, hash: hex(64) }).nullable() })

/** @yields lines without their line ends */
export async function* exportLedger(header: LedgerFileHeader, parts: AsyncIterable<LedgerPart>): AsyncGenerator<string> {
  const keys = header.keys.map(({ id, publicKey, fingerprint, endorsement }) => ({
    id,
    algorithm: 'ed25519',
    publicKey: Buffer.from(publicKey).toString('base64'),
    fingerprint,
    ...(endorsement ? { endorsement: { key: endorsement.key, signature: Buffer.from(endorsement.signature).toString('base64') } } : {}),
  }))
  yield JSON.stringify({ ledger: 'postern', version: 1, exportedAt: new Date(header.exportedAt).toISOString(), keys })
  let head: LedgerHead | null = null
  for await (const part of parts) {
    for (const event of part.kind === 'segment' ? part.events : [part.event]) {
      yield `{"event":${canonicalJson(eventRecord(event, event.position as number))}}`
    }
    if (part.kind !== 'segment') continue
    yield `{"segment":${canonicalJson(part.segment)}}`
    head = { position: part.segment.to, hash: part.segment.hash }
  }
  yield JSON.stringify({ head })
}

export type LedgerLine =
  | { readonly kind: 'header'; readonly header: LedgerFileHeader }
  | LedgerPart
  | { readonly kind: 'head'; readonly head: LedgerHead | null }

/** @throws LedgerFileBroken at the first line that no export writes */
export async function* parseLedgerFile(lines: AsyncIterable<string>): AsyncGenerator<LedgerLine> {
  let number = 0
  let events: LedgerEvent[] = []
  let ended = false
  for await (const text of lines) {
    number += 1
    if (ended) throw new LedgerFileBroken(number, 'there is something behind the head, which is the last line of an export')
    const value = parseJson(text, number)
    if (number === 1) yield { kind: 'header', header: readHeader(value) }
    else if (isObjectWith(value, 'event')) events.push(readEvent(value, number))
    else if (isObjectWith(value, 'segment')) {
      yield { kind: 'segment', segment: checked(segmentLine, value, number).segment satisfies LedgerSegment, events }
      events = []
    } else {
      const { head } = checked(headLine, value, number)
      for (const event of events) yield { kind: 'uncovered', event }
      yield { kind: 'head', head }
      ended = true
    }
  }
  if (!ended) throw new LedgerFileBroken(number + 1, 'the head is missing: the file was cut off, or the export did not end')
}

function parseJson(text: string, line: number): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new LedgerFileBroken(
      line,
      line === 1 ? 'this is not a ledger export of Postern' : 'this is not JSON: the file was cut off or changed',
    )
  }
}

function isObjectWith(value: unknown, name: string): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
}

function checked<T>(schema: z.ZodType<T>, value: unknown, line: number): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const path = parsed.error.issues[0]?.path.join('.')
  throw new LedgerFileBroken(line, `no export writes such a line${path ? ` (see ${path})` : ''}: the file was changed`)
}

function readHeader(value: unknown): LedgerFileHeader {
  const parsed = headerLine.safeParse(value)
  if (!parsed.success) throw new LedgerFileBroken(1, 'this is not a ledger export of Postern')
  const keys = parsed.data.keys.map(({ id, publicKey, fingerprint, endorsement }) => ({
    id,
    publicKey: Buffer.from(publicKey, 'base64'),
    fingerprint,
    ...(endorsement ? { endorsement: { key: endorsement.key, signature: Buffer.from(endorsement.signature, 'base64') } } : {}),
  }))
  return { exportedAt: Date.parse(parsed.data.exportedAt), keys }
}

/** The kind is not looked up: a file of a newer Postern verifies too, since the seal covers whatever stands there. */
function readEvent(value: unknown, line: number): LedgerEvent {
  const { event } = checked(eventLine, value, line)
  const { kind, message, recipient, sealed, ...rest } = event
  return {
    id: event.position,
    ...rest,
    kind: kind as EventKind,
    ...(message === undefined ? {} : { message }),
    ...(recipient === undefined ? {} : { recipient }),
    ...(sealed ? { sealed: { key: sealed.key, box: Buffer.from(sealed.box, 'base64') } } : {}),
  }
}
