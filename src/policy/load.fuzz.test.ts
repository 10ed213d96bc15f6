import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadTexts } from './fixtures/facts.ts'
import type { Loaded } from './load.ts'
import { compilePattern } from './parse-pattern.ts'

const SAMPLE = readFileSync(new URL('./fixtures/design-sample.yaml', import.meta.url), 'utf8')
const HIPAA = readFileSync(new URL('../../policies/hipaa.yaml', import.meta.url), 'utf8')
const FULL = readFileSync(new URL('./fixtures/full-language.yaml', import.meta.url), 'utf8')
const SIDE_FILES = {
  'lists/partners.txt': 'lab.example.org\n# comment\nann@example.net\n',
  'lists/words.txt': 'lymphoma\nhodgkin disease\n',
}
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
  '(?=x)',
  '(a+)+',
  '{1000}',
  'file: ',
  'lists/partners.txt',
  'layer: { for: x }',
  'consent: ',
  'deliver: any',
]

describe('broken policy files', () => {
  it('are answered with problems that have a place, never with an exception', () => {
    const damage = fc.record({ at: fc.nat(), remove: fc.nat(30), insert: fc.constantFrom('', ...PIECES) })
    const broken = fc.tuple(fc.constantFrom(SAMPLE, HIPAA, FULL), fc.array(damage, { minLength: 1, maxLength: 6 }))
    fc.assert(
      fc.property(broken, ([text, damages]) => {
        const mutated = damages.reduce((all, { at, remove, insert }) => {
          const place = at % (all.length + 1)
          return all.slice(0, place) + insert + all.slice(place + remove)
        }, text)
        const files: Readonly<Record<string, string>> = { 'p.yaml': mutated, ...SIDE_FILES }
        tellPlaces(loadTexts(files), files)
      }),
      { numRuns: 200, seed: 20261121 },
    )
  })

  it('so are broken lists and dictionaries beside a good policy', () => {
    const line = fc.oneof(
      fc.string({ maxLength: 30 }),
      fc.constantFrom('#', ' # x', '*.', '@', '"*.example.org"', '\u0000', '\ud800', 'a'.repeat(300)),
    )
    const text = fc.array(line, { maxLength: 8 }).map((lines) => lines.join('\n'))
    fc.assert(
      fc.property(text, text, (partners, words) => {
        const files: Readonly<Record<string, string>> = { 'p.yaml': FULL, 'lists/partners.txt': partners, 'lists/words.txt': words }
        tellPlaces(loadTexts(files), files)
      }),
      { numRuns: 100, seed: 20261122 },
    )
  })

  it('any text is a pattern or told why not, and never costs more than its bound', () => {
    const piece = fc.constantFrom(
      'a',
      '[a-z]',
      '(?:',
      '(',
      ')',
      '*',
      '+',
      '?',
      '{2,9}',
      '{900}',
      '|',
      '\\b',
      '\\d',
      '(?=',
      '\\1',
      '[',
      ']',
      '^',
      '$',
      '.',
    )
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 14 }), (pieces) => {
        const compiled = compilePattern(pieces.join(''))
        if (!compiled.ok) {
          expect(`${compiled.message} ${compiled.hint}`).not.toMatch(/undefined|^ /)
          return
        }
        const started = performance.now()
        compiled.pattern.test(`${'a'.repeat(5_000)}!`)
        expect(performance.now() - started).toBeLessThan(5_000)
      }),
      { numRuns: 60, seed: 20261122 },
    )
  })
})

/** Every problem names a file that there is, and a place in it. */
function tellPlaces(loaded: Loaded, files: Readonly<Record<string, string>>): void {
  if (loaded.ok) return
  expect(loaded.problems.length).toBeGreaterThan(0)
  for (const { file, line, column, message } of loaded.problems) {
    expect(message).not.toBe('')
    const lines = (files[file] ?? '').split(/\r\n|\r|\n/).length
    expect(file in files && line >= 0 && line <= lines && column >= (line === 0 ? 0 : 1), `${file}:${line}:${column} ${message}`).toBe(true)
  }
}
