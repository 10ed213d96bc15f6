// The rest of the small internet: what real mail hosts do besides the common cases of neighbours.ts, old TLS, DANE and MTA-STS in every state, DNS that is
// odd. Started only when asked for (tests by name, `npm run dev` all of it), so that the demo stays quick. Pure data; tls.md §7.4 has the rows.
import type { Neighbour } from './neighbours.ts'
import type { Personality } from './personality.ts'

const one = (personality: Personality) => [{ personality, preference: 10 }] as const
const foreign = (personality: Personality) => [{ personality, preference: 10, foreign: true }] as const

export const UNUSUAL_NEIGHBOURS = [
  { domain: 'library-tls11.test', about: 'TLS 1.1 only', hosts: one('tls11') },
  { domain: 'museum-static-rsa.test', about: 'no forward secrecy: static RSA', hosts: one('static-rsa') },
  { domain: 'theatre-cbc.test', about: 'TLS 1.2 with CBC only: good enough, and flagged', hosts: one('cbc-only') },
  { domain: 'museum-dh1024.test', about: 'Diffie-Hellman group of 1024 bits', hosts: one('dh1024') },
  { domain: 'harbour-no-ehlo.test', about: 'says 502 to EHLO', hosts: one('no-ehlo') },
  { domain: 'harbour-reset.test', about: 'resets the connection at STARTTLS', hosts: one('starttls-reset') },
  { domain: 'harbour-alert.test', about: 'a TLS alert in place of a handshake', hosts: one('alert-handshake') },
  { domain: 'harbour-slow.test', about: 'greets after 40 seconds', hosts: one('slow-banner') },
  { domain: 'harbour-closed.test', about: 'connection refused: nobody listens', hosts: [], dns: 'refused' },
  { domain: 'harbour-busy.test', about: '421 in place of a greeting', hosts: one('banner-421') },
  { domain: 'harbour-shut.test', about: '554 in place of a greeting', hosts: one('banner-554') },
  { domain: 'alps-7bit.test', about: 'neither 8BITMIME nor SMTPUTF8', hosts: one('no-8bitmime') },

  { domain: 'dane-good.test', about: 'DANE 3 1 1 fits its self-signed certificate', hosts: one('self-signed'), publishes: 'dane-key' },
  { domain: 'dane-expired.test', about: 'DANE 3 1 1 fits; the expiry does not count', hosts: one('expired'), publishes: 'dane-key' },
  { domain: 'dane-other-key.test', about: 'DANE 3 1 1 of another key', hosts: one('good'), publishes: 'dane-other-key' },
  { domain: 'dane-anchor.test', about: 'DANE 2 1 1 of its own authority', hosts: foreign('good'), publishes: 'dane-anchor' },
  {
    domain: 'dane-anchor-name.test',
    about: 'DANE 2 1 1, certificate for another name',
    hosts: foreign('wrong-name'),
    publishes: 'dane-anchor',
  },
  {
    domain: 'dane-forged.test',
    about: 'DANE 2 1 1 whose anchor stands in the chain and signed nothing',
    hosts: one('good'),
    publishes: 'dane-forged',
  },
  { domain: 'dane-unusable.test', about: 'DANE record of an unknown matching type', hosts: one('self-signed'), publishes: 'dane-unusable' },
  { domain: 'dane-usage1.test', about: 'DANE 1 1 1 only, which SMTP does not use', hosts: one('self-signed'), publishes: 'dane-usage1' },
  { domain: 'dane-servfail.test', about: 'its TLSA record cannot be asked for', hosts: one('good'), publishes: 'dane-servfail' },
  { domain: 'dane-no-tls.test', about: 'DANE record, but no STARTTLS', hosts: one('no-starttls'), publishes: 'dane-key' },
  { domain: 'dane-unsigned-mx.test', about: 'a DANE host behind an unsigned MX', hosts: one('self-signed'), publishes: 'dane-unsigned-mx' },
  {
    domain: 'dane-alias.test',
    about: 'MX names an alias whose DANE record does not fit',
    hosts: one('good'),
    dns: 'alias',
    publishes: 'dane-other-key',
  },

  { domain: 'sts-enforce.test', about: 'MTA-STS enforce, met', hosts: one('good'), publishes: 'sts-enforce' },
  { domain: 'sts-not-named.test', about: 'MTA-STS enforce names another host', hosts: one('good'), publishes: 'sts-not-named' },
  { domain: 'sts-bad-certificate.test', about: 'MTA-STS enforce, mail host expired', hosts: one('expired'), publishes: 'sts-enforce' },
  { domain: 'sts-testing.test', about: 'MTA-STS testing would fail', hosts: one('wrong-name'), publishes: 'sts-testing' },
  { domain: 'sts-none.test', about: 'MTA-STS mode none', hosts: one('good'), publishes: 'sts-none' },
  { domain: 'sts-redirect.test', about: 'MTA-STS policy is a redirect', hosts: one('good'), publishes: 'sts-redirect' },
  { domain: 'sts-expired.test', about: 'MTA-STS policy host has an expired certificate', hosts: one('good'), publishes: 'sts-expired' },

  { domain: 'alias-mx.test', about: 'MX names an alias', hosts: one('good'), dns: 'alias' },
  { domain: 'no-mx.test', about: 'no MX: the domain itself is the host', hosts: one('good'), dns: 'no-mx' },
  { domain: 'lost-mx.test', about: 'MX names a host that does not exist', hosts: [], dns: 'lost-mx' },
  { domain: 'six.test', about: 'IPv6 only (where this machine has ::1)', hosts: one('good'), dns: 'ipv6' },
] as const satisfies readonly Neighbour[]

export type UnusualDomain = (typeof UNUSUAL_NEIGHBOURS)[number]['domain']
