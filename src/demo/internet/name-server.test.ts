import * as dgram from 'node:dgram'
import { Resolver } from 'node:dns/promises'
import { once } from 'node:events'
import * as dns from 'dns-packet'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type NameServer, startNameServer } from './name-server.ts'

let server: NameServer
let resolver: Resolver
beforeAll(async () => {
  server = await startNameServer({
    zones: {
      'clinic.test': [
        { type: 'MX', preference: 20, exchange: 'mx2.clinic.test' },
        { type: 'MX', preference: 10, exchange: 'mx1.clinic.test' },
        { type: 'TXT', text: `v=spf1 ${'include:x.test '.repeat(60)}-all` },
      ],
      'mx1.clinic.test': [
        { type: 'A', address: '127.0.1.1' },
        { type: 'AAAA', address: '::1' },
      ],
      'www.clinic.test': [{ type: 'CNAME', target: 'mx1.clinic.test' }],
      'nomail.test': [{ type: 'MX', preference: 0, exchange: '.' }],
      'deep.below.empty.test': [{ type: 'A', address: '127.0.1.2' }],
    },
    secure: ['clinic.test'],
    dynamic: (name) => (name === '10.0.0.1._spf.mta.salesforce.com' ? [{ type: 'A', address: '127.0.0.2' }] : undefined),
  })
  resolver = new Resolver({ timeout: 300, tries: 1 })
  resolver.setServers([`${server.address}:${server.port}`])
})
afterAll(() => server.close())

const codeOf = (answer: Promise<unknown>) =>
  answer.then(
    () => 'answered',
    (error: NodeJS.ErrnoException) => error.code,
  )

describe('startNameServer', () => {
  it('answers MX, A, AAAA, CNAME chains and the null MX', async () => {
    expect(await resolver.resolveMx('Clinic.TEST')).toMatchObject([
      { exchange: 'mx2.clinic.test', priority: 20 },
      { exchange: 'mx1.clinic.test', priority: 10 },
    ])
    expect(await resolver.resolve4('www.clinic.test')).toEqual(['127.0.1.1'])
    expect(await resolver.resolve6('mx1.clinic.test')).toEqual(['::1'])
    expect(await resolver.resolveMx('nomail.test')).toMatchObject([{ exchange: '', priority: 0 }])
  })

  it('gives what does not fit a datagram over TCP', async () => {
    const [record] = await resolver.resolveTxt('clinic.test')
    expect(record?.join('')).toHaveLength('v=spf1 -all'.length + 60 * 'include:x.test '.length)
  })

  it('tells a name that does not exist from one without such records', async () => {
    expect(await codeOf(resolver.resolve4('nobody.test'))).toBe('ENOTFOUND')
    expect(await codeOf(resolver.resolve4('clinic.test'))).toBe('ENODATA')
    expect(await codeOf(resolver.resolve4('below.empty.test'))).toBe('ENODATA')
  })

  it('breaks one name, or one type of it, and mends it', async () => {
    server.fail('mx1.clinic.test', 'servfail', 'A')
    expect(await codeOf(resolver.resolve4('mx1.clinic.test'))).toBe('ESERVFAIL')
    expect(await resolver.resolve6('mx1.clinic.test')).toEqual(['::1'])
    server.fail('mx1.clinic.test', 'timeout', 'A')
    expect(await codeOf(resolver.resolve4('mx1.clinic.test'))).toBe('ETIMEOUT')
    server.fail('mx1.clinic.test', 'none', 'A')
    expect(await resolver.resolve4('mx1.clinic.test')).toEqual(['127.0.1.1'])
  })

  it('changes its mind while it runs, computes names, and remembers the questions', async () => {
    server.set('new.test', 'A', [{ type: 'A', address: '127.0.1.9' }])
    expect(await resolver.resolve4('new.test')).toEqual(['127.0.1.9'])
    server.remove('new.test')
    expect(await codeOf(resolver.resolve4('new.test'))).toBe('ENOTFOUND')
    expect(await resolver.resolve4('10.0.0.1._spf.mta.salesforce.com')).toEqual(['127.0.0.2'])
    expect(await codeOf(resolver.resolve4('10.0.0.2._spf.mta.salesforce.com'))).toBe('ENOTFOUND')
    expect(server.questions).toContain('A new.test')
  })

  it('sets the AD bit on secure names only, and only for who asks for it', async () => {
    expect(await askedWith('clinic.test', dns.AUTHENTIC_DATA)).toMatchObject({ flag_ad: true, id: 77 })
    expect(await askedWith('clinic.test', 0)).toMatchObject({ flag_ad: false })
    expect(await askedWith('nomail.test', dns.AUTHENTIC_DATA)).toMatchObject({ flag_ad: false })
  })
})

async function askedWith(name: string, flag: number): Promise<dns.DecodedPacket> {
  const socket = dgram.createSocket('udp4')
  const query = dns.encode({ type: 'query', id: 77, flags: dns.RECURSION_DESIRED | flag, questions: [{ type: 'MX', name }] })
  socket.send(query, server.port, server.address)
  const [answer] = (await once(socket, 'message')) as [Buffer]
  socket.close()
  return dns.decode(answer)
}
