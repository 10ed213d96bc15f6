// The process of bare.ts: prints its port to its parent and throws mail away until the parent goes.
import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

const [certFile = '', keyFile = ''] = process.argv.slice(2)
const server = new SMTPServer({
  cert: readFileSync(certFile, 'utf8'),
  key: readFileSync(keyFile, 'utf8'),
  authOptional: true,
  disableReverseLookup: true,
  logger: false,
  onData: (stream, _session, done) => {
    stream.on('end', () => done())
    stream.resume()
  },
})
server.listen({ port: 0, host: '127.0.0.1', backlog: 512 }, () => process.send?.((server.server.address() as AddressInfo).port))
process.on('disconnect', () => process.exit(0))
