// A stop is bounded, whatever is under way: a silent mail host, a message in a reader. What it cuts off is due again, as if nothing had been.
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { startInternet } from '../../src/demo/internet/internet.ts'
import { startPostern } from '../e2e/postern.ts'
import { startTestGateway, submit, type TestGateway, writeInstallation } from '../support/test-gateway.ts'

const undo: (() => unknown)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

/** A mail host that takes connections and says nothing. The gate waits twelve seconds for its greeting. */
async function silentHost(internet: TestGateway['internet']): Promise<{ readonly sockets: Socket[] }> {
  const sockets: Socket[] = []
  const server: Server = createServer((socket) => {
    sockets.push(socket.on('error', () => {}))
  })
  await once(server.listen(internet.port, '127.0.0.250'), 'listening')
  undo.push(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  internet.nameServer.set('silent.test', 'MX', [{ type: 'MX', preference: 10, exchange: 'mx.silent.test' }])
  internet.nameServer.set('mx.silent.test', 'A', [{ type: 'A', address: '127.0.0.250' }])
  return { sockets }
}

const PATIENCE = { timeout: 15_000, interval: 20 }

describe('a stop', () => {
  it('without grace does not wait for a host that is being looked at: the copy is due again, and was never tried', async () => {
    const test = await startTestGateway({ folder: await mkdtemp(join(tmpdir(), 'postern-stop-')) })
    undo.push(
      () => rm(test.folder, { recursive: true, force: true }),
      () => test.close(),
    )
    const { sockets } = await silentHost(test.internet)
    await test.send({ to: 'ann@silent.test' })
    await vi.waitFor(() => expect(sockets).toHaveLength(1), PATIENCE)
    const asked = performance.now()
    await test.gateway.stop(0)
    expect(performance.now() - asked).toBeLessThan(6000)
    const db = new DatabaseSync(join(test.folder, 'data', 'postern.db'), { readOnly: true })
    expect({ ...db.prepare('SELECT state, attempts, lease_owner FROM recipient').get() }).toEqual({
      state: 'ready',
      attempts: 0,
      lease_owner: null,
    })
    db.close()
  })

  it('is cut short by a second one', async () => {
    const test = await startTestGateway()
    undo.push(() => test.close())
    const { sockets } = await silentHost(test.internet)
    await test.send({ to: 'ann@silent.test' })
    await vi.waitFor(() => expect(sockets).toHaveLength(1), PATIENCE)
    const asked = performance.now()
    const patient = test.gateway.stop(60_000)
    await test.gateway.stop(0)
    await patient
    expect(performance.now() - asked).toBeLessThan(6000)
  })

  it('by two signals ends the process at once', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'postern-stop-'))
    const internet = await startInternet({ domains: ['clinic-tls13.test'] })
    undo.push(
      () => rm(folder, { recursive: true, force: true }),
      () => internet.close(),
    )
    const { sockets } = await silentHost(internet)
    const { smtpPort } = await writeInstallation(folder, internet, {})
    const running = startPostern(folder)
    undo.push(() => running.child.kill('SIGKILL'))
    await running.logged('started')
    await submit({ port: smtpPort, ca: internet.caPem }, { to: 'ann@silent.test' })
    await vi.waitFor(() => expect(sockets).toHaveLength(1), PATIENCE)
    running.child.kill('SIGTERM')
    await running.logged('stopping')
    const asked = performance.now()
    expect(await running.end('SIGTERM')).toBe(0)
    expect(performance.now() - asked).toBeLessThan(6000)
  })
})
