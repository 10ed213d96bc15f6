// What of an error may be said in the open (P4): its name, its code and a message without addresses. Peers' words, quoted input and
// query details never get out: they may hold what a person wrote.

const ADDRESS = /(?:"[^"]{0,64}"|[^\s<>"(),;]{1,256})(?:@|%40|＠)(?:\[[^\]\s]{0,64}\]|[^\s<>"(),;]{1,256})/gi
/** The last word before the cut: it may be the first half of an address. */
const CUT_WORD = /(?:"[^"]{0,64}"?)?[^\s<>"(),;]*$/
const LONGEST = 500
const DEEPEST = 3

/** The text with everything that looks like an address (or a user name before a host in a URL) replaced, at most 500 characters of it. */
export function withoutAddresses(text: string): string {
  const cut = text.length > LONGEST ? `${text.slice(0, LONGEST).replace(CUT_WORD, '')}…` : text
  return /@|%40|＠/i.test(cut) ? cut.replace(ADDRESS, '[address]') : cut
}

export interface ErrorText {
  readonly name: string
  readonly code?: string
  /** Left out where the message quotes somebody: a peer's reply, or the text that a parser could not read. */
  readonly message?: string
  /** Frames only: the stack's own first lines repeat the message. */
  readonly stack?: string
  readonly cause?: ErrorText
}

/** @param withStack the place in the code, for debugging */
export function errorText(error: unknown, withStack = false, depth = 1): ErrorText {
  if (!(error instanceof Error)) return { name: 'thrown', message: `a ${error === null ? 'null' : typeof error} was thrown` }
  const code = (error as NodeJS.ErrnoException).code
  const stack = withStack
    ? error.stack
        ?.split('\n')
        .filter((line) => /^\s+at /.test(line))
        .join('\n')
    : undefined
  const inner = error.cause ?? (error instanceof AggregateError ? error.errors[0] : undefined)
  return {
    name: withoutAddresses(error.name),
    ...(typeof code === 'string' || typeof code === 'number' ? { code: withoutAddresses(String(code)) } : {}),
    ...(quotesSomebody(error) ? {} : { message: withoutAddresses(error.message) }),
    ...(stack ? { stack } : {}),
    ...(inner !== undefined && depth < DEEPEST ? { cause: errorText(inner, withStack, depth + 1) } : {}),
  }
}

/** nodemailer puts the peer's reply into `response`; a SyntaxError of JSON.parse quotes its input; PostgreSQL puts values into its message. */
function quotesSomebody(error: Error): boolean {
  return (
    error instanceof SyntaxError ||
    'response' in error ||
    'responseCode' in error ||
    'sqlState' in error ||
    ('severity' in error && 'routine' in error)
  )
}
