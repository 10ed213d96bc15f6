// Leases: who gets what, never two at once, and what becomes of the work of those who are gone.
import { expect, it } from 'vitest'
import { acceptedRows } from '../../../src/store/rows.ts'
import type { Store } from '../../../src/store/store.ts'
import type { Place } from './places.ts'
import { accepted, lease, move, mustApply, NOW, newMessage, newRecipient, note, readyMessage } from './sample-mail.ts'

const due = (owner: string, more: { limit?: number; now?: number; busy?: readonly string[]; companions?: number } = {}) => ({
  ...lease(owner, more.limit ?? 10, more.now ?? NOW),
  busy: more.busy ?? [],
  ...(more.companions ? { companions: more.companions } : {}),
})

export function leaseSuite(place: () => Place): void {
  it('hands out messages to inspect, oldest first and once', async () => {
    const store = await place().open()
    await store.accept(newMessage('m2', { receivedAt: NOW - 1 }), [])
    await store.accept(newMessage('m1', { receivedAt: NOW - 2 }), [])
    await store.accept(newMessage('m3', { receivedAt: NOW }), [])
    const first = await store.leaseMessages(lease('node/1', 2))
    expect(first.map((item) => [item.message.id, item.recipients.map((r) => r.id)])).toEqual([
      ['m1', ['m1-r0']],
      ['m2', ['m2-r0']],
    ])
    expect((await store.leaseMessages(lease('node/2'))).map((item) => item.message.id)).toEqual(['m3'])
    expect(await store.leaseMessages(lease('node/2'))).toEqual([])
  })

  it('stores a message under the lease of whoever goes on with it, and keeps its ready copies there', async () => {
    const store = await place().open()
    const own = { owner: 'node/1:1', until: NOW + 60_000 }
    const message = newMessage('m1', { lease: own }, 2)
    const { accepted: ids } = await store.accept(message, [])
    // The rows that the accepting process goes on with are those that are stored.
    const { envelope: _envelope, blob: _blob, contentKey: _key, ...row } = acceptedRows(message, ids).message
    expect((await store.message('m1'))?.message).toMatchObject(row)
    for (const { address: _address, ...copy } of acceptedRows(message, ids).recipients)
      expect(await store.recipient(copy.id)).toMatchObject(copy)
    expect(await store.leaseMessages(lease('node/2'))).toEqual([])
    await mustApply(store, {
      lease: own.owner,
      keepUntil: NOW + 70_000,
      steps: [
        note('message.inspected', 'm1', { messageState: 'inspected' }),
        move('m1-r0', { kind: 'recipient.decided', action: 'deliver' }),
        move('m1-r1', { kind: 'recipient.decided', action: 'hold' }),
        note('message.decided', 'm1', { messageState: 'decided' }),
      ],
    })
    expect(await store.recipient('m1-r0')).toMatchObject({ state: 'ready', leaseOwner: own.owner, leaseUntil: NOW + 70_000 })
    expect((await store.recipient('m1-r1'))?.leaseOwner).toBeUndefined()
    expect(await store.leaseDue(due('node/2', { now: NOW + 1 }))).toBeUndefined()
    await mustApply(store, { lease: own.owner, steps: [move('m1-r0', { kind: 'attempt.started' })] })
    // Whoever has it is gone: a copy that was not tried is anybody's, and its message was not lost in an inspection.
    await store.accept(newMessage('m2', { lease: own }), [])
    await store.reclaimLeases(NOW + 80_000)
    expect(await store.recipient('m1-r0')).toMatchObject({ state: 'deferred', losses: 1 })
    expect((await store.leaseMessages(lease('node/3', 10, NOW + 80_000))).map(({ message }) => [message.id, message.losses])).toEqual([
      ['m2', 1],
    ])
  })

  it('hands out again a message whose inspector was lost half-way', async () => {
    const store = await place().open()
    await store.accept(newMessage('m1'), [])
    await store.leaseMessages(lease('node/1'))
    await mustApply(store, { lease: 'node/1', steps: [note('message.inspected', 'm1', { messageState: 'inspected' })] })
    await store.reclaimLeases(NOW + 60_000)
    const again = await store.leaseMessages(lease('node/2', 10, NOW + 60_000))
    expect(again.map((item) => [item.message.id, item.message.state])).toEqual([['m1', 'inspected']])
  })

  it('hands out last, and one at a time, what its readers were lost with; what was given back does not count', async () => {
    const store = await place().open()
    for (const [n, id] of ['m1', 'm2', 'm3'].entries()) await store.accept(newMessage(id, { receivedAt: NOW - 10 + n }), [])
    const [first] = await store.leaseMessages(lease('node/1', 1))
    expect(first?.message).toMatchObject({ id: 'm1', losses: 0 })
    await store.reclaimLeases(NOW + 60_000)
    await store.leaseMessages(lease('node/1', 1))
    await store.releaseLease('node/1', [], ['m2'])
    // m1 was lost once, m2 and m3 never.
    const fresh = await store.leaseMessages(lease('node/2', 10, NOW + 60_000))
    expect(fresh.map(({ message }) => [message.id, message.losses])).toEqual([
      ['m2', 0],
      ['m3', 0],
    ])
    await store.reclaimLeases(NOW + 120_000)
    for (const [id, losses] of [
      ['m1', 1],
      ['m2', 1],
      ['m3', 1],
    ] as const) {
      const alone = await store.leaseMessages(lease('node/3', 10, NOW + 120_000))
      expect(alone.map(({ message }) => [message.id, message.losses])).toEqual([[id, losses]])
      if (id !== 'm3') await store.reclaimLeases(NOW + 120_000, 'node/4')
    }
  })

  it('hands out the longest-waiting destination that is not busy, grouped by message', async () => {
    const store = await place().open()
    await readyMessage(store, 'm1', [newRecipient('m1-r0', { domain: 'a.test' }), newRecipient('m1-r1', { domain: 'b.test' })])
    await readyMessage(store, 'm2', [newRecipient('m2-r0', { domain: 'a.test' }), newRecipient('m2-r1', { domain: 'b.test' })])
    for (const id of ['m1-r0', 'm2-r0']) await wait(store, id, NOW - 10)
    for (const id of ['m1-r1', 'm2-r1']) await wait(store, id, NOW - 20)
    const group = await store.leaseDue(due('node/1'))
    expect(group?.domain).toBe('b.test')
    expect(group?.items.map((item) => [item.message.id, item.recipients.map((r) => r.id)])).toEqual([
      ['m1', ['m1-r1']],
      ['m2', ['m2-r1']],
    ])
    expect(group?.items[0]?.recipients[0]).toMatchObject({ leaseOwner: 'node/1', leaseUntil: NOW + 60_000, state: 'ready' })
    expect(await store.leaseDue(due('node/1', { busy: ['a.test'] }))).toBeUndefined()
    expect((await store.leaseDue(due('node/1')))?.domain).toBe('a.test')
  })

  it('finds a free destination behind a long queue of busy ones', async () => {
    const store = await place().open()
    const many = Array.from({ length: 150 }, (_, i) => newRecipient(`m1-r${i}`, { domain: 'busy.test' }))
    await readyMessage(store, 'm1', many)
    await readyMessage(store, 'm2', [newRecipient('m2-r0', { domain: 'free.test' })])
    await wait(store, 'm2-r0', NOW)
    expect((await store.leaseDue(due('node/1', { busy: ['busy.test'] })))?.domain).toBe('free.test')
    expect(await store.leaseDue(due('node/1', { busy: ['busy.test', 'free.test'] }))).toBeUndefined()
  })

  it('brings the other due copies of a message along, so that one transaction carries them', async () => {
    const store = await place().open()
    const copies = (message: string, count: number) => Array.from({ length: count }, (_, i) => newRecipient(`${message}-r${i}`))
    await readyMessage(store, 'm1', [...copies('m1', 9), newRecipient('m1-x', { domain: 'other.test' })])
    await readyMessage(store, 'm2', copies('m2', 3))
    await wait(store, 'm1-r8', NOW + 500)
    const found = await store.leaseDue(due('node/1', { limit: 2, companions: 5 }))
    expect(found?.items.map(({ message, recipients }) => [message.id, recipients.length])).toEqual([['m1', 7]])
    expect(new Set(found?.items[0]?.recipients.map(({ leaseOwner }) => leaseOwner))).toEqual(new Set(['node/1']))
    expect((await store.leaseDue(due('node/1', { limit: 1 })))?.items[0]?.recipients).toHaveLength(1)
  })

  it('waits for the time of the next try, and says when it is', async () => {
    const store = await place().open()
    expect(await store.nextDueAt()).toBeUndefined()
    await readyMessage(store, 'm1', [newRecipient('m1-r0')])
    await wait(store, 'm1-r0', NOW + 500)
    expect(await store.leaseDue(due('node/1'))).toBeUndefined()
    expect(await store.nextDueAt()).toBe(NOW + 500)
    expect((await store.leaseDue(due('node/1', { now: NOW + 500 })))?.items).toHaveLength(1)
    expect(await store.nextDueAt()).toBeUndefined()
    await store.accept(newMessage('m2', { receivedAt: NOW + 9 }), [])
    expect(await store.nextDueAt()).toBe(NOW + 9)
  })

  it('never leases one recipient twice, however many ask at the same time', async () => {
    const stores = [await place().open(), await place().open()]
    for (let m = 0; m < 10; m++) {
      await readyMessage(
        stores[0] as Store,
        `m${m}`,
        Array.from({ length: 20 }, (_, i) => newRecipient(`m${m}-r${i}`, { domain: `d${i % 5}.test` })),
      )
    }
    const taken: string[] = []
    const worker = async (store: Store | undefined, owner: string): Promise<void> => {
      for (let group = await store?.leaseDue(due(owner, { limit: 7 })); group; group = await store?.leaseDue(due(owner, { limit: 7 }))) {
        taken.push(...group.items.flatMap((item) => item.recipients.map((r) => r.id)))
      }
    }
    await Promise.all(Array.from({ length: 8 }, (_, i) => worker(stores[i % 2], `node/${i}`)))
    expect(new Set(taken).size).toBe(taken.length)
    // A worker that found every destination locked by others stops early: the rest is still there, leased to nobody.
    for (let group = await stores[0]?.leaseDue(due('node/z')); group; group = await stores[0]?.leaseDue(due('node/z'))) {
      taken.push(...group.items.flatMap((item) => item.recipients.map((r) => r.id)))
    }
    expect(new Set(taken).size).toBe(200)
    expect(taken).toHaveLength(200)
  })

  it('renews only what the owner holds', async () => {
    const store = await place().open()
    await readyMessage(store, 'm1', [newRecipient('m1-r0')])
    await store.accept(newMessage('m2'), [])
    await store.leaseDue(due('node/1'))
    await store.leaseMessages(lease('node/1'))
    await store.renewLease('node/2', ['m1-r0'], NOW + 1, ['m2'])
    expect(await store.recipient('m1-r0')).toMatchObject({ leaseUntil: NOW + 60_000 })
    await store.renewLease('node/1', ['m1-r0'], NOW + 90_000, ['m2'])
    await store.reclaimLeases(NOW + 60_000)
    expect(await store.recipient('m1-r0')).toMatchObject({ leaseUntil: NOW + 90_000, leaseOwner: 'node/1' })
    expect(await store.leaseMessages(lease('node/3', 1, NOW + 60_000))).toEqual([])
  })

  it('gives back what was not tried', async () => {
    const store = await place().open()
    await readyMessage(store, 'm1', [newRecipient('m1-r0'), newRecipient('m1-r1')])
    await store.accept(newMessage('m2'), [])
    await store.leaseDue(due('node/1'))
    await store.leaseMessages(lease('node/1'))
    await mustApply(store, { lease: 'node/1', steps: [move('m1-r1', { kind: 'attempt.started' })] })
    await store.releaseLease('node/1', ['m1-r0', 'm1-r1'], ['m2'])
    expect((await store.recipient('m1-r0'))?.leaseOwner).toBeUndefined()
    expect(await store.recipient('m1-r1')).toMatchObject({ state: 'attempting', leaseOwner: 'node/1' })
    expect(await store.leaseMessages(lease('node/2'))).toHaveLength(1)
  })

  it('reclaims: deferred without the commit mark, unknown with it', async () => {
    const store = await place().open()
    await readyMessage(
      store,
      'm1',
      ['m1-r0', 'm1-r1', 'm1-r2'].map((id) => newRecipient(id)),
    )
    await store.leaseDue(due('node/1'))
    await mustApply(store, {
      lease: 'node/1',
      steps: [move('m1-r0', { kind: 'attempt.started' }), move('m1-r1', { kind: 'attempt.started' })],
    })
    await mustApply(store, { lease: 'node/1', steps: [move('m1-r1', { kind: 'attempt.committing' })] })
    expect(await store.reclaimLeases(NOW + 59_999)).toEqual([])
    const moved = await store.reclaimLeases(NOW + 60_000)
    expect(moved.map((r) => [r.id, r.state, r.nextAttemptAt <= NOW + 60_000])).toEqual([
      ['m1-r0', 'deferred', true],
      ['m1-r1', 'unknown', true],
    ])
    const rows = await store.recipients({ message: 'm1', limit: 10 })
    expect(rows.map((r) => [r.state, r.leaseOwner, r.committing])).toEqual([
      ['deferred', undefined, false],
      ['unknown', undefined, false],
      ['ready', undefined, false],
    ])
    const lost = (await store.events('m1')).filter((e) => e.kind === 'attempt.lost')
    expect(lost.map((e) => [e.recipient, e.data.committing])).toEqual([
      ['m1-r0', false],
      ['m1-r1', true],
    ])
    expect(await store.reclaimLeases(NOW + 60_000)).toEqual([])
  })

  it('believes its own commit mark, not the one who reports a loss', async () => {
    const store = await place().open()
    await readyMessage(store, 'm1', [newRecipient('m1-r0')])
    await mustApply(store, [move('m1-r0', { kind: 'attempt.started' }), move('m1-r0', { kind: 'attempt.committing' })])
    await mustApply(store, [move('m1-r0', { kind: 'attempt.lost', committing: false })])
    expect((await store.recipient('m1-r0'))?.state).toBe('unknown')
  })

  it("reclaims its predecessors' leases at start, and nobody else's", async () => {
    const store = await place().open()
    await readyMessage(store, 'm1', [newRecipient('m1-r0', { domain: 'a.test' }), newRecipient('m1-r1', { domain: 'b.test' })])
    await store.leaseDue(due('node-a/1', { busy: ['b.test'] }))
    await store.leaseDue(due('node-ab/1'))
    await mustApply(store, [move('m1-r0', { kind: 'attempt.started' }), move('m1-r1', { kind: 'attempt.started' })])
    expect(await store.reclaimLeases(NOW, 'node-a/1')).toEqual([])
    expect((await store.reclaimLeases(NOW, 'node-a/2')).map((r) => r.id)).toEqual(['m1-r0'])
    expect(await store.recipient('m1-r1')).toMatchObject({ state: 'attempting', leaseOwner: 'node-ab/1' })
    expect(await store.reclaimLeases(NOW, 'node-ab/1')).toEqual([])
  })

  it('tells an owner with numbered leases from its predecessors', async () => {
    const store = await place().open()
    await readyMessage(store, 'm1', [newRecipient('m1-r0')])
    await store.leaseDue(due('node-a/1:7'))
    await mustApply(store, [move('m1-r0', { kind: 'attempt.started' })])
    expect(await store.reclaimLeases(NOW, 'node-a/1')).toEqual([])
    expect(await store.reclaimLeases(NOW, 'node-a/11')).toHaveLength(1)
  })

  it('takes every lease at a time far ahead, and what was tried is due now, not then', async () => {
    const store = await place().open()
    await readyMessage(store, 'm1', [newRecipient('m1-r0')])
    await store.leaseDue(due('node/1'))
    await mustApply(store, [move('m1-r0', { kind: 'attempt.started' })])
    const [lost] = await store.reclaimLeases(Number.MAX_SAFE_INTEGER)
    expect(lost?.nextAttemptAt).toBeLessThanOrEqual(Date.now())
    expect((await store.events('m1')).at(-1)?.at).toBeLessThanOrEqual(Date.now())
  })

  it('makes a copy wait whose attempts are lost again and again, and forgets it once one ends otherwise', async () => {
    const store = await place().open()
    await readyMessage(store, 'm1', [newRecipient('m1-r0')])
    const waitAfterLoss = async (): Promise<number> => {
      const group = await store.leaseDue(due('node/1', { now: NOW + 1_000_000 }))
      expect(group?.items).toHaveLength(1)
      await mustApply(store, { lease: 'node/1', steps: [move('m1-r0', { kind: 'attempt.started' })] })
      const [lost] = await store.reclaimLeases(Number.MAX_SAFE_INTEGER)
      const event = (await store.events('m1')).at(-1)
      expect(event?.data).toMatchObject({ losses: lost?.losses, next: lost?.nextAttemptAt })
      return ((lost?.nextAttemptAt ?? 0) - (event?.at ?? 0)) / 60_000
    }
    const waits: number[] = []
    for (let losses = 1; losses <= 8; losses++) waits.push(await waitAfterLoss())
    expect(waits).toEqual([0, 2, 4, 8, 16, 32, 60, 60])
    await mustApply(store, [move('m1-r0', { kind: 'attempt.started' }), move('m1-r0', { kind: 'attempt.deferred' })])
    expect(await waitAfterLoss()).toBe(0)
  })

  it('names those whose time has come, except under a lease', async () => {
    const store = await place().open()
    await readyMessage(store, 'm1', [newRecipient('m1-r0', { expiresAt: NOW }), newRecipient('m1-r1', { expiresAt: NOW + 1 })])
    await store.accept(newMessage('m2', { recipients: [newRecipient('m2-r0', { expiresAt: NOW - 5 })] }), [accepted('m2')])
    expect((await store.expired(NOW, 10)).map((r) => r.id)).toEqual(['m2-r0', 'm1-r0'])
    expect((await store.expired(NOW, 1)).map((r) => r.id)).toEqual(['m2-r0'])
    await store.leaseDue(due('node/1'))
    expect((await store.expired(NOW, 10)).map((r) => r.id)).toEqual(['m2-r0'])
  })

  it('wakes its own process and others', async () => {
    const [here, there] = [await place().open(), await place().open()]
    const heard = (store: Store) => new Promise<void>((resolve) => store.onWork(resolve))
    const both = Promise.all([heard(here), heard(there)])
    await here.accept(newMessage('m1'), [])
    await both
  })
}

async function wait(store: Store, recipient: string, nextAttemptAt: number): Promise<void> {
  await mustApply(store, [
    { ...note('attempt.requested', recipient.replace(/-r\d+$/, ''), { patch: { nextAttemptAt } }), ...requested(recipient) },
  ])
}

function requested(recipient: string) {
  const message = recipient.replace(/-r\d+$/, '')
  return { event: { kind: 'attempt.requested' as const, at: NOW, message, recipient, actor: 'system', data: {} } }
}
