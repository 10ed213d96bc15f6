import { describe, expect, it } from 'vitest'
import { ownedBuffers, withOwnBytes } from './transfer.ts'

describe('bytes across the thread', () => {
  it('never gives away a buffer that is shared', () => {
    const pooled = Buffer.from('small')
    expect(pooled.buffer.byteLength).toBeGreaterThan(pooled.byteLength)
    expect(ownedBuffers({ a: [pooled] })).toEqual([])
  })

  it('copies each array to a buffer of its own, and leaves the rest as it is', () => {
    const given = { id: 'm1', bytes: Buffer.from('small'), list: [{ box: new Uint8Array([1, 2]) }], none: undefined, nothing: null, n: 3 }
    const copy = withOwnBytes(given)
    expect(copy).toEqual({ ...given, bytes: new Uint8Array(given.bytes) })
    expect(ownedBuffers(copy)).toHaveLength(2)
    expect(copy.list[0]?.box.buffer).not.toBe(given.list[0]?.box.buffer)
  })

  it('names a buffer once, however often it occurs', () => {
    const bytes = new Uint8Array(3)
    expect(ownedBuffers([bytes, { bytes }])).toHaveLength(1)
  })
})
