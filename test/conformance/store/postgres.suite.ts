// What only PostgreSQL can get wrong: weak settings, ids that become visible out of order, a server that goes away.
import pg from 'pg'
import { afterEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../../src/platform/clock.ts'
import { openStore } from '../../../src/store/open-store.ts'
import type { Store } from '../../../src/store/store.ts'
import type { TestPostgres } from '../../support/postgres.ts'
import { lease, mustApply, NOW, newMessage, newRecipient, note, readyMessage } from './sample-mail.ts'

export function postgresSuite(server: () => TestPostgres): void {
  const open = (url: string) => openStore({ url, dataDir: '/nonexistent' })

  describe('durability', () => {
    it('is read from the live connection', async () => {
      const store = await open(await server().newUrl())
      expect(await store.durability()).toMatchObject({ fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' })
      await store.close()
    })

    it.each(['off', 'local'])('refuses synchronous_commit = %s', async (value) => {
      const url = await server().newUrl([`synchronous_commit=${value}`])
      await expect(open(url)).rejects.toMatchObject({
        code: 'STORE_NOT_DURABLE',
        message: expect.stringContaining(`synchronous_commit is ${value}`),
      })
    })

    it.each(['fsync', 'full_page_writes'])('refuses %s = off, and shows it while running', async (setting) => {
      const store = await open(await server().newUrl())
      try {
        await server().query(`ALTER SYSTEM SET ${setting} = off`)
        await server().query('SELECT pg_reload_conf()')
        await expect.poll(async () => (await store.durability())[setting]).toBe('off')
        await expect(open(await server().newUrl())).rejects.toMatchObject({
          code: 'STORE_NOT_DURABLE',
          message: expect.stringContaining(setting),
        })
      } finally {
        await server().query(`ALTER SYSTEM RESET ${setting}`)
        await server().query('SELECT pg_reload_conf()')
        await expect.poll(async () => (await store.durability())[setting]).toBe('on')
        await store.close()
      }
    })
  })

  it('seals an event whose lower id became visible later', async () => {
    const url = await server().newUrl()
    const store = await open(url)
    const slow = new pg.Client({ connectionString: url })
    await slow.connect()
    await slow.query('BEGIN')
    await slow.query(`INSERT INTO event (kind, at, actor, data) VALUES ('policy.loaded', 1, 'system', '{}')`)
    await mustApply(store, [note('policy.loaded', 'm1')])
    await store.leaseSealer('node/1', NOW, NOW + 100)
    const seen = (await store.unsealed(10)).events.map((e) => e.id)
    const seal = { sealedAt: NOW, root: 'r', previous: 'p', hash: 'h', signature: 's', key: 'k' }
    expect(await store.appendSegment('node/1', { from: 1, to: 1, ...seal }, seen)).toBe(true)
    await slow.query('COMMIT')
    const late = (await store.unsealed(10)).events.map((e) => e.id)
    expect(late).toHaveLength(1)
    expect(late[0]).toBeLessThan(seen[0] ?? 0)
    expect(await store.appendSegment('node/1', { from: 2, to: 2, ...seal }, late)).toBe(true)
    await slow.end()
    await store.close()
  })

  it('keeps its word when its connections are cut, and goes on after', async () => {
    const url = await server().newUrl()
    const store = await open(url)
    const calls = Array.from({ length: 200 }, (_, i) => store.accept(newMessage(`m${i}`), []))
    const settled = Promise.allSettled(calls)
    await calls[0]
    await server().query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'postern'`)
    const outcomes = await settled
    for (const [i, outcome] of outcomes.entries()) {
      if (outcome.status === 'fulfilled') expect(await store.message(`m${i}`)).toBeDefined()
      else expect(['STORE_UNREACHABLE', 'STORE_COMMIT_UNKNOWN']).toContain(outcome.reason.code)
    }
    expect((await store.accept(newMessage('after'), [])).accepted).toEqual(['after-r0'])
    await store.close()
  })

  describe("a clock that is not the server's", () => {
    const clock = { ...systemClock, now: () => Date.now() + set }
    let set = 0
    afterEach(() => {
      set = 0
    })
    const timed = (store: Store): Readonly<Record<string, () => Promise<unknown>>> => ({
      leaseMessages: () => store.leaseMessages(lease('node/1')),
      leaseDue: () => store.leaseDue({ ...lease('node/1'), busy: [] }),
      leaseSealer: () => store.leaseSealer('node/1', NOW, NOW + 1),
      reclaimLeases: () => store.reclaimLeases(clock.now()),
      expired: () => store.expired(clock.now(), 10),
      expiredGrants: () => store.expiredGrants(clock.now(), 10),
      shreddable: () => store.shreddable(clock.now(), 10),
      removeOrphanBlobs: () => store.removeOrphanBlobs(clock.now()),
      ping: () => store.ping(),
    })

    it('keeps a worker from starting; who leases nothing may open', async () => {
      set = 90_000
      const url = await server().newUrl()
      const opened = openStore({ url, dataDir: '/nonexistent', clock, worker: true })
      await expect(opened).rejects.toMatchObject({ code: 'STORE_CLOCK', message: expect.stringMatching(/\d s ahead of the PostgreSQL/) })
      const person = await openStore({ url, dataDir: '/nonexistent', clock })
      expect(await person.counts()).toEqual({})
      await person.close()
    })

    it('stops leasing, judging and deleting, takes mail all the same, and goes on once it is right', async () => {
      const store = await openStore({ url: await server().newUrl(), dataDir: '/nonexistent', clock, worker: true })
      await readyMessage(store, 'm1', [newRecipient('m1-r0')])
      await store.leaseDue({ ...lease('node/2', 10, NOW), busy: [] })
      set = NOW + 60_001 - Date.now()
      for (const [verb, run] of Object.entries(timed(store))) await expect(run(), verb).rejects.toMatchObject({ code: 'STORE_CLOCK' })
      await store.accept(newMessage('m2'), [])
      expect(await store.recipient('m1-r0')).toMatchObject({ leaseOwner: 'node/2' })
      set = 0
      for (const run of Object.values(timed(store))) await run()
      await store.close()
    })
  })

  it('says that the server cannot be reached', async () => {
    await expect(open('postgres://nobody:x@127.0.0.1:1/none')).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' })
  })

  it('opens on many nodes at once', async () => {
    const url = await server().newUrl()
    const stores = await Promise.all([open(url), open(url), open(url), open(url)])
    await Promise.all(stores.map((store) => store.ping()))
    await Promise.all(stores.map((store) => store.close()))
  })
}
