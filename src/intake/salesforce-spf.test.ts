import { describe, expect, it } from 'vitest'
import type { DnsAnswer } from '../platform/dns.ts'
import { createSalesforceSpf, spfName } from './salesforce-spf.ts'

function asking(answers: (DnsAnswer<string> | Error)[]) {
  const asked: string[] = []
  let now = 0
  const a = async (name: string) => {
    asked.push(name)
    const answer = answers.shift()
    if (answer === undefined || answer instanceof Error) throw answer ?? new Error('asked too often')
    return answer
  }
  const spf = createSalesforceSpf({ a }, { now: () => now, sleep: async () => {} })
  return { spf, asked, wait: (ms: number) => (now += ms) }
}

const yes: DnsAnswer<string> = { kind: 'answer', records: ['127.0.0.2'], ttl: 60, authenticated: false, canonicalName: 'x' }
const none: DnsAnswer<string> = { kind: 'nxdomain', ttl: 60, authenticated: false }
const failure: DnsAnswer<string> = { kind: 'failure', reason: 'SERVFAIL' }

describe('createSalesforceSpf', () => {
  it('asks once for sessions that come together, and again when the TTL is over', async () => {
    const { spf, asked, wait } = asking([yes, none])
    expect(await Promise.all([spf('192.0.2.1'), spf('192.0.2.1')])).toEqual(['yes', 'yes'])
    wait(59_000)
    expect(await spf('192.0.2.1')).toBe('yes')
    expect(asked).toEqual(['192.0.2.1._spf.mta.salesforce.com'])
    wait(2_000)
    expect(await spf('192.0.2.1')).toBe('no')
  })

  it('never keeps a failure, and never takes it for a no', async () => {
    const { spf } = asking([failure, new Error('socket'), yes])
    expect(await spf('192.0.2.1')).toBe('unknown')
    expect(await spf('192.0.2.1')).toBe('unknown')
    expect(await spf('192.0.2.1')).toBe('yes')
  })
})

describe('spfName', () => {
  it.each([
    ['2001:db8::1', '2.0.0.1.0.d.b.8.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.1'],
    ['::', Array(32).fill('0').join('.')],
    ['64:ff9b::192.0.2.33', '0.0.6.4.f.f.9.b.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.c.0.0.0.0.2.2.1'],
    ['192.0.2.1', '192.0.2.1'],
  ])('%s', (address, expected) => {
    expect(spfName(address)).toBe(`${expected}._spf.mta.salesforce.com`)
  })
})
