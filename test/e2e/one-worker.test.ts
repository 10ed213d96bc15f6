// A second `postern start` on the same data: refused before it has taken anything from the one that runs.
import { rm } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { loadConfig } from '../../src/app/config.ts'
import { startGateway } from '../../src/app/gateway.ts'
import type { RecipientServer } from '../../src/demo/internet/recipient-server.ts'
import { silentLog } from '../../src/platform/log.ts'
import { startTestGateway } from '../support/test-gateway.ts'

describe('a second gateway on the same data', () => {
  it('does not start, and leaves the leases of the first alone', async () => {
    let second: Promise<unknown> | undefined
    // While the conversation is under way.
    const test = await startTestGateway({
      checkpoint: (name) => {
        if (name === 'attempt.before-mark') second ??= start().catch((error: unknown) => error)
      },
    })
    const start = async () => startGateway(await loadConfig(test.configPath), { log: silentLog })
    const server = (await test.internet.add('one-worker.test', ['slow']))[0] as RecipientServer
    const { copies, events } = await test.deliver({ to: 'bea@one-worker.test' })
    expect(await second).toMatchObject({ code: 'STORE_IN_USE', message: expect.stringContaining(`${test.folder}/data/postern.db`) })
    expect(copies.map(({ state }) => state)).toEqual(['delivered'])
    expect(events.map(({ kind }) => kind)).not.toContain('attempt.lost')
    expect(server.received).toHaveLength(1)
    await test.gateway.stop(0)
    const next = await startGateway(await loadConfig(test.configPath), { log: silentLog })
    await next.stop(0)
    await test.internet.close()
    await rm(test.folder, { recursive: true })
  })
})
