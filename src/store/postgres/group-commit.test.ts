import { describe, expect, it } from 'vitest'
import type { Call } from '../verbs/verbs.ts'
import { weakness } from './connection.ts'
import { waves } from './group-commit.ts'
import { numberPlaceholders } from './postgres-dialect.ts'

const apply = (...messages: readonly string[]): Call => ({
  verb: 'apply',
  args: [{ steps: messages.map((message) => ({ event: { message } })) }],
})
const due: Call = { verb: 'leaseDue', args: [] }

describe('verbs that may run interleaved', () => {
  it('are neighbours without a common lock', () => {
    const calls = [apply('a'), apply('b'), apply('a'), apply('c', 'b')]
    expect(waves(calls)).toEqual([calls.slice(0, 2), calls.slice(2)])
  })

  it('never include one without locks: it runs alone', () => {
    const calls = [apply('a'), due, due, apply('b'), apply('c')]
    expect(waves(calls)).toEqual([[calls[0]], [due], [due], [calls[3], calls[4]]])
  })

  it('never include an event of no message', () => {
    const noMessage: Call = { verb: 'apply', args: [{ steps: [{ event: {} }] }] }
    expect(waves([noMessage, noMessage])).toHaveLength(2)
  })
})

describe('settings', () => {
  const safe = { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' }
  it.each([
    [{}, undefined],
    [{ synchronous_commit: 'remote_apply' }, undefined],
    [{ synchronous_commit: 'remote_write' }, undefined],
    [{ synchronous_commit: 'local' }, 'synchronous_commit is local'],
    [{ synchronous_commit: 'off' }, 'synchronous_commit is off'],
    [{ fsync: 'off' }, 'fsync is off'],
    [{ full_page_writes: 'off' }, 'full_page_writes is off'],
  ])('%o', (change, weak) => {
    const said = weakness({ ...safe, ...change })
    if (weak === undefined) expect(said).toBeUndefined()
    else expect(said).toContain(weak)
  })
})

it('numbers placeholders', () => {
  expect(numberPlaceholders('SELECT ? WHERE a = ? AND b = ?')).toBe('SELECT $1 WHERE a = $2 AND b = $3')
})
