// Conditions, actions and layers of the whole language: how they decide, and what of them is refused.
import { describe, expect, it } from 'vitest'
import type { ConsentFact } from '../domain/consent.ts'
import type { TextPart } from '../domain/content.ts'
import { evaluate } from './evaluate.ts'
import { fallBack } from './fall-back.ts'
import { bodyPart, factsOf, finding, loadTexts, policyOf } from './fixtures/facts.ts'

const TO = { address: 'pat@example.org' }
const rule = (id: string, when: string, then: string) => `  - { id: ${id}, when: ${when}, then: ${then} }\n`
const verdictOf = (rules: string, facts = factsOf(), to: Parameters<typeof evaluate>[2] = TO) => evaluate(policyOf(rules), facts, to)

function problems(files: string | Readonly<Record<string, string>>): readonly string[] {
  const loaded = loadTexts(typeof files === 'string' ? { 'p.yaml': files } : files)
  return loaded.ok ? [] : loaded.problems.map(({ file, line, message }) => `${file}:${line} ${message}`)
}
const ruleProblems = (when: string, then: string) =>
  problems(`policy: p\ndefault: { deliver: encrypted }\nrules:\n${rule('r', when, then)}`)

describe('found', () => {
  const tags = (when: string, findings: Parameters<typeof factsOf>[0]) => verdictOf(rule('r', when, '{ tag: hit }'), factsOf(findings)).tags
  const parts = (...paths: string[]): TextPart[] => paths.map((path) => ({ ...bodyPart('x'.repeat(300)), path }))
  const written = (value: string, part: string, start = 10) => ({ ...finding('mrn', start, 5, part), value })

  it('distinct counts different values over all detectors and the whole message', () => {
    const three = [written('A', '1'), written('A', '1', 40), { ...finding('us-ssn', 80), value: 'B' }]
    expect(tags('{ found: [mrn, us-ssn], distinct: 2 }', { findings: three })).toEqual(['hit'])
    expect(tags('{ found: [mrn, us-ssn], distinct: 3 }', { findings: three })).toEqual([])
    expect(tags('{ found: [mrn, us-ssn], distinct: 2, min: 4 }', { findings: three })).toEqual([])
    expect(tags('{ found: [mrn, us-ssn], distinct: 2, min: 3 }', { findings: three })).toEqual(['hit'])
  })

  it('confidence keeps findings of at least that much, before near and min', () => {
    const weak = [{ ...written('A', '1'), confidence: 'medium' as const }, written('B', '1', 40)]
    expect(tags('{ found: mrn, min: 2, confidence: medium }', { findings: weak })).toEqual(['hit'])
    expect(tags('{ found: mrn, min: 2, confidence: high }', { findings: weak })).toEqual([])
    expect(
      tags('{ found: mrn, confidence: high, near: { found: us-ssn, within: 10 } }', { findings: [...weak, finding('us-ssn', 5)] }),
    ).toEqual([])
  })

  it('min counts a value once where alternatives repeat it, and the larger number where they differ', () => {
    const alternatives = { view: { parts: parts('1', '2'), alternatives: [''] } }
    const both = [written('A', '1'), written('A', '2'), written('B', '1', 40), written('B', '2', 40)]
    expect(tags('{ found: mrn, min: 2 }', { ...alternatives, findings: both })).toEqual(['hit'])
    expect(tags('{ found: mrn, min: 3 }', { ...alternatives, findings: both })).toEqual([])
    expect(tags('{ found: mrn, min: 3 }', { ...alternatives, findings: [...both, written('A', '2', 80)] })).toEqual(['hit'])
    expect(tags('{ found: mrn, min: 4 }', { view: { parts: parts('1', '2') }, findings: both })).toEqual(['hit'])
  })

  it('min counts other readings of a part once, attachments for themselves', () => {
    const view = { parts: parts('1', '1~2', '1/html-attrs', '2', '2~mbox-2'), alternatives: [] }
    const repeated = ['1', '1~2', '1/html-attrs'].map((path) => written('A', path))
    expect(tags('{ found: mrn, min: 2 }', { view, findings: repeated })).toEqual([])
    expect(tags('{ found: mrn, min: 3 }', { view, findings: [...repeated, written('A', '2'), written('A', '2~mbox-2')] })).toEqual(['hit'])
  })

  it('min counts through alternatives within alternatives', () => {
    const view = { parts: parts('1.1', '1.2.1', '1.2.2', '2'), alternatives: ['1', '1.2'] }
    const all = ['1.1', '1.2.1', '1.2.2', '2'].map((path) => written('A', path))
    expect(tags('{ found: mrn, min: 2 }', { view, findings: all })).toEqual(['hit'])
    expect(tags('{ found: mrn, min: 3 }', { view, findings: all })).toEqual([])
  })
})

