// What Outlook's two containers share: properties of a message and of its attachments (MS-OXPROPS), read into texts and files.
import iconv from 'iconv-lite'
import { decompressRtf } from './compressed-rtf.ts'
import { Unreadable } from './extraction.ts'
import type { Gatherer } from './gatherer.ts'

/** Property ids. */
export const TAG = {
  subject: 0x0037,
  body: 0x1000,
  html: 0x1013,
  rtf: 0x1009,
  attachData: 0x3701,
  attachFileName: 0x3704,
  attachLongFileName: 0x3707,
  attachMimeTag: 0x370e,
  displayName: 0x3001,
  codePage: 0x3ffd,
  internetCodePage: 0x3fde,
} as const

/** Property types: 8-bit and Unicode strings, bytes, objects, 32-bit numbers. */
export const TYPE = { string8: 0x1e, unicode: 0x1f, binary: 0x102, object: 0x0d, integer: 0x03 } as const

/** Written by programs, or a copy of what is read elsewhere: identifiers, keys, classes, address types. */
const MACHINE = new Set([
  0x001a, 0x0e1d, 0x0070, 0x1035, 0x1039, 0x1042, 0x3002, 0x0c1e, 0x0064, 0x0075, 0x0077, 0x3703, 0x3712, 0x370e, 0x3705, 0x3709, 0x3716,
  0x300b, 0x0041, 0x003b, 0x0052, 0x0c1d,
])

export interface MapiProperties {
  readonly strings: ReadonlyMap<number, string>
  readonly binaries: ReadonlyMap<number, Buffer>
}

/** @param label in front of what is the message's own, where it stands inside another */
export function readMapiMessage({ strings, binaries }: MapiProperties, codePage: number, label: string, gatherer: Gatherer): void {
  const subject = strings.get(TAG.subject) ?? ''
  const body = strings.get(TAG.body) ?? ''
  gatherer.addText(`${label}body`, [subject, body].filter((text) => text !== '').join('\n\n'))
  const rest = [...strings].filter(
    ([id, text]) => !MACHINE.has(id) && ![TAG.subject, TAG.body, TAG.html].includes(id as never) && !/^\/o=/i.test(text),
  )
  gatherer.addText(`${label}properties`, [...new Set(rest.map(([, text]) => text.trim()))].join('\n'))
  const html = binaries.get(TAG.html) ?? Buffer.from(strings.get(TAG.html) ?? '')
  const charset = binaries.has(TAG.html) ? charsetOf(codePage) : 'utf-8'
  gatherer.addFile({ name: '', bytes: html, type: 'text/html', charset })
  const rtf = binaries.get(TAG.rtf)
  if (rtf) orRefuse(gatherer, () => gatherer.addFile({ name: '', bytes: decompressRtf(rtf, gatherer), type: 'application/rtf' }))
}

/** @param data undefined where it is no file */
export function readMapiAttachment({ strings }: Pick<MapiProperties, 'strings'>, data: Buffer | undefined, gatherer: Gatherer): void {
  const names = [TAG.attachLongFileName, TAG.attachFileName, TAG.displayName]
    .map((id) => strings.get(id) ?? '')
    .filter((name) => name !== '')
  gatherer.addText('names', [...new Set(names)].join('\n'), 'name')
  if (data) gatherer.addFile({ name: names[0] ?? '', bytes: data, type: (strings.get(TAG.attachMimeTag) ?? '').toLowerCase() })
}

export function decodeString8(bytes: Buffer, codePage: number): string {
  return withoutNul(iconv.decode(bytes, charsetOf(codePage)))
}

export function decodeUnicode(bytes: Buffer): string {
  return withoutNul(bytes.toString('utf16le'))
}

function withoutNul(text: string): string {
  return text.replace(/\0+$/, '')
}

function charsetOf(codePage: number): string {
  if (codePage === 65001) return 'utf-8'
  if (codePage === 28591 || codePage === 20127) return 'iso-8859-1'
  const iso = codePage > 28591 && codePage < 28606 ? `iso-8859-${codePage - 28590}` : `windows-${codePage}`
  if (iconv.encodingExists(iso)) return iso
  return iconv.encodingExists(`cp${codePage}`) ? `cp${codePage}` : 'windows-1252'
}

function orRefuse(gatherer: Gatherer, run: () => void): void {
  try {
    run()
  } catch (error) {
    if (!(error instanceof Unreadable) || /^(?:more than|decompresses)/.test(error.message)) throw error
    gatherer.refuse(error.message)
  }
}
