// A small secret sealed to a public key: HPKE base mode of RFC 9180 with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and AES-256-GCM.
// Whoever seals cannot open afterwards: the ephemeral private half is gone when `sealBox` returns. One box a key, so sequence number 0 only.
// In the pipeline: intake seals each message's content key to the worker with this; the worker seals it to the portal for a grant.
import { createCipheriv, createDecipheriv, createPublicKey, diffieHellman, generateKeyPairSync, type KeyObject } from 'node:crypto'
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

/**
 * @param info binds the box to a purpose: opening with another fails (RFC 9180 §5.1)
 * @param aad bytes that are not secret but must be the same when the box is opened
 * @returns encapsulated key (32 bytes), then ciphertext with its tag: 48 bytes more than `secret`
 */
export function sealBox(to: KeyObject, secret: Uint8Array, info: Uint8Array, aad: Uint8Array): Uint8Array {
  return sealWithEphemeral(generateKeyPairSync('x25519'), to, secret, info, aad, 'aes-256-gcm')
}

/** `sealBox` with the ephemeral pair given: for the RFC's vectors only, a pair used twice gives the secret away. */
export function sealWithEphemeral(
  ephemeral: { readonly publicKey: KeyObject; readonly privateKey: KeyObject },
  to: KeyObject,
  secret: Uint8Array,
  info: Uint8Array,
  aad: Uint8Array,
  aead: AeadName,
): Uint8Array {
  const encapsulated = rawPublic(ephemeral.publicKey)
  const shared = sharedSecret(diffieHellman({ privateKey: ephemeral.privateKey, publicKey: to }), encapsulated, rawPublic(to))
  const { key, nonce } = keySchedule(shared, info, aead)
  const cipher = createCipheriv(aead, key, nonce)
  cipher.setAAD(aad)
  return Buffer.concat([encapsulated, cipher.update(secret), cipher.final(), cipher.getAuthTag()])
}

/** @throws SealBroken when the box, `info` or `aad` is not what was sealed */
export function openBox(
  mine: { readonly publicKey: KeyObject; readonly privateKey: KeyObject },
  box: Uint8Array,
  info: Uint8Array,
  aad: Uint8Array,
) {
  if (box.length < ENCAPSULATED + TAG) throw new SealBroken('a sealed box')
  const encapsulated = box.subarray(0, ENCAPSULATED)
  try {
    const dh = diffieHellman({ privateKey: mine.privateKey, publicKey: x25519Public(encapsulated) })
    const { key, nonce } = keySchedule(sharedSecret(dh, encapsulated, rawPublic(mine.publicKey)), info, 'aes-256-gcm')
    const decipher = createDecipheriv('aes-256-gcm', key, nonce)
    decipher.setAAD(aad)
    decipher.setAuthTag(box.subarray(-TAG))
    return Buffer.concat([decipher.update(box.subarray(ENCAPSULATED, -TAG)), decipher.final()])
  } catch {
    throw new SealBroken('a sealed box')
  }
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
function keySchedule(shared: Uint8Array, info: Uint8Array, aead: AeadName): { key: Buffer; nonce: Buffer } {
  const suite = Buffer.from([...Buffer.from('HPKE'), 0x00, 0x20, 0x00, 0x01, 0x00, AEAD[aead].id])
  const context = Buffer.concat([
    Buffer.from([0]),
    labeledExtract(suite, NOTHING, 'psk_id_hash', NOTHING),
    labeledExtract(suite, NOTHING, 'info_hash', info),
  ])
  const secret = labeledExtract(suite, shared, 'secret', NOTHING)
  return {
    key: labeledExpand(suite, secret, 'key', context, AEAD[aead].keyLength),
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
