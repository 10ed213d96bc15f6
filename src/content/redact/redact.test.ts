// Redaction against messages as programs write them: every place, every encoding, nothing else.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Finding } from '../../domain/finding.ts'
import type { RedactMode } from '../../domain/verdict.ts'
import { DEFAULT_CONTENT_LIMITS, readMessage } from '../content.ts'
import { applyEdits } from './apply-edits.ts'
import { redactMessage } from './redact.ts'
import { whyNotRedacted } from './verify.ts'

/** Numbers in groups of 3-2-4, and `MRN` with six digits: as strict as a test needs. */
const PATTERNS: Readonly<Record<string, RegExp>> = {
  'us-ssn': /(?<![\w-])\d{3}[- ]?\d{2}[-\s]?\d{4}(?![\w-])/g,
  mrn: /(?<=MRN:? )\d{6}(?!\d)/g,
  date: /\b\d{1,2}\/\d{1,2}\/\d{4}\b/g,
}

function scan(view: ReturnType<typeof readMessage>): Finding[] {
  return view.parts.flatMap((part) =>
    Object.entries(PATTERNS).flatMap(([detector, pattern]) =>
      [...part.text.matchAll(pattern)].map(
        (match): Finding => ({
          detector,
          part: part.path,
          start: match.index,
          end: match.index + match[0].length,
          confidence: 'high',
          value: match[0].replace(/\D/g, ''),
          excerpt: '',
        }),
      ),
    ),
  )
}

const KEYS = { pseudonym: Buffer.alloc(32, 7), shiftDays: -40 }

function redact(text: string | Buffer, mode: RedactMode = 'mask', detectors = Object.keys(PATTERNS)) {
  const bytes = typeof text === 'string' ? Buffer.from(text.replace(/\r?\n/g, '\r\n'), 'utf8') : text
  const view = readMessage(bytes, DEFAULT_CONTENT_LIMITS)
  const findings = scan(view).filter(({ detector }) => detectors.includes(detector))
  const result = redactMessage({
    bytes,
    view,
    findings: findings.map((finding) => ({ finding, mode })),
    keys: KEYS,
    looksReal: (finding, candidate) => (PATTERNS[finding.detector]?.test(candidate) ?? false) && candidate.startsWith('219'),
    limits: DEFAULT_CONTENT_LIMITS,
  })
  for (const pattern of Object.values(PATTERNS)) pattern.lastIndex = 0
  const changed = applyEdits(bytes, result.edits)
  const after = readMessage(changed, DEFAULT_CONTENT_LIMITS)
  const why = whyNotRedacted(view, { view: after, findings: scan(after) }, new Set(detectors), result)
  return { changed: changed.toString('utf8'), why, counts: result.counts, after, bytes, view }
}

const HEAD = 'From: Ana Example <ana@example-health.test>\nTo: Bea <bea@example.org>\nMessage-ID: <a@b.example>\n'
const plain = (body: string, more = '', type = 'text/plain; charset=utf-8') =>
  `${HEAD}${more}Subject: Hello\nMIME-Version: 1.0\nContent-Type: ${type}\n\n${body}\n`

