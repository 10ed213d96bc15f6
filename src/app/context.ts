// What every command and every role opens first: configuration, log, store, keys, evidence.
import { mkdir } from 'node:fs/promises'
import type { Config } from '../domain/config.ts'
import { type Clock, systemClock } from '../platform/clock.ts'
import { createEvidence, type Evidence } from '../platform/evidence.ts'
import { createFileKeyService } from '../platform/file-key-service.ts'
import type { Keyring, PairRole } from '../platform/keyring.ts'
import { createLog, type Log } from '../platform/log.ts'
import { openStore } from '../store/open-store.ts'
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
  const config = await loadConfig(options.config ?? DEFAULT_CONFIG)
  return openContextFor(config, options.clock ? { clock: options.clock } : {})
}

export interface ContextOptions {
  readonly clock?: Clock
  readonly log?: Log
  /** Private halves to hold; all of them unless the process has a narrower role. */
  readonly hold?: readonly PairRole[]
}

export async function openContextFor(
  config: Config,
  { clock = systemClock, log, hold = ALL_PAIRS }: ContextOptions = {},
): Promise<Context> {
  await mkdir(config.data, { recursive: true, mode: 0o700 })
  const keys = createFileKeyService({ path: config.keys.path }, clock)
  await keys.create(['worker', 'portal', 'ledger', 'hash'])
  const keyring = await keys.load(hold)
  const store = await openStore({ url: config.store.url, dataDir: config.data, clock })
  return {
    config,
    store,
    keyring,
    evidence: createEvidence({ keyring, keys: store, clock }),
    clock,
    log: log ?? createLog({ level: config.log.level }),
    close: () => store.close(),
  }
}
