// How this process uses the PostgreSQL server.

import type { ServerClockSettings } from './server-clock.ts'

export interface PostgresSettings extends ServerClockSettings {
  /** Connections that commit groups of verbs. Two: one gathers while the other waits for the disk. */
  readonly writers: number
  /** Connections for reads and blobs. */
  readonly readers: number
  /** Verbs in one transaction at most: bounds how long the first of a burst waits. */
  readonly mostTogether: number
  /** At most one wake-up of the other nodes in this time, ms. NOTIFY takes a lock of the whole server at commit, so it is not sent for each message. */
  readonly announceInterval: number
  /** How often to look for work without having been told, ms: a NOTIFY can be lost with its connection. */
  readonly pollInterval: number
  /** How long to wait for a connection, ms. */
  readonly connectTimeout: number
  /** How long a statement may take before its connection is given up as dead, ms. */
  readonly queryTimeout: number
}

export const POSTGRES_DEFAULTS: PostgresSettings = {
  writers: 2,
  readers: 4,
  mostTogether: 50,
  announceInterval: 20,
  pollInterval: 500,
  connectTimeout: 10_000,
  queryTimeout: 60_000,
  maxClockSkew: 5_000,
  clockCheckInterval: 10_000,
}
