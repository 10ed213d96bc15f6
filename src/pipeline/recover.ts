// Start-up after whatever ended the last run: leases of processes that are gone, blobs that no row names.
import type { PipelineParts } from './parts.ts'

/** A transaction that is still arriving keeps its blob at least this long. */
const ORPHAN_AGE_MS = 24 * 3600_000

/**
 * @param alone true where no other process can hold leases (SQLite): every lease is a dead one, and nobody waits for it to run out. Else those
 *   that ran out are, and those of this node's earlier incarnations.
 */
export async function recover(parts: Pick<PipelineParts, 'store' | 'clock' | 'log' | 'owner'>, alone: boolean): Promise<void> {
  const { store, clock, owner } = parts
  const lost = await (alone ? store.reclaimLeases(Number.MAX_SAFE_INTEGER) : store.reclaimLeases(clock.now(), owner))
  const orphans = await sweepBlobs(parts)
  if (lost.length > 0 || orphans > 0)
    parts.log.info('recovered', { lost: lost.length, unknown: lost.filter(({ state }) => state === 'unknown').length, orphans })
}

/** What a crash left, and what came with a message that turned out to be a repetition. @returns how many blobs were removed */
export function sweepBlobs({ store, clock }: Pick<PipelineParts, 'store' | 'clock'>): Promise<number> {
  return store.removeOrphanBlobs(clock.now() - ORPHAN_AGE_MS)
}
