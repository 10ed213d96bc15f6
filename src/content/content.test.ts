import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ContentView } from '../domain/content.ts'
import { type ContentLimits, DEFAULT_CONTENT_LIMITS, readAttachment, readMessage } from './content.ts'

const read = (text: string | Buffer, limits: Partial<ContentLimits> = {}): ContentView =>
  readMessage(typeof text === 'string' ? Buffer.from(text.replace(/\r?\n/g, '\r\n'), 'utf8') : text, {
    ...DEFAULT_CONTENT_LIMITS,
    ...limits,
  })
const allText = (view: ContentView) => view.parts.map((part) => part.text).join('\n§\n')
const whys = (view: ContentView) => view.uninspectable.map((entry) => entry.why)
const base64 = (text: string | Buffer) => Buffer.from(text).toString('base64')
const SECRET = '536-22-8476'

it('fields of a part and of the message in it are one text, so that a finding names its place', () => {
  const view = read('Content-Type: message/rfc822\nContent-Description: outer words\n\nComments: inner words\nSubject: x\n\nx\n')
  const inner = read(
    'Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\nContent-Description: outer words\n\nComments: inner words\n\nx\n--b--\n',
  )
  for (const { parts } of [view, inner]) expect(new Set(parts.map(({ path }) => path)).size).toBe(parts.length)
  expect(inner.parts.find(({ path }) => path === '1/headers')?.text).toMatch(/outer words\n.*inner words/)
})

describe('an ordinary message', () => {
  const view = read(`Received: from a by b; Mon, 5 Jan 2026 10:00:00 +0000
From: "Roe, Jane (Dr.)" <jane.roe@Example-Health.ORG>
To: team: bob@Partner.TEST, "A, B" <carol@partner.test>;
Cc: =?utf-8?Q?J=C3=B6rg?= <joerg@example.test>
Subject: =?utf-8?Q?Caf=C3=A9_?= =?utf-8?B?${base64('visit')}?=
Message-ID: <m1@example-health.org>
X-Note: call back
Content-Type: multipart/alternative; boundary="b 1"

--b 1
Content-Type: text/plain; charset=utf-8; format=flowed
Content-Transfer-Encoding: quoted-printable

Hello=20there=
 you
> > quoted 536-22-
> > 8476
--b 1
Content-Type: text/html

<p>123-<b>45</b>-6789</p><img alt="knee scan"><script>hidden()</script>
--b 1--
`)

  it('gives addresses with the domain in lower case', () => {
    expect(view.from).toEqual(['jane.roe@example-health.org'])
    expect(view.to).toEqual(['bob@partner.test', 'carol@partner.test'])
    expect(view.cc).toEqual(['joerg@example.test'])
  })

  it('decodes the subject and puts it at the head of each body', () => {
    expect(view.subject).toBe('Café visit')
    const bodies = view.parts.filter((part) => part.kind === 'body')
    expect(bodies.length).toBe(3)
    for (const body of bodies) expect(body.text.slice(0, body.subjectLength)).toBe(view.subject)
  })

  it('numbers parts as IMAP does', () => {
    expect(view.parts.map((part) => part.path)).toEqual(['subject', 'headers', '1', '2', '2/html-attrs'])
  })

  it('joins soft line breaks and takes quote prefixes off', () => {
    expect(view.parts[2]?.text).toContain('Hello there you\nquoted 536-22-\n8476')
  })

  it('reads HTML as a person sees it', () => {
    expect(view.parts[3]?.text).toContain('123-45-6789')
    expect(view.parts[4]?.text).toContain('knee scan')
    expect(view.parts[3]?.text).not.toContain('hidden()')
  })

  it('scans what people write into headers, and nothing that programs write', () => {
    expect(view.parts[1]?.text).toBe('Roe, Jane (Dr.)\nteam\nA, B\nJörg\nX-Note: call back')
  })

  it('is wholly inspected', () => {
    expect(view.uninspectable).toEqual([])
    expect(view.notes).toEqual([])
  })
})

