// The short right to read that pressing the button gives: a signed cookie for one message, valid at one path only, so that two messages
// open in two tabs never mix. It names the grant by the hash of its token; the grant itself is asked anew at every request.
import { randomBytes } from 'node:crypto'
import { formatCookie, readCookie } from '../web/cookie.ts'
import { createSigner, type KeyedHash } from '../web/signed.ts'

export interface ViewLimits {
  /** Milliseconds without a request after which the link has to be opened again. */
  readonly idle: number
  /** Milliseconds after which it has to in any case. */
  readonly total: number
}

export const VIEW_LIMIT_DEFAULTS: ViewLimits = { idle: 30 * 60_000, total: 8 * 3_600_000 }

export interface View {
  /** Random; stands in the URL and is no secret without the cookie. */
  readonly id: string
  readonly tokenHash: string
  /** Milliseconds since the epoch. */
  readonly since: number
  readonly until: number
}

export interface ViewSessions {
  /** @returns the view and the `Set-Cookie` that carries it */
  start(tokenHash: string, now: number): { readonly view: View; readonly setCookie: string }
  /** The view of this path, if its cookie came with the request and still holds; `setCookie` where its time was extended. */
  find(id: string, cookies: string | undefined, now: number): { readonly view: View; readonly setCookie?: string } | undefined
}

const NAME = 'postern-view'
const ID = /^[A-Za-z0-9_-]{22}$/

export function createViewSessions(hash: KeyedHash, secure: boolean, options: Partial<ViewLimits> = {}): ViewSessions {
  const limits = { ...VIEW_LIMIT_DEFAULTS, ...options }
  const signer = createSigner<View>(hash, 'portal-view')
  const cookie = (view: View, now: number) =>
    formatCookie(NAME, signer.sign(view), { maxAge: (view.until - now) / 1000, path: `/portal/m/${view.id}`, secure })

  return {
    start(tokenHash, now) {
      const view: View = {
        id: randomBytes(16).toString('base64url'),
        tokenHash,
        since: now,
        until: now + Math.min(limits.idle, limits.total),
      }
      return { view, setCookie: cookie(view, now) }
    },
    find(id, cookies, now) {
      if (!ID.test(id)) return undefined
      const view = signer.read(readCookie(cookies, NAME, secure))
      if (!view || view.id !== id || view.until <= now) return undefined
      if (view.until - now > limits.idle / 2) return { view }
      const longer: View = { ...view, until: Math.min(now + limits.idle, view.since + limits.total) }
      return longer.until > view.until ? { view: longer, setCookie: cookie(longer, now) } : { view }
    },
  }
}
