// Messages made at run time, each with the marker in a place that mail programs show. `shapeMail` makes them from a tree of choices in which every odd
// thing still leaves the marker where some program shows it, whatever its encoding; the mutators of mail tear at messages with the marker in clear.
import { inserter, lineInserter, type Mutator, replacer } from './mutate.ts'
import type { Random } from './random.ts'
import { MARKER, MARKER_LINE } from './target.ts'

const HEAD =
  'From: Ana Example <ana@example-health.org>\r\nTo: bea@example.org\r\nSubject: Your visit\r\nDate: Sat, 21 Nov 2026 12:00:00 +0000\r\nMessage-ID: <a@mail.example.org>\r\nMIME-Version: 1.0\r\n'
const base64 = (text: string) => Buffer.from(text).toString('base64').replace(/.{76}/g, '$&\r\n')
const CHARSETS = [
  'utf-8',
  'us-ascii',
  'iso-8859-1',
  'windows-1252',
  'utf-16',
  'utf-16le',
  'utf-16be',
  'utf-32',
  'utf-7',
  'iso-2022-jp',
  'iso-2022-kr',
  'hz-gb-2312',
  'gb18030',
  'shift_jis',
  'x-unknown',
  'ibm037',
  'x-user-defined',
  'unicode-1-1-utf-7',
  'big5',
  'euc-kr',
]
const TYPES = [
  'text/plain',
  'text/html',
  'text/calendar',
  'text/csv',
  'application/json',
  'application/xml',
  'message/rfc822',
  'multipart/mixed',
  'message/partial',
  'message/external-body',
  'application/octet-stream',
  'application/pgp-encrypted',
  'multipart/alternative; boundary=q',
  'text/enriched',
  'image/png',
  'application/x-foo',
  'text',
  '/',
  'multipart/',
  'multipart/digest',
]
const ENCODINGS = [
  '7bit',
  '8bit',
  'binary',
  'base64',
  'quoted-printable',
  'x-uuencode',
  'BASE64 ',
  'base65',
  'quoted-printable, base64',
  '"base64"',
  'x',
]

export const PLAIN_MAILS: readonly Buffer[] = [
  `${HEAD}\r\nHello,\r\n${MARKER_LINE}\r\nBest regards\r\n`,
  `${HEAD}Content-Type: text/plain; charset=utf-8; format=flowed\r\n\r\n> quoted \r\n> text${MARKER_LINE}regards\r\n`,
  `${HEAD}Content-Type: text/html; charset=utf-8\r\n\r\n<html><body><p>Dear Bea</p><table><tr><td>${MARKER_LINE}</td></tr></table><a href="https://example.org/?a=1">x</a></body></html>\r\n`,
  `${HEAD}Content-Type: multipart/mixed; boundary="b1"\r\n\r\npreamble\r\n--b1\r\nContent-Type: multipart/alternative; boundary=b2\r\n\r\n--b2\r\nContent-Type: text/plain\r\n\r\nhello${MARKER_LINE}\r\n--b2\r\nContent-Type: text/html\r\n\r\n<p>hello</p>\r\n--b2--\r\n--b1\r\nContent-Type: text/csv; name="a.csv"\r\nContent-Disposition: attachment; filename="a.csv"\r\n\r\na,b\r\n1,2\r\n--b1--\r\nepilogue\r\n`,
  `${HEAD}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\ncaf=C3=A9 soft=\r\nline${MARKER_LINE}=20\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: c@example.org\r\nSubject: =?utf-8?B?w6k=?=\r\n\r\ninner text\r\n--b\r\nContent-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\nSUMMARY:x\r\n y\r\nEND:VCALENDAR\r\n--b--\r\n`,
  `${HEAD}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: c@example.org\r\nSubject: x\r\nContent-Type: multipart/related; boundary=c\r\n\r\n--c\r\nContent-Type: text/html\r\n\r\n<p>inner</p>${MARKER_LINE}\r\n--c--\r\n--b\r\n\r\nbegin 644 a.txt\r\n+-3,V+3(R+3@T-S8\r\n\`\r\nend\r\n--b--\r\n`,
].map((text) => Buffer.from(text, 'latin1'))