describe('what programs read differently is read in every way', () => {
  it.each([
    ['duplicate Content-Type', `Content-Type: text/html\nContent-Type: text/plain\n\n536-<b>22</b>-8476`, 'duplicate-content-type'],
    [
      'duplicate Content-Type with two boundaries',
      `Content-Type: multipart/mixed; boundary=a\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Transfer-Encoding: base64\n\n${base64(SECRET)}\n--b--\n`,
      'duplicate-content-type',
    ],
    [
      'duplicate boundary',
      `Content-Type: multipart/mixed; boundary=a; boundary=b\n\n--b\nContent-Transfer-Encoding: base64\n\n${base64(SECRET)}\n--b--\n`,
      'duplicate-boundary',
    ],
    [
      'duplicate encoding',
      `Content-Transfer-Encoding: 7bit\nContent-Transfer-Encoding: base64\n\n${base64(SECRET)}`,
      'duplicate-content-transfer-encoding',
    ],
    ['missing last boundary', `Content-Type: multipart/mixed; boundary=a\n\n--a\n\n${SECRET}`, 'missing-last-boundary'],
    [
      'parts after the last boundary',
      `Content-Type: multipart/mixed; boundary=a\n\n--a\n\nx\n--a--\n--a\nContent-Transfer-Encoding: base64\n\n${base64(SECRET)}\n--a--`,
      'parts-after-last-boundary',
    ],
    [
      'missing boundary parameter',
      `Content-Type: multipart/mixed\n\n--zz\nContent-Transfer-Encoding: base64\n\n${base64(SECRET)}\n--zz--`,
      'missing-boundary-parameter',
    ],
    ['boundary that never comes', `Content-Type: multipart/mixed; boundary=a\n\n${SECRET}`, 'multipart-without-parts'],
    [
      'boundary line that goes on',
      `Content-Type: multipart/mixed; boundary=a\n\n--a\n\nx\n--a junk\nContent-Transfer-Encoding: base64\n\n${base64(SECRET)}\n--a--`,
      'odd-boundary-line',
    ],
    [
      'encoded multipart',
      `Content-Type: multipart/mixed; boundary=a\nContent-Transfer-Encoding: base64\n\n${base64(`--a\r\n\r\n${SECRET}\r\n--a--\r\n`)}`,
      'encoded-multipart',
    ],
    ['plain text called base64', `Content-Transfer-Encoding: base64\n\nHer number is ${SECRET}.`, 'damaged-base64'],
    [
      'base64 with a line that some relay added',
      `Content-Transfer-Encoding: base64\n\n${base64(`${SECRET} and some more words of text`)}\n-- checked.`,
      'damaged-base64',
    ],
    ['UTF-7', `Content-Type: text/plain; charset=utf-7\n\n+ADUAMwA2AC0AMgAyAC0AOAA0ADcANg-`, 'utf-7'],
    ['unknown charset', `Content-Type: text/plain; charset=x-mystery\n\n${SECRET} \u00e9`, 'unknown-charset:other'],
    ['raw 8-bit', `Content-Type: text/plain\n\ncaf\u00e9 ${SECRET}`, 'raw-8bit'],
    ['wide charset named for ASCII', `Content-Type: text/plain; charset=utf-16\n\n${SECRET} x`, 'wide-charset-on-ascii'],
    ['header line without a colon', `Subject: x\nthe number ${SECRET}\nX-A: b\n\nbody`, 'broken-header-line'],
    ['uuencoded file', `Content-Type: text/plain\n\nbegin 644 a.txt\n+-3,V+3(R+3@T-S8\n\`\nend\n`, 'uuencoded-file'],
  ])('%s', (_name, message, note) => {
    const view = read(`MIME-Version: 1.0\n${message}`)
    expect(allText(view)).toContain(SECRET)
    expect(view.notes).toContain(note)
    expect(view.uninspectable).toEqual([])
  })

  it('does not take an inner boundary for an odd line of the outer one', () => {
    const view = read(`Content-Type: multipart/mixed; boundary="=_1"

--=_1
Content-Type: multipart/alternative; boundary="=_12"

--=_12

text
--=_12--
--=_1--
`)
    expect(view.notes).toEqual([])
    expect(view.parts.map((part) => part.path)).toEqual(['1.1'])
  })
})

