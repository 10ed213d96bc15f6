// Is this address a mail server of Salesforce? Its SPF record is `exists:%{i}._spf.mta.salesforce.com`: an A record under the peer's address says
// yes (RFC 7208 §5.7, §7.3; salesforce.md §1.4). Answers are kept for their TTL. No answer is not "no": the client is asked to come again.
import { isIPv6 } from 'node:net'
import type { Clock } from '../platform/clock.ts'
import type { Resolver } from '../platform/dns.ts'

export type SpfAnswer = 'yes' | 'no' | 'unknown'

const MAX_KEPT = 10_000
/** Bounds for how long an answer is kept, in seconds: a TTL of 0 still serves the sessions that come together. */
const TTL = { least: 5, most: 3600 }

export function createSalesforceSpf(resolver: Pick<Resolver, 'a'>, clock: Clock): (address: string) => Promise<SpfAnswer> {
  const kept = new Map<string, { answer: Promise<SpfAnswer>; until: number }>()

  async function ask(address: string): Promise<SpfAnswer> {
    const answer = await resolver.a(spfName(address))
    if (answer.kind === 'failure') {
      kept.delete(address)
      return 'unknown'
    }
    const seconds = Math.min(TTL.most, Math.max(TTL.least, answer.ttl))
    const found: SpfAnswer = answer.kind === 'answer' && answer.records.length > 0 ? 'yes' : 'no'
    keep(address, Promise.resolve(found), clock.now() + seconds * 1000)
    return found
  }

  function keep(address: string, answer: Promise<SpfAnswer>, until: number): void {
    kept.delete(address)
    kept.set(address, { answer, until })
    if (kept.size > MAX_KEPT) kept.delete(kept.keys().next().value as string)
  }

  return (address) => {
    const known = kept.get(address)
    if (known && known.until > clock.now()) return known.answer
    const asked = ask(address).catch((): SpfAnswer => {
      kept.delete(address)
      return 'unknown'
    })
    keep(address, asked, clock.now() + TTL.least * 1000)
    return asked
  }
}

/** `192.0.2.1` → `192.0.2.1._spf.mta.salesforce.com`; an IPv6 address is written nibble by nibble (RFC 7208 §7.3, macro `i`). */
export function spfName(address: string): string {
  return `${isIPv6(address) ? nibbles(address) : address}._spf.mta.salesforce.com`
}

function nibbles(address: string): string {
  const [head = '', tail] = withoutDottedQuad(address.toLowerCase().replace(/%.*$/, '')).split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? [] : Array<string>(8 - left.length - right.length).fill('0')
  return [...[...left, ...zeros, ...right].map((group) => group.padStart(4, '0')).join('')].join('.')
}

function withoutDottedQuad(address: string): string {
  return address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, a, b, c, d) =>
    [Number(a) * 256 + Number(b), Number(c) * 256 + Number(d)].map((group) => group.toString(16)).join(':'),
  )
}
