// `data:` URIs (RFC 2397): files that stand in an attribute or a style sheet. A mail program shows them like any part.

export interface DataUri {
  /** Lower case media type; `text/plain` where none is named. */
  readonly type: string
  readonly charset: string
  readonly base64: boolean
  /** Percent-decoded; base64 not yet undone. */
  readonly body: Buffer
}

/** @param text an attribute's value or a style sheet @returns each URI, up to the next quote, blank run or bracket that ends it; at most `max` */
export function dataUrisIn(text: string, max: number): readonly string[] {
  const found: string[] = []
  if (!/data:/i.test(text)) return found
  const lower = text.toLowerCase()
  const first = text.search(/\S/)
  let at = lower.indexOf('data:')
  while (at >= 0 && found.length < max) {
    const end = at === first ? text.length : uriEnd(text, at)
    if (text.slice(at, Math.min(end, at + 300)).includes(',')) found.push(text.slice(at, end))
    at = lower.indexOf('data:', Math.max(end, at + 5))
  }
  return found
}

/** In a plain attribute the URI goes to the end, blanks in it count for nothing; in `url(…)` or `srcset` it ends before. */
function uriEnd(text: string, start: number): number {
  for (let i = start; i < text.length; i++) {
    const char = text[i] as string
    if (char === '"' || char === "'" || char === ')' || char === ' ' || char === '\n') return i
  }
  return text.length
}

export function parseDataUri(uri: string): DataUri {
  const comma = uri.indexOf(',')
  const head = uri.slice(5, comma).toLowerCase().split(';')
  const type = (head[0] ?? '').trim()
  const charset =
    head
      .find((parameter) => parameter.trim().startsWith('charset='))
      ?.trim()
      .slice(8) ?? ''
  return {
    type: /^[a-z0-9.+-]{1,100}\/[a-z0-9.+-]{1,100}$/.test(type) ? type : 'text/plain',
    charset,
    base64: head.some((parameter) => parameter.trim() === 'base64'),
    body: percentDecoded(uri.slice(comma + 1)),
  }
}

/** @returns the bytes with each `%41` undone (RFC 3986 §2.1); anything else stays */
export function percentDecoded(text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8').toString('latin1')
  if (!bytes.includes('%')) return Buffer.from(bytes, 'latin1')
  return Buffer.from(
    bytes.replace(/%([0-9a-f]{2})/gi, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  )
}
