// What a neighbour publishes about its mail host, DANE (RFC 7672) or MTA-STS (RFC 8461), once that host is up: good, broken, or forged.
import type { CertificateAuthority } from './certificate-authority.ts'
import type { NameServer } from './name-server.ts'
import type { Published } from './neighbours.ts'
import type { PolicyHost } from './policy-host.ts'
import { publishSts, tlsaRecord } from './published-policy.ts'
import type { RecipientServer } from './recipient-server.ts'

export interface PublishDeps {
  readonly nameServer: NameServer
  readonly policyHost: PolicyHost
  readonly ca: CertificateAuthority
  /** An authority that nobody trusts but by DANE. */
  readonly foreign: CertificateAuthority
}

export async function publishNeighbour(deps: PublishDeps, domain: string, host: RecipientServer, what: Published): Promise<void> {
  if (isSts(what)) publishSts(deps.nameServer, deps.policyHost, domain, policyOf(domain, host.host, what))
  else await publishDane(deps, domain, host, what)
}

type PublishedSts = Extract<Published, `sts-${string}`>
type PublishedDane = Exclude<Published, PublishedSts>

function isSts(what: Published): what is PublishedSts {
  return what.startsWith('sts-')
}

function policyOf(domain: string, host: string, what: PublishedSts): Parameters<typeof publishSts>[3] {
  switch (what) {
    case 'sts-enforce':
      return { mode: 'enforce', mx: [host] }
    case 'sts-not-named':
      return { mode: 'enforce', mx: ['mx.elsewhere.test'] }
    case 'sts-testing':
      return { mode: 'testing', mx: [host] }
    case 'sts-none':
      return { mode: 'none', mx: [] }
    case 'sts-redirect':
      return { status: 302, headers: { location: `https://www.${domain}/.well-known/mta-sts.txt` } }
    case 'sts-expired':
      return { certificate: 'expired', body: `version: STSv1\nmode: enforce\nmx: ${host}\nmax_age: 86400\n` }
  }
}

async function publishDane(deps: PublishDeps, domain: string, server: RecipientServer, what: PublishedDane): Promise<void> {
  const { nameServer, foreign } = deps
  // Of the unsigned one only the host's own answers are signed.
  nameServer.secure(what === 'dane-unsigned-mx' ? server.host : domain)
  if (what === 'dane-forged') await server.become('good', { appended: foreign.intermediatePem })
  if (what === 'dane-servfail') nameServer.fail(`_25._tcp.${server.host}`, 'servfail', 'TLSA')
  nameServer.set(`_25._tcp.${server.host}`, 'TLSA', [await recordOf(deps, server, what)])
}

async function recordOf(
  { ca, foreign }: PublishDeps,
  server: RecipientServer,
  what: PublishedDane,
): Promise<ReturnType<typeof tlsaRecord>> {
  const own = { usage: 3, selector: 1, matchingType: 1, certificate: server.certificate() } as const
  switch (what) {
    case 'dane-other-key':
      return tlsaRecord({ ...own, certificate: (await ca.issue({ names: [server.host] })).cert })
    case 'dane-anchor':
    case 'dane-forged':
      return tlsaRecord({ ...own, usage: 2, certificate: foreign.intermediatePem })
    case 'dane-unusable':
      return { ...tlsaRecord(own), matchingType: 255 }
    case 'dane-usage1':
      return tlsaRecord({ ...own, usage: 1 })
    case 'dane-key':
    case 'dane-servfail':
    case 'dane-unsigned-mx':
      return tlsaRecord(own)
  }
}
