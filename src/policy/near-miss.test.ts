import { describe, expect, it } from 'vitest'
import type { Finding } from '../domain/finding.ts'
import { explain, explanationText } from './explain.ts'
import { bodyPart, factsOf, finding, policyOf } from './fixtures/facts.ts'

const TEXT = `${'x'.repeat(1_000)}`

/** What `policy explain` says was missing of the rule `r`, for one recipient. */
function missed(
  when: string,
  findings: readonly Finding[] = [],
  to = 'pat@example.org',
  subject = 'hello',
  text = TEXT,
): readonly string[] {
  const policy = policyOf(`  - { id: r, when: ${when}, then: { tag: x } }`, 'lists: { internal: [example.net] }\n')
  const view = { subject, parts: [bodyPart(text, subject)] }
  const explanation = explain(policy, factsOf({ view, findings }), [to], undefined, { nearMisses: true })
  return (explanation.rules[0]?.nearMisses ?? []).map(({ condition, says }) => `${condition}: ${says}`)
}

const unsure = (detector: string, start: number): Finding => ({ ...finding(detector, start), confidence: 'low' })
const twice = (detector: string, start: number): Finding => ({ ...finding(detector, start), value: 'same' })

describe('near misses', () => {
  it.each<[string, string, readonly Finding[], string]>([
    ['too few', '{ found: mrn, min: 3 }', [finding('mrn', 10), finding('mrn', 90)], 'found: 3 were found; here are 2 (mrn)'],
    [
      'too much alike',
      '{ found: mrn, distinct: 10 }',
      [twice('mrn', 10), twice('mrn', 90)],
      'found: 10 different values were found; here is 1 (mrn)',
    ],
    [
      'too far apart',
      '{ found: mrn, near: { found: medical-term, within: 300 } }',
      [finding('mrn', 10), finding('medical-term', 427), finding('medical-term', 800)],
      'found: medical-term stood within 300 characters of mrn; the nearest is 412 characters away',
    ],
    [
      'company nowhere',
      '{ found: mrn, near: { found: medical-term, within: 300 } }',
      [finding('mrn', 10)],
      'found: medical-term stood in the same part as mrn',
    ],
    [
      'too unsure',
      '{ found: [mrn, us-ssn], confidence: medium }',
      [unsure('mrn', 10)],
      'found: mrn were found with medium confidence; here it is low',
    ],
  ])('%s', (_name, when, findings, says) => {
    expect(missed(when, findings)).toEqual([says])
  })

  it('names the list that the recipient is on, and the wording that the subject lacks', () => {
    const found = [finding('mrn', 10)]
    expect(missed('{ found: mrn, to: { not: internal } }', found, 'ann@example.net')).toEqual([
      'to: the recipient were not on the list `internal`',
    ])
    expect(missed('{ found: mrn, subject: { has: "[secure]" } }', found)).toEqual(['subject: the subject had “[secure]”'])
  })

  it('takes of several ways the nearest', () => {
    expect(missed('{ any: [{ found: us-ssn }, { found: mrn, min: 2 }] }', [finding('mrn', 10)])).toEqual([
      'found: 2 were found; here is 1 (mrn)',
    ])
  })

  it('is silent on a rule that the message has nothing to do with, and on one that matched', () => {
    expect(missed('{ found: mrn, to: { not: internal } }')).toEqual([])
    expect(missed('{ subject: { has: "[secure]" } }')).toEqual([])
    expect(missed('{ found: mrn }', [finding('mrn', 10)])).toEqual([])
  })

  it('repeats no word of the message', () => {
    const policy = policyOf('  - { id: r, when: { found: mrn, subject: { has: "[secure]" } }, then: { tag: x } }')
    const view = { subject: 'secret subject', parts: [bodyPart('secret body', 'secret subject')] }
    const text = explanationText(explain(policy, factsOf({ view, findings: [finding('mrn', 2)] }), [], undefined, { nearMisses: true }))
    expect(text).toContain('would match if the subject had “[secure]”')
    expect(text).not.toContain('secret')
  })
})
