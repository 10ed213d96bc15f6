import { describe, expect, it } from 'vitest'
import type { TextPart } from '../domain/content.ts'
import type { DetectorId } from '../domain/finding.ts'
import { createScanner } from './dlp.ts'
import { MAX_CHECKED } from './phone-plans.ts'

const IDS = [
  'phone',
  'email-address',
  'ip-address',
  'url',
  'mac-address',
  'age-over-89',
  'us-zip',
  'device-id',
  'password',
  'api-key',
] as const satisfies readonly DetectorId[]

const part = (text: string): TextPart => ({ path: '1', type: 'text/plain', kind: 'body', text, subjectLength: 0 })
const scanners = new Map(IDS.map((id) => [id, createScanner({ detectors: [id], dictionaries: [] })]))
const scan = (id: (typeof IDS)[number], text: string) => scanners.get(id)?.({ parts: [part(text)] }) ?? []

describe('contact data, addresses and secrets: span, confidence and value', () => {
  it.each([
    ['phone', 'Call (415) 555-0132 x12 today', '(415) 555-0132 x12', 'high', '+14155550132'],
    ['phone', 'cell: 4155550132', '4155550132', 'high', '+14155550132'],
    ['phone', 'at +44 (0)20 7946 0958.', '+44 (0)20 7946 0958', 'high', '+442079460958'],
    ['phone', '415-555-0132', '415-555-0132', 'medium', '+14155550132'],
    ['phone', 'or 415 555 0132', '415 555 0132', 'low', '+14155550132'],
    ['phone', 'cell count is high, cell 555-0132', '555-0132', 'medium', '5550132'],
    ['email-address', '<Jane.Roe@Example.ORG>, hi', 'Jane.Roe@Example.ORG', 'high', 'jane.roe@example.org'],
    ['email-address', 'jane [at] example [dot] org', 'jane [at] example [dot] org', 'medium', 'jane@example.org'],
    ['email-address', '/unsubscribe?email=jane@example.org&x=1', 'jane@example.org', 'high', 'jane@example.org'],
    ['ip-address', 'IP 192.0.2.7:8080', '192.0.2.7', 'high', '192.0.2.7'],
    ['ip-address', 'route 192.0.2.0/24.', '192.0.2.0/24', 'medium', '192.0.2.0'],
    ['ip-address', 'from [2001:DB8::1]:443', '2001:DB8::1', 'high', '2001:db8::1'],
    ['ip-address', 'localhost 127.0.0.1', '127.0.0.1', 'low', '127.0.0.1'],
    ['url', '(see https://example.org/a_(b)).', 'https://example.org/a_(b)', 'high', 'https://example.org/a_(b)'],
    ['url', 'photos at example.org/roe, new', 'example.org/roe', 'medium', 'example.org/roe'],
    ['mac-address', 'at 02-1a-2b-3c-4d-5e,', '02-1a-2b-3c-4d-5e', 'high', '021A2B3C4D5E'],
    ['age-over-89', 'a 94-year-old', '94', 'high', '94'],
    ['us-zip', 'Springfield, IL 62704-1234', '62704-1234', 'high', '627041234'],
    ['us-zip', 'mail 62704-1234', '62704-1234', 'medium', '627041234'],
    ['device-id', '(01)00614141123452(21)A1', '(01)00614141123452(21)A1', 'high', '(01)00614141123452(21)A1'],
    ['device-id', 'S/N: KX-99201', 'KX-99201', 'high', 'KX99201'],
    ['password', 'password = "let me in 7"', 'let me in 7', 'high', 'let me in 7'],
    ['password', 'the passcode is Xy77zz!.', 'Xy77zz!', 'high', 'Xy77zz!'],
  ] as const)('%s in %j', (id, text, span, confidence, value) => {
    const found = scan(id, text).map((finding) => [text.slice(finding.start, finding.end), finding.confidence, finding.value])
    expect(found).toEqual([[span, confidence, value]])
  })

  it('the same telephone number has one value however it is written', () => {
    const text = '(415) 555-0132, 415.555.0132, +1 415 555 0132, 1-415-555-0132, tel 4155550132'
    expect(scan('phone', text).map((finding) => finding.value)).toEqual(Array(5).fill('+14155550132'))
  })

  it('finds telephone numbers beyond those that are checked against the plans', () => {
    const numbers = Array.from({ length: MAX_CHECKED + 50 }, (_, i) => `+44 20 7946 ${1000 + i}`)
    expect(scan('phone', numbers.join('\n'))).toHaveLength(numbers.length)
  })

  it('message ids of a folded list are no addresses, the address behind them is', () => {
    const text = 'References: <a1@mail.example.org>\n <b2@mail.example.org>\nFrom: jane@example.org'
    expect(scan('email-address', text).map((finding) => finding.value)).toEqual(['jane@example.org'])
  })

  it('a private key is one finding from its first to its last line', () => {
    const key = ['-----BEGIN ', 'PRIVATE KEY-----\n', 'MIIEvQIBADANBgkqhkiG9w0BAQ\n'.repeat(3), '-----END ', 'PRIVATE KEY-----'].join('')
    expect(scan('api-key', `here:\n${key}\nbye`).map(({ start, end }) => [start, end])).toEqual([[6, 6 + key.length]])
  })
})

describe('hostile text costs linear time', () => {
  const scanAll = createScanner({ detectors: IDS, dictionaries: [] })
  const pieces = [
    '+44 20 7946 0958 ',
    '011 ',
    'call 415 ',
    'a@',
    'a@b.',
    '<a@b.co>',
    'a(at)',
    'http://',
    '(www.',
    'a.com/',
    'visit a.com ',
    '::',
    'a:b:',
    'aa:bb:cc:dd:ee:',
    '1.2.3.4 ',
    'IL 62704 ',
    'zip 62704-',
    '90 years ',
    'ninety ',
    '(01)00614141123452',
    'serial number 12345 ',
    'password: ',
    'password,a\n',
    'api key ',
    '-----BEGIN RSA PRIVATE KEY-----\nAAAABBBBCCCC',
    'eyJaaaaaaaa1.',
    'a1-',
  ]
  // Far above linear cost, far below quadratic cost at this size: a busy machine does not fail it.
  it.each(pieces)('%j repeated', (piece) => {
    const view = { parts: [part(piece.repeat(Math.ceil(30_000 / piece.length)))] }
    const before = process.cpuUsage()
    scanAll(view)
    const used = process.cpuUsage(before)
    expect((used.user + used.system) / 1000).toBeLessThan(1500)
  })
})