describe('salesforce', () => {
  const headers = [
    { name: 'X-SFDC-LK', value: '00D8d000003TRx3' },
    { name: 'x-sfdc-emailcategory', value: 'quickActionEmail' },
    { name: 'X-SFDC-EntityId', value: '500Kd0000300s0L' },
  ]
  const holds = (condition: string) =>
    verdictOf(rule('r', `{ salesforce: ${condition} }`, '{ tag: hit }'), factsOf({ view: { headers } })).tags.length === 1

  it('looks at organisation, category and record', () => {
    expect(holds('{ org: 00D8d000003TRx3 }')).toBe(true)
    expect(holds('{ org: 00D8d000003TRx3EAG }')).toBe(true)
    expect(holds('{ category: [workflowActionAlert, QuickActionEmail] }')).toBe(true)
    expect(holds('{ entity: case }')).toBe(true)
    expect(holds('{ entity: "500" }')).toBe(true)
    expect(holds('{ entity: 500Kd0000300s0L }')).toBe(true)
    expect(holds('{ entity: [contact, lead] }')).toBe(false)
    expect(holds('{ entity: case, category: workflowActionAlert }')).toBe(false)
  })

  it('refuses what no header can say', () => {
    expect(ruleProblems('{ salesforce: { org: acme } }', '{ tag: x }')).toEqual(['p.yaml:4 `acme` is no organisation id'])
    expect(ruleProblems('{ salesforce: { entity: cases } }', '{ tag: x }')).toEqual(['p.yaml:4 `cases` is no record and no kind of record'])
    expect(ruleProblems('{ salesforce: {} }', '{ tag: x }')).toEqual(['p.yaml:4 `salesforce` says nothing'])
    expect(ruleProblems('{ salesforce: { org: 500 } }', '{ tag: x }')[0]).toContain('must be a text')
  })
})

describe('consent', () => {
  const consents: readonly ConsentFact[] = [{ id: 'c1', kind: 'plain-mail', wording: '2026-03' }]
  const rules =
    '  - { id: phi, overridable: true, when: { found: mrn }, then: { deliver: authenticated } }\n' +
    rule('plain', '{ consent: plain-mail }', '{ deliver: any, except: [phi], reason: "asked for" }') +
    '  - { id: watch, mode: monitor, when: { consent: plain-mail }, then: { tag: x } }\n'
  const facts = factsOf({ findings: [finding('mrn', 5)] })

  it('holds for the recipient who gave it, and the verdict says which and for which rules', () => {
    expect(verdictOf(rules, facts, { ...TO, consents })).toMatchObject({
      protection: 'any',
      rules: ['plain'],
      exceptions: [{ rule: 'phi', by: 'plain' }],
      consents: [{ id: 'c1', kind: 'plain-mail', wording: '2026-03', rules: ['plain'] }],
    })
    const without = verdictOf(rules, facts)
    expect(without).toMatchObject({ protection: 'authenticated', rules: ['phi'] })
    expect(without).not.toHaveProperty('consents')
  })

  it('is told apart for two recipients of the same rules', () => {
    const policy = policyOf(rules)
    const of = (id: string) =>
      evaluate(policy, facts, { ...TO, consents: [{ id, kind: 'plain-mail', wording: '1' }] }).consents?.map((one) => one.id)
    expect([of('c1'), of('c2')]).toEqual([['c1'], ['c2']])
    expect(policy.asksConsent).toBe(true)
    expect(policyOf(rule('r', '{ found: mrn }', '{ tag: x }')).asksConsent).toBe(false)
  })

  it('turned round asks for who gave none', () => {
    const stricter = rule('r', '{ not: { consent: plain-mail } }', '{ deliver: portal }')
    expect(verdictOf(stricter).protection).toBe('portal')
    expect(verdictOf(stricter, facts, { ...TO, consents }).protection).toBe('encrypted')
  })
})

