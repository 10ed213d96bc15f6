// The inspector's own bookkeeping: readers that are taken away. What hostile mail does to a reader is in test/promises/p5.
import { type ChildProcess, spawn } from 'node:child_process'
import { afterEach, describe, expect, it } from 'vitest'
import { scanSet } from '../domain/scan-set.ts'
import { createInspector, type Inspector, type InspectorSettings, startReader } from './inspector.ts'

const SETTINGS: InspectorSettings = { workers: 1, timeout: 20_000, memory: 256 * 1024 ** 2 }
const MAIL = Buffer.from('Subject: a\r\n\r\nThe clinic is closed.\r\n')

let inspector: Inspector
afterEach(() => inspector.close())

/** Readers of a few words: `bodies[n]` runs in the n-th child for each message, the last one in all further children. */
function readers(...bodies: string[]): { readonly start: () => ChildProcess; readonly started: ChildProcess[] } {
  const started: ChildProcess[] = []
  const start = () => {
    const code = bodies[Math.min(started.length, bodies.length - 1)]
    const child = spawn(process.execPath, ['-e', `process.on('message', (bytes) => { ${code} })`], {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      serialization: 'advanced',
    })
    started.push(child)
    return child
  }
  return { start, started }
}

const DIE = (signal: string) => `process.kill(process.pid, '${signal}')`
const ANSWER = `process.send({ ok: false, reason: 'read by the second' })`

describe('signals to the whole process group', () => {
  it('a reader outlives Ctrl-C, a stop and a hang-up of the terminal, and reads on', async () => {
    const started: ChildProcess[] = []
    inspector = createInspector(SETTINGS, (settings) => {
      const child = startReader(settings)
      started.push(child)
      return child
    })
    await inspector.inspect(async () => MAIL)
    const reading = inspector.inspect(async () => Buffer.from(`Subject: a\r\n\r\n${'lorem ipsum 12 '.repeat(5_000)}`))
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) started[0]?.kill(signal)
    expect((await reading)?.ok).toBe(true)
    expect((await inspector.inspect(async () => MAIL))?.ok).toBe(true)
    expect(started).toHaveLength(1)
  })

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'])('a message whose reader was ended by %s is read by a new one', async (signal) => {
    const { start, started } = readers(DIE(signal), ANSWER)
    inspector = createInspector(SETTINGS, start)
    expect(await inspector.inspect(async () => MAIL)).toEqual({ ok: false, reason: 'read by the second' })
    expect(started).toHaveLength(2)
  })

  it('but once only: a reader that is ended again costs the message a hold', async () => {
    const { start, started } = readers(DIE('SIGTERM'))
    inspector = createInspector(SETTINGS, start)
    expect(await inspector.inspect(async () => MAIL)).toEqual({ ok: false, reason: 'the reader crashed' })
    expect(started.length).toBeGreaterThanOrEqual(2)
  })

  it('a message that its reader never got goes to a new one', async () => {
    const { start, started } = readers(ANSWER)
    inspector = createInspector(SETTINGS, () => {
      const child = start()
      // Gone, though its end has not been noticed yet.
      if (started.length === 1) child.disconnect()
      return child
    })
    expect(await inspector.inspect(async () => MAIL)).toEqual({ ok: false, reason: 'read by the second' })
  })

  it('a reader that was killed outright is not replaced: its memory may have been the reason', async () => {
    const { start } = readers(DIE('SIGKILL'), ANSWER)
    inspector = createInspector(SETTINGS, start)
    expect(await inspector.inspect(async () => MAIL)).toEqual({ ok: false, reason: 'the reader crashed' })
  })
})

describe('memory and stopping', () => {
  it('opens no more messages than there are readers, whatever waits', async () => {
    inspector = createInspector({ ...SETTINGS, workers: 2 }, readers(ANSWER).start)
    const opened: (() => void)[] = []
    const all = Array.from({ length: 5 }, () =>
      inspector.inspect(async () => {
        await new Promise<void>((resolve) => opened.push(resolve))
        return MAIL
      }),
    )
    expect(opened).toHaveLength(2)
    opened[1]?.()
    await all[1]
    expect(opened).toHaveLength(3)
  })

  it('a message that cannot be opened is the caller’s trouble, and its reader goes on', async () => {
    inspector = createInspector(SETTINGS, readers(ANSWER).start)
    const broken = inspector.inspect(() => Promise.reject(new Error('sealed with another key')))
    const next = inspector.inspect(async () => MAIL)
    await expect(broken).rejects.toThrow('sealed with another key')
    expect(await next).toEqual({ ok: false, reason: 'read by the second' })
  })

  it('a reader that dies while its message is being opened is replaced, and nothing is said against the message', async () => {
    const { start, started } = readers(ANSWER)
    inspector = createInspector(SETTINGS, start)
    const result = inspector.inspect(async () => {
      const gone = new Promise((resolve) => started[0]?.once('exit', resolve))
      started[0]?.kill('SIGKILL')
      await gone
      return MAIL
    })
    expect(await result).toEqual({ ok: false, reason: 'read by the second' })
    expect(started).toHaveLength(2)
  })

  it('a signal gives up what is read and what waits: no result, so nothing to decide from', async () => {
    inspector = createInspector(SETTINGS, readers('for (;;);').start)
    const stop = new AbortController()
    const all = [1, 2, 3].map(() => inspector.inspect(async () => MAIL, undefined, stop.signal))
    stop.abort()
    expect(await Promise.all(all)).toEqual([undefined, undefined, undefined])
    expect(await inspector.inspect(async () => MAIL, undefined, stop.signal)).toBeUndefined()
  })

  it('closing gives up the same way', async () => {
    inspector = createInspector(SETTINGS, readers('for (;;);').start)
    const all = [1, 2].map(() => inspector.inspect(async () => MAIL))
    await inspector.close()
    expect(await Promise.all(all)).toEqual([undefined, undefined])
    expect(await inspector.inspect(async () => MAIL)).toBeUndefined()
  })
})

describe('what to look for', () => {
  const words = (...terms: string[]) => scanSet({ dictionaries: [{ name: 'own', terms }] })
  const found = (result: Awaited<ReturnType<Inspector['inspect']>>) =>
    result?.ok ? result.inspection.findings.map(({ value }) => value) : result

  it('comes with each message: a reader is told anew where it changes', async () => {
    const started: ChildProcess[] = []
    const [first, second] = [words('clinic'), words('closed')]
    inspector = createInspector({ ...SETTINGS, scan: first }, (settings, scan) => {
      const child = startReader(settings, scan)
      started.push(child)
      return child
    })
    expect(found(await inspector.inspect(async () => MAIL, first))).toEqual(['clinic'])
    expect(found(await inspector.inspect(async () => MAIL, words('clinic')))).toEqual(['clinic'])
    expect(started).toHaveLength(1)
    const result = await inspector.inspect(async () => MAIL, second)
    expect(found(result)).toEqual(['closed'])
    expect(result).toMatchObject({ scan: second.digest })
    expect(started).toHaveLength(1)
  })

  it('of messages under way is what it was when they came', async () => {
    inspector = createInspector({ ...SETTINGS, workers: 2 })
    const sets = [words('clinic'), words('closed'), words('clinic'), words('closed'), words('clinic')]
    const results = await Promise.all(sets.map((scan) => inspector.inspect(async () => MAIL, scan)))
    expect(results.map(found)).toEqual([['clinic'], ['closed'], ['clinic'], ['closed'], ['clinic']])
  })
})
