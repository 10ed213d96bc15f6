import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLineScanner, type LineFault } from './line-endings.ts'

function fault(chunks: readonly string[], longest?: number): LineFault | undefined {
  const scanner = createLineScanner(longest)
  for (const chunk of chunks) scanner.push(Buffer.from(chunk, 'latin1'))
  return scanner.end()
}

describe('createLineScanner', () => {
  it.each([
    [['a\r\nb\r\n'], undefined],
    [['a\r', '\nb\r\n'], undefined],
    [['a\nb'], 'bare-lf'],
    [['\n'], 'bare-lf'],
    [['a\r\n\n'], 'bare-lf'],
    [['a\rb'], 'bare-cr'],
    [['a\r', 'b'], 'bare-cr'],
    [['a\r\r\n'], 'bare-cr'],
    [['a\r'], 'bare-cr'],
    [['a\0b\r\n'], 'nul'],
    [['a\r\0\n'], 'bare-cr'],
  ] as const)('%j is %s', (chunks, expected) => {
    expect(fault(chunks)).toBe(expected)
  })

  it('measures lines without their CRLF, over chunk borders', () => {
    expect(fault(['12345\r\n', '12', '345\r\n'], 5)).toBeUndefined()
    expect(fault(['12', '3456\r\n'], 5)).toBe('long-line')
  })

  it('does not depend on how the bytes were cut', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', '\r', '\n', '\r\n', '\0'), { maxLength: 30 }), fc.nat(30), (pieces, cut) => {
        const text = pieces.join('')
        expect(fault([text.slice(0, cut), text.slice(cut)])).toBe(fault([text]))
      }),
    )
  })

  it('agrees with the plain definition: no CR without LF, no LF without CR, no NUL', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', '\r', '\n', '\r\n', '\0'), { maxLength: 30 }), (pieces) => {
        const text = pieces.join('')
        expect(fault([text]) !== undefined).toBe(/[\r\n\0]/.test(text.replaceAll('\r\n', '')))
      }),
    )
  })
})
