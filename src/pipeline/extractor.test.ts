// The extractor's process: bombs and hangs cost their attachment, never more than its limits; ordinary mail does not start it.
import { type ChildProcess, spawn } from 'node:child_process'
import { deflateSync, gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { DEFAULT_CONTENT_LIMITS, readMessageWith } from '../content/content.ts'
import { DEFAULT_EXTRACT_LIMITS } from '../content/extract/extraction.ts'
import { docx, paragraph, pdf, zip } from '../content/extract/test-support.ts'
import { createExtractor, DEFAULT_EXTRACTOR_SETTINGS, type Extractor, type ExtractorSettings } from './extractor.ts'

let extractor: Extractor
afterEach(() => extractor.close())

const mail = (...files: readonly (readonly [name: string, bytes: Buffer])[]) =>
  Buffer.from(
    `Subject: files\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nBODYWORD\r\n${files
      .map(
        ([name, bytes]) =>
          `--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename="${name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n${bytes.toString('base64')}\r\n`,
      )
      .join('')}--b--\r\n`,
  )

async function read(message: Buffer, settings: Partial<ExtractorSettings> = {}, start?: () => ChildProcess) {
  extractor = createExtractor({ ...DEFAULT_EXTRACTOR_SETTINGS, ...settings }, start)
  const opener = { extract: (request: Parameters<Extractor['extract']>[0]) => extractor.extract(request), pictures: false }
  const view = await readMessageWith(opener, message, DEFAULT_CONTENT_LIMITS)
  return { text: view.parts.map((part) => part.text).join('\n'), whys: view.uninspectable.map((entry) => entry.why), view }
}

const child = (code: string) => () =>
  spawn(process.execPath, ['-e', `process.on('message', (request) => { ${code} })`], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'advanced',
  })

describe('attachments of a message', () => {
  it('are opened, and what is in them, down to a message in an archive in an archive', async () => {
    const inner = await zip({
      'letter.docx': await docx(paragraph('WORDWORD')),
      'enclosed.eml': 'Subject: INNERSUBJECT\r\nContent-Type: text/html\r\n\r\n<p>12<b>3</b>-HTMLWORD',
    })
    const { text, whys, view } = await read(
      mail(
        ['outer.zip', await zip({ 'inner.bin': gzipSync(inner), 'table.csv': 'a,CSVWORD' })],
        ['x.pdf', pdf({ content: 'BT /F1 9 Tf (PDFWORD) Tj ET' })],
      ),
    )
    for (const word of ['BODYWORD', 'WORDWORD', 'INNERSUBJECT', '123-HTMLWORD', 'CSVWORD', 'PDFWORD', 'letter.docx'])
      expect(text).toContain(word)
    expect(whys).toEqual([])
    expect(view.attachments.map((one) => one.type)).toContain('application/vnd.openxmlformats-officedocument.wordprocessingml.document')
  })

  it('are told by their content: a ZIP called a picture, a picture with a ZIP behind it', async () => {
    const archive = await zip({ 'a.txt': 'ZIPWORD' })
    expect((await read(mail(['photo.jpg', archive]))).text).toContain('ZIPWORD')
    extractor.close()
    const png = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex')
    const both = await read(mail(['photo.png', Buffer.concat([png, archive])]))
    expect(both.text).toContain('ZIPWORD')
    expect(both.view.notes).toContain('two-formats')
  })

  it('an encrypted entry makes its archive uninspectable, and policy can tell', async () => {
    const locked = await zip({ 'a.txt': 'some words' })
    locked[6] = (locked[6] ?? 0) | 1
    const at = locked.lastIndexOf(Buffer.from('PK\x01\x02', 'latin1'))
    locked[at + 8] = (locked[at + 8] ?? 0) | 1
    const { whys, view } = await read(mail(['a.zip', locked]))
    expect(whys).toEqual(['an encrypted entry'])
    expect(view.attachments[0]?.encrypted).toBe(true)
  })
})

describe('bombs', () => {
  it('archives in archives without end stop at the depth', async () => {
    let bomb = await zip({ a: 'deepest' })
    for (let i = 0; i < 12; i++) bomb = await zip({ 'x.zip': bomb })
    expect((await read(mail(['42.zip', bomb]))).whys.join()).toMatch(/more than 8 deep/)
  })

  it('a PDF of blanks without end, deflated twice, is killed for its memory or its time; the rest of the mail is read', async () => {
    const half = deflateSync(Buffer.alloc(192 * 1024 * 1024, ' '))
    const bomb = pdf({ content: half, deflated: 1 })
      .toString('latin1')
      .replace('/Filter[/FlateDecode]', '/Filter[/FlateDecode/FlateDecode]')
    const { text, whys } = await read(mail(['bomb.pdf', Buffer.from(bomb, 'latin1')], ['after.csv', Buffer.from('AFTERWORD')]), {
      memory: 200 * 1024 * 1024,
      timeout: 10_000,
    })
    expect(whys.join()).toMatch(/took (?:more memory|longer) to open/)
    expect(text).toContain('AFTERWORD')
    expect(text).toContain('BODYWORD')
  })

  it.each([
    ['hangs', 'for (;;);', { timeout: 2500 }, /inspect\.attachments\.timeout/],
    ['leaves', 'process.exit(3)', {}, /ended the process/],
    [
      'fills memory',
      'const all = []; for (;;) all.push(Buffer.alloc(1 << 20, 1))',
      { memory: 300 * 1024 * 1024 },
      /inspect\.attachments\.memory/,
    ],
  ])('a document whose reader %s costs itself only: the next one gets a new reader', async (_what, code, settings, why) => {
    let started = 0
    const answer =
      'process.send({ encrypted: false, texts: [{ label: "body", kind: "attachment", text: "SECOND" }], files: [], unread: [] })'
    const { text, whys } = await read(mail(['a.pdf', Buffer.from('%PDF-1.7')], ['b.pdf', Buffer.from('%PDF-1.7')]), settings, () =>
      child(++started === 1 ? code : answer)(),
    )
    expect(whys).toEqual([expect.stringMatching(why)])
    expect(text).toContain('SECOND')
  })

  it('all attachments together take no longer than the message has', async () => {
    extractor = createExtractor({ ...DEFAULT_EXTRACTOR_SETTINGS, timeout: 60_000 }, child('for (;;);'))
    const result = await extractor.extract({ format: 'pdf', bytes: Buffer.from('x') }, 100)
    expect(result.unread[0]?.why).toMatch(/timeout/)
    expect((await extractor.extract({ format: 'pdf', bytes: Buffer.from('x') }, 0)).unread[0]?.why).toMatch(/no time/)
  })
})

it('mail without documents starts no process; one that is idle ends', async () => {
  let started = 0
  let last: ChildProcess | undefined
  const start = () => {
    started++
    last = child('process.send({ encrypted: false, texts: [], files: [], unread: [] })')()
    return last
  }
  await read(mail(['table.csv', Buffer.from('a,b')]), { idle: 1, limits: DEFAULT_EXTRACT_LIMITS }, start)
  expect(started).toBe(0)
  await extractor.extract({ format: 'pdf', bytes: Buffer.from('x') })
  expect(started).toBe(1)
  await new Promise((resolve) => (last?.exitCode === null && last.signalCode === null ? last.once('exit', resolve) : resolve(undefined)))
})
