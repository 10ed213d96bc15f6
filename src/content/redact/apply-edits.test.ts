// A script gives the same bytes in memory and as they stream by, wherever the chunks end.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Edit } from '../../domain/edit-script.ts'
import { applyEdits, applyEditsTo } from './apply-edits.ts'

async function streamed(bytes: Buffer, edits: readonly Edit[], step: number): Promise<Buffer> {
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += step) yield bytes.subarray(at, at + step)
  }
  const made: Uint8Array[] = []
  for await (const chunk of applyEditsTo(chunks(), edits)) made.push(Buffer.from(chunk))
  return Buffer.concat(made)
}

it('in memory and streamed alike', async () => {
  const gaps = fc.array(fc.record({ skip: fc.nat(9), remove: fc.nat(9), insert: fc.string({ maxLength: 5 }) }), { maxLength: 8 })
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 120 }), gaps, fc.integer({ min: 1, max: 40 }), async (given, parts, step) => {
      const bytes = Buffer.from(given)
      const edits: Edit[] = []
      let at = 0
      for (const { skip, remove, insert } of parts) {
        if (at + skip + remove > bytes.length) break
        edits.push({ at: at + skip, remove, insert })
        at += skip + remove
      }
      expect((await streamed(bytes, edits, step)).equals(applyEdits(bytes, edits))).toBe(true)
    }),
  )
})

it('beneath base64, lines as long as they were', () => {
  const clear = 'card 4111 and so on, long enough for two lines of base64 here'
  const raw = Buffer.from(
    `head\r\n${(
      Buffer.from(clear)
        .toString('base64')
        .match(/.{1,40}/g) ?? []
    ).join('\r\n')}\r\ntail`,
  )
  const end = raw.indexOf('\r\ntail')
  const made = applyEdits(raw, [
    { at: 6, remove: end - 6, base64: { width: 40, edits: [{ at: 5, remove: 4, insert: '[CARD]' }] } },
  ]).toString()
  expect(made.startsWith('head\r\n') && made.endsWith('\r\ntail')).toBe(true)
  expect(Buffer.from(made.slice(6, -6), 'base64').toString()).toBe(clear.replace('4111', '[CARD]'))
  expect(Math.max(...made.split('\r\n').map((line) => line.length))).toBe(40)
})

it('an edit that does not fit is never carried out in part', async () => {
  const edits = [{ at: 3, remove: 9, insert: '' }]
  expect(() => applyEdits(Buffer.from('short'), edits)).toThrow('does not fit')
  await expect(streamed(Buffer.from('short'), edits, 2)).rejects.toThrow('does not fit')
})
