// Lists and dictionaries from files, detectors of one's own: what loads, what is refused and where.
import { describe, expect, it } from 'vitest'
import { scanSet } from '../domain/scan-set.ts'
import { evaluate } from './evaluate.ts'
import { factsOf, finding, loadTexts } from './fixtures/facts.ts'
import type { LoadOptions } from './load.ts'

const HEAD = 'policy: p\ndefault: { deliver: encrypted }\n'
const RULES = 'rules:\n  - { id: r, when: { found: WHAT }, then: { tag: hit } }\n'

function load(before: string, more: Readonly<Record<string, string>> = {}, options: Partial<LoadOptions> = {}, what = 'own') {
  return loadTexts({ 'policies/p.yaml': HEAD + before + RULES.replace('WHAT', what), ...more }, options)
}

/** `file:line:column message`. */
function problems(...args: Parameters<typeof load>): readonly string[] {
  const loaded = load(...args)
  return loaded.ok ? [] : loaded.problems.map(({ file, line, column, message }) => `${file}:${line}:${column} ${message}`)
}

function policyOf(...args: Parameters<typeof load>) {
  const loaded = load(...args)
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems))
  return loaded.policy
}

describe('a list from a file', () => {
  const LIST = 'lists: { partners: { file: lists/partners.txt } }\n'
  const rule = { 'policies/p.yaml': `${HEAD}${LIST}rules:\n  - { id: r, when: { to: partners }, then: { tag: hit } }` }
  const withFile = (text: string) => loadTexts({ ...rule, 'policies/lists/partners.txt': text })

  it('has one entry a line; # begins a comment', () => {
    const loaded = withFile('\uFEFF# our partners\nlab.example.org\r\n"*.clinic.example"  # all of them\n\nann@example.net\n')
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems))
    const tags = (address: string) => evaluate(loaded.policy, factsOf(), { address }).tags
    expect(['a@lab.example.org', 'a@x.clinic.example', 'Ann@example.net'].map((address) => tags(address).length)).toEqual([1, 1, 1])
    expect(tags('bob@example.net')).toEqual([])
    expect(loaded.policy.sideFiles).toEqual(['policies/lists/partners.txt'])
  })

  it('tells a wrong entry with file, line and column', () => {
    const loaded = withFile('# partners\nlab.example.org\n  nonsense\n')
    expect(loaded.ok ? [] : loaded.problems).toEqual([
      expect.objectContaining({ file: 'policies/lists/partners.txt', line: 3, column: 3, message: '`nonsense` is not a domain' }),
    ])
  })

  it('is refused where it is not there, is empty or is no text', () => {
    const told = (loaded: ReturnType<typeof loadTexts>) =>
      loaded.ok ? [] : loaded.problems.map(({ line, message }) => `${line} ${message}`)
    expect(told(loadTexts(rule))).toEqual(['3 there is no file policies/lists/partners.txt'])
    expect(told(withFile('# nobody\n'))[0]).toContain('has no entry, so the list `partners` can never hold')
    const binary = loadTexts(rule, {
      readFile: (path) => (path.endsWith('.txt') ? Buffer.from([0xff, 0xfe, 0x41]) : Buffer.from(rule['policies/p.yaml'])),
    })
    expect(told(binary)[0]).toContain('is not UTF-8 text')
  })

  it('counts in the version', () => {
    const versions = ['a.example', 'b.example'].map((text) => withFile(text)).map((loaded) => loaded.ok && loaded.policy.version)
    expect(versions[0]).not.toBe(versions[1])
  })
})

describe('a dictionary', () => {
  it('has terms of its own and of a file, and is found like a detector', () => {
    const policy = policyOf('dictionaries: { own: { terms: [lymphoma], file: words.txt } }\n', {
      'policies/words.txt': 'hodgkin disease\n# comment\n',
    })
    expect(policy.scan).toEqual(scanSet({ dictionaries: [{ name: 'own', terms: ['lymphoma', 'hodgkin disease'] }] }))
    expect(evaluate(policy, factsOf({ findings: [finding('own', 5)] }), { address: 'a@example.org' }).tags).toEqual(['hit'])
  })

  it.each([
    ['no terms', 'dictionaries: { own: { terms: [] } }\n', {}, 'policies/p.yaml:3:31 `terms` is an empty list'],
    ['neither', 'dictionaries: { own: {} }\n', {}, 'policies/p.yaml:3:22 the dictionary `own` says nothing'],
    [
      'a bad term',
      'dictionaries: { own: { terms: ["#x"] } }\n',
      {},
      'policies/p.yaml:3:32 the term `#x` does not begin with a letter or digit',
    ],
    [
      'a bad line',
      'dictionaries: { own: { file: w.txt } }\n',
      { 'policies/w.txt': 'good\n-bad\n' },
      'policies/w.txt:2:1 the term `-bad` does not begin',
    ],
    ['a built-in name', 'dictionaries: { mrn: { terms: [ab] } }\n', {}, 'policies/p.yaml:3:17 `mrn` is the name of a built-in detector'],
  ] as const)('%s', (_, text, files, expected) => {
    expect(
      problems(text, files).some((problem) => problem.startsWith(expected)),
      problems(text, files).join('\n'),
    ).toBe(true)
  })

  it('that no rule uses is worth a look, and is not looked for', () => {
    const loaded = load('dictionaries: { own: { terms: [ab] } }\n', {}, {}, 'mrn')
    expect(loaded.ok && loaded.warnings.map(({ message }) => message)).toEqual(['no rule of this file uses `own`'])
    expect(loaded.ok && loaded.policy.scan).toEqual(scanSet({ detectors: ['mrn'] }))
  })

  it('of one name stands in one file', () => {
    const file = (id: string) =>
      `policy: p\ndefault: { deliver: encrypted }\ndictionaries: { own: { terms: [ab] } }\nrules: [{ id: ${id}, when: { found: own }, then: { tag: x } }]`
    const loaded = loadTexts({ 'a.yaml': file('a'), 'b.yaml': file('b') })
    expect(loaded.ok ? [] : loaded.problems).toEqual([
      expect.objectContaining({
        file: 'b.yaml',
        line: 3,
        column: 17,
        message: 'the name `own` is also that of a dictionary or detector in a.yaml, line 3',
      }),
    ])
  })
})

