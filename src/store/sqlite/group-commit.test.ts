// What the conformance suite cannot provoke: failures that end the whole transaction, and reads that must not see what is not committed.
import { describe, expect, it } from 'vitest'
import type { Call } from '../verbs/verbs.ts'
import { type Database, openDatabase, SQLITE_DEFAULTS } from './database.ts'
import { runTogether } from './group-commit.ts'

const event = { kind: 'policy.loaded', at: 1, message: 'm1', actor: 'system', data: {} }
const write: Call = { verb: 'apply', args: [{ steps: [{ event }] }] }
/** Violates the table's own rules. */
const broken: Call = { verb: 'apply', args: [{ steps: [{ event: { ...event, kind: null } }] }] }
const read: Call = { verb: 'events', args: ['m1'] }

function failing(sql: string, database: Database): Database {
  return {
    ...database,
    exec: (text) => {
      if (text === sql) throw new Error('disk I/O error')
      database.exec(text)
    },
  }
}

describe('group commit', () => {
  it('fails a verb alone', () => {
    const database = openDatabase(':memory:', { ...SQLITE_DEFAULTS })
    const answers = runTogether(database, [write, broken, write, read], { commits: 0, verbs: 0 })
    expect(answers.map((answer) => answer.ok)).toEqual([true, false, true, true])
    expect(answers[3]).toMatchObject({ value: [{ kind: 'policy.loaded' }, { kind: 'policy.loaded' }] })
    database.close()
  })

  it('fails every verb of a batch when releasing one that stands alone fails', () => {
    const database = openDatabase(':memory:', { ...SQLITE_DEFAULTS })
    const answers = runTogether(failing('RELEASE verb', database), [write, broken, read], { commits: 0, verbs: 0 })
    expect(answers.map((answer) => answer.ok)).toEqual([false, false, true])
    expect(answers[2]).toEqual({ ok: true, value: [] })
    database.close()
  })

  it.each(['BEGIN IMMEDIATE', 'COMMIT'])('fails every verb of a batch when %s fails, and nothing has happened', (sql) => {
    const database = openDatabase(':memory:', { ...SQLITE_DEFAULTS })
    const tally = { commits: 0, verbs: 0 }
    const answers = runTogether(failing(sql, database), [write, read, write], tally)
    expect(answers.map((answer) => answer.ok)).toEqual([false, true, false])
    expect(answers[1]).toEqual({ ok: true, value: [] })
    expect(database.inTransaction()).toBe(false)
    expect(tally.commits).toBe(0)
    expect(runTogether(database, [write, read], tally)[1]).toMatchObject({ ok: true, value: [{ kind: 'policy.loaded' }] })
    database.close()
  })

  it('answers in the order of the calls', () => {
    const database = openDatabase(':memory:', { ...SQLITE_DEFAULTS })
    const answers = runTogether(database, [read, write, read], { commits: 0, verbs: 0 })
    expect(answers.map((answer) => (answer.ok ? answer.value : answer))).toEqual([
      [expect.objectContaining(event)],
      { ok: true },
      [expect.objectContaining(event)],
    ])
    database.close()
  })
})
