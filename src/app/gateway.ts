// The only place that wires: parts are made in the order in which a message meets them, and stopped so that nothing accepts what nobody will carry on.

import { startHealth } from '../api/health.ts'
import { createMetrics, type Metrics } from '../api/metrics.ts'
import type { Config } from '../domain/config.ts'
import { createAccept } from '../pipeline/accept.ts'
import { createInspector, type Inspector } from '../pipeline/inspector.ts'
import { createOverridesInForce } from '../pipeline/overrides-in-force.ts'
import type { Checkpoint, PipelineParts } from '../pipeline/parts.ts'
import { type Pipeline, startPipeline } from '../pipeline/pipeline.ts'
import { createPostureHistory } from '../pipeline/posture-history.ts'
import { startSealer } from '../pipeline/seal-ledger.ts'
import type { PairRole } from '../platform/keyring.ts'
import { readPair } from './certificate-pair.ts'
import { type Context, type ContextOptions, openContextFor } from './context.ts'
import { countedStore } from './counted-store.ts'
import { loadDkimKeys } from './dkim-keys.ts'
import { type Door, startDoor } from './door.ts'
import { attachmentBounds, contentBounds } from './limits.ts'
import { startMail } from './mail-parts.ts'
import { takeNodeOwner } from './node-owner.ts'
import { type PolicyInForce, startPolicy } from './policy-in-force.ts'
import { ROUTES } from './routes.ts'
import { type SecurePages, startSecurePages } from './secure-pages.ts'
import { watchFiles } from './watch-files.ts'

/** What one process does; all of it unless a gateway is split. They meet only in the store. */
export const ROLES = ['intake', 'worker', 'portal'] as const
export type Role = (typeof ROLES)[number]

/** Which private key halves a role needs: intake can seal and never read back, the portal opens only what it was granted. */
const HOLDS: Readonly<Record<Role, readonly PairRole[]>> = { intake: [], worker: ['worker', 'ledger'], portal: ['portal'] }

export interface GatewayOptions extends Omit<ContextOptions, 'hold' | 'worker'> {
  readonly roles?: readonly Role[]
  /** See `PipelineParts.checkpoint`. */
  readonly checkpoint?: (name: Checkpoint) => void
  /** Milliseconds until the work of a process that is gone is taken over; default `LEASE_MS`, and the sealer's own for the ledger. */
  readonly leaseMs?: number
}

export interface Gateway extends Context {
  /** Undefined where the process does not decide. */
  readonly policy?: PolicyInForce
  readonly metrics: Metrics
  /** Where it listens, after port 0 became a real one. */
  readonly listening: {
    readonly smtp: readonly { readonly host: string; readonly port: number }[]
    readonly portal?: number
    readonly metrics: number
  }
  /** Reads policies and certificates again. */
  reload(): Promise<void>
  /**
   * No new mail; what is under way may end within `graceMs` (default 10 seconds), the rest is cut off and becomes due again; then everything
   * is closed. Called once more while it stops, with less grace, it does not wait for browsers either.
   */
  stop(graceMs?: number): Promise<void>
}

/** @throws PolicyBroken, KeyServiceError, StoreError or a listener's error: a gateway that cannot do all of its job does not start */
export async function startGateway(config: Config, options: GatewayOptions = {}): Promise<Gateway> {
  const roles = new Set<Role>(options.roles ?? ROLES)
  const hold = [...roles].flatMap((role) => HOLDS[role])
  const context = await openContextFor(config, { ...options, hold, worker: roles.has('worker') })
  const undo: (() => Promise<unknown> | unknown)[] = [() => context.close()]
  try {
    return await wire(context, roles, options, undo)
  } catch (error) {
    for (const step of undo.reverse()) await step()
    throw error
  }
}

