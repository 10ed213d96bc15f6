// One pass over HTML: the text that flows, and everything else that may show: attributes, links, style sheets, inner documents. Step 2, inspect.
// With `hide` it is the reading of a program that honours CSS: elements that hide themselves, and those that no browser shows, are left out.
import { Tokenizer } from 'htmlparser2'
import { flowsInline, type HidingRules, hidesItself, isHidden } from './css-text.ts'
import { TextFlow } from './text-flow.ts'

export interface MarkupReading {
  readonly text: string
  /** Values of attributes that a person sees or hears, and scripts. */
  readonly shown: readonly string[]
  readonly links: readonly string[]
  readonly styles: readonly string[]
  /** Markup of inner documents. */
  readonly documents: readonly string[]
  /** Some element says that it is hidden, flows inline, or is one that browsers do not show. */
  readonly mayHide: boolean
}

export interface MarkupOptions {
  /** Leave out what is hidden by these rules, by itself, or by its kind. */
  readonly hide?: HidingRules
  /** A style sheet shows attributes by `attr()`: keep all of them. */
  readonly allAttributes?: boolean
}

const words = (text: string) => new Set(text.split(' '))
const BREAKS = words(
  'address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset figcaption figure footer form frameset ' +
    'h1 h2 h3 h4 h5 h6 head header hr html legend li main menu nav ol optgroup option p pre section select summary table tbody textarea tfoot thead ' +
    'title tr ul',
)
const CELLS = words('td th')
/** Their text is taken apart: style sheets, scripts, and what programs without the element show instead. */
const RAW = words('script style iframe noembed noframes')
const NEVER_SHOWN = words('template datalist noembed noframes iframe object audio video canvas rp title head')
const VOID = words('area base br col embed hr img input link meta param source track wbr')
const SHOWN_ATTRIBUTES = words('alt title value placeholder label aria-label aria-description summary content standby abbr')
const LINKS = words(
  'href src srcset data poster background action formaction cite longdesc classid codebase dynsrc lowsrc usemap xlink:href data-src icon manifest ping',
)
const WANTED = new Set([...SHOWN_ATTRIBUTES, ...LINKS, 'style', 'class', 'id', 'hidden', 'srcdoc'])
const ENDS_ITSELF = words('p li dt dd td th tr option')
const MAX_LOOK_BACK = 64

