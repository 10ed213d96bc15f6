// DNS as it is outside: a signed root of our own and a signed zone `test.` served by NSD, delegations without and with a false DS, and Unbound, which
// validates all of it from the root's trust anchor. Both run on the name-server port of loopback addresses, so this belongs into a network namespace.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { NameRecord } from '../../../src/demo/internet/name-server.ts'
import { systemClock } from '../../../src/platform/clock.ts'
import { createResolver } from '../../../src/platform/dns-client.ts'
import { type Running, run, start, until } from '../support/processes.ts'

/** Absolute names without the final dot. */
export type SignedNames = Readonly<Record<string, readonly NameRecord[]>>

export interface SignedDnsOptions {
  readonly folder: string
  /** In the signed zone `test.`. */
  readonly names: SignedNames
  /** Delegations below `test.`: `unsigned` has no DS, `bogus` one that fits nothing. */
  readonly children: Readonly<Record<string, { readonly kind: 'unsigned' | 'bogus'; readonly names: SignedNames }>>
}

export interface SignedDns {
  /** The validating resolver. */
  readonly resolver: string
  stop(): Promise<void>
}

const RESOLVER = '127.0.0.53'
const AUTHORITATIVE = '127.0.0.54'
const FALSE_DS = `4711 13 2 ${'ab'.repeat(32)}`

/** @throws where a program fails, with what it said */
export async function startSignedDns({ folder, names, children }: SignedDnsOptions): Promise<SignedDns> {
  await mkdir(folder, { recursive: true })
  const delegations = Object.entries(children).map(
    ([zone, { kind }]) => `${zone}. IN NS ns.test.\n${kind === 'bogus' ? `${zone}. IN DS ${FALSE_DS}\n` : ''}`,
  )
  const test = await signZone(folder, 'test', zoneText('test.', names) + delegations.join(''))
  const root = await signZone(folder, '.', `${zoneText('.', {})}test. IN NS ns.test.\nns.test. IN A ${AUTHORITATIVE}\n${test.ds}`)
  const files: Record<string, string> = { '.': root.file, test: test.file }
  for (const [zone, child] of Object.entries(children)) {
    files[zone] = join(folder, `${zone}.zone`)
    await writeFile(files[zone], zoneText(`${zone}.`, child.names))
  }
  const anchor = join(folder, 'root.ds')
  await writeFile(anchor, root.ds)
  await writeFile(join(folder, 'nsd.conf'), nsdSettings(folder, files))
  await writeFile(join(folder, 'unbound.conf'), unboundSettings(folder, anchor, Object.keys(files)))
  const nsd = start('nsd', ['-d', '-c', join(folder, 'nsd.conf')])
  const unbound = start('unbound', ['-d', '-c', join(folder, 'unbound.conf')])
  const stop = async () => void (await Promise.all([nsd.stop(), unbound.stop()]))
  try {
    await until(20_000, () => validates([nsd, unbound]))
  } catch (error) {
    await stop()
    throw error
  }
  return { resolver: RESOLVER, stop }
}

async function validates(programs: readonly Running[]): Promise<true | string> {
  const resolver = createResolver({ servers: [RESOLVER], clock: systemClock })
  try {
    const answer = await resolver.a('ns.test')
    if (answer.kind === 'answer' && answer.authenticated) return true
    return `${JSON.stringify(answer)}\n${programs.map((program) => program.output().slice(-1000)).join('\n')}`
  } finally {
    resolver.close()
  }
}

async function signZone(folder: string, zone: string, text: string): Promise<{ readonly file: string; readonly ds: string }> {
  const made = async (...more: readonly string[]) =>
    (await must('ldns-keygen', ['-r', '/dev/urandom', '-a', 'ECDSAP256SHA256', ...more, zone], folder)).trim()
  const [keySigning, zoneSigning] = [await made('-k'), await made()]
  const plain = join(folder, zone === '.' ? 'root.zone' : `${zone}.zone`)
  await writeFile(plain, text)
  await must('ldns-signzone', ['-f', `${plain}.signed`, plain, keySigning, zoneSigning], folder)
  return { file: `${plain}.signed`, ds: await must('ldns-key2ds', ['-n', '-2', `${keySigning}.key`], folder) }
}

async function must(program: string, args: readonly string[], cwd: string): Promise<string> {
  const { code, stdout, stderr } = await run(program, args, { cwd })
  if (code !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}${stdout}`)
  return stdout
}

function zoneText(origin: string, names: SignedNames): string {
  const lines = Object.entries(names).flatMap(([name, records]) => records.map((record) => `${name}. 60 IN ${recordText(record)}`))
  const ns = origin === 'test.' ? [`ns.test. IN A ${AUTHORITATIVE}`] : []
  return [
    `$ORIGIN ${origin}`,
    '$TTL 60',
    '@ IN SOA ns.test. hostmaster.test. 1 3600 600 86400 60',
    '@ IN NS ns.test.',
    ...ns,
    ...lines,
    '',
  ].join('\n')
}

function recordText(record: NameRecord): string {
  switch (record.type) {
    case 'MX':
      return `MX ${record.preference} ${record.exchange === '.' ? '.' : `${record.exchange}.`}`
    case 'A':
    case 'AAAA':
      return `${record.type} ${record.address}`
    case 'CNAME':
      return `CNAME ${record.target}.`
    case 'TXT':
      return `TXT ${JSON.stringify(record.text)}`
    case 'TLSA':
      return `TLSA ${record.usage} ${record.selector} ${record.matchingType} ${Buffer.from(record.certificate).toString('hex')}`
  }
}

function nsdSettings(folder: string, files: Readonly<Record<string, string>>): string {
  const zones = Object.entries(files).map(([zone, file]) => `zone:\n  name: "${zone}"\n  zonefile: "${file}"\n`)
  return `server:
  ip-address: ${AUTHORITATIVE}
  username: ""
  zonesdir: "${folder}"
  database: ""
  pidfile: "${folder}/nsd.pid"
  xfrdfile: "${folder}/xfrd.state"
  zonelistfile: "${folder}/zone.list"
remote-control:
  control-enable: no
${zones.join('')}`
}

// Every zone is named, or Unbound would take the way of the delegations, to port 53 of an address that NSD may not have.
function unboundSettings(folder: string, anchor: string, zones: readonly string[]): string {
  const stubs = zones.map((zone) => `stub-zone:\n  name: "${zone}"\n  stub-addr: ${AUTHORITATIVE}\n  stub-prime: no\n`)
  return `server:
  interface: ${RESOLVER}
  do-ip6: no
  do-daemonize: no
  username: ""
  chroot: ""
  directory: "${folder}"
  pidfile: "${folder}/unbound.pid"
  use-syslog: no
  access-control: 127.0.0.0/8 allow
  do-not-query-localhost: no
  local-zone: "test." nodefault
  module-config: "validator iterator"
  trust-anchor-file: "${anchor}"
remote-control:
  control-enable: no
${stubs.join('')}`
}
