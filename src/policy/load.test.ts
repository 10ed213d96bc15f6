import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { DETECTORS, loadTexts } from './fixtures/facts.ts'
import { loadPolicies } from './load.ts'

const HEAD = 'policy: p\ndefault: { deliver: encrypted }\n'

/** Problems as `line:column message`. */
function problems(text: string, options = {}): string[] {
  const loaded = loadTexts({ 'p.yaml': text }, options)
  return loaded.ok ? [] : loaded.problems.map(({ line, column, message }) => `${line}:${column} ${message}`)
}

/** A rule whose `when` and `then` are given, from line 3 on: `when` stands in line 4, `then` in line 5. */
function rule(when: string, then = '{ hold: "Look" }', more = ''): string {
  return `${HEAD}rules:\n  - id: r\n    when: ${when}\n    then: ${then}\n${more}`
}

describe('the sample of the design', () => {
  it('yields exactly what arrives later', () => {
    const file = new URL('./fixtures/design-sample.yaml', import.meta.url).pathname
    const readFile = (path: string) =>
      path === file ? readFileSync(path) : Buffer.from(path.includes('partners') ? 'example.org' : 'tumour')
    const loaded = loadPolicies([file], { detectors: DETECTORS, finds: (_, text) => text.startsWith('member'), readFile })
    const found = loaded.ok ? [] : loaded.problems.map(({ line, column, message }) => `${line}:${column} ${message}`)
    expect(found).toEqual([
      expect.stringContaining('28:23 the detector `us-mbi` arrives later'),
      expect.stringContaining('29:45 the detector `drug-name` arrives later'),
      expect.stringContaining('39:17 portal sign-in beyond `link` arrives later'),
    ])
  })
})

