// Wires intake: configuration to listeners, senders and limits; certificates read again on reload and when their files change.
import { readFile } from 'node:fs/promises'
import type { Metrics } from '../api/metrics.ts'
import type { Config } from '../domain/config.ts'
import type { BeginIncoming, IntakeObservation } from '../intake/incoming.ts'
import { startIntake } from '../intake/intake.ts'
import type { ListenerOptions } from '../intake/intake-options.ts'
import { createResolver } from '../platform/dns-client.ts'
import type { Context } from './context.ts'
import { intakeBounds, resolverBounds } from './limits.ts'

export interface Door {
  readonly addresses: readonly { readonly host: string; readonly port: number }[]
  /** Certificates, read again; sessions under way keep theirs. */
  reload(): Promise<void>
  stop(graceMs: number): Promise<void>
}

export async function startDoor({ config, clock, log }: Context, metrics: Metrics, begin: BeginIncoming): Promise<Door> {
  const resolver = createResolver({ servers: config.destination.resolver, clock, ...resolverBounds(config) })
  const clientCa = config.listen['client-ca']
  const intake = await startIntake(
    {
      hostname: config.hostname,
      postmaster: config.postmaster,
      listeners: await readListeners(config),
      senders: config.senders,
      // Kept by the verdict: proof of the host by DANE or MTA-STS, passed on to it, else 5.7.30 (domain/require-tls.ts).
      requireTls: true,
      ...(clientCa === 'system' ? {} : { clientAuthorities: await readFile(clientCa, 'utf8') }),
      ...intakeBounds(config),
    },
    { begin, resolver, clock, log, observe: (event) => observe(metrics, event) },
  )
  return {
    addresses: intake.addresses,
    reload: async () => {
      for (const [index, { cert, key }] of (await readListeners(config)).entries())
        if (cert && key) intake.replaceCertificate(index, { cert, key })
    },
    stop: async (graceMs) => {
      await intake.stop(graceMs)
      resolver.close()
    },
  }
}

async function readListeners(config: Config): Promise<ListenerOptions[]> {
  return Promise.all(
    config.listen.smtp.map(async ({ host, port, tls, cert, key }) => ({
      host,
      port,
      tls,
      ...(cert && key ? { cert: await readFile(cert, 'utf8'), key: await readFile(key, 'utf8') } : {}),
    })),
  )
}

function observe(metrics: Metrics, event: IntakeObservation): void {
  switch (event.kind) {
    case 'connection':
    case 'disconnection':
      metrics.connections.set(event.open)
      break
    case 'refused':
      metrics.refused.inc({ reason: event.reason })
      break
    case 'accepted':
      metrics.acceptSeconds.observe(event.ms / 1000)
      metrics.accepted.inc()
      break
    case 'duplicate':
      metrics.duplicates.inc(event.recipients)
      break
    case 'aborted':
      metrics.refused.inc({ reason: 'aborted' })
  }
}
