// Address lists of From, To, Cc, Reply-To (RFC 5322 §3.4): the addresses, and the words around them. One pass, linear: quadratic address parsing
// has frozen Node mail servers. Lenient: what no grammar allows is skipped.

export interface AddressList {
  /** `local@domain`, domain in lower case, in order. */
  readonly addresses: readonly string[]
  /** Display names, comments and group names, as written. */
  readonly names: readonly string[]
  readonly overflow: boolean
}

/** @param raw unfolded, not decoded: an encoded word never hides an address @param max addresses kept; more set `overflow` */
export function parseAddressList(raw: string, max: number): AddressList {
  const addresses: string[] = []
  const names: string[] = []
  let overflow = false
  let words = ''
  /** Kept beside `words`: searching them at every colon would be quadratic. */
  let hasAt = false
  let angle: string | undefined
  let i = 0

  const finish = () => {
    const spec = angle ?? (hasAt ? words.trim() : '')
    const address = tidy(spec)
    if (address !== '') {
      if (addresses.length >= max) overflow = true
      else addresses.push(address)
    }
    if (angle !== undefined || address === '') addName(words)
    words = ''
    hasAt = false
    angle = undefined
  }
  const addName = (text: string) => {
    const name = text.trim()
    if (name !== '' && names.length < max) names.push(name)
  }

  while (i < raw.length) {
    const char = raw[i] as string
    if (char === '"') {
      const end = quotedEnd(raw, i)
      const next = raw[end]
      const quoted = next === '@' ? raw.slice(i, end) : raw.slice(i + 1, end - 1)
      words += quoted
      hasAt ||= quoted.includes('@')
      i = end
    } else if (char === '(') {
      const end = commentEnd(raw, i)
      addName(raw.slice(i + 1, end - 1))
      i = end
    } else if (char === '<') {
      const close = raw.indexOf('>', i)
      const end = close < 0 ? raw.length : close
      angle = raw.slice(i + 1, end)
      i = end + 1
    } else if (char === ',' || char === ';') {
      finish()
      i++
    } else if (char === ':' && angle === undefined && !hasAt) {
      addName(words)
      words = ''
      i++
    } else {
      words += char
      hasAt ||= char === '@'
      i++
    }
  }
  finish()
  return { addresses, names, overflow }
}

function tidy(spec: string): string {
  // A source route (RFC 5322 §4.4) stands before the last colon.
  const bare = spec.startsWith('@') ? spec.slice(spec.indexOf(':') + 1) : spec
  const address = bare.includes('"') ? bare.trim() : bare.replace(/\s/g, '')
  const at = address.lastIndexOf('@')
  return at > 0 && at < address.length - 1 ? address.slice(0, at + 1) + address.slice(at + 1).toLowerCase() : ''
}

function quotedEnd(raw: string, start: number): number {
  for (let i = start + 1; i < raw.length; i++) {
    if (raw[i] === '\\') i++
    else if (raw[i] === '"') return i + 1
  }
  return raw.length
}

function commentEnd(raw: string, start: number): number {
  let depth = 0
  for (let i = start; i < raw.length; i++) {
    const char = raw[i]
    if (char === '\\') i++
    else if (char === '(') depth++
    else if (char === ')' && --depth === 0) return i + 1
  }
  return raw.length
}
