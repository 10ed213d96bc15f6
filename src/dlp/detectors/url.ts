// Web addresses, an identifier of 45 CFR 164.514(b)(2)(i)(N): RFC 3986 with a scheme of the web or of file transfer, names that begin with `www.`, bare
// names with a path under a known top-level domain, and bare names that a word such as `visit` or `website` names. The end is where people end it:
// punctuation of the sentence and an unmatched bracket stay outside.
import type { Confidence } from '../../domain/finding.ts'
import { labelBefore } from '../context-words.ts'
import { defineDetector, type Match, type ScannedText } from '../detector.ts'
import { isInCell } from '../table-columns.ts'
import { TOP_LEVEL_DOMAINS } from '../top-level-domains.ts'
import { LETTER, NOT_WORD, WORD_CLASS, wordClassAt } from '../word-characters.ts'

const LABELS = (
  'url,urls,website,websites,web site,web site address,webpage,web page,web address,homepage,home page,site,link,links,visit,portal,patient portal,go to,browse to,' +
  'log in at,login at,sign in at,log on to,log in to,online at,register at,available at,found at,linkedin,facebook,instagram'
).split(',')
const SCHEME = /(?:^|[^A-Za-z0-9])((?:https?|hxxps?|ftps?|sftp|wss?))$/i
const HOST =
  /^(?:[^\s/@<>"]{1,100}@)?(?:\[[0-9A-Fa-f:.]{2,45}\]|[\p{L}\p{N}](?:[\p{L}\p{N}._-]{0,252}[\p{L}\p{N}])?)(?::\d{1,5})?(?=[/?#]|$|[^\p{L}\p{N}_])/u
const NAME = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}([a-z]{2,24}|xn--[a-z0-9-]{2,59})$/i
const LOCAL = /^(?:localhost|127\.|0\.0\.0\.0|\[::1\]|example\b)/i
/** Longest address that one finding spans. */
const MAX_URL = 2048
const MAX_NAME = 120
/** Ends of bare names that need a label and no path. */
const BARE_ENDINGS = ['.com', '.org', '.net', '.gov', '.edu', '.health', '.example']

export const url = defineDetector({
  id: 'url',
  about: 'Web address (URL)',
  source: 'RFC 3986, IANA root zone; 45 CFR 164.514(b)(2)(i)(N)',
  vocabularies: { url: LABELS },
  find(scanned) {
    const matches: Match[] = []
    takeSchemes(scanned, matches)
    takeWww(scanned, matches)
    takePaths(scanned, matches)
    takeNamed(scanned, matches)
    matches.sort((a, b) => a.start - b.start || b.end - a.end)
    return matches.filter((match, i) => i === 0 || match.start >= (matches[i - 1] as Match).end)
  },
  examples: {
    match: [
      'https://portal.example-health.org/visit/12345',
      'http://example.org',
      'ftp://files.example.org/scan.pdf',
      'see www.example.org.',
      'example.org/patients?id=778',
      '(https://example.org/a_(b))',
      '<https://example.org/x>',
      'href="https://example.org/?q=1&b=2"',
      'HTTPS://EXAMPLE.ORG/ABC',
      'https://192.0.2.10:8443/chart',
      'http://[2001:db8::1]/x',
      'visit mychart.example.org today',
      'Website: roe-family.com',
      'http://localhost:8080/patients/7',
      'https://jane:pw@example.org/',
      'www.example.co.uk/jane-roe',
      'hxxp://evil.example.com/x',
      'https://bücher.example/jane',
      'photos at linkedin.com/in/jane-roe-123',
      'wss://live.example.org/session/9',
      'http://example.museum',
      '[chart](https://example.org/chart/9)',
    ],
    ignore: [
      'and/or',
      'e.g. this',
      'https://',
      'http://________',
      'www.',
      'www.example',
      'jane@example.org',
      'readme.md/notes',
      'src/dlp/catalog.ts',
      'either.or/neither',
      'file:///etc/hosts',
      'see report.pdf',
      'C:\\Users\\jane',
      'Website: ____________',
      '10.5/12.3',
      'km/h',
      'we use node.js/express',
      'a.m./p.m.',
      'System.out.println',
      'the end.Then we left',
      'https://{host}/path',
      'HL7 v2.5.1/ADT',
      '1.5.2/rc',
      'example.org',
    ],
  },
})

function takeSchemes({ text }: ScannedText, matches: Match[]): void {
  for (let at = text.indexOf('://'); at >= 0; at = text.indexOf('://', at)) {
    const scheme = SCHEME.exec(text.slice(Math.max(0, at - 7), at))?.[1]
    const end = scheme ? endOfUrl(text, at + 3) : at + 3
    const host = scheme && HOST.exec(text.slice(at + 3, Math.min(end, at + 400)))?.[0]
    if (scheme && host) add(text, at - scheme.length, end, LOCAL.test(host) && !host.startsWith('example') ? 'low' : 'high', matches)
    at = Math.max(end, at + 3)
  }
}

function takeWww({ text }: ScannedText, matches: Match[]): void {
  for (const mark of ['www.', 'WWW.', 'Www.']) {
    for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 4)) {
      if (wordClassAt(text, at - 1) !== NOT_WORD || /[@/.-]/.test(text[at - 1] ?? '')) continue
      const name = /^[\w.-]*/.exec(text.slice(at, at + 256))?.[0].replace(/[._-]+$/, '') ?? ''
      if (!NAME.test(name) || name.split('.').length < 3) continue
      const end = endOfUrl(text, at)
      add(text, at, end, 'high', matches)
      at = end - 4
    }
  }
}

