import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadTexts } from './fixtures/facts.ts'

const SAMPLE = readFileSync(new URL('./fixtures/design-sample.yaml', import.meta.url), 'utf8')
const HIPAA = readFileSync(new URL('../../policies/hipaa.yaml', import.meta.url), 'utf8')
const PIECES = [
  '\n',
  '  ',
  ':',
  '- ',
  '[',
  ']',
  '{',
  '}',
  '"',
  "'",
  '*',
  '&a',
  '*a',
  '#',
  '!',
  '|',
  '>',
  '?',
  '~',
  'null',
  '14d',
  '\t',
  '\u0000',
  '\ud800',
  'all: ',
  'not: ',
  'when: ',
  'then: ',
]

describe('broken policy files', () => {
  it('are answered with problems that have a place, never with an exception', () => {
    const damage = fc.record({ at: fc.nat(), remove: fc.nat(30), insert: fc.constantFrom('', ...PIECES) })
    const broken = fc.tuple(fc.constantFrom(SAMPLE, HIPAA), fc.array(damage, { minLength: 1, maxLength: 6 }))
    fc.assert(
      fc.property(broken, ([text, damages]) => {
        const mutated = damages.reduce((all, { at, remove, insert }) => {
          const place = at % (all.length + 1)
          return all.slice(0, place) + insert + all.slice(place + remove)
        }, text)
        const loaded = loadTexts({ 'p.yaml': mutated })
        if (loaded.ok) return
        expect(loaded.problems.length).toBeGreaterThan(0)
        const lines = mutated.split('\n').length
        for (const { line, column, message } of loaded.problems) {
          expect(message).not.toBe('')
          expect(line >= 0 && line <= lines && column >= (line === 0 ? 0 : 1)).toBe(true)
        }
      }),
      { numRuns: 300, seed: 20261121 },
    )
  })
})
