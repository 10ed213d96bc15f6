// P3: an outcome that cannot be known is a state of its own, settled by rule or by a person, never repeated without the event `possible-duplicate`.
// Guards defended: the committing mark (src/pipeline/attempt-direct.ts, src/delivery/transaction.ts), attempt.lost by the row's mark and duplicates
// by Message-ID, recipient and digest (src/store/verbs), the one retry (src/pipeline/timers.ts), one owner a lease (src/pipeline/worker.ts).
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { RecipientServer } from '../../src/demo/internet/recipient-server.ts'
import type { EventKind, LedgerEvent } from '../../src/domain/event.ts'
import type { Checkpoint } from '../../src/pipeline/parts.ts'
import { createOwnClock } from '../support/own-clock.ts'
import { composeMail, startTestGateway, type TestGateway, type TestMail } from '../support/test-gateway.ts'

const HOUR = 3600_000
const MINUTE = 60_000
const clock = createOwnClock()
let onCheckpoint: (name: Checkpoint) => void = () => {}
let onRetryingCheckpoint: (name: Checkpoint) => void = () => {}
let parking: TestGateway
let retrying: TestGateway
const delivery = { retry: ['1s'], 'tls-wait': '1s' }
beforeAll(async () => {
  const checkpoint = (name: Checkpoint) => onCheckpoint(name)
  const retryingCheckpoint = (name: Checkpoint) => onRetryingCheckpoint(name)
  ;[parking, retrying] = await Promise.all([
    startTestGateway({ clock, checkpoint, leaseMs: 60_000, config: { delivery: { ...delivery, unknown: { direct: 'park' } } } }),
    startTestGateway({
      clock,
      checkpoint: retryingCheckpoint,
      leaseMs: 60_000,
      config: { delivery: { ...delivery, unknown: { direct: 'retry' } } },
    }),
  ])
})
afterAll(() => Promise.all([parking.close(), retrying.close()]))

const kinds = (events: readonly LedgerEvent[]): readonly EventKind[] => events.map(({ kind }) => kind)
const at = (events: readonly LedgerEvent[], kind: EventKind): number => events.find((event) => event.kind === kind)?.at ?? Number.NaN

async function addServer(test: TestGateway, domain: string, personality: 'good' | 'drop-after-dot' | 'slow' | 'reject') {
  return (await test.internet.add(domain, [personality]))[0] as RecipientServer
}

/** Hands in, and says which message it became. */
async function accepted(test: TestGateway, mail: TestMail): Promise<string> {
  return /Accepted as (\S+)/.exec(await test.send(mail))?.[1] ?? ''
}

