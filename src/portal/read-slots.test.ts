import { describe, expect, it } from 'vitest'
import { createReadSlots } from './read-slots.ts'

describe('read slots', () => {
  it('are few for one grant, and come back once', () => {
    const slots = createReadSlots({ readsPerGrant: 2, bytesAtOnce: 1000 })
    const first = slots.take('a', 1)
    expect(slots.take('a', 1)).toBeDefined()
    expect(slots.take('a', 1)).toBeUndefined()
    expect(slots.take('b', 1)).toBeDefined()
    first?.()
    first?.()
    expect(slots.take('a', 1)).toBeDefined()
    expect(slots.take('a', 1)).toBeUndefined()
  })

  it('bound the bytes of all grants, but let one message of any size in', () => {
    const slots = createReadSlots({ readsPerGrant: 2, bytesAtOnce: 1000 })
    const large = slots.take('a', 5000)
    expect(large).toBeDefined()
    expect(slots.take('b', 1)).toBeUndefined()
    // What streams holds nothing.
    expect(slots.take('b', 0)).toBeDefined()
    large?.()
    expect(slots.take('c', 600)).toBeDefined()
    expect(slots.take('d', 600)).toBeUndefined()
    expect(slots.take('d', 400)).toBeDefined()
  })
})
