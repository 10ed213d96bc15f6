// Who lives on the small internet: invented organisations, each named for what its mail server is like, so that a line of the demo
// explains itself. Pure data.
import type { Personality, Traits } from './personality.ts'

export interface NeighbourHost {
  /** Its MX name is `mx1.DOMAIN`, `mx2.DOMAIN`, … in order. */
  readonly personality: Personality
  readonly preference: number
  /** Single traits over the personality's. */
  readonly traits?: Partial<Traits>
  /** Its certificate comes from an authority that nobody trusts. */
  readonly foreign?: boolean
}

/** What the domain says about its host: a TLSA record (`dane-…`) or an MTA-STS policy (`sts-…`), and what is wrong with it. */
export type Published =
  | `dane-${'key' | 'other-key' | 'anchor' | 'forged' | 'unusable' | 'usage1' | 'servfail' | 'unsigned-mx'}`
  | `sts-${'enforce' | 'not-named' | 'testing' | 'none' | 'redirect' | 'expired'}`

export interface Neighbour {
  readonly domain: string
  /** What a person would say about it. */
  readonly about: string
  /** Mail hosts; empty where `dns` says why there are none. */
  readonly hosts: readonly NeighbourHost[]
  /**
   * `null-mx`: takes no mail (RFC 7505) · `nxdomain`: no such domain · `servfail`: its name servers are broken · `no-mx`: its host is the domain itself ·
   * `alias`: its MX names an alias of the host · `lost-mx`: its MX names nothing · `refused`: nobody listens at its host · `ipv6`: its host has no other address.
   */
  readonly dns?: 'null-mx' | 'nxdomain' | 'servfail' | 'no-mx' | 'alias' | 'lost-mx' | 'refused' | 'ipv6'
  readonly publishes?: Published
}

const one = (personality: Personality): readonly NeighbourHost[] => [{ personality, preference: 10 }]

export const NEIGHBOURS = [
  { domain: 'clinic-tls13.test', about: 'good: TLS 1.3 and a certificate that names it', hosts: one('tls13') },
  { domain: 'dental-tls12.test', about: 'good: TLS 1.2', hosts: one('tls12') },
  { domain: 'hospital-tls10.test', about: 'TLS 1.0 only', hosts: one('tls10') },
  { domain: 'village-no-tls.test', about: 'no STARTTLS', hosts: one('no-starttls') },
  { domain: 'lab-expired.test', about: 'certificate expired', hosts: one('expired') },
  { domain: 'pharmacy-selfsigned.test', about: 'certificate signed by itself', hosts: one('self-signed') },
  { domain: 'imaging-wrongname.test', about: 'certificate names another host', hosts: one('wrong-name') },
  { domain: 'billing-broken.test', about: 'garbage in place of a handshake', hosts: one('broken-handshake') },
  { domain: 'physio-eof.test', about: 'hangs up in the handshake', hosts: one('eof-handshake') },
  { domain: 'optician-454.test', about: 'TLS not available just now', hosts: one('starttls-454') },
  { domain: 'surgery-injection.test', about: 'bytes after STARTTLS: somebody in between', hosts: one('injection') },
  { domain: 'archive-weak-key.test', about: 'RSA key of 1024 bits', hosts: one('rsa1024') },
  { domain: 'payer-greylist.test', about: 'says 451 the first time', hosts: one('greylist') },
  { domain: 'insurer-rejects.test', about: 'knows nobody: 550', hosts: one('reject') },
  { domain: 'agency-content-filter.test', about: '554 after the content', hosts: one('reject-data') },
  {
    domain: 'ward-drops.test',
    about: 'keeps the first message, but hangs up in place of saying so',
    hosts: [{ personality: 'drop-after-dot', preference: 10, traits: { times: 1 } }],
  },
  {
    domain: 'hospice-two-mx.test',
    about: 'first host without TLS, second good',
    hosts: [
      { personality: 'no-starttls', preference: 10 },
      { personality: 'good', preference: 20 },
    ],
  },
  { domain: 'rehab-null-mx.test', about: 'takes no mail: null MX', hosts: [], dns: 'null-mx' },
  { domain: 'closed-nxdomain.test', about: 'no such domain', hosts: [], dns: 'nxdomain' },
  { domain: 'county-servfail.test', about: 'its name servers are broken', hosts: [], dns: 'servfail' },
  { domain: 'example-health.test', about: 'the sender: its staff, officers and failure notices', hosts: one('good') },
] as const satisfies readonly Neighbour[]

export type NeighbourDomain = (typeof NEIGHBOURS)[number]['domain']

/** The sender's own domain. */
export const HOME_DOMAIN = 'example-health.test'
/** Salesforce's bounce domain: return paths in it are VERP addresses (salesforce.md §2.5). Known to the loopback name server only. */
export const BOUNCE_DOMAIN = 'bnc.salesforce.com'
/** Names below it answer whether an address is one of Salesforce's mail servers, as the `exists` term of its SPF record asks. */
export const SPF_EXISTS_DOMAIN = '_spf.mta.salesforce.com'
