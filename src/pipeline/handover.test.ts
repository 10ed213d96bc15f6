// What goes from hand to hand: bounded, never kept too long, and given back whole.
import { describe, expect, it } from 'vitest'
import type { MessageRow, RecipientRow } from '../store/store.ts'
import { createHandover } from './handover.ts'
import { createLeases } from './leases.ts'
import { openContent, readContent } from './open-content.ts'
import type { PipelineParts } from './parts.ts'

function setUp(room = 1_000_000) {
  const released: string[] = []
  let woken = 0
  const store = {
    releaseLease: async (_owner: string, recipients: readonly string[], messages: readonly string[]) =>
      void released.push(...recipients, ...messages),
  }
  const parts = { config: { inspect: { 'in-memory': room } }, store, clock: { now: () => 0 }, owner: 'test/1' } as unknown as PipelineParts
  const handover = createHandover(parts, createLeases(parts, 60_000), () => woken++)
  const arrive = (id: string, size = 10) => {
    const arrival = handover.arrival()
    arrival.keep(Buffer.alloc(size, id))
    const lease = arrival.lease()
    const message = { id, size } as MessageRow
    if (lease) arrival.handOver({ owner: lease.owner, message, recipients: [] }, {} as never)
    return { message, lease }
  }
  return { handover, parts, released, arrive, woken: () => woken }
}

const copies = (...domains: string[]) => domains.map((domain, n) => ({ id: `r${n}`, domain }) as RecipientRow)

describe('handover', () => {
  it('hands on what came, with its bytes, each under a lease of its own', async () => {
    const { handover, parts, arrive, woken } = setUp()
    const [a, b] = [arrive('a'), arrive('b')]
    expect(new Set([a.lease?.owner, b.lease?.owner]).size).toBe(2)
    expect(woken()).toBe(2)
    const [first, ...rest] = handover.toInspect(1) ?? []
    expect([first?.message.id, rest]).toEqual(['a', []])
    expect(Buffer.from(await readContent(parts, a.message)).toString()).toBe('a'.repeat(10))
    expect((handover.toInspect(9) ?? []).map(({ message }) => message.id)).toEqual(['b'])
    expect(handover.toInspect(9)).toBeUndefined()
  })

  it('keeps no more than its room, and has it again once the last step on a message has ended', () => {
    const { handover, parts, arrive } = setUp(10_000)
    const { message } = arrive('a', 5_000)
    expect(arrive('b', 5_000).lease).toBeUndefined()
    handover.decided({ owner: 'o', message, recipients: copies('x.test') })
    handover.done(message)
    expect(arrive('c', 5_000).lease).toBeUndefined()
    handover.toDeliver([], 9)
    handover.done(message)
    expect(() => openContent(parts, message)).toThrow('shredded')
    expect(arrive('d', 5_000).lease).toBeDefined()
  })

  it('lets no more than a hundred wait for their inspection', () => {
    const { arrive } = setUp()
    const leased = Array.from({ length: 120 }, (_, n) => arrive(`m${n}`).lease).filter(Boolean)
    expect(leased).toHaveLength(100)
  })

  it('gives one destination at a time, none that is busy, and no more copies than asked for', () => {
    const { handover, arrive } = setUp()
    const { message } = arrive('a')
    handover.decided({ owner: 'o', message, recipients: copies('x.test', 'y.test', 'x.test', 'x.test') })
    const ids = (busy: string[]) => handover.toDeliver(busy, 2)?.mails.flatMap(({ recipients }) => recipients.map(({ id }) => id))
    expect([ids(['x.test']), ids([]), ids([]), ids([])]).toEqual([['r1'], ['r0', 'r2'], ['r3'], undefined])
  })

  it('gives back what has waited since before the last call, and at the end all of it', async () => {
    const { handover, released, arrive } = setUp()
    const { message } = arrive('old')
    handover.decided({ owner: 'o', message, recipients: copies('x.test') })
    await handover.giveBackOld()
    expect(released).toEqual([])
    arrive('new')
    await handover.giveBackOld()
    expect(released.toSorted()).toEqual(['old', 'r0'])
    await handover.close()
    expect(released).toContain('new')
    expect(arrive('late').lease).toBeUndefined()
  })

  it('gives back at once what was being stored when the worker stopped', async () => {
    const { handover, released } = setUp()
    const arrival = handover.arrival()
    arrival.keep(Buffer.from('x'))
    const lease = arrival.lease()
    await handover.close()
    arrival.handOver({ owner: lease?.owner ?? '', message: { id: 'm' } as MessageRow, recipients: [] }, {} as never)
    expect(released).toEqual(['m'])
  })
})
