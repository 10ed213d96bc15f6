import { describe, expect, it } from 'vitest'
import { createServerClock } from './server-clock.ts'

/** A machine and a server whose clocks are `skew` apart, and an answer that takes its time. */
function machine({ skew = 0, there = 0, back = 0 } = {}) {
  const start = 1_800_000_000_000
  const state = { steady: 0, set: skew, asked: 0 }
  const server = createServerClock(
    {
      readServer: async () => {
        state.asked++
        state.steady += there
        const answer = start + state.steady
        state.steady += back
        return answer
      },
      clock: { now: () => start + state.steady + state.set },
      steady: () => state.steady,
    },
    { maxClockSkew: 5_000, clockCheckInterval: 10_000 },
  )
  return { state, check: () => server.check() }
}

describe('createServerClock', () => {
  it.each([
    [5_000, undefined],
    [-5_000, undefined],
    [5_100, '5.1 s ahead of'],
    [-73_000, '73.0 s behind'],
  ])('a clock that is %d ms off: %s', async (skew, words) => {
    const { check } = machine({ skew })
    if (words) await expect(check()).rejects.toMatchObject({ code: 'STORE_CLOCK', message: expect.stringContaining(words) })
    else await check()
  })

  it.each([
    { there: 60_000, back: 0 },
    { there: 0, back: 60_000 },
  ])('does not take a slow answer for a wrong clock: %o', async (trip) => {
    const { state, check } = machine(trip)
    await check()
    await check()
    // Nor for a right one that need not be asked for again.
    expect(state.asked).toBe(2)
  })

  it('asks again once the comparison is old, and only then', async () => {
    const { state, check } = machine()
    await Promise.all([check(), check(), check()])
    state.steady += 9_999
    await check()
    expect(state.asked).toBe(1)
    state.steady += 1
    await check()
    expect(state.asked).toBe(2)
  })

  it('notices at once that the clock was set, and that it was set right again', async () => {
    const { state, check } = machine({ skew: 3_000 })
    await check()
    state.set += 2_500
    await expect(check()).rejects.toMatchObject({ code: 'STORE_CLOCK' })
    await expect(check()).rejects.toMatchObject({ code: 'STORE_CLOCK' })
    state.set = 0
    await check()
    expect(state.asked).toBe(3)
  })
})
