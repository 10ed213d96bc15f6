// `/portal/o/:token`: the page behind a notice's link. GET and HEAD are inert: link scanners, previews and prefetching open nothing and leave
// no mark. The button's POST opens: it records who read what, gives this browser a short right to read, and sends it on.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { hashToken, isToken } from '../reroute/portal/issue-grant.ts'
import type { GrantRow } from '../store/store.ts'
import { formatCookie, readCookie } from '../web/cookie.ts'
import type { Csrf } from '../web/csrf.ts'
import { sendError, sendPage } from '../web/server.ts'
import { closedPage, landingPage } from './pages.ts'
import type { PickUp } from './pick-up.ts'
import type { ViewSessions } from './view-session.ts'

export interface OpenLinkParts {
  readonly pickUp: PickUp
  readonly csrf: Csrf
  readonly sessions: ViewSessions
  readonly now: () => number
  readonly name: string
  /** Browsers come by https. */
  readonly secure: boolean
  readonly formsPerMinute: number
}

const SEED = 'postern-form'
type LinkRequest = FastifyRequest<{ Params: { token: string }; Body: unknown }>

export function addOpenLink(server: FastifyInstance, parts: OpenLinkParts): void {
  const config = { rateLimit: { max: parts.formsPerMinute, timeWindow: 60_000 } }
  server.get('/portal/o/:token', async (request: LinkRequest, reply) => {
    const grant = await findGrant(parts, request.params.token)
    return grant ? sendLanding(parts, request, reply, grant, false) : sendPage(reply, 404, closedPage(parts.name))
  })
  server.post('/portal/o/:token', { config }, async (request: LinkRequest, reply) => {
    const grant = await findGrant(parts, request.params.token)
    if (!grant) return sendPage(reply, 404, closedPage(parts.name))
    if (!cameFromOurPage(parts, request, grant)) return sendLanding(parts, request, reply, grant, true)
    const opened = await parts.pickUp.open(grant)
    if (opened === 'gone') return sendPage(reply, 404, closedPage(parts.name))
    if (opened === 'broken') return sendError(reply, 500, parts.name)
    const { view, setCookie } = parts.sessions.start(grant.tokenHash, parts.now())
    return reply.header('set-cookie', setCookie).redirect(`/portal/m/${view.id}`, 303)
  })
}

async function findGrant(parts: OpenLinkParts, token: string): Promise<GrantRow | undefined> {
  return isToken(token) ? parts.pickUp.find(hashToken(token)) : undefined
}

function sendLanding(parts: OpenLinkParts, request: LinkRequest, reply: FastifyReply, grant: GrantRow, again: boolean): FastifyReply {
  const seed = parts.csrf.seed(readCookie(request.headers.cookie, SEED, parts.secure))
  // Lax: the link is followed from a mail program on the web, and a tab that is open already must keep its form.
  reply.header('set-cookie', formatCookie(SEED, seed, { maxAge: 3600, path: '/portal/o', secure: parts.secure, sameSite: 'Lax' }))
  const csrf = parts.csrf.token(seed, grant.tokenHash)
  const page = landingPage({ name: parts.name, action: `/portal/o/${request.params.token}`, csrf, expiresAt: grant.expiresAt, again })
  return sendPage(reply, again ? 403 : 200, page)
}

function cameFromOurPage(parts: OpenLinkParts, request: LinkRequest, grant: GrantRow): boolean {
  const site = request.headers['sec-fetch-site']
  return parts.csrf.accepts({
    cookie: readCookie(request.headers.cookie, SEED, parts.secure),
    token: (request.body as Record<string, unknown> | null | undefined)?.csrf,
    about: grant.tokenHash,
    site: typeof site === 'string' ? site : undefined,
  })
}
