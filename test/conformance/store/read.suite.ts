// Reads, and the store's own life: pages, filters, durability, versions, closing.
import { expect, it } from 'vitest'
import type { Place } from './places.ts'
import { move, mustApply, NOW, newMessage, newRecipient, readyMessage } from './sample-mail.ts'

export function readSuite(place: () => Place): void {
  it('lists messages, newest first, in pages and by state', async () => {
    const store = await place().open()
    for (const id of ['m1', 'm2', 'm3']) await store.accept(newMessage(id), [])
    await readyMessage(store, 'm4', [newRecipient('m4-r0')])
    expect((await store.messages({ limit: 2 })).map((m) => m.id)).toEqual(['m4', 'm3'])
    expect((await store.messages({ limit: 2, before: 'm3' })).map((m) => m.id)).toEqual(['m2', 'm1'])
    expect((await store.messages({ limit: 9, state: 'decided' })).map((m) => m.id)).toEqual(['m4'])
  })

  it('finds recipients by state, domain and message, in pages', async () => {
    const store = await place().open()
    await store.accept(
      newMessage('m1', { recipients: [newRecipient('m1-r0', { domain: 'a.test' }), newRecipient('m1-r1', { domain: 'b.test' })] }),
      [],
    )
    await store.accept(newMessage('m2', {}, 2), [])
    await mustApply(store, [move('m2-r0', { kind: 'recipient.decided', action: 'hold' })])
    const found = async (filter: Partial<Parameters<typeof store.recipients>[0]>) =>
      (await store.recipients({ limit: 10, ...filter })).map((r) => r.id)
    expect(await found({})).toEqual(['m1-r0', 'm1-r1', 'm2-r0', 'm2-r1'])
    expect(await found({ states: ['held'] })).toEqual(['m2-r0'])
    expect(await found({ states: ['held', 'pending'], message: 'm2' })).toEqual(['m2-r0', 'm2-r1'])
    expect(await found({ domain: 'b.test' })).toEqual(['m1-r1'])
    expect(await found({ after: 'm1-r1', limit: 1 })).toEqual(['m2-r0'])
    expect(await store.counts()).toEqual({ pending: 3, held: 1 })
  })

  it('finds unknown copies whose time has come, and which of them were tried again', async () => {
    const store = await place().open()
    const ids = ['m1-r0', 'm1-r1', 'm1-r2', 'm1-r3']
    await readyMessage(
      store,
      'm1',
      ids.map((id) => newRecipient(id)),
    )
    for (const [i, id] of ids.slice(0, 3).entries()) {
      await mustApply(store, [move(id, { kind: 'attempt.started' }), move(id, { kind: 'attempt.unknown' }, { nextAttemptAt: NOW + i })])
    }
    const due = async (dueBefore: number, more: Partial<Parameters<typeof store.recipients>[0]> = {}) =>
      (await store.recipients({ states: ['unknown'], dueBefore, limit: 10, ...more })).map((r) => [r.id, r.retriedUnknown])
    expect(await due(NOW - 1)).toEqual([])
    expect(await due(NOW + 1)).toEqual([
      ['m1-r0', false],
      ['m1-r1', false],
    ])
    expect(await due(NOW + 9, { after: 'm1-r0', limit: 1 })).toEqual([['m1-r1', false]])
    expect((await due(NOW, { states: ['unknown', 'ready'] })).map(([id]) => id)).toEqual(['m1-r0', 'm1-r3'])
    await mustApply(store, [
      move('m1-r0', { kind: 'recipient.released' }, { retriedUnknown: true }),
      move('m1-r0', { kind: 'attempt.started' }),
      move('m1-r0', { kind: 'attempt.unknown' }),
    ])
    expect(await due(NOW)).toEqual([['m1-r0', true]])
  })

  it('knows nothing of what is not there', async () => {
    const store = await place().open()
    expect(await store.message('none')).toBeUndefined()
    expect(await store.recipient('none')).toBeUndefined()
    expect(await store.events('none')).toEqual([])
    expect(await store.counts()).toEqual({})
  })

  it('keeps everything over a restart', async () => {
    const first = await place().open()
    await first.accept(newMessage('m1'), [])
    await first.close()
    const second = await place().openNew()
    expect((await second.message('m1'))?.message.id).toBe('m1')
  })

  it('shows at once to one process what another has committed', async () => {
    const [here, there] = [await place().open(), await place().open()]
    await here.accept(newMessage('m1'), [])
    expect((await there.message('m1'))?.message.receivedAt).toBe(NOW)
  })

  it('refuses a database that a newer program has written', async () => {
    const here = place()
    await here.open()
    await here.sql(`INSERT INTO schema_version (version, applied_at) VALUES (999, 'later')`)
    await expect(here.openNew()).rejects.toMatchObject({ code: 'STORE_VERSION', message: expect.stringContaining('999') })
  })

  it('answers a ping, finishes what was called before closing, and refuses what comes after', async () => {
    const store = await place().open()
    await store.ping()
    const last = store.accept(newMessage('m1'), [])
    await store.close()
    expect((await last).accepted).toEqual(['m1-r0'])
    await expect(store.ping()).rejects.toMatchObject({ code: 'STORE_CLOSED' })
  })
}
