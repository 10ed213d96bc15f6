// `postern probe` beside Postfix's own `posttls-finger`, on the same real hosts: where both mean the same they must say the same, and where
// Postern is stricter on purpose the difference is named here (tls.md §7.4).
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { peerFolder } from './support/peers.ts'
import { run } from './support/processes.ts'
import { type Rig, startRig } from './support/rig.ts'

const POSTERN = join(import.meta.dirname, '../../bin/postern')

interface Report {
  readonly domain: string
  readonly verdict: string
  readonly mx: readonly { readonly address?: string; readonly tls: { readonly version: string; readonly cipher: string } | null }[]
  readonly outcomes: Readonly<Record<'encrypted' | 'authenticated' | 'tls-1.3', string>>
}

let rig: Rig
let folder: string
let ca: string
beforeAll(async () => {
  rig = await startRig()
  ca = join(rig.gateway.folder, 'ca.pem')
  folder = await peerFolder('finger')
  await mkdir(join(folder, 'queue'))
  await writeFile(
    join(folder, 'main.cf'),
    `compatibility_level = 3.6\nqueue_directory = ${folder}/queue\ndata_directory = ${folder}\ninet_protocols = ipv4\nmyhostname = client.example.test\n`,
  )
  await writeFile(join(folder, 'master.cf'), '')
})
afterAll(async () => {
  await rig?.close()
  if (folder) await rm(folder, { recursive: true, force: true })
})

async function probe(domain: string): Promise<Report> {
  const { internet } = rig.gateway
  const { code, stdout, stderr } = await run(POSTERN, [
    ...['probe', domain, '--json', '--resolver', internet.resolverAddress],
    ...['--ca', ca, '--port', String(internet.port), '--name', 'client.example.test'],
  ])
  if (!stdout) throw new Error(`exit ${code}: ${stderr}`)
  return JSON.parse(stdout)
}

// posttls-finger has no resolver option: it is given the address, and the name to verify.
async function finger(domain: string, address: string, level: 'may' | 'secure'): Promise<string> {
  const match = level === 'secure' ? [`mx.${domain}`] : []
  const { stdout, stderr } = await run(
    'posttls-finger',
    ['-c', '-t', '8', '-T', '8', '-l', level, '-L', 'routine,certmatch', '-F', ca, `[${address}]:${rig.gateway.internet.port}`, ...match],
    { env: { MAIL_CONFIG: folder } },
  )
  return stdout + stderr
}

const ADDRESS: Readonly<Record<string, string>> = {
  'pf-good.test': '127.0.60.1',
  'pf-tls13.test': '127.0.60.2',
  'pf-tls12.test': '127.0.60.3',
  'pf-no-tls.test': '127.0.60.5',
  'pf-expired.test': '127.0.60.7',
  'pf-self-signed.test': '127.0.60.8',
  'pf-wrong-name.test': '127.0.60.9',
  'exim-good.test': '127.0.61.1',
  'exim-self-signed.test': '127.0.61.2',
  'exim-3des.test': '127.0.61.3',
}

describe('proved by both, or by neither', () => {
  it.each([
    ['pf-good.test', 'pkix-verified', 'TLSv1.3'],
    ['pf-tls13.test', 'pkix-verified', 'TLSv1.3'],
    ['pf-tls12.test', 'pkix-verified', 'TLSv1.2'],
    ['exim-good.test', 'pkix-verified', 'TLSv1.3'],
    ['pf-expired.test', 'encrypted-unverified', 'TLSv1.3'],
    ['pf-self-signed.test', 'encrypted-unverified', 'TLSv1.3'],
    ['pf-wrong-name.test', 'encrypted-unverified', 'TLSv1.3'],
    ['exim-self-signed.test', 'encrypted-unverified', 'TLSv1.3'],
  ])('%s: %s over %s', async (domain, verdict, version) => {
    const [ours, theirs] = await Promise.all([probe(domain), finger(domain, ADDRESS[domain] ?? '', 'secure')])
    expect(ours).toMatchObject({ verdict, mx: [{ tls: { version } }] })
    expect(ours.outcomes).toMatchObject({
      encrypted: 'direct',
      authenticated: verdict === 'pkix-verified' ? 'direct' : 'portal',
      'tls-1.3': version === 'TLSv1.3' ? 'direct' : 'portal',
    })
    const established = /(Verified|Trusted|Untrusted|Anonymous) TLS connection established to .*?: (TLSv[\d.]+) with cipher (\S+)/.exec(
      theirs,
    )
    expect(established?.[1], theirs).toBe(verdict === 'pkix-verified' ? 'Verified' : 'Untrusted')
    expect(established?.[2]).toBe(version)
  })
})

describe('no TLS for either', () => {
  it.each([
    ['pf-no-tls.test', /^(?!.*TLS connection established)/s],
    ['exim-3des.test', /SSL_connect error/],
  ])('%s', async (domain, theirs) => {
    const ours = await probe(domain)
    expect(ours.verdict).toBe('no-tls')
    expect(ours.mx[0]?.tls).toBeNull()
    expect(ours.outcomes.encrypted).toBe('portal')
    expect(await finger(domain, ADDRESS[domain] ?? '', 'may')).toMatch(theirs)
  })
})

describe('stricter on purpose', () => {
  it('TLS 1.0: weak-tls, though a client that allows it gets its handshake', async () => {
    const ours = await probe('pf-tls10.test')
    expect(ours.verdict).toBe('weak-tls')
    expect(ours.outcomes).toMatchObject({ encrypted: 'portal', authenticated: 'portal' })
    const server = `127.0.60.4:${rig.gateway.internet.port}`
    const old = ['-starttls', 'smtp', '-tls1', '-cipher', 'DEFAULT:@SECLEVEL=0', '-CAfile', ca]
    const { stdout } = await run('openssl', ['s_client', '-connect', server, ...old], { input: 'QUIT\n' })
    expect(stdout).toMatch(/Protocol *: TLSv1$/m)
    expect(stdout).toMatch(/Verify return code: 0 \(ok\)/)
  })

  it('a certificate of another name: posttls-finger at level "may" calls it trusted', async () => {
    expect((await probe('pf-wrong-name.test')).verdict).toBe('encrypted-unverified')
    expect(await finger('pf-wrong-name.test', '127.0.60.9', 'may')).toMatch(/^.*Trusted TLS connection established/m)
  })
})
