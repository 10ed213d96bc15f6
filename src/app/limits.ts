// postern.yaml's bounds and time-outs in the words of the parts that keep them.
import type { ContentLimits } from '../content/content-limits.ts'
import type { DeliverySettings } from '../delivery/job.ts'
import { DESTINATION_DEFAULTS } from '../destination/destination.ts'
import type { StsFetchSettings } from '../destination/fetch-sts-policy.ts'
import type { StsSettings } from '../destination/sts-policies.ts'
import type { Config } from '../domain/config.ts'
import type { GateTimeouts } from '../gate/gate.ts'
import type { IntakeLimits, IntakeTimeouts } from '../intake/intake-options.ts'
import type { ExtractorSettings } from '../pipeline/extractor.ts'
import type { PortalOptions } from '../portal/portal.ts'

const MIB = 1024 * 1024

export function intakeBounds({ limits, timeouts }: Config): { readonly limits: IntakeLimits; readonly timeouts: IntakeTimeouts } {
  return {
    timeouts,
    limits: {
      message: limits.message,
      recipients: limits.recipients,
      connections: limits.connections,
      connectionsPerAddress: limits['connections-per-address'],
      messagesPerMinute: limits.rate,
      headerBytes: limits['header-bytes'],
      headerFields: limits.headers,
      received: limits.received,
      lineLength: limits['line-length'],
      commands: limits.commands,
      protocolErrors: limits['protocol-errors'],
      authFailures: limits['auth-failures'],
      authFailuresPerMinute: limits['auth-failures-per-minute'],
    },
  }
}

export function portalBounds({ portal }: Config): Required<Pick<PortalOptions, 'limits' | 'reader' | 'view'>> {
  const { limits, reader } = portal
  return {
    limits: {
      requestsPerMinute: limits.requests,
      formsPerMinute: limits.forms,
      formBytes: limits['form-size'],
      requestTimeout: limits['request-time'],
      silentTimeout: limits['silent-time'],
      connections: limits.connections,
      connectionsPerAddress: limits['connections-per-address'],
      displayBytes: limits.display,
      readsPerGrant: limits['reads-per-link'],
      bytesAtOnce: limits['reads-size'],
    },
    reader: { ...reader, heap: Math.ceil(reader.heap / MIB) },
    view: { idle: limits.unused, total: limits.open },
  }
}

export function contentBounds({ inspect: { limits } }: Config): ContentLimits {
  return {
    parts: limits.parts,
    depth: limits.depth,
    headerBytes: limits['header-bytes'],
    headerFields: limits.headers,
    textLength: limits.text,
    addresses: limits.addresses,
    passes: limits.passes,
    nesting: limits.nesting,
    unpacked: limits.unpacked,
  }
}

export function attachmentBounds({ inspect: { attachments, ocr } }: Config): ExtractorSettings {
  const { timeout, memory, idle, ...limits } = attachments
  return { limits, ocr, timeout, memory, idle }
}

export function probeTimeouts({ destination }: Config): GateTimeouts {
  return gateTimeouts(destination.timeouts)
}

export function gateTimeoutsOfDelivery({ delivery }: Config): GateTimeouts {
  return gateTimeouts(delivery.timeouts)
}

function gateTimeouts({ connect, greeting, command, handshake, quit }: Config['destination']['timeouts']): GateTimeouts {
  return { connectMs: connect, greetingMs: greeting, commandMs: command, handshakeMs: handshake, quitMs: quit }
}

export function deliveryBounds({ delivery, destination }: Config): Omit<DeliverySettings, 'resetAfterIdleMs' | 'keepBytes' | 'ipv6First'> {
  const { timeouts } = delivery
  return {
    port: destination.port,
    ehloMs: timeouts.ehlo,
    envelopeMs: timeouts.envelope,
    blockMs: timeouts.block,
    finalDotMs: timeouts['final-dot'],
    quitMs: timeouts.quit,
    maxAddresses: delivery.addresses,
    maxRecipients: delivery['recipients-per-transaction'],
    maxPerHost: delivery['parallel-per-host'],
    pauseMs: delivery['slow-down'].pause,
    longestPauseMs: delivery['slow-down'].longest,
    maxMessagesPerConnection: delivery['messages-per-connection'],
    idleMs: delivery['keep-open'],
    source: delivery.source,
  }
}

/** For every resolver of the gateway: the door's and the destination's. */
export function stsFetchBounds({ destination }: Config): Omit<StsFetchSettings, 'ca'> {
  return {
    port: destination['sts-port'],
    privateAddresses: destination['private-addresses'],
    maxAddresses: DESTINATION_DEFAULTS.maxAddresses,
    timeoutMs: destination.sts.timeout,
    maxBytes: destination.sts.size,
  }
}

export function stsBounds({ destination: { sts } }: Config): Pick<StsSettings, 'refreshMs' | 'backOffMs'> {
  return { refreshMs: sts.refresh, backOffMs: sts['back-off'] }
}

export function resolverBounds({ destination: { dns } }: Config): { readonly timeoutMs: number; readonly tries: number } {
  return { timeoutMs: dns.timeout, tries: dns.tries }
}