describe('a detector of one’s own', () => {
  const own = (fields: string) => `detectors:\n  own: { ${fields} }\n`
  it('goes into the scan set with all it has', () => {
    const policy = policyOf(
      own("pattern: 'XH[0-9]{9}', near: { words: [member], within: 60 }, check: luhn, examples: { match: [XH000000018] }"),
    )
    expect(policy.scan.custom).toEqual([{ id: 'own', pattern: 'XH[0-9]{9}', near: { words: ['member'], within: 60 }, check: 'luhn' }])
  })

  it.each([
    ['lookahead', "pattern: 'a(?=b)'", 'looks ahead', 'write the text that must follow out'],
    ['negative lookahead', "pattern: 'a(?!b)'", 'looks ahead', '[^…]'],
    ['lookbehind', "pattern: '(?<=a)b'", 'looks behind', '(?P<value>'],
    ['back-reference', "pattern: '(a)\\1'", 'refers back', 'write the repeated text out'],
    ['named back-reference', "pattern: '(?P<x>a)\\k<x>'", 'refers back', 'write the repeated text out'],
    ['atomic group', "pattern: '(?>a+)b'", 'atomic', 'needs none'],
    ['possessive', "pattern: 'a++b'", 'possessive', 'needs none'],
    ['empty match', "pattern: 'a*'", 'matches the empty text', 'required'],
    ['open bracket', "pattern: '[a'", 'is not closed', 'close it'],
    ['too large', "pattern: '(?:[a-z]{1,30}x){20}'", 'too large', 'smaller'],
    ['too long', `pattern: '${'ab'.repeat(1001)}'`, 'longer than 2000 characters', 'split it'],
    ['no pattern', 'check: luhn', 'has no pattern', 'pattern'],
    ['unknown check', "pattern: 'a', check: lunh", '`check` cannot be `lunh`', 'luhn'],
  ])('%s is refused with the fix', (_, fields, message, hint) => {
    const loaded = load(own(fields))
    const told = loaded.ok ? [] : loaded.problems
    expect(
      told.some((problem) => problem.line === 4 && problem.message.includes(message)),
      JSON.stringify(told),
    ).toBe(true)
    expect(told.map((problem) => problem.hint).join()).toContain(hint)
  })

  it('must do what its examples say', () => {
    const finds: LoadOptions['finds'] = ({ check, near }, text) =>
      text.includes('XH') && (!check || text.endsWith('8')) && (!near || text.includes('member'))
    const told = (examples: string, more = '') => problems(own(`pattern: 'XH'${more}, examples: { ${examples} }`), {}, { finds })
    expect(told('match: [XH1], ignore: [AB]')).toEqual([])
    expect(told('match: [AB]')).toEqual([
      expect.stringMatching(/4:\d+ the detector `own` does not find this example: the pattern does not match/),
    ])
    expect(told('match: [XH1]', ', check: luhn')).toEqual([expect.stringContaining('the check digit (luhn) is wrong')])
    expect(told('match: [XH1]', ', near: { words: [member] }')).toEqual([expect.stringContaining('none of the words of `near`')])
    expect(told('ignore: [XH1]')).toEqual([expect.stringContaining('finds this example, and should ignore it')])
  })

  it('without examples is worth a look', () => {
    const loaded = load(own("pattern: 'XH[0-9]{9}'"))
    expect(loaded.ok && loaded.warnings.map(({ message }) => message)).toEqual(['the detector `own` has no examples'])
  })
})

describe('the scan set', () => {
  it('holds what any rule asks for, near it or to be redacted, whatever its mode or date', () => {
    const rules = [
      '{ id: a, when: { any: [{ found: mrn }, { not: { found: us-npi } }] }, then: { tag: x } }',
      '{ id: b, mode: monitor, when: { found: us-ssn, near: { found: icd-10 } }, then: { tag: x } }',
      '{ id: c, until: 2020-01-01, when: { subject: { has: x } }, then: { redact: { values: credit-card } } }',
    ]
    const loaded = loadTexts({ 'p.yaml': `${HEAD}rules:\n${rules.map((rule) => `  - ${rule}\n`).join('')}` })
    expect(loaded.ok && loaded.policy.scan).toEqual(scanSet({ detectors: ['credit-card', 'icd-10', 'mrn', 'us-npi', 'us-ssn'] }))
  })
})
