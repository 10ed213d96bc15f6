// The destinations of the probe benchmark, in a process of their own so that their cost is nobody's: one mail host for each of many domains, each at its
// own address of 127.0.0.0/8, and a name server. Told how many by its first argument; says where they are, and ends when its parent does.
import 'reflect-metadata'
import * as net from 'node:net'
import * as tls from 'node:tls'
import { createCertificateAuthority } from '../../src/demo/internet/certificate-authority.ts'
import { startNameServer, type Zones } from '../../src/demo/internet/name-server.ts'

export interface Destinations {
  readonly domains: readonly string[]
  /** Of the mail hosts, in the order of the domains. */
  readonly addresses: readonly string[]
  readonly port: number
  readonly resolver: string
  readonly caPem: string
}

const count = Number(process.argv[2])
const ca = await createCertificateAuthority()
const { cert, key } = await ca.issue({ names: ['*.mx.test'] })
const secureContext = tls.createSecureContext({ cert, key, minVersion: 'TLSv1.2' })

const server = net.createServer({ noDelay: true }, (socket) => {
  socket.on('error', () => undefined)
  socket.write('220 mx.test ESMTP\r\n')
  socket.on('data', function plain(data: Buffer) {
    const line = data.toString('latin1')
    if (/^EHLO/i.test(line)) socket.write('250-mx.test\r\n250-PIPELINING\r\n250 STARTTLS\r\n')
    else if (/^STARTTLS/i.test(line)) {
      socket.off('data', plain)
      socket.write('220 2.0.0 Ready\r\n')
      const secured = new tls.TLSSocket(socket, { isServer: true, secureContext })
      secured.on('error', () => socket.destroy())
      secured.on('data', (inside: Buffer) => {
        if (/^QUIT/i.test(inside.toString('latin1'))) secured.end('221 2.0.0 Bye\r\n')
        else secured.write('250-mx.test\r\n250 PIPELINING\r\n')
      })
    } else socket.end('221 2.0.0 Bye\r\n')
  })
})
server.listen(0, '0.0.0.0', 1_024, async () => {
  const names = Array.from({ length: count }, (_, index) => `d${index}`)
  const addresses = names.map((_, index) => `127.30.${Math.floor(index / 250)}.${1 + (index % 250)}`)
  const zones: Record<string, Zones[string]> = {}
  for (const [index, name] of names.entries()) {
    zones[`${name}.test`] = [{ type: 'MX', preference: 10, exchange: `${name}.mx.test` }]
    zones[`${name}.mx.test`] = [{ type: 'A', address: addresses[index] as string }]
  }
  const nameServer = await startNameServer({ zones })
  const domains = names.map((name) => `${name}.test`)
  const { port } = server.address() as net.AddressInfo
  process.send?.({ domains, addresses, port, resolver: `${nameServer.address}:${nameServer.port}`, caPem: ca.pem } satisfies Destinations)
})
process.on('disconnect', () => process.exit(0))
