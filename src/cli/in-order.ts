// Many pieces of work, a few at a time, results in the order of the pieces: for lists of domains or addresses that a person named.

/** Results that wait for an earlier one: what bounds memory where one piece takes long. */
const AHEAD = 1_024

/**
 * Runs `work` on all items, `limit` at a time, and hands results on in the order of the items.
 * @param signal once it aborts no more is begun; what was finished by then is still handed on
 */
export async function inOrder<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<R>,
  done: (result: R) => void,
  signal?: AbortSignal,
): Promise<void> {
  const finished = new Map<number, R>()
  const waiting: (() => void)[] = []
  let next = 0
  let handedOn = 0

  const handOn = (index: number) => {
    done(finished.get(index) as R)
    finished.delete(index)
  }

  async function lane(): Promise<void> {
    while (next < items.length && !signal?.aborted) {
      if (next - handedOn >= AHEAD) {
        await new Promise<void>((resolve) => waiting.push(resolve))
        continue
      }
      const index = next++
      finished.set(index, await work(items[index] as T))
      while (finished.has(handedOn)) handOn(handedOn++)
      for (const wake of waiting.splice(0)) wake()
    }
  }

  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, lane))
  for (const index of [...finished.keys()].sort((a, b) => a - b)) handOn(index)
}