describe('where a value may stand', () => {
  it.each([
    ['plain', plain('SSN 219-09-9998 ok'), 'SSN XXX-XX-XXXX ok'],
    ['a line wrap', plain('SSN 219-09\n9998 ok'), 'XXX-XX\r\nXXXX ok'],
    ['a quote prefix', plain('> SSN 219-09\n> 9998 ok'), '> SSN XXX-XX\r\n> XXXX ok'],
    ['soft hyphens and full-width digits', plain('SSN 2\u00ad19-09-９９９８ ok'), 'X\u00adXX-XX-XXXX ok'],
    ['tags', plain('<p>SSN 219-<b>09</b>-9998</p>', '', 'text/html'), 'XXX-<b>XX</b>-XXXX'],
    ['entities', plain('<p>SSN 219&#45;09&#x2d;99&#57;8 &amp; co</p>', '', 'text/html'), 'XXX&#45;XX&#x2d;XXXX &amp; co'],
    ['collapsed blanks in markup', plain('<td>\n   SSN   219-09\n   9998 \n</td>', '', 'text/html'), 'XXX-XX\r\n   XXXX'],
    ['an attribute', plain('<img alt="SSN 219-09-9998" src="cid:x"> text', '', 'text/html'), 'alt="SSN XXX-XX-XXXX"'],
    ['a comment for Outlook', plain('<!--[if mso]>SSN 219-09-9998<![endif]--> text', '', 'text/html'), 'SSN XXX-XX-XXXX<!'],
    ['JSON', plain('{"ssn":"219-09-9998"}', '', 'application/json; name=a.json'), '{"ssn":"XXX-XX-XXXX"}'],
    ['XML', plain('<p><a>219-</a><a>09-9998</a></p>', '', 'application/xml; name=a.xml'), '<a>XXX-</a><a>XX-XXXX</a>'],
    [
      'a calendar, folded',
      plain('BEGIN:VCALENDAR\nSUMMARY:SSN 219-0\n 9-9998\\, ok\nEND:VCALENDAR', '', 'text/calendar'),
      'SSN XXX-X\r\n X-XXXX\\, ok',
    ],
    ['format=flowed', plain('SSN 219-09 \n9998', '', 'text/plain; format=flowed'), 'XXX-XX \r\nXXXX'],
    ['the subject', `${HEAD}Subject: SSN 219-09-9998 [ ref:!00D4x01DEMO.!500Kd0300s0L:ref ]\n\nx\n`, 'Subject: SSN XXX-XX-XXXX [ ref:!00D'],
    ['a display name', `${HEAD}Cc: "SSN 219-09-9998" <c@example.org>\nSubject: x\n\nx\n`, 'Cc: "SSN XXX-XX-XXXX" <c@example.org>'],
    ['another field', `${HEAD}Thread-Topic: about 219-09-9998\nSubject: x\n\nx\n`, 'Thread-Topic: about XXX-XX-XXXX'],
    [
      'an enclosed message',
      plain('Subject: SSN 219-09-9998\n\nSSN 219-09-9998', '', 'message/rfc822'),
      'Subject: SSN XXX-XX-XXXX\r\n\r\nSSN XXX-XX-XXXX',
    ],
  ])('%s', (_what, text, expected) => {
    const { changed, why } = redact(text)
    expect(why).toBeUndefined()
    expect(changed).toContain(expected)
    expect(changed).not.toMatch(/9998/)
  })

  it('an encoded subject: its words only, the token beside keeps every byte', () => {
    const { changed, why, after } = redact(
      `${HEAD}Subject: =?UTF-8?Q?M=C3=BCller_219-09?=\n =?UTF-8?Q?-9998?= now     [ ref:!00D4x01DEMO.!500Kd0300s0L:ref ]\n\nx\n`,
    )
    expect(why).toBeUndefined()
    expect(changed).toContain(' now     [ ref:!00D4x01DEMO.!500Kd0300s0L:ref ]\r\n')
    expect(after.subject).toBe('Müller XXX-XX-XXXX now     [ ref:!00D4x01DEMO.!500Kd0300s0L:ref ]')
  })

  it.each([
    ['name="219-09-9998.txt"', 'name="XXX-XX-XXXX.txt"'],
    ["name*=UTF-8''M%C3%BCller%20219-09-9998.txt", "name*=UTF-8''M%C3%BCller%20XXX-XX-XXXX.txt"],
    ["name*0*=UTF-8''a%20219; name*1=-09-9998.txt", 'name="a XXX-XX-XXXX.txt"'],
    ['name="=?UTF-8?Q?M=C3=BC_219-09-9998.txt?="', "name*=UTF-8''M%C3%BC%20XXX-XX-XXXX.txt"],
  ])('a file name: %s', (parameter, expected) => {
    const { changed, why } = redact(plain('nothing here', '', `text/plain; ${parameter}; charset=utf-8`))
    expect(why).toBeUndefined()
    expect(changed).toContain(`${expected}; charset=utf-8`)
  })

  it('every alternative alike, also where only one has the context', () => {
    const { changed, why, counts } = redact(
      `${HEAD}Subject: x\nContent-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\nMRN 448877 and 448877\n--b\nContent-Type: text/html\n\n<td>MRN</td><td>448877</td>\n--b--\n`,
    )
    expect(why).toBeUndefined()
    expect(changed).not.toContain('448877')
    expect(counts).toEqual({ mrn: 3 })
  })
})

