// A sender's HTML made harmless before it stands in the portal's page: no script, no form, no style sheet, nothing loaded from elsewhere
// (P4: a picture from outside would tell its host who reads and when). `sanitize-html` keeps an allow-list of elements and attributes;
// inline styles pass an allow-list of their own, since its CSS parser prints to the console what it cannot read.
import sanitizeHtml from 'sanitize-html'

export interface CleanHtml {
  readonly html: string
  /** Pictures from other sites that were not loaded, tracking pixels not counted. */
  readonly blocked: number
}

/** Characters of all pictures together: a message may name one picture thousands of times. */
const MAX_PICTURES = 16 * 1024 * 1024

const TAGS = [
  ...['p', 'div', 'span', 'br', 'hr', 'a', 'img', 'center', 'font', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'blockquote', 'pre', 'address'],
  ...[
    'b',
    'i',
    'u',
    's',
    'em',
    'strong',
    'small',
    'big',
    'sub',
    'sup',
    'code',
    'kbd',
    'samp',
    'tt',
    'del',
    'ins',
    'mark',
    'q',
    'cite',
    'abbr',
  ],
  ...[
    'ul',
    'ol',
    'li',
    'dl',
    'dt',
    'dd',
    'table',
    'thead',
    'tbody',
    'tfoot',
    'tr',
    'td',
    'th',
    'caption',
    'colgroup',
    'col',
    'figure',
    'figcaption',
  ],
]

/** Looks only: nothing that takes an element out of its place, over another, or to an address. */
const STYLES = new RegExp(
  `^(${[
    'color|background-color|font-size|font-weight|font-style|font-family|font-variant|text-align|text-decoration|text-transform|text-indent',
    'line-height|letter-spacing|vertical-align|white-space|list-style-type|direction|width|max-width|border-collapse|border-spacing',
    '(padding|margin)(-(top|right|bottom|left))?',
    'border(-(top|right|bottom|left))?(-(color|style|width))?|border-radius',
  ].join('|')})$`,
)
const STYLE_VALUE = /^(?:[a-z0-9#%.,\s"'!-]|rgba?\([\d\s.,%/]{1,40}\)|hsla?\([\d\s.,%/a-z]{1,40}\)){1,120}$/i

/** @param inline Content-ID → `data:` URL */
export function cleanHtml(source: string, inline: Readonly<Record<string, string>>): CleanHtml {
  let blocked = 0
  let room = MAX_PICTURES
  const pictureFor = (src: string): string | undefined => {
    const picture = /^cid:/i.test(src) ? lookUp(inline, src.slice(4)) : undefined
    if (picture === undefined || picture.length > room) return undefined
    room -= picture.length
    return picture
  }
  const html = sanitizeHtml(source, {
    allowedTags: TAGS,
    allowedAttributes: {
      '*': ['style', 'dir', 'lang', 'align', 'title'],
      a: ['href', 'target', 'rel'],
      img: ['src', 'alt', 'width', 'height'],
      font: ['color', 'face', 'size'],
      ol: ['start', 'type'],
      table: ['width', 'border', 'cellpadding', 'cellspacing', 'bgcolor'],
      td: ['colspan', 'rowspan', 'width', 'valign', 'bgcolor'],
      th: ['colspan', 'rowspan', 'width', 'valign', 'bgcolor', 'scope'],
      tr: ['valign', 'bgcolor'],
      col: ['span', 'width'],
    },
    allowedSchemes: ['http', 'https', 'mailto', 'tel'],
    allowedSchemesByTag: { img: ['data'] },
    allowProtocolRelative: false,
    parseStyleAttributes: false,
    nestingLimit: 100,
    transformTags: {
      '*': (tagName, attributes) => ({ tagName, attribs: styled(attributes) }),
      a: (tagName, attributes) => ({ tagName, attribs: { ...styled(attributes), target: '_blank', rel: 'noopener noreferrer nofollow' } }),
      img: (tagName, attributes) => {
        const { src = '', ...others } = attributes
        const picture = pictureFor(src)
        if (picture === undefined && !isPixel(attributes) && /^(https?:)?\/\//i.test(src.trim())) blocked += 1
        // Words in place of a picture that is not shown, not a browser's torn-page icon.
        if (picture === undefined) return { tagName: 'span', attribs: {}, text: attributes.alt?.trim() ? `[${attributes.alt.trim()}]` : '' }
        return { tagName, attribs: { alt: '', ...styled(others), src: picture } }
      },
    },
  })
  return { html, blocked }
}

function lookUp(inline: Readonly<Record<string, string>>, cid: string): string | undefined {
  if (Object.hasOwn(inline, cid)) return inline[cid]
  const decoded = /%[0-9a-f]{2}/i.test(cid)
    ? cid.replace(/%[0-9a-f]{2}/gi, (hex) => String.fromCharCode(Number.parseInt(hex.slice(1), 16)))
    : cid
  return Object.hasOwn(inline, decoded) ? inline[decoded] : undefined
}

function isPixel({ width, height }: Readonly<Record<string, string>>): boolean {
  return [width, height].some((size) => size !== undefined && /^[0-3](px)?$/.test(size.trim()))
}

function styled(attributes: sanitizeHtml.Attributes): sanitizeHtml.Attributes {
  if (attributes.style === undefined) return attributes
  const { style, ...others } = attributes
  const kept = style
    .split(';')
    .map((declaration) => declaration.split(':'))
    .filter((pair): pair is [string, string] => pair.length === 2)
    .map(([property, value]) => [property.trim().toLowerCase(), value.trim()] as const)
    .filter(([property, value]) => STYLES.test(property) && STYLE_VALUE.test(value) && !/(^|\s)-\d/.test(value))
  return kept.length === 0 ? others : { ...others, style: kept.map(([property, value]) => `${property}:${value}`).join(';') }
}
