// One copy's trouble stays its own: nobody else waits for it, its sender is told, and what is known of it is written down.
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { RecipientServer } from '../../src/demo/internet/recipient-server.ts'
import { createOwnClock, type OwnClock } from '../support/own-clock.ts'
import { composeMail, startTestGateway, type TestGateway } from '../support/test-gateway.ts'

let test: TestGateway | undefined
afterEach(async () => {
  await test?.close()
  test = undefined
})

const home = () => test?.internet.recipients['example-health.test']?.[0] as RecipientServer

describe('one copy in trouble', () => {
  it('content that is gone: its hold still ends, so does its neighbour’s, and both senders are told', async () => {
    const clock: OwnClock = createOwnClock()
    test = await startTestGateway({ clock, config: { quarantine: { expire: '1h' }, officers: ['privacy@example-health.test'] } })
    const lost = await test.deliver({ to: 'ann@clinic-tls13.test', subject: '[hold]', text: 'long line of text\r\n'.repeat(20_000) })
    const whole = await test.deliver({ to: 'ben@clinic-tls13.test', subject: '[hold]' })
    const blobs = join(test.folder, 'data/blobs')
    for (const folder of readdirSync(blobs)) for (const file of readdirSync(join(blobs, folder))) rmSync(join(blobs, folder, file))
    clock.advance(2 * 3_600_000)
    for (const { message } of [lost, whole])
      expect((await test.settled(message, ({ state }) => state === 'failed'))[0]?.state).toBe('failed')
    for (const name of ['ann', 'ben'])
      await home().waitFor(({ data }) => data.includes(`${name}@clinic-tls13.test`) && data.includes('delivery-status'))
  })

  it('a notice whose answer never came is repeated by the schedule, and a copy that fails in the end leaves no link that opens', async () => {
    const clock: OwnClock = createOwnClock()
    test = await startTestGateway({ clock, config: { delivery: { retry: ['10m'] } } })
    const [server] = await test.internet.add('trouble-notice.test', ['drop-after-dot'])
    const { message, copies } = await test.deliver({ to: 'ann@trouble-notice.test', subject: '[portal]' })
    expect(copies[0]?.state).toBe('unknown')
    clock.advance(60_000)
    await test.settled(message, ({ state }) => state === 'unknown')
    expect(server?.received).toHaveLength(1)
    const link =
      /http:\/\/127\.0\.0\.1:\d+\/portal\/o\/[0-9a-f]+/.exec(server?.received[0]?.data.toString().replace(/=\r?\n/g, '') ?? '')?.[0] ?? ''
    expect((await fetch(link)).status).toBe(200)
    await server?.become('reject')
    clock.advance(15 * 60_000)
    await test.settled(message, ({ state }) => state === 'failed')
    expect((await test.gateway.store.grantsOf(message)).map(({ state }) => state)).not.toContain('open')
    expect((await fetch(link)).status).toBeGreaterThanOrEqual(404)
  })

  it('an answer that could not be written down at once is written down later, not forgotten (P3)', async () => {
    test = await startTestGateway()
    const { store } = test.gateway
    const apply = store.apply
    let failures = 0
    Object.assign(store, {
      apply: (change: Parameters<typeof apply>[0]) => {
        if (failures < 2 && change.steps.some(({ event }) => event.kind === 'attempt.succeeded')) {
          failures++
          return Promise.reject(new Error('the database is busy'))
        }
        return apply(change)
      },
    })
    const { copies, events } = await test.deliver({ to: 'ann@clinic-tls13.test' })
    expect(failures).toBe(2)
    expect(copies[0]?.state).toBe('delivered')
    expect(events.map(({ kind }) => kind)).not.toContain('attempt.unknown')
  })

  it('an answer that comes after the lease went settles the copy that counts as unknown by now (P3)', async () => {
    test = await startTestGateway()
    const { store } = test.gateway
    const apply = store.apply
    Object.assign(store, {
      apply: async (change: Parameters<typeof apply>[0]) => {
        // The gateway was suspended for longer than its lease, just as the answer came.
        if (change.lease && change.steps.some(({ event }) => event.kind === 'attempt.succeeded'))
          await store.reclaimLeases(Number.MAX_SAFE_INTEGER)
        return apply(change)
      },
    })
    await test.send({ to: 'ann@clinic-tls13.test' })
    const [copy] = await test.settled(undefined, ({ state }) => state === 'delivered')
    const kinds = (await store.events(copy?.message ?? '')).map(({ kind }) => kind)
    expect(kinds).toContain('attempt.lost')
    expect(kinds).toContain('outcome.confirmed')
    expect(test.internet.recipients['clinic-tls13.test']?.[0]?.received).toHaveLength(1)
  })

  it('equal messages without a Message-ID are two messages, not a repetition', async () => {
    test = await startTestGateway()
    const raw = composeMail({ to: 'ann@clinic-tls13.test' }).replace(/Message-ID: .*\r\n/, '')
    await test.deliver({ to: 'ann@clinic-tls13.test', raw })
    await test.deliver({ to: 'ann@clinic-tls13.test', raw })
    expect(test.internet.recipients['clinic-tls13.test']?.[0]?.received).toHaveLength(2)
  })
})
