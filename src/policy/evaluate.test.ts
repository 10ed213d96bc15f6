import { RE2JS } from 're2js'
import { describe, expect, it } from 'vitest'
import type { Uninspectable } from '../domain/content.ts'
import { evaluate, failClosedVerdict, type PolicyFacts, prepare } from './evaluate.ts'
import { bodyPart, factsOf, finding, loadTexts, NOW, policyOf } from './fixtures/facts.ts'

const TO = { address: 'pat@example.org' }
const MRN = factsOf({ findings: [finding('mrn', 0)] })

/** A rule for every message of these tests. */
const rule = (id: string, then: string, more = '') => `  - id: ${id}\n    when: { size: { over: 0B } }\n    then: ${then}\n${more}`
const verdictOf = (rules: string, facts: PolicyFacts = MRN, before = '') => evaluate(policyOf(rules, before), facts, TO)

describe('default', () => {
  it('sets the protection where no rule does, under hold and tag too', () => {
    expect(verdictOf(rule('a', '{ hold: "Look", tag: x }'))).toMatchObject({
      action: 'hold',
      protection: 'encrypted',
      otherwise: ['portal'],
      rules: ['a', 'default'],
      reasons: ['Look'],
      tags: ['x'],
    })
  })

  it('gives way to any rule that sets one', () => {
    expect(verdictOf(rule('a', '{ deliver: authenticated, otherwise: bounce }'))).toMatchObject({
      protection: 'authenticated',
      otherwise: ['bounce'],
      rules: ['a'],
    })
  })

  it('of several files is the strictest', () => {
    const loaded = loadTexts({
      'a.yaml': 'policy: a\ndefault: { deliver: encrypted, otherwise: [bounce, portal] }',
      'b.yaml': 'policy: b\ndefault: { deliver: authenticated, otherwise: [portal, bounce], min-tls: 1.3 }',
      'c.yaml': 'policy: c\ndefault: { deliver: authenticated, otherwise: bounce }',
    })
    expect(loaded.ok && evaluate(loaded.policy, MRN, TO)).toMatchObject({
      protection: 'authenticated',
      otherwise: ['bounce'],
      minTls: '1.3',
    })
  })
})

describe('the ladders', () => {
  it('each has its own maximum', () => {
    const rules =
      rule('a', '{ reject: "No" }') + rule('b', '{ hold: "Look" }') + rule('c', '{ deliver: encrypted }') + rule('d', '{ deliver: portal }')
    expect(verdictOf(rules)).toMatchObject({
      action: 'reject',
      protection: 'portal',
      otherwise: [],
      reasons: ['No'],
      rules: ['a', 'b', 'c', 'd'],
    })
  })

  it('the rest adds up: min-tls, notify, tags', () => {
    const rules =
      rule('a', '{ deliver: encrypted, min-tls: 1.3, notify: a@example.org }') +
      rule('b', '{ notify: [a@example.org, b@example.org], tag: [x, y] }') +
      rule('c', '{ tag: y }')
    expect(verdictOf(rules)).toMatchObject({ minTls: '1.3', notify: ['a@example.org', 'b@example.org'], tags: ['x', 'y'] })
  })

  it("otherwise: what all winners allow, in the first one's order, losers unheard, left out means portal", () => {
    const winners = rule('a', '{ deliver: authenticated, otherwise: [bounce, portal] }') + rule('b', '{ deliver: authenticated }')
    expect(verdictOf(winners + rule('c', '{ deliver: encrypted, otherwise: [] }')).otherwise).toEqual(['portal'])
    expect(verdictOf(winners + rule('c', '{ deliver: authenticated, otherwise: bounce }')).otherwise).toEqual([])
  })

  it('portal: shortest life; a lowered notice only where every winner grants it, the stricter of two', () => {
    const any = rule('a', '{ deliver: portal, portal: { link-over: any, expires: 10d } }')
    const encrypted = rule('b', '{ deliver: portal, portal: { link-over: encrypted, expires: 5d } }')
    expect(verdictOf(any).portal).toEqual({ auth: 'link', expires: 10 * 86_400_000, linkOver: 'any' })
    expect(verdictOf(any + encrypted).portal).toEqual({ auth: 'link', expires: 5 * 86_400_000, linkOver: 'encrypted' })
    expect(verdictOf(any + encrypted + rule('c', '{ deliver: portal }')).portal.linkOver).toBeUndefined()
    expect(verdictOf(any + rule('c', '{ deliver: encrypted }')).portal.linkOver).toBe('any')
    expect(
      verdictOf(rule('c', '{ deliver: encrypted, portal: { link-over: any } }') + rule('d', '{ deliver: authenticated }')).portal.linkOver,
    ).toBeUndefined()
  })
})

