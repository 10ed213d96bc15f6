// Archives and what can be wrong with them: whatever is read is handed back, whatever is not is told, and no cap is passed.
import { buffer } from 'node:stream/consumers'
import { crc32, deflateRawSync, gzipSync } from 'node:zlib'
import { pack } from 'tar-stream'
import { describe, expect, it } from 'vitest'
import type { Extraction } from './extraction.ts'
import { extract, textOf, whys, zip } from './test-support.ts'

const names = (result: Extraction) => result.files.map((file) => file.name)
const text = (result: Extraction, index = 0) => Buffer.from(result.files[index]?.bytes ?? []).toString()

interface Entry {
  readonly name: string
  readonly data: Buffer
  /** As the directory and the entry's own header have them, where they lie. */
  readonly directorySize?: number
  readonly localName?: string
  readonly flags?: number
  readonly method?: number
  readonly check?: number
  /** Shares the data of another entry. */
  readonly offset?: number
}

/** A ZIP byte by byte, so that it can lie. @param gap between the entries and the directory */
function rawZip(entries: readonly Entry[], gap: Buffer = Buffer.alloc(0), comment: Buffer = Buffer.alloc(0)): Buffer {
  const local: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const { name, data, directorySize, localName = name, flags = 0, method = 8, check = crc32(data), offset } of entries) {
    const packed = method === 8 ? deflateRawSync(data) : data
    const head = Buffer.alloc(30)
    head.write('PK\x03\x04', 'latin1')
    head.writeUInt16LE(flags, 6)
    head.writeUInt16LE(method, 8)
    head.writeUInt32LE(check, 14)
    head.writeUInt32LE(packed.length, 18)
    head.writeUInt32LE(data.length, 22)
    head.writeUInt16LE(localName.length, 26)
    const entry = Buffer.alloc(46)
    entry.write('PK\x01\x02', 'latin1')
    entry.writeUInt16LE(flags, 8)
    entry.writeUInt16LE(method, 10)
    entry.writeUInt32LE(check, 16)
    entry.writeUInt32LE(packed.length, 20)
    entry.writeUInt32LE(directorySize ?? data.length, 24)
    entry.writeUInt16LE(name.length, 28)
    entry.writeUInt32LE(offset ?? at, 42)
    directory.push(entry, Buffer.from(name))
    if (offset !== undefined) continue
    local.push(head, Buffer.from(localName), packed)
    at += head.length + localName.length + packed.length
  }
  const table = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(table.length, 12)
  end.writeUInt32LE(at + gap.length, 16)
  end.writeUInt16LE(comment.length, 20)
  return Buffer.concat([...local, gap, table, end, comment])
}

const hello = { name: 'a.txt', data: Buffer.from('hello') }

