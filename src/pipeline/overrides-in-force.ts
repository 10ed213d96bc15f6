// The overrides that hold for a recipient's domain, looked up at step 4 for every attempt: assess judges the hosts by them, plan the copies.
import { holdsFor, type Override } from '../domain/override.ts'
import type { Clock } from '../platform/clock.ts'
import type { Store } from '../store/store.ts'

export interface OverridesInForce {
  /** Those that hold now for a recipient's domain; one that rests on a consent only while that is given. */
  of(domain: string): Promise<readonly Override[]>
}

/** Milliseconds after which what a person recorded counts at the latest: one question a second, whatever the number of copies. */
const FRESH_MS = 1_000

/** Where the store cannot answer there is no plan either: an override that tightens must not be missed (P1). */
export function createOverridesInForce({
  store,
  clock,
}: {
  readonly store: Pick<Store, 'overridesHolding' | 'consent'>
  readonly clock: Clock
}): OverridesInForce {
  let asked: { readonly at: number; readonly rows: Promise<readonly Override[]> } | undefined

  function holding(): Promise<readonly Override[]> {
    const now = clock.now()
    if (asked && now - asked.at < FRESH_MS && now >= asked.at) return asked.rows
    const rows = store.overridesHolding(now)
    asked = { at: now, rows }
    rows.catch(() => {
      asked = undefined
    })
    return rows
  }

  async function stands({ terms: { allowAny } }: Override, now: number): Promise<boolean> {
    if (allowAny === undefined || allowAny === 'exception') return true
    const given = await store.consent(allowAny.consent)
    return given !== undefined && given.withdrawnAt === undefined && (given.expiresAt === undefined || given.expiresAt > now)
  }

  return {
    async of(domain) {
      const now = clock.now()
      const found = (await holding()).filter((override) => holdsFor(override, domain, now))
      if (found.length === 0) return found
      const standing = await Promise.all(found.map((override) => stands(override, now)))
      return found.filter((_override, index) => standing[index])
    },
  }
}
