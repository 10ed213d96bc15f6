// Regular expressions of the policy, compiled by RE2 (linear time on any text, so a pattern cannot be used to stall the gateway), and file-name
// patterns with * and ?. Mistakes come back as sentences.
import { RE2JS } from 're2js'

export type Pattern =
  | { readonly ok: true; readonly pattern: RE2JS }
  | { readonly ok: false; readonly message: string; readonly hint: string }

/** Letter case does not matter; ^ and $ stand for the edges of a line. */
export function compilePattern(text: string): Pattern {
  const no = (message: string, hint: string): Pattern => ({ ok: false, message, hint })
  if (/(?![\t\r\n])\p{Cc}/u.test(text)) {
    return no(
      'the pattern holds a control character, because double quotes turned \\b or the like into one',
      "use single quotes around patterns: '\\b…'",
    )
  }
  let pattern: RE2JS
  try {
    pattern = RE2JS.compile(text, RE2JS.CASE_INSENSITIVE | RE2JS.MULTILINE)
  } catch (error) {
    return no(...explainFault(error instanceof Error ? error.message : '', text))
  }
  if (pattern.test(''))
    return no('the pattern matches the empty text, so it would hold for every message', 'make at least one character of it required')
  return { ok: true, pattern }
}

/** @param glob `*.pdf`, `invoice-????.csv`: * any characters, ? one; the whole name, letter case aside */
export function compileNamePattern(glob: string): RE2JS {
  const source = glob.replace(/[*?]|[^*?]+/g, (piece) => (piece === '*' ? '.*' : piece === '?' ? '.' : RE2JS.quote(piece)))
  return RE2JS.compile(source, RE2JS.CASE_INSENSITIVE | RE2JS.DOTALL)
}

function explainFault(fault: string, text: string): [message: string, hint: string] {
  if (/\(\?<?[=!]/.test(text))
    return ['the pattern looks ahead or behind, which RE2 does not do', 'write the surrounding text out, or use `near`']
  if (/\\[1-9]/.test(text)) return ['the pattern refers back to a group (\\1), which RE2 does not do', 'write the repeated text out']
  if (/missing closing \)|unexpected \)/.test(fault))
    return ['the parentheses of the pattern do not pair up', 'close each ( with ); write \\( for the character itself']
  if (/missing closing \]/.test(fault)) return ['a [ of the pattern is not closed', 'close it with ]; write \\[ for the character itself']
  if (/missing argument to repetition/.test(fault))
    return ['a *, + or ? of the pattern has nothing to repeat', 'write \\*, \\+ or \\? for the character itself']
  if (/invalid repeat count|invalid repetition/.test(fault))
    return ['the pattern repeats more than 1000 times', 'write a smaller number in { }']
  if (/invalid escape/.test(fault))
    return ['a backslash of the pattern stands before a character that needs none', 'take the backslash out']
  return [
    'the pattern is no regular expression that RE2 understands',
    'the syntax is described at https://github.com/google/re2/wiki/Syntax',
  ]
}

/** Whole words and phrases as one expression: letters, digits and _ may not touch its edges; spaces inside match any white space. */
export function compileWords(words: readonly string[]): RegExp {
  const escaped = [...words]
    .sort((a, b) => b.length - a.length)
    .map((word) =>
      word
        .trim()
        .replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
        .replace(/\s+/g, '\\s+'),
    )
  return new RegExp(`(?<![\\p{L}\\p{N}_])(?:${escaped.join('|')})(?![\\p{L}\\p{N}_])`, 'giu')
}