describe('what is wrong is told with its place', () => {
  it.each([
    ['a bomb of brackets', `policy: ${'['.repeat(10_000)}`, '0:0 the file is nested too deep'],
    ['unknown key of the file', `${HEAD}rulez: []`, '3:1 the policy file has no key `rulez`'],
    ['unknown condition', rule('{ subjct: { has: x } }'), '5:13 `when` has no key `subjct`'],
    ['unknown action', rule('{ found: mrn }', '{ deliver: portal, vya: x }'), '6:30 `then` has no key `vya`'],
    ['a key twice', rule('{ found: mrn, found: us-ssn }'), '5:25 `found` stands twice; the first is in line 5'],
    ['unknown detector', rule('{ found: [mrn, us-snn] }'), '5:26 there is no detector `us-snn`'],
    ['unknown list', rule('{ to: internal }'), '5:17 there is no list `internal` in this file'],
    ['no such protection', rule('{ found: mrn }', '{ deliver: secure }'), '6:22 `deliver` cannot be `secure`'],
    [
      'a number as text',
      rule('{ found: mrn }', '{ tag: 2026 }'),
      '6:18 an entry of `tag` must be a text, and YAML reads `2026` as a number',
    ],
    ['text as number', rule('{ found: mrn, min: "3" }'), '5:30 `min` must be a whole number'],
    [
      'yes for true',
      `${HEAD}rules:\n  - id: r\n    overridable: yes\n    when: { found: mrn }\n    then: { tag: x }`,
      '5:18 `overridable` must be true or false',
    ],
    ['a duration without unit', rule('{ found: mrn }', '{ deliver: portal, portal: { expires: 14 } }'), '6:49 `expires` lacks its unit'],
    ['a size without unit', rule('{ size: { over: 10 } }'), '5:27 `over` lacks its unit'],
    ['nothing after the colon', rule('{ found: mrn }', '\n      hold:'), '7:7 `hold` has no value'],
    ['hold: true', rule('{ found: mrn }', '{ hold: true }'), '6:19 `hold` must be a text'],
    ['wildcard without quotes', rule('{ to: *.example.org }'), '5:17 YAML reads `*.example.org` as an alias'],
    ['tag without quotes', rule('{ subject: { has: [[secure]] } }'), '5:30 an entry of `has` must be a text, not a list'],
    ['local wildcard', rule('{ to: "*@example.org" }'), '5:17 `*@example.org` has a * in the local part'],
    ['bare @domain', rule('{ to: "@example.org" }'), '5:17 `@example.org` has nothing before the @'],
    ['look-ahead', rule(`{ body: { matches: 'x(?=y)' } }`), '5:30 the pattern looks ahead'],
    ['unpaired parenthesis', rule(`{ body: { matches: ['ok', '(x'] } }`), '5:37 the parentheses of the pattern do not pair up'],
    ['backspace', rule('{ body: { matches: "\\bXH" } }'), '5:30 the pattern holds a control character'],
    ['a pattern for everything', rule(`{ body: { matches: 'x*' } }`), '5:30 the pattern matches the empty text'],
    ['min without found', rule('{ size: { over: 1KiB }, min: 2 }'), '5:35 `min` belongs to a `found`'],
    ['empty list', rule('{ found: [] }'), '5:20 `found` is an empty list, so it can never hold'],
    ['empty when', rule('{}'), '5:11 `when` says nothing'],
    ['empty all', rule('{ all: [] }'), '5:18 `all` is an empty list, so it says nothing'],
    ['empty any', rule('{ found: mrn, any: [] }'), '5:30 `any` is an empty list, so it can never hold'],
    ['empty to', rule('{ found: mrn, to: {} }'), '5:25 `to` says nothing'],
    ['empty not', rule('{ found: mrn, not: {} }'), '5:30 `not` says nothing'],
    ['empty subject', rule('{ found: mrn, subject: {} }'), '5:34 `subject` says nothing'],
    ['empty header', rule('{ found: mrn, header: {} }'), '5:25 `header` does not say which one'],
    ['empty attachment', rule('{ found: mrn, attachment: {} }'), '5:37 `attachment` says nothing'],
    ['empty size', rule('{ found: mrn, size: {} }'), '5:31 `size` says nothing'],
    ['empty near', rule('{ found: mrn, near: {} }'), '5:25 `near` does not say what must stand near'],
    ['empty words', rule('{ found: mrn, near: { words: [] } }'), '5:40 `words` is an empty list, so it can never hold'],
    ['impossible sizes', rule('{ size: { over: 5MiB, under: 1MiB } }'), '5:40 no `size` is over the one and under this'],
    ['opposites', rule('{ found: mrn, not: { found: mrn } }'), '5:25 together with line 5 this can never hold'],
    [
      'excluded address',
      rule('{ to: a@example.org, all: [{ to: { not: example.org } }] }'),
      '5:40 together with line 5 this can never hold',
    ],
    [
      'disjoint addresses',
      rule('{ to: example.org, all: [{ to: example.com }] }'),
      '5:38 together with line 5 this can never hold: no address is in both',
    ],
    ['header with a colon', rule('{ header: { name: "X-Foo:" } }'), '5:29 no header can be named `X-Foo:`'],
    [
      'a day that is none',
      `${HEAD}rules:\n  - id: r\n    until: 2026-02-30\n    when: { found: mrn }\n    then: { tag: x }`,
      '5:12 there is no day `2026-02-30`',
    ],
    [
      'otherwise beside portal',
      rule('{ found: mrn }', '{ deliver: portal, otherwise: bounce }'),
      '6:30 `otherwise` beside `deliver: portal` never counts',
    ],
    ['otherwise alone', rule('{ found: mrn }', '{ otherwise: portal }'), '6:13 `otherwise` without `deliver` never counts'],
    [
      'link-over alone',
      rule('{ found: mrn }', '{ portal: { link-over: any } }'),
      '6:13 `link-over` counts only in the rule that sets the protection',
    ],
    ['direct as fallback', rule('{ found: mrn }', '{ deliver: encrypted, otherwise: direct }'), '6:44 `otherwise` cannot be `direct`'],
    ['hold and reject', rule('{ found: mrn }', '{ hold: "a", reject: "b" }'), '6:13 `hold` beside `reject` never happens'],
    ['unbounded any', rule('{ found: mrn }', '{ deliver: any }'), '6:22 `deliver: any` lets mail go without encryption'],
    ['any in default', 'policy: p\ndefault: { deliver: any }', '2:21 `default` may not be `any`'],
    [
      'except without reason',
      rule('{ found: mrn }', '{ except: [r2] }', '  - { id: r2, overridable: true, when: { found: mrn }, then: { hold: "x" } }'),
      '6:13 `except` needs a reason',
    ],
    [
      'except of a fixed rule',
      rule('{ found: mrn }', '{ except: r2, reason: "x" }', '  - { id: r2, when: { found: mrn }, then: { hold: "x" } }'),
      '6:21 `r2` does not allow exceptions',
    ],
    ['except of nothing', rule('{ found: mrn }', '{ except: r3, reason: "x" }'), '6:21 there is no rule `r3`'],
    ['except of itself', rule('{ found: mrn }', '{ except: r, reason: "x" }'), '6:21 `r` cannot be the exception of itself'],
    [
      'an id twice',
      `${rule('{ found: mrn }')}  - { id: r, when: { found: mrn }, then: { hold: "x" } }`,
      '7:11 the id `r` stands twice; the first is in line 4',
    ],
    [
      'a reserved id',
      `${HEAD}rules:\n  - { id: default, when: { found: mrn }, then: { hold: "x" } }`,
      '4:11 `default` is no id for a rule',
    ],
    ['no default', 'policy: p', '1:1 no file has a `default`'],
    ['no name', 'default: { deliver: encrypted }', '1:1 the file does not name its policy'],
    [
      'two answers for the unreadable',
      `${HEAD}uninspectable: { then: { hold: "x", reject: "y" } }`,
      '3:26 `hold` beside `reject` never happens',
    ],
    ['weak answer for the unreadable', `${HEAD}uninspectable: { then: { deliver: encrypted } }`, '3:35 `deliver` cannot be `encrypted`'],
    ['opaque as clean', `${HEAD}uninspectable: { opaque: { deliver: any } }`, '3:37 `deliver` cannot be `any`'],
    ['a tab', 'policy: p\ndefault:\n\tdeliver: encrypted', '3:1 a tab stands where YAML wants spaces'],
    ['an unclosed quote', 'policy: "p\ndefault: { deliver: encrypted }\n', '1:9 a quote or bracket opens here and never closes'],
    ['a reserved first character', 'policy: @p', '1:9 YAML does not let a plain value begin with `@`'],
    ['a second document', `${HEAD}---\npolicy: q`, '3:1 a second document begins here'],
    ['not a map', '- a', '1:1 the policy file must be a map of keys, not a list'],
    ['an empty file', '', '1:1 the policy file is empty'],
  ])('%s', (_, text, expected) => {
    const found = problems(text)
    expect(
      found.some((problem) => problem.startsWith(expected)),
      `${expected}\nnot in\n${found.join('\n')}`,
    ).toBe(true)
  })

  it('suggests the word that was meant', () => {
    const loaded = loadTexts({ 'p.yaml': rule('{ subjct: { has: x } }', '{ delivre: portal }') })
    expect(loaded.ok ? [] : loaded.problems.map(({ hint }) => hint)).toEqual(['did you mean `subject`?', 'did you mean `deliver`?'])
  })

  it('tells every problem of a file at once', () => {
    expect(
      problems(`${HEAD}rules:\n  - { id: a, when: { found: nope }, then: { deliver: nope } }\n  - { id: A, when: {}, then: {} }`),
    ).toHaveLength(5)
  })

  it('names a file that is not there', () => {
    const loaded = loadPolicies(['/nonexistent/p.yaml'], { detectors: DETECTORS, finds: () => true })
    expect(loaded).toMatchObject({ ok: false, problems: [{ file: '/nonexistent/p.yaml', line: 0, message: 'there is no such file' }] })
  })
})

