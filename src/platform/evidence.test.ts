import { describe, expect, it } from 'vitest'
import { createEvidence, EvidenceGone } from './evidence.ts'
import { createKeyring, KeyMissing, newKeySet, withholdPrivate } from './keyring.ts'
import { SealBroken } from './sealed-box.ts'

const DAY = 86_400_000
const VALUE = { address: 'someone@example.org', list: [1, 'zwei', null] }

function keyStore() {
  const stored = new Map<string, { sealed: Uint8Array; createdAt: number }>()
  return {
    stored,
    putKey: async ({ id, sealed, createdAt }: { id: string; sealed: Uint8Array; createdAt: number }) =>
      void stored.set(id, { sealed, createdAt }),
    key: async (id: string) => stored.get(id),
  }
}

describe('evidence', () => {
  const set = newKeySet()
  const workerRing = createKeyring(withholdPrivate(set, ['worker']))
  const intakeRing = createKeyring(withholdPrivate(set, []))
  const clock = { now: () => 20_000 * DAY + 5 }

  it('is sealed by intake, opened by the worker, and by no other intake', async () => {
    const keys = keyStore()
    const sealed = await createEvidence({ keyring: intakeRing, keys, clock }).seal(VALUE)
    expect(Buffer.from(sealed.box).toString('latin1')).not.toContain('example')
    expect(await createEvidence({ keyring: workerRing, keys, clock }).open(sealed)).toEqual(VALUE)
    await expect(createEvidence({ keyring: intakeRing, keys, clock }).open(sealed)).rejects.toThrow(KeyMissing)
  })

  it('makes one key a day and process, however many ask at once', async () => {
    const keys = keyStore()
    let now = 20_000 * DAY + DAY - 1
    const evidence = createEvidence({ keyring: intakeRing, keys, clock: { now: () => now } })
    expect(evidence.trySeal(VALUE)).toBeUndefined()
    const boxes = await Promise.all([1, 2, 3].map((each) => evidence.seal(each)))
    expect(new Set(boxes.map((box) => box.key)).size).toBe(1)
    expect(evidence.trySeal(VALUE)?.key).toBe(boxes[0]?.key)
    now += 1
    expect(evidence.trySeal(VALUE)).toBeUndefined()
    const next = await evidence.seal(VALUE)
    expect(next.key).not.toBe(boxes[0]?.key)
    expect([...keys.stored.keys()]).toEqual([boxes[0]?.key, next.key])
    expect(next.key).toMatch(/^ev-2024-10-05-/)
  })

  it('hands out no box whose key is not durable, and tries again after a failure', async () => {
    const keys = keyStore()
    let failing = true
    const putKey = async (key: { id: string; sealed: Uint8Array; createdAt: number }) => {
      if (failing) throw new Error('disk full')
      await keys.putKey(key)
    }
    const evidence = createEvidence({ keyring: intakeRing, keys: { ...keys, putKey }, clock })
    await expect(evidence.seal(VALUE)).rejects.toThrow('disk full')
    expect(evidence.trySeal(VALUE)).toBeUndefined()
    failing = false
    expect(keys.stored.has((await evidence.seal(VALUE)).key)).toBe(true)
  })

  it('refuses a changed box, a box under another key, and says when the key is gone', async () => {
    const keys = keyStore()
    const worker = createEvidence({ keyring: workerRing, keys, clock })
    const one = await createEvidence({ keyring: intakeRing, keys, clock }).seal(VALUE)
    const other = await createEvidence({ keyring: intakeRing, keys, clock }).seal(VALUE)
    for (const at of [0, 1, 13, one.box.length - 1]) {
      const box = Buffer.from(one.box)
      box[at] = (box[at] as number) ^ 1
      await expect(worker.open({ key: one.key, box })).rejects.toThrow(SealBroken)
    }
    await expect(worker.open({ key: other.key, box: one.box })).rejects.toThrow(SealBroken)
    await expect(worker.open({ key: one.key, box: one.box.subarray(0, 10) })).rejects.toThrow(SealBroken)
    keys.stored.delete(one.key)
    await expect(createEvidence({ keyring: workerRing, keys, clock }).open(one)).rejects.toThrow(EvidenceGone)
  })

  it('keeps only the keys used last in memory', async () => {
    const keys = keyStore()
    const boxes = await Promise.all([1, 2, 3].map((each) => createEvidence({ keyring: intakeRing, keys, clock }).seal(each)))
    let fetched = 0
    const countingKey = (id: string) => {
      fetched += 1
      return keys.key(id)
    }
    const counting = { ...keys, key: countingKey }
    const worker = createEvidence({ keyring: workerRing, keys: counting, clock }, { openKeys: 2 })
    for (const at of [0, 1, 0, 2, 0, 1]) await worker.open(boxes[at] as (typeof boxes)[0])
    expect(fetched).toBe(4)
  })
})
