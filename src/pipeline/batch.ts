// What one attempt carries.
import type { Posture } from '../domain/posture.ts'
import type { PlannedRoute } from '../domain/route.ts'
import type { MessageRow } from '../store/store.ts'
import type { Planned } from './plan.ts'

/** Copies of one message that travel together: same route, same demand. */
export interface Batch {
  readonly message: MessageRow
  readonly route: PlannedRoute
  readonly posture: Posture
  readonly copies: readonly Extract<Planned, { kind: 'attempt' }>[]
}
