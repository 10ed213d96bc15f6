// The header block of a message as it streams in (RFC 5322 §2.2): collected up to a bound, then cut into fields once. Linear time whatever
// comes. Only facts are read here; nothing is decoded, changed or judged.

export interface HeaderLimits {
  /** Bytes of the block, blank line included. */
  readonly bytes: number
  readonly fields: number
}

export interface RawField {
  /** Lower-case. */
  readonly name: string
  /** Unfolded (CRLF before white space taken out, RFC 5322 §2.2.3), untrimmed; one character a byte (latin1). */
  readonly value: string
}

export type HeaderBlock =
  | { readonly ok: true; readonly fields: readonly RawField[] }
  | { readonly ok: false; readonly fault: 'too-large' | 'too-many-fields' | 'malformed' }

export type CollectedHeader =
  | { readonly done: false }
  /** `head`: the block with its blank line, to the byte; `body`: what of the last chunk came after it. */
  | { readonly done: true; readonly block: HeaderBlock; readonly head: Uint8Array; readonly body: Uint8Array }

export interface HeaderCollector {
  push(chunk: Uint8Array): CollectedHeader
  /** The message ended: what is collected is the whole header block. */
  end(): CollectedHeader & { readonly done: true }
}

const BLANK_LINE = Buffer.from('\r\n\r\n')
const EMPTY = new Uint8Array(0)

export function createHeaderCollector(limits: HeaderLimits): HeaderCollector {
  const chunks: Uint8Array[] = []
  let length = 0
  /** The last three bytes before the newest chunk, since a blank line may lie across chunks. A message may begin with it, hence the start. */
  let tail = Buffer.from('\r\n')

  function finish(bodyAt: number): CollectedHeader & { readonly done: true } {
    const all = Buffer.concat(chunks, length)
    const head = all.subarray(0, bodyAt)
    const block: HeaderBlock = head.length > limits.bytes ? { ok: false, fault: 'too-large' } : parseHeaderBlock(head, limits.fields)
    return { done: true, block, head, body: bodyAt < all.length ? all.subarray(bodyAt) : EMPTY }
  }

  return {
    push(chunk) {
      const before = length
      chunks.push(chunk)
      length += chunk.length
      const seam = Buffer.concat([tail, chunk])
      const at = seam.indexOf(BLANK_LINE)
      if (at >= 0) return finish(before - tail.length + at + BLANK_LINE.length)
      if (length > limits.bytes) return finish(length)
      tail = seam.subarray(Math.max(0, seam.length - 3))
      return { done: false }
    },
    end: () => finish(length),
  }
}

/** @param head CRLF lines up to and including the blank line, or the whole message when it has none */
export function parseHeaderBlock(head: Uint8Array, maxFields: number): HeaderBlock {
  const fields: { name: string; lines: string[] }[] = []
  for (const line of Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1').split('\r\n')) {
    if (line === '') continue
    if (line.startsWith(' ') || line.startsWith('\t')) {
      const last = fields.at(-1)
      if (!last) return { ok: false, fault: 'malformed' }
      last.lines.push(line)
      continue
    }
    const colon = line.indexOf(':')
    const name = line.slice(0, Math.max(0, colon)).trimEnd().toLowerCase()
    if (!/^[!-9;-~]+$/.test(name)) return { ok: false, fault: 'malformed' }
    if (fields.length >= maxFields) return { ok: false, fault: 'too-many-fields' }
    fields.push({ name, lines: [line.slice(colon + 1)] })
  }
  return { ok: true, fields: fields.map(({ name, lines }) => ({ name, value: lines.join('') })) }
}

/** Values of every field of this name, in order, as UTF-8 text without surrounding white space. */
export function fieldValues(fields: readonly RawField[], name: string): readonly string[] {
  return fields.filter((field) => field.name === name).map((field) => Buffer.from(field.value, 'latin1').toString('utf8').trim())
}