describe('encodings', () => {
  it.each(['mask', 'label', 'pseudonym'] as const)('quoted-printable, broken softly in the value: %s', (mode) => {
    const { changed, why } = redact(
      plain('caf=C3=A9 SSN 219-0=\n9-9998 and ref:!00D4x01DEMO.!500Kd0300s0L:ref=20\nend', 'Content-Transfer-Encoding: quoted-printable\n'),
      mode,
    )
    expect(why).toBeUndefined()
    expect(changed).toContain('caf=C3=A9 SSN ')
    expect(changed).toContain(' and ref:!00D4x01DEMO.!500Kd0300s0L:ref=20\r\nend\r\n')
    for (const line of changed.split('\r\n')) expect(line.length).toBeLessThanOrEqual(76)
  })

  it.each(['mask', 'label'] as const)('base64: %s', (mode) => {
    const body = `${'Grüße an alle. '.repeat(20)}SSN 219-09-9998 ${'Ende. '.repeat(20)}`
    const encoded = (
      Buffer.from(body)
        .toString('base64')
        .match(/.{1,76}/g) ?? []
    ).join('\n')
    const { changed, why, after } = redact(
      plain(encoded, 'Content-Transfer-Encoding: base64\nContent-MD5: Q2hlY2sgSW50ZWdyaXR5IQ==\nContent-Length: 9\n'),
      mode,
    )
    expect(why).toBeUndefined()
    expect(changed).not.toMatch(/Content-MD5|Content-Length/)
    expect(after.parts.find(({ path }) => path === '1')?.text).toContain(mode === 'mask' ? 'SSN XXX-XX-XXXX Ende.' : 'SSN [SSN] Ende.')
    for (const line of changed.split('\r\n')) expect(line.length).toBeLessThanOrEqual(78)
  })

  it('a charset of one byte a character keeps its bytes', () => {
    const { changed, why } = redact(
      Buffer.from(plain('Gr\u00fc\u00dfe SSN 219-09-9998', '', 'text/plain; charset=iso-8859-1').replaceAll('\n', '\r\n'), 'latin1'),
      'label',
    )
    expect(why).toBeUndefined()
    expect(Buffer.from(changed, 'utf8').length).toBeGreaterThan(0)
  })

  it('UTF-16 is written anew in UTF-8', () => {
    const body = Buffer.from('\ufeffSSN 219-09-9998 ok', 'utf16le').toString('base64')
    const { why, after, changed } = redact(plain(body, 'Content-Transfer-Encoding: base64\n', 'text/plain; charset=utf-16; x=y'))
    expect(why).toBeUndefined()
    expect(changed).toContain('charset=utf-8;\r\n\tx=y')
    expect(after.parts.find(({ path }) => path === '1')?.text).toContain('SSN XXX-XX-XXXX ok')
  })
})

describe('what comes in the place', () => {
  it('the same pseudonym everywhere, no real number, shape kept', () => {
    const { changed, why } = redact(plain('A 219-09-9998 B 219 09 9998 MRN 448877'), 'pseudonym')
    expect(why).toBeUndefined()
    const [, a, b] = /A (\S+) B (.{11}|\S+)/.exec(changed) ?? []
    expect(a?.replace(/\D/g, '')).toBe(b?.replace(/\D/g, ''))
    expect(changed).toMatch(/MRN MRN-[A-Z]{6}/)
  })

  it('dates move by one distance and keep their form', () => {
    const { changed, why } = redact(plain('on 03/15/2026 and 3/5/2026'), 'date-shift', ['date'])
    expect(why).toBeUndefined()
    expect(changed).toContain('on 02/03/2026 and 1/24/2026')
  })
})

