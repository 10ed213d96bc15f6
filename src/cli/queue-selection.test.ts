import { describe, expect, it } from 'vitest'
import { nextState, OPEN_STATES, type PlainMove } from '../domain/recipient-state.ts'
import type { RecipientRow } from '../store/store.ts'
import { isDomain, QUEUE_VERBS, type QueueVerb, selectCopies, sortOut } from './queue-selection.ts'

const copy = (id: string, state: string) => ({ id, state, message: 'm1' }) as RecipientRow
const storeOf = (copies: readonly RecipientRow[]) => ({
  recipients: async ({ states, limit, after = '' }: { states: readonly string[]; limit: number; after?: string }) =>
    copies.filter(({ id, state }) => states.includes(state) && id > after).slice(0, limit),
})
const contextOf = (copies: readonly RecipientRow[]) => ({ store: storeOf(copies) }) as never

describe('queue verbs', () => {
  const MOVES: Readonly<Partial<Record<QueueVerb, PlainMove>>> = {
    hold: 'recipient.held',
    cancel: 'recipient.cancelled',
    expire: 'recipient.expired',
  }
  it.each(Object.entries(MOVES) as [QueueVerb, PlainMove][])('%s is offered only where the state machine allows it', (verb, kind) => {
    for (const state of QUEUE_VERBS[verb]) expect(nextState(state, { kind }), `${verb} from ${state}`).toBeDefined()
  })

  it('never cancel what may have arrived, and never take a copy out of a try', () => {
    const { fit, unfit } = sortOut(
      'cancel',
      OPEN_STATES.map((state) => copy(state, state)),
    )
    expect(fit.map(({ id }) => id)).toEqual(['pending', 'held', 'ready', 'deferred', 'awaiting-pickup'])
    const words = Object.fromEntries(unfit.map(({ id, why }) => [id, why]))
    expect(words.unknown).toMatch(/nobody knows whether it arrived.*queue expire/)
    expect(words.attempting).toMatch(/a try is under way/)
    for (const verb of Object.keys(QUEUE_VERBS) as QueueVerb[]) expect(QUEUE_VERBS[verb]).not.toContain('attempting')
  })
})

describe('selectCopies', () => {
  it('takes a domain by its dot, and all of its copies however many', async () => {
    expect(['clinic.test', '[192.0.2.1]', '01m8025pj321a967tr6j2vaa0j'].map(isDomain)).toEqual([true, true, false])
    const many = Array.from({ length: 1_201 }, (_, n) => copy(String(n).padStart(5, '0'), n === 7 ? 'unknown' : 'deferred'))
    const { fit, unfit } = await selectCopies(contextOf(many), 'hold', 'Clinic.test', {})
    expect([fit.length, unfit.length]).toEqual([1_200, 1])
  })

  it('says why nothing can be done', async () => {
    await expect(selectCopies(contextOf([copy('c1', 'unknown')]), 'cancel', 'clinic.test', {})).rejects.toThrow(
      /nothing of clinic\.test can be changed: copy c1 is unknown: nobody knows/,
    )
    await expect(selectCopies(contextOf([]), 'cancel', 'clinic.test', {})).rejects.toThrow(/no open copies/)
    await expect(selectCopies(contextOf([]), 'cancel', undefined, {})).rejects.toThrow(/name an id or a domain/)
    await expect(selectCopies(contextOf([]), 'cancel', 'clinic.test', { state: 'lost' })).rejects.toThrow(/--state is one of pending/)
  })
})
