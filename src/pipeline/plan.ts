// Step 5, plan: verdict × posture gives ordered routes. A copy that a refusal has moved on keeps its plan; a fresh one is planned anew each
// time, because the other side may have changed since.

import type { Cause } from '../domain/cause.ts'
import type { Posture } from '../domain/posture.ts'
import type { Plan, PlannedRoute } from '../domain/route.ts'
import { planRoutes } from '../policy/plan-route.ts'
import type { RecipientRow } from '../store/store.ts'
import type { PipelineParts } from './parts.ts'

export type Planned =
  | { readonly kind: 'attempt'; readonly recipient: RecipientRow; readonly plan: Plan; readonly route: PlannedRoute }
  | { readonly kind: 'stop'; readonly recipient: RecipientRow; readonly plan: Exclude<Plan, { kind: 'routes' }> }

export function planRecipient(parts: Pick<PipelineParts, 'config' | 'routes'>, recipient: RecipientRow, posture: Posture): Planned {
  if (!recipient.verdict) return stop(recipient, 'no verdict is stored for this copy')
  const movedOn = recipient.routeIndex > 0 && recipient.plan
  const plan = movedOn || planRoutes(recipient.verdict, posture, parts.routes, { portalExpires: parts.config.portal.expires })
  if (plan.kind !== 'routes') return { kind: 'stop', recipient, plan }
  const { notDirect } = recipient.verdict.changed ?? {}
  const routes = notDirect === undefined ? plan.routes : plan.routes.filter(({ route }) => route !== 'direct')
  if (routes.length === 0) return stop(recipient, notDirect ?? 'no route is left that keeps the protection')
  return planned(recipient, { ...plan, routes, ...(notDirect === undefined || movedOn ? {} : { why: `${plan.why}; ${notDirect}` }) })
}

function planned(recipient: RecipientRow, plan: Extract<Plan, { kind: 'routes' }>): Planned {
  const softSince = recipient.plan?.kind === 'routes' ? recipient.plan.softSince : undefined
  const route = plan.routes[recipient.routeIndex]
  if (route?.route === 'bounce') return { kind: 'stop', recipient, plan: { kind: 'bounce', cause: RETURNED } }
  return route
    ? { kind: 'attempt', recipient, plan: softSince === undefined ? plan : { ...plan, softSince }, route }
    : stop(recipient, 'no route is left that keeps the protection')
}

/** `otherwise: bounce`: the officer wants mail that cannot be protected returned. */
const RETURNED: Cause = {
  at: 'gate',
  enhanced: '5.7.10',
  publicText: 'The recipient’s mail server does not offer the protection that the sending organisation asks for',
  detail: '',
  blame: 'policy',
}

function stop(recipient: RecipientRow, text: string): Planned {
  const cause = { at: 'policy', enhanced: '5.7.1', publicText: text, detail: text, blame: 'policy' } as const
  return { kind: 'stop', recipient, plan: { kind: 'hold', cause } }
}
