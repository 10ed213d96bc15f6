// Counts ledger events by kind as they are written: what `postern_events_total` shows.
import type { Metrics } from '../api/metrics.ts'
import type { NewEvent } from '../domain/event.ts'
import type { Store } from '../store/store.ts'

export function countedStore(store: Store, metrics: Metrics): Store {
  const count = (events: readonly NewEvent[]) => {
    for (const { kind } of events) metrics.events.inc({ kind })
  }
  return {
    ...store,
    async accept(message, events) {
      const outcome = await store.accept(message, events)
      if (outcome.accepted.length > 0) count(events)
      return outcome
    },
    async apply(change) {
      const outcome = await store.apply(change)
      if (outcome.ok) count(change.steps.map(({ event }) => event))
      return outcome
    },
  }
}
