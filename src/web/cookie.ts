// Cookies, as far as the portal and the console need them (RFC 6265 §4.1 and §5.4). Values are base64url and dots: nothing needs quoting.

export interface CookieOptions {
  /** Seconds. */
  readonly maxAge: number
  readonly path: string
  /** Over https only; the name then takes the `__Secure-` prefix, so that a page in clear cannot plant it. */
  readonly secure: boolean
  /** Lax: also sent when a person follows a link from elsewhere. */
  readonly sameSite?: 'Strict' | 'Lax'
}

/** Name as it goes over the wire. */
export function cookieName(name: string, secure: boolean): string {
  return secure ? `__Secure-${name}` : name
}

/** @returns the value of `Set-Cookie`: HttpOnly always, SameSite=Strict unless said otherwise */
export function formatCookie(name: string, value: string, { maxAge, path, secure, sameSite = 'Strict' }: CookieOptions): string {
  return `${cookieName(name, secure)}=${value}; Path=${path}; Max-Age=${Math.floor(maxAge)}; HttpOnly; SameSite=${sameSite}${secure ? '; Secure' : ''}`
}

/** @param header the `Cookie` header, of any length: what is beyond 8 KiB is not looked at. The first cookie of the name counts: it has the longest path. */
export function readCookie(header: string | undefined, name: string, secure: boolean): string | undefined {
  const wanted = `${cookieName(name, secure)}=`
  for (const pair of (header ?? '').slice(0, 8192).split(';')) {
    const text = pair.trim()
    if (text.startsWith(wanted)) return text.slice(wanted.length)
  }
  return undefined
}
