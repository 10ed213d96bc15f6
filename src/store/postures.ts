// The history of postures: what a domain's mail hosts were found to offer, one row a change, bounded by number and age.
import type { PostureSummary } from '../domain/posture-summary.ts'

export interface SeenPosture {
  readonly domain: string
  /** Milliseconds since the epoch: when it was first and last seen so. */
  readonly at: number
  readonly seenAt: number
  readonly summary: PostureSummary
}

export interface PostureBounds {
  /** Rows of one domain; the oldest go. */
  readonly entries: number
  /** Rows last seen before this time (ms since the epoch) go, of every domain. */
  readonly before: number
}

export interface DomainCount {
  readonly domain: string
  /** State of a recipient. */
  readonly state: string
  readonly copies: number
}

export interface PostureStore {
  /** A new row where it differs from the domain's last one by `mark` (of what counts as a change); else that one was seen again. */
  recordPosture(domain: string, at: number, mark: string, summary: PostureSummary, bounds: PostureBounds): Promise<void>
  /** Newest first. */
  postures(domain: string, limit: number): Promise<readonly SeenPosture[]>
  /** Domains that have a history, in order; `after` is the one to continue after. */
  postureDomains(page: { readonly limit: number; readonly after?: string }): Promise<readonly string[]>
  /** How many copies went to each of these domains, by state: for reports, it reads every recipient of theirs. */
  copiesTo(domains: readonly string[]): Promise<readonly DomainCount[]>
}