describe('the answer to the final dot never comes', () => {
  /** A younger copy that may be tried once more: when it has been, the older ones have been looked at, and left alone or not. */
  async function olderOnesLookedAt(domain: string): Promise<void> {
    const server = await addServer(retrying, domain, 'drop-after-dot')
    const { message } = await retrying.deliver({ to: `bea@${domain}` })
    await server.become('good')
    clock.advance(10 * HOUR)
    await retrying.settled(message, ({ state }) => state === 'delivered')
  }

  async function confessions(message: string): Promise<number> {
    return kinds(await retrying.gateway.store.events(message)).filter((kind) => kind === 'possible-duplicate').length
  }

  it('park: unknown, never sent again, and when its time is over the sender reads that it may have arrived', async () => {
    const server = await addServer(parking, 'p3-park.test', 'drop-after-dot')
    const { message, copies, events } = await parking.deliver({ to: 'bea@p3-park.test', from: 'park@example-health.test' })
    expect(copies.map(({ state }) => state)).toEqual(['unknown'])
    expect(kinds(events)).toContain('attempt.unknown')
    await server.become('good')
    clock.advance(5 * 24 * HOUR)
    await parking.settled(message, ({ state }) => state === 'failed')
    const home = parking.internet.recipients['example-health.test']?.[0] as RecipientServer
    const report = await home.waitFor(({ to }) => to[0]?.address === 'park@example-health.test')
    expect(report.data.toString()).toMatch(/may\s+have\s+(arrived|been\s+delivered)/i)
    expect(server.received).toHaveLength(1)
    expect(kinds(await parking.gateway.store.events(message))).not.toContain('possible-duplicate')
  })

  it('retry: once, after half an hour, same bytes, confessed in the ledger', async () => {
    const server = await addServer(retrying, 'p3-retry.test', 'drop-after-dot')
    const { message } = await retrying.deliver({ to: 'bea@p3-retry.test' })
    await server.become('good')
    clock.advance(20 * MINUTE)
    clock.advance(11 * MINUTE)
    await retrying.settled(message, ({ state }) => state === 'delivered')
    const events = await retrying.gateway.store.events(message)
    expect(kinds(events).filter((kind) => kind === 'possible-duplicate')).toHaveLength(1)
    expect(at(events, 'possible-duplicate') - at(events, 'attempt.unknown')).toBeGreaterThanOrEqual(30 * MINUTE)
    expect(kinds(events).indexOf('possible-duplicate')).toBeLessThan(kinds(events).lastIndexOf('attempt.started'))
    expect(server.received).toHaveLength(2)
    expect(server.received[0]?.data.equals(server.received[1]?.data ?? Buffer.of())).toBe(true)
  })

  it('retry: not a third time where the second try was lost with its process', async () => {
    const server = await addServer(retrying, 'p3-twice-lost.test', 'drop-after-dot')
    const { message } = await retrying.deliver({ to: 'bea@p3-twice-lost.test' })
    await server.become('good')
    onRetryingCheckpoint = (reached) => {
      if (reached !== 'attempt.answered') return
      onRetryingCheckpoint = () => {}
      throw new Error('the attempt ends here')
    }
    clock.advance(31 * MINUTE)
    await retrying.settled(message, ({ committing }) => committing)
    await server.waitFor(() => server.received.length === 2)
    clock.advance(2 * MINUTE)
    const [copy] = await retrying.settled(message)
    expect(copy).toMatchObject({ state: 'unknown', retriedUnknown: true })
    await olderOnesLookedAt('p3-younger-lost.test')
    expect(await confessions(message)).toBe(1)
    expect(server.received).toHaveLength(2)
  })

  it('retry: a second loss is not tried a third time', async () => {
    const server = await addServer(retrying, 'p3-twice.test', 'drop-after-dot')
    const { message } = await retrying.deliver({ to: 'bea@p3-twice.test' })
    clock.advance(31 * MINUTE)
    await server.waitFor(() => server.received.length === 2)
    await retrying.settled(message)
    await server.become('good')
    await olderOnesLookedAt('p3-younger.test')
    expect(await confessions(message)).toBe(1)
    expect(server.received).toHaveLength(2)
    clock.advance(5 * 24 * HOUR)
    await retrying.settled(message, ({ state }) => state === 'failed')
    expect(server.received).toHaveLength(2)
  })
})

describe('a lease is lost', () => {
  /** Ends an attempt as a dying process would: at this checkpoint nothing more happens. */
  function dieOnceAt(name: Checkpoint): void {
    onCheckpoint = (reached) => {
      if (reached !== name) return
      onCheckpoint = () => {}
      throw new Error('the attempt ends here')
    }
  }

  it('after the mark: unknown, whatever happened', async () => {
    const server = await addServer(parking, 'p3-marked.test', 'good')
    dieOnceAt('attempt.answered')
    const message = await accepted(parking, { to: 'bea@p3-marked.test' })
    await server.waitFor(() => true)
    await parking.settled(message, ({ committing }) => committing)
    clock.advance(2 * MINUTE)
    const [copy] = await parking.settled(message)
    expect(copy?.state).toBe('unknown')
    const lost = (await parking.gateway.store.events(message)).find(({ kind }) => kind === 'attempt.lost')
    expect(lost?.data).toMatchObject({ committing: true, state: 'unknown' })
    expect(server.received).toHaveLength(1)
  })

  it('before the mark: tried again, and delivered once', async () => {
    const server = await addServer(parking, 'p3-unmarked.test', 'good')
    dieOnceAt('attempt.started')
    const message = await accepted(parking, { to: 'bea@p3-unmarked.test' })
    await parking.settled(message, ({ state }) => state === 'attempting')
    clock.advance(2 * MINUTE)
    const [copy] = await parking.settled(message)
    expect(copy?.state).toBe('delivered')
    expect(kinds(await parking.gateway.store.events(message))).toContain('attempt.lost')
    expect(server.received).toHaveLength(1)
  })

  it('lost by a process that only slept: its own second attempt and the first one do not both deliver', async () => {
    const server = await addServer(parking, 'p3-slept.test', 'slow')
    // Before its conversation begins, whose own time limits would end it: both attempts must come as far as the mark.
    onCheckpoint = (reached) => {
      if (reached !== 'attempt.before-start') return
      onCheckpoint = () => {}
      clock.advance(2 * MINUTE)
    }
    const message = await accepted(parking, { to: 'bea@p3-slept.test' })
    await parking.settled(message, ({ state }) => state === 'delivered', 20_000)
    // One of the two attempts has nothing to write down any more: when it has tried to, both have ended.
    await vi.waitFor(
      () => expect(parking.logLines.some((line) => line.includes('settle.refused') && line.includes(message))).toBe(true),
      10_000,
    )
    const events = await parking.gateway.store.events(message)
    expect(kinds(events).filter((kind) => kind === 'attempt.started')).toHaveLength(2)
    expect(kinds(events).filter((kind) => kind === 'attempt.committing')).toHaveLength(1)
    expect(server.received).toHaveLength(1)
  })

  it('a mark that cannot be made stops the last bytes', async () => {
    const server = await addServer(parking, 'p3-no-mark.test', 'good')
    dieOnceAt('attempt.before-mark')
    const message = await accepted(parking, { to: 'bea@p3-no-mark.test' })
    await parking.settled(message, ({ state }) => state === 'delivered')
    const events = await parking.gateway.store.events(message)
    expect(kinds(events)).toContain('attempt.deferred')
    expect(server.received).toHaveLength(1)
  })
})

