import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type MailInputLimits, readMail } from './mail-input.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-mail-input-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function put(name: string, text: string): Promise<string> {
  const path = join(folder, name)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
  return path
}

async function all(path: string, limits?: MailInputLimits): Promise<readonly (readonly [string, string])[]> {
  const found: [string, string][] = []
  for await (const { file, read } of readMail(path, limits))
    found.push([file.replace(`${folder}/`, ''), read.ok ? read.bytes.toString() : `! ${read.why}`])
  return found
}

describe('readMail', () => {
  it('takes every file of a folder as one message, whatever its name, in order', async () => {
    await put('b.txt', 'Subject: b\n\nb')
    await put('a/deep/x', 'From someone Sat Nov 21 10:00:00 2026\nSubject: x\n\nFrom here\n\nFrom there')
    expect(await all(folder)).toEqual([
      ['a/deep/x', 'Subject: x\n\nFrom here\n\nFrom there'],
      ['b.txt', 'Subject: b\n\nb'],
    ])
  })

  it('leaves out what a Maildir has not finished', async () => {
    await put('box/cur/1', 'one')
    await put('box/new/2', 'two')
    await put('box/tmp/3', 'half a me')
    expect((await all(folder)).map(([file]) => file)).toEqual(['box/cur/1', 'box/new/2'])
  })

  it('splits an mbox at lines `From ` that stand at the start or after an empty line, and unquotes', async () => {
    const path = await put(
      'archive',
      'From a Sat\nSubject: 1\n\nIt begins\nFrom the middle\n>From quoted\n>>From twice\n\nFrom b Sun\r\nSubject: 2\r\n\r\nlast line\r\n',
    )
    expect(await all(path)).toEqual([
      ['archive#1', 'Subject: 1\n\nIt begins\nFrom the middle\nFrom quoted\n>From twice\n\n'],
      ['archive#2', 'Subject: 2\r\n\r\nlast line\r\n'],
    ])
  })

  it('finds the same messages wherever the chunks of a large mbox end', async () => {
    const body = `${'x'.repeat(70)}\n`.repeat(9_000)
    const text = Array.from({ length: 4 }, (_, index) => `From a Sat\nSubject: ${index}\n\n${body}\n`).join('')
    const found = await all(await put('large', text))
    expect(found.map(([, bytes]) => bytes)).toEqual([0, 1, 2, 3].map((index) => `Subject: ${index}\n\n${body}\n`))
  })

  it('names what it does not read', async () => {
    await put('large.eml', 'x'.repeat(2000))
    await put('small.eml', 'Subject: s\n\n')
    const mbox = await put('m/box', `From a\n\n${'y'.repeat(2000)}\n\nFrom b\nSubject: 2\n\n`)
    expect(await all(folder, { maxBytes: 1000 })).toEqual([
      ['large.eml', expect.stringContaining('larger than 1000 bytes')],
      ['m/box', expect.stringContaining('larger than 1000 bytes')],
      ['small.eml', 'Subject: s\n\n'],
    ])
    expect(await all(mbox, { maxBytes: 1000 })).toEqual([
      ['m/box#1', expect.stringContaining('larger than 1000 bytes')],
      ['m/box#2', 'Subject: 2\n\n'],
    ])
  })
})
