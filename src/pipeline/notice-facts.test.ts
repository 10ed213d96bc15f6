import { describe, expect, it } from 'vitest'
import { noticeOrigin } from './notice-facts.ts'

const origin = (from: string) => noticeOrigin(Buffer.from(`Subject: x\r\nFrom: ${from}\r\n`), 'checked@example-health.org')

describe('noticeOrigin', () => {
  it('reads the name as mail programs do', () => {
    expect(origin('=?utf-8?q?Zo=C3=AB?= Example <zoe@example-health.org>').sender).toEqual({
      name: 'Zoë Example',
      address: 'zoe@example-health.org',
    })
  })

  it('names whom the door has checked, not what a lenient parser makes of the field', () => {
    expect(origin('"a@evil.example" <ada@example-health.org>').sender.address).toBe('ada@example-health.org')
    expect(origin(String.raw`"a\" b"@example-health.org`).sender.address).toBe(String.raw`"a\" b"@example-health.org`)
    for (const broken of ['Ada ada@evil.example', '<ada@evil.example', 'a@b@evil.example', ''])
      expect(origin(broken).sender.address).toBe('checked@example-health.org')
  })
})
