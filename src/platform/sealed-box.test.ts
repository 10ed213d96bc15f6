import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BOX_OVERHEAD, createBoxOpener, createBoxSender, ENCAPSULATED, rawPublic, SealBroken, x25519Public } from './sealed-box.ts'

const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex')
const PKCS8 = bytes('302e020100300506032b656e04220420')

function privateKey(raw: string): KeyObject {
  return createPrivateKey({ key: Buffer.concat([PKCS8, bytes(raw)]), format: 'der', type: 'pkcs8' })
}

describe('HPKE base mode', () => {
  // RFC 9180 §A.1.1, the first two encryptions: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM. The RFC prints none of X25519 with AES-256-GCM.
  it('gives the boxes of the RFC', () => {
    const ephemeral = privateKey('52c4a758a802cd8b936eceea314432798d5baf2d7e9235dc084ab1b9cfa2f736')
    const sender = createBoxSender(
      x25519Public(bytes('3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d')),
      bytes('4f6465206f6e2061204772656369616e2055726e'),
      { ephemeral: { privateKey: ephemeral, publicKey: createPublicKey(ephemeral) }, aead: 'aes-128-gcm' },
    )
    const text = bytes('4265617574792069732074727574682c20747275746820626561757479')
    const boxes = ['436f756e742d30', '436f756e742d31'].map((aad) => Buffer.from(sender.seal(text, bytes(aad))).toString('hex'))
    const encapsulated = '37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431'
    expect(boxes).toEqual([
      `${encapsulated}00000000f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a`,
      `${encapsulated}00000001af2d7e9ac9ae7e270f46ba1f975be53c09f8d875bdc8535458c2494e8a6eab251c03d0c22a56b8ca42c2063b84`,
    ])
  })

  it('opens what it sealed, in any order, and only with the same key, info and bound data', () => {
    const mine = generateKeyPairSync('x25519')
    const info = Buffer.from('purpose')
    const aad = Buffer.from('header')
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 100 }), { maxLength: 20 }), (secrets) => {
        const sender = createBoxSender(mine.publicKey, info)
        const opener = createBoxOpener(mine, info)
        const boxes = secrets.map((secret) => ({ secret, box: sender.seal(secret, aad) }))
        for (const { secret, box } of boxes.reverse()) {
          expect(box.length).toBe(secret.length + BOX_OVERHEAD)
          expect(Buffer.compare(opener.open(box, aad), secret)).toBe(0)
        }
      }),
      { numRuns: 20 },
    )
    const box = createBoxSender(mine.publicKey, info).seal(Buffer.from('secret'), aad)
    expect(() => createBoxOpener(mine, Buffer.from('another')).open(box, aad)).toThrow(SealBroken)
    expect(() => createBoxOpener(mine, info).open(box, Buffer.from('another'))).toThrow(SealBroken)
    expect(() => createBoxOpener(generateKeyPairSync('x25519'), info).open(box, aad)).toThrow(SealBroken)
  })

  it('gives each box of a context a nonce of its own, and each context a key of its own', () => {
    const mine = generateKeyPairSync('x25519')
    const none = Buffer.alloc(0)
    const secret = Buffer.alloc(32)
    const senders = Array.from({ length: 4 }, () => createBoxSender(mine.publicKey, none))
    const boxes = senders.flatMap((sender) => Array.from({ length: 300 }, () => sender.seal(secret, none)))
    const ciphertexts = boxes.map((box) => Buffer.from(box.subarray(ENCAPSULATED + 4)).toString('hex'))
    expect(new Set(ciphertexts).size).toBe(boxes.length)
  })

  it('opens more contexts than it remembers', () => {
    const mine = generateKeyPairSync('x25519')
    const none = Buffer.alloc(0)
    const opener = createBoxOpener(mine, none, 2)
    const boxes = [0, 1, 2, 3].map((value) => createBoxSender(mine.publicKey, none).seal(Buffer.of(value), none))
    for (let turn = 0; turn < 2; turn++) expect(boxes.map((box) => opener.open(box, none)[0])).toEqual([0, 1, 2, 3])
  })

  it('refuses a box with any byte changed, a short one, and an all-zero public key', () => {
    const mine = generateKeyPairSync('x25519')
    const none = Buffer.alloc(0)
    const opener = createBoxOpener(mine, none)
    const box = createBoxSender(mine.publicKey, none).seal(Buffer.from('secret'), none)
    expect(opener.open(box, none)).toEqual(Buffer.from('secret'))
    for (let at = 0; at < box.length; at++) {
      const changed = Buffer.from(box)
      changed[at] = (changed[at] as number) ^ 0x04
      expect(() => opener.open(changed, none), `byte ${at}`).toThrow(SealBroken)
      expect(() => opener.open(box.subarray(0, at), none), `cut at ${at}`).toThrow(SealBroken)
    }
    expect(() => opener.open(Buffer.concat([Buffer.alloc(32), box.subarray(32)]), none)).toThrow(SealBroken)
  })

  it('reads the raw public key back', () => {
    const { publicKey } = generateKeyPairSync('x25519')
    expect(x25519Public(rawPublic(publicKey)).equals(publicKey)).toBe(true)
  })
})
