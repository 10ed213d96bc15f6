// The resolver over dns-packet (tls.md §5): asks the given servers in turn, keeps answers for their TTL, and never takes "I do not know"
// (SERVFAIL, REFUSED, time-out) for "there is none". Node's own resolver shows no AD bit, which DANE needs.
import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import type * as dns from 'dns-packet'
import type { Clock } from './clock.ts'
import type { AskOptions, DnsAnswer, MxRecord, Resolver, TlsaRecord } from './dns.ts'
import { type DnsQuestion, type DnsServer, exchange } from './dns-exchange.ts'

export interface ResolverOptions {
  /** `system` reads /etc/resolv.conf once; else `127.0.0.1`, `127.0.0.1:5300`, `[::1]:53`. */
  readonly servers: 'system' | readonly string[]
  readonly clock: Clock
  /** Milliseconds to wait for one server, UDP and TCP each. */
  readonly timeoutMs?: number
  /** How often the whole list of servers is gone through. */
  readonly tries?: number
  /** Seconds: bounds put on TTLs. */
  readonly minTtl?: number
  readonly maxTtl?: number
  /** Seconds: upper bound for "there is none" (RFC 2308 §5 allows more; a new mail host should not wait for hours). */
  readonly maxNegativeTtl?: number
  /** Answers kept; the oldest goes first. */
  readonly maxCached?: number
}

export const RESOLVER_DEFAULTS = { timeoutMs: 3_000, tries: 2, minTtl: 30, maxTtl: 3_600, maxNegativeTtl: 300, maxCached: 20_000 } as const

/** Hops followed from alias to alias, over all answers to one question. */
const MAX_CNAMES = 8
const NXDOMAIN = 3

type Wanted = DnsQuestion['type']

/** @throws Error at once where `system` finds no usable name server, or an address is malformed */
export function createResolver(options: ResolverOptions): Resolver {
  const settings = { ...RESOLVER_DEFAULTS, ...options }
  const servers = readServers(options.servers)
  const cache = new Map<string, { readonly answer: DnsAnswer<unknown>; readonly until: number }>()
  const asking = new Map<string, Promise<DnsAnswer<unknown>>>()

  async function ask<T>(name: string, type: Wanted, read: (data: never) => T, { fresh }: AskOptions = {}): Promise<DnsAnswer<T>> {
    const normalised = normaliseName(name)
    if (!isAskable(normalised)) return { kind: 'nxdomain', ttl: settings.maxNegativeTtl, authenticated: false }
    const key = `${type} ${normalised}`
    const known = fresh ? undefined : cache.get(key)
    if (known && known.until > settings.clock.now()) return known.answer as DnsAnswer<T>
    const running = asking.get(key)
    if (running) return running as Promise<DnsAnswer<T>>
    const answer = follow(normalised, type, read, MAX_CNAMES).finally(() => asking.delete(key))
    asking.set(key, answer)
    remember(key, await answer)
    return answer
  }

  function remember(key: string, answer: DnsAnswer<unknown>): void {
    if (answer.kind === 'failure') return
    cache.delete(key)
    cache.set(key, { answer, until: settings.clock.now() + answer.ttl * 1_000 })
    const oldest = cache.size > settings.maxCached ? cache.keys().next().value : undefined
    if (oldest !== undefined) cache.delete(oldest)
  }

  async function follow<T>(name: string, type: Wanted, read: (data: never) => T, hopsLeft: number): Promise<DnsAnswer<T>> {
    const reply = await askServers({ name, type })
    if (typeof reply === 'string') return { kind: 'failure', reason: reply }
    const seen = readAnswer(reply, name, type, read, hopsLeft, settings)
    if (seen.kind !== 'alias') return seen
    // A server that does not recurse past the alias: the target is asked for by its own name.
    if (seen.hopsLeft <= 0) return { kind: 'failure', reason: 'too many CNAMEs in a row' }
    const rest = await follow(seen.target, type, read, seen.hopsLeft)
    if (rest.kind === 'failure') return rest
    return { ...rest, ttl: Math.min(rest.ttl, seen.ttl), authenticated: rest.authenticated && seen.authenticated }
  }

  async function askServers(question: DnsQuestion): Promise<dns.DecodedPacket | string> {
    let reason = 'no DNS server is configured'
    for (let round = 0; round < settings.tries; round++) {
      for (const server of servers) {
        try {
          const packet = await exchange(server, question, settings.timeoutMs, settings.clock)
          const rcode = rcodeOf(packet)
          if (rcode === 0 || rcode === NXDOMAIN) return packet
          reason = `the DNS server answered ${RCODE_NAMES[rcode] ?? `RCODE ${rcode}`}`
        } catch (error) {
          reason = (error as Error).message
        }
      }
    }
    return reason
  }

  return {
    mx: (name) =>
      ask<MxRecord>(name, 'MX', (data: dns.MxData) => ({ exchange: normaliseName(data.exchange), preference: data.preference ?? 0 })),
    a: (name) => ask<string>(name, 'A', (data: string) => data),
    aaaa: (name) => ask<string>(name, 'AAAA', (data: string) => data),
    txt: (name, options) => ask<string>(name, 'TXT', (data: dns.TxtData) => joinStrings(data), options),
    tlsa: (name, options) => ask<TlsaRecord>(name, 'TLSA', (data: dns.TlsaData) => data, options),
    close: () => cache.clear(),
  }
}

