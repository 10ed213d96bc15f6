// The policy file of a domain over HTTPS (RFC 8461 §3.3): no redirects, no HTTP cache, a certificate that names `mta-sts.DOMAIN`, bounded in time and
// size. The host name is chosen by strangers, so its address passes the same guard as a mail host's.
import { Agent, request } from 'undici'
import { readStsPolicy, type StsPolicy } from '../domain/mta-sts.ts'
import { systemAuthorities, type TrustedAuthorities } from '../gate/tls-profile.ts'
import type { Resolver } from '../platform/dns.ts'
import { guardedLookup } from './guarded-lookup.ts'

export interface StsFetchSettings {
  /** Port of policy hosts: 443, but for tests. */
  readonly port: number
  readonly ca: TrustedAuthorities
  readonly privateAddresses: 'refuse' | 'allow'
  readonly maxAddresses: number
  /** Milliseconds for connection, headers and body together. */
  readonly timeoutMs: number
  /** Bytes of the policy file. */
  readonly maxBytes: number
}

/** RFC 8461 §3.3 suggests a minute; the first message to a domain waits for this. */
export const STS_FETCH_DEFAULTS = { port: 443, timeoutMs: 30_000, maxBytes: 65_536 } as const

/** `problem` is the result type that a TLS report would name (RFC 8460 §4.3.2.1). */
export type FetchedPolicy =
  | { readonly ok: true; readonly policy: StsPolicy }
  | {
      readonly ok: false
      readonly problem: 'sts-policy-fetch-error' | 'sts-policy-invalid' | 'sts-webpki-invalid'
      readonly reason: string
    }

export interface StsFetcher {
  /** @returns a policy, or why there is none; never throws for the other side's doing */
  fetch(domain: string): Promise<FetchedPolicy>
  close(): Promise<void>
}

export function createStsFetcher(resolver: Resolver, settings: StsFetchSettings): StsFetcher {
  const { timeoutMs, maxBytes } = settings
  const ca = settings.ca === 'system' ? systemAuthorities() : settings.ca
  const agent = new Agent({
    connect: { ca, lookup: guardedLookup(resolver, settings), minVersion: 'TLSv1.2', timeout: timeoutMs },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    maxResponseSize: maxBytes,
    keepAliveTimeout: 1,
  })
  const port = settings.port === 443 ? '' : `:${settings.port}`

  async function fetch(domain: string): Promise<FetchedPolicy> {
    try {
      const signal = AbortSignal.timeout(timeoutMs)
      const response = await request(`https://mta-sts.${domain}${port}/.well-known/mta-sts.txt`, { dispatcher: agent, signal })
      const refused = refusalOf(response.statusCode, response.headers)
      if (refused) {
        response.body.on('error', () => {}).destroy()
        return { ok: false, problem: 'sts-policy-fetch-error', reason: refused }
      }
      const policy = readStsPolicy(await response.body.text())
      return typeof policy === 'string'
        ? { ok: false, problem: 'sts-policy-invalid', reason: `the policy file is invalid: ${policy}` }
        : { ok: true, policy }
    } catch (error) {
      return { ok: false, ...wordsFor(error as NodeJS.ErrnoException) }
    }
  }

  return { fetch, close: () => agent.destroy() }
}

/** Only 200 counts, and a redirect is not followed. Some hosts name no type at all; another one than plain text is a page for people. */
function refusalOf(status: number, headers: Readonly<Record<string, unknown>>): string | undefined {
  if (status !== 200) return `the policy host answered ${status}${status >= 300 && status < 400 ? ', and redirects are not followed' : ''}`
  const type = headers['content-type']
  if (typeof type === 'string' && !/^\s*text\/plain\s*(?:;|$)/i.test(type)) return 'the policy file is not text/plain'
  if (headers['content-encoding'] !== undefined) return 'the policy file came compressed, though nobody asked for that'
  return undefined
}

function wordsFor(error: NodeJS.ErrnoException): Pick<Extract<FetchedPolicy, { ok: false }>, 'problem' | 'reason'> {
  const code = error.code ?? error.name
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') return { problem: 'sts-policy-invalid', reason: 'the policy file is too large' }
  if (/CERT|SIGNATURE|SELF_SIGNED|ERR_TLS|ERR_SSL|ISSUER/.test(code)) {
    return { problem: 'sts-webpki-invalid', reason: `the policy host cannot be verified (${code})` }
  }
  return { problem: 'sts-policy-fetch-error', reason: `the policy host cannot be reached (${code})` }
}
