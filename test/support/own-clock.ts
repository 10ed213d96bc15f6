// A clock that tests push forward: days pass in no time, and whoever sleeps wakes when his hour has come. In between it runs like a real one.
import { type Clock, systemClock } from '../../src/platform/clock.ts'

export interface OwnClock extends Clock {
  /** Milliseconds. */
  advance(ms: number): void
}

export function createOwnClock(): OwnClock {
  let offset = 0
  const sleepers = new Set<() => void>()
  const now = () => Date.now() + offset
  return {
    now,
    advance: (ms) => {
      offset += ms
      for (const look of [...sleepers]) look()
    },
    sleep: async (ms, signal) => {
      const due = now() + ms
      while (!signal?.aborted && now() < due) {
        const woken = new AbortController()
        const look = () => woken.abort()
        sleepers.add(look)
        signal?.addEventListener('abort', look, { once: true })
        await systemClock.sleep(due - now(), woken.signal)
        signal?.removeEventListener('abort', look)
        sleepers.delete(look)
      }
    },
  }
}