/** A bare name before a slash. The walks back from two slashes do not overlap. */
function takePaths({ text }: ScannedText, matches: Match[]): void {
  for (let at = text.indexOf('/'); at >= 0; at = text.indexOf('/', at + 1)) {
    // A top-level domain ends in a letter: dates and fractions end here.
    if ((WORD_CLASS[text.charCodeAt(at - 1)] as number) !== LETTER || !/[\w?#~%@-]/.test(text[at + 1] ?? '')) continue
    const start = nameStart(text, at)
    const name = text.slice(start, at)
    if (!name.includes('.') || /[/@\\.:$-]/.test(text[start - 1] ?? '')) continue
    const tld = NAME.exec(name)?.[1]?.toLowerCase()
    if (!tld || !TOP_LEVEL_DOMAINS.has(tld) || /^\d+\.[a-z]+$/i.test(name)) continue
    const end = endOfUrl(text, at)
    add(text, start, end, 'medium', matches)
    at = end - 1
  }
}

/** A bare name without a path, where a word says that it is one. */
function takeNamed(scanned: ScannedText, matches: Match[]): void {
  const { text } = scanned
  if (scanned.hits('url').length === 0) return
  for (const ending of BARE_ENDINGS) {
    for (let at = text.indexOf(ending); at >= 0; at = text.indexOf(ending, at + 1)) {
      const end = at + ending.length
      if (wordClassAt(text, end) !== NOT_WORD || /^[-@_]|^\.\w/.test(text.slice(end, end + 2))) continue
      const start = nameStart(text, at)
      if (start === at || /[/@\\.:$-]/.test(text[start - 1] ?? '') || !NAME.test(text.slice(start, end))) continue
      const label = isInCell(scanned.cells('url'), start) ? 0 : labelBefore(scanned.hits('url'), start, 12)
      if (label === Infinity || !/^[\s:="'(<-]*(?:is\s|our\s|the\s|us\sat\s|at\s)?["'(<]?$/i.test(text.slice(start - label, start)))
        continue
      add(text, start, end, 'medium', matches)
    }
  }
}

function nameStart(text: string, at: number): number {
  let start = at
  while (start > 0 && at - start < MAX_NAME && isName(text.charCodeAt(start - 1))) start--
  return start
}

function isName(unit: number): boolean {
  return (unit < 0x80 && WORD_CLASS[unit] !== NOT_WORD) || unit === 0x2d || unit === 0x2e
}

const STOP = new Set([...' \t\n<>"`{}|\\^'].map((char) => char.charCodeAt(0)))

/** @returns where the address ends, sentence marks and unmatched brackets taken off */
function endOfUrl(text: string, from: number): number {
  let end = from
  // More closing brackets than opening ones are the sentence's: `(see https://example.org/a_(b))`.
  const surplus = { ')': 0, ']': 0 }
  while (end < text.length && end - from < MAX_URL && !STOP.has(text.charCodeAt(end))) {
    const char = text[end++]
    if (char === ')' || char === ']') surplus[char]++
    else if (char === '(') surplus[')']--
    else if (char === '[') surplus[']']--
  }
  for (; end > from; end--) {
    const last = text[end - 1] as string
    if ((last === ')' || last === ']') && surplus[last] > 0) surplus[last]--
    else if (!/[.,;:!?'*]/.test(last)) break
  }
  return end
}

function add(text: string, start: number, end: number, confidence: Confidence, matches: Match[]): void {
  const value = text.slice(start, end).replace(/\/$/, '').toLowerCase()
  matches.push({ start, end, confidence, value, excerpt: `${text.slice(start, start + 3).replace(/[^\w]/g, '')}***` })
}