describe('except', () => {
  const STRICT = `  - id: phi\n    overridable: true\n    when: { found: mrn }\n    then: { deliver: portal, hold: "Look", min-tls: 1.3, notify: a@example.org }\n`
  it('takes out how the copy travels and the hold, for that recipient, and records why', () => {
    const rules = `${STRICT}  - id: known\n    when: { to: example.org }\n    then: { except: phi, reason: "They asked" }\n`
    expect(verdictOf(rules)).toMatchObject({
      action: 'deliver',
      protection: 'encrypted',
      rules: ['phi', 'known', 'default'],
      notify: ['a@example.org'],
      exceptions: [{ rule: 'phi', by: 'known', reason: 'They asked' }],
    })
    expect(verdictOf(rules).minTls).toBeUndefined()
    expect(evaluate(policyOf(rules), MRN, { address: 'x@example.com' })).toMatchObject({
      action: 'hold',
      protection: 'portal',
      exceptions: [],
    })
  })

  it('never takes out a reject', () => {
    const rules = `  - { id: no, overridable: true, when: { found: mrn }, then: { reject: "No" } }\n${rule('ex', '{ except: no, reason: "x" }')}`
    expect(verdictOf(rules).action).toBe('reject')
  })

  it('does nothing in monitor mode, nor after its date', () => {
    const monitored = `${STRICT}  - { id: ex, mode: monitor, when: { to: example.org }, then: { except: phi, reason: "x" } }\n`
    expect(verdictOf(monitored)).toMatchObject({ action: 'hold', monitored: [{ rule: 'ex', wouldHave: 'except: phi' }] })
    const ended = `${STRICT}  - { id: ex, until: 2026-11-20, when: { to: example.org }, then: { except: phi, reason: "x" } }\n`
    expect(verdictOf(ended).action).toBe('hold')
  })

  it('any stands in place of default and loses to every rule that is not excepted', () => {
    const any = '  - { id: plain, until: 2027-01-01, when: { to: example.org }, then: { deliver: any } }\n'
    expect(verdictOf(any)).toMatchObject({ protection: 'any', rules: ['plain'] })
    expect(verdictOf(any + rule('b', '{ deliver: encrypted }')).protection).toBe('encrypted')
  })
})

describe('until', () => {
  const RULE = '  - { id: a, until: 2026-11-21, when: { found: mrn }, then: { tag: x } }'
  it('counts to the end of the day in UTC', () => {
    const at = (iso: string) => evaluate(policyOf(RULE), { ...MRN, now: Date.parse(iso) }, TO).tags
    expect(at('2026-11-21T23:59:59.999Z')).toEqual(['x'])
    expect(at('2026-11-22T00:00:00Z')).toEqual([])
  })
})

describe('monitor', () => {
  it('records what would have been, and enforces the rest', () => {
    const rules = `${rule('a', '{ deliver: authenticated }')}  - { id: m, mode: monitor, when: { found: mrn }, then: { reject: "No", deliver: portal } }\n`
    expect(verdictOf(rules)).toMatchObject({
      action: 'deliver',
      protection: 'authenticated',
      rules: ['a'],
      monitored: [{ rule: 'm', wouldHave: 'reject; deliver: portal' }],
    })
  })

  it("of the whole file yields to a rule's own mode", () => {
    const rules = `${rule('a', '{ reject: "No" }')}  - { id: e, mode: enforce, when: { found: mrn }, then: { tag: x } }\n`
    expect(verdictOf(rules, MRN, 'mode: monitor\n')).toMatchObject({
      action: 'deliver',
      protection: 'encrypted',
      tags: ['x'],
      rules: ['e', 'default'],
    })
  })
})

