import { describe, expect, it } from 'vitest'
import { movableBuffers, withoutViews } from './transfer.ts'

describe('bytes across the thread', () => {
  it('moves large arrays that own their buffer, once each', () => {
    const bytes = new Uint8Array(20_000)
    expect(movableBuffers([bytes, { bytes }])).toHaveLength(1)
    expect(movableBuffers([new Uint8Array(10), bytes.subarray(1)])).toEqual([])
  })

  it('copies views into a pool out of it, and nothing else', () => {
    const pooled = Buffer.from('pooled')
    const own = new Uint8Array([1, 2, 3])
    const untouched = { deep: [own, { text: 'x', none: null }] }
    const given = { box: pooled, untouched, list: [pooled, 7] as const }
    const sent = withoutViews(given)
    expect(sent).toEqual({ box: new Uint8Array(pooled), untouched, list: [new Uint8Array(pooled), 7] })
    expect(sent.box.buffer.byteLength).toBe(pooled.byteLength)
    expect(sent.untouched).toBe(untouched)
    expect(given.box).toBe(pooled)
    expect(withoutViews(untouched)).toBe(untouched)
  })
})
