// Who may send (design §9 `senders`): a session is matched against every sender, and all that one names must hold. Two looks: at MAIL the connection
// and the return path, once the header block is in the Salesforce organisation and the From domain. What cannot be known (DNS) is no "no": 451.
import { domainMatches, domainOf, normalDomain } from '../smtp/address.ts'
import { headerAddresses } from '../smtp/header-address.ts'
import { fieldValues, type RawField } from '../smtp/header-block.ts'
import { bounceDomainFits, isBounceDomain, isOrgId, sameOrg } from '../smtp/salesforce-org.ts'
import type { Identity } from './credentials.ts'
import type { SenderOptions } from './intake-options.ts'
import { type Networks, parseNetworks } from './networks.ts'
import { type Refusal, refusal } from './refusal.ts'
import type { SpfAnswer } from './salesforce-spf.ts'

/** A client certificate as the handshake showed it. */
export interface ClientCertificate {
  /** SHA-256, lower-case hex. */
  readonly fingerprint: string
  readonly commonName: string
  /** Its chain leads to an authority that we trust. A common name means nothing without. */
  readonly verified: boolean
}

export interface Peer {
  readonly remoteAddress: string
  readonly identity?: Identity | undefined
  readonly certificate?: ClientCertificate | undefined
}

/** Who may be sending; the header block chooses among them. */
export interface Choice {
  /** Connection and return path fit. */
  readonly candidates: readonly Sender[]
  /** They would fit, but DNS did not say whether the peer is in their network. */
  readonly unknown: readonly Sender[]
}

export type MailAdmission = { readonly ok: true; readonly choice: Choice } | { readonly ok: false; readonly refusal: Refusal }
export type HeaderAdmission = { readonly ok: true; readonly sender: Sender } | { readonly ok: false; readonly refusal: Refusal }

/** A sender of the configuration, made ready for matching. */
export interface Sender {
  readonly name: string
  readonly networks: Networks | undefined
  readonly needsAuth: boolean
  readonly certificate: { readonly fingerprint: string | undefined; readonly subject: string | undefined } | undefined
  readonly org: string | undefined
  readonly domains: readonly string[] | undefined
}

export interface Admission {
  atMail(peer: Peer, returnPath: string): Promise<MailAdmission>
  atHeader(choice: Choice, returnPath: string, fields: readonly RawField[]): HeaderAdmission
}

/** @throws Error naming the sender and the fix, when one cannot be matched or would let anyone in */
export function createAdmission(options: readonly SenderOptions[], spf: (address: string) => Promise<SpfAnswer>): Admission {
  const senders = options.map(readSender)

  async function atMail(peer: Peer, returnPath: string): Promise<MailAdmission> {
    const looks = await Promise.all(senders.map(async (sender) => ({ sender, ...(await look(sender, peer, returnPath, spf)) })))
    const candidates = looks.filter(({ network, auth, certificate, envelope }) => network === 'yes' && auth && certificate && envelope)
    const unknown = looks.filter(({ network, auth, certificate, envelope }) => network === 'unknown' && auth && certificate && envelope)
    const sendersOf = (list: typeof looks) => list.map(({ sender }) => sender)
    if (candidates.length > 0) return { ok: true, choice: { candidates: sendersOf(candidates), unknown: sendersOf(unknown) } }
    const known = looks.filter(({ certificate }) => certificate)
    if (unknown.length > 0) return no('sender-unknown-yet')
    if (known.some(({ network, auth }) => network === 'yes' && !auth)) return no('auth-required')
    return no(known.some(({ network, auth }) => network === 'yes' && auth) ? 'envelope-domain' : 'not-a-sender')
  }

  return {
    atMail,
    atHeader({ candidates, unknown }, returnPath, fields) {
      const reasons = candidates.map((sender) => headerReason(sender, returnPath, fields))
      const admitted = candidates[reasons.indexOf(undefined)]
      if (admitted) return { ok: true, sender: admitted }
      // DNS trouble must not become a final "no": the one that DNS could not tell us of may be the right one.
      if (unknown.some((sender) => headerReason(sender, returnPath, fields) === undefined)) return no('sender-unknown-yet')
      // The reason of the sender that came nearest: one whose organisation fits is nearer than one whose does not.
      return no(reasons.find((reason) => reason !== 'salesforce-org') ?? 'salesforce-org')
    },
  }
}

