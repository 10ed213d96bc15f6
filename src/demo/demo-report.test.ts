import { describe, expect, it } from 'vitest'
import type { DemoLine } from './demo-copies.ts'
import { bounceText, createReport, REPORT_WIDTH } from './demo-report.ts'

const LINE: DemoLine = {
  recipient: 'sara@hospice-two-mx.test',
  rules: ['phi', 'case'],
  protection: 'authenticated',
  posture: 'no-tls + pkix-verified',
  route: 'direct',
  state: 'delivered',
  tls: { version: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384' },
  message: '01',
  messageId: '<1@sfdc.net>',
}

describe('createReport', () => {
  it('aligns columns and fits the width, however long the values are', () => {
    const report = createReport(false)
    const long = { ...LINE, recipient: 'x'.repeat(80), rules: ['a'.repeat(40)], posture: 'p'.repeat(60), state: 'awaiting-pickup' } as const
    const rows = [report.head, report.line(LINE), report.line(long), report.line({ ...LINE, route: null, tls: null, state: 'held' })]
    for (const row of rows) expect(row.length).toBeLessThanOrEqual(REPORT_WIDTH)
    expect(rows[1]).toContain('phi, case           authenticated  no-tls + pkix-verified  direct  delivered        1.3')
    const asked = report.head.indexOf('ASKED')
    for (const row of rows.slice(1)) expect(row.slice(asked).startsWith('authenticated')).toBe(true)
    expect(rows[2]).toContain(`${'x'.repeat(28)}…`)
  })

  it('uses colour only when told', () => {
    const esc = String.fromCharCode(27)
    expect(createReport(false).line(LINE)).not.toContain(esc)
    expect(createReport(true).line(LINE)).toContain(`${esc}[32mdelivered`)
    expect(createReport(true).line({ ...LINE, state: 'failed' })).toContain(`${esc}[31mfailed`)
  })
})

describe('bounceText', () => {
  it('says what Salesforce makes of each notice, and what it objects to', () => {
    const recipients = [
      {
        finalRecipient: 'a@b.test',
        originalRecipient: '',
        action: 'failed',
        status: '5.1.1',
        diagnostic: '550 user unknown',
        remoteMta: 'mx1.b.test',
      },
    ]
    const bounce = {
      to: 'x',
      about: 'a@b.test',
      recipients,
      messageId: '<1@x>',
      explanation: '',
      kind: 'hard',
      marksContact: true,
      objections: [],
    } as const
    expect(bounceText([bounce])).toEqual(['  a@b.test: hard bounce 5.1.1, Salesforce marks the address of the contact as bad'])
    expect(bounceText([{ ...bounce, marksContact: false, objections: ['it came in the clear'] }])).toEqual([
      '  a@b.test: hard bounce 5.1.1, Salesforce leaves the contact alone; OBJECTS: it came in the clear',
    ])
  })
})
