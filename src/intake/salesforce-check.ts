// Is this relay set up as Salesforce's Email Relay needs it? A pure table from facts to answers (salesforce.md §1.1, §1.2, §1.6, §2.5);
// relay-probe.ts gathers the facts, `postern salesforce check` prints the answers.
import { isIP } from 'node:net'
import type { CertificateFacts } from '../domain/tls-facts.ts'
import { normalDomain } from '../smtp/address.ts'
import type { SpfAnswer } from './salesforce-spf.ts'

/** The only ports that Setup offers; 465 is not among them, so STARTTLS is the only form of TLS. */
export const SALESFORCE_PORTS = [25, 587, 10025, 11025] as const
/** 35 MB: the largest message that Salesforce sends. */
export const SALESFORCE_SIZE = 36_700_160
const DAY = 86_400_000
const RENEW_WITHIN_DAYS = 21

/** `undefined` where DNS did not answer. */
export interface RelayDns {
  readonly addresses: readonly string[] | undefined
  /** Empty: no MX record. */
  readonly mx: readonly string[] | undefined
}

export type RelaySession =
  | { readonly kind: 'unreachable'; readonly reason: string }
  | {
      readonly kind: 'reached'
      /** Extension lines of EHLO before TLS. */
      readonly clear: readonly string[]
      readonly tls:
        | { readonly kind: 'failed'; readonly reason: string }
        | {
            readonly kind: 'secured'
            readonly version: string
            readonly cipher: string
            readonly certificate: CertificateFacts
            /** Why the chain does not lead to a trusted authority; undefined: it does. */
            readonly chainError: string | undefined
            /** Extension lines of EHLO after TLS. */
            readonly extensions: readonly string[]
          }
    }

export interface RelayFacts {
  /** What is typed into Setup as Host. */
  readonly host: string
  readonly port: number
  readonly dns: RelayDns
  readonly session: RelaySession
  /** Whether Salesforce's SPF record knows this peer, where one was asked about. */
  readonly peer?: { readonly address: string; readonly answer: SpfAnswer }
  /** Whether the SPF question that `networks: [salesforce]` asks of each peer gets an answer at all; absent where no sender asks it. */
  readonly spfAnswers?: boolean
  /** From postern.yaml, where there is one. */
  readonly senders?: readonly { readonly name: string; readonly auth: boolean; readonly org: boolean }[]
  readonly now: number
}

/** `unknown`: a service that was needed did not answer. */
export type CheckVerdict = 'pass' | 'warn' | 'fail' | 'unknown' | 'info'

export interface Check {
  readonly id: string
  readonly verdict: CheckVerdict
  readonly text: string
  readonly fix?: string
}

export function checkRelay(facts: RelayFacts): readonly Check[] {
  const { session } = facts
  const secured = session.kind === 'reached' && session.tls.kind === 'secured' ? session.tls : undefined
  return [
    checkName(facts.host),
    checkAddress(facts),
    checkMx(facts, secured?.certificate),
    checkPort(facts.port),
    ...checkSession(session),
    ...(secured ? checkCertificate(facts.host, secured, facts.now) : []),
    ...(session.kind === 'reached' ? [checkAuth(session, facts)] : []),
    ...(session.kind === 'reached' ? [checkSize(secured?.extensions ?? session.clear)] : []),
    ...checkPeer(facts.peer),
    ...checkSpf(facts.spfAnswers),
    ...checkSenders(facts.senders),
    RETURN_PATH,
  ]
}

const RETURN_PATH: Check = {
  id: 'return-path',
  verdict: 'info',
  text: 'Postern keeps the return path to the byte, so Bounce Management may be on (the path is then at bnc.salesforce.com) or off',
  fix: 'with Bounce Management on, SPF of the recipient’s check fails for bnc.salesforce.com: let a Salesforce DKIM key sign the From domain so that DMARC passes',
}

function checkName(host: string): Check {
  if (isIP(host) === 0 && normalDomain(host)?.includes('.')) return { id: 'name', verdict: 'pass', text: `${host} is a host name` }
  const fix = 'with TLS verified Salesforce needs a full host name in Host, one that the certificate names'
  return { id: 'name', verdict: 'fail', text: `${host} is not a full host name`, fix }
}

function checkAddress({ host, dns: { addresses } }: RelayFacts): Check {
  const id = 'address'
  if (!addresses)
    return { id, verdict: 'unknown', text: `DNS did not answer for ${host}`, fix: 'try again, or name a resolver with --resolver' }
  if (addresses.length === 0)
    return { id, verdict: 'fail', text: `${host} has no address`, fix: 'publish an A record with the public address of this gateway' }
  const text = `${host} is ${addresses.join(', ')}`
  if (addresses.every(isPrivate)) {
    return {
      id,
      verdict: 'warn',
      text: `${text}: reachable from inside only`,
      fix: 'Salesforce connects from the internet: publish a public address',
    }
  }
  return { id, verdict: 'pass', text }
}

