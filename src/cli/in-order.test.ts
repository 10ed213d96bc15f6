import { describe, expect, it } from 'vitest'
import { inOrder } from './in-order.ts'

describe('inOrder', () => {
  it('runs a few at a time and hands results on in order', async () => {
    let running = 0
    let most = 0
    const seen: number[] = []
    await inOrder(
      [5, 1, 4, 2, 3],
      2,
      async (turns) => {
        most = Math.max(most, ++running)
        for (let i = 0; i < turns; i++) await new Promise((resolve) => setImmediate(resolve))
        running--
        return turns
      },
      (turns) => seen.push(turns),
    )
    expect(seen).toEqual([5, 1, 4, 2, 3])
    expect(most).toBe(2)
  })
})
