import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createDataDecoder } from './data-decoder.ts'

function decode(chunks: readonly string[]): { bytes: string; rest: string | undefined } {
  const decoder = createDataDecoder()
  let bytes = ''
  for (const [index, chunk] of chunks.entries()) {
    const decoded = decoder.push(Buffer.from(chunk, 'latin1'))
    bytes += decoded.bytes.toString('latin1')
    if (decoded.rest) return { bytes, rest: decoded.rest.toString('latin1') + chunks.slice(index + 1).join('') }
  }
  return { bytes, rest: undefined }
}

/** RFC 5321 §4.5.2 word by word: lines end with CRLF, a line of one dot ends the message, else a first dot is deleted. */
function byTheBook(text: string): { bytes: string; rest: string | undefined } {
  let bytes = ''
  let left = text
  for (;;) {
    const end = left.indexOf('\r\n')
    const line = end < 0 ? left : left.slice(0, end)
    if (end >= 0 && line === '.') return { bytes, rest: left.slice(3) }
    bytes += line.startsWith('.') ? line.slice(1) : line
    if (end < 0) return { bytes, rest: undefined }
    bytes += '\r\n'
    left = left.slice(end + 2)
  }
}

describe('createDataDecoder', () => {
  it.each([
    ['.\r\nQUIT', '', 'QUIT'],
    ['a\r\n.\r\n', 'a\r\n', ''],
    ['..\r\n...\r\n.\r\n', '.\r\n..\r\n', ''],
    ['.a\r\n.\r\n', 'a\r\n', ''],
    ['a\n.\r\n\r\n.\r\n', 'a\n.\r\n\r\n', ''],
    ['a\r\n.\r\r\n.\r\n', 'a\r\n\r\r\n', ''],
  ])('%j', (text, bytes, rest) => {
    expect(decode([text])).toEqual({ bytes, rest })
  })

  it('does what the book says, however the bytes are cut', () => {
    const pieces = fc.array(fc.constantFrom('a', '.', '..', '\r', '\n', '\r\n', '\r\n.', '\r\n.\r\n', '\0'), { maxLength: 20 })
    fc.assert(
      fc.property(pieces, fc.array(fc.nat(40), { maxLength: 5 }), (parts, cuts) => {
        // Closed by an end, so that nothing is held back.
        const text = `${parts.join('')}\r\n.\r\nrest`
        const at = [0, ...cuts.map((cut) => Math.min(cut, text.length)).sort((a, b) => a - b), text.length]
        expect(decode(at.slice(1).map((end, index) => text.slice(at[index], end)))).toEqual(byTheBook(text))
      }),
      { numRuns: 600 },
    )
  })
})
