// The history of what domains offer, written beside steps 4 and 6: from what assess found and from what the sessions then showed. Nobody waits for it, and
// nothing depends on it; a change is written once, what stays the same at most once in `every`.
import { createHash } from 'node:crypto'
import type { Posture } from '../domain/posture.ts'
import { detailMark, domainVerdict, levelMark, summarise } from '../domain/posture-summary.ts'
import type { HostAttempt } from '../domain/route.ts'
import type { Clock } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import type { PostureStore } from '../store/postures.ts'

export interface PostureHistory {
  see(posture: Posture): void
  /** What is being written. */
  written(): Promise<void>
}

export interface HistorySettings {
  /** Rows of one domain. */
  readonly entries: number
  /** Milliseconds: keeping time of a row after it was last seen; and how often a change of detail, or none, is written down. */
  readonly keep: number
  readonly every: number
}

const MAX_IN_MEMORY = 20_000

export function createPostureHistory(
  { store, clock, log }: { readonly store: Pick<PostureStore, 'recordPosture'>; readonly clock: Clock; readonly log: Pick<Log, 'warn'> },
  { entries, keep, every }: HistorySettings,
): PostureHistory {
  const near = new Map<string, { readonly level: string; readonly at: number }>()
  const writing = new Set<Promise<void>>()

  function see(posture: Posture): void {
    const now = clock.now()
    const summary = summarise(posture)
    const level = levelMark(summary)
    const known = near.get(posture.domain)
    if (known?.level === level && now - known.at < every) return
    near.delete(posture.domain)
    near.set(posture.domain, { level, at: now })
    if (near.size > MAX_IN_MEMORY) near.delete(near.keys().next().value as string)
    const mark = createHash('sha256').update(detailMark(summary)).digest('base64url')
    const done = store
      .recordPosture(posture.domain, now, mark, summary, { entries, before: now - keep })
      .catch((error: unknown) => log.warn('posture.unrecorded', { error }))
      .finally(() => writing.delete(done))
    writing.add(done)
  }

  return { see, written: async () => void (await Promise.all(writing)) }
}

/** What the sessions showed, laid over the forecast. An address that could not be reached says nothing about its host. */
export function withSessions(posture: Posture, attempts: readonly HostAttempt[]): Posture {
  const shown = new Map(attempts.filter(({ verdict }) => verdict.verdict !== 'unreachable').map(({ host, verdict }) => [host, verdict]))
  if (shown.size === 0) return posture
  const mx = posture.mx.map((host) => ({ ...host, ...shown.get(host.host) }))
  return { ...posture, mx, verdict: domainVerdict(mx) }
}
