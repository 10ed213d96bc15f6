import { describe, expect, it } from 'vitest'
import { createRate } from './rate.ts'

describe('createRate', () => {
  it('lets a minute’s worth come at once, then refills evenly, each key on its own', () => {
    let now = 0
    const rate = createRate(3, { now: () => now, sleep: async () => {} })
    expect([rate.take('a'), rate.take('a'), rate.take('a'), rate.take('a')]).toEqual([true, true, true, false])
    expect(rate.allows('b')).toBe(true)
    now += 19_999
    expect(rate.allows('a')).toBe(false)
    now += 2
    expect([rate.allows('a'), rate.take('a'), rate.take('a')]).toEqual([true, true, false])
    now += 3_600_000
    expect([rate.take('a'), rate.take('a'), rate.take('a'), rate.take('a')]).toEqual([true, true, true, false])
  })
})
