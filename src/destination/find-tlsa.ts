// What DANE says of a mail host (RFC 7672 §2.2): TLSA records that came with the AD bit of a resolver that is trusted to validate. A lookup that
// fails leaves the host unusable for now, since whoever can suppress the records could lower the protection; only a proved or an unsigned "none" is one.
import { DANE_TA, type DanePolicy, isUsable, type TlsaRecord } from '../domain/dane.ts'
import type { HostFacts } from '../domain/host-verdict.ts'
import type { DaneFacts } from '../domain/posture.ts'
import type { AskOptions, DnsAnswer, Resolver, TlsaRecord as TlsaData } from '../platform/dns.ts'

export type FoundTlsa = { readonly dane: DaneFacts } | { readonly trouble: Extract<HostFacts, { kind: 'dns' }> }

export interface TlsaQuestion {
  /** MX name. */
  readonly host: string
  /** Where the aliases of `host` ended, all of them secure. */
  readonly canonicalName: string
  /** The recipient's domain. */
  readonly domain: string
  readonly port: number
}

/** The port that mail hosts of the internet have: records stand there, also where a test's hosts listen elsewhere. */
const SMTP_PORT = 25

/** Asked only about hosts whose addresses came secure (RFC 7672 §2.2.2): the name servers of unsigned zones often fail at TLSA. */
export async function findTlsa(question: TlsaQuestion, resolver: Resolver, options: AskOptions = {}): Promise<FoundTlsa> {
  const { host, canonicalName } = question
  for (const base of canonicalName === host ? [host] : [canonicalName, host]) {
    for (const port of question.port === SMTP_PORT ? [SMTP_PORT] : [question.port, SMTP_PORT]) {
      const answer = await resolver.tlsa(`_${port}._tcp.${base}`, options)
      if (answer.kind === 'failure') return { trouble: { kind: 'dns', permanent: false, reason: `TLSA lookup: ${answer.reason}` } }
      const records = recordsOf(answer)
      if (records.length > 0) return { dane: factsOf(base, question, records) }
    }
  }
  return { dane: { state: 'none' } }
}

function recordsOf(answer: Exclude<DnsAnswer<TlsaData>, { kind: 'failure' }>): readonly TlsaRecord[] {
  if (answer.kind !== 'answer' || !answer.authenticated) return []
  return answer.records
    .map(({ usage, selector, matchingType, certificate }) => ({
      usage,
      selector,
      matchingType,
      data: Buffer.from(certificate).toString('hex'),
    }))
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
}

function factsOf(base: string, { host, canonicalName, domain }: TlsaQuestion, records: readonly TlsaRecord[]): DaneFacts {
  const usable = records.filter(isUsable)
  // Usage 3 asks for no name, so that the verdict of such a host is one for all domains.
  const names = usable.some(({ usage }) => usage === DANE_TA) ? [...new Set([base, host, canonicalName, domain])] : []
  const policy: DanePolicy = { base, names, records: usable }
  return { state: usable.length > 0 ? 'usable' : 'unusable', policy }
}
