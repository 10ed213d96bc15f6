// GZIP (RFC 1952) and TAR (POSIX.1-2017 pax, ustar, GNU): files go back to the walk.
import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { extract as tarReader } from 'tar-stream'
import { Unreadable } from './extraction.ts'
import type { Gatherer } from './gatherer.ts'

const CHUNK = 64 * 1024
const BLOCK = 512

/** Members one behind the other are one file, as gzip itself reads them. */
export async function readGzip(bytes: Buffer, gatherer: Gatherer): Promise<void> {
  const chunks: Buffer[] = []
  const gunzip = createGunzip()
  const feed = Readable.from(pieces(bytes))
  feed.pipe(gunzip)
  let first = true
  let broken: unknown
  try {
    for await (const chunk of gunzip) {
      gatherer.inflated(chunk.length, first ? bytes.length : 0)
      first = false
      chunks.push(chunk)
    }
  } catch (error) {
    broken = error
  } finally {
    feed.destroy()
    gunzip.destroy()
  }
  const names = headerNames(bytes)
  gatherer.addText('names', names.join('\n'), 'name')
  gatherer.addFile({ name: names[0] ?? '', bytes: Buffer.concat(chunks) })
  if (broken instanceof Unreadable) throw broken
  if (broken !== undefined) throw new Unreadable('a GZIP file that is broken or cut off')
}

/** File name and comment of the first member (RFC 1952 §2.3.1). */
function headerNames(bytes: Buffer): string[] {
  const flags = bytes[3] ?? 0
  let at = 10
  if (flags & 4) at += 2 + (at + 2 <= bytes.length ? bytes.readUInt16LE(at) : 0)
  const names: string[] = []
  for (const flag of [8, 16]) {
    if (!(flags & flag)) continue
    const end = bytes.indexOf(0, at)
    if (end < 0) break
    names.push(bytes.toString('latin1', at, end))
    at = end + 1
  }
  return names
}

export async function readTar(bytes: Buffer, gatherer: Gatherer): Promise<void> {
  const names: string[] = []
  const reader = tarReader()
  const feed = Readable.from(pieces(bytes))
  feed.pipe(reader as unknown as NodeJS.WritableStream)
  try {
    for await (const entry of reader) {
      if (names.length >= gatherer.limits.entries) throw new Unreadable(`more than ${gatherer.limits.entries} entries`)
      const { name, linkname } = entry.header
      names.push(name, ...(linkname ? [linkname] : []))
      const chunks: Buffer[] = []
      for await (const chunk of entry) chunks.push(chunk as Buffer)
      gatherer.addFile({ name, bytes: Buffer.concat(chunks) })
    }
  } catch (error) {
    throw error instanceof Unreadable ? error : new Unreadable('a TAR file that is broken or cut off')
  } finally {
    feed.destroy()
    reader.destroy()
    gatherer.addText('names', names.join('\n'), 'name')
  }
  // Blocks of zeros end an archive; what stands behind them was read, too, since some programs do.
  if (bytes.subarray(-BLOCK).some((byte) => byte !== 0)) gatherer.refuse('a TAR file without its end')
}

function* pieces(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += CHUNK) yield bytes.subarray(at, at + CHUNK)
}