describe('layers', () => {
  const BASE =
    'policy: base\ndefault: { deliver: encrypted }\nrules:\n  - { id: phi, overridable: true, when: { found: mrn }, then: { deliver: authenticated } }\n'
  const layer = (sender: string, body: string) => `policy: layer\nlayer: { for: ${sender} }\n${body}`
  const decide = (layers: Readonly<Record<string, string>>, from: string, findings = [finding('mrn', 5)]) => {
    const loaded = loadTexts({ ...layers, 'base.yaml': BASE })
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems))
    return evaluate(loaded.policy, factsOf({ view: { from: [from] }, findings }), TO)
  }

  it('count for their senders alone, after the base: domains, then addresses', () => {
    const layers = {
      'a.yaml': layer('ann@psych.example.org', 'rules:\n  - { id: ann, when: { found: mrn }, then: { tag: ann } }'),
      'd.yaml': layer('psych.example.org', 'rules:\n  - { id: psych, when: { found: mrn }, then: { deliver: portal } }'),
    }
    expect(decide(layers, 'ann@psych.example.org').rules).toEqual(['phi', 'psych', 'ann'])
    expect(decide(layers, 'bob@psych.example.org').rules).toEqual(['phi', 'psych'])
    expect(decide(layers, 'bob@example.org').rules).toEqual(['phi'])
  })

  it('stand beside `default`, never in its place', () => {
    const strict = BASE.replace('deliver: encrypted', 'deliver: authenticated')
    const loaded = loadTexts({
      'base.yaml': strict,
      'd.yaml': layer('example.org', 'rules:\n  - { id: t, when: { found: mrn }, then: { deliver: authenticated, otherwise: bounce } }'),
    })
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems))
    const verdict = evaluate(loaded.policy, factsOf({ view: { from: ['a@example.org'] }, findings: [] }), TO)
    expect(verdict).toMatchObject({ protection: 'authenticated', rules: ['default'] })
  })

  it('may have a stricter default and answers for what cannot be read', () => {
    const layers = { 'd.yaml': layer('example.org', 'default: { deliver: portal }\nuninspectable: { then: { reject: "Send it open" } }') }
    expect(decide(layers, 'a@example.org', []).protection).toBe('portal')
    expect(decide(layers, 'a@example.com', []).protection).toBe('encrypted')
    expect(decide(layers, 'a@example.org').protection).toBe('authenticated')
  })

  it('may take out a rule that allows it, and the default still holds', () => {
    const layers = {
      'd.yaml': layer('example.org', 'rules:\n  - { id: x, when: { to: example.org }, then: { except: [phi], reason: "tested partner" } }'),
    }
    expect(decide(layers, 'a@example.org')).toMatchObject({ protection: 'encrypted', rules: ['x', 'default'] })
  })

  it.each([
    [
      'deliver: any',
      'rules:\n  - { id: x, when: { consent: plain-mail }, then: { deliver: any } }',
      4,
      'a layer may only tighten, and `deliver: any` would loosen',
    ],
    [
      'link-over',
      'rules:\n  - { id: x, when: { found: mrn }, then: { deliver: portal, portal: { link-over: any } } }',
      4,
      '`link-over` loosens',
    ],
    [
      'less than the default',
      'rules:\n  - { id: x, when: { found: mrn }, then: { deliver: encrypted } }',
      4,
      'the rule `x` asks for encrypted, less than `default` of the base (authenticated)',
    ],
    ['a weaker default', 'default: { deliver: encrypted }', 3, '`default` asks for encrypted, less than'],
  ])('%s is refused', (_, body, line, message) => {
    const strict = BASE.replace('deliver: encrypted', 'deliver: authenticated')
    const told = problems({ 'base.yaml': strict, 'd.yaml': layer('example.org', body) })
    expect(told).toEqual([expect.stringMatching(new RegExp(`^d\\.yaml:${line} `))])
    expect(told[0]).toContain(message)
  })

  it('need a base with a default, and one sender each', () => {
    expect(problems({ 'd.yaml': layer('example.org', 'default: { deliver: encrypted }') })).toEqual([
      'd.yaml:1 no file without `layer` has a `default`',
    ])
    expect(problems({ 'base.yaml': BASE, 'd.yaml': layer('[a.example, b.example]', '') })[0]).toContain('`for` must be a text')
    expect(problems({ 'base.yaml': BASE, 'd.yaml': 'policy: x\nlayer: {}' })[0]).toContain('`layer` does not say for whom')
  })
})