describe('text that is found', () => {
  it.each([
    ['base64 with padding in the middle', `Content-Transfer-Encoding: base64\n\n${base64('a')}${base64(` ${SECRET}`)}`],
    ['soft line break with trailing blanks', `Content-Transfer-Encoding: quoted-printable\n\n536-22=  \n-8476`],
    ['gb18030', `Content-Type: text/plain; charset=gb18030\n\n${SECRET}`],
    [
      'a text attachment called octet-stream',
      `Content-Type: application/octet-stream; name=a.csv\nContent-Transfer-Encoding: base64\n\n${base64(`ssn\n${SECRET}`)}`,
    ],
    ['a part that says image and is text', `Content-Type: image/png\n\n${SECRET}`],
    ['a calendar with folded lines', `Content-Type: text/calendar\n\nDESCRIPTION:536-22-\n 8476`],
    ['full-width digits, odd hyphens, invisible marks', 'Content-Type: text/plain; charset=utf-8\n\n５36\u201122\u00ad\u200b-8476'],
    ['HTML entities', 'Content-Type: text/html\n\n&#53;36&#45;22&#x2d;8476'],
    ['HTML beside a comment that ends early', `Content-Type: text/html\n\n<!--> ${SECRET} -->`],
    ['HTML for Outlook only', `Content-Type: text/html\n\n<!--[if mso]><p>536-<b>22</b>-8476</p><![endif]-->`],
    ['HTML hidden by CSS', `Content-Type: text/html\n\n<div style="display:none">${SECRET}</div>`],
    ['HTML in an unclosed style', `Content-Type: text/html\n\n<style>${SECRET}`],
    ['an enclosed message', `Content-Type: message/rfc822\n\nSubject: x\n\n${SECRET}`],
    [
      'an enclosed message in base64',
      `Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n${base64(`Subject: x\r\n\r\n${SECRET}`)}`,
    ],
    ['the subject of an enclosed message', `Content-Type: message/rfc822\n\nSubject: ${SECRET}\n\nx`],
    ['a digest', `Content-Type: multipart/digest; boundary=a\n\n--a\n\nSubject: x\n\n${SECRET}\n--a--`],
    [
      'an attachment name',
      `Content-Type: image/png; name="ssn ${SECRET}.png"\nContent-Transfer-Encoding: base64\n\n${base64(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'))}`,
    ],
    ['a preamble', `Content-Type: multipart/mixed; boundary=a\n\n${SECRET}\n--a\n\nx\n--a--`],
    ['a display name', `From: "${SECRET}" <a@example.test>\n\nx`],
    ['a custom Salesforce header', `X-SFDC-X-Note: ${SECRET}\n\nx`],
    ['text after a bad Content-Type', `Content-Type: nonsense\n\n${SECRET}`],
    ['text called base64 in upper case with a comment', `Content-Transfer-Encoding: BASE64 (really)\n\n${base64(SECRET)}`],
    [
      'UTF-16 with its mark',
      Buffer.concat([Buffer.from('Content-Type: text/plain; charset=utf-16\r\n\r\n\xff\xfe', 'latin1'), Buffer.from(SECRET, 'utf16le')]),
    ],
    ['NUL bytes', Buffer.from(`Content-Type: text/plain\r\n\r\n536-\x0022-84\x0076`, 'latin1')],
    ['bare LF', Buffer.from(`Content-Type: multipart/mixed; boundary=a\n\n--a\n\n${SECRET}\n--a--\n`)],
  ])('%s', (_name, message) => {
    expect(allText(read(message)).replace(/\n/g, '')).toContain(SECRET)
  })
})

