// How much one mail host is sent at once, learned from what it says: a host that answers 421 or 4xx before it has seen a recipient (greeting,
// EHLO, MAIL; RFC 5321 §3.8, §4.2.1) asks for less. Its connections are halved, and grow again by one for each round of messages that it takes
// (additive increase, multiplicative decrease). A host that says it to a single connection rests, twice as long each time, and is then fed
// by the minute until it takes a message a second.
import type { Clock } from '../platform/clock.ts'

export interface PaceSettings {
  /** Connections to one host at one time, at most. */
  readonly maxPerHost: number
  /** Milliseconds that a host is left alone which turned a single connection away; doubled up to `longestPauseMs` while it goes on. */
  readonly pauseMs: number
  readonly longestPauseMs: number
  /** Told when a host asks for less, with a domain whose mail it was. */
  readonly onSlow?: (domain: string, host: SlowHost) => void
}

/** A host that is sent less than the settings allow. */
export interface SlowHost {
  readonly host: string
  /** Connections that it is given now. */
  readonly connections: number
  /** Messages a minute; left out: no limit. */
  readonly perMinute?: number
  /** Milliseconds since the epoch; left out: it is tried. */
  readonly restsUntil?: number
  /** What it answered last, without its own words. */
  readonly because: string
}

/** The right to use one connection to one host. */
export interface HostTurn {
  /** The host took a message, or decided on it. */
  tookOne(): void
  /** @param because what it answered, fit for logs */
  pushedBack(because: string): void
  leave(): void
}

/** It was not this job's turn yet when the host asked to be left alone. */
export interface HostRests {
  readonly restsUntil: number
  readonly because: string
}

export interface Pace {
  /** Waits for a turn. @returns undefined where `signal` aborted first */
  enter(host: string, domain: string, signal: AbortSignal | undefined): Promise<HostTurn | HostRests | undefined>
  /** Whether all of these hosts rest: until when the first one does. It is remembered for the domain. */
  restsUntil(domain: string, hosts: readonly string[]): number | undefined
  /** Attempts on a domain that make sense at one time: 0 while it rests, Infinity where nothing is known against it. */
  room(domain: string): number
  restingDomains(): readonly string[]
  slowHosts(): readonly SlowHost[]
  /** How often hosts asked for less. */
  pushBacks(): number
}

interface Lane {
  readonly host: string
  running: number
  /** Connections allowed; a fraction is growth under way. */
  limit: number
  perMinute: number
  /** When the next message may start under `perMinute`, and until when the host is left alone. */
  nextStart: number
  restsUntil: number
  pauseMs: number
  /** When the limit was last lowered: what began before says nothing new. */
  loweredAt: number
  /** Messages taken in the minute that began at `since`, and in the one before. */
  taken: { since: number; now: number; before: number }
  because: string
  touchedAt: number
  readonly queue: Waiter[]
}

type Waiter = (result: 'go' | 'rest') => void

const MINUTE = 60_000
/** One stumble of a host that is sent little must not make it a host for a message a minute. */
const FIRST_RATE = 20
/** From a message a second on the number of connections alone governs. */
const FAST_ENOUGH = 60
/** What was learned of a host is forgotten after this time without a message for it. */
const FORGET_MS = 60 * MINUTE

