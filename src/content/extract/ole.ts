// OLE compound files (MS-CFB) by what is in them: an Outlook message is read, a package gives its file, an encrypted office file says so; the binary formats of old
// office programs and macros are not read.
import CFB from 'cfb'
import { Unreadable } from './extraction.ts'
import type { Gatherer } from './gatherer.ts'
import { readPackage } from './ole-object.ts'
import { readOutlookMessage, type Streams } from './outlook-message.ts'

const SECTOR = 512
/** Names of streams are the same in either case (MS-CFB §2.6.4). */
const ENCRYPTED = /^\t?(?:EncryptedPackage|DRMContent)$/i
/** Kinds that are told and not read, by a stream of theirs. */
const UNREAD: readonly (readonly [stream: RegExp, why: string, type: string])[] = [
  [/^WordDocument$/i, 'a Word document of the old binary format', 'application/msword'],
  [/^(?:Workbook|Book)$/i, 'an Excel sheet of the old binary format', 'application/vnd.ms-excel'],
  [/^PowerPoint Document$/i, 'a PowerPoint file of the old binary format', 'application/vnd.ms-powerpoint'],
  [/(?:^|\/)VBA\/dir$/i, 'macros of an office file', ''],
  [/^VisioDocument$/i, 'a Visio drawing of the old binary format', 'application/vnd.visio'],
]

export async function readOle(bytes: Buffer, gatherer: Gatherer): Promise<void> {
  const streams = openCompound(bytes, gatherer.limits.entries)
  if ([...streams.keys()].some((path) => ENCRYPTED.test(path))) {
    throw new Unreadable('an encrypted office file', true)
  }
  // Told first: any of the streams read below may stand beside what is not read.
  const unread = UNREAD.filter(([stream]) => [...streams.keys()].some((path) => stream.test(path)))
  for (const [, why, type] of unread) {
    if (type !== '') gatherer.setType(type)
    gatherer.refuse(why)
  }
  if (streams.has('__properties_version1.0')) {
    if (unread.length === 0) gatherer.setType('application/vnd.ms-outlook')
    return readOutlookMessage(streams, gatherer)
  }
  const packaged = streams.get('\u0001Ole10Native')
  if (packaged && packaged.length > 4) return readPackage(packaged.subarray(4), gatherer)
  // What Office and Acrobat keep the embedded file in.
  const file = streams.get('Package') ?? streams.get('CONTENTS')
  if (file) return gatherer.addFile({ name: '', bytes: file })
  if (unread.length === 0) throw new Unreadable('an OLE document of a kind that is not read')
}

/** @throws Unreadable where the container is broken or has more streams than allowed */
function openCompound(bytes: Buffer, maxStreams: number): Streams {
  // Its allocation tables name sectors: a file shorter than it says is cut off.
  if (bytes.length < 3 * SECTOR) throw new Unreadable('an OLE document that is cut off')
  let container: ReturnType<typeof CFB.read>
  try {
    container = CFB.read(bytes, { type: 'buffer' })
  } catch {
    throw new Unreadable('an OLE document that is broken or cut off')
  }
  if (container.FileIndex.length > maxStreams) throw new Unreadable(`more than ${maxStreams} streams`)
  const streams = new Map<string, Buffer>()
  for (const [index, entry] of container.FileIndex.entries()) {
    if (entry.type !== 2) continue
    const path = (container.FullPaths[index] ?? '').replace(/^[^/]*\//, '')
    const content = Buffer.from((entry.content as Uint8Array | undefined) ?? [])
    if (content.length < entry.size) throw new Unreadable('an OLE document that is broken or cut off')
    streams.set(path, content.subarray(0, entry.size))
  }
  return streams
}
