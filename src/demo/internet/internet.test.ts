import { Resolver } from 'node:dns/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Internet, startInternet } from './internet.ts'

let internet: Internet
let resolver: Resolver
beforeAll(async () => {
  internet = await startInternet()
  resolver = new Resolver({ timeout: 500, tries: 1 })
  resolver.setServers([internet.resolverAddress])
})
afterAll(() => internet.close())

const codeOf = (answer: Promise<unknown>) =>
  answer.then(
    () => 'answered',
    (error: NodeJS.ErrnoException) => error.code,
  )

describe('startInternet', () => {
  it('gives every neighbour an MX whose address has its mail server, on one port', async () => {
    for (const { domain, hosts } of internet.domains.filter(({ dns }) => !dns)) {
      const exchanges = (await resolver.resolveMx(domain)).sort((a, b) => a.priority - b.priority)
      const servers = internet.recipients[domain as keyof typeof internet.recipients] ?? []
      expect(exchanges.map(({ exchange }) => exchange)).toEqual(servers.map(({ host }) => host))
      expect(servers).toHaveLength(hosts.length)
      for (const server of servers) {
        expect(await resolver.resolve4(server.host)).toEqual([server.address])
        expect(server.port).toBe(internet.port)
      }
    }
  })

  it('has domains that take no mail, do not exist, or cannot be asked', async () => {
    expect(await resolver.resolveMx('rehab-null-mx.test')).toMatchObject([{ exchange: '', priority: 0 }])
    expect(await codeOf(resolver.resolveMx('closed-nxdomain.test'))).toBe('ENOTFOUND')
    expect(await codeOf(resolver.resolveMx('county-servfail.test'))).toBe('ESERVFAIL')
  })

  it('takes bounces for every VERP domain and knows loopback as Salesforce', async () => {
    expect(await resolver.resolveMx('a1b2.8d-3trx3eag.um8.bnc.salesforce.com')).toMatchObject([{ exchange: 'mx.bnc.salesforce.com' }])
    expect(await resolver.resolve4('mx.bnc.salesforce.com')).toEqual([internet.bounces.address])
    expect(await resolver.resolve4('127.0.0.1._spf.mta.salesforce.com')).toEqual(['127.0.0.2'])
    expect(await codeOf(resolver.resolve4('192.0.2.1._spf.mta.salesforce.com'))).toBe('ENOTFOUND')
  })

  it('takes in a domain of a test', async () => {
    const [first, second] = await internet.add('mine.test', ['no-starttls', 'good'])
    expect(await resolver.resolveMx('mine.test')).toMatchObject([{ exchange: 'mx1.mine.test' }, { exchange: 'mx2.mine.test' }])
    expect(await resolver.resolve4('mx2.mine.test')).toEqual([second?.address])
    expect(first?.address).not.toBe(second?.address)
  })
})
