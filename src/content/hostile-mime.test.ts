// Findings of an adversarial review of the reader, each kept as a test: messages that some program shows whole and that went out as if they were clean.
// Beside each stands ordinary mail of the same kind, which must not be held.
import { describe, expect, it } from 'vitest'
import type { ContentView } from '../domain/content.ts'
import { parseAddressList } from './addresses.ts'
import { DEFAULT_CONTENT_LIMITS, readMessage } from './content.ts'
import { decodeWords } from './encoded-words.ts'
import { htmlToText } from './html-text.ts'
import { normaliseText, stripQuotePrefixes } from './normalise.ts'
import { parseStructuredField } from './structured-field.ts'

const SECRET = '536-22-8476'
const latin1 = (text: string) => Buffer.from(text.replace(/\r?\n/g, '\r\n'), 'latin1')
const read = (message: string | Buffer): ContentView =>
  readMessage(typeof message === 'string' ? latin1(message) : message, DEFAULT_CONTENT_LIMITS)
const base64 = (text: string | Buffer) =>
  (typeof text === 'string' ? Buffer.from(text, 'latin1') : text).toString('base64').replace(/.{76}/g, '$&\n')
const found = (view: ContentView) => view.parts.some((part) => part.text.includes(SECRET))
const refused = (view: ContentView) => view.uninspectable.filter((entry) => !entry.opaque).map((entry) => entry.why)
const part = (headers: string, body: string | Buffer) => `${headers}\nContent-Transfer-Encoding: base64\n\n${base64(body)}\n`
const attached = (type: string, name: string, body: string | Buffer) =>
  part(`Content-Type: ${type}; name="${name}"\nContent-Disposition: attachment; filename="${name}"`, body)
const PDF = '%PDF-1.4\n1 0 obj\n\x80\x81\n'
const PNG = '\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\x00\x01\x02\x03'
const INNER = `Content-Transfer-Encoding: base64\n\n${base64(`Her number is ${SECRET}.`)}`
const UU = 'begin 644 a.txt\n+-3,V+3(R+3@T-S8\n`\nend\n'
/** Wide text without a byte order mark. */
const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16()

