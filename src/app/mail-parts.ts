// Wires what meets the other side: resolver, gate, destination, delivery. Probe and delivery share the gate's settings and its memory.
import { readFile } from 'node:fs/promises'
import { createDelivery } from '../delivery/delivery.ts'
import { createDestination } from '../destination/destination.ts'
import { createDetectionMemory } from '../gate/detections.ts'
import { openGate } from '../gate/gate.ts'
import type { PipelineParts } from '../pipeline/parts.ts'
import { createResolver } from '../platform/dns-client.ts'
import type { Context } from './context.ts'
import { deliveryBounds, gateTimeoutsOfDelivery, probeTimeouts, resolverBounds } from './limits.ts'

export async function startMail(context: Context): Promise<Pick<PipelineParts, 'destination' | 'delivery'> & { close(): Promise<void> }> {
  const { config, store, clock } = context
  const settings = config.destination
  const resolver = createResolver({ servers: settings.resolver, clock, ...resolverBounds(config) })
  const ca = settings.ca === 'system' ? 'system' : await readFile(settings.ca, 'utf8')
  const gate = { ehloName: config.hostname, ca, clock, detections: createDetectionMemory(clock, { keepMs: settings['bad-for'] }) } as const
  const destination = createDestination({
    resolver,
    probe: (target, signal) => openGate(target, { ...gate, timeouts: probeTimeouts(config), signal }),
    cache: { get: (key) => store.cacheGet(key, clock.now()), put: (key, value, expiresAt) => store.cachePut(key, value, expiresAt) },
    clock,
    settings: {
      port: settings.port,
      privateAddresses: settings['private-addresses'],
      goodMs: settings['good-for'],
      hardMs: settings['bad-for'],
      temporaryMs: settings['temporary-for'],
    },
  })
  const delivery = createDelivery({
    ...deliveryBounds(config),
    gate: { ...gate, timeouts: gateTimeoutsOfDelivery(config) },
    learn: destination.learn,
    clock,
  })
  return {
    destination,
    delivery,
    close: async () => {
      await delivery.close()
      resolver.close()
    },
  }
}
