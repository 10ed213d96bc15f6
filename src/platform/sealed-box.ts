// Small secrets sealed to a public key: HPKE base mode of RFC 9180 with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and AES-256-GCM.
// Whoever seals cannot open afterwards, once the context is gone: it goes after a few seconds (keyring.ts). One context seals many boxes,
// as RFC 9180 §5.2 has it, because the key agreement costs 0.3 ms and a box under it 15 µs (docs/decisions/0012-sealing-contexts.md).
// In the pipeline: intake seals each message's content key to the worker with this; the worker seals it to the portal for a grant.
import {
  createCipheriv,
  createDecipheriv,
  createPublicKey,
  createSecretKey,
  diffieHellman,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto'
import { hmacSha256 } from './hmac.ts'

const NOTHING = new Uint8Array(0)
const TAG = 16
export const ENCAPSULATED = 32

/** AEAD identifiers of RFC 9180 §7.3. Postern uses the second; the first is there because the RFC's printed vectors for X25519 use it. */
export const AEAD = { 'aes-128-gcm': { id: 1, keyLength: 16 }, 'aes-256-gcm': { id: 2, keyLength: 32 } } as const
export type AeadName = keyof typeof AEAD

/** The box could not be opened: it was changed, cut, or sealed for something else. Says nothing about the content. */
export class SealBroken extends Error {
  readonly code = 'SEAL_BROKEN'
  constructor(what: string) {
    super(`${what} does not open: it was changed, cut short, or sealed for another purpose`)
    this.name = 'SealBroken'
  }
}

const SEQUENCE = 4
/** Bytes that a box is longer than its secret. */
export const BOX_OVERHEAD = ENCAPSULATED + SEQUENCE + TAG

export interface KeyPair {
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
}

export interface BoxSender {
  /**
   * @param aad bytes that are not secret but must be the same when the box is opened
   * @returns encapsulated key (32 bytes), sequence number (4), ciphertext with its tag
   */
  seal(secret: Uint8Array, aad: Uint8Array): Uint8Array
}

/**
 * A sender's context. Its key stays in memory as long as this object: forget it soon.
 * @param info binds its boxes to a purpose: opening with another fails (RFC 9180 §5.1)
 * @param given ephemeral pair and AEAD: for the RFC's vectors only, a pair used for two contexts gives their secrets away
 */
export function createBoxSender(
  to: KeyObject,
  info: Uint8Array,
  given: { readonly ephemeral?: KeyPair; readonly aead?: AeadName } = {},
): BoxSender {
  const ephemeral = given.ephemeral ?? generateKeyPairSync('x25519')
  const aead = given.aead ?? 'aes-256-gcm'
  const encapsulated = rawPublic(ephemeral.publicKey)
  const dh = diffieHellman({ privateKey: ephemeral.privateKey, publicKey: to })
  const context = keySchedule(sharedSecret(dh, encapsulated, rawPublic(to)), info, aead)
  let next = 0
  return {
    seal(secret, aad) {
      const sequence = next++
      const cipher = createCipheriv(aead, context.key, nonceOf(context, sequence))
      cipher.setAAD(aad)
      return Buffer.concat([encapsulated, sequenceBytes(sequence), cipher.update(secret), cipher.final(), cipher.getAuthTag()])
    },
  }
}

export interface BoxOpener {
  /** @throws SealBroken when the box or `aad` is not what was sealed */
  open(box: Uint8Array, aad: Uint8Array): Uint8Array
}

/** @param remembered contexts, those used last, whose key agreement need not be done again */
export function createBoxOpener(mine: KeyPair, info: Uint8Array, remembered = 256): BoxOpener {
  const contexts = new Map<string, Context>()
  const own = rawPublic(mine.publicKey)

  const agree = (encapsulated: Uint8Array): Context => {
    const dh = diffieHellman({ privateKey: mine.privateKey, publicKey: x25519Public(encapsulated) })
    return keySchedule(sharedSecret(dh, encapsulated, own), info, 'aes-256-gcm')
  }
  // Only a context that has opened a box is worth its place.
  const remember = (name: string, context: Context): void => {
    contexts.delete(name)
    contexts.set(name, context)
    const [oldest] = contexts.keys()
    if (contexts.size > remembered && oldest !== undefined) contexts.delete(oldest)
  }
  return {
    open(box, aad) {
      if (box.length < BOX_OVERHEAD) throw new SealBroken('a sealed box')
      const encapsulated = Buffer.from(box.buffer, box.byteOffset, ENCAPSULATED)
      const name = encapsulated.toString('latin1')
      try {
        const context = contexts.get(name) ?? agree(encapsulated)
        const sequence = Buffer.from(box.buffer, box.byteOffset + ENCAPSULATED, SEQUENCE).readUInt32BE()
        const decipher = createDecipheriv('aes-256-gcm', context.key, nonceOf(context, sequence))
        decipher.setAAD(aad)
        decipher.setAuthTag(box.subarray(-TAG))
        const secret = Buffer.concat([decipher.update(box.subarray(ENCAPSULATED + SEQUENCE, -TAG)), decipher.final()])
        remember(name, context)
        return secret
      } catch {
        throw new SealBroken('a sealed box')
      }
    },
  }
}

interface Context {
  readonly key: KeyObject
  readonly nonce: Buffer
}

/** RFC 9180 §5.2: the base nonce, the sequence number laid over its end. */
function nonceOf({ nonce }: Context, sequence: number): Buffer {
  const own = Buffer.from(nonce)
  own.writeUInt32BE((own.readUInt32BE(8) ^ sequence) >>> 0, 8)
  return own
}

function sequenceBytes(sequence: number): Buffer {
  const bytes = Buffer.alloc(SEQUENCE)
  bytes.writeUInt32BE(sequence)
  return bytes
}

/** The 32 bytes of an X25519 public key. The JWK form (RFC 8037) is the quick way to them: 2 µs against 68 µs by way of DER. */
export function rawPublic(key: KeyObject): Buffer {
  return Buffer.from(key.export({ format: 'jwk' }).x as string, 'base64url')
}

const X25519_SPKI = Buffer.from('302a300506032b656e032100', 'hex')

export function x25519Public(raw: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.concat([X25519_SPKI, raw]), format: 'der', type: 'spki' })
}

