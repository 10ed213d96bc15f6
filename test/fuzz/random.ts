// Random choices that a seed repeats exactly: mulberry32 over a hash of the words that name a run.
import { createHash } from 'node:crypto'

export interface Random {
  /** From 0 to below `limit`. */
  below(limit: number): number
  chance(one: number, of: number): boolean
  pick<T>(from: readonly T[]): T
  bytes(length: number): Buffer
}

/** @param name what the sequence is for: equal words, equal choices */
export function createRandom(...name: readonly (string | number)[]): Random {
  let state = createHash('sha256').update(name.join('/')).digest().readUInt32LE(0)
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
  const below = (limit: number) => (limit <= 1 ? 0 : next() % limit)
  return {
    below,
    chance: (one, of) => below(of) < one,
    pick: <T>(from: readonly T[]) => {
      if (from.length === 0) throw new Error('nothing to choose from')
      return from[below(from.length)] as T
    },
    bytes: (length) => Buffer.from(Array.from({ length }, () => below(256))),
  }
}
