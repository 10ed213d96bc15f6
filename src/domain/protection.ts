// How well a copy must be protected: the ordered levels of design §2, and the demand that a connection must meet.

/** Ordered, weakest first. */
export const PROTECTIONS = ['any', 'encrypted', 'authenticated', 'portal'] as const
export type Protection = (typeof PROTECTIONS)[number]

/** Ordered, weakest first: how a recipient proves who they are in the portal. */
export const PORTAL_AUTHS = ['link', 'login', 'mfa'] as const
export type PortalAuth = (typeof PORTAL_AUTHS)[number]

/** What one connection must show before `MAIL FROM` may be said. `portal` never becomes a demand: it never leaves as mail. */
export interface Demand {
  readonly protection: Exclude<Protection, 'portal'>
  readonly minTls?: '1.3'
  readonly proof?: 'dane-or-sts'
  /** The host must offer REQUIRETLS, and is told it (RFC 8689). Seen only after EHLO inside TLS, so the gate does not judge it. */
  readonly requireTls?: true
  /** A portal notice that may cross this hop at this protection by the officer's word, or holds no secret: a host that offers less than it did will do. */
  readonly downgrade?: 'accepted'
}

/** The stricter of two protections. */
export function stricterProtection(a: Protection, b: Protection): Protection {
  return PROTECTIONS.indexOf(a) >= PROTECTIONS.indexOf(b) ? a : b
}

export function stricterAuth(a: PortalAuth, b: PortalAuth): PortalAuth {
  return PORTAL_AUTHS.indexOf(a) >= PORTAL_AUTHS.indexOf(b) ? a : b
}
