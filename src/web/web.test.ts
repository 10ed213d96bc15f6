import { describe, expect, it } from 'vitest'
import { addressBlock } from './connection-limit.ts'
import { formatCookie, readCookie } from './cookie.ts'
import { createCsrf } from './csrf.ts'
import { html, trusted } from './html.ts'
import { renderPage } from './layout.ts'
import { createSigner } from './signed.ts'

const hash = (purpose: string, text: string) => Buffer.from(`${purpose}:${text}`).toString('hex')

describe('html', () => {
  it('escapes text and attribute values, and joins lists', () => {
    const name = '<b>"x"\'&`'
    expect(html`<p title="${name}">${name}${undefined}${[html`<i>${1}</i>`, 'a<']}${trusted('<hr>')}</p>`.markup).toBe(
      '<p title="&#60;b&#62;&#34;x&#34;&#39;&#38;&#96;">&#60;b&#62;&#34;x&#34;&#39;&#38;&#96;<i>1</i>a&#60;<hr></p>',
    )
  })

  it('lets no page name or title break out', () => {
    expect(renderPage({ title: '</title><script>', body: html`x` }, '<img>')).not.toMatch(/<script>|<img>/)
  })
})

describe('cookies', () => {
  it('go out hardened and are read back by exact name', () => {
    expect(formatCookie('a', 'v', { maxAge: 60.9, path: '/p', secure: true })).toBe(
      '__Secure-a=v; Path=/p; Max-Age=60; HttpOnly; SameSite=Strict; Secure',
    )
    expect(readCookie('b=1; a=2;a=3', 'a', false)).toBe('2')
    expect(readCookie('ba=1', 'a', false)).toBeUndefined()
    expect(readCookie('a=1', 'a', true)).toBeUndefined()
    expect(readCookie(`${'x'.repeat(9000)}; a=1`, 'a', false)).toBeUndefined()
  })
})

describe('signer', () => {
  const signer = createSigner<{ n: number }>(hash, 'one')
  it('reads what it signed and nothing else', () => {
    const text = signer.sign({ n: 1 })
    expect(signer.read(text)).toEqual({ n: 1 })
    const other = createSigner<{ n: number }>(hash, 'two')
    for (const bad of [undefined, '', '.', text.slice(0, -1), `${text}0`, `x${text}`, other.sign({ n: 1 }), 'a'.repeat(5000)])
      expect(signer.read(bad)).toBeUndefined()
  })
})

describe('csrf', () => {
  const csrf = createCsrf(hash)
  const seed = csrf.seed(undefined)
  const good = { cookie: seed, token: csrf.token(seed, 'grant'), about: 'grant', site: 'same-origin' as string | undefined }
  it('accepts its own form only, for the same thing only', () => {
    expect(csrf.accepts(good)).toBe(true)
    expect(csrf.accepts({ ...good, site: undefined })).toBe(true)
    for (const bad of [
      { about: 'other' },
      { cookie: csrf.seed(undefined) },
      { cookie: undefined },
      { token: '' },
      { token: ['x'] },
      { site: 'cross-site' },
      { site: 'same-site' },
    ])
      expect(csrf.accepts({ ...good, ...bad })).toBe(false)
  })
  it('keeps a well-formed seed, so that a second tab does not break the first', () => {
    expect(csrf.seed(seed)).toBe(seed)
    expect(csrf.seed('short')).not.toBe('short')
  })
})

describe('addressBlock', () => {
  it('counts an IPv6 /64 as one and IPv4 by address, however written', () => {
    const block = addressBlock
    expect(block('2001:db8:0:1::5')).toBe(block('2001:db8:0:1:ffff::'))
    expect(block('2001:db8::5')).not.toBe(block('2001:db8:0:1::5'))
    expect(block('::ffff:192.0.2.1')).toBe('192.0.2.1')
    expect(block('::1')).toBe('0:0:0:0')
  })
})
