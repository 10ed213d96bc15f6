// Is the resolver's AD bit worth anything? DANE rests on it (RFC 7672 §2.1.1, RFC 6840 §5.8): the resolver must validate, and nobody may write on the
// way to it. A server on this machine is trusted with that; any other one only where the configuration says so.
import { isIP } from 'node:net'
import type { Resolver } from '../platform/dns.ts'

export interface DaneSettings {
  readonly dane: 'auto' | 'required' | 'off'
  /** Addresses of the DNS servers. */
  readonly servers: readonly string[]
  /** A signed name: its answer must carry the AD bit. */
  readonly canary: string
}

export interface DaneTrust {
  /** TLSA records that come with the AD bit count. */
  readonly on: boolean
  /** What is not as it should be, and what to do. */
  readonly problem?: string
}

export async function daneTrust(resolver: Pick<Resolver, 'txt'>, { dane, servers, canary }: DaneSettings): Promise<DaneTrust> {
  if (dane === 'off') return { on: false }
  const remote = servers.find((server) => !isLoopback(server))
  if (dane === 'auto' && remote !== undefined) {
    const fix = 'run a validating resolver (unbound, for example) on this machine and name it in destination.resolver'
    return { on: false, problem: `DANE is off: the DNS server ${remote} is not on this machine, so its AD bit proves nothing; ${fix}` }
  }
  const answer = await resolver.txt(canary, { fresh: true })
  if (answer.kind === 'failure') return { on: true, problem: `whether the resolver validates could not be found out: ${answer.reason}` }
  if (answer.authenticated) return { on: true }
  const name = canary === '.' ? 'the root' : canary
  return { on: true, problem: `the resolver does not validate: its answer for ${name} came without the AD bit, so DANE proves no host` }
}

function isLoopback(address: string): boolean {
  return isIP(address) === 4 ? address.startsWith('127.') : address === '::1'
}
