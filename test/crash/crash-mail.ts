// The mail of one round: small and large, one recipient and several, one for the portal, one that policy rejects, one that the recipient's
// server rejects. Every address occurs once in the whole suite, so that it alone says which copy a server received.
import { createRandom } from './crash-points.ts'

/** What must have become of a copy in the end, whatever happened on the way. */
export type Expected = 'delivered' | 'failed' | 'rejected' | 'awaiting-pickup' | 'held'

export interface CrashMail {
  readonly messageId: string
  readonly from: string
  readonly raw: string
  readonly copies: readonly { readonly address: string; readonly expected: Expected }[]
}

const LARGE = 300_000

/** Domains of the small internet that the suite starts. */
export const DOMAINS = [
  'clinic-tls13.test',
  'dental-tls12.test',
  'insurer-rejects.test',
  'village-no-tls.test',
  'example-health.test',
] as const

/** @param name unique: names the round */
export function composeRound(name: string): readonly CrashMail[] {
  return [
    compose(`${name}-a`, '', 0, [['clinic-tls13.test', 'delivered']]),
    compose(`${name}-b`, '', 0, [
      ['clinic-tls13.test', 'delivered'],
      ['dental-tls12.test', 'delivered'],
      ['insurer-rejects.test', 'failed'],
    ]),
    compose(`${name}-c`, '', LARGE, [
      ['dental-tls12.test', 'delivered'],
      ['dental-tls12.test', 'delivered'],
    ]),
    compose(`${name}-d`, '[portal] ', 0, [['clinic-tls13.test', 'awaiting-pickup']]),
    compose(`${name}-e`, '[reject] ', 0, [['clinic-tls13.test', 'rejected']]),
    compose(`${name}-f`, '[authenticated] ', 0, [
      ['village-no-tls.test', 'held'],
      ['clinic-tls13.test', 'delivered'],
    ]),
  ]
}

function compose(name: string, tag: string, size: number, to: readonly (readonly [string, Expected])[]): CrashMail {
  const messageId = `<${name}@sfdc.example>`
  const from = `ana.${name}@example-health.test`
  const copies = to.map(([domain, expected], index) => ({ address: `${name}.${index}@${domain}`, expected }))
  const raw = [
    `From: Ana Example <${from}>`,
    `To: ${copies.map(({ address }) => address).join(', ')}`,
    `Subject: ${tag}Round ${name}`,
    `Message-ID: ${messageId}`,
    'Date: Sat, 21 Nov 2026 10:00:00 +0000',
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=us-ascii',
    '',
    'The clinic is closed on Monday.',
    ...filler(name, size),
    '',
  ].join('\r\n')
  return { messageId, from, raw, copies }
}

/** Different for each message: bytes of one that turn up in another would show. */
function filler(name: string, size: number): readonly string[] {
  const random = createRandom([...name].reduce((sum, char) => Math.imul(sum, 31) + char.charCodeAt(0), 7))
  const line = () => Array.from({ length: 7 }, () => Math.floor(random() * 2 ** 48).toString(36)).join(' ')
  return Array.from({ length: Math.ceil(size / 72) }, line)
}
