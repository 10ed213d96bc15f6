// The history of postures: one row a change, bounded; and how many copies went where.
import { expect, it } from 'vitest'
import type { PostureSummary } from '../../../src/domain/posture-summary.ts'
import type { Store } from '../../../src/store/store.ts'
import type { Place } from './places.ts'
import { NOW, newMessage } from './sample-mail.ts'

const BOUNDS = { entries: 3, before: 0 }
const summary = (verdict: string): PostureSummary => ({ verdict, hosts: [] })

export function postureSuite(place: () => Place): void {
  const rows = async (store: Store, domain = 'a.test') =>
    (await store.postures(domain, 99)).map(({ at, seenAt, summary }) => [at - NOW, seenAt - NOW, summary.verdict])

  it('writes a change, and notes when the same was seen again', async () => {
    const store = await place().open()
    for (const [at, mark] of [
      [0, 'x'],
      [5, 'x'],
      [3, 'x'],
      [9, 'y'],
    ] as const)
      await store.recordPosture('a.test', NOW + at, mark, summary(mark), BOUNDS)
    await store.recordPosture('b.test', NOW + 1, 'x', summary('x'), BOUNDS)
    expect(await rows(store)).toEqual([
      [9, 9, 'y'],
      [0, 5, 'x'],
    ])
    expect(await store.postureDomains({ limit: 9 })).toEqual(['a.test', 'b.test'])
    expect(await store.postureDomains({ limit: 9, after: 'a.test' })).toEqual(['b.test'])
  })

  it('keeps the order of changes though a clock goes back', async () => {
    const store = await place().open()
    await store.recordPosture('a.test', NOW + 10, 'x', summary('x'), BOUNDS)
    await store.recordPosture('a.test', NOW, 'y', summary('y'), BOUNDS)
    expect((await rows(store)).map(([, , verdict]) => verdict)).toEqual(['y', 'x'])
  })

  it('keeps so many of a domain, and none that is older than said', async () => {
    const store = await place().open()
    await store.recordPosture('old.test', NOW - 100, 'x', summary('x'), BOUNDS)
    for (const at of [0, 1, 2, 3, 4]) await store.recordPosture('a.test', NOW + at, `${at}`, summary(`${at}`), BOUNDS)
    expect((await rows(store)).map(([at]) => at)).toEqual([4, 3, 2])
    await store.recordPosture('a.test', NOW + 5, '5', summary('5'), { entries: 3, before: NOW + 4 })
    expect((await rows(store)).map(([at]) => at)).toEqual([5, 4])
    expect(await rows(store, 'old.test')).toEqual([])
  })

  it('counts copies by domain and state', async () => {
    const store = await place().open()
    await store.accept(newMessage('m1'), [])
    const [recipient] = await store.recipients({ message: 'm1', limit: 1 })
    const domain = recipient?.domain as string
    expect(await store.copiesTo([domain, 'nobody.test'])).toEqual([{ domain, state: 'pending', copies: expect.any(Number) }])
  })
}
