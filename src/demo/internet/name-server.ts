// The name server of the small internet: DNS on loopback, UDP and TCP (RFC 1035, RFC 7505 null MX), in the manner of a resolver:
// it follows CNAMEs inside its own data and answers everything else NXDOMAIN. Answers can be changed, broken or made dynamic while
// it runs, and `secure` names come with the AD bit, as a validating resolver would give it.
import * as dgram from 'node:dgram'
import { once } from 'node:events'
import * as net from 'node:net'
import * as dns from 'dns-packet'

export type NameRecord =
  | { readonly type: 'MX'; readonly preference: number; readonly exchange: string }
  | { readonly type: 'A' | 'AAAA'; readonly address: string }
  | { readonly type: 'CNAME'; readonly target: string }
  | { readonly type: 'TXT'; readonly text: string }
  | {
      readonly type: 'TLSA'
      readonly usage: number
      readonly selector: number
      readonly matchingType: number
      readonly certificate: Uint8Array
    }

/** Records by name. A name with an empty list exists and has nothing: NODATA. */
export type Zones = Readonly<Record<string, readonly NameRecord[]>>

/** Computed answers: undefined means "not mine", an empty list NODATA. Asked before the zones. */
export type DynamicNames = (name: string, type: string) => readonly NameRecord[] | undefined

/** `servfail` and `refused` answer so; `timeout` never answers; `none` mends it. */
export type NameFailure = 'servfail' | 'refused' | 'timeout' | 'none'

export interface NameServerOptions {
  readonly zones: Zones
  readonly dynamic?: DynamicNames
  /** Names (with all below them) whose answers carry the AD bit. */
  readonly secure?: readonly string[]
  /** Default 127.0.0.1. */
  readonly address?: string
  /** Default 0: a free one, the same for UDP and TCP. */
  readonly port?: number
  /** TTL of every answer in seconds, default 60. */
  readonly ttl?: number
}

export interface NameServer {
  readonly address: string
  readonly port: number
  /** Every question so far: `MX clinic.test`. */
  readonly questions: readonly string[]
  /** Replaces the records of one type at a name; other types stay. An empty list leaves NODATA. */
  set(name: string, type: NameRecord['type'], records: readonly NameRecord[]): void
  /** Forgets a name: NXDOMAIN. */
  remove(name: string): void
  /** From now on answers for this name, and all below it, carry the AD bit, or do not any more. */
  secure(name: string, yes?: boolean): void
  /** Breaks (or mends) the answers for one name, of every type or of one. */
  fail(name: string, failure: NameFailure, type?: NameRecord['type']): void
  close(): Promise<void>
}

interface Zone {
  readonly records: Map<string, readonly NameRecord[]>
  readonly failures: Map<string, NameFailure>
  readonly questions: string[]
  readonly secure: Set<string>
  readonly options: NameServerOptions
}

export async function startNameServer(options: NameServerOptions): Promise<NameServer> {
  const address = options.address ?? '127.0.0.1'
  const records = new Map(Object.entries(options.zones).map(([name, list]) => [fold(name), list]))
  const secure = new Set((options.secure ?? []).map(fold))
  const zone: Zone = { records, failures: new Map(), questions: [], secure, options }
  const { udp, tcp, port } = await bindBoth(address, options.port ?? 0)
  const connections = new Set<net.Socket>()
  udp.on('message', (query, peer) => {
    const answer = answerQuery(zone, query, 'udp')
    if (answer) udp.send(answer, peer.port, peer.address)
  })
  tcp.on('connection', (socket) => {
    connections.add(socket)
    socket.on('close', () => connections.delete(socket)).on('error', () => socket.destroy())
    serveTcp(zone, socket)
  })
  return {
    address,
    port,
    questions: zone.questions,
    set: (name, type, list) => {
      const kept = (records.get(fold(name)) ?? []).filter((record) => record.type !== type)
      records.set(fold(name), [...kept, ...list])
    },
    remove: (name) => void records.delete(fold(name)),
    secure: (name, yes = true) => void (yes ? secure.add(fold(name)) : secure.delete(fold(name))),
    fail: (name, failure, type) => void zone.failures.set(type ? `${type} ${fold(name)}` : fold(name), failure),
    close: async () => {
      for (const socket of connections) socket.destroy()
      await Promise.all([new Promise<void>((done) => udp.close(() => done())), new Promise<void>((done) => tcp.close(() => done()))])
    },
  }
}

// UDP and TCP must share the port: the TCP socket picks a free one and UDP follows; another try where that one is taken.
async function bindBoth(address: string, port: number): Promise<{ udp: dgram.Socket; tcp: net.Server; port: number }> {
  for (let tries = 1; ; tries++) {
    const tcp = net.createServer()
    const udp = dgram.createSocket('udp4')
    try {
      tcp.listen(port, address)
      await once(tcp, 'listening')
      const bound = (tcp.address() as net.AddressInfo).port
      udp.bind(bound, address)
      await once(udp, 'listening')
      return { udp, tcp, port: bound }
    } catch (error) {
      tcp.close()
      udp.close()
      if (port !== 0 || tries >= 20) throw error
    }
  }
}

