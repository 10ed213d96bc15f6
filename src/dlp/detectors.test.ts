import { describe, expect, it } from 'vitest'
import type { TextPart } from '../domain/content.ts'
import { BUILT_DETECTORS, DETECTORS } from './catalog.ts'
import { createScanner } from './dlp.ts'

const scanAll = createScanner({ detectors: BUILT_DETECTORS, dictionaries: [] })
const partOf = (text: string): TextPart => ({ path: '1', type: 'text/plain', kind: 'body', text, subjectLength: 0 })
const find = (id: string, text: string) => scanAll({ parts: [partOf(text)] }).filter((finding) => finding.detector === id)

describe.each(DETECTORS)('$id', (detector) => {
  it('has at least ten examples of each kind', () => {
    expect(detector.examples.match.length).toBeGreaterThanOrEqual(10)
    expect(detector.examples.ignore.length).toBeGreaterThanOrEqual(10)
  })

  it.each(detector.examples.match)('finds %j', (text) => {
    expect(find(detector.id, text)).not.toEqual([])
  })

  it.each(detector.examples.ignore)('leaves %j alone', (text) => {
    expect(find(detector.id, text)).toEqual([])
  })

  it('never shows the value in its excerpt', () => {
    for (const text of detector.examples.match) {
      for (const finding of find(detector.id, text)) {
        expect(finding.excerpt).toContain('*')
        expect(finding.excerpt).not.toContain(text.slice(finding.start, finding.end))
      }
    }
  })
})
