import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createHeaderCollector, fieldValues, parseHeaderBlock } from './header-block.ts'

const LIMITS = { bytes: 1000, fields: 20 }

function collect(chunks: readonly string[], limits = LIMITS) {
  const collector = createHeaderCollector(limits)
  let rest = ''
  let found: ReturnType<typeof collector.end> | undefined
  for (const chunk of chunks) {
    if (found) {
      rest += chunk
      continue
    }
    const step = collector.push(Buffer.from(chunk))
    if (step.done) found = step
  }
  const outcome = found ?? collector.end()
  return { block: outcome.block, head: Buffer.from(outcome.head).toString(), body: Buffer.from(outcome.body).toString() + rest }
}

describe('createHeaderCollector', () => {
  const message = 'From: a@example.org\r\nSubject: x\r\n\ty\r\n\r\nbody\r\n\r\nmore\r\n'

  it('finds the blank line wherever the bytes were cut', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(message.length), { maxLength: 6 }), (cuts) => {
        const at = [0, ...cuts.sort((a, b) => a - b), message.length]
        const { head, body, block } = collect(at.slice(1).map((end, index) => message.slice(at[index], end)))
        expect(head).toBe('From: a@example.org\r\nSubject: x\r\n\ty\r\n\r\n')
        expect(body).toBe('body\r\n\r\nmore\r\n')
        expect(block).toMatchObject({ ok: true, fields: [{ name: 'from' }, { name: 'subject', value: ' x\ty' }] })
      }),
    )
  })

  it('knows an empty header block and one without a body', () => {
    expect(collect(['\r', '\nA: b\r\n\r\n'])).toMatchObject({ head: '\r\n', body: 'A: b\r\n\r\n', block: { ok: true, fields: [] } })
    expect(collect(['\r\nbody'])).toMatchObject({ head: '\r\n', body: 'body', block: { ok: true, fields: [] } })
    expect(collect(['A: b\r\n'])).toMatchObject({ head: 'A: b\r\n', body: '', block: { ok: true } })
  })

  it('stops collecting at its bound', () => {
    expect(collect(['A: ', 'x'.repeat(2000)]).block).toEqual({ ok: false, fault: 'too-large' })
    expect(collect(['A: b\r\n'.repeat(21)]).block).toEqual({ ok: false, fault: 'too-many-fields' })
  })
})

describe('parseHeaderBlock', () => {
  it.each(['no colon\r\n', ' starts folded\r\n', 'Bäd: x\r\n', ': x\r\n', 'A b: x\r\n'])('%j is no header', (text) => {
    expect(parseHeaderBlock(Buffer.from(text), 10)).toEqual({ ok: false, fault: 'malformed' })
  })

  it('sees a field whose name is followed by white space, as mail programs do', () => {
    const block = parseHeaderBlock(Buffer.from('From : ä@example.org\r\nFROM: b@example.org\r\n'), 10)
    expect(block.ok && fieldValues(block.fields, 'from')).toEqual(['ä@example.org', 'b@example.org'])
  })
})
