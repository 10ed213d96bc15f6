import * as dgram from 'node:dgram'
import { once } from 'node:events'
import * as net from 'node:net'
import * as dns from 'dns-packet'
import { afterEach, describe, expect, it } from 'vitest'
import { type Clock, systemClock } from './clock.ts'
import type { Resolver } from './dns.ts'
import { createResolver, parseServer, type ResolverOptions } from './dns-client.ts'

type Answer = Partial<dns.Packet> & { readonly rcode?: number; readonly raw?: Buffer; readonly silent?: true }
type Answering = (question: dns.Question, over: 'udp' | 'tcp') => Answer | readonly Answer[]

const cleanUp: (() => void)[] = []
afterEach(() => {
  for (const step of cleanUp.splice(0)) step()
})

/** A DNS server that says what the test tells it to, byte for byte where asked. */
async function serve(answering: Answering) {
  const questions: string[] = []
  const encode = (query: dns.DecodedPacket, { rcode = 0, raw, silent, ...rest }: Answer): Buffer[] => {
    if (silent) return []
    if (raw) return [raw]
    const packet = { type: 'response', id: query.id, questions: query.questions, flags: rcode, ...rest } as dns.Packet
    return [dns.encode(packet)]
  }
  const reply = (bytes: Buffer, over: 'udp' | 'tcp') => {
    const query = dns.decode(bytes)
    const question = query.questions?.[0] as dns.Question
    questions.push(`${question.type} ${question.name} ${over}`)
    return [answering(question, over)].flat().flatMap((answer) => encode(query, answer))
  }
  const tcp = net.createServer((socket) => {
    socket.on('data', (chunk) => {
      for (const answer of reply(chunk.subarray(2), 'tcp')) {
        const head = Buffer.alloc(2)
        head.writeUInt16BE(answer.length)
        socket.write(head)
        socket.write(answer)
      }
    })
  })
  tcp.listen(0, '127.0.0.1')
  await once(tcp, 'listening')
  const { port } = tcp.address() as net.AddressInfo
  const udp = dgram.createSocket('udp4')
  udp.on('message', (bytes, peer) => {
    for (const answer of reply(bytes, 'udp')) udp.send(answer, peer.port, peer.address)
  })
  udp.bind(port, '127.0.0.1')
  await once(udp, 'listening')
  cleanUp.push(() => {
    udp.close()
    tcp.close()
  })
  return { address: `127.0.0.1:${port}`, questions }
}

function resolverFor(servers: readonly string[], more: Partial<ResolverOptions> = {}): Resolver {
  return createResolver({ servers, clock: systemClock, timeoutMs: 2_000, tries: 1, ...more })
}

function clockAt(time: number): Clock & { now: () => number; set: (time: number) => void } {
  let now = time
  return {
    now: () => now,
    set: (time) => {
      now = time
    },
    sleep: systemClock.sleep,
  }
}

const a = (name: string, data: string, ttl = 60): dns.Answer => ({ type: 'A', name, data, ttl })
const cname = (name: string, data: string, ttl = 60): dns.Answer => ({ type: 'CNAME', name, data, ttl })
const soa = (minimum: number): dns.Answer => ({ type: 'SOA', name: 'test', ttl: 900, data: { mname: 'ns.test', rname: 'h.test', minimum } })

