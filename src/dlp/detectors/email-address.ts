// Mail addresses, an identifier of 45 CFR 164.514(b)(2)(i)(F): RFC 5321 §4.1.2 (dot-string, quoted string, address literal) and RFC 6531 (letters of any
// script), at most 64 octets before the `@`. Also `jane (at) example.org`. Message ids, credentials in a URL, packages with a version and file
// names such as `img@2x.png` have an `@` too and are none.
import type { Confidence } from '../../domain/finding.ts'
import { defineDetector, type Match, type ScannedText } from '../detector.ts'
import { LETTER, NOT_WORD, WORD_CLASS } from '../word-characters.ts'

const MAX_LOCAL = 64
const MAX_DOMAIN = 253
/** Endings of files that no registry sells, and words of package versions. */
const NO_TLD = new Set(
  'png,jpg,jpeg,gif,svg,webp,bmp,ico,tif,tiff,heic,js,mjs,cjs,jsx,tsx,css,scss,less,htm,html,xml,json,yaml,yml,txt,csv,pdf,doc,docx,xls,xlsx,ppt,pptx,log,eml,msg,exe,dll,tgz,tar,gz,php,asp,aspx,jsp,java,class,jar,local1,localdomain,invalid'.split(
    ',',
  ),
)
const LITERAL = /^\[(?:\d{1,3}(?:\.\d{1,3}){3}|IPv6:[0-9A-Fa-f:.]{2,45})\]/i
const QUOTED = /(?:^|[\s<(,;:])("(?:[^"\\\n]|\\.){1,62}")$/
/** An `@` written so that programs do not find it. */
const DISGUISES = ['(at)', '[at]', '{at}', '(AT)', '[AT]', '<at>', '(@)', '[@]']
const DISGUISED_BEFORE = /(?:^|[^\w.+-])([\w+-](?:[\w.+-]{0,62}[\w+-])?)\s?$/
const DISGUISED_AFTER = /^\s?[a-z0-9-]{1,63}(?:\s?(?:\.|[([{]\s?(?:dot|\.)\s?[)\]}]|\sdot\s)\s?[a-z0-9-]{1,63}){1,4}/i
const REFERENCE = /(?:message-?id|in-reply-to|references|content-id|thread-index|resent-message-id|\bmid|\bcid)["']?\s*[:=]\s*["']?<?$/i

export const emailAddress = defineDetector({
  id: 'email-address',
  about: 'E-mail address',
  source: 'RFC 5321 §4.1.2, RFC 6531 §3.3; 45 CFR 164.514(b)(2)(i)(F)',
  vocabularies: {},
  find(scanned) {
    const matches: Match[] = []
    takePlain(scanned, matches)
    const plain = matches.length
    for (const disguise of DISGUISES) takeDisguised(scanned, disguise, matches)
    return matches.length > plain ? matches.sort((a, b) => a.start - b.start) : matches
  },
  examples: {
    match: [
      'jane.roe@example.org',
      'Jane Roe <jane.roe@example.org>',
      'mailto:jane_roe@mail.example.co.uk',
      'E-mail:jane+clinic@example.org',
      'write to j@example.org.',
      "(o'hara@example.org)",
      'root@[192.0.2.1]',
      '"jane roe"@example.org',
      'jane(at)example.org',
      'jane [at] example [dot] org',
      '"email": "jane@example.org"',
      'Roe,Jane,jane@example.org,F',
      'JANE.ROE@EXAMPLE.ORG',
      'jürgen@bücher.example',
      'patient/guardian: roe-family@example-health.org',
      'bounces+123-abc=example.org@mail.example.net',
      '<jane.roe@example.org> wrote:',
      'jane@example.org;john@example.org',
      'j.roe@xn--bcher-kva.example',
      'From: 12025550100@mms.example.net',
      'contact us@example.museum!',
      'To:\tjane@example.org\tCc:',
    ],
    ignore: [
      'img@2x.png',
      'logo@3x.retina.jpg',
      '@example',
      'jane@',
      'jane@localhost',
      'lodash@4.17.21',
      'Message-ID: <20240101.123456.abc@mail.example.org>',
      'In-Reply-To: <CAF+0xabcdef@mail.example.com>',
      'References: <a1@mail.example.com>\n <b2@mail.example.com>',
      'https://user:secret@host.example.org/path',
      'git@git.example.org:team/project.git',
      'E-mail: ____________@__________',
      '5 @ 3.50 each',
      'meet @ 5.30',
      '@Override public void run()',
      'follow @example.org on the network',
      'src="cid:part1.0401@example.org"',
      'jane@example',
      'jane at the example organisation',
      'a@b@',
      'npm install @scope/tool@1.2.3',
      'x@.com',
      'jane@-example-.org1',
    ],
  },
})

function takePlain({ text }: ScannedText, matches: Match[]): void {
  let taken = 0
  // Message ids come in lists: behind one of them only white space leads to the next.
  let referenceEnd = -1
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const start = localStart(text, at, taken)
    if (start === at) continue
    const domainEnd = endOfDomain(text, at + 1)
    if (domainEnd === 0) continue
    taken = domainEnd
    const isListed = referenceEnd >= 0 && /^[>\s]*<?$/.test(text.slice(referenceEnd, start).slice(0, 40)) && start - referenceEnd < 40
    if (isListed || REFERENCE.test(text.slice(Math.max(0, start - 30), start))) {
      referenceEnd = domainEnd
      continue
    }
    if (isMachineMade(text, start, at, domainEnd) || isInUrl(text, start) || isRemotePath(text, start, at, domainEnd)) continue
    matches.push(toMatch(text, start, domainEnd, at, 'high'))
  }
}

