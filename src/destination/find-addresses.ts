// Step 2 of assess: MX host name → addresses to try, in order. One host's DNS trouble is that host's alone (tls.md §1.1).
import type { HostFacts } from '../domain/host-verdict.ts'
import type { DnsAnswer, Resolver } from '../platform/dns.ts'
import { isPrivateAddress } from './address-guard.ts'

export type FoundAddresses =
  | {
      readonly kind: 'addresses'
      readonly addresses: readonly string[]
      /** Every answer that gave one of them was validated by the resolver (AD), aliases included. */
      readonly secure: boolean
      /** Where the aliases ended. */
      readonly canonicalName: string
    }
  | { readonly kind: 'none'; readonly facts: Extract<HostFacts, { kind: 'dns' }> }

export interface AddressSettings {
  readonly privateAddresses: 'refuse' | 'allow'
  /** Addresses of one host that are tried. */
  readonly maxAddresses: number
}

export async function findAddresses(host: string, resolver: Resolver, settings: AddressSettings): Promise<FoundAddresses> {
  const [v4, v6] = await Promise.all([resolver.a(host), resolver.aaaa(host)])
  const found = interleave(recordsOf(v4), recordsOf(v6))
  if (found.length === 0) return none(v4, v6)
  const answers = [v4, v6].filter((answer) => answer.kind === 'answer')
  const usable = usableAddresses(found, settings)
  if (usable.kind === 'none') return usable
  return {
    ...usable,
    secure: answers.every(({ authenticated }) => authenticated),
    canonicalName: answers[0]?.canonicalName ?? host,
  }
}

/** Addresses that the guard lets pass, at most `maxAddresses`. */
export function usableAddresses(
  found: readonly string[],
  settings: AddressSettings,
): Extract<FoundAddresses, { kind: 'none' }> | { readonly kind: 'addresses'; readonly addresses: readonly string[] } {
  const usable = settings.privateAddresses === 'allow' ? found : found.filter((address) => !isPrivateAddress(address))
  if (usable.length > 0) return { kind: 'addresses', addresses: usable.slice(0, settings.maxAddresses) }
  const reason = 'it has private or loopback addresses only, which destination.private-addresses refuses'
  return { kind: 'none', facts: { kind: 'dns', permanent: true, reason } }
}

// "There is none" counts only where both questions were answered: a failed one may hide an address.
function none(v4: DnsAnswer<string>, v6: DnsAnswer<string>): FoundAddresses {
  for (const answer of [v4, v6]) {
    if (answer.kind === 'failure')
      return { kind: 'none', facts: { kind: 'dns', permanent: false, reason: `address lookup: ${answer.reason}` } }
  }
  const reason = v4.kind === 'nxdomain' ? 'the host name does not exist' : 'the host name has no address'
  return { kind: 'none', facts: { kind: 'dns', permanent: true, reason } }
}

// IPv4 goes first: a gateway without a way out over IPv6 would spend a connect time-out on each host.
function interleave(first: readonly string[], second: readonly string[]): readonly string[] {
  const longest = Math.max(first.length, second.length)
  return Array.from({ length: longest }, (_, index) => [first[index], second[index]])
    .flat()
    .filter((address) => address !== undefined)
}

function recordsOf(answer: DnsAnswer<string>): readonly string[] {
  return answer.kind === 'answer' ? answer.records : []
}
