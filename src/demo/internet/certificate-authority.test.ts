import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import * as tls from 'node:tls'
import { beforeAll, describe, expect, it } from 'vitest'
import { type CertificateAuthority, createCertificateAuthority, type IssueRequest } from './certificate-authority.ts'

const DAY = 86_400_000
let ca: CertificateAuthority
beforeAll(async () => {
  ca = await createCertificateAuthority()
})

/** What a strict client says of a server that shows the issued certificate: `ok` or the error's code. */
async function judge(request: IssueRequest, servername: string, trust = ca.pem): Promise<string> {
  const server = tls.createServer(await ca.issue(request), (socket) => socket.end())
  server.on('tlsClientError', () => undefined)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = tls.connect({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', servername, ca: trust })
  try {
    return await new Promise((resolve) => {
      client.once('secureConnect', () => resolve('ok'))
      client.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    })
  } finally {
    client.destroy()
    server.close()
  }
}

describe('createCertificateAuthority', () => {
  it('issues a certificate that a client trusting only the root accepts, by chain and name', async () => {
    expect(await judge({ names: ['mx.clinic.test'] }, 'mx.clinic.test')).toBe('ok')
    expect(await judge({ names: ['mx.clinic.test'], keyType: 'rsa' }, 'mx.clinic.test')).toBe('ok')
  })

  it('makes each kind of bad certificate bad in just that way', async () => {
    expect(await judge({ names: ['mx.a.test'], to: Date.now() - DAY }, 'mx.a.test')).toBe('CERT_HAS_EXPIRED')
    expect(await judge({ names: ['mx.a.test'], from: Date.now() + DAY }, 'mx.a.test')).toBe('CERT_NOT_YET_VALID')
    expect(await judge({ names: ['mx.a.test'], selfSigned: true }, 'mx.a.test')).toBe('DEPTH_ZERO_SELF_SIGNED_CERT')
    expect(await judge({ names: ['mx.b.test'] }, 'mx.a.test')).toBe('ERR_TLS_CERT_ALTNAME_INVALID')
  })

  it('is not trusted by who trusts another authority of the same name', async () => {
    const other = await createCertificateAuthority()
    expect(await judge({ names: ['mx.a.test'] }, 'mx.a.test', other.pem)).not.toBe('ok')
  })

  it('puts DNS names and addresses into the SAN, and honours key type and size', async () => {
    const small = new X509Certificate((await ca.issue({ names: ['mx.a.test', '127.0.0.1'], keyType: 'rsa', rsaBits: 1024 })).cert)
    expect(small.subjectAltName).toBe('DNS:mx.a.test, IP Address:127.0.0.1')
    expect(small.publicKey.asymmetricKeyDetails?.modulusLength).toBe(1024)
    const ec = new X509Certificate((await ca.issue({ names: ['mx.a.test'] })).cert)
    expect(ec.publicKey.asymmetricKeyType).toBe('ec')
    expect(new X509Certificate(ca.intermediatePem).checkIssued(new X509Certificate(ca.pem))).toBe(true)
  })
})