/** @returns where the local part begins, `at` where there is none */
function localStart(text: string, at: number, from: number): number {
  if (text[at - 1] === '"') {
    const before = text.slice(Math.max(from, at - MAX_LOCAL), at)
    const quoted = QUOTED.exec(before)?.[1]
    return quoted ? at - quoted.length : at
  }
  let start = at
  while (start > from && at - start <= MAX_LOCAL && isLocal(text.charCodeAt(start - 1))) start--
  if (at - start > MAX_LOCAL || text[at - 1] === '.') return at
  // Dots and marks in front belong to the text: `...jane@`, `'jane@`, `/jane@`, `=jane@`.
  while (start < at && WORD_CLASS[text.charCodeAt(start)] === NOT_WORD && text[start] !== '_') start++
  // A blank form is nobody's address; `key=jane@`, `either/jane@` have the value behind the mark.
  const local = text.slice(start, at)
  if (/^_*$/.test(local) || local.includes('..')) return at
  const mark = Math.max(...['/', '?', '&', '#'].map((char) => local.lastIndexOf(char)))
  const key = /^[A-Za-z_.-]{1,30}=(?=.)/.exec(local.slice(mark + 1))?.[0].length ?? 0
  return start + mark + 1 + key
}

/** @returns the end of the domain that begins at an offset, 0 where there is none */
function endOfDomain(text: string, from: number): number {
  if (text[from] === '[') {
    const literal = LITERAL.exec(text.slice(from, from + 60))?.[0]
    return literal ? from + literal.length : 0
  }
  let end = from
  while (end < text.length && end - from <= MAX_DOMAIN && isDomain(text, end)) end++
  while (end > from && (text[end - 1] === '.' || text[end - 1] === '-')) end--
  if (end - from > MAX_DOMAIN) return 0
  const labels = text.slice(from, end).split('.')
  const tld = labels.at(-1) as string
  if (
    labels.length < 2 ||
    !isTopLevel(tld) ||
    labels.some((label) => label === '' || label.length > 63 || label[0] === '-' || label.at(-1) === '-')
  )
    return 0
  // `tool@1.2.x`: the version of a package.
  return /^v?\d+$/.test(labels[0] as string) && labels.length === 2 && tld.length < 3 ? 0 : end
}

function isTopLevel(tld: string): boolean {
  if (tld.length < 2 || NO_TLD.has(tld.toLowerCase())) return false
  if (/^xn--[a-z0-9-]+$/i.test(tld)) return true
  for (let i = 0; i < tld.length; i++) if (WORD_CLASS[tld.charCodeAt(i)] !== LETTER) return false
  return tld.length <= 24
}

/** Made by a program for a message and not for a person: long, in angle brackets, with many digits. */
function isMachineMade(text: string, start: number, at: number, end: number): boolean {
  if (text[start - 1] !== '<' || text[end] !== '>' || at - start < 20) return false
  const local = text.slice(start, at)
  const digits = local.replace(/\D/g, '').length
  return digits >= 8 || (digits >= 4 && /[a-z]/.test(local) && /[A-Z]/.test(local))
}

/** `scheme://user:secret@host` */
function isInUrl(text: string, start: number): boolean {
  const mark = text[start - 1]
  if (mark !== ':' && mark !== '/' && mark !== '@') return false
  const before = text.slice(Math.max(0, start - 100), start)
  return /[a-z]:\/\/\S*$/i.test(before)
}

/** `git@host:path`, `user@host:/path` of a copy command */
function isRemotePath(text: string, start: number, at: number, end: number): boolean {
  return text[end] === ':' && (text.slice(start, at) === 'git' || /^:[\w.~-]*\/\w/.test(text.slice(end, end + 40)))
}

function takeDisguised({ text }: ScannedText, disguise: string, matches: Match[]): void {
  for (let at = text.indexOf(disguise); at >= 0; at = text.indexOf(disguise, at + 1)) {
    const local = DISGUISED_BEFORE.exec(text.slice(Math.max(0, at - MAX_LOCAL - 2), at))
    const domain = DISGUISED_AFTER.exec(text.slice(at + disguise.length, at + disguise.length + 160))?.[0]
    const tld = domain && /([a-z]{2,24})$/i.exec(domain)?.[1]
    if (!local || !domain || !tld || !isTopLevel(tld)) continue
    const start = at - local[0].length + local[0].indexOf(local[1] as string)
    matches.push(toMatch(text, start, at + disguise.length + domain.length, at, 'medium', `${local[1]}@${plainDomain(domain)}`))
  }
}

function plainDomain(domain: string): string {
  return domain.replace(/\s?(?:[([{]\s?(?:dot|\.)\s?[)\]}]|\sdot\s)\s?/gi, '.').replace(/\s/g, '')
}

function toMatch(text: string, start: number, end: number, at: number, confidence: Confidence, plain?: string): Match {
  const value = (plain ?? text.slice(start, end)).toLowerCase()
  return { start, end, confidence, value, excerpt: `${text.slice(start, Math.min(start + 1, at))}***@***` }
}

/** `atext` of RFC 5322 §3.2.3 and the dot, and letters of any script. A control, a quote, a bracket, a colon or white space ends it. */
const LOCAL_MARKS = new Set([..."!#$%&'*+-/=?^_`{|}~."].map((char) => char.charCodeAt(0)))

function isLocal(unit: number): boolean {
  return WORD_CLASS[unit] !== NOT_WORD || LOCAL_MARKS.has(unit)
}

function isDomain(text: string, at: number): boolean {
  const unit = text.charCodeAt(at)
  return WORD_CLASS[unit] !== NOT_WORD || unit === 0x2d || unit === 0x2e
}
