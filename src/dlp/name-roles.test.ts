import { describe, expect, it } from 'vitest'
import { createScanner } from './dlp.ts'

const scan = createScanner({ detectors: ['person-name'], dictionaries: [] })
const confidenceOf = (text: string, name = 'Jane Roe') =>
  scan({ parts: [{ path: '1', type: 'text/plain', kind: 'body', text, subjectLength: 0 }] }).find(
    ({ start, end }) => text.slice(start, end) === name,
  )?.confidence

describe('whose name it is', () => {
  it.each([
    'Patient: Jane Roe',
    'Dear Jane Roe,\nyour results are back.',
    'Jane Roe (DOB 1/2/1980) was admitted.',
    'Please see Jane Roe for evaluation.',
    'Please call Jane Roe about her biopsy.',
    'Please contact Jane Roe, she has chest pain.',
    'Jane Roe, Jr. was discharged',
    'Name: Jane Roe\nMRN 445566',
    'the biopsy of Jane Roe came back',
  ])('%j is of somebody written about', (text) => {
    expect(confidenceOf(text)).not.toBe('low')
  })

  it.each([
    'Dr. Jane Roe saw her today',
    'seen by Jane Roe, MD on Monday',
    'Jane Roe PharmD, pager 4455',
    'Regards,\nJane Roe\nClinic 555-0100',
    '> Thanks,\n> Jane Roe\n',
    '\nJane Roe\nDirector of Nursing, Example Health\n',
    'From: Jane Roe <jane@example.org>\nSent: Monday',
    'On Monday Jane Roe <jane@example.org> wrote:',
    'Media contact: Jane Roe',
    'Speaker: Jane Roe',
    'ordered by Jane Roe on Monday',
    'Jane Roe, our chief executive, said',
  ])('%j is of somebody who treats, writes or is to be called', (text) => {
    expect(confidenceOf(text)).toBe('low')
  })

  it('takes a letter in place of a name for none', () => {
    for (const [text, name] of [
      ['seen by Dr. X today', 'X'],
      ['Mr. ABC is a 42-year-old man', 'ABC'],
      ['referred by Dr. XYZ', 'XYZ'],
    ] as const)
      expect(confidenceOf(text, name)).toBeUndefined()
  })

  it('looks at a bounded stretch: long lines around a name cost nothing more', () => {
    const began = performance.now()
    expect(confidenceOf(`${'To: a, '.repeat(60_000)}Patient: Jane Roe ${', MD '.repeat(60_000)}`)).toBe('high')
    expect(performance.now() - began).toBeLessThan(5_000)
  })
})
