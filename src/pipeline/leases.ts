// The leases that this process holds: each with an owner of its own, renewed while work is under way.
import type { PipelineParts } from './parts.ts'

export interface Leases {
  next(): { readonly owner: string; readonly now: number; readonly until: number }
  /** When a lease given or renewed now ends, ms since the epoch. */
  until(): number
  /** Renewed until the function that comes back is called. */
  hold(owner: string, recipients: readonly string[], messages: readonly string[]): () => void
  renew(): Promise<void>
}

/**
 * Every lease has an owner of its own. A process that slept through its leases (a suspended machine) may find its copies leased anew, by itself:
 * under one name for all, the attempt that slept and the new one could both make the mark, and both deliver (P3).
 */
export function createLeases(parts: Pick<PipelineParts, 'clock' | 'owner' | 'store'>, ms: number): Leases {
  const held = new Set<{ readonly owner: string; readonly recipients: readonly string[]; readonly messages: readonly string[] }>()
  let count = 0
  return {
    next: () => {
      const now = parts.clock.now()
      return { owner: `${parts.owner}:${++count}`, now, until: now + ms }
    },
    until: () => parts.clock.now() + ms,
    hold: (owner, recipients, messages) => {
      const entry = { owner, recipients, messages }
      held.add(entry)
      return () => void held.delete(entry)
    },
    renew: async () => {
      const until = parts.clock.now() + ms
      await Promise.all([...held].map(({ owner, recipients, messages }) => parts.store.renewLease(owner, recipients, until, messages)))
    },
  }
}