describe('createResolver', () => {
  it('answers MX in lower case without trailing dot, and the null MX as a dot', async () => {
    const { address } = await serve((question) => ({
      answers: [
        { type: 'MX', name: question.name, ttl: 60, data: { preference: 10, exchange: question.name === 'null.test' ? '.' : 'MX.Test' } },
      ],
    }))
    expect(await resolverFor([address]).mx('Example.Test.')).toMatchObject({
      kind: 'answer',
      records: [{ exchange: 'mx.test', preference: 10 }],
    })
    expect(await resolverFor([address]).mx('null.test')).toMatchObject({ records: [{ exchange: '.' }] })
  })

  it('asks for validation and passes the AD bit on', async () => {
    const seen: dns.DecodedPacket[] = []
    const { address } = await serve((question) => ({ answers: [a(question.name, '127.0.0.9')], flags: dns.AUTHENTIC_DATA }))
    const watcher = dgram.createSocket('udp4')
    cleanUp.push(() => watcher.close())
    watcher.on('message', (bytes) => seen.push(dns.decode(bytes)))
    watcher.bind(0, '127.0.0.1')
    await once(watcher, 'listening')
    await resolverFor([`127.0.0.1:${watcher.address().port}`], { timeoutMs: 20 }).a('asked.test')
    const opt = seen[0]?.additionals?.[0] as dns.OptAnswer & { flag_do?: boolean }
    expect(opt.flag_do).toBe(true)
    expect(seen[0]?.flag_cd).toBe(false)
    expect(await resolverFor([address]).a('asked.test')).toMatchObject({ authenticated: true })
  })

  it('follows CNAMEs inside the answer, and asks again where the chain leaves it', async () => {
    const { address, questions } = await serve(({ name }) => {
      if (name === 'www.test')
        return { answers: [cname('www.test', 'one.test'), cname('one.test', 'two.test', 40), a('two.test', '127.0.0.2')] }
      if (name === 'out.test') return { answers: [cname('out.test', 'elsewhere.test')] }
      return { answers: [a(name, '127.0.0.3')] }
    })
    expect(await resolverFor([address]).a('www.test')).toMatchObject({ records: ['127.0.0.2'], canonicalName: 'two.test', ttl: 40 })
    expect(await resolverFor([address]).a('out.test')).toMatchObject({ records: ['127.0.0.3'], canonicalName: 'elsewhere.test' })
    expect(questions).toContain('A elsewhere.test udp')
  })

  it('ends a ring of CNAMEs as a failure', async () => {
    const inside = await serve(() => ({ answers: [cname('x.test', 'y.test'), cname('y.test', 'x.test')] }))
    const across = await serve(({ name }) => ({ answers: [cname(name, name === 'x.test' ? 'y.test' : 'x.test')] }))
    for (const { address } of [inside, across]) expect(await resolverFor([address]).a('x.test')).toMatchObject({ kind: 'failure' })
  })

  it('tells a name that does not exist from one without such records', async () => {
    const { address } = await serve(({ name }) => ({ rcode: name === 'nobody.test' ? 3 : 0, authorities: [soa(120)] }))
    expect(await resolverFor([address]).a('nobody.test')).toEqual({ kind: 'nxdomain', ttl: 120, authenticated: false })
    expect(await resolverFor([address]).a('empty.test')).toMatchObject({ kind: 'nodata', ttl: 120 })
  })

  it.each([2, 5])('takes RCODE %d for a failure, never for "none"', async (rcode) => {
    const { address } = await serve(() => ({ rcode }))
    expect(await resolverFor([address]).mx('example.test')).toMatchObject({ kind: 'failure' })
  })

  it('takes silence for a failure', async () => {
    const { address } = await serve(() => ({ silent: true }))
    expect(await resolverFor([address], { timeoutMs: 30 }).mx('example.test')).toEqual({
      kind: 'failure',
      reason: 'the DNS server gave no answer within 30 ms',
    })
  })

  it('asks the next server when one is broken', async () => {
    const broken = await serve(() => ({ rcode: 2 }))
    const good = await serve(({ name }) => ({ answers: [a(name, '127.0.0.4')] }))
    expect(await resolverFor([broken.address, good.address]).a('example.test')).toMatchObject({ records: ['127.0.0.4'] })
  })

  it('goes over to TCP when the answer is cut short', async () => {
    const { address, questions } = await serve(({ name }, over) =>
      over === 'udp' ? { flags: dns.TRUNCATED_RESPONSE } : { answers: [{ type: 'TXT', name, ttl: 60, data: ['long ', 'text'] }] },
    )
    expect(await resolverFor([address]).txt('big.test')).toMatchObject({ records: ['long text'] })
    expect(questions).toEqual(['TXT big.test udp', 'TXT big.test tcp'])
  })

  it('ignores datagrams with another id, another question or no sense, and waits for its own', async () => {
    const { address } = await serve((question) => [
      { raw: Buffer.from('not DNS at all') },
      { id: 1, answers: [a(question.name, '192.0.2.66')] } as Answer,
      { questions: [{ type: 'A', name: 'other.test' }], answers: [a('other.test', '192.0.2.66')] },
      { answers: [a(question.name, '127.0.0.5')] },
    ])
    expect(await resolverFor([address]).a('mine.test')).toMatchObject({ records: ['127.0.0.5'] })
  })

  it('ignores records of other names in the answer', async () => {
    const { address } = await serve(({ name }) => ({ answers: [a('evil.test', '192.0.2.66'), a(name, '127.0.0.6')] }))
    expect(await resolverFor([address]).a('mine.test')).toMatchObject({ records: ['127.0.0.6'] })
  })

  it('keeps answers for their TTL within bounds, negative ones too, failures never', async () => {
    const { address, questions } = await serve(({ name }) => {
      if (name === 'bad.test') return { rcode: 2 }
      return name === 'none.test' ? { rcode: 3, authorities: [soa(100_000)] } : { answers: [a(name, '127.0.0.7', 100)] }
    })
    const clock = clockAt(0)
    const resolver = resolverFor([address], { clock, maxNegativeTtl: 50 })
    const askAll = () => Promise.all([resolver.a('good.test'), resolver.a('none.test'), resolver.a('bad.test')])
    const asked = () => questions.splice(0).map((line) => line.split(' ')[1])
    await askAll()
    expect(asked()).toEqual(expect.arrayContaining(['good.test', 'none.test', 'bad.test']))
    clock.set(49_000)
    await askAll()
    expect(asked()).toEqual(['bad.test'])
    clock.set(51_000)
    await askAll()
    expect(asked().sort()).toEqual(['bad.test', 'none.test'])
    clock.set(101_000)
    await askAll()
    expect(asked()).toContain('good.test')
  })

  it('shares one question between those who ask at the same time, and forgets the oldest answer when full', async () => {
    const { address, questions } = await serve(({ name }) => ({ answers: [a(name, '127.0.0.8')] }))
    const resolver = resolverFor([address], { maxCached: 1 })
    await Promise.all([resolver.a('one.test'), resolver.a('one.test')])
    expect(questions).toHaveLength(1)
    await resolver.a('two.test')
    await resolver.a('one.test')
    expect(questions).toHaveLength(3)
  })

  it('asks nothing for what cannot be a name', async () => {
    const { address, questions } = await serve(() => ({ rcode: 2 }))
    for (const name of ['a..test', `${'x'.repeat(64)}.test`, 'white space.test', `${'x.'.repeat(130)}test`]) {
      expect(await resolverFor([address]).a(name)).toMatchObject({ kind: 'nxdomain' })
    }
    expect(questions).toEqual([])
  })
})

describe('parseServer', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1', 53],
    ['127.0.0.1:5300', '127.0.0.1', 5300],
    ['[::1]:54', '::1', 54],
    ['[::1]', '::1', 53],
  ])('%s', (text, address, port) => {
    expect(parseServer(text)).toEqual({ address, port })
  })

  it.each(['localhost', '127.0.0.1:0', '127.0.0.1:99999', '300.1.1.1', ''])('refuses %j and says how to write it', (text) => {
    expect(() => parseServer(text)).toThrow('write it as 127.0.0.1')
  })
})
