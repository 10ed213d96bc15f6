// One DNS question to one server and back: UDP from a connected socket with a random id and port, TCP where the answer was cut short
// (RFC 1035 §4.2, RFC 5452 §9). What does not match id and question is somebody else's datagram: it is ignored, not believed.
import { randomInt } from 'node:crypto'
import * as dgram from 'node:dgram'
import * as net from 'node:net'
import * as dns from 'dns-packet'
import type { Clock } from './clock.ts'
import { DONE } from './done.ts'

export interface DnsServer {
  readonly address: string
  readonly port: number
}

export interface DnsQuestion {
  readonly name: string
  readonly type: 'MX' | 'A' | 'AAAA' | 'TXT' | 'TLSA'
}

/** Payload size that crosses the net without fragments (DNS flag day 2020). */
const UDP_PAYLOAD = 1232

// DO asks for the AD bit too (RFC 6840 §5.7); CD is never set, it would return bogus data as if it were good.
// The type of dns-packet 5.6 wants fields here that its encoder computes itself.
const OPT_WITH_DO = { type: 'OPT', name: '.', udpPayloadSize: UDP_PAYLOAD, flags: dns.DNSSEC_OK, options: [] } as unknown as dns.Answer

/**
 * @returns the decoded answer that belongs to the question, whatever its RCODE.
 * @throws Error with a short reason (no name in it) on time-out, refused port or broken framing
 */
export async function exchange(server: DnsServer, question: DnsQuestion, timeoutMs: number, clock: Clock): Promise<dns.DecodedPacket> {
  const id = randomInt(0x10000)
  const query = dns.encode({
    type: 'query',
    id,
    flags: dns.RECURSION_DESIRED,
    questions: [{ name: question.name, type: question.type, class: 'IN' }],
    additionals: [OPT_WITH_DO],
  })
  const short = await overUdp(server, query, id, question, timeoutMs, clock)
  return short.flag_tc ? overTcp(server, query, id, question, timeoutMs, clock) : short
}

function overUdp(server: DnsServer, query: Buffer, id: number, question: DnsQuestion, timeoutMs: number, clock: Clock) {
  return within<dns.DecodedPacket>(timeoutMs, clock, (resolve, reject) => {
    const socket = dgram.createSocket(net.isIPv6(server.address) ? 'udp6' : 'udp4')
    socket.on('error', () => reject(new Error('the DNS server cannot be reached over UDP')))
    socket.on('message', (datagram) => {
      const answer = decodeFor(datagram, id, question)
      if (answer) resolve(answer)
    })
    socket.connect(server.port, server.address, () => socket.send(query))
    return () => socket.close()
  })
}

function overTcp(server: DnsServer, query: Buffer, id: number, question: DnsQuestion, timeoutMs: number, clock: Clock) {
  return within<dns.DecodedPacket>(timeoutMs, clock, (resolve, reject) => {
    const socket = net.connect({ host: server.address, port: server.port })
    let received = Buffer.alloc(0)
    socket.on('connect', () => {
      const framed = Buffer.alloc(query.length + 2)
      framed.writeUInt16BE(query.length)
      query.copy(framed, 2)
      socket.write(framed)
    })
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk])
      if (received.length < 2 || received.length < received.readUInt16BE(0) + 2) return
      const answer = decodeFor(received.subarray(2, received.readUInt16BE(0) + 2), id, question)
      if (answer) resolve(answer)
      else reject(new Error('the DNS server answered another question over TCP'))
    })
    socket.on('error', () => reject(new Error('the DNS server cannot be reached over TCP')))
    socket.on('close', () => reject(new Error('the DNS server closed the TCP connection early')))
    return () => socket.destroy()
  })
}

function decodeFor(bytes: Buffer, id: number, question: DnsQuestion): dns.DecodedPacket | undefined {
  let packet: dns.DecodedPacket
  try {
    packet = dns.decode(bytes)
  } catch {
    return undefined
  }
  const asked = packet.questions?.[0]
  const matches =
    packet.id === id &&
    packet.type === 'response' &&
    packet.questions?.length === 1 &&
    asked?.type === question.type &&
    withoutRoot(asked.name.toLowerCase()) === withoutRoot(question.name)
  return matches ? packet : undefined
}

function withoutRoot(name: string): string {
  return name.replace(/\.$/, '')
}

/** Runs `start` until it resolves or rejects, or the time is over; its clean-up runs exactly once. */
async function within<T>(
  timeoutMs: number,
  clock: Clock,
  start: (resolve: (value: T) => void, reject: (error: Error) => void) => () => void,
): Promise<T> {
  const settled = new AbortController()
  let cleanUp: () => void = () => undefined
  try {
    return await new Promise<T>((resolve, reject) => {
      cleanUp = start(resolve, reject)
      void clock.sleep(timeoutMs, settled.signal).then(() => reject(new Error(`the DNS server gave no answer within ${timeoutMs} ms`)))
    })
  } finally {
    settled.abort(DONE)
    cleanUp()
  }
}