describe('what cannot be read is said', () => {
  const part = (type: string, bytes: Buffer, more = '') =>
    `Content-Type: ${type}\nContent-Transfer-Encoding: base64\n${more}\n${bytes.toString('base64')}\n`
  const zip = Buffer.from('PK\x03\x04\x14\x00\x00\x00', 'latin1')
  // ContentInfo { signedData, [0] { SEQUENCE { 1, {}, SEQUENCE { type, no content } } } }
  const DETACHED = Buffer.from('301c06092a864886f70d010702a00f300d0201013100300606042a030405', 'hex')
  const lockedZip = Buffer.from('PK\x03\x04\x14\x00\x01\x00', 'latin1')

  it.each([
    ['PDF', part('application/pdf', Buffer.from('%PDF-1.7\n\x80\xff', 'latin1')), 'PDF is not read', false],
    ['PDF called text', part('text/plain', Buffer.from('%PDF-1.7\n\x80\xff', 'latin1')), 'PDF is not read', false],
    ['locked PDF', part('application/pdf', Buffer.from('%PDF-1.7 /Encrypt 5 0 R')), 'encrypted PDF', false],
    ['ZIP called an image', part('image/png', zip), 'ZIP is not read', false],
    ['locked ZIP', part('application/zip', lockedZip), 'encrypted ZIP', false],
    ['image', part('application/octet-stream', Buffer.from('\xff\xd8\xff\xe0\x00', 'latin1')), 'image: content not read', true],
    ['detached signature', part('application/pkcs7-signature', DETACHED), 'signature, certificate or key: content not read', true],
    ['S/MIME', part('application/pkcs7-mime; smime-type=enveloped-data', Buffer.from([0x30, 0x82, 0, 1])), 'encrypted (S/MIME)', false],
    ['OpenPGP', 'Content-Type: text/plain\n\n-----BEGIN PGP MESSAGE-----\n\nxx\n', 'encrypted (OpenPGP)', false],
    [
      'OpenPGP in the text',
      'Content-Type: text/plain\n\nsee\n-----BEGIN PGP MESSAGE-----\n\nxx\n',
      'encrypted (OpenPGP in the text)',
      false,
    ],
    ['multipart/encrypted', 'Content-Type: multipart/encrypted; boundary=a\n\n--a\n\nx\n--a--\n', 'encrypted (multipart/encrypted)', false],
    ['unknown binary', part('application/x-odd', Buffer.from([1, 2, 0, 3])), 'unknown binary format', false],
    ['fragment', 'Content-Type: message/partial; id=1; number=1\n\nSubject: x\n', 'a fragment of a message (message/partial)', false],
    ['EBCDIC', part('text/plain; charset=ibm1047', Buffer.from([0xf5, 0xf3, 0xf6])), 'an EBCDIC charset is not read', false],
  ])('%s', (_name, message, why, opaque) => {
    const view = read(message)
    expect(whys(view)).toContain(why)
    expect(view.uninspectable.some((entry) => entry.why === why && entry.opaque === opaque)).toBe(true)
  })

  it.each([
    ['a whole message', (bytes: Buffer) => bytes],
    ['base64', (bytes: Buffer) => part('text/plain', bytes)],
    ['8bit', (bytes: Buffer) => Buffer.concat([Buffer.from('Content-Type: text/plain; charset=iso-8859-1\r\n\r\n'), bytes])],
    ['called UTF-16', (bytes: Buffer) => part('text/html; charset=utf-16', bytes)],
    ['no Content-Type', (bytes: Buffer) => Buffer.concat([Buffer.from('Subject: x\r\n\r\n'), bytes])],
  ])('random bytes shown as text: %s', (_name, message) => {
    const digest = (i: number) => createHash('sha256').update(`${i}`).digest()
    const view = read(message(Buffer.concat(Array.from({ length: 100 }, (_, i) => digest(i)))))
    expect(whys(view)).toContain('bytes that are no text')
    expect(view.parts).not.toEqual([])
  })

  it.each<[string, string, Buffer]>([
    ['Latin-1', 'iso-8859-1', Buffer.from('Gr\u00fc\u00dfe aus K\u00f6ln\r\n'.repeat(50), 'latin1')],
    ['UTF-8', 'utf-8', Buffer.from('Привет, 日本語\r\n'.repeat(50))],
    ['Shift-JIS', 'shift_jis', Buffer.from('93fa967b8cea82cc83818381815b838b0d0a'.repeat(50), 'hex')],
    ['Big5', 'big5', Buffer.from('a4a4a4e5b6cda5f30d0a'.repeat(50), 'hex')],
    ['KOI8-R', '', Buffer.from('f0d2c9d7c5d40d0a'.repeat(50), 'hex')],
    ['ISO-2022-JP', 'iso-2022-jp', Buffer.from('\x1b$BF|K\\8l\x1b(B\r\n'.repeat(50), 'latin1')],
    ['UTF-16 without a mark', '', Buffer.from('Привет, 日本語 丁丂七\r\n'.repeat(50), 'utf16le')],
    ['UTF-32', 'utf-32be', Buffer.from('000000480000007500000068'.repeat(50), 'hex')],
    ['printed', 'us-ascii', Buffer.from('N\bNA\bAM\bME\bE\r\n'.repeat(50))],
  ])('text is text: %s', (_name, charset, bytes) => {
    expect(whys(read(part(`text/plain; charset="${charset}"`, bytes)))).not.toContain('bytes that are no text')
  })

  it('tells facts of an attachment', () => {
    const view = read(
      part('application/zip', lockedZip, "Content-Disposition: attachment; filename*0*=utf-8''l%C3%B6; filename*1=cked.zip\n"),
    )
    expect(view.attachments).toEqual([
      {
        path: '1',
        name: 'löcked.zip',
        type: 'application/zip',
        declaredType: 'application/zip',
        size: 8,
        digest: expect.stringMatching(/^[0-9a-f]{64}$/),
        encrypted: true,
      },
    ])
  })

  it('has nothing against an empty part', () => {
    expect(read('Content-Type: application/pdf\n\n').uninspectable).toEqual([])
  })
})

