import { X509Certificate } from 'node:crypto'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadConfig } from '../app/config.ts'
import { loadPolicies } from '../policy/load.ts'
import { prepareFolder } from './demo-folder.ts'
import { DEMO_POLICY } from './demo-policy.ts'
import { type Internet, startInternet } from './internet/internet.ts'

let internet: Internet
let folder: string
beforeAll(async () => {
  internet = await startInternet({ domains: ['clinic-tls13.test'] })
  folder = await mkdtemp(join(tmpdir(), 'postern-demo-test-'))
})
afterAll(async () => {
  await internet.close()
  await rm(folder, { recursive: true, force: true })
})

describe('prepareFolder', () => {
  it('writes a sound configuration that points into the small internet', async () => {
    const place = await prepareFolder(folder, internet)
    const config = await loadConfig(place.configPath, {})
    expect(config.destination).toMatchObject({ resolver: [internet.resolverAddress], port: internet.port, 'private-addresses': 'allow' })
    expect(config.listen.smtp[0]).toMatchObject({ host: '127.0.0.1', port: place.relay.port, tls: 'starttls' })
    expect(config.portal.url).toBe(place.portalUrl)
    expect(config.policies).toEqual([place.policyPath])
    const ports = [config.listen.smtp[0]?.port, config.listen.portal.port, config.listen.metrics.port]
    expect(new Set(ports).size).toBe(3)
    expect(ports).not.toContain(0)
    const certificate = new X509Certificate(await readFile(join(folder, 'gateway.pem')))
    expect(certificate.checkHost(config.hostname)).toBe(config.hostname)
    expect((await stat(join(folder, 'gateway.key'))).mode & 0o077).toBe(0)
  })

  it('keeps a policy that a person has edited, and renews the rest', async () => {
    const first = await prepareFolder(folder, internet)
    expect(await readFile(first.policyPath, 'utf8')).toBe(DEMO_POLICY)
    await writeFile(first.policyPath, `${DEMO_POLICY}# mine\n`)
    const second = await prepareFolder(folder, internet)
    expect(await readFile(second.policyPath, 'utf8')).toContain('# mine')
    expect(await readFile(second.configPath, 'utf8')).toContain(String(second.relay.port))
  })

  it('writes a policy without problems or warnings', () => {
    const detectors = ['us-ssn', 'mrn', 'medical-term', 'icd-10', 'credit-card']
    const loaded = loadPolicies(['policy.yaml'], {
      detectors,
      finds: () => false,
      routes: ['direct', 'portal'],
      readFile: () => Buffer.from(DEMO_POLICY),
    })
    expect(loaded).toMatchObject({ ok: true, warnings: [] })
    expect(loaded.ok && loaded.policy.rules.map(({ id }) => id)).toEqual(['phi', 'sender-asked', 'bulk-ssn', 'card-number', 'case'])
  })
})
