// ZIP containers (APPNOTE.TXT 6.3): entries by the central directory, each inflated as a stream under the caps. What programs that walk the local
// headers would read otherwise is refused: entries that overlap, that the directory does not name, or that the two describe differently.
import { crc32 } from 'node:zlib'
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl'
import { Unreadable } from './extraction.ts'
import type { Gatherer } from './gatherer.ts'

export interface ZipEntry {
  /** As a person would see it; slashes part folders. */
  readonly name: string
  readonly directory: boolean
  readonly encrypted: boolean
  /** The content in pieces. @throws Unreadable where it is broken, lies about its size, or goes beyond the caps */
  read(): AsyncGenerator<Buffer>
}

export interface ZipArchive {
  readonly entries: readonly ZipEntry[]
  /** Words that stand in the archive beside its files. */
  readonly comments: readonly string[]
}

const LOCAL = Buffer.from('PK\x03\x04', 'latin1')
const END = Buffer.from('PK\x05\x06', 'latin1')
const LOCAL_SIZE = 30
/** Bytes of an end record without its comment. */
const END_SIZE = 22
const MAX_COMMENT = 0xffff
/** A data descriptor: signature, checksum, two sizes of 4 or 8 bytes. */
const MAX_DESCRIPTOR = 24
const DEFLATE = 8
const STORED = 0

/** @returns where a ZIP stands in the bytes, told by its end record; undefined where there is none. Anything may stand before and behind it */
export function findZip(bytes: Buffer): Buffer | undefined {
  const from = Math.max(0, bytes.length - MAX_COMMENT - END_SIZE - 4096)
  for (let at = bytes.lastIndexOf(END); at >= from; at = at === 0 ? -1 : bytes.lastIndexOf(END, at - 1)) {
    if (at + END_SIZE > bytes.length) continue
    const size = bytes.readUInt32LE(at + 12)
    const offset = bytes.readUInt32LE(at + 16)
    const end = Math.min(bytes.length, at + END_SIZE + bytes.readUInt16LE(at + 20))
    // ZIP64 keeps its offsets elsewhere.
    if (offset === 0xffffffff || size === 0xffffffff) return bytes.subarray(0, end)
    const start = at - size - offset
    const empty = bytes.readUInt16LE(at + 10) === 0
    if (start >= 0 && (empty || bytes.readUInt32LE(at - size) === 0x02014b50)) return bytes.subarray(start, end)
  }
  return undefined
}

export async function openZip(bytes: Buffer, gatherer: Gatherer): Promise<ZipArchive> {
  const whole = findZip(bytes)
  if (!whole) throw new Unreadable('a ZIP without a directory: broken or cut off')
  const zip = await fromBufferPromise(whole, { decodeStrings: false, validateEntrySizes: true }).catch((): ZipFile => {
    throw new Unreadable('a ZIP whose directory is broken')
  })
  const { limits } = gatherer
  if (zip.entryCount > limits.entries) throw new Unreadable(`more than ${limits.entries} entries`)
  const entries: Entry[] = []
  try {
    for await (const entry of zip.eachEntry()) entries.push(entry)
  } catch {
    gatherer.refuse('a ZIP whose directory is broken')
  }
  refuseOtherReadings(bytes, whole, entries, gatherer)
  const comments = [zip.comment, ...entries.map((entry) => entry.fileComment)].map(nameOf).filter((comment) => comment !== '')
  return { entries: entries.map((entry) => ({ ...describe(entry), read: () => inflate(zip, entry, gatherer) })), comments }
}

function describe(entry: Entry): Pick<ZipEntry, 'name' | 'directory' | 'encrypted'> {
  const name = nameOf(entry.fileName).replaceAll('\\', '/')
  return { name, directory: name.endsWith('/') && isEmpty(entry), encrypted: entry.isEncrypted() }
}

/** Some programs deflate what is empty, into two bytes. */
function isEmpty({ uncompressedSize, compressedSize, compressionMethod }: Entry): boolean {
  return uncompressedSize === 0 && (compressedSize === 0 || (compressedSize === 2 && compressionMethod === DEFLATE))
}

