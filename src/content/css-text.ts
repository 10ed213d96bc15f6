// What a style sheet shows or hides (CSS Syntax 3, CSS 2.1 §12.2): strings that `content` puts on the screen, and selectors whose elements are not seen.
// No cascade is computed: a rule that hides anywhere may hide, which makes a second reading beside the first one. Linear.

/** What a tag says of itself, as far as selectors need it. */
export interface TagFacts {
  readonly name: string
  readonly id: string
  readonly classes: readonly string[]
}

export interface HidingRules {
  readonly tags: Set<string>
  readonly ids: Set<string>
  readonly classes: Set<string>
}

export function noHidingRules(): HidingRules {
  return { tags: new Set(), ids: new Set(), classes: new Set() }
}

const HIDES =
  /(?:display:none|visibility:(?:hidden|collapse)|font-size:[01](?:\.\d{1,6})?(?:[a-z%!;]|$)|font-size:\.\d|opacity:0?(?:\.0\d{0,6}|;|!|$)|mso-hide:all|(?:max-)?(?:height|width):0(?:[a-z%!;.]|$)|color:transparent|text-indent:-\d{3}|(?:left|top|margin-left):-\d{3}|clip:rect\(0|scale\(0)/
const INLINES = /(?:display:(?:inline|contents)|float:(?:left|right)|display:table-cell)/

export interface StyleEffect {
  readonly hides: boolean
  /** A block that flows beside its neighbours breaks no line. */
  readonly inline: boolean
}

const NO_EFFECT: StyleEffect = { hides: false, inline: false }
const MAX_REMEMBERED = 200

/** @returns what the declarations of a `style` attribute (entities decoded) do; remembers, because a document repeats its few styles on every element */
export function createStyleReader(): (style: string) => StyleEffect {
  const known = new Map<string, StyleEffect>()
  return (style) => {
    if (style === '') return NO_EFFECT
    const remembered = known.get(style)
    if (remembered) return remembered
    const plain = plainDeclarations(style)
    const effect = { hides: HIDES.test(plain), inline: INLINES.test(plain) }
    if (known.size < MAX_REMEMBERED) known.set(style, effect)
    return effect
  }
}

function hidesItself(style: string): boolean {
  return style !== '' && HIDES.test(plainDeclarations(style))
}

function plainDeclarations(style: string): string {
  const bare = style.includes('/*') ? withoutComments(style) : style
  return (bare.includes('\\') ? unescaped(bare) : bare).replace(/\s+/g, '').toLowerCase()
}

/** @param css a style sheet @returns whether it added a rule that hides */
export function addHidingRules(rules: HidingRules, css: string): boolean {
  const before = rules.tags.size + rules.ids.size + rules.classes.size
  for (const block of withoutComments(css).split('}')) {
    const open = block.lastIndexOf('{')
    if (open < 0 || !hidesItself(block.slice(open + 1))) continue
    const head = block.slice(0, open)
    const selectors = head.slice(Math.max(head.lastIndexOf('{'), head.lastIndexOf(';')) + 1)
    for (const selector of selectors.split(',')) addSelector(rules, unescaped(selector))
  }
  return rules.tags.size + rules.ids.size + rules.classes.size > before
}

/** The last compound of a selector names the element that it hides. */
function addSelector(rules: HidingRules, selector: string): void {
  const last = /([^\s>+~]+)\s*$/.exec(selector.trim().slice(-300))?.[1] ?? ''
  if (/::?(?:before|after)/.test(last)) return
  for (const [, mark, name] of last.matchAll(/([.#]?)([\w-]+)/g)) {
    if (mark === '.') rules.classes.add(name as string)
    else if (mark === '#') rules.ids.add(name as string)
    else if (!/[.#]/.test(last)) rules.tags.add((name as string).toLowerCase())
  }
}

/** Whether rules hide the element; its own style is looked at apart. */
export function isHidden(tag: TagFacts, rules: HidingRules): boolean {
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
