// Bytes across the thread. A small Buffer is a view into Node's shared pool: cloned as it is it would drag the whole pool along, so it is copied
// out first. Large arrays that own their buffer are moved on the way back; moving many small ones costs more than cloning them.

/** Bytes from which on moving a buffer is cheaper than cloning it. */
const WORTH_MOVING = 16 * 1024

/** @returns the large buffers of arrays in `value` that own theirs: safe to transfer where `value` is not used again. */
export function movableBuffers(value: unknown): ArrayBuffer[] {
  const found = new Set<ArrayBuffer>()
  collect(value, found)
  return [...found]
}

function collect(value: unknown, found: Set<ArrayBuffer>): void {
  if (value instanceof Uint8Array) {
    if (value.byteLength >= WORTH_MOVING && value.buffer instanceof ArrayBuffer && value.byteLength === value.buffer.byteLength)
      found.add(value.buffer)
  } else if (Array.isArray(value)) {
    for (const item of value) collect(item, found)
  } else if (typeof value === 'object' && value !== null) {
    for (const key of Object.keys(value)) collect((value as Record<string, unknown>)[key], found)
  }
}

/** @returns `value` with every view into a larger buffer as a copy of its own; what holds no such view is the same object. */
export function withoutViews<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Uint8Array) return value.byteLength === value.buffer.byteLength ? value : (new Uint8Array(value) as T)
  if (Array.isArray(value)) return replaceItems(value) as T
  return replaceFields(value as Record<string, unknown>) as T
}

function replaceItems(items: readonly unknown[]): readonly unknown[] {
  let copy: unknown[] | undefined
  for (const [index, item] of items.entries()) {
    const own = withoutViews(item)
    if (own === item) continue
    copy ??= [...items]
    copy[index] = own
  }
  return copy ?? items
}

function replaceFields(fields: Record<string, unknown>): Record<string, unknown> {
  let copy: Record<string, unknown> | undefined
  for (const key of Object.keys(fields)) {
    const own = withoutViews(fields[key])
    if (own === fields[key]) continue
    copy ??= { ...fields }
    copy[key] = own
  }
  return copy ?? fields
}
