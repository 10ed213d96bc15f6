// /healthz: the process answers · /readyz: it can do its work, and what is wrong when it cannot · /metrics. A listener of its own (design §8).
import Fastify from 'fastify'
import type { Metrics } from './metrics.ts'

export interface HealthOptions {
  readonly host: string
  readonly port: number
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

export async function startHealth(options: HealthOptions, parts: HealthParts): Promise<{ readonly port: number; stop(): Promise<void> }> {
  const server = Fastify({ logger: false })
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
  return { port: typeof address === 'object' && address ? address.port : options.port, stop: () => server.close() }
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
