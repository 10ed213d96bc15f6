// Evidence keys: addresses, masked excerpts and transcripts are sealed under a key of the UTC day, made by each process for itself and
// sealed to the worker. Such a key lives as long as the ledger (`retention.events`), apart from content. Intake can seal (it holds the
// key that it made) but cannot open what another process sealed: that takes the worker's private half.
import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import type { Clock } from './clock.ts'
import { newId } from './id.ts'
import type { Keyring } from './keyring.ts'
import { SealBroken } from './sealed-box.ts'

export interface EvidenceBox {
  /** Id of the evidence key. */
  readonly key: string
  readonly box: Uint8Array
}

/** Where evidence keys are kept, sealed; the store's two verbs. `putKey` resolves when the key is durable. */
export interface EvidenceKeys {
  putKey(key: { readonly id: string; readonly sealed: Uint8Array; readonly createdAt: number }): Promise<void>
  key(id: string): Promise<{ readonly sealed: Uint8Array; readonly createdAt: number } | undefined>
}

export interface Evidence {
  /** Seals any JSON value. The day's key is durable before the box is handed out. */
  seal(value: unknown): Promise<EvidenceBox>
  /** The same without waiting, once `seal` has made the day's key; undefined when it has not: await `seal` then. */
  trySeal(value: unknown): EvidenceBox | undefined
  /** Throws EvidenceGone when the key was deleted, KeyMissing without the worker's private half, SealBroken when the box was changed. */
  open(sealed: EvidenceBox): Promise<unknown>
}

export interface EvidenceOptions {
  /** How many opened evidence keys are kept in memory, those used last. One a day and process; each costs some 200 bytes. */
  readonly openKeys: number
}

export const EVIDENCE_DEFAULTS: EvidenceOptions = { openKeys: 512 }

/** The evidence key was deleted when its time was up: the rest of the event stays, its sealed part cannot be read any more. */
export class EvidenceGone extends Error {
  readonly code = 'EVIDENCE_GONE'
  constructor(key: string) {
    super(`evidence key ${key} is not in the store: its retention has ended`)
    this.name = 'EvidenceGone'
  }
}

const DAY = 86_400_000
const VERSION = 1
const NONCE = 12
const TAG = 16

interface PeriodKey {
  readonly id: string
  readonly day: number
  /** As a KeyObject: a cipher made with raw bytes costs three times as much (35 µs against 12, Node 24.21). */
  readonly secret: KeyObject
}

export function createEvidence(
  { keyring, keys, clock }: { keyring: Keyring; keys: EvidenceKeys; clock: Pick<Clock, 'now'> },
  options: Partial<EvidenceOptions> = {},
): Evidence {
  const { openKeys } = { ...EVIDENCE_DEFAULTS, ...options }
  const opened = new Map<string, KeyObject>()
  let period: PeriodKey | undefined
  let making: Promise<PeriodKey> | undefined

  const today = (): number => Math.floor(clock.now() / DAY)

  /** All that ask at once wait for one key; a key that could not be stored is forgotten, so that the next one tries anew. */
  const ready = async (): Promise<PeriodKey> => {
    while (period?.day !== today()) {
      making ??= makeKey(keyring, keys, clock.now()).finally(() => {
        making = undefined
      })
      period = await making
    }
    return period
  }

  const secretOf = async (id: string): Promise<KeyObject> => {
    if (period?.id === id) return period.secret
    const stored = opened.get(id) ?? (await fetchKey(keyring, keys, id))
    opened.delete(id)
    opened.set(id, stored)
    const [oldest] = opened.keys()
    if (opened.size > openKeys && oldest !== undefined) opened.delete(oldest)
    return stored
  }

  return {
    seal: async (value) => sealJson(await ready(), value),
    trySeal: (value) => (period?.day === today() ? sealJson(period, value) : undefined),
    open: async ({ key, box }) => openJson(key, await secretOf(key), box),
  }
}

async function makeKey(keyring: Keyring, keys: EvidenceKeys, now: number): Promise<PeriodKey> {
  const id = `ev-${new Date(now).toISOString().slice(0, 10)}-${newId(now)}`
  const secret = randomBytes(32)
  await keys.putKey({ id, sealed: keyring.sealTo('worker', secret), createdAt: now })
  return { id, day: Math.floor(now / DAY), secret: createSecretKey(secret) }
}

async function fetchKey(keyring: Keyring, keys: EvidenceKeys, id: string): Promise<KeyObject> {
  const stored = await keys.key(id)
  if (!stored) throw new EvidenceGone(id)
  return createSecretKey(keyring.open('worker', stored.sealed))
}

/** Version, random nonce (96 bits: one key seals far fewer than 2^32 boxes a day, NIST SP 800-38D §8.3), ciphertext, tag. */
function sealJson(key: PeriodKey, value: unknown): EvidenceBox {
  const head = Buffer.concat([Buffer.from([VERSION]), randomBytes(NONCE)])
  const cipher = createCipheriv('aes-256-gcm', key.secret, head.subarray(1))
  cipher.setAAD(boundTo(key.id))
  return { key: key.id, box: ownBytes(head, cipher.update(JSON.stringify(value), 'utf8'), cipher.final(), cipher.getAuthTag()) }
}

function openJson(id: string, secret: KeyObject, box: Uint8Array): unknown {
  const head = 1 + NONCE
  if (box.length < head + TAG || box[0] !== VERSION) throw new SealBroken('sealed evidence')
  const decipher = createDecipheriv('aes-256-gcm', secret, box.subarray(1, head))
  decipher.setAAD(boundTo(id))
  decipher.setAuthTag(box.subarray(-TAG))
  const clear = decipher.update(box.subarray(head, -TAG))
  try {
    decipher.final()
  } catch {
    throw new SealBroken('sealed evidence')
  }
  return JSON.parse(clear.toString('utf8'))
}

function boundTo(id: string): Buffer {
  return Buffer.from(`postern evidence 1 ${id}`)
}

/** One array with a buffer of its own: `Buffer.concat` would take a view of the shared pool, which costs a copy wherever it is sent to a thread. */
function ownBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((size, part) => size + part.byteLength, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.byteLength
  }
  return bytes
}