describe('caps', () => {
  const nested = (depth: number) => `${'Content-Type: message/rfc822\n\n'.repeat(depth)}Subject: x\n\n${SECRET}`

  it.each<[string, string, Partial<ContentLimits>, RegExp]>([
    ['parts', `Content-Type: multipart/mixed; boundary=a\n\n${'--a\n\nx\n'.repeat(20)}--a--`, { parts: 10 }, /more than 10 parts/],
    ['depth', nested(8), { depth: 5 }, /nested more than 5 deep/],
    ['header bytes', `X-A: ${'x'.repeat(3000)}\n\nx`, { headerBytes: 1000 }, /more than 1000 bytes/],
    ['header fields', `${'X-A: b\n'.repeat(50)}\nx`, { headerFields: 20 }, /20 fields/],
    ['text', `Subject: s\n\n${'words '.repeat(100)}`, { textLength: 100 }, /more than 100 characters of text/],
    ['addresses', `To: ${'a@b.test, '.repeat(30)}\n\nx`, { addresses: 10 }, /more than 10 addresses/],
    ['passes', nested(15) + 'x'.repeat(70_000), { passes: 3 }, /more than 3 passes/],
  ])('%s: reported, never cut in silence', (_name, message, limits, why) => {
    expect(whys(read(message, limits)).join()).toMatch(why)
    expect(read(message).uninspectable).toEqual([])
  })
})

