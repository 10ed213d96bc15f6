// What a domain of the small internet publishes about its mail hosts: MTA-STS (RFC 8461) and DANE (RFC 7672), put into the name server and the policy host.
import { createHash, randomBytes, X509Certificate } from 'node:crypto'
import type { NameRecord, NameServer } from './name-server.ts'
import { type PolicyAnswer, type PolicyHost, policyText } from './policy-host.ts'

export interface TlsaSpec {
  readonly usage: number
  readonly selector: 0 | 1
  readonly matchingType: 0 | 1 | 2
  /** PEM of the certificate that is meant: of a chain the first. */
  readonly certificate: string
}

/** Where a domain's policy can be found, and what it says. */
export function publishSts(
  nameServer: NameServer,
  policyHost: PolicyHost,
  domain: string,
  policy: { readonly mode: 'enforce' | 'testing' | 'none'; readonly mx: readonly string[]; readonly maxAge?: number } | PolicyAnswer,
  id = randomBytes(8).toString('hex'),
): void {
  const answer = 'mode' in policy ? { body: policyText(policy.mode, policy.mx, policy.maxAge) } : policy
  nameServer.set(`_mta-sts.${domain}`, 'TXT', [{ type: 'TXT', text: `v=STSv1; id=${id};` }])
  nameServer.set(`mta-sts.${domain}`, 'A', [{ type: 'A', address: policyHost.address }])
  policyHost.set(domain, answer)
}

/** @param host mail host; the record stands at its port 25, wherever it listens */
export function publishTlsa(nameServer: NameServer, host: string, specs: readonly TlsaSpec[]): void {
  nameServer.set(`_25._tcp.${host}`, 'TLSA', specs.map(tlsaRecord))
}

export function tlsaRecord({ usage, selector, matchingType, certificate }: TlsaSpec): Extract<NameRecord, { type: 'TLSA' }> {
  const { raw, publicKey } = new X509Certificate(certificate)
  const selected = selector === 0 ? raw : publicKey.export({ type: 'spki', format: 'der' })
  const data =
    matchingType === 0
      ? selected
      : createHash(matchingType === 1 ? 'sha256' : 'sha512')
          .update(selected)
          .digest()
  return { type: 'TLSA', usage, selector, matchingType, certificate: data }
}
