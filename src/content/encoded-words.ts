// RFC 2047 encoded words in header values, read as leniently as mail programs do. Neighbours of one charset are joined as bytes before decoding,
// because real senders split characters between words.
import { decodeText } from './charset.ts'
import { decodeBase64, decodeQuotedPrintable } from './transfer-encoding.ts'

// Linear: each class stops at the next `?`, and every start `=?` holds one.
const WORD = /=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=/g

/** @returns the value with all encoded words decoded; anything that is none stays as written */
export function decodeWords(value: string): string {
  if (!value.includes('=?')) return value
  let text = ''
  let after = 0
  let pending: { charset: string; chunks: Buffer[] } | undefined
  const flush = () => {
    if (pending) text += decodeText(Buffer.concat(pending.chunks), pending.charset).text
    pending = undefined
  }
  for (const word of value.matchAll(WORD)) {
    const between = value.slice(after, word.index)
    const charset = (word[1] as string).replace(/\*.*$/, '').toLowerCase()
    const joins = pending !== undefined && between.trim() === ''
    if (!joins || pending?.charset !== charset) flush()
    if (!joins) text += between
    pending ??= { charset, chunks: [] }
    pending.chunks.push(wordBytes(word[2] as string, word[3] as string))
    after = word.index + word[0].length
  }
  flush()
  return text + value.slice(after)
}

function wordBytes(encoding: string, body: string): Buffer {
  if (encoding === 'b' || encoding === 'B') return decodeBase64(Buffer.from(body, 'latin1')).bytes
  return decodeQuotedPrintable(Buffer.from(body.replaceAll('_', ' '), 'utf8'))
}
