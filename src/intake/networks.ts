// `senders[].networks`: CIDR blocks over IPv4, IPv6 and IPv4 written as IPv6 (::ffff:192.0.2.1), and the word `salesforce`.
import { BlockList, isIP } from 'node:net'

export interface Networks {
  contains(address: string): boolean
  /** The word `salesforce` stands in the list: addresses outside the blocks are put to its SPF record. */
  readonly salesforce: boolean
}

/** @throws Error naming the entry and the fix, when one is no network */
export function parseNetworks(entries: readonly string[]): Networks {
  const blocks = new BlockList()
  for (const entry of entries) if (entry !== 'salesforce') addBlock(blocks, entry)
  return {
    contains: (address) => isIP(address) !== 0 && blocks.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4'),
    salesforce: entries.includes('salesforce'),
  }
}

function addBlock(blocks: BlockList, entry: string): void {
  const [address = '', length, ...rest] = entry.split('/')
  const kind = isIP(address)
  const bits = kind === 6 ? 128 : 32
  const prefix = length === undefined ? bits : Number(length)
  const plain = length === undefined || /^\d{1,3}$/.test(length)
  if (kind === 0 || rest.length > 0 || !plain || prefix > bits) {
    throw new Error(
      `senders: networks: ${JSON.stringify(entry)} is no network; write 192.0.2.0/24, 2001:db8::/32, a single address, or salesforce`,
    )
  }
  blocks.addSubnet(address, prefix, kind === 6 ? 'ipv6' : 'ipv4')
}
