// Additive increase, multiplicative decrease, pauses and what others are told of them, against a clock of our own.
import { describe, expect, it } from 'vitest'
import { createPace, type HostTurn, type Pace } from './pace.ts'

const SETTINGS = { maxPerHost: 8, pauseMs: 30_000, longestPauseMs: 600_000 }
const HOST = 'mx1.clinic.test'

/** Time stands still until `pass`. */
function stoppedClock() {
  let now = 1_000_000
  const sleepers: { readonly due: number; readonly wake: () => void }[] = []
  return {
    now: () => now,
    sleep: (ms: number) => new Promise<void>((resolve) => void sleepers.push({ due: now + ms, wake: resolve })),
    async pass(ms: number) {
      now += ms
      for (const { due, wake } of [...sleepers]) if (due <= now) wake()
      for (let turn = 0; turn < 5; turn++) await Promise.resolve()
    },
  }
}

function start(settings = SETTINGS) {
  const clock = stoppedClock()
  return { clock, pace: createPace(clock, settings) }
}

async function turn(pace: Pace, domain = 'clinic.test'): Promise<HostTurn> {
  const got = await pace.enter(HOST, domain, undefined)
  if (!got || 'restsUntil' in got) throw new Error(`no turn: ${JSON.stringify(got)}`)
  return got
}

async function take(pace: Pace, times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    const one = await turn(pace)
    one.tookOne()
    one.leave()
  }
}

describe('pace', () => {
  it('gives a host as many connections as the settings say, and keeps no note of one that does well', async () => {
    const { pace } = start()
    const turns = await Promise.all(Array.from({ length: 8 }, () => turn(pace)))
    let ninth = false
    const waiting = turn(pace).then((late) => {
      ninth = true
      return late
    })
    await Promise.resolve()
    expect(ninth).toBe(false)
    turns[0]?.leave()
    const late = await waiting
    for (const one of [...turns.slice(1), late]) one.leave()
    expect(pace.slowHosts()).toEqual([])
    expect(pace.room('clinic.test')).toBe(Number.POSITIVE_INFINITY)
  })

  it('halves connections once for all that were turned away together, and adds one for each round taken', async () => {
    const { pace, clock } = start()
    const turns = await Promise.all(Array.from({ length: 8 }, () => turn(pace)))
    await clock.pass(10)
    for (const one of turns.slice(0, 3)) {
      one.pushedBack('the greeting was 421')
      one.leave()
    }
    expect(pace.slowHosts()).toEqual([{ host: HOST, connections: 4, because: 'the greeting was 421' }])
    expect(pace.room('clinic.test')).toBe(4)
    for (const one of turns.slice(3)) one.leave()
    await take(pace, 4)
    expect(pace.room('clinic.test')).toBe(5)
    await take(pace, 5 + 6 + 7)
    expect(pace.slowHosts()).toEqual([])
  })

  it('leaves a host alone that turns its only connection away, twice as long each time, up to the longest', async () => {
    const { pace, clock } = start()
    const pauses: number[] = []
    for (let i = 0; i < 7; i++) {
      const one = await turn(pace)
      one.pushedBack('the greeting was 421')
      one.leave()
      const until = pace.slowHosts()[0]?.restsUntil ?? 0
      pauses.push((until - clock.now()) / 1000)
      expect(pace.room('clinic.test')).toBe(0)
      expect(pace.restingDomains()).toEqual(['clinic.test'])
      expect(await pace.enter(HOST, 'clinic.test', undefined)).toEqual({ restsUntil: until, because: 'the greeting was 421' })
      await clock.pass(until - clock.now())
      expect(pace.restingDomains()).toEqual([])
    }
    expect(pauses).toEqual([30, 60, 120, 240, 480, 600, 600])
    expect(pace.pushBacks()).toBe(7)
  })

  it('sends home who waits for a host when it begins to rest', async () => {
    const { pace } = start({ ...SETTINGS, maxPerHost: 1 })
    const first = await turn(pace)
    const waiting = pace.enter(HOST, 'other.test', undefined)
    first.pushedBack('mx1.clinic.test answered 451 to MAIL FROM')
    expect(await waiting).toMatchObject({ because: 'mx1.clinic.test answered 451 to MAIL FROM' })
    expect(new Set(pace.restingDomains())).toEqual(new Set(['clinic.test', 'other.test']))
    first.leave()
  })

  it('feeds it by the minute afterwards, faster with each message that it takes, until nothing is left of it', async () => {
    const { pace, clock } = start({ ...SETTINGS, maxPerHost: 1 })
    const one = await turn(pace)
    one.pushedBack('the greeting was 421')
    one.leave()
    await clock.pass(30_000)
    expect(pace.slowHosts()).toMatchObject([{ perMinute: 10 }])
    expect(pace.room('clinic.test')).toBe(1)
    await take(pace, 1)
    let started = false
    const next = turn(pace).then((got) => {
      started = true
      return got
    })
    await clock.pass(5_999)
    expect(started).toBe(false)
    await clock.pass(1)
    const second = await next
    second.tookOne()
    second.leave()
    for (let sent = 0; pace.slowHosts().length > 0; sent++) {
      expect(sent).toBeLessThan(60)
      await clock.pass(60_000)
      await take(pace, 1)
    }
    expect(pace.room('clinic.test')).toBe(Number.POSITIVE_INFINITY)
  })

  it('tells of a destination that rests only where all of its hosts do', async () => {
    const { pace, clock } = start()
    const one = await turn(pace)
    one.pushedBack('the greeting was 421')
    one.leave()
    expect(pace.restsUntil('new.test', [HOST, 'mx2.clinic.test'])).toBeUndefined()
    expect(pace.restingDomains()).toEqual(['clinic.test'])
    expect(pace.restsUntil('new.test', [HOST])).toBe(clock.now() + 30_000)
    expect(pace.room('new.test')).toBe(0)
    expect(pace.restsUntil('none.test', [])).toBeUndefined()
  })

  it('a waiter that gives up leaves no hole', async () => {
    const { pace } = start({ ...SETTINGS, maxPerHost: 1 })
    const first = await turn(pace)
    const gone = new AbortController()
    const aborted = pace.enter(HOST, 'clinic.test', gone.signal)
    const next = turn(pace)
    gone.abort()
    expect(await aborted).toBeUndefined()
    first.leave()
    ;(await next).leave()
    expect(pace.slowHosts()).toEqual([])
  })
})
