import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Internet, startInternet } from '../../demo/internet/internet.ts'
import type { RecipientServer } from '../../demo/internet/recipient-server.ts'
import { addProbe } from './probe.ts'

let internet: Internet
let folder: string
beforeAll(async () => {
  internet = await startInternet({
    domains: ['clinic-tls13.test', 'hospice-two-mx.test', 'rehab-null-mx.test', 'lab-expired.test', 'county-servfail.test'],
  })
  folder = await mkdtemp(join(tmpdir(), 'postern-probe-'))
  await writeFile(join(folder, 'ca.pem'), internet.caPem)
  await writeFile(join(folder, 'domains.txt'), '# partners\nlab-expired.test\n\nrehab-null-mx.test # none\n')
})
afterAll(async () => {
  await internet.close()
  await rm(folder, { recursive: true })
})

async function probe(...args: readonly string[]): Promise<string> {
  const written: string[] = []
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0)
  const program = new Command().exitOverride()
  addProbe(program)
  const where = ['--resolver', internet.resolverAddress, '--ca', join(folder, 'ca.pem'), '--port', String(internet.port)]
  try {
    await program.parseAsync(['node', 'postern', 'probe', ...args, ...where])
  } finally {
    write.mockRestore()
  }
  return written.join('')
}

describe('postern probe', () => {
  it('prints the shape of design §7, one object a line', async () => {
    const report = JSON.parse(await probe('clinic-tls13.test', '--json'))
    expect(report).toEqual({
      domain: 'clinic-tls13.test',
      verdict: 'pkix-verified',
      mx: [
        {
          host: 'mx1.clinic-tls13.test',
          preference: 10,
          addresses: [expect.stringMatching(/^127\./)],
          verdict: 'pkix-verified',
          flags: [],
          reason: expect.any(String),
          tls: { version: 'TLSv1.3', cipher: expect.stringMatching(/^TLS_/), group: expect.any(String) },
          certificate: expect.objectContaining({ names: ['DNS:mx1.clinic-tls13.test'] }),
          dane: { state: 'none' },
          sts: { state: 'none' },
        },
      ],
      outcomes: { encrypted: 'direct', authenticated: 'direct', 'dane-or-sts': 'portal', 'tls-1.3': 'direct' },
    })
  })

  it('takes domains from a file and addresses too, and keeps their order', async () => {
    const lines = (await probe('pat@hospice-two-mx.test', '--file', join(folder, 'domains.txt'), '--json')).trim().split('\n')
    expect(lines.map((line) => JSON.parse(line)).map(({ domain, verdict, outcomes }) => [domain, verdict, outcomes.authenticated])).toEqual(
      [
        ['hospice-two-mx.test', 'no-tls + pkix-verified', 'direct'],
        ['lab-expired.test', 'encrypted-unverified', 'portal'],
        ['rehab-null-mx.test', 'null-mx', 'bounce'],
      ],
    )
  })

  it('reads well', async () => {
    const text = await probe('lab-expired.test')
    expect(text).toContain('MX 10 mx1.lab-expired.test (127.')
    expect(text).toContain('encrypted-unverified: the certificate has expired')
    expect(text).toMatch(/valid \d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d \(expired \d+ days ago\), EC 256/)
    expect(text).toMatch(/↑ CN=Small Internet Issuing CA.* days left\)/)
    expect(text).toContain('nothing proves the host')
    expect(text).toMatch(/authenticated +next route \(portal\)/)
  })

  it('asks each host for its versions, one connection at a time', async () => {
    const server = internet.recipients['clinic-tls13.test']?.[0] as RecipientServer
    const before = server.connections.length
    const [host] = JSON.parse(await probe('clinic-tls13.test', '--json', '--versions')).mx
    expect(host.versions).toEqual({ 'TLSv1.3': true, 'TLSv1.2': false, 'TLSv1.1': false, TLSv1: false })
    expect(server.connections.length - before).toBe(4)
    expect(await probe('clinic-tls13.test', '--versions')).toContain('speaks TLS 1.3 yes · TLS 1.2 no · TLS 1.1 no · TLS 1.0 no')
    for (const { plaintext } of server.connections) expect(plaintext).toMatch(/^EHLO \S+\r\n(STARTTLS\r\n)?(QUIT\r\n)?$/)
  })

  it('prints many domains as a table, and as CSV, one row each', async () => {
    const file = join(folder, 'domains.txt')
    const table = (await probe('clinic-tls13.test', '--file', file, '--table')).split('\n')
    expect(table.map((line) => line.split(/ {2,}/).slice(0, 4))).toEqual([
      ['DOMAIN', 'VERDICT', 'ENCRYPTED', 'AUTHENTICATED'],
      ['clinic-tls13.test', 'pkix-verified', 'direct', 'direct'],
      ['lab-expired.test', 'encrypted-unverified', 'direct', 'portal'],
      ['rehab-null-mx.test', 'null-mx', 'bounce', 'bounce'],
      [''],
      [expect.stringMatching(/^3 domains\. Asked for encrypted: 2 straight to the inbox, 1 back to the sender\./)],
      [''],
    ])
    const csv = (await probe('clinic-tls13.test', '--file', file, '--csv')).trim().split('\n')
    expect(csv).toHaveLength(4)
    expect(csv[0]).toMatch(/^domain,verdict,encrypted,authenticated,dane-or-sts,tls-1\.3,/)
    expect(csv[2]).toMatch(
      /^lab-expired\.test,encrypted-unverified,direct,portal,portal,direct,.*,-\d+,none,none,the certificate has expired$/,
    )
  })

  it('says what is wrong with what it was given', async () => {
    await expect(probe()).rejects.toMatchObject({ exitCode: 2, message: expect.stringContaining('name a domain') })
    await expect(probe('a.test', '--json', '--csv')).rejects.toMatchObject({ exitCode: 2 })
    await expect(probe('a.test', '--watch', '--every', '1s')).rejects.toMatchObject({ exitCode: 2 })
    await expect(probe('no domain')).rejects.toMatchObject({ exitCode: 2 })
    await expect(probe('--file', join(folder, 'missing.txt'))).rejects.toMatchObject({ exitCode: 2 })
  })

  it('ends with 3 when DNS answers nothing', async () => {
    await expect(probe('county-servfail.test', '--json')).rejects.toMatchObject({ exitCode: 3 })
  })
})