describe('consent', () => {
  it('makes `deliver: any` legal where it must hold, and nowhere else', () => {
    const bounded = (when: string) => problems(rule(when, '{ deliver: any }')).filter((problem) => problem.includes('without encryption'))
    expect(bounded('{ consent: plain-mail }')).toEqual([])
    expect(bounded('{ all: [{ consent: plain-mail }, { found: mrn }] }')).toEqual([])
    expect(bounded('{ any: [{ consent: plain-mail }, { found: mrn }] }')).toHaveLength(1)
    expect(bounded('{ not: { consent: plain-mail } }')).toHaveLength(1)
  })
})

describe('several files', () => {
  it('are one policy: ids are unique across them, and one default is enough', () => {
    const a = rule('{ found: mrn }')
    const b = 'policy: q\nrules:\n  - { id: r, when: { found: mrn }, then: { hold: "x" } }'
    const loaded = loadTexts({ 'a.yaml': a, 'b.yaml': b })
    expect(loaded.ok ? [] : loaded.problems).toEqual([
      expect.objectContaining({ file: 'b.yaml', line: 3, column: 11, message: 'the id `r` is also that of a rule in a.yaml, line 4' }),
    ])
  })

  it('version is the hash of their bytes in order', () => {
    const one = loadTexts({ 'a.yaml': HEAD, 'b.yaml': 'policy: q' })
    const other = loadTexts({ 'b.yaml': 'policy: q', 'a.yaml': HEAD })
    expect(one.ok && other.ok && one.policy.version !== other.policy.version).toBe(true)
    expect(one.ok && one.policy.version).toMatch(/^[0-9a-f]{64}$/)
  })
})

