import { describe, expect, it } from 'vitest'
import type { TextPart } from '../domain/content.ts'
import type { DetectorId } from '../domain/finding.ts'
import { createScanner } from './dlp.ts'

const scan = createScanner({ detectors: ['date', 'date-of-birth', 'street-address', 'person-name'], dictionaries: [] })
const part = (text: string): TextPart => ({ path: '1', type: 'text/plain', kind: 'body', text, subjectLength: 0 })
const found = (detector: DetectorId, text: string) =>
  scan({ parts: [part(text)] })
    .filter((finding) => finding.detector === detector)
    .map(({ start, end, confidence, value }) => `${confidence} ${text.slice(start, end)} = ${value}`)

describe('dates', () => {
  it('reads one day alike however it is written', () => {
    for (const text of [
      '2024-03-15',
      '3/15/2024',
      '15.03.2024',
      'March 15, 2024',
      '15th of March 2024',
      '15-Mar-24',
      '15MAR2024',
      '3/15/24',
    ]) {
      expect(found('date', text)).toHaveLength(1)
      expect(found('date', text)[0]).toMatch(/= 2024-03-15$/)
    }
  })

  it('is as sure as the form allows', () => {
    expect(found('date', 'March 3')).toEqual(['medium March 3 = --03-03'])
    expect(found('date', 'seen on 3/15')).toEqual(['low 3/15 = --03-15'])
    expect(found('date', 'Jan 2024')).toEqual(['low Jan 2024 = 2024-01'])
  })

  it('keeps the ends of a range apart', () => {
    expect(found('date', '3/1/2024-3/5/2024')).toEqual(['high 3/1/2024 = 2024-03-01', 'high 3/5/2024 = 2024-03-05'])
  })

  it('takes two digits of a birth year for a past one', () => {
    expect(found('date-of-birth', 'DOB 3/15/45')).toEqual(['high 3/15/45 = 1945-03-15'])
  })
})

describe('names', () => {
  it('counts a name written in two ways as one', () => {
    expect(found('person-name', 'Roe, Jane A. came. JANE ROE left.')).toEqual(['high Roe, Jane A = jane roe', 'high JANE ROE = jane roe'])
  })

  it('takes an unknown name where something says that it is one', () => {
    expect(found('person-name', 'Zxyla Qworv')).toEqual([])
    expect(found('person-name', 'Patient: Zxyla Qworv')).toEqual(['medium Zxyla Qworv = zxyla qworv'])
    expect(found('person-name', 'Zxyla Qworv, RN')).toEqual(['low Zxyla Qworv = zxyla qworv'])
  })

  it('leaves machine text alone', () => {
    expect(found('person-name', 'John.Smith@example.org /home/John/Smith John_Smith $Mary')).toEqual([])
  })
})

describe('addresses', () => {
  it('reaches over unit, town, state and ZIP', () => {
    const text = '123 Elm Street\nApt 4B\nNew Haven, CT 06511'
    expect(found('street-address', `${text}\nThanks`)).toEqual([`high ${text} = 123 elm street`])
  })

  it('is not misled by names of object properties', () => {
    expect(found('street-address', 'One Constructor constructor Prototype')).toEqual([])
  })
})

describe('hostile text costs linear time', () => {
  const pieces = [
    'John ',
    'Smith, John ',
    'Dr. ',
    'J. ',
    'name: ',
    'Hi ',
    'von ',
    '123 Main ',
    '1 2 3 ',
    'po box ',
    'Mar 3 ',
    '1/1/24 ',
    'DOB ',
    'born ',
  ]
  it.each(pieces)('%j repeated', (piece) => {
    const cost = (length: number) => {
      const view = { parts: [part(piece.repeat(Math.ceil(length / piece.length)))] }
      const before = process.cpuUsage()
      scan(view)
      const used = process.cpuUsage(before)
      return (used.user + used.system) / 1000
    }
    cost(20_000)
    expect(cost(160_000)).toBeLessThan(3000)
  })
})
