// The web server of the small internet's MTA-STS policies (RFC 8461 §3.3): one listener for all `mta-sts.DOMAIN` names, a certificate for each by
// SNI, and whatever answer a test asks for.
import { once } from 'node:events'
import * as https from 'node:https'
import type { AddressInfo } from 'node:net'
import * as tls from 'node:tls'
import type { CertificateAuthority } from './certificate-authority.ts'

export interface PolicyAnswer {
  /** Default 200. */
  readonly status?: number
  /** Default `text/plain`; undefined headers are left out. */
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** How the certificate is bad; default: it is not. */
  readonly certificate?: 'good' | 'expired' | 'self-signed' | 'wrong-name'
}

export interface PolicyHost {
  readonly address: string
  readonly port: number
  /** Domains whose policy was asked for, in order. */
  readonly asked: readonly string[]
  /** @param answer undefined: 404 */
  set(domain: string, answer: PolicyAnswer | undefined): void
  close(): Promise<void>
}

/** @returns a policy file as RFC 8461 writes it */
export function policyText(mode: 'enforce' | 'testing' | 'none', mx: readonly string[], maxAge = 86_400): string {
  return ['version: STSv1', `mode: ${mode}`, ...mx.map((host) => `mx: ${host}`), `max_age: ${maxAge}`, ''].join('\r\n')
}

export async function startPolicyHost(ca: CertificateAuthority, address: string): Promise<PolicyHost> {
  const answers = new Map<string, PolicyAnswer>()
  const contexts = new Map<string, Promise<tls.SecureContext>>()
  const asked: string[] = []

  function contextFor(name: string): Promise<tls.SecureContext> {
    const fault = answers.get(domainOf(name))?.certificate ?? 'good'
    const key = `${fault} ${name}`
    const known = contexts.get(key) ?? makeContext(ca, name, fault)
    contexts.set(key, known)
    return known
  }

  const { cert, key } = await ca.issue({ names: ['mta-sts.invalid'] })
  const server = https.createServer({
    cert,
    key,
    SNICallback: (name, done) => void contextFor(name).then((context) => done(null, context), done),
  })
  server.on('request', (request, response) => {
    const domain = domainOf((request.headers.host ?? '').replace(/:\d+$/, ''))
    asked.push(domain)
    const answer = request.url === '/.well-known/mta-sts.txt' ? answers.get(domain) : undefined
    response.writeHead(answer ? (answer.status ?? 200) : 404, answer?.headers ?? { 'content-type': 'text/plain' })
    response.end(answer?.body ?? '')
  })
  server.on('tlsClientError', () => {})
  server.listen(0, address)
  await once(server, 'listening')
  return {
    address,
    port: (server.address() as AddressInfo).port,
    asked,
    set: (domain, answer) => void (answer ? answers.set(domain, answer) : answers.delete(domain)),
    close: async () => {
      server.closeAllConnections()
      await new Promise<void>((done) => server.close(() => done()))
    },
  }
}

async function makeContext(
  ca: CertificateAuthority,
  name: string,
  fault: NonNullable<PolicyAnswer['certificate']>,
): Promise<tls.SecureContext> {
  const lifetime = fault === 'expired' ? { to: Date.now() - 86_400_000 } : {}
  const names = [fault === 'wrong-name' ? 'www.someone-else.test' : name]
  return tls.createSecureContext(await ca.issue({ names, ...lifetime, selfSigned: fault === 'self-signed' }))
}

function domainOf(name: string): string {
  return name.toLowerCase().replace(/^mta-sts\./, '')
}