describe('actions that change a copy', () => {
  it('add up; each name is redacted once, by the strongest mode', () => {
    const rules =
      rule(
        'a',
        '{ found: mrn }',
        '{ redact: { values: [mrn, us-ssn], mode: pseudonym }, subject: { strip: ["[x]"] }, notice: { text: "N" } }',
      ) +
      rule(
        'b',
        '{ found: mrn }',
        '{ redact: { values: mrn, else: portal }, subject: { prefix: "P: " }, notice: { text: "N" }, journal: j@example.org }',
      ) +
      rule('c', '{ found: mrn }', '{ header: { set: { X-A: "1" }, remove: X-B } }') +
      rule('d', '{ found: mrn }', '{ header: { set: { x-a: "2" }, add: { X-C: "3" }, remove: x-a } }'.replace(', remove: x-a', ''))
    const { changes, journal } = verdictOf(rules, factsOf({ findings: [finding('mrn', 5)] }))
    expect(changes).toEqual({
      redact: [
        { rule: 'a', values: ['us-ssn'], mode: 'pseudonym', else: { action: 'hold' } },
        { rule: 'b', values: ['mrn'], mode: 'mask', else: { action: 'deliver', deliver: 'portal' } },
      ],
      notices: [{ text: 'N', place: 'bottom' }],
      header: { remove: ['X-B'], set: { 'X-A': '1' }, add: [{ name: 'X-C', value: '3' }] },
      subject: { strip: ['[x]'], prefix: ['P: '] },
    })
    expect(journal).toEqual(['j@example.org'])
    expect(verdictOf(rules)).not.toHaveProperty('changes')
  })

  it('stay where the rule is excepted, unlike how it travels', () => {
    const rules =
      '  - { id: a, overridable: true, when: { found: mrn }, then: { deliver: portal, via: portal, proof: dane-or-sts, hold: "x", redact: { values: mrn } } }\n' +
      rule('b', '{ found: mrn }', '{ except: [a], reason: "tested" }')
    const verdict = verdictOf(rules, factsOf({ findings: [finding('mrn', 5)] }))
    expect(verdict).toMatchObject({ action: 'deliver', protection: 'encrypted', changes: { redact: [{ rule: 'a' }] } })
    expect(verdict).not.toHaveProperty('proof')
  })

  it('fall back on the ladders where a copy cannot be rewritten', () => {
    const verdict = verdictOf(
      rule('a', '{ found: mrn }', '{ deliver: authenticated, redact: { values: mrn } }'),
      factsOf({ findings: [finding('mrn', 5)] }),
    )
    expect(fallBack(verdict, [{ action: 'deliver', deliver: 'portal' }], 'w')).toMatchObject({
      action: 'deliver',
      protection: 'portal',
      reasons: [],
    })
    expect(fallBack(verdict, [{ action: 'deliver', deliver: 'encrypted' }], 'w').protection).toBe('authenticated')
    expect(fallBack(verdict, [{ action: 'hold' }, { action: 'reject' }], 'w')).toMatchObject({ action: 'reject', reasons: ['w'] })
    expect(fallBack({ ...verdict, action: 'hold', reasons: ['before'] }, [{ action: 'hold' }], 'w')).toMatchObject({
      action: 'hold',
      reasons: ['before'],
    })
    expect(fallBack(verdict, [{ action: 'hold' }], 'w')).not.toHaveProperty('changes')
  })

  it.each([
    ['redact of nothing', '{ redact: { mode: mask } }', '`redact` does not say what'],
    ['an unknown mode', '{ redact: { values: mrn, mode: remove } }', '`mode` cannot be `remove`'],
    ['date-shift of a number', '{ redact: { values: mrn, mode: date-shift } }', '`date-shift` moves dates, and `mrn` finds none'],
    ['else in the open', '{ redact: { values: mrn, else: { deliver: any } } }', '`deliver` cannot be `any`'],
    ['a structural header', '{ header: { set: { Content-Type: x } } }', '`header` may not touch `Content-Type`'],
    ['From', '{ header: { remove: From } }', '`header` may not touch `From`'],
    ['a header twice', '{ header: { set: { X-A: "1" }, remove: x-a } }', '`x-a` stands under `set` and `remove`'],
    ['a header over lines', '{ header: { add: { X-A: "1\\nBcc: x@example.org" } } }', 'holds a line break'],
    ['a subject over lines', '{ subject: { prefix: "a\\nb" } }', '`prefix` holds a line break'],
    ['strip and replace', '{ subject: { strip: a, replace: b } }', '`strip` beside `replace` never counts'],
    ['a notice without text', '{ notice: { place: top } }', '`notice` has no text'],
    ['a journal of a domain', '{ journal: example.org }', '`journal` needs mail addresses'],
    ['proof of the unproved', '{ deliver: encrypted, proof: dane-or-sts }', '`proof` contradicts `deliver: encrypted`'],
    ['via beside mail', '{ deliver: authenticated, via: portal }', '`via` beside `deliver: authenticated` never counts'],
    ['via bounce', '{ deliver: portal, via: bounce }', '`via` says who hosts a portal message'],
  ])('%s is refused', (_, then, message) => {
    const told = ruleProblems('{ found: mrn }', then)
    expect(
      told.some((problem) => problem.includes(message)),
      told.join('\n'),
    ).toBe(true)
  })

  it('`proof` and `via` reach the verdict', () => {
    const rules =
      rule('a', '{ found: mrn }', '{ deliver: portal, via: [paubox, portal] }') +
      rule('b', '{ found: mrn }', '{ deliver: authenticated, proof: dane-or-sts }')
    expect(verdictOf(rules, factsOf({ findings: [finding('mrn', 5)] }))).toMatchObject({
      via: ['paubox', 'portal'],
      proof: 'dane-or-sts',
      protection: 'portal',
    })
    expect(verdictOf(rules).via).toEqual(['portal'])
  })
})
