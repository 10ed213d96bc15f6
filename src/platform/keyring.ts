// The keys one process holds: role key pairs (X25519) for sealing, the ledger's signing key (Ed25519), the secret of the keyed hashes.
// Everything here is synchronous and in memory: a key service (file-key-service.ts) brings the keys. A process that was given only the
// public half of a role can seal to it and not open: that is how an intake-only node cannot read what it took (design §5).
import { createHash, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign, verify } from 'node:crypto'
import { hmacSha256 } from './hmac.ts'
import { type BoxOpener, type BoxSender, createBoxOpener, createBoxSender, SealBroken } from './sealed-box.ts'

export const SEAL_ROLES = ['worker', 'portal'] as const
export type SealRole = (typeof SEAL_ROLES)[number]
/** `ledger` signs segments. Roles that can be rotated. */
export const PAIR_ROLES = ['worker', 'portal', 'ledger'] as const
export type PairRole = (typeof PAIR_ROLES)[number]
/** `hash` is one secret for the whole installation; it is never rotated, since stored keyed hashes must stay comparable. */
export type KeyRole = PairRole | 'hash'

/** One key pair of a role. The highest generation is the current one; older ones still open and verify. */
export interface RoleKey {
  readonly role: PairRole
  /** First 16 hex digits of the fingerprint. */
  readonly id: string
  readonly generation: number
  /** Milliseconds since the epoch, UTC. */
  readonly createdAt: number
  readonly publicKey: KeyObject
  readonly privateKey?: KeyObject
  readonly endorsement?: Endorsement
}

/** A ledger key's public half signed by the ledger key before it: who trusts the old one can follow. */
export interface Endorsement {
  readonly key: string
  readonly signature: Uint8Array
}

export interface LedgerKey {
  readonly id: string
  /** SubjectPublicKeyInfo, DER (RFC 8410). */
  readonly publicKey: Uint8Array
  /** SHA-256 of `publicKey`, hex: what a stranger compares. */
  readonly fingerprint: string
  readonly endorsement?: Endorsement
}

export interface KeySet {
  readonly keys: readonly RoleKey[]
  /** 32 bytes. */
  readonly hashSecret: Uint8Array
}

export interface KeyInfo {
  readonly role: KeyRole
  readonly id: string
  readonly generation: number
  readonly createdAt: number
  readonly current: boolean
  /** The private half is here. */
  readonly held: boolean
}

export interface Keyring {
  /** Seals to the role's current public key: 61 bytes more than `secret`. Throws KeyMissing when not even the public half is here. */
  sealTo(role: SealRole, secret: Uint8Array): Uint8Array
  /** Throws KeyMissing when the private half is not held, SealBroken when the box is not as it was sealed. */
  open(role: SealRole, box: Uint8Array): Uint8Array
  /** Whether the role's current private half is held (`ledger`: whether `sign` works). */
  holds(role: PairRole): boolean
  /** Ed25519 by the current ledger key. Throws KeyMissing when it is not held. */
  sign(data: Uint8Array): { readonly key: string; readonly signature: Uint8Array }
  /** False for an unknown key id too. */
  verify(key: string, data: Uint8Array, signature: Uint8Array): boolean
  /** Public ledger keys, oldest first. */
  ledgerKeys(): readonly LedgerKey[]
  /** HMAC-SHA256 as 64 hex digits. Hashes of different purposes cannot be compared with each other: `address`, `message-id`, … */
  hash(purpose: string, text: string): string
}

/** The key service port. Two kinds ship behind it: files, and later Vault transit and AWS KMS. */
export interface KeyService {
  /** The keyring with the private halves of `hold`; of the other roles the public halves that are there. Throws KeyServiceError. */
  load(hold: readonly PairRole[]): Promise<Keyring>
  /** Makes what is missing of `roles` and nothing else; safe when two processes start at once. Returns what it made. */
  create(roles: readonly KeyRole[]): Promise<readonly KeyInfo[]>
  /** A new current key; the old ones stay for opening and verifying. */
  rotate(role: PairRole): Promise<KeyInfo>
  list(): Promise<readonly KeyInfo[]>
}

