// Step 1 of assess: domain → mail hosts in the order to try them (RFC 5321 §5.1, RFC 7505 null MX, RFC 2181 §10.3).
// SERVFAIL is never "no MX", and hosts whose names cannot be resolved do not fall back to the domain's own address.
import { randomInt } from 'node:crypto'
import { isIP } from 'node:net'
import type { HostFacts } from '../domain/host-verdict.ts'
import type { DaneFacts } from '../domain/posture.ts'
import type { AskOptions, MxRecord, Resolver } from '../platform/dns.ts'
import { type AddressSettings, type FoundAddresses, findAddresses, usableAddresses } from './find-addresses.ts'
import { findTlsa } from './find-tlsa.ts'

export interface FoundHost {
  /** MX name: SNI, and what a certificate must name. A bare address for an address literal: nothing can prove that one. */
  readonly host: string
  readonly preference: number
  /** To be tried in this order; empty where `trouble` says why. */
  readonly addresses: readonly string[]
  readonly dane: DaneFacts
  readonly trouble?: Extract<HostFacts, { kind: 'dns' }>
}

export type FoundHosts =
  | { readonly kind: 'hosts'; readonly hosts: readonly FoundHost[] }
  /** The domain has no mail host, for now or for good. */
  | { readonly kind: 'none'; readonly facts: Extract<HostFacts, { kind: 'dns' | 'null-mx' }> }

export interface HostSettings extends AddressSettings {
  /** Mail hosts of one domain that are looked at. */
  readonly maxHosts: number
  /** Whether the resolver's AD bit is believed, so that TLSA records count. */
  readonly dane: boolean
  /** Port of the mail hosts. */
  readonly port: number
}

/** `fresh`: TLSA records are asked for again, whatever answer is kept. */
export type HostOptions = AskOptions

/** @param domain lower-case A-labels, or an address literal `[192.0.2.1]`, `[ipv6:2001:db8::1]` */
export async function findHosts(
  domain: string,
  resolver: Resolver,
  settings: HostSettings,
  options: HostOptions = {},
): Promise<FoundHosts> {
  const literal = addressOfLiteral(domain)
  if (literal !== undefined) return { kind: 'hosts', hosts: [withLiteral(literal, settings)] }
  const answer = await resolver.mx(domain)
  if (answer.kind === 'failure') return none(false, `MX lookup: ${answer.reason}`)
  if (answer.kind === 'nxdomain') return none(true, 'the domain does not exist')
  const look = { domain, secure: answer.authenticated, resolver, settings, options }
  if (answer.kind === 'nodata') return implicitHost(look)
  const records = answer.records.filter(({ exchange }) => exchange !== '.')
  if (records.length === 0) return { kind: 'none', facts: { kind: 'null-mx' } }
  const ordered = inOrder(records).slice(0, settings.maxHosts)
  return { kind: 'hosts', hosts: await Promise.all(ordered.map((record) => resolveHost(record, look))) }
}

/** What every host of one domain is looked up with. */
interface Look {
  readonly domain: string
  /** The MX answer was validated: without that DANE proves a host that anybody may have named (RFC 7672 §2.2.1). */
  readonly secure: boolean
  readonly resolver: Resolver
  readonly settings: HostSettings
  readonly options: HostOptions
}

async function resolveHost({ exchange, preference }: MxRecord, look: Look): Promise<FoundHost> {
  const found = await findAddresses(exchange, look.resolver, look.settings)
  if (found.kind === 'none') return { host: exchange, preference, addresses: [], dane: NO_DANE, trouble: found.facts }
  return withDane({ host: exchange, preference, addresses: found.addresses }, found, look)
}

/** No MX, but perhaps an address of its own: the domain is its own mail host. */
async function implicitHost(look: Look): Promise<FoundHosts> {
  const found = await findAddresses(look.domain, look.resolver, look.settings)
  if (found.kind === 'none') return none(found.facts.permanent, `no MX, and ${found.facts.reason}`)
  return { kind: 'hosts', hosts: [await withDane({ host: look.domain, preference: 0, addresses: found.addresses }, found, look)] }
}

async function withDane(
  host: Pick<FoundHost, 'host' | 'preference' | 'addresses'>,
  { secure, canonicalName }: Extract<FoundAddresses, { kind: 'addresses' }>,
  look: Look,
): Promise<FoundHost> {
  const { dane, port } = look.settings
  if (!dane) return { ...host, dane: NO_DANE }
  if (!look.secure || !secure) return { ...host, dane: { state: 'none' } }
  const found = await findTlsa({ host: host.host, canonicalName, domain: look.domain, port }, look.resolver, look.options)
  if ('dane' in found) return { ...host, dane: found.dane }
  return { ...host, addresses: [], dane: { state: 'none' }, trouble: found.trouble }
}

const NO_DANE: DaneFacts = { state: 'off' }

/** Lowest preference first, random among equals; a host that is listed twice counts once. */
function inOrder(records: readonly MxRecord[]): readonly MxRecord[] {
  const best = new Map<string, MxRecord>()
  for (const record of records) {
    if ((best.get(record.exchange)?.preference ?? Number.POSITIVE_INFINITY) > record.preference) best.set(record.exchange, record)
  }
  return [...best.values()]
    .map((record) => ({ record, lot: randomInt(2 ** 32) }))
    .sort((a, b) => a.record.preference - b.record.preference || a.lot - b.lot)
    .map(({ record }) => record)
}

function withLiteral(address: string, settings: HostSettings): FoundHost {
  const found = usableAddresses([address], settings)
  if (found.kind === 'addresses') return { host: address, preference: 0, addresses: found.addresses, dane: NO_DANE }
  return { host: address, preference: 0, addresses: [], dane: NO_DANE, trouble: found.facts }
}

/** RFC 5321 §4.1.3. */
function addressOfLiteral(domain: string): string | undefined {
  const address = /^\[(?:ipv6:)?([0-9a-f.:]+)\]$/i.exec(domain)?.[1]
  return address !== undefined && isIP(address) !== 0 ? address : undefined
}

function none(permanent: boolean, reason: string): FoundHosts {
  return { kind: 'none', facts: { kind: 'dns', permanent, reason } }
}
