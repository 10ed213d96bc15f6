// Whether this node's clock may judge leases and lifetimes. Each node does so by its own clock; one that runs a minute ahead would take every
// lease of the others, fail mail whose time has not come, and shred content. So it is compared with the server's, the one clock that all share.
import type { Clock } from '../../platform/clock.ts'
import { StoreError } from '../store-error.ts'

export interface ServerClockSettings {
  /** How far this machine's clock may be from the PostgreSQL server's, ms. Far below a lease, far above what NTP leaves. */
  readonly maxClockSkew: number
  /** How long a comparison holds, ms, unless this machine's clock is set in between. */
  readonly clockCheckInterval: number
}

export interface ServerClockParts {
  /** The server's time, ms since the epoch. */
  readonly readServer: () => Promise<number>
  readonly clock: Pick<Clock, 'now'>
  /** Milliseconds that nobody sets: shows that the clock was. */
  readonly steady?: () => number
}

export interface ServerClock {
  /** Asks the server only where the last comparison no longer holds. @throws StoreError `STORE_CLOCK` where the clocks are too far apart */
  check(): Promise<void>
}

interface Comparison {
  /** This machine's clock minus the server's, ms, as little as the answer's way allows. */
  readonly skew: number
  /** How long the answer was on its way, ms. */
  readonly trip: number
  readonly now: number
  readonly steady: number
}

export function createServerClock(parts: ServerClockParts, settings: ServerClockSettings): ServerClock {
  const { readServer, clock, steady = () => performance.now() } = parts
  let last: Comparison | undefined
  let comparing: Promise<Comparison> | undefined

  async function compare(): Promise<Comparison> {
    const [before, start] = [clock.now(), steady()]
    const server = await readServer()
    // The server looked at its clock at some moment of the round trip: only what no such moment explains is skew.
    const trip = steady() - start
    const skew = before > server ? before - server : Math.min(0, before + trip - server)
    return { skew, trip, now: before, steady: start }
  }

  function holds(comparison: Comparison): boolean {
    const passed = steady() - comparison.steady
    const set = clock.now() - comparison.now - passed
    // A slow answer hides as much skew as its way took: it proves nothing for long.
    const certain = comparison.trip <= settings.maxClockSkew
    return certain && passed < settings.clockCheckInterval && Math.abs(comparison.skew + set) <= settings.maxClockSkew
  }

  return {
    async check() {
      if (last && holds(last)) return
      comparing ??= compare().finally(() => {
        comparing = undefined
      })
      last = await comparing
      if (Math.abs(last.skew) > settings.maxClockSkew) throw clockError(last.skew, settings.maxClockSkew)
    },
  }
}

function clockError(skew: number, most: number): StoreError {
  const far = `${(Math.abs(skew) / 1000).toFixed(1)} s ${skew > 0 ? 'ahead of' : 'behind'}`
  const text = `This machine's clock is ${far} the PostgreSQL server's, ${most / 1000} s are allowed: leases and lifetimes would end at wrong times.`
  return new StoreError('STORE_CLOCK', `${text} Synchronise both clocks (NTP); work goes on by itself once they agree.`)
}
