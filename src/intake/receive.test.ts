import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { receive } from './receive.ts'

const LIMITS = { message: 10_000, headerBytes: 2000, headerFields: 50, lineLength: 998, received: 50 }
const HEAD = 'Date: today\r\nFrom: a@example.org\r\nX-SFDC-LK: 00D8d000003TRx3\r\nSubject: folded\r\n subject\r\n\r\n'

async function take(message: string, pieces = 1) {
  const bytes = Buffer.from(message)
  const size = Math.ceil(bytes.length / pieces)
  async function* stream() {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
  }
  const written: Uint8Array[] = []
  const reception = await receive(stream(), LIMITS, () => ({
    ok: true,
    incoming: { write: (chunk) => void written.push(chunk), commit: async () => ({ ok: true, id: 'm', duplicates: 0 }), abort: () => {} },
  }))
  return { reception, written: Buffer.concat(written).toString(), facts: reception.kind === 'complete' ? reception.facts : undefined }
}

describe('receive', () => {
  it.each([1, 2, 7, 200])('passes the same bytes and facts on, cut into %i pieces', async (pieces) => {
    const message = `${HEAD}Body.\r\n`
    const { written, facts } = await take(message, pieces)
    expect(written).toBe(message)
    expect(facts).toEqual({
      size: message.length,
      digest: createHash('sha256').update(message).digest('hex'),
      headers: { from: ['a@example.org'], messageId: '', org: '00D8d000003TRx3', received: 0 },
      dedupeDigest: createHash('sha256')
        .update('date:today\r\nfrom:a@example.org\r\nsubject:folded subject\r\n\r\nBody.\r\n')
        .digest('hex'),
    })
  })

  it('knows a retry by what Salesforce signs, whatever trace fields were added or how fields are folded', async () => {
    const first = await take(`${HEAD}Body.\r\n`)
    const again = await take(
      `Received: by x; today\r\nX-SFDC-Binding: 2\r\n${HEAD.replace('folded\r\n subject', 'folded subject')}Body.\r\n`,
    )
    const edited = await take(`${HEAD}Body!\r\n`)
    expect(again.facts?.dedupeDigest).toBe(first.facts?.dedupeDigest)
    expect(again.facts?.digest).not.toBe(first.facts?.digest)
    expect(edited.facts?.dedupeDigest).not.toBe(first.facts?.dedupeDigest)
  })

  it('takes a message that is all header, and one that is all body', async () => {
    expect((await take('From: a@example.org\r\n')).written).toBe('From: a@example.org\r\n')
    expect((await take('\r\nBody\r\n')).written).toBe('\r\nBody\r\n')
  })
})