/** Salesforce looks for MX first: with one it connects there, and there the certificate must fit. */
function checkMx({ host, dns: { mx } }: RelayFacts, certificate: CertificateFacts | undefined): Check {
  const id = 'mx'
  if (!mx)
    return {
      id,
      verdict: 'unknown',
      text: `DNS did not answer for the MX of ${host}`,
      fix: 'try again, or name a resolver with --resolver',
    }
  const others = mx.filter((name) => name !== host.toLowerCase())
  if (others.length === 0)
    return {
      id,
      verdict: 'pass',
      text: mx.length === 0 ? `${host} has no MX, so Salesforce connects to it directly` : 'the only MX is the host itself',
    }
  const uncovered = others.filter((name) => !certificate || !namesCover(certificate.names, name))
  if (uncovered.length === 0) return { id, verdict: 'pass', text: `the certificate also names the MX: ${others.join(', ')}` }
  const fix = `Salesforce would connect to the MX instead: take a Host without MX, or a certificate that names ${uncovered.join(', ')}`
  return { id, verdict: 'fail', text: `${host} has MX ${mx.join(', ')}`, fix }
}

function checkPort(port: number): Check {
  const offered = (SALESFORCE_PORTS as readonly number[]).includes(port)
  if (offered) return { id: 'port', verdict: 'pass', text: `port ${port} can be chosen in Setup` }
  return {
    id: 'port',
    verdict: 'fail',
    text: `port ${port} cannot be chosen in Setup`,
    fix: `listen on one of ${SALESFORCE_PORTS.join(', ')}; 587 with tls: starttls is usual`,
  }
}

function checkSession(session: RelaySession): readonly Check[] {
  if (session.kind === 'unreachable') {
    return [
      {
        id: 'reach',
        verdict: 'fail',
        text: `no SMTP session: ${session.reason}`,
        fix: 'start the gateway, and open the port in the firewall',
      },
    ]
  }
  const offered = session.clear.some((line) => /^STARTTLS$/i.test(line))
  const reach: Check = { id: 'reach', verdict: 'pass', text: 'an SMTP session can be opened' }
  const starttls: Check = offered
    ? { id: 'starttls', verdict: 'pass', text: 'STARTTLS is offered' }
    : { id: 'starttls', verdict: 'fail', text: 'STARTTLS is not offered', fix: 'set tls: starttls with cert and key on this listener' }
  if (session.tls.kind === 'failed') {
    return [
      reach,
      starttls,
      {
        id: 'tls',
        verdict: 'fail',
        text: `TLS failed: ${session.tls.reason}`,
        fix: 'check cert and key of the listener; Salesforce speaks TLS 1.2 and 1.3',
      },
    ]
  }
  return [reach, starttls, { id: 'tls', verdict: 'pass', text: `${session.tls.version} with ${session.tls.cipher}` }]
}

type Secured = Extract<Extract<RelaySession, { kind: 'reached' }>['tls'], { kind: 'secured' }>

function checkCertificate(host: string, { certificate, chainError }: Secured, now: number): readonly Check[] {
  const names = certificate.names.map((name) => name.replace(/^DNS:/, '')).join(', ')
  return [
    chainError === undefined
      ? { id: 'certificate-chain', verdict: 'pass', text: `signed by a trusted authority (${certificate.issuer})` }
      : {
          id: 'certificate-chain',
          verdict: 'fail',
          text: `the chain does not verify: ${chainError.toLowerCase().replaceAll('_', ' ')}`,
          fix: 'use a certificate of a public authority and put its intermediates behind it in cert; Salesforce answers 451 4.7.5 and retries for a day',
        },
    namesCover(certificate.names, host)
      ? { id: 'certificate-name', verdict: 'pass', text: `names ${host}` }
      : {
          id: 'certificate-name',
          verdict: 'fail',
          text: `names ${names || 'nothing'}, not ${host}`,
          fix: `get a certificate with ${host} among its subject alternative names`,
        },
    certificate.commonName?.toLowerCase() === host.toLowerCase()
      ? { id: 'certificate-cn', verdict: 'pass', text: 'the common name is the host as well' }
      : {
          id: 'certificate-cn',
          verdict: 'warn',
          text: 'the common name is not the host',
          fix: 'Salesforce’s guidance speaks of the common name: have it there too, if your authority can',
        },
    checkValidity(certificate, now),
  ]
}

function checkValidity(certificate: CertificateFacts, now: number): Check {
  const id = 'certificate-validity'
  const [from, to] = [Date.parse(certificate.validFrom), Date.parse(certificate.validTo)]
  const until = certificate.validTo.slice(0, 10)
  if (now < from)
    return { id, verdict: 'fail', text: `not valid before ${certificate.validFrom.slice(0, 10)}`, fix: 'check the clock, or renew it' }
  if (now >= to)
    return { id, verdict: 'fail', text: `expired on ${until}`, fix: 'renew it; the gateway takes the new files without a restart' }
  const days = Math.floor((to - now) / DAY)
  if (days < RENEW_WITHIN_DAYS)
    return {
      id,
      verdict: 'warn',
      text: `expires on ${until}, in ${days} days`,
      fix: 'renew it; the gateway takes the new files without a restart',
    }
  return { id, verdict: 'pass', text: `valid until ${until}` }
}