export function createPace(clock: Clock, settings: PaceSettings): Pace {
  const lanes = new Map<string, Lane>()
  /** Domains that met a slow host, and which. */
  const domains = new Map<string, string>()
  let pushBacks = 0

  function laneOf(host: string): Lane {
    const now = clock.now()
    const known = lanes.get(host)
    if (known) return known
    forgetOld(now)
    const lane: Lane = {
      host,
      running: 0,
      limit: settings.maxPerHost,
      perMinute: Number.POSITIVE_INFINITY,
      nextStart: 0,
      restsUntil: 0,
      pauseMs: 0,
      loweredAt: Number.NEGATIVE_INFINITY,
      taken: { since: now, now: 0, before: 0 },
      because: '',
      touchedAt: now,
      queue: [],
    }
    lanes.set(host, lane)
    return lane
  }

  async function enter(host: string, domain: string, signal: AbortSignal | undefined): Promise<HostTurn | HostRests | undefined> {
    const lane = laneOf(host)
    lane.touchedAt = clock.now()
    if (isSlow(lane)) domains.set(domain, host)
    if (signal?.aborted) return undefined
    if (rests(lane)) return { restsUntil: lane.restsUntil, because: lane.because }
    const got = hasRoom(lane) && lane.queue.length === 0 ? take(lane) : await wait(lane, signal)
    if (got === undefined) return undefined
    if (got === 'rest') {
      domains.set(domain, host)
      return { restsUntil: lane.restsUntil, because: lane.because }
    }
    return turnOf(lane, domain)
  }

  function turnOf(lane: Lane, domain: string): HostTurn {
    const began = clock.now()
    return {
      tookOne: () => grow(lane),
      pushedBack: (because) => {
        pushBacks++
        domains.set(domain, lane.host)
        shrink(lane, began, because)
        settings.onSlow?.(domain, described(lane))
      },
      leave: () => {
        lane.running--
        lane.touchedAt = clock.now()
        next(lane)
        if (lane.running === 0 && lane.queue.length === 0 && !isSlow(lane)) lanes.delete(lane.host)
      },
    }
  }

  function hasRoom(lane: Lane): boolean {
    return lane.running < Math.floor(lane.limit) && clock.now() >= lane.nextStart
  }

  function take(lane: Lane): 'go' {
    lane.running++
    if (lane.perMinute < FAST_ENOUGH) lane.nextStart = clock.now() + MINUTE / lane.perMinute
    return 'go'
  }

  function wait(lane: Lane, signal: AbortSignal | undefined): Promise<'go' | 'rest' | undefined> {
    return new Promise((resolve) => {
      const waiter: Waiter = (result) => {
        signal?.removeEventListener('abort', giveUp)
        resolve(result)
      }
      const giveUp = () => {
        lane.queue.splice(lane.queue.indexOf(waiter), 1)
        resolve(undefined)
      }
      lane.queue.push(waiter)
      signal?.addEventListener('abort', giveUp, { once: true })
      if (lane.queue.length === 1) next(lane)
    })
  }

  /** Lets in whom the limit lets in; where only the minute stands in the way, looks again when it is over. */
  function next(lane: Lane): void {
    while (lane.queue.length > 0 && hasRoom(lane)) {
      take(lane)
      lane.queue.shift()?.('go')
    }
    const late = lane.nextStart - clock.now()
    if (lane.queue.length > 0 && late > 0) void clock.sleep(late).then(() => next(lane))
  }

  function grow(lane: Lane): void {
    count(lane)
    lane.pauseMs = 0
    lane.limit = Math.min(settings.maxPerHost, lane.limit + 1 / Math.floor(lane.limit))
    lane.perMinute = lane.perMinute + 1 < FAST_ENOUGH ? lane.perMinute + 1 : Number.POSITIVE_INFINITY
  }

  function shrink(lane: Lane, began: number, because: string): void {
    const now = clock.now()
    lane.because = because
    lane.touchedAt = now
    // Connections that were opened together are turned away together: one lesson.
    if (began >= lane.loweredAt) {
      lane.limit = Math.max(1, Math.floor(Math.min(lane.limit, lane.running) / 2))
      lane.loweredAt = now
    }
    if (lane.running > 1) return
    lane.limit = 1
    lane.pauseMs = Math.min(settings.longestPauseMs, lane.pauseMs === 0 ? settings.pauseMs : lane.pauseMs * 2)
    lane.restsUntil = now + lane.pauseMs
    lane.perMinute = Math.max(1, Math.floor(Math.min(lane.perMinute, Math.max(FIRST_RATE, lastMinute(lane))) / 2))
    for (const waiter of lane.queue.splice(0)) waiter('rest')
  }

  function count(lane: Lane): void {
    lastMinute(lane)
    lane.taken.now++
  }

  /** Messages taken in the last one to two minutes. */
  function lastMinute(lane: Lane): number {
    const { taken } = lane
    const age = clock.now() - taken.since
    if (age >= MINUTE) {
      taken.before = age < 2 * MINUTE ? taken.now : 0
      taken.now = 0
      taken.since = clock.now()
    }
    return taken.now + taken.before
  }

  const rests = (lane: Lane): boolean => lane.restsUntil > clock.now()
  const isSlow = (lane: Lane): boolean => lane.limit < settings.maxPerHost || lane.perMinute < FAST_ENOUGH || rests(lane)

  const described = (lane: Lane): SlowHost => ({
    host: lane.host,
    connections: Math.floor(lane.limit),
    ...(lane.perMinute < FAST_ENOUGH ? { perMinute: Math.floor(lane.perMinute) } : {}),
    ...(rests(lane) ? { restsUntil: lane.restsUntil } : {}),
    because: lane.because,
  })

  /** The lane of the slow host that a domain met; forgets those that recovered. */
  function slowLane(domain: string): Lane | undefined {
    const lane = lanes.get(domains.get(domain) ?? '')
    if (lane && isSlow(lane)) return lane
    domains.delete(domain)
    return undefined
  }

  function forgetOld(now: number): void {
    for (const lane of lanes.values()) {
      const busy = lane.running > 0 || lane.queue.length > 0 || rests(lane)
      if (!busy && now - lane.touchedAt > FORGET_MS) lanes.delete(lane.host)
    }
    for (const domain of [...domains.keys()]) slowLane(domain)
  }

  return {
    enter,
    restsUntil: (domain, hosts) => {
      const resting = hosts.map((host) => lanes.get(host)).filter((lane) => lane && rests(lane)) as Lane[]
      const first = resting.sort((a, b) => a.restsUntil - b.restsUntil)[0]
      if (!first || resting.length < hosts.length) return undefined
      if (domains.get(domain) !== first.host) settings.onSlow?.(domain, described(first))
      domains.set(domain, first.host)
      return first.restsUntil
    },
    room: (domain) => {
      const lane = slowLane(domain)
      if (!lane) return Number.POSITIVE_INFINITY
      return rests(lane) ? 0 : lane.perMinute < FAST_ENOUGH ? 1 : Math.floor(lane.limit)
    },
    restingDomains: () => [...domains.keys()].filter((domain) => [slowLane(domain)].some((lane) => lane && rests(lane))),
    slowHosts: () => [...lanes.values()].filter(isSlow).map(described),
    pushBacks: () => pushBacks,
  }
}
