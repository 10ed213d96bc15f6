// What every command and every role opens first: configuration, log, store, keys, evidence.
import { mkdir } from 'node:fs/promises'
import type { Config } from '../domain/config.ts'
import { type Clock, systemClock } from '../platform/clock.ts'
import { createEvidence, type Evidence } from '../platform/evidence.ts'
import { createFileKeyService } from '../platform/file-key-service.ts'
import type { KeyServiceError } from '../platform/key-folder.ts'
import type { Keyring, KeyService, PairRole } from '../platform/keyring.ts'
import { createLog, type Log } from '../platform/log.ts'
import type { FileLayer } from '../platform/safe-file.ts'
import { type OpenStoreOptions, openStore } from '../store/open-store.ts'
import type { Store } from '../store/store.ts'
import { loadConfig } from './config.ts'

export interface Context {
  readonly config: Config
  readonly store: Store
  readonly keyring: Keyring
  readonly evidence: Evidence
  readonly clock: Clock
  readonly log: Log
  close(): Promise<void>
}

export const DEFAULT_CONFIG = 'postern.yaml'

/** Private key halves of each role of a process. Intake holds none: it can seal, and cannot read back. */
const ALL_PAIRS: readonly PairRole[] = ['worker', 'portal', 'ledger']

/** @throws ConfigInvalid, KeyServiceError or StoreError, each saying what to do */
export async function openContext(options: { readonly config?: string; readonly clock?: Clock }): Promise<Context> {
  const config = await loadConfig(options.config ?? DEFAULT_CONFIG, process.env, { unsetAllowed: ['senders', 'routes'] })
  return openContextFor(config, { hold: 'present', ...(options.clock ? { clock: options.clock } : {}) })
}

export interface ContextOptions {
  readonly clock?: Clock
  readonly log?: Log
  /** Private halves to hold; all of them unless the process has a narrower role. `present`: those that are here, for commands on a split node. */
  readonly hold?: readonly PairRole[] | 'present'
  /** See `OpenStoreOptions.worker`. */
  readonly worker?: boolean
  /** The disk that large sealed bytes go to; tests bring one that is full or loses power. */
  readonly fileLayer?: FileLayer
  /** See `OpenStoreOptions.lossWait`; tests that kill a gateway again and again have no hour to wait. */
  readonly lossWait?: OpenStoreOptions['lossWait']
}

export async function openContextFor(
  config: Config,
  { clock = systemClock, log, hold = ALL_PAIRS, worker = false, fileLayer, lossWait }: ContextOptions = {},
): Promise<Context> {
  await mkdir(config.data, { recursive: true, mode: 0o700 })
  const ownLog = log ?? createLog({ level: config.log.level })
  const store = await openStore({
    url: config.store.url,
    dataDir: config.data,
    clock,
    worker,
    ...(fileLayer ? { fileLayer } : {}),
    ...(lossWait ? { lossWait } : {}),
  })
  try {
    const keyring = await openKeys(config, store, hold, clock, ownLog)
    return {
      config,
      store,
      keyring,
      evidence: createEvidence({ keyring, keys: store, clock }),
      clock,
      log: ownLog,
      close: () => store.close(),
    }
  } catch (error) {
    await store.close()
    throw error
  }
}

/**
 * Keys are made once, with an empty store. Later a missing key folder is one that was lost or is not mounted: new keys would make everything
 * that is stored unreadable for good. A process with a narrower role never makes keys: it is given those of its role.
 */
async function openKeys(config: Config, store: Store, hold: readonly PairRole[] | 'present', clock: Clock, log: Log): Promise<Keyring> {
  const keys = createFileKeyService(
    { path: config.keys.path, onRefreshError: (error) => log.warn('keys.refresh-failed', { error }) },
    clock,
  )
  const fresh = (await store.messages({ limit: 1 })).length === 0 && (await store.segments(0, 1)).length === 0
  const whole = hold === 'present' ? (await heldPairs(keys)).length === 0 : ALL_PAIRS.every((role) => hold.includes(role))
  if (whole && fresh) await keys.create([...ALL_PAIRS, 'hash'])
  return keys.load(hold === 'present' ? await heldPairs(keys) : hold)
}

/** None where there is no folder yet; `load` says it in words where there should be one. */
async function heldPairs(keys: KeyService): Promise<readonly PairRole[]> {
  const known = await keys.list().catch((error: KeyServiceError) => {
    if (error.code === 'KEYS_MISSING') return []
    throw error
  })
  const held = new Set(known.filter((key) => key.held).map(({ role }) => role))
  return ALL_PAIRS.filter((role) => held.has(role))
}
