// What a style sheet shows or hides (CSS Syntax 3, CSS 2.1 §12.2): strings that `content` puts on the screen, and selectors whose elements are not seen.
// No cascade is computed: a rule that hides anywhere may hide, which makes a second reading beside the first one. Linear.

/** What a tag says of itself, as far as selectors need it. */
export interface TagFacts {
  readonly name: string
  readonly id: string
  readonly classes: readonly string[]
  readonly style: string
  readonly hidden: boolean
}

export interface HidingRules {
  readonly tags: ReadonlySet<string>
  readonly ids: ReadonlySet<string>
  readonly classes: ReadonlySet<string>
}

const HIDES =
  /(?:display:none|visibility:(?:hidden|collapse)|font-size:[01](?:\.\d{1,6})?(?:[a-z%!;]|$)|font-size:\.\d|opacity:0?(?:\.0\d{0,6}|;|!|$)|mso-hide:all|(?:max-)?(?:height|width):0(?:[a-z%!;.]|$)|color:transparent|text-indent:-\d{3}|(?:left|top|margin-left):-\d{3}|clip:rect\(0|scale\(0)/
const INLINES = /(?:display:(?:inline|contents)|float:(?:left|right)|display:table-cell)/

/** @param style declarations of a `style` attribute, entities decoded */
export function hidesItself(style: string): boolean {
  return style !== '' && HIDES.test(plainDeclarations(style))
}

/** A block that flows beside its neighbours breaks no line. */
export function flowsInline(style: string): boolean {
  return style !== '' && INLINES.test(plainDeclarations(style))
}

function plainDeclarations(style: string): string {
  const bare = style.includes('/*') ? withoutComments(style) : style
  return (bare.includes('\\') ? unescaped(bare) : bare).replace(/\s+/g, '').toLowerCase()
}

/** @param css all style sheets of the document */
export function hidingRules(css: string): HidingRules {
  const rules = { tags: new Set<string>(), ids: new Set<string>(), classes: new Set<string>() }
  for (const block of withoutComments(css).split('}')) {
    const open = block.lastIndexOf('{')
    if (open < 0 || !hidesItself(block.slice(open + 1))) continue
    const before = block.slice(0, open)
    const selectors = before.slice(Math.max(before.lastIndexOf('{'), before.lastIndexOf(';')) + 1)
    for (const selector of selectors.split(',')) addSelector(rules, unescaped(selector))
  }
  return rules
}

/** The last compound of a selector names the element that it hides. */
function addSelector(rules: { tags: Set<string>; ids: Set<string>; classes: Set<string> }, selector: string): void {
  const last = /([^\s>+~]+)\s*$/.exec(selector.trim().slice(-300))?.[1] ?? ''
  if (/::?(?:before|after)/.test(last)) return
  for (const [, mark, name] of last.matchAll(/([.#]?)([\w-]+)/g)) {
    if (mark === '.') rules.classes.add(name as string)
    else if (mark === '#') rules.ids.add(name as string)
    else if (!/[.#]/.test(last)) rules.tags.add((name as string).toLowerCase())
  }
}

export function isHidden(tag: TagFacts, rules: HidingRules): boolean {
  if (tag.hidden || hidesItself(tag.style)) return true
  return rules.tags.has(tag.name) || (tag.id !== '' && rules.ids.has(tag.id)) || tag.classes.some((name) => rules.classes.has(name))
}

function withoutComments(css: string): string {
  let text = ''
  let at = 0
  for (let open = css.indexOf('/*'); open >= 0; open = css.indexOf('/*', at)) {
    const close = css.indexOf('*/', open + 2)
    text += css.slice(at, open)
    if (close < 0) return text
    at = close + 2
  }
  return text + css.slice(at)
}

/** @returns the strings of a style sheet: those of one declaration joined, each declaration a line, and all joined in a last line */
export function shownStrings(css: string): string {
  if (!/["']/.test(css)) return ''
  const declarations: string[] = []
  let current = ''
  for (let i = 0; i < css.length; i++) {
    const char = css[i] as string
    if (char === '"' || char === "'") {
      const end = stringEnd(css, i, char)
      current += unescaped(css.slice(i + 1, end))
      i = end
    } else if ((char === ';' || char === '}') && current !== '') {
      declarations.push(current)
      current = ''
    }
  }
  if (current !== '') declarations.push(current)
  return [...declarations, declarations.join('')].join('\n')
}

function stringEnd(css: string, start: number, quote: string): number {
  for (let i = start + 1; i < css.length; i++) {
    if (css[i] === '\\') i++
    else if (css[i] === quote || css[i] === '\n') return i
  }
  return css.length
}

function unescaped(text: string): string {
  if (!text.includes('\\')) return text
  return text.replace(/\\(?:([0-9a-f]{1,6})[ \t\n]?|\r?\n|([\s\S]))/gi, (_all, hex?: string, char?: string) => {
    if (hex === undefined) return char ?? ''
    const code = Number.parseInt(hex, 16)
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ''
  })
}
