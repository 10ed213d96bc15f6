// HTML to the text a person sees: block elements become line breaks, cells become tabs, inline tags vanish (so that `123-<b>45</b>-6789` is one value),
// entities are decoded, white space collapses as on the screen. CSS is not computed: text hidden by it is read too, and where leaving it out changes a
// line, or where Outlook would show other lines, there are further readings. The tokenizer of htmlparser2 keeps no tree: linear, whatever comes.
import { shownStrings } from './css-text.ts'
import { dataUrisIn } from './data-uri.ts'
import { readMarkup } from './html-markup.ts'
import { readableLink } from './markup-text.ts'

export interface HtmlText {
  readonly text: string
  /** What shows, sounds or travels without being text: alt, title, value, links, style sheets and the strings in them, scripts, inner documents. */
  readonly attributes: string
  /** The whole text once more, for each way of showing it that has other lines: without what is hidden, and as Outlook shows it. */
  readonly others: readonly string[]
  /** `data:` URIs of attributes and style sheets, each once. */
  readonly dataUris: readonly string[]
  /** More `data:` URIs or inner documents than are read. */
  readonly overflow: boolean
}

export interface HtmlLimits {
  readonly dataUris: number
  /** Documents in documents, by `srcdoc`. */
  readonly depth: number
}

export const HTML_LIMITS: HtmlLimits = { dataUris: 100, depth: 3 }

const OUTLOOK = /<!--\[if[^\]>]{0,200}\]>|<!\[endif\]-->|<!\[endif\]>/gi

/** @param html decoded markup */
export function htmlToText(html: string, limits: HtmlLimits = HTML_LIMITS, depth = 0): HtmlText {
  const all = readMarkup(html, { allAttributes: html.includes('attr(') })
  const css = all.styles.join('\n')
  const outlook = /<!--\[if/i.test(html) ? [readMarkup(html.replace(OUTLOOK, ''))] : []
  const shown = [...all.shown, css, shownStrings(css), ...outlook.flatMap((reading) => reading.shown)]
  const uris = new Set(dataUrisIn(css, limits.dataUris + 1))
  for (const link of new Set([...all.links, ...outlook.flatMap((reading) => reading.links)])) {
    const inside = dataUrisIn(link, limits.dataUris + 1)
    for (const uri of inside) uris.add(uri)
    if (inside.length === 0) shown.push(readableLink(link))
  }
  let overflow = uris.size > limits.dataUris
  for (const document of all.documents) {
    if (depth >= limits.depth) overflow = true
    const inner = depth >= limits.depth ? undefined : htmlToText(document, limits, depth + 1)
    if (!inner) continue
    shown.push(inner.text, inner.attributes, ...inner.others)
    for (const uri of inner.dataUris) uris.add(uri)
    overflow ||= inner.overflow
  }
  const lines = new Set(shown.map((line) => line.trim()).filter((line) => line !== ''))
  return {
    text: all.text,
    attributes: [...lines].join('\n'),
    others: otherReadings(all.text, [...(all.seen === undefined ? [] : [all.seen]), ...outlook.map((reading) => reading.text)]),
    dataUris: [...uris].slice(0, limits.dataUris),
    overflow,
  }
}

/** A hidden preheader takes away whole lines: nothing new to read. Only a line that reads differently makes another reading. */
function otherReadings(text: string, readings: readonly string[]): readonly string[] {
  if (readings.length === 0) return []
  const known = new Set(text.split('\n'))
  return readings.filter((other) => other.split('\n').some((line) => !known.has(line)))
}
