// Which address of a host is tried first: the two families in turn, IPv6 before IPv4 where this machine has a way out over it (RFC 8305 §4, in
// the spirit: mail can wait for one connect time-out, but not for one with each message). What could not be connected to goes to the end for
// some minutes; where it was one IPv6 address after the other, all of IPv6 does: then the way out is broken, not each host.
import { isIPv6 } from 'node:net'
import type { NetworkInterfaceInfo } from 'node:os'
import type { HostVerdict } from '../domain/posture.ts'
import type { Clock } from '../platform/clock.ts'

export interface AddressOrder {
  order(addresses: readonly string[]): readonly string[]
  /** What came of one address: whether a connection was had. */
  learn(address: string, connected: boolean): void
}

const REMEMBER_MS = 10 * 60_000
/** IPv6 addresses in a row, none of them connected to, that put the whole family last. */
const BROKEN_AFTER = 3
const MOST = 10_000

/** @param ipv6First this machine has a global IPv6 address */
export function createAddressOrder(clock: Pick<Clock, 'now'>, ipv6First: boolean): AddressOrder {
  const failedUntil = new Map<string, number>()
  let failuresOfIpv6 = 0
  let ipv6FailsUntil = 0

  function fails(address: string): boolean {
    return (failedUntil.get(address) ?? 0) > clock.now()
  }

  return {
    order: (addresses) => {
      const inTurn = ipv6First && ipv6FailsUntil <= clock.now() ? byTurns : ipv4First
      return [...inTurn(addresses.filter((address) => !fails(address))), ...inTurn(addresses.filter(fails))]
    },
    learn: (address, connected) => {
      const until = clock.now() + REMEMBER_MS
      if (connected) failedUntil.delete(address)
      else {
        if (failedUntil.size >= MOST) failedUntil.clear()
        failedUntil.set(address, until)
      }
      if (!isIPv6(address)) return
      failuresOfIpv6 = connected ? 0 : failuresOfIpv6 + 1
      if (failuresOfIpv6 >= BROKEN_AFTER) ipv6FailsUntil = until
    },
  }
}

/** Nothing was heard from that address at all (gate/approach.ts); later trouble says nothing about the way to it. */
export function wasConnected({ verdict, reason }: HostVerdict): boolean {
  return verdict !== 'unreachable' || !reason.startsWith('connection: ')
}

/** Settings of the gate that make a connection to `address` leave from our own address of its family. */
export function sourceFor(
  source: { readonly v4?: string | undefined; readonly v6?: string | undefined },
  address: string,
): { readonly localAddress?: string } {
  const localAddress = isIPv6(address) ? source.v6 : source.v4
  return localAddress ? { localAddress } : {}
}

/** A global unicast address (RFC 4291 §2.4: 2000::/3): without one, IPv6 leads nowhere. */
export function hasGlobalIpv6(interfaces: Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>): boolean {
  return Object.values(interfaces).some((addresses) =>
    addresses?.some(({ family, internal, address }) => family === 'IPv6' && !internal && /^[23][0-9a-f]{0,3}:/i.test(address)),
  )
}

const ipv4First = (addresses: readonly string[]): readonly string[] => [
  ...addresses.filter((address) => !isIPv6(address)),
  ...addresses.filter((address) => isIPv6(address)),
]

function byTurns(addresses: readonly string[]): readonly string[] {
  const v4 = addresses.filter((address) => !isIPv6(address))
  const v6 = addresses.filter((address) => isIPv6(address))
  return Array.from({ length: Math.max(v4.length, v6.length) }, (_, index) => [v6[index], v4[index]])
    .flat()
    .filter((address) => address !== undefined)
}
