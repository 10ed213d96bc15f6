// Names that strangers chose, for HTTPS: resolved by our own resolver, and through the same guard as a mail host's (SSRF).
import type { LookupFunction } from 'node:net'
import type { Resolver } from '../platform/dns.ts'
import { type AddressSettings, findAddresses } from './find-addresses.ts'

/** Node asks for one address or for all of them. An address in place of a name is never looked up: refuse it before. */
export function guardedLookup(resolver: Resolver, settings: AddressSettings): LookupFunction {
  return (host, options, done) => {
    void findAddresses(host, resolver, settings).then((found) => {
      if (found.kind === 'none') return done(Object.assign(new Error(found.facts.reason), { code: 'ENOTFOUND' }), [])
      const addresses = found.addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
      const [first] = addresses
      if (options.all) done(null, addresses)
      else done(null, first?.address ?? '', first?.family)
    })
  }
}