export const MAIL_MUTATORS: readonly Mutator[] = [
  replacer(
    /charset=[\w-]+/g,
    CHARSETS.map((charset) => `charset=${charset}`),
  ),
  replacer(/(?<=Content-Type: )[^\r\n;]+/g, TYPES),
  replacer(/(?<=Content-Transfer-Encoding: )[^\r\n]+/g, ENCODINGS),
  replacer(/boundary=[^\r\n;]+/g, [
    'boundary=b',
    'boundary="b1 "',
    'boundary=',
    'boundary=""',
    "boundary='b'",
    "boundary*=utf-8''b",
    'boundary=b; boundary=b2',
    'boundary*0=b; boundary*1=1',
    'x=b',
    'boundary="b\\1"',
    `boundary=${'b'.repeat(2000)}`,
  ]),
  replacer(/^--b\d?/gm, ['--b', '--b1', '--b2', '--b--', '--', '-- b', '--b \t', '--bb', '--B']),
  replacer(/\r\n/g, ['\n', '\r', '\r\r\n', '\n\r', '\r\n\r\n', '\0']),
  lineInserter(TYPES.map((type) => `Content-Type: ${type}`)),
  lineInserter(ENCODINGS.map((encoding) => `Content-Transfer-Encoding: ${encoding}`)),
  lineInserter([
    '',
    '',
    '--b',
    '--b1',
    '--b--',
    'Content-Disposition: attachment; filename="a.pdf"',
    'Content-Type : text/html',
    'Subject: again',
    ' folded',
    'From x',
    'MIME-Version: 2.0',
    'Content-Type: multipart/mixed; boundary=z',
    '--z',
    'begin 644 x',
    'end',
    '=ybegin line=128',
    '-----BEGIN PGP MESSAGE-----',
  ]),
  inserter([
    '+AD4-',
    '\x1b$B',
    '\x1b(B',
    '\x0e',
    '=?utf-8?Q?=3D?=',
    '=?',
    '=',
    '<!--',
    '-->',
    '<style>',
    '<script>',
    '<p hidden>',
    '</',
    '&#',
    '<![CDATA[',
    '<svg><title>',
    '<iframe srcdoc="',
    '<template>',
    '\xff\xfe',
    '\xef\xbb\xbf',
    '\u0080',
    '(((',
    '"',
    '\\',
  ]),
]

/** A leaf that shows the marker in one of the ways in which programs write it. */
function leaf(random: Random): string {
  const text = `Hello${MARKER_LINE}${'word '.repeat(random.below(40))}\r\n`
  const name = random.chance(1, 5) ? '; name="a.txt"' : ''
  const type = (media: string, more = '') => `Content-Type: ${media}${name}${more}\r\n`
  const encoded = (encoding: string, body: string) => `Content-Transfer-Encoding: ${encoding}\r\n\r\n${body}\r\n`
  return random.pick([
    () => `${type('text/plain')}\r\n${text}`,
    () => type('text/plain', `; charset=${random.pick(['utf-8', 'iso-8859-1', 'x-unknown', 'gb18030'])}`) + encoded('base64', base64(text)),
    () => type('text/html') + encoded('BASE64', base64(`<p>${MARKER.replace('-', '<b>-</b>')}</p>`)),
    () => type('text/plain') + encoded('base64', base64(text).replace(/(.{9})/, '$1 \t!\r\n')),
    () => type('text/plain') + encoded('base64', base64(text).replace(/=*$/, '')),
    () => type('text/plain') + encoded('quoted-printable', text.replaceAll('9', '=39').replace('SSN', 'S=\r\nSN')),
    () => type('text/plain', '; charset=utf-16') + encoded('base64', Buffer.from(`\ufeff${text}`, 'utf16le').toString('base64')),
    () => type('text/plain', '; charset=utf-16be') + encoded('base64', Buffer.from(text, 'utf16le').swap16().toString('base64')),
    () => `${type('text/plain', '; charset=utf-7')}\r\n${MARKER.replaceAll('-', '+AC0-')}\r\n`,
    () => type('application/octet-stream') + encoded('base64', base64(text)),
    () => `${type('text/html')}\r\n<p>${[...MARKER].map((unit) => `&#${unit.charCodeAt(0)};`).join('')}</p>\r\n`,
    () => `Content-Type: message/rfc822\r\n\r\nSubject: =?utf-8?B?${Buffer.from(MARKER).toString('base64')}?=\r\n\r\nx\r\n`,
    () => `Content-Type: text/plain; name*=utf-8''${encodeURIComponent(MARKER)}.txt\r\n\r\nx\r\n`,
  ])()
}

