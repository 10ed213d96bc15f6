// `header`, `subject` and `notice` as a reader sees them afterwards, and every byte besides.
import { describe, expect, it } from 'vitest'
import { DEFAULT_CONTENT_LIMITS, readMessage } from '../content.ts'
import { actionEdits, type OtherActions } from './action-edits.ts'
import { applyEdits } from './apply-edits.ts'

function change(text: string | Buffer, actions: Partial<OtherActions>) {
  const bytes = typeof text === 'string' ? Buffer.from(text.replace(/\r?\n/g, '\r\n'), 'utf8') : text
  const result = actionEdits(bytes, { notices: [], ...actions }, DEFAULT_CONTENT_LIMITS)
  const changed = applyEdits(bytes, result.edits)
  const view = readMessage(changed, DEFAULT_CONTENT_LIMITS)
  return {
    ...result,
    changed,
    text: changed.toString('utf8'),
    view,
    bodies: view.parts.filter(({ kind }) => kind === 'body').map((part) => part.text),
  }
}

const HEAD = 'From: ana@example-health.org\nTo: bea@example.org\n'

describe('subject', () => {
  const strip = { strip: ['[secure]'], prefix: [] }
  it.each([
    ['in front', '[secure] Hello', 'Hello'],
    ['in the middle', 'Hello [SECURE] there', 'Hello there'],
    ['at the end', 'Hello [secure]', 'Hello'],
    ['alone', '[secure]', ''],
    ['twice', '[secure] Hello [secure] x', 'Hello x'],
    ['in encoded words', '=?UTF-8?Q?=5Bsecure=5D_Gr=C3=BC=C3=9Fe?=', 'Grüße'],
    ['across encoded words', '=?UTF-8?Q?Gr=C3=BC=C3=9Fe_=5Bsec?=\n =?UTF-8?Q?ure=5D_x?=', 'Grüße x'],
    ['beside a token', '[secure] Hi     [ ref:!00D4x01DEMO.!500Kd0300s0L:ref ]', 'Hi     [ ref:!00D4x01DEMO.!500Kd0300s0L:ref ]'],
  ])('strip %s', (_what, written, expected) => {
    const { view, text, done } = change(`${HEAD}Subject: ${written}\n\nbody\n`, { subject: strip })
    expect(view.subject).toBe(expected)
    expect(text.endsWith('\r\n\r\nbody\r\n')).toBe(true)
    expect(done).toEqual(['subject'])
  })

  it.each([
    ['Hello', '[EXT] Hello'],
    ['=?UTF-8?Q?Gr=C3=BC=C3=9Fe?=', '[EXT] Grüße'],
    ['[ext] Hello', '[ext] Hello'],
  ])('prefix before %s', (written, expected) => {
    expect(change(`${HEAD}Subject: ${written}\n\nx\n`, { subject: { strip: [], prefix: ['[EXT]'] } }).view.subject).toBe(expected)
  })

  it('a prefix beyond ASCII', () => {
    expect(
      change(`${HEAD}Subject: =?UTF-8?Q?Gr=C3=BC=C3=9Fe?=\n\nx\n`, { subject: { strip: [], prefix: ['Vertraulich –'] } }).view.subject,
    ).toBe('Vertraulich - Grüße')
  })

  it('replace keeps the thread token', () => {
    const { view } = change(`${HEAD}Subject: Your lab result     [ ref:!00D4x01DEMO.!500Kd0300s0L:ref ]\n\nx\n`, {
      subject: { strip: [], prefix: [], replace: 'A message for you' },
    })
    expect(view.subject).toBe('A message for you     [ ref:!00D4x01DEMO.!500Kd0300s0L:ref ]')
  })

  it('a message without one gets one', () => {
    expect(change(`${HEAD}\nx\n`, { subject: { strip: [], prefix: [], replace: 'A message' } }).view.subject).toBe('A message')
  })
})

describe('header', () => {
  it('remove, set, add', () => {
    const { text, done } = change(`${HEAD}X-A: 1\nX-Long: a\n b\nX-A: 2\nSubject: x\n\nbody\n`, {
      header: { remove: ['x-long'], set: { 'X-A': 'one', 'X-New': 'ü' }, add: [{ name: 'X-Added', value: 'v' }] },
    })
    expect(text).toBe(`${HEAD}X-A: one\nSubject: x\nX-New: =?UTF-8?B?w7w=?=\nX-Added: v\n\nbody\n`.replace(/\n/g, '\r\n'))
    expect(done).toEqual(['header x-long: removed', 'header x-a: set', 'header x-new: set', 'header x-added: added'])
  })

  it('a message that is all header', () => {
    expect(change(HEAD, { header: { remove: [], set: {}, add: [{ name: 'X-A', value: 'v' }] } }).text).toBe(
      `${HEAD}X-A: v\n`.replace(/\n/g, '\r\n'),
    )
  })
})

describe('notice', () => {
  const top = { text: 'Sent by <Example Health> – please\nread on', place: 'top' as const }
  const bottom = { text: 'The end', place: 'bottom' as const }

  it('in every alternative, in every encoding', () => {
    const { bodies, view, text } = change(
      `${HEAD}Subject: x\nContent-Type: multipart/mixed; boundary=m\n\n--m\nContent-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\nGr=FC=DFe\n--b\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64\n\n${Buffer.from('<html><head><title>t</title></head><body class="a"><p>Grüße</p></body></html>').toString('base64')}\n--b--\n--m\nContent-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\nfile\n--m--\n`,
      { notices: [top, bottom] },
    )
    expect(bodies).toHaveLength(2)
    for (const body of bodies) {
      expect(body).toMatch(/Sent by <Example Health> - please\s+read on\s+Grüße\s+The end/)
    }
    expect(view.uninspectable).toEqual([])
    expect(text).toContain('\r\n\r\nfile\r\n--m--')
  })

  it('a plain message, long lines wrapped', () => {
    const { text } = change(`${HEAD}\nbody\n`, { notices: [{ text: 'word '.repeat(400), place: 'bottom' }] })
    expect(text).toContain('\r\n\r\nbody\r\n\r\nword word')
    for (const line of text.split('\r\n')) expect(line.length).toBeLessThanOrEqual(78)
  })

  it('nothing signed or encrypted takes it', () => {
    const { noticeFailed, edits } = change(
      `${HEAD}Content-Type: multipart/signed; boundary=b\n\n--b\nContent-Type: text/plain\n\nx\n--b--\n`,
      { notices: [bottom] },
    )
    expect(noticeFailed).toMatch(/no part/)
    expect(edits).toEqual([])
  })
})