describe('hostile input', () => {
  const hostile: readonly [string, string][] = [
    ['100,000 parts', `Content-Type: multipart/mixed; boundary=a\r\n\r\n${'--a\r\n\r\nx\r\n'.repeat(100_000)}`],
    ['200,000 header fields', `${'X-A: b\r\n'.repeat(200_000)}\r\nx`],
    ['nesting without end', 'Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n'.repeat(20_000)],
    [
      'duplicate types at every level',
      'Content-Type: multipart/mixed; boundary=a\r\nContent-Type: multipart/mixed; boundary="a"\r\n\r\n--a\r\n'.repeat(5_000),
    ],
    ['one long address list', `To: ${'(('.repeat(100_000)}${'"a@'.repeat(100_000)}\r\n\r\nx`],
    ['encoded words without end', `Subject: ${'=?utf-8?q?'.repeat(50_000)}\r\n\r\nx`],
    ['parameters without end', `Content-Type: text/plain; ${'a*0*="'.repeat(20_000)}\r\n\r\nx`],
    ['tags without end', `Content-Type: text/html\r\n\r\n${'<b><i '.repeat(100_000)}${'</a>'.repeat(100_000)}`],
    ['comments without end', `Content-Type: text/html\r\n\r\n${'<!--[if mso]>'.repeat(50_000)}`],
    ['entities', `Content-Type: text/html\r\n\r\n${'&amp'.repeat(200_000)}`],
    ['quote prefixes', `\r\n${'> '.repeat(300_000)}`],
    ['uuencode beginnings', `\r\n${'begin 644 x\r\n'.repeat(50_000)}`],
    ['equals signs', `Content-Transfer-Encoding: quoted-printable\r\n\r\n${'=   '.repeat(200_000)}`],
    ['padding', `Content-Transfer-Encoding: base64\r\n\r\n${'YQ=='.repeat(200_000)}`],
    ['white space', `Content-Type: text/plain${' '.repeat(500_000)}(\r\n\r\nx`],
  ]

  // The bound is far above what linear work takes and far below what quadratic work would: it fails for the kind of cost, not for a busy machine.
  it.each(hostile)('%s: decided in bounded time', (_name, message) => {
    const bytes = Buffer.from(message, 'latin1')
    const before = process.cpuUsage()
    readMessage(bytes, DEFAULT_CONTENT_LIMITS)
    const used = process.cpuUsage(before)
    expect((used.user + used.system) / 1000).toBeLessThan(2500)
  })

  it('never throws, and gives the same view twice', () => {
    const pieces = fc.constantFrom(
      '--a',
      '--a--',
      '--ab',
      '\r\n',
      '\n',
      '\r\n\r\n',
      'Content-Type: multipart/mixed; boundary=a',
      'Content-Type: text/html; charset=utf-7',
      'Content-Type: message/rfc822',
      'Content-Transfer-Encoding: base64',
      'Content-Transfer-Encoding: quoted-printable',
      '=?utf-8?b?',
      '?=',
      '<b>',
      '<!--',
      '=3D',
      '=',
      '"',
      ';',
      'x',
      '\x00',
      '\xff\xfe',
      '&#1',
      'begin 644 x\n',
      SECRET,
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string({ maxLength: 5 })), { maxLength: 60 }), (parts) => {
        const bytes = Buffer.from(parts.join(''), 'latin1')
        const view = readMessage(bytes, DEFAULT_CONTENT_LIMITS)
        expect(readMessage(bytes, DEFAULT_CONTENT_LIMITS)).toEqual(view)
        for (const part of view.parts) for (const char of ['\0', '\r', '\u00ad', '\u200b']) expect(part.text).not.toContain(char)
      }),
      { numRuns: 300, seed: 20260101 },
    )
  })

  it('finds what is somewhere in a well-formed tree, whatever the tree', () => {
    const { tree } = fc.letrec<{ tree: string; leaf: string; multi: string; enclosed: string }>((tie) => ({
      tree: fc.oneof({ maxDepth: 4 }, tie('leaf'), tie('multi'), tie('enclosed')),
      leaf: fc.constantFrom(
        `Content-Type: text/plain\r\n\r\n${SECRET}`,
        `Content-Transfer-Encoding: base64\r\n\r\n${base64(SECRET)}`,
        `Content-Type: text/html\r\n\r\n<i>536</i>-22-8476`,
      ),
      multi: fc
        .tuple(tie('tree'), fc.uuid())
        .map(
          ([child, id]) =>
            `Content-Type: multipart/mixed; boundary="${id}"\r\n\r\n--${id}\r\n\r\nfirst\r\n--${id}\r\n${child}\r\n--${id}--\r\n`,
        ),
      enclosed: tie('tree').map((child) => `Content-Type: message/rfc822\r\n\r\n${child}`),
    }))
    fc.assert(
      fc.property(tree, (message) => {
        const view = read(Buffer.from(message, 'latin1'))
        expect(allText(view)).toContain(SECRET)
        expect(view.uninspectable).toEqual([])
      }),
      { numRuns: 200, seed: 20260102 },
    )
  })
})

it('reads a file that stands alone', () => {
  expect(readAttachment(Buffer.from(`a,b\n${SECRET},x`), 'list.csv', DEFAULT_CONTENT_LIMITS).parts[0]).toMatchObject({
    path: '1',
    type: 'text/csv',
    name: 'list.csv',
  })
  expect(readAttachment(Buffer.from('%PDF-1.4'), 'a.pdf', DEFAULT_CONTENT_LIMITS).uninspectable).toHaveLength(1)
})
