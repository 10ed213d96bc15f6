import { describe, expect, it } from 'vitest'
import { DISPLAY_LIMIT_DEFAULTS, readAttachment, readForDisplay } from './display.ts'

const bytes = (...lines: string[]) => Buffer.from(lines.join('\r\n'))
const PICTURES = bytes(
  'From: A <a@example.org>, B <b@example.org>',
  'To: undisclosed-recipients:;',
  'Subject: x',
  'Content-Type: multipart/mixed; boundary=b',
  '',
  '--b',
  'Content-Type: text/html',
  '',
  '<img src="cid:one@x"><img src="cid:two@x">',
  ...['one@x', 'unused@x'].flatMap((id) => [
    '--b',
    'Content-Type: image/png',
    `Content-ID: <${id}>`,
    'Content-Transfer-Encoding: base64',
    '',
    'AAAA',
  ]),
  '--b',
  'Content-Type: image/svg+xml; name=two.svg',
  'Content-ID: <two@x>',
  '',
  '<svg onload="alert(1)"/>',
  '--b',
  'Content-Type: message/rfc822',
  'Content-Disposition: attachment',
  '',
  'Subject: inner',
  '',
  'inner text',
  '--b--',
)

describe('readForDisplay', () => {
  it('puts raster pictures that the HTML names in line and lists the rest', async () => {
    const message = await readForDisplay(PICTURES)
    expect(message.inline).toEqual({ 'one@x': 'data:image/png;base64,AAAA' })
    expect(message.attachments.map(({ index, type }) => [index, type])).toEqual([
      [1, 'image/png'],
      [2, 'image/svg+xml'],
      [3, 'message/rfc822'],
    ])
    expect(message.from.map(({ address }) => address)).toEqual(['a@example.org', 'b@example.org'])
    expect(message.to).toEqual([])
    expect(message.cut).toBe(false)
  })

  it('finds an attachment again by its index', async () => {
    const svg = await readAttachment(PICTURES, 2)
    expect(svg?.name).toBe('two.svg')
    expect(Buffer.from(svg?.content ?? []).toString()).toContain('onload')
    expect(await readAttachment(PICTURES, 4)).toBeUndefined()
  })

  it('leaves out what is beyond its caps and says so', async () => {
    const limits = { ...DISPLAY_LIMIT_DEFAULTS, html: 10, text: 5, attachments: 1, inline: 1 }
    const message = await readForDisplay(PICTURES, limits)
    expect(message).toMatchObject({ cut: true, inline: {} })
    expect(message.html).toBeUndefined()
    expect(message.attachments).toHaveLength(1)
    expect(await readForDisplay(bytes('Subject: t', '', 'more than five'), limits)).toMatchObject({ text: 'more ', cut: true })
  })

  it('gives up on too many parts and on an endless header', async () => {
    const many = bytes('Content-Type: multipart/mixed; boundary=b', '', ...Array<string>(2000).fill('--b\r\n\r\nx'), '--b--')
    await expect(readForDisplay(many)).rejects.toThrow()
    await expect(readForDisplay(Buffer.from(`X: ${'y'.repeat(2 * 1024 * 1024)}\r\n\r\n`))).rejects.toThrow()
  })

  it('reads what hardly is a message', async () => {
    for (const odd of ['', '\r\n', 'no header at all', 'Subject: only', 'Date: nonsense\r\n\r\nx']) {
      const message = await readForDisplay(Buffer.from(odd))
      expect(message.attachments).toEqual([])
      expect(message.date).toBeUndefined()
    }
  })
})
