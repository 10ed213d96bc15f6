// The HTTP server that every page of the gateway stands on: strict headers, rate limits, one error page, and a log that never sees a URL.
// Floor 5 adds routes and nothing of this.
import formbody from '@fastify/formbody'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify'
import type { Log } from '../platform/log.ts'
import { addressBlock, limitConnections } from './connection-limit.ts'
import { html } from './html.ts'
import { renderPage, STYLE_HASH } from './layout.ts'

export interface WebOptions {
  /** PEM text of certificate and key; left out, the server speaks http (a proxy or loopback stands before it). */
  readonly tls?: { readonly cert: string; readonly key: string }
  /** Whether browsers come by https: ours, or the proxy's. Decides HSTS. */
  readonly https: boolean
  /** Addresses or CIDR blocks whose `X-Forwarded-For` is believed; nobody's where left out. */
  readonly trustedProxy?: readonly string[]
  /** Shown at the top of every page. */
  readonly name: string
  readonly limits?: Partial<WebLimits>
}

export interface WebLimits {
  /** Requests a minute from one address (IPv6: one /64). */
  readonly requestsPerMinute: number
  /** Forms sent a minute from one address. */
  readonly formsPerMinute: number
  /** Bytes of a form. */
  readonly formBytes: number
  /** Milliseconds for a request's head and body to arrive. */
  readonly requestTimeout: number
  /** Milliseconds after which a connection on which nothing moves is ended: kept open for nothing, or an answer that nobody fetches. */
  readonly silentTimeout: number
  /** Connections at the same time, over all and from one address (IPv6: one /64; a trusted proxy has only the first limit). */
  readonly connections: number
  readonly connectionsPerAddress: number
}

export const WEB_LIMIT_DEFAULTS: WebLimits = {
  requestsPerMinute: 120,
  formsPerMinute: 20,
  formBytes: 8 * 1024,
  requestTimeout: 15_000,
  silentTimeout: 120_000,
  connections: 500,
  connectionsPerAddress: 50,
}

/** Nothing loads but images that stand in the page itself; forms go home only; nobody frames us. */
export const CONTENT_POLICY = {
  'default-src': ["'none'"],
  'style-src': [STYLE_HASH],
  'img-src': ["'self'", 'data:'],
  'form-action': ["'self'"],
  'frame-ancestors': ["'none'"],
  'base-uri': ["'none'"],
}

/** The policy as a header's value, with what one page needs beside it. */
export function contentPolicy(more: Readonly<Record<string, readonly string[]>> = {}): string {
  return Object.entries({ ...CONTENT_POLICY, ...more })
    .map(([directive, sources]) => [directive, ...sources].join(' '))
    .join(';')
}

/** How late a request's time-out may be noticed, in milliseconds. */
const LATENESS_MS = 2_000
/** Milliseconds that a browser's connection waits for its next request: a page and the click on it, no more. */
const KEEP_ALIVE_MS = 10_000

