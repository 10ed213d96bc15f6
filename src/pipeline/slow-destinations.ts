// What `queue list` may say of hosts that asked for less: the worker that learned it notes it in the store's cache, where every process can read.
import type { SlowHost } from '../delivery/pace.ts'
import type { Store } from '../store/store.ts'

export interface SlowDestination extends SlowHost {
  /** Milliseconds since the epoch: when it asked. */
  readonly at: number
}

/** The note outlives the pause by this time: a host that fell silent about it has recovered. */
const KEEP_MS = 10 * 60_000

const keyOf = (domain: string): string => `slow-destination/${domain}`

export async function noteSlow(store: Pick<Store, 'cachePut'>, domain: string, host: SlowHost, at: number): Promise<void> {
  await store.cachePut(keyOf(domain), { ...host, at } satisfies SlowDestination, (host.restsUntil ?? at) + KEEP_MS)
}

export async function slowDestination(store: Pick<Store, 'cacheGet'>, domain: string, now: number): Promise<SlowDestination | undefined> {
  return (await store.cacheGet(keyOf(domain), now)) as SlowDestination | undefined
}
