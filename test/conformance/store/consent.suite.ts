// Consents: recorded and withdrawn with their events, found by the keyed hash of an address while they hold.
import { expect, it } from 'vitest'
import type { NewConsent } from '../../../src/store/consents.ts'
import type { Place } from './places.ts'
import { NOW } from './sample-mail.ts'

const consentOf = (id: string, more: Partial<NewConsent> = {}): NewConsent => ({
  id,
  kind: 'plain-mail',
  addressHash: `hash-${id}`,
  address: { key: 'day-1', box: Buffer.from(`sealed ${id}`) },
  recordedAt: NOW,
  recordedBy: 'cli:desk',
  wording: '2026-03',
  ...more,
})
const recorded = (id: string) => ({ kind: 'consent.recorded' as const, at: NOW, actor: 'cli:desk', data: { consent: id } })
const withdrawn = (id: string, at = NOW + 5) => ({ kind: 'consent.withdrawn' as const, at, actor: 'cli:desk', data: { consent: id } })

export function consentSuite(place: () => Place): void {
  it('keeps what it was given', async () => {
    const store = await place().open()
    const whole = consentOf('c1', { expiresAt: NOW + 1000 })
    await store.addConsent(whole, recorded('c1'))
    await store.addConsent(consentOf('c2'), recorded('c2'))
    const [first, second, none] = await Promise.all([store.consent('c1'), store.consent('c2'), store.consent('c3')])
    expect({ ...first, address: { ...first?.address, box: Buffer.from(first?.address.box ?? []).toString() } }).toEqual({
      ...whole,
      address: { key: 'day-1', box: 'sealed c1' },
    })
    expect(second).not.toHaveProperty('expiresAt')
    expect(none).toBeUndefined()
  })

  it('finds those that hold: of these addresses, neither withdrawn nor expired', async () => {
    const store = await place().open()
    await store.addConsent(consentOf('c1', { expiresAt: NOW + 1000 }), recorded('c1'))
    await store.addConsent(consentOf('c2'), recorded('c2'))
    await store.addConsent(consentOf('c3', { addressHash: 'hash-c2' }), recorded('c3'))
    const ids = async (hashes: readonly string[], now = NOW) => (await store.consentsFor(hashes, now)).map(({ id }) => id)
    expect(await ids(['hash-c1', 'hash-c2', 'hash-x'])).toEqual(['c1', 'c2', 'c3'])
    expect(await ids([])).toEqual([])
    expect(await ids(['hash-c1'], NOW + 999)).toEqual(['c1'])
    expect(await ids(['hash-c1'], NOW + 1000)).toEqual([])
    expect(await store.withdrawConsent('c2', withdrawn('c2'))).toBe(true)
    expect(await ids(['hash-c2'])).toEqual(['c3'])
    expect((await store.consent('c2'))?.withdrawnAt).toBe(NOW + 5)
  })

  it('withdraws once, and writes nothing for what is not there', async () => {
    const store = await place().open()
    await store.addConsent(consentOf('c1'), recorded('c1'))
    expect(
      await Promise.all([store.withdrawConsent('c1', withdrawn('c1')), store.withdrawConsent('c1', withdrawn('c1', NOW + 9))]),
    ).toEqual([true, false])
    expect(await store.withdrawConsent('c9', withdrawn('c9'))).toBe(false)
    const { events } = await store.unsealed(10)
    expect(events.map(({ kind, data }) => [kind, data.consent])).toEqual([
      ['consent.recorded', 'c1'],
      ['consent.withdrawn', 'c1'],
    ])
  })

  it('lists them page by page, and those of one address', async () => {
    const store = await place().open()
    for (const id of ['c1', 'c2', 'c3']) await store.addConsent(consentOf(id), recorded(id))
    expect((await store.consents({ limit: 2 })).map(({ id }) => id)).toEqual(['c1', 'c2'])
    expect((await store.consents({ limit: 2, after: 'c2' })).map(({ id }) => id)).toEqual(['c3'])
    expect((await store.consents({ limit: 9, addressHash: 'hash-c2' })).map(({ id }) => id)).toEqual(['c2'])
  })
}
