// What the pipeline's steps are given. The application wires it once; tests hand in their own clock, gate and store.

import type { Delivery } from '../delivery/delivery.ts'
import type { Destination } from '../destination/destination.ts'
import type { Config } from '../domain/config.ts'
import type { ClientFacts, Envelope } from '../domain/envelope.ts'
import type { RouteCapability } from '../domain/route.ts'
import type { Clock } from '../platform/clock.ts'
import type { Evidence } from '../platform/evidence.ts'
import type { Keyring } from '../platform/keyring.ts'
import type { Log } from '../platform/log.ts'
import type { PolicySet } from '../policy/policy-set.ts'
import type { DkimKey } from '../smtp/dkim.ts'
import type { Store } from '../store/store.ts'
import type { Inspector } from './inspector.ts'
import type { OverridesInForce } from './overrides-in-force.ts'
import type { PostureHistory } from './posture-history.ts'
import type { TlsSessionCounter } from './tls-session-counter.ts'

export interface PipelineParts {
  readonly config: Config
  readonly store: Store
  readonly keyring: Keyring
  readonly evidence: Evidence
  readonly clock: Clock
  readonly log: Log
  /** The policy in force; replaced as a whole on reload. */
  readonly policy: () => PolicySet
  readonly inspector: Inspector
  readonly destination: Destination
  /** What persons recorded for recipients' domains. */
  readonly overrides: OverridesInForce
  readonly history: PostureHistory
  /** Left out: no TLS reports are sent. */
  readonly tlsReports?: TlsSessionCounter
  readonly delivery: Delivery
  readonly routes: readonly RouteCapability[]
  /** Keys of `dkim:`, for changed copies and the gateway's own mail. */
  readonly dkim: readonly DkimKey[]
  /** Name of this process in leases: `name/incarnation`, see `Store.reclaimLeases`. */
  readonly owner: string
  /** Called at each step boundary; the crash suite kills the process there. */
  readonly checkpoint: (name: Checkpoint) => void
}

/** What notices need: the command line writes them too. */
export type NoticeParts = Pick<PipelineParts, 'config' | 'store' | 'keyring' | 'evidence' | 'clock' | 'log' | 'policy'>
/** What a person's decision on a held copy needs. */
export type ReviewParts = NoticeParts & Pick<PipelineParts, 'inspector'>

/** Every boundary at which a crash must lose nothing and repeat nothing. */
export const CHECKPOINTS = [
  'accept.blob-written',
  'accept.before-commit',
  'accept.committed',
  'decide.before-commit',
  'decide.committed',
  'attempt.before-start',
  'attempt.started',
  'attempt.before-mark',
  'attempt.marked',
  'attempt.answered',
  'settle.committed',
] as const
export type Checkpoint = (typeof CHECKPOINTS)[number]

/** What is sealed beside a message under the evidence key. */
export interface SealedEnvelope {
  readonly envelope: Omit<Envelope, 'recipients'>
  /** Left out for messages made here. */
  readonly client?: ClientFacts
  /** Display form of what `queue list` and `quarantine show` name: header From addresses and Message-ID. */
  readonly from: readonly string[]
  readonly messageId: string
}