function fieldsOf(random: Random): string {
  const odd = [
    () => 'X-A: \0\r\n',
    () => `X-Long: ${'a '.repeat(random.below(3000))}\r\n`,
    () => 'X-Fold: a\r\n\tb\r\n \r\n c\r\n',
    () => 'no colon here\r\n',
    () => 'X-A: b\r\n'.repeat(random.chance(1, 30) ? 200_000 : random.pick([2, 100])),
    () => 'Content-ID: <x@example.org>\r\n',
    () => 'Content-Description: \xe9\r\n',
  ]
  return random.chance(1, 3) ? random.pick(odd)() : ''
}

/** One entity around the marker, at most so many levels more. */
function entity(random: Random, levels: number): string {
  if (levels <= 0) return fieldsOf(random) + leaf(random)
  const boundary = random.pick(['b', 'b1', '=_x', 'a'.repeat(70), "x'()+_,-./:=?y", '0'])
  const inner = entity(random, levels - 1)
  const other = 'Content-Type: text/plain\r\n\r\nnothing\r\n'
  const before = random.chance(1, 2)
    ? `--${boundary}${levels}\r\n${other}`.repeat(random.chance(1, 20) ? random.pick([1200, 20_000]) : random.pick([1, 3]))
    : ''
  const after = random.chance(1, 3) ? `--${boundary}${levels}\r\n${other}` : ''
  const end = random.chance(3, 4) ? `--${boundary}${levels}--\r\n` : ''
  const twice = random.chance(1, 5)
    ? random.pick(['Content-Type: text/plain\r\n', 'Content-Type: text/html\r\n', 'Content-Type: multipart/mixed; boundary=other\r\n'])
    : ''
  const type = `Content-Type: multipart/${random.pick(['mixed', 'alternative', 'related', 'x-odd', 'signed'])};${random.pick([' ', '\r\n\t', ''])}boundary="${boundary}${levels}"\r\n`
  const head = random.chance(1, 2) ? twice + type : type + twice
  const wrapped = `${fieldsOf(random)}${head}${random.chance(1, 6) ? 'Content-Transfer-Encoding: base64\r\n' : ''}\r\n${before}--${boundary}${levels}${random.pick(['', ' ', '\t'])}\r\n${inner}\r\n${after}${end}`
  return random.chance(1, 5) ? `Content-Type: message/rfc822\r\n\r\nFrom: c@example.org\r\nSubject: inner\r\n${wrapped}` : wrapped
}

/** A message in which some program shows the marker. */
export function shapeMail(random: Random): Buffer {
  const levels = random.chance(1, 25) ? random.pick([15, 60, 300]) : random.below(4)
  const text = HEAD + entity(random, levels)
  const lines = random.chance(1, 6) ? text.replaceAll('\r\n', '\n') : text
  return Buffer.from(lines, 'latin1')
}
