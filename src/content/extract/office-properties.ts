// What an office file says about itself and keeps beside its text: document properties, custom XML, links, and parts that no program shows as they are.
import { readXml } from './xml-reader.ts'

/** Attributes that hold words or values in parts of many kinds: pivot caches, tables, connections, tags, custom XML. */
const VALUES = new Set(
  'v name caption text title descr description value val displayName uniqueName label tooltip author userName displayText UnicodeString'.split(
    ' ',
  ),
)
/** Types and formats, not content. */
const MACHINE =
  /^(?:[\w.+-]{1,60}\/[\w.+-]{1,100}|\{?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}?|true|false|[+-]?\d{1,3}(?:\.\d+)?)$/i

/** @returns each element's text as a line `name: text`, for properties and other records */
export async function readRecords(chunks: AsyncIterable<Buffer>): Promise<string> {
  const lines: string[] = []
  const names: string[] = []
  let text = ''
  let label = ''
  const flush = () => {
    const line = text.trim()
    if (line !== '') lines.push(label === '' ? line : `${label}: ${line}`)
    text = ''
  }
  await readXml(chunks, {
    open(name, attributes) {
      flush()
      names.push(name)
      // A custom property has its name in an attribute, and its value in an element called after its type.
      if (name === 'property' || name === 'user-defined') label = attributes.get('name')
      else if (names.at(-2) !== 'property') label = name
      for (const key in attributes.all) {
        const value = attributes.all[key] as string
        if (VALUES.has(key.slice(key.indexOf(':') + 1)) && !MACHINE.test(value)) lines.push(value)
      }
    },
    text(piece) {
      text += piece
    },
    close() {
      flush()
      names.pop()
    },
  })
  return [...new Set(lines)].join('\n')
}

/** What parts hold that nobody sees as they are (themes, styles, lists): colors, sizes, words of the format. */
const FORMAT =
  /^(?:#?(?:[0-9a-f]{6}|[0-9a-f]{8})|[+-]?\d{1,6}(?:\.\d+)?[a-z%]{0,2}|[0-9a-f]{20}|\{?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?|(?:application|image|audio|video|text)\/[a-z.+-]{1,100}|[a-z]{1,40})$/i
/** Names of the fonts and styles that a program brings along. */
const PROGRAMS_OWN = new Set(['typeface', 'lsdException'])

/** @returns texts and values of all attributes in a part that no program shows as it is */
export async function readAll(chunks: AsyncIterable<Buffer>): Promise<string> {
  const lines = new Set<string>()
  let text = ''
  const flush = () => {
    if (text.trim() !== '') lines.add(text.trim())
    text = ''
  }
  await readXml(chunks, {
    open(name, attributes) {
      flush()
      for (const key in attributes.all) {
        const value = (attributes.all[key] as string).trim()
        const programs = !/\d{3}/.test(value) && (PROGRAMS_OWN.has(name) || PROGRAMS_OWN.has(key))
        if (value !== '' && !/^xmlns(?::|$)/.test(key) && !programs && !FORMAT.test(value)) lines.add(value)
      }
    },
    text(piece) {
      text += piece
    },
    close: flush,
  })
  return [...lines].join('\n')
}

/** @returns targets of a relationships part that point out of the file: links, remote templates, remote pictures */
export async function readLinks(chunks: AsyncIterable<Buffer>): Promise<string> {
  const targets = new Set<string>()
  await readXml(chunks, {
    open(_name, attributes) {
      if (attributes.get('TargetMode') === 'External') targets.add(attributes.get('Target'))
    },
  })
  return [...targets].join('\n')
}

/** @returns words of four characters and more in bytes of an unknown structure, 8-bit and UTF-16LE */
export function readableRuns(bytes: Buffer): string {
  const narrow = bytes.toString('latin1').match(/[\x20-\x7e]{4,}/g) ?? []
  const wide = bytes.toString('latin1').match(/(?:[\x20-\x7e]\0){4,}/g) ?? []
  return [...narrow, ...wide.map((run) => run.replaceAll('\0', ''))].join('\n')
}
