// The resolver port: answers with TTL and the AD bit, and errors that say whether asking again can help (tls.md §5).

export type DnsAnswer<T> =
  /** `authenticated` is the AD bit; `ttl` in seconds, the smallest of the answer. `canonicalName` is where the CNAME chain ended. */
  | {
      readonly kind: 'answer'
      readonly records: readonly T[]
      readonly ttl: number
      readonly authenticated: boolean
      readonly canonicalName: string
    }
  | { readonly kind: 'nodata'; readonly ttl: number; readonly authenticated: boolean; readonly canonicalName: string }
  | { readonly kind: 'nxdomain'; readonly ttl: number; readonly authenticated: boolean }
  /** SERVFAIL, REFUSED, time-out, broken answer: unknown, never "none". */
  | { readonly kind: 'failure'; readonly reason: string }

export interface MxRecord {
  readonly exchange: string
  readonly preference: number
}

export interface TlsaRecord {
  readonly usage: number
  readonly selector: number
  readonly matchingType: number
  readonly certificate: Uint8Array
}

export interface AskOptions {
  /** Asks the server whatever answer is kept. */
  readonly fresh?: boolean
}

/** Names are given and returned without a trailing dot, A-labels, lower case; the root is '.'. */
export interface Resolver {
  mx(name: string): Promise<DnsAnswer<MxRecord>>
  a(name: string): Promise<DnsAnswer<string>>
  aaaa(name: string): Promise<DnsAnswer<string>>
  /** Strings of one TXT record are joined. */
  txt(name: string, options?: AskOptions): Promise<DnsAnswer<string>>
  tlsa(name: string, options?: AskOptions): Promise<DnsAnswer<TlsaRecord>>
  close(): void
}
