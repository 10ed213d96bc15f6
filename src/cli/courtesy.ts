// Manners of a probe (tls.md §2): at most one connection to one address at a time, and so many new ones a second over all of them.
import type { Clock } from '../platform/clock.ts'

export type Courtesy = <T>(address: string, connect: () => Promise<T>, signal?: AbortSignal) => Promise<T>

/** @param perSecond new connections; 0: as many as there are */
export function createCourtesy(clock: Clock, perSecond: number): Courtesy {
  const last = new Map<string, Promise<unknown>>()
  const gapMs = perSecond > 0 ? 1000 / perSecond : 0
  let nextAt = 0

  async function turn(signal: AbortSignal | undefined): Promise<void> {
    const now = clock.now()
    nextAt = Math.max(nextAt + gapMs, now)
    if (nextAt > now) await clock.sleep(nextAt - now, signal)
  }

  return (address, connect, signal) => {
    const mine = (last.get(address) ?? Promise.resolve()).then(() => turn(signal)).then(connect)
    const over = mine.then(
      () => undefined,
      () => undefined,
    )
    last.set(address, over)
    void over.then(() => {
      if (last.get(address) === over) last.delete(address)
    })
    return mine
  }
}
