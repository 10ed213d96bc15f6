import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hmacSha256 } from './hmac.ts'

describe('hmacSha256', () => {
  it('gives the answer of RFC 4231 §4.3', () => {
    const mac = hmacSha256(Buffer.from('Jefe'), Buffer.from('what do ya want '), Buffer.from('for nothing?'))
    expect(mac.toString('hex')).toBe('5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843')
  })

  it('agrees with node:crypto for any key up to a block, and refuses longer ones', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.array(fc.uint8Array({ maxLength: 90 }), { maxLength: 3 }), (key, parts) => {
        const expected = createHmac('sha256', key)
        for (const part of parts) expected.update(part)
        expect(hmacSha256(key, ...parts)).toEqual(expected.digest())
      }),
    )
    expect(() => hmacSha256(Buffer.alloc(65))).toThrow(RangeError)
  })
})
