// Whose leases a start takes.
import { expect, it, vi } from 'vitest'
import { systemClock } from '../platform/clock.ts'
import { recover } from './recover.ts'

function start(alone: boolean) {
  const reclaimLeases = vi.fn(async (_now: number, _owner?: string) => [])
  const store = { reclaimLeases, removeOrphanBlobs: async () => 0 }
  const parts = { store, clock: { ...systemClock, now: () => 1000 }, log: {}, owner: 'node/2' } as unknown as Parameters<typeof recover>[0]
  return recover(parts, alone).then(() => reclaimLeases.mock.calls)
}

it('takes all of them where nobody else can be at work', async () => {
  expect(await start(true)).toEqual([[Number.MAX_SAFE_INTEGER]])
})

it('takes, among other nodes, what has run out and what its own dead predecessor held', async () => {
  expect(await start(false)).toEqual([[1000, 'node/2']])
})