/** This process was not given the key that the call needs: wrong role of the process, or a lost key. */
export class KeyMissing extends Error {
  readonly code = 'KEY_MISSING'
  constructor(role: KeyRole, half: 'public' | 'private', id?: string) {
    super(`the ${half} half of the ${role} key${id ? ` ${id}` : ''} is not held by this process`)
    this.name = 'KeyMissing'
  }
}

const BOX_VERSION = 2
const HEADER = 9
/** A sealing context is given up after this many milliseconds or boxes: until then its key is in memory, and with it the boxes sealed under it
 * could be opened by whoever takes over the process. It held those secrets themselves a moment ago (docs/decisions/0012-sealing-contexts.md). */
const CONTEXT_MS = 5_000
const CONTEXT_BOXES = 10_000

/**
 * @param refresh asked before a current key is used, and (with `missing`) when a box names an unknown key; returns a newer set or undefined.
 *   It lets a rotation by another process be seen without a restart.
 * @param now milliseconds, for the life of sealing contexts
 */
export function createKeyring(
  initial: KeySet,
  refresh: (missing: boolean) => KeySet | undefined = () => undefined,
  now: () => number = Date.now,
): Keyring {
  let index = indexKeys(initial)
  const senders = createSenders(now)
  const openers = new Map<string, BoxOpener>()
  const update = (missing: boolean): void => {
    const newer = refresh(missing)
    if (newer) index = indexKeys(newer)
  }
  const current = (role: PairRole): RoleKey | undefined => {
    update(false)
    return index.current.get(role)
  }
  const byId = (role: PairRole, id: string): RoleKey | undefined => {
    if (!index.byId.has(`${role} ${id}`)) update(true)
    return index.byId.get(`${role} ${id}`)
  }
  return {
    sealTo(role, secret) {
      const key = current(role)
      if (!key) throw new KeyMissing(role, 'public')
      const header = boxHeader(key.id)
      return Buffer.concat([header, senders(role, key).seal(secret, header)])
    },
    open(role, box) {
      if (box.length < HEADER || box[0] !== BOX_VERSION) throw new SealBroken('a sealed key')
      const header = box.subarray(0, HEADER)
      const id = Buffer.from(header.subarray(1)).toString('hex')
      const key = byId(role, id)
      if (!key?.privateKey) throw new KeyMissing(role, 'private', id)
      const opener =
        openers.get(`${role} ${id}`) ?? createBoxOpener({ publicKey: key.publicKey, privateKey: key.privateKey }, boxInfo(role))
      openers.set(`${role} ${id}`, opener)
      return opener.open(box.subarray(HEADER), header)
    },
    holds: (role) => current(role)?.privateKey !== undefined,
    sign(data) {
      const key = current('ledger')
      if (!key?.privateKey) throw new KeyMissing('ledger', 'private', key?.id)
      return { key: key.id, signature: sign(null, data, key.privateKey) }
    },
    verify(id, data, signature) {
      const key = byId('ledger', id)
      return key !== undefined && verify(null, data, key.publicKey, signature)
    },
    ledgerKeys: () => {
      update(false)
      return index.ledger.map(ledgerKey)
    },
    hash: (purpose, text) => hmacSha256(index.hashKey(purpose), Buffer.from(text)).toString('hex'),
  }
}

/** The context that seals to a role now: a new one for each key, after its time, and after its number of boxes. */
function createSenders(now: () => number): (role: SealRole, key: RoleKey) => BoxSender {
  const current = new Map<SealRole, { readonly id: string; readonly until: number; readonly sender: BoxSender; boxes: number }>()
  return (role, { id, publicKey }) => {
    const known = current.get(role)
    const at = now()
    if (known?.id === id && at < known.until && at >= known.until - CONTEXT_MS && known.boxes < CONTEXT_BOXES) {
      known.boxes++
      return known.sender
    }
    const sender = createBoxSender(publicKey, boxInfo(role))
    current.set(role, { id, until: at + CONTEXT_MS, sender, boxes: 1 })
    return sender
  }
}

