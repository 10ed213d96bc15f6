// accept: durable once, duplicates per recipient, one commit for all that arrives together.
import { expect, it } from 'vitest'
import type { NewMessage } from '../../../src/store/store.ts'
import type { Place } from './places.ts'
import { accepted, move, mustApply, NOW, newMessage, newRecipient, note } from './sample-mail.ts'

const dedupe = { messageId: 'hash-of-message-id', digest: 'hash-of-body', since: NOW - 1000 }
const copy = (id: string, addresses: readonly string[], more: Partial<NewMessage> = {}): NewMessage =>
  newMessage(id, { dedupe, recipients: addresses.map((a, i) => newRecipient(`${id}-r${i}`, { addressHash: a })), ...more })

export function acceptSuite(place: () => Place): void {
  it('stores a message, its recipients and its events', async () => {
    const store = await place().open()
    const outcome = await store.accept(newMessage('m1', {}, 3), [accepted('m1')])
    expect(outcome).toEqual({ accepted: ['m1-r0', 'm1-r1', 'm1-r2'], duplicates: [] })
    const stored = await store.message('m1')
    expect(stored?.message).toMatchObject({ id: 'm1', kind: 'mail', state: 'accepted', receivedAt: NOW, size: 12, digest: 'digest-m1' })
    expect(text(stored?.message.contentKey)).toBe('key m1')
    expect(stored?.message.blob.kind === 'inline' && text(stored.message.blob.bytes)).toBe('sealed m1')
    expect(stored?.recipients.map((r) => [r.id, r.state, r.attempts, text(r.address.box)])).toEqual([
      ['m1-r0', 'pending', 0, 'address of m1-r0'],
      ['m1-r1', 'pending', 0, 'address of m1-r1'],
      ['m1-r2', 'pending', 0, 'address of m1-r2'],
    ])
    expect((await store.events('m1')).map((e) => [e.kind, e.data])).toEqual([['message.accepted', { size: 12 }]])
  })

  it('takes five hundred recipients in one message', async () => {
    const store = await place().open()
    const outcome = await store.accept(newMessage('m1', {}, 500), [accepted('m1')])
    expect(outcome.accepted).toHaveLength(500)
    expect(await store.counts()).toEqual({ pending: 500 })
  })

  it('leaves the bytes of its caller alone', async () => {
    const store = await place().open()
    const pooled = Buffer.from('small and from the pool')
    const own = new Uint8Array([1, 2, 3])
    await store.accept(newMessage('m1', { contentKey: pooled, blob: { kind: 'inline', bytes: own } }), [])
    expect([pooled.toString(), own]).toEqual(['small and from the pool', new Uint8Array([1, 2, 3])])
  })

  it('answers a repetition without storing it, and leaves an event with the earlier message', async () => {
    const store = await place().open()
    await store.accept(copy('m1', ['anna', 'ben']), [accepted('m1')])
    const outcome = await store.accept(copy('m2', ['anna', 'ben']), [accepted('m2')])
    expect(outcome).toEqual({
      accepted: [],
      duplicates: [
        { recipient: 'm2-r0', of: 'm1' },
        { recipient: 'm2-r1', of: 'm1' },
      ],
    })
    expect(await store.message('m2')).toBeUndefined()
    expect(await store.events('m2')).toEqual([])
    const last = (await store.events('m1')).at(-1)
    expect(last).toMatchObject({ kind: 'message.duplicate', data: { repetition: 'm2', count: 2, recipients: ['m1-r0', 'm1-r1'] } })
  })

  it('decides for each recipient', async () => {
    const store = await place().open()
    await store.accept(copy('m1', ['anna']), [accepted('m1')])
    const ofDuplicate = { ...accepted('m2'), recipient: 'm2-r0' }
    const outcome = await store.accept(copy('m2', ['anna', 'ben']), [accepted('m2'), ofDuplicate])
    expect(outcome).toEqual({ accepted: ['m2-r1'], duplicates: [{ recipient: 'm2-r0', of: 'm1' }] })
    expect((await store.message('m2'))?.recipients.map((r) => r.id)).toEqual(['m2-r1'])
    expect((await store.events('m2')).map((e) => e.recipient)).toEqual([undefined])
  })

  it.each([
    ['another digest', { dedupe: { ...dedupe, digest: 'other' } }],
    ['another Message-ID', { dedupe: { ...dedupe, messageId: 'other' } }],
    ['too long ago', { dedupe: { ...dedupe, since: NOW + 1 } }],
  ])('is new: %s', async (_why, more) => {
    const store = await place().open()
    await store.accept(copy('m1', ['anna']), [])
    expect((await store.accept(copy('m2', ['anna'], more), [])).accepted).toEqual(['m2-r0'])
  })

  it.each([
    ['failed', { kind: 'recipient.expired' }],
    ['cancelled', { kind: 'recipient.cancelled' }],
    ['rejected', { kind: 'recipient.decided', action: 'reject' }],
  ] as const)('is new where the earlier copy is %s', async (_state, how) => {
    const store = await place().open()
    await store.accept(copy('m1', ['anna']), [])
    await mustApply(store, [move('m1-r0', how)])
    expect((await store.accept(copy('m2', ['anna']), [])).accepted).toEqual(['m2-r0'])
  })

  it('accepts exactly one of many copies that come at the same time, over two processes', async () => {
    const stores = [await place().open(), await place().open()]
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, i) => stores[i % 2]?.accept(copy(`m${i}`, ['anna']), [accepted(`m${i}`)])),
    )
    expect(outcomes.filter((outcome) => outcome?.accepted.length === 1)).toHaveLength(1)
    expect(await stores[0]?.counts()).toEqual({ pending: 1 })
  })

  it('serves many with few commits', async () => {
    const store = await place().open()
    const before = Number((await store.durability()).commits)
    await Promise.all(Array.from({ length: 200 }, (_, i) => store.accept(newMessage(`m${i}`), [accepted(`m${i}`)])))
    const after = await store.durability()
    expect(Number(after.commits) - before).toBeLessThan(40)
    expect(await store.counts()).toEqual({ pending: 200 })
  })

  it('lets a verb that fails fail alone', async () => {
    const store = await place().open()
    const results = await Promise.allSettled([
      store.accept(newMessage('m1'), [accepted('m1')]),
      store.accept(newMessage('m1'), [accepted('m1')]),
      store.accept(newMessage('m2'), [accepted('m2')]),
      store.apply({ steps: [note('policy.loaded', 'm2')] }),
    ])
    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled'])
    expect(results[1]).toMatchObject({ reason: { code: 'STORE_FAILED' } })
    expect(await store.counts()).toEqual({ pending: 2 })
    expect((await store.events('m1')).length).toBe(1)
  })
}

const text = (value: Uint8Array | undefined): string => Buffer.from(value ?? []).toString()