async function look(sender: Sender, peer: Peer, returnPath: string, spf: (address: string) => Promise<SpfAnswer>) {
  return {
    network: await networkFits(sender.networks, peer.remoteAddress, spf),
    auth: !sender.needsAuth || (peer.identity?.senders.has(sender.name) ?? false),
    certificate: certificateFits(sender.certificate, peer.certificate),
    envelope: envelopeFits(sender, returnPath, sender.org),
  }
}

async function networkFits(
  networks: Networks | undefined,
  address: string,
  spf: (address: string) => Promise<SpfAnswer>,
): Promise<SpfAnswer> {
  if (!networks || networks.contains(address)) return 'yes'
  return networks.salesforce ? spf(address) : 'no'
}

function certificateFits(wanted: Sender['certificate'], shown: ClientCertificate | undefined): boolean {
  if (!wanted) return true
  if (!shown) return false
  if (wanted.fingerprint !== undefined && wanted.fingerprint !== shown.fingerprint) return false
  return wanted.subject === undefined || (shown.verified && wanted.subject.toLowerCase() === shown.commonName.toLowerCase())
}

/** The null path, one of the sender's domains, or a Salesforce bounce address that carries the organisation's label. */
function envelopeFits(sender: Sender, returnPath: string, org: string | undefined): boolean {
  const domain = domainOf(returnPath)
  if (returnPath === '') return true
  if (isBounceDomain(domain) && org !== undefined) return bounceDomainFits(domain, org)
  if (isBounceDomain(domain)) return true
  return !sender.domains || sender.domains.some((entry) => domainMatches(domain, entry))
}

function headerReason(sender: Sender, returnPath: string, fields: readonly RawField[]): Refusal['reason'] | undefined {
  const orgs = fieldValues(fields, 'x-sfdc-lk')
  const [org] = orgs
  if (sender.org !== undefined) {
    const relays = fieldValues(fields, 'x-sfdcorgrelay')
    if (orgs.length !== 1 || !org || !sameOrg(org, sender.org) || relays.some((relay) => !sameOrg(relay, org))) return 'salesforce-org'
  }
  if (!sender.domains) return undefined
  // Without a registered organisation the label must at least fit the one that the message names.
  if (isBounceDomain(domainOf(returnPath)) && !(orgs.length === 1 && org && envelopeFits(sender, returnPath, org))) return 'salesforce-org'
  const from = fieldValues(fields, 'from')
  const addresses = from.length === 1 ? headerAddresses(from[0] ?? '') : undefined
  if (!addresses || addresses.length === 0) return 'from-header'
  const allowed = addresses.every((address) => sender.domains?.some((entry) => domainMatches(domainOf(address), entry)))
  return allowed ? undefined : 'from-domain'
}

function readSender(options: SenderOptions): Sender {
  const { name, networks, auth, certificate, salesforce, domains } = options
  const named = certificate?.fingerprint !== undefined || certificate?.subject !== undefined
  if (!networks && !auth && !named) {
    throw new Error(`senders: ${name} names no networks, auth or certificate: anyone could submit; add one of them`)
  }
  if (salesforce && !isOrgId(salesforce.org)) {
    throw new Error(`senders: ${name}: salesforce.org is no organisation id; copy the 15 or 18 characters from Setup, Company Information`)
  }
  const fingerprint = certificate?.fingerprint?.replaceAll(':', '').toLowerCase()
  if (fingerprint !== undefined && !/^[0-9a-f]{64}$/.test(fingerprint)) {
    throw new Error(`senders: ${name}: certificate.fingerprint is not 64 hex digits; print it with openssl x509 -fingerprint -sha256`)
  }
  return {
    name,
    networks: networks && parseNetworks(networks),
    needsAuth: auth !== undefined,
    certificate: named ? { fingerprint, subject: certificate?.subject } : undefined,
    org: salesforce?.org,
    domains: domains?.map((entry) => readDomain(name, entry)),
  }
}

function readDomain(sender: string, entry: string): string {
  const bare = entry.startsWith('*.') ? entry.slice(2) : entry
  const domain = normalDomain(bare)
  if (domain === undefined)
    throw new Error(`senders: ${sender}: domains: ${JSON.stringify(entry)} is no domain; write example.org or "*.example.org"`)
  return entry.startsWith('*.') ? `*.${domain}` : domain
}

function no(reason: Refusal['reason']): { ok: false; refusal: Refusal } {
  return { ok: false, refusal: refusal(reason) }
}
