// One body for many people of one domain crosses the wire once, from the door to their server.
import { afterEach, expect, it } from 'vitest'
import { startTestGateway, type TestGateway } from '../support/test-gateway.ts'

let test: TestGateway | undefined
afterEach(async () => {
  await test?.close()
  test = undefined
})

it('forty copies with one verdict are one transaction, also where they come from the store', async () => {
  // Nothing is kept in memory, so that nothing goes by hand (handover.test.ts has that way).
  test = await startTestGateway({ config: { inspect: { 'in-memory': '1KiB' } } })
  const { copies } = await test.deliver({ to: Array.from({ length: 40 }, (_, n) => `p${n}@clinic-tls13.test`) })
  expect(copies.filter(({ state }) => state === 'delivered')).toHaveLength(40)
  const [server] = test.internet.recipients['clinic-tls13.test'] ?? []
  expect(server?.received.map(({ to }) => to.length)).toEqual([40])
})