describe.each<[finding: string, rows: readonly [string, string | Buffer][]]>([
  [
    '2: boundaries that programs read differently',
    [
      [
        'an encoded word is literal',
        `Content-Type: multipart/mixed; boundary="=?us-ascii?q?x?="\n\n--=?us-ascii?q?x?=\n${INNER}\n--=?us-ascii?q?x?=--\n`,
      ],
      ['an encoded word is decoded', `Content-Type: multipart/mixed; boundary="=?us-ascii?q?x?="\n\n--x\n${INNER}\n--x--\n`],
      [
        'raw UTF-8',
        Buffer.from(`Content-Type: multipart/mixed; boundary="b\u00e9"\r\n\r\n--b\u00e9\r\n${INNER}\r\n--b\u00e9--\r\n`, 'utf8'),
      ],
      [
        'raw Latin-1',
        Buffer.from(`Content-Type: multipart/mixed; boundary="b\u00e9"\r\n\r\n--b\u00e9\r\n${INNER}\r\n--b\u00e9--\r\n`, 'latin1'),
      ],
      ['up to the blank', `Content-Type: multipart/mixed; boundary=abc def\n\n--abc\n${INNER}\n--abc--\n`],
      ['with the blank', `Content-Type: multipart/mixed; boundary=abc def\n\n--abc def\n${INNER}\n--abc def--\n`],
      [
        'both, the first harmless',
        `Content-Type: multipart/mixed; boundary=abc def\n\n--abc def\n\nhello\n--abc def--\n--abc\n${INNER}\n--abc--\n`,
      ],
      ['an escape left in', `Content-Type: multipart/mixed; boundary="a\\bc"\n\n--a\\bc\n${INNER}\n--a\\bc--\n`],
      ['single quotes taken off', `Content-Type: multipart/mixed; boundary='abc'\n\n--abc\n${INNER}\n--abc--\n`],
      ['a comment', `Content-Type: multipart/mixed; boundary=abc(x)\n\n--abc\n${INNER}\n--abc--\n`],
      ['sections that repeat', `Content-Type: multipart/mixed; boundary*0=a; boundary*0=b; boundary*1=c\n\n--bc\n${INNER}\n--bc--\n`],
      ['no semicolon', `Content-Type: multipart/mixed boundary=a\n\n--a\n${INNER}\n--a--\n`],
      ['a comma', `Content-Type: multipart/mixed, boundary="a"\n\n--a\n${INNER}\n--a--\n`],
      ['no subtype', `Content-Type: multipart; boundary=a\n\n--a\n${INNER}\n--a--\n`],
      ['HTML without a semicolon', 'Content-Type: text/html charset=utf-8\n\n536-<b>22</b>-8476'],
      ['folded in quotes', `Content-Type: multipart/mixed; boundary="ab\n c"\n\n--abc\n${INNER}\n--abc--\n`],
    ],
  ],
  [
    '3: mail by other names',
    [
      ['an .eml as octet-stream', attached('application/octet-stream', 'case.eml', `Subject: x\n${INNER}`)],
      ['an .eml without MIME fields', attached('application/octet-stream', 'case.eml', `Subject: x\n\n${SECRET}`)],
      ['an .eml as text', attached('text/plain', 'case.eml', `Subject: x\n${INNER}`)],
      ['message/news', `Content-Type: message/news\n\nSubject: x\n${INNER}`],
      [
        'an .mht',
        attached(
          'application/octet-stream',
          'page.mht',
          `MIME-Version: 1.0\nContent-Type: multipart/related; boundary=q\n\n--q\n${INNER}\n--q--\n`,
        ),
      ],
      ['application/x-mimearchive', part('Content-Type: application/x-mimearchive', `MIME-Version: 1.0\n${INNER}`)],
      ['MIME called a Word document', attached('application/msword', 'a.doc', `MIME-Version: 1.0\n${INNER}`)],
      ['MIME under no name', part('Content-Type: application/octet-stream', `\nMIME-Version: 1.0\n${INNER}`)],
      ['MIME in a body', `Content-Type: text/plain\n\nContent-Type: text/plain\n${INNER}`],
      [
        'the second message of an .mbox',
        attached('application/mbox', 'a.mbox', `From a b 2026\nSubject: x\n\nhello\n\nFrom a b 2026\nSubject: y\n${INNER}`),
      ],
      ['an .emlx, which begins with a count', attached('application/octet-stream', 'a.emlx', `321\nSubject: x\n${INNER}`)],
      ['UTF-8 with a mark', attached('application/octet-stream', 'a.eml', `\xef\xbb\xbfMIME-Version: 1.0\n${INNER}`)],
    ],
  ],
  [
    '6: lone CR as line end',
    [
      ['in an enclosed message', part('Content-Type: message/rfc822', `Subject: x\n${INNER}`.replaceAll('\n', '\r'))],
      ['in an .eml', attached('application/octet-stream', 'a.eml', `MIME-Version: 1.0\n${INNER}`.replaceAll('\n', '\r'))],
      ['piled before LF', part('Content-Type: message/rfc822', `Subject: x\n${INNER}`.replaceAll('\n', '\r\r\n'))],
      ['in a multipart in base64', part('Content-Type: multipart/mixed; boundary=a', `--a\n${INNER}\n--a--\n`.replaceAll('\n', '\r'))],
    ],
  ],
  [
    '7: uuencode',
    [
      ['without an end', `Content-Type: text/plain\n\nsee\n${UU.replace('`\nend\n', '')}`],
      ['without an end, and another after it', `Content-Type: text/plain\n\nbegin 644 b\n#86)C\n${UU}`],
      ['as transfer encoding', `Content-Type: text/plain\nContent-Transfer-Encoding: x-uuencode\n\n${UU}`],
      ['in HTML', `Content-Type: text/html\n\n<pre>\n${UU}</pre>`],
      ['in HTML, line by line', `Content-Type: text/html\n\n${UU.replace(/`/g, '&#96;').replace(/\n/g, '<br>')}`],
      ['in a text attachment', attached('text/plain', 'a.txt', UU)],
      ['in base64 form', `Content-Type: text/plain\n\nbegin-base64 644 a.txt\n${base64(SECRET)}\n====\n`],
    ],
  ],
  [
    '8: HTML that shows more than its text',
    [
      ['a style sheet on the screen', `Content-Type: text/html\n\n<style style="display:block">${SECRET}</style>`],
      ['content', `Content-Type: text/html\n\n<style>p::before{content:"${SECRET}"}</style><p>`],
      ['content in pieces', `Content-Type: text/html\n\n<style>p::before{content:"536-" "22-\\38 476"}</style><p>`],
      ['content of two elements', `Content-Type: text/html\n\n<style>p::before{content:"536-22"} p::after{content:"-8476"}</style><p>`],
      ['content from an attribute', `Content-Type: text/html\n\n<style>p::before{content:attr(data-x)}</style><p data-x="${SECRET}">`],
      ['a frame', `Content-Type: text/html\n\n<iframe srcdoc="&lt;b&gt;536-22&lt;/b&gt;-8476"></iframe>`],
      ['words for programs without frames', `Content-Type: text/html\n\n<iframe><b>536-</b>22-8476</iframe>`],
      ['a hidden element in a value', `Content-Type: text/html\n\n536<span style="display:none">x</span>-22-8476`],
      ['one hidden by an escape', `Content-Type: text/html\n\n536<span style="d\\69splay:/**/none">x</span>-22-8476`],
      ['one hidden by its class', `Content-Type: text/html\n\n<style>.q{font-size:0}</style>536<span class="a q">x</span>-22-8476`],
      ['one hidden by an attribute', `Content-Type: text/html\n\n536<span hidden>x</span>-22-8476`],
      ['a hidden block', `Content-Type: text/html\n\n53<div style="visibility:hidden">x</div>6-22-8476`],
      ['a template', `Content-Type: text/html\n\n536-<template>x</template>22-8476`],
      ['a block that flows', `Content-Type: text/html\n\n<div style="display:inline">53</div><div style="display: inline">6-22-8476</div>`],
      ['a title in the text', `Content-Type: text/html\n\n536-<title>x</title>22-8476`],
      ['CDATA, a comment to browsers', `Content-Type: text/html\n\n536-<![CDATA[x]]>22-8476`],
      ['for Outlook, in the flow', `Content-Type: text/html\n\n53<!--[if mso]>6-<![endif]-->22-8476`],
      ['an attribute for Outlook', `Content-Type: text/html\n\n<!--[if mso]><img alt="${SECRET}"><![endif]-->`],
      ['a link', `Content-Type: text/html\n\n<a href="https://portal.example.test/?ssn=${SECRET}&amp;dx=lymphoma">x</a>`],
      ['a link, percent-encoded', `Content-Type: text/html\n\n<a href="https://portal.example.test/?n=536%2D22%2D8476">x</a>`],
      [
        'a data URI',
        `Content-Type: text/html\n\n<iframe src="data:text/html;base64,${Buffer.from(`<b>536</b>-22-8476`).toString('base64')}"></iframe>`,
      ],
      ['a data URI, percent-encoded', `Content-Type: text/html\n\n<object data="data:text/plain,536%2d22%2d8476"></object>`],
      [
        'a drawing in a style sheet',
        `Content-Type: text/html\n\n<style>p{background:url("data:image/svg+xml;base64,${Buffer.from(`<svg><text>${SECRET}</text></svg>`).toString('base64')}")}</style>`,
      ],
    ],
  ],
  [
    '13: charsets',
    [
      ['UTF-16 without a mark, big-endian', part('Content-Type: text/plain; charset=utf-16', utf16be(`Her number is ${SECRET}.`))],
      ['UTF-16 without a mark, little-endian', part('Content-Type: text/plain; charset=utf-16', Buffer.from(`x ${SECRET}.`, 'utf16le'))],
      ['two charsets', 'Content-Type: text/plain; charset=us-ascii; charset=utf-7\n\n+ADUAMwA2AC0AMgAyAC0AOAA0ADcANg-'],
      ['two charsets, the other way', 'Content-Type: text/plain; charset=utf-7; charset=us-ascii\n\n+ADUAMwA2AC0AMgAyAC0AOAA0ADcANg-'],
      ['one more in the HTML', 'Content-Type: text/html; charset=us-ascii\n\n<meta charset=utf-7>+ADUAMwA2AC0AMgAyAC0AOAA0ADcANg-'],
      [
        'a mark that the label denies',
        part('Content-Type: text/plain; charset=utf-16be', Buffer.concat([Buffer.from([0xff, 0xfe]), utf16be(SECRET)])),
      ],
    ],
  ],
  [
    '14: calendars, contact cards, XML, JSON',
    [
      [
        'a file in a calendar',
        `Content-Type: text/calendar\n\nBEGIN:VCALENDAR\nATTACH;FMTTYPE=text/plain;ENCODING=BASE64;VALUE=BINARY:\n ${base64(SECRET)}\nEND:VCALENDAR\n`,
      ],
      ['a line break in a calendar', 'Content-Type: text/calendar\n\nDESCRIPTION:SSN\\n536-\n 22-8476'],
      ['quoted-printable in a card', 'Content-Type: text/x-vcard\n\nNOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:=35=33=36-2=\n2-8476\n'],
      ['quoted-printable, the short form', 'Content-Type: text/vcard\n\nNOTE;QUOTED-PRINTABLE:=35=33=36-22-8476\n'],
      ['XML', attached('application/xml', 'a.xml', '<d><t>536-</t><t>22-8476</t></d>')],
      ['XML entities', attached('text/xml', 'a.xml', '<d><t>&#53;36-</t><t><![CDATA[22-]]>8476</t></d>')],
      ['JSON escapes', attached('application/json', 'a.json', '{"n":"SSN\\n\\u003536-22-8476"}')],
    ],
  ],
  [
    '22: fields named like a machine\u2019s',
    [
      ['a prefix', `X-MS-Note: ${SECRET}\n\nx`],
      ['another', `X-Google-Remark: ${SECRET}\n\nx`],
    ],
  ],
])('finding %s', (_finding, rows) => {
  it.each(rows)('%s: read', (_name, message) => {
    expect(found(read(message))).toBe(true)
  })
})

describe.each<[finding: string, rows: readonly [string, string | Buffer, RegExp][]]>([
  [
    '2: boundaries that cannot be told',
    [
      ['one that never comes', `Content-Type: multipart/mixed; boundary=a\n\n--b\n${INNER}\n--b--\n`, /boundary/],
      ['far down', `Content-Type: multipart/mixed; boundary=a\n\n${'words\n'.repeat(20_000)}--b\n${INNER}\n--b--\n`, /boundary/],
      [
        'none named, and two lines that could be one',
        `Content-Type: multipart/mixed\n\n--b\n\nhello\n--b--\n--c\n${INNER}\n--c--\n`,
        /boundary/,
      ],
    ],
  ],
  [
    '3: mail with a file in it',
    [
      [
        'a PDF in an .eml',
        attached('application/octet-stream', 'case.eml', `MIME-Version: 1.0\n${attached('application/pdf', 'a.pdf', PDF)}`),
        /PDF/,
      ],
      [
        'a ZIP in MIME text',
        part('Content-Type: text/plain', `MIME-Version: 1.0\n${part('Content-Type: text/plain', 'PK\x03\x04\x14\x00')}`),
        /ZIP/,
      ],
      ['a PDF called a message', part('Content-Type: message/rfc822', PDF), /PDF/],
    ],
  ],
  [
    '4: documents that look like text',
    [
      ['a PDF after a line', attached('application/pdf', 'a.pdf', `\n${PDF}`), /PDF/],
      ['a PDF after 900 bytes', attached('application/octet-stream', 'a', 'x'.repeat(900) + PDF), /PDF/],
      ['a PDF without its mark', attached('application/pdf', 'a.pdf', `some words, ${SECRET}`), /document/],
      ['RTF as Word takes it', attached('application/rtf', 'a.rtf', "{\\rt0 \\'35\\'33\\'36}"), /RTF/],
      ['RTF as text', attached('text/plain', 'a.rtf', "\n{\\*\\x \\'35\\'33\\'36}"), /document/],
      ['BinHex', attached('application/mac-binhex40', 'a.hqx', '(This file must be converted with BinHex 4.0)\n:#dPZ'), /archive|BinHex/],
      ['BinHex in a body', 'Content-Type: text/plain\n\n(This file must be converted with BinHex 4.0)\n:#dPZ', /BinHex/],
      ['yEnc', 'Content-Type: text/plain\n\n=ybegin line=128 size=5 name=a.zip\nxxxxx\n=yend\n', /yEnc/],
      ['text called an archive', attached('application/zip', 'a.zip', 'words'), /archive/],
      ['text named like an archive', attached('application/octet-stream', 'a.7z', 'words'), /archive/],
      ['SYLK called a sheet', attached('application/vnd.ms-excel', 'a.xls', 'ID;PWXL\nC;X1;Y1;K"536-"\n'), /sheet/],
      ['XML entities of its own', attached('text/xml', 'a.xml', '<!DOCTYPE d [<!ENTITY a "536-22">]><d>&a;-8476</d>'), /entities/],
    ],
  ],
  [
    '5: what only claims to be a picture',
    [
      ['text with a NUL', attached('image/png', 'notes.txt', `${SECRET}\0`), /unknown binary/],
      ['UTF-16 without a mark', attached('image/png', 'a.png', Buffer.from(`her ${SECRET}`, 'utf16le')), /unknown binary/],
      ['a mail store', attached('image/png', 'mail.pst', '!BDN\x00\x01\x02\x03'), /Outlook store/],
      ['an unknown mail store', attached('image/png', 'mail.pst', '\x00\x01\x02\x03'), /document|unknown/],
      ['a picture named like a mail store', attached('image/png', 'mail.pst', PNG), /image under another/],
      ['a picture in front of a ZIP', attached('application/zip', 'phi.zip', '\xff\xd8\xff\xe0PK\x03\x04'), /image under another/],
      ['a picture in front of a list', attached('text/csv', 'a.csv', `GIF89a\0name,ssn\nRoe,${SECRET}\n`), /image under another/],
      ['a picture called a document', attached('application/pdf', 'a.png', PNG), /image under another/],
      ['a sound without its mark', attached('audio/mpeg', 'a.mp3', '\x00\x01\x02\x03'), /unknown binary/],
      [
        'bytes that are no text',
        attached('text/plain', 'a.txt', Buffer.from(Uint8Array.from({ length: 2000 }, (_, i) => (i * 7919) % 251))),
        /unknown binary/,
      ],
      ['a signature that is none', part('Content-Type: application/pkcs7-signature; name=smime.p7s', '\x00\x01\x02\x03'), /unknown binary/],
      [
        'a signature with the content in it',
        part(
          'Content-Type: application/pkcs7-signature; name=smime.p7s',
          Buffer.from('302106092a864886f70d010702a01430120201013100300b06042a030405a003040141', 'hex'),
        ),
        /unknown binary/,
      ],
    ],
  ],
  [
    '7: uuencode beyond the cap',
    [['101 files', `Content-Type: text/plain\n\n${'begin 644 a\n#86)C\n \nend\n'.repeat(100)}${UU}`, /more than 100 files/]],
  ],
  [
    '7: uuencode that cannot be read',
    [['no file in it', 'Content-Type: text/plain\nContent-Transfer-Encoding: x-uuencode\n\nnothing\n', /uuencode/]],
  ],
  [
    '8: files in HTML',
    [
      [
        'a PDF in a data URI',
        `Content-Type: text/html\n\n<embed src="data:application/pdf;base64,${Buffer.from(PDF, 'latin1').toString('base64')}">`,
        /PDF/,
      ],
      [
        'frames in frames',
        `Content-Type: text/html\n\n${[1, 2, 3, 4, 5].reduce((inner) => `<iframe srcdoc="${inner.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"></iframe>`, SECRET)}`,
        /more documents/,
      ],
    ],
  ],
  [
    '13: charsets that are not read',
    [
      ['HZ with a shift', 'Content-Type: text/plain; charset=hz-gb-2312\n\n~{#5#3#6~}-22-8476', /shifts/],
      ['EBCDIC behind a mark', part('Content-Type: text/plain; charset=ibm037', '\xff\xfe\xf5\xf3\xf6'), /EBCDIC/],
    ],
  ],
  [
    '14: files in calendars and cards',
    [
      [
        'a PDF',
        `Content-Type: text/calendar\n\nATTACH;FMTTYPE="application/pdf";X-A="a:b";ENCODING=BASE64;VALUE=BINARY:${base64(PDF)}\n`,
        /PDF/,
      ],
      ['a PDF in a card', `Content-Type: text/vcard\n\nPHOTO;BASE64:\n ${base64(PDF)}\n\nEND:VCARD\n`, /PDF/],
    ],
  ],
  [
    '15: OpenPGP',
    [
      ['in HTML', 'Content-Type: text/html\n\n<p>see<pre>-----BEGIN PGP MESSAGE-----\n\nxx</pre>', /OpenPGP/],
      ['in HTML, behind an entity', 'Content-Type: text/html\n\n&#45;----BEGIN PGP MESSAGE-----', /OpenPGP/],
      ['on line 2 of a text attachment', attached('text/plain', 'a.txt', 'see\n-----BEGIN PGP MESSAGE-----\n\nxx'), /OpenPGP/],
      ['in CSV', attached('text/csv', 'a.csv', 'a,b\n-----BEGIN PGP MESSAGE-----\n\nxx'), /OpenPGP/],
      ['in a calendar', 'Content-Type: text/calendar\n\nDESCRIPTION:-----BEGIN PGP MESSAGE-----', /OpenPGP/],
    ],
  ],
  [
    '17: unknown transfer encodings',
    [
      ['of a leaf', `Content-Transfer-Encoding: x-foo\n\n${SECRET}`, /unknown transfer encoding/],
      [
        'of a multipart',
        `Content-Type: multipart/mixed; boundary=a\nContent-Transfer-Encoding: x-gzip64\n\n--a\n\nx\n--a--\n`,
        /unknown transfer encoding/,
      ],
    ],
  ],
])('finding %s', (_finding, rows) => {
  it.each(rows)('%s: refused', (_name, message, why) => {
    expect(refused(read(message)).join('\n')).toMatch(why)
  })
})

it.each([
  ['a NUL in text called a picture', attached('image/png', 'notes.txt', `${SECRET}\0`)],
  ['wide text called a picture', attached('image/png', 'a.png', Buffer.from(`her number: ${SECRET}`, 'utf16le'))],
  ['a list behind a picture\u2019s mark', attached('image/gif', 'a.gif', `GIF89a\0name,ssn\nRoe,${SECRET}\n`)],
  ['text called a PDF', attached('application/pdf', 'a.pdf', `some words, ${SECRET}`)],
  ['text in an unknown encoding', `Content-Transfer-Encoding: x-foo\n\n${SECRET}`],
])('%s is scanned as text all the same', (_name, message) => {
  expect(found(read(message))).toBe(true)
})

describe('ordinary mail is not held', () => {
  const DETACHED = Buffer.from('301c06092a864886f70d010702a00f300d0201013100300606042a030405', 'hex')
  it.each<[string, string | Buffer]>([
    ['a boundary with blanks, quoted', `Content-Type: multipart/mixed; boundary="b 1"\n\n--b 1\n\nx\n--b 1--\n`],
    [
      'an unquoted boundary with signs',
      `Content-Type: multipart/mixed; boundary=----=_Part_1.2\n\n------=_Part_1.2\n\nx\n------=_Part_1.2--\n`,
    ],
    ['a signature and a rule in a part', `Content-Type: multipart/mixed; boundary=a\n\n--a\n\nx\n-- \nJane\n---------\n--\n--a--\n`],
    ['a multipart that is plain text, with a signature', `Content-Type: multipart/mixed; boundary=a\n\nhello\n-- \nJane\n`],
    [
      'a bounce',
      `Content-Type: multipart/report; boundary=a\n\n--a\n\nfailed\n--a\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.test\n\n--a\nContent-Type: text/rfc822-headers\n\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=zz\n--a--\n`,
    ],
    ['a forwarded message that is named after its subject', `Content-Type: message/rfc822; name="Re: report.pdf"\n\nSubject: x\n\nhello`],
    ['a forwarded message', `Content-Type: message/rfc822\n\nSubject: x\nMIME-Version: 1.0\nContent-Type: text/plain\n\nhello`],
    ['an .eml', attached('application/octet-stream', 'a.eml', 'Subject: x\nMIME-Version: 1.0\nContent-Type: text/plain\n\nhello')],
    ['talk about header fields', 'Content-Type: text/plain\n\nContent-Type: should be text/html here, I think.\n\nBest, Jane'],
    ['talk about PDF', 'Content-Type: text/plain\n\nEach file begins with %PDF-1.4, and RTF with {\\rtf1.'],
    ['talk about dosage', 'Content-Type: text/plain\n\nPlease\nbegin 500 mg on Monday\nTAKE WITH FOOD\nand rest.'],
    ['talk about encodings', 'Content-Type: text/plain\n\nThe new WAVE of mail\nbegin with base64, end with uuencode'],
    ['a CSV that Windows calls a sheet', attached('application/vnd.ms-excel', 'list.csv', 'a,b\n1,2\n')],
    ['a report that is HTML', attached('application/vnd.ms-excel', 'report.xls', '<html><table><tr><td>1</td></tr></table></html>')],
    ['a letter that is HTML', attached('application/msword', 'letter.doc', '<html><body>Dear Sir</body></html>')],
    ['a CSV', attached('application/octet-stream', 'list.csv', 'a,b\n1,2\n')],
    ['a picture', attached('image/png', 'a.png', PNG)],
    ['a picture under an odd name', attached('image/png', 'image001.png@01DA.ABCD', PNG)],
    ['a picture that says nothing of itself', attached('application/octet-stream', 'photo.jpg', '\xff\xd8\xff\xe0\x00')],
    ['a bitmap', attached('image/bmp', 'a.bmp', 'BM\x46\x00\x00\x00\x00\x00\x00\x00\x36\x00\x00\x00')],
    ['a sound', attached('audio/mpeg', 'a.mp3', '\xff\xfb\x90\x64\x00\x00\x01')],
    ['a recording of a telephone', attached('audio/wav', 'msg.wav', 'RIFF\x00\x00\x00\x00WAVEfmt \x10\x00')],
    ['a photo of a telephone', attached('image/heic', 'IMG_1.HEIC', '\x00\x00\x00\x18ftypheic\x00')],
    ['a detached signature', part('Content-Type: application/pkcs7-signature; name=smime.p7s', DETACHED)],
    [
      'a public key',
      attached('application/pgp-keys', 'key.asc', '-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQ==\n-----END PGP PUBLIC KEY BLOCK-----\n'),
    ],
    ['a calendar', 'Content-Type: text/calendar\n\nBEGIN:VCALENDAR\nDESCRIPTION:Room 1\\, second floor\nEND:VCALENDAR\n'],
    [
      'a contact card with a photo',
      `Content-Type: text/vcard\n\nBEGIN:VCARD\nPHOTO;ENCODING=b;TYPE=PNG:${base64(PNG).replace(/\n/g, '\n ')}\nEND:VCARD\n`,
    ],
    [
      'a newsletter',
      `Content-Type: text/html; charset=utf-8\n\n<html><head><title>News</title><style>.h{display:none} a{color:#123456}</style></head><body><div class="h">preview</div><!--[if mso]><table><tr><td><![endif]--><p>Hello</p><!--[if mso]></td></tr></table><![endif]--><img src="cid:a"><a href="https://example.test/?id=1">x</a></body></html>`,
    ],
    [
      'a small picture in the HTML',
      `Content-Type: text/html\n\n<img src="data:image/png;base64,${Buffer.from(PNG, 'latin1').toString('base64')}">`,
    ],
    ['HTML whose own charset is out of date', `Content-Type: text/html; charset=utf-8\n\n<meta charset=iso-8859-1><p>caf\u00c3\u00a9</p>`],
    ['encodings written carelessly', `Content-Transfer-Encoding: 8-bit\n\nhello`],
    ['a README', attached('text/plain', 'README', 'Read me')],
  ])('%s', (_name, message) => {
    expect(refused(read(message))).toEqual([])
  })

  it('and a newsletter is read once', () => {
    const view = read(
      'Content-Type: text/html\n\n<style>.h{display:none}</style><div class="h">preview</div><p>Hello</p><!--[if mso]><br><![endif]-->',
    )
    expect(view.parts.map((each) => each.path)).toEqual(['1', '1/html-attrs'])
  })
})

