import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FINAL_STATES, isFinal, isMove, type Move, nextState, OPEN_STATES, type RecipientState } from './recipient-state.ts'

const STATES: readonly RecipientState[] = [...OPEN_STATES, ...FINAL_STATES]
const MOVES: readonly Move[] = [
  ...(['deliver', 'hold', 'reject'] as const).map((action) => ({ kind: 'recipient.decided', action }) as const),
  ...(['delivered', 'relayed', 'handed-over', 'awaiting-pickup'] as const).map((to) => ({ kind: 'attempt.succeeded', to }) as const),
  ...[true, false].map((committing) => ({ kind: 'attempt.lost', committing }) as const),
  ...(['delivered', 'handed-over', 'awaiting-pickup', 'relayed', 'collected', 'failed'] as const).map(
    (to) => ({ kind: 'outcome.confirmed', to }) as const,
  ),
  ...(
    [
      'recipient.held',
      'recipient.released',
      'recipient.refused',
      'recipient.expired',
      'recipient.cancelled',
      'attempt.started',
      'attempt.committing',
      'attempt.deferred',
      'attempt.rerouted',
      'attempt.failed',
      'attempt.unknown',
      'outcome.denied',
      'portal.collected',
      'notice.bounced',
    ] as const
  ).map((kind) => ({ kind }) as const),
]

describe('nextState', () => {
  it('lets nothing leave a final state', () => {
    for (const state of FINAL_STATES) for (const move of MOVES) expect(nextState(state, move), `${state} ${move.kind}`).toBeUndefined()
  })

  it('reaches every state from pending', () => {
    const reached = new Set<RecipientState>(['pending'])
    for (let grew = true; grew; ) {
      const before = reached.size
      for (const state of [...reached]) {
        for (const move of MOVES) {
          const next = nextState(state, move)
          if (next) reached.add(next)
        }
      }
      grew = reached.size > before
    }
    expect([...reached].sort()).toEqual([...STATES].sort())
  })

  it('lets every open state end', () => {
    for (const start of OPEN_STATES) {
      const seen = new Set<RecipientState>([start])
      const todo: RecipientState[] = [start]
      for (let state = todo.pop(); state; state = todo.pop()) {
        for (const move of MOVES) {
          const next = nextState(state, move)
          if (next && !seen.has(next)) {
            seen.add(next)
            todo.push(next)
          }
        }
      }
      expect([...seen].some(isFinal), start).toBe(true)
    }
  })

  it('makes a lease lost after the commit mark unknown, before it deferred (P3)', () => {
    expect(nextState('attempting', { kind: 'attempt.lost', committing: true })).toBe('unknown')
    expect(nextState('attempting', { kind: 'attempt.lost', committing: false })).toBe('deferred')
  })

  it('cannot cancel what may have arrived, nor what is under way', () => {
    expect(nextState('unknown', { kind: 'recipient.cancelled' })).toBeUndefined()
    expect(nextState('attempting', { kind: 'recipient.cancelled' })).toBeUndefined()
  })

  it('never delivers without an attempt or a confirmation', () => {
    const endings = STATES.flatMap((state) =>
      MOVES.filter((move) => nextState(state, move) === 'delivered').map((move) => `${state} ${move.kind}`),
    )
    expect(endings).toEqual(['attempting attempt.succeeded', 'unknown outcome.confirmed'])
  })

  it('stays inside the known states on any walk', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...MOVES), { maxLength: 40 }), (walk) => {
        let state: RecipientState = 'pending'
        for (const move of walk) state = nextState(state, move) ?? state
        return STATES.includes(state)
      }),
    )
  })

  it('knows moves from other events', () => {
    for (const move of MOVES) expect(isMove(move.kind)).toBe(true)
    expect(isMove('message.accepted')).toBe(false)
  })
})
