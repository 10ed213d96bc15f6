// How much may be read for browsers at once, from the click until the last byte has left: one link, however often it is called and however slowly
// its answers are fetched, must not fill the portal's memory.

export interface ReadLimits {
  /** Requests of one grant that are answered at the same time. */
  readonly readsPerGrant: number
  /** Bytes of all messages that are held for display at the same time; one message is always let in. */
  readonly bytesAtOnce: number
}

export const READ_LIMIT_DEFAULTS: ReadLimits = { readsPerGrant: 2, bytesAtOnce: 256 * 1024 * 1024 }

export interface ReadSlots {
  /**
   * @param bytes held in memory until the release; 0 for what streams
   * @returns the release, to be called once or more often; undefined: busy
   */
  take(grant: string, bytes: number): (() => void) | undefined
}

export function createReadSlots(limits: ReadLimits): ReadSlots {
  const perGrant = new Map<string, number>()
  let held = 0
  return {
    take(grant, bytes) {
      const here = perGrant.get(grant) ?? 0
      if (here >= limits.readsPerGrant || (bytes > 0 && held > 0 && held + bytes > limits.bytesAtOnce)) return undefined
      perGrant.set(grant, here + 1)
      held += bytes
      let free = false
      return () => {
        if (free) return
        free = true
        held -= bytes
        const left = (perGrant.get(grant) ?? 1) - 1
        if (left > 0) perGrant.set(grant, left)
        else perGrant.delete(grant)
      }
    },
  }
}
