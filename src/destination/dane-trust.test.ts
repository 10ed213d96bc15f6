import { describe, expect, it } from 'vitest'
import type { DnsAnswer } from '../platform/dns.ts'
import { daneTrust } from './dane-trust.ts'

const nothing = { kind: 'nodata', ttl: 60, canonicalName: '.' } as const

/** @param answer to the canary's question */
function trust(answer: DnsAnswer<string>, dane: 'auto' | 'required' | 'off' = 'auto', servers = ['127.0.0.1', '::1']) {
  return daneTrust({ txt: async () => answer }, { dane, servers, canary: '.' })
}

describe('daneTrust', () => {
  it('believes a validating resolver on this machine', async () => {
    expect(await trust({ ...nothing, authenticated: true })).toEqual({ on: true })
  })

  it('says that a resolver does not validate, and still takes what it proves later', async () => {
    expect(await trust({ ...nothing, authenticated: false })).toEqual({ on: true, problem: expect.stringContaining('does not validate') })
  })

  it('does not believe the AD bit of a server elsewhere, unless the configuration says so', async () => {
    const signed = { ...nothing, authenticated: true } as const
    expect(await trust(signed, 'auto', ['127.0.0.1', '192.0.2.53'])).toEqual({ on: false, problem: expect.stringContaining('192.0.2.53') })
    expect(await trust(signed, 'required', ['192.0.2.53'])).toEqual({ on: true })
  })

  it('cannot tell where nothing answers, and asks nothing where DANE is off', async () => {
    expect(await trust({ kind: 'failure', reason: 'no answer' })).toEqual({ on: true, problem: expect.stringContaining('no answer') })
    expect(await trust({ kind: 'failure', reason: 'no answer' }, 'off')).toEqual({ on: false })
  })
})
