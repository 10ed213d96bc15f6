// The texts of a leaf once more, as leaf-text.ts reads them, with the way back to the decoded source. A reading that is not letter for letter the one
// that was scanned is of no use: whoever takes it compares first.
import type { EntityReading } from '../entity.ts'
import { readMarkup, type TextPlace } from '../html-markup.ts'
import { withoutEscapes, withoutTags } from '../markup-text.ts'
import type { TextForm } from '../media-type.ts'
import { QUOTE_PREFIX } from '../normalise.ts'
import { type MappedText, mapped, normalised, rewritten } from './mapped-text.ts'

export interface MappedReadings {
  /** The text that has the leaf's own path. */
  readonly main: MappedText | undefined
  /** The whole source as other programs or the markup itself show it: attributes, comments, text between tags. */
  readonly others: readonly MappedText[]
}

const ENTITY = /&(?:#\d{1,7}|#x[0-9a-f]{1,6}|amp|lt|gt|quot|apos|nbsp|shy);?/gi
const XML_TAG = /<!--[\s\S]*?-->|<!\[CDATA\[|\]\]>|<[^<>]{0,2000}>/g

/** @param source the leaf's bytes, decoded @param type as told by the content, which decides on quote prefixes */
export function mappedReadings(source: string, as: TextForm, type: string, reading: EntityReading): MappedReadings {
  const whole = mapped(source)
  switch (as) {
    case 'html':
      return { main: htmlReading(source), others: [normalised(withoutEntities(whole))] }
    case 'folded':
      return { main: normalised(unfolded(whole)), others: [] }
    case 'xml':
      return { main: normalised(whole), others: [normalised(withoutEntities(rewritten(whole, XML_TAG, () => '')))] }
    case 'escaped':
      return {
        main: normalised(rewritten(whole, /\\(?:u[0-9a-f]{4}|x[0-9a-f]{2}|[\s\S])/gi, ([match]) => withoutEscapes(match))),
        others: [],
      }
    case 'text':
      return { main: normalised(plainReading(whole, type, reading)), others: [] }
  }
}

/** RFC 3676, and what mail programs put in front of quoted lines: as `plainText` of leaf-text.ts. */
function plainReading(whole: MappedText, type: string, reading: EntityReading): MappedText {
  if (type !== 'text/plain') return whole
  const unquoted = rewritten(whole, QUOTE_PREFIX, () => '')
  if ((reading.parameters.get('format')?.[0] ?? '').toLowerCase() !== 'flowed') return unquoted
  const delSp = (reading.parameters.get('delsp')?.[0] ?? '').toLowerCase() === 'yes'
  return rewritten(unquoted, / \r?\n/g, () => (delSp ? '' : ' '))
}

/** RFC 5545 §3.1: without properties in quoted-printable or base64, whose texts are left to the comparison. */
function unfolded(whole: MappedText): MappedText {
  const escapes: Readonly<Record<string, string>> = { n: '\n', N: '\n' }
  const lines = rewritten(
    rewritten(whole, /\r?\n[ \t]/g, () => ''),
    /\r\n?/g,
    () => '\n',
  )
  return rewritten(lines, /\\([nN,;:\\])/g, ([, char]) => escapes[char as string] ?? char)
}

function withoutEntities(given: MappedText): MappedText {
  return rewritten(given, ENTITY, ([match]) => {
    const lower = match.toLowerCase()
    if (lower.startsWith('&nbsp')) return '\u00a0'
    if (lower.startsWith('&shy')) return '\u00ad'
    return withoutTags(match.endsWith(';') ? match : `${match};`)
  })
}

function htmlReading(html: string): MappedText | undefined {
  const places: TextPlace[] = []
  const { text } = readMarkup(html, { allAttributes: html.includes('attr('), places })
  const from: number[] = []
  const to: number[] = []
  let end = 0
  for (const place of places) {
    // What separates two texts is nothing in the markup, or the blanks and tags between them.
    for (; from.length < place.at; ) {
      from.push(end)
      to.push(end)
    }
    if (!placeText(html, place, from, to)) return undefined
    end = to.at(-1) ?? end
  }
  return from.length === text.length ? normalised({ text, from, to }) : undefined
}

const isBlank = (char: string | undefined) => char === ' ' || char === '\t' || char === '\r' || char === '\n' || char === '\f'

/** Follows a text through its stretch of markup: blanks may have collapsed, nothing else can differ. */
function placeText(html: string, { text, from: start, to: stop }: TextPlace, from: number[], to: number[]): boolean {
  const isEntity = html[start] === '&' && text.length <= 2 && html.slice(start, stop) !== text
  if (isEntity) {
    for (let i = 0; i < text.length; i++) {
      from.push(start)
      to.push(stop)
    }
    return true
  }
  const verbatim = html.slice(start, stop) === text
  let at = start
  for (let i = 0; i < text.length; i++) {
    const begin = verbatim ? at : skipBlanks(html, at, stop, text, i)
    if (begin === undefined) return false
    at = begin + 1
    // A collapsed blank stands for all blanks in its place.
    if (!verbatim && isBlank(text[i]) && !isBlank(text[i + 1])) while (at < stop && isBlank(html[at])) at++
    from.push(begin)
    to.push(at)
  }
  return true
}

function skipBlanks(html: string, at: number, stop: number, text: string, i: number): number | undefined {
  const char = text[i] as string
  if (isBlank(char)) return at < stop && isBlank(html[at]) ? at : undefined
  let begin = at
  while (begin < stop && isBlank(html[begin])) begin++
  return html[begin] === char ? begin : undefined
}
