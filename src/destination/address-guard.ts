// Whose addresses mail may be sent to: DNS is written by strangers, and a gateway inside a network must not be aimed at its neighbours
// (SSRF). Loopback, private, link-local, shared, multicast and reserved space (RFC 6890) is refused unless the configuration says otherwise.
import { BlockList, isIPv6 } from 'node:net'

const RANGES: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['::', 127],
  // Translated IPv4 (RFC 6052, RFC 3056) could hide one of the above; no mail host needs it.
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
]

const inside = new BlockList()
for (const [network, prefix] of RANGES) inside.addSubnet(network, prefix, isIPv6(network) ? 'ipv6' : 'ipv4')

/** Is this an address that public DNS has no business sending us to? IPv4 mapped into IPv6 counts as what it maps. */
export function isPrivateAddress(address: string): boolean {
  return inside.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')
}