function serveTcp(zone: Zone, socket: net.Socket): void {
  let pending = Buffer.alloc(0)
  socket.on('data', (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk])
    while (pending.length >= 2 && pending.length >= 2 + pending.readUInt16BE(0)) {
      const length = pending.readUInt16BE(0)
      const answer = answerQuery(zone, pending.subarray(2, 2 + length), 'tcp')
      pending = pending.subarray(2 + length)
      if (!answer) return void socket.pause()
      const prefix = Buffer.alloc(2)
      prefix.writeUInt16BE(answer.length)
      socket.write(Buffer.concat([prefix, answer]))
    }
  })
}

/** @returns the answer's bytes; undefined where the server stays silent. */
function answerQuery(zone: Zone, query: Buffer, transport: 'udp' | 'tcp'): Buffer | undefined {
  const asked = decode(query)
  const question = asked?.questions?.[0]
  if (!asked || !question) return undefined
  zone.questions.push(`${question.type} ${fold(question.name)}`)
  const failure = failureOf(zone, question)
  if (failure === 'timeout') return undefined
  const found = failure === 'none' ? look(zone, question) : { rcode: failure === 'servfail' ? 2 : 5, answers: [] }
  const flags =
    dns.AUTHORITATIVE_ANSWER | dns.RECURSION_AVAILABLE | dns.RECURSION_DESIRED | found.rcode | authenticFlag(zone, asked, question)
  const reply = { type: 'response' as const, id: asked.id ?? 0, flags, questions: [question] }
  const authorities = found.answers.length === 0 && failure === 'none' ? [startOfAuthority(question.name)] : []
  const whole = dns.encode({ ...reply, answers: found.answers, authorities })
  if (transport === 'tcp' || whole.length <= payloadLimit(asked)) return whole
  return dns.encode({ ...reply, flags: flags | dns.TRUNCATED_RESPONSE })
}

function decode(query: Buffer): dns.DecodedPacket | undefined {
  try {
    return dns.decode(query)
  } catch {
    return undefined
  }
}

function failureOf(zone: Zone, question: dns.Question): NameFailure {
  const name = fold(question.name)
  return zone.failures.get(`${question.type} ${name}`) ?? zone.failures.get(name) ?? 'none'
}

interface Found {
  /** 0 NOERROR, 3 NXDOMAIN. */
  readonly rcode: number
  readonly answers: dns.Answer[]
}

function look(zone: Zone, question: dns.Question): Found {
  const answers: dns.Answer[] = []
  let name = fold(question.name)
  for (let hops = 0; hops < 8; hops++) {
    const records = recordsAt(zone, name, question.type)
    if (!records) return { rcode: 3, answers }
    const owner = hops === 0 ? question.name : name
    const alias = records.find((record) => record.type === 'CNAME')
    if (!alias || question.type === 'CNAME') {
      const wanted = records.filter((record) => record.type === question.type)
      return { rcode: 0, answers: [...answers, ...wanted.map((record) => toAnswer(owner, record, zone.options.ttl ?? 60))] }
    }
    answers.push(toAnswer(owner, alias, zone.options.ttl ?? 60))
    name = fold(alias.target)
  }
  return { rcode: 2, answers: [] }
}

// A name exists where it has records, or where a name below it does (RFC 8020: then NODATA, not NXDOMAIN).
function recordsAt(zone: Zone, name: string, type: string): readonly NameRecord[] | undefined {
  const records = zone.options.dynamic?.(name, type) ?? zone.records.get(name)
  if (records) return records
  for (const known of zone.records.keys()) if (known.endsWith(`.${name}`)) return []
  return undefined
}

function toAnswer(name: string, record: NameRecord, ttl: number): dns.Answer {
  switch (record.type) {
    case 'MX':
      return { type: 'MX', name, ttl, data: { preference: record.preference, exchange: record.exchange } }
    case 'A':
    case 'AAAA':
      return { type: record.type, name, ttl, data: record.address }
    case 'CNAME':
      return { type: 'CNAME', name, ttl, data: record.target }
    case 'TXT':
      // A character-string holds 255 bytes at most (RFC 1035 §3.3.14).
      return { type: 'TXT', name, ttl, data: record.text.match(/.{1,255}/gs) ?? [''] }
    case 'TLSA': {
      const { usage, selector, matchingType, certificate } = record
      return { type: 'TLSA', name, ttl, data: { usage, selector, matchingType, certificate: Buffer.from(certificate) } }
    }
  }
}

// AD only for who asked for it by AD or DO, as unbound does it.
function authenticFlag(zone: Zone, asked: dns.DecodedPacket, question: dns.Question): number {
  const name = fold(question.name)
  // The root is signed, as it is on the internet.
  const secure = name === '' || [...zone.secure].some((apex) => name === apex || name.endsWith(`.${apex}`))
  const wants = asked.flag_ad || (asked.additionals ?? []).some((record) => record.type === 'OPT' && record.flag_do)
  return secure && wants ? dns.AUTHENTIC_DATA : 0
}

function payloadLimit(asked: dns.DecodedPacket): number {
  const option = (asked.additionals ?? []).find((record) => record.type === 'OPT')
  return option?.type === 'OPT' ? Math.max(512, option.udpPayloadSize) : 512
}

function startOfAuthority(name: string): dns.Answer {
  const zone = fold(name).split('.').slice(-2).join('.') || '.'
  const data = { mname: `ns.${zone}`, rname: `hostmaster.${zone}`, serial: 1, refresh: 3600, retry: 600, expire: 86_400, minimum: 30 }
  return { type: 'SOA', name: zone, ttl: 30, data }
}

function fold(name: string): string {
  return name.toLowerCase().replace(/\.$/, '')
}
