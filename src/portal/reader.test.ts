import { afterEach, describe, expect, it } from 'vitest'
import { createReader, type Reader } from './reader.ts'

const MAIL = Buffer.from(
  'From: a@example.org\r\nSubject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\r\nGr\xfc\xdfe\r\n',
  'latin1',
)
let reader: Reader
afterEach(() => reader.stop())

describe('reader', () => {
  it('reads in a thread, again and again, and leaves the caller’s bytes alone', async () => {
    reader = createReader()
    for (let round = 0; round < 2; round++) {
      const read = await reader.message(MAIL)
      expect(read).toMatchObject({ kind: 'read', value: { subject: 'Grüße', text: expect.stringContaining('Grüße') } })
    }
    expect(MAIL.length).toBeGreaterThan(50)
  })

  it('ends a thread that takes too long, and reads the next message with a fresh one', async () => {
    reader = createReader({ time: 1 })
    expect((await reader.message(MAIL)).kind).toBe('unreadable')
    await reader.stop()
    reader = createReader({ threads: 1 })
    expect((await reader.message(MAIL)).kind).toBe('read')
  })

  it('says busy rather than let a queue grow', async () => {
    reader = createReader({ threads: 1, waiting: 1 })
    const kinds = await Promise.all([1, 2, 3, 4].map(async () => (await reader.message(MAIL)).kind))
    expect(kinds.toSorted()).toEqual(['busy', 'busy', 'read', 'read'])
  })

  it('knows no attachment of a wrong index', async () => {
    reader = createReader()
    expect(await reader.attachment(MAIL, 0)).toEqual({ kind: 'read', value: undefined })
  })
})