describe('what could not be read', () => {
  const part = (type: string, opaque: boolean): Uninspectable => ({ path: '2', type, name: '', why: 'not read', opaque })
  const unread = (...parts: Uninspectable[]) => factsOf({ view: { uninspectable: parts } })
  const RULES = '  - { id: a, when: { found: mrn }, then: { tag: x } }\n'

  it('is held by default, and goes at least authenticated when released', () => {
    expect(verdictOf(RULES, unread(part('application/pdf', false)))).toMatchObject({
      action: 'hold',
      protection: 'authenticated',
      reasons: ['Could not be read'],
      rules: ['uninspectable', 'default'],
    })
  })

  it('is decided even when every rule only watches', () => {
    expect(verdictOf(RULES, unread(part('application/pdf', false)), 'mode: monitor\n').action).toBe('hold')
  })

  it('opaque types have an answer of their own, which never lowers', () => {
    expect(verdictOf(RULES, unread(part('image/png', true)))).toMatchObject({ action: 'deliver', protection: 'encrypted' })
    const strict = 'default: { deliver: authenticated }\n'
    expect(verdictOf(RULES, unread(part('image/png', true)), strict).protection).toBe('authenticated')
    const any = '  - { id: plain, until: 2027-01-01, when: { to: example.org }, then: { deliver: any } }\n'
    expect(verdictOf(any, unread(part('image/png', true))).protection).toBe('encrypted')
  })

  it('allow treats types as opaque', () => {
    const allow = 'uninspectable: { then: { reject: "No" }, allow: [application/pdf, "audio/*"] }\n'
    expect(verdictOf(RULES, unread(part('application/pdf', false)), allow).action).toBe('deliver')
    expect(verdictOf(RULES, unread(part('audio/mpeg', false)), allow).action).toBe('deliver')
    expect(verdictOf(RULES, unread(part('application/zip', false)), allow).action).toBe('reject')
  })

  it('a failed inspection takes the same way', () => {
    expect(verdictOf(RULES, factsOf({ inspectionFailed: 'the worker died' }))).toMatchObject({
      action: 'hold',
      rules: ['uninspectable', 'default'],
    })
    const portal = 'uninspectable: { then: { deliver: portal } }\n'
    expect(verdictOf(RULES, factsOf({ inspectionFailed: 'x' }), portal)).toMatchObject({ action: 'deliver', protection: 'portal' })
  })

  it('of several files: the strictest answer, and only types that all allow', () => {
    const loaded = loadTexts({
      'a.yaml':
        'policy: a\ndefault: { deliver: encrypted }\nuninspectable: { then: { deliver: portal }, allow: [application/pdf, application/zip] }',
      'b.yaml': 'policy: b\nuninspectable: { then: { hold: "Stop" }, allow: application/zip }',
    })
    expect(loaded.ok && evaluate(loaded.policy, unread(part('application/pdf', false)), TO)).toMatchObject({
      action: 'hold',
      protection: 'portal',
      reasons: ['Stop'],
    })
    expect(loaded.ok && evaluate(loaded.policy, unread(part('application/zip', false)), TO).action).toBe('deliver')
  })

  it('an evaluation that failed is held at the strictest protection', () => {
    expect(failClosedVerdict('broken', 'v')).toMatchObject({
      action: 'hold',
      protection: 'portal',
      otherwise: [],
      reasons: ['broken'],
      policyVersion: 'v',
    })
  })
})

