// Domains of a random world: mail hosts behind wiretaps, and a record of what was true of each at every connection, which the judge needs: what it
// showed, and what DNS and policy hosts ever published about it.
import type { CertificateAuthority } from '../../src/demo/internet/certificate-authority.ts'
import type { Internet } from '../../src/demo/internet/internet.ts'
import { PERSONALITY_NAMES, type Personality, type Traits, traitsOf } from '../../src/demo/internet/personality.ts'
import { publishTlsa } from '../../src/demo/internet/published-policy.ts'
import { type RecipientServer, startRecipient } from '../../src/demo/internet/recipient-server.ts'
import type { Random } from './random.ts'
import { startWire, type Wire } from './wire.ts'

export interface Nature {
  /** Connections of the server with a greater id met this nature, those up to it an older one. */
  readonly since: number
  readonly traits: Traits
  /** PEM of the chain. */
  readonly certificate: string
  /** Whether the gateway trusts its authority. */
  readonly trusted: boolean
}

export interface Host {
  readonly name: string
  readonly server: RecipientServer
  readonly wire: Wire
  readonly natures: Nature[]
  /** Chains for which a signed DNS answer has ever had a TLSA record 3 1 1. */
  readonly daneKeys: Set<string>
  /** A record 2 1 1 for the gateway's own authority was ever published. */
  daneAnchor: boolean
  /** An `enforce` policy that names it was ever published. */
  stsNamed: boolean
  turn(personality: Personality): Promise<void>
}

export interface Domain {
  readonly name: string
  readonly hosts: readonly Host[]
  /** Its TLSA records fit nothing from its birth to its end: no mail may reach it, at any protection. */
  readonly forbidden: boolean
}

export interface World {
  readonly domains: readonly Domain[]
  readonly hosts: readonly Host[]
  close(): Promise<void>
}

const CALM: readonly Personality[] = ['good', 'tls13', 'tls12', 'no-8bitmime']
// Forty seconds are another test's business; here every wait is short.
const RESTLESS = PERSONALITY_NAMES.filter((name) => name !== 'slow-banner' && name !== 'slow')

export function pickPersonality(random: Random): Personality {
  return random.chance(0.45) ? random.pick(CALM) : random.pick(RESTLESS)
}

/** @param foreign an authority that the gateway does not trust */
export async function buildWorld(internet: Internet, foreign: CertificateAuthority, random: Random, size: number): Promise<World> {
  const hosts: Host[] = []
  const domains: Domain[] = []
  for (let index = 0; index < size; index++) {
    const name = `w${index}.test`
    const forbidden = random.chance(0.12)
    const own: Host[] = []
    for (let mx = 0; mx < (random.chance(0.35) ? 2 : 1); mx++) {
      // Some domains rent the host of another one.
      const rented = mx === 0 && !forbidden && hosts.length > 0 && random.chance(0.15)
      const host = rented ? random.pick(hosts) : await startHost(internet, foreign, random, `mx${mx + 1}.${name}`, hosts.length)
      if (!rented) hosts.push(host)
      own.push(host)
      if (forbidden) await publishForeignKey(internet, host)
    }
    internet.nameServer.set(
      name,
      'MX',
      own.map((host, mx) => ({ type: 'MX', preference: 10 * (mx + 1), exchange: host.name })),
    )
    if (forbidden) internet.nameServer.secure(name)
    domains.push({ name, hosts: own, forbidden })
  }
  return {
    domains,
    hosts,
    close: async () => {
      await Promise.all(hosts.map(({ wire }) => wire.close()))
      await Promise.all(hosts.map(({ server }) => server.close()))
    },
  }
}

/** A record for a key that no host ever shows. */
export async function publishForeignKey(internet: Internet, host: Host): Promise<void> {
  const { cert } = await internet.ca.issue({ names: ['nobody.test'] })
  publishTlsa(internet.nameServer, host.name, [{ usage: 3, selector: 1, matchingType: 1, certificate: cert }])
}

async function startHost(internet: Internet, foreign: CertificateAuthority, random: Random, name: string, index: number): Promise<Host> {
  const personality = pickPersonality(random)
  const server = await startRecipient({ host: name, personality, ca: internet.ca })
  const address = `127.0.70.${1 + index}`
  const wire = await startWire({ host: server.address, port: server.port }, { host: address, port: internet.port })
  internet.nameServer.set(name, 'A', [{ type: 'A', address }])
  const natures: Nature[] = [{ since: 0, traits: traitsOf(personality), certificate: server.certificate(), trusted: true }]
  let turning = Promise.resolve()
  const change = async (next: Personality) => {
    const trusted = random.chance(0.85)
    await server.become(next, {}, trusted ? internet.ca : foreign)
    // Nothing runs between the change and this line: no connection can have come in between.
    natures.push({ since: server.connections.length, traits: traitsOf(next), certificate: server.certificate(), trusted })
  }
  return {
    name,
    server,
    wire,
    natures,
    daneKeys: new Set(),
    daneAnchor: false,
    stsNamed: false,
    // One change after the other, or the record would be in another order than the changes.
    turn: (next) => {
      turning = turning.then(() => change(next))
      return turning
    },
  }
}
