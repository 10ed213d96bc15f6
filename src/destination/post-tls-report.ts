// A TLS report by HTTPS (RFC 8460 §5.4). The address stands in a stranger's DNS: verified TLS, no redirects, no private addresses, bounded in time.
import { isIP } from 'node:net'
import { Agent, request } from 'undici'
import type { TrustedAuthorities } from '../gate/tls-profile.ts'
import { systemAuthorities } from '../gate/tls-profile.ts'
import type { Resolver } from '../platform/dns.ts'
import type { AddressSettings } from './find-addresses.ts'
import { guardedLookup } from './guarded-lookup.ts'

export interface ReportPoster {
  /** @returns whether the other side took it; never throws for its doing */
  post(url: URL, gzip: Uint8Array): Promise<boolean>
  close(): Promise<void>
}

const TIMEOUT_MS = 60_000
const MAX_ANSWER = 65_536

export function createReportPoster(resolver: Resolver, settings: AddressSettings & { readonly ca: TrustedAuthorities }): ReportPoster {
  const ca = settings.ca === 'system' ? systemAuthorities() : settings.ca
  const agent = new Agent({
    connect: { ca, lookup: guardedLookup(resolver, settings), minVersion: 'TLSv1.2', timeout: TIMEOUT_MS },
    maxResponseSize: MAX_ANSWER,
    keepAliveTimeout: 1,
  })

  async function post(url: URL, gzip: Uint8Array): Promise<boolean> {
    if (isIP(url.hostname.replace(/^\[|\]$/g, '')) !== 0 || url.username !== '') return false
    try {
      const headers = { 'content-type': 'application/tlsrpt+gzip' }
      const signal = AbortSignal.timeout(TIMEOUT_MS)
      const response = await request(url, { method: 'POST', headers, body: gzip, dispatcher: agent, signal })
      await response.body.dump()
      return response.statusCode >= 200 && response.statusCode < 300
    } catch {
      return false
    }
  }

  return { post, close: () => agent.destroy() }
}
