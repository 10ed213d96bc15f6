// Where a loop of the worker gets its work from: by hand from the step before (handover.ts), and from the store. They take turns, so that neither
// starves the other; and the store is asked only where it may have something.
import type { Clock } from '../platform/clock.ts'

/** Who wakes the loops. */
export interface Bells {
  /** The store may have work. */
  readonly store: Set<() => void>
  /** Work came by hand, or the worker stops. */
  readonly hand: Set<() => void>
}

export const createBells = (): Bells => ({ store: new Set(), hand: new Set() })

export function ring(bells: Set<() => void>): void {
  for (const wake of bells) wake()
}

export interface WorkSource {
  take<T>(fromHand: () => T | undefined, fromStore: () => Promise<T | undefined>): Promise<T | undefined>
  /** Waits until somebody rings, or until the store has to be asked again. */
  wait(): Promise<void>
  /** Something has changed here: look again. */
  ring(): void
  /** The store may have work that it did not give before. */
  lookAgain(): void
}

/** Milliseconds after which the store is asked in any case. */
const IDLE_MS = 1000

/** @param nextAt when the store, which had nothing at `asked`, is to be asked again, at the latest; ms since the epoch */
export function createWorkSource(
  clock: Pick<Clock, 'now'>,
  bells: Bells,
  nextAt: (asked: number) => Promise<number | undefined> = async () => undefined,
): WorkSource {
  const alarm = createAlarm()
  let mayHave = true
  let askAt = 0
  let storesTurn = false
  const lookAgain = () => {
    mayHave = true
  }
  bells.hand.add(alarm.ring)
  bells.store.add(() => {
    lookAgain()
    alarm.ring()
  })

  async function ask<T>(fromStore: () => Promise<T | undefined>): Promise<T | undefined> {
    const asked = clock.now()
    storesTurn = false
    // A ring while the store answers counts.
    mayHave = false
    const found = await fromStore()
    if (found !== undefined) mayHave = true
    else askAt = Math.min(asked + IDLE_MS, (await nextAt(asked)) ?? Number.POSITIVE_INFINITY)
    return found
  }

  return {
    async take(fromHand, fromStore) {
      const asks = mayHave || clock.now() >= askAt
      const byHand = asks && storesTurn ? undefined : fromHand()
      storesTurn = true
      if (byHand !== undefined) return byHand
      return (asks ? await ask(fromStore) : undefined) ?? fromHand()
    },
    wait: () => alarm.wait(Math.max(0, Math.min(IDLE_MS, askAt - clock.now()))),
    ring: alarm.ring,
    lookAgain,
  }
}

/** Waiting that a ring ends early; a ring while nobody waits is remembered. */
function createAlarm() {
  let rung = false
  let end: (() => void) | undefined
  const ring = () => {
    rung = true
    end?.()
  }
  return {
    ring,
    async wait(ms: number): Promise<void> {
      if (!rung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms)
          end = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      }
      rung = false
      end = undefined
    },
  }
}
