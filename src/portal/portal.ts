// The portal: recipients read here what could not be mailed safely. One click, no account, no script, nothing loaded from elsewhere.
// It may run as a process of its own that can open only what was granted to it (design §5): all it needs is handed in.
import type { Server as HttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Keyring } from '../platform/keyring.ts'
import type { Log } from '../platform/log.ts'
import { createCsrf } from '../web/csrf.ts'
import { html } from '../web/html.ts'
import { renderPage } from '../web/layout.ts'
import { createWebServer, sendPage, WEB_LIMIT_DEFAULTS, type WebLimits } from '../web/server.ts'
import { addOpenLink } from './open-link.ts'
import { createPickUp, type PickUpDeps } from './pick-up.ts'
import { addReadMessage } from './read-message.ts'
import { createReadSlots, READ_LIMIT_DEFAULTS, type ReadLimits } from './read-slots.ts'
import { createReader, type ReaderLimits } from './reader.ts'
import { createViewSessions, type ViewLimits } from './view-session.ts'

export interface PortalOptions {
  readonly host: string
  /** 0 picks a free one. */
  readonly port: number
  /** PEM text: certificate with its chain, and its private key. Both or neither. */
  readonly cert?: string
  readonly key?: string
  /** `portal.url`: the address that recipients see. With https, cookies are Secure and HSTS is sent. */
  readonly url: string
  /** Addresses or CIDR blocks of a proxy whose `X-Forwarded-For` is believed. */
  readonly trustedProxy?: readonly string[]
  readonly limits?: Partial<WebLimits & PortalLimits & ReadLimits>
  readonly reader?: Partial<ReaderLimits>
  readonly view?: Partial<ViewLimits>
}

export interface PortalLimits {
  /** Bytes of a message that is shown; a larger one can only be saved. */
  readonly displayBytes: number
}

export const PORTAL_LIMIT_DEFAULTS: PortalLimits = { displayBytes: 64 * 1024 * 1024 }

export interface PortalDeps extends PickUpDeps {
  readonly keyring: Pick<Keyring, 'open' | 'hash'>
  readonly log: Log
}

export interface Portal {
  /** `http://127.0.0.1:8080`: where it listens, not what recipients see. */
  readonly address: string
  /** Takes a renewed certificate without dropping a connection. */
  renew(certificate: { readonly cert: string; readonly key: string }): void
  /** Stops listening, lets running requests end, and after `graceMs` (default 5 seconds) cuts off those who fetch too slowly. */
  stop(graceMs?: number): Promise<void>
}

/** Resolves once it listens; rejects where it cannot (address in use, broken certificate). */
export async function startPortal(options: PortalOptions, deps: PortalDeps): Promise<Portal> {
  const limits = { ...WEB_LIMIT_DEFAULTS, ...PORTAL_LIMIT_DEFAULTS, ...READ_LIMIT_DEFAULTS, ...options.limits }
  const url = new URL(options.url)
  const [name, secure, now] = [url.host, url.protocol === 'https:', () => deps.clock.now()]
  const tls = options.cert !== undefined && options.key !== undefined ? { cert: options.cert, key: options.key } : undefined
  const server = await createWebServer(
    { ...(tls ? { tls } : {}), https: secure, name, limits, ...(options.trustedProxy ? { trustedProxy: options.trustedProxy } : {}) },
    deps.log,
  )
  const reader = createReader(options.reader)
  const hash = (purpose: string, text: string) => deps.keyring.hash(purpose, text)
  const pickUp = createPickUp(deps)
  const sessions = createViewSessions(hash, secure, options.view)
  addOpenLink(server, { pickUp, csrf: createCsrf(hash), sessions, now, name, secure, formsPerMinute: limits.formsPerMinute })
  addReadMessage(server, { pickUp, sessions, reader, slots: createReadSlots(limits), now, name, displayBytes: limits.displayBytes })
  for (const path of ['/', '/portal']) server.get(path, async (_request, reply) => sendPage(reply, 200, frontPage(name)))
  server.get('/robots.txt', async (_request, reply) => reply.type('text/plain').send('User-agent: *\nDisallow: /\n'))

  await server.listen({ host: options.host, port: options.port })
  const { address, port, family } = server.server.address() as AddressInfo
  return {
    address: `${tls ? 'https' : 'http'}://${family === 'IPv6' ? `[${address}]` : address}:${port}`,
    renew: (certificate) => {
      if ('setSecureContext' in server.server) (server.server as HttpsServer).setSecureContext({ ...certificate, minVersion: 'TLSv1.2' })
    },
    async stop(graceMs = 5_000) {
      const cut = setTimeout(() => server.server.closeAllConnections(), graceMs)
      await server.close()
      clearTimeout(cut)
      await reader.stop()
    },
  }
}

function frontPage(name: string): string {
  return renderPage(
    {
      title: 'Secure messages',
      body: html`<section class="card"><h1>Secure messages</h1><p>To read a message, open the mail that told you about it and use the link in it.</p></section>`,
    },
    name,
  )
}
