// The one transition table of a recipient, the unit of status (design §3). Everything that moves a recipient goes through `nextState`.

export const OPEN_STATES = ['pending', 'held', 'ready', 'attempting', 'deferred', 'unknown', 'handed-over', 'awaiting-pickup'] as const
export const FINAL_STATES = ['delivered', 'relayed', 'collected', 'rejected', 'failed', 'cancelled'] as const
export type OpenState = (typeof OPEN_STATES)[number]
export type FinalState = (typeof FINAL_STATES)[number]
export type RecipientState = OpenState | FinalState

/** What a transition needs to know beyond the event's kind. */
export type Move =
  | { readonly kind: 'recipient.decided'; readonly action: 'deliver' | 'hold' | 'reject' }
  | { readonly kind: 'attempt.succeeded'; readonly to: 'delivered' | 'relayed' | 'handed-over' | 'awaiting-pickup' }
  | { readonly kind: 'attempt.lost'; readonly committing: boolean }
  | {
      readonly kind: 'outcome.confirmed'
      readonly to: 'delivered' | 'handed-over' | 'awaiting-pickup' | 'relayed' | 'collected' | 'failed'
    }
  | { readonly kind: PlainMove }

export type PlainMove =
  | 'recipient.held'
  | 'recipient.released'
  | 'recipient.refused'
  | 'recipient.expired'
  | 'recipient.cancelled'
  | 'attempt.started'
  | 'attempt.committing'
  | 'attempt.deferred'
  | 'attempt.rerouted'
  | 'attempt.failed'
  | 'attempt.unknown'
  | 'outcome.denied'
  | 'portal.collected'
  | 'notice.bounced'

type Next = RecipientState | ((move: Move) => RecipientState | undefined)

const decided: Next = (move) =>
  move.kind === 'recipient.decided' ? ({ deliver: 'ready', hold: 'held', reject: 'rejected' } as const)[move.action] : undefined
const succeeded: Next = (move) => (move.kind === 'attempt.succeeded' ? move.to : undefined)
// A lease lost before the commit mark cannot have delivered; after it, nobody knows (P3).
const lost: Next = (move) => (move.kind === 'attempt.lost' ? (move.committing ? 'unknown' : 'deferred') : undefined)
const confirmedUnknown: Next = (move) =>
  move.kind === 'outcome.confirmed' && ['delivered', 'handed-over', 'awaiting-pickup'].includes(move.to) ? move.to : undefined
const confirmedHandOver: Next = (move) =>
  move.kind === 'outcome.confirmed' && ['relayed', 'awaiting-pickup', 'collected', 'failed'].includes(move.to) ? move.to : undefined

const TABLE: Readonly<Record<OpenState, Readonly<Partial<Record<Move['kind'], Next>>>>> = {
  pending: { 'recipient.decided': decided, 'recipient.expired': 'failed', 'recipient.cancelled': 'cancelled' },
  held: {
    'recipient.released': 'ready',
    'recipient.refused': 'rejected',
    'recipient.expired': 'failed',
    'recipient.cancelled': 'cancelled',
  },
  ready: { 'attempt.started': 'attempting', 'recipient.held': 'held', 'recipient.expired': 'failed', 'recipient.cancelled': 'cancelled' },
  attempting: {
    'attempt.committing': 'attempting',
    'attempt.succeeded': succeeded,
    'attempt.deferred': 'deferred',
    'attempt.rerouted': 'ready',
    'attempt.failed': 'failed',
    'attempt.unknown': 'unknown',
    'attempt.lost': lost,
    'recipient.held': 'held',
  },
  deferred: {
    'attempt.started': 'attempting',
    'recipient.held': 'held',
    'recipient.expired': 'failed',
    'recipient.cancelled': 'cancelled',
  },
  unknown: {
    'outcome.confirmed': confirmedUnknown,
    'outcome.denied': 'ready',
    'recipient.released': 'ready',
    'recipient.expired': 'failed',
  },
  'handed-over': { 'outcome.confirmed': confirmedHandOver },
  'awaiting-pickup': {
    'portal.collected': 'collected',
    'notice.bounced': 'failed',
    'recipient.expired': 'failed',
    'recipient.cancelled': 'cancelled',
  },
}

/** @returns the state after `move`, or undefined where the move is illegal from `state` (finals accept nothing). */
export function nextState(state: RecipientState, move: Move): RecipientState | undefined {
  if (isFinal(state)) return undefined
  const next = TABLE[state][move.kind]
  return typeof next === 'function' ? next(move) : next
}

export function isFinal(state: RecipientState): state is FinalState {
  return (FINAL_STATES as readonly string[]).includes(state)
}

export function isMove(kind: string): kind is Move['kind'] {
  return Object.values(TABLE).some((moves) => kind in moves)
}
