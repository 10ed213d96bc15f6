// One pass over HTML: the text that flows, and everything else that may show: attributes, links, style sheets, inner documents. Step 2, inspect.
// From the first element on that hides itself, flows inline, or is shown by no browser, a second text is kept: what a program that honours this shows.
import { Tokenizer } from 'htmlparser2'
import { addHidingRules, createStyleReader, type HidingRules, isHidden, noHidingRules, type TagFacts } from './css-text.ts'
import { TextFlow } from './text-flow.ts'

export interface MarkupReading {
  readonly text: string
  /** The text without what is hidden; left out where nothing is. */
  readonly seen?: string
  /** Values of attributes that a person sees or hears, and scripts. */
  readonly shown: readonly string[]
  readonly links: readonly string[]
  readonly styles: readonly string[]
  /** Markup of inner documents. */
  readonly documents: readonly string[]
}

/** A text of the markup and where it begins in `MarkupReading.text`: who rewrites a value has to find it in the markup. */
export interface TextPlace {
  readonly at: number
  readonly text: string
  /** Offsets in the markup; an entity is one character of text. */
  readonly from: number
  readonly to: number
}

export interface MarkupOptions {
  /** Filled with every text in order, anew for each pass. */
  readonly places?: TextPlace[]
  /** A style sheet shows attributes by `attr()`: keep all of them. */
  readonly allAttributes?: boolean
}

/** Style sheets that come after the text they hide cost a second pass. */
export function readMarkup(html: string, options: MarkupOptions = {}): MarkupReading {
  const rules = noHidingRules()
  const { late, ...reading } = readOnce(html, rules, options)
  return late ? readOnce(html, rules, options) : reading
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
const NEVER_SHOWN = words('template datalist noembed noframes iframe object audio video canvas rp title')
/** Rules that come behind these alone come before all that they could hide. */
const HEAD = words('html head title meta link base style script body')
const VOID = words('area base br col embed hr img input link meta param source track wbr')
const SHOWN_ATTRIBUTES = words('alt title value placeholder label aria-label aria-description summary content standby abbr')
const LINKS = words(
  'href src srcset data poster background action formaction cite longdesc classid codebase dynsrc lowsrc usemap xlink:href data-src icon manifest ping',
)
const WANTED = new Set([...SHOWN_ATTRIBUTES, ...LINKS, 'style', 'class', 'id', 'hidden', 'srcdoc'])
const ENDS_ITSELF = words('p li dt dd td th tr option')
const MAX_LOOK_BACK = 64

/** @param rules those known before; style sheets add theirs @returns `late`: some came when there was text already */
function readOnce(html: string, rules: HidingRules, { allAttributes = false, places }: MarkupOptions): MarkupReading & { late?: boolean } {
  const found = { shown: [] as string[], links: [] as string[], styles: [] as string[], documents: [] as string[] }
  if (places) places.length = 0
  let from = 0
  let to = 0
  const out = new TextFlow(places && ((at, text) => void places.push({ at, text, from, to })))
  const effectOf = createStyleReader()
  const tag: Tag = { name: '', id: '', classes: [], style: '', hidden: false }
  let seen: { readonly flow: TextFlow; readonly open: OpenElements } | undefined
  let late = false
  let inBody = false
  let raw = ''
  let preformatted = 0
  let attribute = ''
  let value = ''
  let wanted = false

  const startSeen = () => {
    seen ??= { flow: out.copy(), open: new OpenElements() }
    return seen
  }
  const opened = () => {
    const { name } = tag
    inBody ||= !HEAD.has(name)
    const { hides: byStyle, inline } = effectOf(tag.style)
    const unshown = NEVER_SHOWN.has(name) && !(name === 'title' && out.empty)
    const hides = unshown || tag.hidden || byStyle || isHidden(tag, rules)
    if (hides || inline) startSeen()
    if (!VOID.has(name)) seen?.open.push(name, hides, inline)
    if (name === 'pre' || name === 'textarea') preformatted++
    if (RAW.has(name)) raw = name
    else breakAt(name, hides || inline)
  }
  const closed = (name: string) => {
    const silent = seen !== undefined && (seen.open.hidden || seen.open.isInline(name))
    seen?.open.close(name)
    if ((name === 'pre' || name === 'textarea') && preformatted > 0) preformatted--
    if (raw === '') breakAt(name, silent)
    raw = ''
  }
  const breakAt = (name: string, silent: boolean) => {
    const gap = BREAKS.has(name) ? 'lineBreak' : CELLS.has(name) ? 'tab' : undefined
    if (!gap) return
    out[gap]()
    if (seen && !silent && !seen.open.hidden) seen.flow[gap]()
  }
  const say = (text: string, how: 'flow' | 'preformatted' | 'character') => {
    out[how](text)
    if (seen && !seen.open.hidden) seen.flow[how](text)
  }
  const keepRaw = (text: string) => {
    if (raw === 'style') {
      found.styles.push(text)
      if (addHidingRules(rules, text) && inBody) late = true
    } else if (raw === 'script') found.shown.push(text)
    else found.documents.push(text)
  }
  const keepAttribute = () => {
    if (attribute === 'hidden') tag.hidden = true
    else if (attribute === 'id') tag.id = value
    else if (attribute === 'class') tag.classes = rules.classes.size > 0 ? value.split(/\s+/) : []
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
        from = start
        to = end
        const text = html.slice(start, end)
        if (raw !== '') keepRaw(text)
        else say(text, preformatted > 0 ? 'preformatted' : 'flow')
      },
      ontextentity(codepoint, end) {
        from = html.lastIndexOf('&', end - 1)
        to = end
        if (raw === '') say(String.fromCodePoint(codepoint), 'character')
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
        startSeen()
        from = start
        to = end - endOffset
        out.flow(html.slice(start, end - endOffset))
      },
      ondeclaration() {},
      onprocessinginstruction() {},
      onend() {},
    },
  )
  tokenizer.write(html)
  tokenizer.end()
  return { text: out.finish(), ...(seen ? { seen: seen.flow.finish() } : {}), ...found, late }
}

interface Tag extends TagFacts {
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
