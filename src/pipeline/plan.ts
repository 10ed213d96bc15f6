// Step 5, plan: verdict × posture gives ordered routes. A copy that a refusal has moved on keeps its plan; a fresh one is planned anew each
// time, because the other side may have changed since.

import type { Cause } from '../domain/cause.ts'
import { type AppliedOverride, type Overridden, type Override, underOverrides } from '../domain/override.ts'
import type { Posture } from '../domain/posture.ts'
import type { Plan, PlannedRoute } from '../domain/route.ts'
import type { Verdict } from '../domain/verdict.ts'
import { planRoutes, REQUIRETLS_CAUSE } from '../policy/plan-route.ts'
import type { MessageRow, RecipientRow } from '../store/store.ts'
import type { PipelineParts } from './parts.ts'

/** `overrides`: of the recipient's domain, those that were applied. */
export type Planned = (
  | { readonly kind: 'attempt'; readonly recipient: RecipientRow; readonly plan: Plan; readonly route: PlannedRoute }
  | { readonly kind: 'stop'; readonly recipient: RecipientRow; readonly plan: Exclude<Plan, { kind: 'routes' }> }
) & { readonly overrides?: readonly AppliedOverride[] }

/** @param overrides that hold for the recipient's domain */
export function planRecipient(
  parts: Pick<PipelineParts, 'config' | 'routes'>,
  message: Pick<MessageRow, 'kind'>,
  recipient: RecipientRow,
  posture: Posture,
  overrides: readonly Override[],
): Planned {
  if (!recipient.verdict) return stop(recipient, 'no verdict is stored for this copy')
  const { verdict, applied } = overridden(message, recipient, recipient.verdict, overrides)
  const planned = planUnder(parts, recipient, verdict, posture)
  return applied.length > 0 ? { ...planned, overrides: applied } : planned
}

/** Mail of the gateway itself has its own protection (decision 6): an override says only how the hosts are judged. */
function overridden(
  { kind }: Pick<MessageRow, 'kind'>,
  recipient: RecipientRow,
  verdict: Verdict,
  overrides: readonly Override[],
): Overridden {
  const found = underOverrides(verdict, overrides, ({ addressHash }) => addressHash === recipient.addressHash)
  return kind === 'mail' ? found : { verdict, applied: [] }
}

function planUnder(parts: Pick<PipelineParts, 'config' | 'routes'>, recipient: RecipientRow, verdict: Verdict, posture: Posture): Planned {
  const movedOn = recipient.routeIndex > 0 && recipient.plan
  const plan = movedOn || planRoutes(verdict, posture, parts.routes, { portalExpires: parts.config.portal.expires })
  if (plan.kind !== 'routes') return { kind: 'stop', recipient, plan }
  const { notDirect } = verdict.changed ?? {}
  const routes = notDirect === undefined ? plan.routes : plan.routes.filter(({ route }) => route !== 'direct')
  if (routes.length === 0) return stop(recipient, notDirect ?? 'no route is left that keeps the protection')
  return planned(recipient, { ...plan, routes, ...(notDirect === undefined || movedOn ? {} : { why: `${plan.why}; ${notDirect}` }) })
}

function planned(recipient: RecipientRow, plan: Extract<Plan, { kind: 'routes' }>): Planned {
  const softSince = recipient.plan?.kind === 'routes' ? recipient.plan.softSince : undefined
  const route = plan.routes[recipient.routeIndex]
  if (route?.route === 'bounce') return { kind: 'stop', recipient, plan: { kind: 'bounce', cause: RETURNED } }
  if (route) return { kind: 'attempt', recipient, plan: softSince === undefined ? plan : { ...plan, softSince }, route }
  if (recipient.verdict?.requireTls) return { kind: 'stop', recipient, plan: { kind: 'bounce', cause: REQUIRETLS_CAUSE } }
  return stop(recipient, 'no route is left that keeps the protection')
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