describe('what cannot be rewritten is said', () => {
  it.each([
    [
      'a signed part',
      `${HEAD}Subject: x\nContent-Type: multipart/signed; boundary=b; protocol="application/pgp-signature"\n\n--b\nContent-Type: text/plain\n\n219-09-9998\n--b\nContent-Type: application/pgp-signature\n\nx\n--b--\n`,
    ],
    ['a link with percent escapes', plain('<a href="https://x.example/?q=219%2d09%2d9998">x</a>', '', 'text/html')],
    ['a file in a text', plain('begin 644 a.txt\n+,C$Y+3`Y+3DY.3@*\n`\nend')],
    ['a second reading', plain('219-09-9998', 'Content-Type: text/html\n')],
  ])('%s', (_what, text) => {
    const { why, view } = redact(text)
    if (scan(view).length > 0) expect(why ?? 'gone').not.toBe('')
    const left = scan(readMessage(redact(text).bytes, DEFAULT_CONTENT_LIMITS))
    expect(left.length).toBeGreaterThan(0)
  })
})

describe('a value that only its label gives away, in a file that nobody rewrites', () => {
  const base64 = Buffer.from('follow up with 448877').toString('base64')
  it.each([
    ['a link', plain('<p>MRN 448877</p><a href="data:text/plain,follow%20448877">x</a>', '', 'text/html')],
    ['a link in base64', plain(`<p>MRN 448877</p><a href="data:text/plain;base64,${base64}">x</a>`, '', 'text/html')],
    ['a file in a text', plain('MRN 448877\n\nbegin 644 a.txt\n&-#0X.#<W\n`\nend')],
    [
      'a file in a calendar',
      plain(`BEGIN:VCALENDAR\nSUMMARY:MRN 448877\nATTACH;ENCODING=BASE64;VALUE=BINARY:${base64}\nEND:VCALENDAR`, '', 'text/calendar'),
    ],
  ])('%s', (_what, text) => {
    const { why, after } = redact(text)
    const left = after.parts.filter(({ text }) => text.includes('448877')).map(({ path }) => path)
    expect(left).toContainEqual(expect.stringMatching(/^1\/(?:data|uu|file)-1/))
    expect(why).toMatch(/^a value to redact is still in part 1\/(?:data|uu|file)-1/)
  })

  it('other files stay as they are', () => {
    const { why, changed } = redact(plain('<p>MRN 448877</p><a href="data:text/plain,follow%20448878">x</a>', '', 'text/html'))
    expect(why).toBeUndefined()
    expect(changed).toContain('<p>MRN XXXXXX</p><a href="data:text/plain,follow%20448878">')
  })
})

