import { describe, expect, it } from 'vitest'
import type { TextPart } from '../domain/content.ts'
import type { DetectorId } from '../domain/finding.ts'
import { BUILT_DETECTORS } from './catalog.ts'
import { createScanner, TooManyFindings } from './dlp.ts'

const part = (text: string, path = '1'): TextPart => ({ path, type: 'text/plain', kind: 'body', text, subjectLength: 0 })
const scan = createScanner({ detectors: BUILT_DETECTORS, dictionaries: [] })
const found = (text: string) =>
  scan({ parts: [part(text)] }).map((finding) => `${finding.detector} ${finding.confidence} ${text.slice(finding.start, finding.end)}`)

describe('the scanner', () => {
  it('tells part, span, normalised value and a masked excerpt', () => {
    expect(scan({ parts: [part('nothing'), part('SSN: 536 22 8476', '2.1')] })).toEqual([
      { detector: 'us-ssn', part: '2.1', start: 5, end: 16, confidence: 'high', value: '536228476', excerpt: '***-**-8476' },
    ])
  })

  it('counts one value written in two ways as one', () => {
    const values = scan({ parts: [part('SSN 536-22-8476, SSN 536228476')] }).map((finding) => finding.value)
    expect(values).toEqual(['536228476', '536228476'])
  })

  it('is as sure as the surroundings allow', () => {
    expect(found('536-22-8476')).toEqual(['us-ssn medium 536-22-8476'])
    expect(found('SSN 536-22-8476')).toEqual(['us-ssn high 536-22-8476'])
    expect(found('codes 536 22 8476')).toEqual(['us-ssn low 536 22 8476'])
    expect(found('E11.9')).toEqual(['icd-10 low E11.9'])
    expect(found('Dx E11.9')).toEqual(['icd-10 high E11.9'])
  })

  it('finds the terms of dictionaries under their name', () => {
    const withDictionary = createScanner({ detectors: ['us-ssn'], dictionaries: [{ name: 'projects', terms: ['Blue Heron', 'SSN'] }] })
    const findings = withDictionary({ parts: [part('blue\nheron and SSN')] })
    expect(findings.map(({ detector, start, end, value, excerpt }) => ({ detector, start, end, value, excerpt }))).toEqual([
      { detector: 'projects', start: 0, end: 10, value: 'blue heron', excerpt: 'b*********' },
      { detector: 'projects', start: 15, end: 18, value: 'ssn', excerpt: 's**' },
    ])
  })

  it('runs only the detectors that were asked for', () => {
    const onlyMrn = createScanner({ detectors: ['mrn'], dictionaries: [] })
    expect(onlyMrn({ parts: [part('SSN 536-22-8476, MRN 445566')] }).map((finding) => finding.detector)).toEqual(['mrn'])
  })

  it('refuses a detector that is not built', () => {
    expect(() => createScanner({ detectors: ['no-such' as DetectorId], dictionaries: [] })).toThrow(/no-such is not built/)
  })

  it('ends with an error rather than with a part of the findings', () => {
    const small = createScanner({ detectors: ['us-ssn'], dictionaries: [], limits: { findings: 3 } })
    expect(() => small({ parts: [part('536-22-8476, '.repeat(4))] })).toThrow(TooManyFindings)
    expect(small({ parts: [part('536-22-8476, '.repeat(3))] })).toHaveLength(3)
  })
})

describe('a labelled value', () => {
  const ids = (text: string) => found(text).filter((finding) => finding.startsWith('health-plan-id'))

  it('is followed by others of its list, a line each', () => {
    expect(ids('Member IDs:\nW123456789\nW123456780\nPhone 5551234567')).toHaveLength(2)
  })

  it('does not lend its label to what another label names', () => {
    expect(ids('member ID W123456789\n\nSSN 536-22-8476')).toEqual(['health-plan-id high W123456789'])
    expect(ids('Member ID: ______ Account: 12345678')).toEqual([])
  })
})

describe('columns of a table', () => {
  const ssns = (text: string) => found(text).filter((finding) => finding.startsWith('us-ssn'))

  it.each([
    ['CSV', ','],
    ['tabs', '\t'],
    ['pipes', ' | '],
    ['blanks', '     '],
  ])('%s: the head names every value beneath', (_name, mark) => {
    const rows = Array.from({ length: 30 }, (_, i) => ['Roe Jane', String(536220000 + 8476 + i), '77001', `${44550 + i}`].join(mark))
    const findings = scan({ parts: [part([['Name', 'SSN', 'Zip', 'MRN'].join(mark), ...rows].join('\n'))] })
    expect(findings.filter((finding) => finding.detector === 'us-ssn')).toHaveLength(30)
    expect(findings.filter((finding) => finding.detector === 'mrn')).toHaveLength(30)
  })

  it('ends where the table ends', () => {
    expect(ssns(`Name,SSN\nRoe,536228476\n\n${'words '.repeat(30)}\nother,536228477`)).toEqual(['us-ssn high 536228476'])
  })

  it('honours quotes', () => {
    expect(
      ssns('Name,City,Remarks,SSN\n"Roe, Jane","Springfield, North",a remark that is long enough to part label and value,536228476'),
    ).toEqual(['us-ssn high 536228476'])
  })
})

describe('hostile text costs linear time', () => {
  const pieces = [
    '1',
    '1 ',
    '1-',
    '123-45-',
    '4111 ',
    'SSN ',
    'SSN\t',
    'MRN,',
    'MRN 1234,',
    'mrn',
    'npi ',
    'E11.',
    'dx I10 ',
    'cold patient ',
    'type 2 ',
    '- ',
    '\t',
    'SSN,a\n',
    'ssn 123456789 ',
    'account number ',
    'account number is ',
    'account 12345 ',
    'member id: AB-',
    'policy #',
    'passport US ',
    'plate CA ',
    'DL 1-',
    'GB82 ',
    'GB82 WEST 1234 ',
    'vin 1HGCM-',
    'routing 0210000',
    'nhs 943 476 ',
    'AB1234563 dea ',
    '1EG4-TE5-',
    '(445566 mrn ',
  ]
  // Far above linear cost, far below quadratic cost at this size: a busy machine does not fail it.
  it.each(pieces)('%j repeated', (piece) => {
    const view = { parts: [part(piece.repeat(Math.ceil(120_000 / piece.length)))] }
    const before = process.cpuUsage()
    try {
      scan(view)
    } catch (error) {
      expect(error).toMatchObject({ name: expect.stringMatching(/^TooMany/) })
    }
    const used = process.cpuUsage(before)
    expect((used.user + used.system) / 1000).toBeLessThan(1500)
  })
})