describe('ZIP', () => {
  it('gives its files, and their names as a text', async () => {
    const result = await extract('zip', await zip({ 'folder/a b.txt': 'hello', 'c.csv': '1,2' }))
    expect(names(result)).toEqual(['folder/a b.txt', 'c.csv'])
    expect(text(result)).toBe('hello')
    expect(textOf(result, 'names')).toBe('folder/a b.txt\nc.csv')
    expect(whys(result)).toEqual([])
  })

  it.each([
    ['a size that is too small in the directory', [{ ...hello, directorySize: 2 }], /lies about its size/],
    ['a size that is too large in the directory', [{ ...hello, directorySize: 200_000 }], /lies about its size/],
    ['a wrong checksum', [{ ...hello, check: 1 }], /checksum/],
    ['another name in the entry', [{ ...hello, localName: 'b.txt' }], /different things/],
    ['encryption', [{ ...hello, flags: 1 }], /encrypted/],
    ['a method that is not read', [{ ...hello, method: 12 }], /method/],
    ['entries over the same bytes', [hello, { ...hello, name: 'b.txt', localName: 'a.txt', offset: 0 }], /overlap/],
  ])('%s is told', async (_what, entries, why) => {
    const result = await extract('zip', rawZip(entries))
    expect(whys(result).join('\n')).toMatch(why)
  })

  it.each(['notes.txt\\', 'notes.txt/'])('%s is no folder where it has bytes', async (name) => {
    const why = whys(await extract('zip', rawZip([{ ...hello, name, directorySize: 0 }]))).join()
    expect(why).toMatch(/lies about its size/)
    expect(why).toMatch(/different things/)
    expect(whys(await extract('zip', rawZip([{ name, data: Buffer.alloc(0) }])))).toEqual([])
  })

  it('an entry that the directory does not name, a second directory, a cut off archive', async () => {
    const hidden = rawZip([{ name: 'h.txt', data: Buffer.from('x') }])
    expect(whys(await extract('zip', rawZip([hello], hidden.subarray(0, 36)))).join()).toMatch(/does not name/)
    expect(whys(await extract('zip', rawZip([hello], undefined, hidden))).length).toBeGreaterThan(0)
    expect(whys(await extract('zip', rawZip([hello]).subarray(0, -30))).join()).toMatch(/broken or cut off/)
  })

  it('locked entries do not keep the others from being read', async () => {
    const result = await extract('zip', rawZip([{ ...hello, name: 'locked', localName: 'locked', flags: 1 }, hello]))
    expect(names(result)).toEqual(['a.txt'])
    expect(result.encrypted).toBe(true)
  })

  it('stops at each of its caps', async () => {
    const many = await zip(Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`${i}`, 'x'])))
    expect(whys(await extract('zip', many, { entries: 10 }))).toEqual(['more than 10 entries'])
    const zeros = rawZip([{ name: 'z', data: Buffer.alloc(12 * 1024 * 1024) }])
    expect(whys(await extract('zip', zeros))).toEqual(['decompresses to more than 250 times its size'])
    expect(whys(await extract('zip', zeros, { unpacked: 1_000_000 }))).toEqual(['more than 1000000 bytes after decompression'])
    expect(whys(await extract('zip', zeros, { ratio: 10_000, files: 1_000_000 }))).toEqual([
      'more than 1000000 bytes of files in one attachment',
    ])
  })
})

describe('GZIP', () => {
  it('gives its file; members are one; zeros without end and a cut off file are told', async () => {
    const two = Buffer.concat([gzipSync('one '), gzipSync('two')])
    expect(text(await extract('gzip', two))).toBe('one two')
    expect(whys(await extract('gzip', gzipSync(Buffer.alloc(40 * 1024 * 1024))))).toEqual(['decompresses to more than 250 times its size'])
    const cut = await extract('gzip', gzipSync('the first words '.repeat(1000)).subarray(0, -12))
    expect(whys(cut)).toEqual(['a GZIP file that is broken or cut off'])
    expect(text(cut)).toContain('the first words')
  })
})

describe('TAR', () => {
  const tar = async () => {
    const archive = pack()
    archive.entry({ name: 'a.txt' }, 'hello')
    archive.entry({ name: 'b'.repeat(150) }, 'long name')
    archive.finalize()
    return buffer(archive as unknown as AsyncIterable<Uint8Array>)
  }

  it('gives its files, and their names as a text', async () => {
    const result = await extract('tar', await tar())
    expect(names(result)).toEqual(['a.txt', 'b'.repeat(150)])
    expect(textOf(result, 'names')).toContain('b'.repeat(150))
    expect(whys(result)).toEqual([])
  })

  it('cut off, with something behind its end', async () => {
    const whole = await tar()
    expect(whys(await extract('tar', whole.subarray(0, 700)))).toEqual(['a TAR file that is broken or cut off'])
    expect(whys(await extract('tar', whole.subarray(0, 1024)))).toEqual(['a TAR file without its end'])
    expect(names(await extract('tar', Buffer.concat([whole, whole])))).toHaveLength(4)
  })
})
