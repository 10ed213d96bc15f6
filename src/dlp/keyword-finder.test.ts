import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createKeywordFinder } from './keyword-finder.ts'
import { longestHits, TooManyHits } from './keyword-hits.ts'
import { unitsOf } from './word-characters.ts'

const finder = (terms: readonly string[]) => {
  const find = createKeywordFinder([{ name: 'v', terms }])
  return (text: string) =>
    find(unitsOf(text))
      .of('v')
      .map(({ start, end, term }) => [text.slice(start, end), term])
}

describe('the keyword finder', () => {
  it('finds whole words only', () => {
    expect(finder(['lic'])('public lic. licence')).toEqual([['lic', 'lic']])
    expect(finder(['naïve', 'été'])('naïveté l’été')).toEqual([['été', 'été']])
  })

  it('takes any case, and any gap between words', () => {
    const find = finder(['x-ray', 'type 2 diabetes'])
    for (const text of ['X-Ray', 'x ray', 'x\n  ray', 'x_ray', 'X - RAY']) expect(find(text)).toEqual([[text, 'x ray']])
    expect(find('Type-2\tDiabetes')).toEqual([['Type-2\tDiabetes', 'type 2 diabetes']])
  })

  it('does not bridge a gap that separates two texts', () => {
    expect(finder(['x ray'])(`x${' '.repeat(30)}ray`)).toEqual([])
    expect(finder(['x ray'])('x. ray')).toEqual([])
  })

  it('finds terms that overlap or lie in one another', () => {
    expect(finder(['a b', 'b c', 'b'])('a b c').map(([text]) => text)).toEqual(['a b', 'b', 'b c'])
  })

  it('keeps vocabularies apart', () => {
    const find = createKeywordFinder([
      { name: 'one', terms: ['knee', 'mri'] },
      { name: 'two', terms: ['MRI'] },
    ])
    const hits = find(unitsOf('MRI of the knee'))
    expect(hits.of('one').map((hit) => hit.term)).toEqual(['mri', 'knee'])
    expect(hits.of('two').map((hit) => hit.start)).toEqual([0])
    expect(hits.of('three')).toEqual([])
  })

  it('prefers the longest hit', () => {
    const hits = createKeywordFinder([{ name: 'v', terms: ['diabetes', 'type 2 diabetes', 'type'] }])(
      unitsOf('type 2 diabetes, diabetes'),
    ).of('v')
    expect(longestHits(hits).map((hit) => hit.term)).toEqual(['type 2 diabetes', 'diabetes'])
  })

  it('ends with an error where hits would fill the memory', () => {
    const find = createKeywordFinder([{ name: 'v', terms: ['a'] }], 100)
    expect(() => find(unitsOf('a '.repeat(101)))).toThrow(TooManyHits)
    expect(find(unitsOf('a '.repeat(100))).of('v')).toHaveLength(100)
  })

  it('finds what a plain search finds', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 3 })
    const term = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join(' '))
    const text = fc.array(fc.oneof(word, fc.constantFrom('.', ' ', '-', '\n')), { maxLength: 40 }).map((pieces) => pieces.join(' '))
    fc.assert(
      fc.property(fc.uniqueArray(term, { minLength: 1, maxLength: 8 }), text, (terms, haystack) => {
        const expected = new Set<string>()
        for (const known of terms) {
          const pattern = new RegExp(`(?<![a-z])${known.replaceAll(' ', '[ \\n-]+')}(?![a-z])`, 'g')
          for (let match = pattern.exec(haystack); match; match = pattern.exec(haystack)) {
            expected.add(`${match.index} ${match.index + match[0].length} ${known}`)
            pattern.lastIndex = match.index + 1
          }
        }
        const hits = createKeywordFinder([{ name: 'v', terms }])(unitsOf(haystack)).of('v')
        expect(new Set(hits.map((hit) => `${hit.start} ${hit.end} ${hit.term}`))).toEqual(expected)
      }),
      { numRuns: 500, seed: 20260103 },
    )
  })
})
