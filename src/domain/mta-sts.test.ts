import { describe, expect, it } from 'vitest'
import { namesHost, readStsPolicy, readStsRecord } from './mta-sts.ts'

describe('readStsRecord', () => {
  it.each<[readonly string[], unknown]>([
    [['v=STSv1; id=20260101T000000;'], { id: '20260101T000000' }],
    [['v=STSv1;id=a'], { id: 'a' }],
    [['v=spf1 -all', 'v=STSv1; id=a; other=x'], { id: 'a' }],
    [[], 'none'],
    [['v=STSv2; id=a'], 'none'],
    [[' v=STSv1; id=a'], 'none'],
    [['v=STSv1; id=a', 'v=STSv1; id=b'], 'none'],
    [['v=STSv1;'], 'malformed'],
    [['v=STSv1; id=a-b'], 'malformed'],
    [[`v=STSv1; id=${'a'.repeat(33)}`], 'malformed'],
    [['v=STSv1; id=a; id=b'], 'malformed'],
  ])('%j', (texts, expected) => expect(readStsRecord(texts)).toEqual(expected))
})

describe('readStsPolicy', () => {
  const policy = (...lines: string[]) => readStsPolicy(['version: STSv1', ...lines].join('\r\n'))

  it('reads lines ended by CRLF or LF, ignores unknown keys, and of keys other than mx takes the first', () => {
    const text = 'version: STSv1\nmode: enforce\r\nmode: none\nmx: MX1.Example.org\nmx:*.example.net\nx-new: y\nmax_age: 604800\n'
    expect(readStsPolicy(text)).toEqual({ mode: 'enforce', maxAge: 604_800, mx: ['mx1.example.org', '*.example.net'] })
  })

  it('drops lines that can name no host, and keeps the others', () => {
    expect(policy('mode: enforce', 'mx: 192.0.2.1', 'mx: a.*.test', 'mx: good.test', 'max_age: 1')).toMatchObject({ mx: ['good.test'] })
  })

  it('needs no host under none', () => expect(policy('mode: none', 'max_age: 0')).toEqual({ mode: 'none', maxAge: 0, mx: [] }))

  it.each([
    ['another version', 'version: STSv2\nmode: none\nmax_age: 1'],
    ['no version', 'mode: none\nmax_age: 1'],
    ['an unknown mode', 'version: STSv1\nmode: report\nmx: a.test\nmax_age: 1'],
    ['no max_age', 'version: STSv1\nmode: enforce\nmx: a.test'],
    ['a max_age that is none', 'version: STSv1\nmode: enforce\nmx: a.test\nmax_age: -1'],
    ['a max_age over a year', 'version: STSv1\nmode: enforce\nmx: a.test\nmax_age: 31557601'],
    ['no host under enforce', 'version: STSv1\nmode: enforce\nmax_age: 1'],
    ['a page', '<html><body>version: STSv1</body></html>'],
  ])('refuses %s, with a sentence', (_name, text) => expect(readStsPolicy(text)).toEqual(expect.any(String)))
})

describe('namesHost', () => {
  const names = (pattern: string, host: string) => namesHost({ mode: 'enforce', maxAge: 1, mx: [pattern] }, host)
  it.each([
    ['mx.example.org', 'mx.example.org', true],
    ['mx.example.org', 'mx2.example.org', false],
    ['*.example.org', 'mx.example.org', true],
    ['*.example.org', 'a.mx.example.org', false],
    ['*.example.org', 'example.org', false],
    ['*.example.org', 'mxexample.org', false],
  ])('%s for %s: %s', (pattern, host, expected) => expect(names(pattern, host)).toBe(expected))
})
