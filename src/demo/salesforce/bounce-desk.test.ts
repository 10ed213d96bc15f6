import { describe, expect, it } from 'vitest'
import type { Received } from '../internet/recipient-session.ts'
import { readBounce } from './bounce-desk.ts'
import { verpAddress } from './identifiers.ts'

const VERP = verpAddress('ann@clinic.test', '00D4x000001DEMO', '1')

interface Shape {
  readonly action?: string
  readonly status?: string
  readonly diagnostic?: string
  readonly recipient?: string
  readonly from?: string
  readonly clear?: boolean
  readonly type?: string
}

function notification(shape: Shape = {}): Received {
  const lines = [
    'From: Mail Delivery <postmaster@example-health.test>',
    `To: <${VERP}>`,
    'Auto-Submitted: auto-replied',
    `Content-Type: ${shape.type ?? 'multipart/report; report-type=delivery-status'};`,
    '\tboundary="b1"',
    '',
    'preamble',
    '--b1',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    'The message was not deli=',
    'vered =E2=80=93 see below.',
    '--b1',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mail-gw.example-health.test',
    '',
    `Final-Recipient: rfc822; ${shape.recipient ?? 'ann@clinic.test'}`,
    `Action: ${shape.action ?? 'failed'}`,
    `Status: ${shape.status ?? '5.7.10'}`,
    'Remote-MTA: dns; mx1.clinic.test',
    ...(shape.diagnostic === ''
      ? []
      : [`Diagnostic-Code: smtp; ${shape.diagnostic ?? '550 5.7.10 Encryption needed'}`, '\tfor this message']),
    '--b1',
    'Content-Type: text/rfc822-headers',
    '',
    'Message-ID: <one@sfdc.net>',
    '--b1--',
    '',
  ]
  return {
    connection: 1,
    at: 0,
    helo: 'mail-gw.example-health.test',
    from: shape.from ?? '',
    mailParameters: [],
    to: [{ address: VERP, parameters: [] }],
    data: Buffer.from(lines.join('\r\n')),
    tls: shape.clear ? null : { version: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384', servername: undefined },
    remoteAddress: '127.0.0.1',
  }
}

describe('readBounce', () => {
  it('reads a good notification and has nothing to object', () => {
    expect(readBounce(notification())).toEqual({
      to: VERP,
      about: 'ann@clinic.test',
      recipients: [
        {
          finalRecipient: 'ann@clinic.test',
          originalRecipient: '',
          action: 'failed',
          status: '5.7.10',
          diagnostic: '550 5.7.10 Encryption needed for this message',
          remoteMta: 'mx1.clinic.test',
        },
      ],
      messageId: '<one@sfdc.net>',
      explanation: 'The message was not delivered – see below.',
      kind: 'hard',
      marksContact: false,
      objections: [],
    })
  })

  it.each([
    ['550 5.1.1 User unknown', true],
    ['550 The account is inactive', true],
    ["550 address doesn't exist", true],
    ['550 5.7.1 account balance in a message', false],
    ['554 5.7.1 Message content rejected', false],
  ])('marks the contact for %j: %s', (diagnostic, marked) => {
    expect(readBounce(notification({ status: '5.1.1', diagnostic })).marksContact).toBe(marked)
  })

  it('never marks the contact for a soft bounce', () => {
    const bounce = readBounce(notification({ action: 'delayed', status: '4.4.1', diagnostic: '451 user unknown for now' }))
    expect(bounce).toMatchObject({ kind: 'soft', marksContact: false, objections: [] })
  })

  it.each<[Shape, string]>([
    [{ from: 'postmaster@example-health.test' }, 'the reverse-path is not null'],
    [{ clear: true }, 'it came in the clear'],
    [{ status: '550' }, 'Status 550 is not of RFC 3463'],
    [{ action: 'delayed' }, 'action delayed with status 5.7.10'],
    [{ recipient: 'bob@clinic.test' }, 'the return path stands for another recipient'],
    [{ diagnostic: '' }, 'a host refused it, and its words are not quoted'],
    [{ type: 'multipart/mixed' }, 'it is not a multipart/report of delivery-status'],
  ])('objects to %j', (shape, objection) => {
    expect(readBounce(notification(shape)).objections).toContain(objection)
  })

  it('takes what is no notification for unreadable', () => {
    const bounce = readBounce({ ...notification(), data: Buffer.from('hello') })
    expect(bounce).toMatchObject({ kind: 'unreadable', recipients: [], marksContact: false })
  })
})