async function wire(opened: Context, roles: ReadonlySet<Role>, options: GatewayOptions, undo: (() => unknown)[]): Promise<Gateway> {
  const { config, log } = opened
  const metrics = createMetrics()
  const context: Context = { ...opened, store: countedStore(opened.store, metrics) }
  const checkpoint = options.checkpoint ?? (() => {})

  const worker = roles.has('worker') ? await startWorkerParts(context, metrics, checkpoint, options.leaseMs) : undefined
  if (worker) undo.push(() => worker.drain(0).then(worker.close))
  const pages = roles.has('portal') ? await startSecurePages(context) : undefined
  if (pages) undo.push(() => pages.stop(0))
  const door = roles.has('intake')
    ? await startDoor(context, metrics, worker?.pipeline.begin ?? createAccept({ ...context, checkpoint }))
    : undefined
  if (door) undo.push(() => door.stop(0))
  const { cert, key, ...metricsListener } = config.listen.metrics
  const health = await startHealth(
    { ...metricsListener, tls: await readPair({ cert, key }) },
    { metrics, counts: () => context.store.counts(), checks: { store: () => context.store.ping() } },
  )
  undo.push(() => health.stop())
  const renewCertificates = async () => {
    await door?.reload()
    await pages?.reload()
    const pair = await readPair(config.listen.metrics)
    if (pair) health.renew(pair)
  }
  const unwatch = watchFiles(certificateFiles(context.config), () => {
    renewCertificates().then(
      () => log.info('certificates.renewed'),
      (error: unknown) => log.error('certificates.refused', { error }),
    )
  })
  undo.push(unwatch)

  const listening = { smtp: door?.addresses ?? [], ...(pages ? { portal: pages.port } : {}), metrics: health.port }
  log.info('started', {
    hostname: config.hostname,
    roles: [...roles].join(' '),
    smtp: listening.smtp.map(({ host, port }) => `${host}:${port}`).join(' '),
    portal: listening.portal,
    metrics: listening.metrics,
  })
  return {
    ...context,
    ...(worker ? { policy: worker.policy } : {}),
    metrics,
    listening,
    async reload() {
      // A broken certificate must not keep a mended policy out, nor the other way round.
      const results = await Promise.allSettled([renewCertificates(), worker?.policy.reload()])
      for (const result of results) if (result.status === 'rejected') throw result.reason
    },
    stop: createStop(context, { door, worker, pages, health, unwatch }),
  }
}

interface Running {
  readonly door: Door | undefined
  readonly worker: WorkerParts | undefined
  readonly pages: SecurePages | undefined
  readonly health: { stop(): Promise<void> }
  readonly unwatch: () => void
}

/** One grace for all that is under way, side by side; called again, it cuts the rest short and then only waits for what must be durable. */
function createStop(context: Context, { door, worker, pages, health, unwatch }: Running): Gateway['stop'] {
  let stopping = false
  let closed: Promise<void> | undefined
  return async (graceMs = 10_000) => {
    const first = !stopping
    stopping = true
    unwatch()
    await Promise.all([door?.stop(graceMs), worker?.drain(graceMs), first ? pages?.stop(graceMs) : undefined])
    await worker?.close()
    if (first) await health.stop()
    closed ??= context.close()
    await closed
  }
}

function certificateFiles(config: Config): readonly string[] {
  return [...config.listen.smtp, config.listen.portal, config.listen.metrics].flatMap(({ cert, key }) => (cert && key ? [cert, key] : []))
}

interface WorkerParts {
  readonly policy: PolicyInForce
  readonly pipeline: Pipeline
  /** Leases nothing more, and ends what is under way. */
  drain(graceMs: number): Promise<void>
  /** After `drain`; the ledger's last events are sealed. */
  close(): Promise<void>
}

async function startWorkerParts(
  context: Context,
  metrics: Metrics,
  checkpoint: (name: Checkpoint) => void,
  leaseMs: number | undefined,
): Promise<WorkerParts> {
  const { config, store, clock, log } = context
  const policy = await startPolicy(config.policies, {
    clock,
    log,
    record: async (event) => void (await store.apply({ steps: [{ event }] })),
    observe: (result) => metrics.policyReloads.inc({ result }),
    options: { routes: ROUTES.map((route) => route.name) },
  })
  const inspector: Inspector = createInspector({
    ...config.inspect,
    content: contentBounds(config),
    attachments: attachmentBounds(config),
    scan: policy.current().scan,
  })
  const mail = await startMail(context)
  const { pace, idleConnections } = mail.delivery
  metrics.watchDelivery(() => {
    const slow = pace.slowHosts()
    const restingHosts = slow.filter(({ restsUntil }) => restsUntil !== undefined).length
    return { idleConnections: idleConnections(), slowHosts: slow.length, restingHosts, pushBacks: pace.pushBacks() }
  })
  const dkim = await loadDkimKeys(config)
  const { owner, release } = await takeNodeOwner(config.data)
  const history = createPostureHistory(context, config.destination.history)
  const overrides = createOverridesInForce(context)
  const parts: PipelineParts = {
    ...context,
    ...mail,
    overrides,
    history,
    policy: policy.current,
    inspector,
    routes: ROUTES,
    dkim,
    owner,
    checkpoint,
  }
  // On SQLite no other process holds leases (`OpenStoreOptions.worker`): those that are there belong to a run that ended.
  const pipeline = await startPipeline(parts, { alone: config.store.url.startsWith('sqlite:'), ...(leaseMs ? { leaseMs } : {}) })
  const sealer = startSealer({ ...context, owner }, leaseMs ? { leaseMs } : {})
  let closed: Promise<unknown> | undefined
  return {
    policy,
    pipeline,
    async drain(graceMs) {
      policy.close()
      await pipeline.stop(graceMs)
    },
    async close() {
      closed ??= Promise.all([inspector.close(), mail.close(), sealer.stop(), history.written()]).finally(release)
      await closed
    },
  }
}
