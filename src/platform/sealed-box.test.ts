import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openBox, rawPublic, SealBroken, sealBox, sealWithEphemeral, x25519Public } from './sealed-box.ts'

const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex')
const PKCS8 = bytes('302e020100300506032b656e04220420')

function privateKey(raw: string): KeyObject {
  return createPrivateKey({ key: Buffer.concat([PKCS8, bytes(raw)]), format: 'der', type: 'pkcs8' })
}

describe('HPKE base mode', () => {
  // RFC 9180 §A.1.1, first encryption: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM. The RFC prints none of X25519 with AES-256-GCM.
  it('gives the box of the RFC', () => {
    const ephemeral = privateKey('52c4a758a802cd8b936eceea314432798d5baf2d7e9235dc084ab1b9cfa2f736')
    const box = sealWithEphemeral(
      { privateKey: ephemeral, publicKey: createPublicKey(ephemeral) },
      x25519Public(bytes('3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d')),
      bytes('4265617574792069732074727574682c20747275746820626561757479'),
      bytes('4f6465206f6e2061204772656369616e2055726e'),
      bytes('436f756e742d30'),
      'aes-128-gcm',
    )
    expect(Buffer.from(box).toString('hex')).toBe(
      '37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431' +
        'f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a',
    )
  })

  it('opens what it sealed, and only with the same key, info and bound data', () => {
    const mine = generateKeyPairSync('x25519')
    const info = Buffer.from('purpose')
    const aad = Buffer.from('header')
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (secret) => {
        const box = sealBox(mine.publicKey, secret, info, aad)
        expect(box.length).toBe(secret.length + 48)
        expect(Buffer.compare(openBox(mine, box, info, aad), secret)).toBe(0)
      }),
      { numRuns: 20 },
    )
    const box = sealBox(mine.publicKey, Buffer.from('secret'), info, aad)
    expect(() => openBox(mine, box, Buffer.from('another'), aad)).toThrow(SealBroken)
    expect(() => openBox(mine, box, info, Buffer.from('another'))).toThrow(SealBroken)
    expect(() => openBox(generateKeyPairSync('x25519'), box, info, aad)).toThrow(SealBroken)
  })

  it('refuses a box with any byte changed, a short one, and an all-zero public key', () => {
    const mine = generateKeyPairSync('x25519')
    const none = Buffer.alloc(0)
    const box = sealBox(mine.publicKey, Buffer.from('secret'), none, none)
    for (let at = 0; at < box.length; at++) {
      const changed = Buffer.from(box)
      changed[at] = (changed[at] as number) ^ 0x04
      expect(() => openBox(mine, changed, none, none), `byte ${at}`).toThrow(SealBroken)
      expect(() => openBox(mine, box.subarray(0, at), none, none), `cut at ${at}`).toThrow(SealBroken)
    }
    expect(() => openBox(mine, Buffer.concat([Buffer.alloc(32), box.subarray(32)]), none, none)).toThrow(SealBroken)
  })

  it('reads the raw public key back', () => {
    const { publicKey } = generateKeyPairSync('x25519')
    expect(x25519Public(rawPublic(publicKey)).equals(publicKey)).toBe(true)
  })
})