describe('Salesforce sends again', () => {
  it('the same bytes, one after the other and at once: one delivery, every time 250, and the ledger says so', async () => {
    const server = await addServer(parking, 'p3-again.test', 'good')
    const raw = composeMail({ to: 'bea@p3-again.test' })
    const mail = { to: 'bea@p3-again.test', raw }
    const replies = await Promise.all([parking.send(mail), parking.send(mail), parking.send(mail)])
    replies.push(await parking.send(mail))
    expect(replies.every((reply) => reply.startsWith('250'))).toBe(true)
    const stored = (await parking.gateway.store.messages({ limit: 1000 })).map(({ id }) => id)
    const ids = replies.map((reply) => /Accepted as (\S+)/.exec(reply)?.[1] ?? '')
    const [message] = ids
    expect(new Set(ids).size).toBe(1)
    expect(stored).toContain(message)
    await parking.settled(message)
    const events = await parking.gateway.store.events(message ?? '')
    expect(kinds(events).filter((kind) => kind === 'message.duplicate')).toHaveLength(3)
    expect(server.received).toHaveLength(1)
  })

  it('one recipient again and one for the first time: only the new one', async () => {
    const server = await addServer(parking, 'p3-more.test', 'good')
    const raw = composeMail({ to: 'bea@p3-more.test' })
    await parking.settled(await accepted(parking, { to: 'bea@p3-more.test', raw }))
    await parking.settled(await accepted(parking, { to: ['bea@p3-more.test', 'cleo@p3-more.test'], raw }))
    expect(server.received.flatMap(({ to }) => to.map(({ address }) => address)).sort()).toEqual(['bea@p3-more.test', 'cleo@p3-more.test'])
  })

  it.each([
    ['another body', (raw: string) => raw.replace('Monday', 'Tuesday')],
    ['another subject', (raw: string) => raw.replace('Subject: Hello', 'Subject: Hallo')],
    ['another Message-ID', (raw: string) => raw.replace('Message-ID: <', 'Message-ID: <x')],
  ])('%s is another message', async (what, change) => {
    const domain = `p3-${what.replace(/\W/g, '').toLowerCase()}.test`
    const server = await addServer(parking, domain, 'good')
    const raw = composeMail({ to: `bea@${domain}` })
    await parking.settled(await accepted(parking, { to: `bea@${domain}`, raw }))
    await parking.settled(await accepted(parking, { to: `bea@${domain}`, raw: change(raw) }))
    expect(server.received).toHaveLength(2)
  })

  it('after a failure it is a new try, not a repetition', async () => {
    const server = await addServer(parking, 'p3-failed.test', 'reject')
    await server.become('reject', { times: 1 })
    const raw = composeMail({ to: 'bea@p3-failed.test' })
    await parking.settled(await accepted(parking, { to: 'bea@p3-failed.test', raw }), ({ state }) => state === 'failed')
    await parking.settled(await accepted(parking, { to: 'bea@p3-failed.test', raw }), ({ state }) => state === 'delivered')
    expect(server.received).toHaveLength(1)
  })

  it('after 48 hours it is a message of its own', async () => {
    const server = await addServer(parking, 'p3-late.test', 'good')
    const raw = composeMail({ to: 'bea@p3-late.test' })
    await parking.settled(await accepted(parking, { to: 'bea@p3-late.test', raw }))
    clock.advance(49 * HOUR)
    await parking.settled(await accepted(parking, { to: 'bea@p3-late.test', raw }))
    expect(server.received).toHaveLength(2)
  })
})
