// What the permissive second connection found of a host whose strict handshake failed, for a while: a host with bad TLS is not connected
// to twice at each delivery. A hint for the verdict's words only; no mail ever depends on it.
import type { TlsFacts } from '../domain/tls-facts.ts'
import type { Clock } from '../platform/clock.ts'
import type { DetectionMemory, GateTarget } from './approach.ts'

export interface DetectionSettings {
  /** Milliseconds that a finding counts. */
  readonly keepMs: number
  readonly maxEntries: number
}

export const DETECTION_DEFAULTS: DetectionSettings = { keepMs: 15 * 60_000, maxEntries: 5_000 }

export function createDetectionMemory(clock: Clock, given: Partial<DetectionSettings> = {}): DetectionMemory {
  const settings = { ...DETECTION_DEFAULTS, ...given }
  const entries = new Map<string, { readonly found: TlsFacts | null; readonly until: number }>()
  const keyOf = ({ host, address, port }: GateTarget) => `${host} ${address} ${port}`
  return {
    get: (target) => {
      const entry = entries.get(keyOf(target))
      return entry && entry.until > clock.now() ? entry.found : undefined
    },
    put: (target, found) => {
      entries.delete(keyOf(target))
      entries.set(keyOf(target), { found, until: clock.now() + settings.keepMs })
      const oldest = entries.size > settings.maxEntries ? entries.keys().next().value : undefined
      if (oldest !== undefined) entries.delete(oldest)
    },
  }
}
