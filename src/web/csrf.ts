// Forms that only our own page can send: a random value in a SameSite cookie, and in the form its keyed hash bound to what the form
// is about. Whoever can plant a cookie still cannot make the hash. Browsers that say where a request comes from are believed as well.
import { randomBytes } from 'node:crypto'
import { type KeyedHash, sameText } from './signed.ts'

export interface Csrf {
  /** The cookie's value to use: the one the browser has, if it is well-formed (several tabs keep working), else a fresh one. */
  seed(cookie: string | undefined): string
  /** Value of the form's hidden field. */
  token(seed: string, about: string): string
  /** Whether the form came from our page. `site` is the `Sec-Fetch-Site` header where the browser sends it. */
  accepts(request: {
    readonly cookie: string | undefined
    readonly token: unknown
    readonly about: string
    readonly site: string | undefined
  }): boolean
}

const SEED = /^[A-Za-z0-9_-]{22}$/

export function createCsrf(hash: KeyedHash): Csrf {
  const token = (seed: string, about: string) => hash('web-csrf', `${seed} ${about}`)
  return {
    seed: (cookie) => (cookie !== undefined && SEED.test(cookie) ? cookie : randomBytes(16).toString('base64url')),
    token,
    accepts({ cookie, token: given, about, site }) {
      if (site !== undefined && site !== 'same-origin' && site !== 'none') return false
      if (cookie === undefined || !SEED.test(cookie) || typeof given !== 'string') return false
      return sameText(given, token(cookie, about))
    },
  }
}