const HPKE_V1 = Buffer.from('HPKE-v1')
const FIRST_BLOCK = new Uint8Array([1])
const KEM_SUITE = Buffer.from([...Buffer.from('KEM'), 0x00, 0x20])

/** ExtractAndExpand of DHKEM (RFC 9180 §4.1). */
function sharedSecret(dh: Uint8Array, encapsulated: Uint8Array, recipient: Uint8Array): Buffer {
  const prk = labeledExtract(KEM_SUITE, NOTHING, 'eae_prk', dh)
  return labeledExpand(KEM_SUITE, prk, 'shared_secret', Buffer.concat([encapsulated, recipient]), 32)
}

/** Base mode without a pre-shared key (RFC 9180 §5.1). */
function keySchedule(shared: Uint8Array, info: Uint8Array, aead: AeadName): Context {
  const suite = Buffer.from([...Buffer.from('HPKE'), 0x00, 0x20, 0x00, 0x01, 0x00, AEAD[aead].id])
  const context = Buffer.concat([
    Buffer.from([0]),
    labeledExtract(suite, NOTHING, 'psk_id_hash', NOTHING),
    labeledExtract(suite, NOTHING, 'info_hash', info),
  ])
  const secret = labeledExtract(suite, shared, 'secret', NOTHING)
  return {
    key: createSecretKey(labeledExpand(suite, secret, 'key', context, AEAD[aead].keyLength)),
    nonce: labeledExpand(suite, secret, 'base_nonce', context, 12),
  }
}

function labeledExtract(suite: Uint8Array, salt: Uint8Array, label: string, ikm: Uint8Array): Buffer {
  return hmacSha256(salt, HPKE_V1, suite, Buffer.from(label), ikm)
}

/** One block of HKDF-Expand is enough: nothing here is longer than 32 bytes (RFC 5869 §2.3). */
function labeledExpand(suite: Uint8Array, prk: Uint8Array, label: string, info: Uint8Array, length: number): Buffer {
  return hmacSha256(prk, Buffer.from([0, length]), HPKE_V1, suite, Buffer.from(label), info, FIRST_BLOCK).subarray(0, length)
}
