import { describe, expect, it } from 'vitest'
import type { TextPart } from '../domain/content.ts'
import type { Finding } from '../domain/finding.ts'
import { evaluate } from './evaluate.ts'
import { bodyPart, factsOf, finding, policyOf } from './fixtures/facts.ts'

const TO = { address: 'pat@example.org' }

function holds(condition: string, findings: readonly Finding[], parts: readonly TextPart[] = [bodyPart('x'.repeat(2000))]): boolean {
  const policy = policyOf(`  - id: r\n    when: ${condition}\n    then: { tag: hit }`)
  return evaluate(policy, factsOf({ view: { parts }, findings }), TO).tags.includes('hit')
}

describe('found', () => {
  it('any of the listed detectors, at least min of them over the whole message', () => {
    const findings = [finding('mrn', 0), finding('us-ssn', 50), finding('mrn', 0, 5, '2')]
    expect(holds('{ found: [mrn, us-ssn] }', findings.slice(0, 1))).toBe(true)
    expect(holds('{ found: us-npi }', findings)).toBe(false)
    expect(holds('{ found: [mrn, us-ssn], min: 3 }', findings)).toBe(true)
    expect(holds('{ found: [mrn, us-ssn], min: 4 }', findings)).toBe(false)
  })

  it('counts a finding in the subject once, though the subject heads every body part', () => {
    const parts: TextPart[] = [
      { path: 'subject', type: 'text/plain', kind: 'subject', text: 'MRN 1', subjectLength: 5 },
      bodyPart('body', 'MRN 1'),
      { ...bodyPart('body', 'MRN 1'), path: '2' },
    ]
    const findings = ['subject', '1', '2'].map((part) => finding('mrn', 0, 5, part))
    expect(holds('{ found: mrn, min: 2 }', findings, parts)).toBe(false)
    expect(holds('{ found: mrn, min: 2 }', [...findings, finding('mrn', 6, 4)], parts)).toBe(true)
  })
})

describe('near', () => {
  const NEAR = '{ found: mrn, near: { found: [medical-term, mrn], within: 10 } }'
  it('is the gap between nearest edges, the limit included, on both sides', () => {
    const mrn = finding('mrn', 100, 5)
    expect(holds(NEAR, [mrn, finding('medical-term', 115)])).toBe(true)
    expect(holds(NEAR, [mrn, finding('medical-term', 116)])).toBe(false)
    expect(holds(NEAR, [mrn, finding('medical-term', 85, 5)])).toBe(true)
    expect(holds(NEAR, [mrn, finding('medical-term', 84, 5)])).toBe(false)
  })

  it('words may hold any sign, a hyphen too', () => {
    const parts = [bodyPart('12345 at the follow-up (x-ray)')]
    expect(holds('{ found: mrn, near: { words: ["follow-up", "a.b*[c]"], within: 20 } }', [finding('mrn', 0)], parts)).toBe(true)
    expect(holds('{ found: mrn, near: { words: ["follow.up"], within: 20 } }', [finding('mrn', 0)], parts)).toBe(false)
  })

  it('overlapping spans have no gap', () => {
    expect(holds(NEAR.replace('10', '0'), [finding('mrn', 100, 50), finding('medical-term', 110, 5)])).toBe(true)
  })

  it('a finding is not its own company, another of the same detector is', () => {
    expect(holds(NEAR, [finding('mrn', 100)])).toBe(false)
    expect(holds(NEAR, [finding('mrn', 100), finding('mrn', 100)])).toBe(false)
    expect(holds(NEAR, [finding('mrn', 100), finding('mrn', 110)])).toBe(true)
  })

  it('must stand in the same part', () => {
    const parts = [bodyPart('x'.repeat(200)), { ...bodyPart('x'.repeat(200)), path: '2' }]
    expect(holds(NEAR, [finding('mrn', 100), finding('medical-term', 106, 5, '2')], parts)).toBe(false)
  })

  it('sees a long span that began far before', () => {
    const findings = [
      finding('medical-term', 0, 300),
      ...Array.from({ length: 40 }, (_, i) => finding('medical-term', 1 + i, 2)),
      finding('mrn', 305),
    ]
    expect(holds(NEAR, findings)).toBe(true)
  })

  it('min counts only what has company', () => {
    const findings = [finding('mrn', 0), finding('medical-term', 6), finding('mrn', 500)]
    const near = '{ found: mrn, min: 2, near: { found: medical-term, within: 10 } }'
    expect(holds(near, findings)).toBe(false)
    expect(holds(near, [...findings, finding('medical-term', 510)])).toBe(true)
  })

  it('words are whole words, letter case aside, phrases over line breaks', () => {
    const condition = '{ found: mrn, near: { words: [member, "date of birth"], within: 5 } }'
    const at = (text: string) => holds(condition, [finding('mrn', text.indexOf('#'), 3)], [bodyPart(text)])
    expect(at('Member #12')).toBe(true)
    expect(at('members #12')).toBe(false)
    expect(at('member      #12')).toBe(false)
    expect(at('date of\n birth: #12')).toBe(true)
    expect(at('überMember #12')).toBe(false)
  })

  it('words of the subject count for the body below it', () => {
    const part = bodyPart('#12', 'Member')
    expect(holds('{ found: mrn, near: { words: member, within: 5 } }', [finding('mrn', 7, 3)], [part])).toBe(true)
  })

  it('stays quick on a hostile number of findings', () => {
    const findings = Array.from({ length: 20_000 }, (_, i) => finding(i % 2 === 0 ? 'mrn' : 'medical-term', i * 40, 3))
    const started = performance.now()
    expect(holds('{ found: mrn, min: 10000, near: { found: medical-term, within: 37 } }', findings)).toBe(true)
    // Comparing each with each takes many seconds.
    expect(performance.now() - started).toBeLessThan(2000)
  })
})
