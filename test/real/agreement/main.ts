// Runs as root of a mount, network and process namespace of its own (`unshare -mnp`), which agreement.test.ts makes: brings up loopback, a resolv.conf that
// only this namespace sees, signed DNS, and the hosts; asks Postern and posttls-finger about each row; delivers through a gateway; prints one JSON object.
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createCertificateAuthority } from '../../../src/demo/internet/certificate-authority.ts'
import { atRest, startTestGateway, TEST_POLICY } from '../../support/test-gateway.ts'
import { peerFolder } from '../support/peers.ts'
import { run } from '../support/processes.ts'
import { startHosts } from './hosts.ts'
import { createFinger, type Finger, type Level, type Word } from './posttls-finger.ts'
import { ROWS } from './rows.ts'
import { type SignedDns, type SignedNames, startSignedDns } from './signed-dns.ts'

export interface Compared {
  readonly name: string
  /** Postern's verdict with flags. */
  readonly ours: string
  readonly theirs: Readonly<Record<Level, Word>>
  /** What posttls-finger printed at level `dane`, for the reader of a failure. */
  readonly said: string
}

export interface Delivered {
  readonly to: string
  readonly state: string
  readonly verdicts: readonly string[]
}

export interface Agreement {
  readonly rows: readonly Compared[]
  readonly deliveries: readonly Delivered[]
}

const POSTERN = join(import.meta.dirname, '../../../bin/postern')
const AT_ONCE = 4

const PROVED = `  - id: proved
    title: "DANE or MTA-STS"
    when:
      subject:
        has: ["[proof]"]
    then:
      deliver: authenticated
      proof: dane-or-sts
`

const folder = await peerFolder('agreement')
const ca = join(folder, 'ca.pem')
const undo: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })]
try {
  await prepareNamespace()
  const authorities = {
    trusted: await createCertificateAuthority({ name: 'Signed Internet' }),
    foreign: await createCertificateAuthority({ name: 'Nobody trusts this one' }),
  }
  await writeFile(ca, authorities.trusted.pem)
  const hosts = await startHosts(ROWS, authorities, folder)
  undo.push(hosts.stop)
  const dns = await startSignedDns({ folder: join(folder, 'dns'), names: hosts.names, children: children(hosts.names) })
  undo.push(dns.stop)
  const agreement: Agreement = { rows: await compareAll(dns), deliveries: await deliverAll(dns) }
  console.log(JSON.stringify(agreement))
} finally {
  for (const step of undo.reverse()) await step()
}
process.exit()

// Nothing of this is seen outside: the interface is the namespace's own, and so is what is mounted over resolv.conf.
async function prepareNamespace(): Promise<void> {
  const conf = join(folder, 'resolv.conf')
  await writeFile(conf, 'nameserver 127.0.0.53\noptions trust-ad timeout:5 attempts:1\n')
  for (const [program, ...args] of [
    ['ip', 'link', 'set', 'lo', 'up'],
    ['mount', '--bind', conf, '/etc/resolv.conf'],
  ] as const) {
    const { code, stderr } = await run(program, args)
    if (code !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`)
  }
}

/** Delegations of `test.`: one without a DS, and two whose DS fits nothing, so that all below them is bogus. */
function children(names: SignedNames): Parameters<typeof startSignedDns>[0]['children'] {
  const dane = names['_25._tcp.mx.pf-dane.test'] ?? []
  return {
    'unsigned.test': { kind: 'unsigned', names: { 'unsigned.test': [{ type: 'MX', preference: 10, exchange: 'mx.pf-dane.test' }] } },
    'bogus.test': { kind: 'bogus', names: { 'bogus.test': [{ type: 'MX', preference: 10, exchange: 'mx.pf-good.test' }] } },
    '_tcp.mx.tlsa-bogus.test': { kind: 'bogus', names: { '_25._tcp.mx.tlsa-bogus.test': dane } },
  }
}

async function compareAll({ resolver }: SignedDns): Promise<readonly Compared[]> {
  const ours = await probeAll(resolver)
  const finger = await createFinger(join(folder, 'finger'), ca)
  const waiting = [...ROWS.entries()]
  const rows: Compared[] = []
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [index, { name }] = next
      rows[index] = await askFinger(finger, name, ours.get(`${name}.test`) ?? 'no answer')
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return rows
}

async function askFinger(finger: Finger, name: string, ours: string): Promise<Compared> {
  const [may, dane, verify] = [
    await finger.ask(`${name}.test`, 'may'),
    await finger.ask(`${name}.test`, 'dane'),
    await finger.ask(`${name}.test`, 'verify'),
  ]
  return { name, ours, theirs: { may: may.word, dane: dane.word, verify: verify.word }, said: dane.said }
}

async function probeAll(resolver: string): Promise<ReadonlyMap<string, string>> {
  const domains = ROWS.map(({ name }) => `${name}.test`)
  const options = ['--json', '--resolver', resolver, '--ca', ca, '--name', 'client.test', '--rate', '0']
  const { stdout, stderr } = await run(POSTERN, ['probe', ...domains, ...options], { timeout: 60_000 })
  if (!stdout) throw new Error(stderr)
  interface Report {
    readonly domain: string
    readonly verdict: string
    readonly mx: readonly { readonly verdict: string; readonly flags: readonly string[] }[]
  }
  const reports = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Report)
  return new Map(
    reports.map(({ domain, verdict, mx }) => [domain, mx.map((host) => [host.verdict, ...host.flags].join(' ')).join(' + ') || verdict]),
  )
}

/** What `probe` says must be what delivery does; and a resolver that is gone is no reason for less. */
async function deliverAll(dns: SignedDns): Promise<readonly Delivered[]> {
  const gateway = await startTestGateway({
    policy: TEST_POLICY + PROVED,
    internet: { domains: ['example-health.test'] },
    config: {
      destination: { resolver: [dns.resolver], dane: 'required', ca, 'private-addresses': 'allow', dns: { timeout: '1s', tries: 1 } },
      delivery: { retry: ['1h'] },
    },
  })
  undo.push(() => gateway.close())
  const deliver = async (name: string, subject = '[proof]'): Promise<Delivered> => {
    const id = /Accepted as (\S+)/.exec(await gateway.send({ to: `pat@${name}.test`, subject }))?.[1]
    const [copy] = await gateway.settled(id, (row) => atRest(row) || row.state === 'deferred', 20_000)
    const hosts = (await gateway.gateway.store.events(id ?? '')).flatMap(({ data }) => (data.hosts ?? []) as { verdict: string }[])
    return { to: `${name} ${subject}`, state: copy?.state ?? 'none', verdicts: hosts.map(({ verdict }) => verdict) }
  }
  const deliveries: Delivered[] = []
  for (const name of ['pf-dane', 'exim-dane', 'pf-dane-anchor', 'pf-good', 'pf-dane-other-key', 'tlsa-bogus'])
    deliveries.push(await deliver(name))
  deliveries.push(await deliver('pf-dane-other-key', 'encrypted'))
  await dns.stop()
  deliveries.push(await deliver('pf-dane-expired'))
  return deliveries
}
