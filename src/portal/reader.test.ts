import { afterEach, describe, expect, it } from 'vitest'
import { createReader, type Reader } from './reader.ts'

const MAIL = Buffer.from(
  'From: a@example.org\r\nSubject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\r\nGr\xfc\xdfe\r\n',
  'latin1',
)
const mail = async () => Uint8Array.from(MAIL)
let reader: Reader
afterEach(() => reader.stop())

describe('reader', () => {
  it('reads in a thread, again and again, and takes the bytes over', async () => {
    reader = createReader()
    const bytes = await mail()
    expect((await reader.message(async () => bytes)).kind).toBe('read')
    expect(bytes.length).toBe(0)
    for (let round = 0; round < 2; round++) {
      const read = await reader.message(mail)
      expect(read).toMatchObject({ kind: 'read', value: { subject: 'Grüße', text: expect.stringContaining('Grüße') } })
    }
  })

  it('ends a thread that takes too long, and reads the next message with a fresh one', async () => {
    reader = createReader({ time: 1 })
    expect((await reader.message(mail)).kind).toBe('unreadable')
    await reader.stop()
    reader = createReader({ threads: 1 })
    expect((await reader.message(mail)).kind).toBe('read')
  })

  it('says busy rather than let a queue grow', async () => {
    reader = createReader({ threads: 1, waiting: 1 })
    const kinds = await Promise.all([1, 2, 3, 4].map(async () => (await reader.message(mail)).kind))
    expect(kinds.toSorted()).toEqual(['busy', 'busy', 'read', 'read'])
  })

  it('brings bytes only once a thread is free for them, and none for those whom it sends away', async () => {
    reader = createReader({ threads: 1, waiting: 2 })
    const { promise: gate, resolve: open } = Promise.withResolvers<void>()
    let brought = 0
    const bring = async () => {
      brought++
      await gate
      return mail()
    }
    const reads = [1, 2, 3, 4, 5].map(() => reader.message(bring))
    expect((await Promise.all(reads.slice(3))).map(({ kind }) => kind)).toEqual(['busy', 'busy'])
    expect(brought).toBe(1)
    open()
    expect((await Promise.all(reads.slice(0, 3))).map(({ kind }) => kind)).toEqual(['read', 'read', 'read'])
    expect(brought).toBe(3)
  })

  it('passes on why bytes could not be brought, and reads on', async () => {
    reader = createReader({ threads: 1 })
    await expect(reader.message(async () => Promise.reject(new Error('the seal is broken')))).rejects.toThrow('seal')
    expect((await reader.message(mail)).kind).toBe('read')
  })

  it('ends a read whose bytes never come', async () => {
    reader = createReader({ threads: 1, time: 50 })
    expect((await reader.message(() => new Promise(() => undefined))).kind).toBe('unreadable')
  })

  it('knows no attachment of a wrong index', async () => {
    reader = createReader()
    expect(await reader.attachment(mail, 0)).toEqual({ kind: 'read', value: undefined })
  })
})
