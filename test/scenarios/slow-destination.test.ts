// Hosts that ask for less get less: their mail waits without using up its tries, and nobody else waits for them.
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { RecipientServer } from '../../src/demo/internet/recipient-server.ts'
import { slowDestination } from '../../src/pipeline/slow-destinations.ts'
import { createOwnClock } from '../support/own-clock.ts'
import { startTestGateway, type TestGateway } from '../support/test-gateway.ts'

let test: TestGateway | undefined
afterEach(async () => {
  await test?.close()
  test = undefined
})

// A busy machine is slow; what is waited for is a state.
vi.setConfig({ testTimeout: 60_000 })

const open = ({ gateway }: TestGateway, domain: string) =>
  gateway.store.recipients({ domain, states: ['ready', 'deferred', 'attempting'], limit: 100 })

describe('a host that answers 421', () => {
  it('rests; its mail uses up hardly any tries, other mail goes at once, and all of it arrives when it is well again', async () => {
    const clock = createOwnClock()
    test = await startTestGateway({
      clock,
      config: { delivery: { retry: ['1s'], warn: '30m', 'slow-down': { pause: '1h', longest: '1h' } } },
    })
    const [server] = (await test.internet.add('crowd.test', ['banner-421'])) as [RecipientServer]
    for (let i = 0; i < 4; i++) await test.send({ to: [`a${i}@crowd.test`, `b${i}@crowd.test`] })
    await expect
      .poll(() => test?.gateway.store.recipients({ domain: 'crowd.test', states: ['deferred'], limit: 100 }), { timeout: 40_000 })
      .not.toHaveLength(0)
    // Beyond every wait of the schedule, but within the pause.
    for (let i = 0; i < 5; i++) clock.advance(60_000)
    await test.deliver({ to: 'ann@clinic-tls13.test' })
    const waiting = await open(test, 'crowd.test')
    expect(waiting).toHaveLength(8)
    // Those that were under way when it said 421, once; nobody came back to it.
    expect(Math.max(...waiting.map(({ attempts }) => attempts))).toBeLessThanOrEqual(2)
    const asked = server.connections.length
    clock.advance(60_000)
    await test.deliver({ to: 'ben@clinic-tls13.test' })
    expect(server.connections).toHaveLength(asked)
    expect(await slowDestination(test.gateway.store, 'crowd.test', clock.now())).toMatchObject({
      connections: 1,
      because: expect.stringContaining('421'),
    })
    const metrics = await (await fetch(`http://127.0.0.1:${test.gateway.listening.metrics}/metrics`)).text()
    expect(metrics).toMatch(/^postern_resting_hosts 1$/m)
    expect(metrics).toMatch(/^postern_push_backs_total [1-9]/m)

    // Nobody tries it, and its sender hears all the same that it is late; once.
    clock.advance(30 * 60_000)
    const [home] = test.internet.recipients['example-health.test'] as [RecipientServer]
    await home.waitFor(({ data }) => data.includes('@crowd.test') && data.includes('Action: delayed'))

    await server.become('good')
    clock.advance(3_600_000)
    // It is fed by the minute at first.
    await expect
      .poll(
        async () => {
          clock.advance(10_000)
          return (await open(test as TestGateway, 'crowd.test')).length
        },
        { timeout: 40_000, interval: 50 },
      )
      .toBe(0)
    expect(server.received.flatMap(({ to }) => to)).toHaveLength(8)
  })
})
