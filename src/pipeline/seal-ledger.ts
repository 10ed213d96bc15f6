// The ledger's sealer: beside the pipeline, one process of all nodes at a time (a lease) gathers committed events, gives them gap-free
// positions and appends a signed segment. Events commit with their state row and wait here a fifth of a second; a crash at any point only
// means that the next pass, here or on another node, gathers them: building has no effect, and appending is one atomic verb of the store.
import { buildSegment, type LedgerSegment } from '../domain/ledger-segment.ts'
import { KeyMissing } from '../platform/keyring.ts'
import type { PipelineParts } from './parts.ts'

export interface SealerParts extends Pick<PipelineParts, 'keyring' | 'clock' | 'log' | 'owner'> {
  readonly store: Pick<PipelineParts['store'], 'leaseSealer' | 'unsealed' | 'appendSegment' | 'onWork'>
}

export interface SealerOptions {
  /** Milliseconds between segments while events keep coming. */
  readonly intervalMs: number
  /** Milliseconds until an idle sealer looks again by itself; work wakes it sooner. */
  readonly idleMs: number
  /** Milliseconds that a lease lasts: how long sealing pauses after the sealing node died. Renewed at half of it. */
  readonly leaseMs: number
  /** Milliseconds to wait after an error. */
  readonly retryMs: number
  /** Events of one segment at most; what is more follows at once. Bounds the time that hashing keeps the event loop: some 10 µs an event. */
  readonly batch: number
}

export const SEALER_DEFAULTS: SealerOptions = { intervalMs: 200, idleMs: 1_000, leaseMs: 10_000, retryMs: 5_000, batch: 500 }

export interface Sealer {
  /** Seals what is there, gives the lease back so that the next sealer need not wait for its end, then ends. */
  stop(): Promise<void>
}

/** What one pass did: `sealed` all that waited, sealed a full batch and there is `more`, `idle`, another node is the sealer, or it failed. */
type Pass = 'sealed' | 'more' | 'idle' | 'not-mine' | 'failed'

/** @throws KeyMissing when this process does not hold the ledger key */
export function startSealer(parts: SealerParts, given: Partial<SealerOptions> = {}): Sealer {
  const options = { ...SEALER_DEFAULTS, ...given }
  if (!parts.keyring.holds('ledger')) throw new KeyMissing('ledger', 'private')
  const { pass, release } = createPasses(parts, options)
  let stopping = false
  let wake = (): void => undefined
  const unsubscribe = parts.store.onWork(() => wake())

  const pause = async (ms: number, wakeable: boolean): Promise<void> => {
    if (stopping) return
    const alarm = new AbortController()
    wake = () => {
      if (wakeable || stopping) alarm.abort()
    }
    await parts.clock.sleep(ms, alarm.signal)
    wake = () => undefined
  }

  const run = async (): Promise<void> => {
    while (!stopping) {
      const done = await pass()
      if (done === 'sealed') await pause(options.intervalMs, false)
      if (done === 'idle') await pause(options.idleMs, true)
      if (done === 'not-mine') await pause(options.leaseMs / 2, false)
      if (done === 'failed') await pause(options.retryMs, false)
    }
    while ((await pass()) === 'more');
    await release()
  }
  const running = run()
  return {
    async stop() {
      stopping = true
      unsubscribe()
      wake()
      await running
    },
  }
}

function createPasses(parts: SealerParts, options: SealerOptions): { pass(): Promise<Pass>; release(): Promise<void> } {
  const { store, keyring, clock, log, owner } = parts
  let leasedUntil = 0
  let headDay = -1

  const leased = async (): Promise<boolean> => {
    const now = clock.now()
    if (leasedUntil - now > options.leaseMs / 2) return true
    const until = now + options.leaseMs
    leasedUntil = (await store.leaseSealer(owner, now, until)) ? until : 0
    return leasedUntil > 0
  }
  /** Once a day, and at each start, the head goes where the logs go: whoever keeps logs elsewhere can later show that nothing was cut off. */
  const tellHead = (segment: LedgerSegment): void => {
    const day = Math.floor(segment.sealedAt / 86_400_000)
    if (day !== headDay) log.info('ledger.head', { position: segment.to, hash: segment.hash, key: segment.key })
    headDay = day
  }

  const pass = async (): Promise<Pass> => {
    try {
      const { events, last } = await store.unsealed(options.batch)
      if (events.length === 0) return 'idle'
      if (!(await leased())) return 'not-mine'
      const segment = buildSegment(events, last, clock.now(), (data) => keyring.sign(data))
      const ids = events.map((event) => event.id)
      if (!(await store.appendSegment(owner, segment, ids))) {
        // Another node took over between reading and appending; the store has kept one chain.
        leasedUntil = 0
        return 'sealed'
      }
      tellHead(segment)
      return events.length === options.batch ? 'more' : 'sealed'
    } catch (error) {
      leasedUntil = 0
      log.error('ledger.seal-failed', { error })
      return 'failed'
    }
  }

  /** A lease that ends now is free for anybody. */
  const release = async (): Promise<void> => {
    const now = clock.now()
    if (leasedUntil <= now) return
    leasedUntil = 0
    await store.leaseSealer(owner, now, now).catch((error: unknown) => log.warn('ledger.release-failed', { error }))
  }

  return { pass, release }
}
