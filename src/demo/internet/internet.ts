// A small internet on loopback: a name server, a certificate authority, and one mail server per host of the neighbours, each at its
// own address of 127.0.0.0/8 on ONE common port, since Postern has one `destination.port`. For demo, tests and dev; no root needed.
import { networkInterfaces } from 'node:os'
import { type CertificateAuthority, createCertificateAuthority } from './certificate-authority.ts'
import { type NameRecord, type NameServer, startNameServer, type Zones } from './name-server.ts'
import { BOUNCE_DOMAIN, NEIGHBOURS, type Neighbour, type NeighbourDomain, type NeighbourHost, SPF_EXISTS_DOMAIN } from './neighbours.ts'
import type { Personality } from './personality.ts'
import { type PolicyHost, startPolicyHost } from './policy-host.ts'
import { publishNeighbour } from './publish-neighbour.ts'
import { type RecipientServer, startRecipient } from './recipient-server.ts'
import { UNUSUAL_NEIGHBOURS, type UnusualDomain } from './unusual-neighbours.ts'

export interface InternetOptions {
  /** Domains to start; default: the common ones, and with `unusual` all. Fewer start faster in a test. */
  readonly domains?: readonly (NeighbourDomain | UnusualDomain)[]
  readonly unusual?: boolean
  /** Told of each host that starts. */
  readonly log?: (line: string) => void
}

export interface Internet {
  /** `127.0.0.1:PORT`, for `destination.resolver`. */
  readonly resolverAddress: string
  readonly nameServer: NameServer
  readonly ca: CertificateAuthority
  /** PEM of the root, for `destination.ca`. */
  readonly caPem: string
  /** The one port of every mail server, for `destination.port`. */
  readonly port: number
  /** Answers for `mta-sts.DOMAIN`; its port is for `destination.sts-port`. */
  readonly policyHost: PolicyHost
  readonly domains: readonly Neighbour[]
  /** Mail servers of a domain in order of preference. */
  readonly recipients: Readonly<Partial<Record<NeighbourDomain | UnusualDomain, readonly RecipientServer[]>>>
  /** Takes the mail for every name below bnc.salesforce.com. */
  readonly bounces: RecipientServer
  /** Adds a domain of its own, for a test: one host per personality, preferences 10, 20, … */
  add(domain: string, personalities: readonly Personality[]): Promise<readonly RecipientServer[]>
  close(): Promise<void>
}

interface PlannedHost extends NeighbourHost {
  readonly domain: string
  readonly host: string
  readonly address: string
  readonly dns?: Neighbour['dns']
}

const POLICY_HOST_ADDRESS = '127.0.24.1'
/** Nobody listens there. */
const UNUSED_ADDRESS = '127.0.24.2'
const BOUNCE_HOST = `mx.${BOUNCE_DOMAIN}`

/** Starts everything; resolves when all of it listens. */
export async function startInternet(options: InternetOptions = {}): Promise<Internet> {
  const ca = await createCertificateAuthority({ name: 'Small Internet' })
  const foreign = await createCertificateAuthority({ name: 'Nobody Trusts This' })
  const neighbours = chooseNeighbours(options)
  const planned = planHosts(neighbours)
  const { port, servers } = await startOnOnePort(planned, ca, foreign)
  const bounceHost = planned.find(({ host }) => host === BOUNCE_HOST)
  const policyHost = await startPolicyHost(ca, POLICY_HOST_ADDRESS)
  const nameServer = await startNameServer({ zones: zonesOf(neighbours, planned), dynamic: salesforceNames(bounceHost?.address ?? '') })
  for (const { domain, dns, publishes } of neighbours) {
    if (dns === 'servfail') nameServer.fail(domain, 'servfail')
    const first = planned.find((host) => host.domain === domain)
    if (publishes && first)
      await publishNeighbour({ nameServer, policyHost, ca, foreign }, domain, serverOf(planned, servers, first.host), publishes)
  }
  for (const { host, address, personality } of planned) options.log?.(`${address}:${port} ${host} (${personality})`)

  const added: RecipientServer[] = []
  async function add(domain: string, personalities: readonly Personality[]): Promise<readonly RecipientServer[]> {
    const hosts: RecipientServer[] = []
    for (const [index, personality] of personalities.entries()) {
      const address = addressOf(planned.length + added.length)
      const server = await startRecipient({ host: `mx${index + 1}.${domain}`, address, port, personality, ca })
      hosts.push(server)
      added.push(server)
      nameServer.set(server.host, 'A', [{ type: 'A', address }])
    }
    nameServer.set(
      domain,
      'MX',
      hosts.map(({ host }, index) => ({ type: 'MX', preference: 10 * (index + 1), exchange: host })),
    )
    return hosts
  }

  return {
    resolverAddress: `${nameServer.address}:${nameServer.port}`,
    nameServer,
    ca,
    caPem: ca.pem,
    port,
    policyHost,
    domains: neighbours,
    recipients: byDomain(planned, servers),
    bounces: serverOf(planned, servers, BOUNCE_HOST),
    add,
    close: async () => {
      await Promise.all([nameServer.close(), policyHost.close(), ...[...servers, ...added].map((server) => server.close())])
    },
  }
}

