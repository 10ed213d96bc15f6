import { describe, expect, it } from 'vitest'
import { scanForBoth, scanSet } from './scan-set.ts'

const words = (name: string, ...terms: string[]) => ({ name, terms })

describe('scan sets', () => {
  it('are the same whatever the order, and another where anything differs', () => {
    const one = scanSet({ detectors: ['mrn', 'us-ssn'], dictionaries: [words('a', 'x'), words('b', 'y')] })
    expect(scanSet({ detectors: ['us-ssn', 'mrn', 'mrn'], dictionaries: [words('b', 'y'), words('a', 'x')] })).toEqual(one)
    expect(scanSet({ detectors: ['us-ssn', 'mrn'], dictionaries: [words('a', 'x', 'z'), words('b', 'y')] }).digest).not.toBe(one.digest)
  })

  it('of two policies are one where no name means two things', () => {
    const a = scanSet({ detectors: ['mrn'], dictionaries: [words('a', 'x')], custom: [{ id: 'c', pattern: 'C' }] })
    const b = scanSet({ detectors: ['us-ssn'], dictionaries: [words('a', 'x'), words('b', 'y')] })
    const both = scanSet({
      detectors: ['mrn', 'us-ssn'],
      dictionaries: [words('a', 'x'), words('b', 'y')],
      custom: [{ id: 'c', pattern: 'C' }],
    })
    expect(scanForBoth(a, b)).toEqual(both)
    expect(scanForBoth(a, scanSet({ dictionaries: [words('a', 'z')] }))).toBeUndefined()
    expect(scanForBoth(a, scanSet({ dictionaries: [words('c', 'C')] }))).toBeUndefined()
  })
})
