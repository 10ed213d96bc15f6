import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { hashToken, issueGrant, isToken } from './issue-grant.ts'
import { composeNotice, type NoticeFacts, writeNotice } from './notice.ts'

const SEALER = { sealTo: (role: 'portal', secret: Uint8Array) => Buffer.concat([Buffer.from(`${role}:`), Buffer.from(secret).reverse()]) }
const FACTS: NoticeFacts = {
  from: 'postmaster@example-health.org',
  to: 'pat@clinic.example',
  sender: { name: 'Ada Example', address: 'ada@example-health.org' },
  link: `https://secure.example-health.org/portal/o/${'a'.repeat(64)}`,
  expiresAt: Date.UTC(2026, 3, 2, 15),
  now: Date.UTC(2026, 2, 3, 15),
  messageId: '<new@gw.example-health.org>',
  original: { messageId: '<orig@sfdc.net>', references: ['<first@mail.example>'] },
}

describe('issueGrant', () => {
  const request = {
    message: 'M1',
    recipient: 'R1',
    contentKey: Buffer.alloc(32, 7),
    keyring: SEALER,
    url: 'https://secure.example-health.org/',
    now: 1,
    expires: 2,
  }

  it('puts nothing but a fresh token into the link and only its hash into the grant', () => {
    const { grant, link } = issueGrant(request)
    const token = link.slice('https://secure.example-health.org/portal/o/'.length)
    expect(isToken(token)).toBe(true)
    expect(grant.tokenHash).toBe(createHash('sha256').update(token).digest('hex'))
    expect(JSON.stringify(grant)).not.toContain(token)
    expect(link).not.toMatch(/M1|R1|\/\/portal/)
    expect(issueGrant(request).link).not.toBe(link)
  })

  it('seals the content key to the portal', () => {
    const { grant } = issueGrant({ ...request, contentKey: Buffer.from('key') })
    expect(Buffer.from(grant.contentKey).toString()).toBe('portal:yek')
    expect(grant).toMatchObject({ message: 'M1', recipient: 'R1', createdAt: 1, expiresAt: 2 })
  })

  it('looks up nothing that is not a token', () => {
    for (const text of ['', 'A'.repeat(64), 'a'.repeat(63), `${'a'.repeat(64)}\n`, '../../etc']) expect(isToken(text)).toBe(false)
    expect(hashToken('x')).toMatch(/^[0-9a-f]{64}$/)
  })
})

describe('writeNotice', () => {
  it('shows who wrote, the link, the end and what to do if it looks odd, in both forms', () => {
    const notice = writeNotice(FACTS)
    expect(notice.text).toContain('Ada Example <ada@example-health.org>')
    expect(notice.html).toContain('Ada Example &#60;ada@example-health.org&#62;')
    for (const words of [notice.text, notice.html]) {
      expect(words).toContain(FACTS.link)
      expect(words).toContain('Thursday, April 2, 2026')
      expect(words).toContain('Ask the sender first')
    }
    expect(notice.html).not.toMatch(/<img|<script|<link|src=|url\(|@import/i)
    expect(notice.html.match(/https?:\/\/[^/"<]+/g)?.every((origin) => origin === 'https://secure.example-health.org')).toBe(true)
  })

  it('comes from the gateway, is answered to the sender and keeps the thread', () => {
    expect(writeNotice(FACTS)).toMatchObject({
      from: { name: 'Ada Example via example-health.org', address: 'postmaster@example-health.org' },
      replyTo: { name: 'Ada Example', address: 'ada@example-health.org' },
      references: ['<first@mail.example>', '<orig@sfdc.net>'],
      subject: 'Secure message from Ada Example',
    })
  })

  it('does not let a display name pass for another address or add markup', () => {
    const posing = writeNotice({ ...FACTS, sender: { name: 'billing@bank.example', address: 'x@evil.example' } })
    expect(JSON.stringify(posing)).not.toContain('bank.example')
    expect(posing.subject).toBe('Secure message from evil.example')
    const markup = writeNotice({ ...FACTS, sender: { name: '<img src=x onerror=1>', address: 'x@evil.example' } })
    expect(markup.html).not.toContain('<img')
  })

  it.each([
    ['adds lines', 'Dr\n\nClick http://evil.example/ to read it'],
    ['names a link', 'Dr. Ada https://evil.example'],
    ['names a link without its scheme', 'Your doctor (www.evil.example)'],
    ['names a domain', 'evil.example'],
    ['names a domain in wide letters', 'ｅｖｉｌ．ｅｘａｍｐｌｅ'],
    ['names a short link', 't.co/abc'],
    ['is an address in wide letters', 'billing＠bank'],
  ])('shows nothing of a name that %s', (_what, name) => {
    const notice = writeNotice({ ...FACTS, sender: { name, address: 'x@sender.example' } })
    expect(notice.text).toContain('You have a secure message from\nx@sender.example\n\nRead it here:')
    expect(notice.subject).toBe('Secure message from sender.example')
    expect(JSON.stringify(notice)).not.toMatch(/evil|bank|t\.co/)
  })

  it.each([
    ['Dr\n\r\u2028 Ada\tExample\u202e', 'Dr Ada Example'],
    ['Ada Example, M.Sc., R.N.', 'Ada Example, M.Sc., R.N.'],
    ['مریم\u200cسادات', 'مریم\u200cسادات'],
    ['x'.repeat(500), `${'x'.repeat(80)}…`],
  ])('shows the name %j as %j', (name, shown) => {
    const notice = writeNotice({ ...FACTS, sender: { name, address: 'x@sender.example' } })
    expect(notice.text).toContain(`You have a secure message from\n${shown} <x@sender.example>\n\nRead it here:`)
    expect(notice.from.name).toBe(`${shown} via sender.example`)
  })

  it('hands the words to the given composer', () => {
    expect(composeNotice(FACTS, (notice) => Buffer.from(notice.subject))).toEqual(Buffer.from('Secure message from Ada Example'))
  })
})