function boxHeader(id: string): Buffer {
  return Buffer.concat([Buffer.from([BOX_VERSION]), Buffer.from(id, 'hex')])
}

function boxInfo(role: SealRole): Buffer {
  return Buffer.from(`postern sealed key 1 ${role}`)
}

function indexKeys(set: KeySet) {
  const ordered = set.keys.toSorted((a, b) => a.generation - b.generation)
  const hashKeys = new Map<string, Buffer>()
  return {
    current: new Map(ordered.map((key) => [key.role, key])),
    byId: new Map(ordered.map((key) => [`${key.role} ${key.id}`, key])),
    ledger: ordered.filter((key) => key.role === 'ledger'),
    /** A key of its own for each purpose, so that equal texts under two purposes share nothing. */
    hashKey(purpose: string): Buffer {
      const known = hashKeys.get(purpose)
      if (known) return known
      const made = hmacSha256(set.hashSecret, Buffer.from(`postern hash 1 ${purpose}`))
      hashKeys.set(purpose, made)
      return made
    },
  }
}

function ledgerKey(key: RoleKey): LedgerKey {
  const publicKey = key.publicKey.export({ format: 'der', type: 'spki' })
  return { id: key.id, publicKey, fingerprint: fingerprint(publicKey), ...(key.endorsement ? { endorsement: key.endorsement } : {}) }
}

/** SHA-256 of a public key's SPKI form, hex. The key id is its first 16 digits. */
export function fingerprint(spki: Uint8Array): string {
  return createHash('sha256').update(spki).digest('hex')
}

/** The bytes that an endorsing key signs. */
export function endorsementBytes(spki: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from('postern ledger key 1\n'), spki])
}

/** A fresh pair. `before`, the ledger key until now, endorses the new one when its private half is held. */
export function newRoleKey(role: PairRole, generation: number, createdAt: number, before?: RoleKey): RoleKey {
  const pair = role === 'ledger' ? generateKeyPairSync('ed25519') : generateKeyPairSync('x25519')
  return roleKey(role, generation, createdAt, pair.privateKey, endorse(pair.publicKey, before))
}

function endorse(publicKey: KeyObject, before: RoleKey | undefined): Endorsement | undefined {
  if (before?.role !== 'ledger' || !before.privateKey) return undefined
  const spki = publicKey.export({ format: 'der', type: 'spki' })
  return { key: before.id, signature: sign(null, endorsementBytes(spki), before.privateKey) }
}

/** A role key from either half: the public one is computed from the private one. */
export function roleKey(role: PairRole, generation: number, createdAt: number, half: KeyObject, endorsement?: Endorsement): RoleKey {
  const publicKey = half.type === 'private' ? createPublicKey(half) : half
  const id = fingerprint(publicKey.export({ format: 'der', type: 'spki' })).slice(0, 16)
  return {
    role,
    id,
    generation,
    createdAt,
    publicKey,
    ...(half.type === 'private' ? { privateKey: half } : {}),
    ...(endorsement ? { endorsement } : {}),
  }
}

/** A complete set that lives in memory only: tests, and whoever needs keys for one run. */
export function newKeySet(createdAt = 0): KeySet {
  return { keys: PAIR_ROLES.map((role) => newRoleKey(role, 1, createdAt)), hashSecret: randomBytes(32) }
}

/** The same set without the private halves of the roles left out of `hold`. */
export function withholdPrivate(set: KeySet, hold: readonly PairRole[]): KeySet {
  const keys = set.keys.map((key) => {
    if (hold.includes(key.role)) return key
    const { privateKey: _withheld, ...publicHalf } = key
    return publicHalf
  })
  return { keys, hashSecret: set.hashSecret }
}