export function readMarkup(html: string, { hide, allAttributes = false }: MarkupOptions = {}): MarkupReading {
  const found = { shown: [] as string[], links: [] as string[], styles: [] as string[], documents: [] as string[] }
  const out = new TextFlow()
  const open = new OpenElements()
  const tag: Tag = { name: '', id: '', classes: [], style: '', hidden: false }
  let mayHide = false
  let raw = ''
  let preformatted = 0
  let attribute = ''
  let value = ''
  let wanted = false

  const opened = () => {
    const { name } = tag
    const inline = flowsInline(tag.style)
    mayHide ||= tag.hidden || inline || hidesItself(tag.style) || (NEVER_SHOWN.has(name) && !(name === 'title' && out.empty))
    const hides = hide !== undefined && (NEVER_SHOWN.has(name) || isHidden(tag, hide))
    if (hide && !VOID.has(name)) open.push(name, hides, inline)
    if (name === 'pre' || name === 'textarea') preformatted++
    if (RAW.has(name)) raw = name
    else if (hide && (hides || inline || open.hidden)) return
    else if (BREAKS.has(name)) out.lineBreak()
    else if (CELLS.has(name)) out.tab()
  }
  const closed = (name: string) => {
    const silent = hide !== undefined && (open.hidden || open.isInline(name))
    open.close(name)
    if ((name === 'pre' || name === 'textarea') && preformatted > 0) preformatted--
    if (raw !== '') raw = ''
    else if (silent) return
    else if (BREAKS.has(name)) out.lineBreak()
    else if (CELLS.has(name)) out.tab()
  }
  const keepRaw = (text: string) => {
    if (raw === 'style') found.styles.push(text)
    else if (raw === 'script') found.shown.push(text)
    else found.documents.push(text)
  }
  const keepAttribute = () => {
    if (attribute === 'hidden') tag.hidden = true
    else if (attribute === 'id') tag.id = value
    else if (attribute === 'class') tag.classes = hide && hide.classes.size > 0 ? value.split(/\s+/) : []
    else if (attribute === 'srcdoc') found.documents.push(value)
    else if (attribute === 'style') {
      tag.style = value
      if (/content|data:|\/\*/i.test(value)) found.styles.push(`{${value}}`)
    } else if (LINKS.has(attribute)) {
      if (value.length > 1 && !/^\s{0,20}(?:cid:|#)/i.test(value)) found.links.push(value)
    } else if (value !== '') found.shown.push(value)
  }

  const tokenizer = new Tokenizer(
    { decodeEntities: true, xmlMode: false },
    {
      ontext(start, end) {
        const text = html.slice(start, end)
        if (raw !== '') keepRaw(text)
        else if (open.hidden) return
        else if (preformatted > 0) out.preformatted(text)
        else out.flow(text)
      },
      ontextentity(codepoint) {
        if (raw === '' && !open.hidden) out.character(String.fromCodePoint(codepoint))
      },
      onopentagname(start, end) {
        tag.name = html.slice(start, end).toLowerCase()
        tag.id = tag.style = ''
        tag.classes = []
        tag.hidden = false
      },
      onopentagend: opened,
      onselfclosingtag: opened,
      onclosetag(start, end) {
        closed(html.slice(start, end).toLowerCase())
      },
      onattribname(start, end) {
        attribute = html.slice(start, end).toLowerCase()
        value = ''
        wanted = allAttributes || WANTED.has(attribute)
      },
      onattribdata(start, end) {
        if (wanted) value += html.slice(start, end)
      },
      onattribentity(codepoint) {
        if (wanted) value += String.fromCodePoint(codepoint)
      },
      onattribend() {
        if (wanted) keepAttribute()
      },
      oncomment() {},
      oncdata(start, end, endOffset) {
        // Browsers take it for a comment, some programs for text.
        mayHide = true
        if (!hide) out.flow(html.slice(start, end - endOffset))
      },
      ondeclaration() {},
      onprocessinginstruction() {},
      onend() {},
    },
  )
  tokenizer.write(html)
  tokenizer.end()
  return { text: out.finish(), ...found, mayHide }
}

interface Tag {
  name: string
  id: string
  classes: readonly string[]
  style: string
  hidden: boolean
}

interface OpenElement {
  readonly name: string
  readonly hides: boolean
  readonly inline: boolean
}

/** Elements that are open, for readings that leave out hidden ones. Looks back a bounded way, so that unclosed tags without end cost nothing. */
class OpenElements {
  #stack: OpenElement[] = []
  #hiding = 0

  get hidden(): boolean {
    return this.#hiding > 0
  }

  push(name: string, hides: boolean, inline: boolean): void {
    if (this.hidden) this.#closeImplied(name)
    this.#stack.push({ name, hides, inline })
    if (hides) this.#hiding++
  }

  isInline(name: string): boolean {
    return this.#stack[this.#find(name)]?.inline ?? false
  }

  close(name: string): void {
    const at = this.#find(name)
    if (at >= 0) this.#cut(at)
  }

  /** A block ends an open paragraph, a cell the cell before it (HTML standard, optional tags). */
  #closeImplied(name: string): void {
    const at = this.#find(ENDS_ITSELF.has(name) ? name : BREAKS.has(name) ? 'p' : '')
    if (at >= 0 && this.#stack[at]?.hides) this.#cut(at)
  }

  #cut(at: number): void {
    while (this.#stack.length > at) if (this.#stack.pop()?.hides) this.#hiding--
  }

  #find(name: string): number {
    const last = Math.max(0, this.#stack.length - MAX_LOOK_BACK)
    for (let i = this.#stack.length - 1; i >= last; i--) if (this.#stack[i]?.name === name) return i
    return -1
  }
}
