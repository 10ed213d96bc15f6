// Wires what meets the other side: resolver, gate, destination, delivery. Probe and delivery share the gate's settings and its memory.
import { readFile } from 'node:fs/promises'
import { networkInterfaces } from 'node:os'
import { hasGlobalIpv6, sourceFor } from '../delivery/address-order.ts'
import { createDelivery } from '../delivery/delivery.ts'
import { daneTrust } from '../destination/dane-trust.ts'
import { createDestination, DESTINATION_DEFAULTS } from '../destination/destination.ts'
import { createStsFetcher } from '../destination/fetch-sts-policy.ts'
import type { VerdictCache } from '../destination/judge-host.ts'
import { createReportPoster } from '../destination/post-tls-report.ts'
import { createStsPolicies } from '../destination/sts-policies.ts'
import { createDetectionMemory } from '../gate/detections.ts'
import { openGate } from '../gate/gate.ts'
import type { PipelineParts } from '../pipeline/parts.ts'
import { noteSlow } from '../pipeline/slow-destinations.ts'
import { createTlsReports } from '../pipeline/tls-reports.ts'
import { createResolver, readServers } from '../platform/dns-client.ts'
import type { Context } from './context.ts'
import { createDowngradeAlarm } from './downgrade-alarm.ts'
import { deliveryBounds, gateTimeoutsOfDelivery, probeTimeouts, resolverBounds, stsBounds, stsFetchBounds } from './limits.ts'

/** How often policies of recipients' domains are looked through for those that are due to be renewed. */
const REFRESH_EVERY_MS = 3600_000

export async function startMail(
  context: Context,
): Promise<Pick<PipelineParts, 'destination' | 'delivery' | 'tlsReports'> & { close(): Promise<void> }> {
  const { config, store, clock, log } = context
  const settings = config.destination
  const resolver = createResolver({ servers: settings.resolver, clock, ...resolverBounds(config) })
  const dane = await daneTrust(resolver, {
    dane: settings.dane,
    servers: readServers(settings.resolver).map(({ address }) => address),
    canary: settings['dane-canary'],
  })
  if (dane.problem && settings.dane === 'required') throw new Error(`destination.dane is required: ${dane.problem}`)
  if (dane.problem) log.warn('dane.doubtful', { problem: dane.problem })
  const ca = settings.ca === 'system' ? 'system' : await readFile(settings.ca, 'utf8')
  const gate = {
    ehloName: config.hostname,
    ca,
    clock,
    detections: createDetectionMemory(clock, { keepMs: settings['bad-for'] }),
    profile: settings['tls-profile'],
    minTls: settings['min-tls'],
  } as const
  const cache: VerdictCache = {
    get: (key) => store.cacheGet(key, clock.now()),
    put: (key, value, expiresAt) => store.cachePut(key, value, expiresAt),
  }
  const fetcher = createStsFetcher(resolver, { ...stsFetchBounds(config), ca })
  const sts = createStsPolicies({ resolver, fetch: fetcher.fetch, cache, clock, settings: stsBounds(config) })
  const refreshing = setInterval(
    () => void sts.refreshDue().catch((error: unknown) => log.error('sts.refresh', { error })),
    REFRESH_EVERY_MS,
  )
  refreshing.unref()
  const destination = createDestination({
    resolver,
    probe: (target, signal) =>
      openGate(target, { ...gate, ...sourceFor(config.delivery.source, target.address), timeouts: probeTimeouts(config), signal }),
    cache,
    clock,
    sts,
    onDowngrade: createDowngradeAlarm(context, settings.history.every),
    settings: {
      dane: dane.on,
      port: settings.port,
      privateAddresses: settings['private-addresses'],
      goodMs: settings['good-for'],
      hardMs: settings['bad-for'],
      temporaryMs: settings['temporary-for'],
      rememberMs: settings.remember,
    },
  })
  const delivery = createDelivery({
    ...deliveryBounds(config),
    ipv6First: config.delivery.source.v6 !== undefined || hasGlobalIpv6(networkInterfaces()),
    gate: { ...gate, timeouts: gateTimeoutsOfDelivery(config) },
    learn: destination.learn,
    recheck: destination.recheck,
    // A note that cannot be kept must not cost the delivery.
    onSlow: (domain, host) => void noteSlow(store, domain, host, clock.now()).catch((error: unknown) => log.warn('pace.note', { error })),
    clock,
  })
  const { maxAddresses } = DESTINATION_DEFAULTS
  const poster = createReportPoster(resolver, { ca, maxAddresses, privateAddresses: settings['private-addresses'] })
  const tlsReports = config.tlsrpt.enabled ? createTlsReports({ ...context, resolver, post: poster.post }) : undefined
  tlsReports?.start()
  return {
    destination,
    delivery,
    ...(tlsReports ? { tlsReports } : {}),
    close: async () => {
      clearInterval(refreshing)
      await tlsReports?.stop()
      await poster.close()
      await delivery.close()
      await fetcher.close()
      resolver.close()
    },
  }
}