describe('conditions', () => {
  const view = {
    subject: 'Re: [Secure] Your visit',
    headers: [{ name: 'X-SFDC-X-Secure', value: ' True ' }],
    parts: [bodyPart('Case 00017 opened\nref:abc', 'hidden word')],
    attachments: [
      {
        path: '2',
        name: 'Report 1.PDF',
        type: 'application/pdf',
        declaredType: 'application/octet-stream',
        size: 5000,
        digest: '',
        encrypted: true,
      },
    ],
    from: ['Desk@Example-Health.org'.toLowerCase()],
    size: 4096,
  }
  const LISTS = 'lists: { internal: [example-health.org, "*.example-health.org", boss@example.com] }\n'
  const holds = (condition: string, to = 'pat@example.org') => {
    const policy = policyOf(`  - id: r\n    when: ${condition}\n    then: { tag: hit }`, LISTS)
    return evaluate(policy, factsOf({ view, findings: [finding('mrn', 0)] }), { address: to }).tags.length === 1
  }

  it.each([
    [
      '{ to: internal }',
      ['a@example-health.org', 'a@x.example-health.org', 'Boss@EXAMPLE.com'],
      ['a@example.com', 'a@badexample-health.org', 'nobody'],
    ],
    ['{ to: "*.example.org" }', ['a@b.example.org', 'a@c.b.example.org'], ['a@example.org']],
    ['{ to: { not: [example.org, internal] } }', ['a@b.example.org'], ['a@example.org', 'a@example-health.org']],
    ['{ to: münchen.example }', ['a@xn--mnchen-3ya.example', 'a@MÜNCHEN.example'], ['a@munchen.example']],
    ['{ any: [{ to: example.org }, { to: example.com }] }', ['a@example.org', 'a@example.com'], ['a@example.net']],
    ['{ not: { to: example.org } }', ['a@example.com'], ['a@example.org']],
    ['{ all: [{ found: mrn }, { to: example.org }] }', ['a@example.org'], ['a@example.com']],
  ])('%s', (condition, yes, no) => {
    expect(yes.filter((to) => !holds(condition, to))).toEqual([])
    expect(no.filter((to) => holds(condition, to))).toEqual([])
  })

  it.each([
    ['{ from: internal }', true],
    ['{ from: { not: internal } }', false],
    ['{ subject: { has: "[SECURE]" } }', true],
    ["{ subject: { matches: '^re:' } }", true],
    ["{ subject: { has: nothing, matches: '^re:' } }", false],
    ['{ header: { name: x-sfdc-x-secure } }', true],
    ['{ header: { name: X-SFDC-X-Secure, is: ["yes", "true"] } }', true],
    ['{ header: { name: X-SFDC-X-Secure, is: tru } }', false],
    ['{ header: { name: X-Other } }', false],
    ["{ body: { matches: '^ref:[a-z]+$' } }", true],
    ['{ body: { has: hidden } }', false],
    ['{ attachment: { name: "*.pdf" } }', true],
    ['{ attachment: { name: "report.pdf" } }', false],
    ['{ attachment: { name: "report ?.pdf", type: application/octet-stream, size: { over: 4KiB, under: 1MiB }, encrypted: true } }', true],
    ['{ attachment: { type: application/pdf, encrypted: false } }', false],
    ['{ attachment: { type: "application/*" } }', true],
    ['{ size: { over: 4095B, under: 4097B } }', true],
    ['{ size: { over: 4KiB } }', false],
    ['{ any: [{ size: { over: 1GiB } }, { found: mrn }] }', true],
    ['{ not: { found: mrn } }', false],
  ])('%s', (condition, expected) => {
    expect(holds(condition)).toBe(expected)
  })
})

describe('many recipients', () => {
  it('settle the message once: what does not depend on the recipient is not asked again', () => {
    const policy = policyOf("  - id: r\n    when: { body: { matches: 'needle' }, to: example.org }\n    then: { tag: x }")
    const looked: string[] = []
    const condition = policy.rules[0]?.when[0]
    if (condition?.kind !== 'body') throw new Error('a body condition was expected')
    const pattern = RE2JS.compile('needle')
    const test = (text: string) => {
      looked.push(text)
      return pattern.test(text)
    }
    const counting = Object.assign(Object.create(pattern), { test }) as RE2JS
    const watched = {
      ...policy,
      rules: policy.rules.map((one) => ({ ...one, when: [{ ...condition, test: { matches: [counting] } }, ...one.when.slice(1)] })),
    }
    const decide = prepare(watched, factsOf({ view: { parts: [bodyPart('a needle')] }, now: NOW }))
    const verdicts = Array.from({ length: 500 }, (_, i) => decide({ address: `p${i}@example.${i % 2 === 0 ? 'org' : 'com'}` }))
    expect(looked).toHaveLength(1)
    expect(verdicts.filter((verdict) => verdict.tags.includes('x'))).toHaveLength(250)
  })
})