/** yauzl hands out bytes where it is told not to decode; its types know only strings. */
function nameOf(raw: unknown): string {
  const bytes = raw as Buffer | string
  if (typeof bytes === 'string') return bytes
  const text = bytes.toString('utf8')
  return text.includes('\ufffd') ? bytes.toString('latin1') : text
}

async function* inflate(zip: ZipFile, entry: Entry, gatherer: Gatherer): AsyncGenerator<Buffer> {
  if (entry.isEncrypted()) throw new Unreadable('an encrypted entry', true)
  if (entry.compressionMethod !== DEFLATE && entry.compressionMethod !== STORED) {
    throw new Unreadable(`an entry compressed by a method that is not read (${entry.compressionMethod})`)
  }
  let check = 0
  let first = true
  try {
    for await (const chunk of await zip.openReadStreamPromise(entry)) {
      gatherer.inflated(chunk.length, first ? entry.compressedSize : 0)
      first = false
      check = crc32(chunk, check)
      yield chunk
    }
  } catch (error) {
    if (error instanceof Unreadable) throw error
    throw new Unreadable('an entry that is broken or lies about its size')
  }
  if (check !== entry.crc32) throw new Unreadable('an entry whose checksum is wrong')
}

/** All of an entry. */
export async function readEntry(entry: ZipEntry): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of entry.read()) chunks.push(chunk)
  return Buffer.concat(chunks)
}

function refuseOtherReadings(bytes: Buffer, zip: Buffer, entries: readonly Entry[], gatherer: Gatherer): void {
  const spans = entries.map((entry) => spanOf(zip, entry)).sort((a, b) => a.start - b.start)
  if (spans.some((span) => !span.agrees)) gatherer.refuse('an archive whose directory and entries say different things')
  let end = 0
  for (const span of spans) {
    if (span.start < end) gatherer.refuse('an archive whose entries overlap')
    refuseHidden(zip.subarray(end, Math.max(end, span.start)), gatherer)
    end = Math.max(end, span.end)
  }
  const directory = zip.lastIndexOf(END)
  refuseHidden(zip.subarray(end, Math.max(end, directory)), gatherer)
  // What stands before and behind the archive, and in its comment.
  refuseHidden(bytes.subarray(0, zip.byteOffset - bytes.byteOffset), gatherer)
  const behind = bytes.subarray(zip.byteOffset - bytes.byteOffset + directory + END_SIZE)
  refuseHidden(behind, gatherer)
  if (behind.includes(END)) gatherer.refuse('an archive with a second directory')
}

function refuseHidden(gap: Buffer, gatherer: Gatherer): void {
  if (gap.includes(LOCAL)) gatherer.refuse('an archive with entries that its directory does not name')
}

function spanOf(zip: Buffer, entry: Entry): { readonly start: number; readonly end: number; readonly agrees: boolean } {
  const start = entry.relativeOffsetOfLocalHeader
  const body = start + LOCAL_SIZE
  if (body > zip.length || zip.compare(LOCAL, 0, 4, start, start + 4) !== 0) return { start, end: start, agrees: false }
  const flags = zip.readUInt16LE(start + 6)
  const size = zip.readUInt32LE(start + 18)
  const unpacked = zip.readUInt32LE(start + 22)
  const nameLength = zip.readUInt16LE(start + 26)
  const data = body + nameLength + zip.readUInt16LE(start + 28)
  const descriptor = (flags & 8) !== 0
  const sameName = zip.subarray(body, body + nameLength).equals(entry.fileName as unknown as Buffer)
  // Sizes stand in the descriptor or in a ZIP64 field where these say so.
  const same = (local: number, told: number) => local === told || local === 0xffffffff || (descriptor && local === 0)
  const sameSize = same(size, entry.compressedSize) && same(unpacked, entry.uncompressedSize)
  const sameWay = zip.readUInt16LE(start + 8) === entry.compressionMethod && ((flags ^ entry.generalPurposeBitFlag) & 1) === 0
  const end = data + entry.compressedSize
  return { start, end: descriptor ? end + descriptorSize(zip, end) : end, agrees: sameName && sameSize && sameWay }
}

function descriptorSize(zip: Buffer, at: number): number {
  const next = zip.indexOf('PK', at + 12, 'latin1')
  if (next >= 0 && next - at <= MAX_DESCRIPTOR) return next - at
  return 0
}
