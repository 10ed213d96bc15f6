// What Prometheus may scrape. Labels are closed sets (states, routes, verdicts): never a domain or an address, so that neither cardinality nor PHI leaks.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export interface Metrics {
  readonly registry: Registry
  readonly connections: Gauge
  readonly accepted: Counter
  readonly refused: Counter<'reason'>
  readonly duplicates: Counter
  readonly acceptSeconds: Histogram
  readonly events: Counter<'kind'>
  readonly recipients: Gauge<'state'>
  readonly policyReloads: Counter<'result'>
  /** Shows what delivery says of itself, asked at each scrape. */
  watchDelivery(look: () => DeliveryCounts): void
}

export interface DeliveryCounts {
  readonly idleConnections: number
  /** Hosts that are sent less than the settings allow, and those of them that are left alone now. */
  readonly slowHosts: number
  readonly restingHosts: number
  /** How often hosts asked for less, since start. */
  readonly pushBacks: number
}

export function createMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'postern_' })
  const registers = [registry]
  return {
    registry,
    connections: new Gauge({ name: 'postern_smtp_connections', help: 'SMTP sessions open now', registers }),
    accepted: new Counter({ name: 'postern_messages_accepted_total', help: 'Messages answered 250 after they were durable', registers }),
    refused: new Counter({
      name: 'postern_messages_refused_total',
      help: 'Sessions or messages refused at the door',
      labelNames: ['reason'],
      registers,
    }),
    duplicates: new Counter({ name: 'postern_messages_duplicate_total', help: 'Repeats answered 250 and not stored again', registers }),
    acceptSeconds: new Histogram({
      name: 'postern_accept_seconds',
      help: 'From DATA to the durable 250',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    }),
    events: new Counter({ name: 'postern_events_total', help: 'Ledger events written by this process', labelNames: ['kind'], registers }),
    recipients: new Gauge({ name: 'postern_recipients', help: 'Recipients by state', labelNames: ['state'], registers }),
    policyReloads: new Counter({
      name: 'postern_policy_reloads_total',
      help: 'Policy files read again',
      labelNames: ['result'],
      registers,
    }),
    watchDelivery: (look) => {
      for (const [name, { help, value, kind }] of Object.entries(DELIVERY)) {
        const collect = function (this: Gauge | Counter) {
          if (this instanceof Gauge) return this.set(value(look()))
          this.reset()
          this.inc(value(look()))
        }
        new kind({ name, help, registers, collect })
      }
    },
  }
}

const DELIVERY: Readonly<
  Record<
    string,
    { readonly kind: typeof Gauge | typeof Counter; readonly help: string; readonly value: (counts: DeliveryCounts) => number }
  >
> = {
  postern_delivery_idle_connections: {
    kind: Gauge,
    help: 'Connections to mail hosts that wait for another message',
    value: (counts) => counts.idleConnections,
  },
  postern_slow_hosts: {
    kind: Gauge,
    help: 'Mail hosts that asked for less and are sent less than the settings allow',
    value: (counts) => counts.slowHosts,
  },
  postern_resting_hosts: { kind: Gauge, help: 'Those of them that are left alone now', value: (counts) => counts.restingHosts },
  postern_push_backs_total: {
    kind: Counter,
    help: 'How often a host answered 421, or 4xx to connection, EHLO or MAIL',
    value: (counts) => counts.pushBacks,
  },
}
