// XML of office files as events, from a stream: UTF-8, UTF-16 and the 8-bit charsets that the declaration names, bounded nesting, no entities but the five of XML.
import { TextDecoder } from 'node:util'
import { Parser } from 'htmlparser2'
import { Unreadable } from './extraction.ts'

/** Names without their prefix: producers choose it freely. */
export interface XmlHandler {
  open?(name: string, attributes: XmlAttributes): void
  text?(text: string): void
  close?(name: string): void
}

export interface XmlAttributes {
  /** @returns the attribute of that local name, '' where there is none */
  get(name: string): string
  readonly all: Readonly<Record<string, string>>
}

const MAX_DEPTH = 2000
/** Entities of its own, told in here. */
const HEAD = 1024 * 1024

/** @throws Unreadable where the XML is broken, cut off, nested too deep, or has entities of its own */
export async function readXml(chunks: AsyncIterable<Buffer>, handler: XmlHandler): Promise<void> {
  let depth = 0
  let any = false
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        any = true
        if (++depth > MAX_DEPTH) throw new Unreadable('XML nested too deep')
        handler.open?.(localName(name), attributesOf(attributes))
      },
      ontext: (text) => handler.text?.(text),
      onclosetag(name) {
        depth--
        handler.close?.(localName(name))
      },
      onprocessinginstruction(name, data) {
        // Old OpenDocument files name their DTD. One that stands in the file itself could change what programs show.
        if (/^!doctype/i.test(name) && data.includes('[')) throw new Unreadable('XML with a document type of its own')
      },
    },
    { xmlMode: true, decodeEntities: true },
  )
  let decoder: TextDecoder | undefined
  let seen = 0
  for await (const chunk of chunks) {
    decoder ??= new TextDecoder(charsetOf(chunk))
    const text = decoder.decode(chunk, { stream: true })
    if (seen < HEAD && text.includes('<!ENTITY')) throw new Unreadable('XML with entities of its own')
    seen += chunk.length
    parser.write(text)
  }
  if (decoder) parser.write(decoder.decode())
  const unclosed = depth > 0
  parser.end()
  if (unclosed || (!any && seen > 0)) throw new Unreadable('XML that is broken or cut off')
}

/** @returns local name of the root element and its namespace, '' where the bytes are no XML */
export function rootOf(head: Buffer): { readonly name: string; readonly namespace: string } {
  const text = decodeHead(head)
  const root = /<(?![?!])(?:([\w.-]{1,100}):)?([\w.-]{1,100})((?:\s[^>]{0,20000})?)/.exec(text)
  if (!root || !/^[\s\ufeff]{0,100}</.test(text)) return { name: '', namespace: '' }
  const [, prefix, name = '', rest = ''] = root
  const namespace =
    new RegExp(`xmlns${prefix ? `:${prefix.replaceAll('.', '\\.')}` : ''}\\s{0,10}=\\s{0,10}["']([^"']{0,300})`).exec(rest)?.[1] ?? ''
  return { name, namespace }
}

function decodeHead(head: Buffer): string {
  return new TextDecoder(charsetOf(head)).decode(head)
}

function charsetOf(chunk: Buffer): string {
  if (chunk[0] === 0xff && chunk[1] === 0xfe) return 'utf-16le'
  if (chunk[0] === 0xfe && chunk[1] === 0xff) return 'utf-16be'
  if (chunk[0] === 0x3c && chunk[1] === 0) return 'utf-16le'
  if (chunk[0] === 0 && chunk[1] === 0x3c) return 'utf-16be'
  const label =
    /^[^<]{0,10}<\?xml[^>]{0,200}encoding\s{0,10}=\s{0,10}["']([\w.:-]{1,40})/.exec(chunk.subarray(0, 300).toString('latin1'))?.[1] ??
    'utf-8'
  try {
    const { encoding } = new TextDecoder(label)
    return encoding.startsWith('utf-16') ? 'utf-8' : encoding
  } catch {
    throw new Unreadable('XML in a charset that is not read')
  }
}

function localName(name: string): string {
  const colon = name.indexOf(':')
  return colon < 0 ? name : name.slice(colon + 1)
}

function attributesOf(all: Readonly<Record<string, string>>): XmlAttributes {
  return {
    all,
    get(name) {
      const plain = all[name]
      if (plain !== undefined) return plain
      for (const key in all) if (key.endsWith(name) && key[key.length - name.length - 1] === ':') return all[key] as string
      return ''
    },
  }
}
