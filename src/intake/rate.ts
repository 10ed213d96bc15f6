// Token buckets, one a key, refilled evenly. Memory is bounded: the key that was quiet longest is forgotten first (it would be full by then).
import type { Clock } from '../platform/clock.ts'

export interface Rate {
  /** Is there a token left? Takes none. */
  allows(key: string): boolean
  /** Takes one. @returns false when there was none */
  take(key: string): boolean
}

const MAX_KEYS = 10_000

/** @param perMinute refill, and how many may come at once */
export function createRate(perMinute: number, clock: Clock): Rate {
  const buckets = new Map<string, { tokens: number; at: number }>()

  function filled(key: string): number {
    const bucket = buckets.get(key)
    if (!bucket) return perMinute
    return Math.min(perMinute, bucket.tokens + ((clock.now() - bucket.at) / 60_000) * perMinute)
  }

  function put(key: string, tokens: number): void {
    buckets.delete(key)
    buckets.set(key, { tokens, at: clock.now() })
    if (buckets.size > MAX_KEYS) buckets.delete(buckets.keys().next().value as string)
  }

  return {
    allows: (key) => filled(key) >= 1,
    take: (key) => {
      const tokens = filled(key)
      if (tokens < 1) return false
      put(key, tokens - 1)
      return true
    },
  }
}
