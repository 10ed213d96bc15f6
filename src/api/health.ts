// /healthz: the process answers · /readyz: it can do its work, and what is wrong when it cannot · /metrics. A listener of its own (design §8).
import type { Server as HttpsServer } from 'node:https'
import { type FastifyInstance, fastify } from 'fastify'
import type { Metrics } from './metrics.ts'

export interface HealthOptions {
  readonly host: string
  readonly port: number
  /** PEM texts; left out, it speaks http. */
  readonly tls?: { readonly cert: string; readonly key: string } | undefined
}

export interface Health {
  readonly port: number
  /** Takes a renewed certificate; does nothing where it speaks http. */
  renew(certificate: { readonly cert: string; readonly key: string }): void
  /** At once: no answer of these pages is worth waiting for. */
  stop(): Promise<void>
}

export interface HealthParts {
  readonly metrics: Metrics
  /** Each check resolves, or rejects with a sentence that says what to do. */
  readonly checks: Readonly<Record<string, () => Promise<void>>>
  /** Recipients by state, asked at each scrape. */
  readonly counts: () => Promise<Readonly<Record<string, number>>>
}

/** A check that takes longer counts as failed: a probe must answer. */
const CHECK_MS = 3000
/** Milliseconds for a request to arrive, and after which a silent connection ends. */
const REQUEST_MS = 10_000
const SILENT_MS = 60_000

export async function startHealth(options: HealthOptions, parts: HealthParts): Promise<Health> {
  // A client that connected and says nothing must not hold up a stop.
  const common = { logger: false as const, forceCloseConnections: true, requestTimeout: REQUEST_MS, connectionTimeout: SILENT_MS }
  const server = (
    options.tls ? fastify({ ...common, https: { ...options.tls, minVersion: 'TLSv1.2' } }) : fastify(common)
  ) as FastifyInstance
  server.get('/healthz', async () => ({ status: 'ok' }))
  server.get('/readyz', async (_request, reply) => {
    const results = await Promise.all(Object.entries(parts.checks).map(async ([name, check]) => [name, await run(check)] as const))
    const failed = results.some(([, result]) => result !== 'ok')
    reply.code(failed ? 503 : 200)
    return { status: failed ? 'not ready' : 'ready', checks: Object.fromEntries(results) }
  })
  server.get('/metrics', async (_request, reply) => {
    parts.metrics.recipients.reset()
    for (const [state, count] of Object.entries(await parts.counts())) parts.metrics.recipients.set({ state }, count)
    reply.type(parts.metrics.registry.contentType)
    return parts.metrics.registry.metrics()
  })
  await server.listen({ host: options.host, port: options.port })
  const address = server.server.address()
  return {
    port: typeof address === 'object' && address ? address.port : options.port,
    renew: (certificate) => {
      if ('setSecureContext' in server.server) (server.server as HttpsServer).setSecureContext({ ...certificate, minVersion: 'TLSv1.2' })
    },
    stop: () => server.close(),
  }
}

async function run(check: () => Promise<void>): Promise<string> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no answer within ${CHECK_MS} ms`), CHECK_MS)
  })
  const result = check().then(
    () => 'ok',
    (error: Error) => error.message,
  )
  return Promise.race([result, late]).finally(() => clearTimeout(timer))
}