describe('finding 21: clear records', () => {
  const view = read(
    `Content-Type: multipart/mixed; boundary=a\n\n--a\n${part('Content-Type: application/jane-roe-536-22-8476', '\x00\x01')}\n--a\n${part('Content-Type: image/jane-roe', '\x00\x01')}\n--a\nContent-Type: text/plain; charset=jane-roe\n\ncaf\xe9\n--a\nContent-Type: text/plain; charset=ebcdic-jane-roe\n\nx\n--a--\n`,
  )

  it('name only types of a closed list, and keep the declared one apart', () => {
    expect(view.uninspectable.map(({ type, declaredType }) => [type, declaredType])).toEqual([
      ['application/octet-stream', 'application/jane-roe-536-22-8476'],
      ['image/other', 'image/jane-roe'],
      ['text/plain', undefined],
    ])
  })

  it('name no label of a charset that nobody knows', () => {
    expect(view.notes).toContain('unknown-charset:other')
    expect(JSON.stringify([view.notes, view.uninspectable.map(({ why }) => why)])).not.toContain('jane')
  })
})

describe('findings 10 and 19: cost grows with the length, not with its square', () => {
  const LENGTH = 300_000
  const long = (piece: string) => piece.repeat(Math.ceil(LENGTH / piece.length))
  const html = (body: string) => readMessage(Buffer.from(`Content-Type: text/html\r\n\r\n${body}`, 'latin1'), DEFAULT_CONTENT_LIMITS)
  const message = (text: string) => readMessage(Buffer.from(text, 'latin1'), DEFAULT_CONTENT_LIMITS)
  it.each<[string, () => unknown]>([
    ['blanks in pre', () => html(`<pre>${long(' ')}x`)],
    ['blanks and CR in pre', () => html(`<pre>${long(' \t\f')}x\r${long(' ')}`)],
    ['hidden elements that never close', () => html(long('<span style="display:none">'))],
    ['hidden elements and paragraphs', () => html(long('<p hidden><div>'))],
    ['closing tags of nothing', () => html(`<span hidden>${long('<b></i>')}`)],
    ['style sheets', () => html(`<style>${long('a{display:none}')}</style>`)],
    ['braces', () => html(`<style>${long('{')}${long('}')}</style>`)],
    ['quotes in a style sheet', () => html(`<style>${long('"\\"')}</style>`)],
    ['comments in a style sheet', () => html(`<style>${long('/*')}</style>`)],
    ['escapes', () => html(`<p style="${long('\\')}">`)],
    ['style attributes', () => html(long('<i style="/*">'))],
    ['selectors', () => html(`<style>${long('.a ')}{display:none}${long('>a')}{opacity:0}</style>`)],
    ['classes', () => html(`<style>.a{display:none}</style><p class="${long('b ')}">`)],
    ['data URIs', () => html(`<style>${long('data:,')}</style>`)],
    ['data URIs in attributes', () => html(`<p style="${long("url('data:,x')")}">`)],
    ['links', () => html(long('<a href="x%41">'))],
    ['frames', () => html(long('<iframe srcdoc="&lt;iframe srcdoc=&quot;x&quot;">'))],
    ['frames without an end', () => html(long('<iframe>'))],
    ['conditional comments', () => html(long('<!--[if '))],
    ['CDATA', () => html(long('<![CDATA['))],
    ['entities in text', () => html(long('&#49;'))],
    ['colons behind an at sign', () => parseAddressList(`a@${long(':')}`, 2000)],
    ['names, an at sign, colons', () => message(`Cc: ${long('a')}@${long(':')}\r\n\r\nx`)],
    ['quotes and brackets in addresses', () => parseAddressList(long('"a" <'), 2000)],
    ['quotes that never close in parameters', () => parseStructuredField(`text/plain${long(';a="')}`)],
    ['sections of a parameter', () => parseStructuredField(`text/plain${long(';a*1*=x')}`)],
    [
      'a preamble of blanks',
      () =>
        message(`Content-Type: multipart/mixed; boundary=a\r\n\r\nThis is a multipart message${long(' ')}\n${long('\n')}x\r\n--a\r\n\r\nx`),
    ],
    ['lines that look like boundaries', () => message(`Content-Type: multipart/mixed\r\n\r\n${long('--a\n--b\n')}`)],
    ['boundaries that differ', () => message(`Content-Type: multipart/mixed; boundary=a b\r\n\r\n${long('--a\n--a b\n')}`)],
    ['begin without end', () => message(`\r\n${long('begin 644 a\n')}`)],
    ['begin and end', () => message(`\r\n${long('begin 644 a\nend\n')}`)],
    ['begin and blanks', () => message(`\r\nbegin 644 ${long(' ')}x`)],
    [
      'header blocks in texts',
      () => message(`Content-Type: application/octet-stream; name=a.eml\r\n\r\n${long('Content-Type: a\r\n\r\n')}`),
    ],
    ['a broken type', () => message(`Content-Type: text/plain${long(' ,')}\r\n\r\nx`)],
    ['lines of a header that are no fields', () => message(long('x\n'))],
    ['folded field lines', () => message(`\r\nA:${long('\r\n ')}`)],
    ['an mbox of many', () => message(`Content-Type: application/mbox\r\n\r\n${long('From a\n\n')}`)],
    ['lone CRs', () => message(`Content-Type: message/rfc822\r\n\r\n${long('\r')}`)],
    ['lone CRs before LF', () => message(`Content-Type: message/rfc822\r\n\r\n${long('\r\r\r\n')}`)],
    ['calendar properties', () => message(`Content-Type: text/calendar\r\n\r\n${long('ATTACH;ENCODING=BASE64:QUJD\r\n')}`)],
    ['quotes in calendars', () => message(`Content-Type: text/calendar\r\n\r\n${long('A"')}`)],
    ['soft line breaks in cards', () => message(`Content-Type: text/vcard\r\n\r\nA;QUOTED-PRINTABLE:${long('=\r\n')}`)],
    ['XML tags without an end', () => message(`Content-Type: text/xml\r\n\r\n${long('<')}`)],
    ['XML comments without an end', () => message(`Content-Type: text/xml\r\n\r\n${long('<!--')}`)],
    ['XML entities', () => message(`Content-Type: text/xml\r\n\r\n${long('&#1')}`)],
    ['JSON escapes', () => message(`Content-Type: application/json\r\n\r\n${long('\\')}`)],
    ['BinHex and yEnc lines', () => message(`\r\n${long('=ybegin ')}`)],
    ['PEM heads', () => message(`Content-Type: application/x-pem-file\r\n\r\n${long('-----BEGIN CMS-----')}`)],
    ['quote prefixes', () => stripQuotePrefixes(long('>\t') + long(' >'))],
    ['encoded words', () => decodeWords(long('=?a?q?') + long('=?utf-8?b?YQ==?= '))],
    ['white space in HTML', () => htmlToText(long(' \n') + long('<br> '))],
    ['odd characters', () => normaliseText(long('\u00ad\r'))],
  ])('%s', (_name, work) => {
    const before = process.cpuUsage()
    work()
    const used = process.cpuUsage(before)
    // Far above linear work (tens of milliseconds), far below quadratic work at this length (many seconds).
    expect((used.user + used.system) / 1000).toBeLessThan(2500)
  })
})