/** @param log gets one line a request: method, route pattern, status, duration */
export async function createWebServer(options: WebOptions, log: Log): Promise<FastifyInstance> {
  const limits = { ...WEB_LIMIT_DEFAULTS, ...options.limits }
  const common = {
    logger: false as const,
    trustProxy: options.trustedProxy?.length ? [...options.trustedProxy] : false,
    bodyLimit: limits.formBytes,
    requestTimeout: limits.requestTimeout,
    connectionTimeout: limits.silentTimeout,
    keepAliveTimeout: KEEP_ALIVE_MS,
    routerOptions: { maxParamLength: 128 },
    return503OnClosing: true,
    // A URL that cannot be read never reaches a route: its own answer would quote it, without any of our headers.
    frameworkErrors: (error: FastifyError, _request: FastifyRequest, reply: FastifyReply) => {
      log.info('web.request', { method: reply.request.method, route: '(unreadable)', status: error.statusCode })
      void sendError(withoutHooks(reply, options.https), error.statusCode ?? 400, options.name)
    },
    forceCloseConnections: 'idle' as const,
  }
  const clock = {
    // Node takes the longer of the two for the whole request: equal, they hold for head and body alike.
    headersTimeout: limits.requestTimeout,
    requestTimeout: limits.requestTimeout,
    connectionsCheckingInterval: Math.min(LATENESS_MS, limits.requestTimeout),
    keepAliveTimeout: KEEP_ALIVE_MS,
  }
  const server = (
    options.tls
      ? fastify({ ...common, https: { ...clock, ...options.tls, minVersion: 'TLSv1.2', handshakeTimeout: limits.requestTimeout } })
      : fastify({ ...common, http: clock })
  ) as FastifyInstance
  server.server.maxConnections = limits.connections
  limitConnections(server.server, limits.connectionsPerAddress, options.trustedProxy)
  await secure(server, options.https)
  await server.register(rateLimit, {
    global: true,
    max: limits.requestsPerMinute,
    timeWindow: 60_000,
    keyGenerator: (request: FastifyRequest) => addressBlock(request.ip),
    hook: 'onRequest',
  })
  // Forms and nothing else: no route reads JSON or plain text.
  server.removeAllContentTypeParsers()
  await server.register(formbody, { bodyLimit: limits.formBytes })
  server.addHook('onResponse', async (request, reply) => logRequest(log, request, reply))
  server.setNotFoundHandler(async (_request, reply) => sendError(reply, 404, options.name))
  server.setErrorHandler(async (error: FastifyError, request, reply) => {
    const status = error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500 ? error.statusCode : 500
    // Neither the message nor the stack: both may hold the URL, and with it the token.
    if (status === 500) log.error('web.failed', { route: routeOf(request), name: error.name, code: error.code })
    return sendError(reply, status, options.name)
  })
  return server
}

const HSTS_SECONDS = 31_536_000

async function secure(server: FastifyInstance, https: boolean): Promise<void> {
  await server.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: CONTENT_POLICY },
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: https ? { maxAge: HSTS_SECONDS, includeSubDomains: false } : false,
    crossOriginResourcePolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
  })
  server.addHook('onSend', async (_request, reply) => void reply.headers(ALWAYS))
}

const ALWAYS = {
  'cache-control': 'no-store',
  'x-robots-tag': 'noindex, nofollow, noarchive',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
}

/** What helmet and the hooks would have said of an answer that goes around them. */
function withoutHooks(reply: FastifyReply, https: boolean): FastifyReply {
  return reply.headers({
    ...ALWAYS,
    'content-security-policy': contentPolicy(),
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    ...(https ? { 'strict-transport-security': `max-age=${HSTS_SECONDS}` } : {}),
  })
}

function logRequest(log: Log, request: FastifyRequest, reply: FastifyReply): void {
  log.info('web.request', { method: request.method, route: routeOf(request), status: reply.statusCode, ms: Math.round(reply.elapsedTime) })
}

/** The pattern (`/portal/o/:token`), never the path. */
function routeOf(request: FastifyRequest): string {
  return request.routeOptions.url ?? '(none)'
}

const ERRORS: Readonly<Record<number, readonly [title: string, text: string]>> = {
  404: ['Nothing here', 'There is no such page. If you came by a link in a mail, open that mail and use the link again.'],
  413: ['Too much', 'That was more than this page takes.'],
  429: ['One moment, please', 'Too many requests came from your network. Wait a minute, then try again.'],
  500: ['That did not work', 'Something went wrong on our side. Your message is still here: try again in a minute.'],
  503: ['One moment, please', 'Many people are reading just now. Wait a minute, then try again.'],
}
const OTHER: readonly [string, string] = [
  'That did not work',
  'The browser sent something that this page does not understand. Go back and try again.',
]

/** One page for everything that goes wrong; it tells nothing about why. */
export function sendError(reply: FastifyReply, status: number, name: string): FastifyReply {
  const [title, text] = ERRORS[status] ?? OTHER
  return sendPage(reply, status, renderPage({ title, body: html`<section class="card"><h1>${title}</h1><p>${text}</p></section>` }, name))
}

export function sendPage(reply: FastifyReply, status: number, page: string): FastifyReply {
  return reply.code(status).type('text/html; charset=utf-8').send(page)
}
