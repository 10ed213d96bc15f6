// Bytes across the thread: moved, not copied, where an array owns its whole buffer. A small Buffer is a view into Node's shared pool: cloned
// as it is it would drag the whole pool along, and transferred it would tear the pool from everyone else, so it is copied out first.

/** @returns the buffers of all arrays in `value` that own theirs: safe to transfer where `value` is not used again. */
export function ownedBuffers(value: unknown): ArrayBuffer[] {
  const found = new Set<ArrayBuffer>()
  collect(value, found)
  return [...found]
}

function collect(value: unknown, found: Set<ArrayBuffer>): void {
  if (value instanceof Uint8Array) {
    if (value.buffer instanceof ArrayBuffer && value.byteLength === value.buffer.byteLength) found.add(value.buffer)
  } else if (Array.isArray(value)) {
    for (const item of value) collect(item, found)
  } else if (typeof value === 'object' && value !== null) {
    for (const item of Object.values(value)) collect(item, found)
  }
}

/** @returns `value` with every array of bytes as a copy of its own, so that its buffers can be transferred and the caller keeps theirs. */
export function withOwnBytes<T>(value: T): T {
  if (value instanceof Uint8Array) return new Uint8Array(value) as T
  if (Array.isArray(value)) return value.map(withOwnBytes) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withOwnBytes(item)])) as T
}
