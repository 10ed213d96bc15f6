// Step 5, plan: verdict × posture × what each route can keep → ordered routes (design §3 steps 5 and 6). A pure truth table; its golden is
// plan-route.golden.txt. Nothing here lowers a protection: a route that cannot keep it is left out, and without a route the copy is held.
import type { Cause } from '../domain/cause.ts'
import { domainOutcome } from '../domain/host-outcome.ts'
import type { Posture } from '../domain/posture.ts'
import { type Demand, PORTAL_AUTHS, type PortalAuth, PROTECTIONS } from '../domain/protection.ts'
import { REQUIRETLS_CODE, REQUIRETLS_WORDS } from '../domain/require-tls.ts'
import type { Plan, PlannedRoute, RouteCapability } from '../domain/route.ts'
import type { RouteName, Verdict } from '../domain/verdict.ts'

export interface PlanSettings {
  /** Life of a grant where the policy names none (`portal.expires`), in milliseconds. */
  readonly portalExpires: number
}

/**
 * Routes for one recipient. The verdict's action is not looked at: a released copy is planned like any other.
 * @param posture left out where nobody has looked yet: every route is then planned, and the live session decides
 * @param routes what this gateway has, `direct` and `portal` among them where they exist
 */
export function planRoutes(
  verdict: Verdict,
  posture: Posture | undefined,
  routes: readonly RouteCapability[],
  settings: PlanSettings,
): Plan {
  const demand = demandOf(verdict)
  const offer = posture ? domainOutcome(posture, demand) : 'direct'
  if (posture && offer === 'bounce') return { kind: 'bounce', cause: bounceCause(posture) }

  const wanted = verdict.protection === 'portal' ? verdict.via : verdict.otherwise
  const fallbacks = wanted.flatMap((name) => fallbackRoute(name, verdict, posture, routes, settings) ?? [])
  if (verdict.protection === 'portal') {
    return fallbacks.length > 0 ? { kind: 'routes', routes: fallbacks, why: 'the policy asks for the portal' } : held(verdict, posture)
  }
  // An unreachable or undecided domain keeps `direct` first: its mail waits and is tried again.
  const direct: readonly PlannedRoute[] =
    offer !== 'portal' && routes.some((route) => route.kind === 'direct') ? [{ route: 'direct', demand }] : []
  const planned = [...direct, ...fallbacks]
  if (planned.length > 0) return { kind: 'routes', routes: planned, why: whyPlanned(verdict, posture, direct.length > 0) }
  return verdict.requireTls ? { kind: 'bounce', cause: REQUIRETLS_CAUSE } : held(verdict, posture)
}

/** What a connection must show for the content itself. `portal` content never leaves as mail: its demand is that of the notice. */
function demandOf(verdict: Verdict): Demand {
  const protection = verdict.protection === 'portal' ? 'authenticated' : verdict.protection
  return {
    protection,
    ...(verdict.minTls ? { minTls: verdict.minTls } : {}),
    ...(verdict.proof ? { proof: verdict.proof } : {}),
    ...(verdict.requireTls ? { requireTls: true } : {}),
  }
}

/**
 * What the portal notice's connection must show. A link is a secret that opens the content, so it counts as the content (P1); where the reader
 * signs in, the notice holds no secret. Only the officer's recorded exception `link-over` lowers it.
 */
export function noticeDemand(verdict: Pick<Verdict, 'protection' | 'portal' | 'minTls' | 'proof'>): Demand {
  if (verdict.portal.auth !== 'link') return { protection: 'any', downgrade: 'accepted' }
  // The notice is another message: its hop must prove the host, not pass REQUIRETLS on.
  const { requireTls: _requireTls, ...demand } = demandOf(verdict as Verdict)
  const { linkOver } = verdict.portal
  if (!linkOver) return demand
  if (PROTECTIONS.indexOf(linkOver) >= PROTECTIONS.indexOf(demand.protection)) return demand
  // The exception lowers the protection and what rests on it, the memory of better days too: the portal is where such mail goes (tls.md §2). A version
  // floor beside it stands as long as there is TLS at all.
  return { protection: linkOver, downgrade: 'accepted', ...(demand.minTls && linkOver === 'encrypted' ? { minTls: demand.minTls } : {}) }
}

function fallbackRoute(
  name: RouteName,
  verdict: Verdict,
  posture: Posture | undefined,
  routes: readonly RouteCapability[],
  settings: PlanSettings,
): PlannedRoute | undefined {
  if (name === 'bounce') return { route: 'bounce', demand: demandOf(verdict) }
  const capability = routes.find((route) => route.name === name)
  if (!capability || capability.kind === 'direct' || !canAsk(capability.auths, verdict.portal.auth)) return undefined
  const portal = { auth: verdict.portal.auth, expires: verdict.portal.expires ?? settings.portalExpires }
  // A provider sends its own notice over its own connections.
  if (capability.kind === 'provider') return { route: name, demand: demandOf(verdict), portal }
  const demand = noticeDemand(verdict)
  if (posture && domainOutcome(posture, demand) === 'portal') return undefined
  return { route: name, demand, portal }
}

/** A portal that can be made to ask for at least this sign-in. One that cannot be forced at all names none. */
function canAsk(auths: readonly PortalAuth[], wanted: PortalAuth): boolean {
  return auths.some((auth) => PORTAL_AUTHS.indexOf(auth) >= PORTAL_AUTHS.indexOf(wanted))
}

function whyPlanned(verdict: Verdict, posture: Posture | undefined, direct: boolean): string {
  const found = posture ? `the destination was found ${posture.verdict}` : 'the destination was not looked at yet'
  return direct
    ? `${verdict.protection} is asked for and ${found}`
    : `${verdict.protection} is asked for, ${found}, and no host would pass the gate`
}

function held(verdict: Verdict, posture: Posture | undefined): Plan {
  const portalWanted = verdict.protection === 'portal' ? verdict.via.includes('portal') : verdict.otherwise.includes('portal')
  const refused = portalWanted && posture !== undefined && domainOutcome(posture, noticeDemand(verdict)) === 'portal'
  const text = refused
    ? 'the link would cross a connection below the protection, and the portal has no second factor yet'
    : 'no route is left that keeps the protection'
  return {
    kind: 'hold',
    cause: { at: 'gate', enhanced: '5.7.10', publicText: text, detail: posture ? `${text}: ${posture.verdict}` : text, blame: 'policy' },
  }
}

/** RFC 8689 §5: returned, not held: the sender asked for it, and knows what else to do. */
export const REQUIRETLS_CAUSE: Cause = {
  at: 'gate',
  enhanced: REQUIRETLS_CODE,
  publicText: REQUIRETLS_WORDS,
  detail: REQUIRETLS_WORDS,
  blame: 'peer',
}

/** RFC 7505 §4: 5.1.10 for null MX. RFC 3463 §3.2: 5.1.2 for a domain that is not there; §3.4: 5.3.2 where every host turns mail away. */
function bounceCause(posture: Posture): Cause {
  const cause = (enhanced: string, publicText: string): Cause => ({
    at: 'dns',
    enhanced,
    publicText,
    detail: `${publicText}: ${posture.verdict}`,
    blame: 'peer',
  })
  if (posture.verdict === 'null-mx' || posture.mx.some((host) => host.verdict === 'null-mx'))
    return cause('5.1.10', 'the domain accepts no mail (null MX)')
  if (posture.mx.some((host) => host.flags.includes('permanent'))) return cause('5.1.2', 'the domain or its mail hosts do not exist')
  return { ...cause('5.3.2', 'every mail host of the domain turns mail away'), at: 'greeting' }
}
