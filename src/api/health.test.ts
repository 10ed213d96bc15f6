import { once } from 'node:events'
import { get } from 'node:https'
import { connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { createCertificateAuthority } from '../demo/internet/certificate-authority.ts'
import { type Health, type HealthOptions, startHealth } from './health.ts'
import { createMetrics } from './metrics.ts'

let health: Health
let broken = false
const start = async (tls?: HealthOptions['tls']) => {
  const store = async () => (broken ? Promise.reject(new Error('start the database')) : undefined)
  const parts = { metrics: createMetrics(), counts: async () => ({ held: 3 }), checks: { store } }
  health = await startHealth({ host: '127.0.0.1', port: 0, tls }, parts)
}
afterEach(async () => {
  broken = false
  await health.stop()
})

describe('health', () => {
  it('tells whether it lives, whether it can work and why not, and counts', async () => {
    await start()
    const at = `http://127.0.0.1:${health.port}`
    expect((await fetch(`${at}/healthz`)).status).toBe(200)
    expect(await (await fetch(`${at}/metrics`)).text()).toMatch(/state="held".* 3/)
    expect((await fetch(`${at}/readyz`)).status).toBe(200)
    broken = true
    const ready = await fetch(`${at}/readyz`)
    expect({ status: ready.status, body: await ready.json() }).toMatchObject({
      status: 503,
      body: { checks: { store: 'start the database' } },
    })
  })

  it('speaks TLS where it has a certificate, and takes a renewed one', async () => {
    const authority = await createCertificateAuthority()
    const issue = () => authority.issue({ names: ['127.0.0.1'] })
    await start(await issue())
    const serial = async () => {
      const request = get(`https://127.0.0.1:${health.port}/healthz`, { ca: authority.pem, agent: false })
      const [response] = await once(request, 'response')
      response.resume()
      return response.socket.getPeerCertificate().serialNumber
    }
    const before = await serial()
    health.renew(await issue())
    expect(await serial()).not.toBe(before)
  })

  it('stops while somebody is connected and says nothing', async () => {
    await start()
    const silent = connect(health.port, '127.0.0.1')
    await once(silent, 'connect')
    await Promise.all([health.stop(), once(silent.resume(), 'close')])
  })
})
