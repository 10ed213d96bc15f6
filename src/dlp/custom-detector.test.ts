import { describe, expect, it } from 'vitest'
import type { TextPart } from '../domain/content.ts'
import type { CustomDetector } from '../domain/scan-set.ts'
import { createCustomScanner, LONGEST_MATCH, TooManyMatches } from './custom-detector.ts'
import { createScanner } from './dlp.ts'
import { passesCheck } from './number-checks.ts'

const MEMBER: CustomDetector = { id: 'member-id', pattern: '\\bXH[0-9]{9}\\b' }

function found(detector: Partial<CustomDetector>, text: string): readonly string[] {
  const scan = createScanner({ detectors: [], dictionaries: [], custom: [{ ...MEMBER, ...detector }] })
  const part: TextPart = { path: '1', type: 'text/plain', kind: 'body', text, subjectLength: 0 }
  return scan({ parts: [part] }).map(({ start, end }) => text.slice(start, end))
}

describe('a detector of the policy', () => {
  it('finds its pattern, letter case aside, with value and masked excerpt', () => {
    const scan = createScanner({ detectors: [], dictionaries: [], custom: [MEMBER] })
    const part: TextPart = { path: '1', type: 'text/plain', kind: 'body', text: 'id xh000000018.', subjectLength: 0 }
    expect(scan({ parts: [part] })).toEqual([
      { detector: 'member-id', part: '1', start: 3, end: 14, confidence: 'high', value: 'XH000000018', excerpt: '*********18' },
    ])
  })

  it('finds it wherever it lies in a long text, once each', () => {
    const filler = (length: number) => 'lorem ipsum '.repeat(length).slice(0, length)
    for (const at of [0, 1012, 1013, 1018, 1023, 1024, 1025, 5000]) {
      const text = `${filler(at)}\nXH000000018 ${filler(3000)}`
      expect(found({}, text), `at ${at}`).toEqual(['XH000000018'])
    }
    expect(found({}, 'XH000000018 '.repeat(500))).toHaveLength(500)
  })

  it('sees what stands before the edge of a window', () => {
    const text = `${'a'.repeat(1024)}XH000000018`
    expect(found({}, text)).toEqual([])
    expect(found({ pattern: '^XH[0-9]{9}' }, text)).toEqual([])
  })

  it('finds over a line wrap where the pattern allows white space', () => {
    const text = `${'x '.repeat(510)}policy\nnumber 4711 and more`
    expect(found({ pattern: 'policy\\s+number\\s+[0-9]+' }, text)).toEqual(['policy\nnumber 4711'])
  })

  it('cuts what is longer than a window can hold, and goes on after it', () => {
    const [first] = found({ pattern: 'A[0-9]+' }, `A${'1'.repeat(4000)} A12`)
    expect((first ?? '').length).toBeGreaterThanOrEqual(LONGEST_MATCH)
    expect(found({ pattern: 'A[0-9]+' }, `A${'1'.repeat(4000)} A12`).at(-1)).toBe('A12')
  })

  it('takes the group `value` where the pattern has one; plain groups are for alternatives', () => {
    expect(found({ pattern: 'policy no\\. (?P<value>[0-9]{4})' }, 'policy no. 4711')).toEqual(['4711'])
    expect(found({ pattern: '(XH|XK)[0-9]{4}' }, 'XK4711')).toEqual(['XK4711'])
  })

  it('wants one of its words near, on either side, nearest edges, overlaps included', () => {
    const near = { words: ['member', 'subscriber number'], within: 5 }
    expect(found({ near }, 'Member: XH000000018')).toEqual(['XH000000018'])
    expect(found({ near }, 'XH000000018 (member)')).toEqual(['XH000000018'])
    expect(found({ near }, 'member      XH000000018')).toEqual([])
    expect(found({ near }, 'remembers XH000000018')).toEqual([])
    expect(found({ near }, 'subscriber\nnumber XH000000018, XH000000026, XH000000034')).toEqual(['XH000000018'])
    expect(found({ near, pattern: 'member [0-9]{4}' }, 'the member 4711')).toEqual(['member 4711'])
  })

  it('wants its check digit', () => {
    expect(found({ check: 'luhn' }, 'XH000000018 XH000000019')).toEqual(['XH000000018'])
  })

  it('ends where its matches are beyond number', () => {
    const scanner = createCustomScanner([{ id: 'digit', pattern: '[0-9]' }], 1000)
    expect(() => scanner.scan('1'.repeat(10_000), () => [])).toThrow(TooManyMatches)
  })

  it('costs no more than linear time on a text made against it', () => {
    const hostile = { pattern: '(?:[a-z]+)+[0-9]\\b' }
    const time = (length: number) => {
      const text = 'a'.repeat(length)
      const started = performance.now()
      found(hostile, text)
      return performance.now() - started
    }
    time(20_000)
    // A backtracking engine needs longer than the universe is old.
    expect(time(200_000)).toBeLessThan(8_000)
  })
})

describe('check digits', () => {
  it.each([
    ['luhn', '4539578763621486', '4539578763621487'],
    ['mod97', '3214282912345698765432161182', '3214282912345698765432161183'],
    ['mod11', '0-306-40615-2', '0-306-40615-3'],
    ['mod11', '0-8044-2957-X', '0-8044-2957-0'],
    ['gs1', '4006381333931', '4006381333932'],
    ['verhoeff', '2363', '2364'],
  ] as const)('%s', (check, right, wrong) => {
    expect(passesCheck(check, right)).toBe(true)
    expect(passesCheck(check, wrong)).toBe(false)
    expect(passesCheck(check, '')).toBe(false)
  })
})
