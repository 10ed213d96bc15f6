// docs/safe-harbor.md is what a compliance officer goes by: it names all eighteen identifiers of 45 CFR 164.514(b)(2)(i), and every detector by its id.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { DETECTOR_IDS } from '../../src/domain/finding.ts'

const page = readFileSync(new URL('../../docs/safe-harbor.md', import.meta.url), 'utf8')
const rows = page.split('\n').filter((line) => /^\| (?:\([A-R]\)|`)/.test(line))
/** Words in code marks that are keys of the policy language and no detectors. */
const POLICY_WORDS = ['detectors:', 'uninspectable: opaque:', 'opaque']
const named = [...page.matchAll(/`([^`]+)`/g)].map((match) => match[1] as string).filter((word) => !POLICY_WORDS.includes(word))

describe('docs/safe-harbor.md', () => {
  it('has the eighteen identifiers in their order', () => {
    const letters = rows.flatMap((row) => /^\| \(([A-R])\)/.exec(row)?.[1] ?? [])
    expect(letters.join('')).toBe('ABCDEFGHIJKLMNOPQR')
  })

  it('names only detectors that exist', () => {
    expect(named.filter((id) => !(DETECTOR_IDS as readonly string[]).includes(id))).toEqual([])
  })

  it('names every detector that exists', () => {
    expect(DETECTOR_IDS.filter((id) => !named.includes(id))).toEqual([])
  })
})