describe('well-formed mail of any making', () => {
  const value = fc.constantFrom('219-09-9998', '219 09 9998', '321-45-6789')
  const words = fc.array(fc.constantFrom('Grüße', 'the', 'report', 'of', 'Monday.', 'ref:!00D4x01DEMO.!500Kd0300s0L:ref', 'x='), {
    minLength: 1,
    maxLength: 12,
  })
  const sentence = fc.tuple(words, value, words).map(([before, found, after]) => `${before.join(' ')} ${found} ${after.join(' ')}`)
  const part = fc.record({
    text: fc.array(sentence, { minLength: 1, maxLength: 4 }).map((lines) => lines.join('\r\n')),
    html: fc.boolean(),
    encoding: fc.constantFrom('8bit', 'base64', 'quoted-printable'),
    charset: fc.constantFrom('utf-8', 'iso-8859-1'),
    file: fc.boolean(),
  })
  const qp = (bytes: Buffer) =>
    bytes
      .toString('latin1')
      .replace(/[^\x20-\x3c\x3e-\x7e\r\n]/g, (char) => `=${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)
      .replace(/[^\r\n]{60}(?=[^\r\n=][^\r\n=][^\r\n])/g, (line) => (/=.?$/.test(line) ? line : `${line}=\r\n`))
  const compose = (
    parts: readonly { text: string; html: boolean; encoding: string; charset: string; file: boolean }[],
    subject: string,
  ) => {
    const rendered = parts.map(({ text, html, encoding, charset, file }, index) => {
      const bytes = Buffer.from(
        html ? `<p>${text.replaceAll('\r\n', '</p>\r\n<p>').replaceAll('-', '<b>-</b>')}</p>` : text,
        charset === 'utf-8' ? 'utf8' : 'latin1',
      )
      const body =
        encoding === 'base64'
          ? Buffer.from((bytes.toString('base64').match(/.{1,76}/g) ?? []).join('\r\n'))
          : encoding === '8bit'
            ? bytes
            : Buffer.from(qp(bytes), 'latin1')
      const name = file ? `Content-Disposition: attachment; filename="a${index}.${html ? 'html' : 'txt'}"\r\n` : ''
      const head = `--b\r\nContent-Type: text/${html ? 'html' : 'plain'}; charset=${charset}\r\n${name}Content-Transfer-Encoding: ${encoding}\r\n\r\n`
      return Buffer.concat([Buffer.from(head), body, Buffer.from('\r\n')])
    })
    const head = `${HEAD.replaceAll('\n', '\r\n')}Subject: ${subject}\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n`
    return Buffer.concat([Buffer.from(head), ...rendered, Buffer.from('--b--\r\n')])
  }

  it('loses its values and nothing else', () => {
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 1, maxLength: 4 }),
        sentence,
        fc.constantFrom('mask' as const, 'label' as const, 'pseudonym' as const),
        (parts, subject, mode) => {
          const { why, counts, changed } = redact(compose(parts, subject.replace('Grüße', '=?UTF-8?Q?Gr=C3=BC=C3=9Fe?=')), mode)
          expect(why).toBeUndefined()
          expect(counts['us-ssn']).toBeGreaterThanOrEqual(parts.length + 1)
          for (const line of changed.split('\r\n')) expect(line.length).toBeLessThanOrEqual(998)
        },
      ),
      { numRuns: 150 },
    )
  })
})

describe('hostile and generated mail', () => {
  const word = fc.constantFrom(
    'SSN 219-09-9998',
    'MRN 448877',
    '<b>',
    '&amp;',
    '=3D',
    '=\n',
    '> ',
    '--b',
    '--b--',
    '\n\n',
    'Grüße',
    'a',
    ' ',
    'Content-Type: text/html',
    '\u00ad',
    'begin 644 x',
  )
  const soup = fc.array(word, { maxLength: 25 }).map((words) => words.join(''))
  const type = fc.constantFrom(
    'text/plain',
    'text/html',
    'text/calendar',
    'application/json',
    'text/xml',
    'message/rfc822',
    'multipart/mixed; boundary=b',
    'text/plain; format=flowed',
    'text/plain; charset=utf-16',
  )
  const encoding = fc.constantFrom('7bit', 'base64', 'quoted-printable')

  it('never throws, and what counts as redacted holds no value in any reading', () => {
    fc.assert(
      fc.property(soup, type, encoding, soup, (body, kind, cte, subject) => {
        const encoded = cte === 'base64' ? Buffer.from(body).toString('base64') : body
        const { why, after } = redact(
          `${HEAD}Subject: ${subject.replace(/\s+/g, ' ')}\nContent-Type: ${kind}\nContent-Transfer-Encoding: ${cte}\n\n${encoded}\n`,
          'mask',
        )
        if (why === undefined) expect(scan(after)).toEqual([])
      }),
      { numRuns: 400 },
    )
  })
})
