// The two ladders (design §6): action reject > hold > deliver, protection portal > authenticated > encrypted > any, each at its own maximum
// over all that count; the rest adds up. Pure.
import { type Protection, stricterAuth, stricterProtection } from '../domain/protection.ts'
import type { PortalDemand, RouteName, Verdict } from '../domain/verdict.ts'
import type { Actions } from './policy-set.ts'

export type Combined = Pick<
  Verdict,
  'action' | 'protection' | 'minTls' | 'proof' | 'portal' | 'otherwise' | 'via' | 'notify' | 'tags' | 'reasons' | 'journal'
>

/** Used where `otherwise` is left out, and for who hosts a `portal` message. */
export const BUILT_IN_FALLBACK: readonly RouteName[] = ['portal']

/**
 * @param counting what every counting rule asks for, in file order; `default` stands among them where no rule sets a protection
 * @param floor lowest protection whatever the rules say (uninspectable mail that is held: `authenticated`)
 */
export function combineActions(counting: readonly Actions[], floor: Protection = 'any'): Combined {
  const asked = counting.reduce<Protection>((strictest, actions) => stricterProtection(strictest, actions.deliver ?? 'any'), 'any')
  const protection = stricterProtection(asked, floor)
  const winners = counting.filter((actions) => actions.deliver === protection)
  const action = counting.some((actions) => actions.reject) ? 'reject' : counting.some((actions) => actions.hold) ? 'hold' : 'deliver'
  const minTls = counting.find((actions) => actions.minTls)?.minTls
  const proof = counting.find((actions) => actions.proof)?.proof
  const journal = unique(counting.flatMap((actions) => actions.journal ?? []))
  return {
    action,
    protection,
    ...(minTls ? { minTls } : {}),
    ...(proof ? { proof } : {}),
    portal: portalDemand(counting, winners),
    otherwise: protection === 'portal' ? [] : commonRoutes(winners.map((actions) => actions.otherwise ?? BUILT_IN_FALLBACK)),
    via: commonRoutes(counting.flatMap((actions) => (actions.via ? [actions.via] : []))),
    notify: unique(counting.flatMap((actions) => actions.notify ?? [])),
    tags: unique(counting.flatMap((actions) => actions.tag ?? [])),
    reasons: action === 'deliver' ? [] : unique(counting.flatMap((actions) => actions[action] ?? [])),
    ...(journal.length > 0 ? { journal } : {}),
  }
}

/** Routes that all who speak allow (for `otherwise`: who set the winning protection), in the first one's order. */
function commonRoutes(lists: readonly (readonly RouteName[])[]): readonly RouteName[] {
  const [first = BUILT_IN_FALLBACK, ...rest] = lists
  return first.filter((route) => rest.every((list) => list.includes(route)))
}

// The strictest of each: the strongest sign-in, the shortest life, and the lowered notice only where every rule that asks for this protection
// grants the exception.
function portalDemand(counting: readonly Actions[], winners: readonly Actions[]): PortalDemand {
  const auth = counting.reduce<PortalDemand['auth']>(
    (strictest, actions) => stricterAuth(strictest, actions.portal?.auth ?? 'link'),
    'link',
  )
  const lives = counting.flatMap((actions) => actions.portal?.expires ?? [])
  const exceptions = winners.map((actions) => actions.portal?.linkOver)
  const linkOver =
    exceptions.length === 0 || exceptions.includes(undefined) ? undefined : exceptions.includes('encrypted') ? 'encrypted' : 'any'
  return { auth, ...(lives.length > 0 ? { expires: Math.min(...lives) } : {}), ...(linkOver ? { linkOver } : {}) }
}

function unique<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values)]
}
