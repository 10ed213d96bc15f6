import { createPublicKey, verify } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createKeyring, endorsementBytes, KeyMissing, newKeySet, newRoleKey, withholdPrivate } from './keyring.ts'
import { ENCAPSULATED, SealBroken } from './sealed-box.ts'

const SECRET = Buffer.from('a content key of thirty-two byte')

describe('a keyring', () => {
  const set = newKeySet()
  const worker = createKeyring(withholdPrivate(set, ['worker', 'ledger']))
  const intake = createKeyring(withholdPrivate(set, []))

  it('lets intake seal and only the worker open', () => {
    const box = intake.sealTo('worker', SECRET)
    expect(Buffer.from(worker.open('worker', box)).toString()).toBe(SECRET.toString())
    expect(() => intake.open('worker', box)).toThrow(KeyMissing)
    expect([intake.holds('worker'), worker.holds('worker'), worker.holds('portal')]).toEqual([false, true, false])
  })

  it('keeps the roles apart', () => {
    const all = createKeyring(set)
    const box = all.sealTo('portal', SECRET)
    expect(() => all.open('worker', box)).toThrow(KeyMissing)
    const relabelled = Buffer.concat([all.sealTo('worker', SECRET).subarray(0, 9), box.subarray(9)])
    expect(() => all.open('worker', relabelled)).toThrow(SealBroken)
    expect(() => all.open('worker', Buffer.alloc(4))).toThrow(SealBroken)
  })

  it('opens boxes of older keys after a rotation, and seals to the new one', () => {
    const old = worker.sealTo('worker', SECRET)
    const rotated = createKeyring({ ...set, keys: [newRoleKey('worker', 2, 1), ...set.keys] })
    expect(rotated.open('worker', old)).toEqual(SECRET)
    const box = rotated.sealTo('worker', SECRET)
    expect(rotated.open('worker', box)).toEqual(SECRET)
    expect(() => worker.open('worker', box)).toThrow(KeyMissing)
  })

  it('seals under one context for five seconds, then forgets it', () => {
    let now = 1_000_000
    const keyring = createKeyring(set, undefined, () => now)
    const seal = () => {
      const box = keyring.sealTo('worker', SECRET)
      expect(keyring.open('worker', box)).toEqual(SECRET)
      return Buffer.from(box.subarray(9, 9 + ENCAPSULATED)).toString('hex')
    }
    const first = seal()
    now += 4_999
    expect(seal()).toBe(first)
    now += 1
    const second = seal()
    expect(second).not.toBe(first)
    // A clock that is set back must not make a context live longer.
    now -= 3_600_000
    expect(seal()).not.toBe(second)
  })

  it('asks for newer keys when a box names one that it does not know', () => {
    const newer = { ...set, keys: [...set.keys, newRoleKey('worker', 2, 1)] }
    const asked: boolean[] = []
    const keyring = createKeyring(set, (missing) => {
      asked.push(missing)
      return missing ? newer : undefined
    })
    expect(keyring.open('worker', createKeyring(newer).sealTo('worker', SECRET))).toEqual(SECRET)
    expect(asked).toEqual([true])
  })

  it('signs for the ledger, and verifies with public halves alone', () => {
    const data = Buffer.from('head')
    const { key, signature } = worker.sign(data)
    expect(intake.verify(key, data, signature)).toBe(true)
    expect(intake.verify(key, Buffer.from('heap'), signature)).toBe(false)
    expect(intake.verify('0000000000000000', data, signature)).toBe(false)
    expect(() => intake.sign(data)).toThrow(KeyMissing)
    expect(intake.ledgerKeys().map((each) => each.id)).toEqual([key])
    expect(intake.ledgerKeys()[0]?.fingerprint.startsWith(key)).toBe(true)
  })

  it('has a new ledger key endorsed by the one before', () => {
    const [before] = set.keys.filter((key) => key.role === 'ledger')
    const after = newRoleKey('ledger', 2, 1, before)
    const [first, second] = createKeyring({ ...set, keys: [...set.keys, after] }).ledgerKeys()
    expect(second?.endorsement?.key).toBe(first?.id)
    const firstKey = createPublicKey({ key: Buffer.from(first?.publicKey ?? []), format: 'der', type: 'spki' })
    const signature = second?.endorsement?.signature ?? Buffer.alloc(0)
    expect(verify(null, endorsementBytes(second?.publicKey ?? Buffer.alloc(0)), firstKey, signature)).toBe(true)
  })

  it('hashes under a purpose: equal for equal texts, unrelated for another purpose or secret', () => {
    const hash = intake.hash('address', 'person@example.org')
    expect(hash).toMatch(/^[0-9a-f]{64}$/)
    expect(worker.hash('address', 'person@example.org')).toBe(hash)
    expect(worker.hash('message-id', 'person@example.org')).not.toBe(hash)
    expect(createKeyring(newKeySet()).hash('address', 'person@example.org')).not.toBe(hash)
  })
})
