import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createCertificateAuthority } from '../../demo/internet/certificate-authority.ts'
import { type NameServer, startNameServer } from '../../demo/internet/name-server.ts'
import { LOOPBACK, startTestIntake, type TestIntake } from '../../intake/test-support.ts'
import { CommandFailure } from '../command.ts'
import { addSalesforce } from './salesforce.ts'

const HOST = 'mail-gw.example-health.org'
let folder: string
let names: NameServer
let gateway: TestIntake

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-check-'))
  const authority = await createCertificateAuthority()
  await writeFile(join(folder, 'ca.pem'), authority.pem)
  gateway = await startTestIntake({ listener: { tls: 'starttls', ...(await authority.issue({ names: [HOST] })) }, senders: [LOOPBACK] })
  names = await startNameServer({
    zones: {
      [HOST]: [{ type: 'A', address: '203.0.113.7' }],
      '192.0.2.1._spf.mta.salesforce.com': [{ type: 'A', address: '127.0.0.2' }],
    },
  })
})
afterAll(async () => {
  await gateway.intake.stop(0)
  await names.close()
  await rm(folder, { recursive: true })
})

/** Runs `postern salesforce check …` in this process. */
async function check(...args: string[]): Promise<{ out: string; code: number; said: string }> {
  const out: string[] = []
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => out.push(String(chunk)) > 0)
  const program = new Command('postern').exitOverride()
  addSalesforce(program)
  try {
    await program.parseAsync(['node', 'postern', 'salesforce', 'check', ...args])
    return { out: out.join(''), code: Number(process.exitCode ?? 0), said: '' }
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error
    return { out: out.join(''), code: error.exitCode, said: error.message }
  } finally {
    process.exitCode = undefined
    spy.mockRestore()
  }
}

const network = () => ['--connect', '127.0.0.1', '--resolver', `127.0.0.1:${names.port}`, '--ca', join(folder, 'ca.pem')]

describe('postern salesforce check', () => {
  it('says what is wrong with a host, and exits 1', async () => {
    const { out, code } = await check('--host', HOST, '--port', String(gateway.port), ...network(), '--json', '--peer', '192.0.2.1')
    const report = JSON.parse(out)
    expect(report).toMatchObject({ host: HOST, port: gateway.port, ok: false })
    const verdicts = Object.fromEntries(report.checks.map((one: { id: string; verdict: string }) => [one.id, one.verdict]))
    expect(verdicts).toMatchObject({
      name: 'pass',
      address: 'pass',
      mx: 'pass',
      port: 'fail',
      starttls: 'pass',
      peer: 'pass',
      auth: 'info',
    })
    expect(code).toBe(1)
  })

  it('looks at the gateway of a postern.yaml, under its host name', async () => {
    const config = join(folder, 'postern.yaml')
    await writeFile(
      config,
      [
        `hostname: ${HOST}`,
        'postmaster: postmaster@example-health.org',
        `listen: { smtp: [{ host: 127.0.0.1, port: ${gateway.port}, tls: starttls, cert: gw.pem, key: gw.key }] }`,
        'senders: [{ name: loopback, networks: [127.0.0.0/8] }]',
        'policies: [policy.yaml]',
      ].join('\n'),
    )
    const { out, code } = await check('--config', config, ...network())
    expect(out).toContain(`ok    certificate-name     names ${HOST}`)
    expect(out).toContain('warn  senders              not bound to an organisation: loopback')
    expect(out).toContain('→ listen on one of 25, 587, 10025, 11025')
    expect(out).toContain('is not ready for Salesforce')
    expect(code).toBe(1)
  })

  it('tells usage from an answer', async () => {
    expect(await check('--peer', 'nonsense')).toMatchObject({ code: 2, said: '--peer nonsense is not an IP address' })
    expect((await check('--host', HOST, '--port', '99999')).code).toBe(2)
    expect(await check('--config', join(folder, 'missing.yaml'))).toMatchObject({ code: 2, said: expect.stringContaining('--host') })
    expect((await check('--host', HOST, '--ca', join(folder, 'missing.pem'))).code).toBe(2)
  })
})
