// Carries out an edit script on a message, in memory or as it streams by. The only way in which content is ever changed (P7): what no edit names
// goes through byte for byte. Used where a copy is sent, where the portal shows it, and where a change is tried out before it is decided.
import type { Edit } from '../../domain/edit-script.ts'
import { decodeBase64 } from '../transfer-encoding.ts'

/** @throws where an edit does not fit the bytes: the script belongs to another message */
export function applyEdits(bytes: Buffer, edits: readonly Edit[]): Buffer {
  const chunks: Buffer[] = []
  let at = 0
  for (const edit of edits) {
    if (edit.at < at || edit.at + edit.remove > bytes.length) throw new Error('an edit does not fit its message')
    chunks.push(bytes.subarray(at, edit.at), replacementOf(edit, bytes.subarray(edit.at, edit.at + edit.remove)))
    at = edit.at + edit.remove
  }
  chunks.push(bytes.subarray(at))
  return Buffer.concat(chunks)
}

/** As `applyEdits`, for a message that streams by: no more of it is held than one edit removes. */
export async function* applyEditsTo(content: AsyncIterable<Uint8Array>, edits: readonly Edit[]): AsyncIterable<Uint8Array> {
  let at = 0
  let next = 0
  let held: Buffer[] = []
  for await (const piece of content) {
    let chunk = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength)
    for (let edit = edits[next]; edit; edit = edits[next]) {
      const before = chunk.subarray(0, Math.max(0, edit.at - at))
      if (before.length > 0) yield before
      at += before.length
      chunk = chunk.subarray(before.length)
      if (at < edit.at) break
      const taken = chunk.subarray(0, edit.at + edit.remove - at)
      held.push(Buffer.from(taken))
      at += taken.length
      chunk = chunk.subarray(taken.length)
      if (at < edit.at + edit.remove) break
      const made = replacementOf(edit, Buffer.concat(held))
      if (made.length > 0) yield made
      held = []
      next++
    }
    if (next >= edits.length && chunk.length > 0) {
      yield chunk
      at += chunk.length
    }
  }
  yield* atTheEnd(edits.slice(next), at)
}

/** What is put behind the last byte. */
function* atTheEnd(edits: readonly Edit[], at: number): Generator<Uint8Array> {
  for (const edit of edits) {
    if (edit.at !== at || edit.remove > 0) throw new Error('an edit does not fit its message')
    yield replacementOf(edit, Buffer.alloc(0))
  }
}

function replacementOf(edit: Edit, removed: Buffer): Buffer {
  if (!edit.base64) return Buffer.from(edit.insert ?? '', 'latin1')
  return encodeBase64(applyEdits(decodeBase64(removed).bytes, edit.base64.edits), edit.base64.width)
}

/** Lines of `width` characters, CRLF between them. */
export function encodeBase64(bytes: Buffer, width: number): Buffer {
  const digits = bytes.toString('base64')
  const lines: string[] = []
  for (let i = 0; i < digits.length; i += width) lines.push(digits.slice(i, i + width))
  return Buffer.from(lines.join('\r\n'), 'latin1')
}