function checkAuth(session: Extract<RelaySession, { kind: 'reached' }>, facts: RelayFacts): Check {
  const id = 'auth'
  const offers = (lines: readonly string[]) => lines.find((line) => /^AUTH\b/i.test(line))
  if (offers(session.clear))
    return {
      id,
      verdict: 'fail',
      text: 'AUTH is offered before TLS',
      fix: 'passwords would cross the network in the clear: offer AUTH only after STARTTLS',
    }
  const after = session.tls.kind === 'secured' ? offers(session.tls.extensions) : undefined
  if (after && /\b(PLAIN|LOGIN)\b/i.test(after)) return { id, verdict: 'pass', text: `${after}, after TLS only` }
  if (after) return { id, verdict: 'fail', text: `${after}: Salesforce knows only PLAIN and LOGIN`, fix: 'offer AUTH PLAIN or LOGIN' }
  const wanted = facts.senders?.some(({ auth }) => auth) && session.tls.kind === 'secured'
  if (wanted)
    return {
      id,
      verdict: 'fail',
      text: 'a sender has auth, but AUTH is not offered',
      fix: 'restart the gateway so that it runs with this configuration',
    }
  return {
    id,
    verdict: 'info',
    text: 'AUTH is not offered',
    fix: 'SMTP AUTH is the one secret per customer that Salesforce can show: give the sender auth, and tick "Enable SMTP Auth" in Setup',
  }
}

function checkSize(extensions: readonly string[]): Check {
  const id = 'size'
  const line = extensions.find((text) => /^SIZE\b/i.test(text))
  const size = Number(/\d+/.exec(line ?? '')?.[0] ?? 0)
  // RFC 1870 §4: no number, or 0, means that no fixed limit is in force.
  if (line && size === 0) return { id, verdict: 'pass', text: 'no size limit' }
  if (size >= SALESFORCE_SIZE) return { id, verdict: 'pass', text: `messages of up to ${size} bytes` }
  return {
    id,
    verdict: 'fail',
    text: line ? `messages of up to ${size} bytes only` : 'SIZE is not advertised',
    fix: `Salesforce sends up to ${SALESFORCE_SIZE} bytes: raise limits.message`,
  }
}

function checkPeer(peer: RelayFacts['peer']): readonly Check[] {
  if (!peer) return []
  const id = 'peer'
  if (peer.answer === 'yes') return [{ id, verdict: 'pass', text: `Salesforce’s SPF record knows ${peer.address}` }]
  if (peer.answer === 'unknown')
    return [
      { id, verdict: 'unknown', text: `DNS did not answer about ${peer.address}`, fix: 'try again, or name a resolver with --resolver' },
    ]
  return [
    {
      id,
      verdict: 'fail',
      text: `Salesforce’s SPF record does not know ${peer.address}`,
      fix: 'if it is yours all the same, list its network, or use auth or a client certificate',
    },
  ]
}

function checkSpf(answers: boolean | undefined): readonly Check[] {
  if (answers === undefined) return []
  const id = 'spf'
  if (answers) return [{ id, verdict: 'pass', text: 'DNS answers the SPF question that `networks: [salesforce]` asks about each peer' }]
  const fix = 'every message of such a sender gets 451 until DNS answers: see destination.resolver, or name networks instead'
  return [{ id, verdict: 'unknown', text: 'DNS does not answer the SPF question that `networks: [salesforce]` asks about each peer', fix }]
}

function checkSenders(senders: RelayFacts['senders']): readonly Check[] {
  if (!senders) return []
  const loose = senders.filter(({ org, auth }) => !org && !auth)
  if (loose.length === 0) return [{ id: 'senders', verdict: 'pass', text: 'every sender is bound to an organisation or to a password' }]
  const fix = 'any Salesforce customer can point a relay here from the same addresses: set salesforce.org, and domains'
  return [{ id: 'senders', verdict: 'warn', text: `not bound to an organisation: ${loose.map(({ name }) => name).join(', ')}`, fix }]
}

/** Exact, or a wildcard for the leftmost label (RFC 6125 §6.4.3). Names as Node prints them: `DNS:example.org`. */
function namesCover(names: readonly string[], host: string): boolean {
  const wanted = host.toLowerCase()
  const parent = wanted.slice(wanted.indexOf('.'))
  return names.some((entry) => {
    const name = entry.replace(/^DNS:/, '').toLowerCase()
    return name === wanted || (name.startsWith('*.') && name.slice(1) === parent)
  })
}

function isPrivate(address: string): boolean {
  return /^(?:10\.|127\.|169\.254\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|::1$|f[cd]|fe[89ab])/i.test(address)
}