function chooseNeighbours({ domains, unusual = false }: InternetOptions): readonly Neighbour[] {
  const all: readonly Neighbour[] = [...NEIGHBOURS, ...UNUSUAL_NEIGHBOURS]
  const known: readonly Neighbour[] = unusual ? all : NEIGHBOURS
  const chosen = domains ? all.filter(({ domain }) => (domains as readonly string[]).includes(domain)) : known
  const ipv6 = Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ address }) => address === '::1'))
  return chosen.filter(({ dns }) => ipv6 || dns !== 'ipv6')
}

function planHosts(neighbours: readonly Neighbour[]): readonly PlannedHost[] {
  const hosts: readonly Omit<PlannedHost, 'address'>[] = neighbours.flatMap(({ domain, hosts, dns }) =>
    hosts.map((host, index) => ({ domain, host: dns === 'no-mx' ? domain : `mx${index + 1}.${domain}`, ...(dns ? { dns } : {}), ...host })),
  )
  const all = [...hosts, { domain: BOUNCE_DOMAIN, host: BOUNCE_HOST, personality: 'good' as const, preference: 10 }]
  return all.map((host, index) => ({ ...host, address: host.dns === 'ipv6' ? '::1' : addressOf(index) }))
}

// 127.0.25.1 and upwards: away from 127.0.0.1, where a developer's own servers listen.
function addressOf(index: number): string {
  return `127.0.${25 + Math.floor(index / 250)}.${1 + (index % 250)}`
}

// The first host picks a free port; where another address already uses that one, all start over.
async function startOnOnePort(planned: readonly PlannedHost[], trusted: CertificateAuthority, untrusted: CertificateAuthority) {
  for (let tries = 1; ; tries++) {
    const servers: RecipientServer[] = []
    try {
      for (const { host, address, personality, traits, foreign } of planned) {
        const port = servers[0]?.port ?? 0
        const ca = foreign ? untrusted : trusted
        servers.push(await startRecipient({ host, address, personality, ca, port, ...(traits ? { traits } : {}) }))
      }
      return { port: servers[0]?.port ?? 0, servers }
    } catch (error) {
      await Promise.all(servers.map((server) => server.close()))
      if (tries >= 10 || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    }
  }
}

function zonesOf(neighbours: readonly Neighbour[], planned: readonly PlannedHost[]): Zones {
  const zones: Record<string, NameRecord[]> = {}
  for (const { domain, dns } of neighbours) {
    if (dns === 'null-mx') zones[domain] = [{ type: 'MX', preference: 0, exchange: '.' }]
    if (dns === 'lost-mx' || dns === 'refused') zones[domain] = [{ type: 'MX', preference: 10, exchange: `mx1.${domain}` }]
    if (dns === 'refused') zones[`mx1.${domain}`] = [{ type: 'A', address: UNUSED_ADDRESS }]
  }
  for (const { domain, host, preference, address, dns } of planned) {
    zones[host] = [{ type: dns === 'ipv6' ? 'AAAA' : 'A', address }]
    if (dns === 'no-mx') continue
    const exchange = dns === 'alias' ? `mail.${domain}` : host
    if (dns === 'alias') zones[exchange] = [{ type: 'CNAME', target: host }]
    zones[domain] = [...(zones[domain] ?? []), { type: 'MX', preference, exchange }]
  }
  return zones
}

// Each VERP domain has labels of its own below bnc.salesforce.com; every loopback client counts as one of Salesforce's mail servers.
function salesforceNames(bounceAddress: string) {
  return (name: string, type: string): readonly NameRecord[] | undefined => {
    if (name === BOUNCE_HOST) return type === 'A' ? [{ type: 'A', address: bounceAddress }] : []
    if (name.endsWith(`.${BOUNCE_DOMAIN}`)) return type === 'MX' ? [{ type: 'MX', preference: 10, exchange: BOUNCE_HOST }] : []
    if (name.endsWith(`.${SPF_EXISTS_DOMAIN}`) && name.startsWith('127.')) return type === 'A' ? [{ type: 'A', address: '127.0.0.2' }] : []
    return undefined
  }
}

function byDomain(planned: readonly PlannedHost[], servers: readonly RecipientServer[]): Internet['recipients'] {
  const grouped: Record<string, RecipientServer[]> = {}
  for (const { domain, host } of planned) grouped[domain] = [...(grouped[domain] ?? []), serverOf(planned, servers, host)]
  return grouped
}

function serverOf(planned: readonly PlannedHost[], servers: readonly RecipientServer[], host: string): RecipientServer {
  const server = servers[planned.findIndex((entry) => entry.host === host)]
  if (!server) throw new Error(`the small internet has no host ${host}`)
  return server
}