describe('routes', () => {
  const text = rule('{ found: mrn }', '{ deliver: encrypted, otherwise: [paubx, portal] }')
  it('are checked where postern.yaml is known', () => {
    const loaded = loadTexts({ 'p.yaml': text }, { routes: ['paubox'] })
    expect(loaded.ok ? [] : loaded.problems).toEqual([expect.objectContaining({ line: 6, column: 45, hint: 'did you mean `paubox`?' })])
  })
  it('are assumed, with a warning, where it is not', () => {
    const loaded = loadTexts({ 'p.yaml': text })
    expect(loaded.ok && loaded.warnings).toEqual([
      expect.objectContaining({ line: 6, message: 'assumed that postern.yaml has a route `paubx`' }),
    ])
  })
})

describe('bounds', () => {
  it('anchors are refused, so that no bomb can unfold', () => {
    const lines = [
      'a0: &a0 { found: mrn }',
      ...Array.from({ length: 12 }, (_, i) => `a${i + 1}: &a${i + 1} { all: [${Array(8).fill(`*a${i}`).join(', ')}] }`),
    ]
    const text = `${HEAD}${lines.join('\n')}\nrules:\n  - id: r\n    when: *a12\n    then: { hold: "x" }`
    expect(problems(text)).toEqual(['3:5 `&a0` is an anchor of YAML, which a policy may not use'])
    expect(problems(`${HEAD}rules:\n  - id: r\n    when: &w { all: [*w] }\n    then: { hold: "x" }`)).toEqual([
      '5:11 `&w` is an anchor of YAML, which a policy may not use',
    ])
  })
  it('a wildcard without quotes is told as such', () => {
    const loaded = loadTexts({ 'p.yaml': rule('{ to: [ *.example.org ] }') })
    expect(loaded.ok ? [] : loaded.problems).toEqual([
      expect.objectContaining({
        message: expect.stringContaining('begins with *'),
        hint: 'put quotes around *.example.org: "*.example.org"',
      }),
    ])
  })
  it('a file of very many values is stopped', () => {
    expect(problems(`${HEAD}lists: { a: [${'example.org, '.repeat(50_001)}] }`).some((one) => one.includes('more than 50000 values'))).toBe(
      true,
    )
  })
})

describe('warnings', () => {
  it('a rule that has ended, and one that asks for less than default', () => {
    const text =
      'policy: p\ndefault: { deliver: authenticated }\nrules:\n  - { id: a, until: 2026-01-01, when: { found: mrn }, then: { deliver: encrypted } }'
    const loaded = loadTexts({ 'p.yaml': text })
    expect(loaded.ok && loaded.warnings.map(({ message }) => message)).toEqual([
      'the rule `a` ended on 2026-01-01 and no longer counts',
      'the rule `a` asks for encrypted, less than `default` (authenticated)',
    ])
  })
})
