// One address may not take all connections of a listener and keep everybody else out: it gets a share. Proxies that we trust bring many people
// and have no share of their own.
import { BlockList, isIP, isIPv6, type Server, type Socket } from 'node:net'

/** @param trustedProxy addresses or CIDR blocks @returns nothing: what is too much is closed at once, unanswered */
export function limitConnections(server: Server, perAddress: number, trustedProxy: readonly string[] = []): void {
  const open = new Map<string, number>()
  const exempt = blockList(trustedProxy)
  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress?.replace(/^::ffff:/i, '')
    if (address === undefined || exempt.check(address, familyOf(address))) return
    const key = addressBlock(address)
    const here = open.get(key) ?? 0
    if (here >= perAddress) {
      socket.destroy()
      return
    }
    open.set(key, here + 1)
    socket.once('close', () => {
      const left = (open.get(key) ?? 1) - 1
      if (left > 0) open.set(key, left)
      else open.delete(key)
    })
  })
}

/** One IPv6 customer has at least a /64: a limit by single addresses would be none. */
export function addressBlock(address: string): string {
  const ip = address.replace(/^::ffff:/i, '').replace(/%.*$/, '')
  if (!isIPv6(ip)) return ip
  const [head = '', tail = ''] = ip.split('::')
  const front = head.split(':').filter(Boolean)
  const back = tail.split(':').filter(Boolean)
  const groups = ip.includes('::') ? [...front, ...Array<string>(8 - front.length - back.length).fill('0'), ...back] : front
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')
}

function blockList(networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [ip = '', prefix] = network.split('/')
    if (prefix === undefined) list.addAddress(ip, familyOf(ip))
    else list.addSubnet(ip, Number(prefix), familyOf(ip))
  }
  return list
}

function familyOf(ip: string): 'ipv4' | 'ipv6' {
  return isIP(ip) === 6 ? 'ipv6' : 'ipv4'
}
