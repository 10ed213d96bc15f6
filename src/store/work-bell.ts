// Wakes those who wait for work: many commits of this process ring once, and other processes hear of it through the driver.
import type { Driver } from './driver.ts'

export interface WorkBell {
  ring(): void
  listen(listener: () => void): () => void
}

export function createWorkBell(driver: Pick<Driver, 'watch' | 'announce'>): WorkBell {
  const listeners = new Set<() => void>()
  let rung = false
  const wake = (): void => {
    if (rung) return
    rung = true
    setImmediate(() => {
      rung = false
      for (const listener of listeners) listener()
    })
  }
  return {
    ring: () => {
      wake()
      driver.announce()
    },
    listen: (listener) => {
      listeners.add(listener)
      if (listeners.size === 1) driver.watch(wake)
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0) driver.watch(undefined)
      }
    },
  }
}
