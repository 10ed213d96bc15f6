// Two places of work, by turns; and a store that is not asked for what it cannot have.
import { describe, expect, it } from 'vitest'
import { createBells, createWorkSource, ring } from './work-source.ts'

function source(store: (string | undefined)[], nextAt?: (asked: number) => Promise<number | undefined>) {
  const bells = createBells()
  const clock = { now: () => time }
  let time = 1000
  let asked = 0
  const made = createWorkSource(clock, bells, nextAt)
  return {
    bells,
    asked: () => asked,
    later: (ms: number) => {
      time += ms
    },
    take: (byHand?: string) =>
      made.take(
        () => byHand,
        async () => {
          asked++
          return store.shift()
        },
      ),
  }
}

describe('a loop’s work', () => {
  it('comes by turns while both have some', async () => {
    const { take } = source(['s1', 's2', 's3'])
    expect([await take('h1'), await take('h2'), await take('h3'), await take('h4')]).toEqual(['h1', 's1', 'h3', 's2'])
  })

  it('is not asked of a store that had none, until somebody rings or a while has gone by', async () => {
    const { take, asked, later, bells } = source([])
    for (let n = 0; n < 5; n++) await take()
    expect(asked()).toBe(1)
    ring(bells.hand)
    expect([await take('h'), asked()]).toEqual(['h', 1])
    ring(bells.store)
    await take()
    await take()
    expect(asked()).toBe(2)
    later(1000)
    await take()
    expect(asked()).toBe(3)
  })

  it('is asked for when it is due', async () => {
    const { take, asked, later } = source([], async (at) => at + 300)
    await take()
    later(299)
    await take()
    expect(asked()).toBe(1)
    later(1)
    await take()
    expect(asked()).toBe(2)
  })
})
