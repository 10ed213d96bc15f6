// When again, and when to give up.

/**
 * @param attempts tries already made, at least 1
 * @param waits milliseconds between tries; the last one repeats
 * @returns when the next try is due; a tenth of jitter keeps one trouble from returning as one stampede
 */
export function nextAttemptAt(now: number, attempts: number, waits: readonly number[], random: () => number = Math.random): number {
  const wait = waits[Math.min(attempts, waits.length) - 1] ?? waits.at(-1) ?? 0
  return Math.round(now + wait * (1 + 0.1 * random()))
}
