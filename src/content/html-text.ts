// HTML to the text a person sees: block elements become line breaks, cells become tabs, inline tags vanish (so that `123-<b>45</b>-6789` is one value),
// entities are decoded, white space collapses as on the screen. CSS is not evaluated: text hidden by it is read too. Scripts, styles and comments
// are not, except what Outlook shows of them. The tokenizer of htmlparser2 follows the HTML standard and keeps no tree: linear, whatever comes.
import { Tokenizer } from 'htmlparser2'

export interface HtmlText {
  readonly text: string
  /** What shows or sounds without being text: alt, title, value, placeholder, label; conditional comments; a script or style that never ends. */
  readonly attributes: string
}

const BREAKS = new Set(
  (
    'address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset figcaption figure footer form frameset ' +
    'h1 h2 h3 h4 h5 h6 head header hr html legend li main menu nav ol optgroup option p pre section select summary table tbody textarea tfoot thead ' +
    'title tr ul'
  ).split(' '),
)
const CELLS = new Set(['td', 'th'])
const UNSEEN = new Set(['script', 'style'])
const SHOWN_ATTRIBUTES = new Set(['alt', 'title', 'value', 'placeholder', 'label', 'aria-label', 'summary'])
const SPACES = /[ \t\r\n\f]+/g
/** White space that a browser would not show as it stands. */
const PILED = /[\t\r\n\f]| {2}/
const KEEP_BREAKS = /[ \t\f]*(?:\r\n|\r|\n)/g

/** @param html decoded markup */
export function htmlToText(html: string): HtmlText {
  const shown: string[] = []
  const out = new TextFlow()
  let unseen = ''
  let unseenFrom = 0
  let preformatted = 0
  let tag = ''
  let attribute = ''
  let attributeText = ''

  const closed = () => {
    if (UNSEEN.has(tag)) {
      unseen = tag
      unseenFrom = shown.length
    } else if (BREAKS.has(tag)) out.lineBreak()
    else if (CELLS.has(tag)) out.tab()
    if (tag === 'pre' || tag === 'textarea') preformatted++
  }

  const tokenizer = new Tokenizer(
    { decodeEntities: true, xmlMode: false },
    {
      ontext(start, end) {
        const text = html.slice(start, end)
        if (unseen !== '') shown.push(text)
        else if (preformatted > 0) out.preformatted(text)
        else out.flow(text)
      },
      ontextentity(codepoint) {
        if (unseen === '') out.character(String.fromCodePoint(codepoint))
      },
      onopentagname(start, end) {
        tag = html.slice(start, end).toLowerCase()
      },
      onopentagend: closed,
      onselfclosingtag: closed,
      onclosetag(start, end) {
        const name = html.slice(start, end).toLowerCase()
        if (unseen !== '') {
          // What stands in a finished script or style is not shown.
          shown.length = unseenFrom
          unseen = ''
        } else if (BREAKS.has(name)) out.lineBreak()
        else if (CELLS.has(name)) out.tab()
        if ((name === 'pre' || name === 'textarea') && preformatted > 0) preformatted--
      },
      onattribname(start, end) {
        attribute = html.slice(start, end).toLowerCase()
        attributeText = ''
      },
      onattribdata(start, end) {
        if (SHOWN_ATTRIBUTES.has(attribute)) attributeText += html.slice(start, end)
      },
      onattribentity(codepoint) {
        if (SHOWN_ATTRIBUTES.has(attribute)) attributeText += String.fromCodePoint(codepoint)
      },
      onattribend() {
        if (attributeText.trim() !== '') shown.push(attributeText)
        attributeText = ''
      },
      oncomment(start, end, endOffset) {
        const seen = commentForOutlook(html.slice(start, end - endOffset))
        if (seen !== '') shown.push(seen)
      },
      oncdata(start, end, endOffset) {
        out.flow(html.slice(start, end - endOffset))
      },
      ondeclaration() {},
      onprocessinginstruction() {},
      onend() {},
    },
  )
  tokenizer.write(html)
  tokenizer.end()
  return { text: out.finish(), attributes: shown.join('\n') }
}

/** Downlevel-hidden conditional comments, `<!--[if mso]> … <![endif]-->`: Outlook shows what stands in them. */
function commentForOutlook(comment: string): string {
  if (!comment.startsWith('[if')) return ''
  const inner = comment.slice(comment.indexOf('>') + 1)
  const end = inner.lastIndexOf('<!')
  const markup = (end < 0 ? inner : inner.slice(0, end)).replaceAll('<!--', '<! ')
  return htmlToText(markup).text
}

/** Text with collapsing white space: breaks and spaces never pile up, so distances are those that a person sees. */
class TextFlow {
  #chunks: string[] = []
  /** What separates the next text from the last: nothing, a space, a tab or a line break; the strongest wins. */
  #gap = 0
  #empty = true

  flow(text: string): void {
    const collapsed = PILED.test(text) ? text.replace(SPACES, ' ') : text
    const first = collapsed.charCodeAt(0) === 32 ? 1 : 0
    if (first) this.#space()
    const last = collapsed.length > first && collapsed.charCodeAt(collapsed.length - 1) === 32 ? collapsed.length - 1 : collapsed.length
    if (last > first) this.#push(collapsed.slice(first, last))
    if (last < collapsed.length) this.#space()
  }

  preformatted(text: string): void {
    this.#push(text.replace(KEEP_BREAKS, '\n'))
  }

  character(char: string): void {
    if (char === ' ' || char === '\n' || char === '\t') this.#space()
    else this.#push(char)
  }

  tab(): void {
    if (this.#gap < 2) this.#gap = 2
  }

  lineBreak(): void {
    this.#gap = 3
  }

  finish(): string {
    return this.#chunks.join('')
  }

  #space(): void {
    if (this.#gap === 0) this.#gap = 1
  }

  #push(text: string): void {
    if (this.#gap > 0 && !this.#empty) this.#chunks.push(this.#gap === 1 ? ' ' : this.#gap === 2 ? '\t' : '\n')
    this.#gap = 0
    this.#empty = false
    this.#chunks.push(text)
  }
}