const RCODE_NAMES: Readonly<Record<number, string>> = { 1: 'FORMERR', 2: 'SERVFAIL', 4: 'NOTIMP', 5: 'REFUSED' }

interface Alias {
  readonly kind: 'alias'
  readonly target: string
  readonly ttl: number
  readonly authenticated: boolean
  readonly hopsLeft: number
}

interface TtlBounds {
  readonly minTtl: number
  readonly maxTtl: number
  readonly maxNegativeTtl: number
}

/** Walks the CNAMEs inside one answer to the records asked for (RFC 2181 §10.1). */
function readAnswer<T>(
  packet: dns.DecodedPacket,
  name: string,
  type: Wanted,
  read: (data: never) => T,
  hopsLeft: number,
  bounds: TtlBounds,
): DnsAnswer<T> | Alias {
  const authenticated = packet.flag_ad
  const all = (packet.answers ?? []) as readonly { type: string; name: string; ttl?: number; data: unknown }[]
  let owner = name
  let ttl = bounds.maxTtl
  for (let hop = 0; ; hop++) {
    const records = all.filter((record) => record.type === type && normaliseName(record.name) === owner)
    if (records.length > 0) {
      const shortest = records.reduce((least, record) => Math.min(least, record.ttl ?? 0), ttl)
      const values = records.map((record) => read(record.data as never))
      return { kind: 'answer', records: values, ttl: clamp(shortest, bounds.minTtl, bounds.maxTtl), authenticated, canonicalName: owner }
    }
    const alias = all.find((record) => record.type === 'CNAME' && normaliseName(record.name) === owner)
    if (!alias) {
      const negativeTtl = clamp(Math.min(ttl, soaTtl(packet) ?? bounds.maxNegativeTtl), bounds.minTtl, bounds.maxNegativeTtl)
      if (rcodeOf(packet) === NXDOMAIN) return { kind: 'nxdomain', ttl: negativeTtl, authenticated }
      if (hop > 0 && soaTtl(packet) === undefined) return { kind: 'alias', target: owner, ttl, authenticated, hopsLeft: hopsLeft - hop }
      return { kind: 'nodata', ttl: negativeTtl, authenticated, canonicalName: owner }
    }
    if (hop >= hopsLeft) return { kind: 'failure', reason: 'too many CNAMEs in a row' }
    ttl = Math.min(ttl, alias.ttl ?? 0)
    owner = normaliseName(alias.data as string)
  }
}

/** RFC 2308 §5: the lesser of the SOA's TTL and its MINIMUM. */
function soaTtl(packet: dns.DecodedPacket): number | undefined {
  const soa = packet.authorities?.find((record) => record.type === 'SOA') as dns.SoaAnswer | undefined
  return soa && Math.min(soa.ttl ?? 0, soa.data.minimum ?? 0)
}

function rcodeOf(packet: dns.DecodedPacket): number {
  return (packet.flags ?? 0) & 0xf
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high)
}

function normaliseName(name: string): string {
  return name === '.' || name === '' ? '.' : name.toLowerCase().replace(/\.$/, '')
}

/** What cannot be a name on the wire (RFC 1035 §2.3.4) does not exist. */
function isAskable(name: string): boolean {
  if (name === '.') return true
  return name.length <= 253 && name.split('.').every((label) => label.length > 0 && label.length <= 63 && /^[\x21-\x7e]+$/.test(label))
}

function joinStrings(data: dns.TxtData): string {
  const strings = Array.isArray(data) ? data : [data]
  return Buffer.concat(strings.map((part) => Buffer.from(part as string))).toString('utf8')
}

/** @throws as `createResolver` */
export function readServers(servers: ResolverOptions['servers']): readonly DnsServer[] {
  return servers === 'system' ? systemServers() : servers.map(parseServer)
}

/** @throws Error that says how to write it */
export function parseServer(text: string): DnsServer {
  const match = /^(?:\[([0-9a-f:.]+)\]|([0-9.]+))(?::(\d{1,5}))?$/i.exec(text)
  const address = match?.[1] ?? match?.[2] ?? text
  const port = Number(match?.[3] ?? 53)
  if (isIP(address) === 0 || port < 1 || port > 65_535) {
    throw new Error(`DNS server ${JSON.stringify(text)} is not an address; write it as 127.0.0.1, 127.0.0.1:5300 or [::1]:53`)
  }
  return { address, port }
}

function systemServers(): readonly DnsServer[] {
  const file = '/etc/resolv.conf'
  const addresses = readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => /^\s*nameserver\s+([^\s%]+)\s*$/.exec(line)?.[1])
    .filter((address): address is string => address !== undefined && isIP(address) !== 0)
  if (addresses.length === 0) throw new Error(`${file} names no DNS server; name one in destination.resolver, such as [127.0.0.1:53]`)
  return addresses.map((address) => ({ address, port: 53 }))
}
