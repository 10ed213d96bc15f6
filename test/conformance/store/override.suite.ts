// Overrides: recorded and withdrawn with their events, found while they hold.
import { expect, it } from 'vitest'
import type { NewOverride } from '../../../src/store/overrides.ts'
import type { Place } from './places.ts'
import { NOW } from './sample-mail.ts'

const overrideOf = (id: string, more: Partial<NewOverride> = {}): NewOverride => ({
  id,
  domain: 'example.org',
  terms: { protection: 'authenticated', pins: ['ab'.repeat(32)] },
  note: { key: 'day-1', box: Buffer.from(`sealed ${id}`) },
  recordedAt: NOW,
  recordedBy: 'cli:desk',
  until: NOW + 1000,
  ...more,
})
const added = (id: string) => ({ kind: 'override.added' as const, at: NOW, actor: 'cli:desk', data: { override: id } })
const withdrawn = (id: string, at = NOW + 5) => ({ kind: 'override.withdrawn' as const, at, actor: 'cli:desk', data: { override: id } })

export function overrideSuite(place: () => Place): void {
  it('keeps what it was given', async () => {
    const store = await place().open()
    const whole = overrideOf('o1', { domain: '*.example.org', terms: { allowAny: { consent: 'c1', addressHash: 'h1' } } })
    await store.addOverride(whole, added('o1'))
    const [found] = await store.overrides({ limit: 9 })
    expect({ ...found, note: { ...found?.note, box: Buffer.from(found?.note.box ?? []).toString() } }).toEqual({
      ...whole,
      note: { key: 'day-1', box: 'sealed o1' },
    })
  })

  it('finds those that hold: neither withdrawn nor ended', async () => {
    const store = await place().open()
    for (const id of ['o1', 'o2']) await store.addOverride(overrideOf(id), added(id))
    await store.addOverride(overrideOf('o3', { until: NOW + 9000 }), added('o3'))
    const holding = async (now: number) => (await store.overridesHolding(now)).map(({ id }) => id)
    expect(await holding(NOW)).toEqual(['o1', 'o2', 'o3'])
    expect(await holding(NOW + 1000)).toEqual(['o3'])
    expect(await store.withdrawOverride('o1', withdrawn('o1'))).toBe(true)
    expect(await holding(NOW)).toEqual(['o2', 'o3'])
    expect((await store.overrides({ limit: 1 }))[0]?.withdrawnAt).toBe(NOW + 5)
  })

  it('withdraws once, only what still holds, and each with its event', async () => {
    const store = await place().open()
    for (const id of ['o1', 'o2']) await store.addOverride(overrideOf(id), added(id))
    const twice = [store.withdrawOverride('o1', withdrawn('o1')), store.withdrawOverride('o1', withdrawn('o1', NOW + 9))]
    expect(await Promise.all(twice)).toEqual([true, false])
    expect(await store.withdrawOverride('o2', withdrawn('o2', NOW + 1000))).toBe(false)
    expect(await store.withdrawOverride('o9', withdrawn('o9'))).toBe(false)
    const { events } = await store.unsealed(10)
    expect(events.map(({ kind, data }) => `${kind} ${data.override}`)).toEqual([
      'override.added o1',
      'override.added o2',
      'override.withdrawn o1',
    ])
  })

  it('lists them page by page', async () => {
    const store = await place().open()
    for (const id of ['o1', 'o2', 'o3']) await store.addOverride(overrideOf(id), added(id))
    expect((await store.overrides({ limit: 2 })).map(({ id }) => id)).toEqual(['o1', 'o2'])
    expect((await store.overrides({ limit: 2, after: 'o2' })).map(({ id }) => id)).toEqual(['o3'])
  })
}
