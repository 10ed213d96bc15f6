// apply: all or nothing, only legal moves, fencing by lease, the store's own bookkeeping, and closing.
import { expect, it } from 'vitest'
import type { Plan } from '../../../src/domain/route.ts'
import type { Store } from '../../../src/store/store.ts'
import type { Place } from './places.ts'
import { accepted, lease, move, mustApply, NOW, newMessage, newRecipient, note, readyMessage, VERDICT } from './sample-mail.ts'

const PLAN: Plan = { kind: 'routes', routes: [{ route: 'direct', demand: { protection: 'encrypted' } }], why: 'test' }

async function attempting(store: Store, id: string, owner = 'node/1'): Promise<void> {
  await readyMessage(store, id, [newRecipient(`${id}-r0`)])
  await store.leaseDue({ ...lease(owner), busy: [] })
  await mustApply(store, { lease: owner, steps: [move(`${id}-r0`, { kind: 'attempt.started' })] })
}

export function applySuite(place: () => Place): void {
  it('moves, patches and records together', async () => {
    const store = await place().open()
    await store.accept(newMessage('m1'), [accepted('m1')])
    const decided = move(
      'm1-r0',
      { kind: 'recipient.decided', action: 'deliver' },
      { verdict: VERDICT, plan: PLAN, nextAttemptAt: NOW + 5 },
    )
    const sealed = { ...decided, event: { ...decided.event, sealed: { key: 'evidence-1', box: Buffer.from('boxed') } } }
    await mustApply(store, [note('message.decided', 'm1', { messageState: 'decided' }), sealed])
    const stored = await store.message('m1')
    expect(stored?.message.state).toBe('decided')
    expect(stored?.recipients[0]).toMatchObject({
      state: 'ready',
      verdict: VERDICT,
      plan: PLAN,
      nextAttemptAt: NOW + 5,
      expiresAt: NOW + 1_000_000,
    })
    const events = await store.events('m1')
    expect(events.map((e) => e.kind)).toEqual(['message.accepted', 'message.decided', 'recipient.decided'])
    expect(events[2]?.sealed && Buffer.from(events[2].sealed.box).toString()).toBe('boxed')
  })

  it.each([
    ['an illegal move', [move('m1-r0', { kind: 'recipient.cancelled' }), move('m1-r1', { kind: 'attempt.started' })], 'illegal-transition'],
    ['an unknown recipient', [move('m1-r0', { kind: 'recipient.cancelled' }), move('m1-r9', { kind: 'recipient.cancelled' })], 'not-found'],
    [
      'a recipient of another message',
      [
        {
          ...note('recipient.cancelled', 'm2'),
          ...move('m1-r0', { kind: 'recipient.cancelled' }),
          event: { ...move('m1-r0', { kind: 'recipient.cancelled' }).event, message: 'm2' },
        },
      ],
      'not-found',
    ],
    [
      'an unknown message',
      [move('m1-r0', { kind: 'recipient.cancelled' }), note('message.decided', 'm9', { messageState: 'decided' })],
      'not-found',
    ],
    [
      'a message going back',
      [move('m1-r0', { kind: 'recipient.cancelled' }), note('message.inspected', 'm1', { messageState: 'accepted' })],
      'illegal-transition',
    ],
  ] as const)('changes nothing at %s', async (_what, steps, reason) => {
    const store = await place().open()
    await store.accept(newMessage('m1', {}, 2), [accepted('m1')])
    const before = [await store.message('m1'), await store.events('m1')]
    const messages = [newMessage('d1', { kind: 'dsn', decided: VERDICT })]
    expect(await store.apply({ steps, messages })).toMatchObject({ ok: false, reason })
    expect([await store.message('m1'), await store.events('m1')]).toEqual(before)
    expect(await store.message('d1')).toBeUndefined()
  })

  it('counts attempts, keeps the commit mark while attempting, and ends the lease after', async () => {
    const store = await place().open()
    await attempting(store, 'm1')
    await mustApply(store, { lease: 'node/1', steps: [move('m1-r0', { kind: 'attempt.committing' })] })
    expect(await store.recipient('m1-r0')).toMatchObject({ state: 'attempting', attempts: 1, committing: true, leaseOwner: 'node/1' })
    await mustApply(store, { lease: 'node/1', steps: [move('m1-r0', { kind: 'attempt.deferred' }, { nextAttemptAt: NOW + 60 }, NOW + 7)] })
    const deferred = await store.recipient('m1-r0')
    expect(deferred).toMatchObject({ state: 'deferred', attempts: 1, committing: false, nextAttemptAt: NOW + 60, changedAt: NOW + 7 })
    expect(deferred?.leaseOwner).toBeUndefined()
  })

  it('takes several steps of one recipient in order', async () => {
    const store = await place().open()
    await readyMessage(store, 'm1', [newRecipient('m1-r0')])
    await store.leaseDue({ ...lease('node/1'), busy: [] })
    const steps = [move('m1-r0', { kind: 'attempt.started' }), move('m1-r0', { kind: 'attempt.rerouted' }, { routeIndex: 1 })]
    await mustApply(store, { lease: 'node/1', steps })
    expect(await store.recipient('m1-r0')).toMatchObject({ state: 'ready', attempts: 1, routeIndex: 1 })
  })

  it('stops an owner whose lease is gone', async () => {
    const store = await place().open()
    await attempting(store, 'm1', 'node/1')
    await store.reclaimLeases(NOW + 60_001)
    const late = { lease: 'node/1', steps: [move('m1-r0', { kind: 'attempt.succeeded', to: 'delivered' })] } as const
    expect(await store.apply(late)).toMatchObject({ ok: false, reason: 'lease-lost' })
    await store.leaseDue({ ...lease('node/2', 10, NOW + 60_001), busy: [] })
    expect(await store.apply(late)).toMatchObject({ ok: false, reason: 'lease-lost' })
    expect(await store.recipient('m1-r0')).toMatchObject({ state: 'deferred', leaseOwner: 'node/2' })
  })

  it('refuses a change whose copy is no longer as it was read', async () => {
    const store = await place().open()
    await store.accept(newMessage('m1'), [])
    await mustApply(store, [move('m1-r0', { kind: 'recipient.decided', action: 'hold' }, undefined, NOW + 1)])
    const expect1 = { state: 'held', changedAt: NOW + 1 } as const
    const expire = { ...move('m1-r0', { kind: 'recipient.expired' }), expect: expect1 }
    await mustApply(store, [{ ...move('m1-r0', { kind: 'recipient.released' }, undefined, NOW + 2), expect: expect1 }])
    const before = [await store.message('m1'), await store.events('m1')]
    const report = newMessage('d1', { kind: 'dsn', decided: VERDICT })
    expect(await store.apply({ steps: [note('dsn.queued', 'm1'), expire], messages: [report] })).toMatchObject({
      ok: false,
      reason: 'changed',
      detail: expect.stringContaining('m1-r0 is ready'),
    })
    expect([await store.message('m1'), await store.events('m1'), await store.message('d1')]).toEqual([...before, undefined])
    // Held once more: the same state, and yet another stay in it.
    await mustApply(store, [move('m1-r0', { kind: 'recipient.held' }, undefined, NOW + 3)])
    expect(await store.apply({ steps: [expire] })).toMatchObject({ ok: false, reason: 'changed' })
    await mustApply(store, [{ ...expire, expect: { state: 'held' } }])
    expect(await store.recipient('m1-r0')).toMatchObject({ state: 'failed' })
  })

  it('holds an expectation against the row, not against the steps before it, and also where the step moves nothing', async () => {
    const store = await place().open()
    await readyMessage(store, 'm1', [newRecipient('m1-r0')])
    const asRead = { state: 'ready' } as const
    const plain = { ...move('m1-r0', { kind: 'attempt.started' }), expect: asRead }
    await mustApply(store, [plain, { ...move('m1-r0', { kind: 'attempt.deferred' }), expect: asRead }])
    const noted = { event: move('m1-r0', { kind: 'attempt.started' }).event, expect: asRead }
    expect(await store.apply({ steps: [noted] })).toMatchObject({ ok: false, reason: 'changed' })
    const nobody = { event: { ...noted.event, recipient: 'm1-r9' }, expect: asRead }
    expect(await store.apply({ steps: [nobody] })).toMatchObject({ ok: false, reason: 'not-found' })
  })

  it('lets one of two who read the same copy have their way', async () => {
    const stores = [await place().open(), await place().open()]
    await stores[0]?.accept(newMessage('m1'), [])
    await mustApply(stores[0] as Store, [move('m1-r0', { kind: 'recipient.decided', action: 'hold' })])
    const kinds = ['recipient.released', 'recipient.expired', 'recipient.released', 'recipient.cancelled'] as const
    const steps = kinds.map((kind) => ({ ...move('m1-r0', { kind }), expect: { state: 'held', changedAt: NOW } as const }))
    const outcomes = await Promise.all(steps.map((step, i) => stores[i % 2]?.apply({ steps: [step] })))
    expect(outcomes.map((outcome) => (outcome?.ok ? 'ok' : outcome?.reason)).toSorted()).toEqual(['changed', 'changed', 'changed', 'ok'])
  })

  it('takes the lease of the message for recipients that have none, and ends it when decided', async () => {
    const store = await place().open()
    await store.accept(newMessage('m1'), [])
    await store.leaseMessages(lease('node/1'))
    const steps = [note('message.decided', 'm1', { messageState: 'decided' }), move('m1-r0', { kind: 'recipient.decided', action: 'hold' })]
    expect(await store.apply({ lease: 'node/2', steps })).toMatchObject({ ok: false, reason: 'lease-lost' })
    await mustApply(store, { lease: 'node/1', steps })
    expect(await store.apply({ lease: 'node/1', steps: [note('message.closed', 'm1', { messageState: 'closed' })] })).toMatchObject({
      reason: 'lease-lost',
    })
  })

  it('stores a message made here with the event that asks for it', async () => {
    const store = await place().open()
    await attempting(store, 'm1')
    const report = newMessage('d1', { kind: 'dsn', decided: VERDICT, about: 'm1' })
    await mustApply(store, {
      lease: 'node/1',
      steps: [move('m1-r0', { kind: 'attempt.failed' }), note('dsn.queued', 'm1')],
      messages: [report],
    })
    const stored = await store.message('d1')
    expect(stored?.message).toMatchObject({ kind: 'dsn', state: 'decided', about: 'm1' })
    expect(stored?.recipients[0]).toMatchObject({ state: 'ready', verdict: VERDICT })
    expect((await store.leaseDue({ ...lease('node/1'), busy: [] }))?.items[0]?.message.id).toBe('d1')
  })

  it('closes a message with its last recipient, once, whoever is last', async () => {
    const stores = [await place().open(), await place().open()]
    const ids = Array.from({ length: 12 }, (_, i) => `m1-r${i}`)
    await readyMessage(
      stores[0] as Store,
      'm1',
      ids.map((id) => newRecipient(id)),
    )
    await Promise.all(
      ids.map((id, i) => mustApply(stores[i % 2] as Store, [move(id, { kind: i < 5 ? 'recipient.cancelled' : 'recipient.expired' })])),
    )
    expect((await stores[0]?.message('m1'))?.message.state).toBe('closed')
    const closed = (await stores[0]?.events('m1'))?.filter((e) => e.kind === 'message.closed')
    expect(closed?.map((e) => e.data)).toEqual([{ recipients: { cancelled: 5, failed: 7 } }])
  })

  it('does not lock up where two processes move many messages in opposite orders', async () => {
    const stores = [await place().open(), await place().open()]
    const ids = Array.from({ length: 40 }, (_, i) => `m${i}`)
    for (const id of ids) await readyMessage(stores[0] as Store, id, [newRecipient(`${id}-r0`), newRecipient(`${id}-r1`)])
    const cancel = (store: Store | undefined, recipient: string) =>
      mustApply(store as Store, [move(recipient, { kind: 'recipient.cancelled' })])
    await Promise.all([...ids.map((id) => cancel(stores[0], `${id}-r0`)), ...ids.toReversed().map((id) => cancel(stores[1], `${id}-r1`))])
    expect(await stores[0]?.counts()).toEqual({ cancelled: 80 })
    expect(await stores[0]?.messages({ limit: 100, state: 'closed' })).toHaveLength(40)
  })
}
