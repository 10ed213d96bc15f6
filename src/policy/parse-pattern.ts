// Regular expressions of the policy, compiled by RE2 (linear time on any text, so a pattern cannot be used to stall the gateway), and file-name
// patterns with * and ?. Mistakes come back as sentences.
import { RE2JS } from 're2js'
import { POLICY_DEFAULTS } from './policy-set.ts'

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
  if (text.length > POLICY_DEFAULTS.maxPatternLength)
    return no(`the pattern is longer than ${POLICY_DEFAULTS.maxPatternLength} characters`, 'split it in two; many words are a dictionary')
  let pattern: RE2JS
  try {
    pattern = RE2JS.compile(text, RE2JS.CASE_INSENSITIVE | RE2JS.MULTILINE)
  } catch (error) {
    return no(...explainFault(error instanceof Error ? error.message : '', text))
  }
  if (pattern.test(''))
    return no('the pattern matches the empty text, so it would hold for every message', 'make at least one character of it required')
  if (pattern.programSize() > POLICY_DEFAULTS.maxPatternSize)
    return no(
      `the pattern is too large: its repetitions unfold to ${pattern.programSize()} steps for every character, and ${POLICY_DEFAULTS.maxPatternSize} are allowed`,
      'write smaller numbers in { }, or split it in two',
    )
  return { ok: true, pattern }
}

/** @param glob `*.pdf`, `invoice-????.csv`: * any characters, ? one; the whole name, letter case aside */
export function compileNamePattern(glob: string): RE2JS {
  const source = glob.replace(/[*?]|[^*?]+/g, (piece) => (piece === '*' ? '.*' : piece === '?' ? '.' : RE2JS.quote(piece)))
  return RE2JS.compile(source, RE2JS.CASE_INSENSITIVE | RE2JS.DOTALL)
}

/** What other engines have and RE2 does not, because it would cost more than linear time; and how to say it otherwise. */
const BEYOND_RE2: readonly (readonly [sign: RegExp, message: string, hint: string])[] = [
  [
    /\(\?<=/,
    'the pattern looks behind, which RE2 does not do',
    'write the text before it out, and the value as (?P<value>…); or use `near` with words',
  ],
  [
    /\(\?<!/,
    'the pattern looks behind, which RE2 does not do',
    'say what may stand before it, as in (?:^|[^0-9]), and the value as (?P<value>…)',
  ],
  [
    /\(\?=/,
    'the pattern looks ahead, which RE2 does not do',
    'write the text that must follow out, and the value as (?P<value>…); or use `near` with words',
  ],
  [/\(\?!/, 'the pattern looks ahead, which RE2 does not do', 'say what may stand there instead, as in [^…] or \\b'],
  [/\\[1-9]|\\k[<{']|\(\?P=/, 'the pattern refers back to a group (\\1), which RE2 does not do', 'write the repeated text out'],
  [/\(\?>/, 'the pattern has an atomic group (?>…), which RE2 does not know', 'write (?:…): RE2 never goes back, so it needs none'],
  [
    /[*+?}]\+/,
    'the pattern has a possessive repetition (a++), which RE2 does not know',
    'take the second + out: RE2 never goes back, so it needs none',
  ],
  [/\(\?\(|\(\?R\)|\(\?&/, 'the pattern calls itself or decides by a group, which RE2 does not do', 'write the alternatives out with |'],
]

function explainFault(fault: string, text: string): [message: string, hint: string] {
  const beyond = BEYOND_RE2.find(([sign]) => sign.test(text))
  if (beyond) return [beyond[1], beyond[2]]
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
        .replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
        .replace(/\s+/g, '\\s+'),
    )
  return new RegExp(`(?<![\\p{L}\\p{N}_])(?:${escaped.join('|')})(?![\\p{L}\\p{N}_])`, 'giu')
}
