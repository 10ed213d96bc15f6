import { afterEach, describe, expect, it, vi } from 'vitest'
import type { ApplyOutcome, RecipientRow } from '../store/store.ts'
import { decideEach, printDecisions } from './operator.ts'

const copies = ['ready', 'attempting', 'held'].map((state, index) => ({ id: `copy-${index}`, state }) as RecipientRow)
const cancel = async ({ state }: RecipientRow): Promise<ApplyOutcome> =>
  state === 'attempting' ? { ok: false, reason: 'illegal-transition', detail: 'it is under way' } : { ok: true }

function printed(json: boolean, decisions: Parameters<typeof printDecisions>[0]) {
  const said = { out: '', err: '' }
  const listen = (name: 'out' | 'err') => (text: string | Uint8Array) => {
    said[name] += text
    return true
  }
  vi.spyOn(process.stdout, 'write').mockImplementation(listen('out'))
  vi.spyOn(process.stderr, 'write').mockImplementation(listen('err'))
  printDecisions(decisions, 'cancelled', 'cancelled; the sender is told', json)
  return { ...said, exit: process.exitCode }
}

afterEach(() => {
  process.exitCode = undefined
  vi.restoreAllMocks()
})

describe('a decision about several copies', () => {
  it('reaches those behind one that refuses it, tells both, and answers no', async () => {
    const decisions = await decideEach(copies, cancel)
    expect(decisions.done).toEqual(['copy-0', 'copy-2'])
    expect(printed(false, decisions)).toEqual({
      out: '2 cancelled; the sender is told\n',
      err: 'copy copy-1 is attempting and could not be cancelled (it is under way)\n',
      exit: 1,
    })
    const { out, exit } = printed(true, decisions)
    expect(JSON.parse(out)).toEqual({
      cancelled: ['copy-0', 'copy-2'],
      refused: [{ id: 'copy-1', state: 'attempting', why: 'it is under way' }],
    })
    expect(exit).toBe(1)
  })

  it('promises nothing where nothing was done, and is 0 where all was', async () => {
    expect(printed(false, await decideEach(copies.slice(1, 2), cancel)).out).toBe('none cancelled\n')
    process.exitCode = undefined
    expect(printed(false, await decideEach(copies.slice(0, 1), cancel)).exit).toBeUndefined()
  })
})
