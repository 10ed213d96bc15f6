import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Internet, startInternet } from '../../demo/internet/internet.ts'
import { inOrder } from '../prober.ts'
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
    expect(text).toMatch(/valid \d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d, EC 256/)
    expect(text).toMatch(/authenticated +next route \(portal\)/)
  })

  it('says what is wrong with what it was given', async () => {
    await expect(probe()).rejects.toMatchObject({ exitCode: 2, message: expect.stringContaining('name a domain') })
    await expect(probe('no domain')).rejects.toMatchObject({ exitCode: 2 })
    await expect(probe('--file', join(folder, 'missing.txt'))).rejects.toMatchObject({ exitCode: 2 })
  })

  it('ends with 3 when DNS answers nothing', async () => {
    await expect(probe('county-servfail.test', '--json')).rejects.toMatchObject({ exitCode: 3 })
  })
})

describe('inOrder', () => {
  it('runs a few at a time and hands results on in order', async () => {
    let running = 0
    let most = 0
    const seen: number[] = []
    await inOrder(
      [5, 1, 4, 2, 3],
      2,
      async (turns) => {
        most = Math.max(most, ++running)
        for (let i = 0; i < turns; i++) await new Promise((resolve) => setImmediate(resolve))
        running--
        return turns
      },
      (turns) => seen.push(turns),
    )
    expect(seen).toEqual([5, 1, 4, 2, 3])
    expect(most).toBe(2)
  })
})
