import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { errorText, withoutAddresses } from './error-text.ts'
import { createLog, type LogLevel } from './log.ts'
import { prettyLine } from './pretty-log.ts'

function captured(level: LogLevel = 'info') {
  const lines: string[] = []
  return { lines, log: createLog({ level, destination: { write: (line) => lines.push(line) } }) }
}

const last = (lines: readonly string[]): Record<string, unknown> => JSON.parse(lines.at(-1) ?? '')

describe('a log line', () => {
  it('is JSON with time, level word, event and fields', () => {
    const { lines, log } = captured()
    log.info('message.accepted', { message: '01k', size: 12, duplicate: false, host: undefined })
    const line = last(lines)
    expect(line).toEqual({ time: line.time, level: 'info', event: 'message.accepted', message: '01k', size: 12, duplicate: false })
    expect(new Date(String(line.time)).toISOString()).toBe(line.time)
    expect(lines[0]?.endsWith('\n')).toBe(true)
  })

  it('carries the fields of its parents', () => {
    const { lines, log } = captured()
    log.child({ role: 'worker' }).child({ node: 'a' }).warn('lease.lost', { count: 2 })
    expect(last(lines)).toMatchObject({ level: 'warn', role: 'worker', node: 'a', count: 2 })
  })

  it('takes typed fields only, and an error of any type', () => {
    const { log } = captured('silent')
    const caught: unknown = 'thrown'
    log.error('x', { error: caught, count: 1 })
    // @ts-expect-error an object is no field: nobody knows what is in it
    log.error('x', { error: caught, message: { subject: 'x' } })
    // @ts-expect-error the same without an error
    log.info('x', { list: ['a'] })
  })

  it('is written from its level on', () => {
    const { lines, log } = captured('warn')
    log.debug('a')
    log.info('b')
    log.warn('c')
    log.error('d')
    expect(lines.map((line) => JSON.parse(line).event)).toEqual(['c', 'd'])
  })
})

describe('no address gets out', () => {
  it.each([
    'RCPT failed for jane.doe@example.org today',
    'RCPT failed for <jane.doe@example.org>',
    'mailto:jane.doe@example.org',
    '"jane doe"@example.org was refused',
    'jane.doe%40example.org in a URL',
    'ORCPT=rfc822;jane.doe@example.org',
    'jane.doe@[192.0.2.1]',
    'postgres://jane.doe:secret@db.example.org/postern',
    'jäne.doe@exämple.org',
    'Jane.Doe＠example.org',
    'jane.doe=example.org@bnc.example.com',
  ])('of an error that says: %s', (message) => {
    const { lines, log } = captured('debug')
    const error = new Error(message, { cause: new Error(message) })
    log.error('attempt.failed', { error, note: message })
    log.child({ note: message }).debug('x')
    for (const line of lines) {
      expect(line).not.toMatch(/j[aä]ne|secret|ex[aä]mple\.org/i)
      expect(line).toContain('[address]')
    }
  })

  it('whatever stands around it', () => {
    const word = fc.stringMatching(/^[a-z0-9!#$&'*+/=?^_`{|}~.-]{1,20}$/)
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), word, word, fc.string({ maxLength: 40 }), (before, local, domain, after) => {
        expect(withoutAddresses(`${before} ${local}@${domain} ${after}`)).not.toContain(`${local}@${domain}`)
      }),
    )
  })

  it.each(['jane.doe@example.org', '"jane doe"@example.org', '<jane.doe@example.org>'])(
    'also where a long text is cut inside %s',
    (address) => {
      for (let before = 500 - address.length; before <= 500; before++) {
        expect(withoutAddresses(`${'a '.repeat(250).slice(0, before - 1)} ${address} b`)).not.toMatch(/jan|exam/)
      }
    },
  )

  it('and hostile text costs no time', () => {
    const started = process.cpuUsage()
    for (const text of ['a'.repeat(1e6), '"'.repeat(1e6), `${'a.'.repeat(5e5)}@`, '@'.repeat(1e6)]) withoutAddresses(text)
    expect(process.cpuUsage(started).user / 1000).toBeLessThan(500)
  })
})

describe('an error in a log line', () => {
  it('is its name, code and message; the place in the code only at debug', () => {
    const error = Object.assign(new TypeError('no route'), { code: 'ENOROUTE' })
    const info = captured('info')
    info.log.error('x', { error })
    expect(last(info.lines).error).toEqual({ name: 'TypeError', code: 'ENOROUTE', message: 'no route' })
    const debug = captured('debug')
    debug.log.error('x', { error })
    expect((last(debug.lines).error as { stack: string }).stack).toContain('log.test.ts')
    expect((last(debug.lines).error as { stack: string }).stack).not.toContain('no route')
  })

  it('loses a message that quotes a peer, a parser’s input or a database value', () => {
    const parser = (() => {
      try {
        return JSON.parse('Patient Jane Doe')
      } catch (error) {
        return error
      }
    })()
    const peer = Object.assign(new Error('550 no such patient Jane Doe'), { response: '550 no such patient Jane Doe', code: 'EENVELOPE' })
    const database = Object.assign(new Error('bad value Jane Doe'), { severity: 'ERROR', routine: 'x', detail: 'Jane Doe', code: '22P02' })
    for (const error of [parser, peer, database, new Error('outer', { cause: peer })]) {
      const { lines, log } = captured('debug')
      log.error('x', { error })
      expect(lines[0]).not.toContain('Jane')
    }
    expect(errorText(peer)).toEqual({ name: 'Error', code: 'EENVELOPE' })
  })

  it('tells the cause, the first of several errors, and nothing of a thrown value', () => {
    expect(errorText(new Error('a', { cause: new Error('b') })).cause?.message).toBe('b')
    expect(errorText(new AggregateError([new Error('first')], 'all failed')).cause?.message).toBe('first')
    expect(errorText('Jane Doe')).toEqual({ name: 'thrown', message: 'a string was thrown' })
    const loop = new Error('loop')
    loop.cause = loop
    expect(JSON.stringify(errorText(loop)).match(/loop/g)).toHaveLength(3)
  })

  it('is cleaned also when it is not an Error', () => {
    const { lines, log } = captured()
    log.error('x', { error: { address: 'jane@example.org' } })
    log.error('x', { error: 'jane@example.org' })
    expect(lines.join('')).not.toContain('jane')
  })
})

describe('at a terminal', () => {
  it('is one line that no field can break', () => {
    const { lines, log } = captured()
    log.warn('probe.failed', { domain: 'example.org', why: 'two\nlines \u001b[2J', ms: 12 })
    const pretty = prettyLine(lines[0] ?? '', { isColorSupported: false })
    expect(pretty).toMatch(/^\d\d:\d\d:\d\d\.\d{3} warn {2}probe\.failed domain=example\.org why="two\\nlines \\u001b\[2J" ms=12\n$/)
  })
})
